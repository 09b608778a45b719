"""Proof of a request for recusal; break-glass (Art. 26, 32)."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed, Stateful


class RecusalFile(Keyed, Created, Base):
    """Written proof of an applicant's request for recusal. For the office and the applicant, never for the person concerned."""

    __tablename__ = "recusal_files"
    recusal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recusals.id"))
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    object_key: Mapped[str]
    sha256: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="pending")
    __table_args__ = (
        CheckConstraint("state in ('pending', 'stored')", name="state_known"),
        CheckConstraint("state <> 'stored' or sha256 is not null", name="stored_is_hashed"),
        Index("ix_recusal_files_recusal_id", "recusal_id"),
    )


class BreakGlass(Keyed, Stateful, Created, Base):
    """应急查阅: an officer who is recused from a case asks to read it; a second person opens it, for hours, on record.

    Reading only, until `ends_at`; the row's end is set by hand or by the worker, the reading ends with the clock either way.
    """

    __tablename__ = "break_glass"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    hours: Mapped[int]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[dt.datetime | None]
    decision_reason: Mapped[str | None]
    ends_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    __table_args__ = (
        CheckConstraint("hours > 0", name="hours_positive"),
        CheckConstraint("decided_by is null or decided_by <> user_id", name="two_people"),
        CheckConstraint("(state in ('open', 'ended')) = (ends_at is not null)", name="opened_has_end"),
        CheckConstraint("(state = 'ended') = (ended_at is not null)", name="ended_is_dated"),
        Index(
            "uq_break_glass_live",
            "application_id",
            "user_id",
            unique=True,
            postgresql_where=text("state in ('requested', 'open')"),
        ),
        Index("ix_break_glass_open", "user_id", "application_id", postgresql_where=text("state = 'open'")),
    )
