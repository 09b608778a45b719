"""The board as an optimisation problem: what each pair is worth, what the rules forbid, which seats stay (Art. 11, 32)."""

import math
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from quality_award.regulation.facts import AssignmentFacts
from quality_award.regulation.finding import Finding, blocking
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import RULES, run

from ..facts import (
    FIT_DIVISION,
    FIT_SECTION,
    HINT,
    MOST_PAST,
    MOST_WISH,
    PAST,
    WISH,
    Board,
    absent,
    assignment_facts,
    employer_of,
    section,
)
from ..pure.certificate import Against, Premise
from ..pure.employers import Employer, groups
from ..pure.problem import Problem, Weights

NO_LIMIT = 10_000
# What the solver itself holds; everything else forbids a pair whatever the rest of the team is.
SOLVED = {"assignment.once", "assignment.employers", "assignment.leader", "assignment.single_leader", "assignment.load"}
HELD = tuple(code for code in ACTS["team.assign"] if code not in SOLVED)
NO_PAIR: dict[str, Any] = {
    "recused": False, "conflicts": (), "barred": (), "undecided": (), "hints": (), "absent_on": None, "elsewhere_on": None,
}  # fmt: skip
"""Nothing between this expert and this application."""
NO_EXPERT: dict[str, Any] = NO_PAIR | {
    "expert": "", "invited": True, "checked": True, "status": "active", "account": True, "answer": "",
}  # fmt: skip
"""An expert against whom nothing speaks."""

Keep = Literal["all", "few", "none"]


@dataclass(frozen=True)
class Options:
    """What a proposal is asked for. `keep`: "all" seats stay, "few" as few as can be move, "none" only locked ones stay."""

    team_size: int
    max_load: int | None
    min_load: int
    keep: Keep
    floor: bool
    only: Sequence[uuid.UUID] | None
    locked: Sequence[tuple[uuid.UUID, uuid.UUID]]


def premise_of(board: Board, options: Options) -> Premise:
    """The problem of filling the teams of a board. Rows by case number, columns by the experts' names, then ids."""
    cases = [case for case in board.cases.values() if options.only is None or case.id in set(options.only)]
    seated = {seat.expert.id: seat.expert for case in cases for seat in board.teams[case.id]}
    experts = [one.expert for one in board.candidates.values()]
    experts += [seated[one] for one in sorted(set(seated) - set(board.candidates))]
    row = {case.id: number for number, case in enumerate(cases)}
    column = {expert.id: number for number, expert in enumerate(experts)}
    n, m = len(cases), len(experts)

    # A pair without anything of its own is judged by its application and by its expert alone; the rules don't mix the two.
    against_case: dict[int, Against] = {}
    against_person: dict[int, Against] = {}
    if cases and experts:
        alone = [_against(replace(assignment_facts(board, case, experts[0], leader=False), **NO_EXPERT)) for case in cases]
        against_case = {number: found for number, found in enumerate(alone) if found}
        for number, expert in enumerate(experts):
            facts = replace(assignment_facts(board, cases[0], expert, leader=False), **NO_PAIR)
            if found := [one for one in _against(facts) if one not in alone[0]]:
                against_person[number] = found
    against_pair: dict[tuple[int, int], Against] = {}
    hinted: list[tuple[int, int]] = []
    for case_id, expert_id in sorted(_special(board)):
        if case_id not in row or expert_id not in column:
            continue
        pair = row[case_id], column[expert_id]
        facts = assignment_facts(board, cases[pair[0]], experts[pair[1]], leader=False)
        if facts.hints:
            hinted.append(pair)
        if found := _against(facts):
            against_pair[pair] = found
    allowed = np.ones((n, m), np.bool_)
    allowed[list(against_case)] = False
    allowed[:, list(against_person)] = False
    for pair in against_pair:
        allowed[pair] = False

    fits = _fits([case.organisation.division for case in cases], [expert.divisions for expert in experts])
    worth = fits.astype(np.float32)
    for (expert_id, organisation_id), years in board.past.items():
        if expert_id in column:
            for number, case in enumerate(cases):
                if case.organisation.id == organisation_id:
                    worth[number, column[expert_id]] -= min(MOST_PAST, PAST * len(years))
    for pair in hinted:
        worth[pair] -= HINT
    fair = math.ceil(options.team_size * n / max(1, m))
    for number, expert in enumerate(experts):
        if expert.load_wish is not None:
            worth[:, number] += float(np.clip(WISH * (expert.load_wish - fair), -MOST_WISH, MOST_WISH))

    fixed, current, leader = _seats(board, options, row, column)
    inside = np.zeros(m, np.int32)
    for case in cases:
        for seat in board.teams[case.id]:
            inside[column[seat.expert.id]] += 1
    # Seats outside the problem count against an expert's limit.
    outside = np.array([board.load(expert.id) for expert in experts], np.int32) - inside if m else inside
    limits = [
        min(NO_LIMIT, *(limit for limit in (expert.max_load, options.max_load) if limit is not None), NO_LIMIT)
        for expert in experts
    ]
    most = np.maximum(0, np.array(limits, np.int32).reshape(m) - outside).astype(np.int32)
    for number in against_person:
        most[number] = min(int(most[number]), int(inside[number]))
    least = np.minimum(most, np.maximum(0, options.min_load - outside)).astype(np.int32)
    for number in against_person:
        least[number] = 0
    categories = sorted({str(one) for expert in experts for one in expert.categories})
    covers = np.array(
        [[category in {str(one) for one in expert.categories} for category in categories] for expert in experts], np.bool_
    ).reshape(m, len(categories))
    seats = np.full(n, options.team_size, np.int32)
    held = np.bincount(fixed[:, 0], minlength=n) if len(fixed) else np.zeros(n, np.int64)
    problem = Problem(
        worth=worth,
        allowed=allowed,
        seats=np.maximum(seats, held).astype(np.int32),
        leads=np.array([expert.leader_qualified for expert in experts], np.bool_),
        employer=_employers([employer_of(expert) for expert in experts]),
        industry=fits >= FIT_SECTION,
        covers=covers,
        least=least,
        most=most,
        fixed=fixed,
        leader=leader,
        current=current,
        weights=Weights(),
    )
    return Premise(
        problem,
        tuple(str(case.id) for case in cases),
        tuple(str(expert.id) for expert in experts),
        fits,
        against_case,
        against_person,
        against_pair,
    )


