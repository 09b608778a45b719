"""Art. 15, 27, 36: who has to wait, and who is barred."""

from ..facts import OrganisationFacts
from ..registry import Gap, rule
from . import _organisation


@rule("15", code="organisation.gold_interval")
def gold_interval(facts: _organisation.Carrier) -> list[Gap]:
    """Gold in edition n: again from n+3, two whole editions lying between (open point 3)."""
    organisation: OrganisationFacts = _organisation.of(facts)
    waits = organisation.law.wait_editions
    gaps: list[Gap] = []
    for tier, won in organisation.wins:
        wait = waits.get(tier, 0)
        if won < organisation.edition_number <= won + wait:
            gaps.append({"tier": tier, "won": won, "again": won + wait + 1})
    return gaps


@rule("36", code="organisation.not_barred")
def not_barred(facts: _organisation.Carrier) -> list[Gap]:
    """Barred for life after fraud (Art. 27), or from the edition that follows a revocation (Art. 36).

    Whoever is barred for life is told so and nothing else: the one edition is part of it.
    """
    organisation: OrganisationFacts = _organisation.of(facts)
    if organisation.barred_for_life:
        return [{"clause": "27", "until": None, "then": "life"}]
    bar = organisation.law.revocation_bar_editions
    return [
        {"clause": "36", "until": revoked + bar, "then": "one_edition"}
        for revoked in organisation.revoked_editions
        if revoked < organisation.edition_number <= revoked + bar
    ]
