"""Art. 32, 33: declarations before the first look, recusals with reasons; scores only by those who may."""

from ..facts import AssignmentFacts, BreakGlassFacts, ConflictFacts, RecusalFacts, SheetFacts
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


@rule("32", code="sheet.no_conflict")
def no_conflict(facts: SheetFacts) -> list[Gap]:
    """No conflict of interest stands that bars or must be declared and that the office hasn't dismissed."""
    return [{}] if facts.conflict else []


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


@rule("32", code="assignment.panel_seen", local=True)
def panel_seen(facts: AssignmentFacts) -> list[Gap]:
    """Nobody is assigned before the applicants could see the candidate panel and ask for recusals."""
    return [{}] if facts.panel == "before" else []


@rule("32", code="assignment.panel_over", local=True)
def panel_over(facts: AssignmentFacts) -> list[Gap]:
    """Nobody is assigned while the applicants still may ask for recusals of the candidates."""
    return [{"until": facts.panel_until.isoformat() if facts.panel_until else None}] if facts.panel == "running" else []


@rule("32", code="break_glass.second_person", local=True)
def second_person(facts: BreakGlassFacts) -> list[Gap]:
    """Whoever asks to read a case that they are recused from doesn't decide on it."""
    return [{}] if facts.own else []


@rule("32", code="break_glass.decision_reason", asks="decision_reason", local=True)
def break_glass_reason(facts: BreakGlassFacts) -> list[Gap]:
    """A refusal says why."""
    return [] if facts.decision_reason.strip() else [{}]


@rule("32", code="conflict.decision_reason", asks="decision_reason")
def conflict_reason(facts: ConflictFacts) -> list[Gap]:
    """A decision on a conflict says why."""
    return [] if facts.decision_reason.strip() else [{}]


@rule("32", code="conflict.dismissible", local=True)
def dismissible(facts: ConflictFacts) -> list[Gap]:
    """A tie of the person's own that bars can't be dismissed: if it is wrong, it is withdrawn where it was entered."""
    return [{}] if facts.grade == "barred" and facts.hops == 1 else []
