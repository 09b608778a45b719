"""A list of ties: checked first, every wrong cell named, then all rows or none (Art. 32)."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.platform.errors import FieldError, Invalid
from quality_award.platform.ids import new_id
from quality_award.platform.names import names_organisation
from quality_award.platform.proofs import parse_identity, parse_phone, proof_hash
from quality_award.platform.sheet import BANNER, Sheet, code_of, like_formula, text_of
from quality_award.platform.uscc import parse_uscc
from quality_award.tables.relations import Party, Tie

from .. import queries
from ..pure.checks import faults
from ..pure.rows import HEADINGS, Fault, Row, read
from .entering import same_tie
from .following import changed
from .naming import Book, Ref, beside_the_same, refs_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

Place = Callable[[int, str], str]
"""(row from 1, column) → the cell's name in the sheet."""


@dataclass(frozen=True)
class Table:
    """Rows of a list as they came: their cells by column, how a cell is named, faults of the sheet itself."""

    rows: list[tuple[int, Mapping[str, Any]]]
    place: Place
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do."""

    rows: int
    created: int
    there: int
    parties: int
    errors: list[Fault]
    place: Place


def of_mappings(rows: Sequence[Mapping[str, Any]]) -> Table:
    """A list that came as JSON: rows are counted from 1."""
    return Table(list(enumerate(rows, 1)), lambda row, column: f"{row}.{column}")


def of_sheet(sheets: Sequence[Sheet]) -> Table:
    """The first sheet with our headings. Merged cells and formulas are faults: what they would say is not in the cell."""
    columns = {heading: key for key, heading in HEADINGS.items()} | {key: key for key in HEADINGS}
    for sheet in sheets:
        for top, row in enumerate(sheet.rows[:BANNER]):
            headings = [text_of(value).replace(" ", "").replace("（%）", "(%)") for value in row]
            if {"subject", "kind", "target"} <= {columns.get(heading) for heading in headings}:
                return _table(sheet, top, [columns.get(heading) for heading in headings], headings)
    raise Invalid([FieldError("file", "tie.headings")], article="32")


def _table(sheet: Sheet, top: int, keys: list[str | None], headings: list[str]) -> Table:
    at = {key: column for column, key in enumerate(keys) if key}
    bad = [Fault(top + 1, heading, "tie.column") for key, heading in zip(keys, headings, strict=True) if heading and key is None]
    bad += [Fault(one[0] + 1, _key(keys, one[1]), "tie.merged") for one in sheet.merged if one[2] > top]
    bad += [Fault(row + 1, _key(keys, column), "tie.formula") for row, column in sorted(sheet.formulas) if row > top]
    rows: list[tuple[int, Mapping[str, Any]]] = []
    for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
        cells = {key: row[column] for key, column in at.items() if column < len(row)}
        if any(text_of(value) for value in cells.values()):
            rows.append((number, cells))

    def place(number: int, column: str) -> str:
        where = at.get(column, headings.index(column) if column in headings else 0)
        return sheet.cell(number - 1, where)

    return Table(rows, place, bad)


def _key(keys: list[str | None], column: int) -> str:
    return (keys[column] if column < len(keys) else None) or "subject"


async def import_ties(
    session: "AsyncSession",
    *,
    actor: Actor,
    table: Table,
    source: str,
    source_kind: str,
    file: Mapping[str, str],
    dry_run: bool,
    key: bytes,
    now: dt.datetime,
) -> Imported:
    """Take in a list: all rows or none. Raises Invalid with every wrong cell unless it is a dry run, which saves nothing.

    `file` says where the list came from (name, SHA-256), for the record; `key` is the installation's master key.
    """
    require(actor, "relations.enter")
    assert actor.authority_id is not None
    if not source.strip():
        raise Invalid([FieldError("source", "field.missing")], article="32")
    if not table.rows:
        raise Invalid([FieldError("rows", "sheet-empty")], article="32")
    numbers = {code_of(cells.get("subject_pool_number")) for _, cells in table.rows} - {""}
    experts = await queries.by_pool_number(session, actor.authority_id, numbers)
    good, bad = _read(table, experts, key)
    if bad and not dry_run:
        raise Invalid([FieldError(table.place(one.row, one.column), one.code) for one in bad[:500]], article="32")
    if bad:
        return Imported(len(table.rows), 0, 0, 0, bad, table.place)
    savepoint = await session.begin_nested()
    book = await Book.opened(
        session, actor.authority_id, refs_of((one.subject, one.target) for one in good), now=now, scope=beside_the_same,
        source_kind=source_kind, same_source=queries.of_anybody(),
    )  # fmt: skip
    ties: dict[tuple[object, ...], Tie] = {}
    for one in good:
        first, second = _ends(book, one)
        if first.id == second.id:
            bad.append(Fault(one.row.number, "target", "tie.self"))
            continue
        row = one.row
        made = Tie(
            id=new_id(), authority_id=actor.authority_id, from_id=first.id, to_id=second.id, kind=one.kind, role=row.role,
            share=row.share, valid_from=row.since, valid_to=row.until, source_kind=source_kind, source=source.strip(),
            document=row.document, entered_by=actor.user_id, created_at=now,
        )  # fmt: skip
        ties.setdefault(same_tie(made), made)
    await session.flush()
    there = {
        same_tie(tie)
        for tie in await queries.live_between(session, {tie.from_id for tie in ties.values()}, source_kind=source_kind)
    }
    fresh = [tie for found, tie in ties.items() if found not in there]
    done = Imported(len(good), len(fresh), len(good) - len(fresh), len(book.made), bad, table.place)
    if bad or dry_run:
        await savepoint.rollback()
        if not dry_run:
            raise Invalid([FieldError(table.place(one.row, one.column), one.code) for one in bad[:500]], article="32")
        return done
    session.add_all(fresh)
    await session.flush()
    await savepoint.commit()
    await append(
        session, actor=actor, now=now, entity="tie", entity_id=None, action="import", article="32",
        detail={"rows": len(good), "created": len(fresh), "source": source.strip(), "file": dict(file)},
    )  # fmt: skip
    await changed(session, now, {end for tie in fresh for end in (tie.from_id, tie.to_id)})
    return done


@dataclass(frozen=True)
class _Good:
    row: Row
    kind: str
    subject: Ref
    target: Ref
    expert: Party | None


def _ends(book: Book, one: _Good) -> tuple[Party, Party]:
    """The nodes of a row; an organisation or a proven person first, the other beside it."""
    if one.expert is not None:
        return one.expert, book.node(one.target, one.expert)
    if one.target.kind == "organisation" or one.target.identity_hash or one.target.phone_hash:
        second = book.node(one.target)
        return book.node(one.subject, second), second
    first = book.node(one.subject)
    return first, book.node(one.target, first)


def _read(table: Table, experts: Mapping[str, Party], key: bytes) -> tuple[list[_Good], list[Fault]]:
    good: list[_Good] = []
    bad = list(table.faults)
    for number, cells in table.rows:
        wrong = [Fault(number, column, "tie.formula") for column, value in cells.items() if like_formula(value)]
        plain = {column: value if isinstance(value, dt.date) else text_of(value) for column, value in cells.items()}
        row, faulty = read(number, plain)
        wrong += faulty
        refs: dict[str, Ref] = {}
        for end, name, stated in (("subject", row.subject, row.subject_kind), ("target", row.target, row.target_kind)):
            if name:
                refs[end], more = _party(number, end, name, stated, cells, key)
                wrong += more
        if row.kind is not None and len(refs) == 2 and not any(one.column == "share" for one in faulty):
            wrong += [
                Fault(number, column, code)
                for column, code in faults(
                    row.kind, subject_kind=refs["subject"].kind, target_kind=refs["target"].kind, share=row.share,
                    since=row.since, until=row.until,
                )
            ]  # fmt: skip
        pool_number = code_of(cells.get("subject_pool_number"))
        expert = experts.get(pool_number)
        if pool_number and expert is None:
            wrong.append(Fault(number, "subject_pool_number", "tie.pool_number"))
        if len(refs) == 2 and expert is None and all(_bare(one) for one in refs.values()):
            # Two bare names say nothing of anybody.
            wrong.append(Fault(number, "subject", "tie.proof"))
        bad += wrong
        if row.kind is not None and not wrong:
            good.append(_Good(row, row.kind, refs["subject"], refs["target"], expert))
    return good, sorted(set(bad), key=lambda one: (one.row, one.column))


def _bare(ref: Ref) -> bool:
    return ref.kind == "person" and not ref.identity_hash and not ref.phone_hash


def _party(number: int, end: str, name: str, stated: str | None, cells: Mapping[str, Any], key: bytes) -> tuple[Ref, list[Fault]]:
    """A party of a row. What kind it is follows from its numbers, or from its name, where the row does not say."""
    said = {what: code_of(cells.get(f"{end}_{what}")) for what in ("uscc", "identity", "phone")}
    kind = stated or (
        "organisation" if said["uscc"] or (not said["identity"] and not said["phone"] and names_organisation(name)) else "person"
    )
    wrong: list[Fault] = []
    code = parse_uscc(said["uscc"]) if said["uscc"] else None
    identity = parse_identity(said["identity"]) if said["identity"] else None
    phone = parse_phone(said["phone"]) if said["phone"] else None
    for what, found, fits in (("uscc", code, "organisation"), ("identity", identity, "person"), ("phone", phone, "person")):
        if said[what] and (found is None or kind != fits):
            wrong.append(Fault(number, f"{end}_{what}", f"party.{what}"))
    ref = Ref(
        kind, name, code.code if code else None, proof_hash("identity", identity, key) if identity else None,
        proof_hash("phone", phone, key) if phone else None,
    )  # fmt: skip
    if not ref.key:
        wrong.append(Fault(number, end, "party.name"))
    return ref, wrong
