"""Verifying the whole trail: records against chain and tree, the tree against every checkpoint, also those kept outside."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rfc3161_client
from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.tables.trail import AuditCheckpoint, AuditNode, AuditRecord, AuditSeal, AuditTimeStamp

from .canonical import encoded
from .merkle import Growing, leaf_hash
from .note import BadNote, Verifier
from .seal import GENESIS, link
from .tree import BATCH

# A record's own time may lie before that of entries ahead of it, by as long as a request takes. By more, it was put in later.
LATE = dt.timedelta(hours=1)
_ENTRY = (AuditSeal.seq, AuditSeal.record_id, AuditSeal.hash, AuditNode.hash.label("leaf"), *AuditRecord.__table__.columns)
_IMPRINTS = {32: hashlib.sha256, 48: hashlib.sha384, 64: hashlib.sha512}
_BAD_NODE = text("""
select n.level, n.index from audit_nodes n
  left join audit_nodes l on l.level = n.level - 1 and l.index = 2 * n.index
  left join audit_nodes r on r.level = n.level - 1 and r.index = 2 * n.index + 1
 where n.level > 0 and n.hash is distinct from sha256('\\x01'::bytea || l.hash || r.hash)
 order by n.level, n.index limit 1
""")
_NODES = text("""
select level, count(*) filter (where index between 0 and (cast(:size as bigint) >> level) - 1) as inside,
       min(index) filter (where index not between 0 and (cast(:size as bigint) >> level) - 1) as beyond
  from audit_nodes group by level
""")
_MISSING_NODE = text("""
select g.index from generate_series(0, :wanted - 1) as g(index)
 where not exists (select 1 from audit_nodes n where n.level = :level and n.index = g.index) order by g.index limit 1
""")


@dataclass(frozen=True)
class Break:
    """The first place where the trail does not hold; `seq` counts entries from 1."""

    seq: int
    record_id: int | None
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What verifying found. `head` is the last good hash of the chain, `checkpoint` the newest signed note.

    `late` is no break: the first entry that came into the log more than an hour after the time it gives.
    """

    sealed: int
    unsealed: int
    head: str
    checkpoint: str | None
    first_bad: Break | None
    late: Break | None = None

    @property
    def intact(self) -> bool:
        """Whether everything fits."""
        return self.first_bad is None


async def verify(session: AsyncSession, *, verifier: Verifier, outside: Sequence[str] = ()) -> Verdict:
    """Walk the whole trail from the start; the first bad place is named.

    Changed, dropped, swapped and added records, seals, nodes and checkpoints are found by the trail itself; one that was written
    anew from some place on, with all its hashes, by a checkpoint kept outside. Raises BadNote for a note that this log never
    signed.
    """
    known = (await session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.size))).all()
    stamps = (await session.execute(select(AuditTimeStamp.size, AuditTimeStamp.token))).tuples().all()
    grown = await session.scalar(select(func.max(AuditNode.index) + 1).where(AuditNode.level == 0)) or 0
    walk = _Walk(known, dict(stamps), grown, verifier)
    for kept in map(verifier.open, outside):
        walk.kept[kept.size].add(kept.root)
    while walk.bad is None:
        rows = (
            await session.execute(
                select(*_ENTRY)
                .outerjoin(AuditRecord, AuditRecord.id == AuditSeal.record_id)
                .outerjoin(AuditNode, (AuditNode.level == 0) & (AuditNode.index == AuditSeal.seq - 1))
                .where(AuditSeal.seq > walk.tree.size)
                .order_by(AuditSeal.seq)
                .limit(BATCH)
            )
        ).all()
        if not rows:
            break
        for row in rows:
            if walk.bad is None:
                walk.step(row)
    bad = walk.bad or walk.end() or await _bad_node(session, walk.signed_size)
    unsealed = await session.scalar(
        text("select count(*) from audit_records r where not exists (select 1 from audit_seals s where s.record_id = r.id)")
    )
    note = known[-1].note if known else None
    return Verdict(walk.tree.size, int(unsealed or 0), walk.previous.hex(), note, bad, walk.late)


