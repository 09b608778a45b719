"""The store is not taken at its word (Art. 26): its locks are tried, its files read back; else nothing is archived.

Times are the machine's, as `queries.wall` has them.
"""

import datetime as dt
import time
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from quality_award.access.actor import SYSTEM, Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.jobs.queue import enqueue
from quality_award.platform.crypto import canonical_json
from quality_award.platform.errors import Conflict, NotFound
from quality_award.platform.locktest import lock_test
from quality_award.platform.objectstore import FAULTS, ObjectStore, Unreadable
from quality_award.platform.settings import Settings
from quality_award.regulation.finding import Finding
from quality_award.tables.editions import Edition
from quality_award.tables.trail import StoreCheck

from . import queries
from .pure.integrity import Fault, Lock, Measure, fault_of, in_force, manifest_fault

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

Kind = Literal["locks", "files"]
JOBS: dict[Kind, str] = {"locks": "storage.locks", "files": "storage.files"}
GOOD_FOR = dt.timedelta(hours=48)
# A check that has not ended by then was lost: it counts as failed, and another may begin.
GIVEN_UP = dt.timedelta(hours=12)
NIGHTLY_BYTES = 20 << 30
# One portion is one transaction and one step of the progress that is shown.
PORTION_FILES, PORTION_BYTES, PORTION_SECONDS = 50, 256 << 20, 20
MOST_FAULTS = 100


# ── Asking for a check ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def ask(session: "AsyncSession", *, actor: Actor, kind: Kind, edition_id: uuid.UUID | None, now: dt.datetime) -> StoreCheck:
    """Have the worker check; while one of the same kind and edition runs, that one. Raises NotFound for no such edition."""
    require(actor, f"store.check_{kind}")
    if edition_id and (kind == "locks" or await queries.edition(session, edition_id=edition_id) is None):
        raise NotFound
    row, is_new = await begin(session, kind=kind, edition_id=edition_id, actor=actor)
    if is_new:
        await append(
            session, actor=actor, now=now, entity="store_check", entity_id=row.id, action="ask", article="26",
            edition_id=edition_id, detail={"kind": kind},
        )  # fmt: skip
    await enqueue_next(session, row)
    return row


async def ask_as_system(session: "AsyncSession", kind: Kind) -> StoreCheck:
    """The same, for the worker itself: at its start and every night."""
    row, _ = await begin(session, kind=kind, edition_id=None, actor=SYSTEM)
    await enqueue_next(session, row)
    return row


async def begin(session: "AsyncSession", *, kind: Kind, edition_id: uuid.UUID | None, actor: Actor) -> tuple[StoreCheck, bool]:
    """(the check, whether it is a new one)."""
    now = await queries.wall(session)
    files = await queries.count_files(session, edition_id) if kind == "files" else 0
    while True:
        made = await queries.begin(session, kind=kind, edition_id=edition_id, asked_by=actor.user_id, files_all=files, now=now)
        row = await (queries.check(session, made) if made else queries.running(session, kind, edition_id))
        if row is None:
            continue  # the other one has just ended
        if made is None and row.created_at < now - GIVEN_UP:
            lost = {"attempt": "given_up", "held": False, "answer": ""} if kind == "locks" else _run_fault("given_up")
            await _end(session, row, [lost], now, passed=False)
            continue
        return row, made is not None


async def enqueue_next(session: "AsyncSession", row: StoreCheck) -> None:
    """Queue the next step of a check; the same step waits or runs once."""
    kind: Kind = "locks" if row.kind == "locks" else "files"
    await enqueue(session, JOBS[kind], {"check_id": str(row.id)}, key=f"{JOBS[kind]}/{row.id}/{row.files}")


# ── Locks ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def check_locks(session: "AsyncSession", *, settings: Settings, check_id: uuid.UUID, law_now: dt.datetime) -> None:
    """Try the store's locks and keep the result. `law_now` dates what others see of it."""
    row = await queries.check(session, check_id)
    if row is None or row.finished_at is not None:
        return
    tried = await lock_test(settings, now=await queries.wall(session))
    row = await queries.check(session, check_id, hold=True)
    if row is not None and row.finished_at is None:
        found = [{"attempt": one.name, "held": one.held, "answer": one.answer} for one in tried]
        await _end(session, row, found, law_now, passed=all(one.held for one in tried))


