"""Days for the site visits: a small integer program, solved by HiGHS (Art. 17(6)).

Hard: nobody in two places on one day, nobody where they can't be, at most so many visits on a day. Then, in this order: as
many applicants visited as can be; as few (district, day) pairs as can be, so that trips are shared; early rather than late.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import highspy

from .highs import solver

UNDATED = 10_000.0
TRIP = 100.0
DAY = 0.1
SEED = 17
TIME_LIMIT = 5.0


@dataclass(frozen=True)
class Visit:
    """An applicant to visit: its district, the members of its team, and the day that stands already, if one does."""

    application: str
    area: str
    members: frozenset[str]
    day: dt.date | None = None


@dataclass(frozen=True)
class Dated:
    """{application: day}, the applications that no day was found for, the number of trips, and whether no answer is better."""

    days: Mapping[str, dt.date]
    undated: tuple[str, ...]
    trips: int
    proved: bool


def date_visits(
    visits: Sequence[Visit],
    days: Sequence[dt.date],
    *,
    absent: Mapping[str, Collection[dt.date]],
    per_day: int,
    busy: Mapping[str, Collection[dt.date]] | None = None,
    time_limit: float = TIME_LIMIT,
) -> Dated:
    """A day for every visit that has none. `absent` and `busy`: days on which a member can't come.

    The same input gives the same answer: one thread, a fixed seed, everything in order.
    """
    days = sorted(set(days))
    wanted = sorted((visit for visit in visits if visit.day is None), key=lambda visit: visit.application)
    standing = [visit for visit in visits if visit.day is not None]
    away: dict[str, set[dt.date]] = defaultdict(set)
    for source in (absent, busy or {}):
        for who, when in source.items():
            away[who] |= set(when)
    taken: dict[dt.date, int] = defaultdict(int)
    trips = set()
    for visit in standing:
        assert visit.day is not None
        taken[visit.day] += 1
        trips.add((visit.area, visit.day))
        for who in visit.members:
            away[who].add(visit.day)
    program = solver(SEED)
    program.setOptionValue("time_limit", time_limit)
    on: dict[tuple[int, int], int] = {}
    trip: dict[tuple[str, int], int] = {}
    columns = 0

    def column(cost: float) -> int:
        nonlocal columns
        program.addCol(cost, 0.0, 1.0, 0, [], [])
        program.changeColIntegrality(columns, highspy.HighsVarType.kInteger)
        columns += 1
        return columns - 1

    def row(low: float, high: float, terms: Sequence[tuple[int, float]]) -> None:
        program.addRow(low, high, len(terms), [index for index, _ in terms], [value for _, value in terms])

    for number, visit in enumerate(wanted):
        for place, day in enumerate(days):
            if not any(day in away[who] for who in visit.members):
                on[number, place] = column(DAY * place)
                if (visit.area, day) not in trips and (visit.area, place) not in trip:
                    trip[visit.area, place] = column(TRIP)
    undated = [column(UNDATED) for _ in wanted]
    by_day: dict[int, list[int]] = defaultdict(list)
    by_person: dict[tuple[str, int], list[int]] = defaultdict(list)
    by_visit: dict[int, list[int]] = defaultdict(list)
    for (number, place), index in on.items():
        visit = wanted[number]
        by_day[place].append(index)
        by_visit[number].append(index)
        for who in sorted(visit.members):
            by_person[who, place].append(index)
        if (visit.area, place) in trip:
            row(-highspy.kHighsInf, 0.0, [(index, 1.0), (trip[visit.area, place], -1.0)])
    for number in range(len(wanted)):
        row(1.0, 1.0, [*((index, 1.0) for index in by_visit[number]), (undated[number], 1.0)])
    for place, indices in by_day.items():
        row(0.0, max(0, per_day - taken[days[place]]), [(index, 1.0) for index in indices])
    for indices in by_person.values():
        if len(indices) > 1:
            row(0.0, 1.0, [(index, 1.0) for index in indices])
    if not wanted:
        return Dated({}, (), len(trips), True)
    program.run()
    values = list(program.getSolution().col_value)
    if not values:
        return Dated({}, tuple(visit.application for visit in wanted), len(trips), False)
    chosen = {wanted[number].application: days[place] for (number, place), index in on.items() if values[index] > 0.5}
    trips |= {(visit.area, chosen[visit.application]) for visit in wanted if visit.application in chosen}
    return Dated(
        chosen,
        tuple(visit.application for visit in wanted if visit.application not in chosen),
        len(trips),
        program.getModelStatus() == highspy.HighsModelStatus.kOptimal,
    )
