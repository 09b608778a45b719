"""Login, tokens, registration, roles. Every refusal of a login reads the same, whatever was wrong."""

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyotp
from stdnum.cn import uscc as uscc_numbers
from stdnum.exceptions import ValidationError

from quality_award.access.actor import PUBLIC, Actor
from quality_award.access.permissions import STAFF, require
from quality_award.audit.append import append
from quality_award.platform import tokens
from quality_award.platform.crypto import hash_password, needs_rehash, seal, unseal, verify_password
from quality_award.platform.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Throttled, Unauthenticated
from quality_award.platform.ids import new_id
from quality_award.platform.settings import Settings
from quality_award.regulation.reference import area, division
from quality_award.tables.identity import LoginAttempt, Membership, RefreshToken, Session, SigningKey, User
from quality_award.tables.parties import Organisation

from . import queries
from .schemas import MembershipIn, OrganisationIn, PersonIn, RegisterIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

REFRESH_LIFETIME = dt.timedelta(hours=12)
WINDOW = dt.timedelta(minutes=15)
TRIES_PER_LOGIN, TRIES_PER_ADDRESS = 5, 50
_NOBODYS_HASH = hash_password(secrets.token_urlsafe(8))


@dataclass(frozen=True)
class SignedIn:
    """A session with a fresh access token and refresh token."""

    user: User
    session: Session
    membership: Membership | None
    memberships: list[tuple[Membership, str | None]]
    access_token: str
    refresh_token: str


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def login(
    session: "AsyncSession",
    *,
    settings: Settings,
    name: str,
    password: str,
    code: str | None,
    address: str,
    agent: str,
    now: dt.datetime,
) -> SignedIn:
    """Sign in. Raises Throttled, Unauthenticated; `totp-required` asks for the code. The caller keeps failed tries."""
    await queries.one_at_a_time(session, f"login {name}")
    of_login, of_address = await queries.recent_failures(session, login=name, address=address, since=now - WINDOW)
    if of_login >= TRIES_PER_LOGIN or of_address >= TRIES_PER_ADDRESS:
        raise Throttled(seconds=int(WINDOW.total_seconds()))
    user = await queries.user_by_login(session, name)
    # A hash is checked even for nobody, so that the time of the answer does not tell who exists.
    good = verify_password(user.password_hash if user else _NOBODYS_HASH, password)

    def attempt(succeeded: bool) -> None:
        session.add(LoginAttempt(login=name, address=address, at=now, succeeded=succeeded))

    if user is None or not good:
        attempt(False)
        raise Unauthenticated("wrong-login")
    roles = (await queries.memberships_of(session, [user.id], now))[user.id]
    if user.totp_confirmed_at is not None and settings.require_staff_totp:
        if not code:
            raise Unauthenticated("totp-required")
        if not _accept_code(settings, user, code, now):
            attempt(False)
            raise Unauthenticated("wrong-login")
    attempt(True)
    if needs_rehash(user.password_hash):
        user.password_hash = hash_password(password)
    # Staff without a second factor get a session that can do nothing but enrol one.
    unenrolled = settings.require_staff_totp and user.totp_confirmed_at is None
    usable = [entry for entry in roles if not (unenrolled and entry[0].role in STAFF)]
    signed_in = await _open(session, settings=settings, user=user, roles=usable, address=address, agent=agent, now=now)
    await append(session, actor=_actor(user, signed_in.membership), now=now, entity="session", entity_id=signed_in.session.id, action="login")
    return signed_in


def _actor(user: User, membership: Membership | None) -> Actor:
    return Actor(
        role=membership.role if membership else "public",
        name=user.name,
        user_id=user.id,
        seat=membership.seat if membership else None,
    )


def _accept_code(settings: Settings, user: User, code: str, now: dt.datetime) -> bool:
    """A code of this half minute or its neighbours, newer than the last one used."""
    secret = unseal(settings.master_key_bytes, user.totp_secret or b"", user.id.bytes).decode()
    totp = pyotp.TOTP(secret)
    step = int(now.timestamp()) // 30
    for candidate in (step - 1, step, step + 1):
        if secrets.compare_digest(totp.at(candidate * 30), code) and candidate > (user.totp_last_step or 0):
            user.totp_last_step = candidate
            return True
    return False


