"""The search against a second one that is slow and plain: the same conflicts on any graph (Art. 32)."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality_award.features.conflicts.pure.search import Found, Search
from quality_award.features.relations.pure.graph import ALWAYS, NEVER_ENDS, TIE_KINDS, Graph, Node, Ties
from quality_award.regulation.parameters import GRADES, ConflictRules, TieRule, ruleset
from quality_award.tables import relations

pytestmark = pytest.mark.article("32")

DAY = dt.date(2026, 6, 1)
RULES = ruleset("chaoyang-2022").conflicts


@dataclass(frozen=True)
class T:
    """A tie, as a test writes it."""

    source: int
    target: int
    kind: str
    since: dt.date | None = None
    until: dt.date | None = None
    share: float | None = None


def made(nodes: list[Node], ties: list[T], same: list[tuple[int, int]] | None = None, different=None) -> Graph:
    """A graph out of what a test writes."""
    ids = np.frombuffer(b"".join(uuid.UUID(int=n + 1).bytes for n in range(len(ties))), np.uint8).reshape(-1, 16)
    columns = Ties(
        ids,
        np.array([t.source for t in ties], np.int32),
        np.array([t.target for t in ties], np.int32),
        np.array([TIE_KINDS.index(t.kind) for t in ties], np.int8),
        np.array([t.share or 0 for t in ties], np.float32),
        np.array([t.since.toordinal() if t.since else ALWAYS for t in ties], np.int32),
        np.array([t.until.toordinal() if t.until else NEVER_ENDS for t in ties], np.int32),
    )
    return Graph(nodes, columns, same or [], different or [])


def slow(graph: Graph, ties: list[T], rules: ConflictRules, people: list[int], applicants: list[int]) -> dict:
    """{(person, applicant): (grade, hops, ties of every path at that grade, pairs of names)}, by walking every path."""
    nodes = graph.nodes
    apart = {frozenset(pair) for pair in graph.different}
    groups = [{n} for n in range(len(nodes))]

    def merge(one: int, other: int) -> None:
        a = next(g for g in groups if one in g)
        b = next(g for g in groups if other in g)
        if a is not b:
            groups.remove(b)
            a |= b

    for pair in graph.same:
        merge(*pair)
    for a, b in combinations(range(len(nodes)), 2):
        one, other = nodes[a], nodes[b]
        if one.person != other.person:
            continue
        shared = set(one.keys) & set(other.keys)
        if one.person:
            clash = one.identity and other.identity and one.identity != other.identity
            phone = one.phone and one.phone == other.phone and shared and not clash and frozenset((a, b)) not in apart
            if (one.identity and one.identity == other.identity) or phone:
                merge(a, b)
        else:
            for key in shared:
                codes = {n.uscc for n in nodes if not n.person and key in n.keys and n.uscc}
                if len(codes) <= 1:
                    merge(a, b)
            if one.uscc and one.uscc == other.uscc:
                merge(a, b)
    whose = {n: min(group) for group in groups for n in group}

    def named(one: int, other: int) -> bool:
        if one == other:
            return False
        mine = [nodes[n] for n in whose if whose[n] == one and nodes[n].person]
        theirs = [nodes[n] for n in whose if whose[n] == other and nodes[n].person]
        if any({whose[n] for n in pair} == {one, other} for pair in apart):
            return False
        a = next((n.identity for n in mine if n.identity), None)
        b = next((n.identity for n in theirs if n.identity), None)
        if a and b and a != b:
            return False
        return bool({k for n in mine for k in n.keys} & {k for n in theirs for k in n.keys})

    by_key = {rule.key: rule for rule in rules.ties}
    steps: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, tie in enumerate(ties):
        rule = by_key[tie.kind]
        earliest = DAY.replace(year=DAY.year - rule.years)
        if (tie.since and tie.since > DAY) or (tie.until and tie.until < earliest):
            continue
        for grade, start, end in ((rule.along, tie.source, tie.target), (rule.back, tie.target, tie.source)):
            if grade is not None and whose[start] != whose[end]:
                worth = GRADES.index(grade)
                if rule.least_share is not None and rule.below is not None and (tie.share or 0) < rule.least_share:
                    worth = min(worth, GRADES.index(rule.below))
                steps[whose[start]].append((whose[end], worth, number))
    found: dict[tuple[int, int], list[tuple[int, int, tuple[int, ...], tuple[tuple[int, int], ...]]]] = defaultdict(list)

    def walk(seen: list[int], worth: int, taken: tuple[int, ...], names: tuple[tuple[int, int], ...], person: int) -> None:
        for place, applicant in enumerate(applicants):
            if seen[-1] == whose[applicant]:
                grade = (0 if names else worth) - (1 if len(taken) > rules.sure_hops else 0)
                if grade >= 0:
                    found[person, place].append((grade, len(taken), taken, names))
        if len(taken) < rules.max_hops:
            for end, grade, number in steps[seen[-1]]:
                if end not in seen:
                    walk([*seen, end], min(worth, grade), (*taken, number), names, person)
        if not names:
            for other in {whose[n] for n in range(len(nodes)) if nodes[n].person}:
                if other not in seen and named(seen[-1], other):
                    walk([*seen, other], worth, taken, ((seen[-1], other),), person)

    for place, person in enumerate(people):
        walk([whose[person]], 2, (), (), place)
    answer = {}
    for pair, paths in found.items():
        grade = max(path[0] for path in paths)
        at = [path for path in paths if path[0] == grade]
        hops = min(path[1] for path in at)
        pairs = {tuple(sorted(p)) for path in at for p in path[3]}
        answer[pair] = (grade, hops, {number for path in at for number in path[2]}, pairs, len(at))
    return answer


def valid(graph: Graph, ties: list[T], one: Found, people: list[int], applicants: list[int]) -> None:
    """The told path begins at the person, ends at the applicant, and has as many ties as it says."""
    from quality_award.features.conflicts.pure.identity import entities

    of = entities(graph).entity
    at = of[people[one.person]]
    for hop in one.path:
        assert of[hop.source] == at
        at = of[hop.target]
        if hop.tie is not None:
            ends = (ties[hop.tie].source, ties[hop.tie].target)
            assert (hop.source, hop.target) == (ends[::-1] if hop.back else ends)
    assert at == of[applicants[one.applicant]]
    assert sum(hop.tie is not None for hop in one.path) == one.hops
    assert {hop.tie for hop in one.path if hop.tie is not None} <= set(one.ties)


_days = st.one_of(st.none(), st.integers(2015, 2027).map(lambda year: dt.date(year, 3, 1)))
_grades = st.sampled_from([None, *GRADES])


@st.composite
def worlds(draw):
    """A small graph full of cycles, parallel ties, shared names and proofs; rules of any shape."""
    people = draw(st.integers(1, 6))
    firms = draw(st.integers(1, 5))
    few = st.sampled_from
    nodes = [
        Node(
            uuid.uuid5(uuid.NAMESPACE_OID, f"p{n}"),
            True,
            tuple(sorted(draw(st.sets(few(["甲", "乙", "丙"]), min_size=1, max_size=2)))),
            None,
            draw(few([None, None, None, "id1", "id2"])),
            draw(few([None, None, "tel1", "tel2"])),
        )
        for n in range(people)
    ] + [
        Node(
            uuid.uuid5(uuid.NAMESPACE_OID, f"o{n}"),
            False,
            tuple(sorted(draw(st.sets(few(["A厂", "B厂", "C厂", "D厂", "E厂"]), min_size=1, max_size=2)))),
            draw(few([None, None, "91A", "91B"])),
        )
        for n in range(firms)
    ]
    size = len(nodes)
    ties = []
    for _ in range(draw(st.integers(0, 14))):
        source = draw(st.integers(0, size - 1))
        target = draw(st.integers(0, size - 1).filter(lambda other, source=source: other != source))
        kind = draw(few(TIE_KINDS))
        since, until = sorted([draw(_days), draw(_days)], key=lambda day: day or dt.date.max)
        if draw(st.booleans()):
            since = None
        ties.append(T(source, target, kind, since, until, draw(few([3.0, 5.0, 60.0])) if kind == "shareholding" else None))
    pairs = [(a, b) for a in range(people) for b in range(a + 1, people)]
    decided = draw(st.lists(few(pairs), max_size=3, unique=True)) if pairs else []
    cut = draw(st.integers(0, len(decided)))
    if draw(st.booleans()):
        rules = RULES
    else:
        sure = draw(st.integers(1, 3))
        rules = ConflictRules(
            "32",
            True,
            sure,
            draw(st.integers(sure, 4)),
            tuple(
                TieRule(
                    key,
                    draw(_grades),
                    draw(_grades),
                    draw(few([0, 3, 10])),
                    5 if key == "shareholding" else None,
                    draw(few(GRADES)) if key == "shareholding" else None,
                )
                for key in TIE_KINDS
            ),
            "",
            "",
        )
    return made(nodes, ties, decided[:cut], decided[cut:]), ties, rules, list(range(people)), list(range(people, size))


@given(worlds())
@settings(max_examples=600, deadline=None)
def test_the_search_finds_what_walking_every_path_finds(world) -> None:
    graph, ties, rules, people, applicants = world
    fast = Search(graph, rules, DAY, people, applicants).run()
    expected = slow(graph, ties, rules, people, applicants)
    assert {(one.person, one.applicant): (one.grade, one.hops) for one in fast} == {
        pair: answer[:2] for pair, answer in expected.items()
    }
    for one in fast:
        valid(graph, ties, one, people, applicants)
        _, _, taken, _, paths = expected[one.person, one.applicant]
        assert set(one.ties) <= taken
        if paths <= 8:
            assert set(one.ties) == taken


def test_the_kinds_are_the_tables_own() -> None:
    assert relations.TIE_KINDS == TIE_KINDS
    assert {rule.key for rule in RULES.ties} == set(TIE_KINDS)
