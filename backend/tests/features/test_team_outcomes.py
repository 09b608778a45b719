"""Why her, why not him: outcomes, exact costs, alternatives, and what frees a seat that can't be filled (Art. 11, 32)."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from teams import broken, every_answer, make, small, teams_of, value

from quality_award.features.assignment.pure.alternatives import alternatives
from quality_award.features.assignment.pure.outcomes import outcomes, what_if
from quality_award.features.assignment.pure.problem import Code, Kind, Problem, Rule
from quality_award.features.assignment.pure.remedies import diagnose
from quality_award.features.assignment.pure.solve import solve

pytestmark = [pytest.mark.article("11"), pytest.mark.article("32")]


@settings(max_examples=50, deadline=None)
@given(small())
def test_every_pair_has_an_outcome_and_its_cost_is_what_brute_force_says(problem: Problem) -> None:
    solution = solve(problem)
    codes, cost = outcomes(problem, solution)
    answers = [(value(problem, teams), teams) for teams in every_answer(problem)]
    best = max(worth for worth, _ in answers)
    members = {tuple(pair) for pair in solution.members.tolist()}
    for i in range(problem.size[0]):
        for j in range(problem.size[1]):
            assert (codes[i, j] == Code.ASSIGNED) == ((i, j) in members)
            if (i, j) in members:
                assert cost[i, j] == 0
                continue
            assert (codes[i, j] == Code.CONFLICT) == (not problem.allowed[i, j])
            exact = best - max((worth for worth, teams in answers if j in teams[i]), default=-math.inf)
            made = what_if(problem, solution, i, j)
            assert (i, j) in {tuple(pair) for pair in made.solution.members.tolist()}
            # A pair that nothing but an exception could give has no finite cost, and says which rules it breaks.
            assert math.isinf(cost[i, j]) == math.isinf(exact) == bool(made.breaks)
            if made.breaks:
                continue
            assert cost[i, j] <= exact + 1e-2
            assert made.cost == pytest.approx(exact, abs=1e-2)
            assert list(broken(problem, teams_of(made.solution))) == []
            assert len(made.added) >= 1


def large() -> Problem:
    rng = np.random.default_rng(11)
    n, m = 60, 50
    return make(
        (rng.random((n, m)) * 15).round(1).tolist(),
        seats=[3] * n,
        allowed=rng.random((n, m)) > 0.05,
        employer=rng.integers(0, 25, m),
        leads=rng.random(m) < 0.3,
        industry=rng.random((n, m)) < 0.15,
        covers=np.zeros((m, 0), bool),
        most=[5] * m,
        least=[2] * m,
    )


def test_the_cost_of_a_pair_is_never_more_than_what_solving_again_says() -> None:
    problem = large()
    solution = solve(problem)
    codes, cost = outcomes(problem, solution)
    assert set(np.unique(codes)) >= {Code.ASSIGNED, Code.CONFLICT, Code.NO_EXPERTISE, Code.COLLEAGUE}
    rng = np.random.default_rng(1)
    for i, j in np.argwhere(np.isfinite(cost) & (codes != Code.ASSIGNED))[rng.permutation(1500)[:12]].tolist():
        made = what_if(problem, solution, i, j)
        assert cost[i, j] <= made.cost + 1e-2
        # One comes, so one goes from that team, and not everybody else moves because of it.
        assert 1 <= len(made.added) == len(made.removed) <= 12


def test_alternatives_differ_by_the_share_and_say_what_they_lose() -> None:
    problem = large()
    solution = solve(problem)
    others = alternatives(problem, solution, 2, share=0.25)
    assert len(others) == 2
    teams = [{tuple(pair) for pair in one.members.tolist()} for one in (solution, *others)]
    for at, one in enumerate(teams):
        for other in teams[:at]:
            assert len(one - other) >= 0.25 * len(one)
    for one in others:
        assert one.objective <= solution.objective + 1e-6
        assert one.gap < 1e-3
        assert list(broken(problem, teams_of(one))) == []


def test_where_nothing_else_is_possible_there_is_no_alternative() -> None:
    problem = make([[1.0, 1.0]])
    assert alternatives(problem, solve(problem), 2) == []


@pytest.mark.parametrize(
    ("problem", "rule", "needed", "available", "kinds"),
    [
        # Two leaders for five teams, one case each.
        (
            make([[5.0] * 10] * 5, leads=[j < 2 for j in range(10)], most=[1] * 10),
            Rule.LEADER, 5, 2, {Kind.RAISE_MOST, Kind.ONE_MORE_LEADER},
        ),
        # Four cases for six seats; 2 and 3 are colleagues.
        (
            make([[5.0] * 4] * 3, most=[1] * 4, employer=[0, 1, 2, 2]),
            Rule.SEATS, 6, 4, {Kind.RAISE_MOST, Kind.ONE_MORE_EXPERT},
        ),
        # All from one employer.
        (
            make([[5.0] * 3], employer=[0, 0, 0]),
            Rule.SEATS, 2, 1, {Kind.ALLOW_COLLEAGUE, Kind.ONE_MORE_EXPERT},
        ),
        # The industry is known to one, whom a locked pair takes.
        (
            make(
                [[5.0] * 5] * 2, seats=[1, 2], most=[1] * 5, industry=[[True] * 5, [True] + [False] * 4], fixed=[(0, 0)]
            ),
            Rule.INDUSTRY, 2, 1, {Kind.FREE_FIXED, Kind.RAISE_MOST, Kind.ONE_MORE_OF_INDUSTRY},
        ),
    ],
)  # fmt: skip
def test_a_clash_is_named_and_its_remedies_free_what_they_say(
    problem: Problem, rule: Rule, needed: int, available: int, kinds: set[Kind]
) -> None:
    solution = solve(problem)
    clash = next(one for one in diagnose(problem, solution) if one.rule == rule)
    assert (clash.needed, clash.available) == (needed, available)
    assert {remedy.kind for remedy in clash.frees} >= kinds
    lack = {
        Rule.SEATS: lambda one: one.open_seats.sum(),
        Rule.LEADER: lambda one: one.without_leader.sum(),
        Rule.INDUSTRY: lambda one: one.without_industry.sum(),
    }[rule]
    for remedy in clash.frees:
        assert remedy.seats_freed > 0
        if remedy.kind == Kind.RAISE_MOST:
            most = problem.most.copy()
            most[list(remedy.experts)] += remedy.amount
            assert lack(solution) - lack(solve(replace(problem, most=most))) == remedy.seats_freed


def test_who_can_t_reach_the_least_is_named() -> None:
    problem = make([[5.0, 5.0, 5.0]], least=[1, 1, 1])
    clash = diagnose(problem, solve(problem))[0]
    assert (clash.rule, clash.needed, clash.available, len(clash.experts)) == (Rule.LEAST, 1, 0, 1)
    assert clash.frees[0].kind == Kind.LOWER_LEAST


def test_no_remedy_is_ever_to_lift_a_conflict() -> None:
    problem = make([[5.0, 5.0]], allowed=[[False, True]], employer=[0, 1], most=[9, 9])
    clash = diagnose(problem, solve(problem))[0]
    assert {remedy.kind for remedy in clash.frees} == {Kind.ONE_MORE_EXPERT}


@pytest.mark.parametrize(("n", "m", "k"), [(70, 90, 5), (160, 130, 0)])
def test_alternatives_and_costs_of_larger_problems(n: int, m: int, k: int) -> None:
    rng = np.random.default_rng(2)
    problem = make(
        (rng.random((n, m)) * 10).round(1).tolist(),
        seats=[3] * n,
        employer=rng.integers(0, m // 2, m),
        leads=rng.random(m) < 0.3,
        covers=rng.random((m, k)) < 0.4,
        most=[5] * m,
    )
    solution = solve(problem)
    (other,) = alternatives(problem, solution, 1)
    assert list(broken(problem, teams_of(other))) == []
    kept = {tuple(pair) for pair in solution.members.tolist()} & {tuple(pair) for pair in other.members.tolist()}
    assert len(kept) <= 0.8 * len(solution.members)
    assert other.objective > 0.9 * solution.objective
    codes, cost = outcomes(problem, solution)
    i, j = np.argwhere(codes == Code.NOT_CHOSEN)[0].tolist()
    made = what_if(problem, solution, i, j)
    assert j in teams_of(made.solution)[i]
    # With many categories neither answer is proved, so the difference may be off by as much as either can be better than it is.
    assert abs(made.cost) < 0.05 * solution.objective
    assert cost[i, j] <= solution.bound - made.solution.objective
