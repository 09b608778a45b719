"""All SQL on conflicts of interest: whom they concern, who sees them, how they stand (Art. 32)."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, cast, exists, false, func, literal, or_, select, text, union
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from quality_award.access.actor import Actor
from quality_award.access.permissions import may
from quality_award.access.recusal import recused_from
from quality_award.features.editions import queries as editions
from quality_award.features.relations.queries import own_nodes
from quality_award.platform.ids import new_id
from quality_award.platform.names import organisation_key, person_key
from quality_award.tables.applications import Application
from quality_award.tables.conflicts import Conflict
from quality_award.tables.editions import Edition, EditionExpert
from quality_award.tables.identity import Membership, User
from quality_award.tables.parties import Expert, Organisation
from quality_award.tables.relations import Party, Tie
from quality_award.tables.reviews import TeamMember

from .graph import Loaded, around, reaching, whole

__all__ = ["Loaded", "Standing", "Standings", "around", "one_edition", "reaching", "standing", "visible", "whole"]

LIVE = ("submitted", "filed", "formal_passed", "formal_failed", "accepted", "shortlisted")
"""States of an application whose handling a conflict bars; a draft is its organisation's own."""
OVER = ("conferred", "closed")
STAFF = ("office", "agency", "committee")

one_edition = editions.one

_UUIDS, _TEXTS = ARRAY(Uuid), ARRAY(Text)


def visible(actor: Actor) -> Select[Conflict]:
    """Conflicts that the actor may see: none of, or through, a case that they are recused from, none about themselves."""
    base = select(Conflict).join(Edition, Edition.id == Conflict.edition_id).where(Conflict.authority_id == actor.authority_id)
    if not may(actor, "conflicts.read"):
        return base.where(false())
    if actor.role == "agency":
        base = base.where(Edition.agency_id == actor.agency_id)
    passed = aliased(Application)
    hidden = select(passed.id).where(Conflict.through.op("?")(cast(passed.id, Text)), recused_from(actor, passed.id))
    return base.where(
        ~recused_from(actor, Conflict.application_id),
        or_(func.jsonb_array_length(Conflict.through) == 0, ~hidden.exists()),
        Conflict.party_id.not_in(own_nodes(actor).correlate(None)),
    )


# --- how they stand --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """A conflict as the assignment and the scoring take it."""

    conflict_id: uuid.UUID
    grade: str
    state: str
    path: list[Any]


Pair = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class Standings:
    """Conflicts of an edition that are not gone, by (expert, application) and by (user, application)."""

    by_expert: dict[Pair, Standing]
    by_user: dict[Pair, Standing]


async def standing(session: AsyncSession, edition_id: uuid.UUID) -> Standings:
    """Every conflict of an edition that still has a path, whatever was decided on it; for whoever has to heed them."""
    return await _standing(session, Conflict.edition_id == edition_id)


