"""What can't be stored or counted with, wherever it stands in what was sent."""

from collections.abc import Iterator, Mapping
from typing import Any

GREATEST = 10**15


def storable(text: str) -> bool:
    """PostgreSQL stores no NUL, UTF-8 no lone surrogate."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def unstorable(value: Any, where: str) -> Iterator[str]:
    """The places of texts that can't be stored and of numbers beyond any that is meant."""
    if isinstance(value, str):
        if not storable(value):
            yield where
    elif isinstance(value, bool):
        return
    elif isinstance(value, int | float):
        # `not <=` also catches NaN.
        if not abs(value) <= GREATEST:
            yield where
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not storable(str(key)):
                yield where
            else:
                yield from unstorable(inner, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from unstorable(inner, f"{where}.{number}")
