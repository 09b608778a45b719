"""What objections take and give. Nothing here carries the objector's identity except the two that must (Art. 25)."""

import datetime as dt
import uuid

from pydantic import BaseModel, Field

from quality_award.workflow.deadlines import DeadlineOut
from quality_award.workflow.present import EntityOut


class ObjectorIn(BaseModel):
    """Who objects: a person or a unit, with real identity (Art. 20). Sealed at once."""

    name: str = Field("", max_length=100)
    contact: str = Field("", max_length=100)
    identity_number: str = Field("", max_length=30)


class ObjectionIn(BaseModel):
    """An objection of the public against one publicised application."""

    case_number: str = Field(max_length=60)
    subject: str = Field(min_length=2, max_length=200)
    grounds: str = Field(min_length=10, max_length=10_000)
    objector: ObjectorIn


class ReceiptOut(BaseModel):
    """The receipt: case number and the code to follow the case with, shown once."""

    case_number: str
    follow_code: str
    received_at: dt.datetime
    in_time: bool


class FileIn(BaseModel):
    """Written evidence about to be uploaded."""

    filename: str = Field(min_length=1, max_length=300)
    content_type: str = Field(max_length=120)
    size: int
    code: str = Field("", max_length=60)


class FileTicketOut(BaseModel):
    """Where to PUT the bytes."""

    file_id: uuid.UUID
    url: str
    headers: dict[str, str]
    expires_at: dt.datetime


class FileOut(BaseModel):
    """One piece of written evidence."""

    id: uuid.UUID
    side: str
    filename: str
    content_type: str
    size: int
    state: str
    sha256: str | None


class FollowOut(BaseModel):
    """What the objector may know of the case."""

    case_number: str
    state: str
    subject: str
    application: str
    received_at: dt.datetime
    refusal: str | None
    decision: str | None
    decided_at: dt.datetime | None
    proof_due_at: dt.datetime | None
    deadlines: list[DeadlineOut]
    consented_at: dt.datetime | None
    files: list[FileOut]


class ObjectionOut(EntityOut):
    """An objection for those who handle it."""

    case_number: str
    edition_id: uuid.UUID
    application_id: uuid.UUID
    application: str
    organisation: str
    department: str | None
    subject: str
    grounds: str
    identified: bool
    received_at: dt.datetime
    in_time: bool
    report_due_at: dt.datetime | None
    proof_due_at: dt.datetime | None
    report_due_provisional: bool
    proof_due_provisional: bool
    deadlines: list[DeadlineOut]
    report: str | None
    reported_at: dt.datetime | None
    deemed: str
    office_opinion: str | None
    decision: str | None
    decided_at: dt.datetime | None
    refusal: str | None
    files: list[FileOut]
    may_open_identity: bool
    may_supply_proof: bool
    may_extend: bool


class ObjectionActionIn(BaseModel):
    """What an action on an objection may carry."""

    reason: str | None = Field(None, max_length=4000)
    report: str | None = Field(None, max_length=20_000)


class OpinionIn(BaseModel):
    """The office's opinion on the verified facts, for the committee (Art. 24)."""

    office_opinion: str = Field(min_length=2, max_length=10_000)


class ExtendIn(BaseModel):
    """Later deadlines for the unit's report, for proof, or for both, with the reason (open point 6)."""

    report_due_on: dt.date | None = None
    proof_due_on: dt.date | None = None
    reason: str = Field(min_length=4, max_length=500)


class ConsentIn(BaseModel):
    """The objector's consent to being named, given with the follow code (Art. 25)."""

    code: str = Field(max_length=60)


class LookIn(BaseModel):
    """Why the identity has to be seen."""

    reason: str = Field(min_length=4, max_length=500)


class IdentityOut(BaseModel):
    """The objector's identity, shown to a named handler whose look is on record (Art. 25)."""

    name: str
    contact: str
    identity_number: str
    consented_at: dt.datetime | None


class LinkOut(BaseModel):
    """A short-lived link to one file."""

    url: str
    expires_at: dt.datetime
