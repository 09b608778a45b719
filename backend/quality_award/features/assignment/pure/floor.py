"""The worst-served application first: the highest worth of the least team, then everything else."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .master import Floor
from .problem import Prices, Problem, Solution
from .rest import Rest, fixed_worth, judge, load_cost, rest_of

# Points lost for each point below the floor: more than the whole objective can win by it.
FINE = 100_000.0
# The floor is searched down to this share of it, in this many steps at most.
EXACT = 1e-3
STEPS = 12
# Seconds for the integer program of one attempt, and of a last one if the answer is further from its bound than this share.
ATTEMPT = 2.0
LAST = 15.0
GAP = 1e-3
TOUCH = 1e-4


def with_floor(problem: Problem, search: Callable[..., Solution], *, time_limit: float, start: Prices | None) -> Solution:
    """Halve what is left between a floor that was reached and one that wasn't.

    `Solution.floor` is (reached, never more than): the second is proved, by the bound of an attempt that must have failed or
    by the best that an application could have alone.
    """
    began = time.perf_counter()
    rest = rest_of(problem)
    active = np.flatnonzero(rest.seats)
    best = search(time_limit=time_limit, start=start)
    if not len(active):
        return best

    def least(solution: Solution) -> float:
        return float(judge(problem, solution.members).teams[active].min())

    undone = _undone(problem, best)
    low, high = least(best), _alone(rest)
    proved = high
    for _ in range(STEPS):
        left = time_limit - (time.perf_counter() - began)
        if high - low <= EXACT * max(1.0, abs(high)) or left <= 0:
            break
        aim = (low + high) / 2
        found = search(time_limit=left, start=best.prices, floor=Floor(aim, FINE, _worst(rest, undone, aim), ATTEMPT))
        # Only what leaves no more undone than the best may raise the floor.
        if _undone(problem, found) <= undone and least(found) >= aim - TOUCH:
            low, best = least(found), found
            continue
        high = aim
        if found.bound < _worst(rest, undone, aim):
            proved = aim
    left = time_limit - (time.perf_counter() - began)
    if best.gap > GAP and left > 0:
        again = search(time_limit=left, start=best.prices, floor=Floor(low, FINE, -np.inf, LAST))
        bound = min(best.bound, again.bound)
        if least(again) >= low - TOUCH and again.objective > best.objective:
            best = again
        share = (bound - best.objective) / max(1.0, abs(judge(problem, best.members).worth))
        best = replace(best, bound=bound, gap=float(max(0.0, share)))
    return replace(best, floor=(low, float(max(low, proved))), seconds=time.perf_counter() - began)


def _undone(problem: Problem, solution: Solution) -> float:
    """Points lost for what couldn't be had."""
    weights = problem.weights
    return float(
        weights.open_seat * solution.open_seats.sum()
        + weights.no_leader * solution.without_leader.sum()
        + weights.no_industry * solution.without_industry.sum()
        + weights.below_least * solution.below_least.sum()
    )


def _alone(rest: Rest) -> float:
    """The least of the best teams that each application could have if it were the only one."""
    problem, fixed = rest.problem, fixed_worth(rest)
    least = np.inf
    for i in np.flatnonzero(rest.seats).tolist():
        worth = np.sort(problem.worth[i][np.isfinite(rest.value[i])])[::-1][: rest.seats[i]]
        least = min(least, float(fixed[i]) + float(np.maximum(worth, 0.0).sum(dtype=np.float64)))
    return least


def _worst(rest: Rest, undone: float, aim: float) -> float:
    """No answer that reaches the floor and leaves no more undone is worth less than this."""
    problem = rest.problem
    end = (rest.held + rest.room).astype(np.int32)
    cost = load_cost(problem, end) - load_cost(problem, rest.held)
    order = np.argsort(-cost / np.maximum(1, rest.room), kind="stable")
    before = np.cumsum(rest.room[order]) - rest.room[order]
    # As uneven as loads can be: one expert after another taken to the limit.
    uneven = float(cost[order][before < rest.seats.sum()].sum() + load_cost(problem, rest.held).sum())
    fixed = fixed_worth(rest)
    reached = aim * np.count_nonzero(rest.seats) + float(fixed[rest.seats == 0].sum())
    return reached - uneven - undone - problem.weights.keep * len(problem.current)
