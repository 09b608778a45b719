"""Rows → the facts of Art. 3 and 17, and of the examination of winners at the gates (Art. 13 to 15)."""

import datetime as dt
from dataclasses import replace

from quality_award.platform.clock import local_date
from quality_award.platform.uscc import parse_uscc
from quality_award.regulation.facts import EditionFacts, OrganisationFacts, RecordFact
from quality_award.regulation.parameters import Ruleset, ruleset
from quality_award.regulation.registry import run
from quality_award.tables.editions import Edition

from .pure.invitation import against
from .pure.panel import Panel, panel
from .standing import Candidate, Standing

UNFIT = ("dismissed", "disqualified")
ELIGIBILITY = (
    "organisation.registered_here", "organisation.years", "organisation.clean_record", "organisation.gold_interval",
    "organisation.not_barred",
)  # fmt: skip


def organisation_facts(candidate: Candidate, *, law: Ruleset, number: int, reference_day: dt.date) -> OrganisationFacts:
    """What eligibility is computed from, on one day."""
    organisation = candidate.organisation
    return OrganisationFacts(
        law=law,
        name=organisation.name,
        uscc_valid=parse_uscc(organisation.uscc) is not None,
        area_code=organisation.area_code,
        registered_on=organisation.registered_on,
        reference_day=reference_day,
        edition_number=number,
        wins=candidate.wins,
        revoked_editions=candidate.revoked_editions,
        barred_for_life=organisation.barred_for_life,
        records=tuple(
            RecordFact(record.kind, record.occurred_on, record.source, record.document, record.fatalities)
            for record in candidate.records
        ),
        nature=organisation.nature,
    )


def reference_day(edition: Edition, now: dt.datetime) -> dt.date:
    """The day from which Art. 13(1) and 14 count back: the closing day (open point 2).

    Applications close at an instant; the closing day is the day of the last second in which one could apply.
    """
    return local_date(edition.closes_at - dt.timedelta(seconds=1)) if edition.closes_at else local_date(now)


def became_ineligible(candidate: Candidate, *, law: Ruleset, edition: Edition, now: dt.datetime) -> bool:
    """Whether the organisation may not be awarded: counted from the closing day (open point 2), and by what happened since."""
    closing = reference_day(edition, now)
    facts = organisation_facts(candidate, law=law, number=edition.number, reference_day=closing)
    today = replace(facts, reference_day=max(local_date(now), closing))
    return bool(run(ELIGIBILITY, facts) or run(("organisation.clean_record",), today))


def edition_facts(edition: Edition, standing: Standing, *, now: dt.datetime) -> EditionFacts:
    """The facts of an edition at this moment."""
    law = ruleset(edition.ruleset_code)
    settings = edition.local_settings
    team = standing.team
    return EditionFacts(
        law=law,
        now=now,
        number=edition.number,
        year=edition.year,
        previous_year=standing.previous_year,
        interval_exception=bool((edition.interval_exception or "").strip()),
        plan_text=edition.plan_text,
        unconfirmed_points=law.unconfirmed(settings),
        weights=law.weights(settings),
        opens_at=edition.opens_at,
        closes_at=edition.closes_at,
        recommend_by=edition.recommend_by,
        agency=edition.agency_id is not None,
        procurement_record=bool((edition.procurement_record or "").strip()),
        experts=len(team),
        leaders=sum(qualified and status not in UNFIT for _, status, qualified, _ in team),
        unchecked_experts=sum(not checked for *_, checked in team),
        unfit_experts=tuple(name for name, status, *_ in team if status in UNFIT),
        unanswered_experts=tuple(
            (name, why) for name, answer, answer_by in standing.answers if (why := against(answer, answer_by, now))
        ),
        carried=standing.carried,
        reports=standing.reports,
        waiting_recommendation=standing.applications.get("submitted", 0),
        waiting_formal_review=standing.applications.get("filed", 0),
        accepted=standing.applications.get("accepted", 0),
        without_team=standing.without_team,
        open_sheets={kind: states.get("open", 0) for kind, states in standing.sheets.items()},
        lists=standing.lists,
        newly_ineligible=tuple(
            candidate.case_number
            for candidate in standing.candidates
            if became_ineligible(candidate, law=law, edition=edition, now=now)
        ),
        final_outside_initial=standing.final_outside_initial,
        upheld_on_final=standing.upheld_on_final,
        publicity_ends_at=edition.publicity_ends_at,
        open_objections=standing.open_objections,
        approval_document=edition.approval_document or "",
        unpaid=standing.unpaid,
        without_opinion=standing.without_opinion,
        criteria_code=edition.criteria_code,
        subjects=standing.subjects,
    )


def masked(facts: EditionFacts, hidden: frozenset[str]) -> EditionFacts:
    """The same facts with cases unnamed from which the reader is recused (Art. 32): they still count, they are not told apart."""
    if not hidden:
        return facts

    def mask(cases: tuple[str, ...]) -> tuple[str, ...]:
        return tuple("＊＊＊" if case in hidden else case for case in cases)

    return replace(
        facts,
        without_team=mask(facts.without_team),
        newly_ineligible=mask(facts.newly_ineligible),
        final_outside_initial=mask(facts.final_outside_initial),
        upheld_on_final=mask(facts.upheld_on_final),
        without_opinion=mask(facts.without_opinion),
        subjects={
            kind: tuple((mask((case,))[0], tier, subject) for case, tier, subject in entries)
            for kind, entries in facts.subjects.items()
        },
    )


def panel_days(edition: Edition) -> int:
    """For how many days applicants see the candidate panel: a local point of the edition, 0 for none (Art. 32)."""
    return int(ruleset(edition.ruleset_code).setting("panel_days", edition.local_settings))


def panel_of(edition: Edition, now: dt.datetime) -> Panel:
    """Where the window of the candidate panel stands."""
    return panel(panel_days(edition), edition.panel_opens_at, edition.panel_closes_at, now)
