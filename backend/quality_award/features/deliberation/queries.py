"""All SQL on meetings, motions and ballots (Art. 7, 8)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.features.editions import queries as editions
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award
from quality_award.tables.decisions import Attendance, Ballot, Meeting, Motion
from quality_award.tables.editions import Edition, ListEntry
from quality_award.tables.identity import Membership, User
from quality_award.tables.objections import Objection
from quality_award.tables.parties import Organisation
from quality_award.tables.reviews import Recusal

BEFORE_FORMAL_REVIEW = ("draft", "submitted", "not_recommended", "filed")
"""States of applications that the accepted list does not decide on."""


def visible(actor: Actor) -> Select[Meeting]:
    """Meetings of editions that the actor may see."""
    if actor.role not in ("office", "committee", "auditor"):
        return select(Meeting).where(false())
    return select(Meeting).where(Meeting.edition_id.in_(editions.visible(actor).with_only_columns(Edition.id)))


def visible_motions(actor: Actor) -> Select[Motion]:
    """Motions of visible meetings; one on a case that the actor is recused from does not exist for them (Art. 32)."""
    objection_case = select(Objection.application_id).where(Objection.id == Motion.subject_id).correlate(Motion).scalar_subquery()
    award_case = select(Award.application_id).where(Award.id == Motion.subject_id).correlate(Motion).scalar_subquery()
    return select(Motion).where(
        Motion.meeting_id.in_(visible(actor).with_only_columns(Meeting.id)),
        ~recused_from(actor, func.coalesce(objection_case, award_case)),
    )


async def meeting(session: AsyncSession, actor: Actor, meeting_id: uuid.UUID, *, lock: bool = False) -> Meeting | None:
    """One meeting."""
    query = visible(actor).where(Meeting.id == meeting_id)
    return (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


async def meetings(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> list[tuple[Meeting, int, int]]:
    """Meetings of an edition with (open motions, motions)."""
    seen = visible_motions(actor).subquery()
    rows = await session.execute(
        select(Meeting, func.count(seen.c.id).filter(seen.c.state == "open"), func.count(seen.c.id))
        .outerjoin(seen, seen.c.meeting_id == Meeting.id)
        .where(Meeting.id.in_(visible(actor).with_only_columns(Meeting.id)), Meeting.edition_id == edition_id)
        .group_by(Meeting.id)
        .order_by(Meeting.held_at)
    )
    return list(rows.tuples())


async def motion(session: AsyncSession, actor: Actor, motion_id: uuid.UUID) -> Motion | None:
    """One motion that the actor may see."""
    return (await session.execute(visible_motions(actor).where(Motion.id == motion_id))).scalar_one_or_none()


async def motions(session: AsyncSession, actor: Actor, meeting_id: uuid.UUID) -> Sequence[Motion]:
    """The agenda of a meeting."""
    return (await session.scalars(visible_motions(actor).where(Motion.meeting_id == meeting_id).order_by(Motion.id))).all()


async def edition(session: AsyncSession, edition_id: uuid.UUID) -> Edition:
    """The edition that a motion belongs to."""
    return (await session.execute(select(Edition).where(Edition.id == edition_id))).scalar_one()


@dataclass(frozen=True)
class Seat:
    """A member in office."""

    membership_id: uuid.UUID
    user_id: uuid.UUID
    name: str
    seat: str
    title: str | None


async def seats(session: AsyncSession, authority_id: uuid.UUID, now: dt.datetime) -> list[Seat]:
    """Who sits on the committee now: chair, vice chairs, members."""
    rows = await session.execute(
        select(Membership.id, User.id, User.name, Membership.seat, Membership.title)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.authority_id == authority_id,
            Membership.role == "committee",
            Membership.valid_from <= now,
            or_(Membership.valid_to.is_(None), Membership.valid_to > now),
        )
    )
    order = {"chair": 0, "vice_chair": 1, "member": 2}
    found = [Seat(m, u, name, seat or "member", title) for m, u, name, seat, title in rows.tuples()]
    return sorted(found, key=lambda one: (order[one.seat], str(one.membership_id)))


async def attendance(session: AsyncSession, meeting_id: uuid.UUID) -> set[uuid.UUID]:
    """Memberships recorded as present."""
    return set(await session.scalars(select(Attendance.membership_id).where(Attendance.meeting_id == meeting_id)))


async def set_attendance(session: AsyncSession, meeting_id: uuid.UUID, present: Sequence[Seat]) -> None:
    """Record who is present in which seat."""
    await session.execute(delete(Attendance).where(Attendance.meeting_id == meeting_id))
    session.add_all(Attendance(meeting_id=meeting_id, membership_id=one.membership_id, seat=one.seat) for one in present)
    await session.flush()


async def ballots(session: AsyncSession, motion_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[tuple[Ballot, str, str]]]:
    """Votes by motion, each with the voter's name and seat."""
    rows = await session.execute(
        select(Ballot, User.name, Membership.seat)
        .join(Membership, Membership.id == Ballot.membership_id)
        .join(User, User.id == Membership.user_id)
        .where(Ballot.motion_id.in_(motion_ids))
        .order_by(Ballot.id)
    )
    found: dict[uuid.UUID, list[tuple[Ballot, str, str]]] = {one: [] for one in motion_ids}
    for ballot, name, seat in rows.tuples():
        found[ballot.motion_id].append((ballot, name, seat or "member"))
    return found


