"""Conflicts of interest: found with the fact that makes them, decided on with a reason, hidden where they must be (Art. 32)."""

import asyncio
import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.event import listen, remove
from world import MovableClock, Person, World

from quality_award.features.archive import facts as archive_facts
from quality_award.features.archive import queries as archive
from quality_award.features.conflicts import jobs, service
from quality_award.features.conflicts.pure.search import Search
from quality_award.features.conflicts.queries import graph
from quality_award.features.relations.service.following import changed
from quality_award.platform.ids import new_id
from quality_award.platform.names import organisation_key, person_key
from quality_award.platform.proofs import proof_hash
from quality_award.regulation.parameters import ruleset
from quality_award.tables.applications import Application
from quality_award.tables.conflicts import Conflict
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Expert
from quality_award.tables.relations import Party, SameParty, Tie
from quality_award.tables.trail import AuditRecord, OutboxEvent
from quality_award.worker import followers

pytestmark = [pytest.mark.anyio, pytest.mark.article("32")]


@dataclass
class Scene:
    """An edition in document review with two applicants, an invited expert, the office and an agency."""

    world: World
    office: Person
    agency: Person
    edition: Edition
    first: Application
    second: Application
    firm: Party
    other_firm: Party
    expert: Expert
    self: Party

    async def party(self, name: str, kind: str = "person", **values: Any) -> Party:
        """A node."""
        key = person_key(name) if kind == "person" else organisation_key(name)
        row = Party(
            **{
                "id": new_id(), "authority_id": self.world.authority.id, "kind": kind, "name": name, "name_key": key, "aliases": [],
                "alias_keys": [], "created_at": self.world.clock.now(),
            }
            | values
        )  # fmt: skip
        await self.world.add(row)
        return row

    async def tie(self, one: Party, other: Party, kind: str, *, look: bool = True, **values: Any) -> Tie:
        """A tie, and what follows from it in the same transaction."""
        row = Tie(
            **{
                "id": new_id(), "authority_id": self.world.authority.id, "from_id": one.id, "to_id": other.id, "kind": kind,
                "role": "", "source_kind": "office", "source": "核查记录", "created_at": self.world.clock.now(),
            }
            | values
        )  # fmt: skip
        async with self.world.session() as session:
            session.add(row)
            if look:
                await changed(session, self.world.clock.now(), [one.id, other.id])
            await session.commit()
        return row

    async def withdraw(self, tie: Tie) -> None:
        """A tie that no longer counts."""
        async with self.world.session() as session:
            row = await session.get(Tie, tie.id)
            assert row is not None
            row.withdrawn_at, row.withdrawn_because = self.world.clock.now(), "登记有误"
            await changed(session, self.world.clock.now(), [row.from_id, row.to_id])
            await session.commit()

    async def refresh(self, **which: Any) -> service.Refreshed:
        """A search that is asked for."""
        async with self.world.session() as session:
            done = await service.refresh(session, now=self.world.clock.now(), **which)
            await session.commit()
        return done

    async def rows(self) -> dict[tuple[uuid.UUID, uuid.UUID], Conflict]:
        """What the database has."""
        async with self.world.session() as session:
            return {(row.party_id, row.application_id): row for row in await session.scalars(select(Conflict))}

    async def one(self, person: Party | None = None, application: Application | None = None) -> Conflict | None:
        """The conflict of a pair."""
        return (await self.rows()).get(((person or self.self).id, (application or self.first).id))

    async def decide(self, action: str, reason: str = "已核实", *, by: Person | None = None) -> Any:
        """A decision on the expert's conflict with the first applicant."""
        row = await self.one()
        assert row is not None
        return await (by or self.office).post(
            f"/conflicts/{row.id}/actions/{action}", {"decision_reason": reason}, version=row.version
        )


