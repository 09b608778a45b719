"""One digest for one content: what a vote was on (Art. 8), what a notice said, what a report held."""

import hashlib
import json
from typing import Any


def digest(content: Any) -> str:
    """SHA-256 of the content as canonical JSON: the same content has the same digest whatever the order of keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
