"""Conflicts of interest of one person with one applicant, found along dated ties and decided on (Art. 32)."""

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed, Stateful

GRADES = ("barred", "declare", "hint")


class Conflict(Keyed, Stateful, Created, Base):
    """利害关系: the gravest path from a person (a party) to an applicant, and what was decided on it.

    `path` is the explanation as it was found: its steps in order, ready to be told in words. `evidence` are the keys of
    every fact that any path of this pair rests on: a dismissal stands until a key comes that it has not seen, or a graver grade.
    """

    __tablename__ = "conflicts"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    party_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    grade: Mapped[str]
    hops: Mapped[int]
    path: Mapped[list[Any]]
    evidence: Mapped[list[Any]]
    # Other applications whose facts or organisations the path passes: who is recused from one of them sees no such path.
    through: Mapped[list[Any]] = mapped_column(default=list)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    decision_reason: Mapped[str | None]
    # What was seen when it was dismissed: the grade, and the keys of the facts.
    dismissed_grade: Mapped[str | None]
    dismissed_evidence: Mapped[list[Any]] = mapped_column(default=list)
    __table_args__ = (
        CheckConstraint(f"grade in {GRADES}", name="grade_known"),
        UniqueConstraint("application_id", "party_id", name="uq_conflicts_pair"),
        Index("ix_conflicts_edition_id", "edition_id", "state"),
        Index("ix_conflicts_party_id", "party_id"),
    )
