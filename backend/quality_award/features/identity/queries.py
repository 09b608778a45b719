"""All SQL on people, roles, sessions, tokens and keys."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.tables.identity import LoginAttempt, Membership, RefreshToken, Session, SigningKey, User
from quality_award.tables.parties import Agency, Authority, Department, Expert, Organisation
from quality_award.tables.trail import SystemState


async def user_by_login(session: AsyncSession, login: str) -> User | None:
    """A person who may sign in."""
    return (await session.execute(select(User).where(User.login == login, User.disabled_at.is_(None)))).scalar_one_or_none()


async def user(session: AsyncSession, user_id: uuid.UUID, *, lock: bool = False) -> User:
    """A person by id."""
    query = select(User).where(User.id == user_id)
    return (await session.execute(query.with_for_update() if lock else query)).scalar_one()


def _memberships(now: dt.datetime | None) -> Select[tuple[Membership, str]]:
    scope = func.coalesce(Organisation.name, Department.name, Agency.name, Expert.employer)
    query = (
        select(Membership, scope)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(Department, Department.id == Membership.department_id)
        .outerjoin(Agency, Agency.id == Membership.agency_id)
        .outerjoin(Expert, Expert.id == Membership.expert_id)
        .order_by(Membership.id)
    )
    if now is not None:
        query = query.where(Membership.valid_from <= now, or_(Membership.valid_to.is_(None), Membership.valid_to > now))
    return query


async def memberships_of(
    session: AsyncSession, users: Sequence[uuid.UUID], now: dt.datetime | None
) -> dict[uuid.UUID, list[tuple[Membership, str | None]]]:
    """Roles by person: those in force at `now`, or all."""
    rows = await session.execute(_memberships(now).where(Membership.user_id.in_(users)))
    found: dict[uuid.UUID, list[tuple[Membership, str | None]]] = {one: [] for one in users}
    for membership, scope in rows.tuples():
        found[membership.user_id].append((membership, scope))
    return found


async def recent_failures(session: AsyncSession, *, login: str, address: str, since: dt.datetime) -> tuple[int, int]:
    """Failed logins since a time: of this login (after its last success), and of this address."""
    last = await session.scalar(
        select(func.max(LoginAttempt.at)).where(LoginAttempt.login == login, LoginAttempt.succeeded.is_(True))
    )
    start = max(since, last) if last else since
    of_login = await session.scalar(
        select(func.count()).where(LoginAttempt.login == login, LoginAttempt.at > start, LoginAttempt.succeeded.is_(False))
    )
    of_address = await session.scalar(
        select(func.count()).where(LoginAttempt.address == address, LoginAttempt.at > since, LoginAttempt.succeeded.is_(False))
    )
    return of_login or 0, of_address or 0


async def one_at_a_time(session: AsyncSession, what: str) -> None:
    """Concurrent tries on one login wait for each other, so that each sees the others' failures."""
    await session.execute(text("select pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": what})


async def active_key(session: AsyncSession) -> SigningKey:
    """The key that signs."""
    return (await session.execute(select(SigningKey).where(SigningKey.state == "active"))).scalar_one()


async def keys(session: AsyncSession) -> Sequence[SigningKey]:
    """Every key, newest first."""
    return (await session.scalars(select(SigningKey).order_by(SigningKey.created_at.desc()))).all()


async def refresh_token(session: AsyncSession, token_hash: str) -> tuple[RefreshToken, Session] | None:
    """A refresh token with its session, both locked."""
    row = await session.execute(
        select(RefreshToken, Session)
        .join(Session, Session.id == RefreshToken.session_id)
        .where(RefreshToken.token_hash == token_hash)
        .with_for_update()
    )
    return row.tuples().one_or_none()


async def open_sessions(session: AsyncSession, user_id: uuid.UUID, now: dt.datetime) -> Sequence[Session]:
    """The person's sessions that have not ended."""
    return (
        await session.scalars(
            select(Session)
            .where(Session.user_id == user_id, Session.revoked_at.is_(None), Session.expires_at > now)
            .order_by(Session.last_seen_at.desc())
        )
    ).all()


async def own_session(session: AsyncSession, user_id: uuid.UUID, session_id: uuid.UUID) -> Session | None:
    """One session of the person."""
    return (
        await session.execute(select(Session).where(Session.id == session_id, Session.user_id == user_id).with_for_update())
    ).scalar_one_or_none()


async def end_sessions(session: AsyncSession, user_id: uuid.UUID, *, now: dt.datetime, because: str, keep: uuid.UUID | None) -> None:
    """Revoke the person's sessions, all but one."""
    query = update(Session).where(Session.user_id == user_id, Session.revoked_at.is_(None))
    if keep is not None:
        query = query.where(Session.id != keep)
    await session.execute(query.values(revoked_at=now, revoked_because=because))


async def authority(session: AsyncSession) -> Authority | None:
    """The authority of this installation."""
    return (await session.execute(select(Authority).order_by(Authority.code).limit(1))).scalar_one_or_none()


async def system_state(session: AsyncSession, *, lock: bool = False) -> SystemState:
    """The system's one row."""
    query = select(SystemState)
    return (await session.execute(query.with_for_update() if lock else query)).scalar_one()


async def people(
    session: AsyncSession, *, authority_id: uuid.UUID | None, search: str | None, cursor: uuid.UUID | None, limit: int
) -> Sequence[User]:
    """People with a role under the authority, by id."""
    query = select(User).where(User.id.in_(select(Membership.user_id).where(Membership.authority_id == authority_id)))
    if search:
        query = query.where(or_(User.name.icontains(search, autoescape=True), User.login.icontains(search, autoescape=True)))
    if cursor:
        query = query.where(User.id > cursor)
    return (await session.scalars(query.order_by(User.id).limit(limit))).all()


async def membership(session: AsyncSession, membership_id: uuid.UUID, authority_id: uuid.UUID | None) -> Membership | None:
    """A role to end, locked."""
    return (
        await session.execute(
            select(Membership)
            .where(Membership.id == membership_id, Membership.authority_id == authority_id)
            .with_for_update()
        )
    ).scalar_one_or_none()


async def department_for(session: AsyncSession, department_id: uuid.UUID | None) -> Department | None:
    """An industry department."""
    if department_id is None:
        return None
    found: Any = await session.scalar(select(Department).where(Department.id == department_id, Department.kind == "industry"))
    return found if isinstance(found, Department) else None


async def uscc_taken(session: AsyncSession, uscc: str) -> bool:
    """Whether an organisation with this code is registered."""
    return await session.scalar(select(Organisation.id).where(Organisation.uscc == uscc)) is not None
