"""Awards, certificates, prize payments and their supervision (Art. 18, 27, 35, 36)."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed, Stateful


class Award(Keyed, Stateful, Created, Base):
    """A prize conferred. Revoked only by the government on the committee's proposal (Art. 27, 36)."""

    __tablename__ = "awards"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    # Null for editions held before the system.
    application_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("applications.id"))
    tier: Mapped[str]
    project_name: Mapped[str] = mapped_column(default="", server_default="")
    certificate_number: Mapped[str]
    verify_code: Mapped[str]
    granted_on: Mapped[dt.date]
    supervised_until: Mapped[dt.date]
    # Open revocation: under which clause, on which facts; then the decision.
    revocation_article: Mapped[str | None]
    revocation_reason: Mapped[str | None]
    revocation_document: Mapped[str | None]
    revoked_on: Mapped[dt.date | None]
    __table_args__ = (
        UniqueConstraint("certificate_number", name="uq_awards_certificate_number"),
        UniqueConstraint("verify_code", name="uq_awards_verify_code"),
        Index(
            "uq_awards_one_live",
            "edition_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("state <> 'revoked'"),
        ),
    )


class PrizePayment(Keyed, Stateful, Created, Base):
    """奖金 of one award, in yuan: as the ruleset sets them for each prize (Art. 18)."""

    __tablename__ = "prize_payments"
    award_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("awards.id"))
    amount: Mapped[int]
    paid_on: Mapped[dt.date | None]
    voucher: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("award_id", name="uq_prize_payments_award_id"),
        CheckConstraint("(state = 'paid') = (paid_on is not null and voucher is not null)", name="paid_has_voucher"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )
