"""All SQL on the relationship graph: who sees which party and tie, the ties around one, equal names, what sources state anew."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Uuid,
    and_,
    cast,
    column,
    false,
    func,
    or_,
    select,
    text,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from quality_award.access.actor import Actor
from quality_award.access.permissions import may
from quality_award.access.recusal import recused_from
from quality_award.platform.names import organisation_key, person_key
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.identity import Membership, User
from quality_award.tables.parties import Expert, Organisation
from quality_award.tables.relations import Party, SameParty, Tie

PER_NODE = 30
"""Ties shown of one party; a hub of thousands says how many more there are."""
MOST_NODES = 200


def _recused_organisations(actor: Actor) -> Select[Any]:
    """Nodes of the applicants that the reader is recused from."""
    node = aliased(Party)
    theirs = Application.organisation_id == node.organisation_id
    return select(node.id).join(Application, theirs).where(recused_from(actor, Application.id))


def own_nodes(actor: Actor) -> Select[Any]:
    """The nodes that are the reader: as a user, as an expert, and whatever has the same identity number."""
    as_expert = select(Membership.expert_id).where(Membership.user_id == actor.user_id, Membership.expert_id.is_not(None))
    me, node = aliased(Party), aliased(Party)
    same = select(node.id).join(me, node.identity_hash == me.identity_hash)
    # Four look-ups by index rather than one condition with "or", which reads every party.
    mine = union(
        select(me.id).where(me.user_id == actor.user_id),
        select(me.id).where(me.expert_id.in_(as_expert)),
        same.where(me.user_id == actor.user_id),
        same.where(me.expert_id.in_(as_expert)),
    ).subquery()
    return select(mine.c.id)


def _of_their_editions(actor: Actor) -> ColumnElement[bool]:
    """An agency reads what applications state only of the editions that it was given (Art. 10)."""
    if actor.role != "agency":
        return true()
    theirs = (
        select(Application.id).join(Edition, Edition.id == Application.edition_id).where(Edition.agency_id == actor.agency_id)
    )
    return or_(Tie.application_id.is_(None), Tie.application_id.in_(theirs))


def _recused(actor: Actor) -> ColumnElement[bool]:
    """Ties that an application states which the reader is recused from, and all at its applicant's node (Art. 32)."""
    hidden = _recused_organisations(actor)
    return or_(
        Tie.from_id.in_(hidden),
        Tie.to_id.in_(hidden),
        and_(Tie.application_id.is_not(None), recused_from(actor, Tie.application_id)),
    )


def visible_ties(actor: Actor, *, withdrawn: bool = False) -> Select[Tie]:
    """Ties that the reader may see: none of a case that they are recused from; about themselves, what they declared alone."""
    base = select(Tie).where(Tie.authority_id == actor.authority_id)
    if not withdrawn:
        base = base.where(Tie.withdrawn_at.is_(None))
    own = own_nodes(actor)
    declared = and_(Tie.source_kind == "declaration", Tie.entered_by == actor.user_id)
    if not may(actor, "relations.read"):
        return base.where(declared) if may(actor, "relations.declare") else base.where(false())
    foreign = and_(Tie.from_id.not_in(own), Tie.to_id.not_in(own))
    return base.where(or_(foreign, declared), ~_recused(actor), _of_their_editions(actor))


def _known_as_kin() -> ColumnElement[bool]:
    """People who are here because somebody named them as kin: their names are for the office alone (PIPL Art. 28)."""
    kin = _touching(select(Tie).where(Tie.kind == "kinship"))
    return and_(Party.kind == "person", Party.expert_id.is_(None), Party.user_id.is_(None), kin)


def _touching(query: Select[Tie]) -> ColumnElement[bool]:
    """Whether one of these ties is at the party: two look-ups by index, for one with "or" reads the table."""
    return or_(query.where(Tie.from_id == Party.id).exists(), query.where(Tie.to_id == Party.id).exists())


def visible(actor: Actor) -> Select[Party]:
    """Parties that the reader may see, recusal included: no applicant that they are recused from, none known through it alone."""
    base = select(Party).where(Party.authority_id == actor.authority_id)
    if not may(actor, "relations.read"):
        return base.where(Party.id.in_(own_nodes(actor))) if may(actor, "relations.declare") else base.where(false())

    only_through_it = and_(
        Party.expert_id.is_(None),
        _touching(select(Tie).where(_recused(actor))),
        ~_touching(select(Tie).where(Tie.withdrawn_at.is_(None), ~_recused(actor))),
    )
    return base.where(Party.id.not_in(_recused_organisations(actor)), ~only_through_it)


