"""Applications: start, autosave, gaps, eligibility, hand in, take back (Art. 13 to 17(3))."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from filing import ITEMS, complete, ready
from sqlalchemy import event, func, select
from world import Person, World

from quality_award.features.applications.pure.course import step_of_application
from quality_award.regulation.procedure import STATES
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Organisation, RegulatoryRecord
from quality_award.tables.trail import AuditRecord, OutboxEvent

pytestmark = pytest.mark.anyio


@dataclass
class Filing:
    """An open edition and an organisation with its person."""

    edition: Edition
    organisation: Organisation
    applicant: Person


@pytest.fixture
async def filing(world: World) -> Filing:
    """The world of these tests: a county organisation."""
    organisation = await world.organisation()
    return Filing(await world.edition("open"), organisation, await world.person("applicant", organisation_id=organisation.id))


async def start(filing: Filing) -> dict[str, Any]:
    answer = await filing.applicant.post("/applications", {"edition_id": str(filing.edition.id)})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def patch(person: Person, application: dict[str, Any], version: int | None = None, **body: Any) -> Any:
    return await person.request(
        "PATCH", f"/applications/{application['id']}", version=version or application["version"], json=body
    )


async def act(person: Person, application: dict[str, Any], action: str, **body: Any) -> Any:
    return await person.post(f"/applications/{application['id']}/actions/{action}", body, version=application["version"])


def codes(answer: Any) -> set[str]:
    return {finding["code"] for finding in answer.json()["findings"]}


def errors(answer: Any) -> dict[str, str]:
    return {gap["field"]: gap["code"] for gap in answer.json()["errors"]}


class TestStart:
    @pytest.mark.parametrize(
        ("ownership", "channel", "unit", "word"),
        [
            ("central", "direct", None, "直"),
            ("provincial", "direct", None, "直"),
            ("municipal", "industry", "市工业和信息化局", "业"),
            ("other", "county", "211302 市场监督管理局", "县"),
        ],
    )
    @pytest.mark.article("17(3)")
    async def test_the_channel_follows_from_the_registered_facts(
        self, world: World, ownership: str, channel: str, unit: str | None, word: str
    ) -> None:
        edition = await world.edition("open")
        organisation = await world.organisation(ownership=ownership)
        person = await world.person("applicant", organisation_id=organisation.id)
        answer = await person.post("/applications", {"edition_id": str(edition.id)})
        assert answer.status_code == 201, answer.text
        body = answer.json()
        assert (body["channel"], body["department"], body["case_number"]) == (channel, unit, f"5-{word}-0001")
        assert answer.headers["etag"] == '"v1"'
        # Of the two ways to hand in, only its own is shown.
        assert [action["name"] for action in body["actions"]] == ["submit_direct" if channel == "direct" else "submit"]

    async def test_one_organisation_has_one_application_in_an_edition(self, filing: Filing) -> None:
        await start(filing)
        again = await filing.applicant.post("/applications", {"edition_id": str(filing.edition.id)})
        assert again.status_code == 409
        assert codes(again) == {"application.one_channel"}
        assert again.json()["article"] == "17(3)"

    async def test_a_colleague_of_the_same_organisation_cannot_start_another(self, world: World, filing: Filing) -> None:
        await start(filing)
        colleague = await world.person("applicant", organisation_id=filing.organisation.id)
        assert (await colleague.post("/applications", {"edition_id": str(filing.edition.id)})).status_code == 409

    async def test_serials_count_on(self, world: World, filing: Filing) -> None:
        await start(filing)
        other = await world.organisation(area="211322")
        person = await world.person("applicant", organisation_id=other.id)
        second = await person.post("/applications", {"edition_id": str(filing.edition.id)})
        assert second.json()["case_number"] == "5-县-0002"

    async def test_not_before_the_notice_and_not_after_the_closing(self, world: World, filing: Filing) -> None:
        draft = await world.edition("plan_approved", number=6, year=2028)
        assert (await filing.applicant.post("/applications", {"edition_id": str(draft.id)})).status_code == 404
        world.clock.at = filing.edition.closes_at  # type: ignore[assignment]
        late = await filing.applicant.post("/applications", {"edition_id": str(filing.edition.id)})
        assert (late.status_code, codes(late)) == (409, {"application.window"})

    async def test_outside_the_city_there_is_no_channel(self, world: World, filing: Filing) -> None:
        stranger = await world.organisation(area_code="210102")
        person = await world.person("applicant", organisation_id=stranger.id)
        answer = await person.post("/applications", {"edition_id": str(filing.edition.id)})
        assert (answer.status_code, codes(answer)) == (409, {"organisation.registered_here"})

    async def test_a_municipal_enterprise_without_a_department_is_told_so(self, world: World, filing: Filing) -> None:
        orphan = await world.organisation(ownership="municipal", industry_department_id=None)
        person = await world.person("applicant", organisation_id=orphan.id)
        answer = await person.post("/applications", {"edition_id": str(filing.edition.id)})
        assert (answer.status_code, codes(answer)) == (409, {"application.no_recommender"})

    @pytest.mark.parametrize("role", ["recommender", "office", "committee", "government", "auditor", "admin"])
    async def test_only_applicants_start(self, world: World, filing: Filing, role: str) -> None:
        scope = {"department_id": world.departments["211302"].id} if role == "recommender" else {}
        person = await world.person(role, **scope)
        assert (await person.post("/applications", {"edition_id": str(filing.edition.id)})).status_code == 403

    async def test_the_same_request_twice_makes_one(self, world: World, filing: Filing) -> None:
        body = {"edition_id": str(filing.edition.id)}
        first, second = [
            await filing.applicant.post("/applications", body, headers={"Idempotency-Key": "start-1"}) for _ in range(2)
        ]
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json()["id"] == second.json()["id"]
        async with world.session() as session:
            assert await session.scalar(select(func.count(Application.id))) == 1


class TestAutosave:
    async def test_fields_are_merged_one_by_one(self, filing: Filing) -> None:
        made = await start(filing)
        first = (await patch(filing.applicant, made, form={"contact_name": "李喆"}, profile="一")).json()
        second = await patch(filing.applicant, first, form={"contact_phone": "0421-2661234"}, self_evaluation={"4.1.2": "二"})
        body = second.json()
        assert body["form"] == {"contact_name": "李喆", "contact_phone": "0421-2661234"}
        assert (body["profile"], body["self_evaluation"], body["version"]) == ("一", {"4.1.2": "二"}, 3)
        emptied = await patch(filing.applicant, body, form={"contact_name": None}, self_evaluation={"4.1.2": None})
        assert emptied.json()["form"] == {"contact_phone": "0421-2661234"}
        assert emptied.json()["self_evaluation"] == {}

    async def test_nothing_changed_keeps_the_version(self, filing: Filing) -> None:
        made = await start(filing)
        saved = (await patch(filing.applicant, made, profile="一")).json()
        assert (await patch(filing.applicant, saved, profile="一")).json()["version"] == saved["version"]

    async def test_a_stale_version_overwrites_nothing(self, filing: Filing) -> None:
        made = await start(filing)
        await patch(filing.applicant, made, profile="先到")
        late = await patch(filing.applicant, made, profile="后到")
        assert (late.status_code, late.json()["current"]) == (412, 2)
        bare = await filing.applicant.request("PATCH", f"/applications/{made['id']}", json={"profile": "无版本"})
        assert bare.status_code == 428
        assert (await filing.applicant.get(f"/applications/{made['id']}")).json()["profile"] == "先到"

    async def test_every_fault_is_named_and_nothing_is_half_saved(self, filing: Filing) -> None:
        made = await start(filing)
        answer = await patch(
            filing.applicant,
            made,
            form={
                "contact_name": "好",
                "contact_phone": "电话",
                "registered_capital": -1,
                "scale": "huge",
                "no_such": 1,
                "debt_ratio": {"2025": 900, "1999": 1},
                "revenue": 3,
            },
            self_evaluation={"9.9": "无此条目"},
        )
        assert answer.status_code == 422
        assert errors(answer) == {
            "form.contact_phone": "form.type",
            "form.registered_capital": "form.too_small",
            "form.scale": "form.not_an_option",
            "form.no_such": "form.unknown",
            "form.debt_ratio.1999": "form.unknown",
            "form.debt_ratio.2025": "form.too_large",
            "form.revenue": "form.type",
            "self_evaluation.9.9": "form.unknown",
        }
        assert (await filing.applicant.get(f"/applications/{made['id']}")).json()["form"] == {}

    @pytest.mark.parametrize(
        "body",
        [
            {"profile": "a\x00b"},
            {"form": {"contact_name": "\ud800"}},
            {"form": {"registered_capital": 10**400}},
            {"form": {"registered_capital": float("nan")}},
            {"form": {"honours": [{"name": "\x00"}]}},
            {"form": {"\x00": 1}},
            {"self_evaluation": {"4.1.2": "\x00"}},
            {"declared_by": "\x00"},
            {"profile": "长" * 20_001},
            {"form": []},
        ],
    )
    async def test_what_cannot_be_stored_is_refused(self, filing: Filing, body: dict[str, Any]) -> None:
        import json

        made = await start(filing)
        answer = await filing.applicant.request(
            "PATCH",
            f"/applications/{made['id']}",
            version=1,
            content=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"

    async def test_a_draft_may_be_too_long_for_a_while(self, filing: Filing) -> None:
        made = await start(filing)
        body = (await patch(filing.applicant, made, profile="长" * 3005)).json()
        gap = next(gap for gap in body["gaps"] if gap["section"] == "profile")
        assert "5" in gap["message"]
        status = {section["key"]: section["status"] for section in body["sections"]}
        assert status["profile"] == "incomplete"

    async def test_after_the_closing_what_was_saved_stays_and_nothing_is_added(self, world: World, filing: Filing) -> None:
        made = (await patch(filing.applicant, await start(filing), profile="按时")).json()
        world.clock.at = filing.edition.closes_at  # type: ignore[assignment]
        late = await patch(filing.applicant, made, profile="迟到")
        assert (late.status_code, codes(late)) == (409, {"application.window"})
        read = (await filing.applicant.get(f"/applications/{made['id']}")).json()
        assert (read["profile"], read["may_edit"]) == ("按时", False)

    async def test_saves_are_on_record_without_their_text(self, world: World, filing: Filing) -> None:
        made = await start(filing)
        await patch(filing.applicant, made, profile="机密内容", form={"contact_name": "李喆"})
        async with world.session() as session:
            record = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "save"))).one()
        assert record.detail == {"fields": ["form.contact_name", "profile"]}


class TestProgress:
    async def test_sections_go_from_not_started_to_done(self, world: World, filing: Filing) -> None:
        made = await start(filing)
        assert {section["status"] for section in made["sections"]} == {"not_started"}
        begun = (await patch(filing.applicant, made, form={"contact_name": "李喆", "accidents": True})).json()
        status = {section["key"]: section["status"] for section in begun["sections"]}
        # "Yes" asks for its detail: an answer that can't stay alone.
        assert (status["basic"], status["incidents"], status["quality"]) == ("in_progress", "incomplete", "not_started")
        done = (await patch(filing.applicant, begun, **complete())).json()
        status = {section["key"]: section["status"] for section in done["sections"]}
        assert status.pop("evidence") == "not_started"
        assert status.pop("honours") == "done"
        # What is asked for recusal is voluntary.
        assert status.pop("interests") == "not_started"
        assert set(status.values()) == {"done"}
        assert {gap["section"] for gap in done["gaps"]} == {"evidence"}

    async def test_gaps_are_in_words_and_in_the_readers_language(self, filing: Filing) -> None:
        made = await start(filing)
        zh = {gap["field"]: gap["message"] for gap in made["gaps"]}
        assert zh["revenue.2024"] == "申报表缺少必填项：营业收入 2024"
        assert zh["licence"].endswith("营业执照或法人登记证书")
        assert zh["4.1.2"].startswith("自我评价缺少条目：4.1.2 ")
        english = await filing.applicant.get(f"/applications/{made['id']}", headers={"Accept-Language": "en"})
        assert "The form lacks a required field: Revenue 2024" in {gap["message"] for gap in english.json()["gaps"]}

    async def test_the_form_comes_for_the_organisations_nature(self, world: World, filing: Filing) -> None:
        hospital = await world.organisation(nature="non_profit")
        person = await world.person("applicant", organisation_id=hospital.id)
        made = (await person.post("/applications", {"edition_id": str(filing.edition.id)})).json()
        body = (await person.get(f"/applications/{made['id']}/form")).json()
        keys = {field["key"] for field in body["fields"]}
        assert "income" in keys
        assert "revenue" not in keys
        assert (body["years"], len(body["items"])) == ([2023, 2024, 2025], len(ITEMS))
        refused = await patch(person, made, form={"revenue": {"2025": 1}})
        assert errors(refused) == {"form.revenue": "form.unknown"}


class TestHandIn:
    async def test_through_the_unit(self, world: World, filing: Filing) -> None:
        draft = await ready(world, filing.applicant, filing.organisation, filing.edition.id)
        assert draft["gaps"] == []
        answer = await act(filing.applicant, draft, "submit")
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["state"], body["may_edit"], body["declared_by"]) == ("submitted", False, "王镕")
        assert body["submitted_at"] is not None
        history = (await filing.applicant.get(f"/applications/{draft['id']}/history")).json()
        assert [(step["action"], step["to_state"]) for step in history] == [("start", "draft"), ("submit", "submitted")]
        async with world.session() as session:
            sent = (await session.scalars(select(OutboxEvent.name))).all()
        assert sent == ["application.submitted"]

    async def test_directly(self, world: World) -> None:
        edition = await world.edition("open")
        organisation = await world.organisation(ownership="provincial", nature="non_profit")
        person = await world.person("applicant", organisation_id=organisation.id)
        draft = await ready(world, person, organisation, edition.id)
        wrong = await act(person, draft, "submit")
        assert (wrong.status_code, codes(wrong)) == (409, {"application.channel_not_direct"})
        assert (await act(person, draft, "submit_direct")).json()["state"] == "filed"

    @pytest.mark.article("16")
    async def test_every_gap_at_once_by_name(self, filing: Filing) -> None:
        draft = await start(filing)
        answer = await act(filing.applicant, draft, "submit")
        assert answer.status_code == 409
        assert codes(answer) == {
            "application.form_complete",
            "application.self_evaluation_complete",
            "application.evidence_complete",
            "application.declared",
        }
        messages = {finding["message"] for finding in answer.json()["findings"]}
        assert "申报表缺少必填项：组织概述" in messages
        assert "缺少证实性材料：信用报告" in messages
        assert len(messages) > 60
        read = (await filing.applicant.get(f"/applications/{draft['id']}")).json()
        assert (read["state"], read["version"], read["submitted_at"]) == ("draft", 1, None)

    @pytest.mark.article("17(2)")
    async def test_one_second_late(self, world: World, filing: Filing) -> None:
        draft = await ready(world, filing.applicant, filing.organisation, filing.edition.id)
        assert filing.edition.closes_at is not None
        world.clock.at = filing.edition.closes_at
        late = await act(filing.applicant, draft, "submit")
        assert (late.status_code, codes(late), late.json()["article"]) == (409, {"application.window"}, "17(2)")
        world.clock.at = filing.edition.closes_at - dt.timedelta(seconds=1)
        assert (await act(filing.applicant, draft, "submit")).status_code == 200

    async def test_taken_back_in_time_changed_and_handed_in_again(self, world: World, filing: Filing) -> None:
        draft = await ready(world, filing.applicant, filing.organisation, filing.edition.id)
        handed = (await act(filing.applicant, draft, "submit")).json()
        locked = await patch(filing.applicant, handed, profile="改")
        assert (locked.status_code, locked.json()["type"]) == (409, "/problems/application-handed-in")
        back = (await act(filing.applicant, handed, "take_back")).json()
        assert (back["state"], back["submitted_at"], back["declared_at"]) == ("draft", None, None)
        changed = (await patch(filing.applicant, back, profile="改")).json()
        again = (await act(filing.applicant, changed, "submit")).json()
        assert again["state"] == "submitted"
        world.clock.at = filing.edition.closes_at  # type: ignore[assignment]
        late = await act(filing.applicant, again, "take_back")
        assert (late.status_code, codes(late)) == (409, {"application.window"})

    async def test_out_of_turn_and_unknown_actions_name_what_is_open(self, filing: Filing) -> None:
        draft = await start(filing)
        for action in ("take_back", "lapse", "accept", "no_such"):
            answer = await act(filing.applicant, draft, action)
            assert (answer.status_code, answer.json()["type"]) == (409, "/problems/out-of-turn"), action
            assert answer.json()["actions"] == ["submit", "submit_direct"]

    async def test_others_may_not_hand_in(self, world: World, filing: Filing) -> None:
        draft = await ready(world, filing.applicant, filing.organisation, filing.edition.id)
        # A draft is nobody's business but the organisation's.
        for role in ("office", "auditor", "committee", "government", "admin"):
            person = await world.person(role)
            assert (await act(person, draft, "submit")).status_code == 404
        stranger = await world.person("applicant", organisation_id=(await world.organisation()).id)
        assert (await act(stranger, draft, "submit")).status_code == 404

    async def test_a_suspended_unit_closes_the_channel(self, world: World, filing: Filing) -> None:
        draft = await ready(world, filing.applicant, filing.organisation, filing.edition.id)
        async with world.session() as session:
            unit = await session.merge(world.departments["211302"])
            unit.suspended_until = world.clock.now().date() + dt.timedelta(days=10)
            await session.commit()
        answer = await act(filing.applicant, draft, "submit")
        assert codes(answer) == {"application.recommender_open"}

    async def test_two_at_the_same_moment_one_wins(self, world: World, filing: Filing) -> None:
        import asyncio

        draft = await ready(world, filing.applicant, filing.organisation, filing.edition.id)
        answers = await asyncio.gather(*(act(filing.applicant, draft, "submit") for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


class TestEligibility:
    async def test_every_ground_is_found_with_its_article(self, world: World, filing: Filing) -> None:
        past = await world.edition("closed", number=4, year=2024, announced_at=dt.datetime(2024, 3, 1, tzinfo=dt.UTC))
        organisation = await world.organisation(
            registered_on=dt.date(2022, 1, 1), uscc="91211302MA00000000", barred_for_life=True
        )
        await world.add(
            Award(
                authority_id=world.authority.id,
                edition_id=past.id,
                organisation_id=organisation.id,
                tier="gold",
                certificate_number="朝质奖〔2024〕金01号",
                verify_code="c0de",
                granted_on=dt.date(2024, 12, 1),
                supervised_until=dt.date(2027, 12, 1),
                state="granted",
                created_at=world.clock.now(),
            ),
            RegulatoryRecord(
                authority_id=world.authority.id,
                uscc=organisation.uscc,
                kind="failed_sample",
                occurred_on=dt.date(2025, 6, 1),
                source="省市场监管局",
                document="辽市监〔2025〕9号",
                description="一批次不合格",
                created_at=world.clock.now(),
            ),
        )
        person = await world.person("applicant", organisation_id=organisation.id)
        made = (await person.post("/applications", {"edition_id": str(filing.edition.id)})).json()
        body = (await person.get(f"/applications/{made['id']}/eligibility")).json()
        assert not body["eligible"]
        assert {(finding["code"], finding["article"]) for finding in body["findings"]} == {
            ("organisation.registered_here", "13(1)"),
            ("organisation.years", "13(1)"),
            ("organisation.clean_record", "14(2)"),
            ("organisation.gold_interval", "15"),
            ("organisation.not_barred", "27"),
        }
        assert body["reference_day"] == "2026-04-01"

    async def test_a_sound_organisation_has_no_finding(self, filing: Filing) -> None:
        made = await start(filing)
        body = (await filing.applicant.get(f"/applications/{made['id']}/eligibility")).json()
        assert (body["eligible"], body["findings"]) == (True, [])

    async def test_a_record_set_aside_bars_no_longer(self, world: World, filing: Filing) -> None:
        await world.add(
            RegulatoryRecord(
                authority_id=world.authority.id,
                uscc=filing.organisation.uscc,
                kind="credit_loss",
                occurred_on=dt.date(2025, 6, 1),
                source="法院",
                document="1号",
                description="误录",
                set_aside_at=world.clock.now(),
                set_aside_reason="同名误录",
                created_at=world.clock.now(),
            )
        )
        made = await start(filing)
        assert (await filing.applicant.get(f"/applications/{made['id']}/eligibility")).json()["eligible"]

    async def test_the_closing_day_is_the_last_day_one_can_apply(self, world: World) -> None:
        # Closes at 24:00 of 31 March in Chaoyang.
        edition = await world.edition("open", closes_at=dt.datetime(2026, 3, 31, 16, tzinfo=dt.UTC))
        organisation = await world.organisation(registered_on=dt.date(2021, 3, 31))
        person = await world.person("applicant", organisation_id=organisation.id)
        made = (await person.post("/applications", {"edition_id": str(edition.id)})).json()
        body = (await person.get(f"/applications/{made['id']}/eligibility")).json()
        assert (body["eligible"], body["reference_day"]) == (True, "2026-03-31")


def test_an_application_stands_at_its_own_step() -> None:
    assert [step_of_application(state, 2) for state in STATES["application"]] == [2, 3, 4, 3, 4, 4, 5, 4, 6, 5, 10, 9, 8]
    assert step_of_application("shortlisted", 8) == 8


class TestWhoSeesWhat:
    async def test_each_role_sees_its_own(self, world: World, filing: Filing) -> None:
        house = await world.agency()
        edition = await world.edition("document_review", number=6, year=2028, agency_id=house.id)
        states = ("draft", "submitted", "filed", "accepted")
        rows = {state: await world.application(edition, None, state) for state in states}
        expert = await world.expert()
        people = {
            "office": await world.person("office"),
            "auditor": await world.person("auditor"),
            "committee": await world.person("committee"),
            "own": await world.person("recommender", department_id=world.departments["211302"].id),
            "other": await world.person("recommender", department_id=world.departments["211322"].id),
            "agency": await world.person("agency", agency_id=house.id),
            "expert": await world.person("expert", expert_id=expert.id),
            "government": await world.person("government"),
            "applicant": filing.applicant,
        }
        await world.team_member(rows["accepted"], expert, people["office"])
        seen = {}
        for name, person in people.items():
            items = (await person.get("/applications", params={"edition_id": str(edition.id)})).json()["items"]
            seen[name] = {item["state"] for item in items}
            # The single view agrees with the list.
            for state, row in rows.items():
                status = (await person.get(f"/applications/{row.id}")).status_code
                assert status == (200 if state in seen[name] else 404), (name, state)
        assert seen == {
            "office": {"submitted", "filed", "accepted"},
            "auditor": {"submitted", "filed", "accepted"},
            "committee": {"filed", "accepted"},
            "own": {"submitted", "filed", "accepted"},
            "other": set(),
            "agency": {"accepted"},
            "expert": {"accepted"},
            "government": set(),
            "applicant": set(),
        }
        admin = await world.person("admin")
        assert (await admin.get("/applications")).status_code == 403

    async def test_a_recused_officer_finds_nothing(self, world: World, filing: Filing) -> None:
        row = await world.application(filing.edition, filing.organisation, "filed")
        office = await world.person("office")
        assert (await office.get(f"/applications/{row.id}")).status_code == 200
        await world.recuse(office, row)
        for path in ("", "/form", "/history", "/eligibility", "/evidence", "/formal-review"):
            assert (await office.get(f"/applications/{row.id}{path}")).status_code == 404, path
        assert (await office.get("/applications")).json()["items"] == []
        assert (await act(office, {"id": row.id, "version": 1}, "pass_formal_review")).status_code == 404

    async def test_an_expert_reads_content_only_after_undertaking_and_declaration(self, world: World) -> None:
        edition = await world.edition("document_review")
        row = await world.application(edition, None, "accepted")
        expert = await world.expert()
        reviewer = await world.person("expert", expert_id=expert.id)
        await world.team_member(row, expert, reviewer)
        before = (await reviewer.get(f"/applications/{row.id}")).json()
        assert (before["locked"], before["form"], before["self_evaluation"]) == ("undertaking-missing", None, None)
        shut = await reviewer.get(f"/applications/{row.id}/evidence")
        assert (shut.status_code, shut.json()["type"]) == (403, "/problems/undertaking-missing")
        await world.clear_to_read(reviewer, row)
        after = (await reviewer.get(f"/applications/{row.id}")).json()
        assert (after["locked"], after["profile"]) == (None, "组织概述")
        assert (await reviewer.get(f"/applications/{row.id}/evidence")).status_code == 200

    async def test_filters_and_pages(self, world: World, filing: Filing) -> None:
        for area in ("211302", "211302", "211322"):
            await world.application(filing.edition, await world.organisation(area=area), "filed")
        direct = await world.application(filing.edition, await world.organisation(ownership="central"), "submitted")
        office = await world.person("office")

        async def found(**query: Any) -> int:
            answer = await office.get("/applications", params=query)
            assert answer.status_code == 200, answer.text
            return len(answer.json()["items"])

        assert await found() == 4
        assert await found(state="filed") == 3
        assert await found(state=["filed", "submitted"]) == 4
        assert await found(area_code="211322") == 1
        assert await found(channel="direct") == 1
        assert await found(search=direct.case_number) == 1
        assert await found(search="100%_") == 0
        assert await found(edition_id=str(uuid.uuid4())) == 0
        first = (await office.get("/applications", params={"limit": 3})).json()
        rest = (await office.get("/applications", params={"limit": 3, "cursor": first["next_cursor"]})).json()
        assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (3, 1, None)
        assert (await office.get("/applications", params={"search": "a\x00"})).status_code == 422

    async def test_a_list_asks_the_database_as_often_for_one_row_as_for_three(self, world: World, filing: Filing) -> None:
        office = await world.person("office")
        counts = []
        for rows in (1, 3):
            while len((await office.get("/applications")).json()["items"]) < rows:
                await world.application(filing.edition, None, "filed")
            statements: list[str] = []

            def note(*args: Any, seen: list[str] = statements) -> None:
                seen.append(args[2])

            engine = world.app.state.engine.sync_engine
            event.listen(engine, "before_cursor_execute", note)
            await office.get("/applications")
            event.remove(engine, "before_cursor_execute", note)
            counts.append(len(statements))
        assert counts[0] == counts[1] <= 4

    async def test_another_authoritys_office_sees_nothing(self, world: World, filing: Filing) -> None:
        from quality_award.tables.parties import Authority

        row = await world.application(filing.edition, None, "filed")
        elsewhere = Authority(code="211400", name="葫芦岛市", award_name="另一奖")
        await world.add(elsewhere)
        stranger = await world.person("office")
        async with world.session() as session:
            (await session.merge(stranger.membership)).authority_id = elsewhere.id
            await session.commit()
        assert (await stranger.get(f"/applications/{row.id}")).status_code == 404
