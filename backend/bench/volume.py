"""Rows in bulk, straight by SQL: what no measurement could wait for through the API."""

import asyncio

import asyncpg

from quality_award.regulation.criteria import criteria
from quality_award.regulation.parameters import ruleset

RULESET, CRITERIA = "chaoyang-2022", "gbt19580-2012"
PER_EDITION = 20_000
DOOR_ROWS = 200

_ORGANISATIONS = """
insert into organisations (id, authority_id, uscc, name, area_code, address, registered_on, division, ownership, nature,
    legal_representative, employees, sectors, barred_for_life, version, created_at)
select uuidv7(), a.id, 'X' || lpad(n::text, 17, '0'), '朝阳试验组织' || n || '有限公司', '211302', '朝阳大街 1 号',
    '2010-05-04', '33', 'other', 'for_profit', '王镕', 120, '[]', false, 1, now()
from authorities a, generate_series(1, $1::int) n
"""

# Rounds of other years hold the volume; only the present one (number 1) is open.
_EDITIONS = """
insert into editions (id, authority_id, number, year, title, ruleset_code, criteria_code, quotas, pinned_at, local_settings,
    plan_text, opens_at, closes_at, recommend_by, budget_work, budget_prizes, state, version, created_at)
select uuidv7(), a.id, n, 2026 + n, '第' || n || '届朝阳市市长质量奖', $2, $3, $4::jsonb, now(), '{}', '评定实施方案',
    now() - interval '1 day', now() + interval '30 days', now() + interval '45 days', 0, 0, 'open', 1, now()
from authorities a, generate_series(1, $1::int) n
"""

# Content of an ordinary size (about 6 kB), so that reading a whole row costs what it costs in earnest.
_APPLICATIONS = """
insert into applications (id, authority_id, edition_id, organisation_id, case_number, channel, department_id, form, profile,
    self_evaluation, declared_by, declared_at, submitted_at, state, version, created_at)
select uuidv7(), e.authority_id, e.id, o.id, e.number || '-' || substr(o.uscc, 10), 'county', d.id, '{}',
    repeat('组织概述，', 60), $2::jsonb, '王镕', now(), now(), $3, 1, now()
from editions e
join organisations o on true
join departments d on d.authority_id = e.authority_id and d.area_code = '211302'
where e.number = $1 and o.uscc > $4 and o.uscc <= $5
order by o.uscc
"""

_APPLICANT = """
with organisation as (select id, authority_id from organisations where uscc = $2),
person as (
    insert into users (id, login, name, password_hash, locale, created_at)
    select uuidv7(), $1, '王镕', password_hash, 'zh-CN', now() from users where login = 'office.clerk1' returning id
)
insert into memberships (id, user_id, role, authority_id, organisation_id, valid_from, created_at)
select uuidv7(), person.id, 'applicant', organisation.authority_id, organisation.id, now() - interval '1 day', now()
from person, organisation
"""


def fill(database_url: str, rows: int, *, login: str) -> None:
    """`rows` filed applications; beside them what the other measurements change: submitted ones, and one draft with its login."""
    asyncio.run(_fill(database_url, rows, login))


async def _fill(database_url: str, rows: int, login: str) -> None:
    law = ruleset(RULESET)
    items = criteria(CRITERIA).item_codes
    text = '{"' + '", "'.join(f'{code}": "{code} 自我评价：{"过程、展开、学习与整合。" * 8}' for code in items) + '"}'
    quotas = f'{{"total": {law.quota_total}' + "".join(f', "{tier}": {count}' for tier, count in law.quotas.items()) + "}"
    editions = -(-rows // PER_EDITION)
    people = min(rows, PER_EDITION)
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(_ORGANISATIONS, people + DOOR_ROWS + 1)
        await connection.execute(_EDITIONS, editions, RULESET, CRITERIA, quotas)
        for number in range(1, editions + 1):
            last = min(people, rows - (number - 1) * PER_EDITION)
            await connection.execute(_APPLICATIONS, number, text, "filed", _uscc(0), _uscc(last))
        await connection.execute(_APPLICATIONS, 1, text, "submitted", _uscc(people), _uscc(people + DOOR_ROWS))
        await connection.execute(_APPLICATIONS, 1, "{}", "draft", _uscc(people + DOOR_ROWS), _uscc(people + DOOR_ROWS + 1))
        await connection.execute(_APPLICANT, login, _uscc(people + DOOR_ROWS + 1))
        await connection.execute("vacuum analyze")
        stored = await connection.fetchval("select count(*) from applications")
        if stored != rows + DOOR_ROWS + 1:
            raise RuntimeError(f"{stored} applications were stored, not {rows + DOOR_ROWS + 1}")
    finally:
        await connection.close()


def _uscc(number: int) -> str:
    return f"X{number:017d}"
