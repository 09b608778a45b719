"""Proposed review teams with their bound and certificate; dates of site visits (Art. 11, 17(6))."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed


class Proposal(Keyed, Created, Base):
    """分组方案: review teams of an edition as the machine proposes them. It changes nothing until a person applies it.

    Those of one `run` are alternatives to each other, `rank` 0 the best. `before` is [application, expert, leader] of who sat
    when it was computed, `members` [application, expert, leader, fit] of who would sit. `figures` says per application what stays
    open and how well its team fits, per expert how far below the least load. `premise` is the whole problem, `certificate` the
    outcome of every pair, both compressed, so that anyone can compute it again. Ids inside the documents carry no foreign key:
    what is shown of them is what the reader may see of the applications.
    """

    __tablename__ = "proposals"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    run_id: Mapped[uuid.UUID]
    rank: Mapped[int]
    stage: Mapped[str]
    options: Mapped[dict[str, Any]]
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    finished_at: Mapped[dt.datetime | None]
    failure: Mapped[str | None]
    # SHA-256 of the premise.
    input_sha256: Mapped[str]
    objective: Mapped[float | None] = mapped_column(Double)
    bound: Mapped[float | None] = mapped_column(Double)
    gap: Mapped[float | None] = mapped_column(Double)
    proved: Mapped[bool | None]
    seconds: Mapped[float | None] = mapped_column(Double)
    before: Mapped[list[Any]]
    members: Mapped[list[Any]]
    figures: Mapped[dict[str, Any]]
    clashes: Mapped[list[Any]]
    premise: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    certificate: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    applied_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    applied_at: Mapped[dt.datetime | None]
    __table_args__ = (
        CheckConstraint("rank >= 0", name="rank_counts"),
        CheckConstraint("(applied_at is null) = (applied_by is null)", name="applied_by_someone"),
        CheckConstraint("applied_at is null or (finished_at is not null and failure is null)", name="applied_was_made"),
        CheckConstraint(
            "finished_at is null or failure is not null or (objective is not null and certificate is not null)",
            name="finished_has_result",
        ),
        UniqueConstraint("run_id", "rank", name="uq_proposals_rank"),
        Index("ix_proposals_edition_id", "edition_id", "id"),
        # Of the alternatives of one run at most one is applied.
        Index("uq_proposals_one_applied", "run_id", unique=True, postgresql_where=text("applied_at is not null")),
    )


class SiteVisit(Keyed, Created, Base):
    """现场评审日期: the day on which the review team visits one applicant."""

    __tablename__ = "site_visits"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    day: Mapped[dt.date]
    set_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    __table_args__ = (
        UniqueConstraint("application_id", name="uq_site_visits_application_id"),
        Index("ix_site_visits_edition_id", "edition_id", "day"),
    )
