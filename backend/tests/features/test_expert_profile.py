"""What experts state of themselves, invitations with a day to answer by, the record of their service (Art. 10, 17(1), 29, 31, 32)."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from world import Person, World

from quality_award.features.editions.jobs import remind_invited
from quality_award.features.editions.pure.invitation import against
from quality_award.features.notifications.jobs import notify
from quality_award.tables.editions import Edition, EditionExpert
from quality_award.tables.parties import Expert
from quality_award.tables.reviews import ItemScore, ReviewerRating
from quality_award.tables.trail import AuditRecord, Notification, OutboxEvent

pytestmark = pytest.mark.anyio


async def expert_with_login(world: World, **values: Any) -> tuple[Expert, Person]:
    """An expert and their login."""
    expert = await world.expert(**values)
    return expert, await world.person("expert", expert_id=expert.id)


async def page(person: Person, expert: Expert) -> dict[str, Any]:
    """The expert's page."""
    answer = await person.get(f"/experts/{expert.id}")
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


async def test_a_profile_is_stated_by_the_expert_or_by_those_who_form_teams(world: World) -> None:
    expert, own = await expert_with_login(world)
    office, auditor = await world.person("office"), await world.person("auditor")
    path = f"/experts/{expert.id}"
    body = {"qualifications": ["卓越绩效自评师"], "area": "211302", "load_wish": 3, "max_load": 5}
    assert (await own.patch(path, body)).status_code == 428
    assert (await own.patch(path, body, version=1)).status_code == 204
    assert (await office.patch(path, {"max_load": 4}, version=1)).status_code == 412
    assert (await office.patch(path, {"max_load": 2}, version=2)).json()["errors"][0]["code"] == "expert.load_order"
    assert (await office.patch(path, {"max_load": 4}, version=2)).status_code == 204
    assert (await auditor.patch(path, {"max_load": 4}, version=3)).status_code == 403
    shown = (await page(own, expert))["expert"]
    assert (shown["qualifications"], shown["load_wish"], shown["max_load"], shown["version"]) == (["卓越绩效自评师"], 3, 4, 3)
    for wrong in ({"area": "朝阳"}, {"load_wish": -1}, {"qualifications": None}, {"max_load": 5000}):
        assert (await own.patch(path, wrong, version=3)).status_code == 422
    async with world.session() as session:
        trail = await session.scalars(select(AuditRecord).where(AuditRecord.action == "edit_profile").order_by(AuditRecord.id))
        assert [(row.role, row.detail["fields"]) for row in trail] == [
            ("expert", ["area", "load_wish", "max_load", "qualifications"]), ("office", ["max_load"]),
        ]  # fmt: skip


async def test_nobody_reads_or_edits_another_expert(world: World) -> None:
    expert, _ = await expert_with_login(world)
    _, other = await expert_with_login(world)
    assert (await other.get(f"/experts/{expert.id}")).status_code == 404
    assert (await other.patch(f"/experts/{expert.id}", {"max_load": 1}, version=1)).status_code == 404
    day = {"from_day": "2026-04-01", "until_day": "2026-04-02"}
    assert (await other.post(f"/experts/{expert.id}/absences", day)).status_code == 404
    assert (await other.get("/experts")).status_code == 403
    for role in ("government", "admin"):
        assert (await (await world.person(role)).get(f"/experts/{expert.id}")).status_code == 403


async def test_absences(world: World) -> None:
    expert, own = await expert_with_login(world)
    path = f"/experts/{expert.id}/absences"
    backwards = await own.post(path, {"from_day": "2026-04-02", "until_day": "2026-04-01"})
    assert backwards.json()["errors"][0]["code"] == "expert.absence_order"
    for _ in range(2):
        assert (await own.post(path, {"from_day": "2026-04-01", "until_day": "2026-04-03", "note": "出差"})).status_code == 204
    (one,) = (await page(own, expert))["absences"]
    assert (one["from_day"], one["until_day"], one["note"]) == ("2026-04-01", "2026-04-03", "出差")
    assert (await own.request("DELETE", f"{path}/{one['id']}")).status_code == 204
    assert (await own.request("DELETE", f"{path}/{one['id']}")).status_code == 404
    assert (await page(own, expert))["absences"] == []


