"""An application and its form as one reader may see them, in their words."""

import datetime as dt
from dataclasses import replace

from quality_award.access.actor import Actor
from quality_award.audit.tree import Proof
from quality_award.features.editions.pure.course import step_of
from quality_award.regulation.criteria import Criteria, criteria
from quality_award.regulation.finding import Finding
from quality_award.regulation.parameters import Field as FormField
from quality_award.regulation.parameters import Ruleset, indicator_years, ruleset
from quality_award.regulation.reference import area, division
from quality_award.regulation.registry import run
from quality_award.tables.applications import Manifest
from quality_award.tables.trail import AuditRecord
from quality_award.workflow import explain
from quality_award.workflow.deadlines import present_deadlines
from quality_award.workflow.present import present_actions, present_findings

from .facts import Dossier, may_edit
from .pure.course import step_of_application
from .pure.naming import named, place_of, section_of
from .pure.progress import sections
from .queries import Case
from .schemas import (
    ApplicationOut,
    ApplicationSummaryOut,
    ColumnOut,
    EventOut,
    FieldOut,
    FormalResultOut,
    FormOut,
    GapOut,
    ItemOut,
    OptionOut,
    PartOut,
    ProofOut,
    RecommendationOut,
    SectionOut,
    SlotOut,
    SubmissionReceiptOut,
)

CONTENT = (
    "application.form_complete", "application.project_named", "application.self_evaluation_complete", "application.lengths",
    "application.evidence_complete", "application.evidence_stored", "application.declared",
)  # fmt: skip
"""The rules on what an application contains; those on who may apply are the eligibility's."""


def summary_out(case: Case, lang: str) -> ApplicationSummaryOut:
    """A line of a list."""
    application, organisation = case.application, case.organisation
    return ApplicationSummaryOut(
        id=application.id,
        version=application.version,
        state=application.state,
        case_number=application.case_number,
        project_name=application.project_name,
        edition_id=case.edition.id,
        edition=case.edition.title,
        organisation=organisation.name,
        area_code=organisation.area_code,
        area=_area(organisation.area_code, lang == "en"),
        division=organisation.division,
        channel=application.channel,
        department=case.department.name if case.department else None,
        submitted_at=application.submitted_at,
        closes_at=case.edition.closes_at,
        recommend_by=case.edition.recommend_by,
    )


def _area(code: str, english: bool) -> str:
    try:
        found = area(code)
    except KeyError:
        return code
    return found.name_en if english else found.name_zh


def _industry(code: str, english: bool) -> str:
    try:
        found = division(code)
    except KeyError:
        return code
    return found.name_en if english else found.name_zh


def speak(findings: list[Finding], case: Case, lang: str) -> list[Finding]:
    """The findings with the names of fields, items and slots in place of their keys."""
    law, standard = ruleset(case.edition.ruleset_code), criteria(case.edition.criteria_code)
    return [named(finding, law, standard, lang == "en") for finding in findings]


def _gaps(findings: list[Finding], case: Case, lang: str) -> list[GapOut]:
    law = ruleset(case.edition.ruleset_code)
    spoken = present_findings(speak(findings, case, lang), lang)
    return [
        GapOut(
            section=section_of(finding, law),
            field=place_of(finding),
            article=finding.article,
            message=words.message,
            next=words.next,
        )
        for finding, words in zip(findings, spoken, strict=True)
    ]


def _recommendation(dossier: Dossier) -> RecommendationOut | None:
    if dossier.recommendation is None:
        return None
    row, department = dossier.recommendation
    return RecommendationOut(
        given=row.given,
        eligible=row.eligible,
        truthful=row.truthful,
        opinion=row.opinion,
        department=department,
        decided_at=row.created_at,
    )


def _formal_result(dossier: Dossier, actor: Actor) -> FormalResultOut | None:
    """Reasons go to the unit that received the application; to the applicant as open point 5 was settled (Art. 17(4))."""
    review = dossier.review
    if review is None or review.complete is None:
        return None
    edition = dossier.case.edition
    copied = ruleset(edition.ruleset_code).setting("non_acceptance_copy", edition.local_settings)
    # Whoever files directly is the receiving unit themselves.
    told = copied or dossier.application.channel == "direct"
    reasons = review.reasons if actor.role != "applicant" or told else ""
    return FormalResultOut(complete=review.complete, reasons=reasons)


