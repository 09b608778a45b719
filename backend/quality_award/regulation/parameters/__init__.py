"""Rulesets by code: dated numbers, each with its article, or local with its ground. An edition keeps its own (Art. 38).

How to add one: a JSON file beside `chaoyang_2022.json`, its name in `CODES`, `in_force_until` in the one it replaces.
"""

import datetime as dt
import json
from functools import cache
from importlib.resources import files

from ..criteria import all_criteria
from .form import (
    Column,
    Field,
    FormDefinition,
    Group,
    Option,
    Problem,
    indicator_years,
    invalid_fields,
    missing_fields,
)
from .load import CHANNELS, OWNERSHIPS, TIERS, RulesetError, load
from .model import CheckItem, EvidenceSlot, Limits, LocalPoint, Parameter, Ruleset

__all__ = [
    "CHANNELS",
    "CODES",
    "CURRENT",
    "OWNERSHIPS",
    "TIERS",
    "CheckItem",
    "Column",
    "EvidenceSlot",
    "Field",
    "FormDefinition",
    "Group",
    "Limits",
    "LocalPoint",
    "Option",
    "Parameter",
    "Problem",
    "Ruleset",
    "RulesetError",
    "in_force",
    "indicator_years",
    "invalid_fields",
    "known_criteria",
    "load",
    "missing_fields",
    "ruleset",
    "rulesets",
]

CURRENT = "chaoyang-2022"
CODES = (CURRENT,)


def known_criteria() -> set[str]:
    """The criteria codes that a ruleset may name."""
    return {criteria.code for criteria in all_criteria()}


def _file(code: str) -> str:
    """The data file of a code, without its ending: module names have no hyphen."""
    return code.replace("-", "_")


@cache
def ruleset(code: str = CURRENT) -> Ruleset:
    """A ruleset by its code. Raises `KeyError`, with what there is, for one that isn't here."""
    if code not in CODES:
        raise KeyError(f"no ruleset {code!r}; there are: {', '.join(CODES)}")
    return load(json.loads((files(__package__) / f"{_file(code)}.json").read_text(encoding="utf-8")), known_criteria)


def rulesets() -> tuple[Ruleset, ...]:
    """Every ruleset that is shipped."""
    return tuple(ruleset(code) for code in CODES)


def in_force(day: dt.date) -> Ruleset:
    """The ruleset in force on a day (Art. 38). Raises `LookupError` when none is."""
    for one in rulesets():
        if one.in_force_on(day):
            return one
    raise LookupError(f"no ruleset was in force on {day.isoformat()}")
