"""Where in a JSON text each value stands, so that a faulty ruleset is refused with the line (stdlib `json` keeps none)."""

import json
import re
from collections.abc import Mapping
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")
_PARENT = re.compile(r"(\.[^.\[\]]+|\[[^\]]*\]|^[^.\[\]]+)$")


class Lines:
    """Place ("parameters[quotas].value") → line, counted from 1. Raises ValueError for text that is no JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at: dict[str, int] = {}
        try:
            self.data: Any = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {error.lineno}: {error.msg}") from None
        self._value(0, ("",))

    def line(self, place: str) -> int | None:
        """The line of a place, or of the nearest one around it."""
        while place and place not in self._at:
            place = _PARENT.sub("", place)
        return self._at.get(place)

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _value(self, at: int, places: tuple[str, ...]) -> tuple[int, Any]:
        """Walk over one value; `places` are the names it goes by. Gives where it ends and, of plain values, the value."""
        at = self._skip(at)
        for place in places:
            self._at.setdefault(place, self._text.count("\n", 0, at) + 1)
        if self._text[at] == "{":
            return self._object(at, places), None
        if self._text[at] == "[":
            return self._array(at, places), None
        value, end = json.JSONDecoder().raw_decode(self._text, at)
        return end, value

    def _object(self, at: int, places: tuple[str, ...]) -> int:
        at = self._skip(at + 1)
        while self._text[at] != "}":
            key, at = json.JSONDecoder().raw_decode(self._text, at)
            at = self._skip(at) + 1
            at, _ = self._value(at, tuple(f"{place}.{key}".lstrip(".") for place in places))
            at = self._skip(at)
            at = self._skip(at + 1) if self._text[at] == "," else at
        return at + 1

    def _array(self, at: int, places: tuple[str, ...]) -> int:
        at, number = self._skip(at + 1), 0
        while self._text[at] != "]":
            # Rows are named by their key where they have one.
            value, _ = json.JSONDecoder().raw_decode(self._text, at)
            names = {str(number), *({str(value["key"])} if isinstance(value, Mapping) and "key" in value else ())}
            at, _ = self._value(at, tuple(f"{place}[{name}]" for place in places for name in sorted(names)))
            at, number = self._skip(at), number + 1
            at = self._skip(at + 1) if self._text[at] == "," else at
        return at + 1
