"""Import of experts with their provenance (Art. 10): a list from the API or a sheet of the provincial pool, all rows or none."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import may, require
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.platform.errors import FieldError, Invalid
from quality_award.platform.hashing import canonical_json, sha256_hex
from quality_award.platform.ids import new_id
from quality_award.platform.names import person_key
from quality_award.platform.proofs import parse_identity, parse_phone, proof_hash
from quality_award.platform.sheet import Sheet, Value, code_of, letters, like_formula, read_workbook, text_of
from quality_award.platform.uscc import parse_uscc
from quality_award.regulation.criteria import criteria
from quality_award.regulation.reference import divisions
from quality_award.tables.parties import Expert, ExpertImport

from .. import queries
from ..pure.sheet import CODES, HEADINGS, Cell, Checked, ExpertRow, Headings, headings, read, twice

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

MOST_NAMED = 1000
"""Wrong cells that are named one by one; the count says how many there are."""
PROFILE = ("qualifications", "area", "load_wish", "max_load")
"""What an expert states too: a list that says nothing about it leaves it alone."""

Named = Callable[[int, str], str | None]
"""(row, column) → the sheet's own name of the cell."""


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do. `cells` are wrong cells and warnings, `errors` how many are wrong."""

    rows: int
    created: int
    updated: int
    unchanged: int
    errors: int
    cells: list[Cell]
    import_id: uuid.UUID | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Listed:
    """Rows of a list by their numbers, and what is wrong with the list itself."""

    rows: list[tuple[int, Mapping[str, Any]]]
    cells: list[Cell]
    name: Named


@dataclass(frozen=True)
class Origin:
    """What provenance keeps of a list: the file's name (None for the API), its digest, and how it came."""

    file_name: str | None
    sha256: str
    source: str


async def import_rows(
    session: "AsyncSession", *, actor: Actor, rows: Sequence[Mapping[str, Any]], dry_run: bool, key: bytes, now: dt.datetime
) -> Imported:
    """Take in a list from the API; `key` is the master key that identity numbers are hashed under."""
    require(actor, "experts.import")
    listed = Listed(list(enumerate(rows, 1)), [], lambda row, column: None)
    origin = Origin(None, sha256_hex(canonical_json([dict(row) for row in rows])), "api")
    return await _take(session, actor, listed, origin, dry_run=dry_run, key=key, now=now)


async def import_sheet(
    session: "AsyncSession",
    *,
    actor: Actor,
    data: bytes,
    file_name: str,
    provenance: str,
    dry_run: bool,
    key: bytes,
    now: dt.datetime,
) -> Imported:
    """Take in a sheet (.xlsx, .xls, .csv). `provenance` stands where the sheet has none of its own.

    Raises Invalid for a file that is no such sheet, with the code of `platform.sheet`, or `sheet-no-headings`.
    """
    require(actor, "experts.import")
    sheets = await read_workbook(data, file_name)
    if not any(text_of(value) for sheet in sheets for row in sheet.rows for value in row):
        raise Invalid([], "sheet-empty", article="10")
    for sheet in sheets:
        found = headings([[text_of(value) for value in row] for row in sheet.rows[:10]])
        if found is not None:
            break
    else:
        raise Invalid([], "sheet-no-headings", article="10")
    listed = await asyncio.to_thread(_listed, sheet, found, provenance)
    origin = Origin(file_name, sha256_hex(data), "sheet")
    return replace(await _take(session, actor, listed, origin, dry_run=dry_run, key=key, now=now), sheet=sheet.name)


def _listed(sheet: Sheet, heads: Headings, provenance: str) -> Listed:
    """The rows below the headings. Merged cells and formulas are named: one value cannot stand for several people."""

    def name(row: int, column: str) -> str | None:
        place = heads.columns.get(column)
        return None if place is None else sheet.cell(row - 1, place)

    head = heads.row + 1
    cells = [
        Cell(head, word, "sheet.heading_unknown", name=sheet.cell(heads.row, place), warning=True)
        for place, word in heads.unknown
    ]
    cells += [Cell(head, word, "sheet.heading_twice", name=sheet.cell(heads.row, place)) for place, word in heads.doubled]
    cells += [
        Cell(head, column, "sheet.heading_missing", {"heading": HEADINGS[column][0]}, f"{sheet.name}!{head}")
        for column in heads.missing
    ]
    columns = {place: column for column, place in heads.columns.items()}
    merged: set[int] = set()
    for one in sheet.merged:
        top, left, bottom, _ = one
        if bottom >= heads.row:
            cells.append(Cell(top + 1, columns.get(left, letters(left)), "sheet.merged", name=sheet.range(one)))
            merged.update(range(top, bottom + 1))
    cells += [
        Cell(row + 1, columns[place], "sheet.formula", name=sheet.cell(row, place))
        for row, place in sorted(sheet.formulas)
        if row > heads.row and place in columns
    ]
    rows: list[tuple[int, Mapping[str, Any]]] = []
    for number, values in enumerate(sheet.rows[head:], head):
        if number in merged or not any(text_of(value) for value in values):
            continue
        row = {column: values[place] if place < len(values) else None for column, place in heads.columns.items()}
        if provenance and not text_of(row.get("provenance")):
            row["provenance"] = provenance
        rows.append((number + 1, row))
    return Listed(rows, cells, name)


