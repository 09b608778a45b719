"""A row of a list of ties: which cells are wrong, and what the row says once they are right."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quality_award.features.applications.pure.storable import storable

HEADINGS = {
    "subject": "主体名称",
    "subject_kind": "主体类型",
    "subject_uscc": "主体统一社会信用代码",
    "subject_identity": "主体身份证号",
    "subject_phone": "主体手机号",
    "subject_pool_number": "主体专家库编号",
    "kind": "关系",
    "role": "职务或说明",
    "share": "持股比例(%)",
    "target": "对象名称",
    "target_kind": "对象类型",
    "target_uscc": "对象统一社会信用代码",
    "target_identity": "对象身份证号",
    "target_phone": "对象手机号",
    "valid_from": "起始日期",
    "valid_to": "终止日期",
    "document": "依据文件",
}
"""Columns and their headings in a sheet."""

KINDS = {
    "employment": "任职", "post": "担任领导职务", "shareholding": "持股", "consulting": "咨询", "training": "培训",
    "certification": "认证检测", "joint_work": "合作", "kinship": "亲属", "teaching": "师生",
    "supervision": "隶属", "lawsuit": "诉讼",
}  # fmt: skip
PARTY_KINDS = {"person": "人员", "organisation": "单位"}

LENGTHS = {"subject": 100, "target": 100, "role": 100, "document": 200}
_DAY = re.compile(r"(\d{4})(?:\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})\s*日?|\s*月)?|\s*年)?")


@dataclass(frozen=True)
class Row:
    """What a row says; what it does not state, or states wrongly, is None or empty."""

    number: int
    kind: str | None
    subject: str
    subject_kind: str | None
    target: str
    target_kind: str | None
    role: str
    share: float | None
    since: dt.date | None
    until: dt.date | None
    document: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: its row, its column, the code of the message."""

    row: int
    column: str
    code: str


def day(value: Any, *, last: bool) -> dt.date | None:
    """A day as lists write it: a date, 2024-05-06, 2024年5月, 2024; of a month or year its first or last day.

    Raises ValueError for what is none.
    """
    if isinstance(value, dt.date):
        return value
    text = str(value if value is not None else "").strip()
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(text)
    year = int(found[1])
    if not 1900 <= year <= 2200:
        raise ValueError(text)
    month = int(found[2]) if found[2] else (12 if last else 1)
    if not 1 <= month <= 12:
        raise ValueError(text)
    date = int(found[3]) if found[3] else (calendar.monthrange(year, month)[1] if last else 1)
    return dt.date(year, month, date)


def _share(value: Any) -> float | None:
    if value is None or str(value).strip() == "":
        return None
    if isinstance(value, bool):
        raise ValueError(value)
    return round(float(str(value).strip().rstrip("%％").strip()), 2)


def read(number: int, row: Mapping[str, Any]) -> tuple[Row, list[Fault]]:
    """What the row says, with every wrong cell."""
    bad: list[Fault] = []

    def text(column: str) -> str:
        value = row.get(column)
        found = "" if value is None else str(value).strip()
        if len(found) > LENGTHS.get(column, 100):
            bad.append(Fault(number, column, "field.length"))
        if not storable(found):
            bad.append(Fault(number, column, "field.unstorable"))
        return found

    def word(column: str, known: Mapping[str, str]) -> str | None:
        found = text(column)
        key = found if found in known else next((key for key, one in known.items() if one == found), None)
        if found and key is None:
            bad.append(Fault(number, column, "tie.kind_word"))
        return key

    bad += [Fault(number, str(column)[:100], "tie.column") for column in row if column not in HEADINGS]
    subject, target = text("subject"), text("target")
    kind, subject_kind, target_kind = word("kind", KINDS), word("subject_kind", PARTY_KINDS), word("target_kind", PARTY_KINDS)
    for column in ("subject", "target", "kind"):
        if not text(column):
            bad.append(Fault(number, column, "field.missing"))
    days: dict[str, dt.date | None] = {}
    for column in ("valid_from", "valid_to"):
        try:
            days[column] = day(row.get(column), last=column == "valid_to")
        except ValueError:
            bad.append(Fault(number, column, "tie.date"))
    share = None
    try:
        share = _share(row.get("share"))
    except ValueError:
        bad.append(Fault(number, "share", "tie.share_range"))
    return Row(
        number, kind, subject, subject_kind, target, target_kind, text("role"), share, days.get("valid_from"),
        days.get("valid_to"), text("document"),
    ), bad  # fmt: skip
