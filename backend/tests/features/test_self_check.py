"""The self-check that anyone may use: everything that may be known is told, nothing that only the office knows, and nothing is kept."""

import datetime as dt
from typing import Any

import asyncpg
import pytest
from world import World, anonymous, uscc

from quality_award.tables.awards import Award
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Organisation, RegulatoryRecord

pytestmark = pytest.mark.anyio
PATH = "/public/eligibility-check"


def facts(code: str, **values: Any) -> dict[str, Any]:
    """What an organisation that may apply would enter."""
    return {
        "uscc": code,
        "area_code": "211302",
        "registered_on": "2010-05-04",
        "ownership": "other",
        "nature": "for_profit",
        "events": [],
    } | values


async def check(world: World, code: str, *, lang: str = "zh-CN", **values: Any) -> dict[str, Any]:
    answer = await anonymous(world, "POST", PATH, json=facts(code, **values), headers={"Accept-Language": lang})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def outcomes(body: dict[str, Any]) -> dict[str, str]:
    """Article → outcome; 13(1) by its rule."""
    return {
        one["code"].split(".")[1] if one["article"] == "13(1)" else one["article"]: one["outcome"] for one in body["assessments"]
    }


async def award(world: World, organisation: Organisation, edition: Edition, **values: Any) -> Award:
    """An award of an edition, as it stands in the registry."""
    row = Award(
        **{
            "authority_id": world.authority.id,
            "edition_id": edition.id,
            "organisation_id": organisation.id,
            "tier": "gold",
            "certificate_number": f"朝质奖〔{edition.year}〕{organisation.uscc[-6:]}",
            "verify_code": organisation.uscc[-8:],
            "granted_on": dt.date(2024, 12, 1),
            "supervised_until": dt.date(2027, 12, 1),
            "state": "granted",
            "created_at": world.clock.now(),
        }
        | values
    )
    await world.add(row)
    return row


async def contents(url: str) -> dict[str, str]:
    """A digest of every table."""
    database = await asyncpg.connect(url)
    try:
        names = await database.fetch("select tablename from pg_tables where schemaname = 'public' order by 1")
        return {
            row["tablename"]: await database.fetchval(
                f"select md5(coalesce(string_agg(t::text, '' order by t::text), '')) from {row['tablename']} t"
            )
            for row in names
        }
    finally:
        await database.close()


@pytest.mark.article("13", "13(1)", "14", "15")
async def test_everything_is_assessed_on_the_closing_day_of_the_open_edition(world: World) -> None:
    edition = await world.edition("open", announced_at=world.clock.now())
    body = await check(world, uscc(8001))
    assert (body["outcome"], body["basis"], body["reference_day"], body["edition"]) == ("person", "closing_day", "2026-04-01", 5)
    assert body["edition_title"] == edition.title
    assert outcomes(body) == {
        "registered_here": "passed", "years": "passed", "13(2)": "person", "13(3)": "person", "13(4)": "person",
        "13(5)": "person", "14(1)": "passed", "14(2)": "passed", "14(3)": "passed", "14(4)": "passed", "15": "passed",
        "27": "passed", "36": "passed",
    }  # fmt: skip
    years = next(one for one in body["assessments"] if one["code"] == "organisation.years")
    assert years["message"] == "登记于 2010-05-04，至 2026-04-01 已满 15 年（要求 5 年）"
    assert {(f["name"], f["value"], f["source"]) for f in years["facts"]} == {
        ("registered_on", "2010-05-04", "given"), ("reference_day", "2026-04-01", "edition"), ("min_years", "5", "regulation"),
    }  # fmt: skip
    english = await check(world, uscc(8001), lang="en")
    assert all(not any("\u4e00" <= c <= "\u9fff" for c in one["message"]) for one in english["assessments"])


async def test_no_edition_is_open_today_counts_and_it_is_said(world: World) -> None:
    await world.edition("closed", number=4, year=2024)
    await world.edition("draft", number=5, year=2026, announced_at=None)
    body = await check(world, uscc(8002))
    # What is only planned is nobody's business: the next edition after the last public one.
    assert (body["basis"], body["reference_day"], body["edition"], body["edition_title"]) == ("today", "2026-03-02", 5, None)


async def test_after_the_window_it_is_the_next_edition(world: World) -> None:
    await world.edition("document_review", announced_at=world.clock.now(), closes_at=world.clock.now() - dt.timedelta(hours=1))
    body = await check(world, uscc(8003))
    assert (body["basis"], body["edition"]) == ("today", 6)


@pytest.mark.parametrize(
    ("ownership", "channel", "recipient"),
    [
        ("central", "direct", None),
        ("provincial", "direct", None),
        ("municipal", "industry", None),
        ("other", "county", "211302 市场监督管理局"),
    ],
)
async def test_who_receives_the_application(world: World, ownership: str, channel: str, recipient: str | None) -> None:
    body = await check(world, uscc(8004), ownership=ownership)
    assert (body["channel"], body["recipient"]) == (channel, recipient)


async def test_what_it_says_of_itself_counts(world: World) -> None:
    events = [
        {"kind": "failed_sample", "occurred_on": "2025-05-04"},
        *({"kind": "safety_accident_fatal_general", "occurred_on": f"2025-0{m}-01", "fatalities": 1} for m in (1, 2, 3)),
        {"kind": "credit_loss", "occurred_on": "2020-01-01"},
    ]
    body = await check(world, uscc(8005), registered_on="2024-01-01", area_code="210102", nature="non_profit", events=events)
    found = outcomes(body)
    assert {article for article, outcome in found.items() if outcome == "failed"} == {
        "registered_here",
        "years",
        "14(1)",
        "14(2)",
    }
    assert body["outcome"] == "failed"
    assert {one["code"] for one in body["assessments"] if one["article"] == "13(4)"} == {"condition.social_contribution"}
    sample = next(one for one in body["assessments"] if one["article"] == "14(2)")
    assert "本次填写" in sample["message"]


