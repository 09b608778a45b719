"""Rows → what a record changes for an application, and what it means for an award (Art. 14, 27, 36)."""

import datetime as dt
from dataclasses import replace

from quality_award.features.editions.facts import organisation_facts, reference_day
from quality_award.features.editions.standing import Candidate
from quality_award.platform.clock import local_date
from quality_award.regulation.articles.art36_revocation import PROPOSED
from quality_award.regulation.assess import assess, eligibility
from quality_award.regulation.facts import OrganisationFacts, RecordFact, WinnerFacts
from quality_award.regulation.finding import Finding
from quality_award.regulation.parameters import ruleset
from quality_award.tables.awards import Award
from quality_award.tables.editions import Edition
from quality_award.tables.parties import RegulatoryRecord


def changed_by(record: RegulatoryRecord, candidate: Candidate, *, edition: Edition, now: dt.datetime) -> list[Finding]:
    """The findings that are there with the record and not without it: on the closing day, or on what has happened since."""
    law = ruleset(edition.ruleset_code)
    closing = reference_day(edition, now)
    without = replace(candidate, records=tuple(one for one in candidate.records if one.id != record.id))
    new: list[Finding] = []
    for day in (closing, max(local_date(now), closing)):
        before, after = (
            _refusing(organisation_facts(one, law=law, number=edition.number, reference_day=day)) for one in (without, candidate)
        )
        new += [finding for finding in after if finding not in before and finding not in new]
    return new


def _refusing(facts: OrganisationFacts) -> list[Finding]:
    made = assess(eligibility(facts.nature), facts)
    return [finding for one in made for finding in one.findings if finding.severity == "block"]


def winner_facts(award: Award, record: RegulatoryRecord, *, today: dt.date) -> WinnerFacts:
    """An award and this record."""
    fact = RecordFact(record.kind, record.occurred_on, record.source, record.document, record.fatalities)
    return WinnerFacts(award.granted_on, award.supervised_until, today, (fact,))


def clause_of(record: RegulatoryRecord, findings: list[Finding], *, winner: bool) -> str | None:
    """The clause to propose; None when the record's kind stands under no item of Art. 36 and a person has to choose."""
    return PROPOSED.get(record.kind) if winner else findings[0].article
