"""Sheets of the provincial pool as they come: every wrong cell by its own name, nothing guessed, nothing half-saved (Art. 10)."""

import asyncio
import datetime as dt
import io
import resource
import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest
import xlsxwriter
from samples import old_office, ole
from sqlalchemy import func, select
from world import Person, World, identity_number, uscc

from quality_award.features.experts.pure.sheet import COLUMNS, HEADINGS
from quality_award.platform.proofs import proof_hash
from quality_award.platform.sheet import read_workbook
from quality_award.tables.parties import Expert, ExpertImport
from quality_award.tables.relations import Party
from quality_award.tables.trail import AuditRecord, OutboxEvent

pytestmark = pytest.mark.anyio
HEADS = (
    "姓名",
    "专家库编号",
    "来源",
    "单位",
    "单位统一社会信用代码",
    "职称",
    "评审类目",
    "行业大类",
    "组长资格",
    "身份证号",
    "手机",
)
POOL = "辽宁省省长质量奖评审专家库2026年名册"


def line(number: int, **values: Any) -> list[Any]:
    """A good row under HEADS; `values` by heading."""
    cells = dict(
        zip(
            HEADS,
            (f"专家{number}", f"LN-{number:05d}", POOL, "辽宁省质量协会", uscc(5000), "高级工程师", "4.1、4.7", "33,34", "是",
             identity_number(number), f"138{number:08d}"),
            strict=True,
        )
    )  # fmt: skip
    return [*(cells | values).values()]


