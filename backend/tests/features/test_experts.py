"""The expert pool: import with errors by cell, provenance, and measures that take effect at once (Art. 10, 29)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from world import World, uscc

from quality_award.features.experts.pure.sheet import COLUMNS, Checked, read
from quality_award.tables.identity import Membership
from quality_award.tables.parties import Expert
from quality_award.tables.reviews import TeamMember
from quality_award.tables.trail import AuditRecord

anyio = pytest.mark.anyio


def row(number: int, **values: Any) -> dict[str, Any]:
    """A row of the pool's list."""
    return {
        "name": f"专家{number}",
        "pool_number": f"LN-2024-{number:04d}",
        "provenance": "辽宁省省长质量奖评审专家库",
        "employer": "辽宁省质量协会",
        "title": "高级工程师",
        "categories": "4.1、4.7",
        "divisions": "33,34",
        "leader_qualified": "是",
    } | values


@anyio
async def test_a_dry_run_saves_nothing_and_an_import_all(world: World) -> None:
    agency = await world.person("agency", agency_id=(await world.agency()).id)
    rows = [row(1), row(2, leader_qualified=False, employer_uscc=uscc(8001).lower())]
    tried = (await agency.post("/experts", {"rows": rows, "dry_run": True})).json()
    assert (tried["created"], tried["errors"]) == (2, [])
    assert (await agency.get("/experts")).json()["items"] == []
    done = (await agency.post("/experts", {"rows": rows})).json()
    assert (done["created"], done["updated"], done["unchanged"]) == (2, 0, 0)
    again = (await agency.post("/experts", {"rows": [rows[0], row(2, title="教授")]})).json()
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 1, 1)
    items = sorted((await agency.get("/experts")).json()["items"], key=lambda e: e["name"])
    assert [(e["categories"], e["leader_qualified"], e["title"]) for e in items] == [
        (["4.1", "4.7"], True, "高级工程师"), (["4.1", "4.7"], True, "教授"),
    ]  # fmt: skip
    async with world.session() as session:
        trail = await session.scalars(select(AuditRecord.article).where(AuditRecord.action == "import"))
        assert set(trail) == {"10"}


@anyio
async def test_every_wrong_cell_is_named_and_nothing_is_saved(world: World) -> None:
    office = await world.person("office")
    rows = [
        row(1),
        row(2, name="", categories="9.9", divisions="00", employer_uscc="911302", leader_qualified="也许"),
        row(1),
        row(3, pool_number="", shoe_size=42),
    ]
    tried = (await office.post("/experts", {"rows": rows, "dry_run": True})).json()
    assert {(e["row"], e["column"]) for e in tried["errors"]} == {
        (2, "name"), (2, "categories"), (2, "divisions"), (2, "employer_uscc"), (2, "leader_qualified"),
        (3, "pool_number"), (4, "pool_number"), (4, "shoe_size"),
    }  # fmt: skip
    assert all(e["message"] for e in tried["errors"])
    refused = await office.post("/experts", {"rows": rows})
    assert refused.status_code == 422
    assert "rows.2.name" in {e["field"] for e in refused.json()["errors"]}
    async with world.session() as session:
        assert await session.scalar(select(func.count()).select_from(Expert)) == 0


@anyio
@pytest.mark.article("10")
async def test_an_expert_from_outside_the_pool_needs_the_office_and_a_reason(world: World) -> None:
    office = await world.person("office")
    agency = await world.person("agency", agency_id=(await world.agency()).id)
    outsider = row(1, pool_number="", off_pool_reason="库内无此行业专家")
    refused = await agency.post("/experts", {"rows": [outsider]})
    assert refused.json()["errors"][0]["code"] == "expert.off_pool_office"
    assert (await office.post("/experts", {"rows": [outsider]})).json()["created"] == 1
    assert (await office.post("/experts", {"rows": [outsider]})).json()["unchanged"] == 1


