"""届: an edition of the award, its plan, expert team, lists, reports and public notices (Art. 3, 5, 17)."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed, Stateful

LIST_KINDS = ("accepted", "site", "proposed", "initial", "final")
REPORT_KINDS = ("formal_review", "document_review", "defence", "site_review", "evaluation", "verification")
NOTICE_KINDS = ("call", "publicity", "results", "revocation")


class Edition(Keyed, Stateful, Created, Base):
    """One round. `ruleset` and `criteria_code` are pinned when it is announced and do not change after (Art. 5, 38)."""

    __tablename__ = "editions"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    number: Mapped[int]
    year: Mapped[int]
    title: Mapped[str]
    ruleset_code: Mapped[str]
    # SHA-256 over the ruleset's whole data, pinned with it: a file that was changed since is noticed (Art. 38).
    ruleset_sha256: Mapped[str | None]
    criteria_code: Mapped[str]
    # {prize: places, …, total: places} of the ruleset: what the trigger on the lists counts against (Art. 3).
    quotas: Mapped[dict[str, Any]]
    pinned_at: Mapped[dt.datetime | None]
    # Art. 3: less than the cycle after the last edition only with the committee's recorded exception.
    interval_exception: Mapped[str | None]
    # {open point: {"value": …, "confirmed_by": name, "confirmed_at": iso}} (open-points.md).
    local_settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    plan_text: Mapped[str] = mapped_column(default="")
    opens_at: Mapped[dt.datetime | None]
    closes_at: Mapped[dt.datetime | None]
    recommend_by: Mapped[dt.datetime | None]
    agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agencies.id"))
    procurement_record: Mapped[str | None]
    announced_at: Mapped[dt.datetime | None]
    # Art. 32: while it is open, applicants see the candidate panel and may ask for recusals; nobody is assigned before its end.
    panel_opens_at: Mapped[dt.datetime | None]
    panel_closes_at: Mapped[dt.datetime | None]
    publicity_starts_at: Mapped[dt.datetime | None]
    publicity_ends_at: Mapped[dt.datetime | None]
    approval_document: Mapped[str | None]
    approved_on: Mapped[dt.date | None]
    budget_work: Mapped[int] = mapped_column(default=0)
    budget_prizes: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        UniqueConstraint("authority_id", "number", name="uq_editions_number"),
        UniqueConstraint("authority_id", "year", name="uq_editions_year"),
        CheckConstraint("closes_at is null or closes_at > opens_at", name="window_in_order"),
        CheckConstraint("recommend_by is null or recommend_by >= closes_at", name="recommend_after_close"),
        CheckConstraint(
            "(panel_opens_at is null) = (panel_closes_at is null)"
            " and (panel_closes_at is null or panel_closes_at >= panel_opens_at)",
            name="panel_in_order",
        ),
        # Art. 17(8): no publicity shorter than 7 full days can be stored.
        CheckConstraint(
            "(publicity_starts_at is null) = (publicity_ends_at is null)"
            " and (publicity_ends_at is null or publicity_ends_at >= publicity_starts_at + interval '7 days')",
            name="publicity_seven_days",
        ),
    )


class EditionExpert(Base):
    """评审专家组: the experts whose composition the committee approves with the plan (Art. 17(1))."""

    __tablename__ = "edition_experts"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    expert_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("experts.id"), primary_key=True)
    invited_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    checked_at: Mapped[dt.datetime | None]
    invited_at: Mapped[dt.datetime | None]
    # Without it no answer is waited for; with it only an expert who has accepted is in the team.
    answer_by: Mapped[dt.datetime | None]
    answer: Mapped[str | None]
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    answer_note: Mapped[str] = mapped_column(default="", server_default="")
    __table_args__ = (
        CheckConstraint("answer in ('accepted', 'declined')", name="answer_known"),
        CheckConstraint(
            "(answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)", name="answer_has_time"
        ),
        Index("ix_edition_experts_answer_by", "answer_by", postgresql_where=text("answer is null and answer_by is not null")),
    )


class ListEntry(Keyed, Created, Base):
    """One application on one of the edition's lists: 受理名单, 现场评审名单, 建议获奖名单, 获奖初选名单, 拟获奖名单.

    Quotas of Art. 3 hold on the three lists of winners by the trigger `list_entries_quota`, whatever path writes them.
    """

    __tablename__ = "list_entries"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[str]
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    tier: Mapped[str | None]
    rank: Mapped[int | None]
    score: Mapped[float | None]
    reason: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        UniqueConstraint("edition_id", "kind", "application_id", name="uq_list_entries_application"),
        CheckConstraint(f"kind in {LIST_KINDS}", name="kind_known"),
        CheckConstraint("(kind in ('accepted', 'site')) = (tier is null)", name="tier_on_winner_lists"),
        Index("ix_list_entries_application_id", "application_id"),
    )


class Report(Keyed, Created, Base):
    """The named reports of Art. 17(4) to (8): text, the numbers it is bound to, and the printed document."""

    __tablename__ = "reports"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[str]
    text: Mapped[str]
    numbers: Mapped[dict[str, Any]]
    submitted_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[dt.datetime]
    sha256: Mapped[str]
    __table_args__ = (
        UniqueConstraint("edition_id", "kind", name="uq_reports_kind"),
        CheckConstraint(f"kind in {REPORT_KINDS}", name="kind_known"),
    )


class PublicNotice(Keyed, Created, Base):
    """What the public was shown: the call, the publicity of the initial list, the results, a revocation. Frozen text."""

    __tablename__ = "public_notices"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    entries: Mapped[list[Any]]
    published_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime | None]
    sha256: Mapped[str]
    __table_args__ = (
        CheckConstraint(f"kind in {NOTICE_KINDS}", name="kind_known"),
        CheckConstraint("kind <> 'publicity' or ends_at >= published_at + interval '7 days'", name="publicity_seven_days"),
        Index(
            "uq_public_notices_once",
            "edition_id",
            "kind",
            unique=True,
            postgresql_where=text("kind in ('call', 'publicity', 'results')"),
        ),
    )
