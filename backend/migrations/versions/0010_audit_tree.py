"""The Merkle tree over the sealed trail, its signed checkpoints and their time stamps

Revision: 0010
After: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("audit_nodes", "audit_checkpoints", "audit_time_stamps")


def upgrade() -> None:
    op.create_table(
        "audit_nodes",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name=op.f("pk_audit_nodes")),
    )
    op.create_table(
        "audit_checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_audit_checkpoints")),
    )
    op.create_table(
        "audit_time_stamps",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["size"], ["audit_checkpoints.size"], name=op.f("fk_audit_time_stamps_size")),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_audit_time_stamps")),
    )
    for table in TABLES:
        op.execute(
            f"create trigger {table}_append_only before update or delete on {table} for each row execute function append_only()"
        )
        op.execute(f"create trigger {table}_no_truncate before truncate on {table} execute function append_only()")
        op.execute(f"revoke update, delete on {table} from quality_award_app")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
