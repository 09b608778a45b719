"""Identifiers: UUIDv7 (RFC 9562), ordered by time so that keyset pages and B-trees stay local."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUIDv7 of the machine's clock. It orders rows; no rule of the regulation reads a time out of it."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= ((random >> 62) & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & 0x3FFF_FFFF_FFFF_FFFF
    return uuid.UUID(int=value)
