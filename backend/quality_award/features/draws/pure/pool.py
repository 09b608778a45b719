"""Who stands in which stratum under which code. Nobody stands in two."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

By = Literal["category", "division", "any"]


@dataclass(frozen=True)
class Stratum:
    """What its members know (one of `codes` is enough), and how many are wanted; with `leader` only who may lead a team."""

    key: str
    title: str
    by: By
    codes: frozenset[str]
    leader: bool
    wanted: int
    replacements: int


@dataclass(frozen=True)
class Candidate:
    """An expert who may be drawn."""

    id: uuid.UUID
    categories: frozenset[str]
    divisions: frozenset[str]
    leader: bool


def fits(stratum: Stratum, candidate: Candidate) -> bool:
    """Whether the candidate could stand in the stratum."""
    if stratum.leader and not candidate.leader:
        return False
    match stratum.by:
        case "category":
            return bool(stratum.codes & candidate.categories)
        case "division":
            return bool(stratum.codes & candidate.divisions)
        case "any":
            return True


def parted(strata: Sequence[Stratum], candidates: Sequence[Candidate]) -> dict[str, list[uuid.UUID]]:
    """Stratum → its members. Whoever fits several goes into the one that the fewest fit: it has the least to spare."""
    scarce = {one.key: sum(fits(one, each) for each in candidates) for one in strata}
    order = sorted(strata, key=lambda one: scarce[one.key])
    found: dict[str, list[uuid.UUID]] = {one.key: [] for one in strata}
    for candidate in candidates:
        home = next((one for one in order if fits(one, candidate)), None)
        if home is not None:
            found[home.key].append(candidate.id)
    return found


def coded(parts: dict[str, list[uuid.UUID]], salt: str) -> dict[str, dict[str, uuid.UUID]]:
    """Stratum → code → expert. Codes run through all strata in an order that says nothing about who stands behind them."""
    everyone = sorted(
        ((one, key) for key, members in parts.items() for one in members),
        key=lambda entry: hashlib.sha256(f"{salt}|{entry[0]}".encode()).digest(),
    )
    found: dict[str, dict[str, uuid.UUID]] = {key: {} for key in parts}
    for number, (one, key) in enumerate(everyone, 1):
        found[key][f"C-{number:04d}"] = one
    return found
