"""Ranking, lists within Art. 3, and reports whose numbers come from the record (Art. 17(4) to (9))."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from world import Person, World

from quality_award.features.evaluation.pure.ranking import Method, mean, rank, rounded, weighted
from quality_award.features.evaluation.pure.report_text import TEMPLATES, fill, unknown
from quality_award.platform.ids import new_id
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition, ListEntry, Report
from quality_award.tables.objections import Objection
from quality_award.tables.reviews import TeamMember
from quality_award.tables.trail import AuditRecord

anyio = pytest.mark.anyio
WEIGHTS = {"document_weight": {"value": 40}, "site_weight": {"value": 60}}
PLAIN = Method({"document": 40, "site": 60}, drop_extremes=False, decimals=2)


async def scored(
    world: World, edition: Edition, office: Person, document: list[float], site: list[float], state: str = "shortlisted"
) -> Application:
    """An application with handed-in sheets."""
    application = await world.application(edition, state=state)
    for i in range(max(len(document), len(site))):
        expert = await world.expert(leader=i == 0)
        await world.team_member(application, expert, office, leader=i == 0)
        if i < len(document):
            await world.sheet(application, expert, state="submitted", total=document[i])
        if i < len(site):
            await world.sheet(application, expert, "site", state="submitted", total=site[i])
    return application


async def version(person: Person, edition: Edition) -> int:
    """The edition's present version."""
    return int((await person.get(f"/editions/{edition.id}")).json()["version"])


async def draw(person: Person, edition: Edition, kind: str, entries: Any) -> Any:
    """Draw a list at the present version."""
    return await person.put(f"/editions/{edition.id}/lists/{kind}", {"entries": entries}, version=await version(person, edition))


