"""Rows → the facts of Art. 13 to 17(4)."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import may
from quality_award.features.editions.facts import organisation_facts, reference_day
from quality_award.features.editions.standing import Candidate
from quality_award.platform.clock import local_date
from quality_award.platform.crypto import canonical_json
from quality_award.regulation.criteria import criteria
from quality_award.regulation.facts import ApplicationFacts
from quality_award.regulation.parameters import Ruleset, missing_fields, ruleset
from quality_award.tables.applications import Application, Evidence, EvidenceCitation, FormalReview, Recommendation
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Department, Organisation

from .pure.manifest import HandedIn, manifest_of
from .queries import Case

CHANNEL_WORDS = {"direct": "直", "industry": "业", "county": "县"}
"""How a case number says its channel: 5-县-0012."""

PROFILE = "profile"


@dataclass(frozen=True)
class Dossier:
    """An application with everything that its screen and its rules look at."""

    case: Case
    candidate: Candidate
    evidence: tuple[Evidence, ...]
    recommendation: tuple[Recommendation, str] | None
    review: FormalReview | None
    locked: str | None
    facts: ApplicationFacts

    @property
    def application(self) -> Application:
        """The row itself."""
        return self.case.application


def open_for_drafts(edition: Edition, now: dt.datetime) -> bool:
    """Whether drafts may be written: from the notice to the closing second (Art. 17(2))."""
    return edition.state == "open" and edition.closes_at is not None and now < edition.closes_at


def may_edit(actor: Actor, case: Case, now: dt.datetime) -> bool:
    """Whether the actor may change the content of this application now."""
    mine = may(actor, "applications.edit") and actor.organisation_id == case.organisation.id
    return mine and case.application.state == "draft" and open_for_drafts(case.edition, now)


def derived_channel(law: Ruleset, organisation: Organisation) -> str:
    """The one channel that follows from the registered facts (Art. 17(3))."""
    return law.channels[organisation.ownership]


def barred(department: Department | None, now: dt.datetime) -> bool:
    """Whether the unit's right to recommend is suspended or cancelled (Art. 28)."""
    if department is None:
        return False
    suspended = department.suspended_until is not None and department.suspended_until >= local_date(now)
    return suspended or department.cancelled_at is not None


def too_long(law: Ruleset, application: Application) -> dict[str, int]:
    """By how many characters profile and self-evaluation exceed the form's limits."""
    lengths = {
        "profile": len(application.profile) - law.limits.profile_chars,
        "self_evaluation": sum(map(len, application.self_evaluation.values())) - law.limits.self_evaluation_chars,
    }
    return {field: over for field, over in lengths.items() if over > 0}


