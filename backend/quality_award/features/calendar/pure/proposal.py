"""What a year looks like before anyone confirmed it: by the published holidays, else weekends only."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

import chinese_calendar

SOURCE = f"chinesecalendar {version('chinesecalendar')}"
NATIONAL_DAY = (10, 1)
ENGLISH: dict[str, str] = {holiday.chinese: holiday.value for holiday in chinese_calendar.Holiday}


@dataclass(frozen=True)
class Day:
    """One day: works or not; weekday, weekend, holiday, make_up (a weekend worked for a holiday) or set by a person."""

    day: dt.date
    works: bool
    reason: str
    note: str = ""


@dataclass(frozen=True)
class Proposal:
    """A whole year; `published` False when its holidays are not out yet."""

    year: int
    published: bool
    days: tuple[Day, ...]


def days_of(year: int) -> list[dt.date]:
    """Every day of a year."""
    first = dt.date(year, 1, 1)
    return [first + dt.timedelta(days=number) for number in range((dt.date(year + 1, 1, 1) - first).days)]


def _weekend_rule(day: dt.date) -> Day:
    free = day.weekday() >= 5
    return Day(day, not free, "weekend" if free else "weekday")


def _published(day: dt.date) -> Day:
    free, name = chinese_calendar.get_holiday_detail(day)
    if name is None:
        return _weekend_rule(day)
    return Day(day, not free, "holiday" if free else "make_up", chinese_calendar.Holiday(name).chinese)


def _is_published(year: int) -> bool:
    """The library raises for years it does not know. A holiday of January alone may still belong to the year before."""
    try:
        return chinese_calendar.get_holiday_detail(dt.date(year, *NATIONAL_DAY))[1] is not None
    except NotImplementedError:
        return False


@cache
def proposed(year: int) -> Proposal:
    """The year as the library has it."""
    published = _is_published(year)
    return Proposal(year, published, tuple((_published if published else _weekend_rule)(day) for day in days_of(year)))
