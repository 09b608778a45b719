"""Proposed teams over a real database: kept with their certificate, applied whole or not at all, explained (Art. 11, 32)."""

import asyncio
import csv
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event, select
from world import Person, World

from quality_award.features.assignment import jobs
from quality_award.features.assignment.pure.certificate import unpack_found, unpack_premise
from quality_award.features.assignment.service import proposals as service
from quality_award.features.assignment.service.premise import Options, premise_of
from quality_award.features.assignment.service.teams import read_board
from quality_award.regulation.finding import blocking
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import run
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Expert
from quality_award.tables.proposals import Proposal
from quality_award.tables.reviews import TeamMember
from quality_award.tables.trail import AuditRecord

pytestmark = [pytest.mark.anyio, pytest.mark.article("11")]


@dataclass
class Review:
    """Three accepted applicants and eight experts with accounts, three of them leaders."""

    world: World
    edition: Edition
    cases: list[Application]
    experts: list[Expert]
    reviewers: list[Person]
    office: Person
    agency: Person

    async def propose(self, person: Person | None = None, **body: Any) -> Any:
        return await (person or self.agency).post(f"/editions/{self.edition.id}/proposals", body)

    async def apply(self, proposal_id: str, person: Person | None = None) -> Any:
        return await (person or self.agency).post(f"/proposals/{proposal_id}/apply")

    async def seats(self) -> set[tuple[str, str, bool]]:
        async with self.world.session() as session:
            rows = await session.scalars(select(TeamMember).where(TeamMember.released_at.is_(None)))
            return {(str(one.application_id), str(one.expert_id), one.leader) for one in rows}

    async def detail(self, proposal_id: str, person: Person | None = None) -> dict[str, Any]:
        answer = await (person or self.agency).get(f"/proposals/{proposal_id}")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


@pytest.fixture
async def review(world: World) -> Review:
    """The world of these tests."""
    house = await world.agency()
    edition = await world.edition("document_review", agency_id=house.id)
    office = await world.person("office")
    experts = [await world.expert(leader=number < 3, name=f"专家{number}") for number in range(8)]
    reviewers = [await world.person("expert", expert_id=expert.id) for expert in experts]
    for expert in experts:
        await world.invite(edition, expert, office)
    return Review(
        world,
        edition,
        [await world.application(edition, None, "accepted") for _ in range(3)],
        experts,
        reviewers,
        office,
        await world.person("agency", agency_id=house.id),
    )


def kind(response: Any) -> str:
    said: str = response.json()["type"]
    return said.rsplit("/", 1)[-1]


def codes(response: Any) -> list[str]:
    return [finding["code"] for finding in response.json()["findings"]]