@anyio
async def test_the_ranking_is_the_weighted_mean_of_submitted_sheets(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("evaluation", local_settings=WEIGHTS)
    best = await scored(world, edition, office, [700, 600], [800, 800])
    tied = await scored(world, edition, office, [500], [600])
    also = await scored(world, edition, office, [500], [600])
    half = await scored(world, edition, office, [900], [])
    await world.sheet(half, await world.expert(), "site")
    out = await scored(world, edition, office, [300], [], state="not_shortlisted")
    ranking = (await office.get(f"/editions/{edition.id}/ranking")).json()
    rows = {row["application_id"]: row for row in ranking["rows"]}
    assert ranking["basis"] == "total"
    document, site = rows[str(best.id)]["stages"]
    assert (document["stage"], document["mean"], document["spread"]) == ("document", 650, 100)
    assert (site["stage"], site["mean"], rows[str(best.id)]["total"]) == ("site", 800, 740)
    assert [rows[str(one.id)]["rank"] for one in (best, tied, also, half, out)] == [1, 2, 2, None, None]


@anyio
async def test_a_released_experts_sheet_counts_for_nothing(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("evaluation", local_settings=WEIGHTS)
    application = await scored(world, edition, office, [500, 900], [])
    async with world.session() as session:
        members = list(await session.scalars(select(TeamMember).where(TeamMember.leader.is_(False))))
        members[0].released_at = world.clock.now()
        await session.commit()
    row = (await office.get(f"/editions/{edition.id}/ranking")).json()["rows"][0]
    assert (row["application_id"], row["stages"][0]["mean"], row["stages"][0]["submitted"]) == (str(application.id), 500, 1)


@anyio
async def test_a_recused_person_sees_neither_score_nor_place_and_draws_no_list(world: World) -> None:
    office, recused = await world.person("office"), await world.person("office")
    edition = await world.edition("evaluation", local_settings=WEIGHTS)
    hidden = await scored(world, edition, office, [900], [900])
    shown = await scored(world, edition, office, [500], [500])
    await draw(office, edition, "proposed", [{"application_id": str(hidden.id), "tier": "gold"}])
    await world.recuse(recused, hidden)
    ranking = (await recused.get(f"/editions/{edition.id}/ranking")).json()
    assert [(row["application_id"], row["rank"]) for row in ranking["rows"]] == [(str(shown.id), 1)]
    listed = (await recused.get(f"/editions/{edition.id}/lists/proposed")).json()
    assert (listed["entries"], listed["editable"]) == ([], False)
    answer = await draw(recused, edition, "proposed", [{"application_id": str(shown.id), "tier": "gold"}])
    assert (answer.status_code, answer.json()["article"]) == (403, "32")


@anyio
@pytest.mark.article("3")
async def test_a_list_over_quota_is_refused_with_article_3(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("evaluation", local_settings=WEIGHTS)
    applications = [await world.application(edition, state="shortlisted") for _ in range(4)]
    entries = [{"application_id": str(one.id), "tier": "gold"} for one in applications]
    refused = await draw(office, edition, "proposed", entries)
    assert (refused.status_code, refused.json()["article"]) == (409, "3")
    assert refused.json()["findings"][0]["params"] == {"tier": "gold", "count": 4, "quota": 3}
    assert (await office.get(f"/editions/{edition.id}/lists/proposed")).json()["drawn"] is False
    entries[3]["tier"] = "silver"
    drawn = (await draw(office, edition, "proposed", entries)).json()
    assert {p["tier"]: (p["taken"], p["vacant"]) for p in drawn["places"]} == {
        "gold": (3, 0), "silver": (1, 6), "nomination": (0, 10), "total": (4, 16),
    }  # fmt: skip
    assert [e["rank"] for e in drawn["entries"]] == [1, 2, 3, 4]
    again = (await draw(office, edition, "proposed", list(reversed(entries)))).json()
    assert len(again["entries"]) == 4


@anyio
async def test_a_list_of_nobody_is_a_list(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("evaluation", local_settings=WEIGHTS)
    drawn = (await draw(office, edition, "proposed", [])).json()
    assert (drawn["drawn"], drawn["entries"]) == (True, [])
    findings = {f["code"] for f in (await office.get(f"/editions/{edition.id}")).json()["actions"][0]["findings"]}
    assert "edition.proposed_list_present" not in findings


@anyio
async def test_each_list_has_its_time_and_its_hand(world: World) -> None:
    office = await world.person("office")
    agency_row = await world.agency()
    edition = await world.edition("document_review", local_settings=WEIGHTS, agency_id=agency_row.id)
    agency = await world.person("agency", agency_id=agency_row.id)
    application = await world.application(edition, state="accepted")
    entries = [{"application_id": str(application.id)}]
    assert (await draw(agency, edition, "site", entries)).status_code == 200
    early = await draw(office, edition, "proposed", [])
    assert (early.status_code, early.json()["type"]) == (409, "/problems/list-out-of-turn")
    assert (await draw(agency, edition, "proposed", [])).status_code == 403
    for role in ("committee", "government", "auditor"):
        person = await world.person(role)
        assert (await person.get(f"/editions/{edition.id}/lists/site")).status_code == 200
        assert (await draw(person, edition, "site", entries)).status_code == 403
    applicant = await world.person("applicant", organisation_id=application.organisation_id)
    assert (await applicant.get(f"/editions/{edition.id}/lists/site")).status_code == 403
    assert (await applicant.get(f"/editions/{edition.id}/ranking")).status_code == 403
    stranger = await world.person("agency", agency_id=(await world.agency()).id)
    assert (await stranger.get(f"/editions/{edition.id}/lists/site")).status_code == 404


@anyio
async def test_bad_entries_are_all_named(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("evaluation", local_settings=WEIGHTS)
    good = await world.application(edition, state="shortlisted")
    twice = await draw(
        office, edition, "proposed", [{"application_id": str(good.id), "tier": "gold"}, {"application_id": str(good.id)}]
    )
    assert [e["field"] for e in twice.json()["errors"]] == ["entries.1.application_id", "entries.1.tier"]
    passed_over = await world.application(edition, state="not_shortlisted")
    strangers = [{"application_id": str(one), "tier": "gold"} for one in (passed_over.id, new_id())]
    assert len((await draw(office, edition, "proposed", strangers)).json()["errors"]) == 2
    stale = await office.put(f"/editions/{edition.id}/lists/proposed", {"entries": []}, version=99)
    assert stale.status_code == 412


async def listed(world: World, edition: Edition, application: Application, kind: str, tier: str) -> None:
    """A line of a list."""
    now = world.clock.now()
    await world.add(ListEntry(edition_id=edition.id, kind=kind, application_id=application.id, tier=tier, rank=1, created_at=now))


@anyio
async def test_the_final_list_starts_from_the_initial_one_without_those_who_fell(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("settlement", local_settings=WEIGHTS)
    stays = await world.application(edition, state="shortlisted")
    failed = await world.application(edition, state="failed")
    objected = await world.application(edition, state="shortlisted")
    for application in (stays, failed, objected):
        await listed(world, edition, application, "initial", "silver")
    now = world.clock.now()
    await world.add(
        Objection(
            edition_id=edition.id, application_id=objected.id, case_number="异-1", follow_code_hash="x", subject="资格",
            grounds="…", identified=True, received_at=now, state="upheld", created_at=now,
        )
    )  # fmt: skip
    before = (await office.get(f"/editions/{edition.id}/lists/final")).json()
    assert [e["application_id"] for e in before["suggestion"]] == [str(stays.id)]
    raised = await draw(office, edition, "final", [{"application_id": str(stays.id), "tier": "gold"}])
    assert raised.json()["findings"][0]["code"] == "edition.final_within_initial"
    upheld = await draw(office, edition, "final", [{"application_id": str(objected.id), "tier": "silver"}])
    assert upheld.json()["findings"][0]["article"] == "24"
    drawn = (await draw(office, edition, "final", None)).json()
    assert [(e["application_id"], e["tier"]) for e in drawn["entries"]] == [(str(stays.id), "silver")]


@anyio
@pytest.mark.article("4", "17(7)")
async def test_a_report_keeps_the_numbers_it_was_submitted_with(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("formal_review")
    for state in ("formal_passed", "formal_passed", "formal_failed", "not_recommended", "draft"):
        await world.application(edition, state=state)
    reports = {one["kind"]: one for one in (await office.get(f"/editions/{edition.id}/reports")).json()}
    assert list(reports) == ["formal_review", "document_review", "site_review", "evaluation", "verification"]
    assert reports["formal_review"]["live"] == {
        "filed": 3, "passed": 2, "failed": 1, "waiting": 0, "not_recommended": 1,
        "channel_direct": 0, "channel_industry": 0, "channel_county": 3,
    }  # fmt: skip
    url = f"/editions/{edition.id}/reports"
    wrong = await office.post(url, {"kind": "formal_review", "text": "合格{winners_of_hearts}件"})
    assert wrong.json()["errors"][0]["code"] == "report.placeholder"
    answer = await office.post(url, {"kind": "formal_review", "text": reports["formal_review"]["template"]})
    assert answer.status_code == 201
    mine = answer.json()[0]
    assert "审查合格2件，不合格1件" in mine["text"]
    assert (mine["stale"], mine["submitted_by"]) == (False, office.user.name)
    await world.application(edition, state="formal_passed")
    mine = (await office.get(url)).json()[0]
    assert (mine["stale"], mine["numbers"]["passed"], mine["live"]["passed"]) == (True, 2, 3)
    await office.post(url, {"kind": "formal_review", "text": "审查合格{passed}件"})
    async with world.session() as session:
        report = (await session.scalars(select(Report))).one()
        assert report.text == "审查合格3件"
        trail = list(await session.scalars(select(AuditRecord).where(AuditRecord.action == "report_formal_review")))
        assert trail[1].detail["replaces"] == trail[0].detail["sha256"]


@anyio
async def test_reports_have_their_time_and_their_hand(world: World) -> None:
    office, committee = await world.person("office"), await world.person("committee")
    edition = await world.edition("document_review", local_settings=WEIGHTS)
    url = f"/editions/{edition.id}/reports"
    late = await office.post(url, {"kind": "formal_review", "text": "x"})
    assert (late.status_code, late.json()["article"]) == (409, "17(4)")
    assert (await committee.get(url)).status_code == 200
    assert (await committee.post(url, {"kind": "document_review", "text": "x"})).status_code == 403
    assert (await office.post(url, {"kind": "document_review", "text": "共{accepted}家"})).status_code == 201
    expert = await world.person("expert", expert_id=(await world.expert()).id)
    assert (await expert.get(url)).status_code in (403, 404)


scores = st.lists(st.integers(0, 100_000).map(lambda cents: cents / 100), max_size=6)
methods = st.builds(Method, st.just({"document": 40, "site": 60}), st.booleans(), st.integers(0, 2))


@given(scores, methods)
def test_a_mean_lies_between_its_sheets(totals: list[float], method: Method) -> None:
    found = mean(totals, method)
    assert (found is None) == (not totals)
    if found is not None:
        step = Decimal(1).scaleb(-method.decimals)
        assert Decimal(str(min(totals))) - step <= found <= Decimal(str(max(totals))) + step


@given(st.dictionaries(st.text(max_size=3), st.fixed_dictionaries({"document": scores, "site": scores}), max_size=8), methods)
def test_a_higher_total_never_ranks_behind_a_lower_one(sheets: dict[str, dict[str, list[float]]], method: Method) -> None:
    found = rank(sheets, method, by_total=True)
    ranked = sorted((one for one in found.values() if one.rank is not None), key=lambda one: one.rank or 0)
    totals = [one.total or 0 for one in ranked]
    assert totals == sorted(totals, reverse=True)
    assert all((one.rank is None) == (one.total is None) for one in found.values())


def test_rounding_goes_half_up_and_extremes_drop_only_from_three() -> None:
    assert rounded(Decimal("612.345"), 2) == Decimal("612.35")
    assert rounded(Decimal("612.5"), 0) == Decimal("613")
    dropping = Method({"document": 40, "site": 60}, drop_extremes=True, decimals=2)
    assert mean([100, 500], dropping) == Decimal("300.00")
    assert mean([100, 500, 900, 510], dropping) == Decimal("505.00")


def test_a_weight_of_zero_asks_for_no_score_and_a_missing_weight_gives_none() -> None:
    assert weighted({"document": Decimal(600), "site": None}, Method({"document": 100, "site": 0}, False, 2)) == Decimal("600.00")
    assert weighted({"document": Decimal(600), "site": None}, PLAIN) is None
    assert weighted({"document": Decimal(600), "site": Decimal(600)}, Method({"document": None, "site": 60}, False, 2)) is None


@given(st.text())
def test_any_text_can_be_filled(text: str) -> None:
    assert fill(text, {}) == fill(fill(text, {}), {})


def test_templates_speak_only_of_numbers_in_braces() -> None:
    assert all(unknown(text, {}) for text in TEMPLATES.values())
    assert fill("最高{highest}分", {"highest": 612.5}) == "最高612.5分"
    assert fill("平均{average}分", {"average": None}) == "平均—分"
