"""The expert pool over HTTP (Art. 10, 29)."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, SettingsDep, TransactionalRoute
from quality_award.access.permissions import may, require
from quality_award.audit.look import Subject, look
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.regulation.messages import translate

from . import facts, queries
from .pure.sheet import Cell
from .queries import record
from .schemas import (
    AbsenceIn,
    AbsenceOut,
    CalibrationOut,
    CellErrorOut,
    ExpertImportIn,
    ExpertImportOut,
    ExpertOut,
    ExpertRecordOut,
    ExpertStatus,
    ImportOut,
    MeasureOut,
    ProfileIn,
    RatingsOut,
    SanctionIn,
    SanctionOut,
    ServiceOut,
)
from .service import importing, listing, measures, profile

router = APIRouter(route_class=TransactionalRoute, tags=["experts"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RAW: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/experts")
async def list_experts(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    page: SliceDep,
    q: Annotated[str | None, Query(max_length=100)] = None,
    status: Annotated[ExpertStatus | None, Query()] = None,
    division: Annotated[str | None, Query(max_length=2)] = None,
    category: Annotated[str | None, Query(max_length=10)] = None,
    leader: Annotated[bool | None, Query()] = None,
    imported: Annotated[uuid.UUID | None, Query()] = None,
) -> Page[ExpertOut]:
    """The pool; `q` searches name, employer and pool number, `imported` gives what one import wrote last."""
    require(actor, "experts.read")
    rows = await queries.shown(
        session,
        actor,
        now=now,
        text=q,
        status=status,
        division=division,
        category=category,
        leader=leader,
        imported=imported,
        cursor=page.cursor,
        limit=page.limit + 1,
    )
    kept, following = cut(rows, page.limit)
    return Page(items=[facts.expert(row) for row in kept], next_cursor=following)


@router.post("/experts")
async def import_experts(
    body: ExpertImportIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, settings: SettingsDep
) -> ExpertImportOut:
    """Import rows of the provincial pool; with `dry_run` nothing is saved and every wrong cell is named."""
    done = await importing.import_rows(
        session, actor=actor, rows=body.rows, dry_run=body.dry_run, key=settings.master_key_bytes, now=now
    )
    return _imported(done, body.dry_run, lang)


@router.post("/experts/sheet", openapi_extra=RAW)
async def import_expert_sheet(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    lang: LanguageDep,
    settings: SettingsDep,
    file_name: Annotated[str, Query(min_length=1, max_length=200)],
    provenance: Annotated[str, Query(max_length=200)] = "",
    dry_run: Annotated[bool, Query()] = True,
) -> ExpertImportOut:
    """Import a sheet (.xlsx, .xls, .csv, at most 10 MiB and 50 000 rows), sent as the body; cells by the sheet's own names."""
    require(actor, "experts.import")
    done = await importing.import_sheet(
        session,
        actor=actor,
        data=await request.body(),
        file_name=file_name,
        provenance=provenance.strip(),
        dry_run=dry_run,
        key=settings.master_key_bytes,
        now=now,
    )
    return _imported(done, dry_run, lang)


def _imported(done: importing.Imported, dry_run: bool, lang: str) -> ExpertImportOut:
    return ExpertImportOut(
        dry_run=dry_run,
        sheet=done.sheet,
        rows=done.rows,
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
        error_count=done.errors,
        errors=[_cell(one, lang) for one in done.cells if not one.warning],
        warnings=[_cell(one, lang) for one in done.cells if one.warning],
        import_id=done.import_id,
    )


def _cell(cell: Cell, lang: str) -> CellErrorOut:
    message, following = translate(lang, cell.code, cell.params)
    return CellErrorOut(row=cell.row, column=cell.column, cell=cell.name, code=cell.code, message=message, next=following)


@router.get("/experts/template", response_class=Response, responses={200: {"content": {XLSX: {}}}})
async def expert_template(actor: ActorDep, lang: LanguageDep) -> Response:
    """The sheet to fill in, with drop-down lists and a page of help."""
    require(actor, "experts.import")
    return _file(await listing.template(lang), "experts-template.xlsx")


