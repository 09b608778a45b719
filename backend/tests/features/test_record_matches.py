"""A record that comes in meets live applications and awards under supervision, once; the office settles, nobody recused sees it."""

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, func, select
from world import Person, World

from quality_award.tables.applications import Application
from quality_award.tables.awards import Award
from quality_award.tables.editions import Edition
from quality_award.tables.matches import RecordMatch
from quality_award.tables.parties import Organisation
from quality_award.tables.trail import AuditRecord, Notification, OutboxEvent
from quality_award.worker import followers

pytestmark = pytest.mark.anyio


async def dispatch(world: World) -> None:
    """Let the worker hand out what waits, and what that gave rise to."""
    for _ in range(2):
        async with world.session() as session:
            await followers().dispatch(session, world.clock.now())
            await session.commit()


async def enter(
    office: Person, organisation: Organisation, kind: str = "failed_sample", day: str = "2026-01-15", **values: Any
) -> str:
    """A record entered through the API, as the worker will find it."""
    sent = {"uscc": organisation.uscc, "kind": kind, "occurred_on": day, "source": "省市场监管局", "document": f"{kind}-{day}"}
    answer = await office.post("/records", sent | values)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def matches(person: Person, **params: Any) -> list[dict[str, Any]]:
    answer = await person.get("/record-matches", params=params)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def settle(person: Person, match: dict[str, Any], outcome: str, **values: Any) -> Any:
    return await person.post(f"/record-matches/{match['id']}/settle", {"outcome": outcome, "reason": "已核实"} | values)


async def counted(world: World, what: Any) -> int:
    async with world.session() as session:
        return int(await session.scalar(select(func.count()).select_from(what)) or 0)


@dataclass
class Scene:
    """A running edition; an organisation that won in the last one and applies again."""

    world: World
    office: Person
    organisation: Organisation
    past: Edition
    running: Edition
    first: Application
    application: Application
    award: Award


@pytest.fixture
async def scene(world: World) -> Scene:
    organisation = await world.organisation()
    past = await world.edition("closed", number=4, year=2024, closes_at=dt.datetime(2024, 4, 30, tzinfo=dt.UTC),
                               opens_at=dt.datetime(2024, 4, 1, tzinfo=dt.UTC), recommend_by=dt.datetime(2024, 5, 30, tzinfo=dt.UTC))  # fmt: skip
    running = await world.edition("formal_review", announced_at=world.clock.now())
    first = await world.application(past, organisation, state="awarded")
    application = await world.application(running, organisation, state="filed")
    award = Award(
        authority_id=world.authority.id, edition_id=past.id, organisation_id=organisation.id, application_id=first.id, tier="silver",
        certificate_number="朝质奖〔2024〕银01号", verify_code="c0de", granted_on=dt.date(2024, 12, 1),
        supervised_until=dt.date(2027, 12, 1), state="granted", created_at=world.clock.now(),
    )  # fmt: skip
    await world.add(award)
    return Scene(world, await world.person("office"), organisation, past, running, first, application, award)


@pytest.mark.article("14", "36", "36(1)")
async def test_a_record_meets_the_application_and_the_award(scene: Scene) -> None:
    await enter(scene.office, scene.organisation)
    assert await matches(scene.office) == []
    await dispatch(scene.world)
    found = {("award" if one["award_id"] else "application"): one for one in await matches(scene.office)}
    assert set(found) == {"award", "application"}
    application, award = found["application"], found["award"]
    assert (application["article"], application["case_number"], application["may"]) == (
        "14(2)", scene.application.case_number, ["noted"],
    )  # fmt: skip
    assert [finding["article"] for finding in application["findings"]] == ["14(2)"]
    assert (award["article"], award["certificate_number"], award["may"]) == (
        "36(2)", scene.award.certificate_number, ["revocation_proposed", "no_consequence"],
    )  # fmt: skip
    assert "质量监督抽查不合格" in award["facts"]
    assert "省市场监管局" in award["facts"]


async def test_the_office_is_told_and_its_tasks_say_so(scene: Scene) -> None:
    await enter(scene.office, scene.organisation)
    await dispatch(scene.world)
    told = (await scene.office.get("/notifications")).json()["items"]
    assert {one["key"] for one in told} == {"notice.record_match.application", "notice.record_match.award"}
    assert {one["link"] for one in told} == {"/office/record-matches"}
    task = next(one for one in (await scene.office.get("/tasks")).json() if one["key"] == "record_matches")
    assert (task["link"], "2" in task["title"]) == ("/office/record-matches", True)
    async with scene.world.session() as session:
        trail = list(
            await session.scalars(select(AuditRecord).where(AuditRecord.entity == "record_match").order_by(AuditRecord.id))
        )
    assert [(one.role, one.action, one.article) for one in trail] == [("system", "match", "14(2)"), ("system", "match", "36(2)")]
    for one in await matches(scene.office):
        await settle(scene.office, one, one["may"][-1])
    assert "record_matches" not in {one["key"] for one in (await scene.office.get("/tasks")).json()}


