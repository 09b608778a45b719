"""An expert's record of service: editions, seats, sheets, how soon handed in, how marked, how rated (Art. 10, 31).

Every figure leaves out the applications that the reader is recused from (Art. 32).
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.tables.editions import Edition, EditionExpert
from quality_award.tables.identity import User
from quality_award.tables.parties import ExpertImport
from quality_award.tables.reviews import ItemScore, ReviewerRating, ScoreSheet, TeamMember
from quality_award.tables.trail import AuditRecord


@dataclass(frozen=True)
class Service:
    """What an expert did in one edition. `median_hours` is from when a sheet was opened to when it was handed in."""

    edition_id: uuid.UUID
    number: int
    title: str
    state: str
    seats: int
    led: int
    released: int
    handed_in: int
    left_open: int
    median_hours: float | None
    median_hours_of_all: float | None


@dataclass(frozen=True)
class Calibration:
    """How an expert marks in one stage, in percent points: mean difference from the team's other members, and its spread."""

    stage: str
    items: int
    difference: float
    spread: float


@dataclass(frozen=True)
class Ratings:
    """How the organisations that were visited rated the teams that the expert was in (Art. 31), from 1 to 5."""

    count: int
    quality: float
    discipline: float
    conduct: float


@dataclass(frozen=True)
class Invitation:
    """An invitation into an edition's expert team, and the answer."""

    edition_id: uuid.UUID
    number: int
    title: str
    state: str
    invited_at: dt.datetime | None
    answer_by: dt.datetime | None
    answer: str | None
    answered_at: dt.datetime | None
    answer_note: str
    checked: bool


async def invitations(session: AsyncSession, expert_id: uuid.UUID) -> list[Invitation]:
    """Every invitation of the expert, the newest edition first."""
    rows = await session.execute(
        select(Edition, EditionExpert)
        .join(EditionExpert, EditionExpert.edition_id == Edition.id)
        .where(EditionExpert.expert_id == expert_id)
        .order_by(Edition.number.desc())
    )
    return [
        Invitation(
            edition_id=edition.id,
            number=edition.number,
            title=edition.title,
            state=edition.state,
            invited_at=one.invited_at,
            answer_by=one.answer_by,
            answer=one.answer,
            answered_at=one.answered_at,
            answer_note=one.answer_note,
            checked=one.checked_at is not None,
        )
        for edition, one in rows.tuples()
    ]


def _hours() -> ColumnElement[float]:
    taken = func.extract("epoch", ScoreSheet.submitted_at - ScoreSheet.created_at) / 3600
    return func.percentile_cont(0.5).within_group(taken)


async def service(session: AsyncSession, actor: Actor, expert_id: uuid.UUID) -> list[Service]:
    """What the expert did, edition by edition, the newest first."""
    seats = await session.execute(
        select(
            Edition.id, Edition.number, Edition.title, Edition.state, func.count(),
            func.count().filter(TeamMember.leader), func.count().filter(TeamMember.released_at.is_not(None)),
        )
        .join(TeamMember, TeamMember.edition_id == Edition.id)
        .where(TeamMember.expert_id == expert_id, ~recused_from(actor, TeamMember.application_id))
        .group_by(Edition.id)
        .order_by(Edition.number.desc())
    )  # fmt: skip
    sheets = await session.execute(
        select(
            ScoreSheet.edition_id,
            func.count().filter(ScoreSheet.state == "submitted"),
            func.count().filter(ScoreSheet.state == "open"),
            _hours().filter(ScoreSheet.submitted_at.is_not(None)),
        )
        .where(ScoreSheet.expert_id == expert_id, ~recused_from(actor, ScoreSheet.application_id))
        .group_by(ScoreSheet.edition_id)
    )
    mine = {edition: (done, left, hours) for edition, done, left, hours in sheets.tuples()}
    everyone = await session.execute(
        select(ScoreSheet.edition_id, _hours())
        .where(
            ScoreSheet.edition_id.in_(mine),
            ScoreSheet.submitted_at.is_not(None),
            ~recused_from(actor, ScoreSheet.application_id),
        )
        .group_by(ScoreSheet.edition_id)
    )
    all_hours = dict(everyone.tuples().all())
    found = []
    for edition_id, number, title, state, taken, led, released in seats.tuples():
        done, left, hours = mine.get(edition_id, (0, 0, None))
        found.append(
            Service(
                edition_id, number, title, state, taken, led, released, done, left, _rounded(hours),
                _rounded(all_hours.get(edition_id)),
            )
        )  # fmt: skip
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 1)


