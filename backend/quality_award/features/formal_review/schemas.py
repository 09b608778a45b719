"""What the formal review takes and gives (Art. 17(4))."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, Field

from quality_award.features.applications.schemas import Text
from quality_award.workflow.present import FindingOut


class CheckIn(BaseModel):
    """The finding on one item of the checklist; a null result takes it back. `evidence` is what the reviewer looked at."""

    code: str = Field(max_length=60)
    result: Literal["pass", "fail"] | None
    note: Text = Field("", max_length=1000)
    evidence: list[uuid.UUID] = Field(default_factory=list, max_length=50)


class FormalReviewIn(BaseModel):
    """Findings; what is sent replaces the findings on those items."""

    checklist: list[CheckIn] = Field(max_length=100)


class LookedAtOut(BaseModel):
    """A piece of evidence as it was when the reviewer looked at it."""

    id: uuid.UUID
    slot: str
    filename: str
    sha256: str


class CheckOut(BaseModel):
    """An item of the checklist with its finding: whose, when, on which evidence; and what the system itself finds against it."""

    code: str
    article: str
    title: str
    result: str | None
    note: str
    reviewer: str | None
    checked_at: dt.datetime | None
    evidence: list[LookedAtOut]
    findings: list[FindingOut]


class FormalReviewOut(BaseModel):
    """The formal review of one application. `version` 0: not begun."""

    application_id: uuid.UUID
    version: int
    may_write: bool
    checklist: list[CheckOut]
    complete: bool | None
    reasons: str
    reviewed_by: str | None
