"""What a set of criteria is (Art. 5): categories, items with points, percent bands, and how a score is computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ItemKind = Literal["process", "results"]

STEP = 5
TOTAL = 1000


@dataclass(frozen=True)
class Factor:
    """One of the factors that a band describes: 方法, 展开, 学习, 整合 or 水平, 趋势, 对比, 整合."""

    code: str
    name_zh: str
    name_en: str
    statement_zh: str
    statement_en: str


@dataclass(frozen=True)
class Band:
    """A range of percents, and what an organisation in it looks like, factor by factor."""

    low: int
    high: int
    kind: ItemKind
    factors: tuple[Factor, ...]

    @property
    def label(self) -> str:
        """ "50-65 %"."""
        return f"{self.low}-{self.high} %"


@dataclass(frozen=True)
class Item:
    """A scored item: code "4.1.2", its names, what it asks for in our own words, its points."""

    code: str
    name_zh: str
    name_en: str
    points: int
    kind: ItemKind
    asks_zh: str
    asks_en: str

    @property
    def category(self) -> str:
        """ "4.1" of "4.1.2"."""
        return self.code.rpartition(".")[0]


@dataclass(frozen=True)
class Category:
    """A category: code "4.1", its names, its items."""

    code: str
    name_zh: str
    name_en: str
    items: tuple[Item, ...]

    @property
    def points(self) -> int:
        """The sum of its items."""
        return sum(item.points for item in self.items)


@dataclass(frozen=True)
class Criteria:
    """A version of the criteria, which an edition pins when it is announced (Art. 5)."""

    code: str
    standard: str
    guide: str
    name_zh: str
    name_en: str
    categories: tuple[Category, ...]
    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        problems = _problems(self)
        if problems:
            raise ValueError(f"criteria {self.code}: " + "; ".join(problems))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item in order."""
        return tuple(item for category in self.categories for item in category.items)

    @cached_property
    def _items(self) -> Mapping[str, Item]:
        return {item.code: item for item in self.items}

    @property
    def item_codes(self) -> tuple[str, ...]:
        """The codes of the items in order."""
        return tuple(item.code for item in self.items)

    @property
    def total_points(self) -> int:
        """1000."""
        return sum(item.points for item in self.items)

    def item(self, code: str) -> Item:
        """An item by its code. Raises `KeyError` for one that the criteria don't have."""
        return self._items[code]

    def band(self, kind: ItemKind, percent: int) -> Band:
        """The band that a percent lies in."""
        check_percent(percent)
        return next(band for band in self.bands if band.kind == kind and band.low <= percent <= band.high)

    def total_score(self, percents: Mapping[str, int]) -> float:
        """The score of a whole sheet {item code: percent}. Raises `ValueError` unless every item is scored.

        Summed in whole hundredths of a point, so that equal sheets are equal to the last digit.
        """
        missing = [code for code in self.item_codes if code not in percents]
        unknown = [code for code in percents if code not in self._items]
        if missing or unknown:
            raise ValueError(f"sheet doesn't fit {self.code}: missing {missing}, unknown {unknown}")
        return sum(_hundredths(item.points, percents[item.code]) for item in self.items) / 100

    def category_score(self, category_code: str, percents: Mapping[str, int]) -> float:
        """The score of one category's items."""
        category = next(c for c in self.categories if c.code == category_code)
        return sum(_hundredths(item.points, percents[item.code]) for item in category.items) / 100


def check_percent(percent: int) -> None:
    """Raise `ValueError` unless the percent is one of 0, 5 … 100."""
    if isinstance(percent, bool) or not isinstance(percent, int) or not 0 <= percent <= 100 or percent % STEP:
        raise ValueError(f"percent must be one of 0, {STEP} … 100, not {percent!r}")


def _hundredths(points: int, percent: int) -> int:
    check_percent(percent)
    return points * percent


def item_score(points: int, percent: int) -> float:
    """Score = percent × points (GB/T 19580 with GB/Z 19579, Art. 5); percent in steps of 5."""
    return _hundredths(points, percent) / 100


def _problems(criteria: Criteria) -> list[str]:
    """What is wrong with a set of criteria; none of it can be used then."""
    items = [item for category in criteria.categories for item in category.items]
    codes = [item.code for item in items]
    problems = []
    total = sum(item.points for item in items)
    if total != TOTAL:
        problems.append(f"points sum to {total}, not {TOTAL}")
    problems += [f"item {code} is there twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    problems += [f"item {item.code} has {item.points} points" for item in items if item.points <= 0]
    problems += [
        f"item {item.code} isn't of category {category.code}"
        for category in criteria.categories
        for item in category.items
        if item.category != category.code
    ]
    for kind in ("process", "results"):
        covered = [p for band in criteria.bands if band.kind == kind for p in range(band.low, band.high + 1, STEP)]
        if covered != list(range(0, 101, STEP)):
            problems.append(f"bands for {kind} items don't cover 0 to 100 once in steps of {STEP}")
    return problems