async def calibration(session: AsyncSession, actor: Actor, expert_id: uuid.UUID) -> list[Calibration]:
    """From what was handed in, in closed editions alone: marks of a running one are nobody's yardstick."""
    reviewed = select(ScoreSheet.application_id).where(ScoreSheet.expert_id == expert_id, ScoreSheet.state == "submitted")
    same_item = (ScoreSheet.application_id, ScoreSheet.stage, ItemScore.item)
    of_all = func.sum(ItemScore.percent).over(partition_by=same_item)
    others = func.nullif(func.count().over(partition_by=same_item) - 1, 0)
    marked = (
        select(
            ScoreSheet.expert_id,
            ScoreSheet.stage,
            (ItemScore.percent - (of_all - ItemScore.percent) / others).label("difference"),
        )
        .join(ScoreSheet, ScoreSheet.id == ItemScore.sheet_id)
        .join(Edition, and_(Edition.id == ScoreSheet.edition_id, Edition.state == "closed"))
        .where(
            ScoreSheet.state == "submitted",
            ScoreSheet.application_id.in_(reviewed),
            ~recused_from(actor, ScoreSheet.application_id),
        )
        .subquery()
    )
    rows = await session.execute(
        select(
            marked.c.stage, func.count(), func.avg(marked.c.difference), func.coalesce(func.stddev_pop(marked.c.difference), 0)
        )
        .where(marked.c.expert_id == expert_id, marked.c.difference.is_not(None))
        .group_by(marked.c.stage)
        .order_by(marked.c.stage)
    )
    return [
        Calibration(stage, items, round(float(mean), 2), round(float(spread), 2)) for stage, items, mean, spread in rows.tuples()
    ]


async def ratings(session: AsyncSession, actor: Actor, expert_id: uuid.UUID) -> Ratings | None:
    """The mean of what visited organisations said of the expert's teams, in closed editions; None when nobody has."""
    row = (
        await session.execute(
            select(
                func.count(), func.avg(ReviewerRating.quality), func.avg(ReviewerRating.discipline),
                func.avg(ReviewerRating.conduct),
            )
            .join(TeamMember, TeamMember.application_id == ReviewerRating.application_id)
            .join(Edition, and_(Edition.id == TeamMember.edition_id, Edition.state == "closed"))
            .where(
                TeamMember.expert_id == expert_id,
                TeamMember.released_at.is_(None),
                ~recused_from(actor, ReviewerRating.application_id),
            )
        )
    ).one()  # fmt: skip
    count, *means = row
    return Ratings(count, *(round(float(mean), 2) for mean in means)) if count else None


@dataclass(frozen=True)
class Measure:
    """A measure under Art. 29, as the trail has it."""

    at: dt.datetime
    by: str
    before: str | None
    status: str | None
    reason: str


async def measures(session: AsyncSession, expert_id: uuid.UUID) -> list[Measure]:
    """Every measure against the expert, the newest first."""
    rows = await session.execute(
        select(AuditRecord.at, AuditRecord.name, AuditRecord.from_state, AuditRecord.to_state, AuditRecord.detail)
        .where(AuditRecord.entity == "expert", AuditRecord.entity_id == expert_id, AuditRecord.action == "sanction")
        .order_by(AuditRecord.id.desc())
    )
    return [Measure(at, name, before, after, str(detail.get("reason", ""))) for at, name, before, after, detail in rows.tuples()]


async def origin(session: AsyncSession, import_id: uuid.UUID | None) -> tuple[ExpertImport, str] | None:
    """The import that wrote the expert's row last, and who made it."""
    if import_id is None:
        return None
    row = await session.execute(
        select(ExpertImport, User.name).join(User, User.id == ExpertImport.imported_by).where(ExpertImport.id == import_id)
    )
    found = row.first()
    return (found[0], found[1]) if found else None
