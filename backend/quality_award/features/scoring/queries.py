"""All SQL on score sheets and ratings. Sealed until handed in; from colleagues until all of the team's are (Art. 32, 33)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from quality_award.access.actor import Actor
from quality_award.features.applications.queries import visible as visible_applications
from quality_award.features.conflicts import queries as conflicts
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.identity import Membership
from quality_award.tables.parties import Expert, Organisation
from quality_award.tables.reviews import (
    InterestDeclaration,
    ItemScore,
    Recusal,
    ReviewerRating,
    ScoreSheet,
    TeamMember,
    Undertaking,
)


def _application_ids(actor: Actor) -> Select[uuid.UUID]:
    ids: Select[uuid.UUID] = visible_applications(actor).with_only_columns(Application.id)
    return ids


def _seated(sheet: Any = ScoreSheet) -> ColumnElement[bool]:
    return exists().where(
        TeamMember.application_id == sheet.application_id,
        TeamMember.expert_id == sheet.expert_id,
        TeamMember.released_at.is_(None),
    )


def counts() -> ColumnElement[bool]:
    """True for sheets that count: handed in by someone who sits on the team and is not recused (Art. 29, 32)."""
    recused = (
        select(Recusal.id)
        .join(Membership, Membership.user_id == Recusal.user_id)
        .where(
            Recusal.application_id == ScoreSheet.application_id,
            Recusal.state == "in_force",
            Membership.role == "expert",
            Membership.expert_id == ScoreSheet.expert_id,
        )
    )
    return and_(ScoreSheet.state == "submitted", _seated(), ~exists(recused))


def visible(actor: Actor) -> Select[ScoreSheet]:
    """Sheets of visible applications: one's own; others' once handed in, a colleague's once the whole team's are."""
    base = select(ScoreSheet).where(ScoreSheet.application_id.in_(_application_ids(actor)))
    match actor.role:
        case "office" | "agency" | "committee" | "auditor":
            return base.where(ScoreSheet.state == "submitted")
        case "expert":
            other = aliased(ScoreSheet)
            waiting = exists().where(
                other.application_id == ScoreSheet.application_id,
                other.stage == ScoreSheet.stage,
                other.state == "open",
                _seated(other),
            )
            return base.where(
                or_(
                    and_(ScoreSheet.expert_id == actor.expert_id, _seated()),
                    and_(ScoreSheet.state == "submitted", ~waiting),
                )
            )
        case _:
            return base.where(false())


@dataclass(frozen=True)
class Shown:
    """A sheet with the names that its screen needs, and what its expert has signed and declared."""

    sheet: ScoreSheet
    application: Application
    edition: Edition
    organisation: str
    expert: str
    assigned: bool
    signed: bool
    declared: bool
    conflict: bool

    @property
    def id(self) -> uuid.UUID:
        """The sheet's id, for the cursor."""
        return self.sheet.id


async def sheets(
    session: AsyncSession,
    actor: Actor,
    *,
    sheet_id: uuid.UUID | None = None,
    edition_id: uuid.UUID | None = None,
    application_id: uuid.UUID | None = None,
    stage: str | None = None,
    state: str | None = None,
    mine: bool = False,
    cursor: uuid.UUID | None = None,
    limit: int = 50,
) -> list[Shown]:
    """Sheets that the actor may see, by id."""
    query = (
        select(
            ScoreSheet,
            Application,
            Edition,
            Organisation.name,
            Expert.name,
            _seated(),
            exists().where(Undertaking.user_id == actor.user_id, Undertaking.edition_id == ScoreSheet.edition_id),
            exists().where(
                InterestDeclaration.user_id == actor.user_id,
                InterestDeclaration.application_id == ScoreSheet.application_id,
                InterestDeclaration.has_interest.is_(False),
            ),
            conflicts.stands(ScoreSheet.expert_id, ScoreSheet.application_id),
        )
        .join(Application, Application.id == ScoreSheet.application_id)
        .join(Edition, Edition.id == ScoreSheet.edition_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Expert, Expert.id == ScoreSheet.expert_id)
        .where(ScoreSheet.id.in_(visible(actor).with_only_columns(ScoreSheet.id)))
        .order_by(ScoreSheet.id)
        .limit(limit)
    )
    if mine:
        query = query.where(ScoreSheet.expert_id == actor.expert_id)
    for column, value in (
        (ScoreSheet.id, sheet_id),
        (ScoreSheet.edition_id, edition_id),
        (ScoreSheet.application_id, application_id),
        (ScoreSheet.stage, stage),
        (ScoreSheet.state, state),
    ):
        if value is not None:
            query = query.where(column == value)
    if cursor:
        query = query.where(ScoreSheet.id > cursor)
    return [Shown(*row) for row in (await session.execute(query)).tuples()]