@dataclass(frozen=True)
class Shown:
    """A party as a list shows it: `ties` that have not been withdrawn, whether its name is for the office alone."""

    party: Party
    ties: int
    kin: bool

    @property
    def id(self) -> uuid.UUID:
        """The party's id, for the cursor."""
        return self.party.id


def _tie_count(actor: Actor) -> ColumnElement[int]:
    # Counted to a bound: a hub's figure is not worth reading its ten thousand rows for.
    def some(end: InstrumentedAttribute[uuid.UUID]) -> Any:
        few = visible_ties(actor).where(end == Party.id).with_only_columns(Tie.id).limit(1000).correlate(Party).subquery()
        return select(func.count()).select_from(few).scalar_subquery()

    return some(Tie.from_id) + some(Tie.to_id)  # type: ignore[no-any-return]


async def listed(
    session: AsyncSession,
    actor: Actor,
    *,
    search: str | None = None,
    kind: str | None = None,
    reviewers: bool = False,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[Shown]:
    """Parties by name, alias or credit code, the newest first. Who is known as kin is found by the office alone."""
    query = visible(actor).add_columns(_tie_count(actor), _known_as_kin()).order_by(Party.id.desc()).limit(limit)
    if search:
        keys = [key for key in {person_key(search), organisation_key(search)} if key]
        found: list[ColumnElement[bool]] = [Party.name_key.contains(key, autoescape=True) for key in keys]
        found += [Party.alias_keys.op("@>")(cast([key], JSONB)) for key in keys]
        query = query.where(or_(*found, Party.uscc == organisation_key(search).upper()))
    if kind:
        query = query.where(Party.kind == kind)
    if reviewers:
        query = query.where(or_(Party.expert_id.is_not(None), Party.user_id.is_not(None)))
    if actor.role != "office":
        query = query.where(~_known_as_kin())
    if cursor:
        query = query.where(Party.id < cursor)
    return [Shown(*row) for row in (await session.execute(query)).tuples()]


async def shown(session: AsyncSession, actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Shown]:
    """These parties, as far as the reader may see them."""
    query = visible(actor).add_columns(_tie_count(actor), _known_as_kin()).where(Party.id.in_(ids))
    return {row[0].id: Shown(*row) for row in (await session.execute(query)).tuples()}


@dataclass
class Around:
    """What lies around a party: parties with their distance, ties between them, how many ties of a party were left out."""

    hops: dict[uuid.UUID, int]
    ties: dict[uuid.UUID, Tie] = field(default_factory=dict)
    more: dict[uuid.UUID, int] = field(default_factory=dict)
    cut: bool = False


async def around(session: AsyncSession, actor: Actor, party_id: uuid.UUID, *, hops: int) -> Around:
    """The ties around a party, breadth first: at most PER_NODE of each party, MOST_NODES in all; the newest first."""
    found = Around({party_id: 0})
    frontier = [party_id]
    for hop in range(1, hops + 1):
        following: list[uuid.UUID] = []
        for start, ties in (await next_to(session, actor, frontier)).items():
            if len(ties) > PER_NODE:
                found.more[start] = await _how_many(session, actor, start) - PER_NODE
            for tie in ties[:PER_NODE]:
                other = tie.to_id if tie.from_id == start else tie.from_id
                if other not in found.hops:
                    if len(found.hops) >= MOST_NODES:
                        found.cut = True
                        continue
                    found.hops[other] = hop
                    following.append(other)
                found.ties[tie.id] = tie
        frontier = following
        if not frontier:
            break
    return found


async def next_to(session: AsyncSession, actor: Actor, starts: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Tie]]:
    """The newest visible ties of each of these parties: PER_NODE of them, and one more where there are more."""
    start = func.unnest(cast(list(starts), ARRAY(Uuid))).table_valued(column("id", Uuid), name="start").render_derived()
    found: dict[uuid.UUID, dict[uuid.UUID, Tie]] = {one: {} for one in starts}
    for end in (Tie.from_id, Tie.to_id):
        some = visible_ties(actor).where(end == start.c.id).order_by(Tie.id.desc()).limit(PER_NODE + 1).correlate(start)
        near = some.lateral("near")
        tie = aliased(Tie, near)
        for one, row in (await session.execute(select(start.c.id, tie).select_from(start).join(near, true()))).tuples():
            found[one][row.id] = row
    return {one: sorted(ties.values(), key=lambda tie: tie.id, reverse=True) for one, ties in found.items()}


