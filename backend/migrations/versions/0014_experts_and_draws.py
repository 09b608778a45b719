"""Experts: profile, imports, absences, invitations; draws

Revision: 0014
After: 0013
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
EXPERT = (
    sa.Column("identity_hash", sa.String()),
    sa.Column("phone_hash", sa.String()),
    sa.Column("area", sa.String()),
    sa.Column("qualifications", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
    sa.Column("load_wish", sa.Integer()),
    sa.Column("max_load", sa.Integer()),
    sa.Column("import_id", sa.UUID()),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
)
INVITATION = (
    sa.Column("invited_at", TIME),
    sa.Column("answer_by", TIME),
    sa.Column("answer", sa.String()),
    sa.Column("answered_at", TIME),
    sa.Column("answered_by", sa.UUID()),
    sa.Column("answer_note", sa.String(), server_default="", nullable=False),
)
# A draw is published before anybody can know its outcome. A reveal or a withdrawal adds to it; nothing in it changes.
FIXED = """
create function draws_fixed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.state <> 'committed' or new.state not in ('revealed', 'withdrawn')
        or (new.id, new.authority_id, new.edition_id, new.terms, new.commitment, new.roster, new.seed_sealed, new.number_on,
            new.committed_by, new.created_at)
           is distinct from
           (old.id, old.authority_id, old.edition_id, old.terms, old.commitment, old.roster, old.seed_sealed, old.number_on,
            old.committed_by, old.created_at)
        or (new.state = 'withdrawn' and (new.seed is not null or new.result is not null))
        or (new.state = 'revealed'
            and new.terms ->> 'seed_sha256' is distinct from encode(sha256(decode(new.seed, 'hex')), 'hex'))
    then
        raise exception 'Art. 10: a draw stays as it was published' using errcode = 'check_violation', constraint = 'draws_fixed';
    end if;
    return new;
end $$;
create trigger draws_fixed before update or delete on draws for each row execute function draws_fixed();
create trigger draws_no_truncate before truncate on draws execute function append_only();
create trigger expert_imports_append_only before update or delete on expert_imports for each row execute function append_only();
revoke delete on draws, expert_imports from quality_award_app;
"""


def upgrade() -> None:
    op.create_table(
        "expert_imports",
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("file_name", sa.String()),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_expert_imports_authority_id")),
        sa.ForeignKeyConstraint(["imported_by"], ["users.id"], name=op.f("fk_expert_imports_imported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_imports")),
    )
    op.create_index("ix_expert_imports_authority_id", "expert_imports", ["authority_id", "id"])
    for column in EXPERT:
        op.add_column("experts", column)
    op.create_foreign_key(op.f("fk_experts_import_id"), "experts", "expert_imports", ["import_id"], ["id"])
    op.create_unique_constraint("uq_experts_identity_hash", "experts", ["authority_id", "identity_hash"])
    op.create_check_constraint(
        op.f("ck_experts_load_in_order"), "experts", "load_wish >= 0 and max_load >= 0 and load_wish <= max_load"
    )
    op.create_table(
        "expert_absences",
        sa.Column("expert_id", sa.UUID(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("entered_by", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("until_day >= from_day", name=op.f("ck_expert_absences_days_in_order")),
        sa.ForeignKeyConstraint(["expert_id"], ["experts.id"], name=op.f("fk_expert_absences_expert_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name=op.f("fk_expert_absences_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_absences")),
    )
    op.create_index("ix_expert_absences_expert_id", "expert_absences", ["expert_id", "from_day"])
    for column in INVITATION:
        op.add_column("edition_experts", column)
    op.create_foreign_key(op.f("fk_edition_experts_answered_by"), "edition_experts", "users", ["answered_by"], ["id"])
    op.create_check_constraint(op.f("ck_edition_experts_answer_known"), "edition_experts", "answer in ('accepted', 'declined')")
    op.create_check_constraint(
        op.f("ck_edition_experts_answer_has_time"),
        "edition_experts",
        "(answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)",
    )
    op.create_index(
        "ix_edition_experts_answer_by", "edition_experts", ["answer_by"],
        postgresql_where=sa.text("answer is null and answer_by is not null"),
    )  # fmt: skip
    op.create_table(
        "draws",
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("edition_id", sa.UUID(), nullable=False),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("roster", postgresql.JSONB(), nullable=False),
        sa.Column("seed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_on", sa.Date(), nullable=False),
        sa.Column("committed_by", sa.UUID(), nullable=False),
        sa.Column("seed", sa.String()),
        sa.Column("public_number", sa.String()),
        sa.Column("result", postgresql.JSONB()),
        sa.Column("revealed_at", TIME),
        sa.Column("revealed_by", sa.UUID()),
        sa.Column("withdrawn_at", TIME),
        sa.Column("withdrawn_by", sa.UUID()),
        sa.Column("withdrawn_because", sa.String()),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("state in ('committed', 'revealed', 'withdrawn')", name=op.f("ck_draws_state_known")),
        sa.CheckConstraint(
            "(state = 'revealed') = (revealed_at is not null) and (revealed_at is null) = (seed is null)"
            " and (revealed_at is null) = (public_number is null) and (revealed_at is null) = (revealed_by is null)",
            name=op.f("ck_draws_revealed_is_complete"),
        ),
        sa.CheckConstraint("revealed_by <> committed_by", name=op.f("ck_draws_two_people")),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at is not null) and (withdrawn_at is null) = (withdrawn_because is null)",
            name=op.f("ck_draws_withdrawn_has_reason"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_draws_authority_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_draws_edition_id")),
        sa.ForeignKeyConstraint(["committed_by"], ["users.id"], name=op.f("fk_draws_committed_by")),
        sa.ForeignKeyConstraint(["revealed_by"], ["users.id"], name=op.f("fk_draws_revealed_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["users.id"], name=op.f("fk_draws_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
    )
    op.create_index("ix_draws_edition_id", "draws", ["edition_id"])
    for statement in re.split(r"(?m)^(?=create |revoke )", FIXED):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("draws")
    op.execute("drop function draws_fixed()")
    op.drop_index("ix_edition_experts_answer_by", "edition_experts")
    for name in ("answer_has_time", "answer_known"):
        op.drop_constraint(op.f(f"ck_edition_experts_{name}"), "edition_experts", type_="check")
    for column in reversed(INVITATION):
        op.drop_column("edition_experts", column.name)
    op.drop_table("expert_absences")
    op.drop_constraint(op.f("ck_experts_load_in_order"), "experts", type_="check")
    op.drop_constraint("uq_experts_identity_hash", "experts", type_="unique")
    for column in reversed(EXPERT):
        op.drop_column("experts", column.name)
    op.drop_table("expert_imports")
