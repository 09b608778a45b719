"""A membership's inbox, and who an event is told to."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.platform.clock import SHANGHAI
from quality_award.platform.ids import new_id
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award, PrizePayment
from quality_award.tables.conflicts import Conflict
from quality_award.tables.decisions import Meeting, Motion
from quality_award.tables.editions import Edition
from quality_award.tables.identity import Membership, User
from quality_award.tables.matches import RecordMatch
from quality_award.tables.objections import Objection
from quality_award.tables.parties import Expert, Organisation
from quality_award.tables.recusals import BreakGlass
from quality_award.tables.relations import Party
from quality_award.tables.reviews import Recusal, TeamMember
from quality_award.tables.trail import Notification, OutboxEvent

from ..pure.notices import Audience


def visible(actor: Actor) -> Select[Notification]:
    """The inbox of the role acted in; nothing of applications that the person is recused from (Art. 32)."""
    return select(Notification).where(
        Notification.membership_id == actor.membership_id,
        or_(Notification.application_id.is_(None), ~recused_from(actor, Notification.application_id)),
    )


async def inbox(session: AsyncSession, actor: Actor, *, unread: bool, cursor: uuid.UUID | None, limit: int) -> list[Notification]:
    """Messages, the newest first."""
    statement = visible(actor)
    if unread:
        statement = statement.where(Notification.read_at.is_(None))
    if cursor is not None:
        statement = statement.where(Notification.id < cursor)
    return list(await session.scalars(statement.order_by(Notification.id.desc()).limit(limit)))


async def unread(session: AsyncSession, actor: Actor) -> int:
    """How many are unread."""
    waiting = visible(actor).where(Notification.read_at.is_(None)).subquery()
    return int(await session.scalar(select(func.count()).select_from(waiting)) or 0)


async def message(session: AsyncSession, actor: Actor, notification_id: uuid.UUID) -> Notification | None:
    """One message of the actor's."""
    found: Notification | None = await session.scalar(visible(actor).where(Notification.id == notification_id))
    return found


async def read_all(session: AsyncSession, actor: Actor, now: dt.datetime) -> None:
    """Mark the whole inbox as read."""
    await session.execute(
        update(Notification)
        .where(Notification.membership_id == actor.membership_id, Notification.read_at.is_(None))
        .values(read_at=now)
    )


def _whose(audience: Audience, event: OutboxEvent) -> ColumnElement[bool]:
    """The memberships of an audience."""
    application, edition = event.application_id, event.edition_id
    role = Membership.role
    match audience:
        case "office" | "committee" | "government" | "auditor" | "admin":
            return role == audience
        case "chair":
            return and_(role == "committee", Membership.seat.in_(("chair", "vice_chair")))
        case "every_applicant":
            return role == "applicant"
        case "every_recommender":
            return role == "recommender"
        case "applicant":
            of_application = select(Application.organisation_id).where(Application.id == application)
            of_award = select(Award.organisation_id).where(Award.id == event.entity_id)
            of_payment = (
                select(Award.organisation_id)
                .join(PrizePayment, PrizePayment.award_id == Award.id)
                .where(PrizePayment.id == event.entity_id)
            )
            theirs = or_(*(Membership.organisation_id.in_(which) for which in (of_application, of_award, of_payment)))
            return and_(role == "applicant", theirs)
        case "edition_applicants":
            theirs = Membership.organisation_id.in_(
                select(Application.organisation_id).where(Application.edition_id == edition, Application.state != "draft")
            )
            return and_(role == "applicant", theirs)
        case "accepted_applicants":
            theirs = Membership.organisation_id.in_(
                select(Application.organisation_id).where(
                    Application.edition_id == edition, Application.state.in_(("accepted", "shortlisted"))
                )
            )
            return and_(role == "applicant", theirs)
        case "asker":
            # Of an applicant's request; what people declare or the system finds is nothing to it.
            asked = select(Recusal.requested_by).where(Recusal.id == event.entity_id, Recusal.ground == "requested")
            return and_(role == "applicant", Membership.user_id.in_(asked))
        case "recommender":
            theirs = Membership.department_id.in_(select(Application.department_id).where(Application.id == application))
            return and_(role == "recommender", theirs)
        case "agency":
            theirs = Membership.agency_id.in_(select(Edition.agency_id).where(Edition.id == edition))
            return and_(role == "agency", theirs)
        case "team":
            seated = select(TeamMember.expert_id).where(TeamMember.released_at.is_(None))
            return and_(role == "expert", Membership.expert_id.in_(seated.where(TeamMember.application_id == application)))
        case "edition_team":
            seated = select(TeamMember.expert_id).where(TeamMember.released_at.is_(None))
            return and_(role == "expert", Membership.expert_id.in_(seated.where(TeamMember.edition_id == edition)))
        case "department":
            return and_(role == "recommender", Membership.department_id == event.entity_id)
        case "invited":
            return and_(role == "expert", Membership.expert_id == event.entity_id)
        case "member":
            seat = select(TeamMember.expert_id).where(TeamMember.id == event.entity_id)
            return and_(role == "expert", Membership.expert_id.in_(seat))
    return false()