async def case_of(session: AsyncSession, row: Motion) -> uuid.UUID | None:
    """The application that a motion decides on, for motions on one case."""
    if row.kind == "objection":
        return await session.scalar(select(Objection.application_id).where(Objection.id == row.subject_id))
    if row.kind == "revocation":
        return await session.scalar(select(Award.application_id).where(Award.id == row.subject_id))
    return None


def _decided_on(row: Motion) -> Select[uuid.UUID] | Select[uuid.UUID | None] | None:
    """The applications that a motion decides on: its case, or those on its list."""
    match row.kind:
        case "objection":
            return select(Objection.application_id).where(Objection.id == row.subject_id)
        case "revocation":
            return select(Award.application_id).where(Award.id == row.subject_id)
        case "accepted_list":
            return select(Application.id).where(
                Application.edition_id == row.edition_id, Application.state.not_in(BEFORE_FORMAL_REVIEW)
            )
        case "initial_list" | "final_list":
            return select(ListEntry.application_id).where(
                ListEntry.edition_id == row.edition_id, ListEntry.kind == row.kind.removesuffix("_list")
            )
    return None


async def decided_on(session: AsyncSession, row: Motion) -> list[uuid.UUID]:
    """The applications that a motion decides on."""
    decided = _decided_on(row)
    return [one for one in await session.scalars(decided) if one is not None] if decided is not None else []


async def recused_members(session: AsyncSession, row: Motion, members: Sequence[Seat]) -> set[uuid.UUID]:
    """Memberships that may not vote on the motion: recused from its case, or from a case on its list (Art. 32)."""
    decided = _decided_on(row)
    if decided is None:
        return set()
    wanted = select(Recusal.user_id).where(
        Recusal.user_id.in_([one.user_id for one in members]),
        Recusal.application_id.in_(decided),
        Recusal.state == "in_force",
    )
    users = set(await session.scalars(wanted))
    return {one.membership_id for one in members if one.user_id in users}


async def subject_state(session: AsyncSession, kind: str, subject_id: uuid.UUID, edition: Edition) -> tuple[str, str] | None:
    """(state, what is decided on, as text for the digest) of an objection of the edition or an award of its authority."""
    if kind == "objection":
        row = (
            await session.execute(select(Objection).where(Objection.id == subject_id, Objection.edition_id == edition.id))
        ).scalar_one_or_none()
        return (row.state, f"{row.report}\n{row.office_opinion}\n{row.deemed}") if row else None
    award = (
        await session.execute(select(Award).where(Award.id == subject_id, Award.authority_id == edition.authority_id))
    ).scalar_one_or_none()
    return (award.state, f"{award.revocation_article}\n{award.revocation_reason}") if award else None


async def entries(session: AsyncSession, actor: Actor, row: Motion) -> list[tuple[str, str, str, str | None, float | None, str]]:
    """The lines of the list that a motion is about, without those that the actor is recused from."""
    if row.kind == "accepted_list":
        query = (
            select(
                Application.case_number,
                Organisation.name,
                Application.project_name,
                ListEntry.tier,
                ListEntry.score,
                Application.state,
            )
            .join(Organisation, Organisation.id == Application.organisation_id)
            .outerjoin(ListEntry, (ListEntry.application_id == Application.id) & (ListEntry.kind == "accepted"))
            .where(
                Application.edition_id == row.edition_id,
                Application.state.not_in(BEFORE_FORMAL_REVIEW),
            )
        )
    elif row.kind in ("initial_list", "final_list"):
        query = (
            select(
                Application.case_number,
                Organisation.name,
                Application.project_name,
                ListEntry.tier,
                ListEntry.score,
                Application.state,
            )
            .join(ListEntry, ListEntry.application_id == Application.id)
            .join(Organisation, Organisation.id == Application.organisation_id)
            .where(ListEntry.edition_id == row.edition_id, ListEntry.kind == row.kind.removesuffix("_list"))
        )
    else:
        return []
    query = query.where(~recused_from(actor, Application.id)).order_by(ListEntry.rank.nulls_last(), Application.case_number)
    return list((await session.execute(query)).tuples())
