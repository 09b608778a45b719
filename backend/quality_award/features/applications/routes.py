"""Applications over HTTP: start, autosave, read, history, eligibility (Art. 13 to 17(2)).

Actions on an application have their one route in `formal_review`, the last slice that acts on it.
"""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.audit.look import Subject, look
from quality_award.platform.http.etag import set_etag
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.regulation.assess import assess, eligibility
from quality_award.workflow.assessments import REGISTERED, present_assessments

from . import queries, service
from .present import application_out, event_out, form_out, receipt_out, summary_out
from .schemas import (
    ApplicationIn,
    ApplicationOut,
    ApplicationPatchIn,
    ApplicationSummaryOut,
    EligibilityOut,
    EventOut,
    FormOut,
    SubmissionReceiptOut,
)

router = APIRouter(route_class=TransactionalRoute, tags=["applications"])

Code = Annotated[str | None, Query(max_length=20, pattern=r"^[a-z0-9_]+$")]


@router.get("/applications")
async def list_applications(
    session: SessionDep,
    actor: ActorDep,
    page: SliceDep,
    lang: LanguageDep,
    edition_id: Annotated[uuid.UUID | None, Query()] = None,
    state: Annotated[list[str] | None, Query(max_length=20)] = None,
    channel: Code = None,
    area_code: Code = None,
    search: Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")] = None,
) -> Page[ApplicationSummaryOut]:
    """Applications that the actor may see, newest first, filtered by what the query names."""
    require(actor, "applications.read")
    rows = await queries.page(
        session,
        actor,
        edition_id=edition_id,
        states=[name for name in state or [] if "\x00" not in name],
        channel=channel,
        area_code=area_code,
        search=search.strip() if search else None,
        cursor=page.cursor,
        limit=page.limit + 1,
    )
    kept, cursor = cut(rows, page.limit)
    return Page(items=[summary_out(case, lang) for case in kept], next_cursor=cursor)


@router.post("/applications", status_code=201)
async def start_application(
    body: ApplicationIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> ApplicationOut:
    """Start the organisation's application; channel and unit follow from its registered facts (Art. 17(3))."""
    case = await service.start_application(session, actor=actor, body=body, now=now)
    set_etag(response, case.application.version)
    return application_out(await service.load(session, actor=actor, case=case, now=now), actor=actor, lang=lang, now=now)


@router.get("/applications/{application_id}")
async def read_application(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> ApplicationOut:
    """One application with its content, gaps and what may be done."""
    require(actor, "applications.read")
    case = await service.find(session, actor=actor, application_id=application_id)
    set_etag(response, case.application.version)
    dossier = await service.load(session, actor=actor, case=case, now=now)
    # An organisation's own content is no secret to it; what is locked is not shown.
    if actor.role != "applicant" and dossier.locked is None:
        await look(session, _part(case, "content"), actor=actor, now=now)
    return application_out(dossier, actor=actor, lang=lang, now=now)


def _part(case: queries.Case, part: str, article: str = "33") -> Subject:
    return Subject("application", case.id, part, case.edition.id, case.id, article)


@router.patch("/applications/{application_id}")
async def save_application(
    application_id: uuid.UUID,
    body: ApplicationPatchIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> ApplicationOut:
    """Autosave of a draft: what is sent is merged field by field; null removes (Art. 16, 17(2))."""
    case = await service.save_application(
        session, actor=actor, application_id=application_id, body=body, version=version, now=now
    )
    set_etag(response, case.application.version)
    return application_out(await service.load(session, actor=actor, case=case, now=now), actor=actor, lang=lang, now=now)


@router.get("/applications/{application_id}/form")
async def read_application_form(application_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep) -> FormOut:
    """The form, evidence slots and criteria items that this organisation is asked for (Art. 16, 17(2))."""
    require(actor, "applications.read")
    return form_out(await service.find(session, actor=actor, application_id=application_id), lang)


@router.get("/applications/{application_id}/history")
async def read_application_history(application_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> list[EventOut]:
    """Every step that the application has taken, oldest first."""
    require(actor, "applications.read")
    case = await service.find(session, actor=actor, application_id=application_id)
    return [event_out(record) for record in await queries.history(session, case.id)]


@router.get("/applications/{application_id}/receipts")
async def list_application_receipts(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[SubmissionReceiptOut]:
    """Receipts of what was handed in and what was added: every file with its SHA-256, and where the audit trail holds it."""
    case, found = await service.receipts(session, actor=actor, application_id=application_id)
    # Whoever reads a receipt has it: the page saves it from this answer, so that this is its download too.
    if found:
        await look(session, _part(case, "receipts", "16"), actor=actor, now=now)
    return [receipt_out(manifest, sealed) for manifest, sealed in found]


@router.get("/applications/{application_id}/eligibility")
async def read_application_eligibility(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> EligibilityOut:
    """Art. 13, 14, 15, 27 and 36 on the closing day, rule by rule."""
    require(actor, "applications.read")
    case = await service.find(session, actor=actor, application_id=application_id)
    facts = await service.read_eligibility(session, case=case, now=now)
    if actor.role != "applicant":
        await look(session, _part(case, "eligibility"), actor=actor, now=now)
    assessments = assess(eligibility(facts.nature), facts)
    shown = present_assessments(assessments, facts, REGISTERED, lang)
    findings = [finding for one in shown for finding in one.findings if finding.severity == "block"]
    return EligibilityOut(eligible=not findings, reference_day=facts.reference_day, assessments=shown, findings=findings)
