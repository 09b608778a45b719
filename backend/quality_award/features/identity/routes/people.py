"""People, their dated roles and the signing keys, for the administrator (Art. 7 for seats)."""

import datetime as dt
import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from quality_award.access.http import ActorDep, NowDep, SessionDep, SettingsDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.errors import NotFound
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.tables.identity import SigningKey, User

from .. import queries
from ..schemas import (
    EndIn,
    MembershipIn,
    PasswordSetIn,
    PersonIn,
    PersonPatch,
    PersonRowOut,
    ScopeOut,
    SigningKeyOut,
)
from ..service import keys, people
from .session import present_membership

router = APIRouter(route_class=TransactionalRoute, tags=["identity"])


async def _rows(session: SessionDep, users: list[User], now: dt.datetime) -> list[PersonRowOut]:
    ids = [user.id for user in users]
    held = await queries.memberships_of(session, ids)
    counts = await queries.session_counts(session, ids, now)
    return [
        PersonRowOut(
            id=user.id,
            login=user.login,
            name=user.name,
            phone=user.phone,
            created_at=user.created_at,
            disabled_at=user.disabled_at,
            totp_enrolled=user.totp_confirmed_at is not None,
            open_sessions=counts.get(user.id, 0),
            memberships=[present_membership(one) for one in held.get(user.id, [])],
        )
        for user in users
    ]


@router.get("/people")
async def list_people(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    page: SliceDep,
    q: Annotated[str | None, Query(max_length=50)] = None,
    role: Annotated[str | None, Query(max_length=20)] = None,
) -> Page[PersonRowOut]:
    """People with their roles, the newest first."""
    require(actor, "people.manage")
    users = await queries.people(session, actor, q=q, role=role, now=now, cursor=page.cursor, limit=page.limit + 1)
    kept, following = cut(users, page.limit)
    return Page(items=await _rows(session, list(kept), now), next_cursor=following)


@router.post("/people", status_code=201)
async def create_person(body: PersonIn, session: SessionDep, actor: ActorDep, now: NowDep) -> PersonRowOut:
    """Enter a person with a first password."""
    user = await people.create_person(session, actor=actor, given=body, now=now)
    return (await _rows(session, [user], now))[0]


@router.get("/people/{person_id}")
async def read_person(person_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> PersonRowOut:
    """One person with every role, past ones too."""
    require(actor, "people.manage")
    users = await queries.people(session, actor, person_id=person_id, now=now, limit=1)
    if not users:
        raise NotFound
    return (await _rows(session, users, now))[0]


@router.patch("/people/{person_id}")
async def change_person(
    person_id: uuid.UUID, body: PersonPatch, session: SessionDep, actor: ActorDep, now: NowDep
) -> PersonRowOut:
    """Change a person's particulars, or close and reopen the login."""
    user = await people.change_person(session, actor=actor, person_id=person_id, given=body, now=now)
    return (await _rows(session, [user], now))[0]


@router.post("/people/{person_id}/password")
async def set_person_password(
    person_id: uuid.UUID, body: PasswordSetIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> PersonRowOut:
    """Give a person a new first password."""
    user = await people.set_password(session, actor=actor, person_id=person_id, password=body.password, now=now)
    return (await _rows(session, [user], now))[0]


@router.post("/people/{person_id}/totp-reset")
async def reset_person_totp(person_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> PersonRowOut:
    """Forget a person's lost one-time-code device."""
    user = await people.reset_totp(session, actor=actor, person_id=person_id, now=now)
    return (await _rows(session, [user], now))[0]


@router.post("/people/{person_id}/sessions-end")
async def end_person_sessions(person_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> PersonRowOut:
    """End every session of a person."""
    user = await people.end_sessions(session, actor=actor, person_id=person_id, now=now)
    return (await _rows(session, [user], now))[0]


@router.post("/people/{person_id}/memberships", status_code=201)
async def grant_membership(
    person_id: uuid.UUID, body: MembershipIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> PersonRowOut:
    """Give a person a dated role (Art. 7 for seats)."""
    user = await people.grant(session, actor=actor, person_id=person_id, given=body, now=now)
    return (await _rows(session, [user], now))[0]


@router.post("/people/{person_id}/memberships/{membership_id}/end")
async def end_membership(
    person_id: uuid.UUID, membership_id: uuid.UUID, body: EndIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> PersonRowOut:
    """End a role, now or later."""
    user = await people.end_membership(
        session, actor=actor, person_id=person_id, membership_id=membership_id, valid_to=body.valid_to, now=now
    )
    return (await _rows(session, [user], now))[0]


@router.get("/scopes")
async def list_scopes(
    session: SessionDep,
    actor: ActorDep,
    role: Annotated[str, Query(max_length=20)],
    q: Annotated[str | None, Query(max_length=50)] = None,
) -> list[ScopeOut]:
    """What a role can be tied to: organisations, departments, agencies or experts, by part of the name."""
    require(actor, "people.manage")
    return [ScopeOut(id=scope_id, name=name) for scope_id, name in await queries.scopes(session, actor, role, q)]


def _key(row: SigningKey) -> SigningKeyOut:
    return SigningKeyOut(kid=row.kid, state=row.state, created_at=row.created_at, changed_at=row.changed_at)


@router.get("/signing-keys")
async def list_signing_keys(session: SessionDep, actor: ActorDep) -> list[SigningKeyOut]:
    """Signing keys and where each stands."""
    require(actor, "people.manage")
    return [_key(row) for row in await queries.keys(session)]


@router.post("/signing-keys/rotate")
async def rotate_signing_keys(session: SessionDep, actor: ActorDep, now: NowDep, settings: SettingsDep) -> list[SigningKeyOut]:
    """Let the next key sign from now on; tokens of the present one stay good for their ten minutes."""
    require(actor, "people.manage")
    rows = await keys.rotate_keys(session, now=now, settings=settings, actor=actor, at_once=True)
    return [_key(row) for row in rows]
