"""Archives over HTTP (Art. 26, 33)."""

import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Request, Response
from fastapi.responses import StreamingResponse

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, SettingsDep, TransactionalRoute
from quality_award.platform.errors import Conflict, NotFound, Problem
from quality_award.platform.objectstore import ObjectStore
from quality_award.regulation.finding import Finding
from quality_award.regulation.messages import translate
from quality_award.regulation.parameters import RetentionRule
from quality_award.tables.archives import Archive
from quality_award.workflow.present import present_findings

from .schemas import ArchiveDownloadOut, ArchiveOut, ObstacleOut, RetentionRuleOut, ShelfOut
from .service import asking

router = APIRouter(route_class=TransactionalRoute, tags=["archive"])

COOKIE = "archive"
TicketDep = Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)]


def _store(request: Request) -> ObjectStore:
    store: ObjectStore = request.app.state.store
    return store


StoreDep = Annotated[ObjectStore, Depends(_store)]


@router.get("/editions/{edition_id}/archives")
async def list_archives(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep) -> ShelfOut:
    """An edition's archives, how far the newest is, and the retention plan they are made by."""
    shelf = await asking.shelf(session, actor=actor, edition_id=edition_id)
    return ShelfOut(
        edition_id=shelf.edition.id,
        number=shelf.edition.number,
        title=shelf.edition.title,
        files=shelf.files,
        bytes=shelf.size,
        lock_years=shelf.law.limits.retention_years,
        plan=[_rule(rule, lang) for rule in shelf.law.retention],
        obstacle=_refusal(shelf.in_the_way, lang),
        no_download=_refusal(shelf.no_download, lang),
        archives=[_archive(row, name, lang) for row, name in shelf.archives],
    )


@router.post("/editions/{edition_id}/archives", status_code=201)
async def make_archive(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep, now: NowDep) -> ArchiveOut:
    """Have the edition archived: the worker makes, locks and checks the bag."""
    return _archive(await asking.ask(session, actor=actor, edition_id=edition_id, now=now), actor.name, lang)


@router.post("/archives/{archive_id}/downloads")
async def open_archive(
    archive_id: uuid.UUID, response: Response, session: SessionDep, actor: ActorDep, settings: SettingsDep, now: NowDep
) -> ArchiveDownloadOut:
    """Open an archive for five minutes; that it was taken out is on record."""
    found = await asking.open_download(session, actor=actor, archive_id=archive_id, key=settings.master_key_bytes, now=now)
    path = f"/api/v1/archives/{archive_id}/content"
    response.set_cookie(
        COOKIE, found.ticket, max_age=int(asking.TICKET_LIFETIME.total_seconds()), path=path, secure=settings.secure_cookies,
        httponly=True, samesite="strict",
    )  # fmt: skip
    return ArchiveDownloadOut(url=path, filename=found.name, size=found.archive.size or 0, expires_at=found.expires_at)


@router.get("/archives/{archive_id}/content", response_class=StreamingResponse)
async def read_archive(
    archive_id: uuid.UUID, session: SessionDep, settings: SettingsDep, now: NowDep, store: StoreDep, archive: TicketDep = None
) -> StreamingResponse:
    """The tar, as it lies locked in the store."""
    row, name = await asking.admit(session, ticket=archive, archive_id=archive_id, key=settings.master_key_bytes, now=now)
    pieces = await store.read(row.object_key or "", row.version_id, start=0, length=row.size or 0)
    if pieces is None:
        raise NotFound
    return StreamingResponse(
        pieces,
        media_type="application/x-tar",
        headers={
            "Content-Length": str(row.size),
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _rule(rule: RetentionRule, lang: str) -> RetentionRuleOut:
    english = lang == "en"
    return RetentionRuleOut(
        key=rule.key,
        title=rule.title_en if english else rule.title_zh,
        ground=rule.ground_en if english else rule.ground_zh,
        article=rule.article,
        action=rule.action,
        years=rule.years,
        local=rule.local,
    )


def _archive(row: Archive, asked_by: str, lang: str) -> ArchiveOut:
    return ArchiveOut(
        id=row.id,
        state=row.state,
        phase=row.phase,
        asked_by=asked_by,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        files_done=row.files_done,
        files_all=row.files_all,
        bytes_done=row.bytes_done,
        bytes_all=row.bytes_all,
        size=row.size,
        sha256=row.sha256,
        bag_sha256=row.bag_sha256,
        files=row.files,
        log_size=row.log_size,
        retain_until=row.retain_until,
        failure=_obstacle(row.failed_code, row.failed_params, (), lang) if row.failed_code else None,
    )


def _refusal(refusal: Problem | None, lang: str) -> ObstacleOut | None:
    if refusal is None:
        return None
    return _obstacle(refusal.code, refusal.params, refusal.findings if isinstance(refusal, Conflict) else (), lang)


def _obstacle(code: str, params: Mapping[str, Any], findings: tuple[Finding, ...], lang: str) -> ObstacleOut:
    message, following = translate(lang, code, params)
    return ObstacleOut(
        code=code,
        article=params.get("article") or "26",
        message=message,
        next=following,
        findings=present_findings(findings, lang),
    )
