"""All SQL on people, their roles, sessions and signing keys."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.platform.ids import new_id
from quality_award.tables.identity import LoginAttempt, Membership, RefreshToken, Session, SigningKey, User
from quality_award.tables.parties import Agency, Authority, Department, Expert, Organisation
from quality_award.tables.trail import SystemState


def visible(actor: Actor) -> Select[User]:
    """People: the administrator sees those with a role under the own authority and those without any; others themselves."""
    if actor.role != "admin":
        return select(User).where(User.id == actor.user_id)
    theirs = exists().where(Membership.user_id == User.id)
    return select(User).where(or_(~theirs, theirs.where(Membership.authority_id == actor.authority_id)))


def in_force(now: dt.datetime) -> ColumnElement[bool]:
    """Memberships that hold at this moment."""
    return and_(Membership.valid_from <= now, or_(Membership.valid_to.is_(None), Membership.valid_to > now))


@dataclass(frozen=True)
class Held:
    """A membership with the name of what it is tied to."""

    membership: Membership
    scope_name: str | None


_SCOPE = func.coalesce(Organisation.name, Department.name, Agency.name, Expert.employer)


def _held() -> Select[Membership, str]:
    return (
        select(Membership, _SCOPE)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(Department, Department.id == Membership.department_id)
        .outerjoin(Agency, Agency.id == Membership.agency_id)
        .outerjoin(Expert, Expert.id == Membership.expert_id)
        .order_by(Membership.valid_from, Membership.id)
    )


async def memberships_in_force(session: AsyncSession, user_id: uuid.UUID, now: dt.datetime) -> list[Held]:
    """What a person may act as now."""
    rows = await session.execute(_held().where(Membership.user_id == user_id, in_force(now)))
    return [Held(membership, scope) for membership, scope in rows.tuples()]


async def memberships_of(session: AsyncSession, user_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Held]]:
    """Every membership of these people, past ones too."""
    found: dict[uuid.UUID, list[Held]] = {}
    rows = await session.execute(_held().where(Membership.user_id.in_(list(user_ids))))
    for membership, scope in rows.tuples():
        found.setdefault(membership.user_id, []).append(Held(membership, scope))
    return found


async def by_login(session: AsyncSession, login: str) -> User | None:
    """The person with a login."""
    user: User | None = await session.scalar(select(User).where(User.login == login))
    return user


async def locked_user(session: AsyncSession, user_id: uuid.UUID) -> User | None:
    """A person, locked: codes and passwords are compared and changed one at a time."""
    user: User | None = await session.scalar(
        select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    )
    return user


async def signed_in(
    session: AsyncSession, session_id: uuid.UUID, user_id: uuid.UUID, now: dt.datetime
) -> tuple[User, Session] | None:
    """A person and their open session."""
    rows = await session.execute(
        select(User, Session)
        .join(Session, Session.user_id == User.id)
        .where(
            Session.id == session_id,
            User.id == user_id,
            Session.revoked_at.is_(None),
            Session.expires_at > now,
            User.disabled_at.is_(None),
        )
    )
    return rows.tuples().one_or_none()


async def refresh_token(session: AsyncSession, digest: str) -> tuple[RefreshToken, Session, User] | None:
    """A refresh token, locked with its session, so that two who present it are told apart."""
    rows = await session.execute(
        select(RefreshToken, Session, User)
        .join(Session, Session.id == RefreshToken.session_id)
        .join(User, User.id == Session.user_id)
        .where(RefreshToken.token_hash == digest)
        .with_for_update(of=(RefreshToken, Session))
    )
    return rows.tuples().one_or_none()


async def open_sessions(session: AsyncSession, user_id: uuid.UUID, now: dt.datetime) -> list[Session]:
    """The person's open sessions, the latest first."""
    return list(
        await session.scalars(
            select(Session)
            .where(Session.user_id == user_id, Session.revoked_at.is_(None), Session.expires_at > now)
            .order_by(Session.last_seen_at.desc())
        )
    )


