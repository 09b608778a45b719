"""The relationship graph over HTTP (Art. 32)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, SettingsDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.audit.look import Subject, look
from quality_award.platform.errors import Invalid, NotFound
from quality_award.platform.hashing import sha256_hex
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.platform.sheet import MOST_BYTES, Tab, read_workbook, xlsx
from quality_award.regulation.messages import translate

from . import queries
from .present import graph_out, own_out, pairs_out, party_out, ties_out
from .pure.rows import HEADINGS, KINDS, PARTY_KINDS
from .schemas import (
    AliasesIn,
    DeclarationIn,
    GraphOut,
    OwnTiesOut,
    PairOut,
    PartyKind,
    PartyOut,
    ReasonIn,
    SameIn,
    TieCellErrorOut,
    TieImportIn,
    TieImportOut,
    TieIn,
    TieOut,
)
from .service.declaring import declare
from .service.entering import decide_same, enter_tie, name_aliases, withdraw_tie
from .service.importing import Imported, import_ties, of_mappings, of_sheet

router = APIRouter(route_class=TransactionalRoute, tags=["relations"])

MOST_ERRORS = 1000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/parties")
async def list_parties(
    session: SessionDep,
    actor: ActorDep,
    page: SliceDep,
    q: Annotated[str | None, Query(max_length=100)] = None,
    kind: Annotated[PartyKind | None, Query()] = None,
    reviewers: Annotated[bool, Query()] = False,
) -> Page[PartyOut]:
    """People and organisations, the newest first; `q` searches names, other names and credit codes, however they are written."""
    require(actor, "relations.read")
    rows = await queries.listed(
        session, actor, search=q, kind=kind, reviewers=reviewers, cursor=page.cursor, limit=page.limit + 1
    )
    kept, following = cut(rows, page.limit)
    return Page(items=[party_out(row, actor) for row in kept], next_cursor=following)


@router.get("/parties/{party_id}")
async def read_party(
    party_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, hops: Annotated[int, Query(ge=1, le=3)] = 2
) -> GraphOut:
    """The ties around a person or an organisation; a look at them is on record."""
    require(actor, "relations.read")
    found = await queries.shown(session, actor, {party_id})
    if party_id not in found:
        raise NotFound
    await look(session, Subject("party", party_id, "ties", article="32"), actor=actor, now=now)
    return await graph_out(session, actor, found[party_id], hops=hops)


@router.put("/parties/{party_id}/aliases")
async def name_party(party_id: uuid.UUID, body: AliasesIn, session: SessionDep, actor: ActorDep, now: NowDep) -> PartyOut:
    """Give a party its other names, former ones among them; it is found by them from now on."""
    await name_aliases(session, actor=actor, party_id=party_id, body=body, now=now)
    return party_out((await queries.shown(session, actor, {party_id}))[party_id], actor)


@router.post("/ties", status_code=201)
async def enter_one_tie(body: TieIn, session: SessionDep, actor: ActorDep, now: NowDep, settings: SettingsDep) -> TieOut:
    """Enter a tie between two parties that are there or are named; it counts at once."""
    row = await enter_tie(session, actor=actor, body=body, key=settings.master_key_bytes, now=now)
    return (await ties_out(session, actor, [row]))[0]


@router.post("/ties/{tie_id}/withdraw")
async def withdraw_one_tie(tie_id: uuid.UUID, body: ReasonIn, session: SessionDep, actor: ActorDep, now: NowDep) -> TieOut:
    """Withdraw a tie with the reason on file."""
    row = await withdraw_tie(session, actor=actor, tie_id=tie_id, reason=body.reason, now=now)
    return (await ties_out(session, actor, [row]))[0]


def _imported(done: Imported, lang: str, *, dry_run: bool) -> TieImportOut:
    errors = []
    for one in done.errors[:MOST_ERRORS]:
        message, following = translate(lang, one.code, {})
        errors.append(
            TieCellErrorOut(
                row=one.row,
                column=HEADINGS.get(one.column, one.column),
                cell=done.place(one.row, one.column),
                code=one.code,
                message=message,
                next=following,
            )
        )
    return TieImportOut(
        dry_run=dry_run, rows=done.rows, created=done.created, there=done.there, parties=done.parties, errors=errors
    )


@router.post("/ties/import")
async def import_tie_rows(
    body: TieImportIn, session: SessionDep, actor: ActorDep, now: NowDep, settings: SettingsDep, lang: LanguageDep
) -> TieImportOut:
    """Take in ties from another system, all rows or none; with `dry_run` nothing is saved and every wrong cell is named."""
    done = await import_ties(
        session, actor=actor, table=of_mappings(body.rows), source=body.source, source_kind="api", file={},
        dry_run=body.dry_run, key=settings.master_key_bytes, now=now,
    )  # fmt: skip
    return _imported(done, lang, dry_run=body.dry_run)


async def _body(request: Request) -> bytes:
    """The file that was sent as the body. Raises Invalid as soon as it is too large."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES:
            raise Invalid([], "sheet-too-large")
    return bytes(data)


