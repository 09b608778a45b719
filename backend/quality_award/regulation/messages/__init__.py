"""Words for every code, in zh-CN and en: `what` is wrong and what to do `next`. `{name}` is filled from the finding's facts."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from quality_award.regulation.dates import SHANGHAI
from quality_award.regulation.parameters import latest

LANGUAGES = ("zh-CN", "en")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


@cache
def catalogue(language: str) -> dict[str, dict[str, str]]:
    """{code: {"what": …, "next": …}} of one language, gathered from every `<part>.json` beside this file."""
    gathered: dict[str, dict[str, str]] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".json"):
            gathered |= json.loads(file.read_text(encoding="utf-8"))[language]
    return gathered


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def translate(language: str, code: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """(what, next) of a code. Fact values that are codes themselves ("tier.gold") are put into words too."""
    words = catalogue(language)
    entry = words.get(code) or words["error"]
    facts = _Facts({name: _word(language, name, value) for name, value in params.items()})
    return entry["what"].format_map(facts), entry["next"].format_map(facts)


def _word(language: str, name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return "—" if value is None else value
    if _INSTANT.fullmatch(value):
        return _instant(dt.datetime.fromisoformat(value))
    entry = catalogue(language).get(f"{name}.{value}")
    return entry["what"] if entry else _of_ruleset(language, name, value)


def _of_ruleset(language: str, name: str, value: str) -> str:
    """Prizes and open points have the names that the city's ruleset gives them."""
    law = latest()
    if name == "tier":
        return next((tier.title(language) for tier in law.tiers if tier.key == value), value)
    if name == "point":
        return next((one.title_en if language == "en" else one.title_zh for one in law.points if one.key == value), value)
    return value


def _instant(at: dt.datetime) -> str:
    """An instant on the city's clock; a deadline at midnight is 24:00 of the day that ends."""
    local = at.astimezone(SHANGHAI)
    if local.time() == dt.time():
        return f"{(local - dt.timedelta(days=1)):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"