class _Walk:
    """From entry to entry, up to the first that does not fit."""

    def __init__(self, known: Sequence[AuditCheckpoint], stamps: dict[int, bytes], grown: int, verifier: Verifier) -> None:
        self.signed = {one.size: one for one in known}
        self.signed_size = max(self.signed, default=0)
        self.stamps, self.verifier = stamps, verifier
        self.kept: dict[int, set[bytes]] = defaultdict(set)
        self.missing = self._missing(known, grown)
        self.previous, self.tree = GENESIS, Growing()
        self.latest = dt.datetime.fromtimestamp(0, dt.UTC)
        self.bad: Break | None = None
        self.late: Break | None = None

    def _missing(self, known: Sequence[AuditCheckpoint], grown: int) -> set[int]:
        """Sizes at which a checkpoint was signed that is not there: the next one names it, or the tree has grown to it."""
        missing = {grown} if grown > self.signed_size else set()
        for row in known:
            try:
                previous = self.verifier.open(row.note).previous
            except BadNote:
                continue
            if previous and previous not in self.signed:
                missing.add(previous)
        return missing

    def step(self, row: Row[*tuple[Any, ...]]) -> None:
        """The next entry: its record's columns by name, its seal and its leaf beside them."""
        seq = self.tree.size + 1
        if row.seq != seq:
            self.bad = Break(seq, None, "seal-missing")
            return
        if row.id is None:
            self.bad = Break(seq, row.record_id, "record-missing")
            return
        data = encoded(row)
        if link(self.previous, data) != row.hash:
            self.bad = Break(seq, row.record_id, "hash-differs")
            return
        leaf = leaf_hash(data)
        if row.leaf != leaf and (row.leaf is not None or self.signed_size >= seq):
            self.bad = Break(seq, row.record_id, "leaf-differs")
            return
        if self.late is None and row.at + LATE < self.latest:
            self.late = Break(seq, row.record_id, "late")
        self.latest = max(self.latest, row.at)
        self.previous = row.hash
        for _ in self.tree.add(leaf):
            pass
        if why := self._checkpoints(seq):
            self.bad = Break(seq, row.record_id, why)

    def _checkpoints(self, size: int) -> str | None:
        if self.kept.get(size, {self.tree.root}) != {self.tree.root}:
            return "outside-differs"
        if size in self.missing:
            return "checkpoint-missing"
        signed = self.signed.get(size)
        if signed is None:
            return None
        try:
            said = self.verifier.open(signed.note)
        except BadNote:
            return "checkpoint-unsigned"
        if said.size != size or not said.root == signed.root == self.tree.root:
            return "checkpoint-differs"
        # As the sealer wrote it: with one signature, and nothing beside it.
        if said.signed_at not in (None, signed.signed_at) or signed.note.partition("\n\n")[2].count("\n") != 1:
            return "checkpoint-differs"
        if size in self.stamps and not _about(self.stamps[size], signed.note):
            return "stamp-differs"
        return None

    def end(self) -> Break | None:
        """A checkpoint over more entries than there are: the trail was cut."""
        if any(size > self.tree.size for size in (*self.signed, *self.kept, *self.missing)):
            return Break(self.tree.size + 1, None, "cut-off")
        return None


def _about(token: bytes, note: str) -> bool:
    """Whether a time stamp is one, and of this note."""
    try:
        imprint = rfc3161_client.decode_timestamp_response(token).tst_info.message_imprint.message
    except ValueError:
        return False
    hashed = _IMPRINTS.get(len(imprint))
    return hashed is not None and hashed(note.encode()).digest() == imprint


async def _bad_node(session: AsyncSession, size: int) -> Break | None:
    """The first node of a tree of that size that is not there, is there beyond it, or is not the hash of those below it."""
    counted = {row.level: row for row in await session.execute(_NODES, {"size": size})}
    for level in range(size.bit_length()):
        wanted = size >> level
        if level not in counted or counted[level].inside != wanted:
            index = await session.scalar(_MISSING_NODE, {"wanted": wanted, "level": level})
            return Break((int(index or 0) << level) + 1, None, "node-differs")
    for level, row in sorted(counted.items()):
        if row.beyond is not None or not 0 <= level < size.bit_length():
            return Break(size + 1, None, "node-differs")
    bad = (await session.execute(_BAD_NODE)).first()
    return Break((bad.index << bad.level) + 1, None, "node-differs") if bad else None
