"""Rows → the facts of Art. 11 and 32."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quality_award.regulation.facts import AssignmentFacts, RecusalFacts
from quality_award.regulation.reference import section_of
from quality_award.tables.parties import Expert, Organisation
from quality_award.tables.reviews import Recusal

from .pure.employers import Employer, groups, same
from .pure.proposal import Need, Reviewer
from .queries.teams import Candidate, Case, Seat

FIT_DIVISION = 10
FIT_SECTION = 4


@dataclass
class Board:
    """The teams of an edition as they stand: what every pair of expert and applicant is judged on."""

    cases: dict[uuid.UUID, Case]
    candidates: dict[uuid.UUID, Candidate]
    teams: dict[uuid.UUID, list[Seat]]
    recused: set[tuple[uuid.UUID, uuid.UUID]]
    posts: set[tuple[uuid.UUID, uuid.UUID]]


def make_board(
    cases: Iterable[Case],
    candidates: Iterable[Candidate],
    seats: Iterable[Seat],
    recused: set[tuple[uuid.UUID, uuid.UUID]],
    posts: set[tuple[uuid.UUID, uuid.UUID]],
) -> Board:
    """Gather the rows of an edition."""
    by_id = {case.id: case for case in cases}
    teams: dict[uuid.UUID, list[Seat]] = {case_id: [] for case_id in by_id}
    for seat in seats:
        if seat.member.application_id in teams:
            teams[seat.member.application_id].append(seat)
    return Board(by_id, {candidate.expert.id: candidate for candidate in candidates}, teams, recused, posts)


def employer_of(expert: Expert) -> Employer:
    """Where an expert works."""
    return Employer(expert.employer, expert.employer_uscc)


def assignment_facts(board: Board, case: Case, expert: Expert, *, leader: bool) -> AssignmentFacts:
    """What stands for or against this expert on this team."""
    candidate = board.candidates.get(expert.id)
    user_id = candidate.user_id if candidate else None
    team = board.teams[case.id]
    conflicts = []
    if same(employer_of(expert), Employer(case.organisation.name, case.organisation.uscc)):
        conflicts.append("employer")
    if user_id and (user_id, case.organisation.id) in board.posts:
        conflicts.append("post")
    return AssignmentFacts(
        edition_state=case.edition.state,
        application_state=case.application.state,
        expert=expert.name,
        invited=candidate is not None,
        checked=candidate.checked if candidate else False,
        status=expert.status,
        account=user_id is not None,
        recused=user_id is not None and (user_id, case.id) in board.recused,
        conflicts=tuple(conflicts),
        on_team=any(seat.expert.id == expert.id for seat in team),
        colleague=next(
            (
                seat.expert.name
                for seat in team
                if seat.expert.id != expert.id and same(employer_of(seat.expert), employer_of(expert))
            ),
            "",
        ),
        as_leader=leader,
        leader_qualified=expert.leader_qualified,
        leader=next((seat.expert.name for seat in team if seat.member.leader), ""),
    )


def fit(expert: Expert, organisation: Organisation) -> int:
    """How well an expert's industries fit: the applicant's division, its section of GB/T 4754, or neither."""
    divisions = {str(division) for division in expert.divisions}
    if organisation.division in divisions:
        return FIT_DIVISION
    if _section(organisation.division) in {_section(division) for division in divisions}:
        return FIT_SECTION
    return 0


def _section(division: str) -> str:
    try:
        return section_of(division).code
    except (KeyError, ValueError):
        # A division that the standard doesn't have fits nothing but itself.
        return f"?{division}"


def recusal_facts(recusal: Recusal) -> RecusalFacts:
    """A request for recusal, with the decision's reason where one is being taken."""
    return RecusalFacts(reason=recusal.reason, evidence_note=recusal.evidence_note, decision_reason=recusal.decision_reason or "")


def needs(board: Board, *, team_size: int, only: Sequence[uuid.UUID] | None) -> list[Need]:
    """The open seats of every team, for the solver."""
    keys = _employer_keys(board)
    return [
        Need(
            id=str(case_id),
            seats=max(0, team_size - len(team)),
            leader=not any(seat.member.leader for seat in team),
            employers=frozenset(keys[str(seat.expert.id)] for seat in team),
            able=frozenset(str(seat.expert.id) for seat in team if seat.expert.leader_qualified),
        )
        for case_id, team in board.teams.items()
        if only is None or case_id in only
    ]


def reviewers(board: Board) -> list[Reviewer]:
    """The experts, for the solver."""
    keys = _employer_keys(board)
    leads: dict[uuid.UUID, int] = {}
    for team in board.teams.values():
        for seat in team:
            leads[seat.expert.id] = leads.get(seat.expert.id, 0) + seat.member.leader
    return [
        Reviewer(
            id=str(candidate.expert.id),
            employer=keys[str(candidate.expert.id)],
            qualified=candidate.expert.leader_qualified,
            load=candidate.load,
            leads=leads.get(candidate.expert.id, 0),
        )
        for candidate in board.candidates.values()
    ]


def _employer_keys(board: Board) -> dict[str, str]:
    known = {candidate.expert.id: candidate.expert for candidate in board.candidates.values()}
    known |= {seat.expert.id: seat.expert for team in board.teams.values() for seat in team}
    return groups({str(expert.id): employer_of(expert) for expert in known.values()})
