"""What the endpoints of record matches take and give."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, Field

from quality_award.features.applications.schemas import Text
from quality_award.features.records.schemas import RecordOut
from quality_award.workflow.present import FindingOut


class MatchOut(BaseModel):
    """A record and the application or award that it touches; settled, it says by whom, when and why."""

    id: uuid.UUID
    created_at: dt.datetime
    record: RecordOut
    organisation: str
    uscc: str
    edition: str
    application_id: uuid.UUID | None
    case_number: str | None
    application_state: str | None
    award_id: uuid.UUID | None
    certificate_number: str | None
    tier: str | None
    award_state: str | None
    supervised_until: dt.date | None
    article: str | None
    findings: list[FindingOut]
    facts: str
    may: list[str]
    outcome: str | None
    reason: str | None
    settled_at: dt.datetime | None
    settled_by: str | None


class SettleIn(BaseModel):
    """How the office settles a match. `article` goes with a proposal to revoke."""

    outcome: Literal["revocation_proposed", "no_consequence", "noted"]
    reason: Text = Field(max_length=2000)
    article: str | None = Field(None, max_length=10)
