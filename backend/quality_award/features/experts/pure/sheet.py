"""A row of an expert list: which cells are wrong, and what the row says once they are right (Art. 10)."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

LENGTHS = {
    "name": 50, "pool_number": 50, "provenance": 200, "off_pool_reason": 500, "employer": 100, "title": 100,
}  # fmt: skip
REQUIRED = ("name", "provenance", "employer", "title")
LISTS = ("categories", "divisions", "qualifications")
LOADS = ("load_wish", "max_load")
PROOFS = ("identity", "phone")
MOST_LOAD = 200

HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "name"),
    "pool_number": ("专家库编号", "编号", "pool_number", "pool number"),
    "provenance": ("来源", "provenance"),
    "off_pool_reason": ("库外理由", "off_pool_reason", "reason off pool"),
    "employer": ("单位", "工作单位", "employer"),
    "employer_uscc": ("单位统一社会信用代码", "统一社会信用代码", "employer_uscc", "credit code of the employer"),
    "title": ("职称", "职务职称", "title"),
    "categories": ("评审类目", "categories"),
    "divisions": ("行业大类", "divisions"),
    "leader_qualified": ("组长资格", "leader_qualified", "may lead"),
    "identity": ("身份证号", "身份证号码", "公民身份号码", "identity", "identity number"),
    "phone": ("手机", "手机号", "手机号码", "phone", "mobile"),
    "qualifications": ("资质", "资格证书", "qualifications"),
    "area": ("所在地区代码", "行政区划代码", "area"),
    "load_wish": ("希望评审数", "load_wish", "wished load"),
    "max_load": ("最多评审数", "max_load", "most load"),
}
"""Each column with the headings that it may stand under; the first one is the template's."""
COLUMNS = tuple(HEADINGS)
NEEDED = ("name", "pool_number", "employer", "title")
"""Columns without which a sheet is no expert list. A sheet's own provenance may be given once, beside it."""
CODES = ("pool_number", "employer_uscc", "identity", "phone", "area", "categories", "divisions", "load_wish", "max_load")
"""Columns whose full-width characters and spaces mean nothing."""
YES = {"true", "yes", "y", "1", "是", "有"}
NO = {"false", "no", "n", "0", "否", "无", ""}


@dataclass(frozen=True)
class Cell:
    """What is wrong with one cell: its row (from 1), column, and the code of the message; `name` as the sheet names it.

    A warning stops nothing.
    """

    row: int
    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None
    warning: bool = False


@dataclass(frozen=True)
class Checked:
    """Numbers in their normal form; None where there is none, or where it fails its check."""

    uscc: str | None = None
    identity: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class ExpertRow:
    """A row whose cells are all right. What is None was not said: it leaves alone what is known already."""

    number: int
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
    identity: str | None = None
    phone: str | None = None
    qualifications: tuple[str, ...] | None = None
    area: str | None = None
    load_wish: int | None = None
    max_load: int | None = None


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _codes(row: Mapping[str, Any], column: str) -> tuple[str, ...]:
    """A list; in a spreadsheet's cell its parts are parted by commas, 、 or spaces."""
    value = row.get(column)
    parts = value if isinstance(value, list) else re.split(r"[,，、;；\s]+", str("" if value is None else value))
    return tuple(dict.fromkeys(text for part in parts if (text := str(part).strip())))


def _load(row: Mapping[str, Any], column: str) -> int | None:
    """A small whole number; -1 for anything else that was written."""
    text = _text(row, column)
    if not text:
        return None
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) and int(text) <= MOST_LOAD else -1


