"""The solver of review teams: every rule held, what can't be filled named, no better answer by brute force (Art. 11, 32)."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from quality_award.features.assignment.pure.employers import Employer, groups, same
from quality_award.features.assignment.pure.proposal import (
    LEAD_COST,
    LOAD_COST,
    NO_LEADER,
    OPEN_SEAT,
    Need,
    Proposal,
    Reviewer,
    propose,
)

SEATS = 2


@st.composite
def small(draw: st.DrawFn) -> tuple[list[Need], list[Reviewer], dict[tuple[str, str], float]]:
    """Up to two applicants, up to four experts, some pairs forbidden."""
    reviewers = [
        Reviewer(
            f"r{number}",
            f"e{draw(st.integers(0, 2))}",
            draw(st.booleans()),
            draw(st.integers(0, 2)),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    needs = [
        Need(f"n{number}", SEATS, draw(st.booleans()), frozenset(draw(st.sets(st.sampled_from(["e0", "e1"]), max_size=1))))
        for number in range(draw(st.integers(1, 2)))
    ]
    fits = {
        (need.id, reviewer.id): float(draw(st.sampled_from([0, 4, 10])))
        for need in needs
        for reviewer in reviewers
        if draw(st.integers(0, 4))
    }
    return needs, reviewers, fits


def check(made: Proposal, needs: list[Need], reviewers: list[Reviewer], fits: dict[tuple[str, str], float]) -> None:
    by_id = {reviewer.id: reviewer for reviewer in reviewers}
    for need in needs:
        team = [one for one in made.members if one.need == need.id]
        assert len(team) + made.open_seats.get(need.id, 0) == need.seats
        employers = [by_id[one.reviewer].employer for one in team]
        assert len(set(employers)) == len(employers)
        assert not set(employers) & need.employers
        leaders = [one for one in team if one.leader]
        assert all(by_id[one.reviewer].qualified for one in leaders)
        if need.leader:
            assert len(leaders) + (need.id in made.without_leader) == 1
        else:
            assert leaders == []
    assert all((one.need, one.reviewer) in fits for one in made.members)
    assert len({(one.need, one.reviewer) for one in made.members}) == len(made.members)


def cost(
    chosen: dict[str, tuple[str, ...]],
    needs: list[Need],
    reviewers: list[Reviewer],
    fits: dict[tuple[str, str], float],
) -> float:
    """The cost of teams, with the cheapest choice of leaders, straight from the definition."""
    by_id = {reviewer.id: reviewer for reviewer in reviewers}
    total = 0.0
    for need in needs:
        total -= sum(fits[need.id, who] for who in chosen[need.id])
        total += OPEN_SEAT * (need.seats - len(chosen[need.id]))
    for reviewer in reviewers:
        times = sum(reviewer.id in team for team in chosen.values())
        total += sum(LOAD_COST * (reviewer.load + step + 0.5) for step in range(times))
    choices = [[who for who in chosen[need.id] if by_id[who].qualified] or [None] if need.leader else ["-"] for need in needs]
    best = float("inf")
    for leaders in itertools.product(*choices):
        led: dict[str, int] = {}
        extra = 0.0
        for who in leaders:
            if who is None:
                extra += NO_LEADER
            elif who != "-":
                extra += LEAD_COST * (led.get(who, 0) + 0.5)
                led[who] = led.get(who, 0) + 1
        best = min(best, extra)
    return total + best


@settings(max_examples=60, deadline=None)
@given(small())
def test_no_rule_broken_and_as_good_as_brute_force(
    case: tuple[list[Need], list[Reviewer], dict[tuple[str, str], float]],
) -> None:
    needs, reviewers, fits = case
    made = propose(needs, reviewers, fits)
    check(made, needs, reviewers, fits)
    assert made.proved
    assert made.bound <= made.objective + 1e-6
    by_id = {reviewer.id: reviewer for reviewer in reviewers}
    options = []
    for need in needs:
        able = [who for who in by_id if (need.id, who) in fits and by_id[who].employer not in need.employers]
        teams = [
            team
            for size in range(need.seats + 1)
            for team in itertools.combinations(able, size)
            if len({by_id[who].employer for who in team}) == len(team)
        ]
        options.append(teams)
    best = min(
        cost({need.id: team for need, team in zip(needs, teams, strict=True)}, needs, reviewers, fits)
        for teams in itertools.product(*options)
    )
    assert abs(made.objective - best) < 1e-4


def test_loads_are_even_the_same_input_gives_the_same_answer() -> None:
    reviewers = [Reviewer(f"r{n:02}", f"e{n:02}", n % 3 == 0) for n in range(30)]
    needs = [Need(f"n{n:02}", 3, True) for n in range(40)]
    fits = {(need.id, reviewer.id): 4.0 for need in needs for reviewer in reviewers}
    made = propose(needs, reviewers, fits)
    check(made, needs, reviewers, fits)
    loads = [sum(one.reviewer == reviewer.id for one in made.members) for reviewer in reviewers]
    assert (min(loads), max(loads)) == (4, 4)
    assert propose(needs, reviewers, fits).members == made.members


def test_a_cap_on_the_load_leaves_seats_open_rather_than_break() -> None:
    reviewers = [Reviewer("a", "e1", True, load=1), Reviewer("b", "e2", True)]
    needs = [Need(f"n{n}", 1, False) for n in range(4)]
    fits = {(need.id, reviewer.id): 1.0 for need in needs for reviewer in reviewers}
    made = propose(needs, reviewers, fits, max_load=2)
    assert len(made.members) == 3
    assert sum(made.open_seats.values()) == 1


def test_a_member_leads_only_where_no_newcomer_can() -> None:
    reviewers = [Reviewer("a", "e1", True), Reviewer("b", "e2", True), Reviewer("c", "e3", False)]
    needs = [
        Need("full", 0, True, frozenset({"e1"}), frozenset({"a"})),
        Need("open", 1, True, frozenset({"e1"}), frozenset({"a"})),
    ]
    made = propose(needs, reviewers, {("open", "b"): 0.0, ("open", "c"): 10.0})
    assert {(one.need, one.reviewer, one.leader, one.new) for one in made.members} == {
        ("full", "a", True, False), ("open", "b", True, True),
    }  # fmt: skip
    assert made.without_leader == ()


def test_nothing_to_do() -> None:
    assert propose([], [], {}).members == ()
    assert propose([Need("n", 2, True)], [], {}).open_seats == {"n": 2}


def test_employers_are_compared_by_code_else_by_name() -> None:
    assert same(Employer("辽宁 某 中心"), Employer("辽宁某中心", "91210000MA0001"))
    assert not same(Employer("同名", "1"), Employer("同名", "2"))
    assert not same(Employer(""), Employer(" "))
    keys = groups({"a": Employer("甲", "1"), "b": Employer("甲 "), "c": Employer("乙", "1"), "d": Employer("丙")})
    assert keys["a"] == keys["b"] == keys["c"] != keys["d"]
