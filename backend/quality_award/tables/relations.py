"""The relationship graph: people and organisations, dated and sourced ties between them (Art. 32)."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed

PARTY_KINDS = ("person", "organisation")
TIE_KINDS = (
    "employment", "post", "shareholding", "consulting", "training", "certification", "joint_work", "kinship",
    "teaching", "supervision", "lawsuit",
)  # fmt: skip
TIE_SOURCES = ("declaration", "application", "import", "api", "office")


class Party(Keyed, Created, Base):
    """A node of the graph: a person or an organisation as one source names it.

    `name_key` and the keys in `alias_keys` are the names in their normal form, by which equal names are found: a hint, never a
    proof. `identity_hash` and `phone_hash` (keyed hashes; the numbers themselves are not kept) and `uscc` are proofs.
    A person may be an expert of the pool or a user of the system, an organisation an applicant.
    """

    __tablename__ = "parties"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    kind: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    aliases: Mapped[list[Any]] = mapped_column(default=list)
    alias_keys: Mapped[list[Any]] = mapped_column(default=list)
    uscc: Mapped[str | None]
    identity_hash: Mapped[str | None]
    phone_hash: Mapped[str | None]
    expert_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("experts.id"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    __table_args__ = (
        CheckConstraint(f"kind in {PARTY_KINDS}", name="kind_known"),
        CheckConstraint(
            "(kind = 'person' and uscc is null and organisation_id is null)"
            " or (kind = 'organisation' and identity_hash is null and phone_hash is null"
            " and expert_id is null and user_id is null)",
            name="facts_fit_kind",
        ),
        UniqueConstraint("expert_id", name="uq_parties_expert_id"),
        UniqueConstraint("user_id", name="uq_parties_user_id"),
        UniqueConstraint("organisation_id", name="uq_parties_organisation_id"),
        UniqueConstraint("authority_id", "uscc", name="uq_parties_uscc"),
        Index("ix_parties_name_key", "authority_id", "name_key"),
        Index("ix_parties_alias_keys", "alias_keys", postgresql_using="gin"),
        Index("ix_parties_identity_hash", "identity_hash", postgresql_where=text("identity_hash is not null")),
        Index("ix_parties_phone_hash", "phone_hash", postgresql_where=text("phone_hash is not null")),
    )


class Tie(Keyed, Created, Base):
    """A dated, sourced relation between two parties. Never changed: withdrawn with a reason, or entered anew.

    Read `from_id` as the subject: A works for B, holds a post at B, holds `share` per cent of B, advised or trained B for pay,
    certified B, worked jointly with B, is kin of B, taught B, is supervised by B, is in a lawsuit with B.
    """

    __tablename__ = "ties"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    from_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    to_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    kind: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    share: Mapped[float | None] = mapped_column(Numeric(5, 2, asdecimal=False))
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    source_kind: Mapped[str]
    source: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    # The application whose form states it: who is recused from that one sees no such tie (Art. 32).
    application_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("applications.id"))
    entered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_because: Mapped[str | None]
    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="two_parties"),
        CheckConstraint(f"kind in {TIE_KINDS}", name="kind_known"),
        CheckConstraint(f"source_kind in {TIE_SOURCES}", name="source_known"),
        CheckConstraint("share is null or (share > 0 and share <= 100)", name="share_in_range"),
        CheckConstraint("(kind = 'shareholding') = (share is not null)", name="share_where_held"),
        CheckConstraint("valid_to is null or valid_from is null or valid_to >= valid_from", name="dates_in_order"),
        CheckConstraint("(withdrawn_at is null) = (withdrawn_because is null)", name="withdrawn_has_reason"),
        CheckConstraint("(source_kind = 'application') = (application_id is not null)", name="application_where_stated"),
        Index(
            "uq_ties_live",
            "from_id", "to_id", "kind", "role", "valid_from", "source_kind", "application_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
        Index("ix_ties_application_id", "application_id", postgresql_where=text("application_id is not null")),
        Index("ix_ties_from_id", "from_id", "kind"),
        Index("ix_ties_to_id", "to_id", "kind"),
    )  # fmt: skip


class SameParty(Keyed, Created, Base):
    """Whether two people of one name are one person, decided by a person with a reason."""

    __tablename__ = "same_parties"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    same: Mapped[bool]
    reason: Mapped[str]
    decided_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="in_order"),
        UniqueConstraint("one_id", "other_id", name="uq_same_parties_pair"),
        Index("ix_same_parties_other_id", "other_id"),
    )
