"""Scheduled work on logins: keys move on, old tries and tokens go."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.platform.settings import Settings

from . import queries
from .service import keys

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def rotate(session: "AsyncSession", *, now: dt.datetime, settings: Settings) -> None:
    """Move signing keys on as their time comes."""
    await keys.rotate_keys(session, now=now, settings=settings)


async def forget(session: "AsyncSession", *, now: dt.datetime) -> None:
    """Drop what no throttle and no session needs any more."""
    await queries.forget_attempts(session, now - dt.timedelta(days=1))
    await queries.forget_tokens(session, now - dt.timedelta(days=30))
