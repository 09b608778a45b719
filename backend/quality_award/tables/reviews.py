"""Review teams, undertakings, declarations, recusals, score sheets, ratings of the reviewers (Art. 11, 17(5)(6), 31-33)."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed, Stateful


class TeamMember(Keyed, Created, Base):
    """评审组: an expert assigned to an application, until released. One leader (组长) at a time."""

    __tablename__ = "team_members"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    expert_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("experts.id"))
    leader: Mapped[bool]
    # A locked seat is one that no proposal may move.
    locked: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    assigned_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    released_at: Mapped[dt.datetime | None]
    released_because: Mapped[str | None]
    __table_args__ = (
        Index(
            "uq_team_members_live",
            "application_id",
            "expert_id",
            unique=True,
            postgresql_where=text("released_at is null"),
        ),
        Index(
            "uq_team_members_one_leader",
            "application_id",
            unique=True,
            postgresql_where=text("leader and released_at is null"),
        ),
        Index("ix_team_members_expert_id", "expert_id"),
    )


class Undertaking(Base):
    """保密承诺 of one person for one edition, signed before the first look (Art. 33)."""

    __tablename__ = "undertakings"
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    signed_at: Mapped[dt.datetime]
    text_sha256: Mapped[str]


class InterestDeclaration(Keyed, Created, Base):
    """利害关系声明: each reviewer or officer, for each application, before the first look (Art. 32)."""

    __tablename__ = "interest_declarations"
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    has_interest: Mapped[bool]
    detail: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("user_id", "application_id", name="uq_interest_declarations_once"),)


class Recusal(Keyed, Stateful, Created, Base):
    """回避 (Art. 32). While `state` is `in_force` the person sees nothing of the application, anywhere."""

    __tablename__ = "recusals"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    ground: Mapped[str]
    reason: Mapped[str]
    evidence_note: Mapped[str] = mapped_column(default="")
    requested_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[dt.datetime | None]
    decision_reason: Mapped[str | None]
    __table_args__ = (
        CheckConstraint("ground in ('declared', 'requested', 'detected')", name="ground_known"),
        Index(
            "uq_recusals_live",
            "application_id",
            "user_id",
            unique=True,
            postgresql_where=text("state in ('requested', 'in_force')"),
        ),
        Index("ix_recusals_user_id", "user_id", "application_id"),
    )


class ScoreSheet(Keyed, Stateful, Created, Base):
    """One expert's scores of one application in one stage. Nobody else reads it before it is submitted."""

    __tablename__ = "score_sheets"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    expert_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("experts.id"))
    stage: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    total: Mapped[float | None] = mapped_column(Numeric(6, 2, asdecimal=False))
    submitted_at: Mapped[dt.datetime | None]
    __table_args__ = (
        UniqueConstraint("application_id", "expert_id", "stage", name="uq_score_sheets_one"),
        CheckConstraint("stage in ('document', 'defence', 'site')", name="stage_known"),
        CheckConstraint("total is null or (total >= 0 and total <= 1000)", name="total_in_range"),
        Index("ix_score_sheets_edition_id", "edition_id", "stage"),
    )


class ItemScore(Base):
    """Percent (steps of 5) and comment on one criteria item (GB/T 19580)."""

    __tablename__ = "item_scores"
    sheet_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("score_sheets.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    percent: Mapped[int]
    strengths: Mapped[str] = mapped_column(default="")
    improvements: Mapped[str] = mapped_column(default="")
    __table_args__ = (CheckConstraint("percent between 0 and 100 and percent % 5 = 0", name="percent_step"),)


class OpinionResult(Keyed, Created, Base):
    """社会评价: what a survey of the public found about one applicant, with its source. Only in rulesets that have the stage."""

    __tablename__ = "opinion_results"
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    respondents: Mapped[int]
    score: Mapped[float] = mapped_column(Numeric(6, 2, asdecimal=False))
    source: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (
        UniqueConstraint("application_id", name="uq_opinion_results_application_id"),
        CheckConstraint("score between 0 and 1000", name="score_in_range"),
        CheckConstraint("respondents > 0", name="respondents_positive"),
        Index("ix_opinion_results_edition_id", "edition_id"),
    )


class ReviewerRating(Keyed, Created, Base):
    """The visited organisation's rating of its reviewers (Art. 31): to the office only."""

    __tablename__ = "reviewer_ratings"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    quality: Mapped[int]
    discipline: Mapped[int]
    conduct: Mapped[int]
    comment: Mapped[str] = mapped_column(default="")
    rated_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (
        UniqueConstraint("application_id", name="uq_reviewer_ratings_application_id"),
        CheckConstraint("quality between 1 and 5 and discipline between 1 and 5 and conduct between 1 and 5", name="one_to_five"),
    )
