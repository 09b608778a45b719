"""What the expert endpoints take and give."""

import datetime as dt
import uuid
from typing import Any, Literal

from pydantic import BaseModel, Field

ExpertStatus = Literal["active", "corrected", "dismissed", "disqualified"]


class ExpertImportIn(BaseModel):
    """Rows of an expert list, one mapping of column → cell each. `dry_run` only says what would happen."""

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=2000)
    dry_run: bool = False


class CellErrorOut(BaseModel):
    """A wrong cell: row (from 1), column, what is wrong, what to do."""

    row: int
    column: str
    code: str
    message: str
    next: str


class ExpertImportOut(BaseModel):
    """What the import did, or would do."""

    dry_run: bool
    created: int
    updated: int
    unchanged: int
    errors: list[CellErrorOut]


class SanctionIn(BaseModel):
    """A measure under Art. 29 with its reason."""

    status: Literal["corrected", "dismissed", "disqualified"]
    reason: str = Field(min_length=1, max_length=2000)


class ExpertOut(BaseModel):
    """An expert with provenance, status under Art. 29, and load."""

    id: uuid.UUID
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
    status: ExpertStatus
    status_reason: str | None
    created_at: dt.datetime
    live_assignments: int
    has_login: bool


class SanctionOut(BaseModel):
    """What the measure ended at once."""

    expert: ExpertOut
    released_assignments: int
    ended_memberships: int
