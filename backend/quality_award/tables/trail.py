"""The trail of the system itself: audit, outgoing events, notifications, idempotency keys, clock."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed


class AuditRecord(Base):
    """Append-only (a trigger refuses UPDATE and DELETE). Written unchained in the business transaction (Art. 26)."""

    __tablename__ = "audit_records"
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[dt.datetime]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    seat: Mapped[str | None]
    name: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[uuid.UUID | None]
    edition_id: Mapped[uuid.UUID | None]
    application_id: Mapped[uuid.UUID | None]
    action: Mapped[str]
    article: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    detail: Mapped[dict[str, Any]]
    # For the sealer: chain only rows below the oldest running transaction.
    txid: Mapped[int] = mapped_column(BigInteger, server_default=text("(pg_current_xact_id()::text::bigint)"))
    __table_args__ = (
        Index("ix_audit_records_entity", "entity", "entity_id"),
        Index("ix_audit_records_edition_id", "edition_id"),
        Index("ix_audit_records_application_id", "application_id"),
        # Whether a reader's look is on record already (audit/look.py).
        Index("ix_audit_records_looks", "user_id", "entity_id", "at", postgresql_where=text("action = 'look'")),
        Index("ix_audit_records_txid", "txid"),
    )


class AuditSeal(Base):
    """The chain over audit records: hash(previous hash, canonical record), one row per record, in `seq` order."""

    __tablename__ = "audit_seals"
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    record_id: Mapped[int] = mapped_column(ForeignKey("audit_records.id"))
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (UniqueConstraint("record_id", name="uq_audit_seals_record_id"),)


class AuditNode(Base):
    """A complete subtree of the Merkle tree over the trail (RFC 6962); level 0 are the leaves, by `seq - 1`."""

    __tablename__ = "audit_nodes"
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditCheckpoint(Base):
    """The root over the first `size` entries, signed (C2SP tlog-checkpoint)."""

    __tablename__ = "audit_checkpoints"
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str]
    signed_at: Mapped[dt.datetime]


class AuditTimeStamp(Base):
    """What a time-stamp authority said of a checkpoint (RFC 3161)."""

    __tablename__ = "audit_time_stamps"
    size: Mapped[int] = mapped_column(ForeignKey("audit_checkpoints.size"), primary_key=True, autoincrement=False)
    token: Mapped[bytes] = mapped_column(LargeBinary)


class OutboxEvent(Keyed, Created, Base):
    """An event for the rest of the system, written in the transaction that made it true."""

    __tablename__ = "outbox_events"
    name: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[uuid.UUID]
    edition_id: Mapped[uuid.UUID | None]
    application_id: Mapped[uuid.UUID | None]
    payload: Mapped[dict[str, Any]]
    handled_at: Mapped[dt.datetime | None]
    __table_args__ = (Index("ix_outbox_events_unhandled", "id", postgresql_where=text("handled_at is null")),)


class Notification(Keyed, Created, Base):
    """A message in a membership's inbox; text is made from `key` and `params` in the reader's language."""

    __tablename__ = "notifications"
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"))
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("outbox_events.id"))
    key: Mapped[str]
    params: Mapped[dict[str, Any]]
    link: Mapped[str]
    application_id: Mapped[uuid.UUID | None]
    read_at: Mapped[dt.datetime | None]
    __table_args__ = (UniqueConstraint("membership_id", "event_id", name="uq_notifications_once"),)


class IdempotencyKey(Base):
    """The stored answer to a request, written in the transaction of its effect."""

    __tablename__ = "idempotency_keys"
    key: Mapped[str] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(primary_key=True)
    route: Mapped[str]
    body_sha256: Mapped[str]
    status: Mapped[int]
    response: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime]


class StoreCheck(Keyed, Created, Base):
    """A check of the object store: of its locks, or of the files in it (Art. 26). The newest that has ended counts.

    Dated by the machine's clock, which the store's locks go by too: a rehearsal moves the law's clock alone.
    """

    __tablename__ = "store_checks"
    kind: Mapped[str]
    # Files: of one edition, or of all. Asked for by a person, or by the worker itself.
    edition_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("editions.id"))
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    finished_at: Mapped[dt.datetime | None]
    passed: Mapped[bool | None]
    # Locks: [{attempt, held, answer}]. Files: what is wrong, [{what, evidence_id, case_number, …}] (features/storage).
    findings: Mapped[list[Any]]
    # How far it is: files looked at, of how many, and their bytes.
    files: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    files_all: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    bytes: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    __table_args__ = (
        CheckConstraint("kind in ('locks', 'files')", name="kind_known"),
        CheckConstraint("(finished_at is null) = (passed is null)", name="finished_has_result"),
        Index(
            "uq_store_checks_one_running", "kind", "edition_id",
            unique=True, postgresql_nulls_not_distinct=True, postgresql_where=text("finished_at is null"),
        ),
    )  # fmt: skip


class SystemState(Base):
    """One row: is this a rehearsal database (set at creation, never changed), and how far its clock was moved."""

    __tablename__ = "system_state"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    rehearsal: Mapped[bool]
    clock_offset_seconds: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[dt.datetime]
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("rehearsal or clock_offset_seconds = 0", name="only_rehearsal_moves_clock"),
    )
