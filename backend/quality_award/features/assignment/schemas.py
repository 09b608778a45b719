"""What the team, undertaking, declaration and recusal endpoints take and give."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from quality_award.features.applications.schemas import Words
from quality_award.regulation.stages import SHEET_STATES
from quality_award.tables.editions import Edition
from quality_award.workflow.present import ActionOut, EntityOut, FindingOut

from .facts import Board
from .queries.recusals import ShownRecusal
from .queries.teams import Case, Seat

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
    """An expert of the edition's team with what speaks for and against assigning them at all."""

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
    load: int


class BoardOut(BaseModel):
    """All teams of an edition beside the experts and their loads."""

    edition_id: uuid.UUID
    edition_state: str
    team_size: int
    open: bool
    teams: list[TeamOut]
    experts: list[ExpertLoadOut]


class CandidateOut(BaseModel):
    """An expert for one team: fit, load, and every rule that stands against it."""

    expert_id: uuid.UUID
    name: str
    employer: str
    leader_qualified: bool
    load: int
    fit: int
    allowed: bool
    may_lead: bool
    findings: list[FindingOut]


class SeatIn(BaseModel):
    """One expert for one team."""

    application_id: uuid.UUID
    expert_id: uuid.UUID
    leader: bool = False


class AssignIn(BaseModel):
    """Members to assign: all of them, or none."""

    members: list[SeatIn] = Field(min_length=1, max_length=1000)


class ProposeIn(BaseModel):
    """Team size, cap on an expert's load, and which applicants (all without a complete team, if none is named)."""

    team_size: int = Field(TEAM_SIZE, ge=1, le=9)
    max_load: int | None = Field(None, ge=1, le=100)
    application_ids: list[uuid.UUID] | None = Field(None, max_length=1000)


class ProposedMemberOut(BaseModel):
    """One proposed member; `new` is false for one who sits there already and is to lead."""

    application_id: uuid.UUID
    expert_id: uuid.UUID
    name: str
    employer: str
    leader: bool
    new: bool
    fit: int
    load_after: int


class UnfilledOut(BaseModel):
    """An applicant that can't get a whole team, and how many experts each rule keeps away."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    open_seats: int
    without_leader: bool
    against: dict[str, int]


class ProposalOut(BaseModel):
    """Proposed teams; nothing is assigned yet. `bound` is what no proposal can be better than."""

    members: list[ProposedMemberOut]
    unfilled: list[UnfilledOut]
    objective: float
    bound: float
    proved: bool
    seconds: float
    least_load: int
    greatest_load: int


class MemberPatch(BaseModel):
    """Make a member the team's leader; the present leader stays as a member."""

    leader: bool


class ReleaseIn(BaseModel):
    """Why a member leaves the team."""

    reason: Required


class UndertakingOut(BaseModel):
    """The text of the undertaking and whether the actor has signed it."""

    edition_id: uuid.UUID
    edition: str
    text_zh: str
    text_en: str
    text_sha256: str
    signed_at: dt.datetime | None


class SignIn(BaseModel):
    """The digest of the text that was read."""

    text_sha256: str = Field(min_length=64, max_length=64)


class InterestIn(BaseModel):
    """A declaration on one applicant. With an interest, `detail` says which."""

    has_interest: bool
    detail: Words = ""


class InterestOut(BaseModel):
    """What stands after the declaration. `recused`: nothing of this applicant is shown any more."""

    application_id: uuid.UUID
    has_interest: bool
    recused: bool


class DutyOut(BaseModel):
    """An application that the actor handles, with the declaration that they owe or made."""

    application_id: uuid.UUID
    edition_id: uuid.UUID
    edition: str
    edition_state: str
    case_number: str
    organisation: str
    state: str
    has_interest: bool | None
    signed: bool
    leader: bool | None


class DutiesOut(BaseModel):
    """A page of duties; `recused` counts what is hidden for good."""

    items: list[DutyOut]
    next_cursor: uuid.UUID | None
    recused: int


class RecusalIn(BaseModel):
    """An applicant's written request with reasons and proof (Art. 32)."""

    application_id: uuid.UUID
    expert_id: uuid.UUID
    reason: Required
    evidence_note: Required


class RecusalActionIn(BaseModel):
    """The office's decision says why."""

    decision_reason: Words = ""


class RecusalOut(EntityOut):
    """A recusal: who, from what, why, and how it was decided."""

    edition_id: uuid.UUID
    application_id: uuid.UUID
    case_number: str
    organisation: str
    person: str
    roles: list[str]
    expert_id: uuid.UUID | None
    ground: str
    reason: str
    evidence_note: str
    requested_by: str | None
    requested_at: dt.datetime
    decided_by: str | None
    decided_at: dt.datetime | None
    decision_reason: str | None


class ShownMemberOut(BaseModel):
    """A member as the applicant sees it: enough to know whether to ask for a recusal."""

    expert_id: uuid.UUID
    name: str
    employer: str
    title: str
    leader: bool


class ShownTeamOut(BaseModel):
    """The review team of one application."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    edition_state: str
    members: list[ShownMemberOut]


def member_out(seat: Seat) -> MemberOut:
    """A team member."""
    return MemberOut(
        id=seat.member.id,
        expert_id=seat.expert.id,
        name=seat.expert.name,
        employer=seat.expert.employer,
        title=seat.expert.title,
        leader=seat.member.leader,
        leader_qualified=seat.expert.leader_qualified,
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
        members=[member_out(seat) for seat in team],
    )


def board_out(edition: Edition, board: Board) -> BoardOut:
    """The board of an edition."""
    return BoardOut(
        edition_id=edition.id,
        edition_state=edition.state,
        team_size=TEAM_SIZE,
        open=edition.state in OPEN_STATES,
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
                load=one.load,
            )
            for one in board.candidates.values()
        ],
    )


def recusal_out(row: ShownRecusal, actions: list[ActionOut]) -> RecusalOut:
    """A recusal with what may be done."""
    recusal = row.recusal
    return RecusalOut(
        id=recusal.id,
        version=recusal.version,
        state=recusal.state,
        actions=actions,
        edition_id=recusal.edition_id,
        application_id=recusal.application_id,
        case_number=row.case_number,
        organisation=row.organisation,
        person=row.person,
        roles=sorted(row.roles),
        expert_id=row.expert_id,
        ground=recusal.ground,
        reason=recusal.reason,
        evidence_note=recusal.evidence_note,
        requested_by=row.requester,
        requested_at=recusal.created_at,
        decided_by=row.decider,
        decided_at=recusal.decided_at,
        decision_reason=recusal.decision_reason,
    )
