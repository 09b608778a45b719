"""The chain over the audit trail: each seal is a hash over the one before and the record. Sealing is a job, verifying a button.

Records are written unchained, so that writers never wait for each other. The sealer takes only records of transactions
below the oldest one still running: nothing can appear later among what it has chained.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.platform.crypto import canonical_json
from quality_award.tables.trail import AuditRecord, AuditSeal

BATCH = 2000
GENESIS = bytes(32)
_LOCK = text("select pg_try_advisory_xact_lock(hashtextextended('audit seal', 0))")
_HORIZON = "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"
# The usual pass starts at the last sealed transaction; the sweep also finds records of a cluster that counts
# transactions anew, as after a restore from a dump.
_NEXT = """
select r.id from audit_records r
 where r.txid < {horizon} {floor}
   and not exists (select 1 from audit_seals s where s.record_id = r.id)
 order by r.txid, r.id limit :batch
"""
_FLOOR = """and r.txid >= coalesce((
    select last.txid from audit_seals s join audit_records last on last.id = s.record_id order by s.seq desc limit 1), 0)"""


def link(previous: bytes, record: AuditRecord) -> bytes:
    """The hash of a record behind the hash before it."""
    return hashlib.sha256(previous + canonical_json(_canonical(record))).digest()


def _canonical(record: AuditRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "at": record.at.astimezone(dt.UTC).isoformat(),
        "user_id": record.user_id,
        "role": record.role,
        "seat": record.seat,
        "name": record.name,
        "entity": record.entity,
        "entity_id": record.entity_id,
        "edition_id": record.edition_id,
        "application_id": record.application_id,
        "action": record.action,
        "article": record.article,
        "from_state": record.from_state,
        "to_state": record.to_state,
        "detail": record.detail,
        "txid": record.txid,
    }


async def seal(session: AsyncSession, *, now: dt.datetime, sweep: bool = False) -> int:
    """Chain what can be chained, at most one batch; how many records. One sealer at a time: another gets 0 at once."""
    if not await session.scalar(_LOCK):
        return 0
    statement = _NEXT.format(horizon=_HORIZON, floor="" if sweep else _FLOOR)
    ids = list(await session.scalars(text(statement), {"batch": BATCH}))
    if not ids:
        return 0
    last = (await session.execute(select(AuditSeal.seq, AuditSeal.hash).order_by(AuditSeal.seq.desc()).limit(1))).first()
    seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
    records = {row.id: row for row in await session.scalars(select(AuditRecord).where(AuditRecord.id.in_(ids)))}
    rows = []
    for record_id in ids:
        seq += 1
        previous = link(previous, records[record_id])
        rows.append({"seq": seq, "record_id": record_id, "hash": previous, "sealed_at": now})
    await session.execute(insert(AuditSeal), rows)
    session.expunge_all()
    return len(rows)


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int
    record_id: int | None
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What verifying the whole chain found. `head` is the last good hash: noted elsewhere, it also shows a cut tail."""

    sealed: int
    unsealed: int
    head: str
    first_bad: Break | None

    @property
    def intact(self) -> bool:
        """Whether every seal fits."""
        return self.first_bad is None


async def verify(session: AsyncSession) -> Verdict:
    """Walk the whole chain from the start. Changed, dropped, swapped, added records and seals are found and named."""
    previous, expected = GENESIS, 0
    bad: Break | None = None
    while bad is None:
        rows = (
            await session.execute(
                select(AuditSeal, AuditRecord)
                .outerjoin(AuditRecord, AuditRecord.id == AuditSeal.record_id)
                .where(AuditSeal.seq > expected)
                .order_by(AuditSeal.seq)
                .limit(BATCH)
                .execution_options(populate_existing=True)
            )
        ).all()
        if not rows:
            break
        for entry, record in rows:
            expected += 1
            if entry.seq != expected:
                bad = Break(expected, None, "seal-missing")
            elif record is None:
                bad = Break(expected, entry.record_id, "record-missing")
            elif link(previous, record) != entry.hash:
                bad = Break(expected, entry.record_id, "hash-differs")
            if bad is not None:
                expected -= 1
                break
            previous = entry.hash
        session.expunge_all()
    unsealed = await session.scalar(
        text("select count(*) from audit_records r where not exists (select 1 from audit_seals s where s.record_id = r.id)")
    )
    return Verdict(expected, int(unsealed or 0), previous.hex(), bad)