@pytest.fixture
async def scene(app: FastAPI, clock: MovableClock) -> Scene:
    world = await World.create(app, clock)
    body = await world.agency()
    edition = await world.edition("document_review", agency_id=body.id)
    office = await world.person("office")
    agency = await world.person("agency", agency_id=body.id)
    made = []
    for _ in range(2):
        organisation = await world.organisation()
        application = await world.application(edition, organisation, "accepted")
        party = Party(
            id=new_id(), authority_id=world.authority.id, kind="organisation", name=organisation.name,
            name_key=organisation_key(organisation.name), aliases=[], alias_keys=[], uscc=organisation.uscc,
            organisation_id=organisation.id, created_at=clock.now(),
        )  # fmt: skip
        await world.add(party)
        made.append((application, party))
    expert = await world.expert()
    await world.invite(edition, expert, office)
    me = Party(
        id=new_id(), authority_id=world.authority.id, kind="person", name=expert.name, name_key=person_key(expert.name),
        aliases=[], alias_keys=[], expert_id=expert.id, created_at=clock.now(),
    )  # fmt: skip
    await world.add(me)
    return Scene(world, office, agency, edition, made[0][0], made[1][0], made[0][1], made[1][1], expert, me)


async def events(world: World, name: str) -> list[OutboxEvent]:
    async with world.session() as session:
        return list(await session.scalars(select(OutboxEvent).where(OutboxEvent.name == name)))


class TestFinding:
    async def test_with_the_fact_that_makes_it_in_one_transaction(self, scene: Scene) -> None:
        assert await scene.one() is None
        await scene.tie(scene.self, scene.firm, "employment", role="工程师", valid_from=dt.date(2024, 1, 1))
        row = await scene.one()
        assert row is not None
        assert (row.grade, row.state, row.hops) == ("barred", "open", 1)
        assert [event.payload["grade"] for event in await events(scene.world, "conflict.found")] == ["barred"]
        shown = (await scene.office.get(f"/conflicts/{row.id}")).json()
        assert shown["path"]["words_zh"] == f"{scene.expert.name} → 2024年1月至今任职于{scene.firm.name}（申报组织）（工程师）"
        assert shown["path"]["steps"][0]["source"] == "核查记录"
        assert [action["name"] for action in shown["actions"]] == ["confirm", "dismiss"]

    async def test_a_holding_between_the_employer_and_the_applicant(self, scene: Scene) -> None:
        employer = await scene.party("辽西精工有限公司", "organisation")
        await scene.tie(scene.self, employer, "employment", valid_from=dt.date(2024, 1, 1))
        assert await scene.rows() == {}
        small = await scene.tie(employer, scene.firm, "shareholding", share=3)
        assert (await scene.one()).grade == "declare"
        await scene.tie(employer, scene.firm, "shareholding", share=31, role="A")
        row = await scene.one()
        assert (row.grade, row.hops) == ("barred", 2)
        await scene.withdraw(small)
        assert (await scene.one()).grade == "barred"

    async def test_what_is_withdrawn_clears_it_and_what_comes_again_opens_it(self, scene: Scene) -> None:
        tie = await scene.tie(scene.self, scene.firm, "consulting")
        await scene.withdraw(tie)
        assert (await scene.one()).state == "cleared"
        await scene.tie(scene.self, scene.firm, "consulting")
        assert (await scene.one()).state == "open"

    async def test_the_passing_of_time(self, scene: Scene) -> None:
        today = scene.world.clock.now().date()
        await scene.tie(scene.self, scene.firm, "employment", valid_from=dt.date(2020, 1, 1), valid_to=today)
        assert (await scene.one()).grade == "barred"
        scene.world.clock.advance(days=365 * 3)
        assert await scene.refresh() == service.Refreshed()
        scene.world.clock.advance(days=3)
        assert await scene.refresh() == service.Refreshed(cleared=1)

    async def test_a_search_that_finds_the_same_changes_nothing(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "employment")
        before = await scene.one()
        assert await scene.refresh() == service.Refreshed()
        assert (await scene.one()).version == before.version

    async def test_staff_get_a_node_of_their_own_with_their_name_alone(self, scene: Scene) -> None:
        chair = await scene.world.person("committee", seat="chair", name="李建国")
        await scene.refresh()
        async with scene.world.session() as session:
            node = await session.scalar(select(Party).where(Party.user_id == chair.user.id))
        assert (node.name, node.identity_hash, node.phone_hash, node.aliases) == ("李建国", None, None, [])
        await scene.tie(node, scene.other_firm, "post", role="董事")
        assert (await scene.one(node, scene.second)).grade == "barred"

    async def test_a_namesake_is_a_hint_until_somebody_decides(self, scene: Scene) -> None:
        same = await scene.party(scene.expert.name)
        await scene.tie(same, scene.firm, "shareholding", share=40)
        assert (await scene.one()).grade == "hint"
        low, high = sorted((scene.self.id, same.id))
        async with scene.world.session() as session:
            decision = SameParty(
                id=new_id(), authority_id=scene.world.authority.id, one_id=low, other_id=high, same=True, reason="同一手机号",
                decided_by=scene.office.user.id, created_at=scene.world.clock.now(),
            )  # fmt: skip
            session.add(decision)
            await changed(session, scene.world.clock.now(), [low, high])
            await session.commit()
        assert (await scene.one()).grade == "barred"
        async with scene.world.session() as session:
            row = await session.get(SameParty, decision.id)
            row.same = False
            await changed(session, scene.world.clock.now(), [low, high])
            await session.commit()
        assert (await scene.one()).state == "cleared"

    async def test_a_change_far_away_reaches_whoever_it_concerns(self, scene: Scene) -> None:
        """Kin, their post, the parent of the applicant: the last tie entered is two hops from the expert."""
        kin, middle = await scene.party("王秀兰"), await scene.party("北方控股集团", "organisation")
        await scene.tie(scene.self, kin, "kinship", role="配偶")
        await scene.tie(middle, scene.firm, "shareholding", share=60)
        assert await scene.one() is None
        await scene.tie(kin, middle, "post", role="董事")
        row = await scene.one()
        assert (row.grade, row.hops) == ("declare", 3)


