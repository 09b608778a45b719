"""The relationship graph: entered, imported, declared and derived; who sees what of it (Art. 32)."""

import datetime as dt
import io
import uuid
from collections.abc import Collection
from typing import Any

import pytest
import xlsxwriter
from filing import form
from sqlalchemy import func, select, text
from world import Person, World, uscc

from quality_award.features.relations.jobs import nightly, organisation_changed, pool_changed, stated
from quality_award.features.relations.pure.rows import HEADINGS
from quality_award.features.relations.service import following
from quality_award.platform.ids import new_id
from quality_award.tables.applications import Application
from quality_award.tables.parties import Expert
from quality_award.tables.relations import Party, SameParty, Tie
from quality_award.tables.trail import AuditRecord, OutboxEvent

pytestmark = [pytest.mark.anyio, pytest.mark.article("32")]

IDENTITY, OTHER_IDENTITY = "11010519491231002X", "110105198001010016"


def person(name: str, **given: Any) -> dict[str, Any]:
    return {"kind": "person", "name": name, **given}


def firm(name: str, **given: Any) -> dict[str, Any]:
    return {"kind": "organisation", "name": name, **given}


def tie(subject: dict[str, Any], target: dict[str, Any], kind: str = "employment", **given: Any) -> dict[str, Any]:
    return {"subject": subject, "target": target, "kind": kind, "source": "市评定办查询", **given}


async def entered(office: Person, *given: Any, **more: Any) -> dict[str, Any]:
    made = await office.post("/ties", tie(*given, **more))
    assert made.status_code == 201, made.text
    body: dict[str, Any] = made.json()
    return body


async def graph(reader: Person, party_id: str, hops: int = 2) -> dict[str, Any]:
    answer = await reader.get(f"/parties/{party_id}", params={"hops": hops})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def names(body: dict[str, Any]) -> set[str]:
    return {node["name"] for node in body["nodes"]}


async def live_ties(world: World) -> list[tuple[str, str, str, str]]:
    """(subject, kind, role, target) of every tie that counts."""
    async with world.session() as session:
        parties = {row.id: row.name for row in await session.scalars(select(Party))}
        rows = (await session.scalars(select(Tie).where(Tie.withdrawn_at.is_(None)))).all()
    return sorted((parties[row.from_id], row.kind, row.role, parties[row.to_id]) for row in rows)


async def test_a_tie_is_entered_found_and_withdrawn(world: World) -> None:
    office, auditor = await world.person("office"), await world.person("auditor")
    code = uscc(90001)
    made = await entered(
        office, person("买买提·艾力"), firm("朝阳（集团）有限责任公司", uscc=code), role="总工程师", valid_from="2024-03-01"
    )
    found = (await auditor.get("/parties", params={"q": "买买提 艾力"})).json()["items"]
    assert [one["name"] for one in found] == ["买买提·艾力"]
    assert [one["id"] for one in (await auditor.get("/parties", params={"q": "朝阳集团有限公司"})).json()["items"]] == [
        made["to_id"]
    ]
    assert [one["id"] for one in (await auditor.get("/parties", params={"q": code.lower()})).json()["items"]] == [made["to_id"]]
    # The same organisation by its code, however it is written; the same person beside it.
    again = await entered(office, person("买买提艾力"), firm("朝阳集团", uscc=code), kind="shareholding", share=12.5)
    assert (again["from_id"], again["to_id"]) == (made["from_id"], made["to_id"])
    twice = await office.post(
        "/ties", tie(person("买买提艾力"), firm("朝阳集团", uscc=code), role="总工程师", valid_from="2024-03-01")
    )
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/tie-there")
    around = await graph(auditor, made["from_id"])
    assert {one["kind"] for one in around["ties"]} == {"employment", "shareholding"}
    assert not around["ties"][0]["may_withdraw"]
    assert (await auditor.post(f"/ties/{made['id']}/withdraw", {"reason": "误录"})).status_code == 403
    assert (await office.post(f"/ties/{made['id']}/withdraw", {"reason": " "})).status_code == 422
    gone = await office.post(f"/ties/{made['id']}/withdraw", {"reason": "误录"})
    assert (gone.status_code, gone.json()["withdrawn_because"]) == (200, "误录")
    assert (await office.post(f"/ties/{made['id']}/withdraw", {"reason": "误录"})).status_code == 409
    around = await graph(auditor, made["from_id"])
    assert [one["kind"] for one in around["ties"]] == ["shareholding"]
    assert [one["withdrawn_because"] for one in around["withdrawn"]] == ["误录"]
    async with world.session() as session:
        actions = (
            (await session.execute(select(AuditRecord.entity, AuditRecord.action).where(AuditRecord.article == "32")))
            .tuples()
            .all()
        )
    assert ("tie", "enter") in actions
    assert ("tie", "withdraw") in actions
    # Two looks within a quarter of an hour are one on record.
    assert [one for one in actions if one == ("party", "look")] == [("party", "look")]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (tie(person("王芳"), firm("甲公司"), share=3), {"share": "tie.share_foreign"}),
        (tie(person("王芳"), firm("甲公司"), kind="shareholding"), {"share": "tie.share_missing"}),
        (tie(person("王芳"), firm("甲公司"), kind="shareholding", share=100.5), {"share": "tie.share_range"}),
        (tie(firm("乙公司"), firm("甲公司")), {"subject": "tie.ends"}),
        (tie(person("王芳"), person("李娜")), {"target": "tie.ends"}),
        (tie(person("王芳"), firm("甲公司"), valid_from="2025-01-02", valid_to="2025-01-01"), {"valid_to": "tie.dates"}),
        (tie(person("王芳", identity="110105194912310021"), firm("甲公司")), {"subject.identity": "party.identity"}),
        (tie(person("王芳", phone="12345"), firm("甲公司")), {"subject.phone": "party.phone"}),
        (tie(person("王芳"), firm("甲公司", uscc="91211302MA0000001X")), {"target.uscc": "party.uscc"}),
        (tie(person("·"), firm("（）")), {"subject.name": "party.name", "target.name": "party.name"}),
        (tie(firm("甲公司"), firm("甲公司"), kind="shareholding", share=5), {"target": "tie.self"}),
    ],
)  # fmt: skip
async def test_what_no_tie_can_be_is_refused_with_every_gap(world: World, body: dict[str, Any], fields: dict[str, str]) -> None:
    refused = await (await world.person("office")).post("/ties", body)
    assert refused.status_code == 422
    assert {gap["field"]: gap["code"] for gap in refused.json()["errors"]} == fields
    assert await live_ties(world) == []


