"""A given answer made better by single changes: another expert on a seat, or two experts who change places.

For problems whose categories are too many for the program: it sees what a category is worth to a team that has it already.
"""

import time

import numpy as np
from numpy.typing import NDArray

from .problem import Floats, Whole
from .rest import Rest, fixed_of, load_cost

SWEEPS = 30
LITTLE = 1e-6


class _Teams:
    """Who sits where, and what everybody brings: kept up to date change by change."""

    def __init__(self, rest: Rest, members: Whole) -> None:
        self.rest, self.problem = rest, rest.problem
        n = self.problem.size[0]
        k = self.problem.covers.shape[1]
        self.rows, self.who = members[:, 0].copy(), members[:, 1].copy()
        self.covers = self.problem.covers.astype(np.int32)
        self.covered = np.zeros((n, k), np.int32)
        self.led, self.fits = np.zeros(n, np.int32), np.zeros(n, np.int32)
        self.employers = np.zeros((n, int(self.problem.employer.max()) + 1), bool)
        self.load = rest.held.astype(np.int64)
        self.led[self.problem.leader >= 0] += 1
        for i, j in np.vstack([fixed_of(self.problem), members]).tolist():
            self._count(i, j, 1)
        np.add.at(self.load, self.who, 1)

    def _count(self, i: int, j: int, sign: int) -> None:
        self.covered[i] += sign * self.covers[j]
        self.led[i] += sign * int(self.problem.leads[j])
        self.fits[i] += sign * int(self.problem.industry[i, j])
        self.employers[i, self.problem.employer[j]] = sign > 0

    def seat(self, at: int, j: int) -> None:
        """Put another expert on this seat; the loads are the caller's."""
        i = int(self.rows[at])
        self._count(i, int(self.who[at]), -1)
        self.who[at] = j
        self._count(i, j, 1)

    def brings(self, at: int) -> Floats:
        """(m,) what each expert would bring to this seat with the others of the team as they are; -inf where it can't be."""
        problem, weights = self.problem, self.problem.weights
        i, j = int(self.rows[at]), int(self.who[at])
        others = self.covered[i] - self.covers[j]
        value: Floats = self.rest.value[i].astype(np.float64)
        value += weights.cover * (problem.covers @ (others == 0).astype(np.float64))
        if self.led[i] == int(problem.leads[j]):
            value += weights.no_leader * problem.leads
        if self.fits[i] == int(problem.industry[i, j]):
            value += weights.no_industry * problem.industry[i]
        value[self.employers[i, problem.employer] & (problem.employer != problem.employer[j])] = -np.inf
        return value

    def takes(self, j: int) -> Floats:
        """(q,) what this expert would bring to each seat, like `brings`."""
        problem, weights, i = self.problem, self.problem.weights, self.rows
        others = self.covered[i] - self.covers[self.who]
        value: Floats = self.rest.value[i, j].astype(np.float64)
        value += weights.cover * ((others == 0) @ problem.covers[j])
        if problem.leads[j]:
            value += weights.no_leader * (self.led[i] == problem.leads[self.who])
        value += weights.no_industry * (problem.industry[i, j] & (self.fits[i] == problem.industry[i, self.who]))
        group = problem.employer[j]
        value[self.employers[i, group] & (problem.employer[self.who] != group)] = -np.inf
        return value


def improve(rest: Rest, members: Whole, until: float) -> Whole:
    """(q, 2) members that are at least as good, no rule broken."""
    if not len(members):
        return members
    teams = _Teams(rest, members)
    own = np.array([teams.brings(at)[teams.who[at]] for at in range(len(members))])
    cheap, dear = _steps(rest, teams.load)
    for _ in range(SWEEPS):
        changed = False
        for at in range(len(members)):
            if time.perf_counter() > until:
                return np.column_stack([teams.rows, teams.who])
            i, j = int(teams.rows[at]), int(teams.who[at])
            brings = teams.brings(at)
            alone = brings - brings[j]
            # Another expert: one case more there, one less here.
            moved = alone - dear + cheap[j]
            moved[(teams.load >= rest.held + rest.room) | (np.arange(len(moved)) == j)] = -np.inf
            moved[teams.who[teams.rows == i]] = -np.inf
            # Two who change places: no load changes.
            swapped = alone[teams.who] + teams.takes(j) - own
            swapped[teams.rows == i] = -np.inf
            one, two = int(np.argmax(moved)), int(np.argmax(swapped))
            if max(moved[one], swapped[two]) <= LITTLE:
                continue
            changed = True
            touched = teams.rows == i
            if moved[one] >= swapped[two]:
                teams.load[j] -= 1
                teams.load[one] += 1
                teams.seat(at, one)
                cheap, dear = _steps(rest, teams.load)
            else:
                touched |= teams.rows == teams.rows[two]
                other = int(teams.who[two])
                teams.seat(two, j)
                teams.seat(at, other)
            for seat in np.flatnonzero(touched).tolist():
                own[seat] = teams.brings(seat)[teams.who[seat]]
        if not changed:
            break
    return np.column_stack([teams.rows, teams.who])


def _steps(rest: Rest, load: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """(m,) what the last case costs, and what the next would, lacking cases included."""
    problem = rest.problem

    def cost(cases: NDArray[np.int64]) -> Floats:
        lacks = np.maximum(0, problem.least - cases)
        total: Floats = load_cost(problem, cases.astype(np.int32)) + problem.weights.below_least * lacks
        return total

    now = cost(load)
    return now - cost(np.maximum(0, load - 1)), cost(load + 1) - now
