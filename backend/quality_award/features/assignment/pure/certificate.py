"""A problem and what was found, as bytes that last: NumPy's own archive of arrays and one JSON document, without pickles.

The same input gives the same bytes, so that a digest of them names the problem.
"""

import io
import json
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from .problem import Prices, Problem, Solution, Weights

ARRAYS = ("members", "leader", "open_seats", "without_leader", "without_industry", "below_least")
SCALARS = ("objective", "bound", "gap", "proved", "seconds", "floor")
Arrays = dict[str, np.ndarray[Any, Any]]
# {rule code: facts of the finding} in the order of the rules.
Against = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Premise:
    """A problem with the ids of its rows and columns, how well the industries fit (n, m), and what stands against whom.

    `cases`, `persons` and `pairs` hold the findings that an application, an expert or one pair of them (row, column) has;
    all three together forbid a pair.
    """

    problem: Problem
    applications: tuple[str, ...]
    experts: tuple[str, ...]
    fits: "np.ndarray[Any, Any]"
    cases: dict[int, Against]
    persons: dict[int, Against]
    pairs: dict[tuple[int, int], Against]

    def against(self, row: int, column: int) -> Against:
        """Everything that forbids a pair."""
        if (row, column) in self.pairs:
            return self.pairs[row, column]
        return [*self.cases.get(row, []), *self.persons.get(column, [])]


@dataclass(frozen=True)
class Found:
    """An answer with the outcome (problem.Code) and the least cost of every pair."""

    solution: Solution
    codes: "np.ndarray[Any, Any]"
    cost: "np.ndarray[Any, Any]"


def _bytes(document: Any, arrays: Arrays) -> bytes:
    # NumPy's own numbers say their value by `item`.
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, default=lambda one: one.item()).encode()
    held = io.BytesIO()
    np.savez_compressed(held, json=np.frombuffer(text, np.uint8), **arrays)  # type: ignore[arg-type]
    return held.getvalue()


def _open(held: bytes) -> tuple[Any, Arrays]:
    with np.load(io.BytesIO(held), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    return json.loads(arrays.pop("json").tobytes()), arrays


def pack_premise(premise: Premise) -> bytes:
    """The bytes of a problem."""
    problem = premise.problem
    arrays = {one.name: getattr(problem, one.name) for one in fields(problem) if one.name != "weights"}
    return _bytes(
        {
            "weights": vars(problem.weights),
            "applications": premise.applications,
            "experts": premise.experts,
            "cases": [[row, found] for row, found in premise.cases.items()],
            "persons": [[column, found] for column, found in premise.persons.items()],
            "pairs": [[*pair, found] for pair, found in premise.pairs.items()],
        },
        arrays | {"fits": premise.fits.astype(np.int8)},
    )


def unpack_premise(held: bytes) -> Premise:
    """A problem out of its bytes."""
    said, arrays = _open(held)
    fits = arrays.pop("fits")
    return Premise(
        Problem(**arrays, weights=Weights(**said["weights"])),
        tuple(said["applications"]),
        tuple(said["experts"]),
        fits,
        {row: _against(found) for row, found in said["cases"]},
        {column: _against(found) for column, found in said["persons"]},
        {(row, column): _against(found) for row, column, found in said["pairs"]},
    )


def _against(found: Any) -> Against:
    return [(code, params) for code, params in found]


def pack_found(found: Found) -> bytes:
    """The bytes of an answer."""
    solution, prices = found.solution, found.solution.prices
    document = {name: getattr(solution, name) for name in SCALARS} | {
        "colleague": [[*pair, price] for pair, price in prices.colleague.items()]
    }
    arrays = {name: getattr(solution, name) for name in ARRAYS}
    priced = {one.name: getattr(prices, one.name) for one in fields(prices) if one.name != "colleague"}
    return _bytes(
        document,
        arrays
        | {f"price_{name}": value for name, value in priced.items()}
        | {"codes": found.codes.astype(np.int8), "cost": found.cost.astype(np.float32)},
    )


def unpack_found(held: bytes) -> Found:
    """An answer out of its bytes."""
    said, arrays = _open(held)
    codes, cost = arrays.pop("codes"), arrays.pop("cost")
    prices = {name.removeprefix("price_"): arrays.pop(name) for name in list(arrays) if name.startswith("price_")}
    colleague = {(row, group): price for row, group, price in said.pop("colleague")}
    floor = said.pop("floor")
    return Found(
        Solution(
            **{name: arrays[name] for name in ARRAYS},  # type: ignore[arg-type]
            **said,
            floor=tuple(floor) if floor is not None else None,
            prices=Prices(colleague=colleague, **prices),
        ),
        codes,
        cost,
    )
