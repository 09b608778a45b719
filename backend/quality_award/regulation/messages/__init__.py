"""Words for every code, in zh-CN and en: `what` is wrong and what to do `next`. `{name}` is filled from the finding's facts."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh-CN", "en")


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
    facts = _Facts({name: _word(words, name, value) for name, value in params.items()})
    return entry["what"].format_map(facts), entry["next"].format_map(facts)


def _word(words: Mapping[str, Mapping[str, str]], name: str, value: Any) -> Any:
    entry = words.get(f"{name}.{value}") if isinstance(value, str) else None
    return entry["what"] if entry else "—" if value is None else value
