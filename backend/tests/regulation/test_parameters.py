"""The numbers of the law, each with its article; the local ones marked; faulty data refused with every fault named."""

import copy
import datetime as dt
import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality_award.regulation.parameters import (
    RulesetError,
    in_force,
    indicator_years,
    invalid_fields,
    known_criteria,
    load,
    missing_fields,
    ruleset,
)
from quality_award.regulation.source import clause

LAW = ruleset("chaoyang-2022")
FORM = LAW.form_definition


def data() -> dict[str, Any]:
    text = (files("quality_award.regulation.parameters") / "chaoyang_2022.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def test_the_numbers_of_the_law() -> None:
    assert LAW.quotas == {"gold": 3, "silver": 7, "nomination": 10}
    assert LAW.quota_total == 20
    assert (LAW.cycle_years, LAW.min_years, LAW.lookback_years, LAW.wait_editions) == (2, 5, 3, {"gold": 2})
    assert (LAW.publicity_days, LAW.supervision_years, LAW.revocation_bar_editions) == (7, 3, 1)
    assert LAW.prizes == {"gold": 200_000, "silver": 100_000, "nomination": 50_000}
    assert LAW.seats == {"chair": 1, "vice_chair": 2}
    assert LAW.channels == {"central": "direct", "provincial": "direct", "municipal": "industry", "other": "county"}
    assert len(LAW.areas) == 7


@pytest.mark.parametrize(
    ("key", "said"),
    [("cycle_years", "每两年评定一届"), ("quota_total", "不超过20家"), ("quotas", "金奖3个、银奖7个、提名奖10个"),
     ("min_years", "5 年以上"),
     ("lookback_years", "近 3年内"), ("wait_editions", "经过两届之后"), ("publicity_days", "7 天社会公示"),
     ("prizes", "质量奖金奖励 20 万元、银奖奖励 10 万元、提名奖奖励 5 万元"), ("supervision_years", "获奖后 3 年内"),
     ("revocation_bar_editions", "不得参加下一届"), ("fatal_accidents_in_a_year", "1 年内累计发生 3 起"), ("seats", "主任一名")],
)  # fmt: skip
def test_each_number_is_said_by_the_clause_it_cites(key: str, said: str) -> None:
    cited = clause(LAW.parameter(key).article).text
    assert said.replace(" ", "") in cited.replace(" ", "")
    assert LAW.parameter(key).local is False


def test_every_open_point_is_there_local_and_with_its_ground() -> None:
    assert {point.number for point in LAW.points} >= set(range(1, 15))
    for point in LAW.points:
        assert point.local is True
        assert all((point.ground_zh, point.ground_en, point.title_zh, point.title_en)), point.key


def test_defaults_of_the_open_points() -> None:
    assert LAW.setting("quorum") == pytest.approx(2 / 3)
    assert LAW.point("quorum").display_default == "2/3"
    assert LAW.setting("majority") == 0.5
    assert (LAW.setting("ballot"), LAW.setting("ties")) == ("open", "chair")
    assert LAW.setting("recommender_report_days") == 15
    assert [p.key for p in LAW.points if p.must_be_set] == ["document_weight", "site_weight"]


def test_points_stay_unconfirmed_until_each_has_a_value_that_can_stand() -> None:
    confirmed: dict[str, Any] = {point.key: {"value": point.default} for point in LAW.points}
    assert LAW.unconfirmed({}) == tuple(point.key for point in LAW.points)
    assert LAW.unconfirmed(confirmed) == ("document_weight", "site_weight")
    confirmed |= {"document_weight": {"value": 40}, "site_weight": {"value": 60}}
    assert LAW.unconfirmed(confirmed) == ()
    assert LAW.setting("document_weight", confirmed) == 40
    assert LAW.unconfirmed({**confirmed, "quorum": {"value": 0.2}}) == ("quorum",)
    # What JSON makes of two thirds is still two thirds.
    assert LAW.unconfirmed({**confirmed, "quorum": {"value": json.loads(json.dumps(2 / 3))}}) == ()


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [("ballot", "secret", "not_an_option"), ("drop_extremes", 1, "type"), ("score_decimals", 3, "too_large"),
     ("recommender_report_days", 2, "too_small"), ("recommender_report_days", True, "type"), ("quorum", float("nan"), "type"),
     ("document_weight", 101, "too_large"), ("document_weight", 40.5, None), ("majority", 0.5, None)],
)  # fmt: skip
def test_a_point_takes_only_values_that_can_stand(key: str, value: Any, problem: str | None) -> None:
    assert LAW.point(key).problem(value) == problem


