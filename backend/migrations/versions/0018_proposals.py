"""Proposed teams, their certificates, visits

Revision: 0018
After: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("team_members", sa.Column("locked", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_table(
        "proposals",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition_id", sa.UUID(), nullable=False),
        sa.Column("run_id", sa.UUID(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("options", postgresql.JSONB(), nullable=False),
        sa.Column("made_by", sa.UUID(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("failure", sa.String()),
        sa.Column("input_sha256", sa.String(), nullable=False),
        sa.Column("objective", sa.Double()),
        sa.Column("bound", sa.Double()),
        sa.Column("gap", sa.Double()),
        sa.Column("proved", sa.Boolean()),
        sa.Column("seconds", sa.Double()),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("members", postgresql.JSONB(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("clashes", postgresql.JSONB(), nullable=False),
        sa.Column("premise", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.LargeBinary()),
        sa.Column("applied_by", sa.UUID()),
        sa.Column("applied_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("rank >= 0", name=op.f("ck_proposals_rank_counts")),
        sa.CheckConstraint("(applied_at is null) = (applied_by is null)", name=op.f("ck_proposals_applied_by_someone")),
        sa.CheckConstraint(
            "applied_at is null or (finished_at is not null and failure is null)", name=op.f("ck_proposals_applied_was_made")
        ),
        sa.CheckConstraint(
            "finished_at is null or failure is not null or (objective is not null and certificate is not null)",
            name=op.f("ck_proposals_finished_has_result"),
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_proposals_edition_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_proposals_made_by")),
        sa.ForeignKeyConstraint(["applied_by"], ["users.id"], name=op.f("fk_proposals_applied_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("run_id", "rank", name="uq_proposals_rank"),
    )
    op.create_index("ix_proposals_edition_id", "proposals", ["edition_id", "id"])
    op.create_index(
        "uq_proposals_one_applied", "proposals", ["run_id"], unique=True, postgresql_where=sa.text("applied_at is not null")
    )
    op.create_table(
        "site_visits",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition_id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("set_by", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_site_visits_edition_id")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_site_visits_application_id")),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_site_visits_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_visits")),
        sa.UniqueConstraint("application_id", name="uq_site_visits_application_id"),
    )
    op.create_index("ix_site_visits_edition_id", "site_visits", ["edition_id", "day"])


def downgrade() -> None:
    op.drop_table("site_visits")
    op.drop_table("proposals")
    op.drop_column("team_members", "locked")
