"""Organisations, recommending departments, agencies and the standards' codes, over HTTP."""

import datetime as dt
import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.clock import local_date
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.platform.uscc import parse_uscc
from quality_award.regulation.parameters import Place
from quality_award.regulation.reference.areas import area, registration_areas
from quality_award.regulation.reference.encouraged import encouraged_sectors
from quality_award.regulation.reference.industries import division, divisions, section
from quality_award.tables.parties import Department, Organisation

from . import queries, service
from .schemas import (
    AgencyIn,
    AgencyOut,
    CodedOut,
    DepartmentOut,
    IndustryOut,
    OrganisationOut,
    OrganisationPatch,
    RestrictionIn,
    UsccCheckOut,
)

router = APIRouter(route_class=TransactionalRoute, tags=["organisations"])


def _area(code: str) -> Place | None:
    try:
        return area(code)
    except KeyError:
        return None


def _present(row: Organisation, lang: str) -> OrganisationOut:
    where, what = _area(row.area_code), division(row.division)
    return OrganisationOut(
        id=row.id,
        version=row.version,
        uscc=row.uscc,
        name=row.name,
        area_code=row.area_code,
        area_name=(where.name_en if lang == "en" else where.name_zh) if where else row.area_code,
        address=row.address,
        registered_on=row.registered_on,
        division=row.division,
        division_name=what.name_en if lang == "en" else what.name_zh,
        ownership=row.ownership,
        nature=row.nature,
        legal_representative=row.legal_representative,
        employees=row.employees,
        industry_department_id=row.industry_department_id,
        sectors=row.sectors,
        barred_for_life=row.barred_for_life,
    )


@router.get("/organisations")
async def list_organisations(
    session: SessionDep,
    actor: ActorDep,
    lang: LanguageDep,
    page: SliceDep,
    q: Annotated[str | None, Query(max_length=50)] = None,
    area_code: Annotated[str | None, Query(max_length=6)] = None,
    division: Annotated[str | None, Query(max_length=2)] = None,
) -> Page[OrganisationOut]:
    """Organisations that the actor may see, the newest first."""
    require(actor, "organisations.read")
    rows = await queries.organisations(
        session, actor, q=q, area_code=area_code, division=division, cursor=page.cursor, limit=page.limit + 1
    )
    kept, following = cut(rows, page.limit)
    return Page(items=[_present(row, lang) for row in kept], next_cursor=following)


@router.get("/organisations/check-uscc")
async def check_uscc(session: SessionDep, uscc: Annotated[str, Query(max_length=30)]) -> UsccCheckOut:
    """Whether a unified social credit code is right (GB 32100) and still free; public, for the registration form."""
    code = parse_uscc(uscc)
    if code is None:
        return UsccCheckOut(valid=False, taken=False, uscc=None, area_code=None, area_name_zh=None, area_name_en=None)
    where = _area(code.area)
    return UsccCheckOut(
        valid=True,
        taken=await queries.uscc_taken(session, code.code),
        uscc=code.code,
        area_code=code.area,
        area_name_zh=where.name_zh if where else None,
        area_name_en=where.name_en if where else None,
    )


@router.get("/organisations/{organisation_id}")
async def read_organisation(
    organisation_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep, response: Response
) -> OrganisationOut:
    """One organisation's particulars."""
    require(actor, "organisations.read")
    row = await queries.organisation(session, actor, organisation_id)
    if row is None:
        raise NotFound
    set_etag(response, row.version)
    return _present(row, lang)


@router.patch("/organisations/{organisation_id}")
async def change_organisation(
    organisation_id: uuid.UUID,
    body: OrganisationPatch,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> OrganisationOut:
    """Change particulars: the organisation its own, the office with a reason."""
    row = await service.change_organisation(
        session, actor=actor, organisation_id=organisation_id, given=body, version=version, now=now
    )
    set_etag(response, row.version)
    return _present(row, lang)


def _department(row: Department, today: dt.date) -> DepartmentOut:
    return DepartmentOut(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        area_code=row.area_code,
        divisions=row.divisions,
        suspended_until=row.suspended_until,
        cancelled=row.cancelled_at is not None,
        restricted=queries.restricted(row, today),
        restriction_reason=row.restriction_reason,
    )


@router.get("/departments")
async def list_departments(
    session: SessionDep, now: NowDep, kind: Annotated[str | None, Query(pattern="^(industry|county)$")] = None
) -> list[DepartmentOut]:
    """Recommending departments; public, for the registration form. The reason of a restriction is for the signed-in."""
    rows = await queries.departments(session, kind=kind)
    return [_department(row, local_date(now)).model_copy(update={"restriction_reason": None}) for row in rows]


@router.get("/departments/{department_id}")
async def read_department(department_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> DepartmentOut:
    """One department with the reason of its restriction: the office's to see, and the department's own."""
    require(actor, "organisations.read")
    row = await queries.department(session, actor, department_id)
    if row is None:
        raise NotFound
    shown = _department(row, local_date(now))
    mine = actor.role in ("office", "committee", "auditor") or actor.department_id == row.id
    return shown if mine else shown.model_copy(update={"restriction_reason": None})


@router.put("/departments/{department_id}/restriction")
async def restrict_department(
    department_id: uuid.UUID, body: RestrictionIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> DepartmentOut:
    """Suspend or cancel a department's right to recommend, or lift that (Art. 28)."""
    row = await service.restrict_department(session, actor=actor, department_id=department_id, given=body, now=now)
    return _department(row, local_date(now))


@router.get("/agencies")
async def list_agencies(session: SessionDep, actor: ActorDep) -> list[AgencyOut]:
    """Third-party agencies (Art. 10)."""
    require(actor, "editions.read")
    return [AgencyOut(id=row.id, name=row.name, uscc=row.uscc) for row in await queries.agencies(session, actor)]


@router.post("/agencies", status_code=201)
async def add_agency(body: AgencyIn, session: SessionDep, actor: ActorDep, now: NowDep) -> AgencyOut:
    """Enter a third-party agency (Art. 10)."""
    row = await service.add_agency(session, actor=actor, given=body, now=now)
    return AgencyOut(id=row.id, name=row.name, uscc=row.uscc)


@router.get("/areas")
async def list_areas() -> list[CodedOut]:
    """The city's districts, counties and county-level cities (GB/T 2260)."""
    return [CodedOut(code=one.code, name_zh=one.name_zh, name_en=one.name_en) for one in registration_areas()]


@router.get("/industries")
async def list_industries() -> list[IndustryOut]:
    """Divisions of GB/T 4754-2017 with their sections."""
    return [
        IndustryOut(
            code=one.code,
            name_zh=one.name_zh,
            name_en=one.name_en,
            section=one.section,
            section_name_zh=section(one.section).name_zh,
            section_name_en=section(one.section).name_en,
        )
        for one in divisions()
    ]


@router.get("/sectors")
async def list_sectors() -> list[CodedOut]:
    """Kinds of organisation that Art. 4 encourages: for statistics, never a bonus in a score."""
    return [CodedOut(code=one.code, name_zh=one.name_zh, name_en=one.name_en) for one in encouraged_sectors()]
