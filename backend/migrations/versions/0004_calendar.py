"""Working days per city and year, confirmed by two people; consequences of deadlines, each once

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REASONS = "('weekday', 'weekend', 'holiday', 'make_up', 'set')"

GUARD = """
create function working_days_confirmed() returns trigger language plpgsql as $$
declare
    there record;
begin
    if tg_op = 'INSERT' then there := new; else there := old; end if;
    -- The year's row is locked, so that no confirmation slips in between.
    perform 1 from calendar_years
      where authority_id = there.authority_id and year = there.year and second_by is not null for share;
    if found then
        raise exception 'the working days of % are confirmed', there.year
            using errcode = 'check_violation', constraint = 'calendar_confirmed';
    end if;
    if tg_op = 'UPDATE' and (new.authority_id, new.year, new.day) <> (old.authority_id, old.year, old.day) then
        raise exception 'a day of the calendar stays where it is'
            using errcode = 'check_violation', constraint = 'calendar_confirmed';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$"""


def upgrade() -> None:
    # Nothing has written to the table of the first migration; it knew neither city nor year.
    op.drop_table("working_days")
    op.create_table(
        "calendar_years",
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("first_by", sa.UUID(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_by", sa.UUID(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("year between 2000 and 2200", name=op.f("ck_calendar_years_year_known")),
        sa.CheckConstraint(
            "second_by is null or (first_by is not null and first_by <> second_by)", name=op.f("ck_calendar_years_two_people")
        ),
        sa.CheckConstraint(
            "(first_by is null) = (first_at is null) and (second_by is null) = (second_at is null)",
            name=op.f("ck_calendar_years_names_and_times"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_calendar_years_authority_id")),
        sa.ForeignKeyConstraint(["first_by"], ["users.id"], name=op.f("fk_calendar_years_first_by")),
        sa.ForeignKeyConstraint(["second_by"], ["users.id"], name=op.f("fk_calendar_years_second_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_years")),
        sa.UniqueConstraint("authority_id", "year", name="uq_calendar_years_year"),
    )
    op.create_table(
        "working_days",
        sa.Column("authority_id", sa.UUID(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("year = extract(year from day)", name=op.f("ck_working_days_day_of_year")),
        sa.CheckConstraint(f"reason in {REASONS}", name=op.f("ck_working_days_reason_known")),
        sa.CheckConstraint("reason <> 'set' or note <> ''", name=op.f("ck_working_days_set_with_reason")),
        sa.ForeignKeyConstraint(
            ["authority_id", "year"], ["calendar_years.authority_id", "calendar_years.year"], name="fk_working_days_year"
        ),
        sa.PrimaryKeyConstraint("authority_id", "day", name=op.f("pk_working_days")),
    )
    op.execute(GUARD)
    op.execute(
        "create trigger working_days_confirmed before insert or update or delete on working_days"
        " for each row execute function working_days_confirmed()"
    )
    op.create_table(
        "due_consequences",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_consequences")),
        sa.UniqueConstraint("entity", "entity_id", "kind", "due_at", name="uq_due_consequences_once"),
    )
    for column in ("report_due_provisional", "proof_due_provisional"):
        op.add_column("objections", sa.Column(column, sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    for column in ("report_due_provisional", "proof_due_provisional"):
        op.drop_column("objections", column)
    op.drop_table("due_consequences")
    op.drop_table("working_days")
    op.execute("drop function working_days_confirmed()")
    op.drop_table("calendar_years")
    op.create_table(
        "working_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_working_days")),
    )
