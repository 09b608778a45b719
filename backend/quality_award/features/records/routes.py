"""Regulatory records over HTTP (Art. 14, 36)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.errors import NotFound
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.platform.uscc import parse_uscc
from quality_award.regulation.articles.art14_exclusions import KINDS
from quality_award.regulation.messages import translate
from quality_award.tables.parties import RegulatoryRecord

from . import queries, service
from .schemas import RecordIn, RecordKindOut, RecordOut, SetAsideIn

router = APIRouter(route_class=TransactionalRoute, tags=["records"])


def _title(kind: str, lang: str) -> str:
    return translate(lang, f"kind.{kind}", {})[0]


def record_out(
    record: RegulatoryRecord,
    organisation: str | None,
    lang: str,
    *,
    entered_by: str | None = None,
    set_aside_by: str | None = None,
) -> RecordOut:
    """A record in words."""
    return RecordOut(
        id=record.id,
        uscc=record.uscc,
        organisation=organisation,
        kind=record.kind,
        kind_title=_title(record.kind, lang),
        article=KINDS.get(record.kind, "14"),
        occurred_on=record.occurred_on,
        source=record.source,
        document=record.document,
        description=record.description,
        fatalities=record.fatalities,
        created_at=record.created_at,
        entered_by=entered_by,
        set_aside_at=record.set_aside_at,
        set_aside_by=set_aside_by,
        set_aside_reason=record.set_aside_reason,
    )


def _present(shown: queries.Shown, lang: str) -> RecordOut:
    return record_out(shown.record, shown.organisation, lang, entered_by=shown.entered_by, set_aside_by=shown.set_aside_by)


@router.get("/records")
async def list_records(
    session: SessionDep,
    actor: ActorDep,
    lang: LanguageDep,
    page: SliceDep,
    uscc: Annotated[str | None, Query(max_length=30)] = None,
    kind: Annotated[str | None, Query(max_length=50)] = None,
    standing: Annotated[bool | None, Query()] = None,
) -> Page[RecordOut]:
    """Regulatory records, newest first; `standing` tells those that count from those set aside."""
    require(actor, "records.read")
    code = parse_uscc(uscc) if uscc else None
    rows = await queries.shown(
        session,
        actor,
        uscc=code.code if code else uscc,
        kind=kind,
        standing=standing,
        cursor=page.cursor,
        limit=page.limit + 1,
    )
    kept, following = cut(rows, page.limit)
    return Page(items=[_present(row, lang) for row in kept], next_cursor=following)


@router.get("/records/kinds")
async def list_record_kinds(actor: ActorDep, lang: LanguageDep) -> list[RecordKindOut]:
    """The kinds of record and the clause that each falls under."""
    require(actor, "records.read")
    return [RecordKindOut(kind=kind, article=article, title=_title(kind, lang)) for kind, article in KINDS.items()]


@router.post("/records", status_code=201)
async def enter_record(body: RecordIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep) -> RecordOut:
    """Enter a record."""
    record = await service.enter_record(session, actor=actor, body=body, now=now)
    return await _read(record.id, session, actor, lang)


@router.post("/records/{record_id}/set-aside")
async def set_record_aside(
    record_id: uuid.UUID, body: SetAsideIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> RecordOut:
    """Set a record aside, with the reason on file."""
    await service.set_record_aside(session, actor=actor, record_id=record_id, reason=body.reason, now=now)
    return await _read(record_id, session, actor, lang)


async def _read(record_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: str) -> RecordOut:
    rows = await queries.shown(session, actor, record_id=record_id, limit=1)
    if not rows:
        raise NotFound
    return _present(rows[0], lang)
