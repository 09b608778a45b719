"""Spreadsheets in and out. Reading (.xlsx, .xls, .csv) happens in a process of its own, under limits of time and memory.

`read_workbook` gives the visible sheets with their own row and column numbers, so that a wrong cell can be named as the sheet
names it ("名册!C17"). What is written is text: nothing in it is ever taken for a formula.
"""

import asyncio
import csv
import datetime as dt
import io
import json
import os
import re
import resource
import signal
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

import xlsxwriter

from .errors import Invalid
from .inspection.kinds import KINDS
from .inspection.structure import Refused, inspect

MOST_BYTES = 10 << 20
MOST_ROWS = 50_000
MOST_COLUMNS = 100
BANNER = 10
"""Rows that a sheet may have above its headings."""
MOST_TEXT = 4_000
MOST_SAID = 64 << 20
MEMORY = 1 << 30
SECONDS = 30.0
AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Value = str | int | float | bool | dt.date | None


def letters(column: int) -> str:
    """The name of a column counted from 0: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[0]` is its first row. `merged` holds (first row, first column, last row, last column) from 0."""

    name: str
    rows: list[list[Value]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()

    def cell(self, row: int, column: int) -> str:
        """The name of a cell counted from 0."""
        return f"{self.name}!{letters(column)}{row + 1}"

    def range(self, merged: tuple[int, int, int, int]) -> str:
        """The name of a range."""
        top, left, bottom, right = merged
        return f"{self.cell(top, left)}:{letters(right)}{bottom + 1}"


async def read_workbook(data: bytes, filename: str, *, seconds: float = SECONDS, memory: int = MEMORY) -> list[Sheet]:
    """The visible sheets of a workbook, in their order; a .csv is one sheet named CSV. Empty rows at the end are left out.

    Raises Invalid with `sheet-empty`, `sheet-foreign` (no spreadsheet), `sheet-password`, `sheet-macros`, `sheet-damaged` or
    `sheet-too-large` (10 MiB, 50 000 rows below the headings, 100 columns).
    """
    if not data:
        raise Invalid([], "sheet-empty")
    if len(data) > MOST_BYTES:
        raise Invalid([], "sheet-too-large")

    def limits() -> None:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-E", "-s", "-m", "quality_award.platform.sheet", Path(filename).suffix.lower()[:8],
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
            cwd=Path(__file__).parents[2], preexec_fn=limits,
        )  # fmt: skip
        try:
            async with asyncio.timeout(seconds):
                said, _ = await process.communicate(data)
        except TimeoutError:
            raise Invalid([], "sheet-too-large") from None
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
    return await asyncio.to_thread(_understood, said, process.returncode)


def _understood(said: bytes, ended: int | None) -> list[Sheet]:
    if ended == 3:
        raise Invalid([], json.loads(said.splitlines()[-1])["refused"])
    if ended != 0:
        # Killed at its limits, or by the file: nothing of it is believed.
        raise Invalid([], "sheet-too-large" if ended in (-signal.SIGXCPU, -signal.SIGKILL, 4) else "sheet-damaged")
    sheets: list[Sheet] = []
    for line in said.splitlines():
        told = json.loads(line)
        if isinstance(told, dict):
            merged = tuple((one[0], one[1], one[2], one[3]) for one in told["merged"])
            formulas = frozenset((one[0], one[1]) for one in told["formulas"])
            sheets.append(Sheet(told["name"], [], merged, formulas))
        else:
            sheets[-1].rows.append([dt.date.fromisoformat(one["on"]) if isinstance(one, dict) else one for one in told])
    return sheets


# --- in the process under limits -------------------------------------------------------------------------------------


def _main(suffix: str) -> int:
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    said = 0
    try:
        for line in _told(data, suffix):
            text = json.dumps(line, ensure_ascii=False)
            said += len(text)
            if said > MOST_SAID:
                raise Refused("sheet-too-large")
            sys.stdout.write(text + "\n")
    except Refused as refusal:
        # What was said before is taken back: of a refusal the parent reads the last line alone.
        return _refuse(refusal.code)
    except MemoryError:
        return 4
    sys.stdout.flush()
    return 0


def _refuse(code: str) -> int:
    sys.stdout.write("\n" + json.dumps({"refused": code}) + "\n")
    sys.stdout.flush()
    return 3


def _told(data: bytes, suffix: str) -> Iterator[Any]:
    """A line about each sheet, then its rows."""
    if suffix == ".csv":
        yield {"name": "CSV", "merged": [], "formulas": []}
        yield from _csv(data)
        return
    kind = next((one for one in KINDS if f".{one.key}" == suffix and one.key in ("xlsx", "xls")), None)
    if kind is None:
        raise Refused("sheet-foreign")
    path = Path(tempfile.mkdtemp()) / f"given{suffix}"
    path.write_bytes(data)
    try:
        inspect(path, kind)
    except Refused as refusal:
        raise Refused(_AS_SHEET.get(refusal.code, "sheet-foreign")) from refusal
    with path.open("rb") as file:
        yield from _workbook(path, file, suffix)


_AS_SHEET = {
    "evidence-encrypted": "sheet-password", "evidence-active": "sheet-macros", "evidence-bomb": "sheet-too-large",
    "evidence-truncated": "sheet-damaged", "evidence-empty": "sheet-empty",
}  # fmt: skip


