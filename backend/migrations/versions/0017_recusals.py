"""Recusals: proof, the panel's window, break-glass

Revision: 0017
After: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("editions", sa.Column("panel_opens_at", sa.DateTime(timezone=True)))
    op.add_column("editions", sa.Column("panel_closes_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        op.f("ck_editions_panel_in_order"),
        "editions",
        "(panel_opens_at is null) = (panel_closes_at is null) and (panel_closes_at is null or panel_closes_at >= panel_opens_at)",
    )
    op.create_table(
        "recusal_files",
        sa.Column("recusal_id", sa.UUID(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("object_key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('pending', 'stored')", name=op.f("ck_recusal_files_state_known")),
        sa.CheckConstraint("state <> 'stored' or sha256 is not null", name=op.f("ck_recusal_files_stored_is_hashed")),
        sa.ForeignKeyConstraint(["recusal_id"], ["recusals.id"], name=op.f("fk_recusal_files_recusal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal_files")),
    )
    op.create_index("ix_recusal_files_recusal_id", "recusal_files", ["recusal_id"])
    op.create_table(
        "break_glass",
        sa.Column("edition_id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.UUID()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decision_reason", sa.String()),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f("ck_break_glass_hours_positive")),
        sa.CheckConstraint("decided_by is null or decided_by <> user_id", name=op.f("ck_break_glass_two_people")),
        sa.CheckConstraint("(state in ('open', 'ended')) = (ends_at is not null)", name=op.f("ck_break_glass_opened_has_end")),
        sa.CheckConstraint("(state = 'ended') = (ended_at is not null)", name=op.f("ck_break_glass_ended_is_dated")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_break_glass_edition_id")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_break_glass_application_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_break_glass_user_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_break_glass_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    op.create_index(
        "uq_break_glass_live", "break_glass", ["application_id", "user_id"], unique=True,
        postgresql_where=sa.text("state in ('requested', 'open')"),
    )  # fmt: skip
    op.create_index(
        "ix_break_glass_open", "break_glass", ["user_id", "application_id"], postgresql_where=sa.text("state = 'open'")
    )


def downgrade() -> None:
    op.drop_table("break_glass")
    op.drop_table("recusal_files")
    op.drop_constraint(op.f("ck_editions_panel_in_order"), "editions", type_="check")
    op.drop_column("editions", "panel_closes_at")
    op.drop_column("editions", "panel_opens_at")
