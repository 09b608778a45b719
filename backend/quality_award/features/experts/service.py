"""Import of experts with their provenance (Art. 10); measures against experts, with effect at once (Art. 29)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import may, require
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound
from quality_award.platform.uscc import parse_uscc
from quality_award.regulation.criteria import criteria
from quality_award.regulation.reference import divisions
from quality_award.tables.parties import Expert

from . import queries
from .pure.sheet import Cell, ExpertRow, read, twice

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

ENDS_AT_ONCE = {"dismissed": "解除聘任", "disqualified": "取消资格"}
WEIGHT = {"active": 0, "corrected": 1, "dismissed": 2, "disqualified": 3}


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do."""

    created: int
    updated: int
    unchanged: int
    errors: list[Cell]


async def import_experts(
    session: "AsyncSession", *, actor: Actor, rows: list[Mapping[str, Any]], dry_run: bool, now: dt.datetime
) -> Imported:
    """Take in a list: all rows or none. A pool number that is there already updates its expert; a measure in force stays."""
    require(actor, "experts.import")
    read_rows, errors = _read(rows, off_pool_allowed=may(actor, "editions.check_experts"))
    if errors and not dry_run:
        raise Invalid([FieldError(f"rows.{cell.row}.{cell.column}", cell.code) for cell in errors], article="10")
    numbers = [row.pool_number for row in read_rows if row.pool_number]
    known = await queries.by_pool_number(session, actor, numbers)
    outside = await queries.off_pool(session, actor) if len(numbers) < len(read_rows) else {}
    created = updated = 0
    for row in read_rows:
        there = known.get(row.pool_number) if row.pool_number else outside.get((row.name, row.employer))
        values = asdict(row) | {"categories": list(row.categories), "divisions": list(row.divisions)}
        if there is None:
            created += 1
            if not dry_run:
                assert actor.authority_id is not None
                session.add(Expert(authority_id=actor.authority_id, status="active", created_at=now, **values))
        elif any(getattr(there, name) != value for name, value in values.items()):
            updated += 1
            if not dry_run:
                for name, value in values.items():
                    setattr(there, name, value)
    if not dry_run and created + updated:
        await session.flush()
        detail = {"created": created, "updated": updated, "rows": len(rows)}
        await append(session, actor=actor, now=now, entity="expert", entity_id=None, action="import", article="10", detail=detail)
    return Imported(created, updated, len(read_rows) - created - updated, errors)


def _read(rows: list[Mapping[str, Any]], *, off_pool_allowed: bool) -> tuple[list[ExpertRow], list[Cell]]:
    categories = {category.code for category in criteria().categories}
    industries = {division.code for division in divisions()}
    good: list[ExpertRow] = []
    errors = twice(rows)
    for number, row in enumerate(rows, 1):
        code = parse_uscc(str(row.get("employer_uscc") or ""))
        found, bad = read(
            number,
            row,
            categories=categories,
            divisions=industries,
            uscc=code.code if code else None,
            off_pool_allowed=off_pool_allowed,
        )
        errors += bad
        if found:
            good.append(found)
    return good, sorted(errors, key=lambda cell: (cell.row, cell.column))


async def sanction_expert(
    session: "AsyncSession", *, actor: Actor, expert_id: uuid.UUID, status: str, reason: str, now: dt.datetime
) -> tuple[int, int]:
    """Order to correct, dismiss or disqualify. The last two end every assignment and every role at once.

    Returns how many assignments were released and how many roles ended.
    """
    require(actor, "experts.sanction")
    expert = await queries.locked(session, actor, expert_id)
    if expert is None:
        raise NotFound
    if not reason.strip():
        raise Invalid([FieldError("reason", "field.missing")])
    if WEIGHT[status] <= WEIGHT[expert.status]:
        raise Conflict("expert-sanctioned", state=expert.status, article="29")
    before = expert.status
    expert.status, expert.status_reason = status, reason.strip()
    released = ended = 0
    if status in ENDS_AT_ONCE:
        for member in await queries.live_assignments(session, expert.id):
            member.released_at, member.released_because = now, f"{ENDS_AT_ONCE[status]}（第二十九条）：{expert.status_reason}"
            released += 1
        for membership in await queries.live_memberships(session, expert.id, now):
            membership.valid_to = max(now, membership.valid_from)
            ended += 1
    await session.flush()
    detail = {"reason": expert.status_reason, "released": released, "memberships_ended": ended}
    await append(
        session,
        actor=actor,
        now=now,
        entity="expert",
        entity_id=expert.id,
        action="sanction",
        article="29",
        from_state=before,
        to_state=status,
        detail=detail,
    )
    emit(session, name="expert.sanctioned", now=now, entity="expert", entity_id=expert.id, payload={"status": status, **detail})
    return released, ended
