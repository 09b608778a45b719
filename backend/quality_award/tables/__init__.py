"""SQLAlchemy models, one file per aggregate. Importing this package registers every table on `Base.metadata`."""

from . import (
    applications,
    archives,
    awards,
    calendar,
    decisions,
    editions,
    identity,
    matches,
    objections,
    parties,
    reviews,
    sealed_identities,
    trail,
)
from .base import Base

__all__ = [
    "Base",
    "applications",
    "archives",
    "awards",
    "calendar",
    "decisions",
    "editions",
    "identity",
    "matches",
    "objections",
    "parties",
    "reviews",
    "sealed_identities",
    "trail",
]
