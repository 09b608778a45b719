"""Tasks around the expert pool: invitations to answer, draws to reveal (Art. 10)."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.platform.clock import local_date
from quality_award.tables.draws import Draw
from quality_award.tables.editions import Edition, EditionExpert

from ..pure import links
from ..pure.task import Task


async def invitations(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task]:
    """Invitations of the expert into teams being formed that wait for an answer."""
    rows = await session.execute(
        select(Edition.title, EditionExpert.answer_by)
        .join(EditionExpert, EditionExpert.edition_id == Edition.id)
        .where(
            EditionExpert.expert_id == actor.expert_id,
            EditionExpert.answer.is_(None),
            EditionExpert.answer_by > now,
            Edition.state == "draft",
        )
        .order_by(EditionExpert.answer_by)
    )
    return [
        Task("answer_invitation", "not_started", "/expert/profile", "10", answer_by, None, {"edition": title}, title)
        for title, answer_by in rows
    ]


async def draws(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task]:
    """Draws of experts whose public number is known, to be revealed by another person than who committed to them."""
    rows = await session.execute(
        select(Draw.edition_id, Draw.terms["purpose"].astext)
        .where(
            Draw.authority_id == actor.authority_id,
            Draw.state == "committed",
            Draw.number_on <= local_date(now),
            Draw.committed_by != actor.user_id,
        )
        .order_by(Draw.id)
    )
    return [
        Task(
            "reveal_draw",
            "not_started",
            links.part(actor.role, edition_id, "draws"),
            "10",
            params={"purpose": purpose},
            subject=purpose,
        )
        for edition_id, purpose in rows
    ]
