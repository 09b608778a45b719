"""What the calendar endpoints take and give."""

import datetime as dt

from pydantic import BaseModel, Field

from quality_award.workflow.present import FindingOut


class DayIn(BaseModel):
    """A day that works otherwise than proposed, with the reason."""

    works: bool
    reason: str = Field(min_length=2, max_length=200)


class DayOut(BaseModel):
    """One day; `reason` is weekday, weekend, holiday, make_up or set, `note` the holiday's name or the person's reason."""

    day: dt.date
    works: bool
    reason: str
    note: str


class YearSummaryOut(BaseModel):
    """A year in the list; `state` is proposed, first_confirmed or confirmed."""

    year: int
    state: str
    published: bool
    working_days: int
    first_by: str | None
    first_at: dt.datetime | None
    second_by: str | None
    second_at: dt.datetime | None


class YearOut(YearSummaryOut):
    """A whole year. `version` 0: proposed by the library and touched by nobody."""

    version: int
    source: str
    days: list[DayOut]
    may_edit: bool
    may_confirm: bool
    confirm_findings: list[FindingOut]