def read(
    number: int,
    row: Mapping[str, Any],
    *,
    categories: Set[str],
    divisions: Set[str],
    checked: Checked,
    off_pool_allowed: bool,
) -> tuple[ExpertRow | None, list[Cell]]:
    """The row, or every cell that is wrong."""
    bad = [Cell(number, column, "expert.column") for column in row if column not in COLUMNS]
    texts = {column: _text(row, column) for column in LENGTHS}
    bad += [Cell(number, column, "field.missing") for column in REQUIRED if not texts[column]]
    bad += [Cell(number, column, "field.length") for column, most in LENGTHS.items() if len(texts[column]) > most]
    if not texts["pool_number"]:
        if not texts["off_pool_reason"]:
            bad.append(Cell(number, "pool_number", "expert.off_pool_reason"))
        elif not off_pool_allowed:
            bad.append(Cell(number, "off_pool_reason", "expert.off_pool_office"))
    if _text(row, "employer_uscc") and checked.uscc is None:
        bad.append(Cell(number, "employer_uscc", "expert.uscc"))
    if _text(row, "identity") and checked.identity is None:
        bad.append(Cell(number, "identity", "expert.identity"))
    if _text(row, "phone") and checked.phone is None:
        bad.append(Cell(number, "phone", "expert.phone"))
    # A spreadsheet that took 06 for a number has 6.
    fields, industries = _codes(row, "categories"), tuple(code.zfill(2) for code in _codes(row, "divisions"))
    if not set(fields) <= categories:
        bad.append(Cell(number, "categories", "expert.categories"))
    if not set(industries) <= divisions:
        bad.append(Cell(number, "divisions", "expert.divisions"))
    leads = row.get("leader_qualified")
    word = ("true" if leads else "false") if isinstance(leads, bool) else _text(row, "leader_qualified").lower()
    if word not in YES | NO:
        bad.append(Cell(number, "leader_qualified", "expert.yes_no"))
    area = _text(row, "area")
    if area and not re.fullmatch(r"[1-9][0-9]{5}", area):
        bad.append(Cell(number, "area", "expert.area"))
    papers = _codes(row, "qualifications")
    if len(papers) > 20 or any(len(paper) > 60 for paper in papers):
        bad.append(Cell(number, "qualifications", "field.length"))
    loads = {column: _load(row, column) for column in LOADS}
    bad += [Cell(number, column, "expert.load") for column, load in loads.items() if load == -1]
    wish, most = loads["load_wish"], loads["max_load"]
    if wish is not None and most is not None and -1 not in (wish, most) and wish > most:
        bad.append(Cell(number, "load_wish", "expert.load_order"))
    if bad:
        return None, bad
    return (
        ExpertRow(
            number=number,
            name=texts["name"],
            pool_number=texts["pool_number"] or None,
            provenance=texts["provenance"],
            off_pool_reason=texts["off_pool_reason"] or None,
            employer=texts["employer"],
            employer_uscc=checked.uscc,
            title=texts["title"],
            categories=fields,
            divisions=industries,
            leader_qualified=word in YES,
            identity=checked.identity,
            phone=checked.phone,
            qualifications=papers or None,
            area=area or None,
            load_wish=wish,
            max_load=most,
        ),
        [],
    )


def twice(rows: Iterable[ExpertRow]) -> list[Cell]:
    """Who stands in the list more than once: by pool number and identity number for sure, by phone or by name perhaps."""
    bad: list[Cell] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        keys = (
            ("pool_number", row.pool_number or "", "expert.twice", False),
            ("identity", row.identity or "", "expert.identity_twice", False),
            ("phone", row.phone or "", "expert.phone_twice", True),
            ("name", f"{row.name}\0{row.employer}", "expert.same_name", True),
        )
        named = False
        for column, key, code, warning in keys:
            first = seen.setdefault((column, key), row.number) if key else row.number
            # One that is wrong for sure need not be suspected as well.
            if first != row.number and not (warning and named):
                bad.append(Cell(row.number, column, code, {"first": first}, warning=warning))
                named = True
    return bad


def _word(heading: str) -> str:
    """A heading without what is put between and behind its words: spaces, marks of what is required."""
    return re.sub(r"[\s*＊:：_（）()]+", "", heading).lower()


_COLUMN_OF = {_word(name): column for column, names in HEADINGS.items() for name in names}


# --- a sheet with headings -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Headings:
    """Where the headings stand (row from 0) and which column (from 0) is which; what is wrong with them."""

    row: int
    columns: Mapping[str, int]
    unknown: tuple[tuple[int, str], ...]
    doubled: tuple[tuple[int, str], ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that an expert list cannot do without."""
        return tuple(column for column in NEEDED if column not in self.columns)


def headings(rows: Sequence[Sequence[str]], *, most: int = 10) -> Headings | None:
    """The first row, of the first `most`, in which at least three headings are known: titles may stand above it."""
    for number, row in enumerate(rows[:most]):
        words = [_word(word) for word in row]
        found: dict[str, int] = {}
        unknown, doubled = [], []
        for place, word in enumerate(words):
            column = _COLUMN_OF.get(word)
            if column is None:
                if word:
                    unknown.append((place, row[place]))
            elif column in found:
                doubled.append((place, row[place]))
            else:
                found[column] = place
        if len(found) >= 3:
            return Headings(number, found, tuple(unknown), tuple(doubled))
    return None