# --- invitations -----------------------------------------------------------------------------------------------------


async def invited(world: World, **days: float) -> tuple[Edition, Expert, Person, Person, Person]:
    """An expert invited with a week to answer."""
    house = await world.agency()
    edition = await world.edition("draft", agency_id=house.id)
    expert, own = await expert_with_login(world, leader=True)
    office, agency = await world.person("office"), await world.person("agency", agency_id=house.id)
    by = world.clock.now() + dt.timedelta(**(days or {"days": 7}))
    body = {"expert_ids": [str(expert.id)], "answer_by": by.isoformat()}
    sent = await agency.post(f"/editions/{edition.id}/experts", body)
    assert sent.status_code == 200, sent.text
    return edition, expert, own, office, agency


async def stands(reader: Person, edition: Edition) -> list[tuple[str, str | None]]:
    """(against, answer) of each invitation."""
    return [(one["against"], one["answer"]) for one in (await reader.get(f"/editions/{edition.id}/experts")).json()]


async def refusals(answer: Any) -> list[str]:
    """The codes of the findings."""
    return [one["code"] for one in answer.json().get("findings", [])]


@pytest.mark.article("10", "17(1)")
async def test_only_who_accepts_in_time_is_in_the_team(world: World) -> None:
    edition, expert, own, office, agency = await invited(world)
    path = f"/editions/{edition.id}/experts/{expert.id}"
    assert await stands(office, edition) == [("waiting", None)]
    assert await refusals(await office.post(f"{path}/check")) == ["edition.invitations_answered"]
    plan = await office.post(f"/editions/{edition.id}/actions/submit_plan", version=edition.version)
    assert "edition.invitations_answered" in await refusals(plan)
    (task,) = [one for one in (await own.get("/tasks")).json() if one["key"] == "answer_invitation"]
    assert task["link"] == "/expert/profile"
    (mine,) = (await page(own, expert))["invitations"]
    assert (mine["open"], mine["overdue"], mine["answer"]) == (True, False, None)
    assert (await own.put(f"{path}/answer", {"answer": "accepted"})).status_code == 204
    assert await stands(office, edition) == [("", "accepted")]
    assert (await office.post(f"{path}/check")).status_code == 200
    plan = await office.post(f"/editions/{edition.id}/actions/submit_plan", version=edition.version)
    assert "edition.invitations_answered" not in await refusals(plan)
    # Thinking again is allowed while the team is being formed; the office's check falls with it.
    assert (await own.put(f"{path}/answer", {"answer": "declined", "note": "与出差冲突"})).status_code == 204
    (one,) = (await agency.get(f"/editions/{edition.id}/experts")).json()
    assert (one["against"], one["checked_at"], one["answer_note"], one["answered_by"]) == (
        "declined",
        None,
        "与出差冲突",
        own.user.name,
    )
    assert [one for one in (await own.get("/tasks")).json() if one["key"] == "answer_invitation"] == []
    async with world.session() as session:
        names = await session.scalars(select(OutboxEvent.name).where(OutboxEvent.entity == "invitation").order_by(OutboxEvent.id))
        assert list(names) == ["invitation.sent", "invitation.accepted", "invitation.declined"]


async def test_late_is_late_for_the_expert_and_recorded_by_others_with_a_note(world: World) -> None:
    edition, expert, own, office, agency = await invited(world)
    path = f"/editions/{edition.id}/experts/{expert.id}/answer"
    world.clock.advance(days=7)
    assert await stands(office, edition) == [("overdue", None)]
    late = await own.put(path, {"answer": "accepted"})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/invitation-over")
    assert (await agency.put(path, {"answer": "accepted"})).status_code == 422
    assert (await agency.put(path, {"answer": "accepted", "note": "3 月 9 日电话答复"})).status_code == 204
    assert await stands(office, edition) == [("", "accepted")]
    stranger = await world.person("agency", agency_id=(await world.agency()).id)
    assert (await stranger.put(path, {"answer": "declined", "note": "x"})).status_code == 404
    _, other = await expert_with_login(world)
    assert (await other.put(path, {"answer": "declined"})).status_code == 404
    for role in ("committee", "auditor", "government"):
        assert (await (await world.person(role)).put(path, {"answer": "declined", "note": "x"})).status_code == 403


