"""The calendar of the present and the next year, proposed before anybody asks for it."""

import datetime as dt
from typing import TYPE_CHECKING

from . import service

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def propose(session: "AsyncSession", now: dt.datetime) -> None:
    """Propose what is missing. Seen twice, it adds nothing."""
    await service.propose(session, now=now)
