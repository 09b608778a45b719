"""Dates of site visits, limits of a seat by hand, the fairness report: over a real database (Art. 11, 17(6), 32)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update
from world import Person, World

from quality_award.tables.applications import Application
from quality_award.tables.conflicts import Conflict
from quality_award.tables.editions import Edition, EditionExpert
from quality_award.tables.parties import Expert, ExpertAbsence
from quality_award.tables.relations import Party

pytestmark = pytest.mark.anyio

# The world begins on Monday 2 March 2026.
MONDAY = dt.date(2026, 3, 2)
TUESDAY, SATURDAY = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=5)


@dataclass
class Site:
    """A site review of two applicants of one district with a member in common, and one expert to spare."""

    edition: Edition
    cases: list[Application]
    experts: list[Expert]
    reviewers: list[Person]
    office: Person


@pytest.fixture
async def site(world: World) -> Site:
    """The world of these tests."""
    edition = await world.edition("site_review")
    office = await world.person("office")
    experts = [await world.expert(leader=True, name=f"专家{number}") for number in range(4)]
    reviewers = [await world.person("expert", expert_id=expert.id) for expert in experts]
    cases = [await world.application(edition, None, "shortlisted") for _ in range(2)]
    for expert in experts:
        await world.invite(edition, expert, office)
    for case, members in zip(cases, (experts[:2], experts[1:3]), strict=True):
        for expert in members:
            await world.team_member(case, expert, office)
    return Site(edition, cases, experts, reviewers, office)


def codes(response: Any) -> list[str]:
    return [finding["code"] for finding in response.json()["findings"]]


async def put(person: Person, case: Application, day: dt.date, version: int | None = None) -> Any:
    return await person.put(f"/applications/{case.id}/visit", {"day": day.isoformat()}, version=version)


async def away(world: World, expert: Expert, day: dt.date, by: Person) -> None:
    await world.add(
        ExpertAbsence(expert_id=expert.id, from_day=day, until_day=day, entered_by=by.user.id, created_at=world.clock.now())
    )


@pytest.mark.article("17(6)")
class TestVisits:
    async def test_proposed_on_working_days_nobody_in_two_places_then_set_and_shown(self, world: World, site: Site) -> None:
        path = f"/editions/{site.edition.id}/visits"
        await away(world, site.experts[1], MONDAY, site.office)
        body = {"since": MONDAY.isoformat(), "until": (MONDAY + dt.timedelta(days=9)).isoformat(), "per_day": 2}
        made = (await site.office.post(f"{path}/propose", body)).json()
        days = {one["application_id"]: one["day"] for one in made["days"]}
        assert sorted(days.values()) == ["2026-03-03", "2026-03-04"]
        assert (made["proved"], made["undated"], made["trips"]) == (True, [], 2)
        assert all(item["day"] is None for item in (await site.office.get(path)).json()["items"])
        answer = await site.office.post(path, {"visits": made["days"]})
        assert answer.status_code == 200, answer.text
        assert {one["application_id"]: one["day"] for one in answer.json()["items"]} == days
        assert (await site.office.post(path, {"visits": made["days"]})).status_code == 200
        member = (await site.reviewers[0].get(path)).json()["items"]
        assert [one["application_id"] for one in member] == [str(site.cases[0].id)]
        applicant = await world.person("applicant", organisation_id=site.cases[1].organisation_id)
        assert [one["day"] for one in (await applicant.get(path)).json()["items"]] == [days[str(site.cases[1].id)]]
        team = (await applicant.get(f"/applications/{site.cases[1].id}/team")).json()
        assert team["visit_on"] == days[str(site.cases[1].id)]
        nothing = await site.office.post(f"{path}/propose", body)
        assert nothing.status_code == 409

    async def test_by_hand_every_rule_refuses_with_its_article_and_a_version_is_asked_for(self, world: World, site: Site) -> None:
        first, second = site.cases
        assert codes(await put(site.office, first, SATURDAY)) == ["visit.day"]
        assert codes(await put(site.office, first, MONDAY - dt.timedelta(days=3))) == ["visit.day"]
        await away(world, site.experts[0], TUESDAY, site.office)
        absent = await put(site.office, first, TUESDAY)
        assert codes(absent) == ["visit.absent"]
        assert absent.json()["findings"][0]["article"] == "17(6)"
        made = await put(site.office, first, MONDAY)
        assert made.status_code == 200, made.text
        assert codes(await put(site.office, second, MONDAY)) == ["visit.elsewhere"]
        assert (await put(site.office, first, TUESDAY)).status_code == 428
        assert (await put(site.office, first, TUESDAY, version=9)).status_code == 412
        moved = await put(site.office, first, MONDAY + dt.timedelta(days=2), version=1)
        assert (moved.json()["day"], moved.json()["version"]) == ("2026-03-04", 2)
        bare = await world.application(site.edition, None, "shortlisted")
        assert codes(await put(site.office, bare, MONDAY)) == ["visit.team"]
        dropped = await site.office.request("DELETE", f"/applications/{first.id}/visit", version=2)
        assert dropped.status_code == 204
        assert (await site.office.request("DELETE", f"/applications/{first.id}/visit", version=2)).status_code == 404
        for role in ("committee", "auditor"):
            assert (await put(await world.person(role), first, MONDAY)).status_code == 403
        early = await world.edition("document_review", number=6, year=2028)
        waiting = await world.application(early, None, "accepted")
        await world.team_member(waiting, site.experts[3], site.office)
        assert codes(await put(site.office, waiting, MONDAY)) == ["visit.stage"]

    async def test_a_recused_officer_sees_and_sets_no_date(self, world: World, site: Site) -> None:
        await put(site.office, site.cases[0], MONDAY)
        other = await world.person("office")
        await world.recuse(other, site.cases[0])
        listed = (await other.get(f"/editions/{site.edition.id}/visits")).json()["items"]
        assert [one["application_id"] for one in listed] == [str(site.cases[1].id)]
        assert (await put(other, site.cases[0], TUESDAY, version=1)).status_code == 404
        gone = await other.request("DELETE", f"/applications/{site.cases[0].id}/visit", version=1)
        assert gone.status_code == 404

    async def test_whoever_joins_can_be_there_on_the_day(self, world: World, site: Site) -> None:
        await put(site.office, site.cases[0], MONDAY)
        await away(world, site.experts[3], MONDAY, site.office)
        assert codes(await seat(site, site.cases[0], site.experts[3])) == ["assignment.absent"]
        assert codes(await seat(site, site.cases[0], site.experts[2])) == []
        await put(site.office, site.cases[1], TUESDAY)
        refused = await put(site.office, site.cases[1], MONDAY, version=1)
        assert set(codes(refused)) <= {"visit.elsewhere"}


async def seat(site: Site, case: Application, expert: Expert, **also: Any) -> Any:
    body = {"members": [{"application_id": str(case.id), "expert_id": str(expert.id), **also}]}
    answer = await site.office.post(f"/editions/{site.edition.id}/teams", body)
    if answer.status_code == 200:
        answer.json = lambda: {"findings": []}  # type: ignore[method-assign]
    return answer


class TestByHand:
    @pytest.mark.article("11")
    async def test_nobody_beyond_the_load_that_they_can_carry(self, world: World, site: Site) -> None:
        async with world.session() as session:
            await session.execute(update(Expert).where(Expert.id == site.experts[2].id).values(max_load=1))
            await session.commit()
        refused = await seat(site, site.cases[0], site.experts[2])
        assert codes(refused) == ["assignment.load"]
        assert refused.json()["findings"][0]["params"]["max_load"] == 1

    @pytest.mark.article("17(1)")
    @pytest.mark.parametrize(
        ("answer", "hours", "word"), [("declined", None, "谢绝"), (None, -1, "逾期"), (None, 1, "尚未答复"), ("accepted", -1, "")]
    )
    async def test_an_invitation_with_a_deadline_is_accepted_first(
        self, world: World, site: Site, answer: str | None, hours: int | None, word: str
    ) -> None:
        now = world.clock.now()
        async with world.session() as session:
            await session.execute(
                update(EditionExpert)
                .where(EditionExpert.expert_id == site.experts[3].id)
                .values(
                    answer=answer,
                    answer_by=None if hours is None else now + dt.timedelta(hours=hours),
                    answered_at=now if answer else None,
                    answered_by=site.office.user.id if answer else None,
                )
            )
            await session.commit()
        refused = await seat(site, site.cases[0], site.experts[3])
        assert codes(refused) == (["assignment.answered"] if word else [])
        if word:
            assert word in refused.json()["findings"][0]["message"]

    @pytest.mark.article("32")
    @pytest.mark.parametrize(
        ("grade", "state", "code"),
        [
            ("barred", "open", "assignment.barred"),
            ("declare", "confirmed", "assignment.barred"),
            ("declare", "open", "assignment.undecided"),
            ("hint", "open", ""),
            ("barred", "dismissed", ""),
        ],
    )
    async def test_a_conflict_found_along_ties_bars_or_waits_or_warns(
        self, world: World, site: Site, grade: str, state: str, code: str
    ) -> None:
        party = Party(
            authority_id=world.authority.id, kind="person", name="专家3", name_key="专家3", aliases=[], alias_keys=[],
            expert_id=site.experts[3].id, created_at=world.clock.now(),
        )  # fmt: skip
        await world.add(party)
        hop = {
            "from": {"id": str(party.id), "name": "专家3", "kind": "person"},
            "to": {"id": str(site.cases[0].organisation_id), "name": "被评组织", "kind": "organisation"},
            "kind": "consulting", "back": False, "role": "", "share": None, "since": None, "until": None,
            "source_kind": "import", "source": "名册",
        }  # fmt: skip
        await world.add(
            Conflict(
                authority_id=world.authority.id, edition_id=site.edition.id, application_id=site.cases[0].id, party_id=party.id,
                grade=grade, hops=1, path=[hop], evidence=["x"], state=state, created_at=world.clock.now(),
            )
        )  # fmt: skip
        rows = (await site.office.get(f"/editions/{site.edition.id}/teams/openings?expert_id={site.experts[3].id}")).json()
        opening = next(one for one in rows if one["application_id"] == str(site.cases[0].id))
        refused = await seat(site, site.cases[0], site.experts[3])
        assert codes(refused) == ([code] if code else [])
        assert opening["allowed"] == (not code)
        if code:
            finding = refused.json()["findings"][0]
            assert finding["article"] == "32"
            assert "咨询" in finding["message"]
        if grade == "hint":
            assert [(one["code"], one["severity"]) for one in opening["findings"]] == [("assignment.hint", "warn")]


class TestFairness:
    @pytest.mark.article("26", "32")
    async def test_load_coverage_repeats_recusals_over_what_the_reader_sees(self, world: World, site: Site) -> None:
        earlier = await world.edition("closed", number=4, year=2024)
        from sqlalchemy import select

        from quality_award.tables.parties import Organisation

        async with world.session() as session:
            organisation = await session.scalar(select(Organisation).where(Organisation.id == site.cases[0].organisation_id))
        past = await world.application(earlier, organisation, "awarded")
        await world.team_member(past, site.experts[0], site.office)
        await world.recuse(site.reviewers[3], site.cases[0])
        report = (await site.office.get(f"/editions/{site.edition.id}/fairness")).json()
        assert (report["teams"], report["seats"], report["experts"]) == (2, 4, 4)
        assert report["loads"] == {"0": 1, "1": 2, "2": 1}
        assert report["gini"] == pytest.approx(0.375)
        assert report["repeats"] == [
            {"expert": "专家0", "organisation": organisation.name, "case_number": site.cases[0].case_number, "years": [2024]}
        ]
        assert [(one["ground"], one["case_number"]) for one in report["recusals"]] == [("declared", site.cases[0].case_number)]
        assert {one["category"]: one["teams"] for one in report["categories"]} == {"4.1": 2, "4.7": 2}
        house = await world.agency()
        async with world.session() as session:
            await session.execute(update(Edition).where(Edition.id == site.edition.id).values(agency_id=house.id))
            await session.commit()
        agency = await world.person("agency", agency_id=house.id)
        assert (await agency.get(f"/editions/{site.edition.id}/fairness")).json()["recusals"] == []
        await world.recuse(site.office, site.cases[0])
        seen = (await site.office.get(f"/editions/{site.edition.id}/fairness")).json()
        assert (seen["teams"], seen["seats"], seen["repeats"], seen["recusals"]) == (1, 2, [], [])
        assert (await site.reviewers[0].get(f"/editions/{site.edition.id}/fairness")).status_code == 403