async def _open(
    session: "AsyncSession",
    *,
    settings: Settings,
    user: User,
    roles: list[tuple[Membership, str | None]],
    address: str,
    agent: str,
    now: dt.datetime,
) -> SignedIn:
    row = Session(
        id=new_id(),
        user_id=user.id,
        membership_id=roles[0][0].id if roles else None,
        created_at=now,
        last_seen_at=now,
        expires_at=now + REFRESH_LIFETIME,
        user_agent=agent[:300],
        address=address,
    )
    session.add(row)
    await session.flush()
    return await _issue(session, settings=settings, user=user, row=row, roles=roles, now=now)


async def _issue(
    session: "AsyncSession",
    *,
    settings: Settings,
    user: User,
    row: Session,
    roles: list[tuple[Membership, str | None]],
    now: dt.datetime,
) -> SignedIn:
    """A refresh token that replaces the last one, and an access token of the session's role."""
    membership = next((one for one, _ in roles if one.id == row.membership_id), roles[0][0] if roles else None)
    row.membership_id = membership.id if membership else None
    row.last_seen_at = now
    refresh = secrets.token_urlsafe(32)
    session.add(RefreshToken(session_id=row.id, token_hash=_digest(refresh), created_at=now, expires_at=row.expires_at))
    key = await queries.active_key(session)
    access = tokens.sign(
        tokens.Claims(user.id, row.id, row.membership_id),
        kid=key.kid,
        private_pem=unseal(settings.master_key_bytes, key.private_key, key.kid.encode()),
        now=now,
        issuer=settings.public_url,
    )
    return SignedIn(user, row, membership, roles, access, refresh)


async def refresh(session: "AsyncSession", *, settings: Settings, token: str, now: dt.datetime) -> SignedIn | None:
    """A new pair for a refresh token; None, with the whole session revoked, when it was used before.

    Raises Unauthenticated when it is unknown, expired or its session has ended. The caller keeps a revocation.
    """
    found = await queries.refresh_token(session, _digest(token))
    if found is None:
        raise Unauthenticated
    presented, row = found
    if row.revoked_at is not None or min(presented.expires_at, row.expires_at) <= now:
        raise Unauthenticated("session-ended")
    if presented.used_at is not None:
        row.revoked_at, row.revoked_because = now, "refresh token used twice"
        await append(session, actor=PUBLIC, now=now, entity="session", entity_id=row.id, action="refresh_reused")
        return None
    presented.used_at = now
    user = await queries.user(session, row.user_id)
    roles = await _usable(session, settings, user, now)
    return await _issue(session, settings=settings, user=user, row=row, roles=roles, now=now)


async def _usable(session: "AsyncSession", settings: Settings, user: User, now: dt.datetime) -> list[tuple[Membership, str | None]]:
    roles = (await queries.memberships_of(session, [user.id], now))[user.id]
    unenrolled = settings.require_staff_totp and user.totp_confirmed_at is None
    return [entry for entry in roles if not (unenrolled and entry[0].role in STAFF)]


async def act_as(session: "AsyncSession", *, settings: Settings, actor: Actor, membership_id: uuid.UUID, now: dt.datetime) -> SignedIn:
    """Change the session's role to another one in force."""
    if actor.user_id is None or actor.session_id is None:
        raise Unauthenticated
    user = await queries.user(session, actor.user_id)
    row = await queries.own_session(session, user.id, actor.session_id)
    roles = await _usable(session, settings, user, now)
    if row is None or membership_id not in {one.id for one, _ in roles}:
        raise NotFound
    row.membership_id = membership_id
    return await _issue(session, settings=settings, user=user, row=row, roles=roles, now=now)


