"""Review teams, undertakings, declarations, recusals (Art. 11, 29, 32, 33), over a real database."""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, select
from world import Person, World

from quality_award.features.recusals.pure.undertaking import digest
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Expert, Organisation
from quality_award.tables.reviews import Recusal, ScoreSheet, TeamMember
from quality_award.tables.trail import AuditRecord, OutboxEvent

pytestmark = pytest.mark.anyio


@dataclass
class Review:
    """An edition in the document review with two accepted applicants and five experts, all with accounts."""

    edition: Edition
    organisation: Organisation
    first: Application
    second: Application
    experts: list[Expert]
    reviewers: list[Person]
    office: Person
    agency: Person
    applicant: Person


@pytest.fixture
async def review(world: World) -> Review:
    """The world of these tests."""
    house = await world.agency()
    edition = await world.edition("document_review", agency_id=house.id)
    organisation = await world.organisation()
    office = await world.person("office")
    experts = [await world.expert(leader=number < 2) for number in range(5)]
    reviewers = [await world.person("expert", expert_id=expert.id) for expert in experts]
    for expert in experts:
        await world.invite(edition, expert, office)
    return Review(
        edition=edition,
        organisation=organisation,
        first=await world.application(edition, organisation, "accepted"),
        second=await world.application(edition, None, "accepted"),
        experts=experts,
        reviewers=reviewers,
        office=office,
        agency=await world.person("agency", agency_id=house.id),
        applicant=await world.person("applicant", organisation_id=organisation.id),
    )


def seat(application: Application, expert: Expert, *, leader: bool = False) -> dict[str, Any]:
    return {"application_id": str(application.id), "expert_id": str(expert.id), "leader": leader}


async def assign(person: Person, review: Review, *members: dict[str, Any]) -> Any:
    return await person.post(f"/editions/{review.edition.id}/teams", {"members": list(members)})


def codes(response: Any) -> set[str]:
    return {finding["code"] for finding in response.json()["findings"]}


