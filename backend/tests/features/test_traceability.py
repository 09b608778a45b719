"""法条对照 in the running product: what honours each article, the last build's results, how often it was applied, and where."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from conftest import settings_on
from world import MovableClock, World, anonymous

from quality_award.access.actor import PUBLIC
from quality_award.audit.append import append
from quality_award.main import create_app

pytestmark = pytest.mark.anyio

BUILD = {
    "at": "2026-03-01T08:00:00+00:00",
    "rules": {"edition.interval": True, "edition.quota_final": True},
    "tests": {
        "tests/regulation/test_articles.py::TestArticle3::test_x": {
            "outcome": "passed",
            "articles": [],
            "rules": ["edition.quota_final"],
        },
        "tests/features/test_objections.py::test_y": {"outcome": "failed", "articles": ["25"], "rules": []},
    },
}


@pytest.fixture
async def built(services: dict[str, str], database_url: str, clock: MovableClock, tmp_path: Path) -> AsyncIterator[World]:
    """A world in which a build has left its results."""
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(BUILD))
    app = create_app(settings_on(services, database_url).model_copy(update={"trace_file": file}), clock)
    yield await World.create(app, clock)
    await app.state.engine.dispose()


async def articles(world: World, **kwargs: Any) -> dict[str, dict[str, Any]]:
    found = (await anonymous(world, "GET", "/regulation/articles", **kwargs)).json()
    return {row["row"]: row for row in found["articles"]}


async def test_every_article_says_what_honours_it_without_a_login(world: World) -> None:
    found = await articles(world)
    assert {row["article"] for row in found.values()} == set(range(1, 40))
    assert len(found) == 63
    assert all(row["text"] and row["citation"] for row in found.values())
    assert all(row["rules"] or row["steps"] or row["constraints"] or row["honours"] for row in found.values())
    assert {"edition.quota_final", "edition.interval"} <= {rule["code"] for rule in found["3"]["rules"]}
    assert found["3"]["constraints"]
    assert "end_publicity" in {step["action"] for step in found["17(8)"]["steps"]}
    assert found["25"]["citation"] == "第二十五条"
    assert (await articles(world, headers={"Accept-Language": "en"}))["25"]["citation"] == "Art. 25"


async def test_without_a_build_no_result_is_made_up(world: World) -> None:
    shown = (await anonymous(world, "GET", "/regulation/articles")).json()
    assert shown["built_at"] is None
    assert all(row["tests"] == [] and row["noticed"] is None for row in shown["articles"])
    assert "2022" in shown["note"], "the note on the date as printed (open point 13)"


async def test_the_last_builds_results(built: World) -> None:
    found = await articles(built)
    assert found["3"]["tests"] == [{"name": "regulation/test_articles.py::TestArticle3::test_x", "outcome": "passed"}]
    assert found["3"]["noticed"] is True
    assert found["25"]["tests"] == [{"name": "features/test_objections.py::test_y", "outcome": "failed"}]
    assert found["25"]["noticed"] is None


async def test_how_often_an_article_was_applied_and_in_which_cases(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("formal_review", announced_at=world.clock.now())
    one, other = [await world.application(edition, state="filed") for _ in range(2)]
    applicant = await world.person("applicant", organisation_id=one.organisation_id)
    async with world.session() as session:
        for application, article, times in ((one, "17(4)", 2), (other, "17(4)", 1), (other, "16", 1)):
            for _ in range(times):
                await append(
                    session, actor=PUBLIC, now=world.clock.now(), entity="application",
                    entity_id=application.id, edition_id=edition.id, application_id=application.id, action="check",
                    article=article,
                )  # fmt: skip
        await session.commit()
    found = await articles(world)
    assert (found["17(4)"]["applied"], found["17"]["applied"], found["16"]["applied"], found["20"]["applied"]) == (3, 3, 1, 0)
    path = "/regulation/articles/17(4)/cases"
    seen = (await office.get(path)).json()["cases"]
    assert [(case["case_number"], case["times"]) for case in seen] == [(one.case_number, 2), (other.case_number, 1)]
    assert [case["case_number"] for case in (await applicant.get(path)).json()["cases"]] == [one.case_number]
    await world.recuse(office, one)
    assert [case["case_number"] for case in (await office.get(path)).json()["cases"]] == [other.case_number]
    assert (await anonymous(world, "GET", path)).status_code == 401
    assert (await office.get("/regulation/articles/99/cases")).status_code == 404
