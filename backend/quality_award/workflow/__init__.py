"""The transition mechanism: `lock`, `perform`, `explain`, over the table in `regulation/procedure.py`."""

from .perform import ANY_VERSION, Allowed, explain, lock, perform

__all__ = ["ANY_VERSION", "Allowed", "explain", "lock", "perform"]
