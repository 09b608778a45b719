"""Locking what was handed in, version by version, in the store itself (Art. 16, 26)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from minio.error import S3Error

from quality_award.access.actor import SYSTEM
from quality_award.features.applications import queries as applications
from quality_award.platform.objectstore import ObjectStore
from quality_award.regulation.parameters import ruleset

from ..queries import files as queries
from .reading import record

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

BATCH = 200


async def freeze(session: "AsyncSession", *, store: ObjectStore, application_id: uuid.UUID | None, now: dt.datetime) -> int:
    """Lock the files of one application that was handed in, or of any; how many. A store that refuses is named on the file."""
    locked = 0
    for row in await queries.unfrozen(session, application_id, BATCH):
        case = await applications.any_case(session, row.application_id)
        years = ruleset(case.edition.ruleset_code).limits.retention_years
        until = now + dt.timedelta(days=366 * years)
        try:
            await store.lock(row.object_key, row.version_id, until)
            if row.version_id is not None:
                # What the upload's link, while it lived, wrote over the file before or after counts nowhere.
                await store.keep_only(row.object_key, row.version_id)
        except S3Error as error:
            row.freeze_note = f"{error.code}: {error.message}"[:300]
            continue
        row.retain_until, row.frozen_at, row.freeze_note = until, now, ""
        detail: dict[str, object] = {"sha256": row.sha256, "version": row.version_id, "until": until.isoformat()}
        await record(session, SYSTEM, row, case, now, "freeze", detail)
        locked += 1
    return locked