class TestDeciding:
    async def test_confirmed_with_a_reason_once(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "certification")
        refused = await scene.decide("confirm", " ")
        assert (refused.status_code, refused.json()["findings"][0]["code"]) == (409, "conflict.decision_reason")
        done = await scene.decide("confirm")
        assert (done.status_code, done.json()["state"], done.json()["decision_reason"]) == (200, "confirmed", "已核实")
        again = await scene.decide("confirm")
        assert again.status_code == 409

    async def test_dismissed_until_new_evidence_comes(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "certification")
        assert (await scene.decide("dismiss", "仅为审核组观察员")).json()["state"] == "dismissed"
        await scene.refresh()
        assert (await scene.one()).state == "dismissed"
        await scene.tie(scene.self, scene.firm, "joint_work", role="联合专利")
        row = await scene.one()
        assert (row.state, len(row.evidence)) == ("open", 2)

    async def test_what_goes_and_comes_back_as_it_was_stays_dismissed(self, scene: Scene) -> None:
        """Time that goes back is the plainest way for one fact to go and to come."""
        today = scene.world.clock.now().date()
        await scene.tie(scene.self, scene.firm, "certification", valid_to=today)
        await scene.decide("dismiss", "仅为审核组观察员")
        for days, state in ((4 * 365, "cleared"), (-4 * 365, "dismissed")):
            scene.world.clock.advance(days=days)
            await scene.refresh()
            assert (await scene.one()).state == state

    async def test_a_graver_grade_opens_it_again(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "teaching")
        await scene.decide("dismiss")
        await scene.tie(scene.self, scene.firm, "consulting")
        assert ((await scene.one()).state, (await scene.one()).grade) == ("open", "barred")

    async def test_a_tie_of_ones_own_that_bars_cannot_be_dismissed(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "employment")
        refused = await scene.decide("dismiss")
        assert (refused.status_code, refused.json()["findings"][0]["code"]) == (409, "conflict.dismissible")

    async def test_taken_back(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "teaching")
        await scene.decide("dismiss")
        assert (await scene.decide("reopen", "理由不足")).json()["state"] == "open"

    async def test_of_two_who_decide_at_once_one_is_told_so(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "teaching")
        row = await scene.one()
        await scene.decide("dismiss")
        late = await scene.office.post(f"/conflicts/{row.id}/actions/confirm", {"decision_reason": "x"}, version=row.version)
        assert late.status_code == 412

    async def test_only_the_office(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "teaching")
        assert (await scene.decide("confirm", by=scene.agency)).status_code == 403