async def _take(
    session: "AsyncSession", actor: Actor, listed: Listed, origin: Origin, *, dry_run: bool, key: bytes, now: dt.datetime
) -> Imported:
    """All rows or none. A pool number or identity number that is there already updates its expert; a measure in force stays."""
    read_rows, cells = await asyncio.to_thread(_read, listed.rows, off_pool_allowed=may(actor, "editions.check_experts"))
    cells += listed.cells
    if read_rows:
        await queries.one_import_at_a_time(session, actor)
    hashes = await asyncio.to_thread(_hashes, read_rows, key)
    pool = await queries.known(
        session, actor, numbers=[row.pool_number for row in read_rows if row.pool_number],
        identities=[one["identity_hash"] for one in hashes if one["identity_hash"]],
    )  # fmt: skip
    outside = await queries.off_pool(session, actor) if any(not row.pool_number for row in read_rows) else {}
    new: list[dict[str, Any]] = []
    changed: list[Expert] = []
    for row, proofs in zip(read_rows, hashes, strict=True):
        there = pool.by_number.get(row.pool_number) if row.pool_number else outside.get((row.name, row.employer))
        same = pool.by_identity.get(proofs["identity_hash"] or "")
        if same is not None and there is None and same.pool_number is None:
            there = same
        if same is not None and same is not there:
            params = {"name": same.name, "pool_number": same.pool_number}
            cells.append(Cell(row.number, "identity", "expert.identity_known", params))
            continue
        values = _values(row) | {name: value for name, value in proofs.items() if value}
        if there is None:
            new.append(values | {"number": row.number})
            continue
        if proofs["identity_hash"] and there.identity_hash not in (None, proofs["identity_hash"]):
            cells.append(Cell(row.number, "identity", "expert.identity_changed", {"name": there.name}, warning=True))
        if any(getattr(there, name) != value for name, value in values.items()):
            changed.append(there)
            if not dry_run:
                for name, value in values.items():
                    setattr(there, name, value)
    cells += await _suspected(session, actor, new)
    named = [replace(cell, name=cell.name or listed.name(cell.row, cell.column)) for cell in cells]
    named.sort(key=lambda cell: (cell.warning, cell.row, cell.column))
    errors = sum(not cell.warning for cell in named)
    if errors and not dry_run:
        wrong = [cell for cell in named[:MOST_NAMED] if not cell.warning]
        raise Invalid(
            [FieldError(cell.name or f"rows.{cell.row}.{cell.column}", cell.code, cell.params) for cell in wrong], article="10"
        )
    done = Imported(
        rows=len(listed.rows),
        created=len(new),
        updated=len(changed),
        unchanged=len(read_rows) - len(new) - len(changed),
        errors=errors,
        cells=named[:MOST_NAMED],
    )
    if dry_run or (not new and not changed):
        return done
    return replace(done, import_id=await _write(session, actor, done, origin, new, changed, now))


def _read(rows: Sequence[tuple[int, Mapping[str, Any]]], *, off_pool_allowed: bool) -> tuple[list[ExpertRow], list[Cell]]:
    categories = {category.code for category in criteria().categories}
    industries = {division.code for division in divisions()}
    good: list[ExpertRow] = []
    cells: list[Cell] = []
    for number, row in rows:
        clean, wrong = _clean(number, row)
        cells += wrong
        if wrong:
            continue
        code = parse_uscc(str(clean.get("employer_uscc") or ""))
        found, bad = read(
            number,
            clean,
            categories=categories,
            divisions=industries,
            checked=Checked(
                uscc=code.code if code else None,
                identity=parse_identity(str(clean.get("identity") or "")),
                phone=parse_phone(str(clean.get("phone") or "")),
            ),
            off_pool_allowed=off_pool_allowed,
        )
        cells += bad
        if found:
            good.append(found)
    return good, cells + twice(good)


