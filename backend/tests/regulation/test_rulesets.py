"""A second city's award is a second file; a wrong file is refused with the line, the place and the reason."""

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality_award.regulation import stages
from quality_award.regulation.messages import translate
from quality_award.regulation.parameters import (
    Ruleset,
    RulesetError,
    cite,
    data_of,
    fingerprint,
    in_force,
    install,
    latest,
    read,
    ruleset,
    varied,
)
from quality_award.regulation.parameters.lines import Lines
from quality_award.regulation.procedure import course

FILES = Path(__file__).resolve().parents[1] / "rulesets"
SHIPPED = Path(__file__).resolve().parents[2] / "quality_award/regulation/parameters/chaoyang_2022.json"
TEXTS = {name: (FILES / f"{name}.json").read_text(encoding="utf-8") for name in ("luan_type", "shenzhen_type")}


@pytest.fixture
def installed() -> Iterator[Callable[[str], Ruleset]]:
    """Take another city's ruleset into use for one test."""
    yield lambda name: install([TEXTS[name]])[0]
    install([])


def test_luan_type_has_other_prizes_years_and_one_amount() -> None:
    law = read(TEXTS["luan_type"])
    assert [(tier.key, law.quotas[tier.key], law.prizes[tier.key]) for tier in law.tiers] == [
        ("award", 3, 500_000), ("nominated", 6, 0),
    ]  # fmt: skip
    assert (law.quota_total, law.min_years, law.cycle_years, law.stages) == (9, 3, 2, stages.STANDARD)
    assert len(law.areas) == 7
    assert set(law.channels.values()) == {"county"}


def test_shenzhen_type_has_other_stages_and_a_prize_for_projects() -> None:
    law = read(TEXTS["shenzhen_type"])
    assert law.stages[3:8] == ("document_review", "defence", "site_review", "public_opinion", "evaluation")
    assert law.scored == ("document", "defence", "site", "public_opinion")
    assert law.subjects == ("organisation", "project")
    assert (law.cycle_years, law.wait_editions) == (1, {"award": 1})
    ways = {(row.source, row.action): row.target for row in course(law.stages)}
    assert ways["document_review", "settle_site_list"] == "defence"
    assert ways["defence", "finish_defence"] == "site_review"
    assert ways["site_review", "finish_site_review"] == "public_opinion"
    assert ways["public_opinion", "finish_public_opinion"] == "evaluation"


def test_what_a_file_leaves_out_comes_from_the_one_it_is_like_and_cites_its_own_clauses() -> None:
    law = read(TEXTS["luan_type"])
    shipped = ruleset("chaoyang-2022")
    assert [field.key for field in law.form_definition.fields] == [field.key for field in shipped.form_definition.fields]
    assert law.parameter("publicity_days").article == "13(8)"
    assert law.parameter("supervision_years").article == "20"
    assert law.point("quorum").article == "7"
    # Its regulation says nothing of the ratings of Art. 31: what is taken over is local procedure there.
    assert law.cite("31") == "local"
    assert law.parameter("lookback_years").local is False


def test_the_retention_plan_comes_along_and_a_city_changes_what_it_wants_of_it() -> None:
    data = json.loads(TEXTS["luan_type"])
    data["retention"] = [
        {"key": "applicant_contacts", "years": 5, "fields": ["contact_phone"]},
        {"key": "ballots", "action": "sealed"},
    ]
    plan = read(json.dumps(data, ensure_ascii=False)).retention_plan
    shipped = ruleset("chaoyang-2022").retention_plan
    assert plan.keys() == shipped.keys()
    assert (plan["applicant_contacts"].years, plan["applicant_contacts"].fields) == (5, ("contact_phone",))
    assert (plan["applicant_contacts"].action, plan["ballots"].action) == ("removed", "sealed")
    assert (plan["objector_identity"].action, shipped["objector_identity"].article) == ("elsewhere", "25")
    del data["like"]
    with pytest.raises(RulesetError, match=r"retention\[trail_names\]: missing"):
        read(json.dumps(data, ensure_ascii=False))


@pytest.mark.article("38")
def test_the_city_in_use_gives_the_names_and_the_clauses(installed: Callable[[str], Ruleset]) -> None:
    assert cite("17(8)") == "17(8)"
    law = installed("luan_type")
    assert latest() is law
    assert in_force(law.in_force_from) is law
    assert cite("17(8)") == "13(8)"
    said, _ = translate("zh-CN", "edition.quota_final", {"tier": "nominated", "count": 7, "quota": 6})
    assert "提名奖" in said


def test_an_edition_notices_that_its_ruleset_was_changed(installed: Callable[[str], Ruleset]) -> None:
    before = installed("luan_type").code, fingerprint("luan-type-2024")
    install([TEXTS["luan_type"].replace('"min_years", "article": "9", "value": 3', '"min_years", "article": "9", "value": 4')])
    assert fingerprint(before[0]) != before[1]
    assert ruleset(before[0]).min_years == 4


