"""A period counted over the calendar: its end, and whether that end is final."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from quality_award.regulation.dates import local_day, period_end

WORKING_DAYS = "working_days"


@dataclass(frozen=True)
class Calendar:
    """The days of some years, and which of those years two people have confirmed."""

    works: Mapping[dt.date, bool]
    confirmed: frozenset[int]


@dataclass(frozen=True)
class Due:
    """The end of a period. Provisional (暂定) while it reaches into a year that is not confirmed."""

    at: dt.datetime
    provisional: bool


def years_within(since: dt.date, count: int) -> range:
    """The years that a period of so many working days can touch: four calendar days for each, and a long holiday, are enough."""
    return range(since.year, (since + dt.timedelta(days=4 * count + 30)).year + 1)


def due(since: dt.date, count: int, calendar: Calendar | None) -> Due:
    """The end of a period that began on `since`, over working days when there is a calendar, else over calendar days."""
    if calendar is None:
        return Due(period_end(since, count, None).astimezone(dt.UTC), False)
    at = period_end(since, count, calendar.works).astimezone(dt.UTC)
    last = local_day(at - dt.timedelta(seconds=1))
    return Due(at, not set(range(since.year, last.year + 1)) <= calendar.confirmed)
