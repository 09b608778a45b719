"""Looking at a file as it lies in the store, before it counts (Art. 16): bytes, type, viruses, pages. The worker does it."""

import datetime as dt
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quality_award.access.actor import SYSTEM
from quality_award.features.applications import queries as applications
from quality_award.features.applications.facts import handed_in
from quality_award.jobs.outbox import emit
from quality_award.platform.inspection.clamd import Scan, scan
from quality_award.platform.inspection.sandbox import Examined, examine
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Evidence

from ..queries import files as queries
from .reading import record

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True)
class Seen:
    """What was found of a file: why it is refused, if it is; and what the worker made of it."""

    refused: str | None
    sha256: str | None = None
    examined: Examined | None = None
    scanned: Scan | None = None
    thumbnail_key: str | None = None
    rendition_key: str | None = None


async def check(
    session: "AsyncSession", *, store: ObjectStore, scanner: str | None, evidence_id: uuid.UUID, now: dt.datetime
) -> str | None:
    """Look at a received file and settle it; gives its new state. Looking twice changes nothing more."""
    row = await queries.by_id(session, evidence_id)
    if row is None or row.state != "received" or row.removed_at is not None:
        return None
    # No row is locked while the bytes are read: the file cannot change, it is one version of one object.
    with tempfile.TemporaryDirectory(prefix="evidence-") as folder:
        seen = await _look(store, row, scanner, Path(folder))
    locked = await queries.by_id(session, evidence_id, hold=True)
    if locked is None or locked.state != "received":
        return None
    case = await applications.any_case(session, row.application_id)
    _settle(locked, seen, now)
    await session.flush()
    detail: dict[str, object] = {
        "sha256": seen.sha256,
        "size": locked.size,
        "slot": locked.slot,
        "uploaded_by": str(locked.uploaded_by),
    }
    if locked.state == "stored":
        if seen.examined and seen.examined.texts:
            await queries.write_pages(session, locked.id, seen.examined.texts)
        await record(session, SYSTEM, locked, case, now, "store", {**detail, "scan": locked.scan})
        if locked.supplement_reason is not None:
            await _added(session, locked, case, now)
    else:
        await record(
            session, SYSTEM, locked, case, now, "refuse", {**detail, "why": locked.refused_reason, "scan": locked.scan_note}
        )
        _announce(session, locked, case, now)
    return locked.state


async def scan_again(
    session: "AsyncSession", *, store: ObjectStore, scanner: str | None, evidence_id: uuid.UUID, now: dt.datetime
) -> str | None:
    """Have a stored file scanned that no scanner has judged yet; gives the verdict, None when there is nothing to do.

    What is found infected is kept apart from then on, handed in or not. Bytes under lock stay; nobody reads them.
    """
    row = await queries.by_id(session, evidence_id)
    if row is None or not _awaits_scan(row):
        return None
    with tempfile.TemporaryDirectory(prefix="evidence-") as folder:
        path = Path(folder) / "file"
        if await store.fetch(row.object_key, row.version_id, path) != row.sha256:
            return None  # other bytes than those that count: the nightly check of the store says so
        scanned = await scan(path, scanner)
    locked = await queries.by_id(session, evidence_id, hold=True)
    if locked is None or not _awaits_scan(locked):
        return None
    if scanned.verdict == "infected":
        locked.state, locked.refused_reason = "quarantined", "evidence-infected"
    locked.scan, locked.scan_note, locked.scanned_at = scanned.verdict, scanned.note, now
    await session.flush()
    if scanned.verdict == "unscanned":
        return scanned.verdict
    case = await applications.any_case(session, row.application_id)
    if scanned.verdict == "infected":
        _announce(session, locked, case, now)
    await record(session, SYSTEM, locked, case, now, "scan", {"sha256": row.sha256, "scan": scanned.verdict, "why": scanned.note})
    return scanned.verdict


def _awaits_scan(row: Evidence) -> bool:
    return row.state == "stored" and row.scan == "unscanned" and row.removed_at is None


def _announce(session: "AsyncSession", row: Evidence, case: applications.Case, now: dt.datetime) -> None:
    """A file does not count: refused, or kept apart."""
    emit(
        session, name=f"evidence.{row.state}", now=now, entity="evidence", entity_id=row.id,
        edition_id=case.edition.id, application_id=row.application_id,
        payload={"filename": row.filename, "reason": row.refused_reason},
    )  # fmt: skip


async def _added(session: "AsyncSession", row: Evidence, case: applications.Case, now: dt.datetime) -> None:
    """Something was added to what was handed in: with a manifest of its own, never in place of anything."""
    made, sha256 = handed_in(case, [row], now=now, reason=row.supplement_reason)
    applications.keep_manifest(session, case.id, made, sha256, now)
    detail: dict[str, object] = {"reason": row.supplement_reason, "sha256": row.sha256, "manifest_sha256": sha256}
    await record(session, SYSTEM, row, case, now, "supplement", detail)
    emit(
        session, name="evidence.added", now=now, entity="evidence", entity_id=row.id,
        edition_id=case.edition.id, application_id=row.application_id, payload={"filename": row.filename},
    )  # fmt: skip


async def _look(store: ObjectStore, row: Evidence, scanner: str | None, folder: Path) -> Seen:
    path, out = folder / "file", folder / "made"
    out.mkdir()
    digest = await store.fetch(row.object_key, row.version_id, path)
    if digest is None or path.stat().st_size == 0:
        return Seen("evidence-empty")
    if path.stat().st_size != row.size:
        return Seen("evidence-digest", digest)
    if row.announced_sha256 is not None and digest != row.announced_sha256:
        return Seen("evidence-digest", digest)
    examined = await examine(path, announced=row.content_type, out=out)
    if not examined.fits:
        return Seen(examined.reason or "evidence-content", digest, examined)
    scanned = await scan(path, scanner)
    if scanned.verdict == "infected":
        return Seen("evidence-infected", digest, examined, scanned)
    made: dict[str, str | None] = {"thumbnail": examined.thumbnail, "rendition": examined.rendition}
    keys = {}
    for what, name in made.items():
        if name:
            keys[what] = f"made/{row.id}/{name}"
            await store.put(keys[what], out / name, TYPES[name.rpartition(".")[2]])
    return Seen(None, digest, examined, scanned, keys.get("thumbnail"), keys.get("rendition"))


def _settle(row: Evidence, seen: Seen, now: dt.datetime) -> None:
    row.sha256 = seen.sha256
    if seen.scanned:
        row.scan, row.scan_note, row.scanned_at = seen.scanned.verdict, seen.scanned.note, now
    if seen.refused:
        row.state = "quarantined" if seen.refused == "evidence-infected" else "refused"
        row.refused_reason = seen.refused
        return
    assert seen.examined is not None
    row.state, row.stored_at = "stored", now
    row.pages, row.preview_note = seen.examined.pages, seen.examined.note
    row.thumbnail_key, row.rendition_key = seen.thumbnail_key, seen.rendition_key
