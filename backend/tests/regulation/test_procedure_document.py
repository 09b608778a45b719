"""The document that people read is drawn from the rows that the software runs by."""

from pathlib import Path

from quality_award.regulation import articles  # noqa: F401
from quality_award.regulation.describe import procedure_document
from quality_award.regulation.procedure import EVERY, TRANSITIONS

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "procedure.md"


def test_the_document_is_fresh() -> None:
    assert DOCUMENT.read_text() == procedure_document(), "run: python -m quality_award.cli procedure > docs/procedure.md"


def test_every_transition_and_rule_is_in_it() -> None:
    text = procedure_document()
    for row in TRANSITIONS:
        assert f"{row.source} --> {row.target}: {row.action}" in text
    for row in EVERY:
        assert row.action in text
        assert all(f"| `{code}` |" in text for code in row.rules)
