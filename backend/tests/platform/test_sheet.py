"""Spreadsheets as people send them: read in a process under limits, refused with a reason, cells under their own names."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from samples import old_office, ole

from quality_award.platform.errors import Invalid
from quality_award.platform.sheet import Tab, code_of, like_formula, read_workbook, safe_text, text_of, xlsx

pytestmark = pytest.mark.anyio


def workbook(fill: Callable[[Any, Any], None], name: str = "名册") -> bytes:
    """A workbook with one sheet that `fill` writes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book, book.add_worksheet(name))
    return out.getvalue()


async def refusal(data: bytes, name: str, **limits: Any) -> str:
    """The code under which a file is refused."""
    with pytest.raises(Invalid) as caught:
        await read_workbook(data, name, **limits)
    return caught.value.code


async def test_cells_come_with_their_kinds_and_their_own_names() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(2, 1, " 王镕 ")
        sheet.write(2, 2, 17)
        sheet.write(2, 3, 4.1)
        sheet.write_datetime(2, 4, dt.datetime(2026, 4, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write(2, 5, True)
        sheet.merge_range(4, 0, 5, 1, "合并")
        sheet.write_formula(7, 26, '=HYPERLINK("http://example.org","点")', None, "点")

    (sheet,) = await read_workbook(workbook(fill), "名册.xlsx")
    assert sheet.rows[2][1:6] == [" 王镕 ", 17, 4.1, dt.date(2026, 4, 1), True]
    assert sheet.cell(2, 1) == "名册!B3"
    assert (sheet.merged, [sheet.range(one) for one in sheet.merged]) == (((4, 0, 5, 1),), ["名册!A5:B6"])
    assert {sheet.cell(*one) for one in sheet.formulas} == {"名册!AA8"}


async def test_hidden_sheets_are_not_read() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("看得见").write(0, 0, "a")
        hidden = book.add_worksheet("隐藏")
        hidden.write(0, 0, "b")
        hidden.hide()
    assert [sheet.name for sheet in await read_workbook(out.getvalue(), "x.xlsx")] == ["看得见"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_a_csv_in_what_office_programmes_write(encoding: str) -> None:
    (sheet,) = await read_workbook('姓名,单位\r\n王镕,"大学, 朝阳"\r\n'.encode(encoding), "名册.csv")
    assert (sheet.name, sheet.rows) == ("CSV", [["姓名", "单位"], ["王镕", "大学, 朝阳"]])


async def test_what_is_no_sheet_is_refused_with_its_reason() -> None:
    good = workbook(lambda book, sheet: sheet.write(0, 0, "姓名"))
    assert await refusal(b"", "a.xlsx") == "sheet-empty"
    assert await refusal(b"%PDF-1.7 hello", "a.xlsx") == "sheet-foreign"
    assert await refusal(good, "a.pdf") == "sheet-foreign"
    assert await refusal(good, "a.xls") == "sheet-foreign"
    assert await refusal(good[:-200], "a.xlsx") == "sheet-damaged"
    assert await refusal(b"\x00\x01\x02" * 100, "a.csv") == "sheet-foreign"
    assert await refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls") in ("sheet-damaged", "sheet-foreign")
    assert await refusal(b"x" * (10 << 20) + b"x", "a.csv") == "sheet-too-large"


def rezipped(data: bytes, **changed: bytes) -> bytes:
    """The workbook with parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            if name not in changed:
                made.writestr(name, given.read(name))
        for name, content in changed.items():
            made.writestr(name, content)
    return out.getvalue()


async def test_macros_bombs_and_cells_far_out_are_refused() -> None:
    good = workbook(lambda book, sheet: sheet.write(0, 0, "姓名"))
    assert await refusal(rezipped(good, **{"xl/vbaProject.bin": b"x"}), "a.xlsx") == "sheet-macros"
    assert await refusal(rezipped(good, **{"xl/media/zero.bin": b"\0" * (300 << 20)}), "a.xlsx") == "sheet-too-large"
    far = workbook(lambda book, sheet: (sheet.write(0, 0, "a"), sheet.write(1_048_575, 16_383, "z")))
    assert await refusal(far, "a.xlsx") == "sheet-too-large"
    entity = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]><workbook>&a;</workbook>'
    assert await refusal(rezipped(good, **{"xl/workbook.xml": entity}), "a.xlsx") == "sheet-damaged"


async def test_a_password_is_named() -> None:
    assert await refusal(ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "a.xlsx") == "sheet-password"
    assert await refusal(old_office("xls", password=True), "a.xls") == "sheet-password"


async def test_the_reader_ends_at_its_limits() -> None:
    many = workbook(
        lambda book, sheet: [sheet.write(row, column, f"{row}·{column}") for row in range(6000) for column in range(60)]
    )
    assert await refusal(many, "a.xlsx", seconds=0.05) == "sheet-too-large"
    assert await refusal(many, "a.xlsx", memory=64 << 20) in ("sheet-too-large", "sheet-damaged")


async def test_what_is_written_is_text_whatever_it_begins_with() -> None:
    wicked = ["=1+1", "+86", "-2", "@SUM(A1)", "\tx", "http://example.org"]
    (sheet,) = await read_workbook(xlsx(Tab("表", ["列"], [[one] for one in wicked])), "a.xlsx")
    assert [row[0] for row in sheet.rows[1:]] == wicked
    assert sheet.formulas == frozenset()
    assert [safe_text(one)[0] for one in wicked[:5]] == ["'"] * 5
    assert safe_text("王镕") == "王镕"


def test_text_and_codes() -> None:
    assert text_of("\u3000王\u200b镕 \ufeff") == "王镕"
    assert [text_of(one) for one in ("-", "—", "/", "无", None, " ")] == [""] * 6
    assert code_of("ＬＮ－２０２４ － ０１") == "LN-2024-01"
    assert code_of(17) == "17"
    assert like_formula("=A1")
    assert not like_formula("-")
    assert not like_formula("甲=乙")
