"""Art. 3: every two years; gold, silver and nomination within their numbers, at most 20 in all; places may stay empty."""

from ..facts import EditionFacts
from ..registry import Gap, rule


@rule("3", code="edition.interval")
def interval(facts: EditionFacts) -> list[Gap]:
    """An edition follows the last one after the cycle, or by the committee's recorded exception."""
    if facts.previous_year is None or facts.interval_exception:
        return []
    earliest = facts.previous_year + facts.law.cycle_years
    return [{"year": facts.year, "earliest": earliest}] if facts.year < earliest else []


def over_quota(facts: EditionFacts, kind: str) -> list[Gap]:
    """Where a list of winners has more than its tier, or more than all tiers together, may have."""
    counts = facts.lists.get(kind, {})
    gaps: list[Gap] = [
        {"tier": tier, "count": counts.get(tier, 0), "quota": quota}
        for tier, quota in facts.law.quotas.items()
        if counts.get(tier, 0) > quota
    ]
    total = sum(counts.values())
    if total > facts.law.quota_total:
        gaps.append({"tier": "total", "count": total, "quota": facts.law.quota_total})
    return gaps


@rule("3", code="edition.quota_proposed")
def quota_proposed(facts: EditionFacts) -> list[Gap]:
    """建议获奖名单 within the quotas."""
    return over_quota(facts, "proposed")


@rule("3", code="edition.quota_initial")
def quota_initial(facts: EditionFacts) -> list[Gap]:
    """获奖初选名单 within the quotas."""
    return over_quota(facts, "initial")


@rule("3", code="edition.quota_final")
def quota_final(facts: EditionFacts) -> list[Gap]:
    """拟获奖名单 within the quotas."""
    return over_quota(facts, "final")


def wrong_subject(facts: EditionFacts, kind: str) -> list[Gap]:
    """Cases on a list whose prize goes to another kind of applicant: a project's prize to an organisation, or the reverse."""
    return [
        {"case": case, "tier": tier}
        for case, tier, subject in facts.subjects.get(kind, ())
        if facts.law.tier_rank(tier) == len(facts.law.tiers) or facts.law.tier(tier).subject != subject
    ]


@rule("3", code="edition.subjects_proposed")
def subjects_proposed(facts: EditionFacts) -> list[Gap]:
    """Each prize on the proposed list goes to what it is given for."""
    return wrong_subject(facts, "proposed")


@rule("3", code="edition.subjects_initial")
def subjects_initial(facts: EditionFacts) -> list[Gap]:
    """Each prize on the initial list goes to what it is given for."""
    return wrong_subject(facts, "initial")


@rule("3", code="edition.subjects_final")
def subjects_final(facts: EditionFacts) -> list[Gap]:
    """Each prize on the final list goes to what it is given for."""
    return wrong_subject(facts, "final")