def _workbook(path: Path, file: BinaryIO, suffix: str) -> Iterator[Any]:
    # In the process that reads alone: the library need not be there to write.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    formulas = _looked_through(path) if suffix == ".xlsx" else {}
    try:
        book = CalamineWorkbook.from_filelike(file)
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_width > MOST_COLUMNS or sheet.total_height > MOST_ROWS + BANNER:
                raise Refused("sheet-too-large")
            merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or ()]
            yield {"name": meta.name, "merged": merged, "formulas": formulas.get(meta.name, [])}
            waiting: list[list[Any]] = []
            for row in sheet.to_python(skip_empty_area=False):
                waiting.append([_plain(value) for value in row])
                if any(value is not None for value in waiting[-1]):
                    yield from waiting
                    waiting = []
    except PasswordError as error:
        raise Refused("sheet-password") from error
    except CalamineError as error:
        raise Refused("sheet-damaged") from error


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value[:MOST_TEXT] or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, dt.datetime):
        return {"on": value.date().isoformat()}
    if isinstance(value, dt.date):
        return {"on": value.isoformat()}
    return value if value is None or isinstance(value, bool | int | float) else str(value)


_REF = re.compile(rb"""\br\s*=\s*["']\$?([A-Za-z]{1,3})\$?(\d{1,9})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


def _looked_through(path: Path) -> dict[str, list[tuple[int, int]]]:
    """Sheet → cells that hold a formula. Raises Refused for a cell so far out that the sheet between would fill the memory."""
    found: dict[str, list[tuple[int, int]]] = {}
    with zipfile.ZipFile(path) as package:
        for name, part in _parts(package):
            content = package.read(part)
            for match in _REF.finditer(content):
                row, column = _place(match)
                if row >= MOST_ROWS + BANNER or column >= MOST_COLUMNS:
                    raise Refused("sheet-too-large")
            if _FORMULA.search(content):
                cells = (match for match in _CELL.finditer(content) if _FORMULA.search(match[2]))
                found[name] = [_place(ref) for match in cells if (ref := _REF.search(match[1]))]
    return found


def _place(match: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in match[1].upper():
        column = column * 26 + letter - 64
    return int(match[2]) - 1, column - 1


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name with the part that holds it."""
    there = set(package.namelist())
    targets: dict[str, str] = {}
    for node in _xml(package, "xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in there else ():
        target = node.get("Target", "")
        targets[node.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    for node in _xml(package, "xl/workbook.xml"):
        if node.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in node.items() if name.rpartition("}")[2] == "id"), "")
            if targets.get(key) in there:
                yield node.get("name", ""), targets[key]


def _xml(package: zipfile.ZipFile, name: str) -> Iterator[ElementTree.Element]:
    data = package.read(name)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Refused("sheet-damaged")
    try:
        yield from ElementTree.fromstring(data).iter()  # noqa: S314  (no entities, and a process under limits)
    except ElementTree.ParseError as error:
        raise Refused("sheet-damaged") from error


def _csv(data: bytes) -> Iterator[list[str | None]]:
    text = _decoded(data)
    if "\0" in text:
        raise Refused("sheet-foreign")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number >= MOST_ROWS + BANNER or len(row) > MOST_COLUMNS:
                raise Refused("sheet-too-large")
            yield [value[:MOST_TEXT] or None for value in row]
    except csv.Error as error:
        raise Refused("sheet-damaged") from error


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Chinese editions of office programmes write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("sheet-foreign")


# --- what cells say --------------------------------------------------------------------------------------------------

_INVISIBLE = dict.fromkeys((*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x00AD), None)
NOTHING = {"", "-", "—", "——", "/", "无", "N/A", "n/a"}


def text_of(value: Value) -> str:
    """A cell as text: no spaces around it, nothing invisible in it; what people write for "nothing" is empty."""
    if value is None:
        return ""
    text = str(value).translate(_INVISIBLE).strip() if isinstance(value, str) else str(value)
    return "" if text in NOTHING else text


def code_of(value: Value) -> str:
    """A code or number as text: full-width characters made plain, spaces dropped."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text_of(value)))


def like_formula(value: Value) -> bool:
    """Whether a spreadsheet programme would take the text for a formula."""
    return isinstance(value, str) and value.startswith(AS_FORMULA) and bool(text_of(value))


def safe_text(text: str) -> str:
    """Text for a cell of a .csv: what a programme would take for a formula is marked as text."""
    return f"'{text}" if text.startswith(AS_FORMULA) else text


# --- writing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tab:
    """A sheet to write. `choices` are drop-down lists by column; `notes` stand in the cells' help by column."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]] = ()
    widths: Sequence[int] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    rows_ahead: int = 0
    """Empty rows below that are formatted as text, so that long numbers typed there stay whole."""


def xlsx(*tabs: Tab) -> bytes:
    """A workbook of text: no cell of it is a formula or a link, whatever it begins with."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#e6f0ff", "border": 1, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for tab in tabs:
            sheet = book.add_worksheet(tab.name)
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(tab.headings):
                width = tab.widths[column] if column < len(tab.widths) else 16
                sheet.set_column(column, column, width, plain)
                sheet.write_string(0, column, heading, bold)
                if column in tab.notes:
                    sheet.write_comment(0, column, tab.notes[column])
            for column, words in tab.choices.items():
                sheet.data_validation(1, column, max(tab.rows_ahead, 1), column, {"validate": "list", "source": list(words)})
            for number, row in enumerate(tab.rows, 1):
                for column, value in enumerate(row):
                    if isinstance(value, int | float) and not isinstance(value, bool):
                        sheet.write_number(number, column, value)
                    elif value is not None and value != "":
                        sheet.write_string(number, column, str(value), plain)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
