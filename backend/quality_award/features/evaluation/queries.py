"""All SQL on rankings, lists and reports. A person recused from a case sees neither its scores nor its places (Art. 32)."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.features.editions.queries import visible as visible_editions
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition, ListEntry, Report
from quality_award.tables.identity import User
from quality_award.tables.objections import Objection
from quality_award.tables.parties import Organisation
from quality_award.tables.reviews import OpinionResult, Recusal, ScoreSheet, TeamMember

REVIEWED = ("accepted", "shortlisted", "not_shortlisted", "awarded", "not_awarded", "failed")


def visible(actor: Actor) -> Select[Edition]:
    """Editions whose rankings, lists and reports the actor may see."""
    return visible_editions(actor)


async def edition(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> Edition | None:
    """The edition, if the actor may see it."""
    found: Edition | None = await session.scalar(visible(actor).where(Edition.id == edition_id))
    return found


async def recused_in(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> bool:
    """Whether the actor is recused from any case of the edition."""
    return bool(
        await session.scalar(
            select(
                exists().where(Recusal.edition_id == edition_id, Recusal.user_id == actor.user_id, Recusal.state == "in_force")
            )
        )
    )


@dataclass(frozen=True)
class Case:
    """An application under review with its organisation."""

    application: Application
    organisation: Organisation


async def cases(session: AsyncSession, actor: Actor, edition_id: uuid.UUID, states: Sequence[str] = REVIEWED) -> list[Case]:
    """Every application of the edition in these states, without those that the actor is recused from."""
    rows = await session.execute(
        select(Application, Organisation)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Application.edition_id == edition_id, Application.state.in_(states), ~recused_from(actor, Application.id))
        .order_by(Application.case_number)
    )
    return [Case(*row) for row in rows.tuples()]


@dataclass(frozen=True)
class Sheets:
    """The score sheets of one application in one stage: how many there are, and the totals of those handed in."""

    count: int
    totals: tuple[float, ...]


async def sheets(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> Mapping[uuid.UUID, Mapping[str, Sheets]]:
    """Sheets of live team members: what a released or recused person scored counts for nothing (Art. 29, 32)."""
    rows = await session.execute(
        select(ScoreSheet.application_id, ScoreSheet.stage, ScoreSheet.state, ScoreSheet.total)
        .join(
            TeamMember,
            and_(
                TeamMember.application_id == ScoreSheet.application_id,
                TeamMember.expert_id == ScoreSheet.expert_id,
                TeamMember.released_at.is_(None),
            ),
        )
        .where(ScoreSheet.edition_id == edition_id, ~recused_from(actor, ScoreSheet.application_id))
        .order_by(ScoreSheet.id)
    )
    counts: dict[uuid.UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    totals: dict[uuid.UUID, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for application, stage, state, total in rows.tuples():
        counts[application][stage] += 1
        if state == "submitted" and total is not None:
            totals[application][stage].append(total)
    # What the public was asked stands beside what the reviewers gave.
    asked = select(OpinionResult).where(
        OpinionResult.edition_id == edition_id, ~recused_from(actor, OpinionResult.application_id)
    )
    for result in await session.scalars(asked):
        counts[result.application_id]["public_opinion"] = 1
        totals[result.application_id]["public_opinion"] = [result.score]
    return {
        application: {stage: Sheets(count, tuple(totals[application][stage])) for stage, count in stages.items()}
        for application, stages in counts.items()
    }


@dataclass(frozen=True)
class Opinion:
    """A case that is still in the course, with what the public-opinion round found about it."""

    application: Application
    organisation: str
    result: OpinionResult | None
    entered_by: str | None


async def opinions(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> list[Opinion]:
    """Those who were chosen on their documents, without cases from which the actor is recused."""
    rows = await session.execute(
        select(Application, Organisation.name, OpinionResult, User.name)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(OpinionResult, OpinionResult.application_id == Application.id)
        .outerjoin(User, User.id == OpinionResult.entered_by)
        .where(
            Application.edition_id == edition_id,
            Application.state.in_(("shortlisted", "awarded", "not_awarded", "failed")),
            ~recused_from(actor, Application.id),
        )
        .order_by(Application.case_number)
    )
    return [Opinion(*row) for row in rows.tuples()]


@dataclass(frozen=True)
class Entry:
    """A line of a list with the names that its screen needs."""

    entry: ListEntry
    application: Application
    organisation: str


async def entries(session: AsyncSession, actor: Actor, edition_id: uuid.UUID, kind: str) -> list[Entry]:
    """The lines of a list in their order, without those that the actor is recused from."""
    rows = await session.execute(
        select(ListEntry, Application, Organisation.name)
        .join(Application, Application.id == ListEntry.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(ListEntry.edition_id == edition_id, ListEntry.kind == kind, ~recused_from(actor, ListEntry.application_id))
        .order_by(ListEntry.rank.nulls_last(), Application.case_number)
    )
    return [Entry(*row) for row in rows.tuples()]


async def clear_list(session: AsyncSession, edition_id: uuid.UUID, kind: str) -> None:
    """Take every line off a list that is being drawn anew."""
    await session.execute(delete(ListEntry).where(ListEntry.edition_id == edition_id, ListEntry.kind == kind))


async def upheld(session: AsyncSession, edition_id: uuid.UUID) -> set[uuid.UUID]:
    """Applications against which an objection was upheld."""
    rows = await session.scalars(
        select(Objection.application_id).where(Objection.edition_id == edition_id, Objection.state == "upheld")
    )
    return set(rows)


# --- reports ---------------------------------------------------------------------------------------------------------


async def reports(session: AsyncSession, edition_id: uuid.UUID) -> dict[str, tuple[Report, str]]:
    """The edition's reports by kind, each with who submitted it."""
    rows = await session.execute(
        select(Report, User.name).join(User, User.id == Report.submitted_by).where(Report.edition_id == edition_id)
    )
    return {report.kind: (report, name) for report, name in rows.tuples()}


