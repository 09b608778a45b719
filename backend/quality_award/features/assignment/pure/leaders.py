"""Who leads each team: a qualified member, so that nobody leads far more teams than another could."""

import numpy as np

from .problem import Problem, Whole

PASSES = 20


def leaders(problem: Problem, members: Whole) -> Whole:
    """(n,) the expert who leads, or -1: those who lead and stay, else the qualified member who leads least so far.

    Then every team whose leader leads two more than another qualified member passes to that one, until none does.
    """
    m = problem.size[1]
    leader = problem.leader.astype(np.int32).copy()
    led = np.bincount(leader[leader >= 0], minlength=m)
    able: dict[int, list[int]] = {}
    for i, j in members[problem.leads[members[:, 1]]].tolist():
        if problem.leader[i] < 0:
            able.setdefault(i, []).append(j)
    for i, who in sorted(able.items(), key=lambda item: (len(item[1]), item[0])):
        leader[i] = min(who, key=lambda j: (led[j], j))
        led[leader[i]] += 1
    for _ in range(PASSES):
        moved = False
        for i, who in able.items():
            other = min(who, key=lambda j: (led[j], j))
            if led[other] + 1 < led[leader[i]]:
                led[leader[i]] -= 1
                led[other] += 1
                leader[i] = other
                moved = True
        if not moved:
            break
    return leader
