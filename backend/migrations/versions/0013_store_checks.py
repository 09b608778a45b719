"""Checks of the store: of its locks and of the files in it, with how far they are; when a file was last found whole

Revision: 0013
After: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("verified_at", sa.DateTime(timezone=True)))
    for column in (
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("edition_id", sa.UUID()),
        sa.Column("asked_by", sa.UUID()),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("files", sa.Integer(), server_default="0", nullable=False),
        sa.Column("files_all", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bytes", sa.BigInteger(), server_default="0", nullable=False),
    ):
        op.add_column("store_checks", column)
    op.alter_column("store_checks", "passed", nullable=True)
    op.create_foreign_key(op.f("fk_store_checks_edition_id"), "store_checks", "editions", ["edition_id"], ["id"])
    op.create_foreign_key(op.f("fk_store_checks_asked_by"), "store_checks", "users", ["asked_by"], ["id"])
    op.create_check_constraint(op.f("ck_store_checks_kind_known"), "store_checks", "kind in ('locks', 'files')")
    op.create_check_constraint(
        op.f("ck_store_checks_finished_has_result"), "store_checks", "(finished_at is null) = (passed is null)"
    )
    op.create_index(
        "uq_store_checks_one_running",
        "store_checks",
        ["kind", "edition_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("finished_at is null"),
    )


def downgrade() -> None:
    op.drop_index("uq_store_checks_one_running", "store_checks")
    op.drop_constraint(op.f("ck_store_checks_finished_has_result"), "store_checks", type_="check")
    op.execute("delete from store_checks where passed is null")
    op.alter_column("store_checks", "passed", nullable=False)
    for name in ("bytes", "files_all", "files", "finished_at", "asked_by", "edition_id", "kind"):
        op.drop_column("store_checks", name)
    op.drop_column("evidence", "verified_at")
