"""A real clamd with one signature: what it finds is kept apart, what it cannot answer is said and asked again (Art. 16)."""

import asyncio
import datetime as dt
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filing import LAW, PDF, look, upload
from local import embedded
from samples import EICAR, TYPES, letter, office, zipped
from sqlalchemy import select
from world import Person, World

from quality_award.features.evidence import jobs
from quality_award.features.evidence.service.checking import scan_again
from quality_award.features.evidence.service.freezing import freeze
from quality_award.platform.inspection.clamd import HUNG_UP, TOO_LARGE, scan
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Application, Evidence
from quality_award.tables.trail import AuditRecord, OutboxEvent

pytestmark = [pytest.mark.anyio, pytest.mark.article("16")]

LIMIT = 3 << 20
INFECTED = office("docx", {"word/media/note.txt": EICAR})


@dataclass
class Scanner:
    """A running clamd."""

    address: str
    socket: str
    process: subprocess.Popen[bytes]


def _start(folder: Path) -> Scanner:
    program = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.fail("clamd is missing: bash infra/local/scanner.sh", pytrace=False)
    database = folder / "signatures"
    database.mkdir(exist_ok=True)
    (database / "local.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
    port = embedded.free_port()
    configuration = folder / "clamd.conf"
    configuration.write_text(
        f"Foreground yes\nDatabaseDirectory {database}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nLocalSocket {folder}/clamd.sock\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength {LIMIT}\nLogFile {folder}/clamd.log\nConcurrentDatabaseReload no\n"
    )
    folder.chmod(0o755)
    process = subprocess.Popen(
        [program, "-c", str(configuration)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as asking:
            asking.sendall(b"zPING\0")
            if asking.recv(16) == b"PONG\0":
                return Scanner(f"127.0.0.1:{port}", f"unix:{folder}/clamd.sock", process)
        assert process.poll() is None, (folder / "clamd.log").read_text()
        time.sleep(0.05)
    process.kill()
    pytest.fail("clamd does not answer")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short: the path of a Unix socket has 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as made:
        yield Path(made)


@pytest.fixture
def scanner(folder: Path) -> Iterator[Scanner]:
    running = _start(folder)
    yield running
    running.process.kill()
    running.process.wait()


async def verdict(tmp_path: Path, data: bytes, address: str | None, **more: Any) -> tuple[str, str]:
    path = tmp_path / "file"
    path.write_bytes(data)
    found = await scan(path, address, **more)
    return found.verdict, found.note


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_a_scanner_says(tmp_path: Path, scanner: Scanner) -> None:
    for address in (scanner.address, scanner.socket):
        clean, note = await verdict(tmp_path, PDF, address)
        assert (clean, note.startswith("ClamAV 1.")) == ("clean", True), note
        for data in (EICAR, INFECTED, zipped({"a.zip": zipped({"b.txt": EICAR})})):
            assert await verdict(tmp_path, data, address) == ("infected", "Test.Eicar.UNOFFICIAL")
    assert (await verdict(tmp_path, os.urandom(LIMIT - 1), scanner.address))[0] == "clean"


async def test_a_file_too_large_for_the_scanner_is_unscanned(tmp_path: Path, scanner: Scanner) -> None:
    for size in (LIMIT + 1, 40 << 20):
        answer, note = await verdict(tmp_path, os.urandom(size), scanner.address)
        assert answer == "unscanned"
        assert note.startswith(TOO_LARGE) or note == HUNG_UP, note


async def test_a_scanner_that_is_away_hangs_or_dies_is_said(tmp_path: Path, scanner: Scanner) -> None:
    assert await verdict(tmp_path, PDF, None) == ("unscanned", "no-scanner")
    assert await verdict(tmp_path, PDF, "127.0.0.1:9") == ("unscanned", "scanner-unreachable: ConnectionRefusedError")
    assert (await verdict(tmp_path, PDF, "unix:/nowhere/clamd.sock"))[0] == "unscanned"
    scanner.process.send_signal(signal.SIGSTOP)
    assert await verdict(tmp_path, PDF, scanner.address, seconds=0.5) == ("unscanned", "timeout")
    # Killed while it has half of the file.
    asking = asyncio.create_task(verdict(tmp_path, os.urandom(LIMIT - 1), scanner.address))
    await asyncio.sleep(0.3)
    scanner.process.kill()
    scanner.process.wait()
    answer, note = await asyncio.wait_for(asking, 10)
    assert answer == "unscanned"
    assert note in (HUNG_UP, "no-answer"), note


@pytest.mark.parametrize(
    "said", [b"", b"stream: ", b"stream: OK but", b"OK", b"FOUND", b"\xff\xfe\0", b"stream: x ERROR\0", b"x" * 9000]
)
async def test_whatever_else_is_answered_is_not_taken_for_clean(tmp_path: Path, said: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        command = await reader.readuntil(b"\0")
        if command == b"zINSTREAM\0":
            while size := struct.unpack("!I", await reader.readexactly(4))[0]:
                await reader.readexactly(size)
        writer.write(b"ClamAV 1.4.6\0" if command == b"zVERSION\0" else said)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert (await verdict(tmp_path, PDF, f"127.0.0.1:{port}"))[0] == "unscanned"


# ── Uploads ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Desk:
    world: World
    store: ObjectStore
    application: Application
    applicant: Person

    async def sent(self, data: bytes, scanner: str | None, slot: str = "other") -> Evidence:
        """A file that went the whole way; how it stands."""
        kind = "docx" if data.startswith(b"PK") else "pdf"
        begun = await upload(
            self.world, self.applicant, self.application.id, slot, data, content_type=TYPES[kind], scanner=scanner
        )
        assert begun.status_code == 200, begun.text
        return await self.row(begun.json()["id"])

    async def row(self, evidence_id: str | uuid.UUID) -> Evidence:
        async with self.world.session() as session:
            found = await session.get(Evidence, uuid.UUID(str(evidence_id)))
        assert found is not None
        return found

    async def again(self, row: Evidence, scanner: str | None) -> str | None:
        async with self.world.session() as session:
            said = await scan_again(session, store=self.store, scanner=scanner, evidence_id=row.id, now=self.world.clock.now())
            await session.commit()
        return said

    async def due(self) -> int:
        async with self.world.session() as session:
            count = await jobs.scan_unscanned(session, now=self.world.clock.now())
            await session.rollback()
        return count

    async def events(self) -> list[str]:
        async with self.world.session() as session:
            return list(await session.scalars(select(OutboxEvent.name).where(OutboxEvent.entity == "evidence")))

    async def records(self) -> list[tuple[str, Any]]:
        async with self.world.session() as session:
            rows = await session.scalars(select(AuditRecord).where(AuditRecord.entity == "evidence").order_by(AuditRecord.id))
            return [(row.action, row.detail.get("scan")) for row in rows]


@pytest.fixture
async def desk(world: World, store: ObjectStore) -> Desk:
    organisation = await world.organisation()
    applicant = await world.person("applicant", organisation_id=organisation.id)
    return Desk(world, store, await world.application(await world.edition("open"), organisation), applicant)


async def test_an_infected_file_is_kept_apart_and_nobody_reads_it(desk: Desk, scanner: Scanner) -> None:
    row = await desk.sent(INFECTED, scanner.address)
    assert (row.state, row.scan, row.scan_note, row.refused_reason) == (
        "quarantined", "infected", "Test.Eicar.UNOFFICIAL", "evidence-infected",
    )  # fmt: skip
    (listed,) = (await desk.applicant.get(f"/applications/{desk.application.id}/evidence")).json()
    assert (listed["state"], bool(listed["refused"]), bool(listed["refused_next"])) == ("quarantined", True, True)
    assert (await desk.applicant.post(f"/evidence/{row.id}/looks", {"purpose": "read"})).status_code == 404
    assert await desk.events() == ["evidence.quarantined"]
    assert await desk.records() == [("refuse", "Test.Eicar.UNOFFICIAL")]
    body = (await desk.applicant.get(f"/applications/{desk.application.id}")).json()
    assert any(row.filename in gap["message"] for gap in body["gaps"])
    # Sent again it is looked at again: what was found once is not taken for a file that is there already.
    assert (await desk.sent(INFECTED, scanner.address)).state == "quarantined"


async def test_without_a_scanner_a_file_counts_and_says_so(desk: Desk, scanner: Scanner) -> None:
    row = await desk.sent(PDF, None)
    assert (row.state, row.scan, row.scan_note) == ("stored", "unscanned", "no-scanner")
    (listed,) = (await desk.applicant.get(f"/applications/{desk.application.id}/evidence")).json()
    assert (listed["scan"], listed["scan_note"]) == ("unscanned", "no-scanner")
    clean = await desk.sent(letter() + b"\n", scanner.address)
    assert (clean.state, clean.scan) == ("stored", "clean")


async def test_unscanned_files_are_scanned_once_there_is_a_scanner(desk: Desk, scanner: Scanner) -> None:
    clean, infected = await desk.sent(PDF, None), await desk.sent(INFECTED, "127.0.0.1:9")
    assert (infected.state, infected.scan) == ("stored", "unscanned")
    assert await desk.due() == 0
    desk.world.clock.advance(hours=2)
    assert await desk.due() == 2
    assert await desk.again(clean, "127.0.0.1:9") == "unscanned"
    assert (await desk.row(clean.id)).scan_note.startswith("scanner-unreachable")
    assert await desk.due() == 1
    assert [await desk.again(row, scanner.address) for row in (clean, infected)] == ["clean", "infected"]
    assert [await desk.again(row, scanner.address) for row in (clean, infected)] == [None, None]
    assert [(row.state, row.scan) for row in (await desk.row(clean.id), await desk.row(infected.id))] == [
        ("stored", "clean"), ("quarantined", "infected"),
    ]  # fmt: skip
    assert await desk.events() == ["evidence.quarantined"]
    assert (await desk.records())[2:] == [("scan", "clean"), ("scan", "infected")]
    desk.world.clock.advance(days=3)
    assert await desk.due() == 0


async def test_a_file_too_large_is_asked_about_once_a_day(desk: Desk, scanner: Scanner) -> None:
    large = (
        PDF[: PDF.rfind(b"%%EOF")] + b"%" + os.urandom(LIMIT).hex().encode()[: LIMIT + 5] + b"\n" + PDF[PDF.rfind(b"startxref") :]
    )
    row = await desk.sent(large, scanner.address)
    assert (row.state, row.scan) == ("stored", "unscanned")
    desk.world.clock.advance(hours=2)
    assert await desk.due() == 0
    desk.world.clock.advance(hours=23)
    assert await desk.due() == 1


async def test_found_late_in_what_was_handed_in_it_stays_locked_and_unread(desk: Desk, scanner: Scanner) -> None:
    row = await desk.sent(INFECTED, None)
    handed_in = await desk.world.application(await desk.world.edition("open", number=6, year=2028), None, "filed")
    async with desk.world.session() as session:
        kept = await session.get(Evidence, row.id)
        assert kept is not None
        kept.application_id = handed_in.id
        await session.flush()
        assert await freeze(session, store=desk.store, application_id=handed_in.id, now=dt.datetime.now(dt.UTC)) == 1
        await session.commit()
    assert await desk.again(row, scanner.address) == "infected"
    found = await desk.row(row.id)
    assert (found.state, found.frozen_at is not None) == ("quarantined", True)
    until = await desk.store.locked_until(found.object_key, found.version_id)
    assert until is not None
    assert until > dt.datetime.now(dt.UTC) + dt.timedelta(days=365 * LAW.limits.retention_years)
    office_person = await desk.world.person("office")
    assert (await office_person.get(f"/applications/{handed_in.id}/evidence")).json() == []
    assert (await office_person.post(f"/evidence/{row.id}/looks", {"purpose": "read"})).status_code == 404
    assert await look(desk.world, str(row.id), scanner.address) is None
