"""What a missed deadline sets off: once, by whichever worker, after whatever interruption; where a person decides, it waits."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from conftest import execute
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from world import Person, World

from quality_award.features.editions import jobs as editions
from quality_award.features.objections import jobs as objections
from quality_award.jobs.once import once
from quality_award.platform.clock import SystemClock
from quality_award.platform.ids import new_id
from quality_award.platform.settings import Settings
from quality_award.regulation.deadlines import CONSEQUENCES
from quality_award.regulation.messages import LANGUAGES, catalogue
from quality_award.regulation.source import clauses
from quality_award.tables.applications import Application
from quality_award.tables.calendar import DueConsequence
from quality_award.tables.editions import Edition
from quality_award.tables.objections import Objection, ObjectionFile
from quality_award.tables.trail import AuditRecord, OutboxEvent
from quality_award.worker import followers, make_worker

pytestmark = pytest.mark.anyio

Job = Callable[[AsyncSession, dt.datetime], Awaitable[int]]


async def run(world: World, job: Job) -> int:
    """One run of a job, committed."""
    async with world.session() as session, session.begin():
        return await job(session, world.clock.now())


async def dispatch(world: World) -> None:
    async with world.session() as session, session.begin():
        await followers().dispatch(session, world.clock.now())


async def state(world: World, kind: type[Any], row: Any) -> str:
    async with world.session() as session:
        found: str = (await session.get_one(kind, row.id)).state
        return found


async def records(world: World, action: str) -> list[AuditRecord]:
    async with world.session() as session:
        return list(await session.scalars(select(AuditRecord).where(AuditRecord.action == action)))


async def events(world: World, name: str) -> int:
    async with world.session() as session:
        return int(await session.scalar(select(func.count()).where(OutboxEvent.name == name)) or 0)


async def tasks(person: Person) -> dict[str, dict[str, Any]]:
    return {task["key"]: task for task in (await person.get("/tasks")).json()}


async def titles(person: Person) -> list[str]:
    return [item["title"] for item in (await person.get("/notifications")).json()["items"]]


# Editions


async def test_a_window_closes_by_itself_when_recommendations_are_over_and_not_a_second_before(world: World) -> None:
    edition = await world.edition("open")
    late = await world.application(edition, state="submitted")
    filed = await world.application(edition, await world.organisation(area="211303"), state="filed")
    assert edition.recommend_by is not None
    world.clock.at = edition.recommend_by - dt.timedelta(seconds=1)
    assert await run(world, editions.advance) == 0
    assert await state(world, Edition, edition) == "open"
    world.clock.advance(seconds=1)
    assert await run(world, editions.advance) == 1
    assert await state(world, Edition, edition) == "formal_review"
    assert (await state(world, Application, late), await state(world, Application, filed)) == ("not_recommended", "filed")
    (record,) = await records(world, "close_window")
    assert (record.role, record.user_id, record.article, record.to_state) == ("system", None, "17(3)", "formal_review")
    assert await events(world, "edition.formal_review") == 1
    assert await run(world, editions.advance) == 0
    assert len(await records(world, "close_window")) == 1


async def test_the_publicity_ends_by_itself_at_its_end(world: World) -> None:
    edition = await world.edition("publicity")
    assert edition.publicity_ends_at is not None
    world.clock.at = edition.publicity_ends_at - dt.timedelta(seconds=1)
    assert await run(world, editions.advance) == 0
    world.clock.advance(seconds=1)
    assert await run(world, editions.advance) == 1
    assert await state(world, Edition, edition) == "settlement"
    (record,) = await records(world, "end_publicity")
    assert (record.role, record.article) == ("system", "17(8)")


async def test_the_system_does_exactly_what_the_office_does(world: World) -> None:
    office = await world.person("office")
    marks = []
    for number in (5, 6):
        edition = await world.edition("open", number=number, year=2026 + 2 * (number - 5))
        await world.application(edition, state="submitted")
        assert edition.recommend_by is not None
        world.clock.at = edition.recommend_by
        if number == 5:
            assert (await office.post(f"/editions/{edition.id}/actions/close_window", version=1)).status_code == 200
        else:
            assert await run(world, editions.advance) == 1
        async with world.session() as session:
            trail = await session.execute(
                select(AuditRecord.entity, AuditRecord.action, AuditRecord.from_state, AuditRecord.to_state, AuditRecord.article)
                .where(AuditRecord.edition_id == edition.id)
                .order_by(AuditRecord.id)
            )
            told = await session.execute(
                select(OutboxEvent.name, OutboxEvent.payload).where(OutboxEvent.edition_id == edition.id).order_by(OutboxEvent.id)
            )
            version = (await session.get_one(Edition, edition.id)).version
            marks.append((trail.all(), told.all(), version))
    assert marks[0] == marks[1]


async def test_two_workers_at_once_do_it_once(world: World) -> None:
    edition = await world.edition("open")
    await world.application(edition, state="submitted")
    assert edition.recommend_by is not None
    world.clock.at = edition.recommend_by
    taken = await asyncio.gather(*(run(world, editions.advance) for _ in range(4)))
    assert sorted(taken) == [0, 0, 0, 1]
    assert len(await records(world, "close_window")) == len(await records(world, "lapse")) == 1
    assert await events(world, "edition.formal_review") == 1


async def test_the_one_who_waited_does_nothing_and_does_it_when_the_first_is_undone(world: World) -> None:
    """Held open on purpose: the second must wait for the first, whatever the first comes to."""
    edition = await world.edition("publicity")
    assert edition.publicity_ends_at is not None
    now = world.clock.at = edition.publicity_ends_at
    for undone in (True, False):
        async with world.session() as first, world.session() as second:
            assert await editions.advance(first, now) == 1
            waiting = asyncio.create_task(editions.advance(second, now))
            await asyncio.sleep(0.3)
            assert not waiting.done(), "the second did not wait"
            # As a worker that is killed in the middle leaves it, or as one that came through.
            await (first.rollback() if undone else first.commit())
            assert await waiting == (1 if undone else 0)
            await second.rollback()
    assert await state(world, Edition, edition) == "settlement"
    assert len(await records(world, "end_publicity")) == 1


async def test_a_claim_is_undone_with_its_transaction_and_a_later_deadline_is_another(world: World) -> None:
    one, now = new_id(), world.clock.now()

    async def claim(due: dt.datetime, *, keep: bool) -> bool:
        async with world.session() as session:
            got = await once(session, entity="objection", entity_id=one, kind="k", due_at=due, now=now)
            await (session.commit() if keep else session.rollback())
            return got

    assert await claim(now, keep=False)
    assert await claim(now, keep=True)
    assert not await claim(now, keep=True)
    assert await claim(now + dt.timedelta(days=1), keep=True)


async def test_the_offices_button_right_after_is_answered_kindly(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("publicity")
    assert edition.publicity_ends_at is not None
    world.clock.at = edition.publicity_ends_at
    assert await run(world, editions.advance) == 1
    current = (await office.get(f"/editions/{edition.id}")).json()
    again = await office.post(f"/editions/{edition.id}/actions/end_publicity", version=current["version"])
    assert (again.status_code, again.json()["type"], again.json()["state"]) == (409, "/problems/out-of-turn", "settlement")
    stale = await office.post(f"/editions/{edition.id}/actions/end_publicity", version=1)
    assert stale.status_code == 412


async def test_the_office_first_leaves_the_system_nothing(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("publicity")
    assert edition.publicity_ends_at is not None
    world.clock.at = edition.publicity_ends_at
    assert (await office.post(f"/editions/{edition.id}/actions/end_publicity", version=1)).status_code == 200
    assert await run(world, editions.advance) == 0
    (record,) = await records(world, "end_publicity")
    assert record.role == "office"


async def test_an_edition_whose_window_was_moved_ahead_is_left_alone(world: World) -> None:
    edition = await world.edition("open")
    assert edition.recommend_by is not None
    world.clock.at = edition.recommend_by + dt.timedelta(days=3)
    async with world.session() as session, session.begin():
        await session.execute(update(Edition).values(recommend_by=world.clock.at + dt.timedelta(days=1)))
    assert await run(world, editions.advance) == 0
    assert await state(world, Edition, edition) == "open"


async def test_an_edition_that_cannot_move_holds_up_no_other_and_keeps_no_claim(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = await world.edition("publicity", number=5, year=2026)
    free = await world.edition("publicity", number=6, year=2028)
    assert stuck.publicity_ends_at is not None
    world.clock.at = stuck.publicity_ends_at
    facts_for = editions.service.facts_for

    async def early(session: Any, actor: Any, edition: Edition, held: Any, now: dt.datetime) -> Any:
        return await facts_for(session, actor, edition, held, now - dt.timedelta(days=edition.id == stuck.id))

    monkeypatch.setattr(editions.service, "facts_for", early)
    assert await run(world, editions.advance) == 1
    assert (await state(world, Edition, stuck), await state(world, Edition, free)) == ("publicity", "settlement")
    monkeypatch.undo()
    assert await run(world, editions.advance) == 1
    assert await state(world, Edition, stuck) == "settlement"


async def test_the_worker_does_it_on_the_moved_clock_of_a_rehearsal_and_not_when_switched_off(
    world: World, settings: Settings, database_url: str
) -> None:
    edition = await world.edition("publicity")
    assert edition.publicity_ends_at is not None
    ahead = edition.publicity_ends_at - SystemClock().now() + dt.timedelta(hours=1)
    # The database becomes a rehearsal's, which only its creation may do.
    await execute(
        database_url,
        "alter table system_state disable trigger system_state_fixed",
        f"update system_state set rehearsal = true, clock_offset_seconds = {int(ahead.total_seconds())}",
        "alter table system_state enable trigger system_state_fixed",
    )

    async def work(automatic: bool, seconds: float) -> str:
        stop = asyncio.Event()
        chosen = settings.model_copy(update={"automatic_steps": automatic})
        task = asyncio.create_task(make_worker(chosen, world.app.state.sessions, SystemClock()).run(stop))
        try:
            for _ in range(int(seconds * 5)):
                if await state(world, Edition, edition) != "publicity":
                    break
                await asyncio.sleep(0.2)
        finally:
            stop.set()
            await asyncio.wait_for(task, 20)
        return await state(world, Edition, edition)

    assert await work(False, 12) == "publicity"
    assert await work(True, 25) == "settlement"


# Objections


async def objection(world: World, *, days: int = 21, proof: int = 14) -> Objection:
    """An objection accepted now, with its trace; its unit reports and its sides prove within so many calendar days."""
    now = world.clock.now()
    edition = await world.edition("publicity", publicity_ends_at=now + dt.timedelta(days=400))
    application = await world.application(edition, state="shortlisted")
    row = Objection(
        id=new_id(), edition_id=edition.id, application_id=application.id, case_number="异5-001", follow_code_hash="x",
        subject="s", grounds="g", identified=True, received_at=now, report_due_at=now + dt.timedelta(days=days),
        proof_due_at=now + dt.timedelta(days=proof), state="investigating", created_at=now,
    )  # fmt: skip
    trace = AuditRecord(
        at=now, role="office", name="o", entity="objection", entity_id=row.id, action="accept", article="21", detail={}
    )
    await world.add(row, trace)
    return row


async def bureau(world: World) -> Person:
    return await world.person("recommender", department_id=world.departments["211302"].id)


async def test_the_unit_is_reminded_as_often_as_the_plan_says_each_time_once(world: World) -> None:
    unit, office = await bureau(world), await world.person("office")
    await objection(world)
    sent = []
    for _ in range(21):
        sent.append(sum([await run(world, objections.remind) for _ in range(2)]))
        world.clock.advance(days=1)
    # Two by default, after a third and two thirds of the time.
    assert [day for day, number in enumerate(sent) if number] == [7, 14]
    assert sum(sent) == 2
    assert await run(world, objections.remind) == 0
    await dispatch(world)
    assert len([title for title in await titles(unit) if title.startswith("提醒：异议 异5-001")]) == 2
    assert "2026-03-23" in (await titles(unit))[0]
    assert await titles(office) == []


async def test_after_a_standstill_one_reminder_goes_out_not_all(world: World) -> None:
    await objection(world)
    world.clock.advance(days=20)
    assert await run(world, objections.remind) == 1
    assert await run(world, objections.remind) == 0


async def test_a_unit_that_has_reported_is_not_reminded(world: World) -> None:
    row = await objection(world)
    async with world.session() as session, session.begin():
        await session.execute(update(Objection).where(Objection.id == row.id).values(state="reported"))
    world.clock.advance(days=8)
    assert await run(world, objections.remind) == 0
    world.clock.advance(days=20)
    assert await run(world, objections.propose) == 0


async def test_silence_is_proposed_once_and_waits_for_a_named_person(world: World) -> None:
    unit, office = await bureau(world), await world.person("office")
    row = await objection(world)
    assert row.report_due_at is not None
    world.clock.at = row.report_due_at - dt.timedelta(seconds=1)
    await run(world, objections.propose)  # the proof's deadline has passed already
    assert "confirm.recommender_silent" not in await tasks(office)
    world.clock.advance(seconds=1)
    taken = await asyncio.gather(*(run(world, objections.propose) for _ in range(3)))
    assert sorted(taken) == [0, 0, 1]
    await dispatch(world)
    assert len([title for title in await titles(office) if "推荐单位逾期未报核查结果" in title]) == 1
    task = (await tasks(office))["confirm.recommender_silent"]
    assert (task["article"], task["link"]) == ("22", f"/office/objections/{row.id}")
    assert "confirm.recommender_silent" not in await tasks(unit)
    async with world.session() as session:
        application = await session.get_one(Application, row.application_id)
    assert (await state(world, Objection, row), application.state) == ("investigating", "shortlisted"), "a person decides"
    answer = await office.post(f"/objections/{row.id}/actions/deem_recommender_silent", {"reason": "两次提醒未报"}, version=1)
    assert answer.status_code == 200, answer.text
    assert await state(world, Application, application) == "failed"
    (record,) = await records(world, "deem_recommender_silent")
    assert (record.role, record.user_id) == ("office", office.user.id)
    assert not {key for key in await tasks(office) if key.startswith("confirm.")}
    assert await run(world, objections.propose) == 0


async def test_an_extension_withdraws_the_proposal_and_a_new_silence_is_proposed_anew(world: World) -> None:
    office = await world.person("office")
    row = await objection(world, proof=60)
    world.clock.advance(days=22)
    assert await run(world, objections.propose) == 1
    body = {"report_due_on": "2026-04-15", "reason": "须赴外地核查"}
    assert (await office.put(f"/objections/{row.id}/deadlines", body, version=1)).status_code == 200
    assert "confirm.recommender_silent" not in await tasks(office)
    assert await run(world, objections.propose) == 0
    # Reminded anew within the time that was added.
    world.clock.advance(days=12)
    assert await run(world, objections.remind) == 1
    world.clock.at = dt.datetime(2026, 4, 15, 16, tzinfo=dt.UTC)
    assert await run(world, objections.propose) == 1
    assert "confirm.recommender_silent" in await tasks(office)


async def test_a_side_that_gave_proof_in_time_is_not_held_silent(world: World) -> None:
    office = await world.person("office")
    row = await objection(world)
    world.clock.advance(days=2)
    await world.add(
        ObjectionFile(
            objection_id=row.id, side="applicant", filename="f.pdf", content_type="application/pdf", size=1, object_key="k",
            state="stored", created_at=world.clock.now(),
        )
    )  # fmt: skip
    world.clock.advance(days=13)
    assert await run(world, objections.propose) == 1
    assert {key for key in await tasks(office) if key.startswith("confirm.")} == {"confirm.objector_silent"}
    async with world.session() as session:
        kinds = await session.scalars(select(DueConsequence.kind))
        assert set(kinds) == {"objector_silent"}


async def test_a_recused_officer_hears_nothing_of_it(world: World) -> None:
    office, colleague = await world.person("office"), await world.person("office")
    row = await objection(world)
    async with world.session() as session:
        await world.recuse(office, await session.get_one(Application, row.application_id))
    world.clock.advance(days=22)
    await run(world, objections.propose)
    await dispatch(world)
    assert await titles(office) == []
    assert not {key for key in await tasks(office) if key.startswith("confirm.")}
    assert len(await titles(colleague)) == 3


# What is said beside a deadline


def test_every_consequence_has_its_clause_and_words_in_both_languages() -> None:
    known = {clause.id for clause in clauses("chaoyang-2022")}
    for one in CONSEQUENCES.values():
        assert one.article in known
        for language in LANGUAGES:
            words = catalogue(language)[one.code]
            assert words["what"]
            assert words["next"]
    waiting = {one.kind for one in CONSEQUENCES.values() if not one.automatic}
    assert waiting == {"objection_report", "objection_proof", "objector_proof"}, "where a third party is hit, a person confirms"


async def test_every_deadline_in_the_api_says_what_happens_when_it_is_missed(world: World) -> None:
    row = await objection(world)
    office, unit = await world.person("office"), await bureau(world)
    async with world.session() as session:
        organisation = (await session.get_one(Application, row.application_id)).organisation_id
    applicant = await world.person("applicant", organisation_id=organisation)

    async def told(person: Person, path: str) -> dict[str, str]:
        answer = await person.get(path)
        assert answer.status_code == 200, answer.text
        found = answer.json()["deadlines"]
        assert all(one["consequence"] and one["effect"] and one["at"] for one in found)
        return {one["kind"]: one["article"] for one in found}

    whole = {"application_window": "17(2)", "recommendation": "17(3)", "publicity": "20"}
    assert await told(office, f"/editions/{row.edition_id}") == whole
    assert await told(applicant, f"/applications/{row.application_id}") == {
        "application_window": "17(2)", "recommendation": "17(3)",
    }  # fmt: skip
    assert await told(unit, "/recommendation/desk") == {"recommendation": "17(3)"}
    sides = {"objection_report": "22", "objection_proof": "23"}
    assert await told(unit, f"/objections/{row.id}") == await told(applicant, f"/objections/{row.id}") == sides
    assert await told(office, f"/objections/{row.id}") == sides | {"objector_proof": "23"}
    english = (await unit.get("/recommendation/desk", headers={"Accept-Language": "en"})).json()["deadlines"][0]
    assert english["consequence"].startswith("What is not recommended in time")
