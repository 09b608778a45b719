"""Shared columns and naming of constraints. Constraint names are API: `tables/constraints.py` maps them to rule codes."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Integer, MetaData, String, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from quality_award.platform.ids import new_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base. UTC timestamps, UUIDv7 keys, JSONB for documents."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        dt.datetime: DateTime(timezone=True),
        uuid.UUID: UUID(as_uuid=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        str: String,
        int: Integer,
    }


class Keyed:
    """UUIDv7 primary key: sorts by the time it was made, so keyset pages follow time."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)


class Stateful:
    """An entity whose `state` only `workflow.perform` sets; `version` is the ETag."""

    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class Created:
    """When the row was written, by the injected clock."""

    created_at: Mapped[dt.datetime]


__all__ = ["Base", "BigInteger", "Created", "ForeignKey", "Keyed", "Stateful"]