async def test_every_wrong_input_is_named_at_once(world: World) -> None:
    answer = await anonymous(
        world,
        "POST",
        PATH,
        json=facts(
            "912113020000000000", area_code="2113", registered_on="2011-02-30", ownership="family", nature="odd",
            events=[{"kind": "gossip", "occurred_on": "morgen", "fatalities": -1}, {"kind": "failed_sample", "occurred_on": "2027-01-01"}],
        ),
    )  # fmt: skip
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert {error["field"] for error in answer.json()["errors"]} == {
        "uscc", "area_code", "registered_on", "ownership", "nature", "events.0.kind", "events.0.occurred_on",
        "events.0.fatalities", "events.1.occurred_on",
    }  # fmt: skip
    assert all(error["message"] and error["message"] != error["code"] for error in answer.json()["errors"])
    future = await anonymous(world, "POST", PATH, json=facts(uscc(8006), registered_on="2026-03-03"))
    assert [error["code"] for error in future.json()["errors"]] == ["registered_on.future"]


class TestTheRegistryOfWinners:
    async def test_gold_has_to_wait(self, world: World) -> None:
        past = await world.edition("closed", number=4, year=2024)
        await world.edition("open", announced_at=world.clock.now())
        organisation = await world.organisation()
        await award(world, organisation, past)
        body = await check(world, organisation.uscc.lower())
        assert outcomes(body)["15"] == "failed"
        assert body["awards"] == [{"edition": 4, "year": 2024, "tier": "gold", "state": "granted"}]

    @pytest.mark.parametrize(("article", "failed"), [("27", "27"), ("36(4)", "36")])
    async def test_a_bar_follows_from_a_public_revocation(self, world: World, article: str, failed: str) -> None:
        past = await world.edition("closed", number=4, year=2024)
        await world.edition("open", announced_at=world.clock.now())
        organisation = await world.organisation()
        await award(
            world, organisation, past, tier="silver", state="revoked", revoked_on=dt.date(2025, 6, 1), revocation_article=article,
            revocation_reason="查实", revocation_document="朝政发〔2025〕3号",
        )  # fmt: skip
        found = outcomes(await check(world, organisation.uscc))
        assert {one for one in ("15", "27", "36") if found[one] == "failed"} == {failed}

    async def test_an_event_of_a_winner_is_left_to_a_person_under_its_clause(self, world: World) -> None:
        past = await world.edition("closed", number=4, year=2024)
        organisation = await world.organisation()
        await award(world, organisation, past, tier="silver")
        body = await check(world, organisation.uscc, events=[{"kind": "consumer_fraud", "occurred_on": "2025-05-04"}])
        last = body["assessments"][-1]
        assert (last["code"], last["outcome"]) == ("award.recorded_event", "person")
        assert [finding["article"] for finding in last["findings"]] == ["36(4)"]


async def test_somebody_elses_code_tells_nothing_that_is_not_public(world: World) -> None:
    """Records, a bar on file, a revocation under way, a draft, an award not yet public: the answer is that of an unknown code."""
    past = await world.edition("closed", number=4, year=2024)
    running = await world.edition("open", announced_at=world.clock.now())
    unpublished = await world.edition("approved", number=6, year=2028)
    known, watched, plain = await world.organisation(barred_for_life=True), await world.organisation(), await world.organisation()
    for kind in ("failed_sample", "credit_loss", "safety_accident_larger", "consumer_fraud"):
        for organisation in (known, watched):
            await world.add(
                RegulatoryRecord(
                    authority_id=world.authority.id, uscc=organisation.uscc, kind=kind, occurred_on=dt.date(2025, 5, 4),
                    source="省市场监管局", document=f"{kind}-1", description="", created_at=world.clock.now(),
                )
            )  # fmt: skip
    await world.application(running, known, state="submitted")
    await award(world, known, unpublished)
    for organisation, state in ((watched, "revocation_submitted"), (plain, "granted")):
        await award(
            world, organisation, past, tier="silver", state=state, revocation_article="27" if state != "granted" else None
        )
    unknown = await check(world, uscc(8100))
    assert await check(world, known.uscc) == unknown
    assert await check(world, watched.uscc) == await check(world, plain.uscc)
    assert unknown["assessments"] == (await check(world, plain.uscc))["assessments"]


async def test_nothing_is_kept(world: World, database_url: str) -> None:
    await world.edition("open", announced_at=world.clock.now())
    organisation = await world.organisation()
    before = await contents(database_url)
    for headers in ({}, {"Idempotency-Key": "eligibility-1"}):
        answer = await anonymous(world, "POST", PATH, json=facts(organisation.uscc), headers=headers)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    assert await contents(database_url) == before


async def test_the_kinds_to_choose_from(world: World) -> None:
    kinds = (await anonymous(world, "GET", f"{PATH}/kinds")).json()
    assert {"kind": "failed_sample", "article": "14(2)", "title": "质量监督抽查不合格"} in kinds
    assert all(kind["article"].startswith(("14", "36")) for kind in kinds)
