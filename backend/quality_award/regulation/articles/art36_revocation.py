"""Art. 27, 36: revocation within three years after the award, by the government on the committee's proposal."""

from ..facts import AwardFacts, RecordFact, WinnerFacts
from ..registry import Gap, rule

RULES_OF_WINNERS = ("award.recorded_event",)
GROUNDS = ("27", "36(1)", "36(2)", "36(3)", "36(4)", "36(5)", "36(6)")

PROPOSED: dict[str, str] = {
    "safety_accident_larger": "36(1)",
    "major_quality_accident": "36(1)",
    "major_environment_accident": "36(1)",
    "major_public_health_accident": "36(1)",
    "major_food_safety_accident": "36(1)",
    "failed_sample": "36(2)",
    "serious_complaint": "36(2)",
    "typical_credit_loss_case": "36(3)",
    "consumer_fraud": "36(4)",
    "serious_operating_loss": "36(5)",
    "award_fraud": "27",
}
"""Kinds of regulatory record → the clause that the system proposes for winners. A kind that is not here has none: a person chooses."""


def touches(facts: WinnerFacts, record: RecordFact) -> bool:
    """Whether a record concerns the award: what happened within the supervision, while it runs; fraud (Art. 27) whenever."""
    if PROPOSED.get(record.kind) == "27":
        return True
    return facts.granted_on <= record.occurred_on <= facts.supervised_until and facts.today <= facts.supervised_until


@rule("36", code="award.recorded_event", severity="decide")
def recorded_event(facts: WinnerFacts) -> list[Gap]:
    """Every record that a person has to weigh for a revocation, with the clause that its kind points to."""
    return [
        {
            "clause": PROPOSED.get(record.kind, "36"),
            "kind": record.kind,
            "occurred_on": record.occurred_on.isoformat(),
            "source": record.source,
            "document": record.document,
            "until": facts.supervised_until.isoformat(),
        }
        for record in facts.records
        if touches(facts, record)
    ]


@rule("36", code="award.revocation_ground", asks="article reason")
def revocation_ground(facts: AwardFacts) -> list[Gap]:
    """A listed clause, and the facts in words."""
    gaps: list[Gap] = []
    if facts.article not in GROUNDS:
        gaps.append({"what": "article"})
    if not facts.reason.strip():
        gaps.append({"what": "reason"})
    return gaps


@rule("36", code="award.supervised", asks="article")
def supervised(facts: AwardFacts) -> list[Gap]:
    """Within the three years, to the day; fraud (Art. 27) knows no end."""
    if facts.article == "27" or facts.today <= facts.supervised_until:
        return []
    return [{"until": facts.supervised_until.isoformat()}]


@rule("36", code="award.reason", asks="reason")
def reason(facts: AwardFacts) -> list[Gap]:
    """A decision says why."""
    return [] if facts.reason.strip() else [{}]


@rule("36", code="award.revocation_carried")
def revocation_carried(facts: AwardFacts) -> list[Gap]:
    """The committee has voted for it."""
    return [] if facts.motion_carried else [{}]


@rule("36", code="award.document", asks="document")
def document(facts: AwardFacts) -> list[Gap]:
    """The government's decision has its document number."""
    return [] if facts.document.strip() else [{}]
