"""What routes depend on: the transaction's session, the actor, the clock, the version that the client has seen."""

import datetime as dt
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.audit.append import append
from quality_award.platform.clock import Clock, SystemClock
from quality_award.platform.errors import Unauthenticated
from quality_award.platform.http.etag import parse_if_match
from quality_award.platform.http.problem import language
from quality_award.platform.settings import Settings
from quality_award.tables.trail import SystemState

from .actor import PUBLIC, Actor
from .authenticate import authenticate
from .transaction import TransactionalRoute, claim_idempotency, session_of

__all__ = [
    "ActorDep",
    "IfMatch",
    "LanguageDep",
    "NowDep",
    "PublicDep",
    "SessionDep",
    "SettingsDep",
    "TransactionalRoute",
    "client_address",
]


def _session(request: Request) -> AsyncSession:
    return session_of(request)


SessionDep = Annotated[AsyncSession, Depends(_session)]


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(_settings)]


async def _now(request: Request) -> dt.datetime:
    """One instant for the whole request. Only a rehearsal database moves its clock."""
    cached: dt.datetime | None = getattr(request.state, "now", None)
    if cached is None:
        clock: Clock = request.app.state.clock
        if request.app.state.rehearsal and isinstance(clock, SystemClock):
            seconds = await session_of(request).scalar(select(SystemState.clock_offset_seconds))
            clock = SystemClock(dt.timedelta(seconds=seconds or 0))
        cached = request.state.now = clock.now()
    return cached


NowDep = Annotated[dt.datetime, Depends(_now)]


LOOKS = "/evidence/{evidence_id}/looks"
"""The one reading that is asked for by POST."""


async def _emergency(request: Request, actor: Actor, now: dt.datetime) -> Actor:
    """What was opened in an emergency is read case by case, and each request is on record as such (Art. 32).

    Everywhere else, and for every change, the case is as closed as before.
    """
    case = request.path_params.get("application_id")
    wanted = {one for one in actor.opened if str(one) == str(case)} if request.method == "GET" else set()
    path: str = request.scope["route"].path
    if wanted:
        for one in wanted:
            await append(
                session_of(request),
                actor=actor,
                now=now,
                entity="application",
                entity_id=one,
                application_id=one,
                action="look",
                article="32",
                detail={"part": path.partition("{application_id}")[2].strip("/") or "content"},
            )
    elif path.endswith(LOOKS):
        return actor
    return replace(actor, opened=frozenset(wanted))


async def _actor(request: Request, now: NowDep, settings: SettingsDep) -> Actor:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    actor = await authenticate(session_of(request), token, now=now, settings=settings)
    if actor.opened:
        actor = await _emergency(request, actor, now)
    await claim_idempotency(request, f"{actor.user_id}/{actor.membership_id}", actor.user_id)
    return actor


ActorDep = Annotated[Actor, Depends(_actor)]


def client_address(request: Request) -> str:
    """The client's address; behind the reverse proxy the one that the proxy names, if it is trusted."""
    settings: Settings = request.app.state.settings
    if settings.trust_proxy and (forwarded := request.headers.get("x-real-ip")):
        return forwarded
    return request.client.host if request.client else "unknown"


async def _public(request: Request) -> Actor:
    # Without the address: what visitors send must not be traced back to them (Art. 25).
    await claim_idempotency(request, "public")
    return PUBLIC


PublicDep = Annotated[Actor, Depends(_public)]


def _if_match(if_match: Annotated[str | None, Header(alias="If-Match")] = None) -> int | None:
    return parse_if_match(if_match)


IfMatch = Annotated[int | None, Depends(_if_match)]


def _language(request: Request) -> str:
    return language(request)


LanguageDep = Annotated[str, Depends(_language)]
