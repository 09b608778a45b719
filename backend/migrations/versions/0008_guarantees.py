"""What holds whatever the code does: the application's own role; prizes, seats, publicity, recused and dismissed people, notices

Revision: 0008
After: 0007
"""

import re

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_records", "audit_seals", "ballots", "identity_looks", "public_notices")

# The application owns nothing: it can neither switch off a trigger nor change a table. Roles belong to the whole server.
ROLE = """
do $$ begin
    if not exists (select 1 from pg_roles where rolname = 'quality_award_app') then
        create role quality_award_app nologin;
    end if;
end $$;
grant usage on schema public to quality_award_app;
grant select, insert, update, delete on all tables in schema public to quality_award_app;
grant usage, select on all sequences in schema public to quality_award_app;
grant execute on all functions in schema public to quality_award_app;
alter default privileges in schema public grant select, insert, update, delete on tables to quality_award_app;
alter default privileges in schema public grant usage, select on sequences to quality_award_app;
alter default privileges in schema public grant execute on functions to quality_award_app;
revoke insert, update, delete on alembic_version from quality_award_app;
"""

STATEMENTS = """
create function awards_quota() returns trigger language plpgsql as $$
declare
    quota jsonb;
    in_tier int;
    in_all int;
begin
    if new.state = 'revoked' then return new; end if;
    perform pg_advisory_xact_lock(hashtextextended('awards ' || new.edition_id::text, 0));
    select quotas into quota from editions where id = new.edition_id;
    select count(*) filter (where tier = new.tier), count(*) into in_tier, in_all
      from awards where edition_id = new.edition_id and state <> 'revoked' and id <> new.id;
    if in_tier + 1 > coalesce((quota ->> new.tier)::int, 0) or in_all + 1 > (quota ->> 'total')::int then
        raise exception 'Art. 3: no place left for %', new.tier using errcode = 'check_violation', constraint = 'awards_quota';
    end if;
    return new;
end $$;

create function editions_quota_kept() returns trigger language plpgsql as $$
begin
    if new.quotas is distinct from old.quotas and (exists (
        select 1 from list_entries where edition_id = new.id and tier is not null
         group by kind, tier having count(*) > coalesce((new.quotas ->> tier)::int, 0)
    ) or exists (
        select 1 from list_entries where edition_id = new.id and tier is not null
         group by kind having count(*) > (new.quotas ->> 'total')::int
    )) then
        raise exception 'Art. 3: a list has more already' using errcode = 'check_violation', constraint = 'editions_quota_kept';
    end if;
    return new;
end $$;

create function committee_seats() returns trigger language plpgsql as $$
declare
    places int := case new.seat when 'chair' then 1 when 'vice_chair' then 2 end;
begin
    if new.role <> 'committee' or places is null then return new; end if;
    perform pg_advisory_xact_lock(hashtextextended('seats ' || new.authority_id::text, 0));
    -- At no moment of the new term may more people hold the seat than there are: it is enough to look at when a term begins.
    if exists (
        select 1
          from (select new.valid_from as at
                union all
                select valid_from from memberships
                 where authority_id = new.authority_id and role = 'committee' and seat = new.seat and id <> new.id
                   and valid_from >= new.valid_from and valid_from < coalesce(new.valid_to, 'infinity')) begins
         where (select count(*) from memberships m
                 where m.authority_id = new.authority_id and m.role = 'committee' and m.seat = new.seat and m.id <> new.id
                   and m.valid_from <= begins.at and begins.at < coalesce(m.valid_to, 'infinity')) + 1 > places
    ) then
        raise exception 'Art. 7: the seat % is taken at that time', new.seat
            using errcode = 'check_violation', constraint = 'committee_seats';
    end if;
    return new;
end $$;

create function publicity_kept() returns trigger language plpgsql as $$
declare
    moved interval;
begin
    if old.publicity_starts_at is not null
       and (new.publicity_starts_at, new.publicity_ends_at) is distinct from (old.publicity_starts_at, old.publicity_ends_at) then
        raise exception 'Art. 17(8): the publicity runs' using errcode = 'check_violation', constraint = 'publicity_kept';
    end if;
    if old.state = 'publicity' and new.state <> 'publicity' then
        select make_interval(secs => coalesce(max(clock_offset_seconds) filter (where rehearsal), 0)) into moved from system_state;
        if clock_timestamp() + moved < old.publicity_ends_at then
            raise exception 'Art. 17(8): seven days have not passed'
                using errcode = 'check_violation', constraint = 'publicity_kept';
        end if;
    end if;
    return new;
end $$;

create function ballot_not_recused() returns trigger language plpgsql as $$
begin
    if exists (
        select 1
          from motions v
          join memberships m on m.id = new.membership_id
          join recusals r on r.user_id = m.user_id and r.state = 'in_force'
         where v.id = new.motion_id and (
               (v.kind = 'objection' and r.application_id = (select o.application_id from objections o where o.id = v.subject_id))
            or (v.kind = 'revocation' and r.application_id = (select a.application_id from awards a where a.id = v.subject_id))
            or (v.kind = 'accepted_list' and exists (
                    select 1 from applications p where p.id = r.application_id and p.edition_id = v.edition_id
                       and p.state not in ('draft', 'submitted', 'not_recommended', 'filed')))
            or (v.kind in ('initial_list', 'final_list') and exists (
                    select 1 from list_entries l where l.edition_id = v.edition_id and l.application_id = r.application_id
                       and l.kind = replace(v.kind, '_list', ''))))
    ) then
        raise exception 'Art. 32: a recused member does not vote'
            using errcode = 'check_violation', constraint = 'recused_person';
    end if;
    return new;
end $$;

create function expert_fit() returns trigger language plpgsql as $$
begin
    if exists (select 1 from experts where id = new.expert_id and status in ('dismissed', 'disqualified')) then
        raise exception 'Art. 29: a dismissed or disqualified expert reviews nothing'
            using errcode = 'check_violation', constraint = 'expert_fit';
    end if;
    return new;
end $$;

create function payment_fixed() returns trigger language plpgsql as $$
begin
    if old.state = 'paid' and (new.state, new.amount, new.paid_on, new.voucher, new.award_id)
        is distinct from (old.state, old.amount, old.paid_on, old.voucher, old.award_id) then
        raise exception 'Art. 18: what was paid stays on record' using errcode = 'check_violation', constraint = 'payment_fixed';
    end if;
    return new;
end $$;

create trigger awards_quota before insert or update of state, tier, edition_id on awards
    for each row execute function awards_quota();
create trigger editions_quota_kept before update of quotas on editions for each row execute function editions_quota_kept();
create trigger committee_seats before insert or update of role, seat, valid_from, valid_to, authority_id on memberships
    for each row execute function committee_seats();
create trigger publicity_kept before update of publicity_starts_at, publicity_ends_at, state on editions
    for each row execute function publicity_kept();
create trigger ballots_not_recused before insert on ballots for each row execute function ballot_not_recused();
create trigger team_members_fit before insert on team_members for each row execute function expert_fit();
create trigger score_sheets_fit before insert or update of state on score_sheets for each row execute function expert_fit();
create trigger payment_fixed before update on prize_payments for each row execute function payment_fixed();
create trigger public_notices_append_only before update or delete on public_notices
    for each row execute function append_only();
create trigger public_notices_no_truncate before truncate on public_notices execute function append_only();
"""

