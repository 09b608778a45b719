"""Personal data that the plan keeps for some years only: taken out of the database when they are over, never out of the log."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.platform.clock import local_date
from quality_award.regulation.dates import years_after
from quality_award.regulation.parameters import ruleset

from .. import queries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

BATCH = 200


async def forget(session: "AsyncSession", *, now: dt.datetime) -> int:
    """Empty the contacts in the forms of editions whose time is over; gives in how many applications.

    Manifests, the audit log, votes and notices are append-only and stay as they are.
    """
    done = 0
    for edition in await queries.ended(session):
        rule = ruleset(edition.ruleset_code).retention_plan["applicant_contacts"]
        if rule.action == "kept" or rule.years is None or edition.approved_on is None:
            continue
        if local_date(now) <= years_after(edition.approved_on, rule.years):
            continue
        for row in await queries.with_fields(session, edition.id, rule.fields, BATCH - done):
            gone = sorted(set(row.form) & set(rule.fields))
            row.form = {key: value for key, value in row.form.items() if key not in rule.fields}
            row.version += 1
            await session.flush()
            await append(
                session, actor=SYSTEM, now=now, entity="application", entity_id=row.id, action="forget", article=rule.article,
                edition_id=edition.id, application_id=row.id, detail={"fields": gone, "years": rule.years},
            )  # fmt: skip
            done += 1
        if done >= BATCH:
            break
    return done
