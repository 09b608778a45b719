"""What the evidence endpoints take and give."""

import datetime as dt
import uuid

from pydantic import BaseModel, Field

from quality_award.features.applications.schemas import Text


class EvidenceIn(BaseModel):
    """A file about to be sent, with the SHA-256 that the sender computed. A reason makes it a later addition."""

    slot: str = Field(max_length=60)
    filename: Text = Field(min_length=1, max_length=300)
    content_type: str = Field(max_length=120)
    size: int = Field(ge=-(2**53), le=2**53)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    supplement_reason: Text | None = Field(default=None, min_length=5, max_length=500)


class UploadOut(BaseModel):
    """How to send the bytes, straight to the object store: whole to `url`, or in parts of `part_size` bytes.

    `received` are the parts that arrived before. A state other than pending means that nothing need be sent.
    """

    evidence_id: uuid.UUID
    state: str
    url: str | None
    headers: dict[str, str]
    part_size: int | None
    parts: int
    received: list[int]
    expires_at: dt.datetime


class PartsIn(BaseModel):
    """Parts about to be sent, counted from 1."""

    numbers: list[int] = Field(min_length=1, max_length=100)


class PartLinkOut(BaseModel):
    """Where to PUT one part."""

    number: int
    url: str


class EvidenceOut(BaseModel):
    """One file under its slot: a requirement of the form, or a criteria item. `refused` says why a file does not count."""

    id: uuid.UUID
    slot: str
    filename: str
    content_type: str
    size: int
    sha256: str | None
    state: str
    refused: str | None
    refused_next: str | None
    scan: str
    scan_note: str
    pages: int | None
    supplement_reason: str | None
    locked_until: dt.datetime | None
    stored_at: dt.datetime | None


class EvidenceLinkOut(BaseModel):
    """A short-lived link to read one file."""

    url: str
    expires_at: dt.datetime