async def last_membership(session: AsyncSession, user_id: uuid.UUID) -> uuid.UUID | None:
    """The role that the person acted in last."""
    found: uuid.UUID | None = await session.scalar(
        select(Session.membership_id)
        .where(Session.user_id == user_id, Session.membership_id.is_not(None))
        .order_by(Session.last_seen_at.desc())
        .limit(1)
    )
    return found


async def revoke_sessions(
    session: AsyncSession, user_id: uuid.UUID, now: dt.datetime, because: str, *, keep: uuid.UUID | None = None
) -> int:
    """End a person's sessions, all but one if asked; how many there were."""
    statement = update(Session).where(Session.user_id == user_id, Session.revoked_at.is_(None))
    if keep is not None:
        statement = statement.where(Session.id != keep)
    ended = await session.execute(statement.values(revoked_at=now, revoked_because=because).returning(Session.id))
    return len(ended.all())


async def serialise(session: AsyncSession, what: str) -> None:
    """Let transactions on the same thing wait for each other until they end."""
    await session.execute(text("select pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": what})


async def failures(session: AsyncSession, login: str, address: str, since: dt.datetime) -> tuple[int, int, int]:
    """Failed logins since: of this login from this address after its last success, of the login, of the address."""
    mine, here, failed = LoginAttempt.login == login, LoginAttempt.address == address, ~LoginAttempt.succeeded
    success: dt.datetime | None = await session.scalar(
        select(func.max(LoginAttempt.at)).where(mine, here, LoginAttempt.succeeded, LoginAttempt.at > since)
    )
    rows = await session.execute(
        select(
            func.count().filter(mine, here, LoginAttempt.at > (success or since)),
            func.count().filter(mine),
            func.count().filter(here),
        ).where(or_(mine, here), failed, LoginAttempt.at > since)
    )
    return rows.tuples().one()


async def attempts_from(session: AsyncSession, login: str, address: str, since: dt.datetime) -> int:
    """How often something was tried from an address (registrations are counted under a login of their own)."""
    count = select(func.count()).where(LoginAttempt.login == login, LoginAttempt.address == address, LoginAttempt.at > since)
    return int(await session.scalar(count) or 0)


def note_attempt(session: AsyncSession, login: str, address: str, at: dt.datetime, *, succeeded: bool) -> None:
    """Record a try."""
    session.add(LoginAttempt(id=new_id(), login=login, address=address, at=at, succeeded=succeeded))


async def forget_attempts(session: AsyncSession, before: dt.datetime) -> None:
    """Drop tries that no throttle looks at any more."""
    await session.execute(delete(LoginAttempt).where(LoginAttempt.at < before))


async def forget_tokens(session: AsyncSession, before: dt.datetime) -> None:
    """Drop refresh tokens of sessions that ended long ago; the sessions stay for the record."""
    ended = select(Session.id).where(or_(Session.expires_at < before, Session.revoked_at < before))
    await session.execute(delete(RefreshToken).where(RefreshToken.session_id.in_(ended)))


async def keys(session: AsyncSession, *, lock: bool = False) -> list[SigningKey]:
    """Every signing key, the oldest first."""
    statement = select(SigningKey).order_by(SigningKey.created_at, SigningKey.kid)
    return list(await session.scalars(statement.with_for_update() if lock else statement))


async def active_key(session: AsyncSession) -> SigningKey | None:
    """The key that signs."""
    key: SigningKey | None = await session.scalar(select(SigningKey).where(SigningKey.state == "active"))
    return key


async def authority(session: AsyncSession) -> Authority | None:
    """The city whose award this installation runs."""
    found: Authority | None = await session.scalar(select(Authority).order_by(Authority.code).limit(1))
    return found


async def system_state(session: AsyncSession, *, lock: bool = False) -> SystemState | None:
    """The row that says whether this is a rehearsal."""
    statement = select(SystemState)
    state: SystemState | None = await session.scalar(statement.with_for_update() if lock else statement)
    return state


async def age_with_clock(session: AsyncSession, by: dt.timedelta) -> None:
    """Logins of a rehearsal live on when its clock jumps: they don't age by the jump."""
    later = {"synchronize_session": False}
    await session.execute(
        update(Session).where(Session.revoked_at.is_(None)).values(expires_at=Session.expires_at + by),
        execution_options=later,
    )
    await session.execute(
        update(RefreshToken).where(RefreshToken.used_at.is_(None)).values(expires_at=RefreshToken.expires_at + by),
        execution_options=later,
    )


