"""Meetings, motions and ballots over HTTP (Art. 7, 8)."""

import uuid
from collections.abc import Sequence

from fastapi import APIRouter, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.audit.look import Subject, look
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.tables.decisions import Motion
from quality_award.tables.editions import Edition
from quality_award.workflow import explain
from quality_award.workflow.present import present_actions

from . import queries, service
from .schemas import (
    BallotIn,
    BallotOut,
    EntryOut,
    MeetingIn,
    MeetingOut,
    MeetingPatchIn,
    MeetingSummaryOut,
    MotionIn,
    MotionOut,
    SeatOut,
)

router = APIRouter(route_class=TransactionalRoute, tags=["deliberation"])


async def _motions(
    session: SessionDep, actor: ActorDep, rows: Sequence[Motion], edition: Edition, seats: Sequence[queries.Seat], lang: str
) -> list[MotionOut]:
    shown = []
    for vote in await service.votes_of(session, rows, edition, seats):
        row, facts = vote.motion, vote.facts
        own = next((b.choice for b, _, _ in vote.ballots if b.membership_id == actor.membership_id), None)
        barred = actor.membership_id in vote.recused
        entries = await queries.entries(session, actor, row)
        shown.append(
            MotionOut(
                id=row.id,
                version=row.version,
                state=row.state,
                actions=[] if barred else present_actions(explain(row, actor=actor, facts=facts), lang),
                edition_id=row.edition_id,
                meeting_id=row.meeting_id,
                kind=row.kind,
                subject_id=row.subject_id,
                title=row.title,
                text=row.text,
                current=facts.current,
                closed_at=row.closed_at,
                seats=facts.seats,
                recused=facts.recused,
                needed=service.needed(facts),
                votes_for=facts.votes_for,
                votes_against=facts.votes_against,
                abstain=facts.abstain,
                ballots=[BallotOut(name=n, seat=s, choice=b.choice, note=b.note, at=b.created_at) for b, n, s in vote.ballots],
                own_choice=own,
                may_vote=actor.role == "committee" and row.state == "open" and own is None and not barred and facts.current,
                entries=[
                    EntryOut(case_number=c, organisation=o, project=p, tier=t, score=s, state=st) for c, o, p, t, s, st in entries
                ],
                quotas={tier: int(places) for tier, places in edition.quotas.items()},
            )
        )
    return shown


async def _motion(session: SessionDep, actor: ActorDep, row: Motion, now: NowDep, lang: str) -> MotionOut:
    edition = await queries.edition(session, row.edition_id)
    seats = await queries.seats(session, edition.authority_id, now)
    return (await _motions(session, actor, [row], edition, seats, lang))[0]


@router.get("/editions/{edition_id}/meetings")
async def list_meetings(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> list[MeetingSummaryOut]:
    """The committee's meetings in an edition."""
    require(actor, "meetings.read")
    return [
        MeetingSummaryOut(id=m.id, title=m.title, place=m.place, held_at=m.held_at, open_motions=waiting, motions=count)
        for m, waiting, count in await queries.meetings(session, actor, edition_id)
    ]


@router.post("/editions/{edition_id}/meetings", status_code=201)
async def convene_meeting(
    edition_id: uuid.UUID,
    body: MeetingIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    lang: LanguageDep,
    response: Response,
) -> MeetingOut:
    """Convene a meeting."""
    row = await service.convene(session, actor=actor, edition_id=edition_id, body=body, now=now)
    return await read_meeting(row.id, session, actor, now, lang, response)


@router.get("/meetings/{meeting_id}")
async def read_meeting(
    meeting_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> MeetingOut:
    """A meeting with its agenda."""
    require(actor, "meetings.read")
    row = await queries.meeting(session, actor, meeting_id)
    if row is None:
        raise NotFound
    edition = await queries.edition(session, row.edition_id)
    present = await queries.attendance(session, row.id)
    seats = await queries.seats(session, edition.authority_id, now)
    agenda = await queries.motions(session, actor, row.id)
    set_etag(response, row.version)
    await look(session, Subject("meeting", row.id, "agenda", row.edition_id), actor=actor, now=now)
    return MeetingOut(
        id=row.id,
        version=row.version,
        edition_id=row.edition_id,
        title=row.title,
        place=row.place,
        held_at=row.held_at,
        minutes=row.minutes,
        seats=[
            SeatOut(
                membership_id=one.membership_id,
                name=one.name,
                seat=one.seat,
                title=one.title,
                present=one.membership_id in present,
            )
            for one in seats
        ],
        motions=await _motions(session, actor, agenda, edition, seats, lang),
        may_manage=service.manages(actor),
    )


@router.patch("/meetings/{meeting_id}")
async def edit_meeting(
    meeting_id: uuid.UUID,
    body: MeetingPatchIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> MeetingOut:
    """Minutes (autosave) and attendance."""
    await service.edit(session, actor=actor, meeting_id=meeting_id, body=body, version=version, now=now)
    return await read_meeting(meeting_id, session, actor, now, lang, response)


@router.post("/meetings/{meeting_id}/motions", status_code=201)
async def put_motion(
    meeting_id: uuid.UUID, body: MotionIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> MotionOut:
    """Put a matter to the vote."""
    row = await service.put_motion(session, actor=actor, meeting_id=meeting_id, body=body, now=now)
    return await _motion(session, actor, row, now, lang)


@router.get("/motions/{motion_id}")
async def read_motion(
    motion_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> MotionOut:
    """A motion with what lies before the members and the votes."""
    require(actor, "meetings.read")
    row = await queries.motion(session, actor, motion_id)
    if row is None:
        raise NotFound
    set_etag(response, row.version)
    await look(session, Subject("motion", row.id, "agenda", row.edition_id), actor=actor, now=now)
    return await _motion(session, actor, row, now, lang)


@router.post("/motions/{motion_id}/ballots", status_code=201)
async def cast_ballot(
    motion_id: uuid.UUID,
    body: BallotIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    lang: LanguageDep,
    response: Response,
) -> MotionOut:
    """Cast one's vote."""
    await service.cast(session, actor=actor, motion_id=motion_id, body=body, now=now)
    return await read_motion(motion_id, session, actor, now, lang, response)


@router.post("/motions/{motion_id}/actions/{action}")
async def act_on_motion(
    motion_id: uuid.UUID,
    action: str,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> MotionOut:
    """Declare a motion carried or rejected; withdraw one on what has changed since."""
    await service.close(session, actor=actor, motion_id=motion_id, action=action, version=version, now=now)
    return await read_motion(motion_id, session, actor, now, lang, response)