def test_limits_are_local_and_shown() -> None:
    assert (LAW.limits.max_file_bytes, LAW.limits.max_application_bytes) == (2 << 30, 10 << 30)
    assert LAW.limits.retention_years == 10
    assert (LAW.limits.profile_chars, LAW.limits.self_evaluation_chars) == (3_000, 50_000)
    assert LAW.parameter("max_file_bytes").local is True


def test_evidence_asked_of_each_nature() -> None:
    required = [
        "licence",
        "safety_certificate",
        "environment_certificate",
        "qms_certificate",
        "indicator_proof",
        "credit_certificate",
    ]
    assert [s.key for s in LAW.required_slots("for_profit")] == required
    assert "tax_certificate" not in [s.key for s in LAW.slots_for("non_profit")]
    assert "contribution_proof" in [s.key for s in LAW.slots_for("non_profit")]


def test_the_checklist_has_a_line_for_every_condition() -> None:
    for nature in ("for_profit", "non_profit"):
        articles = {item.article for item in LAW.checklist_for(nature)}
        assert {"13(1)", "13(2)", "13(3)", "13(4)", "13(5)", "14", "15", "16", "17(2)", "17(3)"} <= articles
    assert len(LAW.checklist_for("for_profit")) == len(LAW.checklist) - 1


def test_in_force_from_its_issue() -> None:
    assert in_force(dt.date(2022, 4, 29)) is LAW
    with pytest.raises(LookupError):
        in_force(dt.date(2022, 4, 28))
    with pytest.raises(KeyError, match="there are: chaoyang-2022"):
        ruleset("chaoyang-2014")


FULL: dict[str, Any] = {
    "contact_name": "佟雨", "contact_phone": "0421-2800000", "quality_head": "佟雨", "registered_capital": 800, "scale": "small",
    "main_products": "杂粮", "management_systems": ["iso9001"], "excellence_since": 2019,
    "quality_staff": 3, "technical_staff": 9,
    **{key: {"2023": 1, "2024": 2.5, "2025": 3} for key in (
        "revenue", "profit", "tax", "total_assets", "debt_ratio", "rd_spend", "energy_per_output", "pass_rate", "satisfaction")},
    "accidents": False, "failed_samples": False, "complaints": False, "penalties": False,
}  # fmt: skip


def missing(values: dict[str, Any], nature: str = "for_profit") -> tuple[str, ...]:
    return missing_fields(FORM, values, nature, 2026)


def invalid(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(problem.field, problem.reason) for problem in invalid_fields(FORM, values, "for_profit", 2026)]


def test_a_full_form_has_no_gap() -> None:
    assert missing(FULL) == ()
    assert invalid(FULL) == []


def test_an_empty_form_names_all_gaps_at_once() -> None:
    gaps = missing({})
    assert {"revenue.2023", "revenue.2024", "revenue.2025", "contact_name", "accidents"} <= set(gaps)
    assert not any(gap.startswith(("income", "market_share", "accidents_detail")) for gap in gaps)
    assert {"income.2023", "organisation_kind"} <= set(missing({}, "non_profit"))


def test_a_yes_needs_its_explanation() -> None:
    assert missing({**FULL, "complaints": True}) == ("complaints_detail",)
    assert missing({**FULL, "complaints": True, "complaints_detail": "已办结"}) == ()


def test_zero_and_no_are_answers() -> None:
    zero = {**FULL, "profit": {"2023": 0, "2024": 0, "2025": 0}, "quality_staff": 0}
    assert missing(zero) == ()
    assert missing({**FULL, "contact_name": "  "}) == ("contact_name",)


