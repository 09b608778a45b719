"""What the team endpoints take and give."""

import datetime as dt
import uuid
from collections import Counter
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from quality_award.features.applications.schemas import Words
from quality_award.regulation.stages import SHEET_STATES
from quality_award.workflow.present import FindingOut

from ..facts import Board, answer_of, fit
from ..queries.teams import Case, Seat

TEAM_SIZE = 3
OPEN_STATES = tuple(SHEET_STATES.values())

Required = Annotated[Words, StringConstraints(min_length=1)]


class MemberOut(BaseModel):
    """A member of a review team and how ready they are."""

    id: uuid.UUID
    expert_id: uuid.UUID
    name: str
    employer: str
    title: str
    leader: bool
    leader_qualified: bool
    locked: bool
    fit: int
    signed: bool
    declared: bool
    recusal_requested: bool


class TeamOut(BaseModel):
    """An applicant under review and its team."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    division: str
    area_code: str
    state: str
    complete: bool
    members: list[MemberOut]


class ExpertLoadOut(BaseModel):
    """An expert of the edition's team with what speaks for and against assigning them at all.

    `answer`: what stands against the invitation (waiting, overdue, declined, or nothing). `load` counts what the reader sees.
    """

    expert_id: uuid.UUID
    name: str
    employer: str
    title: str
    divisions: list[str]
    categories: list[str]
    leader_qualified: bool
    status: str
    checked: bool
    account: bool
    answer: str
    load: int
    leads: int
    load_wish: int | None
    max_load: int | None


class BoardOut(BaseModel):
    """All teams of an edition beside the experts and their loads."""

    edition_id: uuid.UUID
    edition_state: str
    team_size: int
    open: bool
    teams: list[TeamOut]
    experts: list[ExpertLoadOut]


class _PairOut(BaseModel):
    """One expert on one team: how the industries fit (10 division, 4 section, 0 neither), the years in which they met before,
    what the seat would add in points (the next case of a loaded expert costs more), and what the last proposal of this stage
    says choosing the pair costs at least; every rule that stands against it, and hints."""

    fit: int
    past: list[int]
    points: float
    cost: float | None
    allowed: bool
    may_lead: bool
    findings: list[FindingOut]


class CandidateOut(_PairOut):
    """An expert for one team."""

    expert_id: uuid.UUID
    name: str
    employer: str
    leader_qualified: bool
    load: int


class OpeningOut(_PairOut):
    """A team for one expert."""

    application_id: uuid.UUID


class SeatIn(BaseModel):
    """One expert for one team."""

    application_id: uuid.UUID
    expert_id: uuid.UUID
    leader: bool = False


class LeavingIn(BaseModel):
    """A seat to give up in the same step, and why."""

    member_id: uuid.UUID
    reason: Required


class AssignIn(BaseModel):
    """Members to assign and seats to give up: all of it, or nothing."""

    members: list[SeatIn] = Field(min_length=1, max_length=1000)
    leaving: list[LeavingIn] = Field(default=[], max_length=1000)


class MemberPatch(BaseModel):
    """Make a member the team's leader; the present leader stays as a member."""

    leader: bool


class LockIn(BaseModel):
    """Whether proposals must leave the seat alone."""

    locked: bool


class ReleaseIn(BaseModel):
    """Why a member leaves the team."""

    reason: Required


class ShownMemberOut(BaseModel):
    """A member as the applicant sees it: enough to know whether to ask for a recusal."""

    expert_id: uuid.UUID
    name: str
    employer: str
    title: str
    leader: bool


class ShownTeamOut(BaseModel):
    """The review team of one application, and the day on which it visits, once that is set."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    edition_state: str
    visit_on: dt.date | None
    members: list[ShownMemberOut]


def member_out(seat: Seat, case: Case) -> MemberOut:
    """A team member."""
    return MemberOut(
        id=seat.member.id,
        expert_id=seat.expert.id,
        name=seat.expert.name,
        employer=seat.expert.employer,
        title=seat.expert.title,
        leader=seat.member.leader,
        leader_qualified=seat.expert.leader_qualified,
        locked=seat.member.locked,
        fit=fit(seat.expert, case.organisation),
        signed=seat.signed,
        declared=seat.declared,
        recusal_requested=seat.recusal_requested,
    )


def team_out(case: Case, team: list[Seat]) -> TeamOut:
    """A team; complete with enough members and a leader."""
    return TeamOut(
        application_id=case.id,
        case_number=case.application.case_number,
        organisation=case.organisation.name,
        division=case.organisation.division,
        area_code=case.organisation.area_code,
        state=case.application.state,
        complete=len(team) >= TEAM_SIZE and any(seat.member.leader for seat in team),
        members=[member_out(seat, case) for seat in team],
    )


def board_out(board: Board) -> BoardOut:
    """The board of an edition."""
    leads = Counter(seat.expert.id for team in board.teams.values() for seat in team if seat.member.leader)
    return BoardOut(
        edition_id=board.edition.id,
        edition_state=board.edition.state,
        team_size=TEAM_SIZE,
        open=board.edition.state in OPEN_STATES,
        teams=[team_out(case, board.teams[case.id]) for case in board.cases.values()],
        experts=[
            ExpertLoadOut(
                expert_id=one.expert.id,
                name=one.expert.name,
                employer=one.expert.employer,
                title=one.expert.title,
                divisions=list(one.expert.divisions),
                categories=list(one.expert.categories),
                leader_qualified=one.expert.leader_qualified,
                status=one.expert.status,
                checked=one.checked,
                account=one.user_id is not None,
                answer=answer_of(one.invited, board.now),
                load=one.load,
                leads=leads[one.expert.id],
                load_wish=one.expert.load_wish,
                max_load=one.expert.max_load,
            )
            for one in board.candidates.values()
        ],
    )
