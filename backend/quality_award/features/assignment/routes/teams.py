"""Review teams over HTTP (Art. 11)."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.errors import NotFound
from quality_award.regulation.finding import blocking
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import run
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Expert
from quality_award.workflow.present import present_findings

from ..facts import Board, assignment_facts, fit, points
from ..queries import teams as team_queries
from ..queries import visits as visit_queries
from ..queries.teams import Case
from ..schemas.teams import (
    AssignIn,
    BoardOut,
    CandidateOut,
    LockIn,
    MemberPatch,
    OpeningOut,
    ReleaseIn,
    ShownMemberOut,
    ShownTeamOut,
    TeamOut,
    board_out,
    team_out,
)
from ..service import proposals as proposal_service
from ..service import teams as team_service
from ..service.proposals import Costs

router = APIRouter(route_class=TransactionalRoute, tags=["assignment"])


async def _edition(session: SessionDep, actor: ActorDep, edition_id: uuid.UUID) -> Edition:
    found = await team_queries.edition(session, actor, edition_id)
    if found is None:
        raise NotFound
    return found


@router.get("/editions/{edition_id}/teams")
async def list_teams(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> BoardOut:
    """Every applicant under review with its team, beside the experts and their loads."""
    require(actor, "assignment.read")
    edition = await _edition(session, actor, edition_id)
    return board_out(await team_service.read_board(session, actor, edition, now, shown=True))


@router.post("/editions/{edition_id}/teams")
async def assign_experts(edition_id: uuid.UUID, body: AssignIn, session: SessionDep, actor: ActorDep, now: NowDep) -> BoardOut:
    """Assign experts to teams and take others off: all that are named, or none, with every reason."""
    require(actor, "assignment.write")
    edition = await _edition(session, actor, edition_id)
    await team_service.assign(
        session,
        actor=actor,
        edition=edition,
        members=[team_service.Place(one.application_id, one.expert_id, one.leader) for one in body.members],
        leaving=[team_service.Leaving(one.member_id, one.reason) for one in body.leaving],
        now=now,
    )
    return board_out(await team_service.read_board(session, actor, edition, now, shown=True))


def _pair(board: Board, case: Case, expert: Expert, costs: Costs, lang: str) -> dict[str, Any]:
    findings = run(ACTS["team.assign"], assignment_facts(board, case, expert, leader=False))
    leading = run(ACTS["team.assign"], assignment_facts(board, case, expert, leader=True))
    return {
        "fit": fit(expert, case.organisation),
        "past": board.past.get((expert.id, case.organisation.id), []),
        "points": round(points(board, case, expert), 2),
        "cost": costs.of(case.id, expert.id),
        "allowed": not blocking(findings),
        "may_lead": not blocking(leading),
        "findings": present_findings(findings, lang),
    }


@router.get("/applications/{application_id}/team/candidates")
async def list_candidates(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep, now: NowDep
) -> list[CandidateOut]:
    """Every expert of the edition for one team: who may sit on it, what it would cost, and why the others may not."""
    require(actor, "assignment.read")
    case = await team_queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    board = await team_service.read_board(session, actor, case.edition, now, shown=True)
    board.teams.setdefault(case.id, [])
    costs = await proposal_service.costs(session, actor=actor, edition=case.edition)
    rows = [
        CandidateOut(
            expert_id=one.expert.id,
            name=one.expert.name,
            employer=one.expert.employer,
            leader_qualified=one.expert.leader_qualified,
            load=one.load,
            **_pair(board, case, one.expert, costs, lang),
        )
        for one in board.candidates.values()
    ]
    return sorted(rows, key=lambda row: (not row.allowed, -row.fit, row.load, row.name))


@router.get("/editions/{edition_id}/teams/openings")
async def list_openings(
    edition_id: uuid.UUID,
    expert_id: Annotated[uuid.UUID, Query()],
    session: SessionDep,
    actor: ActorDep,
    lang: LanguageDep,
    now: NowDep,
    leaving: Annotated[uuid.UUID | None, Query()] = None,
) -> list[OpeningOut]:
    """Every team for one expert: where they may sit, what it would cost, what it would break; as if they had left the seat that
    is named."""
    require(actor, "assignment.read")
    edition = await _edition(session, actor, edition_id)
    board = await team_service.read_board(session, actor, edition, now, shown=True)
    candidate = board.candidates.get(expert_id)
    if candidate is None:
        raise NotFound
    for seat in [seat for team in board.teams.values() for seat in team if seat.member.id == leaving]:
        board.leave(seat)
    costs = await proposal_service.costs(session, actor=actor, edition=edition)
    return [
        OpeningOut(application_id=case.id, **_pair(board, case, candidate.expert, costs, lang)) for case in board.cases.values()
    ]


@router.get("/applications/{application_id}/team")
async def read_team(application_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> ShownTeamOut:
    """The review team, as its applicant sees it to ask for a recusal (Art. 32)."""
    require(actor, "teams.read")
    case = await team_queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    visit = await visit_queries.of(session, case.id)
    return ShownTeamOut(
        application_id=case.id,
        case_number=case.application.case_number,
        organisation=case.organisation.name,
        edition_state=case.edition.state,
        visit_on=visit.day if visit else None,
        members=[
            ShownMemberOut(
                expert_id=seat.expert.id,
                name=seat.expert.name,
                employer=seat.expert.employer,
                title=seat.expert.title,
                leader=seat.member.leader,
            )
            for seat in await team_queries.seats(session, actor, application_ids=[case.id])
        ],
    )


@router.patch("/team-members/{member_id}")
async def change_leader(member_id: uuid.UUID, body: MemberPatch, session: SessionDep, actor: ActorDep, now: NowDep) -> TeamOut:
    """Make a member its team's leader. `leader: false` changes nothing: a team is never left without one by this door."""
    require(actor, "assignment.write")
    seat = await team_queries.member(session, actor, member_id)
    if seat is None:
        raise NotFound
    if body.leader:
        await team_service.lead(session, actor=actor, member_id=member_id, now=now)
    case = await team_queries.case(session, actor, seat.application_id)
    if case is None:
        raise NotFound
    return team_out(case, await team_queries.seats(session, actor, application_ids=[case.id]))


@router.put("/team-members/{member_id}/lock")
async def lock_team_member(member_id: uuid.UUID, body: LockIn, session: SessionDep, actor: ActorDep, now: NowDep) -> TeamOut:
    """Lock a seat, so that no proposal moves it, or unlock it."""
    application_id = await team_service.lock_seat(session, actor=actor, member_id=member_id, locked=body.locked, now=now)
    case = await team_queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    return team_out(case, await team_queries.seats(session, actor, application_ids=[case.id]))


@router.delete("/team-members/{member_id}", status_code=204)
async def release_team_member(
    member_id: uuid.UUID, body: ReleaseIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> Response:
    """Take a member off a team, with a reason."""
    await team_service.release_member(session, actor=actor, member_id=member_id, reason=body.reason, now=now)
    return Response(status_code=204)
