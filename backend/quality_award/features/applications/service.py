"""Commands on applications: start, autosave, hand in, take back (Art. 16, 17(2), 17(3))."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.access.recusal import require_declared
from quality_award.audit.append import append
from quality_award.audit.tree import Proof, prove
from quality_award.features.editions import queries as editions
from quality_award.features.editions.facts import organisation_facts, reference_day
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound, RuleRefusal
from quality_award.platform.ids import new_id
from quality_award.regulation.criteria import criteria
from quality_award.regulation.facts import OrganisationFacts
from quality_award.regulation.finding import Finding
from quality_award.regulation.parameters import invalid_fields, ruleset
from quality_award.regulation.registry import run
from quality_award.tables.applications import Application, Manifest
from quality_award.tables.parties import Organisation
from quality_award.workflow import lock, perform

from . import queries
from .facts import CHANNEL_WORDS, Dossier, application_facts, derived_channel, handed_in, open_for_drafts
from .pure.storable import unstorable
from .schemas import ApplicationActionIn, ApplicationIn, ApplicationPatchIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

HAND_IN = ("submit", "submit_direct")
OWN_ACTIONS = (*HAND_IN, "take_back")
HARD_LIMIT = 4
"""A draft may be longer than the form allows while it is being cut down, but not without end."""


async def find(session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID) -> queries.Case:
    """The case. Raises NotFound unless the actor may see it."""
    found = await queries.case(session, actor, application_id)
    if found is None:
        raise NotFound
    return found


async def load(session: "AsyncSession", *, actor: Actor, case: queries.Case, now: dt.datetime, **inputs: Any) -> Dossier:
    """The case with its papers, and the facts of this moment; `inputs` are those of the action at hand."""
    candidate = await queries.candidate(session, case.application.case_number, case.organisation)
    evidence = tuple(await queries.evidence(session, case.id))
    review = await queries.formal_review(session, case.id)
    facts = application_facts(
        application=case.application,
        edition=case.edition,
        organisation=case.organisation,
        department=case.department,
        candidate=candidate,
        evidence=evidence,
        review=review,
        now=now,
        **inputs,
    )
    return Dossier(
        case=case,
        candidate=candidate,
        evidence=evidence,
        recommendation=await queries.recommendation(session, case.id),
        review=review,
        locked=await queries.cleared(session, actor, case.application),
        facts=facts,
    )


async def hold(session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, version: int | None) -> queries.Case:
    """The case, locked for a change, its edition kept from moving on meanwhile.

    The edition first: a transition of the edition locks in the same order, so that neither waits for the other.
    """
    found = await find(session, actor=actor, application_id=application_id)
    edition = await queries.edition(session, found.application.edition_id, hold=True)
    assert edition is not None
    application = await lock(session, Application, application_id, version)
    return queries.Case(application, edition, found.organisation, found.department)


def require_draft(actor: Actor, case: queries.Case, now: dt.datetime) -> None:
    """Raise unless the content may be changed now: a draft, in time (Art. 16, 17(2))."""
    require(actor, "applications.edit")
    if case.application.state != "draft":
        raise Conflict("application-handed-in", state=case.application.state, article="17(2)")
    if not open_for_drafts(case.edition, now):
        closes = case.edition.closes_at
        gap = {"when": "after", "closes_at": closes.isoformat() if closes else None}
        raise RuleRefusal(findings=[Finding("application.window", "17(2)", gap)], article="17(2)")


async def start_application(session: "AsyncSession", *, actor: Actor, body: ApplicationIn, now: dt.datetime) -> queries.Case:
    """Start the organisation's one application; channel and unit follow from its registered facts (Art. 17(3))."""
    require(actor, "applications.edit")
    if actor.organisation_id is None or await editions.one(session, actor, body.edition_id) is None:
        raise NotFound
    edition = await queries.edition(session, body.edition_id, hold=True)
    assert edition is not None
    organisation = await queries.organisation(session, actor.organisation_id)
    if not open_for_drafts(edition, now):
        closes = edition.closes_at
        when = {"when": "after", "closes_at": closes.isoformat() if closes else None}
        raise RuleRefusal(findings=[Finding("application.window", "17(2)", when)], article="17(2)")
    law = ruleset(edition.ruleset_code)
    if body.subject not in law.subjects:
        raise Invalid([FieldError("subject", "application.subject", {"subject": body.subject})])
    channel = derived_channel(law, organisation)
    department_id = await _department(session, organisation, channel)
    if channel != "direct" and department_id is None:
        candidate = await queries.candidate(session, "", organisation)
        facts = organisation_facts(candidate, law=law, number=edition.number, reference_day=reference_day(edition, now))
        findings = run(("organisation.registered_here",), facts)
        raise RuleRefusal(findings=findings or [Finding("application.no_recommender", "17(3)", {"channel": channel})])
    serial = await queries.next_serial(session, edition.id)
    application = Application(
        id=new_id(),
        authority_id=organisation.authority_id,
        edition_id=edition.id,
        organisation_id=organisation.id,
        case_number=f"{edition.number}-{CHANNEL_WORDS[channel]}-{serial:04d}",
        subject=body.subject,
        project_name=body.project_name if body.subject == "project" else "",
        channel=channel,
        department_id=department_id,
        state="draft",
        version=1,
        form={},
        profile="",
        self_evaluation={},
        created_at=now,
    )
    session.add(application)
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="application",
        entity_id=application.id,
        action="start",
        article="17(2)",
        edition_id=edition.id,
        application_id=application.id,
        to_state="draft",
        detail={"case_number": application.case_number, "channel": channel},
    )
    return queries.Case(application, edition, organisation, await queries.department(session, department_id))


