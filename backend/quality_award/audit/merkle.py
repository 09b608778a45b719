"""The Merkle tree of RFC 6962 (section 2.1; the verifying algorithms of RFC 9162, section 2.1.3 and 2.1.4). Pure.

A tree of n leaves is cut at the largest power of two below n. Only complete subtrees are ever kept, as nodes (level, index): the
node spans the leaves [index · 2^level, (index + 1) · 2^level). Any root and any proof is made of them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

Node = tuple[int, int]
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def cover(low: int, high: int) -> list[Node]:
    """The complete subtrees that make up the leaves [low, high), from the left. `low` must be one a tree is cut at."""
    found = []
    while low < high:
        level = (high - low).bit_length() - 1
        found.append((level, low >> level))
        low += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over what `cover` names, from the left."""
    if not hashes:
        return EMPTY
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def _cut(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_path(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose hashes prove that leaf `index` is in the tree of `size`, from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    low, high = 0, size
    path = []
    while high - low > 1:
        middle = low + _cut(high - low)
        if index < middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    return path[::-1]


def consistency_path(first: int, second: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose hashes prove that the tree of `first` leaves is the beginning of that of `second`."""
    if not 0 < first <= second:
        raise ValueError(f"no tree of {first} within one of {second}")
    low, high, whole = 0, second, True
    path = []
    while high != first:
        middle = low + _cut(high - low)
        if first <= middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low, whole = middle, False
    if not whole:
        path.append((low, high))
    return path[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that the proof leads to (RFC 9162, 2.1.3.2); None where it has the wrong length."""
    if not 0 <= index < size:
        return None
    node, last, root = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = node_hash(step, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, step)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def consistent(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that one tree is the beginning of the other (RFC 9162, 2.1.4.2)."""
    if first == second:
        return not proof and first_root == second_root
    if not 0 < first < second or not proof:
        return False
    steps = list(proof)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    one = two = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            one, two = node_hash(step, one), node_hash(step, two)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            two = node_hash(two, step)
        node, last = node >> 1, last >> 1
    return last == 0 and one == first_root and two == second_root


class Growing:
    """A tree that grows leaf by leaf; it holds the complete subtrees on its right edge alone."""

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        self.size = size
        self._edge = list(zip((level for level, _ in cover(0, size)), edge, strict=True))

    def add(self, leaf: bytes) -> Iterator[tuple[Node, bytes]]:
        """Add a leaf; gives each node that it completes, itself first."""
        index, digest, level = self.size, leaf, 0
        self.size += 1
        yield (0, index), leaf
        while self._edge and self._edge[-1][0] == level:
            _, left = self._edge.pop()
            level, index, digest = level + 1, index >> 1, node_hash(left, digest)
            yield (level, index), digest
        self._edge.append((level, digest))

    @property
    def root(self) -> bytes:
        """The root over all leaves so far."""
        return fold([digest for _, digest in self._edge])