async def why_unfit(session: "AsyncSession") -> list[Finding]:
    """Why the store cannot be relied on for an archive; nothing when it can (Art. 26)."""
    row = await queries.latest(session, "locks")
    if row is None:
        return [Finding("store-untested", "26")]
    if not row.passed:
        return [
            Finding("store-lock-broken", "26", {"attempt": one.get("attempt"), "answer": one.get("answer")})
            for one in row.findings
            if not one.get("held")
        ]
    assert row.finished_at is not None
    if await queries.wall(session) - row.finished_at > GOOD_FOR:
        return [Finding("store-test-old", "26", {"at": row.finished_at.isoformat()})]
    return []


async def require_fit(session: "AsyncSession") -> None:
    """Raise Conflict unless the newest test of the locks passed within 48 hours: what it would lock might not stay (Art. 26)."""
    if reasons := await why_unfit(session):
        raise Conflict("store-unfit", reasons, article="26")


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def check_files(
    session: "AsyncSession", *, store: ObjectStore, check_id: uuid.UUID, limit: int | None, law_now: dt.datetime
) -> StoreCheck | None:
    """Read the next portion back and compare it; ends the check after the last, after `limit` bytes or a hundred faults.

    Nothing is locked while files are read. Running twice over a portion changes nothing more.
    """
    row = await queries.check(session, check_id)
    if row is None or row.finished_at is not None:
        return row
    skip = _files_of(row)
    before = await queries.latest(session, "files")
    batch = await queries.next_files(session, row, first=_files_of(before) - skip, skip=skip, limit=PORTION_FILES)
    lists = {
        application_id: in_force(contents)
        for application_id, contents in (await queries.manifests_of(session, {one.row.application_id for one in batch})).items()
    }
    began, whole, faults = time.monotonic(), [], []
    seen: dict[_Object, Measure | Unreadable | None] = {}
    stopped: list[dict[str, Any]] = []
    for file in batch:
        # A store takes its time over a file that it cannot read.
        if _bytes(seen) >= PORTION_BYTES or time.monotonic() - began > PORTION_SECONDS:
            break
        try:
            fault = await _look(store, file, lists.get(file.row.application_id), seen)
        except Unreadable as error:
            stopped = [_run_fault("unreachable", str(error))]
            break
        if fault is None:
            whole.append(file.row.id)
        else:
            faults.append((file, fault))
    row = await queries.check(session, check_id, hold=True)
    if row is None or row.finished_at is not None:
        return row
    looked = len(whole) + len(faults)
    row.files, row.bytes = row.files + looked, row.bytes + _bytes(seen)
    row.findings = [*row.findings, *(_finding(file, fault) for file, fault in faults)]
    await queries.mark(session, whole=whole, bad=[file.row.id for file, _ in faults], now=await queries.wall(session))
    for file, fault in faults:
        await append(
            session, actor=SYSTEM, now=law_now, entity="evidence", entity_id=file.row.id, action="damaged", article="26",
            edition_id=file.edition.id, application_id=file.row.application_id,
            detail={"what": fault.what, "expected": fault.expected, "found": fault.found, "version": file.row.version_id},
        )  # fmt: skip
    last = looked == len(batch) < PORTION_FILES
    if stopped or last or len(row.findings) >= MOST_FAULTS or (limit is not None and row.bytes >= limit):
        found = [*stopped, *row.findings, *(await _of_manifests(session, row.edition_id))]
        await _end(session, row, sorted(found, key=_place), law_now)
    await session.flush()
    return row


_Object = tuple[str, str | None]
"""Key and version: one object may stand in several places of an application, and is read once."""


def _bytes(seen: dict[_Object, Measure | Unreadable | None]) -> int:
    return sum(one.size for one in seen.values() if isinstance(one, Measure))


async def _measure(store: ObjectStore, where: _Object) -> Measure | Unreadable | None:
    """What lies there. Raises Unreadable when the store does not answer at all."""
    try:
        found = await store.measure(*where)
    except Unreadable as error:
        if not await store.reachable():
            raise
        return error
    return Measure(*found) if found else None


