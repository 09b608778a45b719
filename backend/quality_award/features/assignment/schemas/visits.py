"""What the endpoints of site visits take and give."""

import datetime as dt
import uuid

from pydantic import BaseModel, Field, model_validator


class VisitorOut(BaseModel):
    """A member of the team that visits."""

    expert_id: uuid.UUID
    name: str
    leader: bool


class VisitOut(BaseModel):
    """An applicant of the site review with its district, its team, and the day of the visit if there is one. `version` is the
    ETag of the date."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    area_code: str
    address: str
    day: dt.date | None
    version: int | None
    members: list[VisitorOut]


class VisitsOut(BaseModel):
    """The visits of an edition."""

    edition_id: uuid.UUID
    open: bool
    items: list[VisitOut]


class ProposeVisitsIn(BaseModel):
    """Between which days, first and last included, and how many visits on one day at most."""

    since: dt.date
    until: dt.date
    per_day: int = Field(3, ge=1, le=20)

    @model_validator(mode="after")
    def _in_order(self) -> "ProposeVisitsIn":
        if self.until < self.since:
            raise ValueError("until lies before since")
        return self


class DatedOut(BaseModel):
    """A visit with a proposed day."""

    application_id: uuid.UUID
    day: dt.date


class ProposedVisitsOut(BaseModel):
    """Proposed days; nothing is set yet. `trips`: pairs of district and day, those that stand included."""

    days: list[DatedOut]
    undated: list[uuid.UUID]
    trips: int
    proved: bool


class VisitIn(BaseModel):
    """A visit with its day."""

    application_id: uuid.UUID
    day: dt.date


class VisitsIn(BaseModel):
    """Visits to date: all of them, or none."""

    visits: list[VisitIn] = Field(min_length=1, max_length=500)


class VisitDayIn(BaseModel):
    """The day of one visit."""

    day: dt.date
