"""Dates to the day and to the second, in Chaoyang's time."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality_award.regulation.dates import end_of_day, local_day, publicity_end, years_after

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


def test_leap_day() -> None:
    assert years_after(dt.date(2024, 2, 29), 5) == dt.date(2029, 2, 28)
    assert years_after(dt.date(2024, 2, 29), 4) == dt.date(2028, 2, 29)


@given(DAYS, st.integers(-30, 30))
def test_whole_years_keep_month_and_day(day: dt.date, years: int) -> None:
    moved = years_after(day, years)
    assert moved.year == day.year + years
    assert (moved.month, moved.day) == (day.month, day.day) or (day.month, day.day, moved.month, moved.day) == (2, 29, 2, 28)


@pytest.mark.parametrize("hour", [0, 9, 23])
def test_publicity_ends_at_midnight_after_the_seventh_following_day(hour: int) -> None:
    published = dt.datetime(2026, 9, 1, hour, 30, tzinfo=SHANGHAI)
    assert publicity_end(published, 7) == dt.datetime(2026, 9, 9, 0, 0, tzinfo=SHANGHAI)


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2040, 1, 1), timezones=st.just(dt.UTC)))
def test_publicity_is_never_shorter_than_seven_full_days(published: dt.datetime) -> None:
    assert publicity_end(published, 7) - published >= dt.timedelta(days=7)


def test_the_day_turns_in_chaoyang_not_in_utc() -> None:
    assert local_day(dt.datetime(2026, 4, 30, 16, 0, tzinfo=dt.UTC)) == dt.date(2026, 5, 1)
    assert end_of_day(dt.date(2026, 4, 30)) == dt.datetime(2026, 4, 30, 16, 0, tzinfo=dt.UTC)