async def _look(
    store: ObjectStore,
    file: queries.File,
    listed: dict[Any, Measure] | None,
    seen: dict[_Object, Measure | Unreadable | None],
) -> Fault | None:
    """What is wrong with a file. Raises Unreadable when the store does not answer at all."""
    row, where = file.row, (file.row.object_key, file.row.version_id)
    handed_in = file.application_state != "draft"
    recorded = Measure(row.size, row.sha256 or "")
    if where not in seen:
        seen[where] = await _measure(store, where)
    found = seen[where]
    if isinstance(found, Unreadable):
        return Fault("unreadable", str(recorded), str(found)[:300])
    try:
        until = await store.locked_until(*where) if found and row.retain_until else None
    except FAULTS as error:
        raise Unreadable(str(error)) from error
    return fault_of(
        recorded=recorded,
        listed=listed.get((row.slot, row.filename, row.version_id)) if handed_in and listed else None,
        # What was handed in before there were manifests is on none.
        to_be_listed=handed_in and listed is not None,
        found=found,
        lock=Lock(row.retain_until, row.freeze_note, until),
    )


async def _of_manifests(session: "AsyncSession", edition_id: uuid.UUID | None) -> list[dict[str, Any]]:
    """Manifests that are not those on the trail, or gone; files on them that no row names any more."""
    found = []
    for case in await queries.handed_in(session, edition_id):
        about = _about(case.edition, case.application.id, case.application.case_number)
        for one, on_record in case.manifests:
            fault = manifest_fault(canonical=canonical_json(one.content), sha256=one.sha256, on_record=on_record)
            if fault:
                found.append(_fault(fault) | about)
        found += [_fault(Fault("manifest_gone", digest)) | about for digest in case.gone]
        if case.application.state == "draft":
            continue  # taken back: what will be handed in is not settled
        for (slot, filename, version), measure in in_force(one.content for one, _ in case.manifests).items():
            if (slot, filename, version) not in case.places:
                place = {"slot": slot, "filename": filename, "version": version}
                found.append(_fault(Fault("row_gone", str(measure))) | about | place)
    return found


def _fault(fault: Fault) -> dict[str, Any]:
    return {"what": fault.what, "expected": fault.expected, "found": fault.found}


def _about(edition: Edition, application_id: uuid.UUID, case_number: str) -> dict[str, Any]:
    """The case, and by which rules its fields have their names."""
    return {
        "application_id": str(application_id),
        "case_number": case_number,
        "ruleset": edition.ruleset_code,
        "criteria": edition.criteria_code,
    }


def _finding(file: queries.File, fault: Fault) -> dict[str, Any]:
    about = _about(file.edition, file.row.application_id, file.case_number)
    return (
        _fault(fault)
        | about
        | {
            "evidence_id": str(file.row.id),
            "slot": file.row.slot,
            "filename": file.row.filename,
            "version": file.row.version_id,
        }
    )


def _run_fault(what: Literal["unreachable", "given_up"], found: str = "") -> dict[str, Any]:
    return _fault(Fault(what, found=found[:300]))


def _files_of(row: StoreCheck | None) -> set[uuid.UUID]:
    """The files that a check found something wrong with."""
    return {uuid.UUID(one["evidence_id"]) for one in (row.findings if row else ()) if one.get("evidence_id")}


def _place(finding: dict[str, Any]) -> tuple[str, str, str]:
    """The order of a report: by case, field and file; what concerns the whole run comes first."""
    return (finding.get("case_number") or "", finding.get("slot") or "", finding.get("filename") or "")


# ── The end of a check ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def _end(
    session: "AsyncSession", row: StoreCheck, found: Sequence[dict[str, Any]], law_now: dt.datetime, *, passed: bool | None = None
) -> None:
    """Keep the result, put it on the trail (files are named on records of their own), tell those who look after the store."""
    ended = await queries.wall(session)
    row.findings = list(found)
    row.passed, row.finished_at = not found if passed is None else passed, ended
    await session.flush()
    broken = [one["attempt"] for one in found if not one["held"]] if row.kind == "locks" else [one["what"] for one in found]
    await append(
        session, actor=SYSTEM, now=law_now, entity="store_check", entity_id=row.id, action=row.kind, article="26",
        edition_id=row.edition_id,
        detail={"passed": row.passed, "broken": broken, "files": row.files, "bytes": row.bytes},
    )  # fmt: skip
    if not row.passed:
        emit(
            session, name=f"store_check.{row.kind}_failed", now=law_now, entity="store_check", entity_id=row.id,
            edition_id=row.edition_id,
        )  # fmt: skip
