"""Asking for an archive, seeing how it stands, taking it out (Art. 26, 32, 33)."""

import datetime as dt
import uuid
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.access.recusal import require_declared
from quality_award.access.ticket import holder, issue
from quality_award.audit.append import append
from quality_award.features.applications import queries as applications
from quality_award.features.editions import queries as editions
from quality_award.features.storage import service as storage
from quality_award.jobs.queue import enqueue, job_key
from quality_award.platform.errors import Conflict, Forbidden, NotFound, Problem
from quality_award.platform.ids import new_id
from quality_award.regulation.parameters import Ruleset, ruleset
from quality_award.tables.archives import Archive
from quality_award.tables.editions import Edition

from .. import queries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

MAKE = "archive.make"
TICKET_LIFETIME = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Shelf:
    """An edition's archives, the plan they are made by, and what stands in the way of another one."""

    edition: Edition
    law: Ruleset
    archives: list[tuple[Archive, str]]
    files: int
    size: int
    in_the_way: Problem | None
    no_download: Problem | None


async def shelf(session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID) -> Shelf:
    """What there is. Raises NotFound for an edition that the actor does not see."""
    require(actor, "archive.read")
    edition = await editions.one(session, actor, edition_id)
    if edition is None:
        raise NotFound
    files, size = await queries.amount(session, actor, edition.id)
    return Shelf(
        edition,
        ruleset(edition.ruleset_code),
        await queries.listed(session, actor, edition.id),
        files,
        size,
        await _said(_require_ready(session, actor, edition)),
        await _said(_require_reader(session, actor, edition.id)),
    )


async def _said(asked: Awaitable[None]) -> Problem | None:
    """The refusal of a question, if it is one."""
    try:
        await asked
    except Problem as refusal:
        return refusal
    return None


async def _require_ready(session: "AsyncSession", actor: Actor, edition: Edition) -> None:
    """Raise unless an archive may be made now: the course over, none under way, a store whose locks hold (Art. 26)."""
    require(actor, "archive.make")
    if edition.state not in queries.FINAL:
        raise Conflict("archive-not-final", article="26", state=edition.state)
    if await queries.running(session, edition.id):
        raise Conflict("archive-running", article="26")
    await storage.require_fit(session)


async def _require_reader(session: "AsyncSession", actor: Actor, edition_id: uuid.UUID) -> None:
    """Raise unless the actor has signed the edition's undertaking and declared on every case in it (Art. 32, 33)."""
    require(actor, "archive.download")
    if not await applications.signed(session, actor, edition_id):
        raise Forbidden("undertaking-missing", article="33")
    await require_declared(session, actor, *await queries.cases_in(session, actor, edition_id))


async def ask(session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, now: dt.datetime) -> Archive:
    """Have an archive made. The worker makes it as soon as this is committed."""
    require(actor, "archive.make")
    edition = await editions.one(session, actor, edition_id)
    if edition is None:
        raise NotFound
    await _require_ready(session, actor, edition)
    assert actor.user_id is not None
    row = Archive(
        id=new_id(), authority_id=edition.authority_id, edition_id=edition.id, asked_by=actor.user_id, state="waiting",
        phase="", failed_params={}, created_at=now,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="archive", entity_id=row.id, action="ask", article="26", edition_id=edition.id
    )
    await enqueue(session, MAKE, {"archive_id": str(row.id)}, key=job_key(MAKE, row.id))
    return row


@dataclass(frozen=True)
class Ticket:
    """An archive opened for one download: what lets the reader in, and until when."""

    archive: Archive
    name: str
    ticket: str
    expires_at: dt.datetime


async def open_download(session: "AsyncSession", *, actor: Actor, archive_id: uuid.UUID, key: bytes, now: dt.datetime) -> Ticket:
    """Open an archive to be taken out, on record. The ticket is good for this reader in this session alone."""
    row, edition = await _takeable(session, actor, archive_id)
    await append(
        session, actor=actor, now=now, entity="archive", entity_id=row.id, action="export", article="33",
        edition_id=row.edition_id, detail={"sha256": row.sha256},
    )  # fmt: skip
    expires_at = now + TICKET_LIFETIME
    ticket = issue(actor, _place(archive_id), until=expires_at, key=key)
    return Ticket(row, file_name(row, edition), ticket, expires_at)


async def admit(
    session: "AsyncSession", *, ticket: str | None, archive_id: uuid.UUID, key: bytes, now: dt.datetime
) -> tuple[Archive, str]:
    """The archive that a ticket opens, with its file name: login, role and recusal as they are now."""
    found = await holder(session, ticket, _place(archive_id), now=now, key=key)
    if found is None:
        raise Forbidden("archive-ticket-over", article="33")
    row, edition = await _takeable(session, found[0], archive_id)
    return row, file_name(row, edition)


async def _takeable(session: "AsyncSession", actor: Actor, archive_id: uuid.UUID) -> tuple[Archive, Edition]:
    require(actor, "archive.download")
    row = await queries.one(session, actor, archive_id)
    if row is None or row.state != "done":
        raise NotFound
    await _require_reader(session, actor, row.edition_id)
    return row, await queries.edition(session, row.edition_id)


def file_name(row: Archive, edition: Edition) -> str:
    """What the tar is called where it is saved."""
    return f"archive-{edition.number}-{edition.year}-{str(row.id)[-12:]}.tar"


def _place(archive_id: uuid.UUID) -> str:
    return f"archive-download/{archive_id}"
