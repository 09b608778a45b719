"""Conflicts of interest, found and decided

Revision: 0016
After: 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conflicts",
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("edition_id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("party_id", sa.UUID(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("path", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("through", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.Column("dismissed_grade", sa.String(), nullable=True),
        sa.Column("dismissed_evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("grade in ('barred', 'declare', 'hint')", name=op.f("ck_conflicts_grade_known")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_conflicts_application_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_conflicts_authority_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_conflicts_decided_by")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_conflicts_edition_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_conflicts_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint("application_id", "party_id", name="uq_conflicts_pair"),
    )
    op.create_index("ix_conflicts_edition_id", "conflicts", ["edition_id", "state"])
    op.create_index("ix_conflicts_party_id", "conflicts", ["party_id"])


def downgrade() -> None:
    op.drop_table("conflicts")
