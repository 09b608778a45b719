"""Score sheets, progress, ratings, criteria (Art. 5, 17(5)(6), 31 to 33), over a real database."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, select, update
from world import CRITERIA, Person, World

from quality_award.regulation.criteria import criteria
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Expert
from quality_award.tables.reviews import ItemScore, ScoreSheet
from quality_award.tables.trail import AuditRecord

pytestmark = pytest.mark.anyio
CODES = criteria(CRITERIA).item_codes


@dataclass
class Scoring:
    """One application, three assigned experts who may read it, their open document sheets."""

    edition: Edition
    application: Application
    experts: list[Expert]
    reviewers: list[Person]
    sheets: list[ScoreSheet]
    office: Person
    agency: Person
    applicant: Person


@pytest.fixture
async def scoring(world: World) -> Scoring:
    """The world of these tests."""
    house = await world.agency()
    edition = await world.edition("document_review", agency_id=house.id)
    organisation = await world.organisation()
    application = await world.application(edition, organisation, "accepted")
    office = await world.person("office")
    experts = [await world.expert(leader=number == 0) for number in range(3)]
    reviewers = [await world.person("expert", expert_id=expert.id) for expert in experts]
    for number, (expert, reviewer) in enumerate(zip(experts, reviewers, strict=True)):
        await world.invite(edition, expert, office)
        await world.team_member(application, expert, office, leader=number == 0)
        await world.clear_to_read(reviewer, application)
    return Scoring(
        edition=edition,
        application=application,
        experts=experts,
        reviewers=reviewers,
        sheets=[await world.sheet(application, expert) for expert in experts],
        office=office,
        agency=await world.person("agency", agency_id=house.id),
        applicant=await world.person("applicant", organisation_id=organisation.id),
    )


def full(percent: int) -> dict[str, Any]:
    return {"summary": "总体评价", "items": [{"item": code, "percent": percent, "strengths": "好"} for code in CODES]}


async def hand_in(reviewer: Person, sheet: ScoreSheet, percent: int) -> Any:
    path = f"/score-sheets/{sheet.id}"
    saved = await reviewer.patch(path, full(percent), version=1)
    assert saved.status_code == 200, saved.text
    return await reviewer.post(f"{path}/actions/submit", version=2)


async def set_edition(world: World, scoring: Scoring, state: str, application_state: str) -> None:
    async with world.session() as session:
        await session.execute(update(Edition).where(Edition.id == scoring.edition.id).values(state=state))
        await session.execute(update(Application).where(Application.id == scoring.application.id).values(state=application_state))
        await session.commit()


def codes(response: Any) -> set[str]:
    return {finding["code"] for finding in response.json()["findings"]}


class TestSaving:
    @pytest.mark.article("17(5)", "17(6)")
    async def test_saved_as_typed_and_never_half(self, world: World, scoring: Scoring) -> None:
        reviewer, path = scoring.reviewers[0], f"/score-sheets/{scoring.sheets[0].id}"
        first = await reviewer.patch(path, {"items": [{"item": "4.1.2", "percent": 65, "strengths": "愿景清晰"}]}, version=1)
        assert (first.status_code, first.headers["etag"]) == (200, '"v2"')
        second = await reviewer.patch(path, {"items": [{"item": "4.1.2", "improvements": "学习不足"}]}, version=2)
        row = second.json()["rows"][0]
        assert (row["percent"], row["score"], row["strengths"], row["improvements"]) == (65, 32.5, "愿景清晰", "学习不足")
        assert second.json()["provisional"] == 32.5
        assert second.json()["scored"] == 1
        assert (await reviewer.patch(path, {"summary": "x"}, version=2)).status_code == 412
        assert (await reviewer.patch(path, {"summary": "x"})).status_code == 428
        bad = await reviewer.patch(
            path,
            {
                "items": [
                    {"item": "4.1.3", "percent": 50},
                    {"item": "4.1.4", "percent": 52},
                    {"item": "9.9.9", "percent": 50},
                    {"item": "4.2.2", "strengths": "先写后打分"},
                    {"item": "4.1.3", "percent": 60},
                ]
            },
            version=3,
        )
        assert bad.status_code == 422
        assert {(one["field"], one["code"]) for one in bad.json()["errors"]} == {
            ("items.1.percent", "score.percent"),
            ("items.2.item", "score.item"),
            ("items.3.percent", "score.percent_first"),
            ("items.4.item", "score.twice"),
        }
        async with world.session() as session:
            assert (await session.scalars(select(ItemScore.item))).all() == ["4.1.2"]
            records = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "save"))).all()
            assert [record.detail["items"] for record in records] == [["4.1.2"], ["4.1.2"]]
            assert "65" not in str([record.detail for record in records])

    async def test_what_cannot_be_stored_is_refused(self, scoring: Scoring) -> None:
        path = f"/score-sheets/{scoring.sheets[0].id}"
        for text in ("a\x00b", "x" * 4001):
            answer = await scoring.reviewers[0].patch(path, {"summary": text}, version=1)
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "summary")

    async def test_two_tabs_one_wins(self, scoring: Scoring) -> None:
        path = f"/score-sheets/{scoring.sheets[0].id}"
        answers = await asyncio.gather(
            *(scoring.reviewers[0].patch(path, {"summary": f"标签页 {tab}"}, version=1) for tab in range(4))
        )
        assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]

    async def test_first_the_undertaking_then_the_declaration(self, world: World, scoring: Scoring) -> None:
        expert = await world.expert()
        late = await world.person("expert", expert_id=expert.id)
        await world.team_member(scoring.application, expert, scoring.office)
        sheet = await world.sheet(scoring.application, expert)
        change = {"items": [{"item": "4.1.2", "percent": 50}]}
        unsigned = await late.patch(f"/score-sheets/{sheet.id}", change, version=1)
        assert (unsigned.status_code, unsigned.json()["type"], unsigned.json()["article"]) == (
            403, "/problems/undertaking-missing", "33",
        )  # fmt: skip
        digest = (await late.get(f"/editions/{scoring.edition.id}/undertaking")).json()["text_sha256"]
        await late.post(f"/editions/{scoring.edition.id}/undertaking", {"text_sha256": digest})
        undeclared = await late.patch(f"/score-sheets/{sheet.id}", change, version=1)
        assert (undeclared.status_code, undeclared.json()["type"]) == (403, "/problems/interest-undeclared")
        await late.put(f"/applications/{scoring.application.id}/interest", {"has_interest": False})
        assert (await late.patch(f"/score-sheets/{sheet.id}", change, version=1)).status_code == 200

    async def test_not_after_its_stage(self, world: World, scoring: Scoring) -> None:
        await set_edition(world, scoring, "site_review", "shortlisted")
        answer = await scoring.reviewers[0].patch(f"/score-sheets/{scoring.sheets[0].id}", {"summary": "x"}, version=1)
        assert codes(answer) == {"sheet.stage"}

    async def test_the_database_itself_refuses_a_recused_hand(self, world: World, scoring: Scoring) -> None:
        await world.recuse(scoring.reviewers[0], scoring.application)
        path = f"/score-sheets/{scoring.sheets[0].id}"
        assert (await scoring.reviewers[0].patch(path, full(50), version=1)).status_code == 404
        with pytest.raises(Exception, match="neither reviews nor scores"):
            await world.add(ItemScore(sheet_id=scoring.sheets[0].id, item="4.1.2", percent=50))


class TestHandingIn:
    async def test_every_gap_at_once_then_the_total_is_fixed(self, world: World, scoring: Scoring) -> None:
        reviewer, path = scoring.reviewers[0], f"/score-sheets/{scoring.sheets[0].id}"
        await reviewer.patch(path, {"items": [{"item": code, "percent": 50} for code in CODES[:-2]]}, version=1)
        early = await reviewer.post(f"{path}/actions/submit", version=2)
        assert early.status_code == 409
        assert codes(early) == {"sheet.all_items", "sheet.summary"}
        assert [one["params"]["item"] for one in early.json()["findings"] if one["code"] == "sheet.all_items"] == list(CODES[-2:])
        await reviewer.patch(path, full(70), version=2)
        done = await reviewer.post(f"{path}/actions/submit", version=3)
        assert (done.json()["state"], done.json()["total"]) == ("submitted", 700.0)
        assert done.json()["submitted_at"]
        again = await reviewer.post(f"{path}/actions/submit", version=4)
        assert again.json()["type"].endswith("out-of-turn")
        change = await reviewer.patch(path, {"summary": "改"}, version=4)
        assert change.json()["type"].endswith("out-of-turn")

    async def test_a_repeat_with_one_key_is_one_effect(self, world: World, scoring: Scoring) -> None:
        reviewer, path = scoring.reviewers[0], f"/score-sheets/{scoring.sheets[0].id}"
        await reviewer.patch(path, full(50), version=1)
        headers = {"Idempotency-Key": "hand-in-1"}
        first = await reviewer.post(f"{path}/actions/submit", version=2, headers=headers)
        second = await reviewer.post(f"{path}/actions/submit", version=2, headers=headers)
        assert (first.status_code, second.status_code) == (200, 200)
        assert second.headers["idempotency-replayed"] == "true"
        async with world.session() as session:
            records = await session.scalars(select(AuditRecord).where(AuditRecord.action == "submit"))
            assert len(records.all()) == 1

    async def test_weighted_by_points(self, scoring: Scoring) -> None:
        reviewer, path = scoring.reviewers[0], f"/score-sheets/{scoring.sheets[0].id}"
        items = [{"item": item.code, "percent": 100 if item.kind == "results" else 0} for item in criteria(CRITERIA).items]
        await reviewer.patch(path, {"summary": "只有结果", "items": items}, version=1)
        done = await reviewer.post(f"{path}/actions/submit", version=2)
        assert done.json()["total"] == sum(item.points for item in criteria(CRITERIA).items if item.kind == "results")


class TestSealing:
    async def test_sealed_until_handed_in_and_from_colleagues_until_all_are(self, world: World, scoring: Scoring) -> None:
        first, second, third = scoring.reviewers
        watchers = [scoring.office, scoring.agency, await world.person("committee"), await world.person("auditor")]
        path = f"/score-sheets/{scoring.sheets[0].id}"
        await first.patch(path, full(85), version=1)
        for person in (*watchers, second):
            assert (await person.get(path)).status_code == 404
        assert (await first.get(path)).json()["provisional"] == 850.0
        await first.post(f"{path}/actions/submit", version=2)
        for person in watchers:
            assert (await person.get(path)).json()["total"] == 850.0
        assert (await second.get(path)).status_code == 404
        assert len((await second.get("/score-sheets")).json()["items"]) == 1
        await hand_in(second, scoring.sheets[1], 60)
        assert (await second.get(path)).status_code == 404
        await hand_in(third, scoring.sheets[2], 70)
        assert (await second.get(path)).json()["total"] == 850.0
        assert len((await second.get("/score-sheets")).json()["items"]) == 3
        assert len((await second.get("/score-sheets?mine=true")).json()["items"]) == 1

    async def test_an_open_sheet_of_a_released_member_holds_nobody_up_and_is_closed_to_all(
        self, world: World, scoring: Scoring
    ) -> None:
        await hand_in(scoring.reviewers[0], scoring.sheets[0], 50)
        await hand_in(scoring.reviewers[1], scoring.sheets[1], 60)
        board = (await scoring.agency.get(f"/editions/{scoring.edition.id}/teams")).json()
        member = next(m for m in board["teams"][0]["members"] if m["expert_id"] == str(scoring.experts[2].id))
        await scoring.agency.request("DELETE", f"/team-members/{member['id']}", json={"reason": "生病"})
        for person in (scoring.reviewers[2], scoring.office):
            assert (await person.get(f"/score-sheets/{scoring.sheets[2].id}")).status_code == 404
        assert (await scoring.reviewers[0].get(f"/score-sheets/{scoring.sheets[1].id}")).status_code == 200
        scores = (await scoring.office.get(f"/editions/{scoring.edition.id}/scores")).json()
        assert scores["stages"][0] == {"stage": "document", "submitted": 2, "expected": 2}

    async def test_what_a_released_member_handed_in_stays_on_record_and_counts_no_more(
        self, world: World, scoring: Scoring
    ) -> None:
        await hand_in(scoring.reviewers[0], scoring.sheets[0], 50)
        await hand_in(scoring.reviewers[1], scoring.sheets[1], 100)
        board = (await scoring.agency.get(f"/editions/{scoring.edition.id}/teams")).json()
        member = next(m for m in board["teams"][0]["members"] if m["expert_id"] == str(scoring.experts[1].id))
        await scoring.agency.request("DELETE", f"/team-members/{member['id']}", json={"reason": "解除聘任"})
        stage = (await scoring.office.get(f"/editions/{scoring.edition.id}/scores")).json()["applications"][0]["stages"][0]
        assert (stage["submitted"], stage["expected"], stage["mean"]) == (1, 2, 500.0)
        assert (await scoring.office.get(f"/score-sheets/{scoring.sheets[1].id}")).json()["total"] == 1000.0

    @pytest.mark.parametrize("role", ["applicant", "recommender", "government", "admin"])
    async def test_nobody_else(self, world: World, scoring: Scoring, role: str) -> None:
        await hand_in(scoring.reviewers[0], scoring.sheets[0], 50)
        person = scoring.applicant
        if role == "recommender":
            person = await world.person(role, department_id=world.departments["211302"].id)
        elif role != "applicant":
            person = await world.person(role)
        assert (await person.get(f"/score-sheets/{scoring.sheets[0].id}")).status_code == 403
        assert (await person.get(f"/editions/{scoring.edition.id}/scores")).status_code == 403

    async def test_an_expert_of_another_team_sees_nothing_and_changes_nothing(self, world: World, scoring: Scoring) -> None:
        await hand_in(scoring.reviewers[0], scoring.sheets[0], 50)
        other = await world.person("expert", expert_id=(await world.expert()).id)
        assert (await other.get(f"/score-sheets/{scoring.sheets[0].id}")).status_code == 404
        path = f"/score-sheets/{scoring.sheets[1].id}"
        for person in (other, scoring.reviewers[0]):
            assert (await person.patch(path, full(5), version=1)).status_code == 404
            assert (await person.post(f"{path}/actions/submit", version=1)).status_code == 404


class TestProgress:
    async def test_counts_and_spread_without_the_scores_of_open_sheets(self, world: World, scoring: Scoring) -> None:
        await hand_in(scoring.reviewers[0], scoring.sheets[0], 50)
        await hand_in(scoring.reviewers[1], scoring.sheets[1], 70)
        await scoring.reviewers[2].patch(f"/score-sheets/{scoring.sheets[2].id}", full(95), version=1)
        scores = (await scoring.agency.get(f"/editions/{scoring.edition.id}/scores")).json()
        assert [(one["submitted"], one["expected"]) for one in scores["stages"]] == [(2, 3), (0, 0)]
        stage = scores["applications"][0]["stages"][0]
        assert (stage["mean"], stage["least"], stage["greatest"], stage["range"]) == (600.0, 500.0, 700.0, 200.0)
        assert set(stage["categories"].values()) == {60.0}
        assert [one["total"] for one in stage["sheets"]] == [500.0, 700.0, None]
        assert stage["sheets"][2]["sheet_id"] is None

    async def test_a_recused_experts_sheet_no_longer_counts(self, world: World, scoring: Scoring) -> None:
        await hand_in(scoring.reviewers[0], scoring.sheets[0], 50)
        await hand_in(scoring.reviewers[1], scoring.sheets[1], 100)
        answer = await scoring.reviewers[1].put(
            f"/applications/{scoring.application.id}/interest", {"has_interest": True, "detail": "新入股"}
        )
        assert answer.json()["recused"]
        stage = (await scoring.office.get(f"/editions/{scoring.edition.id}/scores")).json()["applications"][0]["stages"][0]
        assert (stage["submitted"], stage["expected"], stage["mean"]) == (1, 2, 500.0)

    async def test_a_recused_officer_sees_no_line_of_it(self, world: World, scoring: Scoring) -> None:
        await world.recuse(scoring.office, scoring.application)
        scores = (await scoring.office.get(f"/editions/{scoring.edition.id}/scores")).json()
        assert (scores["applications"], scores["stages"][0]["expected"]) == ([], 0)

    async def test_lists_take_as_many_queries_for_three_sheets_as_for_one(self, world: World, scoring: Scoring) -> None:
        async def count(path: str) -> int:
            seen: list[str] = []
            engine = world.app.state.engine.sync_engine

            def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
                seen.append(statement)

            event.listen(engine, "before_cursor_execute", note)
            assert (await scoring.office.get(path)).status_code == 200
            event.remove(engine, "before_cursor_execute", note)
            return len(seen)

        paths = ("/score-sheets", f"/editions/{scoring.edition.id}/scores")
        await hand_in(scoring.reviewers[0], scoring.sheets[0], 50)
        before = [await count(path) for path in paths]
        await hand_in(scoring.reviewers[1], scoring.sheets[1], 60)
        await hand_in(scoring.reviewers[2], scoring.sheets[2], 70)
        assert [await count(path) for path in paths] == before


class TestSite:
    async def test_a_site_sheet_shows_the_document_scores_that_it_starts_from(self, world: World, scoring: Scoring) -> None:
        for number, percent in enumerate((40, 50, 60)):
            await hand_in(scoring.reviewers[number], scoring.sheets[number], percent)
        await set_edition(world, scoring, "site_review", "shortlisted")
        site = await world.sheet(scoring.application, scoring.experts[0], stage="site")
        sheet = (await scoring.reviewers[0].get(f"/score-sheets/{site.id}")).json()
        assert sheet["scored"] == 0
        row = sheet["rows"][0]
        assert (row["percent"], row["document_percent"], row["document_strengths"], row["team_percent"]) == (None, 40, "好", 50.0)
        done = await hand_in(scoring.reviewers[0], site, 45)
        assert done.json()["total"] == 450.0
        async with world.session() as session:
            article = await session.scalar(select(AuditRecord.article).where(AuditRecord.entity_id == site.id))
            assert article == "17(6)"


class TestRating:
    good = {"quality": 5, "discipline": 4, "conduct": 5, "comment": "专业、守纪"}

    @pytest.mark.article("31")
    async def test_the_visited_organisation_rates_once_for_the_office_alone(self, world: World, scoring: Scoring) -> None:
        path = f"/applications/{scoring.application.id}/rating"
        assert not (await scoring.applicant.get(path)).json()["open"]
        assert codes(await scoring.applicant.post(path, self.good)) == {"rating.visited"}
        await set_edition(world, scoring, "site_review", "shortlisted")
        assert (await scoring.applicant.get(path)).json()["open"]
        bad = await scoring.applicant.post(path, {"quality": 6, "discipline": 0})
        assert {error["field"] for error in bad.json()["errors"]} == {"quality", "discipline", "conduct"}
        assert (await scoring.applicant.post(path, self.good)).status_code == 201
        assert codes(await scoring.applicant.post(path, self.good)) == {"rating.once"}
        listed = (await scoring.office.get(f"/editions/{scoring.edition.id}/ratings")).json()
        assert [(one["quality"], one["comment"]) for one in listed] == [(5, "专业、守纪")]
        for person in (scoring.reviewers[0], scoring.agency, await world.person("committee")):
            assert (await person.get(path)).status_code == 403
            assert (await person.get(f"/editions/{scoring.edition.id}/ratings")).status_code == 403

    async def test_another_organisation_rates_nobody(self, world: World, scoring: Scoring) -> None:
        await set_edition(world, scoring, "site_review", "shortlisted")
        other = await world.person("applicant", organisation_id=(await world.organisation()).id)
        assert (await other.post(f"/applications/{scoring.application.id}/rating", self.good)).status_code == 404


async def test_the_criteria_with_points_and_bands(scoring: Scoring) -> None:
    found = (await scoring.reviewers[0].get(f"/criteria/{CRITERIA}")).json()
    assert found["total_points"] == 1000
    assert sum(category["points"] for category in found["categories"]) == 1000
    assert {band["kind"] for band in found["bands"]} == {"process", "results"}
    assert (await scoring.reviewers[0].get("/criteria/none")).status_code == 404
