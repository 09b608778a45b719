"""People and the dated roles they hold, kept by the administrator (Art. 7 for the committee's seats)."""

import asyncio
import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.platform.crypto import hash_password
from quality_award.platform.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, RuleRefusal
from quality_award.platform.ids import new_id
from quality_award.regulation.finding import Finding
from quality_award.tables.identity import ROLES, SEATS, Membership, User

from .. import queries
from ..schemas import MembershipIn, PersonIn, PersonPatch
from .account import password_gaps
from .login import normal_login
from .registration import login_gaps, person_gaps

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

# Art. 7: one chair (主任), two vice chairs (副主任); members as appointed.
SEATS_AT_MOST = {"chair": (1, "committee.one_chair"), "vice_chair": (2, "committee.two_vice_chairs")}
SCOPE_OF = {
    "applicant": "organisation_id",
    "recommender": "department_id",
    "agency": "agency_id",
    "expert": "expert_id",
}
# GB/T 22239 8.1.5: who administers the system and who audits it hold nothing else.
ALONE = frozenset({"admin", "auditor"})


async def _note(
    session: "AsyncSession", actor: Actor, user: User, action: str, now: dt.datetime, article: str = "", **detail: object
) -> None:
    await append(session, actor=actor, now=now, entity="user", entity_id=user.id, action=action, article=article, detail=detail)


async def person(session: "AsyncSession", *, actor: Actor, person_id: uuid.UUID, now: dt.datetime) -> User:
    """A person that the administrator may change, locked. Raises NotFound."""
    require(actor, "people.manage")
    if not await queries.people(session, actor, person_id=person_id, now=now, limit=1):
        raise NotFound
    user = await queries.locked_user(session, person_id)
    if user is None:
        raise NotFound
    return user


async def create_person(session: "AsyncSession", *, actor: Actor, given: PersonIn, now: dt.datetime) -> User:
    """Enter a person with a first password. Raises Invalid with every gap."""
    require(actor, "people.manage")
    login = normal_login(given.login)
    gaps = login_gaps(login) + person_gaps(given.name, given.phone)
    gaps += password_gaps(given.password, login=login, field="password")
    if await queries.by_login(session, login) is not None:
        gaps.append(FieldError("login", "user.login_taken"))
    if gaps:
        raise Invalid(gaps)
    user = User(
        id=new_id(),
        login=login,
        name=given.name.strip(),
        phone=given.phone,
        password_hash=await asyncio.to_thread(hash_password, given.password),
        created_at=now,
    )
    session.add(user)
    await session.flush()
    await _note(session, actor, user, "create", now, login=login)
    return user


async def change_person(
    session: "AsyncSession", *, actor: Actor, person_id: uuid.UUID, given: PersonPatch, now: dt.datetime
) -> User:
    """Change name, phone, or close and reopen the login; closing it ends every session."""
    user = await person(session, actor=actor, person_id=person_id, now=now)
    changes = given.model_dump(exclude_unset=True)
    gaps = person_gaps(changes.get("name") or user.name, changes.get("phone"))
    if gaps:
        raise Invalid(gaps)
    if changes.get("name"):
        user.name = changes["name"].strip()
    if "phone" in changes:
        user.phone = changes["phone"]
    if changes.get("disabled") is True and user.disabled_at is None:
        if user.id == actor.user_id:
            raise Forbidden("not-on-yourself")
        user.disabled_at = now
        await queries.revoke_sessions(session, user.id, now, "disabled")
    if changes.get("disabled") is False:
        user.disabled_at = None
    await _note(session, actor, user, "change", now, fields=sorted(changes), disabled=user.disabled_at is not None)
    return user


async def set_password(session: "AsyncSession", *, actor: Actor, person_id: uuid.UUID, password: str, now: dt.datetime) -> User:
    """Give a person who lost theirs a new first password; every session ends."""
    user = await person(session, actor=actor, person_id=person_id, now=now)
    gaps = password_gaps(password, login=user.login, field="password")
    if gaps:
        raise Invalid(gaps)
    user.password_hash = await asyncio.to_thread(hash_password, password)
    await queries.revoke_sessions(session, user.id, now, "password-set")
    await _note(session, actor, user, "set_password", now)
    return user


async def reset_totp(session: "AsyncSession", *, actor: Actor, person_id: uuid.UUID, now: dt.datetime) -> User:
    """Forget a lost device; the person enrols a new one at the next login. Every session ends."""
    user = await person(session, actor=actor, person_id=person_id, now=now)
    if user.id == actor.user_id:
        raise Forbidden("not-on-yourself")
    user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
    await queries.revoke_sessions(session, user.id, now, "totp-reset")
    await _note(session, actor, user, "reset_totp", now)
    return user


