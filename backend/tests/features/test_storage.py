"""The store is not taken at its word: locks tried, files read back, what nobody names swept. All on real stores, damaged for real."""

import asyncio
import datetime as dt
import os
import secrets
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import as_application, execute
from filing import LAW, PDF, announced, complete, send, upload
from local import embedded
from sqlalchemy import select
from world import Person, World

from quality_award.features.evidence.service.freezing import freeze
from quality_award.features.storage import jobs, queries, service
from quality_award.platform.errors import Conflict
from quality_award.platform.objectstore import ObjectStore, client_of
from quality_award.platform.settings import Settings
from quality_award.tables.applications import Application, Evidence
from quality_award.tables.editions import Edition
from quality_award.tables.trail import AuditRecord, StoreCheck
from quality_award.worker import followers, make_worker

pytestmark = pytest.mark.anyio
BACKEND = Path(__file__).resolve().parents[2]


def document(size: int = 20_000) -> bytes:
    """A PDF that no other is like, large enough to lie in a volume of its own bytes."""
    end = PDF.rfind(b"startxref")
    return PDF[:end] + b"%" + secrets.token_hex(size // 2).encode() + b"\n" + PDF[end:]


@dataclass
class Filed:
    """An application that was handed in, with the bytes of its licence."""

    application: Application
    applicant: Person
    licence: bytes

    @property
    def edition_id(self) -> uuid.UUID:
        """Its edition."""
        return self.application.edition_id


async def file(world: World, *, lock: bool = True, edition: Edition | None = None) -> Filed:
    """Fill in, upload, hand in and, unless told otherwise, lock: what an applicant and the worker do."""
    store: ObjectStore = world.app.state.store
    organisation = await world.organisation()
    applicant = await world.person("applicant", organisation_id=organisation.id)
    row = await world.application(edition or await world.edition("open"), organisation)
    licence = document()
    await upload(world, applicant, row.id, data=licence)
    saved = await applicant.request("PATCH", f"/applications/{row.id}", version=1, json=complete())
    other, *rest = (slot.key for slot in LAW.required_slots("for_profit") if slot.key != "licence")
    await upload(world, applicant, row.id, other, data=PDF)
    for slot in rest:
        await applicant.post(f"/applications/{row.id}/evidence", announced(PDF, slot))
    action = "submit_direct" if saved.json()["channel"] == "direct" else "submit"
    done = await applicant.request("POST", f"/applications/{row.id}/actions/{action}", version=saved.json()["version"], json={})
    assert done.status_code == 200, done.text
    if lock:
        async with world.session() as session:
            await freeze(session, store=store, application_id=row.id, now=world.clock.now())
            await session.commit()
    return Filed(row, applicant, licence)


async def licence_of(world: World, filed: Filed) -> Evidence:
    async with world.session() as session:
        return (
            await session.scalars(
                select(Evidence).where(Evidence.application_id == filed.application.id, Evidence.slot == "licence")
            )
        ).one()


async def work(world: World, check_id: str | uuid.UUID, limit: int | None = None) -> StoreCheck:
    """Portion after portion, as the worker takes them."""
    while True:
        async with world.session() as session:
            row = await service.check_files(
                session, store=world.app.state.store, check_id=uuid.UUID(str(check_id)), limit=limit, law_now=world.clock.now()
            )
            await session.commit()
        assert row is not None
        if row.finished_at is not None:
            return row


async def verify(world: World, edition_id: uuid.UUID | None = None, limit: int | None = None) -> StoreCheck:
    async with world.session() as session:
        row, _ = await service.begin(session, kind="files", edition_id=edition_id, actor=service.SYSTEM)
        await session.commit()
    return await work(world, row.id, limit)


async def try_locks(world: World, settings: Settings | None = None) -> StoreCheck:
    """One run of the locks' test, as the worker does it."""
    async with world.session() as session:
        row = await service.ask_as_system(session, "locks")
        await session.commit()
        await service.check_locks(
            session, settings=settings or world.app.state.settings, check_id=row.id, law_now=world.clock.now()
        )
        await session.commit()
        return row


async def messages(world: World, person: Person) -> list[dict[str, Any]]:
    async with world.session() as session:
        await followers().dispatch(session, world.clock.now())
        await session.commit()
    items: list[dict[str, Any]] = (await person.get("/notifications")).json()["items"]
    return items


async def why_not(world: World) -> list[str]:
    async with world.session() as session:
        try:
            await service.require_fit(session)
        except Conflict as refusal:
            return [f"{refusal.code} {refusal.params['article']}", *(finding.rule for finding in refusal.findings)]
    return []


# ── Locks ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.article("26")
async def test_the_administrator_has_the_locks_tested_once_however_often_pressed(world: World, store: ObjectStore) -> None:
    admin, auditor = await world.person("admin"), await world.person("auditor")
    assert await why_not(world) == ["store-unfit 26", "store-untested"]
    asked = [await admin.post("/store-checks", {"kind": "locks"}) for _ in range(3)]
    assert {one.status_code for one in asked} == {202}
    assert len({one.json()["id"] for one in asked}) == 1
    assert asked[0].json()["passed"] is None
    async with world.session() as session:
        check_id = uuid.UUID(asked[0].json()["id"])
        for _ in range(2):  # a job may be seen twice
            await service.check_locks(session, settings=world.app.state.settings, check_id=check_id, law_now=world.clock.now())
        await session.commit()
        records = (await session.scalars(select(AuditRecord).where(AuditRecord.entity == "store_check"))).all()
    assert [(one.action, one.role, one.article) for one in records] == [("ask", "admin", "26"), ("locks", "system", "26")]
    assert records[1].detail["passed"] is True
    assert await why_not(world) == []
    for person in (admin, auditor):
        state = (await person.get("/store-checks")).json()
        assert (state["fit"], state["reasons"]) == (True, [])
        (shown,) = state["locks"]
        assert shown["asked_by"] == admin.user.name
        assert len(shown["attempts"]) == 11
        assert all(one["held"] and one["answer"] and not one["label"].startswith("attempt.") for one in shown["attempts"])
    assert await messages(world, admin) == []


@pytest.mark.article("26")
async def test_a_store_that_lets_go_stops_archiving_tells_its_keepers_and_nothing_else(
    world: World, store: ObjectStore, settings: Settings
) -> None:
    admin, auditor, office = [await world.person(role) for role in ("admin", "auditor", "office")]
    hollow = settings.model_copy(update={"s3_bucket": f"{settings.s3_bucket}-hollow"})
    client = client_of(hollow.s3_endpoint, hollow)
    if not client.bucket_exists(hollow.s3_bucket):
        client.make_bucket(hollow.s3_bucket)
    await ObjectStore(hollow).ensure_bucket()
    assert (await try_locks(world, hollow)).passed is False
    assert await why_not(world) == ["store-unfit 26", *["store-lock-broken"] * 3]
    for language, words in (("zh-CN", "删除锁定的版本：未通过"), ("en", "Delete a locked version: not passed")):
        state = (await admin.request("GET", "/store-checks", headers={"Accept-Language": language})).json()
        assert state["fit"] is False
        assert words in [one["message"] for one in state["reasons"]]
        assert all("accepted" in one["next"] for one in state["reasons"] if words == one["message"])
    for person, told in ((admin, 1), (auditor, 1), (office, 0)):
        found = await messages(world, person)
        assert len(found) == told
        assert all(one["link"] == f"/{person.membership.role}/store" for one in found)
    # Sending evidence goes on.
    organisation = await world.organisation()
    applicant = await world.person("applicant", organisation_id=organisation.id)
    row = await world.application(await world.edition("open"), organisation)
    assert (await upload(world, applicant, row.id)).json()["state"] == "stored"
    # A store that is mended counts from its next test on.
    assert (await try_locks(world)).passed is True
    assert await why_not(world) == []


async def test_a_test_counts_for_two_days(world: World, store: ObjectStore, database_url: str) -> None:
    await try_locks(world)
    await execute(database_url, "update store_checks set finished_at = finished_at - interval '47 hours'")
    assert await why_not(world) == []
    await execute(database_url, "update store_checks set finished_at = finished_at - interval '2 hours'")
    assert await why_not(world) == ["store-unfit 26", "store-test-old"]


async def test_a_check_that_was_lost_makes_way_after_half_a_day(world: World, store: ObjectStore, database_url: str) -> None:
    async with world.session() as session:
        lost = await service.ask_as_system(session, "locks")
        await session.commit()
    await execute(database_url, "update store_checks set created_at = created_at - interval '13 hours'")
    again = await try_locks(world)
    assert again.id != lost.id
    async with world.session() as session:
        row = await queries.check(session, lost.id)
    assert row is not None
    assert (row.passed, row.findings[0]["attempt"]) == (False, "given_up")
    assert await why_not(world) == []


async def test_the_worker_tests_the_locks_when_it_starts(world: World, store: ObjectStore, settings: Settings) -> None:
    stop = asyncio.Event()
    worker = asyncio.create_task(make_worker(settings, world.app.state.sessions).run(stop))
    try:
        for _ in range(300):
            if not await why_not(world):
                break
            await asyncio.sleep(0.1)
        assert await why_not(world) == []
    finally:
        stop.set()
        await asyncio.wait_for(worker, 20)


async def test_who_may_see_and_ask(world: World) -> None:
    edition = await world.edition("open")
    for role in ("office", "committee", "government"):
        person = await world.person(role)
        assert (await person.get("/store-checks")).status_code == 403
        assert (await person.post("/store-checks", {"kind": "files"})).status_code == 403
    auditor, admin = await world.person("auditor"), await world.person("admin")
    assert (await auditor.post("/store-checks", {"kind": "locks"})).status_code == 403
    assert (await auditor.post("/store-checks", {"kind": "files", "edition_id": str(edition.id)})).status_code == 202
    assert (await admin.post("/store-checks", {"kind": "files"})).status_code == 202
    assert (await auditor.post("/store-checks", {"kind": "files", "edition_id": str(uuid.uuid4())})).status_code == 404
    assert (await admin.post("/store-checks", {"kind": "locks", "edition_id": str(edition.id)})).status_code == 404


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.article("16", "26")
async def test_every_file_is_read_back_and_compared(world: World, store: ObjectStore) -> None:
    filed = await file(world)
    auditor = await world.person("auditor")
    asked = [await auditor.post("/store-checks", {"kind": "files", "edition_id": str(filed.edition_id)}) for _ in range(2)]
    assert asked[0].json()["id"] == asked[1].json()["id"]
    row = await work(world, asked[0].json()["id"])
    slots = len(LAW.required_slots("for_profit"))
    assert (row.passed, row.findings, row.files, row.files_all) == (True, [], slots, slots)
    # Two objects: the same bytes in other places are read once.
    assert row.bytes == len(filed.licence) + len(PDF)
    async with world.session() as session:
        assert all((await session.scalars(select(Evidence.verified_at))).all())
        record = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "files"))).one()
    assert (record.edition_id, record.detail["passed"], record.detail["files"]) == (filed.edition_id, True, slots)
    (shown,) = (await auditor.get("/store-checks")).json()["files"]
    assert (shown["edition"], shown["asked_by"], shown["faults"]) == ("第5届朝阳市市长质量奖", auditor.user.name, [])


