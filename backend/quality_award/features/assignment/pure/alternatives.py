"""Other answers to choose from: each differs in a stated share of its seats, and is the best that does."""

import math

import numpy as np

from .master import Unlike
from .problem import Problem, Solution
from .rest import fixed_of, keys
from .solve import SEED, TIME_LIMIT, solve

SHARE = 0.2


def alternatives(
    problem: Problem,
    solution: Solution,
    count: int,
    *,
    share: float = SHARE,
    time_limit: float = TIME_LIMIT,
    seed: int = SEED,
) -> list[Solution]:
    """Up to `count` answers, each with at least `share` of the seats (rounded up) filled otherwise than in the solution and in
    every other alternative; its loss is the difference of the objectives. None that leaves more undone than the solution.
    """
    m, fixed = problem.size[1], fixed_of(problem)
    taken, made = [solution], list[Solution]()
    unlike: list[Unlike] = []
    while len(made) < count:
        mine = keys(taken[-1].members, m)
        mine = mine[~np.isin(mine, keys(fixed, m))]
        unlike.append(Unlike(mine, len(mine) - max(1, math.ceil(share * len(mine)))))
        if unlike[-1].most < 0:
            break
        found = solve(
            problem, time_limit=time_limit, seed=seed, start=solution.prices, like=solution.members, unlike=unlike, near=True
        )
        if _undone(found) > _undone(solution):
            break
        taken.append(found)
        made.append(found)
    return made


def _undone(solution: Solution) -> int:
    return int(
        solution.open_seats.sum() + solution.without_leader.sum() + solution.without_industry.sum() + solution.below_least.sum()
    )
