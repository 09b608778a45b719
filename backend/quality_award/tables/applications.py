"""Applications with form, self-evaluation and evidence; recommendation and formal review (Art. 16, 17(2) to (4))."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed, Stateful


class Application(Keyed, Stateful, Created, Base):
    """One organisation in one edition. The unique constraint is Art. 17(3): no second channel."""

    __tablename__ = "applications"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    case_number: Mapped[str]
    # What is applied for: the organisation's own prizes, or a prize for one of its projects.
    subject: Mapped[str] = mapped_column(default="organisation", server_default="organisation")
    project_name: Mapped[str] = mapped_column(default="", server_default="")
    channel: Mapped[str]
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("departments.id"))
    # {field key: value} of the ruleset's form; {item code: text} of the criteria.
    form: Mapped[dict[str, Any]] = mapped_column(default=dict)
    profile: Mapped[str] = mapped_column(default="")
    self_evaluation: Mapped[dict[str, Any]] = mapped_column(default=dict)
    declared_by: Mapped[str | None]
    declared_at: Mapped[dt.datetime | None]
    submitted_at: Mapped[dt.datetime | None]
    closed_reason: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("edition_id", "organisation_id", name="uq_applications_one_per_edition"),
        UniqueConstraint("case_number", name="uq_applications_case_number"),
        CheckConstraint("subject in ('organisation', 'project')", name="subject_known"),
        CheckConstraint("channel in ('direct', 'industry', 'county')", name="channel_known"),
        CheckConstraint("(channel = 'direct') = (department_id is null)", name="channel_has_department"),
        CheckConstraint(
            "state = 'draft' or (declared_at is not null and submitted_at is not null)", name="submitted_is_declared"
        ),
        Index("ix_applications_edition_id", "edition_id", "id"),
    )


class Evidence(Keyed, Created, Base):
    """证实性材料: one file of one application under one slot (form requirement or criteria item). Bytes are in the store.

    pending: being sent. received: all there, not looked at yet. stored: it is what was announced, and counts. refused,
    quarantined: it is not, or it is infected; never read by anyone.
    """

    __tablename__ = "evidence"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    slot: Mapped[str]
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    # Two rows may share one object: the same file under another slot is not sent twice.
    object_key: Mapped[str]
    # The very version that was looked at; what a link that still lives writes later is another one.
    version_id: Mapped[str | None]
    # Of a file sent in parts: the store's name of the upload, and the size of each part but the last.
    upload_id: Mapped[str | None]
    part_size: Mapped[int | None]
    # What the sender computed, and what lies in the store.
    announced_sha256: Mapped[str | None]
    sha256: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="pending")
    refused_reason: Mapped[str | None]
    # 'unscanned' with a note where no scanner runs: said to the reviewer, never left out.
    scan: Mapped[str] = mapped_column(default="pending", server_default="pending")
    scan_note: Mapped[str] = mapped_column(default="", server_default="")
    scanned_at: Mapped[dt.datetime | None]
    pages: Mapped[int | None]
    # A small picture of the first page; a copy that browsers show and that holds no place data. Keys in the store.
    thumbnail_key: Mapped[str | None]
    rendition_key: Mapped[str | None]
    preview_note: Mapped[str] = mapped_column(default="", server_default="")
    # Handed in later, with the reason why; an addition, never a replacement.
    supplement_reason: Mapped[str | None]
    # Locked in the store until then, whoever asks (Art. 16, 26).
    retain_until: Mapped[dt.datetime | None]
    frozen_at: Mapped[dt.datetime | None]
    freeze_note: Mapped[str] = mapped_column(default="", server_default="")
    expires_at: Mapped[dt.datetime]
    stored_at: Mapped[dt.datetime | None]
    # Last read back from the store and found as this row and its manifest have it; by the machine's clock.
    verified_at: Mapped[dt.datetime | None]
    removed_at: Mapped[dt.datetime | None]
    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (
        CheckConstraint("state in ('pending', 'received', 'stored', 'refused', 'quarantined')", name="state_known"),
        CheckConstraint("scan in ('pending', 'clean', 'infected', 'unscanned')", name="scan_known"),
        CheckConstraint("state <> 'stored' or sha256 is not null", name="stored_is_hashed"),
        CheckConstraint("state <> 'stored' or scan <> 'infected'", name="stored_is_not_infected"),
        CheckConstraint("size > 0", name="not_empty"),
        Index("ix_evidence_application_id", "application_id"),
        Index("ix_evidence_object_key", "object_key"),
    )


class EvidencePage(Base):
    """The text of one page, for the reader's search; made by the worker, made anew at will."""

    __tablename__ = "evidence_pages"
    evidence_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    __table_args__ = (CheckConstraint("page >= 1", name="page_counts_from_one"),)


class EvidenceCitation(Keyed, Created, Base):
    """A statement of the self-evaluation (criteria item) or of the form (field) that points at one page of one file."""

    __tablename__ = "evidence_citations"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    item: Mapped[str]
    evidence_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("evidence.id"))
    page: Mapped[int]
    # The statement that the page bears out, in the applicant's words.
    statement: Mapped[str]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (
        CheckConstraint("page >= 1", name="page_counts_from_one"),
        Index("ix_evidence_citations_application_id", "application_id"),
    )


class Manifest(Keyed, Created, Base):
    """What was handed in, file by file, as it was at that moment; its hash is in the audit record. Append-only (Art. 16, 26)."""

    __tablename__ = "manifests"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[str]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    __table_args__ = (
        CheckConstraint("kind in ('submission', 'supplement')", name="kind_known"),
        Index("ix_manifests_application_id", "application_id"),
    )


class Recommendation(Keyed, Created, Base):
    """推荐意见 of the recommending unit: on eligibility and on truth (Art. 17(3))."""

    __tablename__ = "recommendations"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("departments.id"))
    given: Mapped[bool]
    eligible: Mapped[bool]
    truthful: Mapped[bool]
    opinion: Mapped[str]
    decided_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (UniqueConstraint("application_id", name="uq_recommendations_application_id"),)


class FormalReview(Keyed, Created, Base):
    """形式审查: a finding per checklist item and the conclusion (Art. 17(4))."""

    __tablename__ = "formal_reviews"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    # [{code, result: pass | fail, note, evidence: [{id, slot, filename, sha256}], reviewer, reviewer_id, checked_at}]
    checklist: Mapped[list[Any]]
    complete: Mapped[bool | None]
    reasons: Mapped[str] = mapped_column(default="")
    reviewed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (UniqueConstraint("application_id", name="uq_formal_reviews_application_id"),)