@pytest.mark.article("16", "26")
@pytest.mark.parametrize(
    ("tampering", "what"),
    [
        # The row says other than the manifest, which says what lies there.
        (["update evidence set sha256 = repeat('0', 64) where slot = 'licence'"], "row_differs"),
        (["update evidence set size = size + 1 where slot = 'licence'"], "row_differs"),
        (["update evidence set filename = 'x.pdf' where slot = 'licence'"], "unlisted"),
        # The lock was to be longer than it is.
        (["update evidence set retain_until = retain_until + interval '1 day' where slot = 'licence'"], "lock_short"),
        (["delete from evidence_pages", "delete from evidence where slot = 'licence'"], "row_gone"),
        (
            [
                "alter table manifests disable trigger all",
                "update manifests set content = jsonb_set(content, '{declared_by}', '\"x\"')",
            ],
            "manifest_differs",
        ),
        (["alter table manifests disable trigger all", "delete from manifests"], "manifest_gone"),
    ],
)
async def test_what_a_superuser_changes_in_the_database_is_found(
    world: World, store: ObjectStore, database_url: str, tampering: list[str], what: str
) -> None:
    filed = await file(world)
    assert (await verify(world, filed.edition_id)).passed is True
    await execute(database_url, *tampering)
    row = await verify(world, filed.edition_id)
    assert row.passed is False
    assert what in [one["what"] for one in row.findings], row.findings
    assert {one["case_number"] for one in row.findings} == {filed.application.case_number}


