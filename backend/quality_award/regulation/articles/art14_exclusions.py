"""Art. 14: no application after certain events within the three years before the closing day."""

import datetime as dt

from ..dates import years_after
from ..facts import OrganisationFacts, RecordFact
from ..registry import Gap, rule
from . import _organisation

KINDS: dict[str, str] = {
    "safety_accident_larger": "14(1)",
    "safety_accident_fatal_general": "14(1)",
    "major_quality_accident": "14(1)",
    "major_environment_accident": "14(1)",
    "major_public_health_accident": "14(1)",
    "major_food_safety_accident": "14(1)",
    "failed_sample": "14(2)",
    "serious_complaint": "14(3)",
    "credit_loss": "14(4)",
    "serious_discipline": "14(4)",
    "typical_credit_loss_case": "36(3)",
    "consumer_fraud": "36(4)",
    "serious_operating_loss": "36(5)",
    "award_fraud": "27",
}
"""Kinds of regulatory record → the clause they fall under for applicants (Art. 27 and 36: for winners alone)."""

FATAL_GENERAL = "safety_accident_fatal_general"


def window_start(facts: OrganisationFacts) -> dt.date:
    """The first day that still counts: the closing day minus the look-back, to the day."""
    return years_after(facts.reference_day, -facts.law.lookback_years)


def free_on(occurred_on: dt.date, years: int) -> dt.date:
    """The first closing day on which an event no longer counts: the day after its last day within the look-back."""
    day = years_after(occurred_on, years)
    # 29 February looks back to 28 February: two closing days can have one first day.
    while years_after(day, -years) <= occurred_on:
        day += dt.timedelta(days=1)
    return day


def in_window(facts: OrganisationFacts) -> list[RecordFact]:
    """The records of the look-back, its first and its last day among them."""
    start = window_start(facts)
    return [record for record in facts.records if start <= record.occurred_on <= facts.reference_day]


def _fatal_series(records: list[RecordFact], needed: int) -> tuple[RecordFact, ...]:
    """As many general accidents with deaths as exclude, within any one year."""
    ordered = sorted(records, key=lambda record: record.occurred_on)
    for first in range(len(ordered)):
        end = years_after(ordered[first].occurred_on, 1)
        within = tuple(record for record in ordered[first:] if record.occurred_on < end)
        if len(within) >= needed:
            return within
    return ()


@rule("14", code="organisation.clean_record")
def clean_record(facts: _organisation.Carrier) -> list[Gap]:
    """Every record that bars the application, with its clause."""
    organisation = _organisation.of(facts)
    recent = in_window(organisation)
    general = [r for r in recent if r.kind == FATAL_GENERAL]
    hits = [r for r in recent if r.kind != FATAL_GENERAL and KINDS.get(r.kind, "").startswith("14")]
    hits += _fatal_series(general, organisation.law.fatal_accidents_in_a_year)
    return [
        {
            "clause": KINDS[record.kind],
            "kind": record.kind,
            "occurred_on": record.occurred_on.isoformat(),
            "source": record.source,
            "document": record.document,
            "free_on": free_on(record.occurred_on, organisation.law.lookback_years).isoformat(),
        }
        for record in hits
    ]
