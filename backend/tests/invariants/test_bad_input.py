"""Every refusal is one problem document: a stable type, the article, every gap at once, in the language asked for; nothing half-saved."""

import asyncio
import datetime as dt
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest
from filing import LAW, PDF, announced, ready, send
from world import Person, World, anonymous, uscc

from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Organisation

pytestmark = pytest.mark.anyio
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LIMIT = LAW.limits.max_file_bytes


@dataclass
class Scene:
    """An open edition, an organisation with everything ready to hand in, another person of each kind who has no business here."""

    world: World
    database: asyncpg.Connection
    store: ObjectStore
    edition: Edition
    organisation: Organisation
    applicant: Person
    office: Person
    draft: dict[str, Any]

    @property
    def path(self) -> str:
        """The application's."""
        return f"/applications/{self.draft['id']}"

    async def contents(self) -> dict[str, str]:
        """A digest of every table."""
        names = await self.database.fetch("select tablename from pg_tables where schemaname = 'public' order by 1")
        return {
            row["tablename"]: await self.database.fetchval(
                f"select md5(coalesce(string_agg(t::text, '' order by t::text), '')) from {row['tablename']} t"
            )
            for row in names
        }


@pytest.fixture
async def scene(world: World, store: ObjectStore, database_url: str) -> Any:
    """The world of these tests."""
    edition = await world.edition("open")
    organisation = await world.organisation()
    applicant = await world.person("applicant", organisation_id=organisation.id)
    draft = await ready(world, applicant, organisation, edition.id)
    database = await asyncpg.connect(database_url)
    yield Scene(world, database, store, edition, organisation, applicant, await world.person("office"), draft)
    await database.close()


async def late_by_a_second(scene: Scene, **options: Any) -> httpx.Response:
    """Submitting when the window has been closed for one second."""
    scene.world.clock.at = scene.edition.closes_at + dt.timedelta(seconds=1)
    return await scene.applicant.post(f"{scene.path}/actions/submit", version=scene.draft["version"], **options)


async def second_channel(scene: Scene, **options: Any) -> httpx.Response:
    """A second application of one organisation."""
    return await scene.applicant.post("/applications", {"edition_id": str(scene.edition.id)}, **options)


async def wrong_channel(scene: Scene, **options: Any) -> httpx.Response:
    """A county's organisation files straight with the office."""
    return await scene.applicant.post(f"{scene.path}/actions/submit_direct", version=scene.draft["version"], **options)


async def wrong_check_digit(scene: Scene, **options: Any) -> httpx.Response:
    """A registration whose code does not add up, with two more gaps."""
    code = uscc(880_001)
    organisation = {
        "uscc": code[:-1] + ("0" if code[-1] != "0" else "1"), "name": "某组织", "area_code": "110000", "address": "某地",
        "registered_on": "2015-01-01", "division": "33", "ownership": "other", "nature": "for_profit",
        "legal_representative": "某人", "employees": 10,
    }  # fmt: skip
    body = {"login": "nobody", "name": "某人", "phone": "13600000000", "password": "short", "organisation": organisation}
    return await anonymous(scene.world, "POST", "/auth/register", json=body, **options)


def file(size: int) -> Callable[..., Awaitable[httpx.Response]]:
    """Announcing a file of some size."""

    async def announce(scene: Scene, **options: Any) -> httpx.Response:
        body = announced(PDF, filename="执照.pdf", size=size)
        return await scene.applicant.post(f"{scene.path}/evidence", body, **options)

    return announce


async def stale_version(scene: Scene, **options: Any) -> httpx.Response:
    """Saving over what somebody else has saved since."""
    return await scene.applicant.patch(scene.path, {"profile": "旧稿"}, version=scene.draft["version"] - 1, **options)


async def no_version(scene: Scene, **options: Any) -> httpx.Response:
    """Saving without saying over what."""
    return await scene.applicant.patch(scene.path, {"profile": "旧稿"}, **options)


async def out_of_turn(scene: Scene, **options: Any) -> httpx.Response:
    """Ending a publicity that has not begun."""
    return await scene.office.post(
        f"/editions/{scene.edition.id}/actions/end_publicity", version=scene.edition.version, **options
    )


async def another_role(scene: Scene, **options: Any) -> httpx.Response:
    """An applicant's token for the office's decision."""
    return await scene.applicant.post(
        f"/editions/{scene.edition.id}/actions/close_window", version=scene.edition.version, **options
    )


async def another_organisation(scene: Scene, **options: Any) -> httpx.Response:
    """A stranger's application does not exist."""
    stranger = await scene.world.person("applicant", organisation_id=(await scene.world.organisation()).id)
    return await stranger.patch(scene.path, {"profile": "x"}, version=scene.draft["version"], **options)


async def no_token(scene: Scene, **options: Any) -> httpx.Response:
    """Nobody."""
    return await anonymous(scene.world, "PATCH", scene.path, json={"profile": "x"}, **options)


async def expired_token(scene: Scene, **options: Any) -> httpx.Response:
    """A token of an hour ago."""
    token = scene.applicant.token()
    scene.world.clock.advance(hours=1)
    headers = {"Authorization": f"Bearer {token}"} | options.pop("headers", {})
    return await anonymous(scene.world, "PATCH", scene.path, json={"profile": "x"}, headers=headers, **options)


