"""Signing in, the own account, people and roles, keys, the clock: over HTTP."""

import datetime as dt
import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from quality_award import __version__
from quality_award.access.http import (
    ActorDep,
    NowDep,
    SessionDep,
    SettingsDep,
    TransactionalRoute,
    client_address,
)
from quality_award.access.permissions import STAFF, require
from quality_award.access.transaction import session_of
from quality_award.platform import tokens
from quality_award.platform.errors import Invalid, Problem, Unauthenticated

from .. import queries
from ..schemas import (
    ActAsIn,
    ClockIn,
    ConfirmIn,
    EnrolIn,
    EnrolOut,
    JwksOut,
    LoginIn,
    MembershipOut,
    MeOut,
    MetaOut,
    PasswordIn,
    PersonOut,
    RegisterIn,
    SessionOut,
    SignedInOut,
)
from ..service import account, clock, login, registration

router = APIRouter(route_class=TransactionalRoute, tags=["identity"])
well_known = APIRouter(route_class=TransactionalRoute, tags=["identity"])

COOKIE = "refresh"
COOKIE_PATH = "/api/v1/auth"


def _device(request: Request) -> login.Device:
    return login.Device(client_address(request), request.headers.get("user-agent", ""))


DeviceDep = Annotated[login.Device, Depends(_device)]


def _wall(request: Request) -> dt.datetime:
    wall: dt.datetime = request.app.state.clock.now()
    return wall


WallDep = Annotated[dt.datetime, Depends(_wall)]


async def _person(request: Request, now: NowDep, settings: SettingsDep) -> login.SignedIn:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    return await login.who(session_of(request), token=token, now=now, settings=settings)


PersonDep = Annotated[login.SignedIn, Depends(_person)]
"""A person with or without a role: enough for the own account, for nothing else."""