async def _how_many(session: AsyncSession, actor: Actor, party_id: uuid.UUID) -> int:
    either = or_(Tie.from_id == party_id, Tie.to_id == party_id)
    return int(await session.scalar(select(func.count()).select_from(visible_ties(actor).where(either).subquery())) or 0)


async def history(session: AsyncSession, actor: Actor, party_id: uuid.UUID, *, limit: int = 50) -> list[Tie]:
    """What was withdrawn of a party's ties, the newest first."""
    either = or_(Tie.from_id == party_id, Tie.to_id == party_id)
    query = visible_ties(actor, withdrawn=True).where(either, Tie.withdrawn_at.is_not(None))
    return list(await session.scalars(query.order_by(Tie.withdrawn_at.desc()).limit(limit)))


async def names_of_users(session: AsyncSession, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Users' names by id."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    return dict((await session.execute(select(User.id, User.name).where(User.id.in_(wanted)))).tuples().all())


async def alike(session: AsyncSession, actor: Actor, party: Party, *, limit: int = 20) -> list[Party]:
    """Other people who bear the same name or have the same proof: perhaps, or certainly, the same person."""
    if party.kind != "person":
        return []
    same = [Party.name_key == party.name_key, Party.alias_keys.op("@>")(cast([party.name_key], JSONB))]
    if party.identity_hash:
        same.append(Party.identity_hash == party.identity_hash)
    query = visible(actor).where(Party.kind == "person", Party.id != party.id, Party.id.not_in(own_nodes(actor)), or_(*same))
    if actor.role != "office":
        query = query.where(~_known_as_kin())
    return list(await session.scalars(query.order_by(Party.id.desc()).limit(limit)))


async def decided(session: AsyncSession, ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], SameParty]:
    """What was decided on pairs of these parties."""
    rows = await session.scalars(select(SameParty).where(SameParty.one_id.in_(ids), SameParty.other_id.in_(ids)))
    return {(row.one_id, row.other_id): row for row in rows}


async def decision(session: AsyncSession, one_id: uuid.UUID, other_id: uuid.UUID) -> SameParty | None:
    """The decision on a pair (ids in order), locked."""
    query = select(SameParty).where(SameParty.one_id == one_id, SameParty.other_id == other_id).with_for_update()
    return await session.scalar(query)


class Pair(NamedTuple):
    """Two people of one name: the one near a reviewer, the other near an applicant; what was decided on them."""

    one: Party
    other: Party
    decision: SameParty | None
    decided_by: str | None


OVER = ("conferred", "closed")
"""Editions after which who is who no longer matters."""


async def same_names(session: AsyncSession, actor: Actor, *, open_only: bool, limit: int = 200) -> list[Pair]:
    """People of one name of whom one stands within a step of a reviewer and the other of an applicant of an edition under way.

    Those whom an identity number tells apart or proves equal are no question.
    """

    def beside(some: Select[Any], *and_themselves: Select[Any]) -> ColumnElement[bool]:
        live = Tie.withdrawn_at.is_(None)
        ends = (select(Tie.to_id).where(live, Tie.from_id.in_(some)), select(Tie.from_id).where(live, Tie.to_id.in_(some)))
        return Party.id.in_(union(*ends, *and_themselves))

    start = aliased(Party)
    reviewers = select(start.id).where(
        start.authority_id == actor.authority_id, or_(start.expert_id.is_not(None), start.user_id.is_not(None))
    )
    applicants = (
        select(start.id)
        .join(Application, Application.organisation_id == start.organisation_id)
        .join(Edition, Edition.id == Application.edition_id)
        .where(Edition.state.not_in(OVER), Application.state != "draft")
    )
    first = (
        visible(actor).where(Party.kind == "person", beside(reviewers, reviewers), Party.id.not_in(own_nodes(actor))).subquery()
    )
    second = visible(actor).where(Party.kind == "person", beside(applicants), Party.id.not_in(own_nodes(actor))).subquery()
    one, other = aliased(Party, first), aliased(Party, second)
    in_order = and_(SameParty.one_id == func.least(one.id, other.id), SameParty.other_id == func.greatest(one.id, other.id))
    query = (
        select(one, other, SameParty, User.name)
        .join(other, and_(other.name_key == one.name_key, other.id != one.id))
        .join(SameParty, in_order, isouter=True)
        .join(User, User.id == SameParty.decided_by, isouter=True)
        .where(
            or_(one.identity_hash.is_(None), other.identity_hash.is_(None)),
            or_(one.phone_hash.is_(None), other.phone_hash.is_(None), one.phone_hash != other.phone_hash),
        )
        .order_by(one.id.desc(), other.id.desc())
        .limit(limit)
    )
    if open_only:
        query = query.where(SameParty.id.is_(None))
    pairs: dict[frozenset[uuid.UUID], Pair] = {}
    for row in (await session.execute(query)).tuples():
        pairs.setdefault(frozenset((row[0].id, row[1].id)), Pair(*row))
    return list(pairs.values())


