"""Propose a year, change a day, confirm by two people; count a period of working days (Art. 22, 23)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import SYSTEM, Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.platform.clock import local_date
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound, RuleRefusal, StaleVersion, VersionRequired
from quality_award.regulation.finding import Finding
from quality_award.tables.calendar import CalendarYear

from . import queries
from .pure.calendar import WORKING_DAYS, Calendar, Due, due, years_within
from .pure.proposal import SOURCE, proposed
from .schemas import DayIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

ARTICLE = "22"
AHEAD = 2
"""How many years after the present one can be looked at and prepared."""


def offered(now: dt.datetime) -> range:
    """The years that can be prepared."""
    year = local_date(now).year
    return range(year - 1, year + AHEAD + 1)


async def ensure_year(session: "AsyncSession", *, actor: Actor, authority_id: uuid.UUID, year: int, now: dt.datetime) -> None:
    """Store the library's proposal unless the year is there."""
    proposal = proposed(year)
    made = await queries.add_year(session, authority_id, proposal, SOURCE, now)
    if made is not None:
        detail = {"year": year, "published": proposal.published, "source": SOURCE}
        await _record(session, actor, made, now, "propose", detail)


async def propose(session: "AsyncSession", *, now: dt.datetime) -> None:
    """The present and the next year of every authority; what was proposed as weekends only, once its holidays are published."""
    year = local_date(now).year
    for authority_id in await queries.authorities(session):
        for one in (year, year + 1):
            await ensure_year(session, actor=SYSTEM, authority_id=authority_id, year=one, now=now)
    for row in await queries.outdated(session):
        proposal = proposed(row.year)
        if proposal.published:
            await queries.replace_days(session, row.authority_id, proposal)
            row.published, row.source, row.version = True, SOURCE, row.version + 1
            await session.flush()
            await _record(session, SYSTEM, row.id, now, "propose", {"year": row.year, "published": True, "source": SOURCE})


async def _editable(session: "AsyncSession", actor: Actor, year: int, version: int | None, now: dt.datetime) -> CalendarYear:
    """The year, locked; stored first when nobody has touched it. Version 0 is that of a year not yet stored."""
    require(actor, "calendar.edit")
    if version is None:
        raise VersionRequired
    row = await queries.one(session, actor, year, lock=True)
    if row is None:
        if year not in offered(now) or actor.authority_id is None:
            raise NotFound
        if version != 0:
            raise StaleVersion(current=0)
        await ensure_year(session, actor=actor, authority_id=actor.authority_id, year=year, now=now)
        row = await queries.one(session, actor, year, lock=True)
        assert row is not None
        # What the person looked at was this proposal; another's change in between is not.
        version = 1
    if version != row.version:
        raise StaleVersion(current=row.version)
    if row.second_by is not None:
        raise Conflict("rule-refused", findings=[Finding("calendar.confirmed", ARTICLE, {"year": year})], article=ARTICLE)
    return row


async def set_day(
    session: "AsyncSession",
    *,
    actor: Actor,
    year: int,
    day: dt.date,
    body: DayIn,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Change a day of a year that is not confirmed, with the reason. A first confirmation is void by that."""
    row = await _editable(session, actor, year, version, now)
    found = await queries.day(session, row.authority_id, day) if day.year == year else None
    if found is None:
        raise NotFound
    if not body.reason.strip():
        raise Invalid([FieldError("reason", "field.missing")])
    if found.works == body.works:
        raise Invalid([FieldError("works", "calendar.unchanged")])
    voided, row.first_by, row.first_at = row.first_by, None, None
    found.works, found.reason, found.note = body.works, "set", body.reason.strip()
    row.version += 1
    await session.flush()
    detail = {"day": day.isoformat(), "works": body.works, "reason": found.note, "voided_confirmation": voided is not None}
    await _record(session, actor, row.id, now, "set_day", detail)


async def confirm_findings(session: "AsyncSession", actor: Actor, row: CalendarYear | None, year: int) -> list[Finding]:
    """What stands against this person confirming the year now."""
    if row is not None and row.second_by is not None:
        return [Finding("calendar.confirmed", ARTICLE, {"year": year})]
    found = []
    published = row.published if row else proposed(year).published
    if not published and not (row and await queries.set_by_hand(session, row.authority_id, year)):
        found.append(Finding("calendar.not_published", ARTICLE, {"year": year}))
    if row is not None and row.first_by == actor.user_id:
        found.append(Finding("calendar.two_people", ARTICLE, {"year": year}))
    return found


async def confirm(session: "AsyncSession", *, actor: Actor, year: int, version: int | None, now: dt.datetime) -> None:
    """The first person, then another. With the second the year is fixed and what was provisional is counted anew."""
    row = await _editable(session, actor, year, version, now)
    if findings := await confirm_findings(session, actor, row, year):
        raise RuleRefusal(findings=findings, entity="calendar_year", action="confirm", article=ARTICLE)
    first = row.first_by is None
    if first:
        row.first_by, row.first_at = actor.user_id, now
    else:
        row.second_by, row.second_at = actor.user_id, now
    row.version += 1
    await session.flush()
    await _record(session, actor, row.id, now, "confirm", {"year": year, "by": "first" if first else "second"})
    if not first:
        payload = {"authority_id": str(row.authority_id), "year": year}
        emit(session, name="calendar.confirmed", now=now, entity="calendar_year", entity_id=row.id, payload=payload)


async def period(session: "AsyncSession", *, authority_id: uuid.UUID, since: dt.date, count: int, counting: str) -> Due:
    """The end of a period of `count` days after `since`. A year that nobody has stored counts as the library proposes it."""
    if counting != WORKING_DAYS:
        return due(since, count, None)
    wanted = years_within(since, count)
    there = await queries.stored(session, authority_id, wanted)
    works = dict(there.works)
    for year in wanted:
        if year not in there.years:
            works |= {one.day: one.works for one in proposed(year).days}
    return due(since, count, Calendar(works, there.confirmed))


async def _record(
    session: "AsyncSession", actor: Actor, year_id: uuid.UUID, now: dt.datetime, action: str, detail: dict[str, Any]
) -> None:
    await append(
        session, actor=actor, now=now, entity="calendar_year", entity_id=year_id, action=action, article=ARTICLE, detail=detail
    )
