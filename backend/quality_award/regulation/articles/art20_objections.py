"""Art. 20 to 24: objections with real identity, written evidence, in time; silence has its legal effect."""

from ..facts import ObjectionFacts
from ..registry import Gap, rule


def _late(facts: ObjectionFacts) -> bool:
    starts, ends = facts.publicity_starts_at, facts.publicity_ends_at
    return starts is None or ends is None or not starts <= facts.received_at < ends


@rule("20", code="objection.identified")
def identified(facts: ObjectionFacts) -> list[Gap]:
    """Real identity; anonymous objections are not accepted."""
    return [] if facts.identified else [{}]


@rule("20", code="objection.in_time")
def in_time(facts: ObjectionFacts) -> list[Gap]:
    """Within the publicity."""
    return [{"ends_at": facts.publicity_ends_at.isoformat() if facts.publicity_ends_at else None}] if _late(facts) else []


@rule("20", code="objection.evidence")
def evidence(facts: ObjectionFacts) -> list[Gap]:
    """Written evidence is attached."""
    return [] if facts.files else [{}]


@rule("21", code="objection.proof_supplied_objector", asks="reason")
def sufficient(facts: ObjectionFacts) -> list[Gap]:
    """The office says in words why the evidence is sufficient."""
    return [] if facts.reason.strip() else [{}]


@rule("20", code="objection.refusal_grounds", asks="reason")
def refusal_grounds(facts: ObjectionFacts) -> list[Gap]:
    """The answer says which condition is not met and why."""
    return [] if facts.reason.strip() else [{}]


@rule("22", code="objection.reason", asks="reason")
def reason(facts: ObjectionFacts) -> list[Gap]:
    """A named officer gives the reason."""
    return [] if facts.reason.strip() else [{}]


@rule("22", code="objection.report_text", asks="report")
def report_text(facts: ObjectionFacts) -> list[Gap]:
    """The investigation's report in words."""
    return [] if facts.report.strip() else [{}]


@rule("22", code="objection.report_overdue")
def report_overdue(facts: ObjectionFacts) -> list[Gap]:
    """The effect of silence falls due only after the deadline."""
    if facts.report_due_at is None or facts.now < facts.report_due_at:
        return [{"due_at": facts.report_due_at.isoformat() if facts.report_due_at else None}]
    return []


def _proof_overdue(facts: ObjectionFacts, side: str) -> list[Gap]:
    due = facts.proof_due_at.isoformat() if facts.proof_due_at else None
    if facts.proof_due_at is None or facts.now < facts.proof_due_at:
        return [{"due_at": due, "supplied": False}]
    return [{"due_at": due, "supplied": True}] if side in facts.proof_from else []


@rule("23", code="objection.proof_overdue_applicant")
def proof_overdue_applicant(facts: ObjectionFacts) -> list[Gap]:
    """The applicant supplied no proof in time: it is taken to admit."""
    return _proof_overdue(facts, "applicant")


@rule("23", code="objection.proof_overdue_objector")
def proof_overdue_objector(facts: ObjectionFacts) -> list[Gap]:
    """The objecting unit supplied no further proof in time: it is taken to have withdrawn."""
    return _proof_overdue(facts, "objector")


@rule("24", code="objection.office_opinion")
def office_opinion(facts: ObjectionFacts) -> list[Gap]:
    """The office has reported the verification to the committee."""
    return [] if facts.office_opinion.strip() else [{}]


@rule("24", code="objection.motion_carried")
def motion_carried(facts: ObjectionFacts) -> list[Gap]:
    """The committee has voted to uphold."""
    return [] if facts.motion_carried else [{}]


@rule("24", code="objection.motion_rejected")
def motion_rejected(facts: ObjectionFacts) -> list[Gap]:
    """The committee has voted not to uphold."""
    return [] if facts.motion_rejected else [{}]
