"""The best review teams at once: a mixed-integer program, solved to a proved bound by HiGHS.

Per applicant: as many new members as are needed, one qualified leader, no two from one employer, only pairs that no rule
forbids. Wanted: industries that fit, and loads as even as can be (each further case of one expert costs more than the last).
What can't be filled stays open and is named; the rest is still the best there is.
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy

LOAD_COST = 3.0
LEAD_COST = 1.0
PROMOTION = 100.0
OPEN_SEAT = 10_000.0
NO_LEADER = 5_000.0
SEED = 17
TIME_LIMIT = 10.0


@dataclass(frozen=True)
class Reviewer:
    """An expert: who shares the employer, whether qualified to lead, seats and leads held already."""

    id: str
    employer: str
    qualified: bool
    load: int = 0
    leads: int = 0


@dataclass(frozen=True)
class Need:
    """An applicant's open seats; employers that sit on the team already; `able`: members who could lead, if no newcomer can."""

    id: str
    seats: int
    leader: bool
    employers: frozenset[str] = frozenset()
    able: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seated:
    """One proposed member; `new` is false for one who sits there already and is to lead."""

    need: str
    reviewer: str
    leader: bool
    new: bool = True


@dataclass(frozen=True)
class Proposal:
    """Members, what stayed open, and how good it is: `bound` is what no proposal can be better than."""

    members: tuple[Seated, ...]
    open_seats: Mapping[str, int]
    without_leader: tuple[str, ...]
    objective: float
    bound: float
    proved: bool
    seconds: float


