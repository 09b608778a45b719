"""Dates of the site visits: proposed by a program, set by a person (Art. 17(6))."""

import asyncio
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.features.calendar import queries as calendar
from quality_award.jobs.outbox import emit
from quality_award.platform.errors import Conflict, NotFound, RuleRefusal, StaleVersion, VersionRequired
from quality_award.regulation.dates import local_day
from quality_award.regulation.finding import Finding
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import run
from quality_award.tables.editions import Edition
from quality_award.tables.proposals import SiteVisit

from ..facts import Board, visit_facts
from ..pure.visits import Dated, Visit, date_visits
from ..queries import teams as team_queries
from ..queries import visits as visit_queries
from .teams import read_board

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

LONGEST = 120
"""Days that one proposal may look ahead."""


async def _works(session: "AsyncSession", edition: Edition, days: Sequence[dt.date]) -> dict[dt.date, bool]:
    """Whether the city works on these days: by its calendar, in a year without one from Monday to Friday."""
    stored = await calendar.stored(session, edition.authority_id, sorted({day.year for day in days}))
    return {day: stored.works.get(day, day.weekday() < 5) for day in days}


async def propose(
    session: "AsyncSession",
    *,
    actor: Actor,
    edition: Edition,
    since: dt.date,
    until: dt.date,
    per_day: int,
    now: dt.datetime,
) -> Dated:
    """Days for every visit that has none yet; sets nothing. Raises Conflict when there is none to date."""
    require(actor, "assignment.write")
    board = await read_board(session, actor, edition, now)
    rows = await visit_queries.shown(session, actor, edition_id=edition.id)
    visits = [
        Visit(
            str(row.application.id),
            row.organisation.area_code,
            frozenset(str(seat.expert.id) for seat in board.teams.get(row.application.id, ())),
            row.visit.day if row.visit else None,
        )
        for row in rows
        if board.teams.get(row.application.id)
    ]
    if edition.state != "site_review" or not any(visit.day is None for visit in visits):
        raise Conflict("visits.none", article="17(6)")
    first = max(since, local_day(now))
    days = [first + dt.timedelta(days=number) for number in range(min(LONGEST, (until - first).days + 1))]
    works = await _works(session, edition, days)
    away: dict[str, set[dt.date]] = defaultdict(set)
    for expert_id, absences in board.absences.items():
        away[str(expert_id)] = {day for day in days if any(one.from_day <= day <= one.until_day for one in absences)}
    made = await asyncio.to_thread(
        date_visits,
        visits,
        [day for day in days if works[day]],
        absent=away,
        per_day=per_day,
        busy={str(expert_id): set(taken) for expert_id, taken in board.busy.items()},
    )
    await append(
        session,
        actor=actor,
        now=now,
        entity="edition",
        entity_id=edition.id,
        edition_id=edition.id,
        action="propose_visits",
        article="17(6)",
        detail={"from": since.isoformat(), "until": until.isoformat(), "per_day": per_day},
    )
    return made


async def set_days(
    session: "AsyncSession",
    *,
    actor: Actor,
    edition: Edition,
    days: Sequence[tuple[uuid.UUID, dt.date]],
    now: dt.datetime,
) -> None:
    """Date several visits that have no date: all of them or none, every finding at once. A date that stands is not moved."""
    require(actor, "assignment.write")
    await visit_queries.lock_edition(session, edition.id)
    board = await read_board(session, actor, edition, now)
    works = await _works(session, edition, [day for _, day in days])
    findings: list[Finding] = []
    for application_id, day in days:
        if application_id not in board.cases and await team_queries.case(session, actor, application_id) is None:
            raise NotFound
        found = await visit_queries.of(session, application_id)
        if found is not None and found.day == day:
            continue
        if found is not None:
            findings.append(Finding("visit.already", "17(6)", {"day": found.day.isoformat()}))
            continue
        findings += await _set(session, board, actor=actor, application_id=application_id, day=day, works=works[day], now=now)
    if findings:
        raise RuleRefusal(findings=findings)


async def set_day(
    session: "AsyncSession",
    *,
    actor: Actor,
    application_id: uuid.UUID,
    day: dt.date,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Date or move one visit by hand. Moving one takes its version."""
    require(actor, "assignment.write")
    case = await team_queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    await visit_queries.lock_edition(session, case.edition.id)
    found = await visit_queries.of(session, application_id)
    if found is not None:
        _require_version(found, version)
    board = await read_board(session, actor, case.edition, now)
    works = await _works(session, case.edition, [day])
    findings = await _set(session, board, actor=actor, application_id=application_id, day=day, works=works[day], now=now)
    if findings:
        raise RuleRefusal(findings=findings)


def _require_version(visit: SiteVisit, version: int | None) -> None:
    if version is None:
        raise VersionRequired
    if version != visit.version:
        raise StaleVersion(current=visit.version)


async def _set(
    session: "AsyncSession",
    board: Board,
    *,
    actor: Actor,
    application_id: uuid.UUID,
    day: dt.date,
    works: bool,
    now: dt.datetime,
) -> list[Finding]:
    case = board.cases.get(application_id) or await team_queries.case(session, actor, application_id)
    if case is None or case.edition.id != board.edition.id:
        raise NotFound
    against = run(ACTS["visit.set"], visit_facts(board, case, day, today=local_day(now), works=works))
    if against:
        return [replace(one, params={**one.params, "case": case.application.case_number}) for one in against]
    row = await visit_queries.of(session, application_id)
    before = row.day if row else None
    if row is None:
        assert actor.user_id is not None
        row = SiteVisit(
            edition_id=board.edition.id,
            application_id=application_id,
            day=day,
            set_by=actor.user_id,
            version=1,
            created_at=now,
        )
        session.add(row)
    else:
        row.day, row.version = day, row.version + 1
    await session.flush()
    for seat in board.teams[application_id]:
        taken = board.busy.setdefault(seat.expert.id, {})
        if before:
            taken.pop(before, None)
        taken[day] = application_id
    await _record(session, row, "set", actor=actor, before=before, now=now)
    return []


async def cancel(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, version: int | None, now: dt.datetime
) -> None:
    """Take the date of a visit back."""
    require(actor, "assignment.write")
    case = await team_queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    await visit_queries.lock_edition(session, case.edition.id)
    row = await visit_queries.of(session, application_id)
    if row is None:
        raise NotFound
    _require_version(row, version)
    await _record(session, row, "cancel", actor=actor, before=row.day, now=now)
    await visit_queries.drop(session, row)


async def _record(
    session: "AsyncSession", row: SiteVisit, action: str, *, actor: Actor, before: dt.date | None, now: dt.datetime
) -> None:
    await append(
        session,
        actor=actor,
        now=now,
        entity="site_visit",
        entity_id=row.id,
        edition_id=row.edition_id,
        application_id=row.application_id,
        action=action,
        article="17(6)",
        detail={"day": row.day.isoformat(), "before": before.isoformat() if before else None},
    )
    emit(
        session,
        name=f"site_visit.{action}",
        now=now,
        entity="site_visit",
        entity_id=row.id,
        edition_id=row.edition_id,
        application_id=row.application_id,
        payload={"day": row.day.isoformat()},
    )