def check_organisation(body: OrganisationIn) -> str:
    """The compact code of an organisation whose facts hold together. Raises Invalid with every gap."""
    gaps = []
    code = uscc_numbers.compact(body.uscc)
    try:
        uscc_numbers.validate(code)
    except ValidationError:
        gaps.append(FieldError("organisation.uscc", "uscc.check"))
    try:
        area(body.area_code)
    except KeyError:
        gaps.append(FieldError("organisation.area_code", "field.value"))
    try:
        division(body.division)
    except KeyError:
        gaps.append(FieldError("organisation.division", "field.value"))
    if body.ownership == "municipal" and body.industry_department_id is None:
        gaps.append(FieldError("organisation.industry_department_id", "field.missing"))
    if gaps:
        raise Invalid(gaps)
    return str(code)


async def register(
    session: "AsyncSession", *, settings: Settings, body: RegisterIn, address: str, agent: str, now: dt.datetime
) -> SignedIn:
    """An organisation registers itself; the person becomes its applicant."""
    code = check_organisation(body.organisation)
    given = body.organisation
    if given.industry_department_id and await queries.department_for(session, given.industry_department_id) is None:
        raise Invalid([FieldError("organisation.industry_department_id", "field.value")])
    authority = await queries.authority(session)
    if authority is None:
        raise Conflict("not-installed")
    organisation = Organisation(
        id=new_id(),
        authority_id=authority.id,
        created_at=now,
        **given.model_dump(exclude={"uscc"}),
        uscc=code,
    )
    user = User(
        id=new_id(), login=body.login, name=body.name, phone=body.phone, password_hash=hash_password(body.password), created_at=now
    )
    membership = Membership(
        id=new_id(),
        user_id=user.id,
        role="applicant",
        authority_id=authority.id,
        organisation_id=organisation.id,
        valid_from=now,
        created_at=now,
    )
    for row in (organisation, user, membership):
        session.add(row)
        await session.flush()
    signed_in = await _open(
        session, settings=settings, user=user, roles=[(membership, organisation.name)], address=address, agent=agent, now=now
    )
    await append(
        session, actor=_actor(user, membership), now=now, entity="organisation", entity_id=organisation.id, action="register",
        article="13(1)", detail={"uscc": code},
    )  # fmt: skip
    return signed_in


async def logout(session: "AsyncSession", *, token: str | None, now: dt.datetime) -> None:
    """End the session of a refresh token."""
    found = await queries.refresh_token(session, _digest(token)) if token else None
    if found is not None and found[1].revoked_at is None:
        found[1].revoked_at, found[1].revoked_because = now, "logout"


async def revoke_session(session: "AsyncSession", *, actor: Actor, session_id: uuid.UUID, now: dt.datetime) -> None:
    """End one of one's own sessions."""
    row = await queries.own_session(session, actor.user_id, session_id) if actor.user_id else None
    if row is None:
        raise NotFound
    row.revoked_at, row.revoked_because = now, "revoked by the person"
    await append(session, actor=actor, now=now, entity="session", entity_id=row.id, action="revoke_session")


async def change_password(session: "AsyncSession", *, actor: Actor, old: str, new: str, now: dt.datetime) -> None:
    """A new password; every other session ends."""
    if actor.user_id is None:
        raise Unauthenticated
    user = await queries.user(session, actor.user_id, lock=True)
    if not verify_password(user.password_hash, old):
        raise Invalid([FieldError("old_password", "password.wrong")])
    user.password_hash = hash_password(new)
    await queries.end_sessions(session, user.id, now=now, because="password changed", keep=actor.session_id)
    await append(session, actor=actor, now=now, entity="user", entity_id=user.id, action="change_password")


async def begin_totp(session: "AsyncSession", *, settings: Settings, user_id: uuid.UUID) -> tuple[str, str]:
    """(secret, otpauth address) of a new TOTP secret, unconfirmed until a code of it was seen."""
    user = await queries.user(session, user_id, lock=True)
    if user.totp_confirmed_at is not None:
        raise Conflict("totp-enrolled")
    secret = pyotp.random_base32()
    user.totp_secret = seal(settings.master_key_bytes, secret.encode(), user.id.bytes)
    return secret, pyotp.TOTP(secret).provisioning_uri(user.login, issuer_name="朝阳市市长质量奖")


