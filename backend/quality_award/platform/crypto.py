"""Passwords (Argon2id), secrets at rest (AES-256-GCM), digests. Nothing here knows what it protects."""

import hashlib
import json
import os
import secrets
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# OWASP's second Argon2id profile: 19 MiB, 2 passes, 1 lane; about 20 ms on one core.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NONCE = 12

# Compared against when there is no such login, so that the answer takes as long as for one that exists.
NO_PASSWORD = _HASHER.hash(secrets.token_urlsafe(32))


class Tampered(Exception):
    """A sealed value does not open: other key, other owner, or changed bytes."""


def hash_password(password: str) -> str:
    """Argon2id, with its parameters and salt in the text."""
    return _HASHER.hash(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether the password is the one hashed. A hash that is none (a disabled login) matches nothing."""
    try:
        return _HASHER.verify(stored, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Encrypt under a random nonce, bound to `aad` (whose secret it is), so that rows can't be swapped."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, aad)


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext. Raises Tampered."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], aad)
    except (InvalidTag, ValueError) as error:
        raise Tampered from error


def sha256(data: bytes) -> bytes:
    """Digest of bytes."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes | str) -> str:
    """Digest in hex, of bytes or of UTF-8 text."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def random_token(size: int = 32) -> str:
    """A URL-safe secret of `size` random bytes."""
    return secrets.token_urlsafe(size)


def canonical_json(value: Any) -> bytes:
    """One byte string per value: sorted keys, no spaces, UTF-8. What hashes over records are made of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()