async def _department(session: "AsyncSession", organisation: Organisation, channel: str) -> uuid.UUID | None:
    """Municipal: the industry department that answers for it; others: the bureau of their area (Art. 17(3))."""
    if channel == "industry":
        return organisation.industry_department_id
    if channel == "county":
        bureau = await queries.county_bureau(session, organisation.authority_id, organisation.area_code)
        return bureau.id if bureau else None
    return None


async def save_application(
    session: "AsyncSession",
    *,
    actor: Actor,
    application_id: uuid.UUID,
    body: ApplicationPatchIn,
    version: int | None,
    now: dt.datetime,
) -> queries.Case:
    """Autosave: merge what was sent, field by field and item by item; all of it or, with every gap named, none."""
    require(actor, "applications.edit")
    case = await hold(session, actor=actor, application_id=application_id, version=version)
    require_draft(actor, case, now)
    _check(case, body)
    application = case.application
    changed: list[str] = []
    if body.form:
        changed += _changed("form", application.form, body.form)
        application.form = _merged(application.form, body.form)
    if body.self_evaluation:
        changed += _changed("self_evaluation", application.self_evaluation, body.self_evaluation)
        application.self_evaluation = _merged(application.self_evaluation, body.self_evaluation)
    for name in ("profile", "declared_by"):
        value = getattr(body, name)
        if name in body.model_fields_set and value != getattr(application, name):
            setattr(application, name, value if name == "declared_by" else value or "")
            changed.append(name)
    if body.project_name is not None and application.subject == "project" and body.project_name != application.project_name:
        application.project_name = body.project_name
        changed.append("project_name")
    if changed:
        application.version += 1
        await session.flush()
        await append(
            session,
            actor=actor,
            now=now,
            entity="application",
            entity_id=application.id,
            action="save",
            article="16",
            edition_id=application.edition_id,
            application_id=application.id,
            detail={"fields": sorted(changed)},
        )
    return case


def _changed(part: str, before: dict[str, Any], sent: dict[str, Any]) -> list[str]:
    return [f"{part}.{key}" for key, value in sent.items() if before.get(key) != value]


def _merged(before: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """A new dict: SQLAlchemy sees a change of a JSONB column only by its identity."""
    return {key: value for key, value in {**before, **sent}.items() if value is not None}


def _check(case: queries.Case, body: ApplicationPatchIn) -> None:
    """Every fault of what was sent, at once."""
    law, edition = ruleset(case.edition.ruleset_code), case.edition
    sent = {name: getattr(body, name) for name in body.model_fields_set}
    gaps = [FieldError(where, "field.unstorable") for name, value in sent.items() for where in unstorable(value, name)]
    if gaps:
        raise Invalid(gaps)
    gaps += [
        FieldError(f"form.{problem.field}", f"form.{problem.reason}", {"limit": _limit(problem.limit)})
        for problem in invalid_fields(law.form_definition, body.form or {}, case.organisation.nature, edition.year)
    ]
    items = set(criteria(edition.criteria_code).item_codes)
    texts = body.self_evaluation or {}
    gaps += [FieldError(f"self_evaluation.{code}", "form.unknown") for code in texts if code not in items]
    after = _merged(case.application.self_evaluation, texts)
    if sum(map(len, after.values())) > HARD_LIMIT * law.limits.self_evaluation_chars:
        gaps.append(FieldError("self_evaluation", "form.too_long", {"limit": law.limits.self_evaluation_chars}))
    if len(body.profile or "") > HARD_LIMIT * law.limits.profile_chars:
        gaps.append(FieldError("profile", "form.too_long", {"limit": law.limits.profile_chars}))
    if gaps:
        raise Invalid(gaps)


def _limit(limit: float | None) -> str:
    return "" if limit is None else f"{limit:g}"


async def act_on_own(
    session: "AsyncSession",
    *,
    actor: Actor,
    application_id: uuid.UUID,
    action: str,
    body: ApplicationActionIn,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Hand in (through the unit, or directly) and take back, in time (Art. 16, 17(2), 17(3))."""
    case = await hold(session, actor=actor, application_id=application_id, version=version)
    application = case.application
    if action in HAND_IN and application.state == "draft":
        application.declared_at = application.submitted_at = now
    dossier = await load(session, actor=actor, case=case, now=now)
    made, sha256 = handed_in(case, dossier.evidence, citations=await queries.citations(session, case.id), now=now)
    await perform(
        session,
        application,
        action,
        actor=actor,
        facts=dossier.facts,
        now=now,
        detail={
            "case_number": application.case_number,
            "channel": application.channel,
            "declared_by": application.declared_by,
            "manifest_sha256": sha256,
        }
        if action in HAND_IN
        else None,
    )
    if action in HAND_IN:
        queries.keep_manifest(session, case.id, made, sha256, now)
    if action == "take_back":
        application.declared_at = application.submitted_at = None
        await session.flush()


async def read_eligibility(session: "AsyncSession", *, case: queries.Case, now: dt.datetime) -> OrganisationFacts:
    """The facts of Art. 13, 14, 15, 27 and 36, counted from the closing day."""
    law = ruleset(case.edition.ruleset_code)
    candidate = await queries.candidate(session, case.application.case_number, case.organisation)
    return organisation_facts(candidate, law=law, number=case.edition.number, reference_day=reference_day(case.edition, now))


async def receipts(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID
) -> tuple[queries.Case, list[tuple[Manifest, Proof | None]]]:
    """What was handed in and added, the latest first, with the proof that the log has it: to the applicant, office, auditor."""
    require(actor, "receipts.read")
    case = await find(session, actor=actor, application_id=application_id)
    await require_declared(session, actor, case.id)
    found = []
    for one in await queries.manifests(session, application_id):
        record_id = await queries.recorded_in(session, one)
        found.append((one, await prove(session, record_id) if record_id is not None else None))
    return case, found
