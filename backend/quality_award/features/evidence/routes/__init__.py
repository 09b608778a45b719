"""Evidence over HTTP: sending it (`uploads`), reading it (`reading`), what it bears out (`citations`)."""

from .citations import router as citations
from .reading import router as reading
from .uploads import router

router.include_router(reading)
router.include_router(citations)

__all__ = ["router"]
