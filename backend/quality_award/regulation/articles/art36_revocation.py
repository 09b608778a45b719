"""Art. 27, 36: revocation within three years after the award, by the government on the committee's proposal."""

from ..facts import AwardFacts
from ..registry import Gap, rule

GROUNDS = ("27", "36(1)", "36(2)", "36(3)", "36(4)", "36(5)", "36(6)")


@rule("36", code="award.revocation_ground", asks="article reason")
def revocation_ground(facts: AwardFacts) -> list[Gap]:
    """A listed clause, and the facts in words."""
    gaps: list[Gap] = []
    if facts.article not in GROUNDS:
        gaps.append({"what": "article"})
    if not facts.reason.strip():
        gaps.append({"what": "reason"})
    return gaps


@rule("36", code="award.supervised")
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
