"""Signed checkpoints as of C2SP signed-note and tlog-checkpoint: text, Ed25519 signatures, keys as `name+id+base64`."""

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from quality_award.platform.settings import Settings

_ED25519 = b"\x01"
_DASH = "\N{EM DASH} "
_SIGNED, _PREVIOUS = "signed ", "previous "


class BadNote(Exception):
    """Not a note, not a checkpoint, or not signed by the key."""


@dataclass(frozen=True)
class Checkpoint:
    """So many entries with this root, said by a log; when, and the size of the checkpoint before (extension lines).

    The last two are None in notes that were signed before they were part of them.
    """

    origin: str
    size: int
    root: bytes
    signed_at: dt.datetime | None = None
    previous: int | None = None

    def text(self) -> str:
        """The lines that are signed."""
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode()]
        if self.signed_at is not None:
            lines.append(f"{_SIGNED}{self.signed_at.astimezone(dt.UTC).isoformat()}")
        if self.previous is not None:
            lines.append(f"{_PREVIOUS}{self.previous}")
        return "\n".join(lines) + "\n"

    @classmethod
    def read(cls, text: str) -> "Checkpoint":
        """What the signed lines say. Raises BadNote."""
        origin, size, root, *more = text.removesuffix("\n").split("\n")
        said = {prefix: line.removeprefix(prefix) for prefix in (_SIGNED, _PREVIOUS) for line in more if line.startswith(prefix)}
        try:
            return cls(
                origin,
                int(size),
                base64.b64decode(root, validate=True),
                dt.datetime.fromisoformat(said[_SIGNED]) if _SIGNED in said else None,
                int(said[_PREVIOUS]) if _PREVIOUS in said else None,
            )
        except ValueError as error:
            raise BadNote("this is no checkpoint") from error


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


@dataclass(frozen=True)
class Verifier:
    """A log's name and public key."""

    name: str
    public: bytes

    @classmethod
    def read(cls, text: str) -> "Verifier":
        """A key as it is published. Raises BadNote."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise BadNote("the key is not one") from error
        if key[:1] != _ED25519 or len(key) != 33 or _key_id(name, key[1:]).hex() != key_id:
            raise BadNote("the key is not one")
        return cls(name, key[1:])

    def __str__(self) -> str:
        encoded = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{_key_id(self.name, self.public).hex()}+{encoded}"

    def open(self, note: str) -> Checkpoint:
        """The checkpoint of a note that this key has signed. Raises BadNote."""
        text, gap, signatures = note.partition("\n\n")
        text += "\n"
        if not gap or text.count("\n") < 3:
            raise BadNote("this is no signed checkpoint")
        for line in signatures.split("\n"):
            name, _, encoded = line.removeprefix(_DASH).rpartition(" ")
            if name != self.name or not line.startswith(_DASH):
                continue
            try:
                signature = base64.b64decode(encoded, validate=True)
                if signature[:4] != _key_id(self.name, self.public):
                    continue
                # Base64 has more than one text for the same bytes; a note has one.
                if base64.b64encode(signature).decode() != encoded:
                    raise BadNote("the signature is not the key's")
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature[4:], text.encode())
            except (ValueError, InvalidSignature) as error:
                raise BadNote("the signature is not the key's") from error
            return Checkpoint.read(text)
        raise BadNote("no signature by this key")


class Signer:
    """The log's own key, made from the installation's master key: there is no second secret to keep."""

    def __init__(self, name: str, master_key: bytes) -> None:
        seed = HKDF(hashes.SHA256(), 32, None, b"quality-award audit checkpoint ed25519").derive(master_key)
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._key.public_key().public_bytes_raw())

    @classmethod
    def of(cls, settings: "Settings") -> "Signer":
        """The installation's."""
        return cls(settings.audit_log_name, settings.master_key_bytes)

    def sign(self, size: int, root: bytes, *, now: dt.datetime, previous: int) -> str:
        """A signed checkpoint that follows the one over `previous` entries (0: the first)."""
        name = self.verifier.name
        text = Checkpoint(name, size, root, now, previous).text()
        signed = _key_id(name, self.verifier.public) + self._key.sign(text.encode())
        return f"{text}\n{_DASH}{name} {base64.b64encode(signed).decode()}\n"
