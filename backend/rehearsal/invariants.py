"""What must hold in the database whatever happened: each query names the article and must return no row."""

import json

import asyncpg

from quality_award.platform.settings import Settings
from quality_award.regulation import parameters

INVARIANTS: dict[str, str] = {
    "3: a list of winners over its quota": """
        select l.edition_id, l.kind, l.tier, count(*) from list_entries l join editions e on e.id = l.edition_id
         where l.tier is not null group by l.edition_id, l.kind, l.tier, e.quotas
        having count(*) > (e.quotas ->> l.tier)::int""",
    "3: more winners than the total": """
        select l.edition_id, l.kind from list_entries l join editions e on e.id = l.edition_id
         where l.tier is not null group by l.edition_id, l.kind, e.quotas having count(*) > (e.quotas ->> 'total')::int""",
    "3: awards over quota": """
        select a.edition_id, a.tier from awards a join editions e on e.id = a.edition_id
         group by a.edition_id, a.tier, e.quotas having count(*) > (e.quotas ->> a.tier)::int""",
    "7: more than one chair in office": """
        select authority_id from memberships where seat = 'chair' and valid_to is null group by authority_id having count(*) > 1""",
    "17: a state without the transition that leads to it": """
        select 'application', a.id from applications a where a.state <> 'draft' and not exists (
            select 1 from audit_records r where r.entity = 'application' and r.entity_id = a.id and r.to_state = a.state)
        union all
        select 'edition', e.id from editions e where e.state <> 'draft' and e.opens_at is not null and exists (
            select 1 from audit_records r where r.entity = 'edition' and r.entity_id = e.id) and not exists (
            select 1 from audit_records r where r.entity = 'edition' and r.entity_id = e.id and r.to_state = e.state)
        union all
        select 'objection', o.id from objections o where not exists (
            select 1 from audit_records r where r.entity = 'objection' and r.entity_id = o.id and r.to_state = o.state)""",
    "17: a transition without its event": """
        select r.id from audit_records r where r.from_state is not null and r.to_state is not null and not exists (
            select 1 from outbox_events v where v.entity_id = r.entity_id and v.payload ->> 'to' = r.to_state)""",
    "17(3): two applications of one organisation in one edition": """
        select edition_id, organisation_id from applications group by edition_id, organisation_id having count(*) > 1""",
    "17(8): publicity shorter than seven days": """
        select id from editions where publicity_ends_at < publicity_starts_at + interval '7 days'""",
    "17(9): an award that was not on the final list": """
        select a.id from awards a where a.application_id is not null and not exists (
            select 1 from list_entries l where l.kind = 'final' and l.application_id = a.application_id and l.tier = a.tier)""",
    "17(9): an award without the government's document": """
        select a.id from awards a join editions e on e.id = a.edition_id where coalesce(e.approval_document, '') = ''""",
    "3: an award that goes to the wrong kind of applicant": """
        select a.id from awards a join applications p on p.id = a.application_id
         where (p.subject = 'project') <> (a.project_name <> '')""",
    "22, 24: an application that failed, awarded": """
        select a.id from awards a join applications p on p.id = a.application_id where p.state = 'failed'""",
    "25: an objection without its sealed identity": """
        select o.id from objections o where not exists (select 1 from sealed_identities s where s.objection_id = o.id)""",
    "32: a score handed in by a recused person": """
        select s.id from score_sheets s join recusals r on r.application_id = s.application_id and r.state = 'in_force'
          join memberships m on m.user_id = r.user_id and m.expert_id = s.expert_id
         where s.submitted_at > r.created_at""",
    "32: a recused person on the team": """
        select t.id from team_members t join recusals r on r.application_id = t.application_id and r.state = 'in_force'
          join memberships m on m.user_id = r.user_id and m.expert_id = t.expert_id where t.released_at is null""",
    "33: a score without the undertaking": """
        select s.id from score_sheets s where s.state = 'submitted' and not exists (
            select 1 from undertakings u join memberships m on m.user_id = u.user_id
             where u.edition_id = s.edition_id and m.expert_id = s.expert_id)""",
    "8: a motion carried against its tally": """
        select id from motions where state = 'carried'
           and (tally ->> 'votes_for')::float / greatest((tally ->> 'present')::float, 1) < (tally ->> 'majority')::float""",
}


PRIZES = """
    select p.id from prize_payments p join awards a on a.id = p.award_id join editions e on e.id = a.edition_id
     where e.ruleset_code = $1 and p.amount <> ($2::jsonb ->> a.tier)::int"""


async def broken(connection: asyncpg.Connection) -> list[str]:
    """The invariants that do not hold, each with how many rows it found."""
    parameters.install(Settings().ruleset_texts)
    found = []
    for name, query in INVARIANTS.items():
        rows = await connection.fetch(query)
        if rows:
            found.append(f"{name} ({len(rows)})")
    for law in parameters.rulesets():
        if rows := await connection.fetch(PRIZES, law.code, json.dumps(law.prizes)):
            found.append(f"18: a prize that is not the ruleset's ({len(rows)})")
    return found
