"""What the evidence endpoints take and give."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, Field

from quality_award.features.applications.schemas import Text, Words


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
    thumbnail: bool
    supplement_reason: str | None
    locked_until: dt.datetime | None
    stored_at: dt.datetime | None


class EvidenceLookIn(BaseModel):
    """Why a file is opened: to be read here, or to be taken along."""

    purpose: Literal["read", "download"] = "read"


class EvidenceLookOut(BaseModel):
    """A file opened for its reader: `url` answers this browser alone, until `expires_at` and while the right to read lasts.

    `shown` says how it can be read on the page: as pages, a picture, a film, by its text alone; or not at all.
    """

    url: str
    filename: str
    slot: str
    shown: Literal["pages", "picture", "film", "text", "nothing"]
    content_type: str
    size: int
    pages: int | None
    reader: str
    case_number: str
    organisation: str
    opened_at: dt.datetime
    expires_at: dt.datetime
    may_download: bool


class PageTextOut(BaseModel):
    """The words of one page, counted from 1."""

    page: int
    text: str


class FoundPageOut(BaseModel):
    """A page that has the words looked for, and the words around them."""

    evidence_id: uuid.UUID
    filename: str
    slot: str
    page: int
    excerpt: str


class CitationIn(BaseModel):
    """A statement under a criteria item or a field of the form, and the page that bears it out."""

    item: str = Field(max_length=60)
    evidence_id: uuid.UUID
    page: int = Field(ge=1, le=100_000)
    statement: Words = Field(min_length=2, max_length=500)


class CitationOut(BaseModel):
    """A statement with the page of the file that bears it out."""

    id: uuid.UUID
    item: str
    statement: str
    evidence_id: uuid.UUID
    filename: str
    page: int


class MatrixFileOut(BaseModel):
    """A file in a row of the matrix: put there, or cited there (`pages`, counted from 1).

    `unread` is None for the file's own people.
    """

    id: uuid.UUID
    filename: str
    content_type: str
    scan: str
    added: bool
    unread: bool | None
    cited: list[int]


class MatrixRowOut(BaseModel):
    """A kind of evidence, a criteria item or a cited field of the form, with what bears it out.

    missing: it must have evidence, or makes statements without any. covered: it has. optional: it may be left empty.
    """

    key: str
    kind: Literal["slot", "item", "field"]
    title: str
    article: str
    standing: Literal["missing", "covered", "optional"]
    files: list[MatrixFileOut]


class MatrixOut(BaseModel):
    """What is there at a glance: rows, and how many are missing, how many files unscanned, how many unread by the reader."""

    rows: list[MatrixRowOut]
    missing: int
    unscanned: int
    unread: int | None
