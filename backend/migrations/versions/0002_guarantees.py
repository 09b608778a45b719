"""Guarantees that hold whatever the code does: quotas, append-only trails, pinned rulesets, recused persons

Revision: 0002
After: 0001
"""

import re

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = """
create function list_entries_quota() returns trigger language plpgsql as $$
declare
    quota jsonb;
    in_tier int;
    in_all int;
begin
    if new.tier is null then return new; end if;
    -- Two writers of one list wait for each other, so that both count the same rows.
    perform pg_advisory_xact_lock(hashtextextended('list ' || new.edition_id::text || new.kind, 0));
    select quotas into quota from editions where id = new.edition_id;
    select count(*) filter (where tier = new.tier), count(*) into in_tier, in_all
      from list_entries where edition_id = new.edition_id and kind = new.kind and id <> new.id;
    if in_tier + 1 > coalesce((quota ->> new.tier)::int, 0) or in_all + 1 > (quota ->> 'total')::int then
        raise exception 'Art. 3: the % list is full for tier %', new.kind, new.tier
            using errcode = 'check_violation', constraint = 'list_entries_quota';
    end if;
    return new;
end $$;

create function append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name
        using errcode = 'check_violation', constraint = 'append_only';
end $$;

create function editions_pinned() returns trigger language plpgsql as $$
begin
    if old.pinned_at is not null and (new.pinned_at, new.ruleset_code, new.criteria_code, new.quotas)
        is distinct from (old.pinned_at, old.ruleset_code, old.criteria_code, old.quotas) then
        raise exception 'Art. 5, 38: ruleset and criteria are pinned'
            using errcode = 'check_violation', constraint = 'pinned_ruleset';
    end if;
    return new;
end $$;

create function system_state_fixed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or new.rehearsal <> old.rehearsal then
        raise exception 'a rehearsal database stays one, and no other becomes one'
            using errcode = 'check_violation', constraint = 'rehearsal_fixed';
    end if;
    return new;
end $$;

create function refuse_recused_expert(application uuid, expert uuid) returns void language plpgsql as $$
begin
    if exists (
        select 1 from recusals r join memberships m on m.user_id = r.user_id
         where r.application_id = application and r.state = 'in_force' and m.role = 'expert' and m.expert_id = expert
    ) then
        raise exception 'Art. 32: a recused person neither reviews nor scores'
            using errcode = 'check_violation', constraint = 'recused_person';
    end if;
end $$;

create function expert_not_recused() returns trigger language plpgsql as $$
begin
    perform refuse_recused_expert(new.application_id, new.expert_id);
    return new;
end $$;

create function sheet_not_recused() returns trigger language plpgsql as $$
begin
    perform refuse_recused_expert(s.application_id, s.expert_id) from score_sheets s where s.id = new.sheet_id;
    return new;
end $$;

create trigger list_entries_quota before insert or update on list_entries
    for each row execute function list_entries_quota();
create trigger audit_records_append_only before update or delete on audit_records
    for each row execute function append_only();
create trigger audit_records_no_truncate before truncate on audit_records execute function append_only();
create trigger audit_seals_no_truncate before truncate on audit_seals execute function append_only();
create trigger ballots_no_truncate before truncate on ballots execute function append_only();
create trigger identity_looks_no_truncate before truncate on identity_looks execute function append_only();
create trigger audit_seals_append_only before update or delete on audit_seals
    for each row execute function append_only();
create trigger ballots_append_only before update or delete on ballots for each row execute function append_only();
create trigger identity_looks_append_only before update or delete on identity_looks
    for each row execute function append_only();
create trigger editions_pinned before update on editions for each row execute function editions_pinned();
create trigger system_state_fixed before update or delete on system_state
    for each row execute function system_state_fixed();
create trigger team_members_not_recused before insert on team_members
    for each row execute function expert_not_recused();
create trigger score_sheets_not_recused before insert or update on score_sheets
    for each row execute function expert_not_recused();
create trigger item_scores_not_recused before insert or update on item_scores
    for each row execute function sheet_not_recused();
"""

TRIGGERS = (
    ("list_entries_quota", "list_entries"),
    ("audit_records_append_only", "audit_records"),
    ("audit_records_no_truncate", "audit_records"),
    ("audit_seals_append_only", "audit_seals"),
    ("audit_seals_no_truncate", "audit_seals"),
    ("ballots_no_truncate", "ballots"),
    ("identity_looks_no_truncate", "identity_looks"),
    ("ballots_append_only", "ballots"),
    ("identity_looks_append_only", "identity_looks"),
    ("editions_pinned", "editions"),
    ("system_state_fixed", "system_state"),
    ("team_members_not_recused", "team_members"),
    ("score_sheets_not_recused", "score_sheets"),
    ("item_scores_not_recused", "item_scores"),
)


def upgrade() -> None:
    # asyncpg takes one statement at a time; each starts at the beginning of a line.
    for statement in re.split(r"(?m)^(?=create )", STATEMENTS):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for trigger, table in TRIGGERS:
        op.execute(f"drop trigger {trigger} on {table}")
    op.execute(
        "drop function list_entries_quota, append_only, editions_pinned, system_state_fixed,"
        " expert_not_recused, sheet_not_recused"
    )
    op.execute("drop function refuse_recused_expert(uuid, uuid)")
