"""The relationship graph out of the database: the whole of it, or as much as lies around some people (Art. 32)."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.features.relations.pure.graph import ALWAYS, NEVER_ENDS, TIE_KINDS, Graph, Node, Ties
from quality_award.regulation.parameters import GRADES, ConflictRules

Ids = Collection[uuid.UUID]

_PACKED = np.dtype([
    ("id", np.uint8, 16), ("source", np.uint8, 16), ("target", np.uint8, 16), ("kind", ">i2"), ("share", ">f4"),
    ("since", ">i4"), ("until", ">i4"),
])  # fmt: skip
# Ties come as one value, each in as many bytes as `_PACKED` has: as a million rows they would take longer than the search.
_TIES = f"""(
select string_agg(
    uuid_send(id) || uuid_send(from_id) || uuid_send(to_id)
    || int2send((array_position(cast(:kinds as text[]), cast(kind as text)) - 1)::int2)
    || float4send(coalesce(share, 0)::float4)
    || int4send(coalesce(valid_from - date '0001-01-01' + 1, {ALWAYS}))
    || int4send(coalesce(valid_to - date '0001-01-01' + 1, {NEVER_ENDS})),
    ''::bytea)
from ties where withdrawn_at is null and """  # noqa: S608
_NODE = "{0}.id, {0}.kind, {0}.name_key, nullif({0}.alias_keys, '[]'), {0}.uscc, {0}.identity_hash, {0}.phone_hash"
_EVERYONE = f"select {_NODE.format('parties')} from parties where authority_id = :authority"  # noqa: S608
# Each way in which parties may be one has an index of its own.
_ONE_WITH = f"""
with e as materialized (select * from parties where id = any(:ids))
select {_NODE.format("e")} from e
union all select {_NODE.format("p")} from e join parties p on p.identity_hash = e.identity_hash and p.id <> e.id
union all select {_NODE.format("p")} from e join parties p on p.phone_hash = e.phone_hash and p.id <> e.id
union all select {_NODE.format("p")} from e join parties p on p.authority_id = e.authority_id and p.name_key = e.name_key
    where e.kind = 'organisation' and p.kind = 'organisation' and p.id <> e.id
union all select {_NODE.format("p")} from e join parties p on p.alias_keys ? e.name_key
    where e.kind = 'organisation' and p.kind = 'organisation' and p.id <> e.id
union all select {_NODE.format("p")} from e cross join lateral jsonb_array_elements_text(e.alias_keys) alias
    join parties p on p.authority_id = e.authority_id and (p.name_key = alias or p.alias_keys ? alias)
    where e.kind = 'organisation' and p.kind = 'organisation' and p.id <> e.id and e.alias_keys <> '[]'
union all select {_NODE.format("p")} from same_parties s join parties p on p.id = s.other_id where s.one_id = any(:ids) and s.same
union all select {_NODE.format("p")} from same_parties s join parties p on p.id = s.one_id where s.other_id = any(:ids) and s.same
union all select {_NODE.format("p")} from e join memberships m on m.user_id = e.user_id
    join parties p on p.expert_id = m.expert_id
union all select {_NODE.format("p")} from e join memberships m on m.expert_id = e.expert_id
    join parties p on p.user_id = m.user_id
"""  # noqa: S608
_NAMESAKES = f"""
select {_NODE.format("p")} from parties p
 where p.authority_id = :authority and p.kind = 'person' and p.name_key = any(cast(:keys as text[]))
union all select {_NODE.format("p")} from parties p
 where p.authority_id = :authority and p.kind = 'person' and p.alias_keys ?| cast(:keys as text[])
"""  # noqa: S608
# Organisations that have another node: of one name, or decided to be one.
_TWICE = """
select e.id from parties e join parties p on p.authority_id = e.authority_id and p.name_key = e.name_key
 where e.id = any(:ends) and e.kind = 'organisation' and p.kind = 'organisation' and p.id <> e.id
union all select e.id from parties e join parties p on p.authority_id = e.authority_id and p.alias_keys ? e.name_key
 where e.id = any(:ends) and e.kind = 'organisation' and p.kind = 'organisation'
union all select e.id from parties e where e.id = any(:ends) and e.kind = 'organisation' and e.alias_keys <> '[]'
union all select one_id from same_parties where one_id = any(:ends) and same
union all select other_id from same_parties where other_id = any(:ends) and same
"""
_ODD = np.uint64(0x9E3779B97F4A7C15)
_ANY = frozenset(GRADES)
_WEAK = frozenset({"hint"})
_STRONG = _ANY - _WEAK


@dataclass(frozen=True)
class Loaded:
    """A graph and where each party stands in it."""

    graph: Graph
    place: dict[uuid.UUID, int]


async def whole(session: AsyncSession, authority_id: uuid.UUID) -> Loaded:
    """Every party and every tie that has not been withdrawn."""
    nodes = await _nodes(session, _EVERYONE, {"authority": authority_id})
    packed = await _ties(session, ["authority_id = :authority"], {"authority": authority_id})
    return _loaded(nodes, packed, await _decisions(session, authority_id))


async def around(
    session: AsyncSession, authority_id: uuid.UUID, starts: Ids, goals: Ids, rules: ConflictRules, day: dt.date
) -> Loaded:
    """All that lies on any path that the search may take from these parties to those organisations, hop by hop.

    Two fronts, as in the search: what more than hints lead to, up to the last hop; and what lies behind a hint or a person's
    namesake, for the sure hops alone. The last hop of each is read towards the goals alone.
    """
    # Its short statements take longer to plan than to run, and any number of ids is planned alike.
    await session.execute(text("set local plan_cache_mode = force_generic_plan"))
    read = _Reader(session, authority_id, rules, day)
    aims = set(goals)
    strong = await read.one_with(starts)
    weak = await read.one_with(await read.namesakes(strong)) - strong
    been, been_weak = set(strong), set(weak)
    for hop in range(1, rules.max_hops + 1):
        walks = [(strong, _STRONG), (strong, _WEAK), (weak, _ANY)] if hop <= rules.sure_hops else [(strong, _STRONG)]
        onward, *asides = await read.step(*walks)
        aside = set[uuid.UUID]().union(*asides)
        if hop >= rules.sure_hops:
            await read.land(aside, aims)
        if hop == rules.max_hops:
            await read.land(onward, aims)
            break
        strong = await read.one_with(onward) - been
        been |= strong
        weak = set()
        if hop < rules.sure_hops:
            weak = await read.one_with(aside | await read.namesakes(strong)) - been_weak
            been_weak |= weak
        if not strong and not weak:
            break
    decisions = await read.decided()
    await session.execute(text("set local plan_cache_mode = auto"))
    return _loaded(list(read.nodes.values()), read.ties, decisions)


async def reaching(
    session: AsyncSession, authority_id: uuid.UUID, ends: Ids, among: Ids, rules: ConflictRules, *, most: int
) -> set[uuid.UUID] | None:
    """Which of some parties can reach any of the ends in one hop less than is looked at; None when more than `most` lie around.

    Walked against the steps, whatever their dates and grades: those who may be concerned by a change at the ends.
    """
    read = _Reader(session, authority_id, rules, None)
    front = await read.one_with(ends)
    front |= await read.one_with(await read.namesakes(front))
    met = set(front)
    for hop in range(1, rules.max_hops):
        last = hop == rules.max_hops - 1
        [reached] = await read.step((front, _ANY), among=among if last else None, against=True)
        front = await read.one_with(reached) - met
        if hop < rules.sure_hops:
            front |= await read.one_with(await read.namesakes(front)) - met
        met |= front
        if len(met) > most:
            return None
        if not front:
            break
    return met & set(among)


@dataclass
class _Reader:
    """Reads parties and ties, each once, and keeps them. `ids` that are given out may hold more than was asked, never less."""

    session: AsyncSession
    authority_id: uuid.UUID
    rules: ConflictRules
    day: dt.date | None
    nodes: dict[uuid.UUID, Node] = field(default_factory=dict)
    ties: list[bytes] = field(default_factory=list)
    _closed: set[uuid.UUID] = field(default_factory=set)
    _bearers: dict[object, set[uuid.UUID]] = field(default_factory=dict)
    _decisions: "Decisions | None" = None
    _partners: dict[uuid.UUID, set[uuid.UUID]] | None = None

    async def step(
        self, *walks: tuple[set[uuid.UUID], frozenset[str]], among: Ids | None = None, against: bool = False
    ) -> list[set[uuid.UUID]]:
        """Read the ties of some grades that can be walked from (or, `against`, to) some parties; whom each walk leads to."""
        where: list[str] = []
        values: dict[str, Any] = {}
        ends: list[tuple[int, str]] = []
        for walk, (front, grades) in enumerate(walks):
            for along in (True, False):
                kinds = [one.key for one in self.rules.ties if (one.along if along else one.back) in grades]
                if not kinds or not front:
                    continue
                here, there = ("from_id", "to_id") if along is not against else ("to_id", "from_id")
                condition = f"{here} = any(:front{walk}) and kind = any(:kinds{len(ends)})"
                if self.day is not None:
                    condition += " and (valid_from is null or valid_from <= :day)"
                    values["day"] = self.day
                if among is not None:
                    condition += f" and {there} = any(:among)"
                    values["among"] = list(among)
                values |= {f"front{walk}": list(front), f"kinds{len(ends)}": kinds}
                where.append(condition)
                ends.append((walk, "target" if there == "to_id" else "source"))
        reached: list[set[uuid.UUID]] = [set() for _ in walks]
        for (walk, end), packed in zip(ends, await _ties(self.session, where, values) if where else [], strict=True):
            if packed:
                self.ties.append(packed)
                raw = np.ascontiguousarray(np.frombuffer(packed, _PACKED)[end]).tobytes()
                unique = {raw[at : at + 16] for at in range(0, len(raw), 16)}
                reached[walk].update(uuid.UUID(bytes=one) for one in unique)
        return reached

    async def land(self, ends: set[uuid.UUID], goals: set[uuid.UUID]) -> None:
        """Read those of the last parties that are one of the goals, or one with another node, and so perhaps with a goal."""
        await self.one_with(ends & goals)
        if others := [one for one in ends - goals if one not in self.nodes]:
            await self.one_with(set(await self.session.scalars(text(_TWICE), {"ends": others})))

    async def one_with(self, ids: Ids) -> set[uuid.UUID]:
        """These parties and all who are proven to be one of them, read."""
        if not ids:
            return set()
        fresh = [one for one in ids if one not in self._closed]
        while fresh:
            found = await _nodes(self.session, _ONE_WITH, {"ids": fresh})
            self._closed.update(fresh)
            self._learn(found)
            fresh = [node.id for node in found if node.id not in self._closed]
        partners = await self.partners()
        group = {one for one in ids if one in self.nodes}
        front = list(group)
        while front:
            one = front.pop()
            for others in (partners.get(one, ()), *(self._bearers[proof] for proof in _borne(self.nodes[one]))):
                new = {other for other in others if other in self.nodes} - group
                group |= new
                front += new
        return group

    async def partners(self) -> dict[uuid.UUID, set[uuid.UUID]]:
        """Who was decided to be one with whom."""
        if self._partners is None:
            self._partners = {}
            for one, other, same in await self.decided():
                if same:
                    self._partners.setdefault(one, set()).add(other)
                    self._partners.setdefault(other, set()).add(one)
        return self._partners

    def _learn(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if node.id not in self.nodes:
                self.nodes[node.id] = node
                for proof in _borne(node):
                    self._bearers.setdefault(proof, set()).add(node.id)

    async def namesakes(self, ids: Ids) -> set[uuid.UUID]:
        """The people who have a name of these people."""
        keys = sorted({key for one in ids if self.nodes[one].person for key in self.nodes[one].keys})
        if not keys:
            return set()
        found = await _nodes(self.session, _NAMESAKES, {"authority": self.authority_id, "keys": keys})
        self._learn(found)
        return {node.id for node in found}

    async def decided(self) -> "Decisions":
        """Who is who by decision, read once."""
        if self._decisions is None:
            self._decisions = await _decisions(self.session, self.authority_id)
        return self._decisions


def _borne(node: Node) -> list[object]:
    """What may prove that parties are one."""
    if not node.person:
        return [("organisation", key) for key in node.keys]
    return [(kind, hashed) for kind, hashed in (("identity", node.identity), ("phone", node.phone)) if hashed]


async def _nodes(session: AsyncSession, statement: str, values: dict[str, Any]) -> list[Node]:
    made: dict[uuid.UUID, Node] = {}
    for one, kind, key, aliases, uscc, identity, phone in (await session.execute(text(statement), values)).tuples():
        keys = tuple(name for name in dict.fromkeys((key, *aliases)) if name) if aliases else (key,) if key else ()
        made[one] = Node(one, kind == "person", keys, uscc, identity, phone)
    return list(made.values())


async def _ties(session: AsyncSession, where: list[str], values: dict[str, Any]) -> list[bytes]:
    """For each condition the ties under it, packed."""
    columns = ", ".join(f"{_TIES}{condition})" for condition in where)
    row = (await session.execute(text(f"select {columns}"), {"kinds": list(TIE_KINDS), **values})).one()
    return [packed or b"" for packed in row]


Decisions = list[tuple[uuid.UUID, uuid.UUID, bool]]


async def _decisions(session: AsyncSession, authority_id: uuid.UUID) -> Decisions:
    """Pairs of parties that are one, or are not: by decision, or as an expert and a user."""
    rows = await session.execute(
        text(
            "select one_id, other_id, same from same_parties where authority_id = :authority"
            " union all select distinct u.id, e.id, true from memberships m"
            " join parties u on u.user_id = m.user_id join parties e on e.expert_id = m.expert_id"
            " where m.authority_id = :authority and u.id <> e.id"
        ),
        {"authority": authority_id},
    )
    return [(one, other, same) for one, other, same in rows.tuples()]


def _placed(decisions: Decisions, order: Iterable[uuid.UUID]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    place = {one: position for position, one in enumerate(order)}
    known = [(place[one], place[other], same) for one, other, same in decisions if one in place and other in place]
    return [(one, other) for one, other, same in known if same], [(one, other) for one, other, same in known if not same]


def _loaded(nodes: list[Node], packed: list[bytes], decisions: Decisions) -> Loaded:
    # In the order of the ids: one answer whichever way it was read, for which paths are kept depends on the order.
    nodes = sorted(nodes, key=lambda node: node.id.bytes)
    place = {node.id: position for position, node in enumerate(nodes)}
    rows = np.frombuffer(b"".join(packed), _PACKED)
    # A tie that leads both ways, or between two fronts, was read twice.
    halves = _halves(rows["id"]).byteswap()
    order = np.lexsort((halves[:, 1], halves[:, 0]))
    rows, halves = rows[order], halves[order]
    rows = rows[np.r_[True, (halves[1:] != halves[:-1]).any(axis=1)][: len(rows)]]
    return Loaded(Graph(nodes, _columns(rows, _Finder(list(place))), *_placed(decisions, place)), place)


def _halves(ids: NDArray[np.uint8]) -> NDArray[np.uint64]:
    return np.ascontiguousarray(ids).view(np.uint64).reshape(-1, 2)


class _Finder:
    """Positions of ids in a list, for many at once."""

    def __init__(self, ids: list[uuid.UUID]) -> None:
        raw = np.frombuffer(b"".join(one.bytes for one in ids), np.uint8).reshape(-1, 16)
        self._halves = _halves(raw)
        self._factor = _ODD
        keys = self._mixed(self._halves)
        while len(np.unique(keys)) < len(keys):
            self._factor += np.uint64(2)
            keys = self._mixed(self._halves)
        self._order = np.argsort(keys)
        self._keys = keys[self._order]

    def _mixed(self, halves: NDArray[np.uint64]) -> NDArray[np.uint64]:
        return halves[:, 0] * self._factor + halves[:, 1]

    def __call__(self, ids: NDArray[np.uint8]) -> NDArray[np.int32]:
        """The position of each; -1 where it is not in the list."""
        if not len(self._keys):
            return np.full(len(ids), -1, np.int32)
        halves = _halves(ids)
        at = np.minimum(np.searchsorted(self._keys, self._mixed(halves)), len(self._keys) - 1)
        position = self._order[at]
        return np.where((self._halves[position] == halves).all(axis=1), position, -1).astype(np.int32)


def _columns(rows: NDArray[Any], find: _Finder) -> Ties:
    source, target = find(rows["source"]), find(rows["target"])
    kept = (source >= 0) & (target >= 0)
    rows = rows[kept]
    return Ties(
        ids=np.ascontiguousarray(rows["id"]),
        source=source[kept],
        target=target[kept],
        kind=rows["kind"].astype(np.int8),
        share=rows["share"].astype(np.float32),
        since=rows["since"].astype(np.int32),
        until=rows["until"].astype(np.int32),
    )
