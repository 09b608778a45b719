"""Review teams over HTTP: the board (`teams`), proposals and their certificates, site visits, the fairness report."""

from . import fairness, proposals, visits
from .teams import router

router.include_router(proposals.router)
router.include_router(visits.router)
router.include_router(fairness.router)

__all__ = ["router"]