async def confirm_totp(session: "AsyncSession", *, settings: Settings, user_id: uuid.UUID, code: str, now: dt.datetime) -> None:
    """The second factor counts from the first right code on."""
    user = await queries.user(session, user_id, lock=True)
    if user.totp_secret is None or not _accept_code(settings, user, code, now):
        raise Invalid([FieldError("code", "totp.wrong")])
    user.totp_confirmed_at = now
    await append(session, actor=_actor(user, None), now=now, entity="user", entity_id=user.id, action="enrol_totp")


async def move_clock(session: "AsyncSession", *, actor: Actor, seconds: int, now: dt.datetime) -> None:
    """Move a rehearsal's clock forward. Sessions keep their remaining life."""
    require(actor, "clock.move")
    state = await queries.system_state(session, lock=True)
    if not state.rehearsal:
        raise Forbidden("not-a-rehearsal")
    state.clock_offset_seconds += seconds
    for row in await queries.open_sessions(session, actor.user_id or uuid.UUID(int=0), now):
        row.expires_at += dt.timedelta(seconds=seconds)
    await append(session, actor=actor, now=now, entity="clock", entity_id=None, action="move", detail={"seconds": seconds})


async def add_person(session: "AsyncSession", *, actor: Actor, body: PersonIn, role: MembershipIn, now: dt.datetime) -> User:
    """A person with a first password and a first role."""
    require(actor, "people.manage")
    user = User(
        id=new_id(), login=body.login, name=body.name, phone=body.phone, password_hash=hash_password(body.password), created_at=now
    )
    session.add(user)
    await session.flush()
    await append(session, actor=actor, now=now, entity="user", entity_id=user.id, action="add_person")
    await give_role(session, actor=actor, user_id=user.id, body=role, now=now)
    return user


async def give_role(session: "AsyncSession", *, actor: Actor, user_id: uuid.UUID, body: MembershipIn, now: dt.datetime) -> None:
    """A dated role with its scope (Art. 7 for seats)."""
    require(actor, "people.manage")
    needed = {"recommender": "department_id", "agency": "agency_id", "expert": "expert_id", "committee": "seat"}.get(body.role)
    if needed and getattr(body, needed) is None:
        raise Invalid([FieldError(needed, "field.missing")])
    given = {"title": body.title, **({needed: getattr(body, needed)} if needed else {})}
    session.add(
        Membership(user_id=user_id, role=body.role, authority_id=actor.authority_id, valid_from=now, created_at=now, **given)
    )
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="user", entity_id=user_id, action="give_role", article="7",
        detail={"role": body.role, "seat": body.seat},
    )  # fmt: skip


async def end_role(session: "AsyncSession", *, actor: Actor, membership_id: uuid.UUID, now: dt.datetime) -> None:
    """End a role at once."""
    require(actor, "people.manage")
    row = await queries.membership(session, membership_id, actor.authority_id)
    if row is None:
        raise NotFound
    row.valid_to = now
    await append(
        session, actor=actor, now=now, entity="user", entity_id=row.user_id, action="end_role", article="7", detail={"role": row.role}
    )


async def rotate_keys(session: "AsyncSession", *, actor: Actor, settings: Settings, now: dt.datetime) -> None:
    """next → active → retired; a fresh next. Retired keys stay in the JWKS while their tokens may live.

    The first rotation has no next key: it publishes one, which the second one makes active.
    """
    require(actor, "people.manage")
    known = {key.state: key for key in await queries.keys(session) if key.state != "retired"}
    if following := known.get("next"):
        active = known["active"]
        active.state, active.changed_at = "retired", now
        await session.flush()
        following.state, following.changed_at = "active", now
    made = tokens.new_key()
    session.add(
        SigningKey(
            kid=made.kid,
            private_key=seal(settings.master_key_bytes, made.private_pem, made.kid.encode()),
            public_jwk=made.public_jwk,
            state="next",
            created_at=now,
            changed_at=now,
        )
    )
    await append(session, actor=actor, now=now, entity="signing_key", entity_id=None, action="rotate_keys")
