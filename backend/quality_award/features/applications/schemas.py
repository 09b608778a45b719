"""What the application endpoints take and give."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from pydantic_core import PydanticCustomError

from quality_award.workflow.assessments import AssessmentOut
from quality_award.workflow.deadlines import DeadlineOut
from quality_award.workflow.present import Clause, EntityOut, FindingOut

from .pure.storable import storable


def _storable(text: str) -> str:
    if not storable(text):
        raise PydanticCustomError("value_error", "text that cannot be stored")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), AfterValidator(_storable)]


class ApplicationIn(BaseModel):
    """Start an application in an edition."""

    edition_id: uuid.UUID
    subject: Literal["organisation", "project"] = "organisation"
    project_name: Words = ""


class ApplicationPatchIn(BaseModel):
    """Autosave: fields and items are merged one by one; null removes a value."""

    form: dict[str, Any] | None = None
    profile: str | None = Field(None, max_length=20_000)
    self_evaluation: dict[str, str | None] | None = None
    declared_by: str | None = Field(None, max_length=50)
    project_name: Annotated[Words, Field(max_length=200)] | None = None


class ApplicationActionIn(BaseModel):
    """What an action on an application may carry."""

    eligible: bool | None = None
    truthful: bool | None = None
    opinion: Words | None = None
    reasons: Words | None = None


class ApplicationSummaryOut(BaseModel):
    """An application in a list."""

    id: uuid.UUID
    version: int
    state: str
    case_number: str
    project_name: str
    edition_id: uuid.UUID
    edition: str
    organisation: str
    area_code: str
    area: str
    division: str
    channel: str
    department: str | None
    submitted_at: dt.datetime | None
    closes_at: dt.datetime | None
    recommend_by: dt.datetime | None


class RecommendationOut(BaseModel):
    """推荐意见."""

    given: bool
    eligible: bool
    truthful: bool
    opinion: str
    department: str
    decided_at: dt.datetime


class FormalResultOut(BaseModel):
    """The conclusion of the formal review and its reasons (Art. 17(4), open point 5)."""

    complete: bool
    reasons: str


class SectionOut(BaseModel):
    """A part of the application as the task list shows it."""

    key: str
    status: str
    filled: int
    needed: int


class GapOut(BaseModel):
    """One thing that is missing: where it is filled in, and its words."""

    section: str
    field: str
    article: Clause
    message: str
    next: str


class ApplicationOut(EntityOut):
    """An application. Its content is null with `locked` saying why, until the reader may look (Art. 32, 33)."""

    case_number: str
    subject: str
    project_name: str
    edition_id: uuid.UUID
    edition: str
    edition_number: int
    edition_year: int
    edition_state: str
    step: int
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    recommend_by: dt.datetime | None
    deadlines: list[DeadlineOut]
    organisation_id: uuid.UUID
    organisation: str
    uscc: str
    area_code: str
    area: str
    division: str
    industry: str
    ownership: str
    nature: str
    registered_on: dt.date
    legal_representative: str
    employees: int
    channel: str
    department: str | None
    locked: str | None
    form: dict[str, Any] | None
    profile: str | None
    self_evaluation: dict[str, str] | None
    declared_by: str | None
    declared_at: dt.datetime | None
    submitted_at: dt.datetime | None
    closed_reason: str | None
    may_edit: bool
    sections: list[SectionOut]
    gaps: list[GapOut]
    recommendation: RecommendationOut | None
    formal_result: FormalResultOut | None


class EventOut(BaseModel):
    """One step of the application's course."""

    at: dt.datetime
    role: str
    action: str
    article: Clause
    to_state: str | None


class EligibilityOut(BaseModel):
    """Art. 13, 14, 15, 27 and 36 on the closing day: what every rule found, and the findings that refuse by themselves."""

    eligible: bool
    reference_day: dt.date
    assessments: list[AssessmentOut]
    findings: list[FindingOut]


class OptionOut(BaseModel):
    """A value to choose."""

    value: str
    label: str


class ColumnOut(BaseModel):
    """A column of a table field."""

    key: str
    type: str
    required: bool
    title: str
    min: float | None
    max: float | None


class FieldOut(BaseModel):
    """A field of the form in the reader's language."""

    key: str
    group: str
    type: str
    required: bool
    required_if: str | None
    article: str
    title: str
    unit: str
    per_year: bool
    min: float | None
    max: float | None
    options: list[OptionOut]
    columns: list[ColumnOut]


class PartOut(BaseModel):
    """A group, an evidence slot or a checklist item."""

    key: str
    title: str
    help: str
    article: str
    required: bool


class SlotOut(PartOut):
    """An evidence slot with the kinds of files that are taken there."""

    content_types: list[str]


class ItemOut(BaseModel):
    """An item of the criteria with what it asks."""

    code: str
    category: str
    category_name: str
    name: str
    points: int
    kind: str
    asks: str


class FormOut(BaseModel):
    """The uniform form of an edition for one kind of organisation (Art. 16)."""

    title: str
    declaration: str
    years: list[int]
    groups: list[PartOut]
    fields: list[FieldOut]
    slots: list[SlotOut]
    checklist: list[PartOut]
    items: list[ItemOut]
    profile_chars: int
    self_evaluation_chars: int
    max_file_bytes: int
    max_application_bytes: int
    max_files_per_slot: int
    content_types: list[str]


class ProofOut(BaseModel):
    """Why the audit log has the manifest's hash: the record, its place from 0, the way up (RFC 6962), the signed checkpoint."""

    record: dict[str, Any]
    index: int
    path: list[str]
    checkpoint: str


class SubmissionReceiptOut(BaseModel):
    """What was handed in, file by file with its SHA-256, and the proof; the proof follows within seconds (Art. 16, 26)."""

    kind: str
    at: dt.datetime
    manifest: dict[str, Any]
    sha256: str
    proof: ProofOut | None