async def uscc_taken(session: AsyncSession, uscc: str) -> bool:
    """Whether an organisation with this code has registered."""
    return bool(await session.scalar(select(exists().where(Organisation.uscc == uscc))))


async def industry_department(session: AsyncSession, department_id: uuid.UUID) -> Department | None:
    """An industry department of the city."""
    found: Department | None = await session.scalar(
        select(Department).where(Department.id == department_id, Department.kind == "industry")
    )
    return found


async def people(
    session: AsyncSession,
    actor: Actor,
    *,
    now: dt.datetime,
    q: str | None = None,
    role: str | None = None,
    person_id: uuid.UUID | None = None,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[User]:
    """People by part of name or login, by role now held; the newest first."""
    statement = visible(actor)
    if person_id is not None:
        statement = statement.where(User.id == person_id)
    if q:
        part = or_(User.name.icontains(q, autoescape=True), User.login.icontains(q, autoescape=True))
        statement = statement.where(part)
    if role:
        statement = statement.where(exists().where(Membership.user_id == User.id, Membership.role == role, in_force(now)))
    if cursor is not None:
        statement = statement.where(User.id < cursor)
    return list(await session.scalars(statement.order_by(User.id.desc()).limit(limit)))


async def session_counts(session: AsyncSession, user_ids: Iterable[uuid.UUID], now: dt.datetime) -> dict[uuid.UUID, int]:
    """Open sessions by person."""
    rows = await session.execute(
        select(Session.user_id, func.count())
        .where(Session.user_id.in_(list(user_ids)), Session.revoked_at.is_(None), Session.expires_at > now)
        .group_by(Session.user_id)
    )
    return dict(rows.tuples().all())


def _overlapping(start: dt.datetime, end: dt.datetime | None) -> ColumnElement[bool]:
    lasting = or_(Membership.valid_to.is_(None), Membership.valid_to > start)
    return lasting if end is None else and_(lasting, Membership.valid_from < end)


async def seats_held(
    session: AsyncSession, authority_id: uuid.UUID, seat: str, start: dt.datetime, end: dt.datetime | None
) -> int:
    """How many hold a committee seat at any time within a period (Art. 7)."""
    count = select(func.count()).where(
        Membership.authority_id == authority_id,
        Membership.role == "committee",
        Membership.seat == seat,
        _overlapping(start, end),
    )
    return int(await session.scalar(count) or 0)


async def roles_over(session: AsyncSession, user_id: uuid.UUID, start: dt.datetime, end: dt.datetime | None) -> set[str]:
    """Roles that a person holds at any time within a period."""
    return set(await session.scalars(select(Membership.role).where(Membership.user_id == user_id, _overlapping(start, end))))


async def membership(session: AsyncSession, user_id: uuid.UUID, membership_id: uuid.UUID) -> Membership | None:
    """One membership of a person, locked."""
    found: Membership | None = await session.scalar(
        select(Membership).where(Membership.id == membership_id, Membership.user_id == user_id).with_for_update()
    )
    return found


_SCOPES: dict[str, Any] = {"applicant": Organisation, "recommender": Department, "agency": Agency, "expert": Expert}


async def scopes(session: AsyncSession, actor: Actor, role: str, q: str | None, limit: int = 50) -> list[tuple[uuid.UUID, str]]:
    """What a role can be tied to, by part of the name."""
    kind = _SCOPES.get(role)
    if kind is None:
        return []
    statement = select(kind.id, kind.name).where(kind.authority_id == actor.authority_id)
    if q:
        statement = statement.where(kind.name.icontains(q, autoescape=True))
    return [(row[0], row[1]) for row in await session.execute(statement.order_by(kind.name).limit(limit))]


async def scope_exists(session: AsyncSession, actor: Actor, role: str, scope_id: uuid.UUID) -> bool:
    """Whether the scope is there, under the same authority."""
    kind = _SCOPES[role]
    return bool(await session.scalar(select(exists().where(kind.id == scope_id, kind.authority_id == actor.authority_id))))
