"""Verifying the audit trail is itself on the record (Art. 26)."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.audit.seal import Verdict, seal, verify

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def verify_trail(session: "AsyncSession", *, actor: Actor, now: dt.datetime) -> Verdict:
    """Walk the whole chain and note what was found."""
    await seal(session, now=now, sweep=True)
    found = await verify(session)
    await append(
        session, actor=actor, now=now, entity="audit", entity_id=None, action="verify", article="26",
        detail={
            "intact": found.intact,
            "sealed": found.sealed,
            "head": found.head,
            "first_bad": found.first_bad.seq if found.first_bad else None,
        },
    )  # fmt: skip
    return found