async def test_a_version_that_was_deleted_before_it_was_locked_is_missed(world: World, store: ObjectStore) -> None:
    filed = await file(world, lock=False)
    target = await licence_of(world, filed)
    assert await store.drop_version(target.object_key, target.version_id)
    row = await verify(world)
    (found,) = row.findings
    assert (found["what"], found["evidence_id"], found["version"]) == ("missing", str(target.id), target.version_id)
    # Once it is locked the store does not let it go, and neither does our own hand.
    async with world.session() as session:
        edition = await session.get_one(Edition, filed.edition_id)
    other = await file(world, edition=edition)
    kept = await licence_of(world, other)
    assert not await store.drop_version(kept.object_key, kept.version_id)


async def test_what_is_bad_is_looked_at_first_the_next_night_and_the_rest_by_age(world: World, store: ObjectStore) -> None:
    filed = await file(world, lock=False)
    assert (await verify(world)).passed is True
    target = await licence_of(world, filed)
    await store.drop_version(target.object_key, target.version_id)
    # A night that has time for a byte alone takes one file after the other, the bad one first once it is known.
    assert (await verify(world)).passed is False
    night = await verify(world, limit=1)
    assert [one["what"] for one in night.findings] == ["missing"]
    assert (await verify(world, limit=1)).passed is False


