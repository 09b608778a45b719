"""Regulatory records: entered by the office, seen by those who supervise, set aside only with a reason (Art. 14, 36)."""

from typing import Any

import pytest
from sqlalchemy import select
from world import World, uscc

from quality_award.tables.trail import AuditRecord, OutboxEvent

pytestmark = pytest.mark.anyio


def body(code: str, **values: Any) -> dict[str, Any]:
    """A record as a regulator would state it."""
    return {
        "uscc": code,
        "kind": "failed_sample",
        "occurred_on": "2025-05-04",
        "source": "省市场监管局",
        "document": "抽〔2025〕9号",
        "description": "产品质量监督抽查不合格",
    } | values


@pytest.mark.article("14", "14(1)", "14(2)", "14(3)", "14(4)")
async def test_a_record_is_entered_and_set_aside(world: World) -> None:
    office = await world.person("office")
    organisation = await world.organisation()
    made = await office.post("/records", body(organisation.uscc))
    assert made.status_code == 201, made.text
    record = made.json()
    assert (record["organisation"], record["article"], record["kind_title"]) == (
        organisation.name, "14(2)", "质量监督抽查不合格",
    )  # fmt: skip
    assert record["entered_by"] == office.user.name
    aside = await office.post(f"/records/{record['id']}/set-aside", {"reason": "复检合格，原报告已撤销"})
    assert aside.json()["set_aside_reason"] == "复检合格，原报告已撤销"
    assert aside.json()["set_aside_by"] == office.user.name
    again = await office.post(f"/records/{record['id']}/set-aside", {"reason": "x"})
    assert again.status_code == 409
    standing = await office.get("/records", params={"standing": "true"})
    assert standing.json()["items"] == []
    async with world.session() as session:
        trail = [(r.action, r.article) for r in await session.scalars(select(AuditRecord).order_by(AuditRecord.id))]
        assert trail == [("enter", "14(2)"), ("set_aside", "14(2)")]
        assert list(await session.scalars(select(OutboxEvent.name))) == ["record.received"]


async def test_every_gap_at_once(world: World) -> None:
    office = await world.person("office")
    wrong = await office.post("/records", body("912113020000000000", kind="gossip", occurred_on="2027-01-01", source=" "))
    assert wrong.status_code == 422
    assert {e["field"] for e in wrong.json()["errors"]} == {"uscc", "kind", "occurred_on", "source"}
    assert (await office.get("/records")).json()["items"] == []
    code = uscc(7001)
    assert (await office.post("/records", body(code))).status_code == 201
    assert (await office.post("/records", body(code))).json()["type"] == "/problems/record-there"
    record = (await office.get("/records")).json()["items"][0]
    blank = await office.post(f"/records/{record['id']}/set-aside", {"reason": "  "})
    assert blank.status_code == 422


@pytest.mark.parametrize("role", ["committee", "auditor"])
async def test_supervisors_read_and_do_not_write(world: World, role: str) -> None:
    office, person = await world.person("office"), await world.person(role)
    record = (await office.post("/records", body(uscc(7002)))).json()
    assert len((await person.get("/records")).json()["items"]) == 1
    assert (await person.post("/records", body(uscc(7003)))).status_code == 403
    assert (await person.post(f"/records/{record['id']}/set-aside", {"reason": "x"})).status_code == 403


async def test_other_roles_see_nothing(world: World) -> None:
    scopes = {
        "applicant": {"organisation_id": (await world.organisation()).id},
        "recommender": {"department_id": world.departments["211302"].id},
        "agency": {"agency_id": (await world.agency()).id},
        "expert": {"expert_id": (await world.expert()).id},
        "government": {},
        "admin": {},
    }
    for role, scope in scopes.items():
        person = await world.person(role, **scope)
        assert (await person.get("/records")).status_code == 403
        assert (await person.post("/records", body(uscc(7004)))).status_code == 403


async def test_a_recused_officer_sees_no_record_of_that_organisation(world: World) -> None:
    office, recused = await world.person("office"), await world.person("office")
    edition = await world.edition("formal_review")
    organisation = await world.organisation()
    application = await world.application(edition, organisation, state="filed")
    await world.recuse(recused, application)
    record = (await office.post("/records", body(organisation.uscc))).json()
    assert (await recused.get("/records")).json()["items"] == []
    answer = await recused.post(f"/records/{record['id']}/set-aside", {"reason": "熟人"})
    assert answer.status_code == 404
    assert len((await office.get("/records")).json()["items"]) == 1


async def test_pages_and_filters(world: World) -> None:
    office = await world.person("office")
    for number in range(5):
        kind = "credit_loss" if number % 2 else "failed_sample"
        await office.post("/records", body(uscc(7100 + number), kind=kind))
    first = (await office.get("/records", params={"limit": 3})).json()
    rest = (await office.get("/records", params={"limit": 3, "cursor": first["next_cursor"]})).json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (3, 2, None)
    assert len((await office.get("/records", params={"kind": "credit_loss"})).json()["items"]) == 2
    assert len((await office.get("/records", params={"uscc": uscc(7100).lower()})).json()["items"]) == 1
    kinds = (await office.get("/records/kinds")).json()
    assert {"kind": "failed_sample", "article": "14(2)", "title": "质量监督抽查不合格"} in kinds
