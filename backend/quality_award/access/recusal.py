"""The one place that decides recusal in SQL (Art. 32). Every base SELECT that touches applications uses it."""

import json
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from quality_award.platform.errors import Forbidden
from quality_award.tables.applications import Application
from quality_award.tables.reviews import InterestDeclaration, Recusal, Undertaking

from .actor import Actor

Case = InstrumentedAttribute[uuid.UUID] | InstrumentedAttribute[uuid.UUID | None] | ColumnElement[Any]

DECLARING = frozenset({"expert", "office", "agency", "committee", "recommender", "auditor"})
"""Reviewers and staff: they declare on each applicant before the first look (Art. 32)."""


def recused_from(actor: Actor, application_id: Case) -> ColumnElement[bool]:
    """True for rows whose application the actor is recused from; not for one that was opened to them in an emergency."""
    if actor.user_id is None:
        return false()
    # Under a name of its own: the rows may be recusals themselves.
    own = aliased(Recusal)
    recused = exists(
        select(own.id).where(own.user_id == actor.user_id, own.application_id == application_id, own.state == "in_force")
    )
    return and_(recused, application_id.not_in(actor.opened)) if actor.opened else recused


async def is_recused(session: AsyncSession, actor: Actor, application_id: uuid.UUID) -> bool:
    """Whether the actor is recused from this application now, opened to them or not: what is opened is for reading alone."""
    if actor.user_id is None:
        return False
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Recusal.user_id == actor.user_id,
                    Recusal.application_id == application_id,
                    Recusal.state == "in_force",
                )
            )
        )
    )


async def tells_of_recused(session: AsyncSession, user_id: uuid.UUID, answer: Mapping[str, Any]) -> bool:
    """Whether an answer that was kept for this person names an application that they are recused from by now."""
    cases = await session.scalars(select(Recusal.application_id).where(Recusal.user_id == user_id, Recusal.state == "in_force"))
    told = json.dumps(answer)
    return any(str(case) in told for case in cases)


async def owed(session: AsyncSession, actor: Actor, application_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """{application: what a reviewer or officer owes before the first look at it} (Art. 32, 33), for those where something is.

    "undertaking-missing" or "interest-undeclared". Applicants, the government and jobs owe nothing.
    """
    if actor.role not in DECLARING or actor.user_id is None or not application_ids:
        return {}
    rows = await session.execute(
        select(
            Application.id,
            exists().where(Undertaking.user_id == actor.user_id, Undertaking.edition_id == Application.edition_id),
            exists().where(
                InterestDeclaration.user_id == actor.user_id,
                InterestDeclaration.application_id == Application.id,
                InterestDeclaration.has_interest.is_(False),
            ),
        ).where(Application.id.in_(application_ids))
    )
    return {
        application_id: "interest-undeclared" if signed else "undertaking-missing"
        for application_id, signed, declared in rows.tuples()
        if not signed or not (declared or application_id in actor.opened)
    }


async def require_declared(session: AsyncSession, actor: Actor, *application_ids: uuid.UUID) -> None:
    """Raise Forbidden while the actor owes the undertaking or a declaration on one of these applications."""
    for code in (await owed(session, actor, application_ids)).values():
        raise Forbidden(code, article=article_of(code))


def article_of(code: str) -> str:
    """The article that asks for what is owed."""
    return "33" if code == "undertaking-missing" else "32"
