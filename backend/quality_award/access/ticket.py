"""A ticket to read one thing for a short while: sealed, for one person in one session and role (Art. 33).

It says who was let in, not that they may read: whoever takes it asks for the right anew with the actor that it gives.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.platform.crypto import Unsealable, seal, unseal
from quality_award.platform.tokens import Claims

from .actor import Actor
from .authenticate import actor_of


def issue(actor: Actor, place: str, *, until: dt.datetime, key: bytes, **said: str) -> str:
    """A ticket for what `place` names, good until the instant; `said` travels with it."""
    who = {"user": str(actor.user_id), "session": str(actor.session_id), "membership": str(actor.membership_id)}
    return seal(key, json.dumps({**said, **who, "until": until.timestamp()}).encode(), place.encode()).hex()


async def holder(
    session: AsyncSession, ticket: str | None, place: str, *, now: dt.datetime, key: bytes
) -> tuple[Actor, Mapping[str, str]] | None:
    """(the actor as they are now, what was said), or None for a ticket that is over, another's place's, or none at all.

    Raises Unauthenticated when the login, the person or the role has ended since.
    """
    try:
        said = json.loads(unseal(key, bytes.fromhex(ticket or ""), place.encode()))
    except (Unsealable, ValueError):
        return None
    if now.timestamp() >= said["until"]:
        return None
    claims = Claims(uuid.UUID(said["user"]), uuid.UUID(said["session"]), uuid.UUID(said["membership"]))
    return await actor_of(session, claims, now=now), said