class TestExactlyOnce:
    async def test_an_event_seen_twice_adds_nothing(self, scene: Scene) -> None:
        await enter(scene.office, scene.organisation)
        await dispatch(scene.world)
        before = [await counted(scene.world, what) for what in (RecordMatch, AuditRecord, OutboxEvent, Notification)]
        assert before[0] == 2
        async with scene.world.session() as session:
            received = await session.scalar(select(OutboxEvent).where(OutboxEvent.name == "record.received"))
            assert received is not None
            received.handled_at = None
            await session.commit()
        await dispatch(scene.world)
        assert [await counted(scene.world, what) for what in (RecordMatch, AuditRecord, OutboxEvent, Notification)] == before

    async def test_two_workers_at_once_make_one_of_each(self, scene: Scene) -> None:
        await enter(scene.office, scene.organisation)
        async with scene.world.session() as session:
            received = (await session.scalars(select(OutboxEvent))).one()
            session.expunge(received)

        async def work() -> None:
            from quality_award.features.record_matches.jobs import match

            async with scene.world.session() as session:
                await match(session, received, scene.world.clock.now())
                await asyncio.sleep(0.05)
                await session.commit()

        await asyncio.gather(work(), work(), work())
        assert await counted(scene.world, RecordMatch) == 2
        async with scene.world.session() as session:
            names = list(await session.scalars(select(OutboxEvent.name).where(OutboxEvent.entity == "record_match")))
        assert sorted(names) == ["record_match.application", "record_match.award"]


class TestWhatIsMet:
    async def test_a_record_that_changes_nothing_opens_nothing(self, scene: Scene) -> None:
        await enter(scene.office, scene.organisation, day="2020-01-15")
        await enter(scene.office, await scene.world.organisation(), "credit_loss")
        await dispatch(scene.world)
        assert await matches(scene.office) == []

    async def test_the_third_fatal_accident_is_the_one_that_counts(self, scene: Scene) -> None:
        for month in (1, 2):
            await enter(scene.office, scene.organisation, "safety_accident_fatal_general", f"2024-0{month}-01", fatalities=1)
        await dispatch(scene.world)
        assert await matches(scene.office) == []
        await enter(scene.office, scene.organisation, "safety_accident_fatal_general", "2024-03-01", fatalities=1)
        await dispatch(scene.world)
        (one,) = await matches(scene.office)
        assert (one["article"], one["application_id"], len(one["findings"])) == ("14(1)", str(scene.application.id), 3)

    async def test_what_happened_after_the_closing_day_counts_too(self, scene: Scene) -> None:
        scene.world.clock.advance(days=60)
        await enter(scene.office, scene.organisation, "serious_discipline", "2026-04-20")
        await dispatch(scene.world)
        assert {one["article"] for one in await matches(scene.office)} == {"14(4)", None}

    async def test_an_event_of_article_36_alone_meets_the_award_alone(self, scene: Scene) -> None:
        await enter(scene.office, scene.organisation, "consumer_fraud")
        await dispatch(scene.world)
        (one,) = await matches(scene.office)
        assert (one["article"], one["award_id"]) == ("36(4)", str(scene.award.id))

    @pytest.mark.parametrize(
        ("kind", "day", "now", "articles"),
        [
            ("consumer_fraud", "2024-11-30", None, []),
            ("consumer_fraud", "2024-12-01", None, ["36(4)"]),
            ("consumer_fraud", "2027-12-01", dt.datetime(2027, 12, 1, 2, tzinfo=dt.UTC), ["36(4)"]),
            ("consumer_fraud", "2027-12-02", dt.datetime(2027, 12, 2, 2, tzinfo=dt.UTC), []),
            ("award_fraud", "2024-04-01", dt.datetime(2031, 1, 1, tzinfo=dt.UTC), ["27"]),
        ],
    )
    async def test_three_years_to_the_day_and_fraud_without_end(
        self, scene: Scene, kind: str, day: str, now: dt.datetime | None, articles: list[str]
    ) -> None:
        if now:
            scene.world.clock.at = now
            async with scene.world.session() as session:
                (await session.merge(scene.running)).state = "closed"
                await session.commit()
        await enter(scene.office, scene.organisation, kind, day)
        await dispatch(scene.world)
        assert [one["article"] for one in await matches(scene.office)] == articles

    async def test_drafts_ended_applications_and_revoked_awards_are_not_met(self, scene: Scene) -> None:
        async with scene.world.session() as session:
            (await session.merge(scene.application)).state = "not_shortlisted"
            award = await session.merge(scene.award)
            award.state, award.revoked_on = "revoked", dt.date(2025, 6, 1)
            await session.commit()
        drafting = await scene.world.organisation()
        await scene.world.application(scene.running, drafting, state="draft")
        await enter(scene.office, scene.organisation)
        await enter(scene.office, drafting, "credit_loss")
        await dispatch(scene.world)
        assert await matches(scene.office) == []


