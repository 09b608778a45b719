"""Organisations, recommending departments, agencies, and the standards' codes."""

import pytest
from world import World, anonymous, uscc

from quality_award.tables.parties import Organisation

pytestmark = pytest.mark.anyio


async def test_a_code_is_checked_while_it_is_typed(world: World) -> None:
    code = uscc(880_001)
    good = (await anonymous(world, "GET", f"/organisations/check-uscc?uscc={code.lower()}")).json()
    assert (good["valid"], good["taken"], good["uscc"], good["area_code"]) == (True, False, code, "211302")
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert (await anonymous(world, "GET", f"/organisations/check-uscc?uscc={wrong}")).json()["valid"] is False
    organisation = await world.organisation()
    taken = (await anonymous(world, "GET", f"/organisations/check-uscc?uscc={organisation.uscc}")).json()
    assert taken["taken"] is True


@pytest.mark.article("4")
async def test_reference_data(world: World) -> None:
    areas = (await anonymous(world, "GET", "/areas")).json()
    assert len(areas) == 7
    assert {"code": "211302", "name_zh": "双塔区"}.items() <= areas[0].items()
    industries = (await anonymous(world, "GET", "/industries")).json()
    assert len(industries) == 97
    assert industries[0]["section"] == "A"
    assert (await anonymous(world, "GET", "/sectors")).json()
    departments = (await anonymous(world, "GET", "/departments?kind=county")).json()
    assert len(departments) == 7
    assert departments[0]["restricted"] is False


async def test_an_applicant_sees_and_changes_its_own_only(world: World) -> None:
    mine, other = await world.organisation(), await world.organisation()
    person = await world.person("applicant", organisation_id=mine.id)
    shown = await person.get(f"/organisations/{mine.id}")
    assert shown.headers["etag"] == '"v1"'
    assert shown.json()["division_name"]
    assert (await person.get(f"/organisations/{other.id}")).status_code == 404
    assert (await person.patch(f"/organisations/{other.id}", {"name": "x"}, version=1)).status_code == 404
    assert (await person.patch(f"/organisations/{mine.id}", {"name": "新名称"})).status_code == 428
    changed = await person.patch(f"/organisations/{mine.id}", {"name": "新名称"}, version=1)
    assert (changed.json()["name"], changed.json()["version"]) == ("新名称", 2)
    assert (await person.patch(f"/organisations/{mine.id}", {"name": "又"}, version=1)).status_code == 412
    unknown = {"division": "00", "area_code": "110000", "legal_representative": " ", "ownership": "municipal"}
    bad = await person.patch(f"/organisations/{mine.id}", unknown, version=2)
    assert {gap["field"] for gap in bad.json()["errors"]} == {
        "division", "area_code", "legal_representative", "industry_department_id",
    }  # fmt: skip


async def test_what_an_application_rests_on_is_fixed_once_it_is_handed_in(world: World) -> None:
    application = await world.application(await world.edition("open"), state="submitted")
    person = await world.person("applicant", organisation_id=application.organisation_id)
    path = f"/organisations/{application.organisation_id}"
    refused = await person.patch(path, {"registered_on": "2000-01-01"}, version=1)
    assert refused.json()["type"] == "/problems/organisation-handed-in"
    assert (await person.patch(path, {"address": "新址"}, version=1)).status_code == 200
    office = await world.person("office")
    unexplained = await office.patch(path, {"registered_on": "2001-01-01"}, version=2)
    assert unexplained.json()["errors"][0]["field"] == "reason"
    explained = await office.patch(path, {"registered_on": "2001-01-01", "reason": "与执照核对"}, version=2)
    assert explained.json()["registered_on"] == "2001-01-01"


async def test_who_sees_which_organisation(world: World) -> None:
    edition = await world.edition("document_review")
    application = await world.application(edition, state="accepted")
    path = f"/organisations/{application.organisation_id}"
    bureau = await world.person("recommender", department_id=world.departments["211302"].id)
    elsewhere = await world.person("recommender", department_id=world.departments["211303"].id)
    expert_row = await world.expert()
    expert = await world.person("expert", expert_id=expert_row.id)
    office, admin = await world.person("office"), await world.person("admin")
    assert (await bureau.get(path)).status_code == 200
    assert (await elsewhere.get(path)).status_code == 404
    assert (await expert.get(path)).status_code == 404
    await world.team_member(application, expert_row, office)
    assert (await expert.get(path)).status_code == 200
    assert (await admin.get(path)).status_code == 403
    assert (await office.get(path)).status_code == 200
    await world.recuse(office, application)
    assert (await office.get(path)).status_code == 404
    listed = (await office.get("/organisations")).json()["items"]
    assert str(application.organisation_id) not in {row["id"] for row in listed}


async def test_lists_are_filtered_and_paged(world: World) -> None:
    office = await world.person("office")
    for _ in range(3):
        await world.organisation(area="211303")
    one: Organisation = await world.organisation(name="独一无二公司")
    assert [row["id"] for row in (await office.get("/organisations", params={"q": "独一"})).json()["items"]] == [str(one.id)]
    page = (await office.get("/organisations", params={"area_code": "211303", "limit": 2})).json()
    rest = (await office.get("/organisations", params={"area_code": "211303", "limit": 2, "cursor": page["next_cursor"]})).json()
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)


@pytest.mark.article("28")
async def test_a_departments_right_is_suspended_cancelled_and_lifted(world: World) -> None:
    office = await world.person("office")
    bureau = await world.person("recommender", department_id=world.departments["211302"].id)
    path = f"/departments/{world.departments['211302'].id}"
    late = await office.put(f"{path}/restriction", {"suspended_until": "2020-01-01", "reason": " "})
    assert {gap["field"] for gap in late.json()["errors"]} == {"reason", "suspended_until"}
    suspended = await office.put(f"{path}/restriction", {"suspended_until": "2027-01-01", "reason": "推荐材料失实"})
    assert suspended.json()["restricted"] is True
    assert (await bureau.get(path)).json()["restriction_reason"] == "推荐材料失实"
    assert "restricted" in {task["key"] for task in (await bureau.get("/tasks")).json()}
    public = (await anonymous(world, "GET", "/departments?kind=county")).json()
    assert {row["restriction_reason"] for row in public} == {None}
    cancelled = await office.put(f"{path}/restriction", {"cancelled": True, "reason": "多次失实"})
    assert (cancelled.json()["cancelled"], cancelled.json()["suspended_until"]) == (True, None)
    lifted = await office.put(f"{path}/restriction", {"reason": "整改完成"})
    assert lifted.json()["restricted"] is False


@pytest.mark.parametrize("role", ["committee", "government", "auditor", "admin"])
async def test_only_the_office_restricts_and_enters_agencies(world: World, role: str) -> None:
    person = await world.person(role)
    path = f"/departments/{world.departments['211302'].id}/restriction"
    assert (await person.put(path, {"cancelled": True, "reason": "x"})).status_code == 403
    assert (await person.post("/agencies", {"name": "x", "uscc": uscc(1)})).status_code == 403


async def test_agencies(world: World) -> None:
    office = await world.person("office")
    code = uscc(880_002, "210102")
    made = await office.post("/agencies", {"name": "评价中心", "uscc": code})
    assert made.status_code == 201
    again = await office.post("/agencies", {"name": "", "uscc": code})
    assert {gap["code"] for gap in again.json()["errors"]} == {"field.missing", "agency.known"}
    other = await world.agency()
    agency = await world.person("agency", agency_id=other.id)
    assert [row["id"] for row in (await agency.get("/agencies")).json()] == [str(other.id)]
    assert len((await office.get("/agencies")).json()) == 2
