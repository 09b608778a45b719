"""Verifying the audit trail is itself on the record (Art. 26); what the last build found for each article."""

import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.audit.canonical import canonical
from quality_award.audit.note import BadNote, Signer
from quality_award.audit.seal import seal
from quality_award.audit.tree import Proof, consistency, latest, prove
from quality_award.audit.verify import Verdict, verify
from quality_award.platform.errors import FieldError, Invalid, NotFound
from quality_award.regulation.trace import Row
from quality_award.tables.trail import AuditCheckpoint

from . import queries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from quality_award.platform.db import SessionFactory

PORTION = 1000
MOST_ROWS = 10_000


async def verify_trail(
    session: "AsyncSession", *, actor: Actor, signer: Signer, outside: Sequence[str], now: dt.datetime
) -> Verdict:
    """Walk the whole trail and note what was found. Raises Invalid for an outside checkpoint that is none of this log's."""
    await seal(session, signer=signer, now=now, sweep=True)
    try:
        found = await verify(session, verifier=signer.verifier, outside=outside)
    except BadNote as error:
        raise Invalid([FieldError("outside", "audit.checkpoint")]) from error
    await append(
        session, actor=actor, now=now, entity="audit", entity_id=None, action="verify", article="26",
        detail={
            "intact": found.intact,
            "sealed": found.sealed,
            "head": found.head,
            "first_bad": found.first_bad.seq if found.first_bad else None,
        },
    )  # fmt: skip
    return found


async def take_rows(session: "AsyncSession", *, actor: Actor, wanted: queries.Filter, now: dt.datetime) -> list[queries.Entry]:
    """The newest records of a filter, at most MOST_ROWS, to take along as a table; on record with what was asked for."""
    entries = await queries.trail(session, actor, wanted, cursor=None, limit=MOST_ROWS)
    asked = {name: str(value) for name, value in asdict(wanted).items() if value is not None and name != "name"}
    # What somebody types as a name may be anybody's, also an objector's (Art. 25): that there was one is enough.
    if wanted.name:
        asked["name"] = "…"
    await append(
        session, actor=actor, now=now, entity="audit", entity_id=None, action="export_rows", article="26",
        detail={"rows": len(entries), "filter": asked},
    )  # fmt: skip
    return entries


async def prove_record(session: "AsyncSession", *, actor: Actor, record_id: int) -> Proof | None:
    """The proof of one record; None before it is sealed. Raises NotFound for one that the actor may not see."""
    if await queries.one(session, actor, record_id) is None:
        raise NotFound
    return await prove(session, record_id)


@dataclass(frozen=True)
class Signed:
    """The newest checkpoint, its time stamp, and how an earlier one grew into it."""

    head: AuditCheckpoint
    consistency: Sequence[bytes] | None
    time_stamp: bytes | None


async def checkpoint(session: "AsyncSession", *, since: int | None) -> Signed:
    """The newest checkpoint. Raises NotFound before the first, and for a `since` that lies beyond it."""
    head = await latest(session)
    if head is None or (since is not None and since > head.size):
        raise NotFound
    proof = await consistency(session, since, head.size) if since is not None else None
    return Signed(head, proof, await queries.time_stamp(session, head.size))


async def begin_export(session: "AsyncSession", *, actor: Actor, now: dt.datetime) -> int:
    """Note that the trail is taken out; gives up to where: the newest checkpoint."""
    head = await latest(session)
    size = head.size if head else 0
    await append(
        session, actor=actor, now=now, entity="audit", entity_id=None, action="export", article="26", detail={"entries": size}
    )
    return size


async def exported(sessions: "SessionFactory", *, actor: Actor, size: int) -> AsyncIterator[str]:
    """The first `size` entries, a line each, and the checkpoint over them; read in portions, on a connection of its own."""
    done = 0
    while done < size:
        async with sessions() as session:
            entries = await queries.entries(session, actor, after=done, limit=min(PORTION, size - done))
        for entry in entries:
            line: dict[str, Any] = {"seq": entry.seq, "leaf": entry.leaf.hex()}
            if entry.record is not None:
                line["record"] = canonical(entry.record)
            yield json.dumps(line, ensure_ascii=False) + "\n"
        if not entries:
            return
        done = entries[-1].seq
    async with sessions() as session:
        if note := await queries.note(session, size):
            yield json.dumps({"checkpoint": note}, ensure_ascii=False) + "\n"


Outcome = Literal["passed", "failed"]


@dataclass(frozen=True)
class Build:
    """What `make trace` wrote down: {test: outcome, articles, rules} and {rule: whether a test misses it}."""

    at: dt.datetime | None = None
    tests: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rules: Mapping[str, bool] = field(default_factory=dict)

    def tests_of(self, row: Row) -> list[tuple[str, Outcome]]:
        """The tests about a row, and those that call its rules, with how they ended; those that failed first."""
        codes, name = {rule.code for rule in row.rules}, row.clause.row
        found: list[tuple[str, Outcome]] = [
            (test.removeprefix("tests/"), "failed" if entry.get("outcome") == "failed" else "passed")
            for test, entry in self.tests.items()
            if name in entry["articles"] or codes & set(entry["rules"])
        ]
        return sorted(found, key=lambda one: (one[1] == "passed", one[0]))

    def noticed(self, row: Row) -> bool | None:
        """Whether each rule of the row was missed by a test when it was switched off; None without rules or a build."""
        tried = [self.rules[rule.code] for rule in row.rules if rule.code in self.rules]
        return all(tried) if tried else None


def last_build(file: Path | None) -> Build:
    """The result of the last build, if there is one here; what cannot be read counts as none."""
    try:
        return _read(file, file.stat().st_mtime_ns) if file else Build()
    except (OSError, ValueError, KeyError):
        return Build()


@lru_cache(maxsize=2)
def _read(file: Path, _: int) -> Build:
    found = json.loads(file.read_text(encoding="utf-8"))
    return Build(at=dt.datetime.fromisoformat(found["at"]), tests=found["tests"], rules=found["rules"])
