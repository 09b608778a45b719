"""Signing in and staying signed in (GB/T 22239 8.1.4.1): password, one-time code, rotating refresh tokens, roles."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyotp

from quality_award.access.actor import Actor
from quality_award.access.permissions import STAFF
from quality_award.audit.append import append
from quality_award.platform import tokens
from quality_award.platform.crypto import (
    NO_PASSWORD,
    hash_password,
    needs_rehash,
    random_token,
    sha256_hex,
    unseal,
    verify_password,
)
from quality_award.platform.errors import Forbidden, Throttled, Unauthenticated
from quality_award.platform.ids import new_id
from quality_award.platform.settings import Settings
from quality_award.tables.identity import RefreshToken, Session, User

from .. import queries
from .keys import signing_key

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

SESSION_FOR = dt.timedelta(days=7)
IDLE_FOR = dt.timedelta(hours=12)
WINDOW = dt.timedelta(minutes=15)
# Failures within the window: of a login from one address, of a login from anywhere, of one address with any login.
TRIES, TRIES_OF_LOGIN, TRIES_OF_ADDRESS = 5, 20, 100
TOTP_STEP = 30


@dataclass(frozen=True)
class Device:
    """Where a request comes from."""

    address: str
    user_agent: str


@dataclass(frozen=True)
class SignedIn:
    """A person in their session; `refresh` is set when the cookie has to be."""

    user: User
    session: Session
    held: list[queries.Held]
    access_token: str = ""
    refresh: str | None = None

    @property
    def membership(self) -> queries.Held | None:
        """The role that they act in."""
        return next((one for one in self.held if one.membership.id == self.session.membership_id), None)


def normal_login(text: str) -> str:
    """One login, whatever the capitals and spaces around it."""
    return text.strip().casefold()


def totp_aad(user_id: uuid.UUID) -> bytes:
    """What a one-time-code secret is bound to."""
    return user_id.bytes


def check_totp(user: User, code: str, *, at: dt.datetime, settings: Settings) -> None:
    """Accept a code of the present step or one beside it, each step once. Raises Unauthenticated.

    `at` is the machine's time also in a rehearsal: authenticator apps don't know of the moved clock.
    """
    assert user.totp_secret is not None
    secret = unseal(settings.master_key_bytes, user.totp_secret, totp_aad(user.id)).decode()
    step = totp_step(secret, code, at)
    if user.totp_last_step is not None and step <= user.totp_last_step:
        raise Unauthenticated("totp-used")
    user.totp_last_step = step


def totp_step(secret: str, code: str, at: dt.datetime) -> int:
    """The half minute that a code belongs to: the present one or one beside it. Raises Unauthenticated."""
    generator = pyotp.TOTP(secret, interval=TOTP_STEP)
    present = int(at.timestamp()) // TOTP_STEP
    given = "".join(code.split())
    for step in (present, present - 1, present + 1):
        if pyotp.utils.strings_equal(given, generator.generate_otp(step)):
            return step
    raise Unauthenticated("bad-totp")


async def offered(session: "AsyncSession", user: User, now: dt.datetime, settings: Settings) -> list[queries.Held]:
    """The roles that a login reaches: staff roles only behind a confirmed one-time code."""
    held = await queries.memberships_in_force(session, user.id, now)
    if settings.require_staff_totp and user.totp_confirmed_at is None:
        held = [one for one in held if one.membership.role not in STAFF]
    return held


async def log_in(
    session: "AsyncSession",
    *,
    login: str,
    password: str,
    totp_code: str | None,
    device: Device,
    now: dt.datetime,
    wall: dt.datetime,
    settings: Settings,
) -> SignedIn:
    """Open a session. Raises Throttled, Unauthenticated; the edge must keep what was written, for it counts the tries."""
    login = normal_login(login)[:50]
    await queries.serialise(session, f"login {login}")
    await throttle(session, login, device.address, now)
    user = await queries.by_login(session, login)
    if user is not None:
        user = await queries.locked_user(session, user.id)
    good = await asyncio.to_thread(verify_password, user.password_hash if user else NO_PASSWORD, password)
    if user is None or not good or user.disabled_at is not None:
        queries.note_attempt(session, login, device.address, now, succeeded=False)
        raise Unauthenticated("wrong-login")
    if user.totp_confirmed_at is not None:
        if not totp_code:
            raise Unauthenticated("totp-required")
        try:
            check_totp(user, totp_code, at=wall, settings=settings)
        except Unauthenticated:
            queries.note_attempt(session, login, device.address, now, succeeded=False)
            raise
    if needs_rehash(user.password_hash):
        user.password_hash = await asyncio.to_thread(hash_password, password)
    queries.note_attempt(session, login, device.address, now, succeeded=True)
    return await open_session(session, user=user, device=device, now=now, settings=settings)


async def throttle(session: "AsyncSession", login: str, address: str, now: dt.datetime) -> None:
    """Raises Throttled after too many failures of a login or from an address."""
    both, by_login, by_address = await queries.failures(session, login, address, now - WINDOW)
    if both >= TRIES or by_login >= TRIES_OF_LOGIN or by_address >= TRIES_OF_ADDRESS:
        raise Throttled(seconds=int(WINDOW.total_seconds()))


async def open_session(session: "AsyncSession", *, user: User, device: Device, now: dt.datetime, settings: Settings) -> SignedIn:
    """A new session in the role acted in last, if it still holds, else in the first one."""
    held = await offered(session, user, now, settings)
    last = await queries.last_membership(session, user.id)
    ids = [one.membership.id for one in held]
    row = Session(
        id=new_id(),
        user_id=user.id,
        membership_id=last if last in ids else next(iter(ids), None),
        created_at=now,
        last_seen_at=now,
        expires_at=now + SESSION_FOR,
        user_agent=device.user_agent[:300],
        address=device.address,
    )
    session.add(row)
    await session.flush()
    await _note(session, user, row, "log_in", now)
    return await _issue(session, user, row, held, now=now, settings=settings, rotate=True)


async def _issue(
    session: "AsyncSession",
    user: User,
    row: Session,
    held: list[queries.Held],
    *,
    now: dt.datetime,
    settings: Settings,
    rotate: bool,
) -> SignedIn:
    refresh = None
    if rotate:
        refresh = random_token()
        session.add(
            RefreshToken(
                id=new_id(),
                session_id=row.id,
                token_hash=sha256_hex(refresh),
                created_at=now,
                expires_at=min(row.expires_at, now + IDLE_FOR),
            )
        )
    kid, pem = await signing_key(session, now=now, settings=settings)
    claims = tokens.Claims(user.id, row.id, row.membership_id)
    access = tokens.sign(claims, kid=kid, private_pem=pem, now=now, issuer=settings.public_url)
    await session.flush()
    return SignedIn(user, row, held, access, refresh)


async def _note(
    session: "AsyncSession", user: User, row: Session, action: str, now: dt.datetime, detail: Mapping[str, object] | None = None
) -> None:
    actor = Actor(role="person", name=user.name, user_id=user.id, session_id=row.id)
    await append(session, actor=actor, now=now, entity="session", entity_id=row.id, action=action, detail=detail)


async def refresh(session: "AsyncSession", *, presented: str | None, now: dt.datetime, settings: Settings) -> SignedIn:
    """Exchange a refresh token for the next one. A token presented twice was copied: the session ends for both holders.

    Raises Unauthenticated; on `refresh-reused` the edge must keep what was written.
    """
    found = await queries.refresh_token(session, sha256_hex(presented)) if presented else None
    if found is None:
        raise Unauthenticated("session-ended")
    token, row, user = found
    if row.revoked_at is not None or user.disabled_at is not None:
        raise Unauthenticated("session-ended")
    if token.used_at is not None:
        row.revoked_at, row.revoked_because = now, "refresh-reused"
        await _note(session, user, row, "refresh_reused", now)
        raise Unauthenticated("refresh-reused")
    if now >= token.expires_at or now >= row.expires_at:
        raise Unauthenticated("session-ended")
    token.used_at = row.last_seen_at = now
    held = await offered(session, user, now, settings)
    if row.membership_id not in [one.membership.id for one in held]:
        row.membership_id = next((one.membership.id for one in held), None)
    return await _issue(session, user, row, held, now=now, settings=settings, rotate=True)


async def who(session: "AsyncSession", *, token: str, now: dt.datetime, settings: Settings) -> SignedIn:
    """The person of an access token, with or without a role. Raises Unauthenticated."""
    public = {key.kid: key.public_jwk for key in await queries.keys(session)}
    claims = tokens.verify(token, public, now=now, issuer=settings.public_url)
    found = await queries.signed_in(session, claims.session_id, claims.user_id, now)
    if found is None:
        raise Unauthenticated("session-ended")
    return SignedIn(found[0], found[1], await offered(session, found[0], now, settings), token)


async def act_as(
    session: "AsyncSession", *, person: SignedIn, membership_id: uuid.UUID, now: dt.datetime, settings: Settings
) -> SignedIn:
    """Act in another of the person's roles from now on. Raises Forbidden for one that isn't theirs."""
    if membership_id not in [one.membership.id for one in person.held]:
        raise Forbidden("membership-not-yours")
    person.session.membership_id = membership_id
    person.session.last_seen_at = now
    if (held := person.membership) is not None:
        detail = {"role": held.membership.role, "seat": held.membership.seat, "membership_id": str(membership_id)}
        await _note(session, person.user, person.session, "act_as", now, detail)
    return await _issue(session, person.user, person.session, person.held, now=now, settings=settings, rotate=False)


async def log_out(session: "AsyncSession", *, presented: str | None, now: dt.datetime) -> None:
    """End the session that the cookie belongs to. Without one there is nothing to end."""
    found = await queries.refresh_token(session, sha256_hex(presented)) if presented else None
    if found is not None and found[1].revoked_at is None:
        found[1].revoked_at, found[1].revoked_because = now, "logged-out"
        await _note(session, found[2], found[1], "log_out", now)
