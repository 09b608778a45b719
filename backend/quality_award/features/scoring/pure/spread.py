"""How far the experts of one team lie apart: plain statistics of a handful of totals."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Mean, ends and distance of totals; all None without any."""

    mean: float | None
    least: float | None
    greatest: float | None
    range: float | None
    deviation: float | None


def spread(totals: Sequence[float]) -> Spread:
    """The spread of one stage's totals, to the hundredth of a point."""
    if not totals:
        return Spread(None, None, None, None, None)
    mean = math.fsum(totals) / len(totals)
    variance = math.fsum((total - mean) ** 2 for total in totals) / len(totals)
    return Spread(
        mean=round(mean, 2),
        least=min(totals),
        greatest=max(totals),
        range=round(max(totals) - min(totals), 2),
        deviation=round(math.sqrt(variance), 2),
    )


def category_percents(
    percents: Mapping[str, float], categories: Sequence[tuple[str, Sequence[tuple[str, int]]]]
) -> dict[str, float]:
    """{category: percent of its points}, from item percents; `categories` are (code, ((item, points), …))."""
    shares = {}
    for code, items in categories:
        points = sum(weight for _, weight in items)
        if all(item in percents for item, _ in items):
            shares[code] = round(math.fsum(percents[item] * weight for item, weight in items) / points, 1)
    return shares