class TestTeams:
    async def test_a_seat_opens_the_sheet_of_the_stage_and_is_on_record(self, world: World, review: Review) -> None:
        answer = await assign(
            review.agency, review, seat(review.first, review.experts[0], leader=True), seat(review.first, review.experts[2])
        )
        assert answer.status_code == 200, answer.text
        team = next(one for one in answer.json()["teams"] if one["application_id"] == str(review.first.id))
        assert [member["leader"] for member in team["members"]] == [True, False]
        assert not team["complete"]
        loads = {one["expert_id"]: one["load"] for one in answer.json()["experts"]}
        assert loads[str(review.experts[0].id)] == 1
        async with world.session() as session:
            sheets = (await session.scalars(select(ScoreSheet))).all()
            assert {(sheet.stage, sheet.state) for sheet in sheets} == {("document", "open")}
            assert len(sheets) == 2
            records = (await session.scalars(select(AuditRecord).where(AuditRecord.entity == "team_member"))).all()
            assert {(record.action, record.article) for record in records} == {("assign", "11")}
            assert (await session.scalars(select(OutboxEvent.name))).all() == ["team_member.assigned"] * 2

    async def test_every_rule_against_a_seat_is_named_at_once_and_nothing_is_assigned(self, world: World, review: Review) -> None:
        stranger = await world.expert()
        colleague = await world.expert(employer=review.experts[0].employer)
        insider = await world.expert(employer=f" {review.organisation.name} ", employer_uscc=review.organisation.uscc)
        dismissed = await world.expert(status="dismissed", status_reason="泄密")
        for expert in (colleague, insider, dismissed):
            await world.invite(review.edition, expert, review.office)
        for expert in (stranger, colleague, insider):
            await world.person("expert", expert_id=expert.id)
        await world.recuse(review.reviewers[4], review.first)
        answer = await assign(
            review.agency,
            review,
            seat(review.first, review.experts[0], leader=True),
            seat(review.first, review.experts[0]),
            seat(review.first, review.experts[1], leader=True),
            seat(review.second, review.experts[3], leader=True),
            seat(review.first, stranger),
            seat(review.first, colleague),
            seat(review.first, insider),
            seat(review.first, dismissed),
            seat(review.first, review.experts[4]),
        )
        assert answer.status_code == 409
        assert codes(answer) == {
            "assignment.once", "assignment.single_leader", "assignment.leader", "assignment.invited", "assignment.employers",
            "assignment.no_conflict", "assignment.fit", "assignment.account", "assignment.not_recused",
        }  # fmt: skip
        articles = {finding["code"]: finding["article"] for finding in answer.json()["findings"]}
        assert articles["assignment.fit"] == "29"
        assert articles["assignment.no_conflict"] == articles["assignment.not_recused"] == "32"
        async with world.session() as session:
            assert (await session.scalars(select(TeamMember))).all() == []
            assert (await session.scalars(select(ScoreSheet))).all() == []

    async def test_someone_who_held_a_post_with_the_applicant_is_refused(self, world: World, review: Review) -> None:
        person = review.reviewers[2]
        from quality_award.tables.identity import Membership

        await world.add(
            Membership(
                user_id=person.user.id,
                role="applicant",
                authority_id=world.authority.id,
                organisation_id=review.organisation.id,
                valid_from=person.membership.valid_from,
                valid_to=world.clock.now(),
                created_at=world.clock.now(),
            )
        )
        answer = await assign(review.agency, review, seat(review.first, review.experts[2]))
        assert codes(answer) == {"assignment.no_conflict"}
        assert "经办" in answer.json()["findings"][0]["message"]
        candidates = (await review.agency.get(f"/applications/{review.first.id}/team/candidates")).json()
        refused = next(one for one in candidates if one["expert_id"] == str(review.experts[2].id))
        assert not refused["allowed"]
        assert refused["findings"][0]["article"] == "32"
        assert sum(one["allowed"] for one in candidates) == 4
        assert sum(one["may_lead"] for one in candidates) == 2

    async def test_only_in_its_stage(self, world: World, review: Review) -> None:
        early = await world.edition("formal_review", number=6, year=2028, agency_id=review.edition.agency_id)
        waiting = await world.application(early, None, "formal_passed")
        await world.invite(early, review.experts[0], review.office)
        answer = await review.office.post(f"/editions/{early.id}/teams", {"members": [seat(waiting, review.experts[0])]})
        assert answer.status_code == 409
        assert codes(answer) == {"assignment.stage", "assignment.panel_seen"}

    @pytest.mark.parametrize("role", ["expert", "committee", "auditor", "applicant"])
    async def test_others_may_not_assign(self, world: World, review: Review, role: str) -> None:
        person = {
            "expert": review.reviewers[0],
            "committee": await world.person("committee"),
            "auditor": await world.person("auditor"),
            "applicant": review.applicant,
        }[role]
        assert (await assign(person, review, seat(review.first, review.experts[0]))).status_code == 403

    async def test_another_agency_sees_no_edition(self, world: World, review: Review) -> None:
        other = await world.person("agency", agency_id=(await world.agency()).id)
        assert (await other.get(f"/editions/{review.edition.id}/teams")).status_code == 404
        assert (await assign(other, review, seat(review.first, review.experts[0]))).status_code == 404

    async def test_a_new_leader_takes_over_and_a_released_member_loses_access(self, world: World, review: Review) -> None:
        first = await world.team_member(review.first, review.experts[0], review.office, leader=True)
        second = await world.team_member(review.first, review.experts[1], review.office)
        third = await world.team_member(review.first, review.experts[2], review.office)
        answer = await review.agency.patch(f"/team-members/{second.id}", {"leader": True})
        assert next((m["name"], m["leader"]) for m in answer.json()["members"]) == (review.experts[1].name, True)
        refused = await review.agency.patch(f"/team-members/{third.id}", {"leader": True})
        assert codes(refused) == {"assignment.leader"}
        assert (await review.reviewers[0].get("/interests")).json()["items"]
        gone = await review.agency.request("DELETE", f"/team-members/{first.id}", json={"reason": "出差"})
        assert gone.status_code == 204
        assert (await review.reviewers[0].get("/interests")).json()["items"] == []
        again = await review.agency.request("DELETE", f"/team-members/{first.id}", json={"reason": "出差"})
        assert again.status_code == 404
        unsaid = await review.agency.request("DELETE", f"/team-members/{second.id}", json={"reason": "  "})
        assert unsaid.status_code == 422

    async def test_the_board_takes_as_many_queries_for_one_team_as_for_three(self, world: World, review: Review) -> None:
        async def count() -> int:
            seen: list[str] = []
            engine = world.app.state.engine.sync_engine

            def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
                seen.append(statement)

            event.listen(engine, "before_cursor_execute", note)
            assert (await review.agency.get(f"/editions/{review.edition.id}/teams")).status_code == 200
            event.remove(engine, "before_cursor_execute", note)
            return len(seen)

        before = await count()
        for application in (review.first, review.second, await world.application(review.edition, None, "accepted")):
            for expert in review.experts[:3]:
                await world.team_member(application, expert, review.office)
        assert await count() == before


