"""What everyone may read without a login: notices as frozen, winners by year, certificates, guide, regulation (Art. 17, 35, 37)."""

import datetime as dt
from typing import Any

import pytest
from world import World, anonymous

from quality_award.tables.awards import Award
from quality_award.tables.editions import Edition, PublicNotice

pytestmark = pytest.mark.anyio


async def get(world: World, path: str, **params: Any) -> Any:
    answer = await anonymous(world, "GET", f"/public{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def award(world: World, edition: Edition, tier: str = "gold", **values: Any) -> Award:
    application = await world.application(edition, state="awarded")
    row = Award(
        **{
            "authority_id": world.authority.id,
            "edition_id": edition.id,
            "application_id": application.id,
            "organisation_id": application.organisation_id,
            "tier": tier,
            "certificate_number": f"朝质奖〔{edition.year}〕{tier}{application.case_number}",
            "verify_code": f"V{application.case_number}",
            "granted_on": dt.date(edition.year, 6, 1),
            "supervised_until": dt.date(edition.year + 3, 6, 1),
            "state": "granted",
            "created_at": world.clock.now(),
        }
        | values
    )
    await world.add(row)
    return row


async def notice(world: World, edition: Edition, kind: str = "call", **values: Any) -> PublicNotice:
    row = PublicNotice(
        **{
            "authority_id": world.authority.id,
            "edition_id": edition.id,
            "kind": kind,
            "title": f"{kind} 公告",
            "body": "正文",
            "entries": [],
            "published_at": world.clock.now(),
            "sha256": "0" * 64,
            "created_at": world.clock.now(),
        }
        | values
    )
    await world.add(row)
    return row


async def test_notices_are_shown_as_they_were_frozen_newest_first(world: World) -> None:
    edition = await world.edition("publicity")
    call = await notice(world, edition)
    world.clock.advance(days=1)
    entries = [{"organisation": "朝阳喆堃铸造有限公司", "tier": "gold", "case_number": "5-county-0001"}]
    publicity = await notice(
        world, edition, "publicity", entries=entries, ends_at=world.clock.now() + dt.timedelta(days=8), sha256="a" * 64
    )
    assert [row["id"] for row in await get(world, "/notices")] == [str(publicity.id), str(call.id)]
    assert [row["kind"] for row in await get(world, "/notices", kind="call")] == ["call"]
    shown = await get(world, f"/notices/{publicity.id}")
    assert (shown["entries"], shown["sha256"]) == (entries, "a" * 64)
    assert (await anonymous(world, "GET", f"/public/notices/{edition.id}")).status_code == 404
    member = await world.person("committee")
    assert [row["kind"] for row in (await member.get(f"/editions/{edition.id}/notices")).json()] == ["publicity", "call"]
    assert (await anonymous(world, "GET", f"/editions/{edition.id}/notices")).status_code == 401


async def test_winners_by_year_gold_first_only_once_they_are_published(world: World) -> None:
    past = await world.edition("closed", number=4, year=2024)
    now = await world.edition("approved", number=5, year=2026)
    await award(world, past, "nomination")
    revoked = await award(world, past, "silver", state="revoked", revoked_on=dt.date(2025, 7, 1))
    gold = await award(world, past)
    hidden = await award(world, now)
    rows = await get(world, "/winners")
    assert [row["tier"] for row in rows] == ["gold", "silver", "nomination"]
    assert {row["year"] for row in rows} == {2024}
    assert rows[1]["state"] == "revoked"
    assert await get(world, "/winners", year=2026) == []
    assert (await anonymous(world, "GET", f"/public/verify/{hidden.verify_code}")).status_code == 404
    shown = await get(world, f"/verify/{gold.verify_code}")
    assert (shown["year"], shown["state"], shown["revoked_on"]) == (2024, "granted", None)
    shown = await get(world, f"/verify/{revoked.verify_code}")
    assert (shown["state"], shown["revoked_on"]) == ("revoked", "2025-07-01")


@pytest.mark.article("35")
async def test_a_revocation_under_way_is_not_yet_public(world: World) -> None:
    past = await world.edition("closed", number=4, year=2024)
    row = await award(world, past, state="revocation_submitted", revocation_article="36(1)", revocation_reason="事故")
    assert (await get(world, f"/verify/{row.verify_code}"))["state"] == "granted"
    assert [one["state"] for one in await get(world, "/winners")] == ["granted"]


async def test_the_edition_that_runs(world: World) -> None:
    assert await get(world, "/current") is None
    await world.edition("draft")
    assert await get(world, "/current") is None, "what is not announced is not public"
    await world.edition("publicity", number=6, year=2028, announced_at=world.clock.now())
    shown = await get(world, "/current")
    assert (shown["number"], shown["state"], shown["step"]) == (6, "publicity", 8)


@pytest.mark.article("6", "37")
async def test_the_guide_comes_from_the_ruleset_in_both_languages(world: World) -> None:
    guide = await get(world, "/guide")
    assert {place["tier"]: (place["quota"], place["prize"]) for place in guide["places"]} == {
        "gold": (3, 200_000),
        "silver": (7, 100_000),
        "nomination": (10, 50_000),
    }
    assert guide["total"] == 20
    assert len(guide["steps"]) == 9
    assert {one["channel"] for one in guide["channels"]} == {"direct", "industry", "county"}
    english = await anonymous(world, "GET", "/public/guide", headers={"Accept-Language": "en"})
    assert english.json()["conditions"][0]["title"] != guide["conditions"][0]["title"]


@pytest.mark.article("1", "2", "6", "13", "17", "34", "37", "39")
async def test_the_regulation_has_its_39_articles_in_8_chapters(world: World) -> None:
    shown = await get(world, "/regulation")
    assert len(shown["chapters"]) == 8
    assert {clause["article"] for clause in shown["clauses"]} == set(range(1, 40))
    assert {clause["kind"] for clause in shown["clauses"]} <= {"R", "H", "D", "R+H", "R+D"}
    seven = next(clause for clause in shown["clauses"] if clause["id"] == "17(8)")
    assert "7 天" in seven["text"]