SHEET_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/ties/import-sheet", openapi_extra=SHEET_BODY)
async def import_tie_sheet(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    settings: SettingsDep,
    lang: LanguageDep,
    filename: Annotated[str, Query(min_length=1, max_length=200)],
    source: Annotated[str, Query(min_length=1, max_length=200)],
    dry_run: Annotated[bool, Query()] = True,
) -> TieImportOut:
    """Take in a sheet (.xlsx, .xls, .csv; the file is the body) of ties; wrong cells are named as the sheet names them."""
    require(actor, "relations.enter")
    data = await _body(request)
    done = await import_ties(
        session, actor=actor, table=of_sheet(await read_workbook(data, filename)), source=source, source_kind="import",
        file={"name": filename, "sha256": sha256_hex(data)}, dry_run=dry_run, key=settings.master_key_bytes, now=now,
    )  # fmt: skip
    return _imported(done, lang, dry_run=dry_run)


@router.get("/ties/template", response_class=Response, responses={200: {"content": {XLSX: {}}}})
async def tie_template(actor: ActorDep) -> Response:
    """An empty sheet with our headings, drop-down lists for kinds, and a help."""
    require(actor, "relations.enter")
    keys = list(HEADINGS)
    choices = {keys.index("kind"): list(KINDS.values())}
    choices |= {keys.index(key): list(PARTY_KINDS.values()) for key in ("subject_kind", "target_kind")}
    lines = [
        ("每行写一条关系：主体 在/对 对象 有什么关系。例：主体“王某”，关系“任职”，对象“某某有限公司”。",),
        ("主体名称、关系、对象名称必填；其余可空。关系从下拉列表中选。",),
        ("持股须写比例（百分数，如 31.5）；日期写 2024-05-01、2024-05 或 2024，不详留空。",),
        ("身份证号、手机号只用于核对是否同一人，系统只保存加密摘要，不保存号码。",),
        ("两个自然人之间的关系，至少一方须有身份证号、手机号或专家库编号。",),
        ("不要合并单元格，不要写公式。",),
    ]
    content = xlsx(
        Tab("关系", list(HEADINGS.values()), widths=[18] * len(keys), choices=choices, rows_ahead=500),
        Tab("填写说明", ["填写说明"], lines, widths=[90]),
    )
    return Response(content, media_type=XLSX, headers={"Content-Disposition": 'attachment; filename="ties.xlsx"'})


@router.get("/relations/own")
async def read_own_ties(session: SessionDep, actor: ActorDep) -> OwnTiesOut:
    """What the reader declared of their own ties."""
    require(actor, "relations.declare")
    return await own_out(session, actor)


@router.post("/relations/own", status_code=201)
async def declare_own_tie(body: DeclarationIn, session: SessionDep, actor: ActorDep, now: NowDep) -> OwnTiesOut:
    """Declare a tie of one's own; it counts at once."""
    await declare(session, actor=actor, body=body, now=now)
    return await own_out(session, actor)


@router.get("/same-names")
async def list_same_names(
    session: SessionDep, actor: ActorDep, now: NowDep, undecided: Annotated[bool, Query()] = True
) -> list[PairOut]:
    """People of one name, one near a reviewer and the other near an applicant: one person or two?"""
    require(actor, "relations.decide_same")
    return await _pairs(session, actor, now, undecided=undecided)


@router.post("/same-names")
async def decide_same_name(body: SameIn, session: SessionDep, actor: ActorDep, now: NowDep) -> list[PairOut]:
    """Decide whether two people of one name are one, with the reason on file; gives what is still open."""
    await decide_same(session, actor=actor, body=body, now=now)
    return await _pairs(session, actor, now, undecided=True)


async def _pairs(session: SessionDep, actor: ActorDep, now: NowDep, *, undecided: bool) -> list[PairOut]:
    pairs = await pairs_out(session, actor, await queries.same_names(session, actor, open_only=undecided))
    people = {side.party.id for pair in pairs for side in (pair.one, pair.other)}
    await look(session, *(Subject("party", one, "ties", article="32") for one in sorted(people)), actor=actor, now=now)
    return pairs
