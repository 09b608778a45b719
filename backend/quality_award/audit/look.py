"""A look at confidential material is on record (Art. 33): once in a quarter of an hour for each reader, subject and part."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ARRAY, DateTime, String, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor

AGAIN = dt.timedelta(minutes=15)
_LOOK = text("""
insert into audit_records (at, user_id, role, seat, name, entity, entity_id, edition_id, application_id, action, article, detail)
select :now, :user_id, :role, :seat, :name, s.entity, s.entity_id, s.edition_id, s.application_id, 'look', s.article,
       jsonb_build_object('part', s.part)
  from unnest(:entities, :entity_ids, :edition_ids, :application_ids, :parts, :articles)
       with ordinality as s(entity, entity_id, edition_id, application_id, part, article, place)
 where not exists (
       select 1 from audit_records r
        where r.action = 'look' and r.user_id = :user_id and r.at > :since and r.at <= :now and r.role = :role
          and r.entity = s.entity and r.entity_id = s.entity_id and r.detail ->> 'part' = s.part)
 order by s.place
""").bindparams(
    *(bindparam(name, type_=ARRAY(Text)) for name in ("entities", "parts", "articles")),
    *(bindparam(name, type_=ARRAY(Uuid)) for name in ("entity_ids", "edition_ids", "application_ids")),
    *(bindparam(name, type_=String) for name in ("role", "seat", "name")),
    *(bindparam(name, type_=DateTime(timezone=True)) for name in ("now", "since")),
    bindparam("user_id", type_=Uuid),
)


@dataclass(frozen=True)
class Subject:
    """What was looked at: which part of which entity, and the case or edition that it belongs to."""

    entity: str
    entity_id: uuid.UUID
    part: str
    edition_id: uuid.UUID | None = None
    application_id: uuid.UUID | None = None
    article: str = "33"


async def look(session: AsyncSession, *subjects: Subject, actor: Actor, now: dt.datetime) -> None:
    """Write down who looked at what, in one statement in the caller's transaction.

    A page asks for its data again and again: what this reader, in this role, has on record since a quarter of an hour is not
    written anew. Two requests at the same moment may both write; neither waits, and no look is lost.
    A case that was opened to the reader in an emergency is on record with the request itself (access/http.py).
    """
    subjects = tuple(one for one in subjects if one.application_id not in actor.opened)
    if not subjects:
        return
    await session.execute(
        _LOOK,
        {
            "now": now,
            "since": now - AGAIN,
            "user_id": actor.user_id,
            "role": actor.role,
            "seat": actor.seat,
            "name": actor.name,
            "entities": [one.entity for one in subjects],
            "entity_ids": [one.entity_id for one in subjects],
            "edition_ids": [one.edition_id for one in subjects],
            "application_ids": [one.application_id for one in subjects],
            "parts": [one.part for one in subjects],
            "articles": [one.article for one in subjects],
        },
    )
