"""The trail is read by those who may, and any tampering with it is found and placed."""

import asyncio

import pytest
from conftest import execute
from sqlalchemy import func, select, text
from trail import record, run_seal, verdict
from world import Person, World

from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.tables.trail import AuditSeal

pytestmark = pytest.mark.anyio


@pytest.mark.article("26", "30")
async def test_the_trail_is_sealed_once_and_verifies(world: World) -> None:
    await record(world, 5)
    assert await run_seal(world) == 5
    assert await run_seal(world) == 0
    await record(world, 2)
    found = await verdict(world)
    assert (found.intact, found.sealed, found.unsealed) == (True, 5, 2)
    assert await run_seal(world) == 2
    assert (await verdict(world)).sealed == 7


async def test_a_record_of_a_running_transaction_holds_back_what_came_after(world: World) -> None:
    async with world.session() as slow:
        await append(slow, actor=SYSTEM, now=world.clock.now(), entity="test", entity_id=None, action="slow")
        await record(world, 3)
        assert await run_seal(world) == 0
        await slow.commit()
    assert await run_seal(world) == 4
    assert (await verdict(world)).intact


async def test_eight_writers_and_two_sealers_make_one_chain(world: World) -> None:
    writing = True

    async def write() -> None:
        for _ in range(15):
            await record(world, 2)

    async def sealing() -> None:
        while writing:
            await run_seal(world)
            await asyncio.sleep(0.01)

    sealers = [asyncio.create_task(sealing()) for _ in range(2)]
    await asyncio.gather(*(write() for _ in range(8)))
    writing = False
    await asyncio.gather(*sealers)
    while await run_seal(world):
        pass
    found = await verdict(world)
    assert (found.intact, found.sealed, found.unsealed) == (True, 240, 0)


@pytest.mark.parametrize(
    ("tampering", "seq", "reason"),
    [
        (
            "update audit_records set detail = '{}' where id = (select record_id from audit_seals where seq = 3)",
            3,
            "hash-differs",
        ),
        ("update audit_records set name = 'x' where id = (select record_id from audit_seals where seq = 1)", 1, "hash-differs"),
        ("delete from audit_seals where seq = 4", 4, "seal-missing"),
        (
            "delete from audit_records where id = (select record_id from audit_seals where seq = 2)",
            2,
            "record-missing",
        ),
        ("update audit_seals set hash = '\\x00' where seq = 5", 5, "hash-differs"),
        (
            "update audit_seals set record_id = case seq when 2 then (select record_id from audit_seals where seq = 3)"
            " else (select record_id from audit_seals where seq = 2) end where seq in (2, 3)",
            2,
            "hash-differs",
        ),
    ],
)
@pytest.mark.article("26")
async def test_tampering_is_found_and_placed(world: World, database_url: str, tampering: str, seq: int, reason: str) -> None:
    await record(world, 6)
    await run_seal(world)
    await execute(
        database_url,
        "alter table audit_records disable trigger all",
        "alter table audit_seals disable trigger all",
        "alter table audit_seals drop constraint uq_audit_seals_record_id",
        "alter table audit_seals drop constraint fk_audit_seals_record_id",
        tampering,
    )
    bad = (await verdict(world)).first_bad
    assert bad is not None
    assert (bad.seq, bad.reason) == (seq, reason)


async def test_the_database_refuses_to_change_the_trail(world: World) -> None:
    await record(world, 1)
    await run_seal(world)
    for statement in (
        "update audit_records set name = 'x'",
        "delete from audit_records",
        "delete from audit_seals",
        "truncate audit_records cascade",
        "truncate audit_seals",
        "truncate ballots",
        "truncate identity_looks",
    ):
        async with world.session() as session:
            with pytest.raises(Exception, match=r"append-only|permission denied|must be owner"):
                await session.execute(text(statement))


async def test_records_of_a_cluster_that_counts_anew_are_found_by_the_sweep(world: World, database_url: str) -> None:
    await record(world, 2)
    await run_seal(world)
    await execute(
        database_url,
        "insert into audit_records (at, role, name, entity, action, article, detail, txid)"
        " values (now(), 'system', 'system', 'test', 'restored', '', '{}', 3)",
    )
    assert await run_seal(world) == 0
    assert await run_seal(world, sweep=True) == 1
    assert (await verdict(world)).intact


async def test_the_button_verifies_and_is_on_the_record(world: World) -> None:
    auditor = await world.person("auditor")
    await record(world, 3)
    found = (await auditor.post("/audit/verify", {})).json()
    assert (found["intact"], found["sealed"], found["unsealed"]) == (True, 3, 0)
    items = (await auditor.get("/audit", params={"entity": "audit"})).json()["items"]
    assert items[0]["action"] == "verify"
    assert items[0]["detail"]["head"] == found["head"]


