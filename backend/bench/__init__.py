"""`make bench`: the figures of the architecture's goals, measured on fresh services of this machine.

How to add one: a module with `measure(options) -> list[Figure]`, entered in `__main__.PARTS`.
"""

import sys
from pathlib import Path

BACKEND = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(BACKEND.parent / "infra"))
