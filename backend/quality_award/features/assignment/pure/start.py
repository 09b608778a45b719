"""Where the search begins: a first guess at what a case of each expert costs, and the pairs that look best at it.

A good guess spares the program whole rounds; a bad one costs nothing but time, as every pair is priced later.
"""

import numpy as np

from .master import Unlike
from .pricing import blocks
from .problem import Floats, Prices, Whole
from .rest import Rest, pieces

# Pairs in the sample; rounds of asking; how far from the best an application may ask (points), less from round to round.
SAMPLE = 8_000_000
ROUNDS = 24
WARMEST = 4.0
COLDEST = 0.5
# The least slope of the load curve that is reckoned with here.
SLOPE = 0.5
# Keeps a logarithm finite.
TRACE = 0.1
# Pairs of each application in question at first: the best beside its seats, the best leaders and of the industry, and the
# best when chance adds some points (without it, applications that are alike would all ask for the same experts).
BEST = 5
BEST_OF_KIND = 3
BY_CHANCE = 15
CHANCE = 1.0


def nothing(rest: Rest, unlike: int = 0) -> Prices:
    """Prices of nought."""
    (n, m), k = rest.problem.size, rest.problem.covers.shape[1]
    zero = np.zeros(n)
    return Prices(zero, np.zeros(m), zero, zero, np.zeros((n, k)), {}, zero, np.zeros(unlike))


def guess(rest: Rest) -> Floats:
    """(m,) what a case of each expert may cost: raised where a sample of applications asks for more than the expert gives
    at that cost, lowered where it asks for less.

    The applications ask for the better more, not for the best alone, which makes a sample speak for all; they become choosier
    from round to round.
    """
    m, load = rest.problem.size[1], max(SLOPE, rest.problem.weights.load)
    active = np.flatnonzero(rest.seats)
    rows = active[:: max(1, len(active) * m // SAMPLE)]
    value = rest.value[rows]
    some = np.isfinite(value).any(axis=1)
    value = value[some]
    wanted = rest.seats[rows][some].astype(np.float32)
    scale = rest.seats.sum() / max(1.0, float(wanted.sum()))
    who, length, slope = pieces(rest)
    cost = np.full(m, load * rest.seats.sum() / max(1, np.count_nonzero(rest.room)))
    price = np.zeros(len(value), np.float32)
    for heat in np.geomspace(WARMEST, COLDEST, ROUNDS):
        chance = (cost.astype(np.float32) + price[:, None] - value) / np.float32(heat)
        np.exp(np.clip(chance, -30, 30, out=chance), out=chance)
        chance += 1
        np.reciprocal(chance, out=chance)
        price += np.float32(heat) * np.log(chance.sum(axis=1) / wanted)
        asked = chance.sum(axis=0) * scale + TRACE
        given = np.bincount(who, length * np.clip((slope + cost[who]) / load + 0.5, 0.0, 1.0), minlength=m) + TRACE
        cost += np.log(asked / given) / (1 / heat + 1 / (load * given))
    return cost


def first(rest: Rest, prices: Prices, unlike: tuple[Unlike, ...] = (), *, seed: int) -> Whole:
    """(q, 2) the best pairs of each application at these prices, the best leaders and the best of the industry among them."""
    problem, m = rest.problem, rest.problem.size[1]
    led = np.flatnonzero(problem.leads)
    rng = np.random.default_rng(seed)
    found = [rest.problem.current.reshape(-1, 2)[_possible(rest)]]
    for rows, brings in blocks(rest, prices, unlike):
        seats = int(rest.seats[rows].max())
        found.append(_best(rows, brings, seats + BEST, np.arange(m)))
        found.append(_best(rows, brings + rng.gumbel(scale=CHANCE, size=brings.shape), BY_CHANCE, np.arange(m)))
        found.append(_best(rows, brings[:, led], BEST_OF_KIND, led))
        fits = np.where(problem.industry[rows], brings, -np.inf)
        found.append(_best(rows, fits, BEST_OF_KIND, np.arange(m)))
    return np.unique(np.vstack(found), axis=0).astype(np.int32)


def _possible(rest: Rest) -> np.ndarray:
    current = rest.problem.current.reshape(-1, 2)
    return np.isfinite(rest.value[current[:, 0], current[:, 1]])


def _best(rows: Whole, brings: Floats, count: int, names: np.ndarray) -> Whole:
    count = min(count, brings.shape[1])
    if not count:
        return np.zeros((0, 2), np.int32)
    at = np.argpartition(-brings, count - 1, axis=1)[:, :count]
    there = np.isfinite(np.take_along_axis(brings, at, axis=1))
    return np.column_stack([np.repeat(rows, count)[there.ravel()], names[at][there]]).astype(np.int32)