class TestSeeing:
    async def test_the_matrix(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "employment")
        await scene.tie(scene.self, scene.other_firm, "teaching")
        shown = (await scene.agency.get(f"/editions/{scene.edition.id}/conflicts")).json()
        assert {one["application_id"] for one in shown["applicants"]} == {str(scene.first.id), str(scene.second.id)}
        assert {one["name"] for one in shown["people"]} >= {scene.expert.name}
        assert {(one["grade"], one["application_id"]) for one in shown["cells"]} == {
            ("barred", str(scene.first.id)), ("declare", str(scene.second.id)),
        }  # fmt: skip
        filtered = (await scene.agency.get(f"/editions/{scene.edition.id}/conflicts", params={"grade": "declare"})).json()
        assert [one["grade"] for one in filtered["cells"]] == ["declare"]
        page = (await scene.office.get(f"/editions/{scene.edition.id}/conflicts", params={"limit": 1})).json()
        rest = await scene.office.get(
            f"/editions/{scene.edition.id}/conflicts", params={"limit": 1, "cursor": page["next_cursor"]}
        )
        assert len(page["cells"]) == len(rest.json()["cells"]) == 1
        assert rest.json()["next_cursor"] is None

    async def test_a_recused_reader_sees_nothing_of_the_case(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "employment")
        kin = await scene.party("赵强")
        await scene.tie(scene.self, kin, "kinship")
        await scene.tie(kin, scene.other_firm, "employment")
        row, other = await scene.one(), await scene.one(application=scene.second)
        await scene.world.recuse(scene.office, scene.first)
        shown = (await scene.office.get(f"/editions/{scene.edition.id}/conflicts")).json()
        assert {one["application_id"] for one in shown["applicants"]} == {str(scene.second.id)}
        assert {one["id"] for one in shown["cells"]} == {str(other.id)}
        assert sum(one["count"] for one in shown["counts"]) == 1
        assert (await scene.office.get(f"/conflicts/{row.id}")).status_code == 404
        assert (await scene.decide("confirm")).status_code == 404

    async def test_nor_a_path_that_passes_the_case(self, scene: Scene) -> None:
        """The expert works for the first applicant, which holds the second."""
        await scene.tie(scene.self, scene.firm, "employment")
        await scene.tie(scene.firm, scene.other_firm, "shareholding", share=70)
        row = await scene.one(application=scene.second)
        assert row.through == [str(scene.first.id)]
        await scene.world.recuse(scene.office, scene.first)
        assert (await scene.office.get(f"/conflicts/{row.id}")).status_code == 404
        answer = await scene.office.post(f"/editions/{scene.edition.id}/conflicts/what-if", {"expert_id": str(scene.expert.id)})
        assert answer.json()["conflicts"] == []

    async def test_nobody_sees_what_is_found_about_themselves(self, scene: Scene) -> None:
        await scene.refresh()
        async with scene.world.session() as session:
            node = await session.scalar(select(Party).where(Party.user_id == scene.office.user.id))
        await scene.tie(node, scene.firm, "kinship", look=True)
        await scene.tie(node, scene.firm, "employment")
        row = await scene.one(node)
        other = await scene.world.person("office")
        assert (await other.get(f"/conflicts/{row.id}")).status_code == 200
        assert (await scene.office.get(f"/conflicts/{row.id}")).status_code == 404
        shown = (await scene.office.get(f"/editions/{scene.edition.id}/conflicts")).json()
        assert shown["cells"] == []
        assert str(node.id) not in {one["party_id"] for one in shown["people"]}

    @pytest.mark.parametrize("role", ["applicant", "expert", "recommender", "government", "admin"])
    async def test_other_roles_see_nothing(self, scene: Scene, role: str) -> None:
        scope = {
            "applicant": {"organisation_id": scene.first.organisation_id},
            "expert": {"expert_id": scene.expert.id},
            "recommender": {"department_id": scene.world.departments["211302"].id},
        }.get(role, {})
        person = await scene.world.person(role, **scope)
        await scene.tie(scene.self, scene.firm, "employment")
        row = await scene.one()
        for path in (f"/editions/{scene.edition.id}/conflicts", f"/conflicts/{row.id}"):
            assert (await person.get(path)).status_code in (403, 404)

    async def test_kin_have_their_family_name_alone_for_others_than_the_office(self, scene: Scene) -> None:
        kin = await scene.party("欧阳秀兰")
        await scene.tie(scene.self, kin, "kinship", role="配偶")
        await scene.tie(kin, scene.firm, "post", role="董事")
        row = await scene.one()
        assert "欧阳秀兰" in (await scene.office.get(f"/conflicts/{row.id}")).text
        assert "秀兰" not in (await scene.agency.get(f"/conflicts/{row.id}")).text

    async def test_another_agency_sees_nothing(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "employment")
        row = await scene.one()
        stranger = await scene.world.person("agency", agency_id=(await scene.world.agency()).id)
        assert (await stranger.get(f"/conflicts/{row.id}")).status_code == 404
        assert (await stranger.get(f"/editions/{scene.edition.id}/conflicts")).status_code == 404


