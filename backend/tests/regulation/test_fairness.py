"""Art. 10, 32: draws that nobody can steer, the candidate panel, conflicts of interest, emergency readings."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_art11_team import GOOD

from quality_award.regulation import articles  # noqa: F401  (enters the rules)
from quality_award.regulation.facts import BreakGlassFacts, ConflictFacts, DrawFacts, SheetFacts
from quality_award.regulation.finding import Finding
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import RULES, run

MIDNIGHT = dt.datetime(2026, 3, 9, 16, tzinfo=dt.UTC)
"""The tenth of March begins in Shanghai."""
DRAW = DrawFacts(MIDNIGHT, dt.date(2026, 3, 10), own=False, public_number="2026031", reason="名册有误")
SHEET = SheetFacts("document_review", "document", (), "总评", undertaking=True, declared_no_interest=True, assigned=True)


def found(code: str, facts: object) -> list[Finding]:
    return run((code,), facts)


@pytest.mark.article("10")
@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("draw.number_due", {"now": MIDNIGHT - dt.timedelta(microseconds=1)}),
        ("draw.witness", {"own": True}),
        ("draw.public_number", {"public_number": " "}),
        ("draw.reason", {"reason": "\n"}),
    ],
)
def test_a_draw_waits_for_its_number_and_a_second_person(code: str, change: dict[str, object]) -> None:
    assert found(code, DRAW) == []
    assert [one.article for one in found(code, replace(DRAW, **change))] == ["10"]


@pytest.mark.article("32")
@pytest.mark.parametrize(
    ("panel", "code"), [("before", "assignment.panel_seen"), ("running", "assignment.panel_over"), ("over", ""), ("none", "")]
)
def test_teams_are_made_after_the_applicants_have_seen_the_panel(panel: str, code: str) -> None:
    ends = dt.datetime(2026, 6, 4, 16, tzinfo=dt.UTC)
    against = run(ACTS["team.assign"], replace(GOOD, panel=panel, panel_until=ends))
    assert [one.rule for one in against] == ([code] if code else [])
    if panel == "running":
        assert against[0].params["until"] == ends.isoformat()


@pytest.mark.article("32")
def test_no_score_while_a_conflict_stands() -> None:
    assert found("sheet.no_conflict", SHEET) == []
    assert [one.article for one in found("sheet.no_conflict", replace(SHEET, conflict=True))] == ["32"]


@pytest.mark.article("32")
@pytest.mark.parametrize("code", ["conflict.decision_reason", "break_glass.decision_reason"])
@given(reason=st.text())
def test_a_decision_says_why(code: str, reason: str) -> None:
    facts = ConflictFacts("hint", 2, reason) if code.startswith("conflict") else BreakGlassFacts(False, reason)
    assert bool(found(code, facts)) is not bool(reason.strip())


@pytest.mark.article("32")
@pytest.mark.parametrize(
    ("grade", "hops", "may"), [("barred", 1, False), ("barred", 2, True), ("declare", 1, True), ("hint", 1, True)]
)
def test_a_tie_of_ones_own_that_bars_is_withdrawn_not_dismissed(grade: str, hops: int, may: bool) -> None:
    assert (found("conflict.dismissible", ConflictFacts(grade, hops, "理由")) == []) is may


@pytest.mark.article("32")
def test_nobody_opens_a_case_to_themselves() -> None:
    assert found("break_glass.second_person", BreakGlassFacts(own=False)) == []
    assert [one.article for one in found("break_glass.second_person", BreakGlassFacts(own=True))] == ["32"]
    assert RULES["break_glass.second_person"].local