async def end_sessions(session: "AsyncSession", *, actor: Actor, person_id: uuid.UUID, now: dt.datetime) -> User:
    """End every session of a person."""
    user = await person(session, actor=actor, person_id=person_id, now=now)
    ended = await queries.revoke_sessions(session, user.id, now, "revoked-by-admin")
    await _note(session, actor, user, "end_sessions", now, count=ended)
    return user


async def grant(session: "AsyncSession", *, actor: Actor, person_id: uuid.UUID, given: MembershipIn, now: dt.datetime) -> User:
    """Give a person a dated role. Art. 7: never two chairs at one time, at most two vice chairs."""
    user = await person(session, actor=actor, person_id=person_id, now=now)
    if user.id == actor.user_id:
        raise Forbidden("not-on-yourself")
    if actor.authority_id is None:
        raise Forbidden
    start, end = given.valid_from or now, given.valid_to
    gaps = await _membership_gaps(session, actor, given, start, end)
    if gaps:
        raise Invalid(gaps)
    await queries.serialise(session, "memberships")
    held = await queries.roles_over(session, user.id, start, end)
    if (given.role in ALONE and held - {given.role}) or (held & ALONE - {given.role}):
        raise Conflict("roles-exclude", role=given.role, held=sorted(held))
    await _seat_free(session, actor.authority_id, given.seat, start, end)
    scope = SCOPE_OF.get(given.role)
    row = Membership(
        id=new_id(),
        user_id=user.id,
        role=given.role,
        authority_id=actor.authority_id,
        seat=given.seat if given.role == "committee" else None,
        title=given.title,
        valid_from=start,
        valid_to=end,
        created_at=now,
        **({scope: getattr(given, scope)} if scope else {}),
    )
    session.add(row)
    await session.flush()
    await _note(
        session, actor, user, "grant_role", now, "7" if given.role == "committee" else "",
        membership_id=str(row.id), role=row.role, seat=row.seat,
        valid_from=start.isoformat(), valid_to=end.isoformat() if end else None,
    )  # fmt: skip
    return user


async def _membership_gaps(
    session: "AsyncSession", actor: Actor, given: MembershipIn, start: dt.datetime, end: dt.datetime | None
) -> list[FieldError]:
    gaps = []
    if given.role not in ROLES:
        gaps.append(FieldError("role", "field.value"))
    if (given.role == "committee") != (given.seat in SEATS):
        gaps.append(FieldError("seat", "membership.seat"))
    scope = SCOPE_OF.get(given.role)
    if scope:
        target = getattr(given, scope)
        if target is None:
            gaps.append(FieldError(scope, "field.missing"))
        elif not await queries.scope_exists(session, actor, given.role, target):
            gaps.append(FieldError(scope, "field.value"))
    if end is not None and end <= start:
        gaps.append(FieldError("valid_to", "membership.dates"))
    return gaps


async def _seat_free(
    session: "AsyncSession", authority_id: uuid.UUID, seat: str | None, start: dt.datetime, end: dt.datetime | None
) -> None:
    if seat in SEATS_AT_MOST:
        most, code = SEATS_AT_MOST[seat]
        if await queries.seats_held(session, authority_id, seat, start, end) >= most:
            raise RuleRefusal(findings=[Finding(code, "7", {"most": most})], article="7")


async def end_membership(
    session: "AsyncSession",
    *,
    actor: Actor,
    person_id: uuid.UUID,
    membership_id: uuid.UUID,
    valid_to: dt.datetime | None,
    now: dt.datetime,
) -> User:
    """End a role, now or on a day to come. What was done in it stays under its name."""
    user = await person(session, actor=actor, person_id=person_id, now=now)
    row = await queries.membership(session, user.id, membership_id)
    if row is None:
        raise NotFound
    if row.id == actor.membership_id:
        raise Forbidden("not-on-yourself")
    if row.valid_to is not None and row.valid_to <= now:
        raise Conflict("membership-ended")
    end = valid_to or now
    if end < now:
        raise Invalid([FieldError("valid_to", "membership.dates")])
    row.valid_to = max(end, row.valid_from)
    await session.flush()
    await _note(
        session, actor, user, "end_role", now, "7" if row.role == "committee" else "",
        membership_id=str(row.id), role=row.role, seat=row.seat, valid_to=row.valid_to.isoformat(),
    )  # fmt: skip
    return user