def stands(expert_id: InstrumentedAttribute[uuid.UUID], application_id: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
    """True where a conflict stands between an expert and an application: confirmed, or open and more than a hint."""
    login = select(Membership.user_id).where(Membership.expert_id == expert_id)
    return exists(
        select(Conflict.id)
        .join(Party, Party.id == Conflict.party_id)
        .where(
            Conflict.application_id == application_id,
            or_(Party.expert_id == expert_id, Party.user_id.in_(login)),
            or_(Conflict.state == "confirmed", (Conflict.state == "open") & Conflict.grade.in_(("barred", "declare"))),
        )
    )


async def standing_of(session: AsyncSession, application_id: uuid.UUID) -> Standings:
    """The same for one application."""
    return await _standing(session, Conflict.application_id == application_id)


async def _standing(session: AsyncSession, condition: ColumnElement[bool]) -> Standings:
    as_expert = aliased(Membership)
    rows = await session.execute(
        select(
            Conflict.id, Conflict.grade, Conflict.state, Conflict.path, Conflict.application_id, Party.expert_id, Party.user_id,
            as_expert.user_id,
        )
        .join(Party, Party.id == Conflict.party_id)
        .outerjoin(as_expert, as_expert.expert_id == Party.expert_id)
        .where(condition, Conflict.state != "cleared")
    )  # fmt: skip
    made = Standings({}, {})
    for conflict_id, grade, state, path, application_id, expert_id, user_id, login_id in rows.tuples():
        one = Standing(conflict_id, grade, state, path)
        if expert_id:
            made.by_expert[expert_id, application_id] = one
        for person in (user_id, login_id):
            if person:
                made.by_user[person, application_id] = one
    return made


# --- whom the search is about ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Subject:
    """Someone who reviews or handles: an expert of the edition, or staff with an account. `party_id`: their node."""

    party_id: uuid.UUID
    name: str
    role: str
    expert_id: uuid.UUID | None
    user_id: uuid.UUID | None


@dataclass(frozen=True)
class Applicant:
    """An application on its way, and the node of its organisation where the graph has one."""

    application_id: uuid.UUID
    organisation_id: uuid.UUID
    case_number: str
    name: str
    party_id: uuid.UUID | None


async def open_editions(session: AsyncSession, application_ids: Collection[uuid.UUID] | None) -> list[Edition]:
    """Editions that run; only those of some applications when they are named."""
    query = select(Edition).where(Edition.state.not_in(OVER)).order_by(Edition.id)
    if application_ids is not None:
        query = query.where(Edition.id.in_(select(Application.edition_id).where(Application.id.in_(application_ids))))
    return list(await session.scalars(query))


async def hold(session: AsyncSession, edition_id: uuid.UUID) -> None:
    """One search of an edition at a time: two would enter one pair twice."""
    await session.execute(text("select pg_advisory_xact_lock(hashtextextended('conflicts ' || :e, 0))"), {"e": str(edition_id)})


def _experts_of(edition_id: uuid.UUID) -> Any:
    return union(
        select(EditionExpert.expert_id).where(EditionExpert.edition_id == edition_id),
        select(TeamMember.expert_id).where(TeamMember.edition_id == edition_id, TeamMember.released_at.is_(None)),
    )


def _staff_of(edition: Edition, now: dt.datetime) -> ColumnElement[bool]:
    """Memberships in force of those who handle cases: office, agency of the edition, committee."""
    return (
        (Membership.authority_id == edition.authority_id)
        & Membership.role.in_(STAFF)
        & or_(Membership.role != "agency", Membership.agency_id == edition.agency_id)
        & (Membership.valid_from <= now)
        & or_(Membership.valid_to.is_(None), Membership.valid_to > now)
    )


async def make_parties(session: AsyncSession, edition: Edition, now: dt.datetime) -> None:
    """A node for every subject who has none: of staff the name and nothing else."""
    experts = select(Expert).where(
        Expert.id.in_(_experts_of(edition.id)), ~exists(select(Party.id).where(Party.expert_id == Expert.id))
    )
    users = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(_staff_of(edition, now), ~exists(select(Party.id).where(Party.user_id == User.id)))
        .distinct()
    )
    common = {"authority_id": edition.authority_id, "kind": "person", "aliases": [], "alias_keys": [], "created_at": now}
    rows = [
        {
            **common, "id": new_id(), "name": one.name, "name_key": person_key(one.name), "expert_id": one.id, "user_id": None,
            "identity_hash": one.identity_hash, "phone_hash": one.phone_hash,
        }
        for one in await session.scalars(experts)
    ]  # fmt: skip
    rows += [
        {
            **common, "id": new_id(), "name": one.name, "name_key": person_key(one.name), "expert_id": None, "user_id": one.id,
            "identity_hash": None, "phone_hash": None,
        }
        for one in await session.scalars(users)
    ]  # fmt: skip
    for begin in range(0, len(rows), 1000):
        await session.execute(insert(Party).values(rows[begin : begin + 1000]).on_conflict_do_nothing())


async def subjects(session: AsyncSession, edition: Edition, now: dt.datetime) -> list[Subject]:
    """Everyone whom conflicts of this edition are looked for, by name; staff once, whatever their roles."""
    experts = await session.execute(
        select(Party.id, Expert.name, literal("expert"), Party.expert_id, Party.user_id)
        .join(Expert, Expert.id == Party.expert_id)
        .where(Expert.id.in_(_experts_of(edition.id)))
    )
    staff = await session.execute(
        select(Party.id, User.name, func.min(Membership.role), Party.expert_id, Party.user_id)
        .join(User, User.id == Party.user_id)
        .join(Membership, Membership.user_id == User.id)
        .where(_staff_of(edition, now))
        .group_by(Party.id, User.name)
    )
    made = {row[0]: Subject(*row) for row in (*staff.tuples(), *experts.tuples())}
    return sorted(made.values(), key=lambda one: (one.role != "expert", one.role, one.name, one.party_id))


