"""Evidence over HTTP: sending it (`uploads`), reading it (`reading`)."""

from .reading import router as reading
from .uploads import router

router.include_router(reading)

__all__ = ["router"]