class TestMaking:
    async def test_every_seat_filled_nothing_assigned_and_kept_with_its_bound(self, review: Review) -> None:
        answer = await review.propose(alternatives=2)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert [one["rank"] for one in made] == list(range(len(made)))
        assert len({one["run_id"] for one in made}) == 1
        best = made[0]
        assert best["proved"]
        assert best["objective"] <= best["bound"] + 1e-6
        assert (best["seats"], best["open_seats"], best["without_leader"], best["loss"]) == (9, 0, 0, 0)
        assert best["greatest_load"] - best["least_load"] <= 1
        assert sum(best["loads"].values()) == 8
        assert all(one["loss"] >= 0 for one in made)
        assert await review.seats() == set()
        detail = await review.detail(best["id"])
        for team in detail["teams"]:
            assert [sum(one["leader"] for one in team["members"]), len(team["members"])] == [1, 3]
        listed = (await review.office.get(f"/editions/{review.edition.id}/proposals")).json()["items"]
        assert {one["id"] for one in listed} == {one["id"] for one in made}
        async with review.world.session() as session:
            row = await session.get_one(Proposal, made[0]["id"])
            records = (await session.scalars(select(AuditRecord).where(AuditRecord.entity == "proposal"))).all()
            assert {record.detail["input_sha256"] for record in records} == {row.input_sha256}

    async def test_the_same_board_gives_the_same_premise_and_the_same_teams(self, review: Review) -> None:
        first, second = [(await review.propose()).json()[0] for _ in range(2)]
        assert first["input_sha256"] == second["input_sha256"]
        assert (await review.detail(first["id"]))["teams"] == (await review.detail(second["id"]))["teams"]

    async def test_what_the_problem_allows_is_what_the_rules_allow_for_every_pair(self, review: Review) -> None:
        world = review.world
        await world.recuse(review.reviewers[0], review.cases[0])
        unchecked = await world.expert()
        await world.invite(review.edition, unchecked, review.office, checked=False)
        insider = await world.expert(employer="某某厂")
        await world.person("expert", expert_id=insider.id)
        await world.invite(review.edition, insider, review.office)
        own = await world.organisation(name=" 某某厂")
        await world.application(review.edition, own, "accepted")
        async with world.session() as session:
            edition = await session.get_one(Edition, review.edition.id)
            from quality_award.access.actor import Actor

            office = Actor("office", "x", user_id=review.office.user.id, authority_id=world.authority.id)
            board = await read_board(session, office, edition, world.clock.now())
            premise = premise_of(board, Options(3, None, 0, "all", False, None, ()))
            from quality_award.features.assignment.facts import assignment_facts

            seen = 0
            for row, case_id in enumerate(premise.applications):
                for column, expert_id in enumerate(premise.experts):
                    case = next(case for case in board.cases.values() if str(case.id) == case_id)
                    expert = next(one.expert for one in board.candidates.values() if str(one.expert.id) == expert_id)
                    against = blocking(run(ACTS["team.assign"], assignment_facts(board, case, expert, leader=False)))
                    assert premise.problem.allowed[row, column] == (not against), (case_id, expert_id, against)
                    assert [code for code, _ in premise.against(row, column)] == [one.rule for one in against]
                    seen += bool(against)
            assert seen == 1 + 4 + 1

    async def test_only_in_the_stage_and_only_who_may(self, world: World, review: Review) -> None:
        for role in ("committee", "auditor"):
            person = await world.person(role)
            assert (await review.propose(person)).status_code == 403
            assert (await person.get(f"/editions/{review.edition.id}/proposals")).status_code == 200
        stranger = await world.person("agency", agency_id=(await world.agency()).id)
        assert (await review.propose(stranger)).status_code == 404
        made = (await review.propose()).json()[0]
        assert (await stranger.get(f"/proposals/{made['id']}")).status_code == 404
        assert (await review.apply(made["id"], stranger)).status_code == 404
        early = await world.edition("formal_review", number=6, year=2028)
        assert (await review.office.post(f"/editions/{early.id}/proposals", {})).status_code == 409
        unknown = await review.propose(application_ids=[str(review.edition.id)])
        assert unknown.status_code == 404

    async def test_a_pair_to_keep_that_a_rule_forbids_is_refused_with_the_rule(self, review: Review) -> None:
        await review.world.recuse(review.reviewers[0], review.cases[0])
        pair = {"application_id": str(review.cases[0].id), "expert_id": str(review.experts[0].id)}
        answer = await review.propose(locked=[pair])
        assert answer.status_code == 409
        assert codes(answer) == ["assignment.not_recused"]
        wanted = {"application_id": str(review.cases[0].id), "expert_id": str(review.experts[7].id)}
        made = (await review.propose(locked=[wanted])).json()[0]
        team = next(
            one for one in (await review.detail(made["id"]))["teams"] if one["application_id"] == wanted["application_id"]
        )
        assert wanted["expert_id"] in {one["expert_id"] for one in team["members"]}

    async def test_an_infeasible_problem_names_what_clashes_and_what_frees_it(self, review: Review) -> None:
        for reviewer in review.reviewers[:6]:
            await review.world.recuse(reviewer, review.cases[0])
        made = (await review.propose()).json()[0]
        assert (made["open_seats"], made["without_leader"]) == (1, 1)
        detail = await review.detail(made["id"])
        clash = next(one for one in detail["clashes"] if one["rule"] == "seats")
        assert clash["application_ids"] == [str(review.cases[0].id)]
        assert (clash["needed"], clash["available"]) == (3, 2)
        assert clash["frees"]
        assert any(one["rule"] == "leader" for one in detail["clashes"])

    async def test_a_large_one_is_computed_by_the_worker(self, review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(service, "AT_ONCE", 0)
        (row,) = (await review.propose(alternatives=1)).json()
        assert row["finished_at"] is None
        assert kind(await review.apply(row["id"])) == "proposal.not_made"
        for _ in range(2):
            async with review.world.session() as session:
                await jobs.compute(session, {"run_id": row["run_id"]}, review.world.clock.now())
                await session.commit()
        listed = (await review.office.get(f"/editions/{review.edition.id}/proposals")).json()["items"]
        assert sorted(one["rank"] for one in listed) == list(range(len(listed)))
        assert all(one["finished_at"] for one in listed)


class TestApplying:
    async def test_all_at_once_through_the_same_rules_and_only_once(self, review: Review) -> None:
        made = (await review.propose(alternatives=1)).json()
        answer = await review.apply(made[0]["id"])
        assert answer.status_code == 200, answer.text
        detail = answer.json()
        assert detail["applied_by"]
        wanted = {
            (team["application_id"], member["expert_id"], member["leader"])
            for team in detail["teams"]
            for member in team["members"]
        }
        assert await review.seats() == wanted
        again = await review.apply(made[0]["id"])
        assert again.status_code == 200
        assert again.json()["applied_at"] == detail["applied_at"]
        assert await review.seats() == wanted
        if len(made) > 1:
            assert kind(await review.apply(made[1]["id"])) == "proposal.other_applied"
        board = (await review.agency.get(f"/editions/{review.edition.id}/teams")).json()
        assert all(team["complete"] for team in board["teams"])

    async def test_nothing_is_applied_when_a_rule_breaks_by_now(self, review: Review) -> None:
        made = (await review.propose()).json()[0]
        member = next(
            (team["application_id"], one["expert_id"])
            for team in (await review.detail(made["id"]))["teams"]
            for one in team["members"]
        )
        case = next(one for one in review.cases if str(one.id) == member[0])
        reviewer = next(
            person for person, expert in zip(review.reviewers, review.experts, strict=True) if str(expert.id) == member[1]
        )
        await review.world.recuse(reviewer, case)
        answer = await review.apply(made["id"])
        assert answer.status_code == 409
        assert codes(answer) == ["assignment.not_recused"]
        assert answer.json()["findings"][0]["params"]["case"] == case.case_number
        assert await review.seats() == set()

    async def test_a_stale_one_names_what_changed(self, review: Review) -> None:
        made = (await review.propose()).json()[0]
        seated = await review.world.team_member(review.cases[1], review.experts[5], review.office)
        answer = await review.apply(made["id"])
        assert codes(answer) == ["proposal.changed"]
        finding = answer.json()["findings"][0]
        assert finding["params"] == {"change": "joined", "case": review.cases[1].case_number, "expert": "专家5"}
        assert "加入" in finding["message"]
        made = (await review.propose()).json()[0]
        await review.agency.request("DELETE", f"/team-members/{seated.id}", json={"reason": "病"})
        assert [one["params"]["change"] for one in (await review.apply(made["id"])).json()["findings"]] == ["left"]

    async def test_two_people_apply_at_once_and_one_of_the_alternatives_wins(self, review: Review) -> None:
        made = (await review.propose(alternatives=2)).json()
        assert len(made) > 1
        answers = await asyncio.gather(
            *(review.apply(one["id"], person) for one in made[:2] for person in (review.office, review.agency))
        )
        assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
        assert len(await review.seats()) == 9

    async def test_a_late_recusal_moves_as_few_as_can_be(self, review: Review) -> None:
        first = (await review.propose()).json()[0]
        await review.apply(first["id"])
        before = await review.seats()
        gone = sorted(before)[0]
        reviewer = next(
            person for person, expert in zip(review.reviewers, review.experts, strict=True) if str(expert.id) == gone[1]
        )
        case = next(one for one in review.cases if str(one.id) == gone[0])
        stepped = await reviewer.put(f"/applications/{case.id}/interest", {"has_interest": True, "detail": "亲属任职"})
        assert stepped.status_code == 200, stepped.text
        made = (await review.propose(keep="few")).json()[0]
        assert made["open_seats"] == 0
        assert made["removed"] <= 1
        assert (await review.apply(made["id"])).status_code == 200
        after = await review.seats()
        assert len(after) == 9
        assert (gone[0], gone[1]) not in {(one[0], one[1]) for one in after}
        assert len({one[:2] for one in before} - {one[:2] for one in after}) <= 2

    async def test_a_locked_seat_stays_whatever_is_asked_for(self, review: Review) -> None:
        seat = await review.world.team_member(review.cases[0], review.experts[7], review.office)
        free = await review.world.team_member(review.cases[0], review.experts[6], review.office)
        path = f"/team-members/{seat.id}"
        for _ in range(2):
            answer = await review.agency.put(f"{path}/lock", {"locked": True})
            assert [one["locked"] for one in answer.json()["members"] if one["id"] == str(seat.id)] == [True]
        refused = await review.agency.request("DELETE", path, json={"reason": "调整"})
        assert codes(refused) == ["assignment.seat_locked"]
        made = (await review.propose(keep="none")).json()[0]
        assert (await review.apply(made["id"])).status_code == 200
        assert (str(review.cases[0].id), str(review.experts[7].id)) in {one[:2] for one in await review.seats()}
        async with review.world.session() as session:
            records = (await session.scalars(select(AuditRecord.action).where(AuditRecord.entity_id == seat.id))).all()
            assert records == ["lock"]
        assert free is not None

    async def test_with_a_floor_the_worst_served_is_served_no_worse(self, review: Review) -> None:
        plain, fair = [(await review.propose(floor=floor)).json()[0] for floor in (False, True)]
        assert fair["least_worth"] >= plain["least_worth"]
        assert fair["floor"]

    async def test_a_sheet_handed_in_keeps_its_seat(self, review: Review) -> None:
        await review.world.team_member(review.cases[0], review.experts[7], review.office)
        await review.world.sheet(
            review.cases[0], review.experts[7], state="submitted", total=500, submitted_at=review.world.clock.now()
        )
        made = (await review.propose(keep="none")).json()[0]
        team = next(one for one in (await review.detail(made["id"]))["teams"] if one["application_id"] == str(review.cases[0].id))
        assert str(review.experts[7].id) in {one["expert_id"] for one in team["members"]}


class TestRecused:
    @pytest.mark.article("32")
    async def test_a_recused_reader_gets_no_line_and_no_count_of_the_case(self, review: Review) -> None:
        made = (await review.propose()).json()[0]
        await review.world.recuse(review.office, review.cases[0])
        hidden = str(review.cases[0].id)
        summary = (await review.office.get(f"/editions/{review.edition.id}/proposals")).json()["items"][0]
        held = sum(int(load) * experts for load, experts in summary["loads"].items())
        assert (summary["applications"], summary["seats"], held) == (2, 6, 6)
        assert hidden not in str(await review.detail(made["id"], review.office))
        assert (await review.office.get(f"/proposals/{made['id']}/certificate?application_id={hidden}")).status_code == 404
        pair = f"/proposals/{made['id']}/pairs/{hidden}/{review.experts[0].id}"
        assert (await review.office.get(pair)).status_code == 404
        table = await review.office.get(f"/proposals/{made['id']}/certificate/export")
        assert review.cases[0].case_number not in table.text
        assert review.cases[1].case_number in table.text
        refused = await review.apply(made["id"], review.office)
        assert (refused.status_code, kind(refused)) == (409, "proposal.recused")
        assert refused.json()["article"] == "32"
        board = (await review.office.get(f"/editions/{review.edition.id}/teams")).json()
        assert hidden not in str(board)
        other = (await review.propose(review.office)).json()[0]
        assert other["applications"] == 2


class TestCertificate:
    async def test_every_pair_has_an_outcome_and_why_not_costs_no_less_than_recorded(self, review: Review) -> None:
        await review.world.recuse(review.reviewers[4], review.cases[0])
        made = (await review.propose()).json()[0]
        detail = await review.detail(made["id"])
        for team in detail["teams"]:
            held = (
                await review.agency.get(f"/proposals/{made['id']}/certificate?application_id={team['application_id']}")
            ).json()
            assert len(held["rows"]) == 8
            assigned = {one["expert_id"] for one in held["rows"] if one["outcome"] == "assigned"}
            assert assigned == {one["expert_id"] for one in team["members"]}
            for row in held["rows"]:
                if row["outcome"] == "conflict":
                    assert (row["cost"], row["findings"][0]["code"]) == (None, "assignment.not_recused")
                    continue
                why = (
                    await review.agency.get(f"/proposals/{made['id']}/pairs/{team['application_id']}/{row['expert_id']}")
                ).json()
                assert why["outcome"] == row["outcome"]
                assert why["message"]
                assert row["cost"] is None or why["cost"] >= row["cost"] - 0.02
        first = (await review.agency.get(f"/proposals/{made['id']}/certificate?application_id={review.cases[0].id}")).json()
        assert "conflict" in {one["outcome"] for one in first["rows"]}
        async with review.world.session() as session:
            looks = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "look"))).all()
            assert {(one.detail["part"], one.article) for one in looks} == {("certificate", "32"), ("pair", "32")}
            assert {one.application_id for one in looks} == {case.id for case in review.cases}

    async def test_the_table_is_safe_from_formulas_and_on_record(self, review: Review) -> None:
        evil = await review.world.expert(name="=HYPERLINK(1)", employer="@cmd")
        await review.world.person("expert", expert_id=evil.id)
        await review.world.invite(review.edition, evil, review.office)
        made = (await review.propose()).json()[0]
        answer = await review.agency.get(f"/proposals/{made['id']}/certificate/export")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == 1 + 3 * 9
        assert not [cell for row in rows for cell in row if cell[:1] in "=@" and cell]
        async with review.world.session() as session:
            assert await session.scalar(
                select(AuditRecord.id).where(AuditRecord.entity == "proposal", AuditRecord.action == "export")
            )

    async def test_what_is_kept_can_be_computed_again(self, review: Review) -> None:
        made = (await review.propose()).json()[0]
        async with review.world.session() as session:
            from sqlalchemy.orm import undefer

            row = await session.get_one(Proposal, made["id"], options=[undefer(Proposal.premise), undefer(Proposal.certificate)])
            premise, found = unpack_premise(row.premise), unpack_found(row.certificate)
        from quality_award.features.assignment.pure.solve import solve

        again = solve(premise.problem)
        assert again.objective == pytest.approx(found.solution.objective)
        assert np.array_equal(again.members, found.solution.members)
        assert found.codes.shape == (3, 8)