async def broken_json(scene: Scene, **options: Any) -> httpx.Response:
    """Not JSON at all."""
    headers = {"Content-Type": "application/json"} | options.pop("headers", {})
    return await scene.applicant.request("POST", "/applications", content=b"{", headers=headers, **options)


async def wrong_types(scene: Scene, **options: Any) -> httpx.Response:
    """Two fields of the wrong type."""
    return await scene.office.post("/editions", {"year": "next", "title": 7}, **options)


async def unknown_path(scene: Scene, **options: Any) -> httpx.Response:
    """Nothing lives here."""
    return await scene.office.get("/no-such-thing", **options)


async def wrong_method(scene: Scene, **options: Any) -> httpx.Response:
    """DELETE on a list."""
    return await scene.office.request("DELETE", "/editions", **options)


CASES: dict[Callable[..., Awaitable[httpx.Response]], tuple[int, str, str]] = {
    late_by_a_second: (409, "rule-refused", "17(2)"),
    second_channel: (409, "rule-refused", "17(3)"),
    wrong_channel: (409, "rule-refused", "17(3)"),
    wrong_check_digit: (422, "invalid", ""),
    file(0): (422, "invalid", ""),
    file(LIMIT + 1): (422, "invalid", ""),
    stale_version: (412, "stale-version", ""),
    no_version: (428, "version-required", ""),
    out_of_turn: (409, "out-of-turn", "17(3)"),
    another_role: (403, "wrong-role", "17(3)"),
    another_organisation: (404, "not-found", ""),
    no_token: (401, "unauthenticated", ""),
    expired_token: (401, "token-expired", ""),
    broken_json: (422, "malformed", ""),
    wrong_types: (422, "malformed", ""),
    unknown_path: (404, "not-found", ""),
    wrong_method: (405, "method-not-allowed", ""),
}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
async def test_a_refusal_says_why_and_saves_nothing(scene: Scene, case: Any, language: str) -> None:
    status, kind, article = CASES[case]
    if case is another_organisation:  # its own stranger is inserted by the case
        await scene.world.organisation()
    before = await scene.contents()
    answer = await case(scene, headers={"Accept-Language": language})
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    body = answer.json()
    assert body["status"] == status
    assert body["instance"].startswith("/api/v1/")
    if article:
        assert body["article"] == article
    texts = [
        body["title"],
        body["detail"],
        *(one[key] for one in body.get("findings", []) + body.get("errors", []) for key in ("message", "next")),
    ]
    assert all(texts), "words are missing"
    assert [bool(CHINESE.search(text)) for text in texts] == [language == "zh-CN"] * len(texts), texts
    if case is not another_organisation:
        after = await scene.contents()
        changed = {name for name in after if after[name] != before[name]} - {"sessions", "login_attempts"}
        assert not changed, f"a refusal changed {changed}"


async def test_the_last_second_is_in_time(scene: Scene) -> None:
    scene.world.clock.at = scene.edition.closes_at - dt.timedelta(seconds=1)
    answer = await scene.applicant.post(f"{scene.path}/actions/submit", version=scene.draft["version"])
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted"), answer.text


async def test_all_gaps_of_a_registration_come_at_once(scene: Scene) -> None:
    fields = {error["field"] for error in (await wrong_check_digit(scene)).json()["errors"]}
    assert fields == {"password", "organisation.uscc", "organisation.area_code"}


async def test_all_gaps_of_a_submission_come_at_once(scene: Scene) -> None:
    organisation = await scene.world.organisation(registered_on=dt.date(2024, 1, 1))
    person = await scene.world.person("applicant", organisation_id=organisation.id)
    made = (await person.post("/applications", {"edition_id": str(scene.edition.id)})).json()
    answer = await person.post(f"/applications/{made['id']}/actions/submit", version=made["version"])
    found = {finding["code"]: finding["article"] for finding in answer.json()["findings"]}
    assert found.keys() >= {
        "organisation.years", "application.form_complete", "application.self_evaluation_complete", "application.evidence_complete",
        "application.declared",
    }  # fmt: skip
    assert found["organisation.years"] == "13(1)"


async def test_an_expired_presigned_address_takes_nothing(scene: Scene) -> None:
    ticket = (await file(len(PDF))(scene)).json()
    key = f"evidence/{scene.draft['id']}/{ticket['evidence_id']}"
    url = await scene.store.presign_put(key, size=len(PDF), expires=dt.timedelta(seconds=1))
    await asyncio.sleep(2.1)
    assert (await send(ticket | {"url": url}, PDF)).status_code == 403
    answer = await scene.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/evidence-not-uploaded")


async def test_two_clicks_and_two_people_at_once_act_once(scene: Scene) -> None:
    colleague = await scene.world.person("applicant", organisation_id=scene.organisation.id)
    answers = await asyncio.gather(
        *(
            person.post(f"{scene.path}/actions/submit", version=scene.draft["version"])
            for person in (scene.applicant, scene.applicant, colleague, colleague)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    records = await scene.database.fetchval(
        "select count(*) from audit_records where entity = 'application' and to_state = 'submitted'"
    )
    assert records == 1
