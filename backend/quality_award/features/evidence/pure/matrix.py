"""The evidence matrix: criteria items and form requirements × evidence, with what is missing (Art. 16, 17(2))."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

File = TypeVar("File")
Kind = Literal["slot", "item", "field"]
Standing = Literal["missing", "covered", "optional"]


@dataclass(frozen=True)
class Wanted:
    """A row that there is to fill: `needs` when it must have evidence, or makes statements that want some."""

    key: str
    kind: Kind
    title: str
    article: str
    needs: bool


@dataclass(frozen=True)
class Row(Generic[File]):
    """A row with its files, each with the pages that are cited of it there."""

    wanted: Wanted
    files: tuple[tuple[File, tuple[int, ...]], ...]

    @property
    def standing(self) -> Standing:
        """Whether the row has what it needs."""
        if self.files:
            return "covered"
        return "missing" if self.wanted.needs else "optional"


def matrix(
    wanted: Sequence[Wanted], files: Iterable[tuple[str, File]], cited: Iterable[tuple[str, File, int]]
) -> list[Row[File]]:
    """Rows in the order of `wanted`. `files`: (row, file) as put there; `cited`: (row, file, page).

    A row of a field that nobody cites anything for is left out: not every answer needs proof.
    """
    found: dict[str, dict[File, set[int]]] = defaultdict(dict)
    for key, file in files:
        found[key].setdefault(file, set())
    for key, file, page in cited:
        found[key].setdefault(file, set()).add(page)
    rows = [Row(one, tuple((file, tuple(sorted(pages))) for file, pages in found[one.key].items())) for one in wanted]
    return [row for row in rows if row.files or row.wanted.kind != "field"]
