"""A row of an expert list: which cells are wrong, and what the row says once they are right (Art. 10)."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

LENGTHS = {
    "name": 50, "pool_number": 50, "provenance": 200, "off_pool_reason": 500, "employer": 100, "title": 100,
}  # fmt: skip
REQUIRED = ("name", "provenance", "employer", "title")
COLUMNS = (*LENGTHS, "employer_uscc", "categories", "divisions", "leader_qualified")
YES = {"true", "yes", "y", "1", "是", "有"}
NO = {"false", "no", "n", "0", "否", "无", ""}


@dataclass(frozen=True)
class Cell:
    """What is wrong with one cell: its row (from 1), column, and the code of the message."""

    row: int
    column: str
    code: str


@dataclass(frozen=True)
class ExpertRow:
    """A row whose cells are all right."""

    name: str
    pool_number: str | None
    provenance: str
    off_pool_reason: str | None
    employer: str
    employer_uscc: str | None
    title: str
    categories: tuple[str, ...]
    divisions: tuple[str, ...]
    leader_qualified: bool


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _codes(row: Mapping[str, Any], column: str) -> tuple[str, ...]:
    """A list of codes; in a spreadsheet's cell they are parted by commas, 、 or spaces."""
    value = row.get(column)
    parts = value if isinstance(value, list) else re.split(r"[,，、\s]+", str(value or ""))
    return tuple(dict.fromkeys(text for part in parts if (text := str(part).strip())))


def read(
    number: int,
    row: Mapping[str, Any],
    *,
    categories: Set[str],
    divisions: Set[str],
    uscc: str | None,
    off_pool_allowed: bool,
) -> tuple[ExpertRow | None, list[Cell]]:
    """The row, or every cell that is wrong. `uscc` is the employer's code in its normal form, None when it fails its check."""
    bad = [Cell(number, column, "expert.column") for column in row if column not in COLUMNS]
    texts = {column: _text(row, column) for column in LENGTHS}
    bad += [Cell(number, column, "field.missing") for column in REQUIRED if not texts[column]]
    bad += [Cell(number, column, "field.length") for column, most in LENGTHS.items() if len(texts[column]) > most]
    if not texts["pool_number"]:
        if not texts["off_pool_reason"]:
            bad.append(Cell(number, "pool_number", "expert.off_pool_reason"))
        elif not off_pool_allowed:
            bad.append(Cell(number, "off_pool_reason", "expert.off_pool_office"))
    if _text(row, "employer_uscc") and uscc is None:
        bad.append(Cell(number, "employer_uscc", "expert.uscc"))
    fields, industries = _codes(row, "categories"), _codes(row, "divisions")
    if not set(fields) <= categories:
        bad.append(Cell(number, "categories", "expert.categories"))
    if not set(industries) <= divisions:
        bad.append(Cell(number, "divisions", "expert.divisions"))
    leads = row.get("leader_qualified")
    word = ("true" if leads else "false") if isinstance(leads, bool) else _text(row, "leader_qualified").lower()
    if word not in YES | NO:
        bad.append(Cell(number, "leader_qualified", "expert.yes_no"))
    if bad:
        return None, bad
    return (
        ExpertRow(
            name=texts["name"],
            pool_number=texts["pool_number"] or None,
            provenance=texts["provenance"],
            off_pool_reason=texts["off_pool_reason"] or None,
            employer=texts["employer"],
            employer_uscc=uscc,
            title=texts["title"],
            categories=fields,
            divisions=industries,
            leader_qualified=word in YES,
        ),
        [],
    )


def twice(rows: list[Mapping[str, Any]]) -> list[Cell]:
    """Pool numbers that stand in more than one row."""
    seen: set[str] = set()
    bad = []
    for number, row in enumerate(rows, 1):
        pool = _text(row, "pool_number")
        if pool and pool in seen:
            bad.append(Cell(number, "pool_number", "expert.twice"))
        seen.add(pool)
    return bad
