"""Signing in, the own account, people and roles, keys, the clock: over HTTP."""

from .people import router as people
from .session import router, well_known

router.include_router(people)

__all__ = ["router", "well_known"]
