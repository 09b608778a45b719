"""Reading evidence over HTTP (Art. 33). A link alone opens nothing: the ticket is a cookie of the reader's own browser."""

import re
import uuid
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Cookie, Header, Query, Response
from fastapi.responses import StreamingResponse

from quality_award.access.http import ActorDep, NowDep, SessionDep, SettingsDep, TransactionalRoute
from quality_award.platform.errors import NotFound
from quality_award.platform.objectstore import ObjectStore

from ..queries import reading as queries
from ..schemas import EvidenceLookIn, EvidenceLookOut, FoundPageOut, PageTextOut
from ..service import reading as service
from .uploads import StoreDep

router = APIRouter(route_class=TransactionalRoute, tags=["evidence"])

COOKIE = "look"
MADE = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
AT_ONCE = 8 << 20
"""Bytes of one answer to a reader who asks by ranges: the next ones are asked for anew, and so is the right to them."""
TicketDep = Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)]


@router.post("/evidence/{evidence_id}/looks")
async def open_evidence(
    evidence_id: uuid.UUID,
    body: EvidenceLookIn,
    response: Response,
    session: SessionDep,
    actor: ActorDep,
    settings: SettingsDep,
    now: NowDep,
) -> EvidenceLookOut:
    """Open a file for a quarter of an hour; the look, or the download, is on record."""
    look = await service.open_look(
        session, actor=actor, evidence_id=evidence_id, purpose=body.purpose, key=settings.master_key_bytes, now=now
    )
    # Where the bytes are, and where alone the ticket is sent.
    row, path = look.row, f"/api/v1/evidence/{evidence_id}/content"
    response.set_cookie(
        COOKIE, look.ticket, max_age=int(service.LOOK_LIFETIME.total_seconds()), path=path, secure=settings.secure_cookies,
        httponly=True, samesite="strict",
    )  # fmt: skip
    return EvidenceLookOut(
        url=path,
        filename=row.filename,
        slot=row.slot,
        shown=service.shown(row),
        content_type=row.content_type,
        size=row.size,
        pages=row.pages,
        reader=actor.name,
        case_number=look.case.application.case_number,
        organisation=look.case.organisation.name,
        opened_at=now,
        expires_at=look.expires_at,
        may_download=service.may_download(actor, row),
    )


@router.get("/evidence/{evidence_id}/content", response_class=StreamingResponse)
async def read_evidence(
    evidence_id: uuid.UUID,
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
    store: StoreDep,
    look: TicketDep = None,
    wanted: Annotated[str | None, Header(alias="Range")] = None,
) -> StreamingResponse:
    """The bytes, or a range of them, while the ticket lasts and the reader may still read."""
    row, purpose = await service.admit(session, ticket=look, evidence_id=evidence_id, key=settings.master_key_bytes, now=now)
    if purpose == "read" and row.rendition_key:
        return await _made(store, row.rendition_key)
    start, end = _range(wanted, row.size)
    if purpose == "read" and wanted is not None:
        end = min(end, start + AT_ONCE)
    pieces = await store.read(row.object_key, row.version_id, start=start, length=end - start)
    if pieces is None:
        raise NotFound
    part = wanted is not None and (start, end) != (0, row.size)
    return StreamingResponse(
        pieces,
        status_code=206 if part else 200,
        media_type=row.content_type,
        headers={
            "Accept-Ranges": "bytes",
            "Content-Length": str(end - start),
            "Cache-Control": "private, no-store",
            # Nor does the proxy in front keep a copy on its disk.
            "X-Accel-Buffering": "no",
            "Content-Disposition": f"{'inline' if purpose == 'read' else 'attachment'}; filename*=UTF-8''{quote(row.filename)}",
            # Whatever a file holds, it does nothing when it is opened by itself.
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        | ({"Content-Range": f"bytes {start}-{end - 1}/{row.size}"} if part else {}),
    )


async def _made(store: ObjectStore, key: str) -> StreamingResponse:
    """A picture that the worker made."""
    found = await store.stat(key)
    pieces = await store.read(key, found.version_id, start=0, length=found.size) if found else None
    if pieces is None or found is None:
        raise NotFound
    return StreamingResponse(
        pieces,
        media_type=MADE[key.rpartition(".")[2]],
        headers={"Content-Length": str(found.size), "Cache-Control": "private, no-store"},
    )


def _range(wanted: str | None, size: int) -> tuple[int, int]:
    """[start, end) of a Range header; the whole file for none and for one that is not understood (RFC 9110, 14.2)."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", wanted or "")
    if found is None or not any(found.groups()):
        return 0, size
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    start, end = int(first), min(int(last) + 1, size) if last else size
    return (start, end) if start < end else (0, size)


@router.get("/evidence/{evidence_id}/content/text")
async def read_evidence_text(
    evidence_id: uuid.UUID, session: SessionDep, settings: SettingsDep, now: NowDep, look: TicketDep = None
) -> list[PageTextOut]:
    """The words of a file, page by page, under the same ticket as its bytes."""
    await service.admit(session, ticket=look, evidence_id=evidence_id, key=settings.master_key_bytes, now=now)
    return [PageTextOut(page=page, text=text) for page, text in await queries.texts(session, evidence_id)]


@router.get("/evidence/{evidence_id}/thumbnail", response_class=StreamingResponse)
async def read_evidence_thumbnail(
    evidence_id: uuid.UUID, session: SessionDep, actor: ActorDep, store: StoreDep
) -> StreamingResponse:
    """A small picture of the applicant's own file."""
    return await _made(store, await service.thumbnail(session, actor=actor, evidence_id=evidence_id))


@router.get("/applications/{application_id}/evidence/search")
async def search_evidence(
    application_id: uuid.UUID,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    q: Annotated[str, Query(min_length=2, max_length=60)],
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> list[FoundPageOut]:
    """Pages of the application's files that have the words, in the order of the files."""
    found = await service.search(session, actor=actor, application_id=application_id, words=q, limit=limit, now=now)
    return [FoundPageOut(**vars(one)) for one in found]
