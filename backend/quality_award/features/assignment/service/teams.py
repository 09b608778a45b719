"""Review teams: assigned, led, locked, released (Art. 11, 17(5))."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.features.conflicts import queries as conflict_queries
from quality_award.platform.errors import NotFound, RuleRefusal
from quality_award.regulation.finding import Finding, blocking
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import run
from quality_award.regulation.stages import sheet_of
from quality_award.tables.editions import Edition
from quality_award.tables.reviews import ScoreSheet, TeamMember

from ..facts import Board, assignment_facts, make_board
from ..queries import teams as team_queries
from ..queries.teams import Seat
from .seats import record, release, tell

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def read_board(session: "AsyncSession", actor: Actor, edition: Edition, now: dt.datetime, *, shown: bool = False) -> Board:
    """Teams, experts and what stands between them, in a fixed number of queries. What is `shown` counts only what is visible."""
    standing = (await conflict_queries.standing(session, edition.id)).by_expert
    visible = await team_queries.visible_conflicts(session, actor, edition.id)
    return make_board(
        edition,
        now,
        cases=await team_queries.cases_under_review(session, actor, edition.id),
        candidates=await team_queries.candidates(session, edition.id),
        seats=await team_queries.seats(session, actor, edition_id=edition.id),
        recused=await team_queries.recused_pairs(session, edition.id),
        posts=await team_queries.posts(session, edition.id),
        standing={
            pair: one if one.conflict_id in visible else replace(one, path=[])
            for pair, one in standing.items()
            if one.conflict_id in visible or not shown
        },
        past=await team_queries.past_pairings(session, edition),
        absences=await team_queries.absences(session, edition.id),
        visits=await team_queries.visit_days(session, edition.id),
        done=await team_queries.handed_in(session, edition.id, sheet_of(edition.state)),
        shown=shown,
    )


@dataclass(frozen=True)
class Place:
    """An expert to sit on a team; one who sits there already becomes its leader."""

    application_id: uuid.UUID
    expert_id: uuid.UUID
    leader: bool = False


@dataclass(frozen=True)
class Leaving:
    """A seat to give up, and why."""

    member_id: uuid.UUID
    reason: str


async def assign(
    session: "AsyncSession",
    *,
    actor: Actor,
    edition: Edition,
    members: Sequence[Place],
    leaving: Sequence[Leaving] = (),
    now: dt.datetime,
) -> None:
    """Put experts on review teams, and others off (Art. 11, 17(5)): all of it or nothing, every finding at once.

    Who leaves has left before the first is judged. Each new member's score sheet of the running stage is opened with the seat. A
    member named again as leader of a team without one becomes its leader.
    """
    require(actor, "assignment.write")
    going = {one.member_id: one.reason for one in leaving}
    found = [await team_queries.member(session, actor, one) for one in going]
    if None in found:
        raise NotFound
    touched = [one.application_id for one in members] + [one.application_id for one in found if one]
    await team_queries.lock_applications(session, touched)
    await team_queries.lock_experts(session, edition.id, [one.expert_id for one in members])
    board = await read_board(session, actor, edition, now)
    seats = {seat.member.id: seat for team in board.teams.values() for seat in team}
    if going.keys() - seats.keys():
        raise NotFound
    if kept := [seats[one] for one in going if seats[one].member.locked]:
        raise RuleRefusal(findings=[Finding("assignment.seat_locked", "11", {"expert": seat.expert.name}) for seat in kept])
    for one, reason in going.items():
        await leave(session, board, actor=actor, seat=seats[one], reason=reason, now=now)
    await seat_all(session, board, actor=actor, places=members, now=now)


async def leave(session: "AsyncSession", board: Board, *, actor: Actor, seat: Seat, reason: str, now: dt.datetime) -> None:
    """Take a member off a team, on the board too."""
    await release(session, actor=actor, seat=seat.member, reason=reason, now=now)
    board.leave(seat)


async def seat_all(session: "AsyncSession", board: Board, *, actor: Actor, places: Sequence[Place], now: dt.datetime) -> None:
    """Seat experts one after the other, each judged on the board as it then is. Raises RuleRefusal with every finding."""
    known = await team_queries.experts(session, actor, [place.expert_id for place in places])
    findings: list[Finding] = []
    for place in places:
        case = board.cases.get(place.application_id) or await team_queries.case(session, actor, place.application_id)
        expert = known.get(place.expert_id)
        if case is None or expert is None or case.edition.id != board.edition.id:
            raise NotFound
        team = board.teams.setdefault(case.id, [])
        seated = next((one for one in team if one.expert.id == expert.id), None)
        facts = assignment_facts(board, case, expert, leader=place.leader)
        if seated is not None and place.leader:
            facts = replace(facts, on_team=False, max_load=None)
        against = blocking(run(ACTS["team.assign"], facts))
        findings += [replace(one, params={**one.params, "case": case.application.case_number}) for one in against]
        if against:
            continue
        if seated is not None:
            await _lead(session, actor=actor, seat=seated.member, before=None, now=now)
            continue
        assert actor.user_id is not None
        member = TeamMember(
            edition_id=board.edition.id,
            application_id=case.id,
            expert_id=expert.id,
            leader=place.leader,
            locked=False,
            assigned_by=actor.user_id,
            created_at=now,
        )
        board.join(Seat(member, expert, None, False, False, False))
        session.add(member)
        await session.flush()
        await _open_sheet(session, edition=board.edition, member=member, now=now)
        await record(session, actor, now, member, "assign", "11", {"expert_id": str(expert.id), "leader": place.leader})
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


async def step_back(session: "AsyncSession", *, actor: Actor, seat: TeamMember, now: dt.datetime) -> None:
    """A leader goes on as a member; another is about to lead."""
    seat.leader = False
    await session.flush()
    await record(session, actor, now, seat, "step_back", "11", {"expert_id": str(seat.expert_id)})


async def lock_seat(session: "AsyncSession", *, actor: Actor, member_id: uuid.UUID, locked: bool, now: dt.datetime) -> uuid.UUID:
    """Lock a seat so that no proposal moves it, or unlock it; the same again changes nothing. Returns the application's id."""
    require(actor, "assignment.write")
    seat = await team_queries.member(session, actor, member_id)
    if seat is None:
        raise NotFound
    await team_queries.lock_applications(session, [seat.application_id])
    if seat.locked is not locked:
        seat.locked = locked
        await session.flush()
        await record(session, actor, now, seat, "lock" if locked else "unlock", "11", {"expert_id": str(seat.expert_id)})
    return seat.application_id


async def release_member(session: "AsyncSession", *, actor: Actor, member_id: uuid.UUID, reason: str, now: dt.datetime) -> None:
    """Take a member off the team, with a reason; a sheet handed in stays on record but counts no more."""
    require(actor, "assignment.write")
    seat = await team_queries.member(session, actor, member_id)
    if seat is None:
        raise NotFound
    await team_queries.lock_applications(session, [seat.application_id])
    if seat.locked:
        expert = (await team_queries.experts(session, actor, [seat.expert_id]))[seat.expert_id]
        raise RuleRefusal(findings=[Finding("assignment.seat_locked", "11", {"expert": expert.name})])
    await release(session, actor=actor, seat=seat, reason=reason, now=now)
