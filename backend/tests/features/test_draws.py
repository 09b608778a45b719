"""Draws of experts: nobody can know or steer the outcome, anybody can draw again (Art. 10, 17(1))."""

import copy
import datetime as dt
import hashlib
import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from world import Person, World, anonymous

from quality_award.features.draws.pure import lots
from quality_award.features.draws.pure.pool import Candidate, Stratum, coded, fits, parted
from quality_award.tables.draws import Draw
from quality_award.tables.editions import Edition
from quality_award.tables.trail import OutboxEvent

anyio = pytest.mark.anyio
SCRIPT = Path(lots.__file__)


# --- the lots themselves ---------------------------------------------------------------------------------------------


def published(people: int = 30, wanted: int = 5, replacements: int = 3, seed: str = "ab" * 32, number: str = "0731522") -> Any:
    """A revealed draw as the public page gives it out."""
    codes = [f"C-{one:04d}" for one in range(1, people + 1)]
    strata = [
        {"key": "S-01", "title": "甲", "wanted": wanted, "replacements": replacements, "codes": codes[: people // 2]},
        {"key": "S-02", "title": "乙", "wanted": 1, "replacements": 1, "codes": codes[people // 2 :]},
    ]
    roster = {"salt": "00", "people": [{"code": code, "name": "某"} for code in codes]}
    terms = {
        "format": lots.FORMAT, "purpose": "资料评审", "strata": strata, "roster_sha256": lots.digest(roster),
        "seed_sha256": hashlib.sha256(bytes.fromhex(seed)).hexdigest(), "committed_at": "2026-03-02T01:00:00+00:00",
        "number": {"source": "体彩排列五", "on": "2026-03-05"},
    }  # fmt: skip
    return {
        "terms": terms,
        "commitment": lots.digest(terms),
        "revealed": {"seed": seed, "public_number": number, "at": "2026-03-05T01:00:00+00:00"},
        "result": lots.draw(strata, seed, number),
        "roster": roster,
    }


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every word and number in a document."""
    if isinstance(value, dict):
        return [found for key, one in value.items() for found in leaves(one, (*path, key))]
    if isinstance(value, list):
        return [found for place, one in enumerate(value) for found in leaves(one, (*path, place))]
    return [path]


WHOLE = published()
CHECKED = [path for path in leaves(WHOLE) if path != ("revealed", "at")]


def test_what_was_published_fits() -> None:
    assert lots.differences(WHOLE) == []
    announced = WHOLE | {"revealed": None, "result": None}
    assert lots.differences(announced) == []


@given(st.sampled_from(CHECKED), st.data())
def test_any_change_is_noticed(path: tuple[Any, ...], data: st.DataObject) -> None:
    """One letter of one word, or one number: whatever is changed in a revealed draw, something does not fit."""
    changed = copy.deepcopy(WHOLE)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    value = inner[path[-1]]
    if isinstance(value, int):
        inner[path[-1]] = value + data.draw(st.sampled_from((-1, 1)))
    else:
        place = data.draw(st.integers(0, max(len(value) - 1, 0)))
        letters = "0123456789abcdef" if path == ("revealed", "seed") else "0123456789abcdefXYZ甲乙"
        other = data.draw(st.sampled_from([one for one in letters if one != value[place : place + 1]]))
        inner[path[-1]] = value[:place] + other + value[place + 1 :]
    assert lots.differences(changed) != []


@given(
    st.integers(2, 40),
    st.integers(0, 10),
    st.integers(0, 10),
    st.binary(min_size=32, max_size=32),
    st.text(min_size=1, max_size=20),
)
def test_who_is_drawn_is_of_the_pool_and_nobody_twice(people: int, wanted: int, more: int, seed: bytes, number: str) -> None:
    codes = [f"C-{one:04d}" for one in range(people)]
    strata = [{"key": "S-01", "wanted": wanted, "replacements": more, "codes": codes}]
    (one,) = lots.draw(strata, seed.hex(), number)
    both = one["drawn"] + one["replacements"]
    assert len(set(both)) == len(both) == min(people, wanted + more)
    assert set(both) <= set(codes)
    # Who stands where in the list does not matter.
    assert lots.draw([strata[0] | {"codes": codes[::-1]}], seed.hex(), number) == [one]


def test_every_place_falls_to_everybody_alike() -> None:
    """Chi-square over 4 000 seeds: how often each of ten codes is drawn first, and how often at all among three."""
    codes = [f"C-{one:04d}" for one in range(1, 11)]
    firsts, among, rounds = dict.fromkeys(codes, 0), dict.fromkeys(codes, 0), 4000
    for number in range(rounds):
        seed = hashlib.sha256(f"fixed {number}".encode()).hexdigest()
        (one,) = lots.draw([{"key": "S-01", "wanted": 3, "replacements": 0, "codes": codes}], seed, "12345")
        firsts[one["drawn"][0]] += 1
        for code in one["drawn"]:
            among[code] += 1
    for counts, expected in ((firsts, rounds / 10), (among, rounds * 3 / 10)):
        chi = sum((seen - expected) ** 2 / expected for seen in counts.values())
        # Nine degrees of freedom: one in a thousand is above 27.88. The seeds are fixed, so is the outcome.
        assert chi < 27.88


def test_the_public_number_decides_as_much_as_the_seed() -> None:
    outcomes = {tuple(published(number=f"{number:05d}")["result"][0]["drawn"]) for number in range(200)}
    assert len(outcomes) > 150


expertise = st.frozensets(st.sampled_from(["4.1", "4.2", "4.3", "4.4"]), max_size=4)
people = st.lists(
    st.builds(Candidate, st.uuids(), expertise, st.frozensets(st.sampled_from(["33", "34"])), st.booleans()),
    max_size=30, unique_by=lambda one: one.id,
)  # fmt: skip
parts = st.lists(
    st.tuples(st.sampled_from(["category", "any"]), expertise.filter(bool), st.booleans()), min_size=1, max_size=4
).map(lambda rows: [Stratum(f"S-{n:02d}", "层", by, codes, leader, 1, 0) for n, (by, codes, leader) in enumerate(rows, 1)])  # type: ignore[arg-type]


@given(parts, people)
@settings(max_examples=200)
def test_nobody_stands_in_two_strata_and_all_fit_where_they_stand(strata: list[Stratum], candidates: list[Candidate]) -> None:
    found = parted(strata, candidates)
    members = [one for ids in found.values() for one in ids]
    assert len(set(members)) == len(members)
    by_id, by_key = {one.id: one for one in candidates}, {one.key: one for one in strata}
    assert all(fits(by_key[key], by_id[one]) for key, ids in found.items() for one in ids)
    assert {one.id for one in candidates if any(fits(each, one) for each in strata)} == set(members)
    codes = coded(found, "salt")
    everyone = [code for each in codes.values() for code in each]
    assert sorted(everyone) == [f"C-{n:04d}" for n in range(1, len(members) + 1)]


def test_the_script_runs_alone_and_names_the_difference(tmp_path: Path) -> None:
    file, alone = tmp_path / "draw.json", tmp_path / "lots.py"
    alone.write_text(SCRIPT.read_text())

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", str(alone), str(file)], capture_output=True, text=True, check=False, cwd=tmp_path
        )

    file.write_text(json.dumps(WHOLE, ensure_ascii=False))
    good = run()
    assert (good.returncode, "相符" in good.stdout) == (0, True), good.stdout + good.stderr
    changed = copy.deepcopy(WHOLE)
    drawn = changed["result"][0]["drawn"]
    drawn[0], drawn[1] = drawn[1], drawn[0]
    file.write_text(json.dumps(changed))
    bad = run()
    assert bad.returncode == 1
    assert "S-01" in bad.stdout
    file.write_text("[]")
    assert run().returncode == 2


# --- through the API -------------------------------------------------------------------------------------------------


async def scene(world: World) -> tuple[Person, Person, Edition]:
    """An office, an auditor, an edition being prepared, thirty experts."""
    edition = await world.edition("draft")
    for number in range(30):
        await world.expert(
            leader=number < 6, categories=["4.7"] if number < 20 else ["4.1"], divisions=["33"] if number % 2 else ["14"]
        )
    return await world.person("office"), await world.person("auditor"), edition


def wanted(world: World, **values: Any) -> dict[str, Any]:
    """A draw of three strata, by a number of the day after tomorrow."""
    return {
        "purpose": "资料评审专家",
        "number_source": "中国体育彩票排列五当日开奖号码",
        "number_on": (world.clock.now() + dt.timedelta(days=2)).date().isoformat(),
        "strata": [
            {"title": "组长", "leader": True, "wanted": 2, "replacements": 1},
            {"title": "经营结果", "by": "category", "codes": ["4.7"], "wanted": 4, "replacements": 2},
            {"title": "制造业", "by": "division", "codes": ["33"], "wanted": 2, "replacements": 1},
        ],
    } | values


@anyio
@pytest.mark.article("10")
async def test_from_the_commitment_to_the_invitations(world: World) -> None:
    office, auditor, edition = await scene(world)
    path = f"/editions/{edition.id}/draws"
    counts = (await office.post(f"{path}/preview", {"strata": wanted(world)["strata"]})).json()
    assert sum(one["candidates"] for one in counts) <= 30
    assert [one["needed"] for one in counts] == [3, 6, 3]
    made = await office.post(path, wanted(world))
    assert made.status_code == 201, made.text
    draw = made.json()
    (public,) = (await anonymous(world, "GET", "/public/draws")).json()
    assert (public["state"], public["revealed"], public["result"]) == ("committed", None, None)
    assert lots.differences(public) == []
    assert "专家" not in json.dumps(public["terms"]["strata"], ensure_ascii=False)
    where = f"/draws/{draw['id']}/actions"
    number = {"public_number": "73152"}
    early = await auditor.post(f"{where}/reveal", number, version=1)
    assert [one["code"] for one in early.json()["findings"]] == ["draw.number_due"]
    world.clock.advance(days=2)
    assert (await office.post(f"{where}/reveal", number, version=1)).status_code == 403
    task = [one for one in (await auditor.get("/tasks")).json() if one["key"] == "reveal_draw"]
    assert len(task) == 1
    missing = await auditor.post(f"{where}/reveal", {"public_number": " "}, version=1)
    assert [one["code"] for one in missing.json()["findings"]] == ["draw.public_number"]
    revealed = await auditor.post(f"{where}/reveal", number, version=1)
    assert revealed.status_code == 200, revealed.text
    answer = revealed.json()
    after = (await anonymous(world, "GET", f"/public/draws/{draw['id']}")).json()
    assert lots.differences(after | {"roster": answer["roster"]}) == []
    assert [len(one["drawn"]) for one in after["result"]] == [2, 4, 2]
    assert (after["terms"], after["commitment"]) == (public["terms"], public["commitment"])
    names = {one["name"] for one in answer["people"]}
    assert len(names) == sum(one["candidates"] for one in counts)
    assert not any(name in json.dumps(after, ensure_ascii=False) for name in names)
    assert (await auditor.post(f"{where}/reveal", number, version=2)).status_code == 409
    assert (await office.post(f"{where}/withdraw", {"reason": "重抽"}, version=2)).status_code == 409
    done = await office.post(f"/draws/{draw['id']}/invite", {})
    assert done.status_code == 204, done.text
    team = (await office.get(f"/editions/{edition.id}/experts")).json()
    drawn = {one["expert_id"] for one in answer["people"] if one["part"] == "drawn"}
    assert {one["expert_id"] for one in team} == drawn
    replacement = next(one for one in answer["people"] if one["part"] == "replacement")
    assert (await office.post(f"/draws/{draw['id']}/invite", {"codes": [replacement["code"]]})).status_code == 204
    outsider = next(one for one in answer["people"] if one["part"] is None)
    refused = await office.post(f"/draws/{draw['id']}/invite", {"codes": [outsider["code"]]})
    assert refused.json()["errors"][0]["code"] == "draw.not_drawn"
    async with world.session() as session:
        events = list(await session.scalars(select(OutboxEvent.name).where(OutboxEvent.name.startswith("draw."))))
    assert events == ["draw.committed", "draw.revealed"]


@anyio
async def test_a_second_person_reveals_and_a_reason_is_published(world: World) -> None:
    office, _, edition = await scene(world)
    made = (await office.post(f"/editions/{edition.id}/draws", wanted(world))).json()
    async with world.session() as session:
        # The office's person also sits on the committee.
        row = await session.get_one(Draw, uuid.UUID(made["id"]))
        assert row.committed_by == office.user.id
    member = await world.person("committee")
    where = f"/draws/{made['id']}/actions"
    assert (await member.post(f"{where}/withdraw", {"reason": "x"}, version=1)).status_code == 403
    blank = await office.post(f"{where}/withdraw", {"reason": " "}, version=1)
    assert [one["code"] for one in blank.json()["findings"]] == ["draw.reason"]
    assert (await office.post(f"{where}/withdraw", {"reason": "分层有误"})).status_code == 428
    gone = await office.post(f"{where}/withdraw", {"reason": "分层有误"}, version=1)
    assert gone.json()["state"] == "withdrawn"
    public = (await anonymous(world, "GET", f"/public/draws/{made['id']}")).json()
    assert public["withdrawn"]["because"] == "分层有误"
    assert (await office.post(f"/draws/{made['id']}/invite", {})).status_code == 409


@anyio
async def test_what_cannot_be_drawn_is_refused(world: World) -> None:
    office, _, edition = await scene(world)
    path = f"/editions/{edition.id}/draws"
    today = world.clock.now().date().isoformat()
    late = await office.post(path, wanted(world, number_on=today))
    assert late.json()["errors"][0]["code"] == "draw.number_ahead"
    many = wanted(world, strata=[{"title": "全体", "wanted": 40}])
    assert [one["code"] for one in (await office.post(path, many)).json()["findings"]] == ["draw.too_few"]
    odd = wanted(
        world,
        strata=[{"title": "甲", "by": "category", "codes": ["9.9"], "wanted": 1}, {"title": "乙", "by": "division", "wanted": 1}],
    )
    assert [one["code"] for one in (await office.post(path, odd)).json()["errors"]] == ["draw.category", "field.missing"]
    broken = wanted(world, purpose="甲|乙")
    assert (await office.post(path, broken)).status_code == 422
    for role in ("committee", "auditor"):
        assert (await (await world.person(role)).post(path, wanted(world))).status_code == 403
    for role, scope in (("government", {}), ("applicant", {"organisation_id": (await world.organisation()).id})):
        assert (await (await world.person(role, **scope)).get(path)).status_code == 403
    stranger = await world.person("agency", agency_id=(await world.agency()).id)
    assert (await stranger.get(path)).json() == []


@anyio
@pytest.mark.article("10")
async def test_the_database_keeps_a_draw_as_it_was_published(world: World, database_url: str) -> None:
    office, auditor, edition = await scene(world)
    made = (await office.post(f"/editions/{edition.id}/draws", wanted(world))).json()
    database = await asyncpg.connect(database_url)
    statements = [
        "update draws set terms = jsonb_set(terms, '{purpose}', '\"别的\"')",
        "update draws set roster = '{}'",
        "update draws set commitment = 'x'",
        "update draws set number_on = number_on - 1",
        "update draws set committed_by = null",
        "update draws set seed_sealed = '\\x00'",
        f"update draws set state = 'revealed', seed = '{'00' * 32}', public_number = '1', revealed_at = now(),"
        f" revealed_by = '{auditor.user.id}', result = '[]'",
        "update draws set version = 2",
        "delete from draws",
        "truncate draws",
    ]
    for statement in statements:
        with pytest.raises(asyncpg.PostgresError):
            await database.execute(statement)
    world.clock.advance(days=3)
    body = {"public_number": "1"}
    assert (await auditor.post(f"/draws/{made['id']}/actions/reveal", body, version=1)).status_code == 200
    for statement in (
        "update draws set public_number = '2'",
        "update draws set result = '[]'",
        "update draws set state = 'committed'",
    ):
        with pytest.raises(asyncpg.PostgresError):
            await database.execute(statement)
    await database.close()


@anyio
async def test_the_seed_is_sealed_until_the_reveal(world: World) -> None:
    office, _, edition = await scene(world)
    made = await office.post(f"/editions/{edition.id}/draws", wanted(world))
    async with world.session() as session:
        row = (await session.scalars(select(Draw))).one()
    from quality_award.platform.crypto import unseal

    seed = unseal(world.app.state.settings.master_key_bytes, row.seed_sealed, f"draw/{row.id}".encode())
    assert hashlib.sha256(seed).hexdigest() == row.terms["seed_sha256"]
    assert seed.hex() not in made.text
    assert seed.hex() not in (await office.get(f"/draws/{row.id}")).text