def test_rows_of_a_table() -> None:
    values = {**FULL, "honours": [{"name": "辽宁名牌", "issuer": "", "year": 2021}]}
    assert missing(values) == ("honours.0.issuer",)
    assert invalid({**FULL, "honours": [{"name": "x", "issuer": "y", "year": 1900, "z": 1}]}) == [
        ("honours.0.year", "too_small"), ("honours.0.z", "unknown"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"revenue": {"2022": 1}}, ("revenue.2022", "unknown")), ({"revenue": 5}, ("revenue", "type")),
     ({"revenue": {"2024": -1}}, ("revenue.2024", "too_small")),
     ({"pass_rate": {"2024": 100.5}}, ("pass_rate.2024", "too_large")),
     ({"quality_staff": 2.5}, ("quality_staff", "type")), ({"quality_staff": True}, ("quality_staff", "type")),
     ({"scale": "huge"}, ("scale", "not_an_option")), ({"management_systems": ["x"]}, ("management_systems", "not_an_option")),
     ({"contact_phone": "call me"}, ("contact_phone", "type")), ({"contact_email": "a@b"}, ("contact_email", "type")),
     ({"main_products": "长" * 501}, ("main_products", "too_long")), ({"income": {"2024": 1}}, ("income", "unknown")),
     ({"accidents": "no"}, ("accidents", "type")), ({"revenue": {"2024": float("inf")}}, ("revenue.2024", "type"))],
)  # fmt: skip
def test_values_that_cannot_stand(change: dict[str, Any], problem: tuple[str, str]) -> None:
    assert invalid({**FULL, **change}) == [problem]


SCALARS = st.sampled_from([None, True, False, 0, -1, 5, 2.5, float("nan"), float("inf"), "", " ", "x", "2024-02-30", "长" * 5000])
KEYS = st.sampled_from(["2023", "2025", "name", "year", "zzz"])
ROWS = st.dictionaries(KEYS, SCALARS, max_size=3)
JSONISH = SCALARS | ROWS | st.lists(SCALARS | ROWS, max_size=2)


@given(st.dictionaries(st.sampled_from([field.key for field in FORM.fields]), JSONISH, max_size=6))
def test_no_value_whatever_breaks_the_form(values: dict[str, Any]) -> None:
    missing_fields(FORM, values, "non_profit", 2026)
    invalid_fields(FORM, values, "for_profit", 2026)


def test_years_of_the_indicators() -> None:
    assert indicator_years(2026) == (2023, 2024, 2025)


def parameter(rows: dict[str, Any], key: str) -> dict[str, Any]:
    return next(row for row in rows["parameters"] if row["key"] == key)


def test_every_fault_of_the_data_is_named_at_once() -> None:
    broken = copy.deepcopy(data())
    parameter(broken, "publicity_days")["value"] = 0
    parameter(broken, "quotas")["value"] = {"gold": 3}
    parameter(broken, "prizes")["article"] = "40"
    broken["points"][0]["options"] = []
    broken["criteria"] = ["gbt19580-1999"]
    broken["form"]["fields"][0]["group"] = "nowhere"
    broken["evidence_slots"].append(broken["evidence_slots"][0])
    del broken["title"]["en"]
    with pytest.raises(RulesetError) as caught:
        load(broken, known_criteria)
    for fault in (
        "parameters[publicity_days].value: not a whole number",
        "parameters[quotas].value: needs exactly gold, silver, nomination",
        "parameters[prizes].article: no clause '40'",
        "points[publicity_counting].options: a choice needs options",
        "criteria: no criteria 'gbt19580-1999'",
        "form.fields[contact_name].group: no group 'nowhere'",
        "evidence_slots[licence]: is there twice",
        "title.en: missing",
    ):
        assert fault in str(caught.value)


@pytest.mark.parametrize(
    "key",
    [
        "parameters",
        "points",
        "limits",
        "evidence_slots",
        "checklist",
        "form",
        "content_types",
        "criteria",
        "in_force_from",
    ],
)
def test_a_part_that_is_missing_is_named(key: str) -> None:
    broken = data()
    del broken[key]
    with pytest.raises(RulesetError, match=key):
        load(broken, known_criteria)


@pytest.mark.parametrize("key", ["cycle_years", "quotas", "areas", "channels", "prizes"])
def test_a_number_that_is_missing_is_named(key: str) -> None:
    broken = data()
    broken["parameters"] = [row for row in broken["parameters"] if row["key"] != key]
    with pytest.raises(RulesetError, match=rf"parameters\[{key}\]: missing"):
        load(broken, known_criteria)
