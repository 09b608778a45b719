"""Passwords by Argon2id, secrets at rest by AES-256-GCM; the algorithm stands in the first byte of what is sealed."""

import hashlib
import json
import os
import secrets
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_AES_256_GCM = b"\x01"
_hasher = PasswordHasher()

# Compared against when there is no such login, so that the answer takes as long as for one that exists.
NO_PASSWORD = _hasher.hash(secrets.token_urlsafe(32))


def hash_password(password: str) -> str:
    """Argon2id with the library's present parameters (RFC 9106)."""
    return _hasher.hash(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether the password is the one; False for a hash that is none (accounts without a password)."""
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether the parameters have moved on since the hash was made."""
    return _hasher.check_needs_rehash(stored)


class Unsealable(Exception):
    """Wrong key, wrong place, or altered bytes."""


def seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Encrypt; `aad` binds the ciphertext to its place, so that it can't be moved to another row."""
    nonce = os.urandom(12)
    return _AES_256_GCM + nonce + AESGCM(key).encrypt(nonce, plaintext, aad)


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Decrypt what `seal` made for the same place. Raises Unsealable."""
    if sealed[:1] != _AES_256_GCM:
        raise Unsealable
    try:
        return AESGCM(key).decrypt(sealed[1:13], sealed[13:], aad)
    except InvalidTag as error:
        raise Unsealable from error


def sha256(data: bytes) -> bytes:
    """SHA-256 as bytes."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes | str) -> str:
    """SHA-256 in hexadecimal, of bytes or of UTF-8 text."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def random_token(size: int = 32) -> str:
    """A URL-safe secret of `size` random bytes."""
    return secrets.token_urlsafe(size)


def canonical_json(value: Any) -> bytes:
    """One byte string per value: sorted keys, no spaces, UTF-8. What hashes over records are made of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()
