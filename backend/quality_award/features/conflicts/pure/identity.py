"""Who is who: parties that are proven to be one, and people of one name who may be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from quality_award.features.relations.pure.graph import Graph

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Entities:
    """For each party (position) the entity that it belongs to, and how many entities there are."""

    entity: Ints
    count: int


@dataclass(frozen=True)
class Alike:
    """Entities of one name, sorted by `source`; `one` and `other` are the parties that have the name."""

    source: Ints
    target: Ints
    one: Ints
    other: Ints
    first: Ints


def entities(graph: Graph) -> Entities:
    """Parties that are one: decided so, or one identity number, or one phone and name, or one name of an organisation.

    Organisations of one name whose codes differ are not one. What people have decided to be different isn't joined by a phone.
    """
    parent = list(range(len(graph.nodes)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def join(one: int, other: int) -> None:
        low, high = sorted((root(one), root(other)))
        parent[high] = low

    apart = {frozenset(pair) for pair in graph.different}
    for one, other in graph.same:
        join(one, other)
    proofs: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    named: defaultdict[str, list[int]] = defaultdict(list)
    for position, node in enumerate(graph.nodes):
        if node.person:
            if node.identity:
                proofs["identity", node.identity].append(position)
            if node.phone:
                for key in node.keys:
                    proofs["phone", node.phone, key].append(position)
        else:
            if node.uscc:
                proofs["uscc", node.uscc].append(position)
            for key in node.keys:
                named[key].append(position)
    for proof, positions in proofs.items():
        if proof[0] != "phone":
            for other in positions[1:]:
                join(positions[0], other)
            continue
        for one, other in combinations(positions, 2):
            if frozenset((one, other)) not in apart and not _told_apart(graph.nodes[one].identity, graph.nodes[other].identity):
                join(one, other)
    for positions in named.values():
        if len({graph.nodes[one].uscc for one in positions} - {None}) <= 1:
            for other in positions[1:]:
                join(positions[0], other)
    _, entity = np.unique([root(one) for one in range(len(parent))], return_inverse=True)
    return Entities(entity.astype(np.int64), int(entity.max()) + 1 if len(entity) else 0)


def alike(graph: Graph, of: Entities, between: Sequence[tuple[Flags, Flags]]) -> Alike:
    """Pairs of entities of people that share a name (or an alias), from the first set of a pair of sets to its second.

    Not those that people have decided to be different, nor those whose identity numbers differ.
    """
    identity: dict[int, str] = {}
    carried: dict[tuple[int, str], int] = {}
    ahead, behind = (np.logical_or.reduce([pair[side] for pair in between]) for side in (0, 1))
    for position, (node, entity) in enumerate(zip(graph.nodes, of.entity.tolist(), strict=True)):
        if node.person and (ahead[entity] or behind[entity]):
            if node.identity:
                identity.setdefault(entity, node.identity)
            for key in node.keys:
                carried.setdefault((entity, key), position)
    holders: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for (entity, key), position in carried.items():
        if behind[entity]:
            holders[key].append((entity, position))
    apart = {frozenset((int(of.entity[one]), int(of.entity[other]))) for one, other in graph.different}
    made: dict[tuple[int, int], tuple[int, int]] = {}
    for (entity, key), position in carried.items():
        if not ahead[entity]:
            continue
        for other, there in holders[key]:
            if (
                other != entity
                and (entity, other) not in made
                and any(front[entity] and back[other] for front, back in between)
                and not _told_apart(identity.get(entity), identity.get(other))
                and frozenset((entity, other)) not in apart
            ):
                made[entity, other] = position, there
    rows = np.array([(*pair, *made[pair]) for pair in sorted(made)], np.int64).reshape(-1, 4)
    return Alike(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], np.searchsorted(rows[:, 0], np.arange(of.count + 1)))


def _told_apart(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