async def tie(session: AsyncSession, actor: Actor, tie_id: uuid.UUID) -> Tie | None:
    """One visible tie, locked."""
    return await session.scalar(visible_ties(actor, withdrawn=True).where(Tie.id == tie_id).with_for_update())


async def own_ties(session: AsyncSession, actor: Actor) -> list[Tie]:
    """What the person declared about themselves and their kin, the newest first."""
    query = select(Tie).where(Tie.source_kind == "declaration", Tie.entered_by == actor.user_id, Tie.withdrawn_at.is_(None))
    return list(await session.scalars(query.order_by(Tie.id.desc())))


async def parties(session: AsyncSession, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Party]:
    """Parties by id, for one whose ties the reader has been let see."""
    return {row.id: row for row in await session.scalars(select(Party).where(Party.id.in_(set(ids))))}


# --- naming parties ---------------------------------------------------------------------------------------------------


async def hold(session: AsyncSession, authority_id: uuid.UUID) -> None:
    """One writer of the graph at a time: two who name the same organisation must not both make it."""
    await session.execute(text("select pg_advisory_xact_lock(hashtextextended('parties ' || :a, 0))"), {"a": str(authority_id)})


BATCH = 5000


async def named(
    session: AsyncSession,
    authority_id: uuid.UUID,
    *,
    codes: Collection[str],
    organisation_keys: Collection[str],
    identities: Collection[str],
    phones: Collection[str],
) -> list[Party]:
    """Parties that bear one of these codes, organisation names or proofs."""
    rows: dict[uuid.UUID, Party] = {}
    for known_by, values in (
        (Party.uscc, codes), (Party.name_key, organisation_keys), (Party.identity_hash, identities), (Party.phone_hash, phones),
    ):  # fmt: skip
        wanted = sorted(values)
        for start in range(0, len(wanted), BATCH):
            query = select(Party).where(Party.authority_id == authority_id, known_by.in_(wanted[start : start + BATCH]))
            if known_by is Party.name_key:
                query = query.where(Party.kind == "organisation")
            rows |= {row.id: row for row in await session.scalars(query)}
    aliased_as = sorted(organisation_keys)
    for start in range(0, len(aliased_as), BATCH):
        query = select(Party).where(
            Party.authority_id == authority_id,
            Party.kind == "organisation",
            Party.alias_keys.op("?|")(cast(aliased_as[start : start + BATCH], ARRAY(Party.name_key.type))),
        )
        rows |= {row.id: row for row in await session.scalars(query)}
    return list(rows.values())


async def said_before(
    session: AsyncSession, authority_id: uuid.UUID, keys: Collection[str], *, source_kind: str, same_source: ColumnElement[bool]
) -> list[tuple[Party, uuid.UUID]]:
    """People of these names whom this source has tied before, each with the party at the tie's other end."""
    found: list[tuple[Party, uuid.UUID]] = []
    wanted = sorted(keys)
    for start in range(0, len(wanted), BATCH):
        for mine, others in ((Tie.from_id, Tie.to_id), (Tie.to_id, Tie.from_id)):
            query = (
                select(Party, others)
                .join(Tie, mine == Party.id)
                .where(
                    Party.authority_id == authority_id,
                    Party.kind == "person",
                    Party.name_key.in_(wanted[start : start + BATCH]),
                    Tie.source_kind == source_kind,
                    same_source,
                )
            )
            found += (await session.execute(query)).tuples().all()
    return found


