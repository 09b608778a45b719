"""The only file that touches the objector's identity (Art. 25): seal it, open it for a named handler, record every look."""

import datetime as dt
import json
import uuid

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.platform.crypto import seal, unseal
from quality_award.tables.sealed_identities import IdentityHandler, IdentityLook, SealedIdentity


def _place(objection_id: uuid.UUID) -> bytes:
    return b"objector " + objection_id.bytes


async def keep(session: AsyncSession, key: bytes, objection_id: uuid.UUID, identity: dict[str, str]) -> None:
    """Encrypt and store; the ciphertext can't be moved to another case."""
    text = json.dumps(identity, ensure_ascii=False).encode()
    session.add(SealedIdentity(objection_id=objection_id, ciphertext=seal(key, text, _place(objection_id))))
    await session.flush()


async def name_handler(session: AsyncSession, objection_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Who accepts or refuses the objection becomes one of its handlers."""
    await session.execute(insert(IdentityHandler).values(objection_id=objection_id, user_id=user_id).on_conflict_do_nothing())


async def is_handler(session: AsyncSession, objection_id: uuid.UUID, user_id: uuid.UUID | None) -> bool:
    """Whether the person is a named handler of the case."""
    return (
        await session.scalar(
            select(IdentityHandler.user_id).where(
                IdentityHandler.objection_id == objection_id, IdentityHandler.user_id == user_id
            )
        )
    ) is not None


async def consent(session: AsyncSession, objection_id: uuid.UUID, now: dt.datetime) -> None:
    """The objector agrees to being named; the first consent counts."""
    await session.execute(
        update(SealedIdentity)
        .where(SealedIdentity.objection_id == objection_id, SealedIdentity.consented_at.is_(None))
        .values(consented_at=now)
    )


async def consented_at(session: AsyncSession, objection_id: uuid.UUID) -> dt.datetime | None:
    """When the objector agreed to being named, if they did."""
    return await session.scalar(select(SealedIdentity.consented_at).where(SealedIdentity.objection_id == objection_id))


async def look(
    session: AsyncSession, key: bytes, objection_id: uuid.UUID, *, user_id: uuid.UUID, reason: str, now: dt.datetime
) -> dict[str, str]:
    """Open the identity; the look and its reason stay on record for good."""
    row = (await session.execute(select(SealedIdentity).where(SealedIdentity.objection_id == objection_id))).scalar_one()
    session.add(IdentityLook(objection_id=objection_id, user_id=user_id, reason=reason, created_at=now))
    await session.flush()
    opened: dict[str, str] = json.loads(unseal(key, row.ciphertext, _place(objection_id)))
    return opened
