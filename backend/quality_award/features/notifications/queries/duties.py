"""What reviewers and staff owe before the first look, and emergency readings (Art. 32, 33)."""

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.features.applications.queries import visible
from quality_award.features.recusals.queries import visible_break_glass
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.recusals import BreakGlass
from quality_award.tables.reviews import InterestDeclaration, Undertaking

from ..pure.task import Status, Task, counted


async def declarations(session: AsyncSession, actor: Actor) -> list[Task | None]:
    """Sign the undertaking of each edition whose cases one sees, and declare on each of its applicants."""
    declared = exists().where(InterestDeclaration.application_id == Application.id, InterestDeclaration.user_id == actor.user_id)
    rows = await session.execute(
        select(Edition.id, Edition.title, Undertaking.signed_at, func.count().filter(~declared), func.count().filter(declared))
        .join(Application, Application.edition_id == Edition.id)
        .outerjoin(Undertaking, (Undertaking.edition_id == Edition.id) & (Undertaking.user_id == actor.user_id))
        .where(Edition.state != "closed", Application.id.in_(visible(actor).with_only_columns(Application.id)))
        .group_by(Edition.id, Undertaking.signed_at)
        .order_by(Edition.number)
    )
    tasks: list[Task | None] = []
    for edition_id, title, signed_at, left, done in rows.tuples():
        status: Status = "done" if signed_at else "not_started"
        link = f"/{actor.role}/undertaking/{edition_id}"
        tasks.append(Task("undertake", status, link, "33", params={"edition": title}, subject=title))
        tasks.append(counted("declare", left, f"/{actor.role}/interests", done=done, article="32", subject=title))
    return tasks


async def break_glass(session: AsyncSession, actor: Actor) -> Task | None:
    """Decide on emergency readings that somebody else asks for."""
    waiting = visible_break_glass(actor).where(BreakGlass.state == "requested", BreakGlass.user_id != actor.user_id)
    count = await session.scalar(select(func.count()).select_from(waiting.subquery()))
    return counted("break_glass", count or 0, f"/{actor.role}/break-glass", article="32")
