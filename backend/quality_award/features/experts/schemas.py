"""What the expert endpoints take and give."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

ExpertStatus = Literal["active", "corrected", "dismissed", "disqualified"]
Load = Annotated[int | None, Field(ge=0, le=200)]


class ExpertImportIn(BaseModel):
    """Rows of an expert list, one mapping of column → cell each. `dry_run` only says what would happen."""

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=50_000)
    dry_run: bool = False


class CellErrorOut(BaseModel):
    """A cell: its row (from 1), column, what is wrong, what to do; `cell` as the sheet names it ("名册!C17")."""

    row: int
    column: str
    cell: str | None
    code: str
    message: str
    next: str


class ExpertImportOut(BaseModel):
    """What the import did, or would do. `errors` and `warnings` name the first thousand cells, `error_count` counts all."""

    dry_run: bool
    sheet: str | None
    rows: int
    created: int
    updated: int
    unchanged: int
    error_count: int
    errors: list[CellErrorOut]
    warnings: list[CellErrorOut]
    import_id: uuid.UUID | None


class ImportOut(BaseModel):
    """Where rows of the pool came from."""

    id: uuid.UUID
    file_name: str | None
    sha256: str
    source: str
    rows: int
    created: int
    updated: int
    unchanged: int
    imported_by: str
    created_at: dt.datetime


class SanctionIn(BaseModel):
    """A measure under Art. 29 with its reason."""

    status: Literal["corrected", "dismissed", "disqualified"]
    reason: str = Field(min_length=1, max_length=2000)


class ProfileIn(BaseModel):
    """What an expert states about themselves: only what is sent changes."""

    qualifications: list[Annotated[str, Field(min_length=1, max_length=60)]] | None = Field(None, max_length=20)
    area: str | None = Field(None, pattern=r"^[1-9][0-9]{5}$")
    load_wish: Load = None
    max_load: Load = None


class AbsenceIn(BaseModel):
    """Days on which the expert cannot review, first and last included."""

    from_day: dt.date
    until_day: dt.date
    note: str = Field("", max_length=200)


class AbsenceOut(BaseModel):
    """Days on which the expert cannot review."""

    id: uuid.UUID
    from_day: dt.date
    until_day: dt.date
    note: str


class ExpertOut(BaseModel):
    """An expert with provenance, status under Art. 29, and load."""

    id: uuid.UUID
    version: int
    name: str
    pool_number: str | None
    provenance: str
    off_pool_reason: str | None
    employer: str
    employer_uscc: str | None
    title: str
    categories: list[str]
    divisions: list[str]
    leader_qualified: bool
    qualifications: list[str]
    area: str | None
    load_wish: int | None
    max_load: int | None
    has_identity: bool
    has_phone: bool
    status: ExpertStatus
    status_reason: str | None
    created_at: dt.datetime
    live_assignments: int
    has_login: bool


class InvitationOut(BaseModel):
    """An invitation into an edition's expert team. `open`: an answer is still taken."""

    edition_id: uuid.UUID
    number: int
    title: str
    state: str
    invited_at: dt.datetime | None
    answer_by: dt.datetime | None
    answer: Literal["accepted", "declined"] | None
    answered_at: dt.datetime | None
    answer_note: str
    checked: bool
    open: bool
    overdue: bool


class ServiceOut(BaseModel):
    """What an expert did in one edition. Hours: the median from a sheet's opening to its handing in, theirs and everybody's."""

    edition_id: uuid.UUID
    number: int
    title: str
    state: str
    seats: int
    led: int
    released: int
    handed_in: int
    left_open: int
    median_hours: float | None
    median_hours_of_all: float | None


class CalibrationOut(BaseModel):
    """How an expert marks in one stage beside the team's other members, in percent points: mean difference and its spread."""

    stage: str
    items: int
    difference: float
    spread: float


class RatingsOut(BaseModel):
    """The mean of what visited organisations said of the expert's teams in closed editions (Art. 31), 1 to 5."""

    count: int
    quality: float
    discipline: float
    conduct: float


class MeasureOut(BaseModel):
    """A measure under Art. 29."""

    at: dt.datetime
    by: str
    before: str | None
    status: str | None
    reason: str


class ExpertRecordOut(BaseModel):
    """An expert's page: profile, absences, invitations, record of service, measures, where the row came from."""

    expert: ExpertOut
    absences: list[AbsenceOut]
    invitations: list[InvitationOut]
    service: list[ServiceOut]
    calibration: list[CalibrationOut]
    ratings: RatingsOut | None
    measures: list[MeasureOut]
    origin: ImportOut | None
    may_edit: bool


class SanctionOut(BaseModel):
    """What the measure ended at once."""

    expert: ExpertOut
    released_assignments: int
    ended_memberships: int