async def test_who_declined_or_let_it_pass_is_invited_anew(world: World) -> None:
    edition, expert, own, office, _ = await invited(world)
    path = f"/editions/{edition.id}/experts"
    past = {"expert_ids": [str(expert.id)], "answer_by": world.clock.now().isoformat()}
    assert (await office.post(path, past)).json()["errors"][0]["code"] == "invitation.answer_by_past"
    await own.put(f"{path}/{expert.id}/answer", {"answer": "declined"})
    again = {"expert_ids": [str(expert.id)], "answer_by": (world.clock.now() + dt.timedelta(days=3)).isoformat()}
    assert (await office.post(path, again)).status_code == 200
    assert await stands(office, edition) == [("waiting", None)]
    # Without a day nothing is waited for, as it was.
    world.clock.advance(days=4)
    assert (await office.post(path, {"expert_ids": [str(expert.id)]})).status_code == 200
    assert await stands(office, edition) == [("", None)]


async def test_a_dismissed_expert_cannot_accept_and_a_team_handed_in_is_closed(world: World) -> None:
    edition, expert, _, office, agency = await invited(world)
    path = f"/editions/{edition.id}/experts/{expert.id}/answer"
    await office.post(f"/experts/{expert.id}/sanction", {"status": "dismissed", "reason": "泄露评审信息"})
    refused = await agency.put(path, {"answer": "accepted", "note": "电话"})
    assert await refusals(refused) == ["edition.experts_fit"]
    async with world.session() as session:
        row = await session.get_one(Edition, edition.id)
        row.state = "plan_review"
        await session.commit()
    closed = await agency.put(path, {"answer": "declined", "note": "电话"})
    assert closed.json()["type"] == "/problems/edition-team-locked"


async def test_the_expert_is_reminded_the_day_before_and_those_who_invite_are_told(world: World) -> None:
    edition, expert, own, office, _ = await invited(world)
    sent: list[str] = []

    async def work() -> None:
        async with world.session() as session:
            await remind_invited(session, world.clock.now())
            await session.flush()
            for event in await session.scalars(
                select(OutboxEvent).where(OutboxEvent.handled_at.is_(None)).order_by(OutboxEvent.id)
            ):
                await notify(session, event, world.clock.now())
                event.handled_at = world.clock.now()
                sent.append(event.name)
            await session.commit()

    for days in (0, 6, 0, 1, 0):
        world.clock.advance(days=days)
        await work()
    assert sent == ["invitation.sent", "invitation.reminder", "invitation.overdue"]
    async with world.session() as session:
        told = {
            (row.membership_id, row.key, row.link)
            for row in await session.scalars(select(Notification).where(Notification.key.startswith("notice.invitation")))
        }
    assert (own.membership.id, "notice.invitation.reminder", "/expert/profile") in told
    assert (office.membership.id, "notice.invitation.overdue", f"/office/editions/{edition.id}/team") in told
    assert own.membership.id not in {who for who, key, _ in told if key.endswith("overdue")}
    messages = (await own.get("/notifications")).json()["items"]
    assert edition.title in str(messages)
    assert expert.name not in str(messages)


def test_what_stands_against_an_invitation() -> None:
    now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    later, second = now + dt.timedelta(seconds=1), dt.timedelta(seconds=1)
    assert against(None, None, now) == ""
    assert [against(answer, now, now) for answer in (None, "accepted", "declined")] == ["overdue", "", "declined"]
    assert against(None, later, now) == "waiting"
    assert against(None, later, later - second) == "waiting"


# --- the record of service -------------------------------------------------------------------------------------------