@anyio
async def test_only_those_who_form_teams_see_the_pool(world: World) -> None:
    expert = await world.expert()
    scopes: dict[str, dict[str, Any]] = {
        "applicant": {"organisation_id": (await world.organisation()).id},
        "recommender": {"department_id": world.departments["211302"].id},
        "expert": {"expert_id": expert.id},
        "government": {},
        "admin": {},
    }
    for role, scope in scopes.items():
        person = await world.person(role, **scope)
        assert (await person.get("/experts")).status_code == 403
        assert (await person.post("/experts", {"rows": [row(1)]})).status_code == 403
    for role in ("committee", "auditor"):
        reader = await world.person(role)
        assert len((await reader.get("/experts")).json()["items"]) == 1
        body = {"status": "dismissed", "reason": "x"}
        assert (await reader.post(f"/experts/{expert.id}/sanction", body)).status_code == 403


@anyio
@pytest.mark.parametrize("status", ["dismissed", "disqualified"])
@pytest.mark.article("29")
async def test_a_dismissal_ends_access_at_once(world: World, status: str) -> None:
    office = await world.person("office")
    edition = await world.edition("document_review")
    application = await world.application(edition, state="accepted")
    expert = await world.expert(leader=True)
    person = await world.person("expert", expert_id=expert.id)
    await world.team_member(application, expert, office, leader=True)
    assert (await person.get("/editions")).status_code == 200
    answer = await office.post(f"/experts/{expert.id}/sanction", {"status": status, "reason": "泄露评审信息"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["released_assignments"], answer.json()["ended_memberships"]) == (1, 1)
    assert answer.json()["expert"]["has_login"] is False
    assert (await person.get("/editions")).status_code == 401
    async with world.session() as session:
        member = (await session.scalars(select(TeamMember))).one()
        assert member.released_at is not None
        assert "泄露评审信息" in (member.released_because or "")
        membership = await session.get_one(Membership, person.membership.id)
        assert membership.valid_to == world.clock.now()
    lighter = await office.post(f"/experts/{expert.id}/sanction", {"status": "corrected", "reason": "x"})
    assert (lighter.status_code, lighter.json()["article"]) == (409, "29")


@anyio
async def test_an_order_to_correct_leaves_the_assignments(world: World) -> None:
    office = await world.person("office")
    expert = await world.expert()
    person = await world.person("expert", expert_id=expert.id)
    answer = await office.post(f"/experts/{expert.id}/sanction", {"status": "corrected", "reason": "迟交评分"})
    assert answer.json()["expert"]["status"] == "corrected"
    assert (await person.get("/editions")).status_code == 200
    blank = await office.post(f"/experts/{expert.id}/sanction", {"status": "dismissed", "reason": " "})
    assert blank.status_code == 422


@anyio
async def test_search_and_filters(world: World) -> None:
    office = await world.person("office")
    rows = [row(1), row(2, divisions="14", employer="朝阳大学", leader_qualified="否"), row(3, divisions="14")]
    await office.post("/experts", {"rows": rows})

    async def names(**params: Any) -> list[str]:
        return sorted(e["name"] for e in (await office.get("/experts", params=params)).json()["items"])

    assert await names(division="14") == ["专家2", "专家3"]
    assert await names(leader="false") == ["专家2"]
    assert await names(q="大学") == ["专家2"]
    assert await names(q="%") == []
    assert await names(category="4.7") == ["专家1", "专家2", "专家3"]
    assert await names(status="dismissed") == []
    assert (await office.get("/experts", params={"status": "famous"})).status_code == 422


cells = st.one_of(st.none(), st.text(max_size=120), st.integers(), st.booleans(), st.lists(st.text(max_size=5), max_size=4))
columns = st.sampled_from([*COLUMNS, "其他"])


@given(st.dictionaries(columns, cells))
def test_any_cell_content_is_either_read_or_named(given_row: dict[str, Any]) -> None:
    found, bad = read(1, given_row, categories={"4.1"}, divisions={"33"}, checked=Checked(), off_pool_allowed=True)
    assert (found is None) == bool(bad)
    if found:
        assert found.name
        assert found.pool_number or found.off_pool_reason
