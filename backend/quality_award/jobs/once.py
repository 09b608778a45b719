"""What a deadline sets off happens once: the claim is a row that only one transaction can write."""

import datetime as dt
import uuid

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.platform.ids import new_id
from quality_award.tables.calendar import DueConsequence


async def once(
    session: AsyncSession, *, entity: str, entity_id: uuid.UUID, kind: str, due_at: dt.datetime, now: dt.datetime
) -> bool:
    """Whether the caller is the one to do it, in this transaction.

    Another worker waits here until the first has committed, and is then told no; if the first is undone, it is told yes. A
    later deadline of the same kind (an extension) is another one.
    """
    claimed = await session.scalar(
        insert(DueConsequence)
        .values(id=new_id(), entity=entity, entity_id=entity_id, kind=kind, due_at=due_at, created_at=now)
        .on_conflict_do_nothing(constraint="uq_due_consequences_once")
        .returning(DueConsequence.id)
    )
    return claimed is not None
