"""From an access token to the actor: signature, session still open, membership still in force."""

import datetime as dt

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.platform import tokens
from quality_award.platform.errors import Forbidden, Unauthenticated
from quality_award.platform.settings import Settings
from quality_award.tables.identity import Membership, Session, SigningKey, User
from quality_award.tables.recusals import BreakGlass

from .actor import Actor


async def public_keys(session: AsyncSession) -> dict[str, dict[str, str]]:
    """The JWKS: every key that may still have a living token, by `kid`."""
    rows = await session.execute(select(SigningKey.kid, SigningKey.public_jwk))
    return dict(rows.all())


async def authenticate(session: AsyncSession, token: str, *, now: dt.datetime, settings: Settings) -> Actor:
    """The actor of a token. Raises Unauthenticated for a bad token, a closed session, an ended membership or person."""
    return await actor_of(session, tokens.verify(token, await public_keys(session), now=now, issuer=settings.public_url), now=now)


async def actor_of(session: AsyncSession, claims: tokens.Claims, *, now: dt.datetime) -> Actor:
    """The actor that claims speak of, as of now. Raises Unauthenticated for a closed session, an ended membership or person."""
    if claims.membership_id is None:
        # Signed in without a role, as staff are before they have enrolled a one-time code.
        raise Forbidden("no-membership")
    opened = (
        select(func.array_agg(BreakGlass.application_id))
        .where(BreakGlass.user_id == User.id, BreakGlass.state == "open", BreakGlass.ends_at > now)
        .scalar_subquery()
    )
    row = (
        await session.execute(
            select(User.id, User.name, Session.id, Membership, opened)
            .join(Session, Session.user_id == User.id)
            .join(Membership, Membership.user_id == User.id)
            .where(
                Session.id == claims.session_id,
                Session.revoked_at.is_(None),
                Session.expires_at > now,
                User.id == claims.user_id,
                User.disabled_at.is_(None),
                Membership.id == claims.membership_id,
                Membership.valid_from <= now,
                or_(Membership.valid_to.is_(None), Membership.valid_to > now),
            )
        )
    ).one_or_none()
    if row is None:
        raise Unauthenticated("session-ended")
    user_id, name, session_id, membership, open_to = row
    return Actor(
        role=membership.role,
        name=name,
        user_id=user_id,
        membership_id=membership.id,
        session_id=session_id,
        authority_id=membership.authority_id,
        seat=membership.seat,
        organisation_id=membership.organisation_id,
        department_id=membership.department_id,
        agency_id=membership.agency_id,
        expert_id=membership.expert_id,
        # The one role that may ask for it (Art. 32).
        opened=frozenset(open_to or ()) if membership.role == "office" else frozenset(),
    )
