"""All SQL on applications. `visible` is the one place that says who sees which (Art. 12, 32, 33)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, false, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import owed, recused_from
from quality_award.features.editions.standing import Candidate, with_history
from quality_award.platform.ids import new_id
from quality_award.tables.applications import (
    Application,
    Evidence,
    EvidenceCitation,
    FormalReview,
    Manifest,
    Recommendation,
)
from quality_award.tables.editions import Edition, ListEntry
from quality_award.tables.parties import Department, Organisation
from quality_award.tables.reviews import TeamMember, Undertaking
from quality_award.tables.trail import AuditRecord

BEFORE_FILING = ("draft", "submitted", "not_recommended")
UNDER_REVIEW = ("accepted", "shortlisted", "not_shortlisted", "awarded", "not_awarded", "failed")


def visible(actor: Actor) -> Select[Application]:
    """Applications that the actor may see; never one that they are recused from."""
    mine = select(Application).where(Application.authority_id == actor.authority_id, ~recused_from(actor, Application.id))
    handed_in = mine.where(Application.state != "draft")
    match actor.role:
        case "applicant":
            return mine.where(Application.organisation_id == actor.organisation_id)
        case "recommender":
            return handed_in.where(Application.department_id == actor.department_id)
        case "office" | "auditor":
            return handed_in
        case "committee":
            return mine.where(Application.state.not_in(BEFORE_FILING))
        case "agency":
            delegated = select(Edition.id).where(Edition.agency_id == actor.agency_id)
            return mine.where(Application.edition_id.in_(delegated), Application.state.in_(UNDER_REVIEW))
        case "expert":
            assigned = exists().where(
                TeamMember.application_id == Application.id,
                TeamMember.expert_id == actor.expert_id,
                TeamMember.released_at.is_(None),
            )
            return mine.where(assigned)
        case "government":
            listed = exists().where(ListEntry.application_id == Application.id, ListEntry.kind == "final")
            return mine.where(listed)
        case _:
            return mine.where(false())


@dataclass(frozen=True)
class Case:
    """An application with its edition, organisation and unit."""

    application: Application
    edition: Edition
    organisation: Organisation
    department: Department | None

    @property
    def id(self) -> uuid.UUID:
        """The application's id, for the cursor."""
        return self.application.id


def _cases(actor: Actor) -> Select[Application, Edition, Organisation, Department]:
    return (
        select(Application, Edition, Organisation, Department)
        .join(Edition, Edition.id == Application.edition_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(Department, Department.id == Application.department_id)
        .where(Application.id.in_(visible(actor).with_only_columns(Application.id)))
    )


async def case(session: AsyncSession, actor: Actor, application_id: uuid.UUID) -> Case | None:
    """One application that the actor may see."""
    row = (await session.execute(_cases(actor).where(Application.id == application_id))).tuples().one_or_none()
    return Case(*row) if row else None


async def any_case(session: AsyncSession, application_id: uuid.UUID) -> Case:
    """An application for a job, which no person asks for."""
    row = (
        (
            await session.execute(
                select(Application, Edition, Organisation, Department)
                .join(Edition, Edition.id == Application.edition_id)
                .join(Organisation, Organisation.id == Application.organisation_id)
                .outerjoin(Department, Department.id == Application.department_id)
                .where(Application.id == application_id)
            )
        )
        .tuples()
        .one()
    )
    return Case(*row)


async def page(
    session: AsyncSession,
    actor: Actor,
    *,
    edition_id: uuid.UUID | None,
    states: Sequence[str],
    channel: str | None,
    area_code: str | None,
    search: str | None,
    cursor: uuid.UUID | None,
    limit: int,
) -> list[Case]:
    """A page of applications, newest first."""
    query = _cases(actor).order_by(Application.id.desc()).limit(limit)
    if edition_id:
        query = query.where(Application.edition_id == edition_id)
    if states:
        query = query.where(Application.state.in_(states))
    if channel:
        query = query.where(Application.channel == channel)
    if area_code:
        query = query.where(Organisation.area_code == area_code)
    if search:
        query = query.where(
            or_(
                Organisation.name.icontains(search, autoescape=True),
                Application.case_number.icontains(search, autoescape=True),
                Organisation.uscc == search.upper(),
            )
        )
    if cursor:
        query = query.where(Application.id < cursor)
    return [Case(*row) for row in (await session.execute(query)).tuples()]


async def edition(session: AsyncSession, edition_id: uuid.UUID, *, hold: bool = False) -> Edition | None:
    """An edition; `hold` keeps its state as it is until the transaction ends."""
    query = select(Edition).where(Edition.id == edition_id)
    if hold:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def organisation(session: AsyncSession, organisation_id: uuid.UUID) -> Organisation:
    """The applicant."""
    return (await session.execute(select(Organisation).where(Organisation.id == organisation_id))).scalar_one()


async def county_bureau(session: AsyncSession, authority_id: uuid.UUID, area_code: str) -> Department | None:
    """The market-regulation bureau of an area (Art. 17(3))."""
    return (
        await session.execute(
            select(Department).where(Department.authority_id == authority_id, Department.area_code == area_code)
        )
    ).scalar_one_or_none()


async def department(session: AsyncSession, department_id: uuid.UUID | None) -> Department | None:
    """A recommending unit."""
    return await session.get(Department, department_id) if department_id else None


async def next_serial(session: AsyncSession, edition_id: uuid.UUID) -> int:
    """The next serial of an edition's case numbers; two at once wait for each other."""
    await session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"case {edition_id}"})
    count = await session.scalar(select(func.count()).where(Application.edition_id == edition_id))
    return (count or 0) + 1