async def test_filters_and_pages(world: World) -> None:
    auditor = await world.person("auditor")
    edition = await world.edition("open")
    await record(world, 3, article="17(4)", edition_id=edition.id)
    await record(world, 2, article="1", action="other")
    listed = (await auditor.get("/audit", params={"article": "17"})).json()
    assert len(listed["items"]) == 3
    assert {item["action"] for item in (await auditor.get("/audit", params={"article": "1"})).json()["items"]} == {"other"}
    assert len((await auditor.get("/audit", params={"edition_id": str(edition.id)})).json()["items"]) == 3
    assert (await auditor.get("/audit", params={"since": "2040-01-01T00:00:00Z"})).json()["items"] == []
    pages = {"limit": 2, "entity": "test"}
    first = (await auditor.get("/audit", params=pages)).json()
    second = (await auditor.get("/audit", params=pages | {"cursor": first["next_cursor"]})).json()
    third = (await auditor.get("/audit", params=pages | {"cursor": second["next_cursor"]})).json()
    ids = [item["id"] for page in (first, second, third) for item in page["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 5
    assert third["next_cursor"] is None


async def test_a_case_is_found_by_its_number_and_the_filter_knows_what_there_is(world: World) -> None:
    auditor = await world.person("auditor")
    edition = await world.edition("formal_review")
    one, other = [await world.application(edition, state="filed") for _ in range(2)]
    await record(world, 2, application_id=one.id)
    await record(world, 1, application_id=other.id, action="other")
    found = (await auditor.get("/audit", params={"case_number": one.case_number.lower()})).json()["items"]
    assert [item["case_number"] for item in found] == [one.case_number] * 2
    kinds = (await auditor.get("/audit/kinds")).json()
    assert kinds == [{"entity": "audit", "action": "look"}, *({"entity": "test", "action": name} for name in ("act", "other"))]


@pytest.mark.article("25", "26")
async def test_rows_are_taken_along_as_filtered_and_that_is_on_record(world: World) -> None:
    auditor = await world.person("auditor")
    edition = await world.edition("formal_review")
    secret = await world.application(edition, state="filed")
    await world.recuse(auditor, secret)
    await record(world, 3)
    await record(world, 2, application_id=secret.id)
    await record(world, 1, action="other")
    taken = (await auditor.post("/audit/rows", params={"entity": "test", "action": "act", "name": "sys"})).json()
    assert [row["action"] for row in taken] == ["act"] * 3
    last = (await auditor.get("/audit", params={"entity": "audit"})).json()["items"][0]
    assert last["action"] == "export_rows"
    # What was typed as a name may be anybody's (Art. 25).
    assert last["detail"] == {"rows": 3, "filter": {"entity": "test", "action": "act", "name": "…"}}


@pytest.mark.parametrize("role", ["office", "government", "admin"])
async def test_others_do_not_read_the_trail(world: World, role: str) -> None:
    person: Person = await world.person(role)
    assert (await person.get("/audit")).status_code == 403
    assert (await person.post("/audit/verify")).status_code == 403
    assert (await person.get("/audit/kinds")).status_code == 403
    assert (await person.post("/audit/rows")).status_code == 403


async def test_a_recused_member_sees_nothing_of_the_case(world: World) -> None:
    edition = await world.edition("formal_review")
    application = await world.application(edition, state="filed")
    member, colleague = await world.person("committee"), await world.person("committee")
    await record(world, 1, application_id=application.id, entity="application")
    await world.recuse(member, application)
    assert (await member.get("/audit", params={"entity": "application"})).json()["items"] == []
    seen = (await colleague.get("/audit", params={"entity": "application"})).json()["items"]
    assert seen[0]["case_number"] == application.case_number


@pytest.mark.article("17")
async def test_the_procedure_is_public_data(world: World) -> None:
    from world import anonymous

    body = (await anonymous(world, "GET", "/procedure")).json()
    assert "edition" in body["states"]
    assert any(row["action"] == "publish_notice" for row in body["transitions"])
    named = {code for row in body["transitions"] for code in row["rules"]}
    assert named <= {rule["code"] for rule in body["rules"]}


async def test_seals_number_without_gaps(world: World) -> None:
    await record(world, 4)
    await run_seal(world)
    async with world.session() as session:
        assert (
            await session.scalar(select(func.max(AuditSeal.seq))) == await session.scalar(select(func.count(AuditSeal.seq))) == 4
        )
