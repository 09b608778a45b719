"""Rulesets in the running system: public to read, tried out by the office, another city's in use."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import settings_on
from sqlalchemy import update
from world import MovableClock, World, anonymous

from quality_award.main import create_app
from quality_award.regulation import parameters
from quality_award.tables.awards import Award
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Organisation

pytestmark = pytest.mark.anyio
SHENZHEN = Path(__file__).resolve().parents[1] / "rulesets" / "shenzhen_type.json"


@pytest.mark.article("38")
async def test_everyone_may_read_what_the_rules_are_and_whose(world: World) -> None:
    [law] = (await anonymous(world, "GET", "/rulesets")).json()
    assert (law["code"], law["in_use"], law["quota_total"]) == ("chaoyang-2022", True, 20)
    assert [(tier["title"], tier["quota"], tier["prize"]) for tier in law["tiers"]] == [
        ("金奖", 3, 200_000), ("银奖", 7, 100_000), ("提名奖", 10, 50_000),
    ]  # fmt: skip
    assert next(one for one in law["parameters"] if one["key"] == "min_years")["article"] == "13(1)"
    assert {point["number"] for point in law["points"]} >= set(range(1, 15))
    english = (await anonymous(world, "GET", "/rulesets", headers={"Accept-Language": "en"})).json()[0]
    assert english["tiers"][0]["title"] == "Gold"


async def young(world: World, edition: Edition, years: int) -> Any:
    """A handed-in application of an organisation that is so many years old on the closing day."""
    application = await world.application(edition, state="filed")
    closing = edition.closes_at
    assert closing is not None
    async with world.session() as session:
        await session.execute(
            update(Organisation)
            .where(Organisation.id == application.organisation_id)
            .values(registered_on=closing.date().replace(year=closing.year - years))
        )
        await session.commit()
    return application


async def simulate(person: Any, changes: dict[str, Any], code: str = "chaoyang-2022") -> Any:
    return await person.post(f"/rulesets/{code}/simulation", {"changes": changes})


async def test_what_if_the_minimum_were_three_years(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("formal_review")
    old, four, two = await young(world, edition, 9), await young(world, edition, 4), await young(world, edition, 2)
    [found] = (await simulate(office, {"min_years": 3})).json()["editions"]
    assert (found["number"], found["applications"]) == (edition.number, 3)
    changed = {row["case_number"]: row for row in found["changed"]}
    assert set(changed) == {four.case_number}
    row = changed[four.case_number]
    assert (row["eligible_before"], row["eligible_after"]) == (False, True)
    assert [finding["code"] for finding in row["removed"]] == ["organisation.years"]
    assert two.case_number not in changed, "kept out under both"
    assert old.case_number not in changed, "let in under both"
    [stricter] = (await simulate(office, {"min_years": 10})).json()["editions"]
    assert old.case_number in {row["case_number"] for row in stricter["changed"]}


async def test_what_if_there_were_fewer_places_and_more_money(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("conferred")
    for _ in range(3):
        application = await world.application(edition, state="awarded")
        number = application.case_number
        await world.add(
            Award(
                authority_id=edition.authority_id,
                edition_id=edition.id,
                organisation_id=application.organisation_id,
                application_id=application.id,
                tier="gold",
                certificate_number=number,
                verify_code=number,
                granted_on=world.clock.now().date(),
                supervised_until=world.clock.now().date(),
                state="granted",
                created_at=world.clock.now(),
            )
        )
    changes = {
        "quotas": {"gold": 2, "silver": 7, "nomination": 10},
        "quota_total": 19,
        "prizes": {"gold": 1, "silver": 1, "nomination": 1},
    }
    [found] = (await simulate(office, changes)).json()["editions"]
    assert found["over"] == [{"tier": "gold", "winners": 3, "places": 2}]
    assert (found["prizes_before"], found["prizes_after"]) == (600_000, 3)


async def test_nothing_is_kept_of_a_simulation(world: World) -> None:
    office = await world.person("office")
    before = (await anonymous(world, "GET", "/rulesets")).json()
    await simulate(office, {"min_years": 1})
    assert (await anonymous(world, "GET", "/rulesets")).json() == before


async def test_a_draft_with_faults_is_refused_at_the_places(world: World) -> None:
    office = await world.person("office")
    refused = await simulate(office, {"min_years": -1, "quotas": {"gold": 3}, "lucky": 7})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["changes.lucky"]
    refused = await simulate(office, {"min_years": -1, "quotas": {"gold": 3}})
    assert {error["field"] for error in refused.json()["errors"]} == {"changes.min_years", "changes.quotas"}
    assert (await simulate(office, {"min_years": 3}, "nowhere")).status_code == 404


async def test_a_simulation_is_the_offices_and_hides_from_the_recused(world: World) -> None:
    edition = await world.edition("formal_review")
    four = await young(world, edition, 4)
    applicant = await world.person("applicant", organisation_id=four.organisation_id)
    assert (await simulate(applicant, {"min_years": 3})).status_code == 403
    recused = await world.person("office")
    await world.recuse(recused, four)
    assert (await simulate(recused, {"min_years": 3})).json()["editions"] == []


@pytest.fixture
async def shenzhen(services: dict[str, str], database_url: str, clock: MovableClock) -> AsyncIterator[World]:
    """A world under another city's ruleset."""
    settings = settings_on(services, database_url).model_copy(update={"rulesets": SHENZHEN})
    app = create_app(settings, clock)
    yield await World.create(app, clock)
    await app.state.engine.dispose()
    parameters.install([])