async def test_the_database_refuses_a_tie_to_itself_and_a_change(world: World) -> None:
    office = await world.person("office")
    made = await entered(office, person("王芳"), firm("甲公司"))
    async with world.session() as session:
        for statement in (
            f"update ties set kind = 'post' where id = '{made['id']}'",
            f"update ties set to_id = from_id where id = '{made['id']}'",
        ):
            with pytest.raises(Exception, match=r"append_only|withdrawn or entered anew|two_parties"):
                await session.execute(text(statement))
            await session.rollback()


async def test_what_cannot_be_stored_is_refused_wherever_it_stands(world: World) -> None:
    office = await world.person("office")
    assert (await office.get("/parties", params={"q": "王\x00芳"})).status_code == 200
    assert (await office.post("/ties", tie(person("王\x00芳"), firm("甲公司")))).status_code == 422
    rows = [{"subject": "王芳", "kind": "employment", "target": "甲公司", "role": "\x00"}]
    refused = await office.post("/ties/import", {"source": "省厅", "rows": rows})
    assert [(gap["field"], gap["code"]) for gap in refused.json()["errors"]] == [("1.role", "field.unstorable")]
    assert (await office.post("/ties/import", {"source": "\x00", "rows": rows})).status_code == 422
    surrogate = b'{"kind": "employment", "other": "\\ud800"}'
    json = {"Content-Type": "application/json"}
    assert (await office.request("POST", "/relations/own", content=surrogate, headers=json)).status_code == 422


async def test_shareholdings_may_go_in_a_circle(world: World) -> None:
    office = await world.person("office")
    first = await entered(office, firm("甲公司"), firm("乙公司"), kind="shareholding", share=60)
    await entered(office, firm("乙公司"), firm("丙公司"), kind="shareholding", share=51)
    await entered(office, firm("丙公司"), firm("甲公司"), kind="shareholding", share=30)
    around = await graph(office, first["from_id"], 3)
    assert (len(around["nodes"]), len(around["ties"])) == (3, 3)


async def test_one_is_not_two_by_a_code_and_two_are_not_one_by_a_name(world: World) -> None:
    office = await world.person("office")
    one = await entered(office, person("王芳", identity=IDENTITY), firm("甲公司", uscc=uscc(90011)))
    other = await entered(office, person("王芳", identity=OTHER_IDENTITY), firm("甲公司", uscc=uscc(90012)))
    assert one["from_id"] != other["from_id"]
    assert one["to_id"] != other["to_id"]
    same = await entered(office, person("王 芳", identity=IDENTITY), firm("丁公司"))
    assert same["from_id"] == one["from_id"]
    bare = await entered(office, person("王芳"), firm("戊公司"))
    assert bare["from_id"] not in (one["from_id"], other["from_id"])


