"""Rulesets by code: dated numbers, each with its article, or local with its ground. An edition keeps its own (Art. 38).

How to add one: a JSON file (docs/rulesets.md says what stands in it), `in_force_until` in the one it replaces. Those of this
city lie beside `chaoyang_2022.json` and are named in `SHIPPED`; another city's files are given to `install` at the start.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from ..criteria import all_criteria
from .conflicts import GRADES, ConflictRules, Grade, TieRule
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
from .lines import Lines
from .load import CHANNELS, LOCAL, OWNERSHIPS, RulesetError, expand, load
from .model import CheckItem, EvidenceSlot, Limits, LocalPoint, Parameter, Place, RetentionAction, RetentionRule, Ruleset, Tier

__all__ = [
    "CHANNELS",
    "GRADES",
    "LOCAL",
    "OWNERSHIPS",
    "SHIPPED",
    "CheckItem",
    "Column",
    "ConflictRules",
    "EvidenceSlot",
    "Field",
    "FormDefinition",
    "Grade",
    "Group",
    "Limits",
    "LocalPoint",
    "Option",
    "Parameter",
    "Place",
    "Problem",
    "RetentionAction",
    "RetentionRule",
    "Ruleset",
    "RulesetError",
    "TieRule",
    "Tier",
    "cite",
    "data_of",
    "fingerprint",
    "in_force",
    "indicator_years",
    "install",
    "invalid_fields",
    "known_criteria",
    "latest",
    "load",
    "missing_fields",
    "read",
    "ruleset",
    "rulesets",
    "varied",
]

SHIPPED = ("chaoyang-2022",)

_texts: dict[str, str] = {}
_loaded: dict[str, Ruleset] = {}
_installed: list[str] = []
"""Codes of another city's rulesets, which then stand in place of those that are shipped."""


def known_criteria() -> set[str]:
    """The criteria codes that a ruleset may name."""
    return {criteria.code for criteria in all_criteria()}


def _expanded(data: dict[str, Any]) -> dict[str, Any]:
    like = data.get("like")
    return expand(data, json.loads(_text(like))) if like in SHIPPED else data


def read(text: str) -> Ruleset:
    """A ruleset from its text. Raises `RulesetError` with every fault, its line and its place."""
    try:
        lines = Lines(text)
    except ValueError as error:
        raise RulesetError("?", [str(error)]) from None
    if not isinstance(lines.data, dict):
        raise RulesetError("?", ["line 1: not an object"])
    if (like := lines.data.get("like")) is not None and like not in SHIPPED:
        raise RulesetError(str(lines.data.get("code", "?")), [f"line {lines.line('like')}: like: no ruleset {like!r}"])
    return load(_expanded(lines.data), known_criteria, lines)


def install(texts: Sequence[str]) -> tuple[Ruleset, ...]:
    """Take another city's rulesets into use, in place of those that are shipped. Raises `RulesetError` before any is."""
    made = [(read(text), text) for text in texts]
    codes = [law.code for law, _ in made]
    if twice := sorted({code for code in codes if codes.count(code) > 1 or code in SHIPPED}):
        raise RulesetError(twice[0], ["code: is there twice"])
    _installed[:] = codes
    for law, text in made:
        _loaded[law.code], _texts[law.code] = law, text
    return tuple(law for law, _ in made)


@cache
def _shipped_text(code: str) -> str:
    # Module names have no hyphen.
    return (files(__package__) / f"{code.replace('-', '_')}.json").read_text(encoding="utf-8")


def _text(code: str) -> str:
    return _texts[code] if code in _texts else _shipped_text(code)


def ruleset(code: str) -> Ruleset:
    """A ruleset by its code. Raises `KeyError`, with what there is, for one that isn't here."""
    if code not in _loaded:
        if code not in SHIPPED:
            raise KeyError(f"no ruleset {code!r}; there are: {', '.join((*SHIPPED, *_installed))}")
        _loaded[code] = read(_text(code))
    return _loaded[code]


def data_of(code: str) -> dict[str, Any]:
    """The whole data of a ruleset, with what it takes from another. Raises `KeyError` as `ruleset` does."""
    ruleset(code)
    return _expanded(json.loads(_text(code)))


def varied(code: str, changes: Mapping[str, Any]) -> Ruleset:
    """A ruleset with some of its values changed, for trying out. Raises `RulesetError` as `read` does."""
    data = data_of(code)
    unknown = [key for key in changes if key not in {row["key"] for row in data["parameters"]}]
    if unknown:
        raise RulesetError(code, [f"parameters[{key}]: unknown" for key in unknown])
    rows = [{**row, "value": changes.get(row["key"], row.get("value"))} for row in data["parameters"]]
    return load({**data, "parameters": rows}, known_criteria)


def fingerprint(code: str) -> str:
    """SHA-256 over a ruleset's whole data: what an edition pins beside the code, so that a changed file is noticed."""
    canonical = json.dumps(data_of(code), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def rulesets() -> tuple[Ruleset, ...]:
    """Every ruleset of this installation's city."""
    return tuple(ruleset(code) for code in _installed or SHIPPED)


def in_force(day: dt.date) -> Ruleset:
    """The ruleset in force on a day (Art. 38). Raises `LookupError` when none is."""
    for one in rulesets():
        if one.in_force_on(day):
            return one
    raise LookupError(f"no ruleset was in force on {day.isoformat()}")


def latest() -> Ruleset:
    """The ruleset that came into force last: whose award this installation runs."""
    return max(rulesets(), key=lambda one: one.in_force_from)


def cite(row: str) -> str:
    """The clause by which this installation's city cites a row of the standard matrix (see `Ruleset.cite`)."""
    return latest().cite(row)