def missing_slots(law: Ruleset, nature: str, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Required evidence without a stored file."""
    stored = {entry.slot for entry in evidence if entry.state == "stored"}
    return tuple(slot.key for slot in law.required_slots(nature) if slot.key not in stored)


def unsettled(evidence: Sequence[Evidence], now: dt.datetime) -> tuple[str, ...]:
    """Files that are being sent or looked at, and those that were not what they should be and are still listed."""
    return tuple(
        e.filename for e in evidence if e.state not in ("stored", "pending") or (e.state == "pending" and e.expires_at > now)
    )


def empty_fields(law: Ruleset, application: Application, nature: str, year: int) -> tuple[str, ...]:
    """Required fields of the form without a value, the organisational profile among them (Art. 16)."""
    fields = missing_fields(law.form_definition, application.form, nature, year)
    return fields if application.profile.strip() else (*fields, PROFILE)


def missing_items(edition: Edition, application: Application) -> tuple[str, ...]:
    """Criteria items without a self-evaluation."""
    texts = application.self_evaluation
    return tuple(code for code in criteria(edition.criteria_code).item_codes if not str(texts.get(code) or "").strip())


def checklist_state(law: Ruleset, nature: str, review: FormalReview | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(items without a finding, failed items) of the formal review."""
    results = {entry["code"]: entry.get("result") for entry in (review.checklist if review else [])}
    items = [item.key for item in law.checklist_for(nature)]
    unchecked = tuple(key for key in items if results.get(key) not in ("pass", "fail"))
    return unchecked, tuple(key for key in items if results.get(key) == "fail")


def application_facts(
    *,
    application: Application,
    edition: Edition,
    organisation: Organisation,
    department: Department | None,
    candidate: Candidate,
    evidence: Sequence[Evidence],
    review: FormalReview | None,
    now: dt.datetime,
    eligible: bool | None = None,
    truthful: bool | None = None,
    opinion: str | None = None,
    reasons: str | None = None,
) -> ApplicationFacts:
    """The facts of an application at this moment, with the inputs of the action at hand."""
    law = ruleset(edition.ruleset_code)
    unchecked, failed = checklist_state(law, organisation.nature, review)
    return ApplicationFacts(
        law=law,
        now=now,
        organisation=organisation_facts(candidate, law=law, number=edition.number, reference_day=reference_day(edition, now)),
        edition_state=edition.state,
        opens_at=edition.opens_at,
        closes_at=edition.closes_at,
        recommend_by=edition.recommend_by,
        channel=application.channel,
        derived_channel=derived_channel(law, organisation),
        recommender_barred=barred(department, now),
        missing_fields=empty_fields(law, application, organisation.nature, edition.year),
        missing_items=missing_items(edition, application),
        missing_evidence=missing_slots(law, organisation.nature, evidence),
        pending_evidence=unsettled(evidence, now),
        too_long=too_long(law, application),
        declared=bool((application.declared_by or "").strip()),
        opinion=opinion or "",
        eligible=eligible,
        truthful=truthful,
        unchecked=unchecked,
        failed_checks=failed,
        formally_complete=review.complete if review else None,
        reasons=reasons or "",
        subject=application.subject,
        project_name=application.project_name,
    )


def cited(citations: Iterable[tuple[EvidenceCitation, Evidence]]) -> list[dict[str, Any]]:
    """Statements and the pages that bear them out, in a form of their own: files by their bytes."""
    return [
        {"item": one.item, "statement": one.statement, "sha256": row.sha256, "filename": row.filename, "page": one.page}
        for one, row in citations
    ]


def handed_in(
    case: Case,
    evidence: Iterable[Evidence],
    *,
    now: dt.datetime,
    citations: Iterable[tuple[EvidenceCitation, Evidence]] = (),
    reason: str | None = None,
) -> tuple[dict[str, Any], str]:
    """(the manifest of what is handed in at this moment, its SHA-256); `reason` makes it one of a later addition."""
    law, application = ruleset(case.edition.ruleset_code), case.application
    articles = {slot.key: slot.article for slot in law.evidence_slots}
    texts = {
        "form": application.form,
        "profile": application.profile,
        "self_evaluation": application.self_evaluation,
        "citations": cited(citations),
    }
    made = manifest_of(
        {
            "kind": "submission" if reason is None else "supplement",
            "reason": reason,
            "case_number": application.case_number,
            "edition": case.edition.number,
            "ruleset": case.edition.ruleset_code,
            "organisation": case.organisation.name,
            "uscc": case.organisation.uscc,
            "declared_by": application.declared_by,
            "at": now.astimezone(dt.UTC).isoformat(),
        },
        {name: canonical_json(value) for name, value in texts.items()} if reason is None else {},
        (
            HandedIn(
                slot=one.slot,
                article=articles.get(one.slot, "17(2)"),
                filename=one.filename,
                size=one.size,
                sha256=one.sha256 or "",
                content_type=one.content_type,
                version=one.version_id,
            )
            for one in evidence
            if one.state == "stored"
        ),
    )
    return made, hashlib.sha256(canonical_json(made)).hexdigest()
