"""The tree against the definitions of RFC 6962, written out naively; proofs hold, and nothing else passes for one."""

import base64
import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality_award.audit.merkle import (
    EMPTY,
    Growing,
    consistency_path,
    consistent,
    cover,
    fold,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_from_inclusion,
)
from quality_award.audit.note import BadNote, Checkpoint, Signer, Verifier

sizes = st.integers(1, 130)


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(size)]


def naive(parts: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, as it is written."""
    if not parts:
        return hashlib.sha256(b"").digest()
    if len(parts) == 1:
        return parts[0]
    cut = 1
    while cut * 2 < len(parts):
        cut *= 2
    return node_hash(naive(parts[:cut]), naive(parts[cut:]))


def grown(size: int) -> tuple[Growing, dict[tuple[int, int], bytes]]:
    tree, nodes = Growing(), {}
    for leaf in leaves(size):
        nodes.update(tree.add(leaf))
    return tree, nodes


def hashes(nodes: dict[tuple[int, int], bytes], ranges: list[tuple[int, int]]) -> list[bytes]:
    return [fold([nodes[node] for node in cover(low, high)]) for low, high in ranges]


def test_the_root_of_the_certificate_transparency_test_vectors() -> None:
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    tree = Growing()
    for one in inputs:
        for _ in tree.add(leaf_hash(bytes.fromhex(one))):
            pass
    assert tree.root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(sizes)
def test_a_grown_tree_is_the_defined_one_and_can_be_taken_up_again(size: int) -> None:
    tree, nodes = grown(size)
    assert tree.root == naive(leaves(size)) == fold([nodes[node] for node in cover(0, size)])
    again = Growing(size, [nodes[node] for node in cover(0, size)])
    for _ in again.add(leaf_hash(b"next")):
        pass
    assert again.root == naive([*leaves(size), leaf_hash(b"next")])


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert Growing().root == EMPTY


@given(sizes, st.data())
def test_each_leaf_is_proved_and_no_other_in_its_place(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    tree, nodes = grown(size)
    proof = hashes(nodes, inclusion_path(index, size))
    leaf = leaves(size)[index]
    assert root_from_inclusion(leaf, index, size, proof) == tree.root
    assert root_from_inclusion(leaf_hash(b"other"), index, size, proof) != tree.root
    other = data.draw(st.integers(-1, size))
    if other != index:
        assert root_from_inclusion(leaf, other, size, proof) != tree.root
    assert root_from_inclusion(leaf, index, size, [*proof, leaf]) != tree.root
    if proof:
        assert root_from_inclusion(leaf, index, size, proof[:-1]) != tree.root


@given(sizes, st.data())
def test_an_earlier_tree_is_proved_to_be_the_beginning(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size))
    tree, nodes = grown(size)
    before = naive(leaves(first))
    proof = hashes(nodes, consistency_path(first, size))
    assert consistent(first, size, before, tree.root, proof)
    assert not consistent(first, size, leaf_hash(b"other"), tree.root, proof)
    assert not consistent(first, size, before, leaf_hash(b"other"), proof)
    if first != size:
        assert not consistent(first, size, before, tree.root, proof[:-1])
        assert not consistent(first, size, before, tree.root, [*proof, tree.root])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 2)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_path(index, size)


SIGNER = Signer("test/audit", b"k" * 32)
NOON = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)


def signed(signer: Signer) -> str:
    return signer.sign(7, b"r" * 32, now=NOON, previous=3)


def test_a_checkpoint_is_read_with_the_public_key_alone() -> None:
    note = signed(SIGNER)
    assert note.startswith("test/audit\n7\n")
    found = Verifier.read(str(SIGNER.verifier)).open(note)
    assert (found.origin, found.size, found.root) == ("test/audit", 7, b"r" * 32)
    assert (found.signed_at, found.previous) == (NOON, 3)


def test_a_checkpoint_of_the_time_before_its_extension_lines_is_read_too() -> None:
    known = SIGNER.verifier
    text = Checkpoint("test/audit", 7, b"r" * 32).text()
    key_id = bytes.fromhex(str(known).split("+")[1])
    signature = base64.b64encode(key_id + SIGNER._key.sign(text.encode())).decode()
    found = known.open(f"{text}\n\u2014 test/audit {signature}\n")
    assert (found.size, found.signed_at, found.previous) == (7, None, None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note.replace("\n7\n", "\n8\n"),
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note[: note.index("\u2014")],
        lambda note: note[:-6] + "AAAA=\n",
        lambda note: note.replace("test/audit", "other/audit"),
        lambda note: note.replace("previous 3", "previous 4"),
        lambda note: note.replace("signed 2026", "signed 2025"),
        lambda _: signed(Signer("test/audit", b"x" * 32)),
        lambda _: "",
    ],
)
def test_another_text_or_another_key_is_no_checkpoint(spoil: object) -> None:
    with pytest.raises(BadNote):
        SIGNER.verifier.open(spoil(signed(SIGNER)))  # type: ignore[operator]


@pytest.mark.parametrize("text", ["", "name", "test/audit+00000000+AAAA", str(SIGNER.verifier)[:-4] + "AAA="])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Verifier.read(text)