async def scored(session: AsyncSession, sheet_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """{sheet: codes of its scored items}."""
    found: dict[uuid.UUID, set[str]] = {sheet_id: set() for sheet_id in sheet_ids}
    rows = await session.execute(select(ItemScore.sheet_id, ItemScore.item).where(ItemScore.sheet_id.in_(sheet_ids)))
    for sheet_id, item in rows.tuples():
        found[sheet_id].add(item)
    return found


async def items(session: AsyncSession, sheet_id: uuid.UUID) -> Mapping[str, ItemScore]:
    """The item scores of one sheet, as the database has them now."""
    rows = await session.scalars(
        select(ItemScore).where(ItemScore.sheet_id == sheet_id).execution_options(populate_existing=True)
    )
    return {row.item: row for row in rows}


async def upsert_items(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write item scores, new ones and changed ones, in one statement."""
    statement = insert(ItemScore).values(list(rows))
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[ItemScore.sheet_id, ItemScore.item],
            set_={
                "percent": statement.excluded.percent,
                "strengths": statement.excluded.strengths,
                "improvements": statement.excluded.improvements,
            },
        )
    )


async def document_sheet(session: AsyncSession, site: ScoreSheet) -> ScoreSheet | None:
    """The same expert's handed-in document sheet on the same applicant."""
    found: ScoreSheet | None = await session.scalar(
        select(ScoreSheet).where(
            ScoreSheet.application_id == site.application_id,
            ScoreSheet.expert_id == site.expert_id,
            ScoreSheet.stage == "document",
            ScoreSheet.state == "submitted",
        )
    )
    return found


async def item_means(
    session: AsyncSession, application_ids: Sequence[uuid.UUID]
) -> dict[tuple[uuid.UUID, str], dict[str, float]]:
    """{(application, stage): {item: mean percent}} over the sheets that count."""
    rows = await session.execute(
        select(ScoreSheet.application_id, ScoreSheet.stage, ItemScore.item, func.avg(ItemScore.percent))
        .join(ItemScore, ItemScore.sheet_id == ScoreSheet.id)
        .where(ScoreSheet.application_id.in_(application_ids), counts())
        .group_by(ScoreSheet.application_id, ScoreSheet.stage, ItemScore.item)
    )
    means: dict[tuple[uuid.UUID, str], dict[str, float]] = {}
    for application_id, stage, item, mean in rows.tuples():
        means.setdefault((application_id, stage), {})[item] = float(mean)
    return means


@dataclass(frozen=True)
class Standing:
    """A sheet of the progress view: whose, and its total once it counts. Nothing else of an open sheet is read."""

    application_id: uuid.UUID
    sheet_id: uuid.UUID
    stage: str
    expert_id: uuid.UUID
    expert: str
    counts: bool
    total: float | None


@dataclass(frozen=True)
class Progress:
    """An edition's applications under or after review, with the sheets expected or counted."""

    edition: Edition
    applications: list[tuple[Application, str]]
    standings: list[Standing]


async def progress(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> Progress | None:
    """Sheets of an edition: those that count, and open ones of live members as names only."""
    edition = await session.scalar(select(Edition).where(Edition.id == edition_id, Edition.authority_id == actor.authority_id))
    if edition is None or (actor.role == "agency" and edition.agency_id != actor.agency_id):
        return None
    reviewed = (
        select(Application, Organisation.name)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            Application.edition_id == edition_id,
            Application.id.in_(_application_ids(actor)),
            exists().where(ScoreSheet.application_id == Application.id),
        )
        .order_by(Application.case_number)
    )
    standing = (
        select(
            ScoreSheet.application_id,
            ScoreSheet.id,
            ScoreSheet.stage,
            ScoreSheet.expert_id,
            Expert.name,
            counts(),
            ScoreSheet.total,
        )
        .join(Expert, Expert.id == ScoreSheet.expert_id)
        .where(
            ScoreSheet.edition_id == edition_id,
            ScoreSheet.application_id.in_(_application_ids(actor)),
            or_(counts(), and_(ScoreSheet.state == "open", _seated())),
        )
        .order_by(ScoreSheet.id)
    )
    return Progress(
        edition,
        list((await session.execute(reviewed)).tuples()),
        [Standing(*row) for row in (await session.execute(standing)).tuples()],
    )


@dataclass(frozen=True)
class Rated:
    """An application with its organisation's rating of the reviewers, if it gave one."""

    application: Application
    edition: Edition
    organisation: str
    rating: ReviewerRating | None


async def rated(
    session: AsyncSession,
    actor: Actor,
    *,
    application_id: uuid.UUID | None = None,
    edition_id: uuid.UUID | None = None,
    only_given: bool = False,
) -> list[Rated]:
    """Ratings of visible applications; for office, auditor and the organisation itself (Art. 31)."""
    query = (
        select(Application, Edition, Organisation.name, ReviewerRating)
        .join(Edition, Edition.id == Application.edition_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(ReviewerRating, ReviewerRating.application_id == Application.id, isouter=not only_given)
        .where(Application.id.in_(_application_ids(actor)))
        .order_by(Application.case_number)
        .limit(500)
    )
    if actor.role not in ("office", "auditor", "applicant"):
        query = query.where(false())
    if application_id:
        query = query.where(Application.id == application_id)
    if edition_id:
        query = query.where(Application.edition_id == edition_id)
    return [Rated(*row) for row in (await session.execute(query)).tuples()]
