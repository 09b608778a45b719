"""The committee's meetings, motions and ballots (Art. 8, 17(1)(4)(8)(9), 24)."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed, Stateful

MOTION_KINDS = (
    "plan", "accepted_list", "initial_list", "final_list", "objection", "revocation", "interval_exception", "other",
)  # fmt: skip


class Meeting(Keyed, Created, Base):
    """A session of the committee with its minutes."""

    __tablename__ = "meetings"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    title: Mapped[str]
    place: Mapped[str]
    held_at: Mapped[dt.datetime]
    minutes: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (Index("ix_meetings_edition_id", "edition_id"),)


class Attendance(Base):
    """Who sat in which seat at the meeting (Art. 7)."""

    __tablename__ = "attendance"
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"), primary_key=True)
    seat: Mapped[str]


class Motion(Keyed, Stateful, Created, Base):
    """议题: what is put to the vote. `subject_id` is the edition, objection or award that it decides on.

    `snapshot` is the SHA-256 of what was put before the members, so that a list changed after the vote needs a new one.
    """

    __tablename__ = "motions"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.id"))
    kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    snapshot: Mapped[str]
    # {seats, present, recused, for, against, abstain, decided_by_chair}
    tally: Mapped[dict[str, Any] | None]
    closed_at: Mapped[dt.datetime | None]
    __table_args__ = (
        CheckConstraint(f"kind in {MOTION_KINDS}", name="kind_known"),
        Index(
            "uq_motions_one_open",
            "kind",
            "subject_id",
            unique=True,
            postgresql_where=sql("state = 'open' and kind <> 'other'"),
        ),
        Index("ix_motions_edition_id", "edition_id"),
    )


class Ballot(Keyed, Created, Base):
    """One member's vote on one motion; one vote each, no change after it is cast."""

    __tablename__ = "ballots"
    motion_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("motions.id"))
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"))
    choice: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        UniqueConstraint("motion_id", "membership_id", name="uq_ballots_one_each"),
        CheckConstraint("choice in ('for', 'against', 'abstain')", name="choice_known"),
    )
