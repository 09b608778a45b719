"""The calendar of working days over HTTP (Art. 22, 23)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import may, require
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.tables.calendar import CalendarYear
from quality_award.workflow.present import present_findings

from . import queries, service
from .pure.proposal import ENGLISH, SOURCE, Day, proposed
from .schemas import DayIn, DayOut, YearOut, YearSummaryOut

router = APIRouter(route_class=TransactionalRoute, tags=["calendar"])

YearPath = Annotated[int, Path(ge=2000, le=2200)]


def _summary(row: CalendarYear | None, year: int, working: int, names: Mapping[uuid.UUID, str]) -> YearSummaryOut:
    if row is None:
        return YearSummaryOut(
            year=year, state="proposed", published=proposed(year).published, working_days=working,
            first_by=None, first_at=None, second_by=None, second_at=None,
        )  # fmt: skip
    return YearSummaryOut(
        year=year,
        state="confirmed" if row.second_by else "first_confirmed" if row.first_by else "proposed",
        published=row.published,
        working_days=working,
        first_by=names.get(row.first_by) if row.first_by else None,
        first_at=row.first_at,
        second_by=names.get(row.second_by) if row.second_by else None,
        second_at=row.second_at,
    )


def _day(one: Day, lang: str) -> DayOut:
    note = ENGLISH.get(one.note, one.note) if lang == "en" else one.note
    return DayOut(day=one.day, works=one.works, reason=one.reason, note=note)


@router.get("/calendar/years")
async def list_calendar_years(session: SessionDep, actor: ActorDep, now: NowDep) -> list[YearSummaryOut]:
    """The years that can be prepared and those that are stored, the latest first."""
    require(actor, "calendar.read")
    rows = {row.year: row for row in await queries.years(session, actor)}
    working = await queries.working(session, actor.authority_id)
    names = await queries.names(session, (who for row in rows.values() for who in (row.first_by, row.second_by)))
    return [
        _summary(rows.get(year), year, working.get(year) or sum(one.works for one in proposed(year).days), names)
        for year in sorted({*rows, *service.offered(now)}, reverse=True)
    ]


@router.get("/calendar/years/{year}")
async def read_calendar_year(
    year: YearPath, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> YearOut:
    """One year, day by day."""
    require(actor, "calendar.read")
    row = await queries.one(session, actor, year)
    if row is None and year not in service.offered(now):
        raise NotFound
    days = await queries.days(session, row.authority_id, year) if row else list(proposed(year).days)
    names = await queries.names(session, (row.first_by, row.second_by) if row else ())
    findings = await service.confirm_findings(session, actor, row, year)
    editor = may(actor, "calendar.edit")
    version = row.version if row else 0
    set_etag(response, version)
    return YearOut(
        **_summary(row, year, sum(one.works for one in days), names).model_dump(),
        version=version,
        source=row.source if row else SOURCE,
        days=[_day(one, lang) for one in days],
        may_edit=editor and not (row and row.second_by),
        may_confirm=editor and not findings,
        confirm_findings=present_findings(findings, lang) if editor else [],
    )


@router.put("/calendar/years/{year}/days/{day}")
async def set_calendar_day(
    year: YearPath,
    day: dt.date,
    body: DayIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> YearOut:
    """Change a day of a year that is not confirmed, with the reason."""
    await service.set_day(session, actor=actor, year=year, day=day, body=body, version=version, now=now)
    return await read_calendar_year(year, session, actor, now, lang, response)


@router.post("/calendar/years/{year}/confirm")
async def confirm_calendar_year(
    year: YearPath,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> YearOut:
    """Confirm a year; it is fixed when a second person has."""
    await service.confirm(session, actor=actor, year=year, version=version, now=now)
    return await read_calendar_year(year, session, actor, now, lang, response)