@pytest.mark.article("31", "32")
async def test_the_record_counts_what_the_reader_may_see(world: World) -> None:
    office, applicant_org = await world.person("office"), await world.organisation()
    edition = await world.edition("closed", number=4, year=2024)
    first = await world.application(edition, applicant_org, "awarded")
    second = await world.application(edition, state="not_awarded")
    expert, own = await expert_with_login(world, leader=True)
    other, _ = await expert_with_login(world)
    rater = await world.person("applicant", organisation_id=applicant_org.id)
    begun = world.clock.now()
    for application, given, others in ((first, 80, 60), (second, 40, 50)):
        await world.team_member(application, expert, office, leader=application is first)
        await world.team_member(application, other, office)
        for who, percent, hours in ((expert, given, 10), (other, others, 30)):
            done = begun + dt.timedelta(hours=hours)
            sheet = await world.sheet(application, who, state="submitted", total=600, submitted_at=done)
            await world.add(*(ItemScore(sheet_id=sheet.id, item=item, percent=percent) for item in ("4.1.1", "4.1.2")))
    await world.add(
        ReviewerRating(
            application_id=first.id, quality=5, discipline=4, conduct=3, rated_by=rater.user.id, created_at=begun
        )
    )  # fmt: skip
    seen = await page(office, expert)
    (service,) = seen["service"]
    assert (service["seats"], service["led"], service["handed_in"], service["left_open"]) == (2, 1, 2, 0)
    assert (service["median_hours"], service["median_hours_of_all"]) == (10.0, 20.0)
    # +20 on two items of the first, -10 on two of the second.
    assert seen["calibration"] == [{"stage": "document", "items": 4, "difference": 5.0, "spread": 15.0}]
    assert seen["ratings"] == {"count": 1, "quality": 5.0, "discipline": 4.0, "conduct": 3.0}
    # Art. 31: the office and the auditor alone.
    assert (await page(own, expert))["ratings"] is None
    assert (await page(await world.person("committee"), expert))["ratings"] is None
    # Art. 32: a recused reader's figures leave the application out.
    recused = await world.person("office")
    await world.recuse(recused, first)
    less = await page(recused, expert)
    assert (less["service"][0]["seats"], less["service"][0]["led"], less["ratings"]) == (1, 0, None)
    assert less["calibration"] == [{"stage": "document", "items": 2, "difference": -10.0, "spread": 0.0}]
    listed = (await recused.get("/experts")).json()["items"]
    assert {one["name"]: one["live_assignments"] for one in listed}[expert.name] == 1


async def test_marks_of_a_running_edition_are_nobodys_yardstick(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("document_review")
    application = await world.application(edition, state="accepted")
    expert, other = await world.expert(), await world.expert()
    for who in (expert, other):
        await world.team_member(application, who, office)
        sheet = await world.sheet(application, who, state="submitted", total=1, submitted_at=world.clock.now())
        await world.add(ItemScore(sheet_id=sheet.id, item="4.1.1", percent=50))
    seen = await page(office, expert)
    assert (seen["calibration"], seen["service"][0]["handed_in"]) == ([], 1)


@pytest.mark.article("29")
async def test_measures_are_listed_with_who_took_them_and_why(world: World) -> None:
    office, expert = await world.person("office"), await world.expert()
    for status, reason in (("corrected", "迟交评分"), ("dismissed", "泄露评审信息")):
        world.clock.advance(days=1)
        assert (await office.post(f"/experts/{expert.id}/sanction", {"status": status, "reason": reason})).status_code == 200
    seen = (await page(await world.person("auditor"), expert))["measures"]
    assert [(one["before"], one["status"], one["reason"], one["by"]) for one in seen] == [
        ("corrected", "dismissed", "泄露评审信息", office.user.name), ("active", "corrected", "迟交评分", office.user.name),
    ]  # fmt: skip


async def test_the_database_keeps_answers_whole(world: World) -> None:
    edition, expert = await world.edition("draft"), await world.expert()
    office = await world.person("office")
    with pytest.raises(Exception, match="answer_has_time"):
        await world.add(EditionExpert(edition_id=edition.id, expert_id=expert.id, invited_by=office.user.id, answer="accepted"))
