"""Public notices as they were frozen."""

import datetime as dt
import uuid
from typing import Any

from pydantic import BaseModel

from quality_award.workflow.deadlines import DeadlineOut


class NoticeOut(BaseModel):
    """A notice: its text and list as published, its digest, until when it stands."""

    id: uuid.UUID
    edition_id: uuid.UUID
    kind: str
    title: str
    body: str
    entries: list[Any]
    published_at: dt.datetime
    ends_at: dt.datetime | None
    deadlines: list[DeadlineOut]
    sha256: str
