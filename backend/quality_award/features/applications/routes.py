"""Applications over HTTP (Art. 16, 17(2) to (4))."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.regulation.registry import run
from quality_award.workflow import explain
from quality_award.workflow.present import present_actions, present_findings

from . import queries, service
from .facts import reference_day
from .present import area_name, form_out, gaps_of, industry_name, sections_of, summary_out, summary_step
from .schemas import (
    ApplicationActionIn,
    ApplicationIn,
    ApplicationOut,
    ApplicationPatchIn,
    ApplicationSummaryOut,
    EligibilityOut,
    EventOut,
    FormalResultOut,
    FormOut,
    RecommendationOut,
)

router = APIRouter(route_class=TransactionalRoute, tags=["applications"])

ELIGIBILITY = (
    "organisation.registered_here", "organisation.years", "organisation.clean_record", "organisation.gold_interval",
    "organisation.not_barred",
)  # fmt: skip


@router.get("/applications")
async def list_applications(
    session: SessionDep,
    actor: ActorDep,
    page: SliceDep,
    edition_id: Annotated[uuid.UUID | None, Query()] = None,
    state: Annotated[str | None, Query(max_length=40)] = None,
    channel: Annotated[str | None, Query(max_length=20)] = None,
    area_code: Annotated[str | None, Query(max_length=6)] = None,
    search: Annotated[str | None, Query(max_length=50)] = None,
) -> Page[ApplicationSummaryOut]:
    """Applications that the actor may see, newest first."""
    require(actor, "applications.read")
    rows = await queries.page(
        session, actor, edition_id=edition_id, state=state, channel=channel, area_code=area_code, search=search,
        cursor=page.cursor, limit=page.limit + 1,
    )  # fmt: skip
    kept, following = cut(rows, page.limit)
    return Page(items=[summary_out(row) for row in kept], next_cursor=following)


@router.post("/applications", status_code=201)
async def start_application(
    body: ApplicationIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> ApplicationOut:
    """Start the organisation's application in an edition."""
    row = await service.start(session, actor=actor, edition_id=body.edition_id, now=now)
    return await read_application(row.id, session, actor, now, lang, response)


@router.get("/applications/{application_id}")
async def read_application(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> ApplicationOut:
    """One application: facts, content where the reader may look, gaps, what may be done."""
    require(actor, "applications.read")
    case = await queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    row, edition, organisation = case.application, case.edition, case.organisation
    facts = await service.facts_of(session, case, now=now)
    locked = await queries.cleared(session, actor, row)
    opinion = await queries.recommendation(session, row.id)
    review = await queries.formal_review(session, row.id)
    told = (
        review is not None
        and review.complete is not None
        and (
            actor.role in ("office", "recommender", "committee", "auditor")
            or (actor.role == "applicant" and edition.local_settings.get("non_acceptance_copy", {}).get("value", True))
        )
    )
    mine = actor.role == "applicant" and row.state == "draft"
    summary = summary_out(case)
    set_etag(response, row.version)
    return ApplicationOut(
        **summary.model_dump(exclude={"id", "version", "state"}),
        id=row.id,
        version=row.version,
        state=row.state,
        actions=present_actions(explain(row, actor=actor, facts=facts), lang),
        edition_number=edition.number,
        edition_year=edition.year,
        edition_state=edition.state,
        step=summary_step(edition, now),
        opens_at=edition.opens_at,
        closes_at=edition.closes_at,
        recommend_by=edition.recommend_by,
        organisation_id=organisation.id,
        uscc=organisation.uscc,
        area=area_name(organisation.area_code, lang),
        industry=industry_name(organisation.division, lang),
        ownership=organisation.ownership,
        nature=organisation.nature,
        registered_on=organisation.registered_on,
        legal_representative=organisation.legal_representative,
        employees=organisation.employees,
        locked=locked,
        form=None if locked else row.form,
        profile=None if locked else row.profile,
        self_evaluation=None if locked else row.self_evaluation,
        declared_by=row.declared_by,
        declared_at=row.declared_at,
        closed_reason=row.closed_reason if told or row.state in ("not_recommended", "failed") else None,
        may_edit=mine,
        sections=sections_of(case, facts, lang) if mine else [],
        gaps=gaps_of(case, facts, lang) if mine else [],
        recommendation=RecommendationOut(
            given=opinion[0].given,
            eligible=opinion[0].eligible,
            truthful=opinion[0].truthful,
            opinion=opinion[0].opinion,
            department=opinion[1],
            decided_at=opinion[0].created_at,
        )
        if opinion and actor.role != "expert"
        else None,
        formal_result=FormalResultOut(complete=bool(review.complete), reasons=review.reasons) if review and told else None,
    )


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
    """Autosave of a draft."""
    await service.save(session, actor=actor, application_id=application_id, body=body, version=version, now=now)
    return await read_application(application_id, session, actor, now, lang, response)


@router.post("/applications/{application_id}/actions/{action}")
async def act_on_application(
    application_id: uuid.UUID,
    action: str,
    body: ApplicationActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> ApplicationOut:
    """Submit, take back, recommend, refuse, pass or fail the formal review."""
    await service.act(session, actor=actor, application_id=application_id, action=action, body=body, version=version, now=now)
    return await read_application(application_id, session, actor, now, lang, response)


@router.get("/applications/{application_id}/history")
async def read_application_history(application_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> list[EventOut]:
    """The application's course, step by step, with the articles."""
    require(actor, "applications.read")
    if await queries.case(session, actor, application_id) is None:
        raise NotFound
    return [
        EventOut(at=row.at, role=row.role, action=row.action, article=row.article, to_state=row.to_state)
        for row in await queries.history(session, application_id)
    ]


@router.get("/applications/{application_id}/eligibility")
async def read_eligibility(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> EligibilityOut:
    """Art. 13(1), 14, 15, 27, 36 on the closing day, every finding with its source."""
    require(actor, "applications.read")
    case = await queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    facts = await service.facts_of(session, case, now=now)
    findings = run(ELIGIBILITY, facts)
    return EligibilityOut(
        eligible=not findings, reference_day=reference_day(case.edition, now), findings=present_findings(findings, lang)
    )


@router.get("/editions/{edition_id}/form")
async def read_form(
    edition_id: uuid.UUID,
    session: SessionDep,
    actor: ActorDep,
    lang: LanguageDep,
    nature: Annotated[str, Query(pattern="^(for_profit|non_profit)$")] = "for_profit",
) -> FormOut:
    """The uniform form, evidence slots, checklist and criteria items of an edition (Art. 5, 16)."""
    require(actor, "applications.read")
    edition = await queries.edition(session, edition_id)
    if edition is None or edition.authority_id != actor.authority_id:
        raise NotFound
    return form_out(edition, nature, lang)
