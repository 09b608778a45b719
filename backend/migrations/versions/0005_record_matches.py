"""What a regulatory record touches: applications on their way, awards under supervision

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_matches",
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("record_id", sa.UUID(), nullable=False),
        sa.Column("edition_id", sa.UUID(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=True),
        sa.Column("award_id", sa.UUID(), nullable=True),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.UUID(), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(application_id is null) <> (award_id is null)", name=op.f("ck_record_matches_one_subject")),
        sa.CheckConstraint(
            "outcome is null or (award_id is not null and outcome in ('revocation_proposed', 'no_consequence'))"
            " or (application_id is not null and outcome = 'noted') or outcome = 'set_aside'",
            name=op.f("ck_record_matches_outcome_of_subject"),
        ),
        sa.CheckConstraint(
            "(outcome is null) = (settled_at is null) and (outcome is null) = (reason is null)",
            name=op.f("ck_record_matches_settled_with_reason"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_record_matches_authority_id")),
        sa.ForeignKeyConstraint(["record_id"], ["regulatory_records.id"], name=op.f("fk_record_matches_record_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_record_matches_edition_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_record_matches_organisation_id")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_record_matches_application_id")),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_record_matches_award_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name=op.f("fk_record_matches_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_matches")),
        sa.UniqueConstraint("record_id", "application_id", name="uq_record_matches_application"),
        sa.UniqueConstraint("record_id", "award_id", name="uq_record_matches_award"),
    )
    op.create_index(
        "ix_record_matches_open",
        "record_matches",
        ["authority_id", "id"],
        unique=False,
        postgresql_where=sa.text("settled_at is null"),
    )


def downgrade() -> None:
    op.drop_table("record_matches")