def of_application(application_id: uuid.UUID) -> ColumnElement[bool]:
    """Ties that one application states."""
    return Tie.application_id == application_id


def of_declarer(user_id: uuid.UUID | None) -> ColumnElement[bool]:
    """Ties that one person declared."""
    return Tie.entered_by == user_id


def of_anybody() -> ColumnElement[bool]:
    """Ties of any source of the kind."""
    return true()


async def live_between(session: AsyncSession, ids: Collection[uuid.UUID], *, source_kind: str) -> list[Tie]:
    """Ties of one kind of source that have not been withdrawn, at these parties."""
    rows: dict[uuid.UUID, Tie] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), BATCH):
        query = select(Tie).where(
            Tie.from_id.in_(wanted[start : start + BATCH]), Tie.withdrawn_at.is_(None), Tie.source_kind == source_kind
        )
        rows |= {row.id: row for row in await session.scalars(query)}
    return list(rows.values())


async def by_pool_number(session: AsyncSession, authority_id: uuid.UUID, numbers: Collection[str]) -> dict[str, Party]:
    """The experts' own nodes by their number in the pool."""
    query = (
        select(Expert.pool_number, Party)
        .join(Party, Party.expert_id == Expert.id)
        .where(Expert.authority_id == authority_id, Expert.pool_number.in_(numbers))
    )
    return {number: party for number, party in (await session.execute(query)).tuples() if number}


async def node_of(session: AsyncSession, *, expert_id: uuid.UUID | None = None, user_id: uuid.UUID | None = None) -> Party | None:
    """The node of an expert or of a user."""
    mine = Party.expert_id == expert_id if expert_id else Party.user_id == user_id
    return await session.scalar(select(Party).where(mine))


async def node_of_organisation(session: AsyncSession, organisation_id: uuid.UUID) -> Party | None:
    """The node of an organisation that is registered in the system."""
    return await session.scalar(select(Party).where(Party.organisation_id == organisation_id))


async def expert(session: AsyncSession, expert_id: uuid.UUID) -> Expert:
    """An expert of the pool."""
    return (await session.execute(select(Expert).where(Expert.id == expert_id))).scalar_one()


# --- what sources state -----------------------------------------------------------------------------------------------


async def application(session: AsyncSession, application_id: uuid.UUID) -> tuple[Application, Organisation] | None:
    """An application with its organisation."""
    query = select(Application, Organisation).join(Organisation, Organisation.id == Application.organisation_id)
    row = (await session.execute(query.where(Application.id == application_id))).tuples().one_or_none()
    return (row[0], row[1]) if row else None


async def handed_in_under_way(session: AsyncSession, organisation_id: uuid.UUID | None = None) -> list[uuid.UUID]:
    """Applications, of one organisation or of all, that were handed in to an edition under way."""
    query = select(Application.id).join(Edition, Edition.id == Application.edition_id)
    query = query.where(Edition.state.not_in(OVER), Application.state != "draft")
    if organisation_id:
        query = query.where(Application.organisation_id == organisation_id)
    return list(await session.scalars(query.order_by(Application.id)))


async def stated_by(session: AsyncSession, application_id: uuid.UUID) -> list[Tie]:
    """Every tie that an application states or once stated."""
    return list(await session.scalars(select(Tie).where(Tie.application_id == application_id)))


async def applicants_users(session: AsyncSession, organisation_id: uuid.UUID) -> list[tuple[User, Membership]]:
    """Who signs in for an organisation."""
    query = select(User, Membership).join(Membership, Membership.user_id == User.id)
    rows = await session.execute(
        query.where(Membership.role == "applicant", Membership.organisation_id == organisation_id).order_by(Membership.id)
    )
    return [(row[0], row[1]) for row in rows.tuples()]


async def experts(session: AsyncSession) -> list[tuple[Expert, Party | None]]:
    """The pool with the experts' own nodes."""
    query = select(Expert, Party).join(Party, Party.expert_id == Expert.id, isouter=True).order_by(Expert.id)
    return [(row[0], row[1]) for row in (await session.execute(query)).tuples()]