@dataclass(frozen=True)
class Tallies:
    """What the numbers of the reports are taken from."""

    states: dict[str, int]
    channels: dict[str, int]
    lists: dict[str, dict[str, int]]
    objections: dict[str, int]
    transferred: int
    experts: dict[str, int]
    encouraged: int


async def tallies(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> Tallies:
    """Count once what all five reports speak of, without the cases that the actor is recused from."""
    states = await session.execute(
        select(Application.state, func.count())
        .where(Application.edition_id == edition_id, ~recused_from(actor, Application.id))
        .group_by(Application.state)
    )
    channels = await session.execute(
        select(Application.channel, func.count())
        .where(
            Application.edition_id == edition_id,
            Application.state.not_in(("draft", "submitted", "not_recommended")),
            ~recused_from(actor, Application.id),
        )
        .group_by(Application.channel)
    )
    lists: dict[str, dict[str, int]] = defaultdict(dict)
    for kind, tier, count in (
        await session.execute(
            select(ListEntry.kind, func.coalesce(ListEntry.tier, "untiered"), func.count())
            .where(ListEntry.edition_id == edition_id, ~recused_from(actor, ListEntry.application_id))
            .group_by(ListEntry.kind, ListEntry.tier)
        )
    ).tuples():
        lists[kind][tier] = count
    objections = await session.execute(
        select(Objection.state, func.count())
        .where(Objection.edition_id == edition_id, ~recused_from(actor, Objection.application_id))
        .group_by(Objection.state)
    )
    experts = await session.execute(
        select(ScoreSheet.stage, func.count(func.distinct(ScoreSheet.expert_id)))
        .where(
            ScoreSheet.edition_id == edition_id,
            ScoreSheet.state == "submitted",
            ~recused_from(actor, ScoreSheet.application_id),
        )
        .group_by(ScoreSheet.stage)
    )
    encouraged = await session.scalar(
        select(func.count())
        .select_from(Application)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            Application.edition_id == edition_id,
            Application.state.in_(("shortlisted", "awarded", "not_awarded", "failed")),
            func.jsonb_array_length(Organisation.sectors) > 0,
            ~recused_from(actor, Application.id),
        )
    )
    found = dict(objections.tuples().all())
    return Tallies(
        states=dict(states.tuples().all()),
        channels=dict(channels.tuples().all()),
        lists=dict(lists),
        objections=found,
        transferred=found.get("transferred", 0),
        experts=dict(experts.tuples().all()),
        encouraged=encouraged or 0,
    )
