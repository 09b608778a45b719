"""Every conflict of interest between many people and many applicants, along the ties of a graph (Art. 32).

Walked from both ends: forwards, which parties any of the people can reach; backwards from the applicants, for each such party
which applicants lie within so many ties, as one bit each. So the cost follows ties, not pairs, and a party with ten thousand ties
costs no more than ten thousand parties with one.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quality_award.features.relations.pure.graph import TIE_KINDS, Graph, Node
from quality_award.regulation.parameters import GRADES, ConflictRules

from .identity import Alike, Entities, alike, entities

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint8]

HINT, DECLARE, BARRED = range(3)
MOST_PATHS = 32
"""Paths of one pair that are kept as evidence, the shortest and the most recent first."""
_CHUNK = 64 << 20
_PAIRS = 20_000
NONE = -1


@dataclass(frozen=True)
class Hop:
    """One hop of a path, from party to party (positions). `tie` None: the two have one name. `back`: against the tie."""

    source: int
    target: int
    tie: int | None
    back: bool = False


@dataclass(frozen=True)
class Found:
    """A conflict: positions in the lists that were asked about, the grade (position in GRADES), the path, how many ties it has.

    `ties` and `names` are what all the paths at this grade rest on: positions of ties, and of pairs of parties with one name.
    """

    person: int
    applicant: int
    grade: int
    hops: int
    path: tuple[Hop, ...]
    ties: tuple[int, ...]
    names: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Steps:
    """What can be walked on the day, sorted by where it begins and then the most recent first; parties that are one are one."""

    source: Ints
    target: Ints
    grade: NDArray[np.int8]
    tie: Ints
    back: Flags
    first: Ints  # (entities + 1): where the steps of an entity begin
    by_ends: Ints  # (steps): order by source and target
    ends: Ints  # (steps): source * entities + target in that order


def graded(rules: ConflictRules, kind: NDArray[np.int8], share: NDArray[np.float32], *, back: bool) -> NDArray[np.int8]:
    """The grade of each tie walked along or back; NONE where it is not walked so."""
    by_key = {rule.key: rule for rule in rules.ties}
    grade = np.full(len(kind), NONE, np.int8)
    for position, key in enumerate(TIE_KINDS):
        rule = by_key[key]
        walked = rule.back if back else rule.along
        if walked is None:
            continue
        of_kind = kind == position
        grade[of_kind] = GRADES.index(walked)
        if rule.least_share is not None and rule.below is not None:
            # Shares have two decimals.
            grade[of_kind & (share < rule.least_share - 0.005)] = min(GRADES.index(walked), GRADES.index(rule.below))
    return grade


def counts_on(
    rules: ConflictRules, day: dt.date, kind: NDArray[np.int8], since: NDArray[np.int32], until: NDArray[np.int32]
) -> Flags:
    """Which ties meet the time that the rules look at: from the day back as many years as their kind says."""
    by_key = {rule.key: rule for rule in rules.ties}
    earliest = np.array([_years_before(day, by_key[key].years).toordinal() for key in TIE_KINDS])
    return (since <= day.toordinal()) & (until >= earliest[kind])


def _years_before(day: dt.date, years: int) -> dt.date:
    # The 29th of February, in a year without one, is the 28th.
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _steps(graph: Graph, of: Entities, rules: ConflictRules, day: dt.date) -> _Steps:
    ties = graph.ties
    counting = np.flatnonzero(counts_on(rules, day, ties.kind, ties.since, ties.until))
    kind, share = ties.kind[counting], ties.share[counting]
    along, back = graded(rules, kind, share, back=False), graded(rules, kind, share, back=True)
    source, target = of.entity[ties.source[counting]], of.entity[ties.target[counting]]
    tie = np.concatenate([counting, counting])
    ends = np.concatenate([source, target]), np.concatenate([target, source])
    grade = np.concatenate([along, back])
    is_back = np.arange(len(tie)) >= len(counting)
    kept = np.flatnonzero((grade != NONE) & (ends[0] != ends[1]))
    tie, grade, is_back = tie[kept], grade[kept], is_back[kept]
    start, end = ends[0][kept].astype(np.int64), ends[1][kept].astype(np.int64)
    order = np.lexsort((is_back, tie, -ties.since[tie].astype(np.int64), -ties.until[tie].astype(np.int64), start))
    start, end = start[order], end[order]
    key = start * of.count + end
    by_ends = np.argsort(key, kind="stable")
    return _Steps(
        source=start,
        target=end,
        grade=grade[order],
        tie=tie[order].astype(np.int64),
        back=is_back[order],
        first=np.searchsorted(start, np.arange(of.count + 1)),
        by_ends=by_ends,
        ends=key[by_ends],
    )


@dataclass(frozen=True)
class _Reach:
    """For some entities, the applicants within so many ties: `row` (entities) is their line in `bits`, NONE for the others."""

    row: NDArray[np.int32]
    bits: Bits

    def of(self, entity: Ints) -> Bits:
        """The bits of entities, all zero for those without a line."""
        row = self.row[entity]
        bits = self.bits[np.maximum(row, 0)] if len(self.bits) else np.zeros((len(row), self.bits.shape[1]), np.uint8)
        bits[row < 0] = 0
        return bits

    def has(self, entity: Ints, applicant: Ints) -> Flags:
        """Whether each entity reaches the applicant beside it."""
        row = self.row[entity]
        if not len(self.bits):
            return np.zeros(len(row), bool)
        byte = self.bits[np.maximum(row, 0), applicant >> 3]
        there: Flags = (row >= 0) & ((byte >> (applicant & 7).astype(np.uint8)) & 1).astype(bool)
        return there


class Search:
    """The search in one graph on one day; `people` and `applicants` are positions in its nodes."""

    def __init__(
        self, graph: Graph, rules: ConflictRules, day: dt.date, people: Sequence[int], applicants: Sequence[int]
    ) -> None:
        self._graph, self._rules = graph, rules
        self._of = entities(graph)
        self._steps = _steps(graph, self._of, rules, day)
        self._people = self._of.entity[np.asarray(people, np.int64)]
        self._applicants = self._of.entity[np.asarray(applicants, np.int64)]
        self._width = (len(applicants) + 7) // 8
        self._alike: Alike | None = None

    def run(self) -> list[Found]:
        """Every pair with a conflict: its grade, the path that explains it, what it rests on; by person, then applicant."""
        if not len(self._people) or not len(self._applicants):
            return []
        sure, most = self._rules.sure_hops, self._rules.max_hops
        barred, declared = self._within(BARRED, most), self._within(DECLARE, most)
        self._alike, plain, named = self._hints()
        at = self._people
        gravest = barred[sure].of(at)
        middle = (barred[most].of(at) | declared[sure].of(at)) & ~gravest
        lightest = (declared[most].of(at) | named[sure].of(at)) & ~gravest & ~middle
        found: list[Found] = []
        for grade, bits in ((BARRED, gravest), (DECLARE, middle), (HINT, lightest)):
            person, applicant = np.nonzero(np.unpackbits(bits, axis=1, count=len(self._applicants), bitorder="little"))
            for begin in range(0, len(person), _PAIRS):
                pairs = person[begin : begin + _PAIRS], applicant[begin : begin + _PAIRS]
                walks = []
                if grade == BARRED:
                    walks = [self._walks(pairs, BARRED, sure, barred, None)]
                elif grade == DECLARE:
                    walks = [self._walks(pairs, BARRED, most, barred, None), self._walks(pairs, DECLARE, sure, declared, None)]
                else:
                    walks = [self._walks(pairs, DECLARE, most, declared, None), self._walks(pairs, HINT, sure, plain, named)]
                found += self._told(pairs, grade, np.concatenate(walks))
        found.sort(key=lambda one: (one.person, one.applicant))
        return found

    def one_with(self, place: int) -> list[Node]:
        """The parties that are proven to be one with a party, itself among them."""
        mine = np.flatnonzero(self._of.entity == self._of.entity[place])
        return [self._graph.nodes[one] for one in mine.tolist()]

    # Which pairs

    def _forwards(self, least: int, hops: int, start: Flags) -> list[Flags]:
        """Which entities can be reached with at most 0, 1, … ties of a grade from where it starts."""
        steps, reached = self._steps, [start]
        usable = np.flatnonzero(steps.grade >= least)
        for _ in range(hops):
            onward = reached[-1].copy()
            onward[steps.target[usable[reached[-1][steps.source[usable]]]]] = True
            reached.append(onward)
        return reached

    def _starts(self) -> Flags:
        start = np.zeros(self._of.count, bool)
        start[self._people] = True
        return start

    def _goal(self) -> _Reach:
        """Each applicant reaches itself; two applications of one organisation are two bits of one entity."""
        goals = np.unique(self._applicants)
        row = np.full(self._of.count, NONE, np.int32)
        row[goals] = np.arange(len(goals))
        bits = np.zeros((len(goals), self._width), np.uint8)
        applicant = np.arange(len(self._applicants))
        np.bitwise_or.at(bits, (row[self._applicants], applicant >> 3), (1 << (applicant & 7)).astype(np.uint8))
        return _Reach(row, bits)

    def _within(self, least: int, hops: int) -> list[_Reach]:
        """Applicants within 0, 1, … ties of at least a grade, for those entities that the people can reach in time."""
        wanted = self._forwards(least, hops, self._starts())
        made = [self._goal()]
        for hop in range(1, hops + 1):
            made.append(self._onward(made[-1], made[-1], least, wanted[hops - hop]))
        return made

    def _onward(self, before: _Reach, own: _Reach, least: int, wanted: Flags) -> _Reach:
        """One tie more: of the wanted entities, what their neighbours reach (`before`) and they themselves (`own`)."""
        steps = self._steps
        used = np.flatnonzero((steps.grade >= least) & wanted[steps.source] & (before.row[steps.target] >= 0))
        return self._joined(steps.source[used], before.row[steps.target[used]], before.bits, own, wanted)

    def _joined(self, source: Ints, lines: NDArray[np.int32], bits: Bits, own: _Reach, wanted: Flags) -> _Reach:
        """For each source the bits of all its lines together, and its own; `source` is sorted."""
        member = wanted & (own.row >= 0)
        member[source] = True
        members = np.flatnonzero(member)
        row = np.full(len(wanted), NONE, np.int32)
        row[members] = np.arange(len(members))
        made = own.of(members)
        heads = np.flatnonzero(np.r_[True, source[1:] != source[:-1]]) if len(source) else np.empty(0, np.int64)
        ends = np.r_[heads[1:], len(source)]
        begin = 0
        while begin < len(heads):
            # As many sources as their lines fit into one chunk, at least one.
            end = max(begin + 1, int(np.searchsorted(ends, heads[begin] + _CHUNK // max(1, self._width), side="right")))
            low, high = heads[begin], ends[end - 1]
            made[row[source[heads[begin:end]]]] |= np.bitwise_or.reduceat(bits[lines[low:high]], heads[begin:end] - low, axis=0)
            begin = end
        return _Reach(row, made)

    def _hints(self) -> tuple[Alike, list[_Reach], list[_Reach]]:
        """Within the sure hops along ties of any grade: without a same name on the way, and with at most one."""
        hops = self._rules.sure_hops
        ahead = self._forwards(HINT, hops, self._starts())
        backward = self._backwards(hops)
        pairs = alike(self._graph, self._of, [(ahead[hop], backward[hops - hop]) for hop in range(hops + 1)])
        # Where a path may be after it has met a name.
        met = [self._named(pairs, ahead[0])]
        for hop in range(1, hops + 1):
            onward = self._forwards(HINT, 1, met[-1])[1]
            met.append(onward | self._named(pairs, ahead[hop]))
        plain = [self._goal()]
        for hop in range(1, hops + 1):
            plain.append(self._onward(plain[-1], plain[-1], HINT, met[hops - hop]))
        named = [self._across(pairs, plain[0], plain[0], ahead[hops])]
        for hop in range(1, hops + 1):
            walked = self._onward(named[-1], plain[hop], HINT, ahead[hops - hop])
            named.append(self._across(pairs, plain[hop], walked, ahead[hops - hop]))
        return pairs, plain, named

    def _named(self, pairs: Alike, where: Flags) -> Flags:
        reached = where.copy()
        reached[pairs.target[where[pairs.source]]] = True
        return reached

    def _across(self, pairs: Alike, beyond: _Reach, own: _Reach, wanted: Flags) -> _Reach:
        used = np.flatnonzero(wanted[pairs.source] & (beyond.row[pairs.target] >= 0))
        return self._joined(pairs.source[used], beyond.row[pairs.target[used]], beyond.bits, own, wanted)

    def _backwards(self, hops: int) -> list[Flags]:
        """Which entities reach any applicant with at most 0, 1, … ties."""
        reached = np.zeros(self._of.count, bool)
        reached[self._applicants] = True
        made = [reached]
        for _ in range(hops):
            onward = made[-1].copy()
            onward[self._steps.source[made[-1][self._steps.target]]] = True
            made.append(onward)
        return made

    # Along which ties

    def _walks(self, pairs: tuple[Ints, Ints], least: int, hops: int, plain: list[_Reach], named: list[_Reach] | None) -> Ints:
        """The paths of these pairs with at most so many ties of a grade, no party twice: (paths, 2 + 2 * (hops + 1)).

        A line is the pair's place, how many ties, then for each hop a step (≥ 0) or a pair of names (≤ -2), -1 where none is.
        With `named`, a path may pass once from a party to one of the same name.
        """
        places = np.arange(len(pairs[0]))
        size = self._rules.max_hops + 1
        place, entity = places, self._people[pairs[0]]
        goal, applicant = self._applicants[pairs[1]], pairs[1]
        taken = np.full((len(place), size), NONE, np.int64)
        seen = np.full((len(place), size + 1), NONE, np.int64)
        seen[:, 0] = entity
        used = np.zeros(len(place), bool) if named is not None else np.ones(len(place), bool)
        walked = np.zeros(len(place), np.int64)
        done: list[Ints] = []
        for depth in range(size):
            at, choice, onward = self._choices(least, hops, plain, named, place, entity, used, walked, goal, applicant)
            fresh = np.flatnonzero(~(seen[at, : depth + 1] == onward[:, None]).any(axis=1))
            at, choice, onward = at[fresh], choice[fresh], onward[fresh]
            left = self._left(plain, named, onward, applicant[place[at]], used[at] | (choice < NONE))
            place, walked, used = place[at], walked[at] + (choice >= 0), used[at] | (choice < NONE)
            taken, seen = taken[at], seen[at]
            taken[:, depth], seen[:, depth + 1] = choice, onward
            kept = _first(place, walked + left, taken[:, : depth + 1])
            arrived = kept[onward[kept] == goal[place[kept]]]
            done.append(np.c_[place[arrived], walked[arrived], taken[arrived]])
            kept = kept[onward[kept] != goal[place[kept]]]
            place, walked, used = place[kept], walked[kept], used[kept]
            taken, seen, entity = taken[kept], seen[kept], onward[kept]
            if not len(place):
                break
        return np.concatenate(done)

    def _choices(
        self,
        least: int,
        hops: int,
        plain: list[_Reach],
        named: list[_Reach] | None,
        place: Ints,
        entity: Ints,
        used: Flags,
        walked: Ints,
        goal: Ints,
        applicant: Ints,
    ) -> tuple[Ints, Ints, Ints]:
        """Every way on that still arrives in time: the path it belongs to, the step or pair of names, the next entity."""
        steps = self._steps
        made: list[tuple[Ints, Ints, Ints]] = []
        for left in range(1, hops + 1):
            now = np.flatnonzero(hops - walked == left)
            if not len(now):
                continue
            if left == 1:
                # The last tie leads to the applicant itself: the others need no look.
                low = np.searchsorted(steps.ends, entity[now] * self._of.count + goal[place[now]])
                high = np.searchsorted(steps.ends, entity[now] * self._of.count + goal[place[now]], side="right")
                at, choice = _spread(now, low, high)
                choice = steps.by_ends[choice]
            else:
                at, choice = _spread(now, steps.first[entity[now]], steps.first[entity[now] + 1])
            choice_ok = steps.grade[choice] >= least
            at, choice = at[choice_ok], choice[choice_ok]
            onward, who = steps.target[choice], applicant[place[at]]
            arrives = plain[left - 1].has(onward, who)
            if named is not None:
                arrives |= named[left - 1].has(onward, who) & ~used[at]
            made.append((at[arrives], choice[arrives], onward[arrives]))
        if named is not None and self._alike is not None and (now := np.flatnonzero(~used & (walked < hops))).size:
            pairs = self._alike
            at, choice = _spread(now, pairs.first[entity[now]], pairs.first[entity[now] + 1])
            onward, who, left_over = pairs.target[choice], applicant[place[at]], hops - walked[at]
            arrives = np.zeros(len(at), bool)
            for left in range(1, hops + 1):
                arrives |= (left_over == left) & plain[left].has(onward, who)
            made.append((at[arrives], -2 - choice[arrives], onward[arrives]))
        if not made:
            empty = np.empty(0, np.int64)
            return empty, empty, empty
        at, choice, onward = (np.concatenate(parts) for parts in zip(*made, strict=True))
        return at, choice, onward

    def _left(self, plain: list[_Reach], named: list[_Reach] | None, entity: Ints, applicant: Ints, used: Flags) -> Ints:
        """How many ties are needed from each entity to the applicant beside it."""
        needed = np.full(len(entity), len(plain), np.int64)
        for hop in range(len(plain) - 1, -1, -1):
            arrives = plain[hop].has(entity, applicant)
            if named is not None:
                arrives |= named[hop].has(entity, applicant) & ~used
            needed[arrives] = hop
        return needed

    def _told(self, pairs: tuple[Ints, Ints], grade: int, walks: Ints) -> list[Found]:
        """The paths of each pair as one finding."""
        walks = walks[np.lexsort((*_by_taken(walks[:, 2:]), walks[:, 1], walks[:, 0]))]
        heads = np.flatnonzero(np.r_[True, walks[1:, 0] != walks[:-1, 0]])
        pair = np.cumsum(np.r_[False, walks[1:, 0] != walks[:-1, 0]])
        first = np.arange(len(walks)) - heads[pair] < MOST_PATHS
        ties = _each(pair, walks[:, 2:], first, walks[:, 2:] >= 0, self._steps.tie, len(heads))
        names = _each(pair, -2 - walks[:, 2:], first, walks[:, 2:] < NONE, None, len(heads))
        place, hops = walks[heads, 0], walks[heads, 1].tolist()
        people, applicants = pairs[0][place].tolist(), pairs[1][place].tolist()
        taken = walks[heads, 2:].tolist()
        return [
            Found(people[n], applicants[n], grade, hops[n], self._path(taken[n]), ties[n], self._names(names[n]))
            for n in range(len(heads))
        ]

    def _names(self, positions: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
        pairs = (self._pair(one) for one in positions)
        return tuple(sorted({(min(pair), max(pair)) for pair in pairs})) if positions else ()

    def _pair(self, position: int) -> tuple[int, int]:
        assert self._alike is not None
        return int(self._alike.one[position]), int(self._alike.other[position])

    def _path(self, taken: list[int]) -> tuple[Hop, ...]:
        hops = []
        for step in taken:
            if step >= 0:
                tie, back = int(self._steps.tie[step]), bool(self._steps.back[step])
                ends = int(self._graph.ties.source[tie]), int(self._graph.ties.target[tie])
                hops.append(Hop(*(ends[::-1] if back else ends), tie, back))
            elif step < NONE:
                hops.append(Hop(*self._pair(-2 - step), None))
        return tuple(hops)


def _spread(of: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Ranges laid end to end: whose each entry is, and the entries."""
    count = high - low
    whose = np.repeat(of, count)
    begun = np.cumsum(count) - count
    return whose, np.arange(len(whose)) - np.repeat(begun - low, count)


