"""Review teams, undertakings, declarations, recusals: who looks, who scores, who steps aside (Art. 11, 32, 33)."""

import asyncio
import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound, RuleRefusal
from quality_award.regulation.finding import Finding
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import run
from quality_award.tables.editions import Edition
from quality_award.tables.reviews import InterestDeclaration, Recusal, ScoreSheet, TeamMember
from quality_award.workflow import lock, perform

from . import queries
from .facts import Board, assignment_facts, fit, make_board, needs, recusal_facts, reviewers
from .pure import undertaking as wording
from .pure.proposal import Proposal, propose
from .schemas import InterestIn, ProposeIn, RecusalIn, SeatIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def sign_undertaking(
    session: "AsyncSession", *, actor: Actor, edition: Edition, text_sha256: str, now: dt.datetime
) -> None:
    """Sign the confidentiality undertaking of an edition (Art. 33). Signing again changes nothing."""
    if text_sha256 != wording.digest(edition.title):
        raise Conflict("undertaking-changed", article="33")
    assert actor.user_id is not None
    written = await queries.sign(session, user_id=actor.user_id, edition_id=edition.id, now=now, digest=text_sha256)
    if written:
        await append(
            session,
            actor=actor,
            now=now,
            entity="edition",
            entity_id=edition.id,
            edition_id=edition.id,
            action="sign_undertaking",
            article="33",
            detail={"text_sha256": text_sha256},
        )


async def declare_interest(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, body: InterestIn, now: dt.datetime
) -> bool:
    """Declare whether one has an interest in an applicant (Art. 32). With one, the recusal is in force at once.

    Returns whether the actor is now recused. No interest may later turn into one; the way back goes through the office.
    """
    require(actor, "interests.declare")
    case = await queries.case(session, actor, application_id)
    if case is None or actor.user_id is None:
        raise NotFound
    if body.has_interest and not body.detail:
        raise Invalid([FieldError("detail", "field.missing")])
    row = await queries.declaration(session, actor.user_id, application_id)
    if row is not None and row.has_interest and not body.has_interest:
        raise Conflict("interest-withdrawn", article="32")
    if row is None:
        row = InterestDeclaration(
            user_id=actor.user_id,
            application_id=application_id,
            has_interest=body.has_interest,
            detail=body.detail,
            created_at=now,
        )
        session.add(row)
    elif (row.has_interest, row.detail) == (body.has_interest, body.detail):
        return False
    else:
        row.has_interest, row.detail = body.has_interest, body.detail
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="application",
        entity_id=application_id,
        edition_id=case.edition.id,
        application_id=application_id,
        action="declare_interest" if body.has_interest else "declare_no_interest",
        article="32",
    )
    if body.has_interest:
        await _step_aside(session, actor=actor, case=case, reason=body.detail, now=now)
    return body.has_interest


async def _step_aside(session: "AsyncSession", *, actor: Actor, case: queries.Case, reason: str, now: dt.datetime) -> None:
    assert actor.user_id is not None
    recusal = await queries.live_recusal(session, actor.user_id, case.id)
    if recusal is None:
        recusal = Recusal(
            edition_id=case.edition.id,
            application_id=case.id,
            user_id=actor.user_id,
            ground="declared",
            reason=reason,
            state="requested",
            requested_by=actor.user_id,
            created_at=now,
        )
        session.add(recusal)
        await session.flush()
    if recusal.state == "requested":
        await put_in_force(session, actor=actor, recusal=recusal, reason=reason, now=now, own=True)


async def put_in_force(
    session: "AsyncSession", *, actor: Actor, recusal: Recusal, reason: str, now: dt.datetime, own: bool
) -> None:
    """Bring a recusal into force and take its person off the team. `own`: by declaration, which needs no decision."""
    recusal.decided_by, recusal.decided_at, recusal.decision_reason = actor.user_id, now, reason
    await perform(
        session,
        recusal,
        "grant",
        actor=actor,
        facts=recusal_facts(recusal),
        now=now,
        detail={"ground": recusal.ground, "own": own},
        cascade=own,
    )
    for seat in await queries.live_seats_of_user(session, recusal.user_id, recusal.application_id):
        await release(session, actor=actor, seat=seat, reason="recusal", now=now)


async def release(session: "AsyncSession", *, actor: Actor, seat: TeamMember, reason: str, now: dt.datetime) -> None:
    """Take a member off a team; access to the application ends with it (Art. 33)."""
    seat.released_at = now
    seat.released_because = reason
    await session.flush()
    await _record(
        session,
        actor,
        now,
        seat,
        "release",
        "32" if reason == "recusal" else "11",
        {"expert_id": str(seat.expert_id), "leader": seat.leader, "reason": reason},
    )
    _tell(session, now, "team_member.released", "team_member", seat)