async def test_refusals_cite_the_citys_own_clauses(shenzhen: World) -> None:
    office = await shenzhen.person("office")
    edition = await shenzhen.edition("evaluation")
    applications = [await shenzhen.application(edition, state="shortlisted") for _ in range(4)]
    version = (await office.get(f"/editions/{edition.id}")).json()["version"]
    entries = [{"application_id": str(one.id), "tier": "award"} for one in applications]
    refused = await office.put(f"/editions/{edition.id}/lists/proposed", {"entries": entries}, version=version)
    assert (refused.status_code, refused.json()["article"]) == (409, "3")
    assert "市长质量奖" in refused.json()["findings"][0]["message"]
    early = await office.post(f"/editions/{edition.id}/actions/end_publicity", version=version)
    assert early.json()["article"] == "16", "the clause on the evaluation is 16 there"
    shown = (await office.get(f"/editions/{edition.id}")).json()
    assert [(one["key"], one["standing"]) for one in shown["stages"]][4:8] == [
        ("defence", "behind"), ("site_review", "behind"), ("public_opinion", "behind"), ("evaluation", "here"),
    ]  # fmt: skip


async def test_a_projects_prize_goes_to_projects_alone(shenzhen: World) -> None:
    office = await shenzhen.person("office")
    edition = await shenzhen.edition("evaluation")
    project = await shenzhen.application(edition, state="shortlisted", subject="project", project_name="精益改善")
    plain = await shenzhen.application(edition, state="shortlisted")
    version = (await office.get(f"/editions/{edition.id}")).json()["version"]

    async def draw(entries: list[tuple[Any, str]]) -> Any:
        body = {"entries": [{"application_id": str(one.id), "tier": tier} for one, tier in entries]}
        return await office.put(f"/editions/{edition.id}/lists/proposed", body, version=version)

    refused = await draw([(project, "award"), (plain, "project")])
    assert refused.status_code == 409
    assert {finding["code"] for finding in refused.json()["findings"]} == {"edition.subjects_proposed"}
    assert len(refused.json()["findings"]) == 2
    unknown = await draw([(plain, "gold")])
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "list.tier")
    drawn = (await draw([(project, "project"), (plain, "award")])).json()
    assert [(one["tier"], one["project"]) for one in drawn["entries"]] == [("award", ""), ("project", "精益改善")]


async def test_an_application_is_for_what_the_edition_gives_prizes_for(shenzhen: World) -> None:
    edition = await shenzhen.edition("open")
    organisation = await shenzhen.organisation()
    person = await shenzhen.person("applicant", organisation_id=organisation.id)
    body = {"edition_id": str(edition.id), "subject": "project", "project_name": " "}
    made = await person.post("/applications", body)
    assert made.status_code == 201
    gaps = {gap["section"] for gap in made.json()["gaps"] if "项目" in gap["message"]}
    assert gaps == {"declaration"}
    named = await person.patch(f"/applications/{made.json()['id']}", {"project_name": "精益改善"}, version=1)
    assert named.json()["project_name"] == "精益改善"
    assert not [gap for gap in named.json()["gaps"] if "项目" in gap["message"]]


async def test_this_citys_award_has_no_project_prize(world: World) -> None:
    edition = await world.edition("open")
    organisation = await world.organisation()
    person = await world.person("applicant", organisation_id=organisation.id)
    refused = await person.post("/applications", {"edition_id": str(edition.id), "subject": "project", "project_name": "x"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "subject")


async def test_the_public_opinion_round(shenzhen: World) -> None:
    office, other = await shenzhen.person("office"), await shenzhen.person("auditor")
    edition = await shenzhen.edition("public_opinion")
    one, two = [await shenzhen.application(edition, state="shortlisted") for _ in range(2)]
    path = f"/editions/{edition.id}/opinions"
    result = {"application_id": str(one.id), "respondents": 400, "score": 812.5, "source": "市统计局调查"}
    assert (await other.put(path, result)).status_code == 403
    assert (await office.put(path, {**result, "score": 1001})).status_code == 422
    listed = (await office.put(path, result)).json()
    assert [row["score"] for row in listed["rows"]] == [812.5, None]
    version = (await office.get(f"/editions/{edition.id}")).json()["version"]
    waiting = await office.post(f"/editions/{edition.id}/actions/finish_public_opinion", version=version)
    assert [finding["params"] for finding in waiting.json()["findings"]] == [{"case": two.case_number}]
    await office.put(path, {**result, "application_id": str(two.id)})
    corrected = (await office.put(path, {**result, "score": 700})).json()
    assert corrected["rows"][0]["score"] == 700
    done = await office.post(f"/editions/{edition.id}/actions/finish_public_opinion", version=version)
    assert done.json()["state"] == "evaluation"
    late = await office.put(path, result)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/opinion-out-of-turn")


@pytest.mark.article("5", "38")
async def test_not_ready_when_a_pinned_ruleset_was_changed(world: World, client: httpx.AsyncClient) -> None:
    edition = await world.edition("open")
    assert (await client.get("/readyz")).json()["checks"]["rulesets"] is True
    async with world.session() as session:
        await session.execute(update(Edition).where(Edition.id == edition.id).values(ruleset_sha256="0" * 64))
        await session.commit()
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["rulesets"]) == (503, False)
