"""Criteria sets by code. An edition pins one when it is announced and can't change it later (Art. 5).

How to add one (a newer GB/T 19580): a module beside `gbt19580_2012.py` that builds a `Criteria`, and its name in
`_ALL`. A set whose points don't sum to 1000 can't be imported.
"""

from .defence_v1 import DEFENCE_V1
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
    "criteria_of_sheet",
    "item_score",
    "total_points",
]

_ALL: dict[str, Criteria] = {c.code: c for c in (GBT19580_2012,)}
_OF_STAGES: dict[str, Criteria] = {"defence": DEFENCE_V1}
"""Stages whose sheets are not scored by the edition's own criteria."""
LATEST = GBT19580_2012.code
"""The latest version that is shipped; the office confirms at the creation of an edition that it is (open point 14)."""


def all_criteria() -> tuple[Criteria, ...]:
    """Every version of the award's criteria that is shipped."""
    return tuple(_ALL.values())


def criteria(code: str = LATEST) -> Criteria:
    """A version by its code. Raises `KeyError` with what there is for one that isn't here."""
    for found in (*_ALL.values(), *_OF_STAGES.values()):
        if found.code == code:
            return found
    raise KeyError(f"no criteria {code!r}; there are: {', '.join(_ALL)}")


def criteria_of_sheet(stage: str, edition_code: str) -> Criteria:
    """What a score sheet of a stage is scored by: the edition's criteria, or the stage's own."""
    return _OF_STAGES.get(stage) or criteria(edition_code)


def total_points(code: str = LATEST) -> int:
    """The sum of all items of a version: 1000."""
    return criteria(code).total_points
