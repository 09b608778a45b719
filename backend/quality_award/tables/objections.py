"""异议 (Art. 20 to 24). The objector's identity is in `sealed_identities`, apart from the case (Art. 25)."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed, Stateful


class Objection(Keyed, Stateful, Created, Base):
    """An objection to one application on the publicised list. Carries nothing that names the objector."""

    __tablename__ = "objections"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    case_number: Mapped[str]
    # SHA-256 of the code with which the objector follows the case without an account.
    follow_code_hash: Mapped[str]
    subject: Mapped[str]
    grounds: Mapped[str]
    identified: Mapped[bool]
    received_at: Mapped[dt.datetime]
    # Art. 22 and 23: until when the recommending unit reports, and each side supplies proof.
    report_due_at: Mapped[dt.datetime | None]
    proof_due_at: Mapped[dt.datetime | None]
    # Counted over a year that is not confirmed yet: counted anew when it is.
    report_due_provisional: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    proof_due_provisional: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    report: Mapped[str | None]
    reported_at: Mapped[dt.datetime | None]
    # none | recommender_silent (22) | applicant_silent (23) | objector_silent (23)
    deemed: Mapped[str] = mapped_column(default="none")
    office_opinion: Mapped[str | None]
    decision: Mapped[str | None]
    decided_at: Mapped[dt.datetime | None]
    # [{article, reason}] why it was not accepted
    refusal: Mapped[list[Any] | None]
    __table_args__ = (
        UniqueConstraint("case_number", name="uq_objections_case_number"),
        CheckConstraint("deemed in ('none', 'recommender_silent', 'applicant_silent', 'objector_silent')", name="deemed_known"),
        Index("ix_objections_edition_id", "edition_id"),
        Index("ix_objections_application_id", "application_id"),
    )


class ObjectionFile(Keyed, Created, Base):
    """Written evidence with an objection, or proof supplied later by a side: `side` objector | applicant | recommender."""

    __tablename__ = "objection_files"
    objection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("objections.id"))
    side: Mapped[str]
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    object_key: Mapped[str]
    sha256: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="pending")
    __table_args__ = (
        CheckConstraint("side in ('objector', 'applicant', 'recommender')", name="side_known"),
        CheckConstraint("state in ('pending', 'stored')", name="state_known"),
    )
