"""届档案: the archive of an edition as one BagIt bag, locked in the store (Art. 26)."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed


class Archive(Keyed, Created, Base):
    """One making of an edition's archive. waiting and making: the worker's; done: locked in the store; failed: with the reason.

    A trigger keeps what is done from being changed.
    """

    __tablename__ = "archives"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("editions.id"))
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(default="waiting")
    # What the worker is at: reading | files | packing | storing | checking.
    phase: Mapped[str] = mapped_column(default="", server_default="")
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    # Of the files that are fetched from the store.
    files_done: Mapped[int] = mapped_column(default=0, server_default="0")
    files_all: Mapped[int] = mapped_column(default=0, server_default="0")
    bytes_done: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    bytes_all: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    object_key: Mapped[str | None]
    version_id: Mapped[str | None]
    # Of the tar: bytes and digest; of the bag: the digest of its tag manifest, and how many files it holds.
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    bag_sha256: Mapped[str | None]
    files: Mapped[int | None]
    # Over how many entries of the audit log.
    log_size: Mapped[int | None] = mapped_column(BigInteger)
    retain_until: Mapped[dt.datetime | None]
    failed_code: Mapped[str | None]
    failed_params: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'making', 'done', 'failed')", name="state_known"),
        CheckConstraint("(state = 'failed') = (failed_code is not null)", name="failed_says_why"),
        CheckConstraint(
            "state <> 'done' or (object_key is not null and size is not null and sha256 is not null"
            " and bag_sha256 is not null and files is not null and retain_until is not null)",
            name="done_is_complete",
        ),
        CheckConstraint("(state in ('done', 'failed')) = (finished_at is not null)", name="finished_has_time"),
        Index("uq_archives_one_running", "edition_id", unique=True, postgresql_where=text("state in ('waiting', 'making')")),
        Index("ix_archives_edition_id", "edition_id"),
    )
