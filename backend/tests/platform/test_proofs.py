"""Identity numbers and phones: their checks, and hashes that prove and do not tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import identity_number

from quality_award.platform.proofs import parse_identity, parse_phone, proof_hash

KEY = b"k" * 32


@given(st.integers(0, 20_000_000 // 1000), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_noticed(serial: int, place: int, other: str) -> None:
    number = identity_number(serial)
    assert parse_identity(number) == number
    changed = number[:place] + other + number[place + 1 :]
    assert (parse_identity(changed) == number) == (changed == number)
    assert changed == number or parse_identity(changed) is None


@pytest.mark.parametrize("text", ["", "x", "11010519491231002", "110105194913310026", "000105194912310020", "１１０"])
def test_what_is_no_identity_number(text: str) -> None:
    assert parse_identity(text) is None


def test_spaces_and_small_letters() -> None:
    assert parse_identity(" 110105 19491231 002x ") == "11010519491231002X"
    assert parse_phone("+86 138-1234-5678") == "13812345678"
    assert parse_phone("8613812345678") == "13812345678"
    assert [parse_phone(text) for text in ("", "12812345678", "138123456789", "0421-2612345")] == [None] * 4


def test_hashes_differ_by_kind_number_and_key() -> None:
    made = {proof_hash(kind, number, key) for kind in ("identity", "phone") for number in ("1", "2") for key in (KEY, b"j" * 32)}  # type: ignore[arg-type]
    assert len(made) == 8
    assert proof_hash("phone", "13812345678", KEY) == proof_hash("phone", "13812345678", KEY)