def _each(pair: Ints, taken: Ints, rows: Flags, which: Flags, through: Ints | None, count: int) -> list[tuple[int, ...]]:
    """For each pair what its rows have taken, each once, in order; `through` says what a number stands for."""
    row, column = np.nonzero(which & rows[:, None])
    if not len(row):
        return [()] * count
    value = taken[row, column]
    value = value if through is None else through[value]
    size = int(value.max()) + 1
    key = np.unique(pair[row] * size + value)
    ends = np.searchsorted(key // size, np.arange(count + 1)).tolist()
    listed = (key % size).tolist()
    return [tuple(listed[begin:end]) for begin, end in pairwise(ends)]


def _by_taken(taken: Ints) -> list[Ints]:
    """Keys for lexsort, the last hop first: a step before a pair of names, the more recent step before the older."""
    keys = np.where(taken < NONE, np.iinfo(np.int64).max // 2 - taken, taken)
    return [keys[:, column] for column in range(taken.shape[1] - 1, -1, -1)]


def _first(place: Ints, total: Ints, taken: Ints) -> Ints:
    """Of the paths of each place the first MOST_PATHS: the shortest, then the most recent."""
    if len(place) <= MOST_PATHS:
        return np.arange(len(place))
    counts = np.bincount(place)
    if counts.max() <= MOST_PATHS:
        return np.arange(len(place))
    order = np.lexsort((*_by_taken(taken), total, place))
    begun = np.cumsum(counts) - counts
    return np.sort(order[np.arange(len(order)) - begun[place[order]] < MOST_PATHS])
