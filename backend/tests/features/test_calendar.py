"""The calendar: proposed by the library, changed with a reason, fixed by two different people; what is counted over it."""

import datetime as dt
from typing import Any

import asyncpg
import pytest
from conftest import execute
from sqlalchemy import func, select, update
from world import Person, World

from quality_award.features.calendar import service
from quality_award.features.calendar.pure import proposal
from quality_award.features.objections.jobs import recount
from quality_award.platform.ids import new_id
from quality_award.tables.calendar import CalendarYear, WorkingDay
from quality_award.tables.objections import Objection
from quality_award.tables.trail import AuditRecord, OutboxEvent

pytestmark = pytest.mark.anyio


async def propose(world: World) -> None:
    async with world.session() as session:
        await service.propose(session, now=world.clock.now())
        await session.commit()


async def year(person: Person, which: int = 2026) -> dict[str, Any]:
    answer = await person.get(f"/calendar/years/{which}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def confirm(person: Person, which: int = 2026) -> Any:
    return await person.post(f"/calendar/years/{which}/confirm", version=(await year(person, which))["version"])


async def change(person: Person, day: str, works: bool, reason: str = "省政府通知调整") -> Any:
    which = int(day[:4])
    body = {"works": works, "reason": reason}
    return await person.put(f"/calendar/years/{which}/days/{day}", body, version=(await year(person, which))["version"])


def codes(answer: Any) -> set[str]:
    assert answer.status_code == 409, answer.text
    return {one["code"] for one in answer.json()["findings"]}


async def test_a_published_year_has_its_holidays_and_make_up_days(world: World) -> None:
    office = await world.person("office")
    shown = await year(office)
    days = {one["day"]: one for one in shown["days"]}
    assert (len(days), shown["published"], shown["state"]) == (365, True, "proposed")
    assert days["2026-02-17"] == {"day": "2026-02-17", "works": False, "reason": "holiday", "note": "春节"}
    assert (days["2026-02-14"]["works"], days["2026-02-14"]["reason"]) == (True, "make_up")
    assert (days["2026-03-07"]["reason"], days["2026-03-09"]["reason"]) == ("weekend", "weekday")
    assert shown["working_days"] == sum(one["works"] for one in shown["days"]) == 248
    english = (await office.get("/calendar/years/2026", headers={"Accept-Language": "en"})).json()
    assert {one["note"] for one in english["days"]} >= {"Spring Festival", "National Day"}


async def test_a_year_not_yet_published_is_weekends_only_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whatever the installed library knows already: the year after the last it knows.
    unknown = next(one for one in range(2026, 2100) if not proposal.proposed(one).published)
    world.clock.at = world.clock.at.replace(year=unknown - 1)
    await propose(world)
    office = await world.person("office")
    shown = await year(office, unknown)
    assert (shown["published"], shown["may_confirm"]) == (False, False)
    assert {one["reason"] for one in shown["days"]} == {"weekday", "weekend"}
    assert all(one["works"] == (dt.date.fromisoformat(one["day"]).weekday() < 5) for one in shown["days"])
    assert codes(await confirm(office, unknown)) == {"calendar.not_published"}
    # Published later: the next run takes it over, but not where a person has said otherwise.
    assert (await change(office, f"{unknown}-10-02", True, "本市照常工作")).status_code == 200
    later = proposal.Proposal(
        unknown, True, tuple(proposal.Day(day, False, "holiday", "国庆节") for day in proposal.days_of(unknown))
    )
    monkeypatch.setattr(service, "proposed", lambda _: later)
    await propose(world)
    days = {one["day"]: one for one in (await year(office, unknown))["days"]}
    assert days.pop(f"{unknown}-10-02")["works"] is True
    assert {one["reason"] for one in days.values()} == {"holiday"}
    assert (await confirm(office, unknown)).status_code == 200


async def test_two_different_people_confirm_and_then_it_is_fixed(world: World, database_url: str) -> None:
    await propose(world)
    first, second = await world.person("office", name="张玥"), await world.person("office", name="李喆")
    shown = (await confirm(first)).json()
    assert (shown["state"], shown["first_by"], shown["may_confirm"]) == ("first_confirmed", "张玥", False)
    assert codes(await confirm(first)) == {"calendar.two_people"}
    stale = await second.post("/calendar/years/2026/confirm", version=1)
    assert stale.status_code == 412
    world.clock.advance(days=1)
    shown = (await confirm(second)).json()
    assert (shown["state"], shown["second_by"], shown["may_edit"]) == ("confirmed", "李喆", False)
    assert shown["first_at"] < shown["second_at"]
    assert codes(await change(first, "2026-03-09", False)) == {"calendar.confirmed"}
    assert codes(await confirm(first)) == {"calendar.confirmed"}
    with pytest.raises(asyncpg.CheckViolationError, match="confirmed"):
        await execute(database_url, "update working_days set works = not works where day = '2026-03-09'")
    with pytest.raises(asyncpg.CheckViolationError, match="confirmed"):
        await execute(database_url, "delete from working_days where day = '2026-03-09'")
    async with world.session() as session:
        actions = await session.scalars(
            select(AuditRecord.action).where(AuditRecord.entity == "calendar_year").order_by(AuditRecord.id)
        )
        assert list(actions) == ["propose", "propose", "confirm", "confirm"]


async def test_the_database_knows_that_two_people_are_two(world: World, database_url: str) -> None:
    await propose(world)
    person = await world.person("office")
    mine = f"'{person.user.id}'"
    with pytest.raises(asyncpg.CheckViolationError, match="two_people"):
        await execute(
            database_url,
            f"update calendar_years set first_by = {mine}, first_at = now(), second_by = {mine}, second_at = now()",
        )
    with pytest.raises(asyncpg.CheckViolationError, match="two_people"):
        await execute(database_url, f"update calendar_years set second_by = {mine}, second_at = now()")


async def test_a_change_has_a_reason_and_voids_the_first_confirmation(world: World) -> None:
    first, second = await world.person("office"), await world.person("office")
    # Nobody has stored the year yet: the first touch does.
    assert (await confirm(first)).json()["state"] == "first_confirmed"
    assert (await change(second, "2026-03-09", False, " ")).status_code == 422
    assert (await change(second, "2026-03-09", True)).json()["errors"][0]["code"] == "calendar.unchanged"
    assert (
        await second.put("/calendar/years/2026/days/2025-03-10", {"works": False, "reason": "某日"}, version=2)
    ).status_code == 404
    assert (await second.put("/calendar/years/2026/days/2026-03-09", {"works": False, "reason": "某日"})).status_code == 428
    changed = (await change(second, "2026-03-09", False, "市政府公告全市停工")).json()
    assert (changed["state"], changed["first_by"]) == ("proposed", None)
    day = next(one for one in changed["days"] if one["day"] == "2026-03-09")
    assert day == {"day": "2026-03-09", "works": False, "reason": "set", "note": "市政府公告全市停工"}
    async with world.session() as session:
        record = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "set_day"))).one()
    assert record.detail["voided_confirmation"] is True
    assert (await confirm(second)).json()["state"] == "first_confirmed"
    assert (await confirm(first)).json()["state"] == "confirmed"


