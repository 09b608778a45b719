"""Calendar arithmetic of the law: whole years to the day, the first day of a period not counted (Civil Code)."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day `years` later; 29 February becomes 28 February where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def local_day(instant: dt.datetime) -> dt.date:
    """The calendar day in Chaoyang."""
    return instant.astimezone(SHANGHAI).date()


def end_of_day(day: dt.date) -> dt.datetime:
    """24:00 of the day in Chaoyang."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), SHANGHAI)


def publicity_end(published_at: dt.datetime, days: int) -> dt.datetime:
    """Art. 17(8), open point 1: calendar days, the day of publication not counted, ends 24:00 on the last day."""
    return end_of_day(local_day(published_at) + dt.timedelta(days=days))


def working_days_after(day: dt.date, count: int, works: Mapping[dt.date, bool]) -> dt.date:
    """The `count`-th working day after `day`, which is itself not counted (Civil Code, first day of a period).

    Raises ValueError for a negative count and KeyError where the mapping ends too early: a guess would be a wrong deadline.
    """
    if count < 0:
        raise ValueError("a period has no negative days")
    while count:
        day += dt.timedelta(days=1)
        count -= works[day]
    return day


def period_end(day: dt.date, count: int, works: Mapping[dt.date, bool] | None) -> dt.datetime:
    """24:00 of the last day of a period: of calendar days when no calendar is given, else of working days.

    The last of calendar days counts as it falls; a period of working days ends on one by itself.
    """
    last = day + dt.timedelta(days=count) if works is None else working_days_after(day, count, works)
    return end_of_day(last)


def reminder_times(since: dt.datetime, due: dt.datetime, count: int) -> tuple[dt.datetime, ...]:
    """When to remind of a deadline: the time that there is, cut into equal parts, a reminder at the end of each but the last."""
    if due <= since:
        return ()
    return tuple(since + (due - since) * number / (count + 1) for number in range(1, count + 1))
