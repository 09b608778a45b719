"""Hashes and the bytes they are taken over; the standard library alone, so that a verifier elsewhere needs no more."""

import hashlib
import json
from typing import Any


def sha256_hex(data: bytes | str) -> str:
    """SHA-256 in hexadecimal, of bytes or of UTF-8 text."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def canonical_json(value: Any) -> bytes:
    """One byte string per value: sorted keys, no spaces, UTF-8. What hashes over records are made of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()