@pytest.mark.parametrize("role", ["committee", "auditor"])
async def test_those_who_supervise_read_and_change_nothing(world: World, role: str) -> None:
    person = await world.person(role)
    shown = await year(person)
    assert (shown["may_edit"], shown["may_confirm"], shown["confirm_findings"]) == (False, False, [])
    assert (await confirm(person)).status_code == 403
    assert (await change(person, "2026-03-09", False)).status_code == 403


async def test_nobody_else_and_no_year_far_away(world: World) -> None:
    applicant = await world.person("applicant", organisation_id=(await world.organisation()).id)
    for path in ("/calendar/years", "/calendar/years/2026"):
        assert (await applicant.get(path)).status_code == 403
    office = await world.person("office")
    listed = (await office.get("/calendar/years")).json()
    assert [one["year"] for one in listed] == [2028, 2027, 2026, 2025]
    assert (await office.get("/calendar/years/2040")).status_code == 404
    assert (await office.post("/calendar/years/2040/confirm", version=0)).status_code == 404


async def test_proposing_again_and_by_two_at_once_adds_nothing(world: World) -> None:
    await propose(world)
    async with world.session() as one, world.session() as other:
        await service.propose(one, now=world.clock.now())
        await service.propose(other, now=world.clock.now())
        await one.commit()
        await other.commit()
        assert await one.scalar(select(func.count()).select_from(CalendarYear)) == 2
        assert await one.scalar(select(func.count()).select_from(WorkingDay)) == 730


async def test_the_office_is_asked_to_confirm_what_is_proposed(world: World) -> None:
    await propose(world)
    first, second = await world.person("office"), await world.person("office")
    asked = [task for task in (await first.get("/tasks")).json() if task["key"] == "calendar"]
    assert [(task["subject"], task["status"], task["link"]) for task in asked] == [("2026", "not_started", "/office/calendar")]
    await confirm(first)
    await confirm(second)
    assert "calendar" not in {task["key"] for task in (await first.get("/tasks")).json()}


# Counting


async def due(world: World, since: dt.date, count: int, counting: str = "working_days") -> Any:
    async with world.session() as session:
        return await service.period(session, authority_id=world.authority.id, since=since, count=count, counting=counting)


def end(year: int, month: int, day: int) -> dt.datetime:
    """24:00 of a day in Chaoyang."""
    return dt.datetime(year, month, day, 16, tzinfo=dt.UTC)


async def test_working_days_jump_over_the_spring_festival_and_count_make_up_days(world: World) -> None:
    # 12 February 2026 is a Thursday; the festival is from the 15th to the 23rd, the 14th and the 28th are worked.
    assert (await due(world, dt.date(2026, 2, 12), 1)).at == end(2026, 2, 13)
    assert (await due(world, dt.date(2026, 2, 12), 2)).at == end(2026, 2, 14)
    assert (await due(world, dt.date(2026, 2, 12), 3)).at == end(2026, 2, 24)
    assert (await due(world, dt.date(2026, 2, 12), 7)).at == end(2026, 2, 28)
    assert (await due(world, dt.date(2026, 2, 12), 15, "calendar_days")).at == end(2026, 2, 27)


