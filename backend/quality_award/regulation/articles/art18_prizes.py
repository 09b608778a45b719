"""Art. 18: prizes are paid, with a voucher, for awards that stand."""

from ..facts import EditionFacts, PaymentFacts
from ..registry import Gap, rule


@rule("18", code="edition.prizes_paid")
def prizes_paid(facts: EditionFacts) -> list[Gap]:
    """An edition is closed when every prize is paid or stopped."""
    return [{"count": facts.unpaid}] if facts.unpaid else []


@rule("18", code="payment.voucher", asks="paid_on voucher")
def voucher(facts: PaymentFacts) -> list[Gap]:
    """A payment has its date and voucher."""
    return [] if facts.voucher.strip() and facts.paid_on is not None else [{}]


@rule("36", code="payment.award_stands")
def award_stands(facts: PaymentFacts) -> list[Gap]:
    """No payment for an award that is revoked or under revocation."""
    return [] if facts.award_state == "granted" else [{"state": facts.award_state}]
