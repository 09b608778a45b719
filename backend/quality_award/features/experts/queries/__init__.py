"""All SQL on the expert pool."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, DateTime, Select, String, Uuid, bindparam, cast, exists, false, func, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.tables.identity import Membership, User
from quality_award.tables.parties import Expert, ExpertAbsence, ExpertImport
from quality_award.tables.reviews import TeamMember


def visible(actor: Actor) -> Select[Expert]:
    """The pool of the authority for those who form, approve or supervise the teams; an expert sees themselves."""
    if actor.role == "expert":
        return select(Expert).where(Expert.id == actor.expert_id)
    if actor.role not in ("office", "agency", "committee", "auditor"):
        return select(Expert).where(false())
    return select(Expert).where(Expert.authority_id == actor.authority_id)


@dataclass(frozen=True)
class Shown:
    """An expert with their live assignments and whether they can sign in."""

    expert: Expert
    live_assignments: int
    has_login: bool

    @property
    def id(self) -> uuid.UUID:
        """The expert's id, for the cursor."""
        return self.expert.id


async def shown(
    session: AsyncSession,
    actor: Actor,
    *,
    now: dt.datetime,
    expert_id: uuid.UUID | None = None,
    text: str | None = None,
    status: str | None = None,
    division: str | None = None,
    category: str | None = None,
    leader: bool | None = None,
    imported: uuid.UUID | None = None,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[Shown]:
    """Experts that the actor may see, in the order they came in."""
    load = (
        select(func.count())
        .where(
            TeamMember.expert_id == Expert.id,
            TeamMember.released_at.is_(None),
            # Nothing counts that the reader is recused from (Art. 32).
            ~recused_from(actor, TeamMember.application_id),
        )
        .scalar_subquery()
    )
    login = exists().where(Membership.expert_id == Expert.id, or_(Membership.valid_to.is_(None), Membership.valid_to > now))
    query = visible(actor).add_columns(load, login).order_by(Expert.id).limit(limit)
    if expert_id:
        query = query.where(Expert.id == expert_id)
    if text:
        like = f"%{_escaped(text)}%"
        query = query.where(or_(Expert.name.ilike(like), Expert.employer.ilike(like), Expert.pool_number.ilike(like)))
    if status:
        query = query.where(Expert.status == status)
    if division:
        query = query.where(Expert.divisions.op("@>")(cast([division], JSONB)))
    if category:
        query = query.where(Expert.categories.op("@>")(cast([category], JSONB)))
    if leader is not None:
        query = query.where(Expert.leader_qualified == leader)
    if imported:
        query = query.where(Expert.import_id == imported)
    if cursor:
        query = query.where(Expert.id > cursor)
    return [Shown(*row) for row in (await session.execute(query)).tuples()]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def off_pool(session: AsyncSession, actor: Actor) -> dict[tuple[str, str], Expert]:
    """Experts from outside the pool by name and employer."""
    rows = await session.scalars(visible(actor).where(Expert.pool_number.is_(None)).with_for_update())
    return {(expert.name, expert.employer): expert for expert in rows}


async def locked(session: AsyncSession, actor: Actor, expert_id: uuid.UUID) -> Expert | None:
    """One visible expert, locked."""
    expert: Expert | None = await session.scalar(visible(actor).where(Expert.id == expert_id).with_for_update())
    return expert


async def live_assignments(session: AsyncSession, expert_id: uuid.UUID) -> list[TeamMember]:
    """The review teams that the expert is in, locked."""
    rows = await session.scalars(
        select(TeamMember)
        .where(TeamMember.expert_id == expert_id, TeamMember.released_at.is_(None))
        .order_by(TeamMember.id)
        .with_for_update()
    )
    return list(rows)


async def live_memberships(session: AsyncSession, expert_id: uuid.UUID, now: dt.datetime) -> list[Membership]:
    """The roles as an expert that are in force, locked."""
    rows = await session.scalars(
        select(Membership)
        .where(
            Membership.role == "expert",
            Membership.expert_id == expert_id,
            or_(Membership.valid_to.is_(None), Membership.valid_to > now),
        )
        .order_by(Membership.id)
        .with_for_update()
    )
    return list(rows)


# --- imports ---------------------------------------------------------------------------------------------------------

_AT_A_TIME = 10_000


@dataclass
class Known:
    """Experts who are in the pool already, locked: by pool number and by the hash of their identity number."""

    by_number: dict[str, Expert]
    by_identity: dict[str, Expert]


async def one_import_at_a_time(session: AsyncSession, actor: Actor) -> None:
    """Two lists with the same people would wait for each other's rows; so the second waits for the first."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"experts {actor.authority_id}", 0))))


async def known(session: AsyncSession, actor: Actor, *, numbers: Sequence[str], identities: Sequence[str]) -> Known:
    """Who of a list is in the pool already."""
    found: dict[uuid.UUID, Expert] = {}
    for column, values in ((Expert.pool_number, numbers), (Expert.identity_hash, identities)):
        for start in range(0, len(values), _AT_A_TIME):
            some = values[start : start + _AT_A_TIME]
            for expert in await session.scalars(visible(actor).where(column.in_(some)).order_by(Expert.id).with_for_update()):
                found[expert.id] = expert
    return Known(
        {one.pool_number: one for one in found.values() if one.pool_number},
        {one.identity_hash: one for one in found.values() if one.identity_hash},
    )


async def namesakes(session: AsyncSession, actor: Actor, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str | None]:
    """(name, employer) → pool number of somebody in the pool who is called so and works there."""
    found: dict[tuple[str, str], str | None] = {}
    for start in range(0, len(pairs), _AT_A_TIME):
        some = pairs[start : start + _AT_A_TIME]
        names, employers = [name for name, _ in some], [employer for _, employer in some]
        wanted = select(
            func.unnest(cast(names, ARRAY(String))).label("name"), func.unnest(cast(employers, ARRAY(String))).label("employer")
        ).subquery()
        rows = await session.execute(
            visible(actor)
            .join(wanted, (wanted.c.name == Expert.name) & (wanted.c.employer == Expert.employer))
            .with_only_columns(Expert.name, Expert.employer, Expert.pool_number)
        )
        found |= {(name, employer): number for name, employer, number in rows.tuples()}
    return found


async def add_experts(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """New experts; every row has the same columns. A whole list is a few statements, not one for each."""
    if not rows:
        return
    names = ", ".join(rows[0])
    taken = f"select {names} from jsonb_populate_recordset(null::experts, :rows)"  # noqa: S608  (our own columns)
    statement = text(f"insert into experts ({names}) {taken}").bindparams(bindparam("rows", type_=JSONB))
    for start in range(0, len(rows), _AT_A_TIME):
        await session.execute(statement, {"rows": [_plain(row) for row in rows[start : start + _AT_A_TIME]]})


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, list | bool | int | None) else str(value) for name, value in row.items()}


_PARTIES = text("""
insert into parties
       (id, authority_id, kind, name, name_key, aliases, alias_keys, identity_hash, phone_hash, expert_id, created_at)
select gen_random_uuid(), :authority_id, 'person', r.name, r.name_key, '[]', '[]', r.identity_hash, r.phone_hash, r.id, :now
  from jsonb_to_recordset(:rows) as r(id uuid, name text, name_key text, identity_hash text, phone_hash text)
on conflict (expert_id) do update set name = excluded.name, name_key = excluded.name_key,
       identity_hash = excluded.identity_hash, phone_hash = excluded.phone_hash
""").bindparams(
    bindparam("rows", type_=JSONB),
    bindparam("authority_id", type_=Uuid),
    bindparam("now", type_=DateTime(timezone=True)),
)


async def write_parties(
    session: AsyncSession, authority_id: uuid.UUID, experts: Sequence[Mapping[str, Any]], now: dt.datetime
) -> None:
    """Each expert as the graph of relations knows them (Art. 32): name, and the hashes that prove who it is."""
    names = ("id", "name", "name_key", "identity_hash", "phone_hash")
    for start in range(0, len(experts), _AT_A_TIME):
        rows = [_plain({name: one[name] for name in names}) for one in experts[start : start + _AT_A_TIME]]
        await session.execute(_PARTIES, {"rows": rows, "authority_id": authority_id, "now": now})


async def imports(session: AsyncSession, actor: Actor, *, cursor: uuid.UUID | None, limit: int) -> list[tuple[ExpertImport, str]]:
    """Imports into the pool with who made them, the newest first."""
    query = (
        select(ExpertImport, User.name)
        .join(User, User.id == ExpertImport.imported_by)
        .where(ExpertImport.authority_id == actor.authority_id)
        .order_by(ExpertImport.id.desc())
        .limit(limit)
    )
    if cursor:
        query = query.where(ExpertImport.id < cursor)
    return list((await session.execute(query)).tuples())


async def whole(session: AsyncSession, actor: Actor) -> list[Expert]:
    """The whole pool, in the order of its numbers."""
    return list(await session.scalars(visible(actor).order_by(Expert.pool_number, Expert.id)))


# --- absences --------------------------------------------------------------------------------------------------------


async def absences(session: AsyncSession, expert_id: uuid.UUID) -> list[ExpertAbsence]:
    """When the expert cannot review, the soonest first."""
    rows = await session.scalars(
        select(ExpertAbsence).where(ExpertAbsence.expert_id == expert_id).order_by(ExpertAbsence.from_day, ExpertAbsence.id)
    )
    return list(rows)


async def absence(session: AsyncSession, expert_id: uuid.UUID, absence_id: uuid.UUID) -> ExpertAbsence | None:
    """One absence of the expert, locked."""
    row: ExpertAbsence | None = await session.scalar(
        select(ExpertAbsence).where(ExpertAbsence.id == absence_id, ExpertAbsence.expert_id == expert_id).with_for_update()
    )
    return row