def sheet(*rows: list[Any], headings: list[str] | None = None, merge: str | None = None) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("关系")
    page.write_row(
        0, 0, headings or ["主体名称", "关系", "对象名称", "职务或说明", "持股比例(%)", "主体身份证号", "起始日期", "终止日期"]
    )
    for number, row in enumerate(rows, 1):
        page.write_row(number, 0, row)
    if merge:
        page.merge_range(merge, "合并", None)
    book.close()
    return out.getvalue()


async def send(office: Person, content: bytes, *, dry_run: bool, filename: str = "ties.xlsx") -> Any:
    params = {"filename": filename, "source": "市场监管登记", "dry_run": dry_run}
    return await office.request("POST", "/ties/import-sheet", params=params, content=content)


async def test_a_sheet_is_checked_then_taken_in_once(world: World) -> None:
    office = await world.person("office")
    content = sheet(
        ["王芳", "任职", "甲公司", "经理", None, IDENTITY, "2023-05", "2024"],
        ["乙集团", "持股", "甲公司", None, 31.5, None, dt.date(2020, 1, 1).isoformat(), None],
        ["李娜", "咨询", "甲公司", None, None, None, "2025年3月", None],
    )
    dry = await send(office, content, dry_run=True)
    assert dry.status_code == 200, dry.text
    assert dry.json() | {"errors": []} == {"dry_run": True, "rows": 3, "created": 3, "there": 0, "parties": 4, "errors": []}
    assert await live_ties(world) == []
    done = await send(office, content, dry_run=False)
    assert (done.status_code, done.json()["created"]) == (200, 3)
    assert await live_ties(world) == [
        ("乙集团", "shareholding", "", "甲公司"), ("李娜", "consulting", "", "甲公司"), ("王芳", "employment", "经理", "甲公司"),
    ]  # fmt: skip
    again = await send(office, content, dry_run=False)
    assert (again.json()["created"], again.json()["there"], again.json()["parties"]) == (0, 3, 0)
    async with world.session() as session:
        row = await session.scalar(select(Tie).where(Tie.role == "经理"))
        assert row is not None
        assert (row.valid_from, row.valid_to, row.source, row.source_kind) == (
            dt.date(2023, 5, 1),
            dt.date(2024, 12, 31),
            "市场监管登记",
            "import",
        )
        detail = await session.scalar(select(AuditRecord.detail).where(AuditRecord.action == "import").order_by(AuditRecord.id))
        assert detail is not None
        assert detail["file"]["name"] == "ties.xlsx"
        assert len(detail["file"]["sha256"]) == 64
        # Numbers are kept as keyed hashes alone.
        assert IDENTITY not in str((await session.execute(text("select parties::text from parties"))).all())


async def test_every_wrong_cell_is_named_as_the_sheet_names_it(world: World) -> None:
    office = await world.person("office")
    content = sheet(
        ["王芳", "相识", "甲公司"],
        ["乙集团", "持股", "甲公司", None, "很多"],
        ["王芳", "任职", "甲公司", None, None, "110105194912310021", "昨天", "2024-13"],
        ["甲公司", "持股", "甲公司", None, 5],
        ["王芳", "亲属", "李娜"],
        [None, "任职", "甲公司"],
        ["-1+1", "任职", "甲公司"],
    )
    dry = (await send(office, content, dry_run=True)).json()
    assert {(one["cell"], one["code"]) for one in dry["errors"]} == {
        ("关系!B2", "tie.kind_word"), ("关系!E3", "tie.share_range"), ("关系!F4", "party.identity"), ("关系!G4", "tie.date"), ("关系!H4", "tie.date"),
        ("关系!A6", "tie.proof"), ("关系!A7", "field.missing"), ("关系!A8", "tie.formula"),
    }  # fmt: skip
    assert all(one["message"] and one["next"] for one in dry["errors"])
    refused = await send(office, content, dry_run=False)
    assert refused.status_code == 422
    assert await live_ties(world) == []
    alone = (await send(office, sheet(["甲公司", "持股", "甲 公司", None, 5]), dry_run=True)).json()
    assert [(one["cell"], one["code"]) for one in alone["errors"]] == [("关系!C2", "tie.self")]
    assert (await send(office, sheet(["甲公司", "持股", "甲 公司", None, 5]), dry_run=False)).status_code == 422


