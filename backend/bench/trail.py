"""The audit trail: what a record and a look cost, how fast the sealer works, one proof, the whole verified."""

import asyncio
import datetime as dt
import random
import statistics
import time
from collections.abc import Awaitable, Callable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.audit.look import Subject, look
from quality_award.audit.note import Signer
from quality_award.audit.seal import seal
from quality_award.audit.tree import prove
from quality_award.audit.verify import verify
from quality_award.platform.ids import new_id

from .figures import Figure, Options, at_least, below
from .services import Services

ENTRIES = 100_000
TIMES = 200
SIGNER = Signer("bench/audit", b"b" * 32)
FILL = text("""
insert into audit_records (at, role, name, entity, entity_id, action, article, detail)
select now(), 'office', '办公室' || n, 'application', gen_random_uuid(), 'save', '16',
       jsonb_build_object('fields', array['form.a', 'form.b'])
  from generate_series(1, :count) n
""")


async def _each(sessions: async_sessionmaker[AsyncSession], work: Callable[[AsyncSession], Awaitable[object]]) -> float:
    """Milliseconds of one in the middle of TIMES, each in a transaction of its own, without what the commit takes."""
    took = []
    for _ in range(TIMES):
        async with sessions() as session:
            await session.execute(text("select 1"))
            began = time.perf_counter()
            await work(session)
            took.append((time.perf_counter() - began) * 1000)
            await session.commit()
    return statistics.median(took)


async def _measured(engine: AsyncEngine) -> list[Figure]:
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    now = dt.datetime.now(dt.UTC)
    async with sessions() as session:
        user_id = await session.scalar(text("select id from users limit 1"))
        await session.execute(FILL, {"count": ENTRIES})
        await session.commit()
    began, sealed = time.perf_counter(), 0
    while True:
        async with sessions() as session:
            done = await seal(session, signer=SIGNER, now=now, sweep=not sealed)
            await session.commit()
        if not done:
            break
        sealed += done
    seconds = time.perf_counter() - began
    reader = Actor(role="office", name="办公室", user_id=user_id)

    async def one_record(session: AsyncSession) -> None:
        await append(session, actor=reader, now=now, entity="application", entity_id=new_id(), action="save", article="16")

    async def new_look(session: AsyncSession) -> None:
        await look(session, Subject("application", new_id(), "content"), actor=reader, now=now)

    seen = Subject("application", new_id(), "content")

    async def same_look(session: AsyncSession) -> None:
        await look(session, seen, actor=reader, now=now)

    recorded, looked, again = [await _each(sessions, work) for work in (one_record, new_look, same_look)]
    async with sessions() as session:
        first, last = (await session.execute(text("select min(id), max(id) from audit_records"))).one()
    chosen = random.Random(1)
    proved = await _each(sessions, lambda session: prove(session, chosen.randint(first, last - 3 * TIMES)))
    async with sessions() as session:
        began = time.perf_counter()
        found = await verify(session, verifier=SIGNER.verifier)
        walked = time.perf_counter() - began
    if not found.intact:
        raise RuntimeError(f"the trail does not hold: {found.first_bad}")
    return [
        Figure("audit: one record, in its transaction", f"{recorded:.2f} ms"),
        Figure("audit: a look that is new / on record already", f"{looked:.2f} / {again:.2f} ms"),
        at_least("audit: sealing, records a second", sealed / seconds, 1000, "", 0),
        below(f"audit: proof of one of {found.sealed}", proved, 50, "ms"),
        below(f"audit: verification of {found.sealed}", walked, 60, "s", 1),
    ]


def measure(_: Options, services: Services) -> list[Figure]:
    """On the database of the run, beside its other rows."""

    async def run() -> list[Figure]:
        engine = create_async_engine(services.database_url.replace("postgresql://", "postgresql+asyncpg://"))
        try:
            return await _measured(engine)
        finally:
            await engine.dispose()

    return asyncio.run(run())
