"""The Merkle tree over the sealed trail, as it is kept: nodes, signed checkpoints, proofs. Leaf i is the seal i + 1."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.tables.trail import AuditCheckpoint, AuditNode, AuditRecord, AuditSeal

from .canonical import canonical, encoded
from .merkle import Growing, consistency_path, cover, fold, inclusion_path, leaf_hash
from .note import Signer

BATCH = 2000


@dataclass(frozen=True)
class Proof:
    """A record, and why it is in the log that the checkpoint signs."""

    record: dict[str, Any]
    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    size: int


async def grow(session: AsyncSession, *, signer: Signer, now: dt.datetime) -> None:
    """Take what was sealed since into the tree, and sign what it is then. Only the sealer calls it, under its lock."""
    size = await session.scalar(select(func.coalesce(func.max(AuditNode.index) + 1, 0)).where(AuditNode.level == 0)) or 0
    rows = (
        await session.scalars(
            select(AuditRecord)
            .join(AuditSeal, AuditSeal.record_id == AuditRecord.id)
            .where(AuditSeal.seq > size)
            .order_by(AuditSeal.seq)
            .limit(BATCH)
        )
    ).all()
    if not rows:
        return
    tree = Growing(size, await _nodes(session, cover(0, size)))
    made = [
        {"level": level, "index": index, "hash": digest}
        for record in rows
        for (level, index), digest in tree.add(leaf_hash(encoded(record)))
    ]
    await session.execute(insert(AuditNode), made)
    note = signer.sign(tree.size, tree.root, now=now, previous=size)
    await session.execute(insert(AuditCheckpoint).values(size=tree.size, root=tree.root, note=note, signed_at=now))


async def latest(session: AsyncSession) -> AuditCheckpoint | None:
    """The newest checkpoint."""
    return await session.scalar(select(AuditCheckpoint).order_by(AuditCheckpoint.size.desc()).limit(1))


async def consistency(session: AsyncSession, first: int, second: int) -> list[bytes]:
    """That the log of `second` entries begins with that of `first` (RFC 9162, 2.1.4)."""
    return await _ranges(session, consistency_path(first, second))


async def prove(session: AsyncSession, record_id: int) -> Proof | None:
    """That a record is in the log of the newest checkpoint; None before it is sealed."""
    head = await latest(session)
    row = (
        await session.execute(
            select(AuditRecord, AuditSeal.seq)
            .join(AuditSeal, AuditSeal.record_id == AuditRecord.id)
            .where(AuditRecord.id == record_id)
        )
    ).first()
    if head is None or row is None or row.seq > head.size:
        return None
    ranges = inclusion_path(row.seq - 1, head.size)
    return Proof(canonical(row.AuditRecord), row.seq - 1, tuple(await _ranges(session, ranges)), head.note, head.size)


async def _ranges(session: AsyncSession, ranges: Sequence[tuple[int, int]]) -> list[bytes]:
    parts = [cover(low, high) for low, high in ranges]
    found = iter(await _nodes(session, [node for part in parts for node in part]))
    return [fold([next(found) for _ in part]) for part in parts]


async def _nodes(session: AsyncSession, wanted: Iterable[tuple[int, int]]) -> list[bytes]:
    """The hashes of nodes, in the order asked for."""
    keys = list(wanted)
    rows = await session.execute(
        select(AuditNode.level, AuditNode.index, AuditNode.hash).where(tuple_(AuditNode.level, AuditNode.index).in_(keys))
    )
    found = {(level, index): digest for level, index, digest in rows}
    return [found[key] for key in keys]
