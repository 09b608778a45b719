"""Relations: people, organisations, ties

Revision: 0015
After: 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


# A tie says what its source said: nothing of it changes but that it is withdrawn, once.
ONLY_WITHDRAWN = """
create function ties_only_withdrawn() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.withdrawn_at is not null
        or (to_jsonb(new) - '{withdrawn_at,withdrawn_by,withdrawn_because}'::text[])
           <> (to_jsonb(old) - '{withdrawn_at,withdrawn_by,withdrawn_because}'::text[]) then
        raise exception 'Art. 32: a tie is withdrawn or entered anew'
            using errcode = 'check_violation', constraint = 'append_only';
    end if;
    return new;
end $$
"""


def upgrade() -> None:
    op.create_table(
        "parties",
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("aliases", postgresql.JSONB(), nullable=False),
        sa.Column("alias_keys", postgresql.JSONB(), nullable=False),
        sa.Column("uscc", sa.String()),
        sa.Column("identity_hash", sa.String()),
        sa.Column("phone_hash", sa.String()),
        sa.Column("expert_id", sa.UUID()),
        sa.Column("user_id", sa.UUID()),
        sa.Column("organisation_id", sa.UUID()),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('person', 'organisation')", name=op.f("ck_parties_kind_known")),
        sa.CheckConstraint(
            "(kind = 'person' and uscc is null and organisation_id is null)"
            " or (kind = 'organisation' and identity_hash is null and phone_hash is null"
            " and expert_id is null and user_id is null)",
            name=op.f("ck_parties_facts_fit_kind"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_parties_authority_id")),
        sa.ForeignKeyConstraint(["expert_id"], ["experts.id"], name=op.f("fk_parties_expert_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_parties_user_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_parties_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        sa.UniqueConstraint("expert_id", name="uq_parties_expert_id"),
        sa.UniqueConstraint("user_id", name="uq_parties_user_id"),
        sa.UniqueConstraint("organisation_id", name="uq_parties_organisation_id"),
        sa.UniqueConstraint("authority_id", "uscc", name="uq_parties_uscc"),
    )
    op.create_index("ix_parties_name_key", "parties", ["authority_id", "name_key"])
    op.create_index("ix_parties_alias_keys", "parties", ["alias_keys"], postgresql_using="gin")
    for name in ("identity_hash", "phone_hash"):
        op.create_index(f"ix_parties_{name}", "parties", [name], postgresql_where=sa.text(f"{name} is not null"))
    op.create_table(
        "ties",
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("from_id", sa.UUID(), nullable=False),
        sa.Column("to_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("share", sa.Numeric(5, 2)),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("source_kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("application_id", sa.UUID()),
        sa.Column("entered_by", sa.UUID()),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.UUID()),
        sa.Column("withdrawn_because", sa.String()),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_ties_two_parties")),
        sa.CheckConstraint(
            "kind in ('employment', 'post', 'shareholding', 'consulting', 'training', 'certification', 'joint_work',"
            " 'kinship', 'teaching', 'supervision', 'lawsuit')",
            name=op.f("ck_ties_kind_known"),
        ),
        sa.CheckConstraint(
            "source_kind in ('declaration', 'application', 'import', 'api', 'office')", name=op.f("ck_ties_source_known")
        ),
        sa.CheckConstraint("share is null or (share > 0 and share <= 100)", name=op.f("ck_ties_share_in_range")),
        sa.CheckConstraint("(kind = 'shareholding') = (share is not null)", name=op.f("ck_ties_share_where_held")),
        sa.CheckConstraint(
            "valid_to is null or valid_from is null or valid_to >= valid_from", name=op.f("ck_ties_dates_in_order")
        ),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_because is null)", name=op.f("ck_ties_withdrawn_has_reason")
        ),
        sa.CheckConstraint(
            "(source_kind = 'application') = (application_id is not null)", name=op.f("ck_ties_application_where_stated")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_ties_authority_id")),
        sa.ForeignKeyConstraint(["from_id"], ["parties.id"], name=op.f("fk_ties_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["parties.id"], name=op.f("fk_ties_to_id")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_ties_application_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name=op.f("fk_ties_entered_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["users.id"], name=op.f("fk_ties_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ties")),
    )
    op.create_index(
        "uq_ties_live",
        "ties",
        ["from_id", "to_id", "kind", "role", "valid_from", "source_kind", "application_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.create_index("ix_ties_from_id", "ties", ["from_id", "kind"])
    op.create_index("ix_ties_to_id", "ties", ["to_id", "kind"])
    op.create_index(
        "ix_ties_application_id", "ties", ["application_id"], postgresql_where=sa.text("application_id is not null")
    )
    op.create_table(
        "same_parties",
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("one_id", sa.UUID(), nullable=False),
        sa.Column("other_id", sa.UUID(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_same_parties_in_order")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_same_parties_authority_id")),
        sa.ForeignKeyConstraint(["one_id"], ["parties.id"], name=op.f("fk_same_parties_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["parties.id"], name=op.f("fk_same_parties_other_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_same_parties_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_parties")),
        sa.UniqueConstraint("one_id", "other_id", name="uq_same_parties_pair"),
    )
    op.create_index("ix_same_parties_other_id", "same_parties", ["other_id"])
    op.execute(ONLY_WITHDRAWN)
    op.execute(
        "create trigger ties_only_withdrawn before update or delete on ties"
        " for each row execute function ties_only_withdrawn()"
    )
    op.execute("revoke delete on parties, ties, same_parties from quality_award_app")


def downgrade() -> None:
    for table in ("same_parties", "ties", "parties"):
        op.drop_table(table)
    op.execute("drop function ties_only_withdrawn")
