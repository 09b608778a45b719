"""Calendar arithmetic of the law: whole years to the day, the first day of a period not counted (Civil Code)."""

import datetime as dt
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