async def test_sheets_that_are_none(world: World) -> None:
    office, committee = await world.person("office"), await world.person("committee")
    merged = (await send(office, sheet(["王芳", "任职", "甲公司"], merge="A3:B4"), dry_run=True)).json()
    assert ("关系!A3", "tie.merged") in {(one["cell"], one["code"]) for one in merged["errors"]}
    formula = (await send(office, sheet(["=A1", "任职", "甲公司"]), dry_run=True)).json()
    assert "tie.formula" in {one["code"] for one in formula["errors"]}
    foreign = await send(office, b"%PDF-1.7", dry_run=True)
    assert foreign.status_code == 422
    headings = await send(office, sheet(["a"], headings=["甲", "乙"]), dry_run=True)
    assert [gap["code"] for gap in headings.json()["errors"]] == ["tie.headings"]
    unknown = (
        await send(
            office, sheet(["王芳", "任职", "甲公司", "x"], headings=["主体名称", "关系", "对象名称", "备忘"]), dry_run=True
        )
    ).json()
    assert [(one["cell"], one["code"]) for one in unknown["errors"]] == [("关系!D1", "tie.column")]
    large = await send(office, b"x" * (10 << 20) + b"x", dry_run=True)
    assert (large.status_code, large.json()["type"]) == (422, "/problems/sheet-too-large")
    assert (await send(committee, sheet(["王芳", "任职", "甲公司"]), dry_run=True)).status_code == 403
    template = await office.get("/ties/template")
    assert template.content[:2] == b"PK"
    csv = ",".join(HEADINGS.values()) + "\n" + "王芳,,,,,,任职,,,甲公司,,,,,,,\n"
    taken = await send(office, csv.encode("gb18030"), dry_run=False, filename="ties.csv")
    assert taken.json()["created"] == 1, taken.text


async def test_rows_of_another_system(world: World) -> None:
    office = await world.person("office")
    expert = await world.expert(name="宋镕")
    async with world.session() as session:
        await nightly(session, world.clock.now())
        await session.commit()
    rows = [{"subject": "宋镕", "subject_pool_number": expert.pool_number, "kind": "kinship", "role": "妻", "target": "赵敏"}]
    done = await office.post("/ties/import", {"source": "省厅", "rows": rows})
    assert (done.status_code, done.json()["created"]) == (200, 1)
    async with world.session() as session:
        kin = await session.scalar(select(Tie).where(Tie.kind == "kinship"))
        assert kin is not None
        assert kin.source_kind == "api"
        node = await session.get(Party, kin.from_id)
        assert node is not None
        assert node.expert_id == expert.id
    bad = await office.post(
        "/ties/import", {"source": "省厅", "rows": [{**rows[0], "subject_pool_number": "LN-none", "colour": "red"}]}
    )
    assert {gap["field"]: gap["code"] for gap in bad.json()["errors"]} == {
        "1.colour": "tie.column", "1.subject_pool_number": "tie.pool_number", "1.subject": "tie.proof",
    }  # fmt: skip


def event(name: str, entity: str, entity_id: uuid.UUID, now: dt.datetime, application_id: uuid.UUID | None = None) -> OutboxEvent:
    return OutboxEvent(
        id=new_id(), name=name, entity=entity, entity_id=entity_id, application_id=application_id, created_at=now, payload={}
    )


async def handle(world: World, handler: Any, made: OutboxEvent) -> None:
    async with world.session() as session:
        await handler(session, made, world.clock.now())
        await session.commit()


STATED = {
    "executives": [{"name": "王镕", "post": "董事长"}, {"name": "周敏", "post": "副总经理", "since": 2021, "until": 2024}],
    "shareholders": [{"name": "王镕", "share": 51.5}, {"name": "朝阳城投集团", "share": 48.5, "since": 2019}],
    "consultants": [{"organisation": "卓越咨询有限公司", "person": "韩立", "since": 2025}],
    "certifiers": [{"organisation": "东准认证有限公司", "since": 2023}],
    "trainers": [{"person": "韩立"}],
}


