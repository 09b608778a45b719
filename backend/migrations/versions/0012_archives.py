"""Archives of editions; what is done stays as it is

Revision: 0012
After: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archives",
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("edition_id", sa.UUID(), nullable=False),
        sa.Column("asked_by", sa.UUID(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("files_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("files_all", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bytes_done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("bytes_all", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("object_key", sa.String()),
        sa.Column("version_id", sa.String()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("sha256", sa.String()),
        sa.Column("bag_sha256", sa.String()),
        sa.Column("files", sa.Integer()),
        sa.Column("log_size", sa.BigInteger()),
        sa.Column("retain_until", sa.DateTime(timezone=True)),
        sa.Column("failed_code", sa.String()),
        sa.Column("failed_params", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'making', 'done', 'failed')", name=op.f("ck_archives_state_known")),
        sa.CheckConstraint("(state = 'failed') = (failed_code is not null)", name=op.f("ck_archives_failed_says_why")),
        sa.CheckConstraint(
            "state <> 'done' or (object_key is not null and size is not null and sha256 is not null"
            " and bag_sha256 is not null and files is not null and retain_until is not null)",
            name=op.f("ck_archives_done_is_complete"),
        ),
        sa.CheckConstraint(
            "(state in ('done', 'failed')) = (finished_at is not null)", name=op.f("ck_archives_finished_has_time")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_archives_authority_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_archives_edition_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_archives_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archives")),
    )
    op.create_index(
        "uq_archives_one_running", "archives", ["edition_id"], unique=True,
        postgresql_where=sa.text("state in ('waiting', 'making')"),
    )
    op.create_index("ix_archives_edition_id", "archives", ["edition_id"])
    op.execute(
        "create trigger archives_done_stays before update or delete on archives"
        " for each row when (old.state = 'done') execute function append_only()"
    )
    op.execute("revoke delete on archives from quality_award_app")


def downgrade() -> None:
    op.drop_table("archives")
