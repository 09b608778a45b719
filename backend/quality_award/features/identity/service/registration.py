"""An applicant registers itself with its organisation (Art. 13(1), 17(3)); every gap is named at once."""

import asyncio
import datetime as dt
import re
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.platform.clock import local_date
from quality_award.platform.crypto import hash_password
from quality_award.platform.errors import Conflict, FieldError, Invalid, Throttled
from quality_award.platform.ids import new_id
from quality_award.platform.settings import Settings
from quality_award.platform.uscc import parse_uscc
from quality_award.regulation.parameters import latest
from quality_award.regulation.reference.areas import registration_areas
from quality_award.regulation.reference.encouraged import encouraged_sectors
from quality_award.regulation.reference.industries import divisions
from quality_award.tables.identity import Membership, User
from quality_award.tables.parties import Organisation

from .. import queries
from ..schemas import OrganisationIn, RegisterIn
from .account import password_gaps
from .login import Device, SignedIn, normal_login, open_session

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

LOGIN = re.compile(r"[\w.@-]{4,50}")
PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")
# Registrations are tries of a login that nobody can have.
REGISTRATION, REGISTRATIONS_IN_AN_HOUR = "*registration*", 200


def login_gaps(login: str) -> list[FieldError]:
    """What is wrong with a new login."""
    return [] if LOGIN.fullmatch(login) else [FieldError("login", "login.form")]


def person_gaps(name: str, phone: str | None) -> list[FieldError]:
    """What is wrong with a person's name and phone."""
    gaps = [] if name.strip() else [FieldError("name", "field.missing")]
    if phone is not None and not PHONE.fullmatch(phone.strip()):
        gaps.append(FieldError("phone", "phone.form"))
    return gaps


async def organisation_gaps(session: "AsyncSession", given: OrganisationIn, today: dt.date) -> list[FieldError]:
    """What is wrong with an organisation's particulars."""
    gaps = []
    code = parse_uscc(given.uscc)
    if code is None:
        gaps.append(FieldError("organisation.uscc", "uscc.check"))
    elif await queries.uscc_taken(session, code.code):
        gaps.append(FieldError("organisation.uscc", "organisation.registered_already"))
    for field in ("name", "address", "legal_representative"):
        if not getattr(given, field).strip():
            gaps.append(FieldError(f"organisation.{field}", "field.missing"))
    if given.area_code not in {area.code for area in registration_areas()}:
        gaps.append(FieldError("organisation.area_code", "area.outside"))
    if given.division not in {division.code for division in divisions()}:
        gaps.append(FieldError("organisation.division", "field.value"))
    if given.ownership not in ("central", "provincial", "municipal", "other"):
        gaps.append(FieldError("organisation.ownership", "field.value"))
    if given.nature not in ("for_profit", "non_profit"):
        gaps.append(FieldError("organisation.nature", "field.value"))
    if given.registered_on > today:
        gaps.append(FieldError("organisation.registered_on", "registered_on.future"))
    if set(given.sectors) - {sector.code for sector in encouraged_sectors()}:
        gaps.append(FieldError("organisation.sectors", "field.value"))
    if latest().channels.get(given.ownership) == "industry":
        department = given.industry_department_id
        if department is None or await queries.industry_department(session, department) is None:
            gaps.append(FieldError("organisation.industry_department_id", "department.needed"))
    return gaps


async def register(
    session: "AsyncSession", *, given: RegisterIn, device: Device, now: dt.datetime, settings: Settings
) -> SignedIn:
    """Enter the organisation, its person and their login, and sign them in. Raises Invalid with every gap, Throttled."""
    hour = dt.timedelta(hours=1)
    if await queries.attempts_from(session, REGISTRATION, device.address, now - hour) >= REGISTRATIONS_IN_AN_HOUR:
        raise Throttled(seconds=3600)
    authority = await queries.authority(session)
    if authority is None:
        raise Conflict("not-installed")
    login = normal_login(given.login)
    gaps = login_gaps(login) + person_gaps(given.name, given.phone)
    gaps += password_gaps(given.password, login=login, field="password")
    if await queries.by_login(session, login) is not None:
        gaps.append(FieldError("login", "user.login_taken"))
    gaps += await organisation_gaps(session, given.organisation, local_date(now))
    code = parse_uscc(given.organisation.uscc)
    if gaps or code is None:
        raise Invalid(gaps)
    queries.note_attempt(session, REGISTRATION, device.address, now, succeeded=True)
    particulars = given.organisation.model_dump(exclude={"uscc", "industry_department_id"})
    municipal = given.organisation.ownership == "municipal"
    organisation = Organisation(
        **particulars,
        id=new_id(),
        authority_id=authority.id,
        uscc=code.code,
        industry_department_id=given.organisation.industry_department_id if municipal else None,
        created_at=now,
    )
    user = User(
        id=new_id(),
        login=login,
        name=given.name.strip(),
        phone=given.phone.strip(),
        password_hash=await asyncio.to_thread(hash_password, given.password),
        created_at=now,
    )
    session.add_all([organisation, user])
    await session.flush()
    membership = Membership(
        id=new_id(),
        user_id=user.id,
        role="applicant",
        authority_id=authority.id,
        organisation_id=organisation.id,
        valid_from=now,
        created_at=now,
    )
    session.add(membership)
    await session.flush()
    actor = Actor(
        role="applicant",
        name=user.name,
        user_id=user.id,
        membership_id=membership.id,
        organisation_id=organisation.id,
    )
    await append(
        session, actor=actor, now=now, entity="organisation", entity_id=organisation.id, action="register",
        article="13(1)", detail={"uscc": organisation.uscc, "name": organisation.name},
    )  # fmt: skip
    return await open_session(session, user=user, device=device, now=now, settings=settings)