class TestSettling:
    async def test_a_revocation_is_proposed_through_the_awards_own_transition(self, scene: Scene) -> None:
        await enter(scene.office, scene.organisation, "consumer_fraud")
        await dispatch(scene.world)
        (one,) = await matches(scene.office)
        answer = await settle(scene.office, one, "revocation_proposed", reason=one["facts"])
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["outcome"], body["settled_by"], body["award_state"], body["may"]) == (
            "revocation_proposed", scene.office.user.name, "revocation_proposed", [],
        )  # fmt: skip
        award = (await scene.office.get(f"/awards/{scene.award.id}")).json()
        assert (award["revocation_article"], award["revocation_reason"]) == ("36(4)", one["facts"].strip())
        async with scene.world.session() as session:
            done = await session.execute(select(AuditRecord.entity, AuditRecord.action).order_by(AuditRecord.id.desc()).limit(2))
        assert done.tuples().all() == [("record_match", "settle"), ("award", "propose_revocation")]
        assert (await settle(scene.office, one, "no_consequence")).json()["type"] == "/problems/match-settled"

    async def test_a_kind_without_an_item_asks_for_the_clause(self, scene: Scene) -> None:
        await enter(scene.office, scene.organisation, "serious_discipline")
        await dispatch(scene.world)
        one = next(one for one in await matches(scene.office) if one["award_id"])
        assert one["article"] is None
        missing = await settle(scene.office, one, "revocation_proposed")
        assert (missing.status_code, [e["field"] for e in missing.json()["errors"]]) == (422, ["article"])
        wrong = await settle(scene.office, one, "revocation_proposed", article="14(4)")
        assert wrong.status_code == 409
        assert [finding["code"] for finding in wrong.json()["findings"]] == ["award.revocation_ground"]
        assert await matches(scene.office, settled=False)
        right = await settle(scene.office, one, "revocation_proposed", article="36(6)")
        assert (right.status_code, right.json()["article"]) == (200, "36(6)")

    async def test_without_consequence_only_with_a_reason(self, scene: Scene) -> None:
        await enter(scene.office, scene.organisation)
        await dispatch(scene.world)
        for one in await matches(scene.office):
            outcome = one["may"][-1]
            assert (await settle(scene.office, one, outcome, reason="  ")).status_code == 422
            other = "noted" if outcome == "no_consequence" else "no_consequence"
            assert (await settle(scene.office, one, other)).status_code == 422
            done = (await settle(scene.office, one, outcome, reason="复检合格，情节轻微")).json()
            assert (done["outcome"], done["reason"]) == (outcome, "复检合格，情节轻微")
        assert await matches(scene.office, settled=False) == []
        assert len(await matches(scene.office, settled=True)) == 2
        # What was noted changes nothing at the gate: the record still refuses.
        version = (await scene.office.get(f"/applications/{scene.application.id}")).json()["version"]
        refused = await scene.office.post(f"/applications/{scene.application.id}/actions/pass_formal_review", {}, version=version)
        assert "organisation.clean_record" in {finding["code"] for finding in refused.json()["findings"]}

    async def test_a_second_record_on_an_award_under_revocation(self, scene: Scene) -> None:
        await enter(scene.office, scene.organisation, "consumer_fraud")
        await enter(scene.office, scene.organisation, "serious_operating_loss")
        await dispatch(scene.world)
        second, first = await matches(scene.office)
        assert (await settle(scene.office, first, "revocation_proposed")).status_code == 200
        (left,) = await matches(scene.office, settled=False)
        assert (left["id"], left["may"]) == (second["id"], ["no_consequence"])
        assert (await settle(scene.office, left, "revocation_proposed")).json()["type"] == "/problems/out-of-turn"

    @pytest.mark.article("27")
    async def test_fraud_is_proposed_after_the_three_years(self, scene: Scene) -> None:
        scene.world.clock.at = dt.datetime(2029, 1, 1, tzinfo=dt.UTC)
        await enter(scene.office, scene.organisation, "award_fraud", "2024-04-01")
        await dispatch(scene.world)
        one = next(one for one in await matches(scene.office) if one["award_id"])
        late = await settle(scene.office, one, "revocation_proposed", article="36(4)")
        assert [finding["code"] for finding in late.json()["findings"]] == ["award.supervised"]
        assert (await settle(scene.office, one, "revocation_proposed")).json()["article"] == "27"


