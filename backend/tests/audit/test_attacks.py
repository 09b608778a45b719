"""Whoever owns the database can change every row of it: each single change is found, and the first bad entry is named."""

import contextlib
import datetime as dt
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import anyio
import asyncpg
import pytest
from conftest import as_application
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from test_log import note, offline
from trail import record, run_seal, signer_of, verdict
from world import World, log_key

from quality_award.audit.append import append
from quality_award.audit.note import Signer, Verifier
from quality_award.audit.seal import seal
from quality_award.audit.verify import Break, verify
from quality_award.tables.base import Base
from quality_award.tables.trail import AuditRecord

pytestmark = [pytest.mark.anyio, pytest.mark.article("26")]
TRAIL = ("audit_records", "audit_seals", "audit_nodes", "audit_checkpoints", "audit_time_stamps")
# Batches of three, three and two: checkpoints over 3, 6 and 8 entries.
OTHER = Signer("quality-award/audit", b"another key of thirty-two bytes!")
BY_OTHER = OTHER.sign(6, b"r" * 32, now=dt.datetime(2026, 3, 2, tzinfo=dt.UTC), previous=3)


@pytest.fixture
async def trail(world: World) -> World:
    """A world whose trail has eight entries and nothing else."""
    for count in (3, 3, 2):
        await record(world, count)
        await run_seal(world)
        world.clock.advance(minutes=1)
    return world


@dataclass
class Owner:
    """The owner of the database, with every guard of it switched off."""

    engine: AsyncEngine
    verifier: Verifier

    @contextlib.asynccontextmanager
    async def attack(self, *statements: str) -> AsyncIterator[AsyncConnection]:
        """The database as it is after some statements; afterwards it is as it was."""
        async with self.engine.connect() as connection:
            await connection.execute(text("set local session_replication_role = replica"))
            for statement in statements:
                await connection.execute(text(statement))
            yield connection
            await connection.rollback()

    async def found(self, *statements: str, outside: tuple[str, ...] = ()) -> Break | None:
        """What the verifier says to the attack."""
        async with self.attack(*statements) as connection:
            return await self.verdict(connection, outside)

    async def verdict(self, connection: AsyncConnection, outside: tuple[str, ...] = ()) -> Break | None:
        """What the verifier says to the database as the connection sees it."""
        async with AsyncSession(connection) as session:
            return (await verify(session, verifier=self.verifier, outside=outside)).first_bad


@pytest.fixture
async def owner(trail: World, database_url: str) -> AsyncIterator[Owner]:
    """The owner, at the trail of eight entries."""
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://"))
    yield Owner(engine, signer_of(trail).verifier)
    await engine.dispose()


def of(seq: int) -> str:
    """The id of the record of an entry."""
    return f"(select record_id from audit_seals where seq = {seq})"


CHANGES = {
    "at": "at + interval '1 microsecond'", "user_id": "gen_random_uuid()", "role": "'office'", "seat": "'chair'",
    "name": "name || '一'", "entity": "'award'", "entity_id": "gen_random_uuid()", "edition_id": "gen_random_uuid()",
    "application_id": "gen_random_uuid()", "action": "'other'", "article": "'17(4)'", "from_state": "'draft'", "to_state": "'filed'",
    "detail": "detail || '{\"n\": 99}'", "txid": "txid + 1",
}  # fmt: skip


def test_every_field_of_a_record_is_attacked() -> None:
    assert CHANGES.keys() == {column.name for column in AuditRecord.__table__.columns} - {"id"}


@pytest.mark.parametrize("column", CHANGES)
async def test_one_field_of_one_record(owner: Owner, column: str) -> None:
    bad = await owner.found(f"update audit_records set {column} = {CHANGES[column]} where id = {of(5)}")
    assert bad is not None
    assert (bad.seq, bad.reason) == (5, "hash-differs")


