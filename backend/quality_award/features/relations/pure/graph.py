"""The relationship graph in memory: what the database's rows become and what the search for conflicts reads (Art. 32)."""

import uuid
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TIE_KINDS = (
    "employment", "post", "shareholding", "consulting", "training", "certification", "joint_work", "kinship",
    "teaching", "supervision", "lawsuit",
)  # fmt: skip
"""The kinds of ties as the tables name them, in the order that `Ties.kind` counts them by."""

ALWAYS = 0
NEVER_ENDS = 4_000_000
"""For a tie without a first or a last day; days are counted as `datetime.date.toordinal` does."""


class Node(NamedTuple):
    """A party: `keys` are its name and its aliases in their normal form, the rest are proofs of who it is."""

    id: uuid.UUID
    person: bool
    keys: tuple[str, ...]
    uscc: str | None = None
    identity: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Ties:
    """Ties as columns, one entry each; `source` and `target` are positions in `Graph.nodes`.

    ids (t, 16) uint8; source, target int32; kind int8; share float32, per cent, 0 where none is held; since, until int32 days.
    """

    ids: NDArray[np.uint8]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    kind: NDArray[np.int8]
    share: NDArray[np.float32]
    since: NDArray[np.int32]
    until: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.source)

    def id(self, position: int) -> uuid.UUID:
        """The id of one tie."""
        return uuid.UUID(bytes=self.ids[position].tobytes())


@dataclass(frozen=True)
class Graph:
    """Parties, ties that have not been withdrawn, and what people have decided on who is who (pairs of positions)."""

    nodes: list[Node]
    ties: Ties
    same: list[tuple[int, int]] = field(default_factory=list)
    different: list[tuple[int, int]] = field(default_factory=list)
