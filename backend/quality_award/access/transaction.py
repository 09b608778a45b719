"""The edge: one request, one transaction, committed here and nowhere else; idempotency keys in the same transaction."""

import hashlib
import json
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound
from quality_award.tables.trail import IdempotencyKey

from .recusal import tells_of_recused

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class _Claim:
    key: str
    actor: str
    route: str
    body_sha256: str


class _Replay(Exception):
    def __init__(self, response: Response) -> None:
        self.response = response


class TransactionalRoute(APIRoute):
    """Opens `request.state.session`, commits when the answer is a success, rolls back otherwise."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler in the transaction."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            async with request.app.state.sessions() as session:
                request.state.session = session
                request.state.claim = None
                try:
                    response = await handler(request)
                except _Replay as replay:
                    return replay.response
                if response.status_code < 400 or getattr(request.state, "keep", False):
                    claim: _Claim | None = request.state.claim
                    if claim is not None and response.status_code < 400:
                        await _remember(session, claim, response, request.app.state.clock.now())
                    await session.commit()
                return response

        return handle


def session_of(request: Request) -> AsyncSession:
    """The request's session."""
    session: AsyncSession = request.state.session
    return session


async def claim_idempotency(request: Request, actor: str, user_id: uuid.UUID | None = None) -> None:
    """Honour `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): replay, refuse another body, or go on.

    Two requests with one key wait for each other on an advisory lock, so the second sees the first one's answer. An answer
    about a case that the person is recused from by now is told no more (Art. 32).
    """
    key = request.headers.get("idempotency-key")
    if request.method not in CHANGING or not key:
        return
    if len(key) > 128:
        raise Invalid([FieldError("Idempotency-Key", "field.length")], "malformed")
    digest = hashlib.sha256(await request.body()).hexdigest()
    route = f"{request.method} {request.url.path}"
    session = session_of(request)
    await session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"{actor}\n{key}"})
    found = await session.scalar(select(IdempotencyKey).where(IdempotencyKey.key == key, IdempotencyKey.actor == actor))
    if found is None:
        request.state.claim = _Claim(key, actor, route, digest)
    elif (found.route, found.body_sha256) != (route, digest):
        raise Conflict("idempotency-key-reused")
    elif user_id is not None and await tells_of_recused(session, user_id, found.response):
        raise NotFound
    else:
        headers = {"Idempotency-Replayed": "true"}
        if etag := found.response.get("etag"):
            headers["ETag"] = etag
        body = found.response["body"]
        raise _Replay(
            Response(status_code=found.status, headers=headers) if body is None else JSONResponse(body, found.status, headers)
        )


async def _remember(session: AsyncSession, claim: _Claim, response: Response, now: Any) -> None:
    body = bytes(response.body)
    await session.execute(
        insert(IdempotencyKey).values(
            key=claim.key,
            actor=claim.actor,
            route=claim.route,
            body_sha256=claim.body_sha256,
            status=response.status_code,
            response={"body": json.loads(body) if body else None, "etag": response.headers.get("etag")},
            created_at=now,
        )
    )
