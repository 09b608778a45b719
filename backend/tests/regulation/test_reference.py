"""Areas of the city and industries of GB/T 4754-2017."""

import pytest

from quality_award.regulation.reference import (
    area,
    division,
    divisions,
    registration_areas,
    section,
    section_of,
    sections,
)


def test_the_city_and_its_seven_areas() -> None:
    assert [one.code for one in registration_areas()] == [
        "211302", "211303", "211321", "211322", "211324", "211381", "211382",
    ]  # fmt: skip
    assert area("211300").name_zh == "朝阳市"
    assert area("211324").name_zh == "喀喇沁左翼蒙古族自治县"


def test_ninety_seven_divisions_in_twenty_sections() -> None:
    assert [one.code for one in divisions()] == [f"{number:02}" for number in range(1, 98)]
    assert "".join(one.code for one in sections()) == "ABCDEFGHIJKLMNOPQRST"
    assert len({one.name_zh for one in divisions()}) == 97
    assert all(one.name_zh and one.name_en for one in (*divisions(), *sections()))


def test_sections_follow_each_other_without_a_gap() -> None:
    assert [one.code for letter in sections() for one in divisions(letter.code)] == [one.code for one in divisions()]
    for one in sections():
        assert (divisions(one.code)[0].code, divisions(one.code)[-1].code) == (one.first, one.last)


@pytest.mark.parametrize(
    ("code", "name", "letter"),
    [("01", "农业", "A"), ("13", "农副食品加工业", "C"), ("36", "汽车制造业", "C"), ("44", "电力、热力生产和供应业", "D"),
     ("83", "教育", "P"), ("84", "卫生", "Q"), ("97", "国际组织", "T")],
)  # fmt: skip
def test_look_ups(code: str, name: str, letter: str) -> None:
    assert division(code).name_zh == name
    assert section_of(code) == section(letter)


@pytest.mark.parametrize("code", ["", "0", "00", "98", "1", "A"])
def test_what_is_not_there_is_refused(code: str) -> None:
    with pytest.raises(KeyError):
        division(code)
    with pytest.raises(KeyError):
        section_of(code)
    with pytest.raises(KeyError):
        area(code)
