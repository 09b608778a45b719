"""Names as they are compared: every way of writing one name is one key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality_award.platform.names import masked, names_organisation, organisation_key, person_key

NAMES = st.text(st.characters(codec="utf-8"), max_size=40)


@given(NAMES)
def test_a_key_is_its_own_key(name: str) -> None:
    assert person_key(person_key(name)) == person_key(name)
    assert organisation_key(organisation_key(name)) == organisation_key(name)


@given(
    st.lists(st.sampled_from("王李张艾力买提镕喆堃"), min_size=2, max_size=8),
    st.lists(st.sampled_from(" \u3000\t·•・‧∙⋅･.．。-"), min_size=1),
)
def test_spaces_and_dots_of_every_shape_make_no_difference(letters: list[str], dots: list[str]) -> None:
    plain = "".join(letters)
    spread = letters[0] + "".join(f"{dots[place % len(dots)]}{one}" for place, one in enumerate(letters[1:]))
    assert person_key(f" {spread} ") == person_key(plain)


@pytest.mark.parametrize("written", ["买买提·艾力", "买买提・艾力", "买买提•艾力", "买买提．艾力", "买买提 艾力", "买买提艾力"])
def test_a_name_of_two_parts(written: str) -> None:
    assert person_key(written) == "买买提艾力"


@pytest.mark.parametrize(
    ("one", "other"), [("陳 曉東", "陈曉东"), ("ＪＯＨＮ Smith", "john smith"), ("劉洋", "刘洋"), ("歐陽娜", "欧阳娜")]
)
def test_people_of_one_name(one: str, other: str) -> None:
    assert person_key(one) == person_key(other)


@pytest.mark.parametrize(("one", "other"), [("王芳", "王方"), ("刘洋", "刘阳"), ("李娜", "李娜娜")])
def test_people_of_two_names(one: str, other: str) -> None:
    assert person_key(one) != person_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("朝阳（集团）有限公司", "朝阳(集团)有限公司"),
        ("朝阳（集团）有限公司", "朝阳集团有限公司"),
        ("朝阳精密铸造有限责任公司", "朝阳精密铸造有限公司"),
        ("朝阳重机股份公司", "朝阳重机股份有限公司"),
        ("遼寧質量工程研究院", "辽宁质量工程研究院"),
        ("ABC 检测（中国）有限公司", "ａｂｃ检测(中国)有限公司"),
        ("辽宁“东准”认证有限公司", "辽宁东准认证有限公司"),
    ],
)
def test_organisations_of_one_name(one: str, other: str) -> None:
    assert organisation_key(one) == organisation_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("朝阳重机有限公司", "朝阳重机股份有限公司"),
        ("朝阳市精密铸造有限公司", "朝阳精密铸造有限公司"),
        ("沈阳东方机械有限公司", "大连东方机械有限公司"),
        ("朝阳重机有限公司", "朝阳重机有限公司北票分公司"),
        ("朝阳银行", "朝阳银行双塔支行"),
    ],
)
def test_organisations_of_two_names(one: str, other: str) -> None:
    assert organisation_key(one) != organisation_key(other)


def test_what_kind_of_party_a_name_is() -> None:
    organisations = [
        "朝阳城投集团",
        "辽宁新动能产业投资基金合伙企业(有限合伙)",
        "朝阳市国有资产监督管理委员会",
        "ABC Ltd.",
        "北票铸造厂",
        "辽海大学",
    ]
    assert [names_organisation(name) for name in organisations] == [True] * len(organisations)
    people = ["王芳", "欧阳修文", "买买提·艾力", "阿卜杜拉·买买提江", "John Smith"]
    assert [names_organisation(name) for name in people] == [False] * len(people)


def test_a_name_is_masked_to_its_surname() -> None:
    assert [masked(name) for name in ("王芳", "欧阳修文", "李")] == ["王＊", "欧阳＊", "李＊"]
