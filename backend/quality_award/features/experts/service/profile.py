"""What experts and those who form the teams state about an expert: qualifications, load, absences (Art. 10)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.platform.errors import FieldError, Invalid, NotFound, StaleVersion, VersionRequired
from quality_award.tables.parties import Expert, ExpertAbsence

from .. import queries
from ..schemas import AbsenceIn, ProfileIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def _locked(session: "AsyncSession", actor: Actor, expert_id: uuid.UUID) -> Expert:
    require(actor, "experts.edit_profile")
    expert = await queries.locked(session, actor, expert_id)
    if expert is None:
        raise NotFound
    return expert


async def edit(
    session: "AsyncSession", *, actor: Actor, expert_id: uuid.UUID, body: ProfileIn, version: int | None, now: dt.datetime
) -> None:
    """Change what was sent of the profile. Nobody can wish for more than they take."""
    expert = await _locked(session, actor, expert_id)
    if version is None:
        raise VersionRequired
    if version != expert.version:
        raise StaleVersion(current=expert.version)
    changes: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
    wish, most = (changes.get(name, getattr(expert, name)) for name in ("load_wish", "max_load"))
    gaps = [FieldError("qualifications", "field.missing")] if changes.get("qualifications", []) is None else []
    if wish is not None and most is not None and wish > most:
        gaps.append(FieldError("load_wish", "expert.load_order"))
    if gaps:
        raise Invalid(gaps, article="10")
    changed = {name: value for name, value in changes.items() if getattr(expert, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(expert, name, value)
    expert.version += 1
    await session.flush()
    await _record(session, actor, expert, now, "edit_profile", {"fields": sorted(changed)})


async def add_absence(session: "AsyncSession", *, actor: Actor, expert_id: uuid.UUID, body: AbsenceIn, now: dt.datetime) -> None:
    """Days on which the expert cannot review. The same days entered twice are entered once."""
    expert = await _locked(session, actor, expert_id)
    if body.until_day < body.from_day:
        raise Invalid([FieldError("until_day", "expert.absence_order")], article="10")
    there = await queries.absences(session, expert.id)
    if any((one.from_day, one.until_day) == (body.from_day, body.until_day) for one in there):
        return
    assert actor.user_id is not None
    session.add(
        ExpertAbsence(
            expert_id=expert.id,
            from_day=body.from_day,
            until_day=body.until_day,
            note=body.note.strip(),
            entered_by=actor.user_id,
            created_at=now,
        )
    )
    await session.flush()
    await _record(
        session, actor, expert, now, "add_absence", {"from": body.from_day.isoformat(), "to": body.until_day.isoformat()}
    )


async def remove_absence(
    session: "AsyncSession", *, actor: Actor, expert_id: uuid.UUID, absence_id: uuid.UUID, now: dt.datetime
) -> None:
    """The expert can review on these days after all."""
    expert = await _locked(session, actor, expert_id)
    absence = await queries.absence(session, expert.id, absence_id)
    if absence is None:
        raise NotFound
    days = {"from": absence.from_day.isoformat(), "to": absence.until_day.isoformat()}
    await session.delete(absence)
    await session.flush()
    await _record(session, actor, expert, now, "remove_absence", days)


async def _record(
    session: "AsyncSession", actor: Actor, expert: Expert, now: dt.datetime, action: str, detail: dict[str, Any]
) -> None:
    await append(
        session, actor=actor, now=now, entity="expert", entity_id=expert.id, action=action, article="10", detail=detail
    )  # fmt: skip
