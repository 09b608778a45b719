"""The simulation of a changed ruleset over past editions. It computes and keeps nothing."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.features.editions.facts import ELIGIBILITY, organisation_facts, reference_day
from quality_award.platform.errors import FieldError, Invalid, NotFound
from quality_award.regulation.parameters import RulesetError, ruleset, rulesets, varied
from quality_award.tables.editions import Edition

from . import queries
from .pure.simulate import Change, compare, over, spent

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass
class Simulated:
    """One edition under the draft."""

    edition: Edition
    applications: int = 0
    changed: list[tuple[queries.Past, Change]] = field(default_factory=list)
    over: dict[str, tuple[int, int]] = field(default_factory=dict)
    prizes: tuple[int, int] = (0, 0)


async def simulate(
    session: "AsyncSession", *, actor: Actor, code: str, changes: Mapping[str, Any], now: "dt.datetime"
) -> list[Simulated]:
    """What the changed ruleset would have meant, edition by edition. Raises Invalid with every fault of the draft."""
    require(actor, "rulesets.simulate")
    if code not in {law.code for law in rulesets()}:
        raise NotFound
    try:
        draft = varied(code, changes)
    except RulesetError as error:
        raise Invalid(
            [FieldError(_place(problem), "ruleset.fault", {"problem": problem}) for problem in error.problems]
        ) from None
    found: dict[uuid.UUID, Simulated] = {}
    counts: dict[uuid.UUID, int] = defaultdict(int)
    for past in await queries.past(session, actor):
        edition = past.edition
        simulated = found.setdefault(edition.id, Simulated(edition))
        counts[edition.id] += 1
        facts = organisation_facts(
            past.candidate,
            law=ruleset(edition.ruleset_code),
            number=edition.number,
            reference_day=reference_day(edition, now),
        )
        change = compare(facts, draft, ELIGIBILITY)
        if change.added or change.removed:
            simulated.changed.append((past, change))
    for edition_id, (edition, won) in (await queries.winners(session, actor)).items():
        simulated = found.setdefault(edition_id, Simulated(edition))
        simulated.over = over(won, draft)
        simulated.prizes = (spent(won, ruleset(edition.ruleset_code)), spent(won, draft))
    for edition_id, count in counts.items():
        found[edition_id].applications = count
    return sorted(found.values(), key=lambda one: -one.edition.number)


def _place(problem: str) -> str:
    """ "parameters[quotas].value: …" → "changes.quotas", the field that the office typed in."""
    _, _, rest = problem.partition("parameters[")
    key, closed, _ = rest.partition("]")
    return f"changes.{key}" if closed else "changes"
