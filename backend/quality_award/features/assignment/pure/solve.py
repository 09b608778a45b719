"""The best review teams there are, with a bound that proves how good they are.

The linear program over the pairs that come into question is solved by HiGHS; all other pairs are priced against it, and those
that would pay come in, until none does. Its answer is nearly always whole; where it isn't, an integer program over the pairs
that could be part of a better answer decides. The same input gives the same answer: one thread, a fixed seed, order by number.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from .floor import with_floor
from .greedy import greedy
from .highs import Floats
from .improve import improve
from .leaders import leaders
from .master import Floor, Master, Unlike
from .pricing import TINY, look
from .problem import Prices, Problem, Solution, Whole
from .rest import Rest, fixed_of, judge, keys, rest_of
from .start import first, guess, nothing

SEED = 17
TIME_LIMIT = 60.0
# Pairs of one application that come in at a time.
ENTER = 6
# Problems up to this many pairs are solved to the last point; larger ones to this share of the worth of all members.
EXACT = 20_000
NEAR = 5e-5
POINT = 1e-6
WHOLE = 1e-6
# Problems with categories are stated whole up to FEW pairs; above, the categories' prices are found in so many turns, up to
# MIDDLE pairs from those of the linear program.
FEW = 6_000
TURNS = 6
MIDDLE = 60_000
STEP = 0.5
ROWS = 512
# Pairs of an integer program at most.
MANY = 400_000


def solve(
    problem: Problem,
    *,
    time_limit: float = TIME_LIMIT,
    seed: int = SEED,
    start: Prices | None = None,
    like: Whole | None = None,
    unlike: Sequence[Unlike] = (),
    floor: bool = False,
    near: bool = False,
) -> Solution:
    """The best teams. `start`, `like`: prices and members of a similar problem that was solved before; `unlike`: how much of
    earlier answers may come again; `near`: a small problem too needn't be proved to the last point.
    After `time_limit` seconds the best found so far is given, with the bound that holds for it.

    With `floor` the worst-served application comes first: among the answers that leave no more undone, the worth of the least
    team is as high as it was found possible (floor.py), then the objective; `bound` is that of answers with this floor.
    """
    search = partial(search_teams, problem, seed=seed, like=like, unlike=unlike, near=near)
    if floor:
        return with_floor(problem, search, time_limit=time_limit, start=start)
    return search(time_limit=time_limit, start=start)


def search_teams(
    problem: Problem,
    *,
    time_limit: float,
    seed: int,
    start: Prices | None = None,
    like: Whole | None = None,
    unlike: Sequence[Unlike] = (),
    floor: Floor | None = None,
    near: bool = False,
) -> Solution:
    """The best teams, with a fine for each point that a team is below the floor."""
    began = time.perf_counter()
    rest = rest_of(problem)
    until = began + time_limit
    if start is not None:
        # Prices of what only the earlier problem was asked besides don't count here.
        start = replace(start, unlike=np.zeros(len(unlike)), worth=np.zeros(len(start.worth)))
    search = _Search(rest, tuple(unlike), floor, seed, until, near=near)
    if rest.lacks.any() and problem.weights.cover > 0 and problem.worth.size > FEW:
        members, bound, prices = _by_category(search, start, like)
    else:
        members, bound, prices = search.run(start)
    verdict = judge(problem, members)
    share = (bound - search.value) / max(1.0, abs(verdict.worth))
    return Solution(
        members=members,
        leader=leaders(problem, members),
        open_seats=verdict.open_seats,
        without_leader=verdict.without_leader,
        without_industry=verdict.without_industry,
        below_least=verdict.below_least,
        objective=verdict.objective,
        bound=float(max(bound, verdict.objective)),
        gap=float(max(0.0, share)),
        proved=bool(share <= POINT),
        seconds=time.perf_counter() - began,
        prices=prices,
    )


def _by_category(search: "_Search", start: Prices | None, like: Whole | None) -> tuple[Whole, float, Prices]:
    """Many categories make the program hard. So each gets a price for each team, which is raised where nobody covers it and
    lowered where two do; at any prices the bound holds. The answers are made better by single changes.
    """
    rest, problem = search.rest, search.rest.problem
    weights, covers = problem.weights, problem.covers
    rare = 1 - covers.mean(axis=0)
    others = np.maximum(0, problem.seats - 1)[:, None]
    price = weights.cover * rare**others * rest.lacks
    if start is not None and start.category.any():
        price = np.clip(start.category, 0.0, weights.cover) * rest.lacks
    prices = None if start is None else replace(start, category=np.zeros_like(price))
    best: Prices | None = None
    if start is None and problem.worth.size <= MIDDLE:
        best = search.prices(search.until - (search.until - time.perf_counter()) / 2)
        price = np.clip(best.category, 0.0, weights.cover) * rest.lacks
    turns = TURNS
    if start is not None and like is not None:
        turns = 2
        old = like[np.isfinite(rest.value[like[:, 0], like[:, 1]])]
        again = greedy(rest, start, search.unlike, old, np.ones(len(old)))
        search.keep(again)
        search.better(again, start, search.until)
        if not search.unlike and search.floor is None:
            # A small change of a good answer: single changes make it good again, and move few.
            search.bound = look(rest, start, most=1)[0]
            assert search.best is not None
            return search.best, search.bound, start
    for turn in range(turns):
        value = rest.value.copy()
        for at in range(0, len(value), ROWS):
            value[at : at + ROWS] += (price[at : at + ROWS] @ covers.T).astype(np.float32)
        lent = replace(
            rest,
            value=value,
            lacks=np.zeros_like(rest.lacks),
            constant=rest.constant + float((weights.cover - price)[rest.lacks].sum()),
        )
        share = search.until - (search.until - time.perf_counter()) * (turns - turn - 1) / (turns - turn)
        inner = _Search(lent, search.unlike, search.floor, search.seed, share, near=True, step=True)
        members, bound, prices = inner.run(prices)
        if bound < search.bound:
            search.bound, best = bound, replace(prices, category=price)
        mine = members[~np.isin(keys(members, problem.size[1]), keys(search.fixed, problem.size[1]))]
        search.keep(mine)
        search.better(mine, prices, share)
        if search.done() or time.perf_counter() > search.until:
            break
        count = np.zeros(price.shape)
        np.add.at(count, mine[:, 0], covers[mine[:, 1]])
        price = np.clip(price + weights.cover * STEP / (1 + turn) * np.clip(1 - count, -1, 1), 0.0, weights.cover) * rest.lacks
    assert search.best is not None
    assert best is not None
    return search.best, search.bound, best


class _Search:
    """One run: the best members so far, and the least bound."""

    def __init__(
        self,
        rest: Rest,
        unlike: tuple[Unlike, ...],
        floor: Floor | None,
        seed: int,
        until: float,
        *,
        near: bool = False,
        step: bool = False,
    ) -> None:
        # A step to another answer needs no proof of its own.
        self.step, self.near = step, near or rest.problem.worth.size > EXACT
        self.rest, self.unlike, self.floor, self.seed, self.until = rest, unlike, floor, seed, until
        self.fixed = fixed_of(rest.problem)
        self.bound = np.inf
        self.best: Whole | None = None
        self.value = -np.inf
        worth = rest.problem.worth[rest.problem.allowed]
        self.scale = max(1.0, float(np.abs(worth).mean(dtype=np.float64)) * int(rest.seats.sum())) if worth.size else 1.0

    def run(self, start: Prices | None) -> tuple[Whole, float, Prices]:
        """Members with the fixed ones, bound, prices."""
        rest = self.rest
        if not np.isfinite(rest.value).any():
            prices = nothing(rest, len(self.unlike))
            self.keep(np.zeros((0, 2), np.int32))
            assert self.best is not None
            return self.best, self.value, prices
        n, m = rest.problem.size
        master = Master(rest, seed=self.seed, unlike=self.unlike, floor=self.floor)
        prices = start or replace(nothing(rest, len(self.unlike)), case=guess(rest))
        if n * m <= EXACT:
            master.add(np.argwhere(np.isfinite(rest.value)).astype(np.int32))
        else:
            master.add(first(rest, prices, self.unlike, seed=self.seed))
        x, prices = self._generate(master, prices)
        self._whole(master, x, prices)
        assert self.best is not None
        return self.best, self.bound, prices

    def prices(self, until: float) -> Prices:
        """The prices and the bound of the linear program with its categories, by interior points: far from a whole answer, but
        quick where the simplex method isn't."""
        master = Master(self.rest, seed=self.seed, unlike=self.unlike, floor=self.floor, interior=True)
        guessed = replace(nothing(self.rest, len(self.unlike)), case=guess(self.rest))
        master.add(first(self.rest, guessed, self.unlike, seed=self.seed))
        self.until, until = until, self.until
        prices = self._generate(master, guessed)[1]
        self.until = until
        return prices

    def _generate(self, master: Master, prices: Prices) -> tuple[Floats | None, Prices]:
        """Solve and price in turn until no pair would pay, or the rest is too little to matter."""
        x: Floats | None = None
        while True:
            solved = master.run(self._seconds())
            if solved is None:
                # The prices of the round before, or the first guess, prove a bound as well.
                self.bound = min(self.bound, look(self.rest, prices, self.unlike, self.floor, most=1)[0])
                return x, prices
            value, x = solved
            asked = master.prices()
            bound, paying = look(self.rest, asked, self.unlike, self.floor, most=ENTER)
            if bound < self.bound:
                self.bound, prices = bound, asked
            if self.floor and self.bound < self.floor.hopeless:
                return x, prices
            near = self.bound - value - self.rest.constant <= self._tolerance() / 2
            # An answer that no row was there to stop may be worth too much: only with the rows does it count.
            if not (master.demand(x) | (not near and master.add(paying) > 0)) or not self._seconds():
                return x, prices

    def _seconds(self) -> float:
        return max(0.0, self.until - time.perf_counter())

    def _tolerance(self) -> float:
        """Points that don't matter."""
        return self.scale * (NEAR if self.near else POINT / 2)

    def done(self) -> bool:
        return self.bound - self.value <= self._tolerance()

    def _whole(self, master: Master, x: Floats | None, prices: Prices) -> None:
        """From parts to whole members."""
        if x is None or len(x) < len(master.pairs):
            x = np.zeros(len(master.pairs)) if x is None else np.append(x, np.zeros(len(master.pairs) - len(x)))
        sure = x > 1 - WHOLE
        hopeless = self.floor is not None and self.bound < self.floor.hopeless
        seconds = self._seconds() if self.floor is None else min(self._seconds(), self.floor.seconds)
        if np.all(sure | (x < WHOLE)):
            self.keep(master.pairs[sure])
        elif seconds and not hopeless:
            master.demand()
            # What is whole stays so, which is quick; at a floor that costs what is to be won, so small problems go without.
            kept = sure if self.floor is None or self.rest.value.size > EXACT else np.zeros_like(sure)
            made, _ = master.whole(seconds, self._tolerance() / 2, kept)
            if made is not None:
                self.keep(master.pairs[made > 0.5])
        if self.best is None:
            self.keep(greedy(self.rest, prices, self.unlike, master.pairs, x))
        if self.done() or not self._seconds() or self.floor or self.step:
            return
        # Only pairs that lose less than what is missing to the bound can be part of a better answer.
        _, possible = look(self.rest, prices, self.unlike, self.floor, most=MANY, slack=self.bound - self.value + TINY)
        if len(possible) > MANY:
            return
        master.add(possible)
        master.demand()
        made, bound = master.whole(self._seconds(), self._tolerance() / 2, np.zeros(len(master.pairs), bool))
        if made is not None:
            self.keep(master.pairs[made > 0.5])
        self.bound = min(self.bound, max(self.value, bound + self.rest.constant))

    def better(self, members: Whole, prices: Prices, until: float) -> None:
        """Remember what single changes make of an answer. A repeated pair counts for less by its price, so that few come back."""
        if self.floor is not None:
            return
        value, m = self.rest.value.copy(), self.rest.problem.size[1]
        for price, one in zip(prices.unlike, self.unlike, strict=False):
            rows, who = np.divmod(one.keys, m)
            value[rows, who] -= np.float32(price)
        made = improve(replace(self.rest, value=value), members, until)
        if all(np.count_nonzero(np.isin(keys(made, m), one.keys)) <= one.most for one in self.unlike):
            self.keep(made)

    def keep(self, members: Whole) -> None:
        """Remember an answer if it is the best so far."""
        everyone = np.vstack([members, self.fixed])
        everyone = everyone[np.argsort(keys(everyone, self.rest.problem.size[1]))].astype(np.int32)
        verdict = judge(self.rest.problem, everyone)
        value = verdict.objective
        if self.floor is not None:
            below = np.maximum(0.0, self.floor.worth - verdict.teams[self.rest.seats > 0])
            value -= self.floor.penalty * float(below.sum())
        if self.best is None or value > self.value:
            self.best, self.value = everyone, value
