"""Verifying the audit trail is itself on the record (Art. 26); what the last build found for each article."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.audit.seal import Verdict, seal, verify
from quality_award.regulation.trace import Row

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def verify_trail(session: "AsyncSession", *, actor: Actor, now: dt.datetime) -> Verdict:
    """Walk the whole chain and note what was found."""
    await seal(session, now=now, sweep=True)
    found = await verify(session)
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