async def test_a_record_set_aside_closes_what_is_open_and_opens_nothing(scene: Scene) -> None:
    record = await enter(scene.office, scene.organisation)
    await dispatch(scene.world)
    settled = next(one for one in await matches(scene.office) if one["award_id"])
    await settle(scene.office, settled, "no_consequence", reason="情节轻微")
    await scene.office.post(f"/records/{record}/set-aside", {"reason": "同名误录"})
    found = {("award" if one["award_id"] else "application"): one for one in await matches(scene.office)}
    assert (found["application"]["outcome"], found["application"]["reason"]) == ("set_aside", "同名误录")
    assert (found["award"]["outcome"], found["award"]["reason"]) == ("no_consequence", "情节轻微")
    assert all(one["may"] == [] for one in found.values())
    # Set aside before the worker came to it: nothing opens.
    early = await enter(scene.office, scene.organisation, "credit_loss")
    await scene.office.post(f"/records/{early}/set-aside", {"reason": "误录"})
    await dispatch(scene.world)
    assert len(await matches(scene.office)) == 2


class TestWhoSeesIt:
    @pytest.mark.parametrize("which", ["application", "first"])
    async def test_recused_staff_see_nothing_of_the_organisation(self, scene: Scene, which: str) -> None:
        recused = await scene.world.person("office")
        await scene.world.recuse(recused, getattr(scene, which))
        await enter(scene.office, scene.organisation)
        await dispatch(scene.world)
        assert await matches(recused) == []
        assert "record_matches" not in {one["key"] for one in (await recused.get("/tasks")).json()}
        for one in await matches(scene.office):
            assert (await recused.get(f"/record-matches/{one['id']}")).status_code == 404
            assert (await settle(recused, one, one["may"][-1])).status_code == 404
        assert (await recused.get("/notifications")).json()["items"] == []
        assert len(await matches(scene.office, settled=False)) == 2

    @pytest.mark.parametrize("role", ["committee", "auditor"])
    async def test_supervisors_read_and_do_not_settle(self, scene: Scene, role: str) -> None:
        person = await scene.world.person(role)
        await enter(scene.office, scene.organisation)
        await dispatch(scene.world)
        found = await matches(person)
        assert len(found) == 2
        assert all(one["may"] == [] for one in found)
        assert (await settle(person, found[0], "noted")).status_code == 403

    async def test_other_roles_see_nothing(self, scene: Scene) -> None:
        await enter(scene.office, scene.organisation)
        await dispatch(scene.world)
        scopes: dict[str, dict[str, Any]] = {
            "applicant": {"organisation_id": scene.organisation.id},
            "recommender": {"department_id": scene.world.departments["211302"].id},
            "government": {},
            "admin": {},
        }
        for role, scope in scopes.items():
            person = await scene.world.person(role, **scope)
            assert (await person.get("/record-matches")).status_code == 403

    async def test_as_many_queries_for_three_as_for_one(self, scene: Scene) -> None:
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            asked.append(statement)

        engine = scene.world.app.state.engine.sync_engine
        counts = []
        for days in (("2026-01-15",), ("2026-01-16", "2026-01-17")):
            for day in days:
                await enter(scene.office, scene.organisation, "consumer_fraud", day)
            await dispatch(scene.world)
            asked.clear()
            event.listen(engine, "before_cursor_execute", note)
            try:
                found = await matches(scene.office)
            finally:
                event.remove(engine, "before_cursor_execute", note)
            counts.append((len(found), len(asked)))
        assert [rows for rows, _ in counts] == [1, 3]
        assert counts[0][1] == counts[1][1]

    async def test_pages(self, scene: Scene) -> None:
        for day in ("2026-01-15", "2026-01-16", "2026-01-17"):
            await enter(scene.office, scene.organisation, "consumer_fraud", day)
        await dispatch(scene.world)
        first = (await scene.office.get("/record-matches", params={"limit": 2})).json()
        rest = (await scene.office.get("/record-matches", params={"limit": 2, "cursor": first["next_cursor"]})).json()
        assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)
