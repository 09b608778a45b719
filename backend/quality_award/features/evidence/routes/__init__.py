"""Evidence over HTTP: sending it (`uploads`), reading it (`reading`), what it bears out (`citations`)."""

from . import citations, reading
from .uploads import router

router.include_router(reading.router)
router.include_router(citations.router)

__all__ = ["router"]
