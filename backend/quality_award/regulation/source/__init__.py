"""The text of the regulation, clause by clause, as printed: what every rule cites and the coverage test counts.

`chaoyang_2022.txt` is the source as published; `chaoyang_2022.json` the same text cut into clauses, with the kind of
each (R: the system enforces it, H: a person decides, D: data or text that is shown) and an English summary. A test
compares the two.

How to add a version: put its text and its clauses beside these files and name it in `VERSIONS`.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal["R", "H", "D", "R+H", "R+D"]

CURRENT = "chaoyang-2022"
VERSIONS = (CURRENT,)

_KINDS = ("R", "H", "D", "R+H", "R+D")
# Articles whose items are rows of their own in the traceability matrix; items of the others belong to the article's row.
_ROWS_BY_ITEM = frozenset({13, 14, 17, 36})
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Clause:
    """An article's opening text (`id` "17") or one of its items (`id` "17(4)").

    `label` and `heading` are as printed; `paragraphs` the text with the source's page and line breaks taken out; `row`
    the line of the traceability matrix that the clause belongs to; `summary` is ours, without legal force.
    """

    id: str
    article: int
    item: int | None
    chapter: int
    kind: Kind
    label: str
    heading: str
    paragraphs: tuple[str, ...]
    summary: str

    @property
    def text(self) -> str:
        """The Chinese text without its label; paragraphs on lines of their own."""
        return "\n".join(([self.heading] if self.heading else []) + list(self.paragraphs))

    @property
    def row(self) -> str:
        """The row of the matrix: "13(1)" for an item of Art. 13, "8" for every item of Art. 8."""
        return self.id if self.article in _ROWS_BY_ITEM else str(self.article)

    @property
    def enforced(self) -> bool:
        """Whether the system enforces (part of) it by itself."""
        return "R" in self.kind

    @property
    def citation_zh(self) -> str:
        """第十七条第（四）项."""
        return cite_zh(self.id)

    @property
    def citation_en(self) -> str:
        """Art. 17(4)."""
        return f"Art. {self.id}"


@dataclass(frozen=True)
class Chapter:
    """A chapter: 第一章 总则."""

    number: int
    label: str
    title: str
    title_en: str


@dataclass(frozen=True)
class Regulation:
    """One version of the regulation."""

    code: str
    title: str
    title_en: str
    issued_on: str
    issued_by: str
    note_zh: str
    note_en: str
    preamble: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    clauses: tuple[Clause, ...]


def numeral(number: int) -> str:
    """1 to 99 in Chinese: 三十六."""
    if not 0 < number < 100:
        raise ValueError(f"no numeral for {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def cite_zh(clause_id: str) -> str:
    """ "17(4)" → 第十七条第（四）项, "3" → 第三条."""
    article_part, _, rest = clause_id.partition("(")
    cited = f"第{numeral(int(article_part))}条"
    return f"{cited}第（{numeral(int(rest.rstrip(')')))}）项" if rest else cited


def _clause(row: dict[str, Any]) -> Clause:
    if row["kind"] not in _KINDS:
        raise ValueError(f"clause {row['id']}: unknown kind {row['kind']}")
    return Clause(**{**row, "paragraphs": tuple(row["paragraphs"])})


def _file(code: str) -> str:
    """The data file of a code, without its ending: module names have no hyphen."""
    return code.replace("-", "_")


@cache
def regulation(code: str = CURRENT) -> Regulation:
    """A version of the regulation. Raises `KeyError` for one that isn't here."""
    if code not in VERSIONS:
        raise KeyError(f"no regulation {code!r}; there are: {', '.join(VERSIONS)}")
    data = json.loads((files(__package__) / f"{_file(code)}.json").read_text(encoding="utf-8"))
    return Regulation(
        code=data["code"],
        title=data["title"],
        title_en=data["title_en"],
        issued_on=data["issued_on"],
        issued_by=data["issued_by"],
        note_zh=data["note"]["zh"],
        note_en=data["note"]["en"],
        preamble=tuple(data["preamble"]),
        chapters=tuple(Chapter(**row) for row in data["chapters"]),
        clauses=tuple(_clause(row) for row in data["clauses"]),
    )


@cache
def source_text(code: str = CURRENT) -> str:
    """The source as published, with its own line breaks."""
    if code not in VERSIONS:
        raise KeyError(f"no regulation {code!r}; there are: {', '.join(VERSIONS)}")
    return (files(__package__) / f"{_file(code)}.txt").read_text(encoding="utf-8")


def chapters(code: str = CURRENT) -> tuple[Chapter, ...]:
    """The chapters in order."""
    return regulation(code).chapters


def clauses(code: str = CURRENT) -> tuple[Clause, ...]:
    """Every clause in the order of the text."""
    return regulation(code).clauses


def article(number: int, code: str = CURRENT) -> tuple[Clause, ...]:
    """An article: its opening text, then its items. Raises `KeyError` for an article that the text doesn't have."""
    found = tuple(clause for clause in clauses(code) if clause.article == number)
    if not found:
        raise KeyError(f"no article {number}")
    return found


@cache
def _by_id(code: str) -> dict[str, Clause]:
    return {clause.id: clause for clause in clauses(code)}


def clause(clause_id: str, code: str = CURRENT) -> Clause:
    """One clause by its citation: "3", "17(4)". Raises `KeyError` for one that the text doesn't have."""
    return _by_id(code)[clause_id]
