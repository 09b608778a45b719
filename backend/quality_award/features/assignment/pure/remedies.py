"""What can't be had, why, and what would free it: clashes of rules, each remedy found by solving again (Art. 11).

Conflicts of interest are no remedy: nothing here ever proposes to lift one (Art. 32).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from .problem import Clash, Kind, Problem, Remedy, Rule, Solution, Whole, Yes
from .rest import fixed_of
from .solve import SEED, TIME_LIMIT, solve

# Clashes that are looked into, the largest first; and how far a limit is raised before it is given up.
CLASHES = 8
MOST_AMOUNT = 3


def diagnose(problem: Problem, solution: Solution, *, time_limit: float = TIME_LIMIT, seed: int = SEED) -> list[Clash]:
    """Every group of applications that together needs more than there is, and the cheapest remedies of each kind."""
    found: list[Clash] = []
    for rule, able in (
        (Rule.SEATS, problem.allowed),
        (Rule.LEADER, problem.allowed & problem.leads),
        (Rule.INDUSTRY, problem.allowed & problem.industry),
    ):
        lacking = _lack(solution, rule)
        for group, experts in _groups(problem, solution, rule, lacking, able):
            wants = problem.seats[group] if rule == Rule.SEATS else np.ones(len(group), np.int32)
            needed = int(wants.sum())
            clash = Clash(tuple(group.tolist()), rule, needed, needed - int(lacking[group].sum()), ())
            found.append(
                clash
                if len(found) >= CLASHES
                else replace(clash, frees=tuple(_remedies(problem, solution, clash, experts, time_limit, seed)))
            )
    below = np.flatnonzero(solution.below_least)
    if len(below):
        lacks = solution.below_least[below]
        needed = int(problem.least[below].sum())
        remedy = Remedy(Kind.LOWER_LEAST, int(lacks.max()), int(lacks.sum()), tuple(below.tolist()))
        found.append(Clash((), Rule.LEAST, needed, needed - int(lacks.sum()), (remedy,), tuple(below.tolist())))
    return found


def _groups(problem: Problem, solution: Solution, rule: Rule, lacking: Whole, able: Yes) -> Iterator[tuple[Whole, Whole]]:
    """(applications, experts) that compete: from one that lacks something to the experts who could give it, from those of
    them who have no case left to the applications that they serve instead, and so on."""
    n, m = problem.size
    load = np.bincount(solution.members[:, 1], minlength=m)
    full = load >= problem.most
    gives = np.zeros((n, m), bool)
    gives[solution.members[:, 0], solution.members[:, 1]] = True
    gives &= able
    if rule != Rule.SEATS:
        # Who isn't the only one to give it to a team could be spared there.
        gives &= (gives.sum(axis=1) == 1)[:, None]
    seen = np.zeros(n, bool)
    for i in np.flatnonzero(lacking).tolist():
        if seen[i]:
            continue
        apps, experts = np.zeros(n, bool), np.zeros(m, bool)
        new = np.array([i])
        while len(new):
            apps[new] = True
            experts |= able[new].any(axis=0)
            rivals = gives[:, experts & full].any(axis=1) | ((lacking > 0) & able[:, experts].any(axis=1))
            new = np.flatnonzero(rivals & ~apps)
        seen |= apps
        yield np.flatnonzero(apps).astype(np.int32), np.flatnonzero(experts).astype(np.int32)


def _lack(solution: Solution, rule: Rule) -> Whole:
    """(n,) how much of what the rule wants each application lacks."""
    return {
        Rule.SEATS: solution.open_seats,
        Rule.LEADER: solution.without_leader.astype(np.int32),
        Rule.INDUSTRY: solution.without_industry.astype(np.int32),
    }[rule]


def _remedies(
    problem: Problem, solution: Solution, clash: Clash, experts: Whole, time_limit: float, seed: int
) -> Iterator[Remedy]:
    """Each kind of relaxation that helps, with the least amount that frees all, else the first that frees most."""
    m, (rows, whose) = problem.size[1], (fixed_of(problem)[:, 0], fixed_of(problem)[:, 1])
    group = np.array(clash.applications, np.int32)
    wanted = clash.needed - clash.available
    before = _lack(solution, clash.rule)

    def tried(change: Callable[[int], Problem]) -> tuple[int, int, Solution] | None:
        """(amount, freed, the new answer)."""
        best: tuple[int, int, Solution] | None = None
        for amount in range(1, min(wanted, MOST_AMOUNT) + 1):
            again = solve(change(amount), time_limit=time_limit, seed=seed)
            less = before - _lack(again, clash.rule)
            # What another group now lacks instead is not freed.
            freed = int(min(less.sum(), less[group].sum()))
            if freed > (best[1] if best else 0):
                best = amount, freed, again
            if freed >= wanted:
                break
        return best

    load = np.bincount(solution.members[:, 1], minlength=m)
    full = experts[load[experts] >= problem.most[experts]]
    if len(full) and (made := tried(lambda amount: replace(problem, most=_raised(problem.most, full, amount)))):
        over = np.flatnonzero(np.bincount(made[2].members[:, 1], minlength=m) > problem.most)
        yield Remedy(Kind.RAISE_MOST, made[0], made[1], tuple(over.tolist()))
    shared = experts[np.bincount(problem.employer)[problem.employer[experts]] > 1]
    if clash.rule == Rule.SEATS and len(shared):
        apart = problem.employer.copy()
        apart[shared] = problem.employer.max() + 1 + np.arange(len(shared))
        if made := tried(lambda _: replace(problem, employer=apart)):
            teams = _with_colleagues(problem, made[2])
            yield Remedy(Kind.ALLOW_COLLEAGUE, len(teams), made[1], applications=teams)
    kind = {
        Rule.SEATS: Kind.ONE_MORE_EXPERT,
        Rule.LEADER: Kind.ONE_MORE_LEADER,
        Rule.INDUSTRY: Kind.ONE_MORE_OF_INDUSTRY,
    }[clash.rule]
    if made := tried(lambda amount: _enlarged(problem, group, amount, clash.rule)):
        yield Remedy(kind, made[0], made[1], applications=clash.applications)
    held = np.isin(rows, group) | np.isin(whose, experts)
    if held.any():
        pairs = np.column_stack([rows, whose])
        freed = replace(
            problem,
            fixed=pairs[~held],
            leader=np.where(np.isin(np.arange(len(problem.leader)), rows[held]), -1, problem.leader).astype(np.int32),
            current=np.vstack([problem.current.reshape(-1, 2), pairs[held]]).astype(np.int32),
        )
        if made := tried(lambda _: freed):
            stay = {(int(i), int(j)) for i, j in made[2].members}
            moved = [(int(i), int(j)) for i, j in pairs[held] if (int(i), int(j)) not in stay]
            yield Remedy(Kind.FREE_FIXED, len(moved), made[1], tuple(j for _, j in moved), tuple(i for i, _ in moved))


def _raised(most: Whole, who: Whole, amount: int) -> Whole:
    raised = most.copy()
    raised[who] += amount
    return raised


def _with_colleagues(problem: Problem, solution: Solution) -> tuple[int, ...]:
    """Teams with two from one employer."""
    rows, employer = solution.members[:, 0], problem.employer[solution.members[:, 1]]
    places, counts = np.unique(np.column_stack([rows, employer]), axis=0, return_counts=True)
    return tuple(np.unique(places[counts > 1, 0]).tolist())


def _enlarged(problem: Problem, group: Whole, amount: int, rule: Rule) -> Problem:
    """With so many more experts, who may review the group and work for nobody else."""
    n = problem.size[0]
    mine = np.zeros((n, amount), bool)
    mine[group] = True
    none = np.zeros((n, amount), bool)
    most = max(1, int(np.median(problem.most))) if len(problem.most) else 1
    return replace(
        problem,
        worth=np.hstack([problem.worth, np.zeros((n, amount), np.float32)]),
        allowed=np.hstack([problem.allowed, mine]),
        leads=np.append(problem.leads, np.full(amount, rule == Rule.LEADER)),
        employer=np.append(problem.employer, problem.employer.max(initial=-1) + 1 + np.arange(amount)).astype(np.int32),
        industry=np.hstack([problem.industry, mine if rule == Rule.INDUSTRY else none]),
        covers=np.vstack([problem.covers, np.zeros((amount, problem.covers.shape[1]), bool)]),
        least=np.append(problem.least, np.zeros(amount)).astype(np.int32),
        most=np.append(problem.most, np.full(amount, most)).astype(np.int32),
    )
