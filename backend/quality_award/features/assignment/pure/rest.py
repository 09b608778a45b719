"""What is left to decide beside the fixed pairs, and what an answer is worth."""

import math
from dataclasses import dataclass

import numpy as np

from .problem import Floats, Problem, Whole, Worth, Yes

# A load curve with more pieces than this is followed in longer straight pieces.
PIECES = 64


@dataclass(frozen=True)
class Rest:
    """`value` (n, m) what choosing the pair is worth by itself, -inf where it can't be; `seats` (n,) still open; `room`,
    `held` (m,) cases an expert can still take and has; `lacks_leader`, `lacks_industry` (n,), `lacks` (n, k) what the fixed
    members don't bring; `constant` points that are lost or won whatever is decided."""

    problem: Problem
    value: Worth
    seats: Whole
    room: Whole
    held: Whole
    lacks_leader: Yes
    lacks_industry: Yes
    lacks: Yes
    constant: float


def fixed_of(problem: Problem) -> Whole:
    """(q, 2) the pairs that stay, in order, each once; a leader that stays is one."""
    led = np.flatnonzero(problem.leader >= 0)
    pairs = np.vstack([problem.fixed.reshape(-1, 2), np.column_stack([led, problem.leader[led]])])
    return np.unique(pairs, axis=0).astype(np.int32)


def movable(problem: Problem, fixed: Whole) -> Whole:
    """(p, 2) the current pairs that could stay and needn't."""
    current = np.unique(problem.current.reshape(-1, 2), axis=0).astype(np.int32)
    m = problem.size[1]
    may = problem.allowed[current[:, 0], current[:, 1]]
    return current[may & ~np.isin(keys(current, m), keys(fixed, m))]


