"""The engine and its sessions. Nothing below the edge commits."""

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from .settings import Settings

SessionFactory = async_sessionmaker[AsyncSession]


def make_engine(settings: Settings) -> AsyncEngine:
    """An engine over asyncpg. Statements have 30 s, waits for a lock 10 s: no request hangs longer."""
    return create_async_engine(
        settings.sqlalchemy_url,
        pool_size=settings.pool_size,
        max_overflow=settings.pool_size,
        pool_pre_ping=True,
        connect_args={
            "server_settings": {
                "application_name": "quality-award",
                "timezone": "UTC",
                "statement_timeout": "30000",
                "lock_timeout": "10000",
                "idle_in_transaction_session_timeout": "60000",
            }
        },
    )


def make_sessions(engine: AsyncEngine) -> SessionFactory:
    """Sessions that keep loaded rows usable after the flush, and load nothing behind one's back."""
    return async_sessionmaker(engine, expire_on_commit=False, autoflush=True)
