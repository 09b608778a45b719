"""法条对照: every row of the matrix has its text, what honours it, and a test; nothing is named that isn't there."""

import re
from pathlib import Path

import pytest

from quality_award.regulation.messages import LANGUAGES, catalogue
from quality_award.regulation.procedure import course
from quality_award.regulation.registry import RULES
from quality_award.regulation.source import clauses
from quality_award.regulation.trace import HONOURS, covers, rows
from traceability.report import document, marked, proofs

ROOT = Path(__file__).resolve().parents[3]
MATRIX = [
    *(str(number) for number in range(1, 40)), *(f"13({n})" for n in range(1, 6)), *(f"14({n})" for n in range(1, 5)),
    *(f"17({n})" for n in range(1, 10)), *(f"36({n})" for n in range(1, 7)),
]  # fmt: skip


def test_the_rows_are_those_of_the_matrix() -> None:
    assert set(rows()) == set(MATRIX)
    assert set(HONOURS) <= set(MATRIX)


@pytest.mark.parametrize("name", MATRIX)
def test_a_row_has_text_something_that_honours_it_and_a_test(name: str) -> None:
    row = rows()[name]
    assert row.clause.text
    assert row.clause.summary
    assert row.enforced, "nothing honours it"
    assert proofs(row, None), "no test"


def test_what_honours_a_row_is_there() -> None:
    for honour in {one for honours in HONOURS.values() for one in honours}:
        file, _, name = honour.reference.partition("::")
        assert (ROOT / file).is_file(), honour.reference
        if name:
            text = (ROOT / file).read_text(encoding="utf-8")
            assert re.search(rf"^(async )?def {name}\(", text, re.MULTILINE), honour.reference
        assert honour.zh
        assert honour.en


def test_every_rule_is_on_a_row_and_says_why_it_refuses() -> None:
    for code in RULES:
        assert covers(code), code
        assert all(catalogue(language)[code]["what"] for language in LANGUAGES), code


def test_a_step_that_ends_a_clause_of_article_17_stands_under_a_rule_of_that_clause() -> None:
    """Take the rule off the row, and the stage could be left without what its clause asks for."""
    free = {"return_plan", "start_publicity"}
    for row in course():
        if row.article.startswith("17(") and row.action not in free:
            cited = {RULES[code].article for code in row.rules}
            assert row.article in cited, f"{row.action} has no rule of {row.article}: {sorted(cited)}"


def test_the_document_is_fresh() -> None:
    assert (ROOT / "docs" / "traceability.md").read_text(encoding="utf-8") == document(), "run: make trace"


def test_marks_name_rows_of_the_matrix() -> None:
    assert set(marked()) <= set(MATRIX)
    assert {clause.row for clause in clauses()} == set(MATRIX)
