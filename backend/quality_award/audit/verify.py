"""Verifying the whole trail: records against chain and tree, the tree against every checkpoint, also those kept outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.tables.trail import AuditCheckpoint, AuditNode, AuditRecord, AuditSeal

from .canonical import encoded
from .merkle import Growing, leaf_hash
from .note import BadNote, Checkpoint, Verifier
from .seal import GENESIS, link
from .tree import BATCH

_BAD_NODE = text("""
select n.level, n.index from audit_nodes n
  left join audit_nodes l on l.level = n.level - 1 and l.index = 2 * n.index
  left join audit_nodes r on r.level = n.level - 1 and r.index = 2 * n.index + 1
 where n.level > 0 and n.hash is distinct from sha256('\\x01'::bytea || l.hash || r.hash)
 order by n.level, n.index limit 1
""")


@dataclass(frozen=True)
class Break:
    """The first place where the trail does not hold; `seq` counts entries from 1."""

    seq: int
    record_id: int | None
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What verifying found. `head` is the last good hash of the chain, `checkpoint` the newest signed note."""

    sealed: int
    unsealed: int
    head: str
    checkpoint: str | None
    first_bad: Break | None

    @property
    def intact(self) -> bool:
        """Whether everything fits."""
        return self.first_bad is None


async def verify(session: AsyncSession, *, verifier: Verifier, outside: Sequence[str] = ()) -> Verdict:
    """Walk the whole trail from the start; the first bad place is named.

    Changed, dropped, swapped and added records, seals and nodes are found by the trail itself; one that was written anew from
    some place on, with all its hashes, by a checkpoint kept outside. Raises BadNote for a note that this log never signed.
    """
    kept = {one.size: one for one in map(verifier.open, outside)}
    known = (await session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.size))).all()
    walk = _Walk({one.size: one for one in known}, kept, verifier)
    while walk.bad is None:
        rows = (
            await session.execute(
                select(AuditSeal, AuditRecord, AuditNode.hash)
                .outerjoin(AuditRecord, AuditRecord.id == AuditSeal.record_id)
                .outerjoin(AuditNode, (AuditNode.level == 0) & (AuditNode.index == AuditSeal.seq - 1))
                .where(AuditSeal.seq > walk.tree.size)
                .order_by(AuditSeal.seq)
                .limit(BATCH)
                .execution_options(populate_existing=True)
            )
        ).all()
        if not rows:
            break
        for entry, record, leaf in rows:
            if walk.bad is None:
                walk.step(entry, record, leaf)
        session.expunge_all()
    bad = walk.bad or walk.end() or await _bad_node(session)
    unsealed = await session.scalar(
        text("select count(*) from audit_records r where not exists (select 1 from audit_seals s where s.record_id = r.id)")
    )
    note = known[-1].note if known else None
    return Verdict(walk.tree.size, int(unsealed or 0), walk.previous.hex(), note, bad)


class _Walk:
    """From entry to entry, up to the first that does not fit."""

    def __init__(self, signed: Mapping[int, AuditCheckpoint], kept: Mapping[int, Checkpoint], verifier: Verifier) -> None:
        self.signed, self.kept, self.verifier = signed, kept, verifier
        self.previous, self.tree = GENESIS, Growing()
        self.bad: Break | None = None

    def step(self, entry: AuditSeal, record: AuditRecord | None, leaf: bytes | None) -> None:
        seq = self.tree.size + 1
        if entry.seq != seq:
            self.bad = Break(seq, None, "seal-missing")
        elif record is None:
            self.bad = Break(seq, entry.record_id, "record-missing")
        elif link(self.previous, record) != entry.hash:
            self.bad = Break(seq, entry.record_id, "hash-differs")
        else:
            digest = leaf_hash(encoded(record))
            if leaf != digest and (leaf is not None or any(size >= seq for size in self.signed)):
                self.bad = Break(seq, entry.record_id, "leaf-differs")
                return
            self.previous = entry.hash
            for _ in self.tree.add(digest):
                pass
            self.bad = self._checkpoints(entry)

    def _checkpoints(self, entry: AuditSeal) -> Break | None:
        signed, kept = self.signed.get(entry.seq), self.kept.get(entry.seq)
        if kept is not None and kept.root != self.tree.root:
            return Break(entry.seq, entry.record_id, "outside-differs")
        if signed is None:
            return None
        try:
            said = self.verifier.open(signed.note)
        except BadNote:
            return Break(entry.seq, entry.record_id, "checkpoint-unsigned")
        if said.size != entry.seq or not said.root == signed.root == self.tree.root:
            return Break(entry.seq, entry.record_id, "checkpoint-differs")
        return None

    def end(self) -> Break | None:
        """A checkpoint over more entries than there are: the trail was cut."""
        if any(size > self.tree.size for size in (*self.signed, *self.kept)):
            return Break(self.tree.size + 1, None, "cut-off")
        return None


async def _bad_node(session: AsyncSession) -> Break | None:
    row = (await session.execute(_BAD_NODE)).first()
    return Break((row.index << row.level) + 1, None, "node-differs") if row else None