class TestUndertaking:
    @pytest.mark.article("33")
    async def test_signed_once_with_the_text_that_was_read(self, world: World, review: Review) -> None:
        reviewer = review.reviewers[0]
        path = f"/editions/{review.edition.id}/undertaking"
        read = (await reviewer.get(path)).json()
        assert read["signed_at"] is None
        assert "第三十三条" in read["text_zh"]
        assert read["text_sha256"] == digest(review.edition.title)
        assert (await reviewer.post(path, {"text_sha256": "0" * 64})).status_code == 409
        for _ in range(2):
            signed = await reviewer.post(path, {"text_sha256": read["text_sha256"]})
            assert signed.json()["signed_at"]
        async with world.session() as session:
            records = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "sign_undertaking"))).all()
            assert len(records) == 1
            assert records[0].article == "33"

    async def test_not_for_an_expert_outside_the_edition_nor_for_applicants(self, world: World, review: Review) -> None:
        outsider = await world.person("expert", expert_id=(await world.expert()).id)
        assert (await outsider.get(f"/editions/{review.edition.id}/undertaking")).status_code == 404
        assert (await review.applicant.get(f"/editions/{review.edition.id}/undertaking")).status_code == 403


class TestDeclarations:
    @pytest.mark.article("32")
    async def test_an_interest_ends_the_seat_at_once_and_hides_everything(self, world: World, review: Review) -> None:
        reviewer = review.reviewers[0]
        await assign(review.agency, review, seat(review.first, review.experts[0], leader=True))
        path = f"/applications/{review.first.id}/interest"
        duties = (await reviewer.get("/interests?undeclared=true")).json()
        assert [one["application_id"] for one in duties["items"]] == [str(review.first.id)]
        sheet = (await reviewer.get("/score-sheets?mine=true")).json()["items"][0]
        assert (await reviewer.put(path, {"has_interest": True})).json()["errors"][0]["field"] == "detail"
        answer = await reviewer.put(path, {"has_interest": True, "detail": "2024 年担任其顾问"})
        assert answer.status_code == 200, answer.text
        assert answer.json()["recused"]
        for hidden in (
            f"/applications/{review.first.id}",
            f"/applications/{review.first.id}/team",
            f"/score-sheets/{sheet['id']}",
        ):
            assert (await reviewer.get(hidden)).status_code == 404
        assert (await reviewer.put(path, {"has_interest": False})).status_code == 404
        after = (await reviewer.get("/interests")).json()
        assert after == {"items": [], "next_cursor": None}
        async with world.session() as session:
            recusal = (await session.scalars(select(Recusal))).one()
            assert (recusal.state, recusal.ground) == ("in_force", "declared")
            member = (await session.scalars(select(TeamMember))).one()
            assert (member.released_at is not None, member.released_because) == (True, "recusal")
        refused = await assign(review.agency, review, seat(review.first, review.experts[0]))
        assert codes(refused) == {"assignment.not_recused"}

    async def test_no_interest_may_become_one(self, world: World, review: Review) -> None:
        reviewer = review.reviewers[0]
        await world.team_member(review.first, review.experts[0], review.office)
        path = f"/applications/{review.first.id}/interest"
        assert (await reviewer.put(path, {"has_interest": False})).json() == {
            "application_id": str(review.first.id), "has_interest": False, "recused": False,
        }  # fmt: skip
        assert (await reviewer.put(path, {"has_interest": False})).status_code == 200
        assert (await reviewer.put(path, {"has_interest": True, "detail": "亲属入职"})).json()["recused"]

    @pytest.mark.parametrize("role", ["office", "committee", "agency"])
    async def test_staff_and_committee_step_aside_by_their_own_word(self, world: World, review: Review, role: str) -> None:
        person = {"office": review.office, "committee": await world.person("committee"), "agency": review.agency}[role]
        application = f"/applications/{review.first.id}"
        assert (await person.get(f"{application}/team")).status_code == 200
        answer = await person.put(f"{application}/interest", {"has_interest": True, "detail": "配偶任职"})
        assert answer.json()["recused"]
        assert (await person.get(f"{application}/team")).status_code == 404
        if role != "committee":
            board = (await person.get(f"/editions/{review.edition.id}/teams")).json()
            assert [one["application_id"] for one in board["teams"]] == [str(review.second.id)]
        if role != "agency":
            assert (await person.get("/recusals")).json()["items"] == []

    async def test_an_unassigned_expert_or_a_government_member_declares_nothing(self, world: World, review: Review) -> None:
        path = f"/applications/{review.first.id}/interest"
        assert (await review.reviewers[0].put(path, {"has_interest": False})).status_code == 404
        government = await world.person("government")
        assert (await government.put(path, {"has_interest": False})).status_code == 403