@router.get("/experts/export", response_class=Response, responses={200: {"content": {XLSX: {}}}})
async def export_experts(session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep) -> Response:
    """The pool to take along; that it is taken is on record. No cell of it is a formula, and no identity number is in it."""
    return _file(await listing.export(session, actor=actor, lang=lang, now=now), "experts.xlsx")


def _file(content: bytes, name: str) -> Response:
    return Response(content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/experts/imports")
async def list_expert_imports(session: SessionDep, actor: ActorDep, page: SliceDep) -> Page[ImportOut]:
    """Where the pool's rows came from, the newest import first."""
    require(actor, "experts.read")
    rows = [facts.origin(*row) for row in await queries.imports(session, actor, cursor=page.cursor, limit=page.limit + 1)]
    kept, following = cut(rows, page.limit)
    return Page(items=list(kept), next_cursor=following)


@router.get("/experts/{expert_id}")
async def get_expert(
    expert_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, response: Response
) -> ExpertRecordOut:
    """An expert with their record of service; experts see their own."""
    require(actor, "experts.read_one")
    rows = await queries.shown(session, actor, now=now, expert_id=expert_id, limit=1)
    if not rows:
        raise NotFound
    expert = rows[0].expert
    if actor.role != "expert":
        await look(session, Subject("expert", expert_id, "service", article="10"), actor=actor, now=now)
    given = await record.ratings(session, actor, expert_id) if may(actor, "reviewers.read_ratings") else None
    came = await record.origin(session, expert.import_id)
    set_etag(response, expert.version)
    return ExpertRecordOut(
        expert=facts.expert(rows[0]),
        absences=[AbsenceOut.model_validate(one, from_attributes=True) for one in await queries.absences(session, expert_id)],
        invitations=[facts.invitation(one, now) for one in await record.invitations(session, expert_id)],
        service=[ServiceOut.model_validate(one, from_attributes=True) for one in await record.service(session, actor, expert_id)],
        calibration=[
            CalibrationOut.model_validate(one, from_attributes=True)
            for one in await record.calibration(session, actor, expert_id)
        ],
        ratings=RatingsOut.model_validate(given, from_attributes=True) if given else None,
        measures=[MeasureOut.model_validate(one, from_attributes=True) for one in await record.measures(session, expert_id)],
        origin=facts.origin(*came) if came else None,
        may_edit=may(actor, "experts.edit_profile"),
    )


@router.patch("/experts/{expert_id}", status_code=204)
async def edit_expert_profile(
    expert_id: uuid.UUID, body: ProfileIn, session: SessionDep, actor: ActorDep, now: NowDep, version: IfMatch
) -> None:
    """Qualifications, district and load, as the expert or those who form the teams state them."""
    await profile.edit(session, actor=actor, expert_id=expert_id, body=body, version=version, now=now)


@router.post("/experts/{expert_id}/absences", status_code=204)
async def add_expert_absence(expert_id: uuid.UUID, body: AbsenceIn, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """Days on which the expert cannot review."""
    await profile.add_absence(session, actor=actor, expert_id=expert_id, body=body, now=now)


@router.delete("/experts/{expert_id}/absences/{absence_id}", status_code=204)
async def remove_expert_absence(
    expert_id: uuid.UUID, absence_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> None:
    """The expert can review on these days after all."""
    await profile.remove_absence(session, actor=actor, expert_id=expert_id, absence_id=absence_id, now=now)


@router.post("/experts/{expert_id}/sanction")
async def sanction_expert(
    expert_id: uuid.UUID, body: SanctionIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> SanctionOut:
    """A measure under Art. 29; dismissal and disqualification take effect with this answer."""
    released, ended = await measures.sanction_expert(
        session, actor=actor, expert_id=expert_id, status=body.status, reason=body.reason, now=now
    )
    rows = await queries.shown(session, actor, now=now, expert_id=expert_id, limit=1)
    if not rows:
        raise NotFound
    return SanctionOut(expert=facts.expert(rows[0]), released_assignments=released, ended_memberships=ended)
