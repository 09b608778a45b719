"""Signing keys: next (published, not used) → active (signs) → retired (still verifies) → gone."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.access.actor import SYSTEM, Actor
from quality_award.audit.append import append
from quality_award.platform import tokens
from quality_award.platform.crypto import seal, unseal
from quality_award.platform.settings import Settings
from quality_award.tables.identity import SigningKey

from .. import queries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

ACTIVE_FOR = dt.timedelta(days=30)
# Whoever keeps a copy of the JWKS for a day has seen a key before the first token that it signs.
PUBLISHED_FOR = dt.timedelta(hours=24)
# Longer than the last token that it signed can live.
RETIRED_FOR = dt.timedelta(hours=24)


def _make(session: "AsyncSession", state: str, *, now: dt.datetime, settings: Settings) -> SigningKey:
    made = tokens.new_key()
    row = SigningKey(
        kid=made.kid,
        private_key=seal(settings.master_key_bytes, made.private_pem, made.kid.encode()),
        public_jwk=made.public_jwk,
        state=state,
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    return row


async def signing_key(session: "AsyncSession", *, now: dt.datetime, settings: Settings) -> tuple[str, bytes]:
    """(kid, PEM) of the key that signs; the first call on an empty database makes one."""
    row = await queries.active_key(session)
    if row is None:
        await queries.serialise(session, "signing keys")
        row = await queries.active_key(session) or _make(session, "active", now=now, settings=settings)
        await session.flush()
    return row.kid, unseal(settings.master_key_bytes, row.private_key, row.kid.encode())


async def rotate_keys(
    session: "AsyncSession", *, now: dt.datetime, settings: Settings, actor: Actor = SYSTEM, at_once: bool = False
) -> list[SigningKey]:
    """Move keys on as their time comes. `at_once`: an administrator suspects the active key; the next one signs from now.

    Safe to run at any time and by several workers: they wait for each other, and the second finds nothing to do.
    """
    await queries.serialise(session, "signing keys")
    rows = await queries.keys(session, lock=True)
    active = next((row for row in rows if row.state == "active"), None)
    following = next((row for row in rows if row.state == "next"), None)
    due = active is not None and now - active.changed_at >= ACTIVE_FOR
    published = following is not None and now - following.created_at >= PUBLISHED_FOR
    if active is None or at_once or (due and published):
        successor = following or _make(session, "next", now=now, settings=settings)
        if active is not None:
            active.state, active.changed_at = "retired", now
            await session.flush()
        successor.state, successor.changed_at = "active", now
        following = None
        await append(
            session, actor=actor, now=now, entity="signing_key", entity_id=None, action="rotate",
            detail={"active": successor.kid, "retired": active.kid if active else None, "at_once": at_once},
        )  # fmt: skip
    if following is None:
        _make(session, "next", now=now, settings=settings)
    for row in rows:
        if row.state == "retired" and now - row.changed_at >= RETIRED_FOR:
            await session.delete(row)
    await session.flush()
    return await queries.keys(session)
