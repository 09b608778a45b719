"""Login and sessions, registration, the clock, people and keys over HTTP."""

import io
import uuid
from typing import Annotated

import segno
from fastapi import APIRouter, Cookie, Query, Request, Response
from fastapi.responses import JSONResponse

from quality_award import __version__
from quality_award.access.authenticate import public_keys
from quality_award.access.http import (
    ActorDep,
    NowDep,
    PublicDep,
    SessionDep,
    SettingsDep,
    TransactionalRoute,
    client_address,
)
from quality_award.access.permissions import require
from quality_award.platform import tokens
from quality_award.platform.errors import Problem, Unauthenticated
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.tables.identity import Membership, User

from . import queries, service
from .schemas import (
    ActAsIn,
    ClockIn,
    CodeIn,
    EnrolmentOut,
    KeyOut,
    LoginIn,
    MembershipIn,
    MembershipOut,
    MetaOut,
    PasswordIn,
    PersonIn,
    PersonOut,
    PersonWithRolesOut,
    RegisterIn,
    SessionOut,
    SignedInOut,
)

router = APIRouter(route_class=TransactionalRoute, tags=["identity"])
well_known = APIRouter(route_class=TransactionalRoute, include_in_schema=False)

COOKIE = "refresh"
RefreshCookie = Annotated[str | None, Cookie(alias=COOKIE)]


def _membership(entry: tuple[Membership, str | None]) -> MembershipOut:
    row, scope = entry
    return MembershipOut(
        id=row.id, role=row.role, seat=row.seat, title=row.title, scope_name=scope, valid_from=row.valid_from, valid_to=row.valid_to
    )


def _signed_in(response: Response, settings: SettingsDep, signed_in: service.SignedIn) -> SignedInOut:
    response.set_cookie(
        COOKIE,
        signed_in.refresh_token,
        max_age=int(service.REFRESH_LIFETIME.total_seconds()),
        path="/api/v1/auth",
        httponly=True,
        secure=settings.secure_cookies,
        samesite="strict",
    )
    current = signed_in.membership
    return SignedInOut(
        access_token=signed_in.access_token,
        expires_in=int(tokens.LIFETIME.total_seconds()),
        person=_person(signed_in.user),
        membership=next((_membership(entry) for entry in signed_in.memberships if current and entry[0].id == current.id), None),
        memberships=[_membership(entry) for entry in signed_in.memberships],
    )


def _person(user: User) -> PersonOut:
    return PersonOut(id=user.id, name=user.name, login=user.login, totp_enrolled=user.totp_confirmed_at is not None)


def _kept_refusal(request: Request, problem: Problem) -> JSONResponse:
    """A refusal whose record (a failed try, a revoked session) must stay: the edge commits instead of rolling back."""
    request.state.keep = True
    answer: JSONResponse = request.app.state.writer.write(request, problem)
    return answer


@router.post("/auth/login")
async def login(
    body: LoginIn, request: Request, response: Response, session: SessionDep, settings: SettingsDep, now: NowDep
) -> SignedInOut:
    """Sign in with login name and password, and the one-time code where it is needed."""
    try:
        signed_in = await service.login(
            session,
            settings=settings,
            name=body.login,
            password=body.password,
            code=body.totp_code,
            address=client_address(request),
            agent=request.headers.get("user-agent", ""),
            now=now,
        )
    except Unauthenticated as problem:
        return _kept_refusal(request, problem)  # type: ignore[return-value]
    return _signed_in(response, settings, signed_in)


@router.post("/auth/refresh")
async def refresh(
    request: Request, response: Response, session: SessionDep, settings: SettingsDep, now: NowDep, token: RefreshCookie = None
) -> SignedInOut:
    """A new access token for the refresh cookie, which is replaced; a cookie used twice ends the session."""
    if not token:
        raise Unauthenticated
    signed_in = await service.refresh(session, settings=settings, token=token, now=now)
    if signed_in is None:
        return _kept_refusal(request, Unauthenticated("session-ended"))  # type: ignore[return-value]
    return _signed_in(response, settings, signed_in)


@router.post("/auth/logout", status_code=204)
async def logout(response: Response, session: SessionDep, now: NowDep, token: RefreshCookie = None) -> None:
    """End the session."""
    await service.logout(session, token=token, now=now)
    response.delete_cookie(COOKIE, path="/api/v1/auth")


@router.post("/auth/act-as")
async def act_as(
    body: ActAsIn, response: Response, session: SessionDep, settings: SettingsDep, actor: ActorDep, now: NowDep
) -> SignedInOut:
    """Act in another of one's roles."""
    signed_in = await service.act_as(session, settings=settings, actor=actor, membership_id=body.membership_id, now=now)
    return _signed_in(response, settings, signed_in)


@router.post("/auth/register", status_code=201)
async def register(
    body: RegisterIn, request: Request, response: Response, session: SessionDep, settings: SettingsDep, _: PublicDep, now: NowDep
) -> SignedInOut:
    """An organisation registers itself (Art. 13(1): code and area are checked)."""
    signed_in = await service.register(
        session,
        settings=settings,
        body=body,
        address=client_address(request),
        agent=request.headers.get("user-agent", ""),
        now=now,
    )
    return _signed_in(response, settings, signed_in)


