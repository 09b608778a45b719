"""Organisations, units, agencies and the codes that describe them, over HTTP."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query
from stdnum.cn import uscc as uscc_numbers

from quality_award.access.http import ActorDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.errors import NotFound
from quality_award.regulation.reference import divisions, registration_areas
from quality_award.tables.parties import Department

from . import queries, service
from .schemas import AgencyOut, DepartmentOut, NamedOut, OrganisationOut, RestrictionIn, UsccOut

router = APIRouter(route_class=TransactionalRoute, tags=["organisations"])


def _department(row: Department) -> DepartmentOut:
    return DepartmentOut(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        area_code=row.area_code,
        divisions=row.divisions,
        suspended_until=row.suspended_until,
        cancelled=row.cancelled_at is not None,
        restriction_reason=row.restriction_reason,
    )


@router.get("/areas")
async def list_areas() -> list[NamedOut]:
    """The districts and counties of the city."""
    return [NamedOut(code=one.code, name_zh=one.name_zh, name_en=one.name_en) for one in registration_areas()]


@router.get("/industries")
async def list_industries() -> list[NamedOut]:
    """Divisions of GB/T 4754-2017."""
    return [NamedOut(code=one.code, name_zh=one.name_zh, name_en=one.name_en) for one in divisions()]


@router.get("/organisations/check-uscc")
async def check_uscc(uscc: Annotated[str, Query(max_length=30)], session: SessionDep) -> UsccOut:
    """Check a code while it is typed."""
    code = uscc_numbers.compact(uscc)
    return UsccOut(uscc=code, valid=uscc_numbers.is_valid(code), taken=await queries.registered(session, code))


@router.get("/organisations/{organisation_id}")
async def read_organisation(organisation_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> OrganisationOut:
    """An organisation's registered facts."""
    require(actor, "organisations.read")
    row = await queries.one(session, actor, organisation_id)
    if row is None:
        raise NotFound
    return OrganisationOut(
        id=row.id,
        uscc=row.uscc,
        name=row.name,
        area_code=row.area_code,
        address=row.address,
        registered_on=row.registered_on,
        division=row.division,
        ownership=row.ownership,
        nature=row.nature,
        legal_representative=row.legal_representative,
        employees=row.employees,
        sectors=row.sectors,
        barred_for_life=row.barred_for_life,
    )


@router.get("/departments")
async def list_departments(
    session: SessionDep, kind: Annotated[str | None, Query(pattern="^(industry|county)$")] = None
) -> list[DepartmentOut]:
    """Recommending units (Art. 12)."""
    return [_department(row) for row in await queries.departments(session, kind)]


@router.put("/departments/{department_id}/restriction")
async def restrict_department(
    department_id: uuid.UUID, body: RestrictionIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> DepartmentOut:
    """Suspend, cancel or restore a unit's right to recommend (Art. 28)."""
    return _department(await service.restrict(session, actor=actor, department_id=department_id, body=body, now=now))


@router.get("/agencies")
async def list_agencies(session: SessionDep, actor: ActorDep) -> list[AgencyOut]:
    """Third-party agencies (Art. 10)."""
    require(actor, "editions.read")
    return [AgencyOut(id=row.id, name=row.name, uscc=row.uscc) for row in await queries.agencies(session, actor)]