async def test_what_an_application_states_is_in_the_graph_and_a_draft_states_nothing(world: World) -> None:
    edition = await world.edition("open")
    organisation = await world.organisation(name="朝阳精密铸造有限公司")
    applicant = await world.person("applicant", organisation_id=organisation.id, name="经办人甲")
    application = await world.application(edition, organisation, "draft", form=form() | STATED)
    told = event("application.submitted", "application", application.id, world.clock.now(), application.id)
    await handle(world, stated, told)
    assert await live_ties(world) == []
    await world_state(world, application, "submitted")
    await handle(world, stated, told)
    firm_name = organisation.name
    assert await live_ties(world) == sorted([
        ("王镕", "post", "法定代表人", firm_name), ("王镕", "post", "董事长", firm_name), ("周敏", "post", "副总经理", firm_name),
        ("王堃", "employment", "质量负责人", firm_name), ("王堃", "employment", "联系人", firm_name), ("王镕", "shareholding", "", firm_name),
        ("朝阳城投集团", "shareholding", "", firm_name), ("卓越咨询有限公司", "consulting", "", firm_name), ("韩立", "consulting", "", firm_name),
        ("韩立", "employment", "", "卓越咨询有限公司"), ("东准认证有限公司", "certification", "", firm_name), ("韩立", "training", "", firm_name),
        (applicant.user.name, "employment", "申报经办人", firm_name),
    ])  # fmt: skip
    async with world.session() as session:
        before = await session.scalar(select(func.count()).select_from(Party))
        # One name in one application is one person.
        assert await session.scalar(select(func.count()).select_from(Party).where(Party.name == "王镕")) == 1
        row = await session.scalar(select(Tie).where(Tie.role == "副总经理"))
        assert row is not None
        assert (row.valid_from, row.valid_to, row.source) == (dt.date(2021, 1, 1), dt.date(2024, 12, 31), application.case_number)
    await handle(world, stated, told)
    async with world.session() as session:
        assert await session.scalar(select(func.count()).select_from(Party)) == before
        assert await session.scalar(select(func.count()).select_from(Tie)) == 13
    # Taken back: a draft states nothing. Handed in again with less: the same people, and what is no longer said is gone.
    await world_state(world, application, "draft")
    await handle(world, stated, told)
    assert await live_ties(world) == []
    await world_state(world, application, "submitted", form=form() | {"shareholders": [{"name": "王镕", "share": 40}]})
    await handle(world, stated, told)
    assert len(await live_ties(world)) == 5
    async with world.session() as session:
        assert await session.scalar(select(func.count()).select_from(Party)) == before
        assert await session.scalar(select(Tie.share).where(Tie.share.is_not(None), Tie.withdrawn_at.is_(None))) == 40


async def world_state(world: World, application: Application, state: str, **values: Any) -> None:
    async with world.session() as session:
        row = await session.get(Application, application.id)
        assert row is not None
        row.state = state
        row.declared_at = row.submitted_at = world.clock.now()
        for name, value in values.items():
            setattr(row, name, value)
        await session.commit()


async def test_what_the_office_withdrew_stays_withdrawn(world: World) -> None:
    office = await world.person("office")
    application = await world.application(
        await world.edition("open"), state="submitted", form={"executives": STATED["executives"]}
    )
    told = event("application.submitted", "application", application.id, world.clock.now(), application.id)
    await handle(world, stated, told)
    async with world.session() as session:
        wrong = await session.scalar(select(Tie.id).where(Tie.role == "副总经理"))
    assert (await office.post(f"/ties/{wrong}/withdraw", {"reason": "已核实为他人"})).status_code == 200
    await handle(world, stated, told)
    assert ("周敏", "post", "副总经理") not in {one[:3] for one in await live_ties(world)}


async def test_a_renamed_organisation_keeps_its_former_name(world: World) -> None:
    office = await world.person("office")
    organisation = await world.organisation(name="朝阳铸造厂")
    application = await world.application(await world.edition("open"), organisation, "submitted")
    await handle(world, stated, event("application.submitted", "application", application.id, world.clock.now(), application.id))
    changed = await office.patch(
        f"/organisations/{organisation.id}",
        {"name": "朝阳精密铸造有限公司", "legal_representative": "孙立", "reason": "变更登记"},
        version=1,
    )
    assert changed.status_code == 200, changed.text
    async with world.session() as session:
        told = await session.scalar(select(OutboxEvent).where(OutboxEvent.name == "organisation.changed"))
        assert told is not None
    await handle(world, organisation_changed, told)
    found = (await office.get("/parties", params={"q": "朝阳铸造厂"})).json()["items"]
    assert [(one["name"], one["aliases"]) for one in found] == [("朝阳精密铸造有限公司", ["朝阳铸造厂"])]
    assert [one for one in await live_ties(world) if one[2] == "法定代表人"] == [
        ("孙立", "post", "法定代表人", "朝阳精密铸造有限公司")
    ]