class TestTryingOut:
    async def test_an_expert_of_the_pool_who_was_not_invited(self, scene: Scene) -> None:
        expert = await scene.world.expert(name="孙立")
        answer = await scene.agency.post(f"/editions/{scene.edition.id}/conflicts/what-if", {"expert_id": str(expert.id)})
        assert answer.json() == {"applicants": 2, "conflicts": []}
        async with scene.world.session() as session:
            assert await session.scalar(select(Party).where(Party.expert_id == expert.id)) is None
        node = await scene.party("孙立", expert_id=expert.id)
        await scene.tie(node, scene.firm, "training")
        assert await scene.rows() == {}
        answer = await scene.agency.post(f"/editions/{scene.edition.id}/conflicts/what-if", {"expert_id": str(expert.id)})
        assert [one["grade"] for one in answer.json()["conflicts"]] == ["barred"]
        assert await scene.rows() == {}

    async def test_a_candidate_typed_in(self, scene: Scene) -> None:
        parent = await scene.party("辽西重工集团有限公司", "organisation", uscc="91211302MA0000001T")
        await scene.tie(parent, scene.firm, "shareholding", share=51)
        body = {
            "name": "周正",
            "employers": [{"name": "辽西重工（集团）有限公司", "since": "2023-05-01"}],
        }
        answer = await scene.office.post(f"/editions/{scene.edition.id}/conflicts/what-if", body)
        assert answer.status_code == 200, answer.text
        [one] = answer.json()["conflicts"]
        assert (one["grade"], one["hops"]) == ("barred", 2)
        assert one["path"]["words_zh"].startswith("周正 → 2023年5月至今任职于辽西重工")
        async with scene.world.session() as session:
            assert await session.scalar(select(func.count()).select_from(Party).where(Party.name == "周正")) == 0
            assert await session.scalar(select(func.count()).select_from(AuditRecord).where(AuditRecord.action == "what_if")) == 1

    async def test_an_identity_number_proves_what_a_name_only_hints_at(self, scene: Scene) -> None:
        number = "11010519491231002X"
        key = scene.world.app.state.settings.master_key_bytes
        holder = await scene.party("钱进", identity_hash=proof_hash("identity", number, key))
        await scene.tie(holder, scene.firm, "shareholding", share=20)
        path = f"/editions/{scene.edition.id}/conflicts/what-if"
        hint = (await scene.office.post(path, {"name": "钱进"})).json()["conflicts"]
        proven = (await scene.office.post(path, {"name": "钱 进", "identity_number": number})).json()["conflicts"]
        other = (await scene.office.post(path, {"name": "钱进", "identity_number": "440308199901101512"})).json()["conflicts"]
        assert [[one["grade"] for one in found] for found in (hint, proven, other)] == [["hint"], ["barred"], []]

    async def test_what_cannot_be_looked_for(self, scene: Scene) -> None:
        path = f"/editions/{scene.edition.id}/conflicts/what-if"
        assert (await scene.office.post(path, {})).json()["type"] == "/problems/conflict-unnamed"
        bad = await scene.office.post(path, {"name": "钱进", "identity_number": "123"})
        assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "identity_number")
        assert (await scene.office.post(path, {"expert_id": str(uuid.uuid4())})).status_code == 404
        auditor = await scene.world.person("auditor")
        assert (await auditor.post(path, {"name": "钱进"})).status_code == 403