def keys(pairs: Whole, m: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """One number for each pair."""
    return pairs[:, 0].astype(np.int64) * m + pairs[:, 1]


def width(problem: Problem) -> int:
    """Cases in one straight piece of the load curve: 1 but for very high loads."""
    n, m = problem.size
    return max(1, math.ceil(min(int(problem.most.max()) if m else 0, n) / PIECES))


def load_cost(problem: Problem, load: Whole) -> Floats:
    """(m,) points lost for so many cases of each expert."""
    step = width(problem)
    start = (load // step * step).astype(np.float64)
    return problem.weights.load * (start * start / 2 + (load - start) * (start + step / 2))


def pieces(rest: Rest) -> tuple[Whole, Floats, Floats]:
    """The load curves that are left, cut where their slope changes: whose, how many cases long, points for each case.

    Up to `least` a case brings what lacking it would cost.
    """
    problem, step = rest.problem, width(rest.problem)
    end = rest.held + rest.room
    least = np.clip(problem.least, rest.held, end)
    who, length, slope = [], [], []
    for piece in range(int(end.max() if len(end) else 0) // step + 1):
        low, high = np.maximum(rest.held, piece * step), np.minimum(end, (piece + 1) * step)
        cost = problem.weights.load * (piece * step + step / 2)
        for start, stop, bonus in (
            (low, np.minimum(high, least), problem.weights.below_least),
            (np.maximum(low, least), high, 0.0),
        ):
            some = np.flatnonzero(stop > start)
            who.append(some)
            length.append((stop - start)[some])
            slope.append(np.full(len(some), bonus - cost))
    return (
        np.concatenate([*who, []]).astype(np.int32),
        np.concatenate([*length, []]).astype(np.float64),
        np.concatenate([*slope, []]),
    )


def rest_of(problem: Problem) -> Rest:
    """Take the fixed pairs out."""
    n, m = problem.size
    weights, fixed = problem.weights, fixed_of(problem)
    rows, experts = fixed[:, 0], fixed[:, 1]
    seats = np.maximum(0, problem.seats - np.bincount(rows, minlength=n)).astype(np.int32)
    held = np.bincount(experts, minlength=m).astype(np.int32)
    room = np.clip(problem.most - held, 0, np.count_nonzero(seats)).astype(np.int32)
    value = np.where(problem.allowed, problem.worth, np.float32(-np.inf))
    for i, j in fixed:
        value[i, problem.employer == problem.employer[j]] = -np.inf
    value[rows, experts] = -np.inf
    value[seats == 0] = -np.inf
    value[:, room == 0] = -np.inf
    current = movable(problem, fixed)
    value[current[:, 0], current[:, 1]] += np.float32(weights.keep)
    leads = problem.leader >= 0
    leads[rows[problem.leads[experts]]] = True
    industry = np.zeros(n, bool)
    industry[rows[problem.industry[rows, experts]]] = True
    covered = np.zeros((n, problem.covers.shape[1]), bool)
    np.logical_or.at(covered, rows, problem.covers[experts])
    closed = seats == 0
    constant = (
        float(problem.worth[rows, experts].sum(dtype=np.float64))
        + weights.cover * float(covered.sum())
        - weights.keep * len(current)
        - float(load_cost(problem, held).sum())
        - weights.below_least * float(np.maximum(0, problem.least - held).sum())
        - weights.no_leader * float((closed & ~leads & wanted(problem)).sum())
        - weights.no_industry * float((closed & ~industry & wanted(problem)).sum())
    )
    open_ = ~closed
    return Rest(problem, value, seats, room, held, open_ & ~leads, open_ & ~industry, open_[:, None] & ~covered, constant)


def fixed_worth(rest: Rest) -> Floats:
    """(n,) the worth of the fixed members of each team."""
    problem, fixed = rest.problem, fixed_of(rest.problem)
    worth = problem.worth[fixed[:, 0], fixed[:, 1]].astype(np.float64)
    return np.bincount(fixed[:, 0], worth, minlength=problem.size[0]).astype(np.float64)


def wanted(problem: Problem) -> Yes:
    """(n,) the applications that are to have a team at all."""
    return problem.seats > 0


@dataclass(frozen=True)
class Verdict:
    """What an answer lacks and is worth: see `Solution`; `teams` (n,) the worth of each team, `worth` of all members."""

    open_seats: Whole
    without_leader: Yes
    without_industry: Yes
    below_least: Whole
    objective: float
    worth: float
    teams: Floats


def judge(problem: Problem, members: Whole) -> Verdict:
    """Count what an answer lacks and add up what it is worth, from the definition alone."""
    n, m = problem.size
    weights, (rows, experts) = problem.weights, (members[:, 0], members[:, 1])
    open_seats = np.maximum(0, problem.seats - np.bincount(rows, minlength=n)).astype(np.int32)
    load = np.bincount(experts, minlength=m).astype(np.int32)
    led = problem.leader >= 0
    led[rows[problem.leads[experts]]] = True
    fits = np.zeros(n, bool)
    fits[rows[problem.industry[rows, experts]]] = True
    covered = np.zeros((n, problem.covers.shape[1]), bool)
    np.logical_or.at(covered, rows, problem.covers[experts])
    below = np.maximum(0, problem.least - load).astype(np.int32)
    current = movable(problem, fixed_of(problem))
    moved = len(current) - np.count_nonzero(np.isin(keys(current, m), keys(members, m)))
    teams = np.bincount(rows, problem.worth[rows, experts].astype(np.float64), minlength=n).astype(np.float64)
    worth = float(teams.sum())
    objective = float(
        worth
        + weights.cover * float(covered.sum())
        - weights.keep * moved
        - float(load_cost(problem, load).sum())
        - weights.open_seat * float(open_seats.sum())
        - weights.no_leader * float((~led & wanted(problem)).sum())
        - weights.no_industry * float((~fits & wanted(problem)).sum())
        - weights.below_least * float(below.sum())
    )
    return Verdict(open_seats, ~led & wanted(problem), ~fits & wanted(problem), below, objective, worth, teams)