def sheet(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS, more: Callable[[Any, Any], None] | None = None) -> bytes:
    """A workbook with one sheet 名册; `more` writes into it besides."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        made = book.add_worksheet("名册")
        for number, row in enumerate((heads, *rows)):
            made.write_row(number, 0, row)
        if more:
            more(book, made)
    return out.getvalue()


async def send(person: Person, data: bytes, *, name: str = "名册.xlsx", dry_run: bool = True, **params: Any) -> httpx.Response:
    """Hand in a sheet."""
    sent = {"file_name": name, "dry_run": dry_run, **params}
    headers = {"Content-Type": "application/octet-stream"}
    return await person.request("POST", "/experts/sheet", params=sent, content=data, headers=headers)


def named(answer: httpx.Response, which: str = "errors") -> set[tuple[str, str]]:
    """(cell, code) of what is wrong."""
    assert answer.status_code == 200, answer.text
    return {(one["cell"], one["code"]) for one in answer.json()[which]}


async def experts(world: World) -> list[Expert]:
    """The pool."""
    async with world.session() as session:
        return list(await session.scalars(select(Expert).order_by(Expert.pool_number)))


@pytest.mark.article("10")
async def test_a_good_sheet_is_tried_then_taken_with_its_provenance(world: World) -> None:
    agency = await world.person("agency", agency_id=(await world.agency()).id)
    data = sheet([line(1), line(2, 姓名="买买提·艾力")])
    tried = (await send(agency, data)).json()
    assert (tried["sheet"], tried["rows"], tried["created"], tried["error_count"], tried["import_id"]) == ("名册", 2, 2, 0, None)
    assert await experts(world) == []
    done = (await send(agency, data, dry_run=False)).json()
    assert (done["created"], done["updated"], done["unchanged"]) == (2, 0, 0)
    again = (await send(agency, data, dry_run=False)).json()
    assert (again["created"], again["updated"], again["unchanged"], again["import_id"]) == (0, 0, 2, None)
    (came,) = (await agency.get("/experts/imports")).json()["items"]
    assert (came["file_name"], came["rows"], came["source"], came["imported_by"]) == ("名册.xlsx", 2, "sheet", agency.user.name)
    first, second = await experts(world)
    assert (str(first.import_id), str(second.import_id)) == (came["id"], came["id"])
    page = (await agency.get(f"/experts/{first.id}")).json()
    assert page["origin"]["sha256"] == came["sha256"]
    key = world.app.state.settings.master_key_bytes
    async with world.session() as session:
        party = (await session.scalars(select(Party).where(Party.expert_id == second.id))).one()
        assert (party.name, party.identity_hash) == ("买买提·艾力", proof_hash("identity", identity_number(2), key))
        assert party.name_key == "买买提艾力"
        event = (await session.scalars(select(OutboxEvent).where(OutboxEvent.name == "expert.imported"))).one()
        assert str(event.entity_id) == came["id"]
        assert identity_number(1) not in str([vars(one) for one in await session.scalars(select(Expert))])
        assert identity_number(1) not in str([vars(one) for one in await session.scalars(select(Party))])


@pytest.mark.article("10")
async def test_every_wrong_cell_has_the_name_that_the_sheet_gives_it(world: World) -> None:
    office = await world.person("office")
    wrong = identity_number(9)[:-1] + ("0" if identity_number(9)[-1] != "0" else "1")
    rows = [
        line(1),
        line(2, 单位统一社会信用代码=uscc(1)[:-1] + ("A" if uscc(1)[-1] != "A" else "B"), 身份证号=wrong, 手机="23812345678"),
        line(3, 姓名="", 评审类目="9.9", 行业大类="00", 组长资格="也许"),
        line(4, 专家库编号="LN-00001", 身份证号=identity_number(40)),
        line(5, 身份证号=identity_number(1)),
    ]
    answer = await send(office, sheet(rows))
    assert named(answer) == {
        ("名册!E3", "expert.uscc"), ("名册!J3", "expert.identity"), ("名册!K3", "expert.phone"),
        ("名册!A4", "field.missing"), ("名册!G4", "expert.categories"), ("名册!H4", "expert.divisions"), ("名册!I4", "expert.yes_no"),
        ("名册!B5", "expert.twice"), ("名册!J6", "expert.identity_twice"),
    }  # fmt: skip
    assert answer.json()["error_count"] == 9
    refused = await send(office, sheet(rows), dry_run=False)
    assert refused.status_code == 422
    assert "名册!J3" in {one["field"] for one in refused.json()["errors"]}
    assert await experts(world) == []


async def test_merged_cells_and_formulas_are_named_not_guessed(world: World) -> None:
    office = await world.person("office")

    def more(book: Any, made: Any) -> None:
        made.merge_range(1, 3, 3, 3, "辽宁省质量协会")
        made.write_formula(4, 5, '=IF(1,"教授")', None, "教授")

    answer = await send(office, sheet([line(1), line(2), line(3), line(4), line(5)], more=more))
    assert named(answer) == {("名册!D2:D4", "sheet.merged"), ("名册!F5", "sheet.formula")}


async def test_what_a_programme_would_take_for_a_formula_is_refused(world: World) -> None:
    office = await world.person("office")
    wicked = ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]
    answer = await send(office, sheet([line(n, 单位=text) for n, text in enumerate(wicked, 1)]))
    assert named(answer) == {(f"名册!D{n}", "sheet.formula_like") for n in range(2, 8)}
    by_api = await office.post("/experts", {"rows": [{"name": "=1+1"}], "dry_run": True})
    assert [one["code"] for one in by_api.json()["errors"]] == ["sheet.formula_like"]
    # A phone with its country, and a dash for "nothing", are what people write.
    fine = await send(office, sheet([line(1, 手机="+86 138 1234 5678", 单位统一社会信用代码="-")]))
    assert named(fine) == set()


async def test_what_a_spreadsheet_made_of_numbers_and_codes(world: World) -> None:
    office = await world.person("office")

    def more(book: Any, made: Any) -> None:
        made.write_number(1, 9, 110105194912310000)
        made.write_datetime(2, 6, dt.datetime(2026, 4, 1), book.add_format({"num_format": 'm"月"d"日"'}))
        made.write_number(3, 6, 4.7)
        made.write_number(3, 7, 6)

    answer = await send(office, sheet([line(1), line(2), line(3)], more=more))
    assert named(answer) == {("名册!J2", "expert.identity_as_number"), ("名册!G3", "sheet.date")}
    wide = [
        line(1, 姓名="　王镕 ", 专家库编号="ＬＮ－００００１", 评审类目="４.１，４.７", 行业大类="３３ 6", 手机="１３８ 1234 5678",
             身份证号=" " + identity_number(1).lower() + " ", 单位="辽宁省质量协会\u200b")
    ]  # fmt: skip
    assert (await send(office, sheet(wide), dry_run=False)).status_code == 200
    (one,) = await experts(world)
    assert (one.name, one.pool_number, one.categories, one.divisions) == ("王镕", "LN-00001", ["4.1", "4.7"], ["33", "06"])
    assert one.employer == "辽宁省质量协会"


async def test_the_same_person_is_found_in_the_sheet_and_in_the_pool(world: World) -> None:
    office = await world.person("office")
    assert (await send(office, sheet([line(1), line(2)]), dry_run=False)).status_code == 200
    rows = [
        line(8, 身份证号=identity_number(1)),
        line(9, 姓名="专家2"),
        line(10, 姓名="甲"),
        line(11, 姓名="甲"),
        line(12, 手机="13800000010"),
        line(2, 单位="某单位", 身份证号=identity_number(20)),
    ]
    answer = await send(office, sheet(rows))
    assert named(answer) == {("名册!J2", "expert.identity_known")}
    assert named(answer, "warnings") == {
        ("名册!A3", "expert.same_name_pool"), ("名册!A5", "expert.same_name"), ("名册!K6", "expert.phone_twice"),
        ("名册!J7", "expert.identity_changed"),
    }  # fmt: skip
    # A warning stops nothing.
    assert (await send(office, sheet(rows[1:]), dry_run=False)).json()["created"] == 4
    # An expert from outside who enters the pool is the same person.
    outsider = {"name": "库外", "off_pool_reason": "无此行业", "provenance": "自荐", "employer": "某所", "title": "研究员"}
    assert (await office.post("/experts", {"rows": [outsider | {"identity": identity_number(77)}]})).json()["created"] == 1
    entered = await send(office, sheet([line(77, 姓名="库外")]), dry_run=False)
    assert (entered.json()["created"], entered.json()["updated"]) == (0, 1)


async def test_headings_decide_which_column_is_which(world: World) -> None:
    office = await world.person("office")
    banner = [
        ["辽宁省省长质量奖评审专家库名册"],
        [],
        ["序号", "姓 名", "编号", "工作单位", "职称*", "姓名"],
        [1, "王镕", "LN-1", "某协会", "教授", "x"],
    ]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("说明").write(0, 0, "请看下一页")
        made = book.add_worksheet("专家")
        made.merge_range(0, 0, 0, 5, banner[0][0])
        for number, row in enumerate(banner[1:], 1):
            made.write_row(number, 0, row)
    answer = await send(office, out.getvalue(), provenance=POOL)
    assert named(answer) == {("专家!F3", "sheet.heading_twice")}
    assert named(answer, "warnings") == {("专家!A3", "sheet.heading_unknown")}
    lacking = await send(office, sheet([["王镕", "教授", "4.1"]], ("姓名", "职称", "评审类目")))
    assert {code for _, code in named(lacking)} >= {"sheet.heading_missing", "field.missing"}
    none = await send(office, sheet([["a", "b"]], ("甲", "乙")))
    assert (none.status_code, none.json()["type"]) == (422, "/problems/sheet-no-headings")


async def test_a_column_that_is_not_there_leaves_the_profile_alone(world: World) -> None:
    office = await world.person("office")
    heads = (*HEADS, "资质", "最多评审数", "希望评审数", "所在地区代码")
    full = [*line(1), "审核员、评审员", 6, 4, "211302"]
    assert (await send(office, sheet([full], heads), dry_run=False)).status_code == 200
    assert (await send(office, sheet([line(1, 职称="教授")]), dry_run=False)).json()["updated"] == 1
    (one,) = await experts(world)
    assert (one.title, one.qualifications, one.max_load, one.load_wish, one.area) == (
        "教授",
        ["审核员", "评审员"],
        6,
        4,
        "211302",
    )
    odd = await send(office, sheet([[*line(2), "", "六", -1, "朝阳"], [*line(3), "", 2, 3, ""]], heads))
    assert named(odd) == {
        ("名册!M2", "expert.load"),
        ("名册!N2", "expert.load"),
        ("名册!O2", "expert.area"),
        ("名册!N3", "expert.load_order"),
    }


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "sheet-empty"),
        (sheet([], ()), "a.xlsx", "sheet-empty"),
        (b"hello", "a.xlsx", "sheet-foreign"),
        (sheet([]), "a.docx", "sheet-foreign"),
        (sheet([line(1)])[:-300], "a.xlsx", "sheet-damaged"),
        (ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "a.xlsx", "sheet-password"),
        (old_office("xls", password=True), "a.xls", "sheet-password"),
        (b"x" * ((10 << 20) + 1), "a.csv", "sheet-too-large"),
    ],
    ids=["nothing", "empty", "text", "another kind", "cut off", "password", "old with password", "too large"],
)
async def test_what_is_no_list_is_refused_in_both_languages(world: World, data: bytes, name: str, code: str) -> None:
    office = await world.person("office")
    chinese = await send(office, data, name=name)
    assert (chinese.status_code, chinese.json()["type"]) == (422, f"/problems/{code}")
    assert chinese.json()["title"] != code
    assert chinese.json()["detail"]


async def test_a_csv_of_any_programme(world: World) -> None:
    office = await world.person("office")
    text = ",".join(HEADS) + "\r\n" + ",".join(str(one).replace(",", "、") for one in line(1)) + "\r\n"
    for encoding in ("utf-8-sig", "gb18030"):
        answer = await send(office, text.encode(encoding), name="名册.csv")
        assert (named(answer), answer.json()["created"]) == (set(), 1)
    broken = await send(office, text.replace("是", "也许").encode(), name="名册.csv")
    assert named(broken) == {("CSV!I2", "expert.yes_no")}


async def test_only_those_who_may_import(world: World) -> None:
    for role in ("committee", "auditor", "government", "admin"):
        person = await world.person(role)
        assert (await send(person, sheet([line(1)]))).status_code == 403
        assert (await person.get("/experts/template")).status_code == 403
    expert = await world.person("expert", expert_id=(await world.expert()).id)
    assert (await expert.get("/experts/export")).status_code == 403
    assert (await expert.get("/experts/imports")).status_code == 403


async def test_the_template_can_be_filled_in_and_the_export_is_harmless(world: World) -> None:
    office = await world.person("office")
    for language, column in (("zh-CN", 0), ("en", -1)):
        template = await office.get("/experts/template", headers={"Accept-Language": language})
        head, *_ = await read_workbook(template.content, "t.xlsx")
        assert head.rows[0] == [HEADINGS[one][column] for one in COLUMNS]
        filled = sheet([[*line(1)[:3], None, *line(1)[3:9], *line(1)[9:]]], [str(one) for one in head.rows[0]][: len(HEADS) + 1])
        assert named(await send(office, filled)) == set()
    # What came in before such text was refused.
    await world.expert(name='=HYPERLINK("http://x")', employer="@SUM(A1)", pool_number="+1")
    export = await office.get("/experts/export")
    (found,) = await read_workbook(export.content, "e.xlsx")
    assert found.formulas == frozenset()
    assert found.rows[1][:2] == ['=HYPERLINK("http://x")', "+1"]
    assert not {"身份证号", "手机"} & set(found.rows[0])
    async with world.session() as session:
        rows = list(await session.scalars(select(AuditRecord).where(AuditRecord.action == "export")))
    assert [(row.entity, row.article, row.detail) for row in rows] == [("expert", "10", {"rows": 1})]


async def test_two_imports_of_the_same_people_at_once(world: World) -> None:
    one, two = await world.person("office"), await world.person("office")
    data = sheet([line(n) for n in range(1, 40)])
    answers = await asyncio.gather(*(send(person, data, dry_run=False) for person in (one, two)))
    assert sorted(answer.json()["created"] for answer in answers) == [0, 39]
    async with world.session() as session:
        assert await session.scalar(select(func.count()).select_from(ExpertImport)) == 1


async def test_fifty_thousand_rows(world: World) -> None:
    office = await world.person("office")
    data = sheet([line(n) for n in range(1, 50_001)])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    tried = await send(office, data)
    seconds = time.perf_counter() - begun
    assert (tried.json()["created"], tried.json()["errors"]) == (50_000, [])
    begun = time.perf_counter()
    done = await send(office, data, dry_run=False)
    print(
        f"50 000 rows, {len(data) >> 10} KiB: tried in {seconds:.1f} s, taken in {time.perf_counter() - begun:.1f} s,"
        f" +{(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10} MiB here,"
        f" {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10} MiB for the reader"
    )
    assert done.json()["created"] == 50_000
    async with world.session() as session:
        assert await session.scalar(select(func.count()).select_from(Party)) == 50_000
    over = await send(office, sheet([line(n) for n in range(1, 50_020)]))
    assert over.json()["type"] == "/problems/sheet-too-large"
