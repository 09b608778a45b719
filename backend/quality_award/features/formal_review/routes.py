"""The formal review, and the one route of all actions on an application (Art. 17(2) to (4))."""

import uuid

from fastapi import APIRouter, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import may, require
from quality_award.access.recusal import require_declared
from quality_award.audit.look import Subject, look
from quality_award.features.applications import service as applications
from quality_award.features.applications.present import application_out, speak
from quality_award.features.applications.schemas import ApplicationActionIn, ApplicationOut
from quality_award.features.recommendation import service as recommendation
from quality_award.platform.errors import RuleRefusal
from quality_award.platform.http.etag import set_etag
from quality_award.regulation.parameters import ruleset
from quality_award.regulation.registry import run
from quality_award.workflow.present import present_findings

from . import queries, service
from .schemas import CheckOut, FormalReviewIn, FormalReviewOut

router = APIRouter(route_class=TransactionalRoute, tags=["formal-review"])

SYSTEM_CHECKS: dict[str, tuple[str, ...]] = {
    "registration": ("organisation.registered_here", "organisation.years"),
    "no_exclusion": ("organisation.clean_record", "organisation.not_barred"),
    "gold_interval": ("organisation.gold_interval",),
    "form": ("application.form_complete", "application.lengths"),
    "evidence": ("application.evidence_complete", "application.evidence_stored"),
    "self_evaluation": ("application.self_evaluation_complete",),
    "channel": (),
}
"""Checklist item → the rules that the system can run by itself; the finding stays the officer's."""

STEPS = {
    **dict.fromkeys(recommendation.ACTIONS, recommendation.decide_recommendation),
    **dict.fromkeys(service.ACTIONS, service.conclude_formal_review),
}


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
    """Hand in, take back, recommend, refuse, conclude the formal review: every step that people take (Art. 17(2) to (4))."""
    case = await applications.find(session, actor=actor, application_id=application_id)
    step = STEPS.get(action, applications.act_on_own)
    try:
        await step(session, actor=actor, application_id=application_id, action=action, body=body, version=version, now=now)
    except RuleRefusal as refusal:
        raise RuleRefusal(findings=speak(list(refusal.findings), case, lang), **refusal.params) from refusal
    case = await applications.find(session, actor=actor, application_id=application_id)
    set_etag(response, case.application.version)
    dossier = await applications.load(session, actor=actor, case=case, now=now)
    return application_out(dossier, actor=actor, lang=lang, now=now)


@router.get("/applications/{application_id}/formal-review")
async def read_formal_review(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> FormalReviewOut:
    """The checklist with its findings, and what the system finds by itself."""
    require(actor, "formal_review.read")
    case = await applications.find(session, actor=actor, application_id=application_id)
    await require_declared(session, actor, case.id)
    dossier = await applications.load(session, actor=actor, case=case, now=now)
    await look(session, Subject("application", case.id, "formal_review", case.edition.id, case.id), actor=actor, now=now)
    review = dossier.review
    found = {entry["code"]: entry for entry in (review.checklist if review else [])}
    set_etag(response, review.version if review else 0)
    rules = dict(SYSTEM_CHECKS)
    direct = case.application.channel == "direct"
    rules["channel"] = ("application.channel_direct" if direct else "application.channel_not_direct",)
    return FormalReviewOut(
        application_id=application_id,
        version=review.version if review else 0,
        may_write=may(actor, "formal_review.write")
        and case.application.state == "filed"
        and not run(("application.formal_stage",), dossier.facts),
        checklist=[
            CheckOut(
                code=item.key,
                article=item.article,
                title=item.title_en if lang == "en" else item.title_zh,
                result=found.get(item.key, {}).get("result"),
                note=found.get(item.key, {}).get("note", ""),
                reviewer=found.get(item.key, {}).get("reviewer"),
                checked_at=found.get(item.key, {}).get("checked_at"),
                evidence=found.get(item.key, {}).get("evidence", []),
                findings=present_findings(speak(run(rules.get(item.key, ()), dossier.facts), case, lang), lang),
            )
            for item in ruleset(case.edition.ruleset_code).checklist_for(case.organisation.nature)
        ],
        complete=review.complete if review else None,
        reasons=review.reasons if review else "",
        reviewed_by=await queries.name_of(session, review.reviewed_by) if review else None,
    )


@router.put("/applications/{application_id}/formal-review")
async def write_formal_review(
    application_id: uuid.UUID,
    body: FormalReviewIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> FormalReviewOut:
    """Record findings on items; If-Match is the review's own version ("v0" before the first)."""
    await service.record_checks(session, actor=actor, application_id=application_id, body=body, version=version, now=now)
    return await read_formal_review(application_id, session, actor, now, lang, response)
