"""Art. 32, 33: declarations before the first look, recusals with reasons; scores only by those who may."""

from ..facts import RecusalFacts, SheetFacts
from ..registry import Gap, rule
from ..stages import SHEET_STATES


@rule("17(5)", code="sheet.stage")
def stage(facts: SheetFacts) -> list[Gap]:
    """Document scores in the document review, site scores in the site review, each sheet in its own stage."""
    return [] if facts.edition_state == SHEET_STATES[facts.stage] else [{"stage": facts.stage, "state": facts.edition_state}]


@rule("11", code="sheet.assigned")
def assigned(facts: SheetFacts) -> list[Gap]:
    """Only a member of the review team, while assigned."""
    return [] if facts.assigned else [{}]


@rule("33", code="sheet.undertaking")
def undertaking(facts: SheetFacts) -> list[Gap]:
    """The confidentiality undertaking is signed."""
    return [] if facts.undertaking else [{}]


@rule("32", code="sheet.no_interest")
def no_interest(facts: SheetFacts) -> list[Gap]:
    """The expert has declared to have no interest in this applicant."""
    return [] if facts.declared_no_interest else [{}]


@rule("17(5)", code="sheet.all_items")
def all_items(facts: SheetFacts) -> list[Gap]:
    """Every item of the criteria is scored."""
    return [{"item": item} for item in facts.unscored]


@rule("11", code="sheet.summary", local=True)
def summary(facts: SheetFacts) -> list[Gap]:
    """An overall comment in words."""
    return [] if facts.summary.strip() else [{}]


@rule("32", code="recusal.decision_reason", asks="decision_reason")
def decision_reason(facts: RecusalFacts) -> list[Gap]:
    """The office's decision says why."""
    return [] if facts.decision_reason.strip() else [{}]
