"""Art. 5: GB/T 19580-2012, items and points that sum to 1000, percent in steps of 5."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality_award.regulation.criteria import Category, Criteria, Item, all_criteria, criteria, item_score, total_points

GBT = criteria("gbt19580-2012")
PERCENTS = st.integers(0, 20).map(lambda n: 5 * n)


def test_points_of_the_categories() -> None:
    assert {c.code: c.points for c in GBT.categories} == {
        "4.1": 110, "4.2": 90, "4.3": 90, "4.4": 130, "4.5": 100, "4.6": 80, "4.7": 400,
    }  # fmt: skip
    assert GBT.total_points == total_points("gbt19580-2012") == 1000
    assert len(GBT.items) == 23


def test_items_and_their_points() -> None:
    assert {i.code: i.points for i in GBT.items} == {
        "4.1.2": 50, "4.1.3": 30, "4.1.4": 30, "4.2.2": 40, "4.2.3": 50, "4.3.2": 40, "4.3.3": 50, "4.4.2": 60, "4.4.3": 15,
        "4.4.4": 20, "4.4.5": 15, "4.4.6": 10, "4.4.7": 10, "4.5.2": 50, "4.5.3": 50, "4.6.2": 40, "4.6.3": 40, "4.7.2": 80,
        "4.7.3": 80, "4.7.4": 80, "4.7.5": 60, "4.7.6": 50, "4.7.7": 50,
    }  # fmt: skip
    assert {i.kind for i in GBT.items if i.category == "4.7"} == {"results"}
    assert {i.kind for i in GBT.items if i.category != "4.7"} == {"process"}
    assert GBT.item("4.1.2").name_zh == "高层领导的作用"


def test_bands_and_factors() -> None:
    for kind, names in (("process", ["方法", "展开", "学习", "整合"]), ("results", ["水平", "趋势", "对比", "整合"])):
        bands = [band for band in GBT.bands if band.kind == kind]
        assert [(b.low, b.high) for b in bands] == [(0, 5), (10, 25), (30, 45), (50, 65), (70, 85), (90, 100)]
        assert all([f.name_zh for f in band.factors] == names for band in bands)
        statements = [f.statement_zh for band in bands for f in band.factors]
        assert len(set(statements)) == len(statements)
    assert GBT.band("process", 65).low == 50
    assert GBT.band("results", 70).high == 85


@pytest.mark.parametrize(
    ("points", "percent", "score"), [(50, 65, 32.5), (15, 5, 0.75), (80, 100, 80.0), (10, 0, 0.0), (15, 35, 5.25)]
)
def test_score_is_percent_times_points(points: int, percent: int, score: float) -> None:
    assert item_score(points, percent) == score


@pytest.mark.parametrize("percent", [-5, 3, 101, 105, 62, True])
def test_other_percents_are_refused(percent: int) -> None:
    with pytest.raises(ValueError, match="percent"):
        item_score(50, percent)
    with pytest.raises(ValueError, match="percent"):
        GBT.band("process", percent)


@given(st.fixed_dictionaries(dict.fromkeys(GBT.item_codes, PERCENTS)))
def test_total_lies_between_0_and_1000_and_is_the_sum_of_the_categories(percents: dict[str, int]) -> None:
    total = GBT.total_score(percents)
    assert 0 <= total <= 1000
    assert round(sum(GBT.category_score(c.code, percents) for c in GBT.categories), 2) == total


@given(st.fixed_dictionaries(dict.fromkeys(GBT.item_codes, PERCENTS)), st.sampled_from(GBT.item_codes))
def test_a_higher_percent_never_lowers_the_total(percents: dict[str, int], code: str) -> None:
    higher = {**percents, code: min(100, percents[code] + 5)}
    assert GBT.total_score(higher) >= GBT.total_score(percents)


def test_a_sheet_with_gaps_or_strangers_is_refused() -> None:
    full = dict.fromkeys(GBT.item_codes, 50)
    assert GBT.total_score(full) == 500.0
    with pytest.raises(ValueError, match=r"missing \['4\.7\.7'\]"):
        GBT.total_score({code: 50 for code in GBT.item_codes if code != "4.7.7"})
    with pytest.raises(ValueError, match=r"unknown \['4\.1\.1'\]"):
        GBT.total_score({**full, "4.1.1": 50})


@pytest.mark.article("5")
def test_criteria_that_do_not_sum_to_1000_cannot_be_made() -> None:
    first, *rest = GBT.categories
    cheap = dataclasses.replace(first, items=(dataclasses.replace(first.items[0], points=49), *first.items[1:]))
    with pytest.raises(ValueError, match="points sum to 999, not 1000"):
        dataclasses.replace(GBT, categories=(cheap, *rest))


def test_criteria_with_strangers_or_broken_bands_cannot_be_made() -> None:
    stray = Category("4.8", "其他", "Other", (Item("4.1.2", "重复", "Twice", 1000, "process", "", ""),))
    with pytest.raises(ValueError, match=r"isn't of category 4\.8.*bands for process"):
        Criteria("x", "x", "x", "x", "x", (stray,), GBT.bands[1:])


def test_versions() -> None:
    assert [c.code for c in all_criteria()] == ["gbt19580-2012"]
    with pytest.raises(KeyError, match="there are: gbt19580-2012"):
        criteria("gbt19580-1999")
