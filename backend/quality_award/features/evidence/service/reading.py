"""Reading evidence: after the undertaking, while assigned, each look on record (Art. 32, 33)."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from quality_award.access.actor import Actor
from quality_award.access.permissions import may, require
from quality_award.access.ticket import holder, issue
from quality_award.audit.append import append
from quality_award.features.applications import queries as applications
from quality_award.features.applications import service as application_service
from quality_award.platform.errors import Forbidden, NotFound
from quality_award.platform.inspection.kinds import kind_of
from quality_award.tables.applications import Evidence

from ..pure.reading import Shown, closed, shown_as
from ..queries import files as queries
from ..queries import reading as reading_queries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

Purpose = Literal["read", "download"]
LOOK_LIFETIME = dt.timedelta(minutes=15)


async def require_content(session: "AsyncSession", *, actor: Actor, case: applications.Case) -> None:
    """Raise Forbidden until undertaking and declaration are there (Art. 32, 33)."""
    if locked := await applications.cleared(session, actor, case.application):
        raise Forbidden(locked, article="33" if locked == "undertaking-missing" else "32")


async def require_look(session: "AsyncSession", *, actor: Actor, case: applications.Case) -> None:
    """Raise Forbidden for a look into a file: nobody but its own people without the undertaking, no reviewer after the review."""
    await require_content(session, actor=actor, case=case)
    why = closed(
        role=actor.role,
        signed=await applications.signed(session, actor, case.edition.id),
        edition_state=case.edition.state,
        application_state=case.application.state,
    )
    if why:
        raise Forbidden(why, article="33")


async def record(
    session: "AsyncSession",
    actor: Actor,
    row: Evidence,
    case: applications.Case,
    now: dt.datetime,
    action: str,
    detail: dict[str, object],
) -> None:
    """One line of the audit trail about a file."""
    await append(
        session,
        actor=actor,
        now=now,
        entity="evidence",
        entity_id=row.id,
        action=action,
        article="33" if action in ("look", "download") else "16",
        edition_id=case.edition.id,
        application_id=row.application_id,
        detail=detail,
    )


def shown(row: Evidence) -> Shown:
    """How a file can be read on the page."""
    kind = kind_of(row.content_type)
    if kind is None:
        return "nothing"
    return shown_as(family=kind.family, key=kind.key, pages=row.pages, rendition=row.rendition_key is not None)


def may_download(actor: Actor, row: Evidence) -> bool:
    """Whether the role takes files along; what no page can show as it is, goes to whoever may read it."""
    return may(actor, "evidence.download") or shown(row) in ("text", "nothing")


@dataclass(frozen=True)
class Look:
    """A file opened by a reader: the ticket that lets them in, and until when."""

    row: Evidence
    case: applications.Case
    ticket: str
    expires_at: dt.datetime


async def open_look(
    session: "AsyncSession", *, actor: Actor, evidence_id: uuid.UUID, purpose: Purpose, key: bytes, now: dt.datetime
) -> Look:
    """Open a file for a quarter of an hour, on record. The ticket is good for this reader in this session alone (Art. 33)."""
    require(actor, "evidence.read")
    row, case = await _readable(session, actor, evidence_id)
    if purpose == "download" and (row.application_id in actor.opened or not may_download(actor, row)):
        raise Forbidden("evidence-no-download", article="33")
    action = "look" if purpose == "read" else "download"
    await record(session, actor, row, case, now, action, {"slot": row.slot, "sha256": row.sha256})
    expires_at = now + LOOK_LIFETIME
    return Look(row, case, issue(actor, _place(evidence_id), until=expires_at, key=key, purpose=purpose), expires_at)


async def admit(
    session: "AsyncSession", *, ticket: str | None, evidence_id: uuid.UUID, key: bytes, now: dt.datetime
) -> tuple[Evidence, Purpose]:
    """The file that a ticket opens, for each request anew: login, role, assignment, recusal and stage as they are now."""
    found = await holder(session, ticket, _place(evidence_id), now=now, key=key)
    if found is None:
        raise Forbidden("look-over", article="33")
    actor, said = found
    row, _ = await _readable(session, actor, evidence_id)
    return row, "download" if said["purpose"] == "download" else "read"


async def _readable(session: "AsyncSession", actor: Actor, evidence_id: uuid.UUID) -> tuple[Evidence, applications.Case]:
    row = await queries.one(session, actor, evidence_id)
    if row is None or row.state != "stored":
        raise NotFound
    case = await application_service.find(session, actor=actor, application_id=row.application_id)
    await require_look(session, actor=actor, case=case)
    return row, case


def _place(evidence_id: uuid.UUID) -> str:
    return f"look/{evidence_id}"


async def thumbnail(session: "AsyncSession", *, actor: Actor, evidence_id: uuid.UUID) -> str:
    """Where the small picture of the applicant's own file lies. Raises NotFound when there is none."""
    require(actor, "evidence.upload")
    row, _ = await _readable(session, actor, evidence_id)
    if row.thumbnail_key is None:
        raise NotFound
    return row.thumbnail_key


async def search(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, words: str, limit: int, now: dt.datetime
) -> list[reading_queries.Found]:
    """Pages of an application's files that have the words; the search is a look, and on record as one (Art. 33).

    Not the words: somebody might look for an objector's name (Art. 25).
    """
    require(actor, "evidence.read")
    case = await application_service.find(session, actor=actor, application_id=application_id)
    await require_look(session, actor=actor, case=case)
    found = await reading_queries.search(session, application_id, words, limit)
    await append(
        session, actor=actor, now=now, entity="application", entity_id=application_id, action="search", article="33",
        edition_id=case.edition.id, application_id=application_id, detail={"hits": len(found)},
    )  # fmt: skip
    return found
