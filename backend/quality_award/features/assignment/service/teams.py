"""Review teams: proposed, assigned, led, released (Art. 11, 17(5))."""

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
from quality_award.platform.errors import Conflict, NotFound, RuleRefusal
from quality_award.regulation.finding import Finding
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import run
from quality_award.regulation.stages import sheet_of
from quality_award.tables.editions import Edition
from quality_award.tables.reviews import ScoreSheet, TeamMember

from ..facts import Board, assignment_facts, fit, make_board, needs, reviewers
from ..pure.proposal import Proposal, propose
from ..queries import teams as team_queries
from ..schemas import ProposeIn, SeatIn
from .seats import record, release, tell

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def read_board(session: "AsyncSession", actor: Actor, edition_id: uuid.UUID) -> Board:
    """Teams, experts and what stands between them, in a fixed number of queries."""
    return make_board(
        await team_queries.cases_under_review(session, actor, edition_id),
        await team_queries.candidates(session, edition_id),
        await team_queries.seats(session, actor, edition_id=edition_id),
        await team_queries.recused_pairs(session, edition_id),
        await team_queries.posts(session, edition_id),
    )


async def assign(session: "AsyncSession", *, actor: Actor, edition: Edition, members: Sequence[SeatIn], now: dt.datetime) -> None:
    """Put experts on review teams (Art. 11, 17(5)): all of them or none, every finding at once.

    Each new member's score sheet of the running stage is opened with the seat. A member named again as leader of a team
    without one becomes its leader.
    """
    require(actor, "assignment.write")
    await team_queries.lock_applications(session, [seat.application_id for seat in members])
    board = await read_board(session, actor, edition.id)
    known = await team_queries.experts(session, actor, [seat.expert_id for seat in members])
    findings: list[Finding] = []
    for seat in members:
        case = board.cases.get(seat.application_id) or await team_queries.case(session, actor, seat.application_id)
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
        board.teams[case.id].append(team_queries.Seat(member, expert, None, False, False, False))
        session.add(member)
        await session.flush()
        await _open_sheet(session, edition=edition, member=member, now=now)
        await record(session, actor, now, member, "assign", "11", {"expert_id": str(expert.id), "leader": seat.leader})
        tell(session, now, "team_member.assigned", "team_member", member)
    if findings:
        raise RuleRefusal(findings=findings)


async def _open_sheet(session: "AsyncSession", *, edition: Edition, member: TeamMember, now: dt.datetime) -> None:
    stage = sheet_of(edition.state)
    if await team_queries.sheet_exists(session, member.application_id, member.expert_id, stage):
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
    seat = await team_queries.member(session, actor, member_id)
    if seat is None:
        raise NotFound
    await team_queries.lock_applications(session, [seat.application_id])
    expert = (await team_queries.experts(session, actor, [seat.expert_id]))[seat.expert_id]
    if not expert.leader_qualified:
        raise RuleRefusal(findings=[Finding("assignment.leader", "11", {"expert": expert.name})])
    before = await team_queries.leader_of(session, seat.application_id)
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
    await record(session, actor, now, seat, "lead", "11", detail)


async def release_member(session: "AsyncSession", *, actor: Actor, member_id: uuid.UUID, reason: str, now: dt.datetime) -> None:
    """Take a member off the team, with a reason; a sheet handed in stays on record but counts no more."""
    require(actor, "assignment.write")
    seat = await team_queries.member(session, actor, member_id)
    if seat is None:
        raise NotFound
    await team_queries.lock_applications(session, [seat.application_id])
    await release(session, actor=actor, seat=seat, reason=reason, now=now)
