"""Every pair against the prices: a bound that no answer can exceed, and the pairs that are worth more than they would cost.

The bound holds for any prices (Lagrange): each application takes its best seats at these prices, each expert the best number
of cases. It needs no solved program, so it holds when the search stops early too.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from .master import Floor, Unlike
from .problem import Floats, Prices, Whole
from .rest import Rest, fixed_worth, pieces

# Entries of the matrix in work at a time.
BLOCK = 1 << 20
TINY = 1e-7


def blocks(rest: Rest, prices: Prices, unlike: Sequence[Unlike] = ()) -> Iterator[tuple[Whole, Floats]]:
    """(applications with open seats, (b, m) what each pair brings at these prices before the seat's own), block by block."""
    problem, m = rest.problem, rest.problem.size[1]
    active = np.flatnonzero(rest.seats)
    size = max(1, BLOCK // max(1, m))
    colleagues: dict[int, list[tuple[int, float]]] = {}
    for (i, group), price in prices.colleague.items():
        colleagues.setdefault(i, []).append((group, price))
    led, covers = np.flatnonzero(problem.leads), problem.covers.astype(np.float64).T
    repeated = [(price, *np.divmod(one.keys, m)) for price, one in zip(prices.unlike, unlike, strict=True) if price > 0]
    for start in range(0, len(active), size):
        rows = active[start : start + size]
        brings = rest.value[rows].astype(np.float64)
        brings -= prices.case
        if prices.worth.any():
            brings += prices.worth[rows, None] * problem.worth[rows]
        if prices.leader[rows].any():
            brings[:, led] += prices.leader[rows, None]
        if prices.industry[rows].any():
            np.add(brings, prices.industry[rows, None], out=brings, where=problem.industry[rows])
        if prices.category[rows].any():
            brings += prices.category[rows] @ covers
        for at, i in enumerate(rows.tolist()):
            for group, price in colleagues.get(i, ()):
                brings[at, problem.employer == group] -= price
        for price, whose, who in repeated:
            here = (whose >= rows[0]) & (whose <= rows[-1])
            brings[np.searchsorted(rows, whose[here]), who[here]] -= price
        yield rows.astype(np.int32), brings


def look(
    rest: Rest, prices: Prices, unlike: Sequence[Unlike] = (), floor: Floor | None = None, *, most: int, slack: float = TINY
) -> tuple[float, Whole]:
    """The bound (constant included), and the (q, 2) pairs that bring more than the seat's price less `slack`: at most
    `most` of each application, the best first.
    """
    bound = rest.constant + _apart(rest, prices, unlike, floor)
    found: list[Whole] = []
    for rows, brings in blocks(rest, prices, unlike):
        seats, price = rest.seats[rows], prices.seat[rows]
        total, last = best_seats(brings, seats, price, rest.problem.weights.open_seat)
        bound += total
        at, who = _above(brings, np.minimum(price, last) - slack, most)
        if len(at) > most * len(rows) or np.bincount(at, minlength=1).max() > most:
            order = np.lexsort((-brings[at, who], at))
            at, who = at[order], who[order]
            rank = np.arange(len(at)) - np.searchsorted(at, at)
            at, who = at[rank < most], who[rank < most]
        found.append(np.column_stack([rows[at], who]).astype(np.int32))
    return bound, np.vstack([*found, np.zeros((0, 2), np.int32)])


def best_seats(brings: Floats, seats: Whole, price: Floats, open_seat: float) -> tuple[float, Floats]:
    """What the best `seats` of each row bring together, an open seat among them at what it costs; and (b,) what the last
    of them brings, if that is less than the price."""
    last = price.copy()
    # Nearly always as many pairs reach the seat's price as there are seats: only those have to be sorted.
    at, who = _above(brings, price - 1e-6, int(seats.max()))
    counts = np.bincount(at, minlength=len(seats))
    total = 0.0
    short = np.flatnonzero(counts < seats)
    if len(short):
        some = min(int(seats.max()), brings.shape[1])
        best = -np.partition(-brings[short], some - 1, axis=1)[:, :some] if some else np.zeros((len(short), 0))
        best = -np.sort(-best, axis=1)
        taken = np.arange(best.shape[1]) < seats[short, None]
        total += float(np.maximum(best, -open_seat)[taken].sum())
        total -= open_seat * float((seats[short] - taken.sum(axis=1)).sum())
        last[short] = np.maximum(np.where(taken, best, np.inf).min(axis=1, initial=np.inf), -open_seat)
    enough = (counts >= seats)[at]
    at, worth = at[enough], brings[at[enough], who[enough]]
    order = np.lexsort((-worth, at))
    at, worth = at[order], worth[order]
    rank = np.arange(len(at)) - np.searchsorted(at, at)
    return total + float(np.maximum(worth[rank < seats[at]], -open_seat).sum()), last


def _above(brings: Floats, limit: Floats, enough: int) -> tuple[np.ndarray, np.ndarray]:
    """(rows, columns) of what exceeds the row's limit, in order; where that is very much, `enough` of each row's best."""
    over = brings > limit[:, None]
    if np.count_nonzero(over) > 8 * enough * len(brings) and enough < brings.shape[1]:
        best = np.argpartition(-brings, enough - 1, axis=1)[:, :enough]
        kept = np.zeros_like(over)
        np.put_along_axis(kept, best, True, axis=1)
        over &= kept
    at, who = np.nonzero(over)
    return at, who


def _apart(rest: Rest, prices: Prices, unlike: Sequence[Unlike], floor: Floor | None) -> float:
    """The part of the bound that lies outside the pairs."""
    weights = rest.problem.weights
    who, length, slope = pieces(rest)
    total = float((length * np.maximum(0.0, slope + prices.case[who])).sum())
    for lacks, price, loss in (
        (rest.lacks_leader, prices.leader, weights.no_leader),
        (rest.lacks_industry, prices.industry, weights.no_industry),
    ):
        total += float((np.maximum(0.0, price - loss) - price)[lacks].sum())
    if weights.cover > 0:
        total += float(np.maximum(0.0, weights.cover - prices.category)[rest.lacks].sum())
    total += sum(price for price in prices.colleague.values())
    total += float(sum(price * one.most for price, one in zip(prices.unlike, unlike, strict=True)))
    if floor is not None:
        total -= float((prices.worth * (floor.worth - fixed_worth(rest)))[rest.seats > 0].sum())
    return total