def present_membership(held: queries.Held) -> MembershipOut:
    """A role with the name of its scope."""
    row = held.membership
    return MembershipOut(
        id=row.id,
        role=row.role,
        seat=row.seat,
        title=row.title,
        scope_name=held.scope_name,
        organisation_id=row.organisation_id,
        department_id=row.department_id,
        agency_id=row.agency_id,
        expert_id=row.expert_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


async def _me(session: SessionDep, signed_in: login.SignedIn, now: dt.datetime) -> MeOut:
    user = signed_in.user
    enrolled = user.totp_confirmed_at is not None
    every = signed_in.held if enrolled else await queries.memberships_in_force(session, user.id, now)
    return MeOut(
        person=PersonOut(
            id=user.id, name=user.name, login=user.login, phone=user.phone, locale=user.locale, totp_enrolled=enrolled
        ),
        membership=present_membership(signed_in.membership) if signed_in.membership else None,
        memberships=[present_membership(one) for one in signed_in.held],
        totp_required=not enrolled and any(one.membership.role in STAFF for one in every),
    )


async def _signed_in(
    session: SessionDep, signed_in: login.SignedIn, response: Response, settings: SettingsDep, now: dt.datetime
) -> SignedInOut:
    if signed_in.refresh:
        response.set_cookie(
            COOKIE,
            signed_in.refresh,
            path=COOKIE_PATH,
            httponly=True,
            samesite="strict",
            secure=settings.secure_cookies,
            max_age=int(login.SESSION_FOR.total_seconds()),
        )
    me = await _me(session, signed_in, now)
    return SignedInOut(**me.model_dump(), access_token=signed_in.access_token, expires_in=int(tokens.LIFETIME.total_seconds()))


def _refused(request: Request, problem: Problem) -> JSONResponse:
    """Answer a refusal and keep what was written: counted tries, an ended session."""
    request.state.keep = True
    answer: JSONResponse = request.app.state.writer.write(request, problem)
    return answer


@router.post("/auth/login", response_model=SignedInOut)
async def log_in(
    body: LoginIn,
    request: Request,
    response: Response,
    session: SessionDep,
    now: NowDep,
    wall: WallDep,
    settings: SettingsDep,
    device: DeviceDep,
) -> SignedInOut | JSONResponse:
    """Sign in. 401 `totp-required` asks for the one-time code; five failures stop further tries for a while."""
    try:
        signed_in = await login.log_in(
            session,
            login=body.login,
            password=body.password,
            totp_code=body.totp_code,
            device=device,
            now=now,
            wall=wall,
            settings=settings,
        )
    except Unauthenticated as problem:
        return _refused(request, problem)
    return await _signed_in(session, signed_in, response, settings, now)


@router.post("/auth/refresh", response_model=SignedInOut)
async def refresh_session(
    request: Request, response: Response, session: SessionDep, now: NowDep, settings: SettingsDep
) -> SignedInOut | JSONResponse:
    """Exchange the cookie's refresh token. Presented a second time it ends the session."""
    try:
        signed_in = await login.refresh(session, presented=request.cookies.get(COOKIE), now=now, settings=settings)
    except Unauthenticated as problem:
        answer = _refused(request, problem)
        answer.delete_cookie(COOKIE, path=COOKIE_PATH, httponly=True, samesite="strict", secure=settings.secure_cookies)
        return answer
    if await request.is_disconnected():
        # The page was left before it got its new token: without this it could never renew again.
        raise Unauthenticated("session-ended")
    return await _signed_in(session, signed_in, response, settings, now)


@router.post("/auth/logout", status_code=204)
async def log_out(request: Request, response: Response, session: SessionDep, now: NowDep, settings: SettingsDep) -> None:
    """End the session of this browser."""
    await login.log_out(session, presented=request.cookies.get(COOKIE), now=now)
    response.delete_cookie(COOKIE, path=COOKIE_PATH, httponly=True, samesite="strict", secure=settings.secure_cookies)


@router.post("/auth/act-as")
async def act_as(
    body: ActAsIn, response: Response, session: SessionDep, person: PersonDep, now: NowDep, settings: SettingsDep
) -> SignedInOut:
    """Act in another of one's roles."""
    signed_in = await login.act_as(session, person=person, membership_id=body.membership_id, now=now, settings=settings)
    return await _signed_in(session, signed_in, response, settings, now)


@router.post("/auth/register", status_code=201)
async def register_applicant(
    body: RegisterIn,
    response: Response,
    session: SessionDep,
    now: NowDep,
    settings: SettingsDep,
    device: DeviceDep,
) -> SignedInOut:
    """An organisation registers itself, its code verified, with its first person (Art. 13(1))."""
    signed_in = await registration.register(session, given=body, device=device, now=now, settings=settings)
    return await _signed_in(session, signed_in, response, settings, now)


@router.get("/auth/sessions")
async def list_sessions(session: SessionDep, person: PersonDep, now: NowDep) -> list[SessionOut]:
    """One's own open sessions."""
    return [
        SessionOut(
            id=row.id,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            user_agent=row.user_agent,
            address=row.address,
            current=row.id == person.session.id,
        )
        for row in await queries.open_sessions(session, person.user.id, now)
    ]


@router.delete("/auth/sessions/{session_id}", status_code=204)
async def revoke_session(session_id: uuid.UUID, session: SessionDep, person: PersonDep, now: NowDep) -> None:
    """End one of one's own sessions."""
    await account.revoke_session(session, person=person, session_id=session_id, now=now)


@router.post("/auth/password", status_code=204)
async def change_password(body: PasswordIn, session: SessionDep, person: PersonDep, now: NowDep) -> None:
    """Change one's own password; other sessions end."""
    await account.change_password(session, person=person, old=body.old_password, new=body.new_password, now=now)


@router.post("/auth/totp/enrol", response_model=EnrolOut)
async def enrol_totp(
    body: EnrolIn,
    request: Request,
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    wall: WallDep,
    settings: SettingsDep,
    device: DeviceDep,
) -> EnrolOut | JSONResponse:
    """Begin with a one-time-code device, the first or one that replaces another."""
    authority = await queries.authority(session)
    try:
        made = await account.enrol_totp(
            session,
            person=person,
            code=body.code,
            device=device,
            now=now,
            wall=wall,
            issuer=authority.award_name if authority else "quality-award",
            settings=settings,
        )
    except Invalid as refused:
        return _refused(request, refused)
    return EnrolOut(secret=made.secret, otpauth_uri=made.otpauth_uri, qr_svg=made.qr_svg, ticket=made.ticket)


@router.post("/auth/totp/confirm", status_code=204)
async def confirm_totp(
    body: ConfirmIn, session: SessionDep, person: PersonDep, now: NowDep, wall: WallDep, settings: SettingsDep
) -> None:
    """Confirm the device; from the next refresh on the staff roles are open."""
    await account.confirm_totp(session, person=person, code=body.code, ticket=body.ticket, now=now, wall=wall, settings=settings)


@router.get("/me")
async def read_me(session: SessionDep, person: PersonDep, now: NowDep) -> MeOut:
    """Who is signed in, in which role, and which others there are."""
    return await _me(session, person, now)


@router.get("/meta")
async def read_meta(request: Request, session: SessionDep, now: NowDep) -> MetaOut:
    """The clock, the city, whether this is a rehearsal."""
    authority = await queries.authority(session)
    return MetaOut(
        now=now,
        rehearsal=request.app.state.rehearsal,
        city=authority.name if authority else "",
        award_name=authority.award_name if authority else "",
        version=__version__,
    )


@router.post("/clock")
async def move_clock(body: ClockIn, request: Request, session: SessionDep, actor: ActorDep, now: NowDep) -> MetaOut:
    """Move a rehearsal's clock forward."""
    require(actor, "clock.move")
    moved = await clock.move_clock(session, actor=actor, given=body, now=now)
    meta = await read_meta(request, session, now)
    return meta.model_copy(update={"now": moved})


@well_known.get("/.well-known/jwks.json")
async def read_jwks(session: SessionDep) -> JwksOut:
    """The public halves of every key that may have signed a living token (RFC 7517)."""
    return JwksOut(keys=[row.public_jwk for row in await queries.keys(session)])