def refused(change: Callable[[dict[str, Any]], None]) -> tuple[str, ...]:
    """What is said of the Lu'an-type file after a change."""
    data = json.loads(TEXTS["luan_type"])
    change(data)
    with pytest.raises(RulesetError) as caught:
        read(json.dumps(data, ensure_ascii=False, indent=1))
    return caught.value.problems


def parameter(data: dict[str, Any], key: str) -> dict[str, Any]:
    return next(row for row in data["parameters"] if row["key"] == key)


def _stages(*keys: str) -> list[dict[str, str]]:
    return [{"key": key, "article": "local"} for key in keys]


def _conflicts(**changes: Any) -> dict[str, Any]:
    """The shipped rules on conflicts with something changed: a value, or values of one kind of tie."""
    rules = data_of("chaoyang-2022")["conflicts"] | {"article": "local"}
    of_ties = {key: change for key, change in changes.items() if isinstance(change, dict)}
    rules |= {key: change for key, change in changes.items() if key not in of_ties}
    return rules | {"ties": [{**tie, **of_ties.get(tie["key"], {})} for tie in rules["ties"]]}


@pytest.mark.parametrize(
    ("change", "place", "why"),
    [
        (lambda d: parameter(d, "quotas").update(value={"award": -1, "nominated": 6}), "parameters[quotas].value", "at least 0"),
        (lambda d: parameter(d, "quotas").update(value={"award": 3}), "parameters[quotas].value", "exactly award, nominated"),
        (lambda d: parameter(d, "quota_total").update(value=10), "parameters[quota_total].value", "more than all tiers"),
        (lambda d: parameter(d, "min_years").update(value="3"), "parameters[min_years].value", "whole number"),
        (lambda d: parameter(d, "areas")["value"].append({"code": "341500", "zh": "全市", "en": "City"}),
         "parameters[areas].value[7]", "341500 overlaps 341502"),
        (lambda d: parameter(d, "areas")["value"].append({"code": "341502", "zh": "金安区", "en": "Jin'an"}),
         "parameters[areas].value[7]", "341502 overlaps 341502"),
        (lambda d: parameter(d, "areas")["value"].append({"code": "34152", "zh": "某区", "en": "Some"}),
         "parameters[areas].value[7]", "six digits"),
        (lambda d: parameter(d, "min_years").update(article="99"), "parameters[min_years].article", "no clause '99'"),
        (lambda d: d["regulation"]["clauses"][0].update(row="40"), "regulation.clauses[0].row", "no row '40'"),
        (lambda d: d["regulation"]["clauses"][0].pop("text"), "regulation.clauses[0]", "needs id, row and text"),
        (lambda d: d.update(stages=_stages("publicity", *(k for k in stages.STANDARD if k != "publicity"))),
         "stages[publicity]", "no publicity before the committee's list"),
        (lambda d: d.update(stages=_stages(*stages.STANDARD[:-2])), "stages", "stage 'approval' is missing"),
        (lambda d: d.update(stages=_stages(*stages.STANDARD, "lottery")), "stages[lottery]", "no stage 'lottery'"),
        (lambda d: d.update(stages=_stages("defence", *stages.STANDARD)), "stages[defence]", "chosen on their documents"),
        (lambda d: d.update(stages=_stages(*stages.STANDARD[:4], "defence", *stages.STANDARD[4:])),
         "points[defence_weight]", "missing"),
        (lambda d: d.update(colour="red"), "colour", "unknown key"),
        (lambda d: parameter(d, "min_years").update(note="x"), "parameters[min_years].note", "unknown key"),
        (lambda d: d["parameters"].append({**parameter(d, "min_years"), "key": "lucky_number"}),
         "parameters[lucky_number]", "unknown"),
        (lambda d: d["tiers"][1].update(mark="奖"), "tiers", "same numbers"),
        (lambda d: d["tiers"][1].update(subject="person"), "tiers[nominated].subject", "none of organisation, project"),
        (lambda d: d.update(tiers=[]), "tiers", "at least one prize"),
        (lambda d: parameter(d, "wait_editions").update(value={"bronze": 2}), "parameters[wait_editions].value", "only award"),
        (lambda d: parameter(d, "channels").update(value={"other": "county"}), "parameters[channels].value", "needs a channel"),
        (lambda d: d["parameters"].append({"key": "publicity_days", "article": "13(8)", "value": 3}),
         "parameters[publicity_days].value", "less than the 7 days"),
        (lambda d: d.update(in_force_from="2024-02-30"), "in_force_from", "not a day"),
        (lambda d: d.update(like="nowhere"), "like", "no ruleset 'nowhere'"),
        (lambda d: d["authority"].pop("award"), "authority.award", "missing"),
        (lambda d: d.update(retention=[{"key": "shoe_sizes", "years": 3}]), "retention[shoe_sizes]", "unknown class of data"),
        (lambda d: d.update(retention=[{"key": "objector_identity", "action": "sealed"}]),
         "retention[objector_identity].action", "none of elsewhere"),
        (lambda d: d.update(retention=[{"key": "trail_names", "action": "removed"}]), "retention[trail_names].action", "none of kept"),
        (lambda d: d.update(retention=[{"key": "ballots", "years": 5}]), "retention[ballots].years", "locked for 10 years"),
        (lambda d: d.update(retention=[{"key": "ballots", "years": 0}]), "retention[ballots].years", "less than 1"),
        (lambda d: d.update(retention=[{"key": "applicant_contacts", "fields": ["shoe_size"]}]),
         "retention[applicant_contacts].fields", "no field 'shoe_size'"),
        (lambda d: d.update(retention=[{"key": "applicant_contacts", "years": None}]), "retention[applicant_contacts].years", "missing"),
        (lambda d: d.update(retention=[{"key": "accounts", "fields": ["contact_name"]}]), "retention[accounts].fields", "only contacts"),
        (lambda d: d.update(retention=[{"key": "ballots", "article": "99"}]), "retention[ballots].article", "no clause '99'"),
        (lambda d: d.update(conflicts=[]), "conflicts", "not an object"),
        (lambda d: d.update(conflicts=_conflicts(max_hops=9)), "conflicts.max_hops", "from 1 to 4"),
        (lambda d: d.update(conflicts=_conflicts(sure_hops=4)), "conflicts.sure_hops", "more than max_hops"),
        (lambda d: d.update(conflicts=_conflicts(article="99")), "conflicts.article", "no clause '99'"),
        (lambda d: d.update(conflicts=_conflicts(ties=[])), "conflicts.ties[lawsuit]", "missing"),
        (lambda d: d.update(conflicts=_conflicts(kinship={"along": "forbidden"})), "conflicts.ties[kinship].along", "none of hint"),
        (lambda d: d.update(conflicts=_conflicts(kinship={"years": -1})), "conflicts.ties[kinship].years", "from 0 to 50"),
        (lambda d: d.update(conflicts=_conflicts(kinship={"least_share": 5})), "conflicts.ties[kinship].least_share", "below"),
    ],
)  # fmt: skip
def test_a_wrong_ruleset_is_refused_with_its_line_its_place_and_the_reason(
    change: Callable[[dict[str, Any]], None], place: str, why: str
) -> None:
    said = [problem for problem in refused(change) if f"{place}: " in problem and why in problem]
    assert said, refused(change)
    assert all(problem.startswith("line ") for problem in said if not place.startswith("points["))


