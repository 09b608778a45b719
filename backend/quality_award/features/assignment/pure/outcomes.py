"""Why her, why not him: the outcome of every pair, and what a pair would really cost (the assignment certificate)."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .pricing import best_seats, blocks, look
from .problem import Code, Problem, Rule, Solution, WhatIf, Worth
from .rest import fixed_of, judge, keys, rest_of
from .solve import SEED, TIME_LIMIT, solve

# So much speaks for what is there already where two answers are worth the same.
STAY = 1e-3


def outcomes(problem: Problem, solution: Solution) -> tuple[NDArray[np.int8], Worth]:
    """((n, m) codes, (n, m) what choosing the pair would cost at least, in points).

    Nil for assigned pairs; infinite for pairs that only an exception could give (a conflict, no seat or case that isn't
    fixed, a colleague who stays). The cost is proved by the prices of the solution; `what_if` gives it exactly.
    """
    (n, m), members = problem.size, solution.members
    rest = rest_of(problem)
    cost = np.full((n, m), np.inf, np.float32)
    # Prices prove costs for this problem only without what an alternative or a floor asked for besides.
    prices = replace(solution.prices, unlike=np.zeros(0), worth=np.zeros(n))
    unproved = max(0.0, look(rest, prices, most=1)[0] - solution.objective)
    for rows, brings in blocks(rest, prices):
        last = best_seats(brings, rest.seats[rows], prices.seat[rows], problem.weights.open_seat)[1]
        cost[rows] = np.maximum(0.0, last[:, None] - brings - unproved)
    codes = np.full((n, m), Code.NOT_CHOSEN, np.int8)
    load = np.bincount(members[:, 1], minlength=m)
    codes[:, load >= problem.most] = Code.FULL
    for i, j in members:
        codes[i, problem.employer == problem.employer[j]] = Code.COLLEAGUE
    codes[~problem.industry & ~problem.covers.any(axis=1)] = Code.NO_EXPERTISE
    codes[~problem.allowed] = Code.CONFLICT
    codes[members[:, 0], members[:, 1]] = Code.ASSIGNED
    cost[members[:, 0], members[:, 1]] = 0.0
    return codes, cost


def breaks(problem: Problem, i: int, j: int) -> tuple[Rule, ...]:
    """The rules that the pair breaks whatever else is changed, fixed pairs excepted."""
    fixed = fixed_of(problem)
    team, cases = fixed[fixed[:, 0] == i, 1], fixed[fixed[:, 1] == j]
    if np.any(team == j):
        return ()
    return tuple(
        rule
        for rule, broken in (
            (Rule.CONFLICT, not problem.allowed[i, j]),
            (Rule.COLLEAGUE, bool(np.any(problem.employer[team] == problem.employer[j]))),
            (Rule.FULL, len(cases) >= problem.most[j]),
            (Rule.NO_SEAT, len(team) >= problem.seats[i]),
        )
        if broken
    )


def what_if(problem: Problem, solution: Solution, i: int, j: int, *, time_limit: float = TIME_LIMIT, seed: int = SEED) -> WhatIf:
    """Solve again with the pair in, from the prices of the solution. Of equally good answers the one that changes least.

    The cost is exact, to a thousandth of a point for each member, if both answers are proved.
    """
    m, members = problem.size[1], solution.members
    worth = problem.worth.copy()
    worth[members[:, 0], members[:, 1]] += np.float32(STAY)
    forced = replace(problem, worth=worth, fixed=np.vstack([problem.fixed.reshape(-1, 2), [[i, j]]]).astype(np.int32))
    found = solve(forced, time_limit=time_limit, seed=seed, start=solution.prices, like=members)
    objective = judge(problem, found.members).objective
    before, after = keys(members, m), keys(found.members, m)
    return WhatIf(
        solution=replace(found, objective=objective, bound=max(objective, found.bound)),
        cost=solution.objective - objective,
        added=found.members[~np.isin(after, before)],
        removed=members[~np.isin(before, after)],
        breaks=breaks(problem, i, j),
    )
