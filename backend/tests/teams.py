"""Small team problems, and the answers to them straight from the definition: nothing of the solver is used here."""

import itertools
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from quality_award.features.assignment.pure.problem import Problem, Solution

Team = tuple[int, ...]


def make(worth: list[list[float]], **given: object) -> Problem:
    """A problem with what is given; else all is allowed, two seats, everyone leads and fits, nobody shares an employer."""
    values = np.array(worth, np.float32)
    n, m = values.shape
    fields: dict[str, object] = {
        "allowed": np.ones((n, m), bool),
        "seats": np.full(n, 2, np.int32),
        "leads": np.ones(m, bool),
        "employer": np.arange(m, dtype=np.int32),
        "industry": np.ones((n, m), bool),
        "covers": np.zeros((m, 0), bool),
        "least": np.zeros(m, np.int32),
        "most": np.full(m, 9, np.int32),
        "fixed": np.zeros((0, 2), np.int32),
        "leader": np.full(n, -1, np.int32),
        "current": np.zeros((0, 2), np.int32),
    }
    kinds = {name: value.dtype for name, value in fields.items() if isinstance(value, np.ndarray)}
    fields |= {name: np.array(value, kinds[name]) if name in kinds else value for name, value in given.items()}
    for name in ("fixed", "current"):
        fields[name] = np.asarray(fields[name]).reshape(-1, 2)
    return Problem(worth=values, **fields)  # type: ignore[arg-type]


@st.composite
def small(draw: st.DrawFn, *, fixed: bool = True) -> Problem:
    """Up to two applicants and five experts, with every rule there is."""
    n, m, k = draw(st.integers(1, 2)), draw(st.integers(1, 5)), draw(st.integers(0, 2))

    def table(rows: int, columns: int, of: st.SearchStrategy[object]) -> list[list[object]]:
        return [[draw(of) for _ in range(columns)] for _ in range(rows)]

    mostly = st.integers(0, 4).map(bool)
    pairs = [(i, j) for i in range(n) for j in range(m)]
    stay = draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True)) if fixed else []
    return make(
        table(n, m, st.sampled_from([-3, 0, 4, 5.5, 10])),  # type: ignore[arg-type]
        allowed=table(n, m, mostly),
        seats=[draw(st.integers(0, 3)) for _ in range(n)],
        leads=[draw(st.booleans()) for _ in range(m)],
        employer=[draw(st.integers(0, 2)) for _ in range(m)],
        industry=table(n, m, st.booleans()),
        covers=np.array(table(m, k, st.booleans())).reshape(m, k),
        least=[draw(st.integers(0, 1)) for _ in range(m)],
        most=[draw(st.integers(0, 2)) for _ in range(m)],
        fixed=stay,
        current=draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True)),
    )


def staying(problem: Problem) -> list[set[int]]:
    """The fixed members of each team."""
    teams: list[set[int]] = [set() for _ in range(problem.size[0])]
    for i, j in problem.fixed.tolist():
        teams[i].add(j)
    for i, j in enumerate(problem.leader.tolist()):
        if j >= 0:
            teams[i].add(j)
    return teams


def teams_of(solution: Solution) -> list[Team]:
    """Members by application."""
    return [tuple(solution.members[solution.members[:, 0] == i, 1].tolist()) for i in range(len(solution.open_seats))]


def broken(problem: Problem, teams: list[Team]) -> Iterator[str]:
    """Every hard limit that the members who aren't fixed break."""
    stay = staying(problem)
    load = [0] * problem.size[1]
    for i, team in enumerate(teams):
        if not stay[i] <= set(team):
            yield "a fixed pair was moved"
        if len(set(team)) < len(team):
            yield "an expert twice on a team"
        if len(team) > max(problem.seats[i], len(stay[i])):
            yield "more members than seats"
        for j in team:
            load[j] += 1
            if j in stay[i]:
                continue
            if not problem.allowed[i, j]:
                yield "a pair that is kept apart"
            if any(other != j and problem.employer[other] == problem.employer[j] for other in team):
                yield "two from one employer"
    held = [sum(j in team for team in stay) for j in range(problem.size[1])]
    yield from ("too many cases" for j, cases in enumerate(load) if cases > max(problem.most[j], held[j]))


def value(problem: Problem, teams: list[Team]) -> float:
    """What teams are worth."""
    weights, total, stay = problem.weights, 0.0, staying(problem)
    load = [0] * problem.size[1]
    for i, team in enumerate(teams):
        total += sum(float(problem.worth[i, j]) for j in team)
        total -= weights.open_seat * max(0, int(problem.seats[i]) - len(team))
        total += weights.cover * sum(any(problem.covers[j, c] for j in team) for c in range(problem.covers.shape[1]))
        if problem.seats[i] > 0:
            total -= weights.no_leader * (not any(problem.leads[j] for j in team) and problem.leader[i] < 0)
            total -= weights.no_industry * (not any(problem.industry[i, j] for j in team))
        for j in team:
            load[j] += 1
    for j, cases in enumerate(load):
        total -= sum(weights.load * (case - 0.5) for case in range(1, cases + 1))
        total -= weights.below_least * max(0, int(problem.least[j]) - cases)
    current = {(i, j) for i, j in problem.current.tolist() if problem.allowed[i, j] and j not in stay[i]}
    return total - weights.keep * sum(j not in teams[i] for i, j in current)


def every_answer(problem: Problem) -> Iterator[list[Team]]:
    """All answers that break no hard limit."""
    stay, m = staying(problem), problem.size[1]
    options = []
    for i in range(problem.size[0]):
        able = [j for j in range(m) if j not in stay[i]]
        free = max(0, int(problem.seats[i]) - len(stay[i]))
        options.append([(*sorted(stay[i]), *team) for size in range(free + 1) for team in itertools.combinations(able, size)])
    for teams in itertools.product(*options):
        if not any(broken(problem, list(teams))):
            yield list(teams)


def best(problem: Problem) -> float:
    """The most that any answer is worth, by trying all."""
    return max(value(problem, teams) for teams in every_answer(problem))
