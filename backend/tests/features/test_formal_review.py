"""Recommendation and formal review, up to the result that the applicant sees (Art. 12, 17(3), 17(4))."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from filing import LAW
from sqlalchemy import select
from world import Person, World

from quality_award.tables.applications import Application, Recommendation
from quality_award.tables.editions import Edition
from quality_award.tables.parties import RegulatoryRecord
from quality_award.tables.trail import AuditRecord, OutboxEvent

pytestmark = pytest.mark.anyio

OPINION = {"eligible": True, "truthful": True, "opinion": "材料属实，同意推荐。"}
CHECKS = [item.key for item in LAW.checklist_for("for_profit")]


@dataclass
class Desk:
    """A submitted application of a county organisation, its unit, the office."""

    edition: Edition
    application: Application
    recommender: Person
    office: Person
    applicant: Person


@pytest.fixture
async def desk(world: World) -> Desk:
    """The world of these tests."""
    edition = await world.edition("open")
    organisation = await world.organisation()
    return Desk(
        edition,
        await world.application(edition, organisation, "submitted"),
        await world.person("recommender", department_id=world.departments["211302"].id),
        await world.person("office"),
        await world.person("applicant", organisation_id=organisation.id),
    )


async def act(person: Person, application: Any, action: str, version: int | None = None, **body: Any) -> Any:
    if version is None:
        version = (await person.get(f"/applications/{application.id}")).json().get("version", 1)
    return await person.post(f"/applications/{application.id}/actions/{action}", body, version=version)


async def check(person: Person, application: Any, result: str = "pass", *, version: int | None = None, **failed: str) -> Any:
    read = await person.get(f"/applications/{application.id}/formal-review")
    sent = [{"code": code, "result": "fail" if code in failed else result, "note": failed.get(code, "")} for code in CHECKS]
    return await person.request(
        "PUT",
        f"/applications/{application.id}/formal-review",
        version=read.json()["version"] if version is None else version,
        json={"checklist": sent},
    )


def codes(answer: Any) -> set[str]:
    return {finding["code"] for finding in answer.json()["findings"]}


class TestRecommendation:
    async def test_recommended_is_filed_with_the_opinion(self, world: World, desk: Desk) -> None:
        world.clock.at = desk.edition.closes_at + dt.timedelta(days=1)  # type: ignore[operator]
        shown = (await desk.recommender.get(f"/applications/{desk.application.id}")).json()
        actions = {action["name"]: action for action in shown["actions"]}
        assert set(actions) == {"recommend", "refuse_recommendation"}
        assert actions["recommend"]["allowed"]
        assert actions["recommend"]["asks"] == ["eligible", "truthful", "opinion"]
        answer = await act(desk.recommender, desk.application, "recommend", **OPINION)
        assert answer.status_code == 200, answer.text
        assert answer.json()["state"] == "filed"
        seen = (await desk.applicant.get(f"/applications/{desk.application.id}")).json()["recommendation"]
        assert (seen["given"], seen["opinion"], seen["department"]) == (True, OPINION["opinion"], "211302 市场监督管理局")
        async with world.session() as session:
            events = (await session.scalars(select(OutboxEvent.name))).all()
        assert events == ["application.filed"]

    async def test_refused_with_its_reason_is_the_end(self, desk: Desk) -> None:
        answer = await act(
            desk.recommender, desk.application, "refuse_recommendation", eligible=True, truthful=False, opinion="指标与统计不符"
        )
        assert answer.json()["state"] == "not_recommended"
        seen = (await desk.applicant.get(f"/applications/{desk.application.id}")).json()
        assert (seen["closed_reason"], seen["actions"]) == ("指标与统计不符", [])

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            ({}, {"application.opinion", "application.opinion_positive"}),
            ({"eligible": True, "truthful": True, "opinion": "  "}, {"application.opinion"}),
            ({"eligible": True, "opinion": "好"}, {"application.opinion", "application.opinion_positive"}),
            (OPINION | {"truthful": False}, {"application.opinion_positive"}),
        ],
    )
    async def test_an_incomplete_opinion_leaves_no_trace(
        self, world: World, desk: Desk, body: dict[str, Any], found: set[str]
    ) -> None:
        answer = await act(desk.recommender, desk.application, "recommend", **body)
        assert (answer.status_code, codes(answer)) == (409, found)
        async with world.session() as session:
            assert (await session.scalars(select(Recommendation))).all() == []

    async def test_after_its_deadline_and_while_suspended_the_unit_may_not(self, world: World, desk: Desk) -> None:
        world.clock.at = desk.edition.recommend_by  # type: ignore[assignment]
        late = await act(desk.recommender, desk.application, "recommend", **OPINION)
        assert codes(late) == {"application.recommendation_window"}
        world.clock.advance(seconds=-1)
        async with world.session() as session:
            unit = await session.merge(world.departments["211302"])
            unit.cancelled_at, unit.restriction_reason = world.clock.now(), "把关不严"
            await session.commit()
        barred = await act(desk.recommender, desk.application, "recommend", **OPINION)
        assert codes(barred) == {"application.recommender_open"}
        shown = (await desk.recommender.get("/recommendation/desk")).json()
        assert (shown["cancelled"], shown["restriction_reason"], shown["counts"]) == (True, "把关不严", {"submitted": 1})

    async def test_another_units_person_finds_nothing_and_others_have_no_seat(self, world: World, desk: Desk) -> None:
        other = await world.person("recommender", department_id=world.departments["211322"].id)
        assert (await act(other, desk.application, "recommend", 1, **OPINION)).status_code == 404
        for person in (desk.office, await world.person("auditor"), desk.applicant):
            answer = await act(person, desk.application, "recommend", **OPINION)
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/wrong-role")
        for role in ("committee", "government", "admin"):
            assert (await act(await world.person(role), desk.application, "recommend", 1, **OPINION)).status_code == 404
        assert (await desk.office.get("/recommendation/desk")).status_code == 403

    async def test_stale_and_repeated(self, desk: Desk) -> None:
        assert (await act(desk.recommender, desk.application, "recommend", 7, **OPINION)).status_code == 412
        first, second = [
            await desk.recommender.post(
                f"/applications/{desk.application.id}/actions/recommend",
                OPINION,
                version=1,
                headers={"Idempotency-Key": "recommend-1"},
            )
            for _ in range(2)
        ]
        assert (first.status_code, second.status_code) == (200, 200)
        assert first.json() == second.json()
        again = await act(desk.recommender, desk.application, "recommend", **OPINION)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/out-of-turn")

    async def test_it_cannot_be_taken_back_once_recommended(self, desk: Desk) -> None:
        await act(desk.recommender, desk.application, "recommend", **OPINION)
        answer = await act(desk.applicant, desk.application, "take_back")
        assert codes(answer) == {"application.channel_direct"}


class TestFormalReview:
    @pytest.fixture
    async def filed(self, world: World, desk: Desk) -> Application:
        return await world.application(desk.edition, None, "filed")

    async def test_passed_item_by_item(self, world: World, desk: Desk, filed: Application) -> None:
        early = await act(desk.office, filed, "pass_formal_review")
        assert codes(early) == {"application.checklist_done"}
        assert "审查项未完成：近3年无不得申报的情形" in {finding["message"] for finding in early.json()["findings"]}
        written = await check(desk.office, filed)
        assert written.status_code == 200, written.text
        assert (written.json()["version"], {item["result"] for item in written.json()["checklist"]}) == (1, {"pass"})
        answer = await act(desk.office, filed, "pass_formal_review")
        assert answer.json()["state"] == "formal_passed", answer.text
        assert answer.json()["formal_result"] == {"complete": True, "reasons": ""}
        reread = (await desk.office.get(f"/applications/{filed.id}/formal-review")).json()
        assert (reread["complete"], reread["may_write"], reread["reviewed_by"]) == (True, False, desk.office.user.name)

    async def test_failed_with_reasons_for_whoever_received_it(self, world: World, desk: Desk, filed: Application) -> None:
        await check(desk.office, filed, evidence="信用报告已过期")
        refused = await act(desk.office, filed, "pass_formal_review")
        assert codes(refused) == {"application.checklist_passed"}
        silent = await act(desk.office, filed, "fail_formal_review")
        assert codes(silent) == {"application.reasons"}
        answer = await act(desk.office, filed, "fail_formal_review", reasons="信用报告已过期")
        assert (answer.json()["state"], answer.json()["closed_reason"]) == ("formal_failed", "信用报告已过期")
        unit = await desk.recommender.get(f"/applications/{filed.id}")
        assert unit.json()["formal_result"]["reasons"] == "信用报告已过期"
        owner = await world.person("applicant", organisation_id=filed.organisation_id)
        assert (await owner.get(f"/applications/{filed.id}")).json()["formal_result"]["reasons"] == "信用报告已过期"

    async def test_the_applicants_copy_follows_open_point_5(self, world: World, desk: Desk) -> None:
        edition = await world.edition(
            "formal_review", number=6, year=2028, local_settings={"non_acceptance_copy": {"value": False}}
        )
        county = await world.application(edition, None, "filed")
        direct = await world.application(edition, await world.organisation(ownership="central"), "filed")
        for row, told in ((county, ""), (direct, "缺材料")):
            await check(desk.office, row, form="缺")
            assert (await act(desk.office, row, "fail_formal_review", reasons="缺材料")).status_code == 200
            owner = await world.person("applicant", organisation_id=row.organisation_id)
            body = (await owner.get(f"/applications/{row.id}")).json()
            assert body["formal_result"] == {"complete": False, "reasons": told}
            assert body["closed_reason"] == (told or None)
        unit = await desk.recommender.get(f"/applications/{county.id}")
        assert unit.json()["formal_result"]["reasons"] == "缺材料"

    async def test_reopened_until_the_list_is_settled(self, world: World, desk: Desk, filed: Application) -> None:
        await check(desk.office, filed, form="缺")
        await act(desk.office, filed, "fail_formal_review", reasons="缺")
        again = await act(desk.office, filed, "reopen_formal_review")
        assert (again.json()["state"], again.json()["formal_result"], again.json()["closed_reason"]) == ("filed", None, None)
        assert (await check(desk.office, filed)).status_code == 200
        assert (await act(desk.office, filed, "pass_formal_review")).status_code == 200
        async with world.session() as session:
            (await session.merge(desk.edition)).state = "document_review"
            await session.commit()
        late = await act(desk.office, filed, "reopen_formal_review")
        assert codes(late) == {"application.formal_stage"}

    async def test_a_record_that_came_in_meanwhile_stops_the_pass(self, world: World, desk: Desk, filed: Application) -> None:
        await check(desk.office, filed)
        async with world.session() as session:
            from quality_award.tables.parties import Organisation

            organisation = await session.get(Organisation, filed.organisation_id)
        assert organisation is not None
        await world.add(
            RegulatoryRecord(
                authority_id=world.authority.id,
                uscc=organisation.uscc,
                kind="serious_discipline",
                occurred_on=dt.date(2025, 1, 1),
                source="纪委监委",
                document="2号",
                description="",
                created_at=world.clock.now(),
            )
        )
        read = (await desk.office.get(f"/applications/{filed.id}/formal-review")).json()
        found = {item["code"]: [finding["code"] for finding in item["findings"]] for item in read["checklist"]}
        assert found["no_exclusion"] == ["organisation.clean_record"]
        assert found["registration"] == []
        assert "application.form_complete" in found["form"]
        answer = await act(desk.office, filed, "pass_formal_review")
        assert codes(answer) == {"organisation.clean_record"}

    async def test_two_officers_do_not_overwrite_each_other(self, world: World, desk: Desk, filed: Application) -> None:
        other = await world.person("office")
        assert (await check(desk.office, filed)).status_code == 200
        stale = await check(other, filed, version=0)
        assert (stale.status_code, stale.json()["current"]) == (412, 1)
        bare = await other.request("PUT", f"/applications/{filed.id}/formal-review", json={"checklist": []})
        assert bare.status_code == 428

    async def test_what_the_checklist_refuses(self, world: World, desk: Desk, filed: Application) -> None:
        path = f"/applications/{filed.id}/formal-review"
        unknown = await desk.office.request(
            "PUT", path, version=0, json={"checklist": [{"code": "social_contribution", "result": "pass"}]}
        )
        assert unknown.status_code == 422
        maybe = await desk.office.request("PUT", path, version=0, json={"checklist": [{"code": "form", "result": "maybe"}]})
        assert maybe.status_code == 422
        assert (await check(desk.office, desk.application)).status_code == 409
        for role, expected in (("auditor", 403), ("committee", 403), ("government", 403), ("admin", 403)):
            person = await world.person(role)
            answer = await person.request("PUT", path, version=0, json={"checklist": []})
            assert answer.status_code == expected, role
        assert (await desk.applicant.get(path)).status_code == 403
        assert (await desk.recommender.get(path)).status_code == 403
        assert (await (await world.person("auditor")).get(path)).status_code == 200

    async def test_a_recused_officer_cannot_conclude(self, world: World, desk: Desk, filed: Application) -> None:
        await check(desk.office, filed)
        await world.recuse(desk.office, filed)
        assert (await act(desk.office, filed, "pass_formal_review", 1)).status_code == 404
        async with world.session() as session:
            row = await session.get(Application, filed.id)
        assert row is not None
        assert row.state == "filed"

    async def test_every_step_is_on_record_with_its_article(self, world: World, desk: Desk) -> None:
        await act(desk.recommender, desk.application, "recommend", **OPINION)
        await check(desk.office, desk.application)
        await act(desk.office, desk.application, "pass_formal_review")
        async with world.session() as session:
            rows = await session.execute(
                select(AuditRecord.action, AuditRecord.role, AuditRecord.article)
                .where(AuditRecord.action != "look")
                .order_by(AuditRecord.id)
            )
        assert rows.tuples().all() == [
            ("recommend", "recommender", "17(3)"),
            ("check", "office", "17(4)"),
            ("pass_formal_review", "office", "17(4)"),
        ]

    async def test_an_application_that_is_not_there(self, desk: Desk) -> None:
        missing = Application(id=uuid.uuid4())
        assert (await act(desk.office, missing, "pass_formal_review", 1)).status_code == 404
        assert (await desk.office.get(f"/applications/{missing.id}/formal-review")).status_code == 404


class TestWhoLookedAtWhat:
    @pytest.fixture
    async def filed(self, world: World, desk: Desk) -> Application:
        return await world.application(desk.edition, None, "filed")

    async def put(self, person: Person, application: Any, version: int, *lines: dict[str, Any]) -> Any:
        path = f"/applications/{application.id}/formal-review"
        return await person.request("PUT", path, version=version, json={"checklist": list(lines)})

    @pytest.mark.article("13(2)", "13(3)", "13(4)", "13(5)", "17(4)")
    async def test_a_finding_carries_reviewer_time_and_evidence(self, world: World, desk: Desk, filed: Application) -> None:
        paper = await world.evidence(filed, desk.applicant, slot="safety_certificate")
        line = {"code": "policy", "result": "pass", "note": "证明在有效期内", "evidence": [str(paper.id)]}
        answer = await self.put(desk.office, filed, 0, line)
        assert answer.status_code == 200, answer.text
        found = {item["code"]: item for item in answer.json()["checklist"]}
        assert (found["policy"]["reviewer"], found["policy"]["evidence"]) == (
            desk.office.user.name,
            [{"id": str(paper.id), "slot": "safety_certificate", "filename": paper.filename, "sha256": paper.sha256}],
        )
        assert dt.datetime.fromisoformat(found["policy"]["checked_at"]) == world.clock.now()
        assert (found["credit"]["reviewer"], found["credit"]["checked_at"], found["credit"]["evidence"]) == (None, None, [])
        async with world.session() as session:
            details = list(await session.scalars(select(AuditRecord.detail).where(AuditRecord.action == "check")))
        assert details[-1]["evidence"] == {"policy": [paper.sha256]}
        auditor = await world.person("auditor")
        seen = (await auditor.get(f"/applications/{filed.id}/formal-review")).json()
        assert {item["code"]: item for item in seen["checklist"]}["policy"] == found["policy"]

    async def test_another_officer_signs_only_what_they_change(self, world: World, desk: Desk, filed: Application) -> None:
        first = world.clock.now()
        lines = [{"code": code, "result": "pass", "note": ""} for code in ("policy", "credit")]
        await self.put(desk.office, filed, 0, *lines)
        world.clock.advance(hours=1)
        other = await world.person("office")
        answer = await self.put(other, filed, 1, lines[0], {"code": "credit", "result": "fail", "note": "信用报告过期"})
        found = {item["code"]: item for item in answer.json()["checklist"]}
        assert (found["policy"]["reviewer"], found["credit"]["reviewer"]) == (desk.office.user.name, other.user.name)
        assert dt.datetime.fromisoformat(found["policy"]["checked_at"]) == first
        assert dt.datetime.fromisoformat(found["credit"]["checked_at"]) == first + dt.timedelta(hours=1)
        back = await self.put(other, filed, 2, {"code": "credit", "result": None})
        taken = {item["code"]: item for item in back.json()["checklist"]}["credit"]
        assert (taken["result"], taken["reviewer"]) == (None, None)

    async def test_evidence_of_another_application_or_not_stored_is_refused(
        self, world: World, desk: Desk, filed: Application
    ) -> None:
        elsewhere = await world.evidence(await world.application(desk.edition, state="filed"), desk.applicant)
        pending = await world.evidence(filed, desk.applicant, state="pending", stored_at=None)
        for paper in (elsewhere.id, pending.id, uuid.uuid4()):
            answer = await self.put(desk.office, filed, 0, {"code": "policy", "result": "pass", "evidence": [str(paper)]})
            assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, ["checklist.policy"])
