"""Official documents by typst: the same data give the same bytes, so that a document can be hashed and made again."""

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC")


class CannotTypeset(Exception):
    """No font for Chinese text, or characters without a glyph; `missing` names them."""

    def __init__(self, missing: str) -> None:
        self.missing = missing
        super().__init__(missing)


@cache
def _glyphs() -> frozenset[int]:
    """Code points that the serif family can print. Raises CannotTypeset when the family is not installed."""
    for font in typst.Fonts().fonts():
        if font.family == FAMILIES[0] and font.path:
            with TTFont(font.path, fontNumber=font.index, lazy=True) as opened:
                return frozenset(opened.getBestCmap())
    raise CannotTypeset(FAMILIES[0])


def _strings(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "".join(_strings(entry) for key, entry in value.items() if key != "qr")
    if isinstance(value, list | tuple):
        return "".join(_strings(entry) for entry in value)
    return ""


def typeset(template: str, data: Mapping[str, Any], *, at: dt.datetime) -> bytes:
    """A PDF of a template in this folder. `at` is the document's own time, never the machine's.

    Raises CannotTypeset rather than print a name with an empty box in it.
    """
    missing = {c for c in _strings(data) if not c.isspace() and ord(c) not in _glyphs()}
    if missing:
        raise CannotTypeset("".join(sorted(missing)))
    pdf = typst.compile(
        Path(__file__).with_name(f"{template}.typ"),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["a-2b"],
        timestamp=int(at.timestamp()),
    )
    return bytes(pdf)