async def test_experts_work_for_their_employer_and_a_former_one_stays(world: World) -> None:
    expert = await world.expert(name="宋镕", employer="辽宁质量工程研究院")
    told = event("expert.imported", "expert_import", expert.id, world.clock.now())
    await handle(world, pool_changed, told)
    await handle(world, pool_changed, told)
    assert await live_ties(world) == [("宋镕", "employment", "高级工程师", "辽宁质量工程研究院")]
    world.clock.advance(days=40)
    async with world.session() as session:
        row = await session.get(Expert, expert.id)
        assert row is not None
        row.employer = "甲公司"
        await session.commit()
    await handle(world, pool_changed, told)
    await handle(world, pool_changed, told)
    async with world.session() as session:
        rows = (await session.scalars(select(Tie).where(Tie.withdrawn_at.is_(None)).order_by(Tie.valid_from))).all()
    today = world.clock.now().date()
    assert sorted((row.valid_from, row.valid_to) for row in rows if row.valid_from) == [(today, None)]
    assert [row.valid_to for row in rows if row.valid_from is None] == [today]


async def test_ones_own_ties(world: World) -> None:
    expert = await world.expert(name="林玥")
    reviewer = await world.person("expert", expert_id=expert.id)
    office, other = await world.person("office"), await world.person("expert", expert_id=(await world.expert()).id)
    assert (await reviewer.get("/relations/own")).json() == {"party_id": None, "ties": []}
    job = {
        "kind": "employment",
        "other": "朝阳精密铸造有限公司",
        "role": "工程师",
        "valid_from": "2022-01-01",
        "valid_to": "2024-06-30",
    }
    assert (await reviewer.post("/relations/own", job)).status_code == 201
    kin = {
        "kind": "kinship",
        "other_kind": "person",
        "other": "陈晨",
        "role": "配偶",
        "kin_employer": "甲公司",
        "kin_post": "财务总监",
    }
    assert (await reviewer.post("/relations/own", kin)).status_code == 201
    taught = {"kind": "teaching", "other_kind": "person", "other": "吴老师", "taught_me": True}
    own = (await reviewer.post("/relations/own", taught)).json()
    assert sorted((one["subject"], one["tie"]["kind"], one["target"]) for one in own["ties"]) == [
        ("吴老师", "teaching", "林玥"), ("林玥", "employment", "朝阳精密铸造有限公司"), ("林玥", "kinship", "陈晨"), ("陈晨", "post", "甲公司"),
    ]  # fmt: skip
    for bad, field in (
        (kin | {"role": ""}, "role"), (job | {"kin_employer": "甲公司"}, "kin_employer"), (job | {"other": "·"}, "other"),
        (job | {"valid_to": "2021-01-01"}, "valid_to"), (job | {"uscc": "91211302MA0000001X"}, "uscc"), (kin | {"other_kind": "organisation"}, "other"),
    ):  # fmt: skip
        refused = await reviewer.post("/relations/own", bad)
        assert [gap["field"] for gap in refused.json()["errors"]] == [field], refused.text
    assert (await reviewer.post("/relations/own", job)).status_code == 409
    # It stands in the graph for the office at once; a colleague sees nothing of it, nor may the reviewer read the graph.
    assert "朝阳精密铸造有限公司" in names(await graph(office, own["party_id"]))
    assert (await other.get("/relations/own")).json()["ties"] == []
    assert (await reviewer.get("/parties")).status_code == 403
    mine = own["ties"][-1]["tie"]["id"]
    assert (await other.post(f"/ties/{mine}/withdraw", {"reason": "x"})).status_code == 404
    assert (await reviewer.post(f"/ties/{mine}/withdraw", {"reason": "填错"})).status_code == 200
    assert len((await reviewer.get("/relations/own")).json()["ties"]) == 3


async def test_names_of_kin_are_the_offices_alone(world: World) -> None:
    expert = await world.expert(name="林玥")
    reviewer = await world.person("expert", expert_id=expert.id)
    kin = {"kind": "kinship", "other_kind": "person", "other": "陈晨", "role": "配偶", "kin_employer": "甲公司"}
    own = (await reviewer.post("/relations/own", kin)).json()
    office, auditor = await world.person("office"), await world.person("auditor")
    assert names(await graph(office, own["party_id"])) == {"林玥", "陈晨", "甲公司"}
    assert names(await graph(auditor, own["party_id"])) == {"林玥", "陈＊", "甲公司"}
    assert len((await office.get("/parties", params={"q": "陈晨"})).json()["items"]) == 1
    assert (await auditor.get("/parties", params={"q": "陈"})).json()["items"] == []


