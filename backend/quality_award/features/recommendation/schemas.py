"""What the recommending unit's desk gives."""

import datetime as dt
import uuid

from pydantic import BaseModel

from quality_award.workflow.deadlines import DeadlineOut


class RecommendationDeskOut(BaseModel):
    """What waits for the unit, until when, and whether its right to recommend is restricted (Art. 17(3), 28)."""

    department: str
    edition_id: uuid.UUID | None
    edition: str | None
    edition_state: str | None
    closes_at: dt.datetime | None
    recommend_by: dt.datetime | None
    deadlines: list[DeadlineOut]
    counts: dict[str, int]
    suspended_until: dt.date | None
    cancelled: bool
    restriction_reason: str | None
