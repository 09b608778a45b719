"""The program over the pairs that have come into question so far; more come as their prices ask for them.

Rows: seats of each application, cases of each expert, a leader, the industry, each category, one place for each employer on
a team; with a floor, the least worth of a team; and how much of earlier answers may be repeated.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from .highs import INF, Columns, Floats, Ints, add_rows, solver
from .problem import Prices, Whole
from .rest import Rest, fixed_worth, keys, pieces

# A team that has this many leaders or fewer when another has none gets its row too: it may be the next. Rounding errors.
SCARCE = 2.0
SHORT = 1e-6


@dataclass(frozen=True)
class Unlike:
    """At most `most` of these pairs (in order, by key) may come again."""

    keys: Ints
    most: int


@dataclass(frozen=True)
class Floor:
    """No team may be worth less than `worth`; a point below costs `penalty`. A bound below `hopeless` proves that there is no
    such answer. `seconds`: for the integer program."""

    worth: float
    penalty: float
    hopeless: float
    seconds: float


class Master:
    """The program in HiGHS. `pairs` (q, 2) are its first choices in the order they came; columns before `base` are others."""

    def __init__(
        self, rest: Rest, *, seed: int, unlike: Sequence[Unlike] = (), floor: Floor | None = None, interior: bool = False
    ) -> None:
        self.rest, self.unlike, self.floor = rest, unlike, floor
        self.program = solver(seed)
        self.interior = interior
        if interior:
            self.program.setOptionValue("solver", "ipm")
            self.program.setOptionValue("run_crossover", "off")
        self.pairs: Whole = np.zeros((0, 2), np.int32)
        self._inside: Ints = np.zeros(0, np.int64)
        self._employers: dict[int, int] = {}
        self._rows = 0
        problem, weights = rest.problem, rest.problem.weights
        n = problem.size[0]
        active, free = rest.seats > 0, rest.room > 0
        free_seats = rest.seats[active].astype(np.float64)
        self._seat = self._new_rows(active, free_seats, free_seats)
        self._case = self._new_rows(free, 0.0, 0.0)
        self._leader, self._industry = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
        self._category = self._new_rows(rest.lacks if weights.cover > 0 else np.zeros_like(rest.lacks), 0.0, INF)
        floored = active if floor is not None else np.zeros(n, bool)
        self._floor = self._new_rows(floored, (floor.worth if floor else 0.0) - fixed_worth(rest)[floored], INF)
        self._unlike = self._new_rows(np.ones(len(unlike), bool), -INF, np.array([one.most for one in unlike], float))
        columns = Columns()
        for rows, cost, upper in (
            (self._seat, weights.open_seat, free_seats),
            (self._floor, floor.penalty if floor else 0.0, INF),
        ):
            some = rows[rows >= 0]
            columns.enter(some, columns.add(np.full(len(some), -cost), upper))
        covered = self._category[self._category >= 0]
        columns.enter(covered, columns.add(np.full(len(covered), weights.cover)), -1.0)
        who, length, slope = pieces(rest)
        columns.enter(self._case[who], columns.add(slope, length), -1.0)
        # Their rows come when they are needed.
        self._leaderless = columns.add(np.full(n, -weights.no_leader))
        self._strangers = columns.add(np.full(n, -weights.no_industry))
        columns.into(self.program)
        self.base = columns.count

    def _new_rows(self, which: np.ndarray, low: Floats | float, high: Floats | float) -> Ints:
        """A row for each true entry; their numbers in the shape of `which`, -1 where there is none."""
        count = int(np.count_nonzero(which))
        numbers = np.full(which.shape, -1, np.int64)
        numbers[which] = np.arange(self._rows, self._rows + count)
        add_rows(self.program, np.broadcast_to(np.asarray(low, float), count), np.broadcast_to(np.asarray(high, float), count))
        self._rows += count
        return numbers

    def inside(self, pairs: Whole) -> np.ndarray:
        """Which of the pairs are columns already."""
        wanted = keys(pairs, self.rest.problem.size[1])
        at = np.searchsorted(self._inside, wanted)
        return (
            (at < len(self._inside)) & (self._inside[np.minimum(at, len(self._inside) - 1)] == wanted)
            if len(self._inside)
            else np.zeros(len(wanted), bool)
        )

    def add(self, pairs: Whole) -> int:
        """Take pairs in (those that are in already are left out); how many are new."""
        problem, m = self.rest.problem, self.rest.problem.size[1]
        pairs = np.unique(pairs, axis=0)
        pairs = pairs[~self.inside(pairs)]
        if not len(pairs):
            return 0
        i, j = pairs[:, 0], pairs[:, 1]
        columns = Columns()
        made = columns.add(self.rest.value[i, j].astype(np.float64))
        columns.enter(self._seat[i], made)
        columns.enter(self._case[j], made)
        columns.enter(np.where(problem.leads[j], self._leader[i], -1), made)
        columns.enter(np.where(problem.industry[i, j], self._industry[i], -1), made)
        for category in range(problem.covers.shape[1]):
            columns.enter(np.where(problem.covers[j, category], self._category[i, category], -1), made)
        columns.enter(self._floor[i], made, problem.worth[i, j].astype(np.float64))
        mine = keys(pairs, m)
        for number, one in enumerate(self.unlike):
            columns.enter(np.where(np.isin(mine, one.keys), self._unlike[number], -1), made)
        places = i.astype(np.int64) * (int(problem.employer.max()) + 1) + problem.employer[j]
        if self._employers:
            columns.enter(np.array([self._employers.get(place, -1) for place in places.tolist()], np.int64), made)
        columns.into(self.program)
        self.pairs = np.vstack([self.pairs, pairs])
        self._inside = np.sort(np.concatenate([self._inside, mine]))
        self._one_place_each()
        return len(pairs)

    def demand(self, x: Floats | None = None) -> bool:
        """Rows for the teams that have no leader or industry in this answer, and for those that have few; without an answer,
        for all teams. Whether there are new ones."""
        rest, problem = self.rest, self.rest.problem
        i, j = self.pairs[:, 0], self.pairs[:, 1]
        before = self._rows
        for rows, lacks, brings, lacking in (
            (self._leader, rest.lacks_leader, problem.leads[j], self._leaderless),
            (self._industry, rest.lacks_industry, problem.industry[i, j], self._strangers),
        ):
            new = lacks & (rows < 0)
            if x is not None:
                count = np.bincount(i, x * brings, minlength=len(rows))
                new &= (count < SCARCE + SHORT) & bool(np.any(new & (count < 1 - SHORT)))
            some = np.flatnonzero(new)
            if not len(some):
                continue
            mine = np.flatnonzero(new[i] & brings)
            order = np.argsort(np.append(i[mine], some), kind="stable")
            columns = np.append(mine + self.base, lacking[some])[order]
            starts = np.searchsorted(np.append(i[mine], some)[order], some)
            add_rows(self.program, np.ones(len(some)), np.full(len(some), INF), starts, columns)
            rows[some] = np.arange(self._rows, self._rows + len(some))
            self._rows += len(some)
        return self._rows > before

    def _one_place_each(self) -> None:
        """A row for each employer that has two experts in question on a team."""
        problem = self.rest.problem
        groups = int(problem.employer.max()) + 1
        places = self.pairs[:, 0].astype(np.int64) * groups + problem.employer[self.pairs[:, 1]]
        order = np.argsort(places, kind="stable")
        starts = np.flatnonzero(np.diff(places[order], prepend=-1))
        sizes = np.diff(starts, append=len(order))
        new = [k for k in np.flatnonzero(sizes > 1).tolist() if int(places[order[starts[k]]]) not in self._employers]
        if not new:
            return
        members = [order[starts[k] : starts[k] + sizes[k]] for k in new]
        lengths = np.array([len(one) for one in members])
        add_rows(
            self.program,
            np.full(len(new), -INF),
            np.ones(len(new)),
            np.concatenate([[0], np.cumsum(lengths)[:-1]]),
            np.concatenate(members) + self.base,
        )
        for k in new:
            self._employers[int(places[order[starts[k]]])] = self._rows
            self._rows += 1

    def run(self, seconds: float) -> tuple[float, Floats] | None:
        """Solve the linear program: value without the constant, (q,) how much of each pair; None if the time was too short."""
        self._limit(seconds)
        if self.interior:
            self.program.clearSolver()
        self.program.run()
        if self.program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return -self.program.getInfo().objective_function_value, self._x()

    def whole(self, seconds: float, tolerance: float, sure: NDArray[np.bool_]) -> tuple[Floats | None, float]:
        """Solve for whole numbers, with the `sure` pairs taken: (q,) the pairs if there is an answer, and the bound (without
        the constant) for these columns. The program is a linear one again afterwards."""
        self._limit(seconds)
        columns = np.arange(self.base, self.base + len(self.pairs), dtype=np.int32)
        count = len(columns)
        self.program.setOptionValue("mip_rel_gap", 0.0)
        self.program.setOptionValue("mip_abs_gap", tolerance)
        self.program.changeColsBounds(count, columns, sure.astype(float), np.ones(count))
        self.program.changeColsIntegrality(count, columns, np.full(count, highspy.HighsVarType.kInteger))
        self.program.run()
        info = self.program.getInfo()
        there = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        x = self._x() if there else None
        bound = -info.mip_dual_bound if math.isfinite(info.mip_dual_bound) else math.inf
        self.program.changeColsIntegrality(count, columns, np.full(count, highspy.HighsVarType.kContinuous))
        self.program.changeColsBounds(count, columns, np.zeros(count), np.ones(count))
        return x, bound

    def _limit(self, seconds: float) -> None:
        # The library counts all that one solver has done.
        self.program.setOptionValue("time_limit", self.program.getRunTime() + max(0.01, seconds))

    def _x(self) -> Floats:
        return np.array(self.program.getSolution().col_value)[self.base :]

    def prices(self) -> Prices:
        """The duals of the last linear program."""
        dual = -np.array(self.program.getSolution().row_dual)
        problem = self.rest.problem

        def of(rows: Ints) -> Floats:
            return np.where(rows >= 0, dual[rows], 0.0)

        groups = int(problem.employer.max()) + 1 if len(problem.employer) else 1
        return Prices(
            seat=of(self._seat),
            case=of(self._case),
            leader=np.maximum(0.0, -of(self._leader)),
            industry=np.maximum(0.0, -of(self._industry)),
            category=np.maximum(0.0, -of(self._category)),
            colleague={divmod(place, groups): dual[row] for place, row in self._employers.items() if dual[row] > 0},
            worth=np.maximum(0.0, -of(self._floor)),
            unlike=np.maximum(0.0, of(self._unlike)),
        )