async def _record(
    session: "AsyncSession",
    actor: Actor,
    now: dt.datetime,
    seat: TeamMember,
    action: str,
    article: str,
    detail: dict[str, object],
) -> None:
    await append(
        session,
        actor=actor,
        now=now,
        entity="team_member",
        entity_id=seat.id,
        edition_id=seat.edition_id,
        application_id=seat.application_id,
        action=action,
        article=article,
        detail=detail,
    )


def _tell(session: "AsyncSession", now: dt.datetime, name: str, entity: str, row: TeamMember | Recusal) -> None:
    emit(
        session,
        name=name,
        now=now,
        entity=entity,
        entity_id=row.id,
        edition_id=row.edition_id,
        application_id=row.application_id,
    )


async def request_recusal(session: "AsyncSession", *, actor: Actor, body: RecusalIn, now: dt.datetime) -> uuid.UUID:
    """An applicant asks, with reasons and proof, that a member of its review team be recused (Art. 32)."""
    require(actor, "recusals.request")
    case = await queries.case(session, actor, body.application_id)
    if case is None:
        raise NotFound
    team = await queries.seats(session, actor, application_ids=[case.id])
    seat = next((seat for seat in team if seat.expert.id == body.expert_id), None)
    if seat is None or seat.user_id is None:
        raise Conflict("recusal.not_on_team", article="32")
    if await queries.live_recusal(session, seat.user_id, case.id):
        raise RuleRefusal(findings=[Finding("recusal.already", "32")])
    recusal = Recusal(
        edition_id=case.edition.id,
        application_id=case.id,
        user_id=seat.user_id,
        ground="requested",
        reason=body.reason,
        evidence_note=body.evidence_note,
        state="requested",
        requested_by=actor.user_id,
        created_at=now,
    )
    session.add(recusal)
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="recusal",
        entity_id=recusal.id,
        edition_id=case.edition.id,
        application_id=case.id,
        action="request",
        article="32",
        to_state="requested",
        detail={"expert_id": str(body.expert_id)},
    )
    _tell(session, now, "recusal.requested", "recusal", recusal)
    return recusal.id


async def decide_recusal(
    session: "AsyncSession",
    *,
    actor: Actor,
    recusal_id: uuid.UUID,
    action: str,
    decision_reason: str,
    version: int | None,
    now: dt.datetime,
) -> None:
    """The office decides with its reason; granted, the person is off the team at once (Art. 32)."""
    if not await queries.recusals(session, actor, recusal_id=recusal_id, limit=1):
        raise NotFound
    recusal = await lock(session, Recusal, recusal_id, version)
    if action == "grant":
        await put_in_force(session, actor=actor, recusal=recusal, reason=decision_reason, now=now, own=False)
        return
    recusal.decided_by, recusal.decided_at, recusal.decision_reason = actor.user_id, now, decision_reason
    await perform(session, recusal, action, actor=actor, facts=recusal_facts(recusal), now=now)


async def read_board(session: "AsyncSession", actor: Actor, edition_id: uuid.UUID) -> Board:
    """Teams, experts and what stands between them, in a fixed number of queries."""
    return make_board(
        await queries.cases_under_review(session, actor, edition_id),
        await queries.candidates(session, edition_id),
        await queries.seats(session, actor, edition_id=edition_id),
        await queries.recused_pairs(session, edition_id),
        await queries.posts(session, edition_id),
    )


async def assign(session: "AsyncSession", *, actor: Actor, edition: Edition, members: Sequence[SeatIn], now: dt.datetime) -> None:
    """Put experts on review teams (Art. 11, 17(5)): all of them or none, every finding at once.

    Each new member's score sheet of the running stage is opened with the seat. A member named again as leader of a team
    without one becomes its leader.
    """
    require(actor, "assignment.write")
    await queries.lock_applications(session, [seat.application_id for seat in members])
    board = await read_board(session, actor, edition.id)
    known = await queries.experts(session, actor, [seat.expert_id for seat in members])
    findings: list[Finding] = []
    for seat in members:
        case = board.cases.get(seat.application_id) or await queries.case(session, actor, seat.application_id)
        expert = known.get(seat.expert_id)
        if case is None or expert is None or case.edition.id != edition.id:
            raise NotFound
        board.teams.setdefault(case.id, [])
        seated = next((one.member for one in board.teams[case.id] if one.expert.id == expert.id), None)
        facts = assignment_facts(board, case, expert, leader=seat.leader)
        if seated is not None and seat.leader:
            facts = replace(facts, on_team=False)
        against = run(ACTS["team.assign"], facts)
        findings += [replace(one, params={**one.params, "case": case.application.case_number}) for one in against]
        if against:
            continue
        if seated is not None:
            await _lead(session, actor=actor, seat=seated, before=None, now=now)
            continue
        member = TeamMember(
            edition_id=edition.id,
            application_id=case.id,
            expert_id=expert.id,
            leader=seat.leader,
            assigned_by=actor.user_id,
            created_at=now,
        )
        board.teams[case.id].append(queries.Seat(member, expert, None, False, False, False))
        session.add(member)
        await session.flush()
        await _open_sheet(session, edition=edition, member=member, now=now)
        await _record(session, actor, now, member, "assign", "11", {"expert_id": str(expert.id), "leader": seat.leader})
        _tell(session, now, "team_member.assigned", "team_member", member)
    if findings:
        raise RuleRefusal(findings=findings)


