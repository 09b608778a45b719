"""Review teams, undertakings, declarations and recusals over HTTP (Art. 11, 32, 33)."""

import uuid
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import run
from quality_award.tables.editions import Edition
from quality_award.tables.reviews import Recusal
from quality_award.workflow import explain
from quality_award.workflow.present import ActionOut, present_actions, present_findings

from .facts import assignment_facts, fit, recusal_facts
from .pure import undertaking as wording
from .queries import recusals as recusal_queries
from .queries import teams as team_queries
from .schemas import (
    AssignIn,
    BoardOut,
    CandidateOut,
    DutiesOut,
    DutyOut,
    InterestIn,
    InterestOut,
    MemberPatch,
    ProposalOut,
    ProposedMemberOut,
    ProposeIn,
    RecusalActionIn,
    RecusalIn,
    RecusalOut,
    ReleaseIn,
    ShownMemberOut,
    ShownTeamOut,
    SignIn,
    TeamOut,
    UndertakingOut,
    UnfilledOut,
    board_out,
    recusal_out,
    team_out,
)
from .service import recusals as recusal_service
from .service import teams as team_service

router = APIRouter(route_class=TransactionalRoute, tags=["assignment"])


async def _edition(session: SessionDep, actor: ActorDep, edition_id: uuid.UUID) -> Edition:
    found = await team_queries.edition(session, actor, edition_id)
    if found is None:
        raise NotFound
    return found


