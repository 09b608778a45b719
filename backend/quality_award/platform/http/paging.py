"""Keyset pages: a cursor is the last row's id (UUIDv7 follows time), so page 20 000 costs what page 1 costs."""

import uuid
from collections.abc import Sequence
from typing import Annotated, Generic, Protocol, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel

T = TypeVar("T")


class _HasId(Protocol):
    @property
    def id(self) -> uuid.UUID: ...


class Page(BaseModel, Generic[T]):
    """One page; `next_cursor` is null on the last."""

    items: list[T]
    next_cursor: uuid.UUID | None


class Slice(BaseModel):
    """Which page the client asks for. Queries read `limit + 1` rows after `cursor`."""

    cursor: uuid.UUID | None = None
    limit: int = 50


def _slice(cursor: Annotated[uuid.UUID | None, Query()] = None, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Slice:
    return Slice(cursor=cursor, limit=limit)


SliceDep = Annotated[Slice, Depends(_slice)]

Row = TypeVar("Row", bound=_HasId)


def cut(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], uuid.UUID | None]:
    """Drop the row that only shows that there is more; give the cursor for the next page."""
    if len(rows) > limit:
        return rows[:limit], rows[limit - 1].id
    return rows, None
