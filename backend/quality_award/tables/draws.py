"""Verifiable draws of experts by commitment and reveal (Art. 10, 17(1))."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed, Stateful


class Draw(Keyed, Stateful, Created, Base):
    """抽签: a pool frozen under codes and a sealed seed, published by their digest before the public number is known.

    `terms` is what everybody may read and what `commitment` is the SHA-256 of: {format, award, edition, purpose, number, strata
    with their codes, roster_sha256, seed_sha256, committed_at}. `roster` names who stands behind each code, under a salt, for
    insiders.
    The trigger `draws_fixed` keeps all of it: a reveal or a withdrawal adds, nothing changes.
    """

    __tablename__ = "draws"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    terms: Mapped[dict[str, Any]]
    commitment: Mapped[str]
    roster: Mapped[dict[str, Any]]
    seed_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number_on: Mapped[dt.date]
    committed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    seed: Mapped[str | None]
    public_number: Mapped[str | None]
    result: Mapped[list[Any] | None]
    revealed_at: Mapped[dt.datetime | None]
    revealed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_because: Mapped[str | None]
    __table_args__ = (
        CheckConstraint("state in ('committed', 'revealed', 'withdrawn')", name="state_known"),
        CheckConstraint(
            "(state = 'revealed') = (revealed_at is not null) and (revealed_at is null) = (seed is null)"
            " and (revealed_at is null) = (public_number is null) and (revealed_at is null) = (revealed_by is null)",
            name="revealed_is_complete",
        ),
        CheckConstraint("revealed_by <> committed_by", name="two_people"),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at is not null) and (withdrawn_at is null) = (withdrawn_because is null)",
            name="withdrawn_has_reason",
        ),
        Index("ix_draws_edition_id", "edition_id"),
    )