async def applicants(
    session: AsyncSession, edition: Edition, actor: Actor | None = None, application_ids: Collection[uuid.UUID] | None = None
) -> list[Applicant]:
    """The edition's applications on their way; with an actor, those that they are not recused from."""
    by_code = aliased(Party)
    query = (
        select(Application.id, Organisation.id, Application.case_number, Organisation.name, func.coalesce(Party.id, by_code.id))
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(Party, Party.organisation_id == Organisation.id)
        .outerjoin(by_code, (by_code.authority_id == Organisation.authority_id) & (by_code.uscc == Organisation.uscc))
        .where(Application.edition_id == edition.id, Application.state.in_(LIVE))
        .order_by(Application.case_number)
    )
    if actor is not None:
        query = query.where(~recused_from(actor, Application.id))
    if application_ids is not None:
        query = query.where(Application.id.in_(application_ids))
    return [Applicant(*row) for row in (await session.execute(query)).tuples()]


async def recused_cases(session: AsyncSession, actor: Actor) -> set[uuid.UUID]:
    """The applications that the actor is recused from."""
    rows = await session.scalars(
        select(Application.id).where(Application.authority_id == actor.authority_id, recused_from(actor, Application.id))
    )
    return set(rows)


async def own_parties(session: AsyncSession, actor: Actor) -> set[uuid.UUID]:
    """The nodes that are the actor."""
    return set(await session.scalars(own_nodes(actor)))


async def pool_expert(session: AsyncSession, actor: Actor, expert_id: uuid.UUID) -> tuple[Expert, uuid.UUID | None] | None:
    """An expert of the pool, and their node if the graph has one."""
    row = await session.execute(
        select(Expert, Party.id)
        .outerjoin(Party, Party.expert_id == Expert.id)
        .where(Expert.id == expert_id, Expert.authority_id == actor.authority_id)
    )
    found = row.tuples().first()
    return (found[0], found[1]) if found else None


async def organisations_named(
    session: AsyncSession, authority_id: uuid.UUID, names: Iterable[str], codes: Iterable[str]
) -> list[uuid.UUID]:
    """The nodes of organisations of these names or codes."""
    keys = [organisation_key(name) for name in names]
    known = or_(Party.name_key.in_(keys), Party.uscc.in_(list(codes)), Party.alias_keys.op("?|")(cast(keys, _TEXTS)))
    rows = await session.scalars(select(Party.id).where(Party.authority_id == authority_id, Party.kind == "organisation", known))
    return list(rows)


async def people_like(
    session: AsyncSession, authority_id: uuid.UUID, key: str, identity: str | None, phone: str | None
) -> list[uuid.UUID]:
    """The nodes of people of this name, identity number or phone."""
    known = or_(
        Party.name_key == key,
        Party.alias_keys.op("?")(key),
        *([Party.identity_hash == identity] if identity else []),
        *([Party.phone_hash == phone] if phone else []),
    )
    rows = await session.scalars(select(Party.id).where(Party.authority_id == authority_id, Party.kind == "person", known))
    return list(rows)


# --- what paths are made of ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TieFact:
    """What a hop says of its tie."""

    kind: str
    role: str
    share: float | None
    since: dt.date | None
    until: dt.date | None
    source_kind: str
    source: str
    document: str
    application_id: uuid.UUID | None


async def tie_facts(session: AsyncSession, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, TieFact]:
    """Ties by id."""
    made: dict[uuid.UUID, TieFact] = {}
    for part in _parts(ids):
        rows = await session.execute(
            select(
                Tie.id, Tie.kind, Tie.role, Tie.share, Tie.valid_from, Tie.valid_to, Tie.source_kind, Tie.source, Tie.document,
                Tie.application_id,
            ).where(Tie.id.in_(part))
        )  # fmt: skip
        made |= {
            row.id: TieFact(
                row.kind, row.role, row.share, row.valid_from, row.valid_to, row.source_kind, row.source, row.document,
                row.application_id,
            )
            for row in rows
        }  # fmt: skip
    return made


async def party_names(session: AsyncSession, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str, uuid.UUID | None]]:
    """{party: (name, kind, organisation of an applicant)}."""
    made: dict[uuid.UUID, tuple[str, str, uuid.UUID | None]] = {}
    for part in _parts(ids):
        rows = await session.execute(select(Party.id, Party.name, Party.kind, Party.organisation_id).where(Party.id.in_(part)))
        made |= {row[0]: (row[1], row[2], row[3]) for row in rows.tuples()}
    return made