def test_the_line_is_the_one_in_the_file() -> None:
    text = TEXTS["luan_type"].replace('"award": 3, "nominated": 6', '"award": -3, "nominated": 6')
    wanted = next(number for number, line in enumerate(text.splitlines(), 1) if '"award": -3' in line)
    with pytest.raises(RulesetError) as caught:
        read(text)
    assert caught.value.problems[0].startswith(f"line {wanted}: parameters[quotas].value: ")


@pytest.mark.parametrize(("text", "said"), [("{", "line 1: "), ('{"a":\n 1,}', "line 2: "), ("[]", "line 1: not an object")])
def test_what_is_no_json_is_refused_with_the_line(text: str, said: str) -> None:
    with pytest.raises(RulesetError, match=said):
        read(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab.[]", min_size=1, max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, st.sampled_from([None, 1]))
def test_the_walk_over_the_text_ends_for_every_json(value: Any, indent: int | None) -> None:
    assert Lines(json.dumps(value, indent=indent)).data == value


@given(st.permutations(list(stages.STAGES)), st.integers(0, len(stages.STAGES)))
def test_an_order_passes_exactly_when_nothing_is_missing_and_nothing_comes_too_early(keys: list[str], cut: int) -> None:
    picked = keys[:cut]
    early = any(
        later in picked[: picked.index(first)] for first, later, _ in stages.BEFORE if first in picked and later in picked
    )
    complete = set(stages.STANDARD) <= set(picked)
    assert (stages.problems(picked) == []) == (complete and not early)


def test_every_allowed_order_makes_a_course_without_gaps() -> None:
    middle = ("defence", "site_review", "public_opinion")
    for count in range(len(middle) + 1):
        for order in itertools.permutations(middle, count):
            if "site_review" not in order:
                continue
            keys = (*stages.STANDARD[:4], *order, *stages.STANDARD[5:])
            assert stages.problems(keys) == []
            rows = [row for row in course(keys) if row.action != "return_plan"]
            assert [row.target for row in rows[:-1]] == [row.source for row in rows[1:]]
            assert rows[-1].target == "closed"


def test_a_value_is_tried_out_without_touching_the_ruleset() -> None:
    before = fingerprint("chaoyang-2022")
    assert varied("chaoyang-2022", {"min_years": 3}).min_years == 3
    assert ruleset("chaoyang-2022").min_years == 5
    assert fingerprint("chaoyang-2022") == before
    with pytest.raises(RulesetError, match=r"parameters\[min_years\]\.value: not a whole number"):
        varied("chaoyang-2022", {"min_years": 0})
    with pytest.raises(RulesetError, match=r"parameters\[luck\]: unknown"):
        varied("chaoyang-2022", {"luck": 1})


def test_the_shipped_file_names_nothing_twice_and_is_read_by_its_own_rules() -> None:
    assert read(SHIPPED.read_text(encoding="utf-8")).code == "chaoyang-2022"
    assert data_of("chaoyang-2022") == json.loads(SHIPPED.read_text(encoding="utf-8"))