WITHOUT_KEYS = (
    "alter table audit_seals drop constraint uq_audit_seals_record_id",
    "alter table audit_seals drop constraint pk_audit_seals",
)
INSERTED = (
    "insert into audit_records (id, at, role, name, entity, action, article, detail, txid) overriding system value"
    " select 999, at, role, name, entity, 'slipped in', article, detail, txid from audit_records where id = " + of(4)
)
CUT = (
    f"delete from audit_records where id in ({of(7)}, {of(8)})",
    "delete from audit_seals where seq > 6",
    "delete from audit_nodes where (index + 1) << level > 6",
    "delete from audit_checkpoints where size > 6",
)
ATTACKS: dict[str, tuple[tuple[str, ...], int, str]] = {
    "a record is deleted": ((f"delete from audit_records where id = {of(4)}",), 4, "record-missing"),
    "a record and its seal are deleted": (
        (f"delete from audit_records where id = {of(4)}", "delete from audit_seals where seq = 4"), 4, "seal-missing",
    ),
    "one is put in between, the rest moved up": (
        (*WITHOUT_KEYS, INSERTED, "update audit_seals set seq = seq + 1 where seq >= 4",
         "insert into audit_seals (seq, record_id, hash) values (4, 999, sha256('x'))"), 4, "hash-differs",
    ),
    "one is put in the place of another": (
        (INSERTED, "update audit_seals set record_id = 999 where seq = 4"), 4, "hash-differs",
    ),
    "two entries change places": (
        (*WITHOUT_KEYS, f"update audit_seals set record_id = case seq when 4 then {of(7)} else {of(4)} end where seq in (4, 7)"),
        4, "hash-differs",
    ),
    "two entries change places with their hashes": (
        (*WITHOUT_KEYS, "update audit_seals set seq = 11 - seq where seq in (4, 7)"), 4, "hash-differs",
    ),
    "two records change their content": (
        (f"update audit_records r set detail = o.detail, entity_id = o.entity_id from audit_records o"
         f" where (r.id = {of(2)} and o.id = {of(6)}) or (r.id = {of(6)} and o.id = {of(2)})",), 2, "hash-differs",
    ),
    "a checkpoint by another key": ((f"update audit_checkpoints set note = '{BY_OTHER}' where size = 6",), 6, "checkpoint-unsigned"),
    "a checkpoint of another moment": (
        ("update audit_checkpoints set note = (select note from audit_checkpoints where size = 3) where size = 6",),
        6, "checkpoint-differs",
    ),
    "a checkpoint with another time": (
        ("update audit_checkpoints set signed_at = signed_at - interval '1 year' where size = 6",), 6, "checkpoint-differs",
    ),
    "a checkpoint with another root beside its note": (
        ("update audit_checkpoints set root = sha256('x') where size = 6",), 6, "checkpoint-differs",
    ),
    "a checkpoint is deleted": (("delete from audit_checkpoints where size = 6",), 6, "checkpoint-missing"),
    "the newest checkpoint is deleted": (("delete from audit_checkpoints where size = 8",), 8, "checkpoint-missing"),
    "a leaf is replaced": (("update audit_nodes set hash = sha256('x') where level = 0 and index = 4",), 5, "leaf-differs"),
    "a node is replaced": (("update audit_nodes set hash = sha256('x') where level = 2 and index = 1",), 5, "node-differs"),
    "a node is deleted": (("delete from audit_nodes where level = 1 and index = 2",), 5, "node-differs"),
    "the top node is deleted": (("delete from audit_nodes where level = 3",), 1, "node-differs"),
    "a node is moved": (("update audit_nodes set index = 40 where level = 1 and index = 1",), 3, "node-differs"),
    "a node is added": (("insert into audit_nodes values (0, 8, sha256('x'))",), 9, "cut-off"),
    "a node is added above": (("insert into audit_nodes values (7, 0, sha256('x'))",), 9, "node-differs"),
    "the tail is cut, the newest checkpoint left": (CUT[:3], 7, "cut-off"),
    "a stamp of something else": (
        ("insert into audit_time_stamps (size, token) values (6, '\\x3003020100')",), 6, "stamp-differs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
async def test_the_owner_changes_the_trail(owner: Owner, name: str) -> None:
    statements, seq, reason = ATTACKS[name]
    bad = await owner.found(*statements)
    assert bad is not None
    assert (bad.seq, bad.reason) == (seq, reason)


async def test_untouched_it_is_intact(owner: Owner, trail: World) -> None:
    assert await owner.found(outside=(await note(trail),)) is None


async def test_a_cut_tail_shows_against_a_checkpoint_kept_outside(owner: Owner, trail: World) -> None:
    kept = await note(trail)
    assert await owner.found(*CUT) is None
    bad = await owner.found(*CUT, outside=(kept,))
    assert bad is not None
    assert (bad.seq, bad.reason) == (7, "cut-off")


REWRITTEN = (
    f"update audit_records set name = '别人' where id = {of(2)}",
    "delete from audit_nodes",
    "delete from audit_checkpoints",
    "delete from audit_seals",
)


@pytest.mark.parametrize("own", [True, False])
async def test_a_history_written_anew(owner: Owner, trail: World, own: bool) -> None:
    """With the log's own key only a checkpoint from outside shows it; with another key its first signature does."""
    kept = await note(trail)
    async with owner.attack(*REWRITTEN) as connection, AsyncSession(connection) as session:
        await seal(session, signer=signer_of(trail) if own else OTHER, now=trail.clock.now(), sweep=True)
        await session.flush()
        alone, held = await owner.verdict(connection), await owner.verdict(connection, (kept,))
    assert alone == (None if own else Break(8, of_last(alone), "checkpoint-unsigned"))
    assert held is not None
    assert (held.seq, held.reason) == (8, "outside-differs")


def of_last(found: Break | None) -> int | None:
    return found.record_id if found else None


async def test_two_histories_signed_by_the_log_do_not_both_fit(owner: Owner, trail: World) -> None:
    """Whoever kept one checkpoint and was shown another of the same size holds the proof in hand."""
    split = signer_of(trail).sign(8, b"r" * 32, now=trail.clock.now(), previous=6)
    for outside in ((await note(trail), split), (split, await note(trail))):
        bad = await owner.found(outside=outside)
        assert bad is not None
        assert (bad.seq, bad.reason) == (8, "outside-differs")


async def test_a_record_written_back_into_the_past_is_pointed_out(trail: World, database_url: str) -> None:
    """Somebody with the owner's rights adds a record of last month. It can only be sealed at the end, where its time is wrong."""
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "insert into audit_records (at, role, name, entity, action, article, detail, txid) values"
        " ($1, 'office', '甲', 'application', 'look', '33', '{}', 3)", trail.clock.now() - dt.timedelta(days=30),
    )  # fmt: skip
    await connection.close()
    auditor = await trail.person("auditor")
    found = (await auditor.post("/audit/verify", {})).json()
    assert (found["intact"], found["late"]["seq"], found["late"]["reason"]) == (True, 9, "late")


async def test_offline_the_changed_entry_is_named_too(owner: Owner, trail: World, database_url: str, tmp_path: Any) -> None:
    auditor = await trail.person("auditor")
    kept, key = await note(trail), await log_key(trail)
    before = (await auditor.get("/audit/export")).text
    assert offline(tmp_path, key, before, kept)[0] == 0
    connection = await asyncpg.connect(database_url)
    await connection.execute("set session_replication_role = replica")
    await connection.execute(f"update audit_records set name = 'x' where id = {of(5)}")
    await connection.close()
    code, said = offline(tmp_path, key, (await auditor.get("/audit/export")).text, kept)
    assert (code, "entry 5 (record" in said, "第 5 条" in said) == (1, True, True), said
    # The exporter is in on it and gives the leaf that fits: the root is not the one that was signed.
    lines = [json.loads(line) for line in before.splitlines()]
    lines[4]["leaf"] = "00" * 32
    del lines[4]["record"]
    code, said = offline(tmp_path, key, "".join(json.dumps(line) + "\n" for line in lines), kept)
    assert (code, "between 1 and 8" in said) == (1, True), said


# --- whatever single change ---------------------------------------------------------------------------------------------

COLUMNS = [
    (table, column.name, column.type.python_type)
    for table in TRAIL[:4]
    for column in Base.metadata.tables[table].columns
    if column.name != "id"
]
CELLS = st.tuples(st.sampled_from(COLUMNS), st.integers(0, 30), st.integers(1, 2**31 - 1))


def changed(value: Any, kind: type, number: int) -> Any:
    """Another value of the same column."""
    if kind is bytes:
        place = number % len(value)
        return value[:place] + bytes([value[place] ^ (1 << number % 8)]) + value[place + 1 :]
    if kind is str:
        held = value or ""
        place = number % (len(held) + 1)
        return held[:place] + "Aa1 \n一"[number % 6] + held[place + number % 2 :]
    if kind is int:
        return value + (number % 7 or -1)
    if kind is dt.datetime:
        return value + dt.timedelta(microseconds=number)
    if kind is object:
        return json.dumps({**json.loads(value), "n": number + 10})
    return None if value is not None and number % 2 else "01a2142e-7a3c-7000-8000-" + f"{number:012d}"


async def test_whatever_single_change_is_found(owner: Owner) -> None:
    """Any one cell of records, seals, nodes and checkpoints, changed; any one row of them gone."""

    async def change(table: str, column: str, kind: type, ordinal: int, number: int) -> Break | None:
        async with owner.attack() as connection:
            rows = (
                await connection.execute(text(f"select ctid::text as place, {column} as held from {table} order by ctid"))
            ).all()
            row = rows[ordinal % len(rows)]
            if number % 11 == 0:
                await connection.execute(text(f"delete from {table} where ctid = '{row.place}'::tid"))
                return await owner.verdict(connection)
            held = json.dumps(row.held) if kind is object else row.held
            value = changed(held, kind, number)
            if value == held:
                return Break(0, None, "unchanged")
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection
            try:
                await driver.execute(f"update {table} set {column} = $1 where ctid = '{row.place}'::tid", value)
            except (asyncpg.UniqueViolationError, asyncpg.NotNullViolationError, asyncpg.NumericValueOutOfRangeError):
                return Break(0, None, "refused by the database itself")
            return await owner.verdict(connection)

    @settings(max_examples=150, deadline=None)
    @given(CELLS)
    def whatever(cell: tuple[tuple[str, str, type], int, int]) -> None:
        (table, column, kind), ordinal, number = cell
        assert anyio.from_thread.run(change, table, column, kind, ordinal, number) is not None

    await anyio.to_thread.run_sync(whatever)
    assert await owner.found() is None


# --- the application's own role -----------------------------------------------------------------------------------------

TAKING = (
    "update {table} set {column} = {column}",
    "delete from {table}",
    "truncate {table} cascade",
    "alter table {table} disable trigger all",
    "alter table {table} disable trigger {table}_append_only",
    "drop trigger {table}_append_only on {table}",
    "alter table {table} drop column {column}",
    "alter table {table} rename to gone",
    "alter table {table} owner to quality_award",
    "drop table {table} cascade",
    "create trigger swallow before insert on {table} for each row execute function append_only()",
    "create rule swallow as on insert to {table} do instead nothing",
    "alter table {table} enable row level security",
    "select * from {table} for update",
    "merge into {table} t using (select 1) s on true when matched then delete",
    "insert into {table} overriding system value select * from {table}"
    " on conflict on constraint pk_{table} do update set {column} = excluded.{column}",
)
RISING = (
    "set session_replication_role = replica",
    "set role postgres",
    "set session authorization postgres",
    "alter role quality_award superuser",
    "create or replace function append_only() returns trigger language plpgsql as $$ begin return new; end $$",
    "drop function append_only() cascade",
    "alter database {database} set session_replication_role = replica",
)


@pytest.mark.parametrize("table", TRAIL)
async def test_the_application_only_adds(trail: World, database_url: str, table: str) -> None:
    column = Base.metadata.tables[table].columns.keys()[1]
    connection = await asyncpg.connect(as_application(database_url))
    try:
        database = await connection.fetchval("select current_database()")
        for statement in (*TAKING, *RISING):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement.format(table=table, column=column, database=database))
    finally:
        await connection.close()
    assert (await verdict(trail)).intact


@pytest.mark.parametrize("table", TRAIL)
async def test_the_owner_has_to_switch_the_guard_off_first(trail: World, database_url: str, table: str) -> None:
    column = Base.metadata.tables[table].columns.keys()[1]
    connection = await asyncpg.connect(database_url)
    try:
        if table == "audit_time_stamps":
            await connection.execute("insert into audit_time_stamps (size, token) values (3, '')")
        for statement in ("update {table} set {column} = {column}", "delete from {table}", "truncate {table} cascade"):
            with pytest.raises(asyncpg.CheckViolationError):
                await connection.execute(statement.format(table=table, column=column))
    finally:
        await connection.close()


async def test_a_refused_transaction_leaves_no_record(trail: World) -> None:
    """The record lives and dies with what it speaks of."""
    from quality_award.access.actor import SYSTEM

    async with trail.session() as session:
        await append(session, actor=SYSTEM, now=trail.clock.now(), entity="test", entity_id=None, action="undone")
        await session.rollback()
    await run_seal(trail, sweep=True)
    assert (await verdict(trail)).sealed == 8
