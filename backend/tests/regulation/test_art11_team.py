"""Art. 11, 29, 31, 32: who may sit on a review team, who may rate it."""

import datetime as dt
from dataclasses import replace

import pytest

from quality_award.regulation import articles  # noqa: F401  (enters the rules)
from quality_award.regulation.facts import AssignmentFacts, RatingFacts, VisitFacts
from quality_award.regulation.finding import blocking
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import run

GOOD = AssignmentFacts(
    edition_state="document_review",
    application_state="accepted",
    expert="李玥",
    invited=True,
    checked=True,
    status="active",
    account=True,
    recused=False,
    conflicts=(),
    on_team=False,
    colleague="",
    as_leader=True,
    leader_qualified=True,
    leader="",
)

PATH = {"path_zh": "李玥 → 任职于甲公司", "path_en": "Li → works for A"}
DAY = dt.date(2026, 9, 8)
VISIT = VisitFacts("site_review", "shortlisted", DAY, DAY, True, 3)


def test_an_expert_without_anything_against_them_may_lead() -> None:
    assert run(ACTS["team.assign"], GOOD) == []
    site = replace(GOOD, edition_state="site_review", application_state="shortlisted", status="corrected")
    assert run(ACTS["team.assign"], site) == []


@pytest.mark.parametrize(
    ("change", "code", "article"),
    [
        ({"edition_state": "evaluation"}, "assignment.stage", "17(5)"),
        ({"application_state": "shortlisted"}, "assignment.stage", "17(5)"),
        ({"invited": False}, "assignment.invited", "17(1)"),
        ({"checked": False}, "assignment.invited", "17(1)"),
        ({"status": "dismissed"}, "assignment.fit", "29"),
        ({"status": "disqualified"}, "assignment.fit", "29"),
        ({"account": False}, "assignment.account", "33"),
        ({"recused": True}, "assignment.not_recused", "32"),
        ({"conflicts": ("employer",)}, "assignment.no_conflict", "32"),
        ({"on_team": True}, "assignment.once", "11"),
        ({"colleague": "王喆"}, "assignment.employers", "11"),
        ({"leader_qualified": False}, "assignment.leader", "11"),
        ({"leader": "王喆"}, "assignment.single_leader", "11"),
        ({"answer": "declined"}, "assignment.answered", "17(1)"),
        ({"barred": (PATH,)}, "assignment.barred", "32"),
        ({"undecided": (PATH,)}, "assignment.undecided", "32"),
        ({"hints": (PATH,)}, "assignment.hint", "32"),
        ({"load": 4, "max_load": 4}, "assignment.load", "11"),
        ({"absent_on": DAY}, "assignment.absent", "17(6)"),
        ({"elsewhere_on": DAY}, "assignment.elsewhere", "17(6)"),
    ],
)
def test_each_rule_refuses_its_own_case(change: dict[str, object], code: str, article: str) -> None:
    found = run(ACTS["team.assign"], replace(GOOD, **change))
    assert [(finding.rule, finding.article) for finding in found] == [(code, article)]


def test_a_hint_warns_and_a_load_below_the_limit_passes() -> None:
    assert blocking(run(ACTS["team.assign"], replace(GOOD, hints=(PATH,)))) == []
    assert run(ACTS["team.assign"], replace(GOOD, load=3, max_load=4)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"edition_state": "document_review"}, "visit.stage"),
        ({"application_state": "accepted"}, "visit.stage"),
        ({"members": 0}, "visit.team"),
        ({"working_day": False}, "visit.day"),
        ({"today": DAY + dt.timedelta(days=1)}, "visit.day"),
        ({"absent": ("李玥",)}, "visit.absent"),
        ({"busy": ("李玥",)}, "visit.elsewhere"),
    ],
)
def test_each_rule_of_a_visit_refuses_its_own_case(change: dict[str, object], code: str) -> None:
    assert run(ACTS["visit.set"], VISIT) == []
    assert [(one.rule, one.article) for one in run(ACTS["visit.set"], replace(VISIT, **change))] == [(code, "17(6)")]


def test_a_member_needs_no_qualification_to_lead() -> None:
    assert run(ACTS["team.assign"], replace(GOOD, as_leader=False, leader_qualified=False, leader="王喆")) == []


def test_every_conflict_is_named() -> None:
    found = run(ACTS["team.assign"], replace(GOOD, conflicts=("employer", "post")))
    assert [finding.params["conflict"] for finding in found] == ["employer", "post"]


def test_only_a_visited_organisation_rates_and_only_once() -> None:
    assert run(ACTS["reviewers.rate"], RatingFacts("shortlisted", True, False)) == []
    assert run(ACTS["reviewers.rate"], RatingFacts("awarded", True, False)) == []
    for state, begun in (("accepted", False), ("shortlisted", False), ("not_shortlisted", True), ("draft", False)):
        assert [f.rule for f in run(ACTS["reviewers.rate"], RatingFacts(state, begun, False))] == ["rating.visited"]
    assert [f.rule for f in run(ACTS["reviewers.rate"], RatingFacts("shortlisted", True, True))] == ["rating.once"]
