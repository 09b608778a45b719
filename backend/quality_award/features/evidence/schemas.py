"""What the evidence endpoints take and give."""

import datetime as dt
import uuid

from pydantic import BaseModel, Field

from quality_award.features.applications.schemas import Text


class EvidenceIn(BaseModel):
    """A file about to be uploaded."""

    slot: str = Field(max_length=60)
    filename: Text = Field(min_length=1, max_length=300)
    content_type: str = Field(max_length=120)
    size: int = Field(ge=-(2**53), le=2**53)


class UploadOut(BaseModel):
    """Where to PUT the bytes, straight to the object store, and until when."""

    evidence_id: uuid.UUID
    url: str
    headers: dict[str, str]
    expires_at: dt.datetime


class EvidenceOut(BaseModel):
    """One file under its slot: a requirement of the form, or a criteria item."""

    id: uuid.UUID
    slot: str
    filename: str
    content_type: str
    size: int
    sha256: str | None
    state: str
    stored_at: dt.datetime | None


class EvidenceLinkOut(BaseModel):
    """A short-lived link to read one file."""

    url: str
    expires_at: dt.datetime