async def test_a_store_that_is_away_is_not_taken_for_damage(world: World, store: ObjectStore, settings: Settings) -> None:
    filed = await file(world)
    world.app.state.store = ObjectStore(settings.model_copy(update={"s3_endpoint": "http://127.0.0.1:9"}))
    row = await verify(world, filed.edition_id)
    assert ([one["what"] for one in row.findings], row.passed, row.files) == (["unreachable"], False, 0)
    async with world.session() as session:
        assert (await session.scalars(select(AuditRecord).where(AuditRecord.action == "damaged"))).all() == []
    world.app.state.store = store
    assert (await verify(world, filed.edition_id)).passed is True


@pytest.mark.article("32", "33")
async def test_names_are_for_those_who_may_see_the_case(world: World, store: ObjectStore) -> None:
    filed = await file(world, lock=False)
    target = await licence_of(world, filed)
    await store.drop_version(target.object_key, target.version_id)
    await verify(world)
    admin, auditor, recused = await world.person("admin"), await world.person("auditor"), await world.person("auditor")
    await world.recuse(recused, filed.application)

    async def fault(person: Person) -> dict[str, Any]:
        ((found,),) = [one["faults"] for one in (await person.get("/store-checks")).json()["files"]]
        assert (found["what"], found["label"]) == ("missing", "存储中没有这个版本")
        named: dict[str, Any] = {name: found[name] for name in ("case_number", "slot", "filename", "version")}
        return named

    whole = {
        "case_number": filed.application.case_number,
        "slot": LAW.slots_for("for_profit")[0].title_zh,
        "filename": "licence.pdf",
        "version": target.version_id,
    }
    assert await fault(auditor) == whole
    assert await fault(admin) == whole | {"filename": None}
    assert [one["faults"] for one in (await recused.get("/store-checks")).json()["files"]] == [[]]
    for person, told in ((admin, True), (auditor, True)):
        assert bool(await messages(world, person)) is told


# ── Bytes changed on the disk ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def disk() -> Iterator[Path]:
    """The folder of a store of this test's own."""
    with embedded.temporary_root("storage-tests") as root:
        embedded.start_store(root)
        yield root


@pytest.fixture
async def alone(world: World, disk: Path, settings: Settings) -> World:
    """A world on that store."""
    running = embedded.start_store(disk)
    own = settings.model_copy(
        update={"s3_endpoint": running.endpoint, "s3_access_key": running.access_key, "s3_secret_key": running.secret_key}
    )
    world.app.state.settings, world.app.state.store = own, ObjectStore(own)
    await world.app.state.store.ensure_bucket()
    return world


