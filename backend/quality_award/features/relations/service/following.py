"""Who must look again when the graph changes: told in the same transaction, so that a conflict stands with what made it."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

Follower = Callable[["AsyncSession", dt.datetime, Collection[uuid.UUID]], Awaitable[None]]
"""(session, now, ids of the parties at the ties that were entered, withdrawn or decided on)."""

_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let a later slice be told of changes; a slice must not import what lies above it."""
    if follower not in _followers:
        _followers.append(follower)


async def changed(session: "AsyncSession", now: dt.datetime, parties: Collection[uuid.UUID]) -> None:
    """Tell every follower; what they raise undoes the change."""
    if parties:
        await session.flush()
        for follower in _followers:
            await follower(session, now, parties)
