"""Whole members from parts, by hand: what the search falls back on when its time is up before a program gave an answer."""

from collections.abc import Sequence

import numpy as np

from .highs import Floats
from .master import Unlike
from .pricing import blocks
from .problem import Prices, Whole
from .rest import Rest, keys

# Less than this of a pair is nothing.
PART = 1e-6


class _Taking:
    """Pairs taken so far; `take` refuses what would break a hard limit."""

    def __init__(self, rest: Rest, unlike: Sequence[Unlike]) -> None:
        self.rest = rest
        self.seats, self.room = rest.seats.copy(), rest.room.copy()
        self.employers: set[tuple[int, int]] = set()
        self.pairs: list[tuple[int, int]] = []
        self.repeats = [(set(one.keys.tolist()), [one.most]) for one in unlike]

    def take(self, i: int, j: int) -> bool:
        """Take it if that is allowed."""
        group = int(self.rest.problem.employer[j])
        key = i * self.rest.problem.size[1] + j
        repeats = [left for pairs, left in self.repeats if key in pairs]
        if (
            not self.seats[i]
            or not self.room[j]
            or (i, group) in self.employers
            or not np.isfinite(self.rest.value[i, j])
            or any(left[0] <= 0 for left in repeats)
        ):
            return False
        self.seats[i] -= 1
        self.room[j] -= 1
        self.employers.add((i, group))
        self.pairs.append((i, j))
        for left in repeats:
            left[0] -= 1
        return True


def greedy(
    rest: Rest, prices: Prices, unlike: Sequence[Unlike] = (), pairs: Whole | None = None, x: Floats | None = None
) -> Whole:
    """(q, 2) members that break no rule: the pairs of a program's answer with the largest parts first, then each
    application's best at these prices, leaders and industry first where they lack."""
    taking, problem = _Taking(rest, unlike), rest.problem
    led, fits = ~rest.lacks_leader, ~rest.lacks_industry

    def take(i: int, j: int) -> None:
        if taking.take(i, j):
            led[i] |= problem.leads[j]
            fits[i] |= problem.industry[i, j]

    if pairs is not None and x is not None:
        some = np.flatnonzero(x > PART)
        for at in some[np.lexsort((keys(pairs[some], problem.size[1]), -np.round(x[some], 6)))].tolist():
            take(*pairs[at].tolist())
    for rows, brings in blocks(rest, prices, unlike):
        for at, i in enumerate(rows.tolist()):
            if not taking.seats[i]:
                continue
            order = np.argsort(-brings[at], kind="stable")
            order = order[np.isfinite(brings[at, order])]
            leads, knows = problem.leads[order], problem.industry[i, order]
            for kind in (leads & knows, leads, knows, np.ones(len(order), bool)):
                for j in order[kind].tolist():
                    useful = (problem.leads[j] and not led[i]) or (problem.industry[i, j] and not fits[i]) or kind.all()
                    if not taking.seats[i] or not useful:
                        break
                    take(i, j)
    return np.array(taking.pairs, np.int32).reshape(-1, 2)
