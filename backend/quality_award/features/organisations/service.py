"""Commands on organisations, recommending departments and agencies (Art. 10, 12, 13, 28)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.platform.clock import local_date
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound, StaleVersion, VersionRequired
from quality_award.platform.ids import new_id
from quality_award.platform.uscc import parse_uscc
from quality_award.regulation.parameters import latest
from quality_award.regulation.reference.areas import registration_areas
from quality_award.regulation.reference.encouraged import encouraged_sectors
from quality_award.regulation.reference.industries import divisions
from quality_award.tables.parties import Agency, Department, Organisation

from . import queries
from .schemas import AgencyIn, OrganisationPatch, RestrictionIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

# What the channel and eligibility are derived from: fixed for the applicant once an application has left its hands.
DERIVED_FROM = frozenset({"area_code", "registered_on", "ownership", "nature", "industry_department_id"})
_ALLOWED = {
    "division": {division.code for division in divisions()},
    "ownership": {"central", "provincial", "municipal", "other"},
    "nature": {"for_profit", "non_profit"},
}


async def change_organisation(
    session: "AsyncSession",
    *,
    actor: Actor,
    organisation_id: uuid.UUID,
    given: OrganisationPatch,
    version: int | None,
    now: dt.datetime,
) -> Organisation:
    """Change particulars. Raises Invalid with every gap; Conflict for what an application under way rests on."""
    require(actor, "organisations.edit")
    row = await queries.organisation(session, actor, organisation_id, lock=True)
    if row is None:
        raise NotFound
    if version is None:
        raise VersionRequired
    if version != row.version:
        raise StaleVersion(current=row.version)
    changes = given.model_dump(exclude_unset=True, exclude={"reason"})
    changes = {name: value for name, value in changes.items() if value != getattr(row, name)}
    gaps = await _gaps(session, row, changes, local_date(now))
    if actor.role == "office" and not (given.reason or "").strip():
        gaps.append(FieldError("reason", "field.missing"))
    if gaps:
        raise Invalid(gaps)
    fixed = sorted(DERIVED_FROM & set(changes))
    if fixed and actor.role == "applicant" and await queries.handed_in_now(session, row.id):
        raise Conflict("organisation-handed-in", fields=fixed, article="17(3)")
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    if row.ownership != "municipal":
        row.industry_department_id = None
    if changes:
        row.version += 1
        await append(
            session, actor=actor, now=now, entity="organisation", entity_id=row.id, action="change", article="13(1)",
            detail={
                "before": {name: str(value) for name, value in before.items()},
                "after": {name: str(value) for name, value in changes.items()},
                "reason": given.reason,
            },
        )  # fmt: skip
        emit(session, name="organisation.changed", now=now, entity="organisation", entity_id=row.id)
    return row


async def _gaps(session: "AsyncSession", row: Organisation, changes: dict[str, object], today: dt.date) -> list[FieldError]:
    gaps = [
        FieldError(name, "field.value") for name, allowed in _ALLOWED.items() if name in changes and changes[name] not in allowed
    ]
    if "area_code" in changes and changes["area_code"] not in {area.code for area in registration_areas()}:
        gaps.append(FieldError("area_code", "area.outside"))
    for name in ("name", "address", "legal_representative"):
        if name in changes and not str(changes[name] or "").strip():
            gaps.append(FieldError(name, "field.missing"))
    for name in ("registered_on", "employees"):
        if name in changes and changes[name] is None:
            gaps.append(FieldError(name, "field.missing"))
    registered = changes.get("registered_on")
    if isinstance(registered, dt.date) and registered > today:
        gaps.append(FieldError("registered_on", "registered_on.future"))
    sectors = changes.get("sectors", [])
    if not isinstance(sectors, list) or set(sectors) - {sector.code for sector in encouraged_sectors()}:
        gaps.append(FieldError("sectors", "field.value"))
    if latest().channels.get(str(changes.get("ownership", row.ownership))) == "industry":
        wanted = changes.get("industry_department_id", row.industry_department_id)
        known = {one.id for one in await queries.departments(session, kind="industry")}
        if wanted not in known:
            gaps.append(FieldError("industry_department_id", "department.needed"))
    return gaps


async def restrict_department(
    session: "AsyncSession", *, actor: Actor, department_id: uuid.UUID, given: RestrictionIn, now: dt.datetime
) -> Department:
    """Art. 28: suspend or cancel a department's right to recommend, or lift that, with the reason."""
    require(actor, "departments.restrict")
    row = await queries.department(session, actor, department_id)
    if row is None:
        raise NotFound
    until = given.suspended_until
    gaps = [] if given.reason.strip() else [FieldError("reason", "field.missing")]
    if until is not None and (given.cancelled or until < local_date(now)):
        gaps.append(FieldError("suspended_until", "restriction.until"))
    if gaps:
        raise Invalid(gaps)
    lifted = until is None and not given.cancelled
    action = "lift" if lifted else "cancel" if given.cancelled else "suspend"
    row.suspended_until = until
    row.cancelled_at = now if given.cancelled else None
    row.restriction_reason = None if lifted else given.reason.strip()
    await append(
        session, actor=actor, now=now, entity="department", entity_id=row.id, action=action, article="28",
        detail={"until": until.isoformat() if until else None, "reason": given.reason.strip()},
    )  # fmt: skip
    emit(session, name=f"department.{action}", now=now, entity="department", entity_id=row.id)
    return row


async def add_agency(session: "AsyncSession", *, actor: Actor, given: AgencyIn, now: dt.datetime) -> Agency:
    """Enter a third-party agency that editions may be given to (Art. 10)."""
    require(actor, "editions.edit_plan")
    if actor.authority_id is None:
        raise NotFound
    gaps = [] if given.name.strip() else [FieldError("name", "field.missing")]
    code = parse_uscc(given.uscc)
    if code is None:
        gaps.append(FieldError("uscc", "uscc.check"))
    elif await queries.agency_known(session, actor, code.code):
        gaps.append(FieldError("uscc", "agency.known"))
    if gaps or code is None:
        raise Invalid(gaps)
    row = Agency(id=new_id(), authority_id=actor.authority_id, name=given.name.strip(), uscc=code.code)
    session.add(row)
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="agency", entity_id=row.id, action="add", article="10",
        detail={"name": row.name, "uscc": row.uscc},
    )  # fmt: skip
    return row
