"""Criteria sets by code. An edition pins one when it is announced and can't change it later (Art. 5).

How to add one (a newer GB/T 19580): a module beside `gbt19580_2012.py` that builds a `Criteria`, and its name in
`_ALL`. A set whose points don't sum to 1000 can't be imported.
"""

from .gbt19580_2012 import GBT19580_2012
from .model import STEP, TOTAL, Band, Category, Criteria, Factor, Item, ItemKind, check_percent, item_score

__all__ = [
    "LATEST",
    "STEP",
    "TOTAL",
    "Band",
    "Category",
    "Criteria",
    "Factor",
    "Item",
    "ItemKind",
    "all_criteria",
    "check_percent",
    "criteria",
    "item_score",
    "total_points",
]

_ALL: dict[str, Criteria] = {c.code: c for c in (GBT19580_2012,)}
LATEST = GBT19580_2012.code
"""The latest version that is shipped; the office confirms at the creation of an edition that it is (open point 14)."""


def all_criteria() -> tuple[Criteria, ...]:
    """Every version that is shipped."""
    return tuple(_ALL.values())


def criteria(code: str = LATEST) -> Criteria:
    """A version by its code. Raises `KeyError` with what there is for one that isn't here."""
    try:
        return _ALL[code]
    except KeyError:
        raise KeyError(f"no criteria {code!r}; there are: {', '.join(_ALL)}") from None


def total_points(code: str = LATEST) -> int:
    """The sum of all items of a version: 1000."""
    return criteria(code).total_points