async def test_nobody_reads_of_themselves_what_others_found(world: World) -> None:
    office, member = await world.person("office"), await world.person("committee", name="贺松年")
    assert (await member.post("/relations/own", {"kind": "employment", "other": "市发改委"})).status_code == 201
    own = (await member.get("/relations/own")).json()["party_id"]
    found = await entered(office, {"id": own}, firm("朝阳重机有限公司"), kind="shareholding", share=3)
    assert names(await graph(office, own)) == {"贺松年", "市发改委", "朝阳重机有限公司"}
    assert names(await graph(member, own)) == {"贺松年", "市发改委"}
    # Nor round about: from the organisation the tie to oneself is not there.
    assert (await graph(member, found["to_id"]))["ties"] == []
    assert (await member.post(f"/ties/{found['id']}/withdraw", {"reason": "x"})).status_code == 404


async def test_the_recused_see_nothing_of_the_case(world: World) -> None:
    edition = await world.edition("open")
    organisation = await world.organisation(name="朝阳精密铸造有限公司")
    application = await world.application(
        edition, organisation, "submitted", form={"executives": STATED["executives"], "consultants": STATED["consultants"]}
    )
    await handle(world, stated, event("application.submitted", "application", application.id, world.clock.now(), application.id))
    office, recused = await world.person("office"), await world.person("office")
    expert = await world.expert(name="宋镕", employer=organisation.name)
    await handle(world, pool_changed, event("expert.imported", "expert_import", expert.id, world.clock.now()))
    # 韩立 is known from elsewhere too; 周敏 through the application alone.
    async with world.session() as session:
        consultant = (await session.scalars(select(Party).where(Party.name == "韩立"))).one()
    await entered(office, {"id": str(consultant.id)}, firm("辽海大学"))
    listed = {one["name"] for one in (await recused.get("/parties")).json()["items"]}
    assert {"朝阳精密铸造有限公司", "周敏", "王镕", "韩立", "宋镕", "卓越咨询有限公司"} <= listed
    await world.recuse(recused, application)
    listed = {one["name"] for one in (await recused.get("/parties")).json()["items"] if not one["user"]}
    assert listed == {"韩立", "宋镕", "辽海大学"}
    async with world.session() as session:
        ids = {row.name: str(row.id) for row in await session.scalars(select(Party))}
        node = str((await session.scalars(select(Party.id).where(Party.expert_id == expert.id))).one())
        hidden = await session.scalar(select(Tie.id).where(Tie.role == "副总经理"))
    for name in ("朝阳精密铸造有限公司", "周敏", "卓越咨询有限公司"):
        assert (await recused.get(f"/parties/{ids[name]}")).status_code == 404
    assert names(await graph(recused, ids["韩立"], 3)) == {"韩立", "辽海大学"}
    assert (await graph(recused, ids["韩立"]))["party"]["ties"] == 1
    assert names(await graph(recused, node, 3)) == {"宋镕"}
    assert (await recused.post(f"/ties/{hidden}/withdraw", {"reason": "x"})).status_code == 404
    assert (await recused.post("/ties", tie({"id": ids["周敏"]}, firm("己公司")))).status_code == 404
    assert (await recused.get("/same-names")).json() == []
    assert "周敏" in names(await graph(office, ids["朝阳精密铸造有限公司"]))


async def test_an_agency_reads_what_its_own_editions_applications_state(world: World) -> None:
    agency = await world.agency()
    theirs = await world.edition("open", agency_id=agency.id)
    foreign = await world.edition("closed", number=4, year=2024)
    for edition, name in ((theirs, "甲总"), (foreign, "乙总")):
        made = await world.application(
            edition, await world.organisation(), "submitted", form={"executives": [{"name": name, "post": "总经理"}]}
        )
        await handle(world, stated, event("application.submitted", "application", made.id, world.clock.now(), made.id))
    clerk = await world.person("agency", agency_id=agency.id)
    async with world.session() as session:
        ids = {row.name: str(row.id) for row in await session.scalars(select(Party))}
    assert len((await graph(clerk, ids["甲总"], 1))["ties"]) == 1
    assert (await graph(clerk, ids["乙总"], 1))["ties"] == []


