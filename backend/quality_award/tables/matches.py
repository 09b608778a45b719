"""What a regulatory record touches: a live application, or an award under supervision (Art. 14, 27, 36)."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed


class RecordMatch(Keyed, Created, Base):
    """One record and one application or one award that it concerns, until the office has settled it. Each pair once."""

    __tablename__ = "record_matches"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    record_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("regulatory_records.id"))
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    application_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("applications.id"))
    award_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("awards.id"))
    # The clause that the record's kind points to; null: a person has to choose.
    article: Mapped[str | None]
    # [{rule, article, params}]: what the rules said with this record.
    findings: Mapped[list[Any]]
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (
        UniqueConstraint("record_id", "application_id", name="uq_record_matches_application"),
        UniqueConstraint("record_id", "award_id", name="uq_record_matches_award"),
        CheckConstraint("(application_id is null) <> (award_id is null)", name="one_subject"),
        CheckConstraint(
            "outcome is null or (award_id is not null and outcome in ('revocation_proposed', 'no_consequence'))"
            " or (application_id is not null and outcome = 'noted') or outcome = 'set_aside'",
            name="outcome_of_subject",
        ),
        CheckConstraint(
            "(outcome is null) = (settled_at is null) and (outcome is null) = (reason is null)", name="settled_with_reason"
        ),
        Index("ix_record_matches_open", "authority_id", "id", postgresql_where=text("settled_at is null")),
    )
