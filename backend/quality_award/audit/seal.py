"""The chain over the audit trail: each seal is a hash over the one before and the record. Sealing is a job, verifying a button.

Records are written unchained, so that writers never wait for each other. The sealer takes only records of transactions
below the oldest one still running: nothing can appear later among what it has chained.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.tables.trail import AuditRecord, AuditSeal

from .canonical import encoded
from .note import Signer
from .tree import grow

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


def link(previous: bytes, encoded_record: bytes) -> bytes:
    """The hash of a record behind the hash before it."""
    return hashlib.sha256(previous + encoded_record).digest()


async def seal(session: AsyncSession, *, signer: Signer, now: dt.datetime, sweep: bool = False) -> int:
    """Chain what can be chained, at most one batch, take it into the tree and sign its root; how many records.

    One sealer at a time: another gets 0 at once. A sealer that dies leaves nothing half done.
    """
    if not await session.scalar(_LOCK):
        return 0
    statement = _NEXT.format(horizon=_HORIZON, floor="" if sweep else _FLOOR)
    ids = list(await session.scalars(text(statement), {"batch": BATCH}))
    if ids:
        await _chain(session, ids)
    await grow(session, signer=signer, now=now)
    return len(ids)


async def _chain(session: AsyncSession, ids: Sequence[int]) -> None:
    last = (await session.execute(select(AuditSeal.seq, AuditSeal.hash).order_by(AuditSeal.seq.desc()).limit(1))).first()
    seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
    records = {row.id: row for row in await session.scalars(select(AuditRecord).where(AuditRecord.id.in_(ids)))}
    rows = []
    for record_id in ids:
        seq += 1
        previous = link(previous, encoded(records[record_id]))
        rows.append({"seq": seq, "record_id": record_id, "hash": previous})
    await session.execute(insert(AuditSeal), rows)
    session.expunge_all()