class _Quiet(highspy.Highs):
    """HiGHS that says nothing: the library prints its name in the constructor, before a caller could have silenced it."""

    def enableCallbacks(self) -> None:
        """Called by the library's constructor. Silence first."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class _Program:
    """A sparse program in the making, row by row."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.upper: list[float] = []
        self.whole: list[bool] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.starts: list[int] = [0]
        self.index: list[int] = []
        self.value: list[float] = []

    def column(self, cost: float, upper: float = 1.0, *, whole: bool = True) -> int:
        """A new unknown between 0 and `upper`."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: Sequence[tuple[int, float]], low: float, high: float) -> None:
        """low ≤ sum of terms ≤ high."""
        for column, value in terms:
            self.index.append(column)
            self.value.append(value)
        self.starts.append(len(self.index))
        self.low.append(low)
        self.high.append(high)

    def solve(self, time_limit: float) -> tuple[list[float], float, float, bool]:
        """Values, objective, proved bound, whether it is proved to be the best."""
        lp = highspy.HighsLp()
        lp.num_col_ = len(self.cost)
        lp.num_row_ = len(self.low)
        lp.col_cost_ = self.cost
        lp.col_lower_ = [0.0] * len(self.cost)
        lp.col_upper_ = self.upper
        lp.row_lower_ = self.low
        lp.row_upper_ = self.high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = self.starts
        lp.a_matrix_.index_ = self.index
        lp.a_matrix_.value_ = self.value
        lp.integrality_ = [highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous for whole in self.whole]
        solver = _Quiet()  # type: ignore[no-untyped-call]
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", SEED)
        solver.setOptionValue("time_limit", time_limit)
        solver.setOptionValue("mip_rel_gap", 1e-6)
        solver.passModel(lp)
        solver.run()
        info = solver.getInfo()
        best = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = list(solver.getSolution().col_value)
        if not values or not math.isfinite(info.objective_function_value):
            raise TimeoutError("no proposal within the time limit")
        bound = info.mip_dual_bound if math.isfinite(info.mip_dual_bound) else info.objective_function_value
        return values, info.objective_function_value, bound, best


def propose(
    needs: Sequence[Need],
    reviewers: Sequence[Reviewer],
    fits: Mapping[tuple[str, str], float],
    *,
    max_load: int | None = None,
    time_limit: float = TIME_LIMIT,
) -> Proposal:
    """Teams for every need out of the pairs in `fits` ({(need, reviewer): how well it fits}), the only ones allowed.

    The same input gives the same answer: fixed seed, one thread, order by id. `max_load` caps the seats of one expert,
    those held already included.
    """
    began = time.perf_counter()
    program = _Program()
    needs = sorted((need for need in needs if need.seats > 0 or need.leader), key=lambda need: need.id)
    by_id = {reviewer.id: reviewer for reviewer in sorted(reviewers, key=lambda one: one.id)}
    seats: dict[tuple[str, str], int] = {}
    leads: dict[tuple[str, str], int] = {}
    open_seats: dict[str, int] = {}
    leaderless: dict[str, int] = {}
    for need in needs:
        allowed = [
            reviewer for reviewer in by_id.values() if (need.id, reviewer.id) in fits and reviewer.employer not in need.employers
        ]
        for reviewer in allowed:
            seats[need.id, reviewer.id] = program.column(-fits[need.id, reviewer.id])
        _fill(program, need, allowed, seats, leads, open_seats, leaderless)
    total = sum(need.seats for need in needs) + sum(reviewer.load for reviewer in by_id.values())
    fair = math.ceil(total / max(1, len(by_id)))
    seats_of, leads_of = _by_reviewer(seats), _by_reviewer(leads)
    for reviewer in by_id.values():
        if mine := seats_of.get(reviewer.id):
            room = len(mine) if max_load is None else max(0, max_load - reviewer.load)
            _rising_cost(program, mine, reviewer.load, LOAD_COST, room, fair)
        if led := leads_of.get(reviewer.id):
            _rising_cost(program, led, reviewer.leads, LEAD_COST, len(led), fair)
    if not program.cost:
        return Proposal((), {}, (), 0.0, 0.0, True, time.perf_counter() - began)
    values, objective, bound, proved = program.solve(time_limit)
    return Proposal(
        members=tuple(
            Seated(need, who, leads.get((need, who)) is not None and values[leads[need, who]] > 0.5)
            for (need, who), column in seats.items()
            if values[column] > 0.5
        )
        + tuple(
            Seated(need, who, True, new=False)
            for (need, who), column in leads.items()
            if (need, who) not in seats and values[column] > 0.5
        ),
        open_seats={need: round(values[column]) for need, column in open_seats.items() if values[column] > 0.5},
        without_leader=tuple(need for need, column in leaderless.items() if values[column] > 0.5),
        objective=objective,
        bound=bound,
        proved=proved,
        seconds=time.perf_counter() - began,
    )


def _by_reviewer(columns: Mapping[tuple[str, str], int]) -> dict[str, list[int]]:
    """{reviewer: their columns}."""
    found: dict[str, list[int]] = {}
    for (_, who), column in columns.items():
        found.setdefault(who, []).append(column)
    return found


def _fill(
    program: _Program,
    need: Need,
    allowed: Sequence[Reviewer],
    seats: Mapping[tuple[str, str], int],
    leads: dict[tuple[str, str], int],
    open_seats: dict[str, int],
    leaderless: dict[str, int],
) -> None:
    """The rows of one applicant: its seats, its leader, its employers."""
    if need.seats:
        open_seats[need.id] = program.column(OPEN_SEAT, need.seats)
    filled = [(seats[need.id, reviewer.id], 1.0) for reviewer in allowed]
    if need.seats:
        filled.append((open_seats[need.id], 1.0))
    program.row(filled, need.seats, need.seats)
    if need.leader:
        leaderless[need.id] = program.column(NO_LEADER)
        terms = [(leaderless[need.id], 1.0)]
        for reviewer in allowed:
            if reviewer.qualified:
                lead = leads[need.id, reviewer.id] = program.column(0.0)
                program.row([(lead, 1.0), (seats[need.id, reviewer.id], -1.0)], -math.inf, 0.0)
                terms.append((lead, 1.0))
        for member in sorted(need.able):
            leads[need.id, member] = program.column(PROMOTION)
            terms.append((leads[need.id, member], 1.0))
        program.row(terms, 1.0, 1.0)
    colleagues: dict[str, list[int]] = {}
    for reviewer in allowed:
        colleagues.setdefault(reviewer.employer, []).append(seats[need.id, reviewer.id])
    for columns in colleagues.values():
        if len(columns) > 1:
            program.row([(column, 1.0) for column in columns], -math.inf, 1.0)


def _rising_cost(program: _Program, columns: Sequence[int], held: int, weight: float, room: int, fair: int) -> None:
    """Tie the sum of the columns to steps of which each costs more than the last; beyond `room` there are none."""
    steps = min(len(columns), room)
    # Steps far above a fair share are one step with the last one's cost: they are hardly ever taken.
    single = min(steps, max(4, fair + 4 - held))
    terms = [(column, 1.0) for column in columns]
    for step in range(single):
        terms.append((program.column(weight * (held + step + 0.5), whole=False), -1.0))
    if steps > single:
        terms.append((program.column(weight * (held + single + 8), steps - single, whole=False), -1.0))
    program.row(terms, 0.0, 0.0)