class TestWhatFollows:
    async def test_the_office_hears_of_it_and_has_a_task_and_not_the_person(self, scene: Scene) -> None:
        other = await scene.world.person("office")
        await scene.refresh()
        async with scene.world.session() as session:
            node = await session.scalar(select(Party).where(Party.user_id == other.user.id))
        await scene.tie(node, scene.firm, "employment")
        async with scene.world.session() as session:
            await followers().dispatch(session, scene.world.clock.now())
            await session.commit()
        for person, hears in ((scene.office, True), (other, False)):
            told = [one["title"] for one in (await person.get("/notifications")).json()["items"]]
            assert any("发现利害关系线索（应当回避）" in title for title in told) is hears
            tasks = (await person.get("/tasks")).json()
            assert any("核查利害关系线索（1 条" in one["title"] for one in tasks) is hears

    @pytest.mark.parametrize(
        ("grade", "state", "refused"),
        [
            ("barred", "open", True), ("declare", "open", True), ("hint", "open", False), ("hint", "confirmed", True),
            ("declare", "dismissed", False), ("barred", "cleared", False),
        ],
    )  # fmt: skip
    async def test_no_scores_while_one_stands(self, scene: Scene, grade: str, state: str, refused: bool) -> None:
        reviewer = await scene.world.person("expert", expert_id=scene.expert.id)
        await scene.world.team_member(scene.first, scene.expert, scene.office, leader=True)
        await scene.world.clear_to_read(reviewer, scene.first)
        sheet = await scene.world.sheet(scene.first, scene.expert)
        await scene.world.conflict(scene.first, scene.expert, grade, state=state)
        shown = (await reviewer.get(f"/score-sheets/{sheet.id}")).json()
        [submit] = [one for one in shown["actions"] if one["name"] == "submit"]
        codes = {one["code"] for one in submit["findings"]}
        assert ("sheet.no_conflict" in codes) is refused

    async def test_an_application_that_comes_in_is_looked_at(self, scene: Scene) -> None:
        """Its ties were there before it: no change of the graph tells of it."""
        organisation = await scene.world.organisation()
        firm = await scene.party(organisation.name, "organisation", uscc=organisation.uscc)
        await scene.tie(scene.self, firm, "employment")
        assert await scene.rows() == {}
        application = await scene.world.application(scene.edition, organisation, "submitted")
        async with scene.world.session() as session:
            event = OutboxEvent(
                name="application.submitted", entity="application", entity_id=application.id, payload={},
                application_id=application.id, edition_id=scene.edition.id, created_at=scene.world.clock.now(),
            )  # fmt: skip
            await jobs.look_at_application(session, event, scene.world.clock.now())
            await session.commit()
        assert (await scene.one(application=application)).grade == "barred"

    async def test_it_stands_in_the_archive(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "teaching")
        await scene.decide("dismiss", "二十年前的师生关系")
        async with scene.world.session() as session:
            found = await archive.conflicts(session, scene.first.id)
        [record] = archive_facts.conflicts(found, {})
        assert (record["grade"], record["state"]) == ("declare", "dismissed")
        assert record["found"].value["decision"] == "二十年前的师生关系"

    async def test_two_searches_at_once_enter_a_pair_once(self, scene: Scene) -> None:
        await scene.tie(scene.self, scene.firm, "employment", look=False)
        done = await asyncio.gather(*(scene.refresh() for _ in range(4)))
        assert sorted(one.found for one in done) == [0, 0, 0, 1]

    async def test_as_many_queries_for_three_as_for_one(self, scene: Scene) -> None:
        counted: list[int] = []
        await scene.world.conflict(scene.first, scene.expert)
        for more in (False, True):
            if more:
                await scene.world.conflict(scene.second, scene.expert)
                await scene.world.conflict(scene.first, await scene.world.expert())
            statements: list[str] = []

            def note(_connection: Any, _cursor: Any, statement: str, *_: Any, seen: list[str] = statements) -> None:
                seen.append(statement)

            engine = scene.world.app.state.engine.sync_engine
            listen(engine, "before_cursor_execute", note)
            assert (await scene.office.get(f"/editions/{scene.edition.id}/conflicts")).status_code == 200
            remove(engine, "before_cursor_execute", note)
            counted.append(len(statements))
        assert counted[0] == counted[1]


