"""What is wrong with a file, from what three witnesses say: the store, the row, and the manifest it was handed in under."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Wrong = Literal[
    "missing", "unreadable", "other_bytes", "row_differs", "unlisted", "lock_short", "never_locked", "row_gone",
    "manifest_differs", "manifest_gone", "unreachable", "given_up",
]  # fmt: skip
"""Of a file; of a manifest; of the run itself."""

# The store keeps whole seconds.
SECOND = dt.timedelta(seconds=1)
Place = tuple[str, str, str | None]
"""How a manifest and a row name the same file: field, file name, version in the store."""


@dataclass(frozen=True)
class Measure:
    """Bytes, and their SHA-256 in hexadecimal."""

    size: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.sha256} ({self.size})"


@dataclass(frozen=True)
class Fault:
    """What is wrong, with what was to be and what was found."""

    what: Wrong
    expected: str = ""
    found: str = ""


@dataclass(frozen=True)
class Lock:
    """Until when a version is to be locked, why it could not be, and until when the store says it is."""

    due: dt.datetime | None
    refused: str
    until: dt.datetime | None


def fault_of(*, recorded: Measure, listed: Measure | None, to_be_listed: bool, found: Measure | None, lock: Lock) -> Fault | None:
    """The gravest thing that is wrong with a file that was read, or is not there. The manifest is believed before the row."""
    truth = listed or recorded
    if found is None:
        return Fault("missing", str(truth))
    if found != truth:
        return Fault("other_bytes", str(truth), str(found))
    if listed is not None and recorded != listed:
        return Fault("row_differs", str(listed), str(recorded))
    if to_be_listed and listed is None:
        return Fault("unlisted", "", str(recorded))
    if lock.due is not None and (lock.until is None or lock.until < lock.due - SECOND):
        return Fault("lock_short", lock.due.isoformat(), lock.until.isoformat() if lock.until else "")
    if lock.due is None and lock.refused:
        return Fault("never_locked", "", lock.refused)
    return None


def in_force(manifests: Iterable[Mapping[str, Any]]) -> dict[Place, Measure]:
    """What was handed in, file by file, from manifests in their order: by the last handing in, and what was added since."""
    listed: dict[Place, Measure] = {}
    for content in manifests:
        if content["kind"] == "submission":
            listed = {}
        for one in content["files"]:
            listed[one["field"], one["filename"], one["version"]] = Measure(one["size"], one["sha256"])
    return listed


def manifest_fault(*, canonical: bytes, sha256: str, on_record: bool) -> Fault | None:
    """Whether a manifest is the one whose hash the audit trail holds."""
    digest = hashlib.sha256(canonical).hexdigest()
    if digest != sha256 or not on_record:
        return Fault("manifest_differs", sha256 if on_record else "", digest)
    return None
