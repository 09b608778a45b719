"""Awards, revocation and prize payments over HTTP (Art. 18, 19, 27, 36)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.access.recusal import owed
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.workflow import explain
from quality_award.workflow.present import present_actions

from . import queries, service
from .facts import award_facts, payment_facts
from .schemas import AwardActionIn, AwardOut, BudgetOut, PaymentActionIn, PaymentOut

router = APIRouter(route_class=TransactionalRoute, tags=["awards"])


async def _present(session: SessionDep, actor: ActorDep, shown: queries.Shown, now: NowDep, lang: str) -> AwardOut:
    award = shown.award
    carried = award.state == "revocation_proposed" and await queries.revocation_carried(session, award.id)
    facts = award_facts(award, now=now, motion_carried=carried)
    owing = (await owed(session, actor, [award.application_id])).get(award.application_id) if award.application_id else None
    return AwardOut(
        id=award.id,
        version=award.version,
        state=award.state,
        actions=present_actions(explain(award, actor=actor, facts=facts, owed=owing), lang),
        edition_id=award.edition_id,
        edition_number=shown.edition_number,
        year=shown.year,
        organisation_id=award.organisation_id,
        organisation=shown.organisation,
        uscc=shown.uscc,
        project=award.project_name,
        tier=award.tier,
        certificate_number=award.certificate_number,
        verify_code=award.verify_code,
        granted_on=award.granted_on,
        supervised_until=award.supervised_until,
        revocation_article=award.revocation_article,
        revocation_reason=award.revocation_reason,
        revocation_document=award.revocation_document,
        revoked_on=award.revoked_on,
        payment_state=shown.payment.state if shown.payment else None,
        payment_amount=shown.payment.amount if shown.payment else None,
    )


@router.get("/awards")
async def list_awards(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    lang: LanguageDep,
    page: SliceDep,
    edition_id: Annotated[uuid.UUID | None, Query()] = None,
    state: Annotated[str | None, Query()] = None,
) -> Page[AwardOut]:
    """Awards that the actor may see."""
    require(actor, "awards.read")
    rows = await queries.shown(session, actor, edition_id=edition_id, state=state, cursor=page.cursor, limit=page.limit + 1)
    kept, following = cut(rows, page.limit)
    return Page(items=[await _present(session, actor, row, now, lang) for row in kept], next_cursor=following)


@router.get("/awards/{award_id}")
async def read_award(
    award_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> AwardOut:
    """One award with what may be done."""
    require(actor, "awards.read")
    rows = await queries.shown(session, actor, award_id=award_id, limit=1)
    if not rows:
        raise NotFound
    set_etag(response, rows[0].award.version)
    return await _present(session, actor, rows[0], now, lang)


@router.post("/awards/{award_id}/actions/{action}")
async def act_on_award(
    award_id: uuid.UUID,
    action: str,
    body: AwardActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> AwardOut:
    """Propose, drop, submit or decide a revocation."""
    await service.act_on_award(session, actor=actor, award_id=award_id, action=action, body=body, version=version, now=now)
    return await read_award(award_id, session, actor, now, lang, response)


def _payment(shown: queries.Shown, actor: ActorDep, lang: str) -> PaymentOut | None:
    payment = shown.payment
    if payment is None:
        return None
    return PaymentOut(
        id=payment.id,
        version=payment.version,
        state=payment.state,
        actions=present_actions(explain(payment, actor=actor, facts=payment_facts(payment, shown.award)), lang),
        award_id=shown.award.id,
        organisation=shown.organisation,
        project=shown.award.project_name,
        tier=shown.award.tier,
        certificate_number=shown.award.certificate_number,
        amount=payment.amount,
        paid_on=payment.paid_on,
        voucher=payment.voucher,
    )


@router.get("/payments")
async def list_payments(
    session: SessionDep, actor: ActorDep, lang: LanguageDep, edition_id: Annotated[uuid.UUID | None, Query()] = None
) -> list[PaymentOut]:
    """Prize payments; at most twenty in an edition (Art. 3)."""
    require(actor, "awards.read")
    rows = await queries.shown(session, actor, edition_id=edition_id, limit=200)
    return [payment for row in rows if (payment := _payment(row, actor, lang))]


@router.post("/payments/{payment_id}/actions/{action}")
async def act_on_payment(
    payment_id: uuid.UUID,
    action: str,
    body: PaymentActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> PaymentOut:
    """Record that a prize was paid."""
    require(actor, "awards.pay")
    await service.act_on_payment(session, actor=actor, payment_id=payment_id, action=action, body=body, version=version, now=now)
    found = await queries.payment_with_award(session, actor, payment_id)
    if found is None:
        raise NotFound
    shown = (await queries.shown(session, actor, award_id=found[1].id, limit=1))[0]
    set_etag(response, found[0].version)
    payment = _payment(shown, actor, lang)
    if payment is None:
        raise NotFound
    return payment


@router.get("/editions/{edition_id}/budget")
async def read_budget(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> BudgetOut:
    """Budget against actual of an edition (Art. 19)."""
    require(actor, "budget.read")
    edition = await queries.edition(session, edition_id)
    if edition is None:
        raise NotFound
    sums = await queries.totals(session, actor, edition_id)
    return BudgetOut(
        budget_work=edition.budget_work,
        budget_prizes=edition.budget_prizes,
        awarded=sum(sums.values()),
        paid=sums.get("paid", 0),
        pending=sums.get("pending", 0),
        stopped=sums.get("stopped", 0),
    )
