"""Emergency readings end by themselves; a conflict that the system finds becomes a request that the office decides (Art. 32)."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.access.actor import SYSTEM
from quality_award.features.conflicts.pure.words import path_words
from quality_award.tables.recusals import BreakGlass
from quality_award.tables.reviews import Recusal
from quality_award.tables.trail import OutboxEvent
from quality_award.workflow import ANY_VERSION, lock, perform

from . import queries, service
from .facts import break_glass_facts

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def end_readings(session: "AsyncSession", now: dt.datetime) -> int:
    """Put on record that hours are over; how many. The reading itself ended with the clock."""
    ended = 0
    for glass_id in await queries.run_out(session, now):
        row = await lock(session, BreakGlass, glass_id, ANY_VERSION)
        if row.state != "open":
            continue
        with session.no_autoflush:
            row.ended_at = row.ends_at
            await perform(session, row, "end", actor=SYSTEM, facts=break_glass_facts(row, SYSTEM), now=now)
        ended += 1
    return ended


async def ask_for_recusal(session: "AsyncSession", event: OutboxEvent, now: dt.datetime) -> None:
    """A conflict along ties was found: whoever has a login is put before the office, once for each applicant."""
    found = await queries.conflict(session, event.entity_id)
    if found is None or found.grade == "hint":
        return
    for user_id in await queries.accounts_of(session, found.party_id):
        known = await queries.any_recusal(session, user_id, found.application_id, "detected")
        if known or await queries.live_recusal(session, user_id, found.application_id):
            continue
        recusal = Recusal(
            edition_id=found.edition_id,
            application_id=found.application_id,
            user_id=user_id,
            ground="detected",
            reason=path_words(found.path, "zh-CN", names=True),
            state="requested",
            created_at=now,
        )
        await service.ask(session, actor=SYSTEM, recusal=recusal, now=now)
