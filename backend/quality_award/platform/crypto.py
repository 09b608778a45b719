"""Passwords by Argon2id, secrets at rest by AES-256-GCM; the algorithm stands in the first byte of what is sealed."""

import hashlib
import os
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .hashing import canonical_json as canonical_json
from .hashing import sha256_hex as sha256_hex

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


def random_token(size: int = 32) -> str:
    """A URL-safe secret of `size` random bytes."""
    return secrets.token_urlsafe(size)
