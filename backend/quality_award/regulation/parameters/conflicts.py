"""What makes a conflict of interest (Art. 32): how grave each kind of tie is, how long it counts, how far is looked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

Grade = Literal["hint", "declare", "barred"]
GRADES: tuple[Grade, ...] = ("hint", "declare", "barred")
"""From the lightest to the gravest."""

TIES = (
    "employment", "post", "shareholding", "consulting", "training", "certification", "joint_work", "kinship",
    "teaching", "supervision", "lawsuit",
)  # fmt: skip
_MOST_HOPS = 4
_ROW = frozenset({"key", "along", "back", "years", "least_share", "below"})


@dataclass(frozen=True)
class TieRule:
    """A kind of tie. `along`: its grade when walked from its subject to its object, `back` the other way; None: not walked so.

    It counts while it lasts and for `years` after. A share below `least_share` per cent counts as `below` both ways.
    """

    key: str
    along: Grade | None
    back: Grade | None
    years: int
    least_share: float | None = None
    below: Grade | None = None


@dataclass(frozen=True)
class ConflictRules:
    """A path is as grave as its weakest tie; one of more than `sure_hops` ties is one grade lighter, of more than `max_hops` none."""

    article: str
    local: bool
    sure_hops: int
    max_hops: int
    ties: tuple[TieRule, ...]
    ground_zh: str
    ground_en: str


def read_conflicts(given: Any, known: set[str]) -> tuple[ConflictRules | None, list[tuple[str, str]]]:
    """The rules out of a ruleset's data, or every fault as (place, what)."""
    if not isinstance(given, Mapping):
        return None, [("conflicts", "missing" if given is None else "not an object")]
    faults = list(_faults(given, known))
    if faults:
        return None, faults
    return (
        ConflictRules(
            article=given["article"],
            local=True,
            sure_hops=given["sure_hops"],
            max_hops=given["max_hops"],
            ties=tuple(
                TieRule(
                    row["key"], cast(Grade | None, row["along"]), cast(Grade | None, row["back"]), row["years"],
                    row.get("least_share"), row.get("below"),
                )
                for row in given["ties"]
            ),
            ground_zh=given["ground"]["zh"],
            ground_en=given["ground"]["en"],
        ),
        [],
    )  # fmt: skip


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _faults(given: Mapping[str, Any], known: set[str]) -> Iterator[tuple[str, str]]:
    for key in given:
        if key not in {"article", "sure_hops", "max_hops", "ties", "ground"}:
            yield f"conflicts.{key}", "unknown key"
    if given.get("article") not in known:
        yield "conflicts.article", f"no clause {given.get('article')!r} in the regulation"
    ground = given.get("ground")
    if not isinstance(ground, Mapping) or not all(isinstance(ground.get(language), str) for language in ("zh", "en")):
        yield "conflicts.ground", "needs zh and en"
    for key in ("sure_hops", "max_hops"):
        if not _whole(given.get(key), 1, _MOST_HOPS):
            yield f"conflicts.{key}", f"not a whole number from 1 to {_MOST_HOPS}: {given.get(key)!r}"
    sure, most = given.get("sure_hops"), given.get("max_hops")
    if isinstance(sure, int) and isinstance(most, int) and sure > most:
        yield "conflicts.sure_hops", "is more than max_hops"
    rows = given.get("ties")
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        yield "conflicts.ties", "needs a row for each kind of tie"
        return
    keys = [row.get("key") for row in rows]
    for kind in TIES:
        if keys.count(kind) != 1:
            yield f"conflicts.ties[{kind}]", "missing" if kind not in keys else "is there twice"
    for row in rows:
        yield from ((f"conflicts.ties[{row.get('key')}].{place}", what) for place, what in _row_faults(row))


def _row_faults(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if row.get("key") not in TIES:
        yield "key", "unknown kind of tie"
    for key in row:
        if key not in _ROW:
            yield key, "unknown key"
    for way in ("along", "back"):
        if way not in row or row[way] not in (None, *get_args(Grade)):
            yield way, f"{row.get(way)!r} is none of {', '.join(GRADES)}, null"
    if not _whole(row.get("years"), 0, 50):
        yield "years", f"not a whole number from 0 to 50: {row.get('years')!r}"
    share = row.get("least_share")
    if (share is not None) != (row.get("below") is not None):
        yield "least_share", "goes together with below"
    if share is not None and (row.get("key") != "shareholding" or isinstance(share, bool) or not isinstance(share, int | float)):
        yield "least_share", "is a number of per cent, for shareholding"
    if row.get("below") not in (None, *GRADES):
        yield "below", f"{row.get('below')!r} is none of {', '.join(GRADES)}"