def _against(facts: AssignmentFacts) -> Against:
    return [(one.rule, dict(one.params)) for one in blocking(run(HELD, facts))]


def findings(against: Against) -> list[Finding]:
    """What the certificate recorded, as findings again, each with its rule's article."""
    return [Finding(code, RULES[code].article, params, RULES[code].severity) for code, params in against]


def _special(board: Board) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(application, expert) of every pair that has something of its own for the rules to look at."""
    of_user: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    by_name: dict[str, list[uuid.UUID]] = defaultdict(list)
    by_code: dict[str, list[uuid.UUID]] = defaultdict(list)
    for one in board.candidates.values():
        if one.user_id:
            of_user[one.user_id].append(one.expert.id)
        employer = employer_of(one.expert)
        by_name[employer.plain].append(one.expert.id)
        if employer.uscc:
            by_code[employer.uscc].append(one.expert.id)
    special = {(case_id, expert_id) for expert_id, case_id in board.standing}
    special |= {(case_id, expert_id) for user_id, case_id in board.recused for expert_id in of_user[user_id]}
    posts: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for user_id, organisation_id in board.posts:
        posts[organisation_id] += of_user[user_id]
    for case in board.cases.values():
        plain = Employer(case.organisation.name).plain
        own = [*by_name.get(plain, ()), *by_code.get(case.organisation.uscc, ()), *posts.get(case.organisation.id, ())]
        special |= {(case.id, expert_id) for expert_id in own}
        if day := board.visits.get(case.id):
            special |= {(case.id, one) for one, absences in board.absences.items() if absent(absences, day)}
            special |= {(case.id, one) for one, days in board.busy.items() if days.get(day, case.id) != case.id}
    return special


def _fits(wanted: Sequence[str], offered: Sequence[Iterable[Any]]) -> "np.ndarray[Any, np.dtype[np.int32]]":
    """(n, m): how well the experts' industries fit each applicant's."""
    divisions = [{str(one) for one in some} for some in offered]
    sections = [{section(one) for one in some} for some in divisions]
    rows = {}
    for division in set(wanted):
        of = section(division)
        rows[division] = [
            FIT_DIVISION if division in mine else FIT_SECTION if of in around else 0
            for mine, around in zip(divisions, sections, strict=True)
        ]
    return np.array([rows[division] for division in wanted], np.int32).reshape(len(wanted), len(offered))


def _employers(employers: Sequence[Employer]) -> "np.ndarray[Any, np.dtype[np.int32]]":
    keys = groups({f"{number:06d}": employer for number, employer in enumerate(employers)})
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys[who] for who in sorted(keys)))}
    return np.array([numbers[keys[who]] for who in sorted(keys)], np.int32)


def _seats(
    board: Board, options: Options, row: dict[uuid.UUID, int], column: dict[uuid.UUID, int]
) -> tuple["np.ndarray[Any, np.dtype[np.int32]]", "np.ndarray[Any, np.dtype[np.int32]]", "np.ndarray[Any, np.dtype[np.int32]]"]:
    """(fixed, current, leader). Locked seats and those with a sheet handed in stay whatever is asked for."""
    wanted = set(options.locked)
    fixed, current = {(row[case], column[expert]) for case, expert in wanted if case in row and expert in column}, set()
    leader = np.full(len(row), -1, np.int32)
    for case_id, number in row.items():
        for seat in board.teams[case_id]:
            pair = number, column[seat.expert.id]
            stays = options.keep == "all" or seat.member.locked or (case_id, seat.expert.id) in board.done or pair in fixed
            if stays:
                fixed.add(pair)
                if seat.member.leader:
                    leader[number] = pair[1]
            elif options.keep == "few":
                current.add(pair)
    return _pairs(fixed), _pairs(current), leader


def _pairs(pairs: set[tuple[int, int]]) -> "np.ndarray[Any, np.dtype[np.int32]]":
    return np.array(sorted(pairs), np.int32).reshape(-1, 2)
