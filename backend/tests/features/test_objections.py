"""Objections: the public's door, deadlines and silence, the sealed identity, the committee's decision (Art. 20 to 25)."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from filing import PDF, send
from sqlalchemy import event, select, text
from world import Person, World, anonymous

from quality_award.features.objections.pure.identity import proper
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Application
from quality_award.tables.decisions import Ballot, Meeting, Motion
from quality_award.tables.editions import Edition, ListEntry
from quality_award.tables.objections import Objection, ObjectionFile
from quality_award.tables.parties import Organisation
from quality_award.tables.trail import AuditRecord, OutboxEvent

pytestmark = pytest.mark.anyio

NAME, CONTACT, CARD = "赵喆堃", "13904210000", "11010519491231002X"


@dataclass
class Desk:
    """An application before the public, and everyone an objection to it concerns."""

    world: World
    edition: Edition
    organisation: Organisation
    application: Application
    office: Person
    unit: Person
    applicant: Person


@pytest.fixture
async def desk(world: World, store: ObjectStore) -> Desk:
    """The world of these tests, in the publicity."""
    edition = await world.edition("publicity")
    organisation = await world.organisation()
    application = await world.application(edition, organisation, state="shortlisted")
    await list_publicly(world, edition, application)
    return Desk(
        world,
        edition,
        organisation,
        application,
        await world.person("office"),
        await world.person("recommender", department_id=world.departments["211302"].id),
        await world.person("applicant", organisation_id=organisation.id),
    )


async def list_publicly(world: World, edition: Edition, application: Application, tier: str = "gold") -> None:
    now = world.clock.now()
    await world.add(ListEntry(edition_id=edition.id, kind="initial", application_id=application.id, tier=tier, created_at=now))


async def lodge(desk: Desk, **changes: Any) -> httpx.Response:
    objector = {"name": NAME, "contact": CONTACT, "identity_number": CARD} | changes.pop("objector", {})
    body = {
        "case_number": desk.application.case_number,
        "subject": "营业收入数据不实",
        "grounds": "申报表所列营业收入与年报不符，附年报复印件。",
        "objector": objector,
    } | changes
    return await anonymous(desk.world, "POST", "/public/objections", json=body)


async def prove(desk: Desk, receipt: dict[str, Any], data: bytes = PDF, **changes: Any) -> httpx.Response:
    """The objector uploads written evidence."""
    path = f"/public/objections/{receipt['case_number']}/files"
    code = receipt["follow_code"]
    body = {"filename": "年报.pdf", "content_type": "application/pdf", "size": len(data), "code": code} | changes
    begun = await anonymous(desk.world, "POST", path, json=body)
    if begun.status_code != 201:
        return begun
    await send(begun.json(), data)
    return await anonymous(desk.world, "POST", f"{path}/{begun.json()['file_id']}/confirm", params={"code": code})


async def supply(person: Person, objection: dict[str, Any], data: bytes = PDF) -> httpx.Response:
    """The applicant or the unit uploads a file."""
    body = {"filename": "说明.pdf", "content_type": "application/pdf", "size": len(data)}
    begun = await person.post(f"/objections/{objection['id']}/files", body)
    if begun.status_code != 201:
        return begun
    await send(begun.json(), data)
    return await person.post(f"/objections/{objection['id']}/files/{begun.json()['file_id']}/confirm")


async def received(desk: Desk) -> dict[str, Any]:
    """An objection with its evidence, as the office sees it."""
    receipt = (await lodge(desk)).json()
    assert (await prove(desk, receipt)).status_code == 200
    return await shown(desk.office, receipt)


async def shown(person: Person, receipt: dict[str, Any]) -> dict[str, Any]:
    rows = (await person.get("/objections")).json()["items"]
    found: dict[str, Any] = next(row for row in rows if row["case_number"] == receipt["case_number"])
    return found


async def act(person: Person, row: dict[str, Any], action: str, **body: Any) -> httpx.Response:
    return await person.post(f"/objections/{row['id']}/actions/{action}", body, version=row["version"])


async def done(person: Person, row: dict[str, Any], action: str, **body: Any) -> dict[str, Any]:
    answer = await act(person, row, action, **body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def accepted(desk: Desk) -> dict[str, Any]:
    return await done(desk.office, await received(desk), "accept", reason="年报与申报表不一致，证据充分")


async def vote(desk: Desk, row: dict[str, Any], state: str) -> Person:
    """A closed vote of the committee on the objection; gives the chair."""
    now = desk.world.clock.now()
    meeting = Meeting(edition_id=desk.edition.id, title="异议审议会", place="市政府", held_at=now, created_at=now)
    await desk.world.add(meeting)
    motion = Motion(
        edition_id=desk.edition.id, meeting_id=meeting.id, kind="objection", subject_id=uuid.UUID(row["id"]), title="异议决定",
        snapshot="x", state=state, closed_at=now, created_at=now,
    )  # fmt: skip
    await desk.world.add(motion)
    return await desk.world.person("committee", seat="chair")


def codes(answer: httpx.Response) -> set[str]:
    return {finding["code"] for finding in answer.json()["findings"]}


async def state_of(desk: Desk) -> str:
    async with desk.world.session() as session:
        found = await session.get(Application, desk.application.id)
        assert found is not None
        return found.state


# The public's door


async def test_an_objection_is_received_proved_followed(desk: Desk) -> None:
    answer = await lodge(desk)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert receipt["in_time"] is True
    assert (await prove(desk, receipt)).json()["state"] == "stored"
    path = f"/public/objections/{receipt['case_number']}"
    followed = (await anonymous(desk.world, "GET", path, params={"code": receipt["follow_code"].lower()})).json()
    assert (followed["state"], [file["filename"] for file in followed["files"]]) == ("received", ["年报.pdf"])
    assert (await anonymous(desk.world, "GET", path, params={"code": "WRONG"})).status_code == 404
    async with desk.world.session() as session:
        assert (await session.scalars(select(OutboxEvent.name))).all() == ["objection.received"]


async def test_every_gap_of_the_form_is_named(desk: Desk) -> None:
    answer = await lodge(desk, case_number="5-county-9999", objector={"identity_number": "110105194912310021"})
    assert answer.status_code == 422
    assert {gap["field"]: gap["code"] for gap in answer.json()["errors"]} == {
        "case_number": "objection.unknown-case",
        "objector.identity_number": "objection.identity-number",
    }
    short = await lodge(desk, grounds="短", subject="")
    assert {gap["field"] for gap in short.json()["errors"]} == {"grounds", "subject"}


def test_numbers_of_people_and_units() -> None:
    assert proper(CARD)
    assert proper("11010519491231002 x")
    assert proper("53010219200508011x")
    assert proper("91110000600037341L")
    assert not proper("11010519490231002X")
    assert not proper("110105194912310021")
    assert not proper("朝阳")


async def test_only_what_was_put_before_the_public_can_be_objected_to(desk: Desk) -> None:
    other = await desk.world.application(desk.edition, state="shortlisted")
    assert (await lodge(desk, case_number=other.case_number)).status_code == 422


async def test_a_repeat_with_the_same_key_gives_the_same_receipt(desk: Desk) -> None:
    key = {"Idempotency-Key": "5f0f0c1e"}
    body = {
        "case_number": desk.application.case_number, "subject": "数据不实", "grounds": "营业收入与年报不符，附年报复印件。",
        "objector": {"name": NAME, "contact": CONTACT},
    }  # fmt: skip
    first = await anonymous(desk.world, "POST", "/public/objections", json=body, headers=key)
    again = await anonymous(desk.world, "POST", "/public/objections", json=body, headers=key)
    assert first.json() == again.json()
    async with desk.world.session() as session:
        actors = (await session.execute(text("select actor from idempotency_keys"))).scalars().all()
    assert actors == ["public"]


async def test_a_file_is_what_it_was_announced_as_or_does_not_count(desk: Desk) -> None:
    receipt = (await lodge(desk)).json()
    assert (await prove(desk, receipt, b"MZ" + b"0" * 64)).json()["type"] == "/problems/evidence-content"
    assert (await prove(desk, receipt, PDF, size=len(PDF) + 1)).json()["type"] == "/problems/evidence-not-uploaded"
    refused = await prove(desk, receipt, content_type="text/html", size=0)
    assert {gap["code"] for gap in refused.json()["errors"]} == {"evidence.type", "evidence.empty"}
    huge = await prove(desk, receipt, size=(50 << 20) + 1)
    assert huge.json()["errors"][0]["code"] == "evidence.too_large"
    assert (await shown(desk.office, receipt))["files"][0]["state"] == "pending"


async def test_after_the_confirmation_the_link_reaches_nothing_that_counts(desk: Desk, store: ObjectStore) -> None:
    receipt = (await lodge(desk)).json()
    path = f"/public/objections/{receipt['case_number']}/files"
    body = {"filename": "a.pdf", "content_type": "application/pdf", "size": len(PDF), "code": receipt["follow_code"]}
    ticket = (await anonymous(desk.world, "POST", path, json=body)).json()
    confirm = f"{path}/{ticket['file_id']}/confirm"
    missing = await anonymous(desk.world, "POST", confirm, params={"code": receipt["follow_code"]})
    assert missing.json()["type"] == "/problems/evidence-not-uploaded"
    await send(ticket, PDF)
    first = await anonymous(desk.world, "POST", confirm, params={"code": receipt["follow_code"]})
    await send(ticket, PDF.replace(b"PDF", b"XXX"))
    assert (await anonymous(desk.world, "POST", confirm, params={"code": receipt["follow_code"]})).json() == first.json()
    async with desk.world.session() as session:
        file = (await session.scalars(select(ObjectionFile))).one()
    assert (await store.digest(file.object_key))[0] == first.json()["sha256"]


async def test_one_side_cannot_confirm_the_file_of_another(desk: Desk) -> None:
    row = await accepted(desk)
    body = {"filename": "说明.pdf", "content_type": "application/pdf", "size": len(PDF)}
    ticket = (await desk.applicant.post(f"/objections/{row['id']}/files", body)).json()
    await send(ticket, PDF)
    path = f"/objections/{row['id']}/files/{ticket['file_id']}/confirm"
    assert (await desk.unit.post(path)).status_code == 404
    assert (await desk.office.post(path)).status_code == 403
    assert (await desk.applicant.post(path)).status_code == 200


# Examination


@pytest.mark.article("20")
async def test_anonymous_late_and_unsupported_objections_are_refused_with_what_they_miss(desk: Desk) -> None:
    desk.world.clock.advance(days=9)
    receipt = (await lodge(desk, objector={"name": "", "contact": "", "identity_number": ""})).json()
    assert receipt["in_time"] is False
    row = await shown(desk.office, receipt)
    accept = next(action for action in row["actions"] if action["name"] == "accept")
    assert accept["allowed"] is False
    refused = await act(desk.office, row, "accept", reason="予以受理")
    assert codes(refused) == {"objection.identified", "objection.in_time", "objection.evidence"}
    message = next(one["message"] for one in refused.json()["findings"] if one["code"] == "objection.in_time")
    assert "T" not in message
    silent = await act(desk.office, row, "refuse")
    assert codes(silent) == {"objection.refusal_grounds"}
    row = await done(desk.office, row, "refuse", reason="请依法实名提出")
    for part in ("真实身份", "公示期", "证实材料", "请依法实名提出"):
        assert part in row["refusal"]
    path = f"/public/objections/{receipt['case_number']}"
    followed = (await anonymous(desk.world, "GET", path, params={"code": receipt["follow_code"]})).json()
    assert followed["refusal"] == row["refusal"]
    assert (await prove(desk, receipt)).status_code == 409


async def test_an_accepted_objection_has_deadlines_and_reaches_unit_and_applicant(desk: Desk) -> None:
    row = await received(desk)
    for person in (desk.unit, desk.applicant):
        assert (await person.get("/objections")).json()["items"] == []
        assert (await person.get(f"/objections/{row['id']}")).status_code == 404
    row = await done(desk.office, row, "accept", reason="证据充分")
    # Fifteen and ten working days after Monday, 2 March 2026.
    assert dt.datetime.fromisoformat(row["report_due_at"]) == midnight(dt.date(2026, 3, 23), 0)
    assert dt.datetime.fromisoformat(row["proof_due_at"]) == midnight(dt.date(2026, 3, 16), 0)
    for person in (desk.unit, desk.applicant):
        seen = (await person.get(f"/objections/{row['id']}")).json()
        assert seen["grounds"] == row["grounds"]
        assert seen["files"] == []
    other = await desk.world.person("recommender", department_id=desk.world.departments["211381"].id)
    assert (await other.get(f"/objections/{row['id']}")).status_code == 404
    assert (await act(desk.office, row | {"version": 1}, "transfer", reason="涉密")).status_code == 412
    assert (await act(desk.office, row, "refuse", reason="迟了")).status_code == 409


def midnight(day: dt.date, days: int) -> dt.datetime:
    """24:00 in Chaoyang, `days` after."""
    return dt.datetime.combine(day + dt.timedelta(days=days + 1), dt.time(), dt.UTC) - dt.timedelta(hours=8)


# Investigation


@pytest.mark.article("21", "24")
async def test_the_unit_reports_the_applicant_proves_the_committee_upholds(desk: Desk) -> None:
    row = await accepted(desk)
    assert (await supply(desk.applicant, row)).json()["side"] == "applicant"
    assert (await supply(desk.unit, row)).json()["side"] == "recommender"
    assert (await supply(desk.office, row)).status_code == 403
    assert codes(await act(desk.unit, row, "report")) == {"objection.report_text"}
    row = await done(desk.unit, row, "report", report="经核实，营业收入确有虚增。")
    assert row["state"] == "reported"
    assert (await supply(desk.applicant, row)).status_code == 409
    chair = await vote(desk, row, "carried")
    assert codes(await act(chair, row, "uphold")) == {"objection.office_opinion"}
    opinion = await desk.office.put(
        f"/objections/{row['id']}/opinion", {"office_opinion": "异议成立，建议不通过。"}, version=row["version"]
    )
    row = opinion.json()
    assert codes(await act(chair, row, "dismiss")) == {"objection.motion_rejected"}
    member = await desk.world.person("committee")
    assert (await act(member, row, "uphold")).status_code == 403
    row = await done(chair, row, "uphold")
    assert (row["state"], row["decision"]) == ("upheld", "异议成立，建议不通过。")
    assert await state_of(desk) == "failed"


async def test_a_dismissed_objection_leaves_the_application_where_it_was(desk: Desk) -> None:
    row = await done(desk.unit, await accepted(desk), "report", report="经核实，数据无误。")
    row = (
        await desk.office.put(f"/objections/{row['id']}/opinion", {"office_opinion": "异议不成立。"}, version=row["version"])
    ).json()
    row = await done(await vote(desk, row, "rejected"), row, "dismiss")
    assert row["state"] == "dismissed"
    assert await state_of(desk) == "shortlisted"


@pytest.mark.article("22")
async def test_a_silent_unit_fails_the_application_but_only_after_its_deadline(desk: Desk) -> None:
    row = await accepted(desk)
    early = await act(desk.office, row, "deem_recommender_silent", reason="逾期未报")
    assert codes(early) == {"objection.report_overdue"}
    desk.world.clock.advance(days=22)
    assert (await act(desk.unit, row, "deem_recommender_silent", reason="x")).status_code == 403
    row = await done(desk.office, row, "deem_recommender_silent", reason="两次催告后仍未报送")
    assert (row["state"], row["deemed"]) == ("reported", "recommender_silent")
    assert await state_of(desk) == "failed"


async def test_more_time_with_a_reason_keeps_silence_from_falling_due(desk: Desk) -> None:
    row = await accepted(desk)
    path = f"/objections/{row['id']}/deadlines"
    until = (desk.world.clock.now() + dt.timedelta(days=30)).date()
    body = {"report_due_on": until.isoformat(), "reason": "须赴外地核查"}
    assert (await desk.unit.put(path, body, version=row["version"])).status_code == 403
    nothing = await desk.office.put(path, {"reason": "须赴外地核查"}, version=row["version"])
    assert nothing.status_code == 422
    earlier = await desk.office.put(path, body | {"report_due_on": "2026-03-03"}, version=row["version"])
    assert earlier.json()["errors"][0]["code"] == "objection.not-later"
    assert (await desk.office.put(path, body, version=row["version"] + 5)).status_code == 412
    row = (await desk.office.put(path, body, version=row["version"])).json()
    assert dt.datetime.fromisoformat(row["report_due_at"]) == midnight(until, 0)
    desk.world.clock.advance(days=20)
    assert codes(await act(desk.office, row, "deem_recommender_silent", reason="逾期")) == {"objection.report_overdue"}
    async with desk.world.session() as session:
        record = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "extend"))).one()
    assert record.detail["reason"] == "须赴外地核查"


async def test_an_application_filed_straight_with_the_office_has_no_unit_that_could_be_silent(desk: Desk) -> None:
    organisation = await desk.world.organisation(ownership="central")
    application = await desk.world.application(desk.edition, organisation, state="shortlisted")
    await list_publicly(desk.world, desk.edition, application, "silver")
    receipt = (await lodge(desk, case_number=application.case_number)).json()
    await prove(desk, receipt)
    row = await done(desk.office, await shown(desk.office, receipt), "accept", reason="证据充分")
    assert row["report_due_at"] is None
    desk.world.clock.advance(days=400)
    assert codes(await act(desk.office, row, "deem_recommender_silent", reason="逾期")) == {"objection.report_overdue"}
    assert (await done(desk.office, row, "report", report="市评定办核查属实"))["state"] == "reported"


async def test_proof_in_time_keeps_the_applicant_from_admitting(desk: Desk) -> None:
    row = await accepted(desk)
    assert codes(await act(desk.office, row, "deem_applicant_admits", reason="x")) == {"objection.proof_overdue_applicant"}
    assert (await supply(desk.applicant, row)).status_code == 200
    desk.world.clock.advance(days=15)
    assert codes(await act(desk.office, row, "deem_applicant_admits", reason="x")) == {"objection.proof_overdue_applicant"}


@pytest.mark.article("23")
async def test_proof_after_the_deadline_does_not(desk: Desk) -> None:
    row = await accepted(desk)
    desk.world.clock.advance(days=15)
    assert (await supply(desk.applicant, row)).status_code == 200
    row = await done(desk.office, row, "deem_applicant_admits", reason="逾期未举证")
    assert row["deemed"] == "applicant_silent"
    assert await state_of(desk) == "shortlisted", "the committee decides on it (Art. 24)"


async def test_the_first_evidence_is_not_the_proof_asked_for_later(desk: Desk) -> None:
    row = await accepted(desk)
    desk.world.clock.advance(days=15)
    assert (await done(desk.office, row, "deem_objector_withdraws", reason="逾期未补充"))["deemed"] == "objector_silent"


async def test_an_objector_who_supplied_the_proof_has_not_withdrawn(desk: Desk) -> None:
    receipt = (await lodge(desk)).json()
    await prove(desk, receipt)
    desk.world.clock.advance(hours=3)
    row = await done(desk.office, await shown(desk.office, receipt), "accept", reason="证据充分")
    desk.world.clock.advance(days=1)
    assert (await prove(desk, receipt)).status_code == 200
    desk.world.clock.advance(days=15)
    refused = await act(desk.office, row, "deem_objector_withdraws", reason="x")
    assert codes(refused) == {"objection.proof_overdue_objector"}


async def test_defence_matters_go_to_the_competent_department_and_come_back(desk: Desk) -> None:
    row = await accepted(desk)
    assert codes(await act(desk.office, row, "transfer")) == {"objection.reason"}
    row = await done(desk.office, row, "transfer", reason="涉及国防")
    assert (await act(desk.unit, row, "record_result", report="x")).status_code == 403
    row = await done(desk.office, row, "record_result", report="有关部门处理结果：异议不成立。")
    assert row["state"] == "reported"


# Identity, recusal, roles


@pytest.mark.article("25")
async def test_the_identity_is_seen_by_its_handler_alone_and_every_look_is_kept(desk: Desk) -> None:
    row = await accepted(desk)
    path = f"/objections/{row['id']}/identity"
    assert (await desk.office.post(path, {"reason": "x"})).status_code == 422
    opened = await desk.office.post(path, {"reason": "电话核实证据来源"})
    assert opened.json() == {"name": NAME, "contact": CONTACT, "identity_number": CARD, "consented_at": None}
    colleague = await desk.world.person("office")
    assert (await colleague.post(path, {"reason": "好奇看一看"})).status_code == 403
    for role in ("committee", "auditor"):
        assert (await (await desk.world.person(role)).post(path, {"reason": "监督检查"})).status_code == 403
    for person in (desk.unit, desk.applicant):
        assert (await person.post(path, {"reason": "联系异议者"})).status_code == 403
    async with desk.world.session() as session:
        looks = (await session.execute(text("select reason from identity_looks"))).scalars().all()
        kept = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "open_identity"))).all()
    assert looks == ["电话核实证据来源"]
    assert [record.detail for record in kept] == [{"reason": "电话核实证据来源"}]


@pytest.mark.article("25")
async def test_the_identity_is_nowhere_else(desk: Desk) -> None:
    """Not in any column of any table, nor in what any role reads."""
    row = await done(desk.unit, await accepted(desk), "report", report="属实")
    async with desk.world.session() as session:
        tables = (await session.execute(text("select tablename from pg_tables where schemaname = 'public'"))).scalars().all()
        for table in tables:
            rows = (await session.execute(text(f'select row_to_json(t)::text from "{table}" t'))).scalars().all()
            assert not [1 for one in rows if NAME in one or CONTACT in one or CARD in one], table
    people = [desk.office, desk.unit, desk.applicant]
    people += [await desk.world.person(role) for role in ("committee", "auditor")]
    for person in people:
        for path in ("/objections", f"/objections/{row['id']}", "/notifications", "/tasks"):
            said = json.dumps((await person.get(path)).json(), ensure_ascii=False)
            assert NAME not in said
            assert CONTACT not in said
            assert CARD not in said


async def test_consent_is_kept_with_the_identity(desk: Desk) -> None:
    receipt = (await lodge(desk)).json()
    path = f"/public/objections/{receipt['case_number']}"
    assert (await anonymous(desk.world, "POST", f"{path}/consent", json={"code": "WRONG"})).status_code == 404
    given = await anonymous(desk.world, "POST", f"{path}/consent", json={"code": receipt["follow_code"]})
    assert given.status_code == 204
    followed = (await anonymous(desk.world, "GET", path, params={"code": receipt["follow_code"]})).json()
    assert followed["consented_at"] is not None
    row = await shown(desk.office, receipt)
    opened = await desk.office.post(f"/objections/{row['id']}/identity", {"reason": "征求公开意见"})
    assert opened.json()["consented_at"] is not None


async def test_the_objectors_papers_are_read_by_office_and_committee(desk: Desk) -> None:
    row = await accepted(desk)
    (file,) = row["files"]
    path = f"/objections/{row['id']}/files/{file['id']}/link"
    committee = await desk.world.person("committee")
    for person in (desk.office, committee):
        link = (await person.get(path)).json()
        async with httpx.AsyncClient() as client:
            assert (await client.get(link["url"])).content == PDF
    for person in (desk.unit, desk.applicant, await desk.world.person("auditor")):
        refused = await person.get(path)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/objector-sealed")


async def test_who_is_recused_sees_nothing(desk: Desk) -> None:
    row = await accepted(desk)
    for role in ("office", "committee", "auditor"):
        person = await desk.world.person(role)
        await desk.world.recuse(person, desk.application)
        assert (await person.get("/objections")).json()["items"] == []
        assert (await person.get(f"/objections/{row['id']}")).status_code == 404
        assert (await act(person, row, "transfer", reason="x")).status_code == 404
    await desk.world.recuse(desk.office, desk.application)
    assert (await desk.office.post(f"/objections/{row['id']}/identity", {"reason": "继续办理"})).status_code == 404


@pytest.mark.parametrize("role", ["agency", "expert", "government", "admin"])
async def test_other_roles_have_no_objections(desk: Desk, role: str) -> None:
    scope: dict[str, Any] = {}
    if role == "agency":
        scope = {"agency_id": (await desk.world.agency()).id}
    if role == "expert":
        scope = {"expert_id": (await desk.world.expert()).id}
    person = await desk.world.person(role, **scope)
    row = await received(desk)
    assert (await person.get("/objections")).status_code == 403
    assert (await person.get(f"/objections/{row['id']}")).status_code == 403
    assert (await act(person, row, "accept", reason="x")).status_code == 404
    assert (await person.post(f"/objections/{row['id']}/identity", {"reason": "看一看吧"})).status_code == 403


async def test_the_list_asks_as_often_for_three_as_for_one(desk: Desk) -> None:
    async def asked() -> int:
        seen: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        engine = desk.world.app.state.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert (await desk.office.get("/objections")).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    await received(desk)
    one = await asked()
    await received(desk)
    await received(desk)
    assert await asked() == one
    page = (await desk.office.get("/objections", params={"limit": 2})).json()
    rest = (await desk.office.get("/objections", params={"limit": 2, "cursor": page["next_cursor"]})).json()
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)


async def test_case_numbers_are_given_once(desk: Desk) -> None:
    numbers = [(await lodge(desk)).json()["case_number"] for _ in range(3)]
    assert numbers == ["异5-001", "异5-002", "异5-003"]
    async with desk.world.session() as session:
        assert len((await session.scalars(select(Objection.id))).all()) == 3
        assert (await session.scalars(select(Ballot.id))).all() == []
