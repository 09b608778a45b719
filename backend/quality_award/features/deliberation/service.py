"""Meetings are convened, motions put, votes cast and closed (Art. 8, 17(1)(4)(8)(9), 24)."""

import dataclasses
import datetime as dt
import hashlib
import math
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import may, require
from quality_award.access.recusal import require_declared
from quality_award.audit.append import append
from quality_award.features.editions import queries as editions
from quality_award.jobs.outbox import emit
from quality_award.platform.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, StaleVersion, VersionRequired
from quality_award.platform.ids import new_id
from quality_award.regulation.facts import MotionFacts
from quality_award.regulation.parameters import ruleset
from quality_award.tables.decisions import Ballot, Meeting, Motion
from quality_award.tables.editions import Edition
from quality_award.workflow import ANY_VERSION, lock, perform

from . import queries
from .facts import motion_facts
from .queries import Seat
from .schemas import BallotIn, MeetingIn, MeetingPatchIn, MotionIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

OPEN_IN = {
    "plan": "plan_review",
    "accepted_list": "formal_review",
    "initial_list": "deliberation",
    "final_list": "settlement",
}
"""Motion on the edition → the state in which it may be put (Art. 17)."""


def manages(actor: Actor) -> bool:
    """Whether the actor convenes meetings and puts motions: the office, the chair, a vice chair (Art. 7, 8)."""
    return may(actor, "meetings.manage") and (actor.role != "committee" or actor.seat in ("chair", "vice_chair"))


def _require_manager(actor: Actor) -> None:
    require(actor, "meetings.manage")
    if not manages(actor):
        raise Forbidden("not-chairing", article="8")


async def convene(session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, body: MeetingIn, now: dt.datetime) -> Meeting:
    """A meeting of the committee; the whole committee counts as invited."""
    _require_manager(actor)
    edition = await editions.one(session, actor, edition_id)
    if edition is None:
        raise NotFound
    row = Meeting(id=new_id(), edition_id=edition_id, created_at=now, **body.model_dump())
    session.add(row)
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="meeting", entity_id=row.id, edition_id=edition_id, action="convene", article="8"
    )
    emit(session, name="meeting.convened", now=now, entity="meeting", entity_id=row.id, edition_id=edition_id)
    return row


async def edit(
    session: "AsyncSession", *, actor: Actor, meeting_id: uuid.UUID, body: MeetingPatchIn, version: int | None, now: dt.datetime
) -> Meeting:
    """Minutes and attendance."""
    _require_manager(actor)
    row = await queries.meeting(session, actor, meeting_id, lock=True)
    if row is None:
        raise NotFound
    if version is None:
        raise VersionRequired
    if version != row.version:
        raise StaleVersion(current=row.version)
    if body.minutes is not None:
        row.minutes = body.minutes
    if body.present is not None:
        edition = await queries.edition(session, row.edition_id)
        members = await queries.seats(session, edition.authority_id, now)
        wanted = set(body.present)
        if unknown := wanted - {one.membership_id for one in members}:
            raise Invalid([FieldError("present", "field.value", {"unknown": len(unknown)})])
        await queries.set_attendance(session, row.id, [one for one in members if one.membership_id in wanted])
    row.version += 1
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="meeting", entity_id=row.id, edition_id=row.edition_id, action="edit", article="8"
    )
    return row


async def snapshot_of(session: "AsyncSession", row: Motion, edition: Edition) -> str:
    """The digest of what a motion is about as it stands now."""
    if row.kind in OPEN_IN:
        return await editions.current_snapshot(session, edition, row.kind)
    if row.kind in ("objection", "revocation"):
        subject = await queries.subject_state(session, row.kind, row.subject_id, edition)
        text = subject[1] if subject else ""
    else:
        text = f"{row.kind}\n{row.title}\n{row.text}"
    return hashlib.sha256(text.encode()).hexdigest()