@router.get("/auth/sessions")
async def list_sessions(session: SessionDep, actor: ActorDep, now: NowDep) -> list[SessionOut]:
    """The person's open sessions."""
    rows = await queries.open_sessions(session, actor.user_id or uuid.UUID(int=0), now)
    return [
        SessionOut(
            id=row.id,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            user_agent=row.user_agent,
            current=row.id == actor.session_id,
        )
        for row in rows
    ]


@router.delete("/auth/sessions/{session_id}", status_code=204)
async def revoke_session(session_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """End a session at once."""
    await service.revoke_session(session, actor=actor, session_id=session_id, now=now)


@router.post("/auth/password", status_code=204)
async def change_password(body: PasswordIn, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """Change the password; other sessions end."""
    await service.change_password(session, actor=actor, old=body.old_password, new=body.new_password, now=now)


async def _enrolling(request: Request, session: SessionDep, settings: SettingsDep, now: NowDep) -> uuid.UUID:
    """The person of a token; a role is not needed, since enrolling is what comes before it."""
    _, _, token = request.headers.get("authorization", "").partition(" ")
    return tokens.verify(token, await public_keys(session), now=now, issuer=settings.public_url).user_id


@router.post("/auth/totp/enrol")
async def enrol_totp(request: Request, session: SessionDep, settings: SettingsDep, now: NowDep) -> EnrolmentOut:
    """A new secret for the authenticator."""
    user_id = await _enrolling(request, session, settings, now)
    secret, uri = await service.begin_totp(session, settings=settings, user_id=user_id)
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", border=2, xmldecl=False, scale=4)
    return EnrolmentOut(secret=secret, otpauth_uri=uri, qr_svg=picture.getvalue().decode())


@router.post("/auth/totp/confirm", status_code=204)
async def confirm_totp(body: CodeIn, request: Request, session: SessionDep, settings: SettingsDep, now: NowDep) -> None:
    """Show that the authenticator works."""
    user_id = await _enrolling(request, session, settings, now)
    await service.confirm_totp(session, settings=settings, user_id=user_id, code=body.code, now=now)


@router.get("/meta")
async def read_meta(request: Request, session: SessionDep, now: NowDep) -> MetaOut:
    """The server's time, the city, whether this is a rehearsal."""
    authority = await queries.authority(session)
    return MetaOut(
        now=now,
        rehearsal=bool(request.app.state.rehearsal),
        city=authority.name if authority else "",
        award_name=authority.award_name if authority else "",
        version=__version__,
    )


@router.post("/clock", status_code=204)
async def move_clock(body: ClockIn, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """Move a rehearsal's clock forward."""
    await service.move_clock(session, actor=actor, seconds=body.advance_seconds, now=now)


@router.get("/people")
async def list_people(
    session: SessionDep, actor: ActorDep, page: SliceDep, search: Annotated[str | None, Query(max_length=50)] = None
) -> Page[PersonWithRolesOut]:
    """People and their roles, past ones too."""
    require(actor, "people.manage")
    rows = await queries.people(
        session, authority_id=actor.authority_id, search=search, cursor=page.cursor, limit=page.limit + 1
    )
    kept, following = cut(rows, page.limit)
    roles = await queries.memberships_of(session, [row.id for row in kept], None)
    return Page(
        items=[
            PersonWithRolesOut(
                id=row.id,
                login=row.login,
                name=row.name,
                totp_enrolled=row.totp_confirmed_at is not None,
                disabled=row.disabled_at is not None,
                memberships=[_membership(entry) for entry in roles[row.id]],
            )
            for row in kept
        ],
        next_cursor=following,
    )


@router.post("/people", status_code=201)
async def add_person(body: PersonIn, role: MembershipIn, session: SessionDep, actor: ActorDep, now: NowDep) -> PersonOut:
    """A new person with a first role."""
    return _person(await service.add_person(session, actor=actor, body=body, role=role, now=now))


@router.post("/people/{user_id}/memberships", status_code=204)
async def give_role(user_id: uuid.UUID, body: MembershipIn, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """Give a person a role."""
    await service.give_role(session, actor=actor, user_id=user_id, body=body, now=now)


@router.delete("/memberships/{membership_id}", status_code=204)
async def end_role(membership_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """End a role at once."""
    await service.end_role(session, actor=actor, membership_id=membership_id, now=now)


@router.get("/keys")
async def list_keys(session: SessionDep, actor: ActorDep) -> list[KeyOut]:
    """Signing keys and their states."""
    require(actor, "people.manage")
    return [KeyOut(kid=k.kid, state=k.state, created_at=k.created_at, changed_at=k.changed_at) for k in await queries.keys(session)]


@router.post("/keys/rotate", status_code=204)
async def rotate_keys(session: SessionDep, actor: ActorDep, settings: SettingsDep, now: NowDep) -> None:
    """Publish a next key; make the present next one active."""
    await service.rotate_keys(session, actor=actor, settings=settings, now=now)


@well_known.get("/.well-known/jwks.json")
async def read_jwks(session: SessionDep) -> dict[str, list[dict[str, str]]]:
    """Public keys: next, active and retired."""
    return {"keys": list((await public_keys(session)).values())}
