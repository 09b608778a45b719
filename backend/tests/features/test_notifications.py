"""Events reach the inboxes of those they concern, once; every role is told what to do next."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from world import Person, World

from quality_award.jobs.outbox import emit
from quality_award.platform.ids import new_id
from quality_award.regulation.messages import catalogue
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award
from quality_award.tables.decisions import Meeting, Motion
from quality_award.tables.editions import Edition, Report
from quality_award.tables.objections import Objection
from quality_award.tables.reviews import Recusal
from quality_award.tables.trail import Notification, OutboxEvent
from quality_award.worker import followers

pytestmark = pytest.mark.anyio


async def happen(world: World, name: str, row: Any, **values: Any) -> None:
    """An event as a transition leaves it behind."""
    entity = name.split(".")[0]
    edition_id = row.id if entity == "edition" else row.edition_id
    application_id = row.id if entity == "application" else getattr(row, "application_id", None)
    async with world.session() as session:
        emit(
            session, name=name, now=world.clock.now(), entity=entity, entity_id=row.id, edition_id=edition_id,
            application_id=application_id, **values,
        )  # fmt: skip
        await session.commit()


async def dispatch(world: World) -> int:
    async with world.session() as session:
        settled = await followers().dispatch(session, world.clock.now())
        await session.commit()
        return settled


async def titles(person: Person) -> list[str]:
    return [item["title"] for item in (await person.get("/notifications")).json()["items"]]


async def tasks(person: Person) -> dict[str, dict[str, Any]]:
    answer = await person.get("/tasks")
    assert answer.status_code == 200, answer.text
    return {task["key"]: task for task in answer.json()}


async def test_an_application_handed_in_is_told_to_its_own_people_only(world: World) -> None:
    edition = await world.edition("open")
    application = await world.application(edition, state="submitted")
    mine = await world.person("applicant", organisation_id=application.organisation_id)
    other = await world.person("applicant", organisation_id=(await world.organisation()).id)
    bureau = await world.person("recommender", department_id=world.departments["211302"].id)
    elsewhere = await world.person("recommender", department_id=world.departments["211303"].id)
    await happen(world, "application.submitted", application)
    assert await dispatch(world) == 1
    assert len(await titles(mine)) == len(await titles(bureau)) == 1
    assert application.case_number in (await titles(bureau))[0]
    assert await titles(other) == await titles(elsewhere) == []
    message = (await bureau.get("/notifications")).json()["items"][0]
    assert message["link"] == f"/recommender/applications/{application.id}"


async def test_an_event_seen_twice_adds_nothing(world: World) -> None:
    edition = await world.edition("open")
    await world.person("applicant", organisation_id=(await world.organisation()).id)
    await happen(world, "edition.open", edition)
    await dispatch(world)
    async with world.session() as session:
        before = await session.scalar(select(func.count()).select_from(Notification))
        event = await session.scalar(select(OutboxEvent))
        assert event is not None
        event.handled_at = None
        await session.commit()
    assert await dispatch(world) == 1
    assert await dispatch(world) == 0
    async with world.session() as session:
        assert await session.scalar(select(func.count()).select_from(Notification)) == before == 1


async def test_a_handler_that_fails_leaves_its_event_and_harms_no_other(world: World) -> None:
    edition = await world.edition("open")
    person = await world.person("applicant", organisation_id=(await world.organisation()).id)
    await happen(world, "edition.draft", edition)
    await happen(world, "edition.open", edition)
    following = followers()

    async def fail(*_: object) -> None:
        raise RuntimeError("no")

    following.on("edition.draft", fail)
    async with world.session() as session:
        assert await following.dispatch(session, world.clock.now()) == 1
        await session.commit()
    assert len(await titles(person)) == 1
    assert await dispatch(world) == 1


async def test_a_recused_person_is_told_nothing_and_earlier_messages_are_gone(world: World) -> None:
    edition = await world.edition("formal_review")
    application = await world.application(edition, state="filed")
    office, colleague = await world.person("office"), await world.person("office")
    await happen(world, "application.filed", application)
    await dispatch(world)
    assert len(await titles(office)) == 1
    await world.recuse(office, application)
    await happen(world, "application.filed", application)
    await dispatch(world)
    assert await titles(office) == []
    assert (await office.get("/notifications/unread")).json() == {"unread": 0}
    assert len(await titles(colleague)) == 2


async def test_reading_one_and_all_and_nobody_elses(world: World) -> None:
    edition = await world.edition("open")
    person = await world.person("applicant", organisation_id=(await world.organisation()).id)
    other = await world.person("applicant", organisation_id=(await world.organisation()).id)
    for name in ("edition.open", "edition.open", "edition.open"):
        await happen(world, name, edition)
    await dispatch(world)
    assert (await person.get("/notifications/unread")).json() == {"unread": 3}
    first = (await person.get("/notifications", params={"limit": 1})).json()
    assert first["next_cursor"]
    message = first["items"][0]
    assert (await other.post(f"/notifications/{message['id']}/read")).status_code == 404
    read = await person.post(f"/notifications/{message['id']}/read")
    assert read.json()["read_at"]
    assert (await person.get("/notifications/unread")).json() == {"unread": 2}
    assert len((await person.get("/notifications", params={"unread": True})).json()["items"]) == 2
    await person.post("/notifications/read-all")
    assert (await person.get("/notifications/unread")).json() == {"unread": 0}
    rest = (await person.get("/notifications", params={"cursor": first["next_cursor"]})).json()
    assert len(rest["items"]) == 2
    assert rest["next_cursor"] is None


async def test_messages_are_in_the_readers_language(world: World) -> None:
    edition = await world.edition("open")
    person = await world.person("applicant", organisation_id=(await world.organisation()).id)
    await happen(world, "edition.open", edition)
    await dispatch(world)
    english = await person.get("/notifications", headers={"Accept-Language": "en"})
    assert english.json()["items"][0]["title"].endswith("applications are open")
    assert (await titles(person))[0].endswith("申报开始")


def test_every_notice_and_task_has_words() -> None:
    import ast
    from pathlib import Path

    from quality_award.features import notifications
    from quality_award.features.notifications.pure.notices import NOTICES
    from quality_award.regulation.procedure import EVERY

    words = catalogue("zh-CN")
    assert set(words) == set(catalogue("en"))
    assert not [name for name in NOTICES if f"notice.{name}" not in words]
    known = {row.event for row in EVERY}
    ours = {
        "team_member.assigned",
        "team_member.released",
        "recusal.requested",
        "edition.panel_open",
        "break_glass.requested",
        "record_match.application",
        "record_match.award",
        "motion.open",
        "evidence.refused",
        "evidence.quarantined",
        "evidence.added",
        "store_check.locks_failed",
        "store_check.files_failed",
        "objection.received",
        "objection.extended",
        "objection.recounted",
        "objection.reminder",
        "objection.recommender_silent_due",
        "objection.applicant_silent_due",
        "objection.objector_silent_due",
        "meeting.convened",
        "expert.imported",
        "invitation.sent",
        "invitation.reminder",
        "invitation.overdue",
        "invitation.accepted",
        "invitation.declined",
        "draw.committed",
        "site_visit.set",
        "site_visit.cancel",
    }
    assert not {name for name in NOTICES if not name.startswith("department.")} - known - ours
    silent = {"conflict.unchanged", "score_sheet.submitted", "payment.pending", "application.formal_passed", "objection.refused"}
    assert not known - set(NOTICES) - silent, known - set(NOTICES)
    keys = {key.removeprefix("task.") for key in words if key.startswith("task.") and not key.startswith("task.late.")}
    source = "".join(file.read_text() for file in Path(notifications.__path__[0], "queries").glob("*.py"))
    used = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    plain = {key for key in keys if "." not in key}
    assert not plain - used


# Tasks


async def test_an_applicants_way(world: World) -> None:
    edition = await world.edition("open")
    organisation = await world.organisation()
    person = await world.person("applicant", organisation_id=organisation.id)
    shown = await tasks(person)
    assert shown["apply"]["status"] == "not_started"
    assert shown["apply"]["due"] is not None
    assert shown["apply"]["consequence"] == "逾期不受理"
    draft = await world.application(edition, organisation)
    shown = await tasks(person)
    assert "apply" not in shown
    assert shown["complete"]["status"] == "incomplete"
    assert shown["complete"]["link"] == f"/applicant/applications/{draft.id}"


async def test_an_applicant_is_asked_for_proof_and_a_rating(world: World) -> None:
    edition = await world.edition("settlement")
    application = await world.application(edition, state="shortlisted")
    person = await world.person("applicant", organisation_id=application.organisation_id)
    now = world.clock.now()
    objection = Objection(
        id=new_id(), edition_id=edition.id, application_id=application.id, case_number="YY-1", follow_code_hash="x",
        subject="s", grounds="g", identified=True, received_at=now, proof_due_at=now + dt.timedelta(days=5),
        state="investigating", created_at=now,
    )  # fmt: skip
    await world.add(objection)
    shown = await tasks(person)
    assert shown["prove"]["status"] == "not_started"
    assert "第二十三条" in shown["prove"]["consequence"]
    assert shown["rate"]["article"] == "31"


@pytest.mark.article("12")
async def test_a_recommender_sees_what_waits_for_its_own_department(world: World) -> None:
    edition = await world.edition("open")
    first = await world.application(edition, state="submitted")
    await world.application(edition, state="filed")
    await world.application(edition, await world.organisation(area="211303"), state="submitted")
    bureau = await world.person("recommender", department_id=world.departments["211302"].id)
    shown = await tasks(bureau)
    assert shown["recommend"]["status"] == "in_progress"
    assert "1 份待办" in shown["recommend"]["title"]
    await world.recuse(bureau, first)
    assert (await tasks(bureau))["recommend"]["status"] == "done"


async def test_an_expert_signs_declares_and_scores(world: World) -> None:
    edition = await world.edition("document_review")
    application = await world.application(edition, state="accepted")
    expert = await world.expert()
    person = await world.person("expert", expert_id=expert.id)
    assert await tasks(person) == {}
    office = await world.person("office")
    await world.team_member(application, expert, office)
    await world.sheet(application, expert)
    shown = await tasks(person)
    assert {key: task["status"] for key, task in shown.items()} == {
        "undertake": "not_started", "declare": "not_started", "score.document": "not_started",
    }  # fmt: skip
    await world.clear_to_read(person, application)
    shown = await tasks(person)
    assert (shown["undertake"]["status"], shown["declare"]["status"]) == ("done", "done")
    await world.recuse(person, application)
    assert await tasks(person) == {}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", {"plan"}),
        ("plan_review", {"await_plan"}),
        ("plan_approved", {"publish_notice"}),
        ("open", {"window"}),
        ("formal_review", {"formal_review", "report.formal_review", "undertake", "declare"}),
        ("document_review", {"teams", "report.document_review", "site_list", "undertake", "declare", "open_panel"}),
        ("site_review", {"report.site_review"}),
        ("evaluation", {"report.evaluation", "proposed_list"}),
        ("deliberation", {"await_initial_list"}),
        ("initial_list", {"start_publicity"}),
        ("publicity", {"end_publicity"}),
        ("settlement", {"report.verification", "final_list"}),
        ("government", {"await_government"}),
        ("approved", {"publish_results"}),
        ("conferred", {"close_edition"}),
        ("closed", set()),
    ],
)
@pytest.mark.article("9")
async def test_the_office_in_every_state(world: World, state: str, expected: set[str]) -> None:
    edition = await world.edition(state)
    if state == "formal_review":
        await world.application(edition, state="filed")
    if state == "document_review":
        await world.application(edition, state="accepted")
    assert set(await tasks(await world.person("office"))) == expected


async def test_the_agency_sees_its_own_editions_only(world: World) -> None:
    agency, other = await world.agency(), await world.agency()
    edition = await world.edition("document_review", agency_id=agency.id)
    application = await world.application(edition, state="accepted")
    person = await world.person("agency", agency_id=agency.id)
    assert (await tasks(person))["teams"]["status"] == "not_started"
    expert = await world.expert(leader=True)
    await world.team_member(application, expert, person, leader=True)
    await world.sheet(application, expert)
    shown = await tasks(person)
    assert shown["teams"]["status"] == "done"
    assert shown["sheets.document"]["status"] == "not_started"
    await world.add(
        Report(
            edition_id=edition.id, kind="document_review", text="t", numbers={}, submitted_by=person.user.id,
            submitted_at=world.clock.now(), sha256="0", created_at=world.clock.now(),
        )
    )  # fmt: skip
    assert (await tasks(person))["report.document_review"]["status"] == "done"
    assert await tasks(await world.person("agency", agency_id=other.id)) == {}


async def test_the_committee_votes_and_its_chair_decides(world: World) -> None:
    edition = await world.edition("deliberation")
    member, chair = await world.person("committee"), await world.person("committee", seat="chair")
    meeting = Meeting(
        id=new_id(), edition_id=edition.id, title="会议", place="市政府", held_at=world.clock.now(), created_at=world.clock.now()
    )
    motion = Motion(
        id=new_id(), edition_id=edition.id, meeting_id=meeting.id, kind="initial_list", subject_id=edition.id, title="初选名单",
        snapshot="x", state="open", created_at=world.clock.now(),
    )  # fmt: skip
    await world.add(meeting, motion)
    assert set(await tasks(member)) == {"vote"}
    assert set(await tasks(chair)) == {"vote", "decide.initial_list"}


async def test_a_member_recused_from_an_objections_case_does_not_hear_of_its_motion(world: World) -> None:
    edition = await world.edition("settlement")
    application = await world.application(edition, state="shortlisted")
    member = await world.person("committee")
    now = world.clock.now()
    objection = Objection(
        id=new_id(), edition_id=edition.id, application_id=application.id, case_number="YY-2", follow_code_hash="x",
        subject="s", grounds="g", identified=True, received_at=now, state="reported", created_at=now,
    )  # fmt: skip
    meeting = Meeting(id=new_id(), edition_id=edition.id, title="会议", place="市政府", held_at=now, created_at=now)
    motion = Motion(
        id=new_id(), edition_id=edition.id, meeting_id=meeting.id, kind="objection", subject_id=objection.id, title="异议",
        snapshot="x", state="open", created_at=now,
    )  # fmt: skip
    award = Award(
        id=new_id(), authority_id=world.authority.id, edition_id=edition.id, application_id=application.id,
        organisation_id=application.organisation_id, tier="gold", certificate_number="C-1", verify_code="V-1",
        granted_on=now.date(), supervised_until=now.date(), state="revocation_proposed", created_at=now,
    )  # fmt: skip
    revocation = Motion(
        id=new_id(), edition_id=edition.id, meeting_id=meeting.id, kind="revocation", subject_id=award.id, title="撤销",
        snapshot="x", state="open", created_at=now,
    )  # fmt: skip
    list_motion = Motion(
        id=new_id(), edition_id=edition.id, meeting_id=meeting.id, kind="final_list", subject_id=edition.id, title="名单",
        snapshot="x", state="open", created_at=now,
    )  # fmt: skip
    await world.add(objection, meeting, motion, award, revocation, list_motion)

    async def votes() -> set[str]:
        answer = await member.get("/tasks")
        assert answer.status_code == 200, answer.text
        return {one["subject"] for one in answer.json() if one["key"] == "vote"}

    assert await votes() == {"异议", "撤销", "名单"}
    await world.recuse(member, application)
    assert await votes() == {"名单"}


async def test_government_auditor_and_administrator(world: World) -> None:
    await world.edition("government")
    assert set(await tasks(await world.person("government"))) == {"approve"}
    auditor = await world.person("auditor")
    assert (await tasks(auditor))["verify"]["status"] == "not_started"
    assert (await auditor.post("/audit/verify")).status_code == 200
    assert (await tasks(auditor))["verify"]["status"] == "done"
    admin = await world.person("admin")
    assert await tasks(admin) == {}


async def test_requested_recusals_wait_for_the_office(world: World) -> None:
    edition = await world.edition("closed")
    application: Application = await world.application(edition, state="accepted")
    office, other = await world.person("office"), await world.person("office")
    await world.add(
        Recusal(
            edition_id=edition.id, application_id=application.id, user_id=other.user.id, ground="requested", reason="r",
            state="requested", created_at=world.clock.now(),
        )
    )  # fmt: skip
    assert set(await tasks(office)) == {"recusals"}
    assert isinstance(edition, Edition)