async def candidate(session: AsyncSession, case_number: str, organisation_row: Organisation) -> Candidate:
    """What eligibility is computed from: prizes of before, revocations, records that stand (Art. 13 to 15, 27, 36)."""
    return (await with_history(session, organisation_row.authority_id, [(case_number, organisation_row)]))[0]


async def evidence(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Evidence]:
    """Evidence that has not been removed, in the order of its upload."""
    return (
        await session.scalars(
            select(Evidence).where(Evidence.application_id == application_id, Evidence.removed_at.is_(None)).order_by(Evidence.id)
        )
    ).all()


async def citations(session: AsyncSession, application_id: uuid.UUID) -> Sequence[tuple[EvidenceCitation, Evidence]]:
    """Statements with the files that bear them out, in order; those of a file taken off are as if they had never been."""
    rows = await session.execute(
        select(EvidenceCitation, Evidence)
        .join(Evidence, Evidence.id == EvidenceCitation.evidence_id)
        .where(EvidenceCitation.application_id == application_id, Evidence.state == "stored", Evidence.removed_at.is_(None))
        .order_by(EvidenceCitation.id)
    )
    return rows.tuples().all()


async def recommendation(session: AsyncSession, application_id: uuid.UUID) -> tuple[Recommendation, str] | None:
    """The unit's opinion with its name."""
    row = await session.execute(
        select(Recommendation, Department.name)
        .join(Department, Department.id == Recommendation.department_id)
        .where(Recommendation.application_id == application_id)
    )
    return row.tuples().one_or_none()


async def formal_review(session: AsyncSession, application_id: uuid.UUID) -> FormalReview | None:
    """The formal review, if it was begun."""
    return (await session.execute(select(FormalReview).where(FormalReview.application_id == application_id))).scalar_one_or_none()


async def cleared(session: AsyncSession, actor: Actor, application: Application) -> str | None:
    """None when the actor may read the content; else what is missing first (Art. 32, 33)."""
    return (await owed(session, actor, [application.id])).get(application.id)


async def signed(session: AsyncSession, actor: Actor, edition_id: uuid.UUID) -> bool:
    """Whether the actor has signed the edition's confidentiality undertaking (Art. 33)."""
    return await session.get(Undertaking, (actor.user_id, edition_id)) is not None


async def history(session: AsyncSession, application_id: uuid.UUID) -> Sequence[AuditRecord]:
    """The application's own transitions, oldest first."""
    return (
        await session.scalars(
            select(AuditRecord)
            .where(
                AuditRecord.entity == "application",
                AuditRecord.entity_id == application_id,
                AuditRecord.to_state.is_not(None),
            )
            .order_by(AuditRecord.id)
        )
    ).all()


def keep_manifest(
    session: AsyncSession, application_id: uuid.UUID, content: dict[str, Any], sha256: str, now: dt.datetime
) -> None:
    """Keep what was handed in, as it was."""
    session.add(
        Manifest(id=new_id(), application_id=application_id, kind=content["kind"], content=content, sha256=sha256, created_at=now)
    )


async def manifests(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Manifest]:
    """What was handed in, the latest first."""
    rows = await session.scalars(select(Manifest).where(Manifest.application_id == application_id).order_by(Manifest.id.desc()))
    return rows.all()


async def recorded_in(session: AsyncSession, manifest: Manifest) -> int | None:
    """The audit record that holds a manifest's hash."""
    record_id: int | None = await session.scalar(
        select(AuditRecord.id)
        .where(
            AuditRecord.application_id == manifest.application_id,
            AuditRecord.detail["manifest_sha256"].astext == manifest.sha256,
        )
        .order_by(AuditRecord.id)
        .limit(1)
    )
    return record_id
