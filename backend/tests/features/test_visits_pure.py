"""Days for site visits: no rule broken and as good as trying every combination on small cases (Art. 17(6))."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality_award.features.assignment.pure.visits import Dated, Visit, date_visits

DAYS = [dt.date(2026, 9, 7) + dt.timedelta(days=number) for number in range(3)]
PEOPLE = ["a", "b", "c", "d"]


def broken(visits: list[Visit], made: Dated, absent: dict[str, set[dt.date]], per_day: int) -> bool:
    """Whether a rule is broken, by a second hand."""
    days = {visit.application: made.days.get(visit.application, visit.day) for visit in visits}
    for day in {day for day in days.values() if day}:
        there = [visit for visit in visits if days[visit.application] == day]
        people = [who for visit in there for who in visit.members]
        if len(there) > per_day or len(set(people)) < len(people) or any(day in absent.get(who, ()) for who in people):
            return True
    return False


def cost(visits: list[Visit], days: tuple[dt.date | None, ...]) -> tuple[int, int]:
    """(applicants without a day, trips)."""
    trips = {(visit.area, day) for visit, day in zip(visits, days, strict=True) if day}
    return sum(day is None for day in days), len(trips)


cases = st.lists(
    st.tuples(st.sampled_from(["龙城区", "双塔区"]), st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=2)),
    min_size=1,
    max_size=4,
)
absences = st.dictionaries(st.sampled_from(PEOPLE), st.sets(st.sampled_from(DAYS), max_size=2), max_size=3)


@given(cases, absences, st.integers(1, 2))
@settings(max_examples=60, deadline=None)
def test_as_good_as_every_combination_and_no_rule_broken(
    drawn: list[tuple[str, set[str]]], absent: dict[str, set[dt.date]], per_day: int
) -> None:
    visits = [Visit(f"v{number}", area, frozenset(members)) for number, (area, members) in enumerate(drawn)]
    made = date_visits(visits, DAYS, absent=absent, per_day=per_day)
    assert made.proved
    assert not broken(visits, made, absent, per_day)
    best = min(
        cost(visits, days)
        for days in itertools.product([*DAYS, None], repeat=len(visits))
        if not broken(
            visits, Dated({v.application: d for v, d in zip(visits, days, strict=True) if d}, (), 0, True), absent, per_day
        )
    )
    assert (len(made.undated), made.trips) == best
    assert date_visits(visits, DAYS, absent=absent, per_day=per_day) == made


@pytest.mark.article("17(6)")
def test_a_day_that_stands_is_kept_and_its_members_are_taken() -> None:
    standing = Visit("v0", "龙城区", frozenset({"a", "b"}), DAYS[0])
    made = date_visits(
        [standing, Visit("v1", "龙城区", frozenset({"b", "c"})), Visit("v2", "龙城区", frozenset({"d"}))],
        DAYS,
        absent={},
        per_day=2,
    )
    assert made.days == {"v1": DAYS[1], "v2": DAYS[0]}
    assert made.trips == 2
