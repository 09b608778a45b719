"""Review teams as an optimisation problem: what is wanted, what is allowed, and what an answer says (Art. 11, 32).

n applications × m experts, named by their row and column. `solve` is in solve.py, `outcomes` and `what_if` in outcomes.py,
`alternatives` in alternatives.py, `diagnose` in remedies.py.

Hard, never broken by what the solver adds: only allowed pairs, no two from one employer on a team, no more than `most` of
an expert, no more than `seats` on a team. Elastic, named where it can't be had: every seat filled, one qualified leader,
one member of the industry, `least` of an expert. Fixed pairs are facts: they stay whatever rule they break.
"""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Worth = NDArray[np.float32]
Whole = NDArray[np.int32]
Yes = NDArray[np.bool_]


@dataclass(frozen=True)
class Weights:
    """What everything is worth, in points of `Problem.worth`; they are meant for worths between about -20 and 50.

    `load`: the k-th case of an expert costs load × (k - ½), so that every further case costs more than the last.
    `cover`: for each criteria category that somebody on the team covers. `keep`: lost for each current seat that moves;
    more than any gain in worth, so that the change is the smallest there is. The rest is lost for each seat that stays
    open, team without a leader, team without its industry, and case that an expert has below `least`.
    """

    load: float = 3.0
    cover: float = 2.0
    keep: float = 1_000.0
    open_seat: float = 10_000.0
    no_leader: float = 5_000.0
    no_industry: float = 2_500.0
    below_least: float = 500.0


@dataclass(frozen=True)
class Problem:
    """`worth` (n, m), higher is better; `allowed` (n, m); `seats` (n,) members wanted in all, fixed ones included; `leads`
    (m,) qualified to lead; `employer` (m,) group number; `industry` (n, m) the expert's industries fit; `covers` (m, k)
    criteria categories; `least`, `most` (m,) cases of an expert, fixed ones included; `fixed` (q, 2) pairs that must stay;
    `leader` (n,) the expert who leads and stays (fixed with that), or -1; `current` (p, 2) pairs that sit now and may move.
    """

    worth: Worth
    allowed: Yes
    seats: Whole
    leads: Yes
    employer: Whole
    industry: Yes
    covers: Yes
    least: Whole
    most: Whole
    fixed: Whole
    leader: Whole
    current: Whole
    weights: Weights = field(default_factory=Weights)

    @property
    def size(self) -> tuple[int, int]:
        """(applications, experts)."""
        n, m = self.worth.shape
        return n, m


@dataclass(frozen=True)
class Prices:
    """What scarce things cost at the optimum, in points: they prove the bound and explain why a pair wasn't chosen.

    `seat` (n,) a seat of the application; `case` (m,) one more case of the expert; `leader`, `industry` (n,) what a member
    who is one brings; `category` (n, k) likewise; `colleague` {(application, employer): price of the employer's one place};
    `worth` (n,) how much more than once a point counts (with a floor); `unlike` price of keeping a pair of an earlier answer.
    """

    seat: Floats
    case: Floats
    leader: Floats
    industry: Floats
    category: Floats
    colleague: dict[tuple[int, int], float]
    worth: Floats
    unlike: Floats


@dataclass(frozen=True)
class Solution:
    """`members` (q, 2) all pairs in order, fixed ones included; `leader` (n,) or -1; `open_seats` (n,); `without_leader`,
    `without_industry` (n,); `below_least` (m,) cases that are lacking.

    `objective` is what this answer is worth, `bound` what no answer can exceed; `gap` is their difference as a share of the
    worth of all members (stricter than as a share of the objective, which a constant could embellish); `proved` if the gap
    is nil. `floor`: the least worth of a team, with the most it can be proved to be, where the floor was asked for.
    """

    members: Whole
    leader: Whole
    open_seats: Whole
    without_leader: Yes
    without_industry: Yes
    below_least: Whole
    objective: float
    bound: float
    gap: float
    proved: bool
    seconds: float
    prices: Prices
    floor: tuple[float, float] | None = None


class Code(IntEnum):
    """The outcome of a pair."""

    ASSIGNED = 0
    CONFLICT = 1
    NO_EXPERTISE = 2
    FULL = 3
    COLLEAGUE = 4
    NOT_CHOSEN = 5


class Rule(IntEnum):
    """A rule that a forced pair breaks, or that an application clashes with."""

    CONFLICT = 1
    COLLEAGUE = 2
    FULL = 3
    NO_SEAT = 4
    SEATS = 5
    LEADER = 6
    INDUSTRY = 7
    LEAST = 8


class Kind(IntEnum):
    """What would free seats, leaders or industries: see `Remedy`."""

    RAISE_MOST = 1
    ALLOW_COLLEAGUE = 2
    ONE_MORE_EXPERT = 3
    ONE_MORE_LEADER = 4
    ONE_MORE_OF_INDUSTRY = 5
    FREE_FIXED = 6
    LOWER_LEAST = 7


@dataclass(frozen=True)
class Remedy:
    """The cheapest relaxation of its kind: `amount` of it for `experts` and `applications` frees `seats_freed` (seats,
    leaders, industries or cases, as the clash's rule says), found by solving again."""

    kind: Kind
    amount: int
    seats_freed: int
    experts: tuple[int, ...] = ()
    applications: tuple[int, ...] = ()


@dataclass(frozen=True)
class Clash:
    """Applications that together need more than there is: `needed` against `available` of what `rule` wants; for
    Rule.LEAST `experts` holds those who stay below."""

    applications: tuple[int, ...]
    rule: Rule
    needed: int
    available: int
    frees: tuple[Remedy, ...]
    experts: tuple[int, ...] = ()


@dataclass(frozen=True)
class WhatIf:
    """The best answer with a pair in it: `cost` against the given one; pairs (q, 2) that come and go because of it; the
    rules that the pair itself breaks (it could then only be had as an exception)."""

    solution: Solution
    cost: float
    added: Whole
    removed: Whole
    breaks: tuple[Rule, ...]
