"""Team problems of any size with fixed seeds, simpler ways to answer them, and a count of broken rules of its own.

Used by `bench.assignment`; nothing here calls the solver.
"""

import math

import numpy as np
from numpy.typing import NDArray

from quality_award.features.assignment.pure.problem import Problem

SEED = 17
TEAM = 3
TRADES = 30
SECTIONS = 12
SKILLS = 7
LEADERS = 0.3
APART = 0.03

Pairs = NDArray[np.int32]


def instance(applications: int, experts: int, *, categories: bool = False) -> Problem:
    """The same sizes give the same instance.

    Teams of three. Each applicant has one of 30 trades in 12 sections; an expert knows one to four trades (10 points, 4 for the
    section) and has seven skills that fit the applicant's needs more or less (up to 5 points). Three in ten may lead;
    employers have two experts on average; every tenth applicant is the employer of some; three pairs in a hundred are
    kept apart. Nobody does more than two above the average (rounded up) or less than one below it (rounded down).
    """
    rng = np.random.default_rng(SEED)
    n, m = applications, experts
    trade, section = rng.integers(0, TRADES, n), rng.integers(0, SECTIONS, TRADES)
    knows = np.zeros((m, TRADES), bool)
    knows[np.arange(m), rng.integers(0, TRADES, m)] = True
    for _ in range(3):
        more = rng.random(m) < 0.67
        knows[more, rng.integers(0, TRADES, m)[more]] = True
    near = np.zeros((m, SECTIONS), bool)
    for number in range(TRADES):
        near[knows[:, number], section[number]] = True
    industry = np.ascontiguousarray(knows.T[trade])
    worth = np.where(industry, np.float32(10), np.where(near.T[section[trade]], np.float32(4), np.float32(0)))
    skills = rng.random((m, SKILLS), dtype=np.float32)
    worth += 5 * (rng.dirichlet(np.ones(SKILLS), n).astype(np.float32) @ skills.T)
    firms = math.ceil(m / 2)
    employer = rng.integers(0, firms, m).astype(np.int32)
    allowed = rng.random((n, m), dtype=np.float32) >= APART
    own = np.where(np.arange(n) % 10 == 0, rng.integers(0, firms, n), -1)
    allowed &= own[:, None] != employer
    average = TEAM * n / m
    return Problem(
        worth=worth,
        allowed=allowed,
        seats=np.full(n, TEAM, np.int32),
        leads=rng.random(m) < LEADERS,
        employer=employer,
        industry=industry,
        covers=skills > 0.6 if categories else np.zeros((m, 0), bool),
        least=np.full(m, max(0, math.floor(average) - 1), np.int32),
        most=np.full(m, math.ceil(average) + 2, np.int32),
        fixed=np.zeros((0, 2), np.int32),
        leader=np.full(n, -1, np.int32),
        current=np.zeros((0, 2), np.int32),
    )


def greedy(problem: Problem) -> Pairs:
    """One applicant after another takes the best who is still free, a leader first."""
    n, m = problem.size
    load, made = np.zeros(m, np.int64), []
    for i in range(n):
        free = problem.allowed[i] & (load < problem.most)
        # What another case of each would cost is known to the greedy too.
        worth = problem.worth[i] - problem.weights.load * (load + 0.5)
        for seat in range(int(problem.seats[i])):
            able = free & problem.leads if seat == 0 and (free & problem.leads).any() else free
            if not able.any():
                break
            j = int(np.argmax(np.where(able, worth, -np.inf)))
            made.append((i, j))
            load[j] += 1
            free &= problem.employer != problem.employer[j]
    return np.array(made, np.int32).reshape(-1, 2)


def flow(problem: Problem) -> Pairs:
    """A min-cost flow: the best there is without team rules, loads rising in cost as in the problem, all pairs as arcs."""
    from ortools.graph.python import min_cost_flow

    n, m = problem.size
    rows, columns = np.nonzero(problem.allowed)
    source, sink, scale = n + m, n + m + 1, 1000
    steps = np.arange(int(problem.most.max()))
    who, step = (part.ravel() for part in np.meshgrid(np.arange(m), steps, indexing="ij"))
    who, step = who[step < problem.most[who]], step[step < problem.most[who]]
    cost = problem.weights.load * (step + 0.5) - np.where(step < problem.least[who], problem.weights.below_least, 0.0)
    network = min_cost_flow.SimpleMinCostFlow()
    seats = network.add_arcs_with_capacity_and_unit_cost(np.full(n, source), np.arange(n), problem.seats, np.zeros(n, np.int64))
    pairs = network.add_arcs_with_capacity_and_unit_cost(
        rows, n + columns, np.ones(len(rows), np.int64), np.round(-scale * problem.worth[rows, columns]).astype(np.int64)
    )
    network.add_arcs_with_capacity_and_unit_cost(
        n + who, np.full(len(who), sink), np.ones(len(who), np.int64), np.round(scale * cost).astype(np.int64)
    )
    total = int(problem.seats.sum())
    network.set_nodes_supplies(np.array([source, sink]), np.array([total, -total]))
    if network.solve_max_flow_with_min_cost() != network.OPTIMAL:
        raise RuntimeError("no flow")
    assert len(seats) == n
    taken = network.flows(pairs) > 0
    return np.column_stack([rows[taken], columns[taken]]).astype(np.int32)


def broken(problem: Problem, members: Pairs) -> dict[str, int]:
    """Rules that are broken: hard ones, and seats, leaders, industries and cases that lack."""
    n, m = problem.size
    rows, who = members[:, 0], members[:, 1]
    load, team = np.bincount(who, minlength=m), np.bincount(rows, minlength=n)
    led = np.bincount(rows, problem.leads[who], minlength=n)
    fits = np.bincount(rows, problem.industry[rows, who], minlength=n)
    places = {(int(i), int(problem.employer[j])) for i, j in members}
    return {
        "kept apart": int((~problem.allowed[rows, who]).sum()),
        "twice": len(members) - len({(int(i), int(j)) for i, j in members}),
        "colleagues": len(members) - len(places),
        "too many cases": int(np.maximum(0, load - problem.most).sum()),
        "too many members": int(np.maximum(0, team - problem.seats).sum()),
        "open seats": int(np.maximum(0, problem.seats - team).sum()),
        "without leader": int((led == 0).sum()),
        "without industry": int((fits == 0).sum()),
        "too few cases": int(np.maximum(0, problem.least - load).sum()),
    }


def value(problem: Problem, members: Pairs) -> tuple[float, float]:
    """(points of the soft terms: worth less loads and categories; worth of all members), from the definition."""
    n, m = problem.size
    rows, who = members[:, 0], members[:, 1]
    worth = float(problem.worth[rows, who].sum(dtype=np.float64))
    load = np.bincount(who, minlength=m).astype(float)
    covered = np.zeros((n, problem.covers.shape[1]), bool)
    np.logical_or.at(covered, rows, problem.covers[who])
    soft = worth - problem.weights.load * float((load**2).sum()) / 2 + problem.weights.cover * float(covered.sum())
    return soft, worth
