"""Evidence in parts, looked at before it counts, locked when handed in; page texts, citations, manifests, tests of the store

Revision: 0009
After: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATES = "('pending', 'received', 'stored', 'refused', 'quarantined')"
JSONB = postgresql.JSONB


def upgrade() -> None:
    op.drop_constraint("uq_evidence_object_key", "evidence", type_="unique")
    op.drop_constraint(op.f("ck_evidence_state_known"), "evidence", type_="check")
    for column in (
        sa.Column("version_id", sa.String()),
        sa.Column("upload_id", sa.String()),
        sa.Column("part_size", sa.Integer()),
        sa.Column("announced_sha256", sa.String()),
        sa.Column("refused_reason", sa.String()),
        sa.Column("scan", sa.String(), server_default="pending", nullable=False),
        sa.Column("scan_note", sa.String(), server_default="", nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True)),
        sa.Column("pages", sa.Integer()),
        sa.Column("thumbnail_key", sa.String()),
        sa.Column("rendition_key", sa.String()),
        sa.Column("preview_note", sa.String(), server_default="", nullable=False),
        sa.Column("supplement_reason", sa.String()),
        sa.Column("retain_until", sa.DateTime(timezone=True)),
        sa.Column("frozen_at", sa.DateTime(timezone=True)),
        sa.Column("freeze_note", sa.String(), server_default="", nullable=False),
    ):
        op.add_column("evidence", column)
    op.create_check_constraint(op.f("ck_evidence_state_known"), "evidence", f"state in {STATES}")
    op.create_check_constraint(
        op.f("ck_evidence_scan_known"), "evidence", "scan in ('pending', 'clean', 'infected', 'unscanned')"
    )
    op.create_check_constraint(op.f("ck_evidence_stored_is_hashed"), "evidence", "state <> 'stored' or sha256 is not null")
    op.create_check_constraint(
        op.f("ck_evidence_stored_is_not_infected"), "evidence", "state <> 'stored' or scan <> 'infected'"
    )
    op.create_index("ix_evidence_object_key", "evidence", ["object_key"])
    op.create_table(
        "evidence_pages",
        sa.Column("evidence_id", sa.UUID(), nullable=False),
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint("page >= 1", name=op.f("ck_evidence_pages_page_counts_from_one")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_pages_evidence_id")),
        sa.PrimaryKeyConstraint("evidence_id", "page", name=op.f("pk_evidence_pages")),
    )
    op.create_table(
        "evidence_citations",
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.UUID(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("page >= 1", name=op.f("ck_evidence_citations_page_counts_from_one")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_evidence_citations_application_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_citations_evidence_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_evidence_citations_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_citations")),
    )
    op.create_index("ix_evidence_citations_application_id", "evidence_citations", ["application_id"])
    op.create_table(
        "manifests",
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('submission', 'supplement')", name=op.f("ck_manifests_kind_known")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_manifests_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifests")),
    )
    op.create_index("ix_manifests_application_id", "manifests", ["application_id"])
    op.create_table(
        "store_checks",
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("findings", JSONB(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_checks")),
    )
    # What was handed in stays as it was handed in.
    op.execute(
        "create trigger manifests_append_only before update or delete on manifests"
        " for each row execute function append_only()"
    )
    op.execute("revoke update, delete on manifests from quality_award_app")


def downgrade() -> None:
    for table in ("store_checks", "manifests", "evidence_citations", "evidence_pages"):
        op.drop_table(table)
    op.drop_index("ix_evidence_object_key", "evidence")
    for name in ("stored_is_not_infected", "stored_is_hashed", "scan_known", "state_known"):
        op.drop_constraint(op.f(f"ck_evidence_{name}"), "evidence", type_="check")
    for name in (
        "version_id", "upload_id", "part_size", "announced_sha256", "refused_reason", "scan", "scan_note", "scanned_at",
        "pages", "thumbnail_key", "rendition_key", "preview_note", "supplement_reason", "retain_until", "frozen_at", "freeze_note",
    ):  # fmt: skip
        op.drop_column("evidence", name)
    op.execute("update evidence set state = 'pending', removed_at = coalesce(removed_at, now()) where state not in ('pending', 'stored')")
    op.create_check_constraint(op.f("ck_evidence_state_known"), "evidence", "state in ('pending', 'stored')")
    op.create_unique_constraint("uq_evidence_object_key", "evidence", ["object_key"])