def application_out(dossier: Dossier, *, actor: Actor, lang: str, now: dt.datetime) -> ApplicationOut:
    """An application as this reader may see it."""
    case, application, edition = dossier.case, dossier.application, dossier.case.edition
    organisation, law = case.organisation, ruleset(edition.ruleset_code)
    english, shown = lang == "en", dossier.locked is None
    # The gaps guide the applicant, and the officer who checks; nobody else works on them.
    working = actor.role == "applicant" and application.state == "draft"
    findings = run(CONTENT, dossier.facts) if working else []
    allowed = explain(application, actor=actor, facts=dossier.facts, owed=dossier.locked)
    actions = [
        replace(action, findings=tuple(speak(list(action.findings), case, lang)))
        for action in allowed
        # Of the two ways to hand in, the one that the registered facts give.
        if action.name not in ("submit", "submit_direct") or (action.name == "submit_direct") == (application.channel == "direct")
    ]
    return ApplicationOut(
        id=application.id,
        version=application.version,
        state=application.state,
        actions=present_actions(actions, lang),
        case_number=application.case_number,
        subject=application.subject,
        project_name=application.project_name,
        edition_id=edition.id,
        edition=edition.title,
        edition_number=edition.number,
        edition_year=edition.year,
        edition_state=edition.state,
        step=step_of_application(application.state, step_of(edition.state, edition.closes_at, now)),
        opens_at=edition.opens_at,
        closes_at=edition.closes_at,
        recommend_by=edition.recommend_by,
        deadlines=present_deadlines(lang, ("application_window", edition.closes_at), ("recommendation", edition.recommend_by)),
        organisation_id=organisation.id,
        organisation=organisation.name,
        uscc=organisation.uscc,
        area_code=organisation.area_code,
        area=_area(organisation.area_code, english),
        division=organisation.division,
        industry=_industry(organisation.division, english),
        ownership=organisation.ownership,
        nature=organisation.nature,
        registered_on=organisation.registered_on,
        legal_representative=organisation.legal_representative,
        employees=organisation.employees,
        channel=application.channel,
        department=case.department.name if case.department else None,
        locked=dossier.locked,
        form=application.form if shown else None,
        profile=application.profile if shown else None,
        self_evaluation=application.self_evaluation if shown else None,
        declared_by=application.declared_by if shown else None,
        declared_at=application.declared_at,
        submitted_at=application.submitted_at,
        closed_reason=application.closed_reason if _told_why(dossier, actor) else None,
        may_edit=may_edit(actor, case, now),
        sections=_sections(dossier, law, findings) if working else [],
        gaps=_gaps(findings, case, lang),
        recommendation=_recommendation(dossier) if shown else None,
        formal_result=_formal_result(dossier, actor) if shown else None,
    )


def _told_why(dossier: Dossier, actor: Actor) -> bool:
    if dossier.locked is not None:
        return False
    result = _formal_result(dossier, actor)
    return result is None or result.complete or bool(result.reasons)


def _sections(dossier: Dossier, law: Ruleset, findings: list[Finding]) -> list[SectionOut]:
    application, edition = dossier.application, dossier.case.edition
    return [
        SectionOut(key=one.key, status=one.status, filled=one.filled, needed=one.needed)
        for one in sections(
            law=law,
            nature=dossier.case.organisation.nature,
            year=edition.year,
            form=application.form,
            profile=application.profile,
            texts=application.self_evaluation,
            items=criteria(edition.criteria_code).item_codes,
            stored=[entry.slot for entry in dossier.evidence if entry.state == "stored"],
            declared=dossier.facts.declared,
            findings=findings,
        )
    ]


def event_out(record: AuditRecord) -> EventOut:
    """One step; who took it is said by role, the names stay in the audit trail."""
    return EventOut(at=record.at, role=record.role, action=record.action, article=record.article, to_state=record.to_state)


def receipt_out(manifest: Manifest, proof: Proof | None) -> SubmissionReceiptOut:
    """What was handed in, with the proof that the audit log has it once that is sealed."""
    return SubmissionReceiptOut(
        kind=manifest.kind,
        at=manifest.created_at,
        manifest=manifest.content,
        sha256=manifest.sha256,
        proof=ProofOut(
            record=proof.record, index=proof.index, path=[step.hex() for step in proof.path], checkpoint=proof.checkpoint
        )
        if proof
        else None,
    )


def form_out(case: Case, lang: str) -> FormOut:
    """The form, evidence and items that this organisation is asked for (Art. 16, 17(2))."""
    law, standard = ruleset(case.edition.ruleset_code), criteria(case.edition.criteria_code)
    form, nature, english = law.form_definition, case.organisation.nature, lang == "en"
    return FormOut(
        title=form.title_en if english else form.title_zh,
        declaration=form.declaration_en if english else form.declaration_zh,
        years=list(indicator_years(case.edition.year)),
        groups=[
            PartOut(key=g.key, title=g.title_en if english else g.title_zh, help="", article="16", required=True)
            for g in form.groups
        ],
        fields=[_field(field, english) for field in form.fields_for(nature)],
        slots=[
            SlotOut(
                key=slot.key,
                title=slot.title_en if english else slot.title_zh,
                help=slot.help_en if english else slot.help_zh,
                article=slot.article,
                required=slot.required,
                content_types=list(law.content_types_of(slot.key)),
            )
            for slot in law.slots_for(nature)
        ],
        checklist=[
            PartOut(key=i.key, title=i.title_en if english else i.title_zh, help="", article=i.article, required=True)
            for i in law.checklist_for(nature)
        ],
        items=_items(standard, english),
        profile_chars=law.limits.profile_chars,
        self_evaluation_chars=law.limits.self_evaluation_chars,
        max_file_bytes=law.limits.max_file_bytes,
        max_application_bytes=law.limits.max_application_bytes,
        max_files_per_slot=law.limits.max_files_per_slot,
        content_types=list(law.content_types),
    )


def _items(standard: Criteria, english: bool) -> list[ItemOut]:
    return [
        ItemOut(
            code=item.code,
            category=category.code,
            category_name=category.name_en if english else category.name_zh,
            name=item.name_en if english else item.name_zh,
            points=item.points,
            kind=item.kind,
            asks=item.asks_en if english else item.asks_zh,
        )
        for category in standard.categories
        for item in category.items
    ]


def _field(field: FormField, english: bool) -> FieldOut:
    return FieldOut(
        key=field.key,
        group=field.group,
        type=field.type,
        required=field.required,
        required_if=field.required_if,
        article=field.article,
        title=field.title_en if english else field.title_zh,
        unit=field.unit_en if english else field.unit_zh,
        per_year=field.per_year,
        min=field.min,
        max=field.max,
        options=[OptionOut(value=o.value, label=o.en if english else o.zh) for o in field.options],
        columns=[
            ColumnOut(
                key=c.key,
                type=c.type,
                required=c.required,
                title=c.title_en if english else c.title_zh,
                min=c.min,
                max=c.max,
            )
            for c in field.columns
        ],
    )