async def cases_of(session: AsyncSession, organisation_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """{organisation: its applications}."""
    made: dict[uuid.UUID, list[uuid.UUID]] = {}
    for part in _parts(organisation_ids):
        rows = await session.execute(
            select(Application.organisation_id, Application.id).where(Application.organisation_id.in_(part))
        )
        for organisation_id, application_id in rows.tuples():
            made.setdefault(organisation_id, []).append(application_id)
    return made


def _parts(ids: Collection[uuid.UUID], size: int = 5000) -> Iterable[list[uuid.UUID]]:
    listed = list(ids)
    return (listed[begin : begin + size] for begin in range(0, len(listed), size))


async def on_paths(session: AsyncSession, edition_id: uuid.UUID, party_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Whose conflicts of an edition are explained by a path over any of these parties."""
    rows = await session.execute(
        text(
            "select distinct c.party_id from conflicts c cross join lateral jsonb_array_elements(c.path) hop"
            " where c.edition_id = :edition and c.state <> 'cleared'"
            " and (hop->'from'->>'id' = any(:parties) or hop->'to'->>'id' = any(:parties))"
        ),
        {"edition": edition_id, "parties": [str(one) for one in party_ids]},
    )
    return {row[0] for row in rows}


# --- rows ------------------------------------------------------------------------------------------------------------


async def recorded(
    session: AsyncSession, edition_id: uuid.UUID, party_ids: Collection[uuid.UUID], application_ids: Collection[uuid.UUID]
) -> dict[Pair, Conflict]:
    """The edition's conflicts of these people with these applications, locked: (party, application) → row."""
    rows = await session.scalars(
        select(Conflict)
        .where(
            Conflict.edition_id == edition_id,
            Conflict.party_id == func.any(cast(list(party_ids), _UUIDS)),
            Conflict.application_id == func.any(cast(list(application_ids), _UUIDS)),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {(row.party_id, row.application_id): row for row in rows}


@dataclass(frozen=True)
class Shown:
    """A conflict with the names that its screen needs."""

    conflict: Conflict
    party: Party
    edition: Edition
    case_number: str
    organisation: str
    decided_by: str | None


async def shown(session: AsyncSession, actor: Actor, conflict_id: uuid.UUID) -> Shown | None:
    """One conflict, if the actor may see it."""
    row = (
        await session.execute(
            visible(actor)
            .join(Party, Party.id == Conflict.party_id)
            .join(Application, Application.id == Conflict.application_id)
            .join(Organisation, Organisation.id == Application.organisation_id)
            .outerjoin(User, User.id == Conflict.decided_by)
            .where(Conflict.id == conflict_id)
            .add_columns(Party, Edition, Application.case_number, Organisation.name, User.name)
        )
    ).first()
    return Shown(*row) if row else None


@dataclass(frozen=True)
class Cell:
    """One entry of the matrix."""

    id: uuid.UUID
    party_id: uuid.UUID
    application_id: uuid.UUID
    grade: str
    state: str
    hops: int
    version: int


async def cells(
    session: AsyncSession,
    actor: Actor,
    edition_id: uuid.UUID,
    *,
    grades: Sequence[str] = (),
    states: Sequence[str] = (),
    cursor: uuid.UUID | None = None,
    limit: int,
) -> list[Cell]:
    """The visible conflicts of an edition by their ids."""
    query = visible(actor).where(Conflict.edition_id == edition_id).order_by(Conflict.id).limit(limit)
    if grades:
        query = query.where(Conflict.grade.in_(grades))
    if states:
        query = query.where(Conflict.state.in_(states))
    if cursor:
        query = query.where(Conflict.id > cursor)
    rows = await session.execute(
        query.with_only_columns(
            Conflict.id,
            Conflict.party_id,
            Conflict.application_id,
            Conflict.grade,
            Conflict.state,
            Conflict.hops,
            Conflict.version,
        )
    )
    return [Cell(*row) for row in rows.tuples()]


async def counted(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> dict[tuple[str, str], int]:
    """How many visible conflicts there are of each grade and state."""
    found = visible(actor).where(Conflict.edition_id == edition_id).subquery()
    rows = await session.execute(select(found.c.grade, found.c.state, func.count()).group_by(found.c.grade, found.c.state))
    return {(grade, state): count for grade, state, count in rows.tuples()}


async def waiting(session: AsyncSession, actor: Actor) -> list[tuple[uuid.UUID, str, int]]:
    """(edition, title, open conflicts that the actor may decide on), the newest edition first."""
    found = visible(actor).where(Conflict.state == "open", Edition.state.not_in(OVER)).subquery()
    rows = await session.execute(
        select(Edition.id, Edition.title, func.count())
        .join(found, found.c.edition_id == Edition.id)
        .group_by(Edition.id)
        .order_by(Edition.number.desc())
    )
    return list(rows.tuples())
