"""Means of the submitted score sheets, weighted by the plan, rounded as the office confirmed (Art. 17(7), open point 8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Method:
    """How scores are put together: stage → weight in percent (None: not set), whether extremes are dropped, decimals kept."""

    weights: Mapping[str, float | None]
    drop_extremes: bool
    decimals: int


@dataclass(frozen=True)
class Scored:
    """One application's scores: means per stage, the weighted total, the rank by `basis` (ties share a rank)."""

    stages: Mapping[str, float | None]
    total: float | None
    rank: int | None


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, as people round by hand."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def mean(totals: Sequence[float], method: Method) -> Decimal | None:
    """The mean of the sheets; with `drop_extremes` one highest and one lowest go first, where more than two are there."""
    values = sorted(Decimal(str(total)) for total in totals)
    if method.drop_extremes and len(values) > 2:
        values = values[1:-1]
    if not values:
        return None
    return rounded(sum(values, Decimal()) / len(values), method.decimals)


def weighted(scores: Mapping[str, Decimal | None], method: Method) -> Decimal | None:
    """The weighted total; None while a score with weight, or a weight, is missing."""
    total = Decimal()
    for stage, weight in method.weights.items():
        score = scores.get(stage)
        if weight is None or (weight and score is None):
            return None
        if score is None:
            continue
        total += score * Decimal(str(weight)) / 100
    return rounded(total, method.decimals)


def rank(sheets: Mapping[str, Mapping[str, Sequence[float]]], method: Method, *, by_total: bool) -> dict[str, Scored]:
    """Scores and ranks of every application: by the weighted total, or, before the site review, by the document score.

    `sheets` maps application → stage → totals of its submitted sheets.
    """
    found = {}
    for application, stages in sheets.items():
        means = {stage: mean(stages.get(stage, ()), method) for stage in method.weights}
        found[application] = (means, weighted(means, method))
    basis = {key: (total if by_total else means.get("document")) for key, (means, total) in found.items()}
    values = [value for value in basis.values() if value is not None]
    return {
        key: Scored(
            {stage: _number(score) for stage, score in means.items()},
            _number(total),
            None if (mine := basis[key]) is None else 1 + sum(value > mine for value in values),
        )
        for key, (means, total) in found.items()
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
