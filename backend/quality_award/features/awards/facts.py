"""Rows → the facts of Art. 18, 27 and 36."""

import datetime as dt

from quality_award.platform.clock import local_date
from quality_award.regulation.facts import AwardFacts, PaymentFacts
from quality_award.tables.awards import Award, PrizePayment


def award_facts(
    award: Award, *, now: dt.datetime, motion_carried: bool, document: str = "", reason: str | None = None
) -> AwardFacts:
    """The facts of an award at this moment; `reason` overrides the stored one for a decision just being taken."""
    return AwardFacts(
        today=local_date(now),
        granted_on=award.granted_on,
        supervised_until=award.supervised_until,
        article=award.revocation_article or "",
        reason=reason if reason is not None else award.revocation_reason or "",
        motion_carried=motion_carried,
        document=document or award.revocation_document or "",
    )


def payment_facts(payment: PrizePayment, award: Award) -> PaymentFacts:
    """The facts of a payment."""
    return PaymentFacts(voucher=payment.voucher or "", paid_on=payment.paid_on, award_state=award.state)
