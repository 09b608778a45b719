"""What the endpoints of regulatory records take and give."""

import datetime as dt
import uuid

from pydantic import BaseModel, Field

from quality_award.workflow.present import Clause


class RecordIn(BaseModel):
    """A record as its source states it: who recorded what about whom, when, in which document (Art. 14, 36)."""

    uscc: str = Field(min_length=1, max_length=30)
    kind: str = Field(min_length=1, max_length=50)
    occurred_on: dt.date
    source: str = Field(min_length=1, max_length=200)
    document: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=4000)
    fatalities: int = Field(0, ge=0, le=10_000)


class SetAsideIn(BaseModel):
    """Why a record does not count."""

    reason: str = Field(min_length=1, max_length=2000)


class RecordKindOut(BaseModel):
    """A kind of record and the clause that it falls under."""

    kind: str
    article: Clause
    title: str


class RecordOut(BaseModel):
    """A regulatory record; one that was set aside carries who did it and why."""

    id: uuid.UUID
    uscc: str
    organisation: str | None
    kind: str
    kind_title: str
    article: Clause
    occurred_on: dt.date
    source: str
    document: str
    description: str
    fatalities: int
    created_at: dt.datetime
    entered_by: str | None
    set_aside_at: dt.datetime | None
    set_aside_by: str | None
    set_aside_reason: str | None
