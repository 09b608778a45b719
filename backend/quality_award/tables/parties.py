"""Authorities, organisations, recommending departments, agencies, experts (Art. 7, 10, 12, 13)."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed


class Authority(Keyed, Base):
    """A city's award. Every row that belongs to it carries its id; one city now, sharding by it later."""

    __tablename__ = "authorities"
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    award_name: Mapped[str]


class Department(Keyed, Base):
    """推荐单位: an industry department of the city or a county market-regulation bureau (Art. 12, 17(3))."""

    __tablename__ = "departments"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    area_code: Mapped[str | None]
    divisions: Mapped[list[Any]]
    # Art. 28: until when its right to recommend is suspended; `cancelled_at` for good.
    suspended_until: Mapped[dt.date | None]
    cancelled_at: Mapped[dt.datetime | None]
    restriction_reason: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("authority_id", "code", name="uq_departments_code"),
        CheckConstraint("kind in ('industry', 'county')", name="kind_known"),
        CheckConstraint("(kind = 'county') = (area_code is not null)", name="county_has_area"),
    )


class Agency(Keyed, Base):
    """第三方机构 (Art. 10)."""

    __tablename__ = "agencies"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    name: Mapped[str]
    uscc: Mapped[str]


class Organisation(Keyed, Created, Base):
    """申报组织: its registered facts, from which eligibility (Art. 13(1)) and the channel (Art. 17(3)) are derived."""

    __tablename__ = "organisations"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    uscc: Mapped[str]
    name: Mapped[str]
    area_code: Mapped[str]
    address: Mapped[str]
    registered_on: Mapped[dt.date]
    division: Mapped[str]
    ownership: Mapped[str]
    nature: Mapped[str]
    legal_representative: Mapped[str]
    employees: Mapped[int]
    # For a municipal enterprise: the industry department that answers for it.
    industry_department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("departments.id"))
    # Art. 4: kinds of organisation that are encouraged; for statistics, never a bonus in a score.
    sectors: Mapped[list[Any]]
    # Art. 27: barred for life, with the decision that says so.
    barred_for_life: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        UniqueConstraint("uscc", name="uq_organisations_uscc"),
        CheckConstraint("ownership in ('central', 'provincial', 'municipal', 'other')", name="ownership_known"),
        CheckConstraint("nature in ('for_profit', 'non_profit')", name="nature_known"),
    )


class Expert(Keyed, Created, Base):
    """评审专家 from the provincial pool (Art. 10, 29). Off-pool only with the office's recorded reason."""

    __tablename__ = "experts"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    name: Mapped[str]
    pool_number: Mapped[str | None]
    provenance: Mapped[str]
    off_pool_reason: Mapped[str | None]
    employer: Mapped[str]
    employer_uscc: Mapped[str | None]
    title: Mapped[str]
    categories: Mapped[list[Any]]
    divisions: Mapped[list[Any]]
    leader_qualified: Mapped[bool]
    status: Mapped[str] = mapped_column(default="active")
    status_reason: Mapped[str | None]
    # Keyed hashes (platform/proofs.py): the numbers themselves are not kept.
    identity_hash: Mapped[str | None]
    phone_hash: Mapped[str | None]
    # The six digits of the district the expert lives in (GB/T 2260); how many applications they wish for, and at most take.
    area: Mapped[str | None]
    qualifications: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    load_wish: Mapped[int | None]
    max_load: Mapped[int | None]
    # The import that wrote the row last.
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("expert_imports.id"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    __table_args__ = (
        UniqueConstraint("authority_id", "pool_number", name="uq_experts_pool_number"),
        UniqueConstraint("authority_id", "identity_hash", name="uq_experts_identity_hash"),
        CheckConstraint("load_wish >= 0 and max_load >= 0 and load_wish <= max_load", name="load_in_order"),
        CheckConstraint("pool_number is not null or off_pool_reason is not null", name="off_pool_has_reason"),
        CheckConstraint("status in ('active', 'corrected', 'dismissed', 'disqualified')", name="status_known"),
    )


class ExpertImport(Keyed, Created, Base):
    """Where rows of the pool came from (Art. 10): a file or the API, by whom, and what it did. Written once."""

    __tablename__ = "expert_imports"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    file_name: Mapped[str | None]
    sha256: Mapped[str]
    source: Mapped[str]
    rows: Mapped[int]
    created: Mapped[int]
    updated: Mapped[int]
    unchanged: Mapped[int]
    imported_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (Index("ix_expert_imports_authority_id", "authority_id", "id"),)


class ExpertAbsence(Keyed, Created, Base):
    """Days on which an expert cannot review, first and last included."""

    __tablename__ = "expert_absences"
    expert_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("experts.id"))
    from_day: Mapped[dt.date]
    until_day: Mapped[dt.date]
    note: Mapped[str] = mapped_column(default="", server_default="")
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (
        CheckConstraint("until_day >= from_day", name="days_in_order"),
        Index("ix_expert_absences_expert_id", "expert_id", "from_day"),
    )


class RegulatoryRecord(Keyed, Created, Base):
    """监管记录 (Art. 14, 36): what a regulator recorded about an organisation, with source, date and document."""

    __tablename__ = "regulatory_records"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    uscc: Mapped[str]
    kind: Mapped[str]
    occurred_on: Mapped[dt.date]
    source: Mapped[str]
    document: Mapped[str]
    description: Mapped[str]
    fatalities: Mapped[int] = mapped_column(default=0)
    entered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    set_aside_at: Mapped[dt.datetime | None]
    set_aside_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    set_aside_reason: Mapped[str | None]
    __table_args__ = (CheckConstraint("(set_aside_at is null) = (set_aside_reason is null)", name="set_aside_has_reason"),)
