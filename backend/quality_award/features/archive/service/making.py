"""Making an archive: records and files into a bag, the bag into the store, locked, and checked as it lies there.

Begun anew it does everything again, except what the store has already: nothing counts before the last step.
"""

import asyncio
import base64
import datetime as dt
import json
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quality_award import __version__
from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.audit.note import Signer
from quality_award.audit.seal import seal
from quality_award.audit.tree import latest, prove
from quality_award.features.applications import queries as applications
from quality_award.features.applications.present import receipt_out
from quality_award.features.oversight import queries as oversight_queries
from quality_award.features.oversight import service as oversight
from quality_award.features.storage import service as storage
from quality_award.platform import bag
from quality_award.platform.bag import BadBag
from quality_award.platform.clock import local_date
from quality_award.platform.crypto import seal as encrypt
from quality_award.platform.db import SessionFactory
from quality_award.platform.errors import Conflict
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings
from quality_award.regulation.parameters import ruleset
from quality_award.tables.archives import Archive
from quality_award.tables.editions import Edition

from .. import queries
from ..pure.readme import sealed_index
from .checking import Checked, check_tar
from .gathering import Gathered, Gathering, Wanted, reader

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

TAR = "application/x-tar"
SEALED_WITHIN = 120
"""Seconds that the trail is waited for: what runs in the database now may hold it back for a moment."""
PAUSE = 1.0
"""Seconds between two words about how far it is."""


@dataclass(frozen=True)
class Stored:
    """The tar as it lies in the store: its bytes and SHA-256, and over how many entries of the log."""

    key: str
    version: str | None
    sha256: str
    size: int
    log_size: int


