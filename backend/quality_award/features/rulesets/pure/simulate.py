"""What a changed ruleset would have meant for editions that are over: who would have been kept out, or let in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quality_award.regulation.facts import OrganisationFacts
from quality_award.regulation.finding import Finding
from quality_award.regulation.parameters import Ruleset
from quality_award.regulation.registry import run


@dataclass(frozen=True)
class Change:
    """What the draft finds against an organisation that its edition's own law did not, and the reverse."""

    added: tuple[Finding, ...]
    removed: tuple[Finding, ...]
    eligible_before: bool
    eligible_after: bool


def compare(facts: OrganisationFacts, draft: Ruleset, codes: Sequence[str]) -> Change:
    """The same organisation on the same day under both laws; a finding is the same when rule and clause are."""
    before, after = run(tuple(codes), facts), run(tuple(codes), replace(facts, law=draft))

    def key(finding: Finding) -> tuple[str, object, object]:
        return finding.rule, finding.params.get("clause"), finding.params.get("occurred_on")

    known, found = {key(one) for one in before}, {key(one) for one in after}
    return Change(
        added=tuple(one for one in after if key(one) not in known),
        removed=tuple(one for one in before if key(one) not in found),
        eligible_before=not before,
        eligible_after=not after,
    )


def over(counts: Mapping[str, int], draft: Ruleset) -> dict[str, tuple[int, int]]:
    """{prize, or "total": (winners, places under the draft)} where a list of winners would no longer fit."""
    found = {tier: (count, draft.quotas.get(tier, 0)) for tier, count in counts.items() if count > draft.quotas.get(tier, 0)}
    total = sum(counts.values())
    if total > draft.quota_total:
        found["total"] = (total, draft.quota_total)
    return found


def spent(counts: Mapping[str, int], law: Ruleset) -> int:
    """Prize money for so many winners, in yuan."""
    return sum(law.prizes.get(tier, 0) * count for tier, count in counts.items())