def _clean(number: int, row: Mapping[str, Any]) -> tuple[dict[str, Any], list[Cell]]:
    """Cells as text: what a spreadsheet made of them is undone, or named where it lost something."""
    clean: dict[str, Any] = {}
    wrong: list[Cell] = []
    for column, value in row.items():
        if isinstance(value, list):
            clean[column] = [text_of(str(part)) for part in value]
            if any(like_formula(part) for part in value):
                wrong.append(Cell(number, column, "sheet.formula_like"))
            continue
        fault = _fault(column, value)
        if fault:
            wrong.append(Cell(number, column, fault))
        elif isinstance(value, bool):
            clean[column] = value
        else:
            separated = column in ("categories", "divisions")
            clean[column] = code_of(value) if column in CODES and not separated else text_of(_plain_digits(value, separated))
    return clean, wrong


def _plain_digits(value: Value, separated: bool) -> Value:
    """Full-width digits and stops of a list of codes, whose spaces part it."""
    return " ".join(code_of(part) for part in str(value).split()) if separated and isinstance(value, str) else value


def _fault(column: str, value: Value) -> str | None:
    if isinstance(value, dt.date):
        return "sheet.date"
    if column == "identity" and isinstance(value, int | float) and not isinstance(value, bool):
        # Eighteen digits do not fit into a spreadsheet's number: the last three are lost.
        return "expert.identity_as_number"
    if like_formula(value) and not (column == "phone" and str(value).startswith("+")):
        return "sheet.formula_like"
    return None


def _hashes(rows: Sequence[ExpertRow], key: bytes) -> list[dict[str, str | None]]:
    return [
        {
            "identity_hash": proof_hash("identity", row.identity, key) if row.identity else None,
            "phone_hash": proof_hash("phone", row.phone, key) if row.phone else None,
        }
        for row in rows
    ]


def _values(row: ExpertRow) -> dict[str, Any]:
    """The columns that the row says something about."""
    values = {
        "name": row.name,
        "pool_number": row.pool_number,
        "provenance": row.provenance,
        "off_pool_reason": row.off_pool_reason,
        "employer": row.employer,
        "employer_uscc": row.employer_uscc,
        "title": row.title,
        "categories": list(row.categories),
        "divisions": list(row.divisions),
        "leader_qualified": row.leader_qualified,
    }
    stated = {name: getattr(row, name) for name in PROFILE}
    return values | {name: list(one) if isinstance(one, tuple) else one for name, one in stated.items() if one is not None}


async def _suspected(session: "AsyncSession", actor: Actor, new: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """New people who have a namesake with the same employer in the pool."""
    pairs = {(one["name"], one["employer"]) for one in new}
    there = await queries.namesakes(session, actor, sorted(pairs)) if pairs else {}
    return [
        Cell(one["number"], "name", "expert.same_name_pool", {"pool_number": there[one["name"], one["employer"]]}, warning=True)
        for one in new
        if (one["name"], one["employer"]) in there
    ]


async def _write(
    session: "AsyncSession",
    actor: Actor,
    done: Imported,
    origin: Origin,
    new: Sequence[Mapping[str, Any]],
    changed: Sequence[Expert],
    now: dt.datetime,
) -> uuid.UUID:
    """The rows, their import, what the graph of relations knows of each expert, the record and the event."""
    assert actor.authority_id is not None
    assert actor.user_id is not None
    record = ExpertImport(
        id=new_id(),
        authority_id=actor.authority_id,
        file_name=origin.file_name,
        sha256=origin.sha256,
        source=origin.source,
        rows=done.rows,
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
        imported_by=actor.user_id,
        created_at=now,
    )
    session.add(record)
    await session.flush()
    common = {"authority_id": actor.authority_id, "status": "active", "import_id": record.id, "created_at": now}
    keys = ("identity_hash", "phone_hash", *PROFILE)
    blank = dict.fromkeys(keys) | {"qualifications": []}
    # In the order of the list: ids of one instant are in none.
    ids = sorted(new_id() for _ in new)
    rows = [
        blank | {name: value for name, value in one.items() if name != "number"} | common | {"id": own}
        for own, one in zip(ids, new, strict=True)
    ]
    await queries.add_experts(session, rows)
    for expert in changed:
        expert.import_id = record.id
        expert.version += 1
    await session.flush()
    known = [*rows, *({name: getattr(one, name) for name in ("id", "name", "identity_hash", "phone_hash")} for one in changed)]
    await queries.write_parties(session, actor.authority_id, [one | {"name_key": person_key(one["name"])} for one in known], now)
    detail = {
        "created": done.created,
        "updated": done.updated,
        "rows": done.rows,
        "filename": origin.file_name,
        "sha256": origin.sha256,
    }
    await append(
        session, actor=actor, now=now, entity="expert", entity_id=record.id, action="import", article="10", detail=detail
    )  # fmt: skip
    emit(session, name="expert.imported", now=now, entity="expert_import", entity_id=record.id, payload=detail)
    return record.id