async def recipients(
    session: AsyncSession, event: OutboxEvent, audiences: Iterable[Audience], now: dt.datetime
) -> list[tuple[uuid.UUID, str]]:
    """(membership, role) of everyone an event is told to: in force, login open, not recused from its application."""
    statement = (
        select(Membership.id, Membership.role)
        .join(User, User.id == Membership.user_id)
        .where(
            or_(*(_whose(audience, event) for audience in audiences)),
            Membership.valid_from <= now,
            or_(Membership.valid_to.is_(None), Membership.valid_to > now),
            User.disabled_at.is_(None),
        )
    )
    if event.application_id is not None:
        recused = select(Recusal.user_id).where(Recusal.application_id == event.application_id, Recusal.state == "in_force")
        statement = statement.where(Membership.user_id.not_in(recused))
    concerned: dict[str, type[Recusal] | type[BreakGlass]] = {"recusal": Recusal, "break_glass": BreakGlass}
    if kind := concerned.get(event.entity):
        # Nobody hears what is asked about themselves.
        statement = statement.where(Membership.user_id.not_in(select(kind.user_id).where(kind.id == event.entity_id)))
    if event.entity == "conflict":
        # Nobody hears what is found about themselves: as a user, or as an expert who is one.
        node = select(Conflict.party_id).where(Conflict.id == event.entity_id)
        as_user = select(Party.user_id).where(Party.id.in_(node), Party.user_id.is_not(None))
        role = aliased(Membership)
        as_expert = select(role.user_id).join(Party, Party.expert_id == role.expert_id).where(Party.id.in_(node))
        statement = statement.where(Membership.user_id.not_in(as_user), Membership.user_id.not_in(as_expert))
    if event.entity == "record_match":
        # Records are kept from whoever is recused from any case of the organisation.
        about = select(RecordMatch.organisation_id).where(RecordMatch.id == event.entity_id).scalar_subquery()
        cases = select(Application.id).where(Application.organisation_id == about)
        recused = select(Recusal.user_id).where(Recusal.application_id.in_(cases), Recusal.state == "in_force")
        statement = statement.where(Membership.user_id.not_in(recused))
    return [(row[0], row[1]) for row in await session.execute(statement)]


async def names(session: AsyncSession, event: OutboxEvent) -> dict[str, Any]:
    """What a message is filled with: edition, case number, organisation."""
    found: dict[str, Any] = {}
    if event.edition_id is not None:
        found["edition"] = await session.scalar(select(Edition.title).where(Edition.id == event.edition_id))
    if event.application_id is not None:
        row = (
            await session.execute(
                select(Application.case_number, Organisation.name)
                .join(Organisation, Organisation.id == Application.organisation_id)
                .where(Application.id == event.application_id)
            )
        ).first()
        if row:
            found["case"], found["organisation"] = row
    if event.entity == "conflict":
        found["grade"] = await session.scalar(select(Conflict.grade).where(Conflict.id == event.entity_id))
    if event.entity == "motion":
        found["motion"] = await session.scalar(select(Motion.title).where(Motion.id == event.entity_id))
    if event.entity == "meeting":
        meeting = await session.get(Meeting, event.entity_id)
        if meeting:
            # To the minute, in the city's time: how an invitation reads.
            found["meeting"], found["held"] = meeting.title, f"{meeting.held_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if event.entity == "site_visit":
        found["day"] = event.payload["day"]
    if event.entity == "invitation":
        found["expert"] = await session.scalar(select(Expert.name).where(Expert.id == event.entity_id))
        found["answer_by"] = event.payload.get("answer_by")
    if event.entity == "objection":
        objection = await session.get(Objection, event.entity_id)
        if objection:
            found["objection"] = objection.case_number
            dues = {"report_due": objection.report_due_at, "proof_due": objection.proof_due_at}
            found |= {name: at.isoformat() for name, at in dues.items() if at}
    return found


async def deliver(
    session: AsyncSession, event: OutboxEvent, *, key: str, params: dict[str, Any], to: Iterable[tuple[uuid.UUID, str]]
) -> None:
    """Put a message into inboxes; one that is there already stays as it is."""
    rows = [
        {
            "id": new_id(),
            "membership_id": membership_id,
            "event_id": event.id,
            "key": key,
            "params": params,
            "link": link,
            "application_id": event.application_id,
            "created_at": event.created_at,
        }
        for membership_id, link in to
    ]
    for start in range(0, len(rows), 1000):
        await session.execute(
            insert(Notification).values(rows[start : start + 1000]).on_conflict_do_nothing(constraint="uq_notifications_once")
        )
