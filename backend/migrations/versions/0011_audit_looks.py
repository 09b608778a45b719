"""Looks are found again, an application's records too; nothing about a seal or a stamp stands beside what is signed

Revision: 0011
After: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_records_application_id", "audit_records", ["application_id"])
    op.create_index(
        "ix_audit_records_looks", "audit_records", ["user_id", "entity_id", "at"], postgresql_where=sa.text("action = 'look'")
    )
    # The signed checkpoint and the stamp's own token say when; a second word that nobody signed could be changed unseen.
    op.drop_column("audit_seals", "sealed_at")
    op.drop_column("audit_time_stamps", "stamped_at")


def downgrade() -> None:
    for table, column in (("audit_seals", "sealed_at"), ("audit_time_stamps", "stamped_at")):
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False))
        op.alter_column(table, column, server_default=None)
    op.drop_index("ix_audit_records_looks", table_name="audit_records")
    op.drop_index("ix_audit_records_application_id", table_name="audit_records")
