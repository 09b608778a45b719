"""The measure of the reads: FastAPI and asyncpg with nothing between, no login, giving the same rows."""

import json
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI
from fastapi.responses import Response

_FROM = """
from applications a
join editions e on e.id = a.edition_id
join organisations o on o.id = a.organisation_id
left join departments d on d.id = a.department_id
where a.state <> 'draft'
"""
ONE = f"""
select a.id, a.version, a.state, a.case_number, a.edition_id, e.title as edition, e.number as edition_number,
    e.year as edition_year, e.state as edition_state,
    e.opens_at, e.closes_at, e.recommend_by, o.id as organisation_id, o.name as organisation, o.uscc,
    o.area_code, o.division, o.ownership, o.nature, o.registered_on, o.legal_representative, o.employees, a.channel,
    d.name as department, a.form, a.profile, a.self_evaluation, a.declared_by, a.declared_at, a.submitted_at, a.closed_reason
{_FROM} and a.id = $1
"""
PAGE = f"""
select a.id, a.version, a.state, a.case_number, a.edition_id, e.title as edition, o.name as organisation, o.area_code, o.division,
    a.channel, d.name as department, a.submitted_at, e.closes_at, e.recommend_by
{_FROM} and ($1::uuid is null or a.id < $1)
order by a.id desc limit 51
"""
JSON_COLUMNS = ("form", "self_evaluation")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=10, max_size=20) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=_lifespan, openapi_url=None)


def _json(value: object) -> Response:
    return Response(json.dumps(value, default=str, ensure_ascii=False), media_type="application/json")


@app.get("/applications/{application_id}")
async def one(application_id: uuid.UUID) -> Response:
    """One row by its key."""
    row = dict(await app.state.pool.fetchrow(ONE, application_id))
    for name in JSON_COLUMNS:
        row[name] = json.loads(row[name])
    return _json(row)


@app.get("/applications")
async def page(cursor: uuid.UUID | None = None) -> Response:
    """Fifty rows, newest first."""
    return _json({"items": [dict(row) for row in (await app.state.pool.fetch(PAGE, cursor))[:50]]})