class TestBoard:
    async def test_proposals_and_openings_take_as_many_queries_for_one_as_for_many(self, world: World, review: Review) -> None:
        async def count(path: str) -> int:
            seen: list[str] = []
            engine = world.app.state.engine.sync_engine

            def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
                seen.append(statement)

            event.listen(engine, "before_cursor_execute", note)
            answer = await review.agency.get(path)
            assert answer.status_code == 200, answer.text
            event.remove(engine, "before_cursor_execute", note)
            return len(seen)

        paths = [
            f"/editions/{review.edition.id}/proposals",
            f"/editions/{review.edition.id}/teams/openings?expert_id={review.experts[0].id}",
            f"/editions/{review.edition.id}/fairness",
        ]
        await review.propose()
        for path in paths:
            await count(path)
        before = [await count(path) for path in paths]
        await review.propose(alternatives=2)
        for case in review.cases:
            await world.team_member(case, review.experts[3], review.office)
        assert [await count(path) for path in paths] == before

    async def test_openings_say_cost_and_rules_before_anything_is_dropped(self, review: Review) -> None:
        await review.world.recuse(review.reviewers[0], review.cases[0])
        await review.propose()
        rows = (await review.agency.get(f"/editions/{review.edition.id}/teams/openings?expert_id={review.experts[0].id}")).json()
        by_case = {one["application_id"]: one for one in rows}
        assert not by_case[str(review.cases[0].id)]["allowed"]
        assert by_case[str(review.cases[0].id)]["findings"][0]["article"] == "32"
        allowed = by_case[str(review.cases[1].id)]
        assert (allowed["allowed"], allowed["may_lead"]) == (True, True)
        assert allowed["cost"] is not None

    async def test_a_move_is_one_step(self, review: Review) -> None:
        seat = await review.world.team_member(review.cases[0], review.experts[4], review.office)
        body = {
            "members": [{"application_id": str(review.cases[1].id), "expert_id": str(review.experts[4].id)}],
            "leaving": [{"member_id": str(seat.id), "reason": "调整"}],
        }
        assert (await review.agency.post(f"/editions/{review.edition.id}/teams", body)).status_code == 200
        assert {one[:2] for one in await review.seats()} == {(str(review.cases[1].id), str(review.experts[4].id))}
        again = await review.agency.post(f"/editions/{review.edition.id}/teams", body)
        assert again.status_code == 404
