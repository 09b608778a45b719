"""What a person controls about their own login: password, one-time codes, open sessions."""

import asyncio
import base64
import datetime as dt
import io
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyotp
import segno

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.platform.crypto import Unsealable, hash_password, seal, unseal, verify_password
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound, Unauthenticated
from quality_award.platform.settings import Settings
from quality_award.tables.identity import User

from .. import queries
from .login import Device, SignedIn, check_totp, throttle, totp_aad, totp_step

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

PASSWORD_MIN = 12


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app is fed with."""

    secret: str
    otpauth_uri: str
    qr_svg: str
    ticket: str | None


def password_gaps(password: str, *, login: str, field: str) -> list[FieldError]:
    """What is wrong with a new password: at least 12 characters of two kinds, and not the login."""
    kinds = sum(
        any(test(character) for character in password)
        for test in (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    )
    if len(password) < PASSWORD_MIN:
        return [FieldError(field, "password.short", {"least": PASSWORD_MIN})]
    if kinds < 2 or len(set(password)) < 5:
        return [FieldError(field, "password.simple")]
    if len(login) >= 4 and login in password.casefold():
        return [FieldError(field, "password.login")]
    return []


def _as_actor(person: SignedIn) -> Actor:
    held = person.membership
    return Actor(
        role=held.membership.role if held else "person",
        seat=held.membership.seat if held else None,
        name=person.user.name,
        user_id=person.user.id,
        session_id=person.session.id,
    )


async def change_password(session: "AsyncSession", *, person: SignedIn, old: str, new: str, now: dt.datetime) -> None:
    """Change the password; every other session of the person ends."""
    user = await queries.locked_user(session, person.user.id)
    if user is None:
        raise NotFound
    gaps = password_gaps(new, login=user.login, field="new_password")
    if not await asyncio.to_thread(verify_password, user.password_hash, old):
        gaps.insert(0, FieldError("old_password", "password.wrong"))
    if gaps:
        raise Invalid(gaps)
    user.password_hash = await asyncio.to_thread(hash_password, new)
    await queries.revoke_sessions(session, user.id, now, "password-changed", keep=person.session.id)
    await append(session, actor=_as_actor(person), now=now, entity="user", entity_id=user.id, action="change_password")


def _ticket_aad(person: SignedIn) -> bytes:
    return b"new device" + person.user.id.bytes + person.session.id.bytes


async def enrol_totp(
    session: "AsyncSession",
    *,
    person: SignedIn,
    code: str | None,
    device: Device,
    now: dt.datetime,
    wall: dt.datetime,
    issuer: str,
    settings: Settings,
) -> Enrolment:
    """Make a secret for a device. One that replaces another asks for a code of the present device, which stays good until the
    new one is confirmed: the new secret waits in the ticket.

    Raises Throttled, Invalid; with Invalid the edge must keep what was written: a wrong code counts like a wrong password.
    """
    user = await queries.locked_user(session, person.user.id)
    if user is None:
        raise NotFound
    secret, ticket = pyotp.random_base32(), None
    if user.totp_confirmed_at is None:
        user.totp_secret = seal(settings.master_key_bytes, secret.encode(), totp_aad(user.id))
        user.totp_last_step = None
    else:
        if not code:
            raise Conflict("totp-enrolled")
        await throttle(session, user.login, device.address, now)
        try:
            check_totp(user, code, at=wall, settings=settings)
        except Unauthenticated as refused:
            queries.note_attempt(session, user.login, device.address, now, succeeded=False)
            raise Invalid([FieldError("code", refused.code)]) from refused
        sealed = seal(settings.master_key_bytes, secret.encode(), _ticket_aad(person))
        ticket = base64.urlsafe_b64encode(sealed).decode()
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=issuer)
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=4, xmldecl=False, nl=False)
    return Enrolment(secret, uri, picture.getvalue().decode(), ticket)


async def confirm_totp(
    session: "AsyncSession",
    *,
    person: SignedIn,
    code: str,
    ticket: str | None,
    now: dt.datetime,
    wall: dt.datetime,
    settings: Settings,
) -> None:
    """Confirm the device with one of its codes. Sessions opened without it end; this one now reaches the staff roles."""
    user = await queries.locked_user(session, person.user.id)
    if user is None:
        raise NotFound
    if user.totp_confirmed_at is not None and ticket is None:
        raise Conflict("totp-enrolled")
    secret = _new_secret(user, person, ticket, settings)
    try:
        user.totp_last_step = totp_step(secret, code, wall)
    except Unauthenticated as refused:
        raise Invalid([FieldError("code", refused.code)]) from refused
    user.totp_secret = seal(settings.master_key_bytes, secret.encode(), totp_aad(user.id))
    user.totp_confirmed_at = now
    await queries.revoke_sessions(session, user.id, now, "totp-enrolled", keep=person.session.id)
    await append(session, actor=_as_actor(person), now=now, entity="user", entity_id=user.id, action="enrol_totp")


def _new_secret(user: User, person: SignedIn, ticket: str | None, settings: Settings) -> str:
    """Out of the ticket, or the one that waits for its first confirmation."""
    try:
        if ticket is not None:
            return unseal(settings.master_key_bytes, base64.urlsafe_b64decode(ticket), _ticket_aad(person)).decode()
        if user.totp_secret is not None:
            return unseal(settings.master_key_bytes, user.totp_secret, totp_aad(user.id)).decode()
    except (Unsealable, ValueError) as error:
        raise Conflict("totp-not-begun") from error
    raise Conflict("totp-not-begun")


async def revoke_session(session: "AsyncSession", *, person: SignedIn, session_id: uuid.UUID, now: dt.datetime) -> None:
    """End one of the person's own sessions."""
    rows = await queries.open_sessions(session, person.user.id, now)
    row = next((row for row in rows if row.id == session_id), None)
    if row is None:
        raise NotFound
    row.revoked_at, row.revoked_because = now, "revoked"
    await append(session, actor=_as_actor(person), now=now, entity="session", entity_id=row.id, action="revoke")
