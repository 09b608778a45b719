"""Payments, and revocation: proposed by the office, carried by the committee, decided by the government (Art. 18, 27, 36)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.platform.clock import local_date
from quality_award.platform.errors import NotFound
from quality_award.tables.awards import Award, PrizePayment
from quality_award.workflow import ANY_VERSION, lock, perform

from . import queries
from .facts import award_facts, payment_facts
from .schemas import AwardActionIn, PaymentActionIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def act_on_award(
    session: "AsyncSession",
    *,
    actor: Actor,
    award_id: uuid.UUID,
    action: str,
    body: AwardActionIn,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Take an award one step. Revoking stops its payment and, under Art. 27, bars the organisation for life."""
    if not await queries.shown(session, actor, award_id=award_id, limit=1):
        raise NotFound
    award = await lock(session, Award, award_id, version)
    if action == "propose_revocation":
        award.revocation_article, award.revocation_reason = body.article, body.reason
    if action == "revoke":
        award.revocation_document, award.revoked_on = body.document, local_date(now)
    facts = award_facts(
        award,
        now=now,
        motion_carried=await queries.revocation_carried(session, award.id),
        document=body.document or "",
        reason=body.reason if action == "drop_revocation" else None,
    )
    article = award.revocation_article
    await perform(session, award, action, actor=actor, facts=facts, now=now, detail={"article": article, "reason": body.reason})
    if action == "drop_revocation":
        award.revocation_article = award.revocation_reason = None
    if action == "revoke":
        await _stop_payment(session, actor=actor, award=award, now=now)
        if article == "27":
            (await queries.organisation(session, award.organisation_id)).barred_for_life = True


async def _stop_payment(session: "AsyncSession", *, actor: Actor, award: Award, now: dt.datetime) -> None:
    payment = await queries.payment_of(session, award.id)
    if payment is not None and payment.state == "pending":
        await perform(session, payment, "stop", actor=actor, facts=None, now=now, cascade=True)


async def act_on_payment(
    session: "AsyncSession",
    *,
    actor: Actor,
    payment_id: uuid.UUID,
    action: str,
    body: PaymentActionIn,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Record a payment with its date and voucher."""
    found = await queries.payment_with_award(session, actor, payment_id)
    if found is None:
        raise NotFound
    award = await lock(session, Award, found[1].id, ANY_VERSION)
    payment = await lock(session, PrizePayment, payment_id, version)
    payment.paid_on, payment.voucher = body.paid_on, body.voucher
    # The row's state and its voucher change in one statement: the table refuses either without the other.
    with session.no_autoflush:
        await perform(
            session,
            payment,
            action,
            actor=actor,
            facts=payment_facts(payment, award),
            now=now,
            detail={"amount": payment.amount, "voucher": body.voucher},
        )
