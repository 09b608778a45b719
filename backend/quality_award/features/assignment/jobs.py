"""Queued work on proposals: computing a large one."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .service import proposals
from .service.proposals import COMPUTE

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

__all__ = ["COMPUTE", "compute"]


async def compute(session: "AsyncSession", payload: Mapping[str, Any], now: dt.datetime) -> None:
    """Compute a run of proposals. Two workers may see it: the second finds it done."""
    await proposals.compute(session, run_id=uuid.UUID(payload["run_id"]), now=now)
