"""Tasks of those who apply, recommend and review."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.features.editions.pure.course import UNANNOUNCED
from quality_award.regulation.stages import SHEET_STATES
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.objections import Objection, ObjectionFile
from quality_award.tables.parties import Department, Organisation
from quality_award.tables.reviews import ReviewerRating, ScoreSheet, TeamMember

from ..pure import links
from ..pure.task import Status, Task, counted
from .duties import declarations
from .pool import invitations

AFTER_SITE = ("evaluation", "deliberation", "initial_list", "publicity", "settlement", "government", "approved", "conferred")
# Where an application stands, in the applicant's words; it waits for others.
WAITING: dict[str, str] = {
    "submitted": "17(3)", "filed": "17(4)", "formal_passed": "17(4)", "formal_failed": "17(4)", "accepted": "17(5)",
    "shortlisted": "17(6)",
}  # fmt: skip


async def applicant(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task | None]:
    """Apply, finish, answer an objection, rate the reviewers (Art. 17(2), 23, 31)."""
    rated = exists().where(ReviewerRating.application_id == Application.id)
    rows = await session.execute(
        select(Edition, Application, rated)
        .outerjoin(Application, (Application.edition_id == Edition.id) & (Application.organisation_id == actor.organisation_id))
        .where(Edition.authority_id == actor.authority_id, Edition.state.not_in((*UNANNOUNCED, "closed")))
        .order_by(Edition.number.desc())
    )
    tasks: list[Task | None] = []
    for edition, application, is_rated in rows:
        common: dict[str, Any] = {"params": {"edition": edition.title}, "subject": edition.title}
        if application is None:
            if edition.state == "open" and edition.closes_at is not None and now < edition.closes_at:
                link = links.home("applicant")
                tasks.append(Task("apply", "not_started", link, "17(2)", edition.closes_at, "apply", **common))
            continue
        link = links.application("applicant", application.id)
        if application.state == "draft" and edition.state == "open":
            begun = bool(application.form or application.self_evaluation or application.profile)
            status: Status = "incomplete" if begun else "not_started"
            tasks.append(Task("complete", status, link, "17(2)", edition.closes_at, "apply", **common))
        elif application.state in WAITING:
            due = edition.recommend_by if application.state == "submitted" else None
            key = f"waiting.{application.state}"
            tasks.append(Task(key, "done", link, WAITING[application.state], due, "recommend" if due else None, **common))
        if (
            application.state in ("accepted", "shortlisted")
            and edition.panel_closes_at is not None
            and now < edition.panel_closes_at
        ):
            tasks.append(Task("panel", "not_started", "/applicant/team", "32", edition.panel_closes_at, "panel", **common))
        if application.state == "shortlisted" and edition.state in AFTER_SITE:
            tasks.append(Task("rate", "done" if is_rated else "not_started", "/applicant/rating", "31", **common))
    tasks += await _proof(session, actor)
    return tasks


async def _proof(session: AsyncSession, actor: Actor) -> list[Task | None]:
    supplied = exists().where(
        ObjectionFile.objection_id == Objection.id, ObjectionFile.side == "applicant", ObjectionFile.state == "stored"
    )
    rows = await session.execute(
        select(Objection, supplied)
        .join(Application, Application.id == Objection.application_id)
        .where(
            Application.organisation_id == actor.organisation_id,
            Objection.state == "investigating",
            Objection.proof_due_at.is_not(None),
        )
    )
    return [
        Task(
            "prove",
            "done" if given else "not_started",
            links.objection("applicant", objection.id),
            "23",
            objection.proof_due_at,
            "prove",
            {"objection": objection.case_number},
            objection.case_number,
        )
        for objection, given in rows
    ]


def _of_department(actor: Actor) -> Select[uuid.UUID, str, dt.datetime | None]:
    return (
        select(Edition.id, Edition.title, Edition.recommend_by)
        .join(Application, Application.edition_id == Edition.id)
        .where(Application.department_id == actor.department_id, ~recused_from(actor, Application.id))
    )


async def recommender(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task | None]:
    """Recommend or refuse, look into objections (Art. 17(3), 22)."""
    waiting = Application.state == "submitted"
    rows = await session.execute(
        _of_department(actor)
        .add_columns(func.count().filter(waiting), func.count().filter(~waiting, Application.state != "draft"))
        .where(Edition.state == "open")
        .group_by(Edition.id)
    )
    link = "/recommender/applications"
    tasks = await declarations(session, actor)
    tasks += [
        counted("recommend", left, link, done=done, article="17(3)", due=due, late="recommend", subject=title)
        for _, title, due, left, done in rows
    ]
    objections = await session.execute(
        select(Objection.id, Objection.case_number, Objection.report_due_at)
        .join(Application, Application.id == Objection.application_id)
        .where(
            Application.department_id == actor.department_id,
            Objection.state == "investigating",
            ~recused_from(actor, Application.id),
        )
    )
    tasks += [
        Task(
            "report_objection",
            "not_started",
            links.objection("recommender", one),
            "22",
            due,
            "report_objection",
            {"objection": case},
            case,
        )
        for one, case, due in objections
    ]
    department = await session.get(Department, actor.department_id) if actor.department_id else None
    if department is not None and (
        department.cancelled_at is not None
        or (department.suspended_until is not None and department.suspended_until >= now.date())
    ):
        params = {"reason": department.restriction_reason, "until": department.suspended_until}
        tasks.append(Task("restricted", "incomplete", links.home("recommender"), "28", params=params))
    return tasks


async def expert(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task | None]:
    """Sign the undertaking, declare interests, score (Art. 17(5), 17(6), 32, 33)."""
    live = (
        select(TeamMember.edition_id, TeamMember.application_id)
        .join(Application, Application.id == TeamMember.application_id)
        .where(
            TeamMember.expert_id == actor.expert_id,
            TeamMember.released_at.is_(None),
            ~recused_from(actor, TeamMember.application_id),
        )
        .subquery()
    )
    tasks = [*await invitations(session, actor, now), *await declarations(session, actor)]
    sheets = await session.execute(
        select(ScoreSheet.id, ScoreSheet.stage, ScoreSheet.state, Application.case_number, Organisation.name)
        .join(Application, Application.id == ScoreSheet.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Edition, Edition.id == ScoreSheet.edition_id)
        .where(
            ScoreSheet.expert_id == actor.expert_id,
            Application.id.in_(select(live.c.application_id)),
            Edition.state.in_(tuple(SHEET_STATES.values())),
        )
        .order_by(ScoreSheet.state, Application.case_number)
    )
    for sheet_id, stage, state, case, organisation in sheets:
        article = "17(5)" if stage == "document" else "17(6)"
        done: Status = "done" if state == "submitted" else "not_started"
        params = {"case": case, "organisation": organisation}
        tasks.append(Task(f"score.{stage}", done, _sheet(sheet_id), article, params=params, subject=case))
    return tasks


def _sheet(sheet_id: uuid.UUID) -> str:
    return f"/expert/sheets/{sheet_id}"
