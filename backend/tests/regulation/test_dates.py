"""Dates to the day and to the second, in Chaoyang's time."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality_award.regulation.dates import (
    end_of_day,
    local_day,
    period_end,
    publicity_end,
    reminder_times,
    working_days_after,
    years_after,
)

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


SPAN = 400
COUNTS = st.integers(0, 60)
STARTS = st.integers(0, 60)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[dt.date, dict[dt.date, bool]]:
    """A stretch of days, each working or not, with enough working ones."""
    first = draw(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
    pattern = draw(st.lists(st.booleans(), min_size=7, max_size=20).filter(lambda days: sum(days) * 3 >= len(days)))
    return first, {first + dt.timedelta(days=n): pattern[n % len(pattern)] for n in range(SPAN)}


@given(calendars(), STARTS, COUNTS)
def test_a_period_holds_exactly_its_working_days_and_ends_on_one(
    made: tuple[dt.date, dict[dt.date, bool]], start: int, count: int
) -> None:
    first, works = made
    day = first + dt.timedelta(days=start)
    last = working_days_after(day, count, works)
    within = [day + dt.timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(works[one] for one in within) == count
    assert works[last] or count == 0


@given(calendars(), STARTS, COUNTS, st.integers(1, 10))
def test_more_days_end_later_and_a_later_beginning_never_ends_earlier(
    made: tuple[dt.date, dict[dt.date, bool]], start: int, count: int, more: int
) -> None:
    first, works = made
    day = first + dt.timedelta(days=start)
    assert period_end(day, count, works) < period_end(day, count + more, works)
    assert period_end(day, count, works) <= period_end(day + dt.timedelta(days=more), count, works)


@given(calendars(), STARTS, COUNTS)
def test_whether_the_first_day_works_does_not_matter(made: tuple[dt.date, dict[dt.date, bool]], start: int, count: int) -> None:
    first, works = made
    day = first + dt.timedelta(days=start)
    assert period_end(day, count, works) == period_end(day, count, works | {day: not works[day]})


@given(calendars(), STARTS, COUNTS)
def test_a_period_ends_at_midnight_in_chaoyang_and_is_never_shorter_than_in_calendar_days(
    made: tuple[dt.date, dict[dt.date, bool]], start: int, count: int
) -> None:
    first, works = made
    day = first + dt.timedelta(days=start)
    end = period_end(day, count, works)
    assert end.astimezone(SHANGHAI).time() == dt.time()
    assert end >= period_end(day, count, None)
    assert period_end(day, count, dict.fromkeys(works, True)) == period_end(day, count, None)


def test_a_calendar_that_ends_too_early_is_not_guessed_beyond() -> None:
    works = {dt.date(2026, 12, day): True for day in range(1, 32)}
    assert working_days_after(dt.date(2026, 12, 30), 1, works) == dt.date(2026, 12, 31)
    with pytest.raises(KeyError):
        working_days_after(dt.date(2026, 12, 30), 2, works)
    with pytest.raises(ValueError):
        working_days_after(dt.date(2026, 12, 30), -1, works)


@given(
    st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2040, 1, 1), timezones=st.just(dt.UTC)),
    st.timedeltas(dt.timedelta(hours=1), dt.timedelta(days=200)),
    st.integers(1, 5),
)
def test_reminders_lie_in_order_before_the_deadline(since: dt.datetime, length: dt.timedelta, count: int) -> None:
    times = reminder_times(since, since + length, count)
    assert len(times) == count
    assert list(times) == sorted(set(times))
    assert since < times[0]
    assert times[-1] < since + length
    assert reminder_times(since, since, count) == ()