def crc32c(data: bytes) -> int:
    """The checksum that the store keeps beside its bytes (Castagnoli)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def flip(root: Path, data: bytes, *, checksum_too: bool) -> None:
    """Change one byte of a stored object in the store's own files, and the store's checksum with it when told so."""
    place = 300
    for volume in (root / "store").glob("*.dat"):
        held = volume.read_bytes()
        at = held.find(data)
        if at < 0:
            continue
        changed = bytearray(data)
        changed[place] ^= 1
        with volume.open("r+b") as raw:
            raw.seek(at + place)
            raw.write(changed[place : place + 1])
            if checksum_too:
                # Before the data: the length of what follows, and of the data; after what follows: the checksum.
                body = int.from_bytes(held[at - 8 : at - 4], "big")
                where = at - 4 + body
                assert held[where : where + 4] == crc32c(data).to_bytes(4, "big")
                raw.seek(where)
                raw.write(crc32c(bytes(changed)).to_bytes(4, "big"))
        return
    pytest.fail("the object is in no volume")


@pytest.mark.article("16", "26")
@pytest.mark.parametrize(("checksum_too", "what"), [(False, "unreadable"), (True, "other_bytes")])
async def test_one_byte_changed_on_the_disk_is_found_and_named(
    alone: World, disk: Path, database_url: str, checksum_too: bool, what: str
) -> None:
    filed = await file(alone)
    assert (await verify(alone, filed.edition_id)).passed is True
    target = await licence_of(alone, filed)
    embedded.stop_store(disk)
    flip(disk, filed.licence, checksum_too=checksum_too)
    running = embedded.start_store(disk)
    alone.app.state.store = ObjectStore(alone.app.state.settings.model_copy(update={"s3_endpoint": running.endpoint}))
    row = await verify(alone, filed.edition_id)
    (found,) = row.findings
    assert (found["what"], found["evidence_id"]) == (what, str(target.id))
    assert (found["case_number"], found["slot"], found["filename"], found["version"]) == (
        filed.application.case_number, "licence", "licence.pdf", target.version_id,
    )  # fmt: skip
    if checksum_too:
        assert found["expected"].startswith(str(target.sha256))
        assert not found["found"].startswith(str(target.sha256))
    async with alone.session() as session:
        record = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "damaged"))).one()
        assert (record.entity_id, record.application_id, record.detail["what"]) == (target.id, filed.application.id, what)
        assert (await session.get_one(Evidence, target.id)).verified_at is None
    # The command names the same entry, and says so by its exit code.
    done = await command(alone, running, database_url, "verify-evidence", "--edition", "5")
    assert done.returncode == 1, done.stderr
    assert f"{filed.application.case_number} · licence · licence.pdf · {target.version_id}" in done.stdout
    assert (await command(alone, running, database_url, "verify-evidence", "--edition", "99")).returncode == 2


async def command(world: World, running: embedded.Store, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings: Settings = world.app.state.settings
    return await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "quality_award.cli", *arguments],
        cwd=BACKEND,
        env=os.environ
        | {
            "DATABASE_URL": as_application(url), "S3_ENDPOINT": running.endpoint, "S3_ACCESS_KEY": running.access_key,
            "S3_SECRET_KEY": running.secret_key, "S3_BUCKET": settings.s3_bucket, "MASTER_KEY": settings.master_key,
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


# ── What nobody names ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.article("16")
async def test_what_no_row_names_goes_and_nothing_else(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    # A bucket of its own: the other tests' rows are in other databases.
    own = ObjectStore(settings.model_copy(update={"s3_bucket": f"{settings.s3_bucket}-{secrets.token_hex(4)}"}))
    await own.ensure_bucket()
    world.app.state.store = own
    filed = await file(world)
    organisation = await world.organisation()
    applicant = await world.person("applicant", organisation_id=organisation.id)
    draft = await world.application(await world.edition("open", number=6, year=2028), organisation)
    begun = (
        await applicant.post(f"/applications/{draft.id}/evidence", announced(document(), size=20 << 20, filename="大.pdf"))
    ).json()
    single = (await applicant.post(f"/applications/{draft.id}/evidence", announced(PDF, "other"))).json()
    await send(single, PDF)
    # Named by nobody: an object and its mark of deletion, a picture, an upload whose transaction failed, one under lock.
    await own.put("evidence/x/orphan", b"orphan", "text/plain")
    await own.put("made/x/thumbnail.webp", b"orphan", "image/webp")
    upload_id = await own.begin_parts("evidence/x/never", "application/pdf")
    locked = await own.put("evidence/x/locked", b"locked", "text/plain")
    await own.lock("evidence/x/locked", locked, dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    elsewhere = await own.put("audit/checkpoints/1.txt", b"kept", "text/plain")
    # And a file whose row a superuser took away: the manifest still names it.
    target = await licence_of(world, filed)
    await execute(database_url, "delete from evidence_pages", f"delete from evidence where id = '{target.id}'")

    async def keys() -> set[str]:
        return {one.key async for page in own.versions("") for one in page}

    async def sweep() -> tuple[int, int]:
        async with world.session() as session:
            found = await jobs.sweep_unclaimed(session, store=own, now=world.clock.now())
            await session.commit()
            return found

    before = await keys()
    assert await sweep() == (0, 0)
    assert await keys() == before
    monkeypatch.setattr(jobs, "UNCLAIMED", dt.timedelta(seconds=-5))
    # The licence's picture is made anew at will; its bytes are not.
    pictures = {key for key in before if target.thumbnail_key and key == target.thumbnail_key}
    assert await sweep() == (2 + len(pictures), 1)
    assert before - await keys() == {"evidence/x/orphan", "made/x/thumbnail.webp"} | pictures
    assert await own.stat("audit/checkpoints/1.txt", elsewhere)
    assert await own.parts("evidence/x/never", upload_id) is None
    assert [one.key for one in await own.uploads("evidence/")] == [f"evidence/{draft.id}/{begun['evidence_id']}"]
    assert await sweep() == (0, 0)
    async with world.session() as session:
        record = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "sweep"))).one()
    assert (record.entity, record.detail["uploads"]) == ("store", 1)