TRIGGERS = (
    ("awards_quota", "awards"), ("editions_quota_kept", "editions"), ("committee_seats", "memberships"),
    ("publicity_kept", "editions"), ("ballots_not_recused", "ballots"), ("team_members_fit", "team_members"),
    ("score_sheets_fit", "score_sheets"), ("payment_fixed", "prize_payments"), ("public_notices_append_only", "public_notices"),
    ("public_notices_no_truncate", "public_notices"),
)  # fmt: skip


def upgrade() -> None:
    # asyncpg takes one statement at a time; each starts at the beginning of a line.
    for statement in re.split(r"(?m)^(?=create |do |grant |alter |revoke )", STATEMENTS + ROLE):
        if statement.strip():
            op.execute(statement)
    for table in APPEND_ONLY:
        op.execute(f"revoke update, delete on {table} from quality_award_app")


def downgrade() -> None:
    for trigger, table in TRIGGERS:
        op.execute(f"drop trigger {trigger} on {table}")
    op.execute(
        "drop function awards_quota, editions_quota_kept, committee_seats, publicity_kept, ballot_not_recused, expert_fit,"
        " payment_fixed"
    )
    op.execute("alter default privileges in schema public revoke all on tables from quality_award_app")
    op.execute("alter default privileges in schema public revoke all on sequences from quality_award_app")
    op.execute("alter default privileges in schema public revoke execute on functions from quality_award_app")
    op.execute("drop owned by quality_award_app")