async def test_reading_around_people_finds_what_reading_everything_finds(scene: Scene) -> None:
    """The two ways into the graph, on a tangle of ties around many people."""
    import random

    rng = random.Random(5)
    people = [
        await scene.party(rng.choice(["王伟", "李静", "张敏"]), phone_hash=rng.choice([None, "p1", "p2"])) for _ in range(14)
    ]
    firms = [await scene.party(f"公司{rng.randint(0, 5)}有限公司", "organisation") for _ in range(8)]
    nodes = [*people, *firms, scene.firm, scene.other_firm, scene.self]
    kinds = ["employment", "post", "shareholding", "kinship", "teaching", "supervision", "joint_work", "consulting"]
    for number in range(70):
        one, other = rng.sample(nodes, 2)
        kind = rng.choice(kinds)
        await scene.tie(
            one, other, kind, look=False, role=str(number), share=rng.choice([2, 30]) if kind == "shareholding" else None
        )
    law, day = ruleset(scene.edition.ruleset_code).conflicts, scene.world.clock.now().date()
    starts, goals = [one.id for one in (*people, scene.self)], [scene.firm.id, scene.other_firm.id]
    seen = 0
    async with scene.world.session() as session:
        everything = await graph.whole(session, scene.world.authority.id)
        for start in starts:
            near = await graph.around(session, scene.world.authority.id, [start], goals, law, day)
            answers = []
            for loaded in (everything, near):
                known = [goal for goal in goals if goal in loaded.place]
                found = Search(loaded.graph, law, day, [loaded.place[start]], [loaded.place[goal] for goal in known]).run()
                answers.append({(known[one.applicant], one.grade, one.hops, len(one.ties)) for one in found})
            assert answers[0] == answers[1]
            seen += len(answers[0])
    assert seen > 10