async def _open_sheet(session: "AsyncSession", *, edition: Edition, member: TeamMember, now: dt.datetime) -> None:
    stage = "document" if edition.state == "document_review" else "site"
    if await queries.sheet_exists(session, member.application_id, member.expert_id, stage):
        return
    session.add(
        ScoreSheet(
            edition_id=edition.id,
            application_id=member.application_id,
            expert_id=member.expert_id,
            stage=stage,
            state="open",
            created_at=now,
        )
    )
    await session.flush()


async def propose_teams(
    session: "AsyncSession", *, actor: Actor, edition: Edition, body: ProposeIn, now: dt.datetime
) -> tuple[Board, Proposal, dict[str, dict[str, int]]]:
    """Compute the best teams for what is open; assigns nothing. Input and result go on record.

    Returns the board, the proposal, and for each applicant that stays short how many experts each rule keeps away.
    """
    require(actor, "assignment.write")
    board = await read_board(session, actor, edition.id)
    wanted = needs(board, team_size=body.team_size, only=body.application_ids)
    fits: dict[tuple[str, str], float] = {}
    against: dict[str, dict[str, int]] = {need.id: {} for need in wanted}
    for need in wanted:
        case = board.cases[uuid.UUID(need.id)]
        for candidate in board.candidates.values():
            found = run(ACTS["team.assign"], assignment_facts(board, case, candidate.expert, leader=False))
            if not found:
                fits[need.id, str(candidate.expert.id)] = fit(candidate.expert, case.organisation)
            for finding in found:
                against[need.id][finding.rule] = against[need.id].get(finding.rule, 0) + 1
    try:
        made = await asyncio.to_thread(propose, wanted, reviewers(board), fits, max_load=body.max_load)
    except TimeoutError as late:
        raise Conflict("proposal-timeout", article="11") from late
    await append(
        session,
        actor=actor,
        now=now,
        entity="edition",
        entity_id=edition.id,
        edition_id=edition.id,
        action="propose_teams",
        article="11",
        detail={
            "input_sha256": _digest([sorted(map(str, fits.items())), body.team_size, body.max_load]),
            "members": len(made.members),
            "open_seats": sum(made.open_seats.values()),
            "objective": made.objective,
            "bound": made.bound,
            "proved": made.proved,
        },
    )
    return board, made, against


def _digest(data: object) -> str:
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


async def lead(session: "AsyncSession", *, actor: Actor, member_id: uuid.UUID, now: dt.datetime) -> uuid.UUID:
    """Make a member the leader of its team; who led before stays as a member (Art. 11)."""
    require(actor, "assignment.write")
    seat = await queries.member(session, actor, member_id)
    if seat is None:
        raise NotFound
    await queries.lock_applications(session, [seat.application_id])
    expert = (await queries.experts(session, actor, [seat.expert_id]))[seat.expert_id]
    if not expert.leader_qualified:
        raise RuleRefusal(findings=[Finding("assignment.leader", "11", {"expert": expert.name})])
    before = await queries.leader_of(session, seat.application_id)
    if before is not None and before.id == seat.id:
        return seat.application_id
    await _lead(session, actor=actor, seat=seat, before=before, now=now)
    return seat.application_id


async def _lead(session: "AsyncSession", *, actor: Actor, seat: TeamMember, before: TeamMember | None, now: dt.datetime) -> None:
    if before is not None:
        before.leader = False
        await session.flush()
    seat.leader = True
    await session.flush()
    detail: dict[str, object] = {"expert_id": str(seat.expert_id), "before": str(before.expert_id) if before else None}
    await _record(session, actor, now, seat, "lead", "11", detail)


async def release_member(session: "AsyncSession", *, actor: Actor, member_id: uuid.UUID, reason: str, now: dt.datetime) -> None:
    """Take a member off the team, with a reason; a handed-in sheet stays on record and no longer counts, an open one is closed to all."""
    require(actor, "assignment.write")
    seat = await queries.member(session, actor, member_id)
    if seat is None:
        raise NotFound
    await queries.lock_applications(session, [seat.application_id])
    await release(session, actor=actor, seat=seat, reason=reason, now=now)