async def test_who_is_who_is_decided_with_a_reason(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("open")
    application = await world.application(edition, state="submitted", form={"executives": [{"name": "宋镕", "post": "总经理"}]})
    await handle(world, stated, event("application.submitted", "application", application.id, world.clock.now(), application.id))
    expert = await world.expert(name="宋镕")
    await handle(world, pool_changed, event("expert.imported", "expert_import", expert.id, world.clock.now()))
    (pair,) = (await office.get("/same-names")).json()
    assert (pair["one"]["party"]["name"], pair["other"]["party"]["name"], pair["same"]) == ("宋镕", "宋镕", None)
    assert pair["one"]["ties"][0]["kind"] == "employment"
    body = {
        "one_id": pair["one"]["party"]["id"],
        "other_id": pair["other"]["party"]["id"],
        "same": False,
        "reason": "身份证信息不同，经电话核实",
    }
    assert (await office.post("/same-names", body | {"reason": " "})).status_code == 422
    assert (await (await world.person("committee")).post("/same-names", body)).status_code == 403
    assert (await office.post("/same-names", body)).json() == []
    ((one, other),) = [
        (one["one_id"], one["other_id"])
        for one in (await graph(office, body["one_id"]))["links"]
        if one["kind"] == "decided_different"
    ]
    assert {one, other} == {body["one_id"], body["other_id"]}
    (pair,) = (await office.get("/same-names", params={"undecided": False})).json()
    assert (pair["same"], pair["decided_by"]) == (False, office.user.name)
    # Decided anew when something new is known; nothing is merged.
    assert (await office.post("/same-names", body | {"same": True, "reason": "补充证明为同一人"})).status_code == 200
    async with world.session() as session:
        row = (await session.scalars(select(SameParty))).one()
        assert row.same
        assert await session.scalar(select(func.count()).select_from(Party).where(Party.name == "宋镕")) == 2


async def test_a_hub_of_ten_thousand_is_bounded(world: World) -> None:
    office = await world.person("office")
    hub, now = new_id(), world.clock.now()
    async with world.session() as session:
        session.add(
            Party(id=hub, authority_id=world.authority.id, kind="organisation", name="大学", name_key="大学", created_at=now)
        )
        people = [
            Party(id=new_id(), authority_id=world.authority.id, kind="person", name=f"人{n}", name_key=f"人{n}", created_at=now)
            for n in range(10_000)
        ]
        session.add_all(people)
        await session.flush()
        session.add_all(
            Tie(
                authority_id=world.authority.id,
                from_id=one.id,
                to_id=hub,
                kind="employment",
                source_kind="office",
                source="册",
                created_at=now,
            )
            for one in people
        )
        await session.commit()
    began = dt.datetime.now(dt.UTC)
    around = await graph(office, str(hub), 3)
    taken = (dt.datetime.now(dt.UTC) - began).total_seconds()
    assert len(around["nodes"]) == 31
    assert [one["more"] for one in around["nodes"] if one["hop"] == 0] == [10_000 - 30]
    assert taken < 10
    began = dt.datetime.now(dt.UTC)
    page = await office.get("/parties", params={"limit": 200})
    assert (dt.datetime.now(dt.UTC) - began).total_seconds() < 10
    seen = {one["id"] for one in page.json()["items"]}
    following = await office.get("/parties", params={"limit": 200, "cursor": page.json()["next_cursor"]})
    assert len(following.json()["items"]) == 200
    assert not seen & {one["id"] for one in following.json()["items"]}


async def test_who_follows_the_graph_is_told_in_the_same_transaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    office = await world.person("office")
    told: list[set[uuid.UUID]] = []

    async def follower(session: Any, _now: dt.datetime, parties: Collection[uuid.UUID]) -> None:
        assert await session.scalar(select(func.count()).select_from(Tie)) == 1
        told.append(set(parties))
        if len(told) > 1:
            raise RuntimeError("the change is undone")

    monkeypatch.setattr(following, "_followers", [follower])
    made = await entered(office, person("王芳"), firm("甲公司"))
    assert told == [{uuid.UUID(made["from_id"]), uuid.UUID(made["to_id"])}]
    with pytest.raises(RuntimeError):
        await office.post(f"/ties/{made['id']}/withdraw", {"reason": "x"})
    assert len(await live_ties(world)) == 1


async def test_other_names_are_found(world: World) -> None:
    office = await world.person("office")
    made = await entered(office, person("王芳"), firm("朝阳新材料有限公司"))
    named = await office.put(f"/parties/{made['to_id']}/aliases", {"aliases": ["朝阳化工厂", " "], "reason": "2019 年改制更名"})
    assert named.json()["aliases"] == ["朝阳化工厂"]
    again = await entered(office, person("李娜"), firm("朝阳化工厂"))
    assert again["to_id"] == made["to_id"]
    assert (await office.put(f"/parties/{made['to_id']}/aliases", {"aliases": ["（）"], "reason": "x"})).status_code == 422
