"""Prizes and stages are the ruleset's: project prizes, the defence presentation, the public-opinion round

Revision: 0007
After: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

REPORTS = ("formal_review", "document_review", "defence", "site_review", "evaluation", "verification")


def _is_one_of(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    full = op.f(f"ck_{table}_{name}")
    op.drop_constraint(full, table, type_="check")
    op.create_check_constraint(full, table, f"{column} in ({', '.join(repr(value) for value in values)})")


def upgrade() -> None:
    # Which prizes there are is said by the edition's quotas; the trigger `list_entries_quota` counts against them.
    op.drop_constraint(op.f("ck_awards_tier_known"), "awards", type_="check")
    op.drop_constraint(op.f("ck_list_entries_tier_known"), "list_entries", type_="check")
    _is_one_of("reports", "kind_known", "kind", REPORTS)
    _is_one_of("score_sheets", "stage_known", "stage", ("document", "defence", "site"))
    op.add_column("editions", sa.Column("ruleset_sha256", sa.String(), nullable=True))
    op.add_column("applications", sa.Column("subject", sa.String(), server_default="organisation", nullable=False))
    op.add_column("applications", sa.Column("project_name", sa.String(), server_default="", nullable=False))
    op.create_check_constraint(op.f("ck_applications_subject_known"), "applications", "subject in ('organisation', 'project')")
    op.add_column("awards", sa.Column("project_name", sa.String(), server_default="", nullable=False))
    op.create_table(
        "opinion_results",
        sa.Column("edition_id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("respondents", sa.Integer(), nullable=False),
        sa.Column("score", sa.Numeric(precision=6, scale=2, asdecimal=False), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_by", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score between 0 and 1000", name=op.f("ck_opinion_results_score_in_range")),
        sa.CheckConstraint("respondents > 0", name=op.f("ck_opinion_results_respondents_positive")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_opinion_results_application_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_opinion_results_edition_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name=op.f("fk_opinion_results_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_results")),
        sa.UniqueConstraint("application_id", name="uq_opinion_results_application_id"),
    )
    op.create_index("ix_opinion_results_edition_id", "opinion_results", ["edition_id"], unique=False)


def downgrade() -> None:
    op.drop_table("opinion_results")
    op.drop_column("awards", "project_name")
    op.drop_column("applications", "project_name")
    op.drop_column("applications", "subject")
    op.drop_column("editions", "ruleset_sha256")
    _is_one_of("score_sheets", "stage_known", "stage", ("document", "site"))
    _is_one_of("reports", "kind_known", "kind", tuple(one for one in REPORTS if one != "defence"))
    tiers = "'gold', 'silver', 'nomination'"
    op.create_check_constraint(op.f("ck_list_entries_tier_known"), "list_entries", f"tier is null or tier in ({tiers})")
    op.create_check_constraint(op.f("ck_awards_tier_known"), "awards", f"tier in ({tiers})")