async def put_motion(session: "AsyncSession", *, actor: Actor, meeting_id: uuid.UUID, body: MotionIn, now: dt.datetime) -> Motion:
    """Put a matter to the vote, in the state in which the regulation asks for it."""
    _require_manager(actor)
    meeting = await queries.meeting(session, actor, meeting_id)
    if meeting is None:
        raise NotFound
    edition = await queries.edition(session, meeting.edition_id)
    if wanted := OPEN_IN.get(body.kind):
        if edition.state != wanted:
            raise Conflict("motion-out-of-turn", article="17", state=edition.state)
        subject_id = edition.id
    elif body.kind in ("objection", "revocation"):
        if body.subject_id is None:
            raise Invalid([FieldError("subject_id", "field.missing")])
        subject = await queries.subject_state(session, body.kind, body.subject_id, edition)
        if subject is None:
            raise NotFound
        if subject[0] not in ("reported", "revocation_proposed"):
            raise Conflict("motion-out-of-turn", article="24" if body.kind == "objection" else "36", state=subject[0])
        subject_id = body.subject_id
    else:
        subject_id = edition.id
    row = Motion(
        id=new_id(),
        edition_id=edition.id,
        meeting_id=meeting.id,
        kind=body.kind,
        subject_id=subject_id,
        title=body.title,
        text=body.text,
        snapshot="",
        state="open",
        created_at=now,
    )
    row.snapshot = await snapshot_of(session, row, edition)
    session.add(row)
    await session.flush()
    emit(
        session, name="motion.open", now=now, entity="motion", entity_id=row.id, edition_id=edition.id,
        application_id=await queries.case_of(session, row), payload={"kind": row.kind},
    )  # fmt: skip
    await append(
        session, actor=actor, now=now, entity="motion", entity_id=row.id, edition_id=edition.id, action="put", article="8",
        to_state="open", detail={"kind": row.kind, "snapshot": row.snapshot},
    )  # fmt: skip
    return row


async def cast(session: "AsyncSession", *, actor: Actor, motion_id: uuid.UUID, body: BallotIn, now: dt.datetime) -> None:
    """One vote of one member; it does not change after. Recused members don't vote (Art. 32)."""
    require(actor, "ballots.cast")
    row = await queries.motion(session, actor, motion_id)
    if row is None or actor.membership_id is None:
        raise NotFound
    row = await lock(session, Motion, motion_id, ANY_VERSION)
    if row.state != "open":
        raise Conflict("motion-closed", article="8", state=row.state)
    edition = await queries.edition(session, row.edition_id)
    members = await queries.seats(session, edition.authority_id, now)
    if actor.membership_id in await queries.recused_members(session, row, members):
        raise Forbidden("recused", article="32")
    await require_declared(session, actor, *await queries.decided_on(session, row))
    if row.snapshot != await snapshot_of(session, row, edition):
        raise Conflict("motion-changed", article="8")
    session.add(Ballot(motion_id=row.id, membership_id=actor.membership_id, choice=body.choice, note=body.note, created_at=now))
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="motion", entity_id=row.id, edition_id=row.edition_id, action="vote", article="8",
        detail={"choice": body.choice},
    )  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Vote:
    """A motion with its facts, its votes, and the memberships that are recused from it."""

    motion: Motion
    facts: MotionFacts
    recused: set[uuid.UUID]
    ballots: list[tuple[Ballot, str, str]]


async def votes_of(session: "AsyncSession", rows: Sequence[Motion], edition: Edition, members: Sequence[Seat]) -> list[Vote]:
    """Motions of one edition with what stands on each; a motion that was closed keeps the facts it was closed with."""
    ballots = await queries.ballots(session, [row.id for row in rows])
    law = ruleset(edition.ruleset_code)
    found = []
    for row in rows:
        recused = await queries.recused_members(session, row, members) if row.state == "open" else set()
        facts = (
            motion_facts(
                seats=[seat.seat for seat in members],
                recused=len(recused),
                ballots=ballots[row.id],
                law=law,
                settings=edition.local_settings,
                current=row.snapshot == await snapshot_of(session, row, edition),
            )
            if row.tally is None
            else MotionFacts(**row.tally)
        )
        found.append(Vote(row, facts, recused, ballots[row.id]))
    return found


def needed(facts: MotionFacts) -> int:
    """How many votes make the quorum."""
    return max(1, math.ceil(facts.quorum * (facts.seats - facts.recused) - 1e-9))


async def close(
    session: "AsyncSession", *, actor: Actor, motion_id: uuid.UUID, action: str, version: int | None, now: dt.datetime
) -> None:
    """The chair or a vice chair declares the result, and the tally is frozen with it; what has changed is withdrawn."""
    if await queries.motion(session, actor, motion_id) is None:
        raise NotFound
    row = await lock(session, Motion, motion_id, version)
    edition = await queries.edition(session, row.edition_id)
    members = await queries.seats(session, edition.authority_id, now)
    (vote,) = await votes_of(session, [row], edition, members)
    if row.state == "open" and action != "withdraw" and not vote.facts.current:
        raise Conflict("motion-changed", article="8")
    if actor.membership_id in vote.recused:
        raise Forbidden("recused", article="32")
    row.tally = dataclasses.asdict(vote.facts)
    row.closed_at = now
    detail = {"kind": row.kind, "tally": row.tally}
    with session.no_autoflush:
        await perform(session, row, action, actor=actor, facts=vote.facts, now=now, detail=detail)
