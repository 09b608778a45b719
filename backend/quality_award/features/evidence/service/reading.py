"""Reading evidence: after the undertaking, while assigned, each look on record (Art. 32, 33)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.features.applications import queries as applications
from quality_award.features.applications import service as application_service
from quality_award.platform.errors import Forbidden, NotFound
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Evidence

from ..queries import files as queries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

LINK_LIFETIME = dt.timedelta(minutes=5)


async def require_content(session: "AsyncSession", *, actor: Actor, case: applications.Case) -> None:
    """Raise Forbidden until the reader has signed the undertaking and declared no interest (Art. 32, 33)."""
    if locked := await applications.cleared(session, actor, case.application):
        raise Forbidden(locked, article="33" if locked == "undertaking-missing" else "32")


async def record(
    session: "AsyncSession",
    actor: Actor,
    row: Evidence,
    case: applications.Case,
    now: dt.datetime,
    action: str,
    detail: dict[str, object],
) -> None:
    await append(
        session,
        actor=actor,
        now=now,
        entity="evidence",
        entity_id=row.id,
        action=action,
        article="33" if action == "look" else "16",
        edition_id=case.edition.id,
        application_id=row.application_id,
        detail=detail,
    )


async def link_evidence(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, evidence_id: uuid.UUID, download: bool, now: dt.datetime
) -> tuple[str, dt.datetime]:
    """A link of five minutes to read one file; the look is on record (Art. 33)."""
    require(actor, "evidence.read")
    row = await queries.one(session, actor, evidence_id)
    if row is None or row.state != "stored":
        raise NotFound
    case = await application_service.find(session, actor=actor, application_id=row.application_id)
    await require_content(session, actor=actor, case=case)
    await record(session, actor, row, case, now, "look", {"slot": row.slot, "sha256": row.sha256})
    url = await store.presign_get(
        row.object_key,
        filename=row.filename,
        content_type=row.content_type,
        expires=LINK_LIFETIME,
        inline=not download,
        version_id=row.version_id,
    )
    return url, now + LINK_LIFETIME
