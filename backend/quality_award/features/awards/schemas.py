"""What the award and payment endpoints take and give."""

import datetime as dt
import uuid

from pydantic import BaseModel, Field

from quality_award.workflow.present import EntityOut


class PaymentOut(EntityOut):
    """A prize payment, in yuan."""

    award_id: uuid.UUID
    organisation: str
    project: str
    tier: str
    certificate_number: str
    amount: int
    paid_on: dt.date | None
    voucher: str | None


class AwardOut(EntityOut):
    """An award with its certificate, its supervision and, once opened, its revocation."""

    edition_id: uuid.UUID
    edition_number: int
    year: int
    organisation_id: uuid.UUID
    organisation: str
    uscc: str
    project: str
    tier: str
    certificate_number: str
    verify_code: str
    granted_on: dt.date
    supervised_until: dt.date
    revocation_article: str | None
    revocation_reason: str | None
    revocation_document: str | None
    revoked_on: dt.date | None
    payment_state: str | None
    payment_amount: int | None


class BudgetOut(BaseModel):
    """Budget against actual of one edition, in yuan (Art. 19)."""

    budget_work: int
    budget_prizes: int
    awarded: int
    paid: int
    pending: int
    stopped: int


class AwardActionIn(BaseModel):
    """What an action on an award may carry."""

    article: str | None = Field(None, max_length=10)
    reason: str | None = Field(None, max_length=2000)
    document: str | None = Field(None, max_length=100)


class PaymentActionIn(BaseModel):
    """Date and voucher of a payment."""

    paid_on: dt.date | None = None
    voucher: str | None = Field(None, max_length=100)
