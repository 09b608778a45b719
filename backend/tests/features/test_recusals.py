"""Declarations of staff, the candidate panel, requests with proof, break-glass, conflicts that the system finds (Art. 26, 32, 33)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from filing import PDF
from sqlalchemy import select
from world import Person, World

from quality_award.features.recusals import jobs
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Application
from quality_award.tables.conflicts import Conflict
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Expert
from quality_award.tables.recusals import BreakGlass
from quality_award.tables.relations import Party
from quality_award.tables.reviews import InterestDeclaration, Recusal
from quality_award.tables.trail import AuditRecord, Notification, OutboxEvent
from quality_award.worker import followers

pytestmark = [pytest.mark.anyio, pytest.mark.article("32")]


@dataclass
class Review:
    """An edition in the document review, two accepted applicants, four experts with logins, nobody has declared."""

    edition: Edition
    first: Application
    second: Application
    experts: list[Expert]
    reviewers: list[Person]
    office: Person
    deputy: Person
    chair: Person
    member: Person
    auditor: Person
    agency: Person
    applicant: Person


@pytest.fixture
async def review(world: World) -> Review:
    """The world of these tests."""
    world.declared = False
    house = await world.agency()
    edition = await world.edition("document_review", agency_id=house.id, panel_opens_at=None, panel_closes_at=None)
    organisation = await world.organisation()
    office = await world.person("office", name="王镕")
    experts = [await world.expert(leader=number < 2) for number in range(4)]
    reviewers = [await world.person("expert", expert_id=expert.id) for expert in experts]
    for expert in experts:
        await world.invite(edition, expert, office)
    return Review(
        edition=edition,
        first=await world.application(edition, organisation, "accepted"),
        second=await world.application(edition, None, "accepted"),
        experts=experts,
        reviewers=reviewers,
        office=office,
        deputy=await world.person("office", name="李喆"),
        chair=await world.person("committee", seat="chair"),
        member=await world.person("committee"),
        auditor=await world.person("auditor"),
        agency=await world.person("agency", agency_id=house.id),
        applicant=await world.person("applicant", organisation_id=organisation.id),
    )


async def sign(review: Review, person: Person) -> None:
    path = f"/editions/{review.edition.id}/undertaking"
    text = (await person.get(path)).json()["text_sha256"]
    assert (await person.post(path, {"text_sha256": text})).status_code == 200


def kind(answer: Any) -> str:
    said: str = answer.json()["type"].removeprefix("/problems/")
    return said


class TestStaff:
    @pytest.mark.parametrize("who", ["office", "member", "auditor", "agency"])
    async def test_the_content_is_closed_until_signed_and_declared_the_summary_is_not(self, review: Review, who: str) -> None:
        person: Person = getattr(review, who)
        path = f"/applications/{review.first.id}"
        owed = []
        for step in (None, "sign", "declare"):
            if step == "sign":
                await sign(review, person)
            if step == "declare":
                body = {"no_interest": [str(review.first.id)]}
                assert (await person.put(f"/editions/{review.edition.id}/interests", body)).json() == {"declared": 1}
            shown = (await person.get(path)).json()
            assert shown["case_number"] == review.first.case_number
            assert (shown["profile"] is None) == (shown["locked"] is not None)
            owed.append(shown["locked"])
            files = await person.get(f"{path}/evidence")
            assert files.status_code == (200 if shown["locked"] is None else 403)
        assert owed == ["undertaking-missing", "interest-undeclared", None]

    async def test_many_are_declared_on_in_one_go_and_an_interest_stays_one(self, world: World, review: Review) -> None:
        path = f"/editions/{review.edition.id}/interests"
        both = [str(review.first.id), str(review.second.id)]
        interest = await review.office.put(
            f"/applications/{review.first.id}/interest", {"has_interest": True, "detail": "配偶任职"}
        )
        assert interest.json()["recused"] is True
        # The one that the officer is recused from is nothing to them any more, in a batch too.
        assert (await review.office.put(path, {"no_interest": both})).status_code == 404
        assert (await review.office.put(path, {"no_interest": both[1:] * 2})).json() == {"declared": 1}
        assert (await review.office.put(path, {"no_interest": both[1:]})).json() == {"declared": 0}
        assert (await review.applicant.put(path, {"no_interest": both})).status_code == 403
        async with world.session() as session:
            rows = await session.scalars(select(InterestDeclaration).where(InterestDeclaration.user_id == review.office.user.id))
            assert {row.application_id: row.has_interest for row in rows} == {review.first.id: True, review.second.id: False}
            actions = await session.scalars(select(AuditRecord.action).where(AuditRecord.action.startswith("declare_")))
            assert sorted(actions) == ["declare_interest", "declare_no_interest"]

    async def test_nobody_handles_before_having_declared(self, world: World, review: Review) -> None:
        edition = await world.edition("formal_review", number=6, year=2028)
        filed = await world.application(edition, state="filed")
        path = f"/applications/{filed.id}"
        assert kind(await review.office.get(f"{path}/formal-review")) == "undertaking-missing"
        body = {"checklist": [{"code": "form", "result": "pass", "note": ""}]}
        refused = await review.office.put(f"{path}/formal-review", body, version=0)
        assert (refused.status_code, kind(refused), refused.json()["article"]) == (403, "undertaking-missing", "33")
        step = await review.office.post(f"{path}/actions/pass_formal_review", {}, version=1)
        assert (step.status_code, kind(step)) == (403, "undertaking-missing")
        offered = (await review.office.get(path)).json()["actions"]
        assert offered
        assert all(not one["allowed"] and one["findings"][0]["code"] == "undertaking-missing" for one in offered)
        await world.clear_to_read(review.office, filed)
        assert (await review.office.put(f"{path}/formal-review", body, version=0)).status_code == 200

    async def test_it_is_a_task_on_ones_list(self, review: Review) -> None:
        async def tasks() -> dict[str, str]:
            return {one["key"]: one["status"] for one in (await review.office.get("/tasks")).json()}

        before = await tasks()
        assert (before["undertake"], before["declare"]) == ("not_started", "not_started")
        await sign(review, review.office)
        body = {"no_interest": [str(review.first.id), str(review.second.id)]}
        await review.office.put(f"/editions/{review.edition.id}/interests", body)
        after = await tasks()
        assert (after["undertake"], after["declare"]) == ("done", "done")


class TestPanel:
    async def assign(self, review: Review) -> Any:
        members = [{"application_id": str(review.first.id), "expert_id": str(review.experts[0].id), "leader": True}]
        return await review.agency.post(f"/editions/{review.edition.id}/teams", {"members": members})

    async def test_nobody_is_assigned_before_the_applicants_have_seen_the_panel(self, world: World, review: Review) -> None:
        path, own = f"/editions/{review.edition.id}/panel", f"/applications/{review.first.id}/panel"
        assert {one["code"] for one in (await self.assign(review)).json()["findings"]} == {"assignment.panel_seen"}
        assert (await review.applicant.get(own)).json()["candidates"] == []
        shown = (await review.office.get(path)).json()
        assert (shown["state"], shown["days"], shown["may_open"]) == ("before", 3, True)
        opened = await review.agency.post(path)
        assert (opened.status_code, opened.json()["state"]) == (200, "running")
        assert kind(await review.office.post(path)) == "panel-opened"
        running = await self.assign(review)
        assert {one["code"] for one in running.json()["findings"]} == {"assignment.panel_over"}
        names = {one["name"] for one in (await review.applicant.get(own)).json()["candidates"]}
        assert names == {expert.name for expert in review.experts}
        world.clock.advance(days=3)
        assert (await review.applicant.get(own)).json()["candidates"] == []
        assert (await self.assign(review)).status_code == 200

    async def test_no_days_no_window(self, world: World, review: Review) -> None:
        async with world.session() as session:
            (await session.get_one(Edition, review.edition.id)).local_settings = {"panel_days": {"value": 0}}
            await session.commit()
        assert kind(await review.office.post(f"/editions/{review.edition.id}/panel")) == "panel-not-needed"
        assert (await self.assign(review)).status_code == 200

    async def test_the_panel_holds_only_who_could_be_assigned(self, world: World, review: Review) -> None:
        await world.recuse(review.reviewers[0], review.first)
        outsider = await world.expert()
        await world.person("expert", expert_id=outsider.id)
        await review.agency.post(f"/editions/{review.edition.id}/panel")
        shown = (await review.applicant.get(f"/applications/{review.first.id}/panel")).json()["candidates"]
        assert {one["name"] for one in shown} == {expert.name for expert in review.experts[1:]}
        assert set(shown[0]) == {"expert_id", "name", "employer", "title"}
        ask = {"application_id": str(review.first.id), "reason": "曾任竞争企业顾问", "evidence_note": "合同"}
        made = await review.applicant.post("/recusals", ask | {"expert_id": str(review.experts[1].id)})
        assert made.status_code == 201, made.text
        stranger = await review.applicant.post("/recusals", ask | {"expert_id": str(outsider.id)})
        assert kind(stranger) == "recusal.not_on_team"


class TestRequests:
    async def ask(self, review: Review, **body: Any) -> Any:
        wanted = {"application_id": str(review.first.id), "reason": "其配偶在竞争企业任职", "evidence_note": "见附件"}
        return await review.applicant.post("/recusals", wanted | body)

    async def test_an_officer_is_named_and_decided_on_by_another_who_alone_sees_it(self, world: World, review: Review) -> None:
        assert kind(await self.ask(review, person="查无此人")) == "recusal.person_unknown"
        assert (await self.ask(review)).json()["errors"][0]["code"] == "recusal.person_once"
        made = await self.ask(review, person=" 王镕 ")
        assert made.status_code == 201, made.text
        row = made.json()
        assert (await review.office.get("/recusals")).json()["items"] == []
        assert (await review.office.get(f"/recusals/{row['id']}")).status_code == 404
        own = {one["key"] for one in (await review.office.get("/tasks")).json()}
        assert "recusals" not in own
        assert "recusals" in {one["key"] for one in (await review.deputy.get("/tasks")).json()}
        async with world.session() as session, session.begin():
            await followers().dispatch(session, world.clock.now())
        async with world.session() as session:
            told = set(await session.scalars(select(Notification.membership_id)))
        assert review.deputy.membership.id in told
        assert review.office.membership.id not in told
        granted = await review.deputy.post(
            f"/recusals/{row['id']}/actions/grant", {"decision_reason": "证据充分"}, version=row["version"]
        )
        assert granted.status_code == 200, granted.text
        assert (await review.office.get(f"/applications/{review.first.id}")).status_code == 404
        async with world.session() as session, session.begin():
            await followers().dispatch(session, world.clock.now())
        heard = (await review.applicant.get("/notifications")).json()["items"]
        assert [one["key"] for one in heard] == ["notice.recusal.in_force"]

    async def test_proof_is_sent_checked_and_kept_from_the_person_and_the_team(
        self, world: World, store: ObjectStore, review: Review
    ) -> None:
        for expert in review.experts[:2]:
            await world.team_member(review.first, expert, review.office)
        row = (await self.ask(review, expert_id=str(review.experts[0].id))).json()
        where = f"/recusals/{row['id']}/files"
        wrong = await review.applicant.post(where, {"filename": "a.exe", "content_type": "application/x-msdownload", "size": 0})
        assert {one["field"] for one in wrong.json()["errors"]} == {"size", "content_type"}
        body = {"filename": "合同.pdf", "content_type": "application/pdf", "size": len(PDF)}
        ticket = (await review.applicant.post(where, body)).json()
        confirm = f"{where}/{ticket['file_id']}/confirm"
        assert kind(await review.applicant.post(confirm)) == "evidence-not-uploaded"
        async with httpx.AsyncClient() as client:
            sent = await client.put(ticket["url"], content=PDF, headers=ticket["headers"])
        assert sent.status_code < 300
        kept = (await review.applicant.post(confirm)).json()
        assert (kept["state"], kept["filename"]) == ("stored", "合同.pdf")
        link = f"{where}/{ticket['file_id']}/link"
        assert [one["filename"] for one in (await review.office.get(f"/recusals/{row['id']}")).json()["files"]] == ["合同.pdf"]
        url = (await review.office.get(link)).json()["url"]
        async with httpx.AsyncClient() as client:
            assert (await client.get(url)).content == PDF
        for reviewer in review.reviewers[:2]:
            assert (await reviewer.get(link)).status_code in (403, 404)
        assert (await review.agency.get(link)).status_code == 403
        done = await review.office.post(
            f"/recusals/{row['id']}/actions/decline", {"decision_reason": "理由不成立"}, version=row["version"]
        )
        assert done.status_code == 200, done.text
        assert kind(await review.applicant.post(where, body)) == "recusal.files_over"
        async with world.session() as session:
            actions = await session.scalars(select(AuditRecord.action).where(AuditRecord.entity == "recusal"))
            assert sorted(actions) == ["decline", "download", "request", "store_file"]


class TestFoundBySystem:
    async def found(self, world: World, review: Review, grade: str) -> OutboxEvent:
        now = world.clock.now()
        party = Party(
            authority_id=world.authority.id,
            kind="person",
            name="专家",
            name_key="专家",
            expert_id=review.experts[0].id,
            created_at=now,
        )
        await world.add(party)
        conflict = Conflict(
            authority_id=world.authority.id, edition_id=review.edition.id, application_id=review.first.id, party_id=party.id,
            grade=grade, hops=1, path=[], evidence=["t"], state="open", created_at=now,
        )  # fmt: skip
        await world.add(conflict)
        return OutboxEvent(
            name="conflict.found", entity="conflict", entity_id=conflict.id, edition_id=review.edition.id,
            application_id=review.first.id, payload={}, created_at=now,
        )  # fmt: skip

    @pytest.mark.parametrize(("grade", "asked"), [("barred", 1), ("declare", 1), ("hint", 0)])
    async def test_a_conflict_is_put_before_the_office_once(self, world: World, review: Review, grade: str, asked: int) -> None:
        event = await self.found(world, review, grade)
        for _ in range(2):
            async with world.session() as session, session.begin():
                await jobs.ask_for_recusal(session, event, world.clock.now())
        async with world.session() as session:
            rows = (await session.scalars(select(Recusal))).all()
        assert [(row.ground, row.state, row.user_id) for row in rows] == [
            ("detected", "requested", review.reviewers[0].user.id)
        ] * asked
        # The applicant doesn't hear of what it didn't ask for.
        assert (await review.applicant.get("/recusals")).json()["items"] == []


class TestBreakGlass:
    async def ask(self, review: Review, person: Person | None = None, **body: Any) -> Any:
        wanted = {"case_number": review.first.case_number, "reason": "突发舆情，须核对原始材料", "hours": 2}
        return await (person or review.office).post("/break-glass", wanted | body)

    async def opened(self, world: World, review: Review) -> dict[str, Any]:
        await world.recuse(review.office, review.first)
        await sign(review, review.office)
        row = (await self.ask(review)).json()
        done = await review.chair.post(f"/break-glass/{row['id']}/actions/open", {}, version=row["version"])
        assert done.status_code == 200, done.text
        shown: dict[str, Any] = done.json()
        return shown

    async def test_only_a_recused_officer_asks_and_never_beyond_the_limit(self, world: World, review: Review) -> None:
        assert kind(await self.ask(review)) == "break-glass-not-recused"
        await world.recuse(review.office, review.first)
        await world.recuse(review.member, review.first)
        assert (await self.ask(review, review.member)).status_code == 403
        assert (await self.ask(review, hours=5)).json()["errors"][0]["code"] == "break-glass.hours"
        assert (await self.ask(review)).status_code == 201
        assert (await self.ask(review)).json()["findings"][0]["code"] == "break_glass.already"

    async def test_a_second_person_opens_who_is_not_recused(self, world: World, review: Review) -> None:
        await world.recuse(review.office, review.first)
        row = (await self.ask(review)).json()
        path = f"/break-glass/{row['id']}/actions/open"
        own = await review.office.post(path, {}, version=row["version"])
        assert own.status_code == 404
        assert (await review.member.post(path, {}, version=row["version"])).status_code == 403
        await world.recuse(review.deputy, review.first)
        assert (await review.deputy.post(path, {}, version=row["version"])).status_code == 404
        declined = await review.chair.post(f"/break-glass/{row['id']}/actions/decline", {}, version=row["version"])
        assert declined.json()["findings"][0]["code"] == "break_glass.decision_reason"
        assert (await review.chair.post(path, {}, version=row["version"])).status_code == 200

    async def test_it_opens_one_case_for_reading_alone_and_every_look_says_so(self, world: World, review: Review) -> None:
        path = f"/applications/{review.first.id}"
        row = await self.opened(world, review)
        read = await review.office.get(path)
        assert (read.status_code, read.json()["profile"]) == (200, "组织概述")
        assert (await review.office.get(f"{path}/history")).status_code == 200
        # No list, no count, no change: everywhere else the case is as closed as before.
        listed = (await review.office.get("/applications")).json()["items"]
        assert [one["id"] for one in listed] == [str(review.second.id)]
        change = await review.office.put(f"{path}/formal-review", {"checklist": []}, version=0)
        assert change.status_code == 404
        assert (await review.office.put(f"{path}/interest", {"has_interest": False})).status_code == 404
        assert (await review.office.post(f"{path}/actions/reopen_formal_review", {}, version=1)).status_code == 404
        async with world.session() as session:
            looks = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "look"))).all()
        assert [(one.application_id, one.detail) for one in looks] == [
            (review.first.id, {"part": "content", "break_glass": True}),
            (review.first.id, {"part": "history", "break_glass": True}),
        ]
        assert (await review.chair.get(f"/break-glass/{row['id']}")).json()["looks"] == 2
        assert (await review.auditor.get("/break-glass")).json()["items"][0]["person"] == review.office.user.name

    async def test_the_committee_and_the_auditor_are_told_at_once(self, world: World, review: Review) -> None:
        await self.opened(world, review)
        async with world.session() as session, session.begin():
            await followers().dispatch(session, world.clock.now())
        for person in (review.chair, review.member, review.auditor):
            heard = (await person.get("/notifications")).json()["items"]
            assert [one["key"] for one in heard if one["key"] == "notice.break_glass.open"] == ["notice.break_glass.open"]
            assert heard[0]["link"] == f"/{person.membership.role}/break-glass"

    async def test_it_ends_with_its_hours_and_the_record_follows(self, world: World, review: Review) -> None:
        row = await self.opened(world, review)
        world.clock.advance(hours=2)
        assert (await review.office.get(f"/applications/{review.first.id}")).status_code == 404
        async with world.session() as session, session.begin():
            assert await jobs.end_readings(session, world.clock.now()) == 1
            assert await jobs.end_readings(session, world.clock.now()) == 0
        async with world.session() as session:
            glass = (await session.scalars(select(BreakGlass))).one()
            assert (glass.state, glass.ended_at) == ("ended", dt.datetime.fromisoformat(row["ends_at"]))

    async def test_whoever_reads_ends_it_early(self, world: World, review: Review) -> None:
        row = await self.opened(world, review)
        path = f"/break-glass/{row['id']}"
        shown = (await review.office.get(path)).json()
        assert shown["own"] is True
        done = await review.office.post(f"{path}/actions/end", {}, version=shown["version"])
        assert (done.status_code, done.json()["state"]) == (200, "ended")
        assert (await review.office.get(f"/applications/{review.first.id}")).status_code == 404


async def test_an_answer_kept_for_a_key_is_told_no_more_after_the_recusal(world: World, review: Review) -> None:
    path, body = f"/applications/{review.first.id}/interest", {"has_interest": False}
    key = {"Idempotency-Key": "once"}
    for _ in range(2):
        assert (await review.office.put(path, body, headers=key)).status_code == 200
    await world.recuse(review.office, review.first)
    assert (await review.office.put(path, body, headers=key)).status_code == 404
