"""Alembic over the same settings and engine as the application. One transaction, waits for locks at most 4 s."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text

from quality_award.platform.db import make_engine
from quality_award.platform.settings import Settings
from quality_award.tables import Base


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """The job queue keeps its own tables."""
    return not (kind == "table" and (name or "").startswith("pgqueuer"))


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True, include_object=_ours)
    with context.begin_transaction():
        connection.execute(text("set local lock_timeout = '4s'"))
        context.run_migrations()


async def _online() -> None:
    settings = Settings()
    owner = {"database_url": settings.migration_database_url} if settings.migration_database_url else {}
    engine = make_engine(settings.model_copy(update=owner))
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    asyncio.run(_online())