class Making:
    """One archive in the making. Each step that others see is a transaction of its own; none is held over the work."""

    def __init__(
        self, sessions: SessionFactory, store: ObjectStore, settings: Settings, *, archive_id: uuid.UUID, now: dt.datetime
    ) -> None:
        self._sessions, self._store, self._settings = sessions, store, settings
        self._id, self._now, self._began = archive_id, now, time.monotonic()
        self._signer = Signer.of(settings)
        self._scratch = Path(tempfile.gettempdir()) / f"archive-{archive_id}-{os.getpid()}"

    async def run(self) -> None:
        """Make it, or say on the row why it cannot be made."""
        async with self._sessions() as session:
            row = await queries.by_id(session, self._id)
            if row is None or row.state not in queries.RUNNING:
                return
            edition = await queries.edition(session, row.edition_id)
        try:
            async with self._sessions() as session:
                await storage.require_fit(session)
            await self._begin()
            await self._make(row, edition)
        except Conflict as refusal:
            await self._fail(edition, refusal)
        finally:
            await asyncio.to_thread(shutil.rmtree, self._scratch, ignore_errors=True)

    async def _begin(self) -> None:
        def scratch() -> None:
            # A run that was killed left its folder behind.
            for left in self._scratch.parent.glob(f"archive-{self._id}-*"):
                shutil.rmtree(left, ignore_errors=True)
            self._scratch.mkdir(mode=0o700)

        await asyncio.to_thread(scratch)
        await self._say(state="making", started_at=self._now, files_done=0, bytes_done=0)

    async def _say(self, **values: Any) -> None:
        async with self._sessions() as session, session.begin():
            await queries.progress(session, self._id, **values)

    def _time(self) -> dt.datetime:
        return self._now + dt.timedelta(seconds=time.monotonic() - self._began)

    async def _make(self, row: Archive, edition: Edition) -> None:
        name = f"archive-{edition.number}-{edition.year}-{str(self._id)[-12:]}"
        key = f"archive/{edition.id}/{self._id}.tar"
        tar = self._scratch / f"{name}.tar"
        made = await self._there(row, key)
        if made is None:
            # Whatever a killed run has put there is in no row and under no lock.
            await self._store.remove(key)
            log_size = await self._bag(edition, self._scratch / "bag", name)
            await self._say(phase="packing")
            digest, size = await asyncio.to_thread(
                bag.pack, self._scratch / "bag", tar, name=name, at=int(row.created_at.timestamp())
            )
            await asyncio.to_thread(shutil.rmtree, self._scratch / "bag")
            await self._say(phase="storing")
            made = Stored(key, await self._store.put(key, tar, TAR), digest, size, log_size)
            await self._say(object_key=key, version_id=made.version, sha256=made.sha256, size=made.size, log_size=made.log_size)
        await self._say(phase="checking")
        checked, bag_digest = await self._check(made, tar)
        law = ruleset(edition.ruleset_code)
        until = self._time() + dt.timedelta(days=366 * law.limits.retention_years)
        await self._store.lock(key, made.version, until)
        await self._finish(edition, made, checked, bag_digest, until)

    async def _there(self, row: Archive, key: str) -> Stored | None:
        """The tar that an earlier run has stored, if it got so far."""
        if row.object_key != key or row.version_id is None or row.sha256 is None or row.log_size is None:
            return None
        found = await self._store.stat(key, row.version_id)
        return Stored(key, row.version_id, row.sha256, found.size, row.log_size) if found and found.size == row.size else None

    # --- the bag -----------------------------------------------------------------------------------------------------------

    async def _bag(self, edition: Edition, folder: Path, name: str) -> int:
        """A bag of the edition in a folder; gives over how many entries of the audit log."""
        await asyncio.to_thread(folder.mkdir)
        await self._say(phase="reading")
        async with queries.as_of_now(self._sessions) as session:
            gathering = Gathering(
                session, archive_id=self._id, edition=edition, root=folder, public_url=self._settings.public_url
            )
            gathered = await gathering.write()
            last = await queries.last_record(session)
        await self._seal_apart(gathering.honoured.sealed, folder)
        await self._fetch(gathered, folder)
        log_size = await self._log(edition, gathered, folder, last)
        info = {
            "Source-Organization": f"{ruleset(edition.ruleset_code).authority.award_zh} 评定委员会办公室",
            "External-Identifier": name,
            "External-Description": f"{edition.title} 档案 / archive of edition {edition.number} ({edition.year})",
            "Internal-Sender-Identifier": str(self._id),
            "Bagging-Date": local_date(self._now).isoformat(),
            "Bag-Software-Agent": f"quality-award {__version__}, bagit {bag.VERSION}",
            "Edition": f"{edition.number} ({edition.year})",
            "City": ruleset(edition.ruleset_code).authority.name_zh,
            "Ruleset": f"{edition.ruleset_code}",
            "Applications": str(len(gathered.folders)),
            "Evidence-Files": str(len(gathered.wanted)),
            "Audit-Log-Entries": str(log_size),
        }
        await asyncio.to_thread(bag.make, folder, info)
        return log_size

    async def _seal_apart(self, sealed: dict[str, list[Any]], folder: Path) -> None:
        """What the plan seals, encrypted for the installation's key, which is not in the bag."""
        place = f"archive/{self._id}"

        def write() -> None:
            apart = folder / "sealed"
            apart.mkdir()
            for kind, values in sealed.items():
                text = json.dumps(values, ensure_ascii=False, default=str).encode()
                (apart / f"{kind}.sealed").write_bytes(encrypt(self._settings.master_key_bytes, text, f"{place}/{kind}".encode()))
            index = sealed_index({kind: len(values) for kind, values in sealed.items()}, place)
            (apart / "index.json").write_text(json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

        await asyncio.to_thread(write)

    async def _fetch(self, gathered: Gathered, folder: Path) -> None:
        """Every file out of the store, each held against its row. Raises Conflict with the name of one that is not as it was."""
        await self._say(phase="files", files_all=len(gathered.wanted), bytes_all=gathered.size)
        done, size, said = 0, 0, time.monotonic()
        for one in gathered.wanted:
            await self._one(one, folder / one.path)
            done, size = done + 1, size + one.size
            if time.monotonic() - said >= PAUSE or done == len(gathered.wanted):
                await self._say(files_done=done, bytes_done=size)
                said = time.monotonic()

    async def _one(self, wanted: Wanted, target: Path) -> None:
        await asyncio.to_thread(target.parent.mkdir, parents=True, exist_ok=True)
        digest = await self._store.fetch(wanted.key, wanted.version_id, target)
        if digest is None:
            raise Conflict("archive-file-missing", article="26", path=wanted.path)
        if digest != wanted.sha256:
            raise Conflict("archive-file-differs", article="26", path=wanted.path)

    # --- the audit log -------------------------------------------------------------------------------------------------------

    async def _log(self, edition: Edition, gathered: Gathered, folder: Path, last: int) -> int:
        """The log up to its newest checkpoint, which covers everything that was read; receipts of the manifests by it."""
        await self._sealed(last)
        async with queries.as_of_now(self._sessions) as session:
            head = await latest(session)
            size, note = (head.size, head.note) if head else (0, "")
            stamp = await oversight_queries.time_stamp(session, size)
            await self._receipts(session, gathered, folder)
        audit = folder / "audit"
        audit.mkdir()
        cases = {str(one) for one in gathered.folders}
        with (audit / "log.jsonl").open("w", encoding="utf-8") as file:
            async for line in self._lines(edition, cases, size):
                file.write(line)
        (audit / "checkpoint.txt").write_text(note, encoding="utf-8")
        (audit / "key.txt").write_text(f"{self._signer.verifier}\n", encoding="utf-8")
        if stamp:
            (audit / "checkpoint.tsr.base64").write_text(base64.b64encode(stamp).decode() + "\n", encoding="ascii")
        return size

    async def _lines(self, edition: Edition, cases: set[str], size: int) -> AsyncIterator[str]:
        """The log as it is exported; of other editions, and of what belongs to none, the hash alone.

        So it is of looks at an objector's identity: a handler's reason may name whom it is about (Art. 25).
        """
        async for line in oversight.exported(self._sessions, actor=reader(edition), size=size):
            entry = json.loads(line)
            record = entry.get("record")
            elsewhere = record and record["edition_id"] != str(edition.id) and record["application_id"] not in cases
            if record and (elsewhere or record["action"] == "open_identity"):
                del entry["record"]
                line = json.dumps(entry, ensure_ascii=False) + "\n"
            yield line

    async def _sealed(self, last: int) -> None:
        """Wait until the trail is in the log up to a record; seal what can be sealed meanwhile."""
        deadline = time.monotonic() + SEALED_WITHIN
        while True:
            async with self._sessions() as session, session.begin():
                await seal(session, signer=self._signer, now=self._time(), sweep=True)
            async with self._sessions() as session:
                if await queries.sealed_up_to(session, last):
                    return
            if time.monotonic() > deadline:
                raise TimeoutError("the audit trail was not sealed in time; the next run goes on")
            await asyncio.sleep(0.2)

    async def _receipts(self, session: "AsyncSession", gathered: Gathered, folder: Path) -> None:
        for case_id, place in gathered.folders.items():
            for number, one in enumerate(reversed(await applications.manifests(session, case_id)), 1):
                record_id = await applications.recorded_in(session, one)
                proof = await prove(session, record_id) if record_id is not None else None
                receipt = receipt_out(one, proof).model_dump(mode="json")
                target = folder / place / "receipts" / f"{number:03d}-{one.kind}.json"
                target.parent.mkdir(exist_ok=True)
                target.write_text(json.dumps(receipt, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    # --- the end ---------------------------------------------------------------------------------------------------------------

    async def _check(self, made: Stored, tar: Path) -> tuple[Checked, str]:
        """Take it out of the store again and check it as anyone would; gives the digest of the bag's tag manifest too."""
        found = await self._store.fetch(made.key, made.version, tar)
        if found is None:
            raise FileNotFoundError(made.key)  # another run took it away; the next one goes on
        if found != made.sha256:
            await self._drop(made)
            raise Conflict("archive-file-differs", article="26", path=tar.name)
        unpacked = self._scratch / "unpacked"
        await asyncio.to_thread(unpacked.mkdir)
        try:
            checked = await asyncio.to_thread(check_tar, tar, key=str(self._signer.verifier), scratch=unpacked)
            bag_digest = await asyncio.to_thread(bag.digest_in, tar, f"tagmanifest-{bag.ALGORITHM}.txt")
        except BadBag as bad:
            await self._drop(made)
            raise Conflict("archive-unverified", article="26", path=bad.entry, reason=bad.reason) from bad
        return checked, bag_digest

    async def _drop(self, made: Stored) -> None:
        """What is not whole is taken away again; it was not locked yet."""
        await self._store.remove(made.key)
        await self._say(object_key=None, version_id=None, sha256=None, size=None, log_size=None)

    async def _finish(self, edition: Edition, made: Stored, checked: Checked, bag_digest: str, until: dt.datetime) -> None:
        async with self._sessions() as session, session.begin():
            row = await queries.by_id(session, self._id, hold=True)
            if row is None or row.state not in queries.RUNNING:
                return
            now = self._time()
            row.object_key, row.version_id, row.sha256 = made.key, made.version, made.sha256
            row.size, row.log_size = made.size, made.log_size
            row.bag_sha256, row.files, row.retain_until = bag_digest, checked.files, until
            row.state, row.phase, row.finished_at = "done", "", now
            await session.flush()
            await append(
                session, actor=SYSTEM, now=now, entity="archive", entity_id=row.id, action="make", article="26",
                edition_id=edition.id,
                detail={
                    "sha256": made.sha256, "bag_sha256": bag_digest, "size": made.size, "files": checked.files,
                    "evidence": checked.evidence, "receipts": checked.receipts, "log_entries": made.log_size,
                    "version": made.version, "until": until.isoformat(),
                },
            )  # fmt: skip

    async def _fail(self, edition: Edition, refusal: Conflict) -> None:
        async with self._sessions() as session, session.begin():
            row = await queries.by_id(session, self._id, hold=True)
            if row is None or row.state not in queries.RUNNING:
                return
            now = self._time()
            row.state, row.phase, row.finished_at = "failed", "", now
            row.failed_code = refusal.code
            row.failed_params = {name: str(value) for name, value in refusal.params.items()}
            await session.flush()
            await append(
                session, actor=SYSTEM, now=now, entity="archive", entity_id=row.id, action="fail", article="26",
                edition_id=edition.id, detail={"why": refusal.code, **row.failed_params},
            )  # fmt: skip
