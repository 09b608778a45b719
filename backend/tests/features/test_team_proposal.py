"""The solver of review teams: every rule held, what can't be filled named, no better answer by brute force (Art. 11, 32)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from teams import best, broken, make, small, staying, teams_of, value

from quality_award.features.assignment.pure.employers import Employer, groups, same
from quality_award.features.assignment.pure.problem import Problem, Solution
from quality_award.features.assignment.pure.solve import solve

pytestmark = [pytest.mark.article("11"), pytest.mark.article("32")]


def check(problem: Problem, solution: Solution) -> None:
    """An answer breaks no rule and says of itself what is so."""
    teams = teams_of(solution)
    assert list(broken(problem, teams)) == []
    assert solution.objective == pytest.approx(value(problem, teams), abs=1e-4)
    assert solution.objective <= solution.bound + 1e-6
    for i, team in enumerate(teams):
        assert solution.open_seats[i] == max(0, problem.seats[i] - len(team))
        able = [j for j in team if problem.leads[j]]
        leads = problem.leader[i] >= 0 or any(able)
        assert solution.leader[i] in (able if problem.leader[i] < 0 and able else [problem.leader[i]])
        assert solution.without_leader[i] == (problem.seats[i] > 0 and not leads and not able)
        assert solution.without_industry[i] == (problem.seats[i] > 0 and not any(problem.industry[i, j] for j in team))
    load = np.bincount(solution.members[:, 1], minlength=problem.size[1])
    assert np.array_equal(solution.below_least, np.maximum(0, problem.least - load))


@settings(max_examples=80, deadline=None)
@given(small())
def test_no_rule_broken_and_as_good_as_brute_force(problem: Problem) -> None:
    solution = solve(problem)
    check(problem, solution)
    assert solution.proved
    assert solution.objective == pytest.approx(best(problem), abs=1e-3)
    again = solve(problem)
    assert np.array_equal(again.members, solution.members)
    assert np.array_equal(again.leader, solution.leader)


def test_loads_are_even() -> None:
    solution = solve(make([[4.0] * 30] * 40, seats=[3] * 40, leads=[j % 3 == 0 for j in range(30)]))
    loads = np.bincount(solution.members[:, 1], minlength=30)
    assert (loads.min(), loads.max()) == (4, 4)
    led = np.bincount(solution.leader, minlength=30)[::3]
    assert (led.sum(), led.max()) == (40, 4)


def test_a_cap_on_the_load_leaves_seats_open_rather_than_break() -> None:
    problem = make([[1.0, 1.0]] * 4, seats=[1] * 4, most=[1, 2])
    solution = solve(problem)
    check(problem, solution)
    assert solution.open_seats.sum() == 1


def test_locked_pairs_stay_and_count() -> None:
    problem = make(
        [[0.0, 10.0, 10.0, 10.0]] * 2,
        employer=[0, 0, 1, 2],
        leads=[False, False, False, True],
        fixed=[(0, 0)],
        most=[1, 9, 9, 1],
        leader=[-1, 3],
    )
    solution = solve(problem)
    check(problem, solution)
    # 1 is a colleague of the locked 0, and 3 leads the other team, so that the first has none.
    assert teams_of(solution)[0] == (0, 2)
    assert solution.without_leader.tolist() == [True, False]
    assert solution.leader.tolist() == [-1, 3]
    assert staying(problem)[1] == {3}


def test_a_late_recusal_moves_one_seat_alone() -> None:
    rng = np.random.default_rng(5)
    first = make(rng.integers(0, 20, (20, 15)).tolist(), seats=[3] * 20, most=[5] * 15, leads=[j % 3 == 0 for j in range(15)])
    before = solve(first)
    i, j = before.members[7]
    allowed = first.allowed.copy()
    allowed[i, j] = False
    # Worths that would tempt to move everybody.
    after = solve(replace(first, worth=first.worth[::-1].copy(), allowed=allowed, current=before.members))
    gone = {tuple(pair) for pair in before.members.tolist()} - {tuple(pair) for pair in after.members.tolist()}
    assert gone == {(i, j)}
    assert after.open_seats.sum() == 0


def test_high_loads_are_followed_in_pieces() -> None:
    problem = make([[1.0, 1.0]] * 150, seats=[1] * 150, most=[200, 200])
    solution = solve(problem)
    assert np.bincount(solution.members[:, 1]).tolist() == pytest.approx([75, 75], abs=3)
    assert solution.gap < 1e-4


def test_nothing_to_do() -> None:
    assert len(solve(make([[1.0]], seats=[0])).members) == 0
    nobody = solve(make(np.zeros((2, 0)).tolist()))
    assert nobody.open_seats.tolist() == [2, 2]
    assert nobody.without_leader.all()


def test_time_that_is_up_gives_an_answer_that_breaks_no_rule() -> None:
    rng = np.random.default_rng(3)
    n, m = 200, 150
    problem = make(
        (rng.random((n, m)) * 20).tolist(),
        seats=[3] * n,
        allowed=rng.random((n, m)) > 0.1,
        employer=rng.integers(0, 40, m),
        leads=rng.random(m) < 0.3,
        industry=rng.random((n, m)) < 0.1,
        most=[5] * m,
        least=[2] * m,
    )
    hasty, whole = solve(problem, time_limit=0.0), solve(problem)
    check(problem, hasty)
    check(problem, whole)
    assert hasty.objective <= whole.objective <= whole.bound <= hasty.bound + 1e-3
    assert not hasty.proved
    assert whole.gap < 1e-4


def test_employers_are_compared_by_code_else_by_name() -> None:
    assert same(Employer("辽宁 某 中心"), Employer("辽宁某中心", "91210000MA0001"))
    assert not same(Employer("同名", "1"), Employer("同名", "2"))
    assert not same(Employer(""), Employer(" "))
    keys = groups({"a": Employer("甲", "1"), "b": Employer("甲 "), "c": Employer("乙", "1"), "d": Employer("丙")})
    assert keys["a"] == keys["b"] == keys["c"] != keys["d"]


def test_many_categories_are_covered_within_the_bound() -> None:
    rng = np.random.default_rng(7)
    n, m = 62, 100
    problem = make(
        (rng.random((n, m)) * 10).round(1).tolist(),
        seats=[3] * n,
        allowed=rng.random((n, m)) > 0.05,
        employer=rng.integers(0, 40, m),
        leads=rng.random(m) < 0.3,
        covers=rng.random((m, 7)) < 0.4,
        most=[6] * m,
        least=[1] * m,
    )
    solution = solve(problem)
    check(problem, solution)
    assert solution.gap < 0.03
    blind = solve(replace(problem, covers=np.zeros((m, 0), bool)))
    assert solution.objective > value(problem, teams_of(blind))


def test_the_worst_served_comes_first_where_that_is_asked_for() -> None:
    # The first is served well by 0 and 1 alone, whom the second would use better.
    problem = make([[6.0, 6.0, 1.0, 1.0], [20.0, 20.0, 9.0, 9.0]], most=[1] * 4)
    plain, fair = solve(problem), solve(problem, floor=True)
    assert teams_of(plain) == [(2, 3), (0, 1)]
    assert teams_of(fair) == [(0, 1), (2, 3)]
    check(problem, fair)
    assert fair.floor is not None
    assert fair.floor[0] == 12
    assert fair.floor[1] >= 12
    assert plain.floor is None