async def test_a_deadline_is_provisional_until_every_year_it_reaches_into_is_confirmed(world: World) -> None:
    assert (await due(world, dt.date(2026, 3, 2), 10)).provisional
    assert not (await due(world, dt.date(2026, 3, 2), 10, "calendar_days")).provisional
    first, second = await world.person("office"), await world.person("office")
    await confirm(first)
    assert (await due(world, dt.date(2026, 3, 2), 10)).provisional
    await confirm(second)
    assert not (await due(world, dt.date(2026, 3, 2), 10)).provisional
    assert not (await due(world, dt.date(2026, 12, 30), 1)).provisional
    assert (await due(world, dt.date(2026, 12, 30), 2)).provisional


async def test_a_day_changed_by_the_office_is_the_day_that_counts(world: World) -> None:
    office = await world.person("office")
    await change(office, "2026-03-03", False)
    assert (await due(world, dt.date(2026, 3, 2), 1)).at == end(2026, 3, 4)


async def test_confirming_makes_provisional_deadlines_final_and_takes_nobodys_time(world: World) -> None:
    edition = await world.edition("publicity")
    application = await world.application(edition, state="shortlisted")
    accepted = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
    unit = await world.person("recommender", department_id=world.departments["211302"].id)
    row = Objection(
        id=new_id(), edition_id=edition.id, application_id=application.id, case_number="异5-001", follow_code_hash="x",
        subject="s", grounds="g", identified=True, received_at=accepted, report_due_at=end(2026, 3, 20),
        proof_due_at=end(2026, 3, 18), report_due_provisional=True, proof_due_provisional=True, state="investigating",
        created_at=accepted,
    )  # fmt: skip
    trace = AuditRecord(
        at=accepted, role="office", name="o", entity="objection", entity_id=row.id, action="accept", article="21", detail={}
    )
    await world.add(row, trace)
    shown = (await unit.get(f"/objections/{row.id}")).json()
    assert (shown["report_due_provisional"], shown["proof_due_provisional"]) == (True, True)
    assert {(one["kind"], one["provisional"]) for one in shown["deadlines"]} == {
        ("objection_report", True), ("objection_proof", True),
    }  # fmt: skip
    first, second = await world.person("office"), await world.person("office")
    await confirm(first)
    await confirm(second)
    async with world.session() as session:
        event = (await session.scalars(select(OutboxEvent).where(OutboxEvent.name == "calendar.confirmed"))).one()
        for _ in range(2):
            await recount(session, event, world.clock.now())
        await session.commit()
    shown = (await unit.get(f"/objections/{row.id}")).json()
    # Fifteen working days end on the 23rd, later than was shown; ten on the 16th, earlier: what was shown stays.
    assert dt.datetime.fromisoformat(shown["report_due_at"]) == end(2026, 3, 23)
    assert dt.datetime.fromisoformat(shown["proof_due_at"]) == end(2026, 3, 18)
    assert (shown["report_due_provisional"], shown["proof_due_provisional"], shown["version"]) == (False, False, 2)


async def test_a_day_named_by_a_person_is_final(world: World) -> None:
    edition = await world.edition("publicity")
    application = await world.application(edition, state="shortlisted")
    office = await world.person("office")
    now = world.clock.now()
    row = Objection(
        id=new_id(), edition_id=edition.id, application_id=application.id, case_number="异5-001", follow_code_hash="x",
        subject="s", grounds="g", identified=True, received_at=now, report_due_at=end(2026, 3, 20),
        proof_due_at=end(2026, 3, 18), report_due_provisional=True, proof_due_provisional=True, state="investigating",
        created_at=now,
    )  # fmt: skip
    await world.add(row)
    body = {"report_due_on": "2026-04-10", "reason": "须赴外地核查"}
    shown = (await office.put(f"/objections/{row.id}/deadlines", body, version=1)).json()
    assert (shown["report_due_provisional"], shown["proof_due_provisional"]) == (False, True)


async def test_the_edition_says_whether_calendar_or_working_days_count(world: World) -> None:
    edition = await world.edition("draft")
    office = await world.person("office")
    await office.put(f"/editions/{edition.id}/settings/reporting_days_counting", {"value": "calendar_days"}, version=1)
    settings = {one["key"]: one for one in (await office.get(f"/editions/{edition.id}")).json()["settings"]}
    assert settings["reporting_days_counting"]["value"] == "calendar_days"
    assert settings["reporting_days_counting"]["article"] == "22"
    assert {one["value"] for one in settings["reporting_days_counting"]["options"]} == {"calendar_days", "working_days"}


async def test_a_stored_year_is_not_the_librarys_any_more(world: World) -> None:
    await propose(world)
    async with world.session() as session:
        await session.execute(update(WorkingDay).where(WorkingDay.day == dt.date(2026, 3, 3)).values(works=False))
        await session.commit()
    assert (await due(world, dt.date(2026, 3, 2), 1)).at == end(2026, 3, 4)