@router.get("/editions/{edition_id}/teams")
async def list_teams(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> BoardOut:
    """Every applicant under review with its team, beside the experts and their loads."""
    require(actor, "assignment.read")
    edition = await _edition(session, actor, edition_id)
    return board_out(edition, await team_service.read_board(session, actor, edition_id))


@router.post("/editions/{edition_id}/teams")
async def assign_experts(edition_id: uuid.UUID, body: AssignIn, session: SessionDep, actor: ActorDep, now: NowDep) -> BoardOut:
    """Assign experts to teams: all that are named, or none, with every reason."""
    require(actor, "assignment.write")
    edition = await _edition(session, actor, edition_id)
    await team_service.assign(session, actor=actor, edition=edition, members=body.members, now=now)
    return board_out(edition, await team_service.read_board(session, actor, edition_id))


@router.post("/editions/{edition_id}/teams/propose")
async def propose_review_teams(
    edition_id: uuid.UUID, body: ProposeIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> ProposalOut:
    """The best teams for all open seats; nothing is assigned. Who stays short is named, with how many each rule keeps away."""
    require(actor, "assignment.write")
    edition = await _edition(session, actor, edition_id)
    board, made, against = await team_service.propose_teams(session, actor=actor, edition=edition, body=body, now=now)
    loads = {str(one.expert.id): one.load for one in board.candidates.values()}
    for seated in made.members:
        loads[seated.reviewer] = loads.get(seated.reviewer, 0) + seated.new
    known = {seat.expert.id: seat.expert for team in board.teams.values() for seat in team}
    known |= {one.expert.id: one.expert for one in board.candidates.values()}
    short = set(made.open_seats) | set(made.without_leader)
    members = []
    for seated in made.members:
        expert = known[uuid.UUID(seated.reviewer)]
        members.append(
            ProposedMemberOut(
                application_id=uuid.UUID(seated.need),
                expert_id=expert.id,
                name=expert.name,
                employer=expert.employer,
                leader=seated.leader,
                new=seated.new,
                fit=fit(expert, board.cases[uuid.UUID(seated.need)].organisation),
                load_after=loads[seated.reviewer],
            )
        )
    return ProposalOut(
        members=members,
        unfilled=[
            UnfilledOut(
                application_id=case.id,
                case_number=case.application.case_number,
                organisation=case.organisation.name,
                open_seats=made.open_seats.get(str(case.id), 0),
                without_leader=str(case.id) in made.without_leader,
                against=against[str(case.id)],
            )
            for case in board.cases.values()
            if str(case.id) in short
        ],
        objective=made.objective,
        bound=made.bound,
        proved=made.proved,
        seconds=round(made.seconds, 3),
        least_load=min(loads.values(), default=0),
        greatest_load=max(loads.values(), default=0),
    )


@router.get("/applications/{application_id}/team/candidates")
async def list_candidates(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep
) -> list[CandidateOut]:
    """Every expert of the edition for one team: who may sit on it, and why the others may not."""
    require(actor, "assignment.read")
    case = await team_queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    board = await team_service.read_board(session, actor, case.edition.id)
    board.teams.setdefault(case.id, [])
    rows = []
    for one in board.candidates.values():
        findings = run(ACTS["team.assign"], assignment_facts(board, case, one.expert, leader=False))
        rows.append(
            CandidateOut(
                expert_id=one.expert.id,
                name=one.expert.name,
                employer=one.expert.employer,
                leader_qualified=one.expert.leader_qualified,
                load=one.load,
                fit=fit(one.expert, case.organisation),
                allowed=not findings,
                may_lead=not run(ACTS["team.assign"], assignment_facts(board, case, one.expert, leader=True)),
                findings=present_findings(findings, lang),
            )
        )
    return sorted(rows, key=lambda row: (not row.allowed, -row.fit, row.load, row.name))


@router.get("/applications/{application_id}/team")
async def read_team(application_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> ShownTeamOut:
    """The review team, as its applicant sees it to ask for a recusal (Art. 32)."""
    require(actor, "teams.read")
    case = await team_queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    return ShownTeamOut(
        application_id=case.id,
        case_number=case.application.case_number,
        organisation=case.organisation.name,
        edition_state=case.edition.state,
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


@router.delete("/team-members/{member_id}", status_code=204)
async def release_team_member(
    member_id: uuid.UUID, body: ReleaseIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> Response:
    """Take a member off a team, with a reason."""
    await team_service.release_member(session, actor=actor, member_id=member_id, reason=body.reason, now=now)
    return Response(status_code=204)


@router.get("/editions/{edition_id}/undertaking")
async def read_undertaking(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> UndertakingOut:
    """The confidentiality undertaking of an edition and whether the actor has signed it (Art. 33)."""
    require(actor, "undertaking.sign")
    edition = await _edition(session, actor, edition_id)
    if actor.user_id is None:
        raise NotFound
    signed = await recusal_queries.undertaking(session, actor.user_id, edition_id)
    chinese, english = wording.text(edition.title)
    return UndertakingOut(
        edition_id=edition.id,
        edition=edition.title,
        text_zh=chinese,
        text_en=english,
        text_sha256=wording.digest(edition.title),
        signed_at=signed.signed_at if signed else None,
    )


@router.post("/editions/{edition_id}/undertaking")
async def sign_undertaking(
    edition_id: uuid.UUID, body: SignIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> UndertakingOut:
    """Sign the undertaking; signing again changes nothing."""
    require(actor, "undertaking.sign")
    edition = await _edition(session, actor, edition_id)
    await recusal_service.sign_undertaking(session, actor=actor, edition=edition, text_sha256=body.text_sha256, now=now)
    return await read_undertaking(edition_id, session, actor)


@router.get("/interests")
async def list_interests(
    session: SessionDep,
    actor: ActorDep,
    page: SliceDep,
    edition_id: Annotated[uuid.UUID | None, Query()] = None,
    undeclared: Annotated[bool, Query()] = False,
) -> DutiesOut:
    """What the actor handles, and the declarations that they made or still owe (Art. 32)."""
    require(actor, "interests.declare")
    rows = await recusal_queries.duties(
        session, actor, edition_id=edition_id, undeclared=undeclared, cursor=page.cursor, limit=page.limit + 1
    )
    kept, following = cut(rows, page.limit)
    return DutiesOut(
        items=[
            DutyOut(
                application_id=row.id,
                edition_id=row.edition.id,
                edition=row.edition.title,
                edition_state=row.edition.state,
                case_number=row.application.case_number,
                organisation=row.organisation.name,
                state=row.application.state,
                has_interest=row.has_interest,
                signed=row.signed,
                leader=row.leader,
            )
            for row in kept
        ],
        next_cursor=following,
        recused=await recusal_queries.recused_count(session, actor, edition_id),
    )


@router.put("/applications/{application_id}/interest")
async def declare_interest(
    application_id: uuid.UUID, body: InterestIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> InterestOut:
    """Declare whether one has an interest in an applicant; with one, the recusal is in force at once (Art. 32)."""
    recused = await recusal_service.declare_interest(session, actor=actor, application_id=application_id, body=body, now=now)
    return InterestOut(application_id=application_id, has_interest=body.has_interest, recused=recused)


def _actions(recusal: Recusal, actor: ActorDep, lang: str) -> list[ActionOut]:
    return present_actions(explain(recusal, actor=actor, facts=recusal_facts(recusal)), lang)


@router.get("/recusals")
async def list_recusals(
    session: SessionDep,
    actor: ActorDep,
    lang: LanguageDep,
    page: SliceDep,
    edition_id: Annotated[uuid.UUID | None, Query()] = None,
    application_id: Annotated[uuid.UUID | None, Query()] = None,
    state: Annotated[Literal["requested", "in_force", "declined"] | None, Query()] = None,
) -> Page[RecusalOut]:
    """Recusals that the actor may see."""
    require(actor, "recusals.read")
    rows = await recusal_queries.recusals(
        session,
        actor,
        edition_id=edition_id,
        application_id=application_id,
        state=state,
        cursor=page.cursor,
        limit=page.limit + 1,
    )
    kept, following = cut(rows, page.limit)
    return Page(items=[recusal_out(row, _actions(row.recusal, actor, lang)) for row in kept], next_cursor=following)


@router.get("/recusals/{recusal_id}")
async def read_recusal(
    recusal_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep, response: Response
) -> RecusalOut:
    """One recusal with what may be done."""
    require(actor, "recusals.read")
    rows = await recusal_queries.recusals(session, actor, recusal_id=recusal_id, limit=1)
    if not rows:
        raise NotFound
    set_etag(response, rows[0].recusal.version)
    return recusal_out(rows[0], _actions(rows[0].recusal, actor, lang))


@router.post("/recusals", status_code=201)
async def request_recusal(
    body: RecusalIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> RecusalOut:
    """An applicant asks, with reasons and proof, that a reviewer be recused (Art. 32)."""
    recusal_id = await recusal_service.request_recusal(session, actor=actor, body=body, now=now)
    return await read_recusal(recusal_id, session, actor, lang, response)


@router.post("/recusals/{recusal_id}/actions/{action}")
async def act_on_recusal(
    recusal_id: uuid.UUID,
    action: str,
    body: RecusalActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> RecusalOut:
    """Grant or decline a request, with the reason."""
    require(actor, "recusals.read")
    await recusal_service.decide_recusal(
        session, actor=actor, recusal_id=recusal_id, action=action, decision_reason=body.decision_reason, version=version, now=now
    )
    return await read_recusal(recusal_id, session, actor, lang, response)