class TestRequests:
    async def ask(self, review: Review, **changes: Any) -> Any:
        body = {
            "application_id": str(review.first.id),
            "expert_id": str(review.experts[0].id),
            "reason": "曾在竞争对手任职",
            "evidence_note": "见所附任职证明",
        }
        return await review.applicant.post("/recusals", body | changes)

    async def test_the_applicant_asks_and_the_office_grants_with_a_reason(self, world: World, review: Review) -> None:
        await assign(review.agency, review, seat(review.first, review.experts[0], leader=True))
        team = (await review.applicant.get(f"/applications/{review.first.id}/team")).json()
        assert [one["name"] for one in team["members"]] == [review.experts[0].name]
        gaps = await self.ask(review, reason=" ", evidence_note="")
        assert {error["field"] for error in gaps.json()["errors"]} == {"reason", "evidence_note"}
        asked = await self.ask(review)
        assert asked.status_code == 201, asked.text
        assert asked.json()["state"] == "requested"
        assert asked.json()["actions"] == []
        assert codes(await self.ask(review)) == {"recusal.already"}
        assert (await self.ask(review, expert_id=str(review.experts[3].id))).json()["type"].endswith("recusal.not_on_team")
        # The person concerned neither sees nor decides it.
        assert (await review.reviewers[0].get("/recusals")).status_code == 403
        listed = (await review.office.get("/recusals?state=requested")).json()["items"]
        assert [one["person"] for one in listed] == [review.reviewers[0].user.name]
        assert {one["name"]: one["asks"] for one in listed[0]["actions"]} == {
            "grant": ["decision_reason"], "decline": ["decision_reason"],
        }  # fmt: skip
        path = f"/recusals/{listed[0]['id']}/actions/grant"
        assert (await review.office.post(path, {"decision_reason": "属实"})).status_code == 428
        assert (await review.office.post(path, {"decision_reason": "属实"}, version=9)).status_code == 412
        assert codes(await review.office.post(path, {}, version=1)) == {"recusal.decision_reason"}
        granted = await review.office.post(path, {"decision_reason": "情况属实"}, version=1)
        assert granted.json()["state"] == "in_force"
        assert (await review.office.post(path, {"decision_reason": "再来"}, version=2)).json()["type"].endswith("out-of-turn")
        assert (await review.reviewers[0].get("/score-sheets?mine=true")).json()["items"] == []
        assert (await review.applicant.get(f"/applications/{review.first.id}/team")).json()["members"] == []
        mine = (await review.applicant.get("/recusals")).json()["items"]
        assert (mine[0]["state"], mine[0]["decision_reason"]) == ("in_force", "情况属实")

    async def test_a_declined_request_leaves_the_team_as_it_is(self, world: World, review: Review) -> None:
        await assign(review.agency, review, seat(review.first, review.experts[0], leader=True))
        asked = (await self.ask(review)).json()
        done = await review.office.post(f"/recusals/{asked['id']}/actions/decline", {"decision_reason": "无关联"}, version=1)
        assert done.json()["state"] == "declined"
        assert (await review.reviewers[0].get("/score-sheets?mine=true")).json()["items"]
        assert (await self.ask(review)).status_code == 201

    async def test_a_declaration_overtakes_a_request(self, world: World, review: Review) -> None:
        await assign(review.agency, review, seat(review.first, review.experts[0], leader=True))
        await self.ask(review)
        path = f"/applications/{review.first.id}/interest"
        assert (await review.reviewers[0].put(path, {"has_interest": True, "detail": "属实"})).json()["recused"]
        async with world.session() as session:
            recusal = (await session.scalars(select(Recusal))).one()
            assert (recusal.state, recusal.ground) == ("in_force", "requested")

    @pytest.mark.parametrize("role", ["committee", "auditor"])
    async def test_those_who_supervise_read_and_do_not_decide(self, world: World, review: Review, role: str) -> None:
        await assign(review.agency, review, seat(review.first, review.experts[0], leader=True))
        asked = (await self.ask(review)).json()
        person = await world.person(role)
        assert (await person.get(f"/recusals/{asked['id']}")).json()["actions"] == []
        answer = await person.post(f"/recusals/{asked['id']}/actions/grant", {"decision_reason": "x"}, version=1)
        assert answer.status_code == 403

    async def test_another_applicant_sees_neither_team_nor_requests(self, world: World, review: Review) -> None:
        await assign(review.agency, review, seat(review.first, review.experts[0], leader=True))
        asked = (await self.ask(review)).json()
        other = await world.person("applicant", organisation_id=(await world.organisation()).id)
        assert (await other.get(f"/applications/{review.first.id}/team")).status_code == 404
        assert (await other.get(f"/recusals/{asked['id']}")).status_code == 404
        body = {"application_id": str(review.first.id), "expert_id": str(uuid.uuid4()), "reason": "x", "evidence_note": "y"}
        assert (await other.post("/recusals", body)).status_code == 404
