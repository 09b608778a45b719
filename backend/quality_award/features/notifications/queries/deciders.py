"""Tasks of those who run, decide, watch and administer the award."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.permissions import STAFF
from quality_award.access.recusal import recused_from
from quality_award.features.conflicts import queries as conflicts
from quality_award.features.deliberation import queries as deliberation
from quality_award.features.editions.facts import panel_of
from quality_award.features.record_matches import queries as record_matches
from quality_award.features.recusals.queries import visible_recusals
from quality_award.platform.clock import local_date
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award, PrizePayment
from quality_award.tables.calendar import CalendarYear, DueConsequence
from quality_award.tables.decisions import Ballot, Motion
from quality_award.tables.editions import Edition, EditionExpert, ListEntry, Report
from quality_award.tables.identity import Membership, User
from quality_award.tables.objections import Objection
from quality_award.tables.reviews import Recusal, ScoreSheet, TeamMember
from quality_award.tables.trail import AuditRecord

from ..pure import links
from ..pure.task import Status, Task, counted
from . import duties, pool

OPEN_OBJECTION = ("received", "investigating", "transferred", "reported")
REVIEWED = ("formal_passed", "formal_failed")


@dataclass
class Work:
    """What an edition has of each kind: applications and sheets by state, reports, lists, and so on."""

    applications: dict[str, int] = field(default_factory=dict)
    sheets: dict[tuple[str, str], int] = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    without_leader: int = 0
    with_leader: int = 0
    experts: int = 0
    unchecked_experts: int = 0
    not_accepted: int = 0
    objections: dict[str, int] = field(default_factory=dict)
    payments: dict[str, int] = field(default_factory=dict)


async def _editions(session: AsyncSession, statement: Select[Edition]) -> list[Edition]:
    return list(await session.scalars(statement.where(Edition.state != "closed").order_by(Edition.number.desc())))


async def _work(session: AsyncSession, actor: Actor, edition: Edition) -> Work:
    """Counted without the cases that the actor is recused from (Art. 32)."""
    seen = (Application.edition_id == edition.id, ~recused_from(actor, Application.id))
    work = Work()
    rows = await session.execute(select(Application.state, func.count()).where(*seen).group_by(Application.state))
    work.applications = dict(rows.tuples().all())
    sheets = await session.execute(
        select(ScoreSheet.stage, ScoreSheet.state, func.count())
        .join(Application, Application.id == ScoreSheet.application_id)
        .join(
            TeamMember,
            (TeamMember.application_id == ScoreSheet.application_id)
            & (TeamMember.expert_id == ScoreSheet.expert_id)
            & TeamMember.released_at.is_(None),
        )
        .where(*seen)
        .group_by(ScoreSheet.stage, ScoreSheet.state)
    )
    work.sheets = {(stage, state): count for stage, state, count in sheets}
    work.reports = set(await session.scalars(select(Report.kind).where(Report.edition_id == edition.id)))
    work.lists = set(await session.scalars(select(ListEntry.kind).where(ListEntry.edition_id == edition.id).distinct()))
    led = exists().where(TeamMember.application_id == Application.id, TeamMember.leader, TeamMember.released_at.is_(None))
    teams = await session.execute(
        select(func.count().filter(~led), func.count().filter(led)).where(*seen, Application.state == "accepted")
    )
    work.without_leader, work.with_leader = teams.one()
    experts = await session.execute(
        select(
            func.count(),
            func.count().filter(EditionExpert.checked_at.is_(None)),
            func.count().filter(
                or_(EditionExpert.answer == "declined", EditionExpert.answer.is_(None) & EditionExpert.answer_by.is_not(None))
            ),
        ).where(EditionExpert.edition_id == edition.id)
    )
    work.experts, work.unchecked_experts, work.not_accepted = experts.one()
    objections = await session.execute(
        select(Objection.state, func.count())
        .join(Application, Application.id == Objection.application_id)
        .where(*seen)
        .group_by(Objection.state)
    )
    work.objections = dict(objections.tuples().all())
    payments = await session.execute(
        select(PrizePayment.state, func.count())
        .join(Award, Award.id == PrizePayment.award_id)
        .where(Award.edition_id == edition.id, ~recused_from(actor, Award.application_id))
        .group_by(PrizePayment.state)
    )
    work.payments = dict(payments.tuples().all())
    return work


def _report(work: Work, kind: str, link: str, article: str, title: str) -> Task:
    status: Status = "done" if kind in work.reports else "not_started"
    return Task(f"report.{kind}", status, f"{link}/reports", article, params={"edition": title}, subject=title)


def _sheets(work: Work, stage: str, link: str, article: str, title: str) -> Task | None:
    left, done = work.sheets.get((stage, "open"), 0), work.sheets.get((stage, "submitted"), 0)
    return counted(f"sheets.{stage}", left, link, done=done, article=article, subject=title)


async def office(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task | None]:
    """What Art. 9 and 17 leave to the office, by the state of each edition, and what has come in."""
    tasks: list[Task | None] = []
    for edition in await _editions(session, select(Edition).where(Edition.authority_id == actor.authority_id)):
        tasks += _of_office(edition, await _work(session, actor, edition), now)
    waiting = visible_recusals(actor).where(Recusal.state == "requested").subquery()
    recusals = await session.scalar(select(func.count()).select_from(waiting))
    tasks.append(counted("recusals", recusals or 0, "/office/recusals", article="32"))
    tasks.append(await duties.break_glass(session, actor))
    tasks += await duties.declarations(session, actor)
    for edition_id, title, left in await conflicts.waiting(session, actor):
        link = links.part("office", edition_id, "conflicts")
        tasks.append(counted("conflicts", left, link, article="32", subject=title))
    matches = await record_matches.waiting(session, actor)
    tasks.append(counted("record_matches", matches, "/office/record-matches", article="36"))
    return tasks + await _silences(session, actor) + await _calendar(session, actor, now)


async def _silences(session: AsyncSession, actor: Actor) -> list[Task | None]:
    """Consequences of silence that the system has proposed and a person has to confirm (Art. 22, 23)."""
    rows = await session.execute(
        select(Objection.id, Objection.case_number, DueConsequence.kind)
        .join(DueConsequence, (DueConsequence.entity == "objection") & (DueConsequence.entity_id == Objection.id))
        .join(Application, Application.id == Objection.application_id)
        .where(
            Application.authority_id == actor.authority_id,
            Objection.state == "investigating",
            or_(
                (DueConsequence.kind == "recommender_silent") & (DueConsequence.due_at == Objection.report_due_at),
                DueConsequence.kind.in_(("applicant_silent", "objector_silent"))
                & (DueConsequence.due_at == Objection.proof_due_at),
            ),
            ~recused_from(actor, Application.id),
        )
        .order_by(DueConsequence.id)
    )
    return [
        Task(
            f"confirm.{kind}",
            "not_started",
            links.objection("office", one),
            "22" if kind == "recommender_silent" else "23",
            params={"objection": case},
            subject=case,
        )
        for one, case, kind in rows
    ]


async def _calendar(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task | None]:
    """Years whose working days one or two people have yet to confirm: those that have begun, and next year's once published."""
    rows = await session.execute(
        select(CalendarYear.year, CalendarYear.first_by)
        .where(
            CalendarYear.authority_id == actor.authority_id,
            CalendarYear.second_by.is_(None),
            or_(CalendarYear.published, CalendarYear.year <= local_date(now).year),
            CalendarYear.year >= local_date(now).year,
        )
        .order_by(CalendarYear.year)
    )
    return [
        Task(
            "calendar",
            "not_started" if first is None else "in_progress",
            "/office/calendar",
            "22",
            params={"year": year},
            subject=str(year),
        )
        for year, first in rows
    ]


def _of_office(edition: Edition, work: Work, now: dt.datetime) -> list[Task | None]:
    title, here = edition.title, links.edition("office", edition.id)

    def step(
        key: str, article: str, status: Status = "not_started", due: dt.datetime | None = None, late: str | None = None
    ) -> Task:
        return Task(key, status, here, article, due, late, {"edition": title}, title)

    def page(name: str, key: str, article: str, status: Status = "not_started") -> Task:
        return Task(key, status, links.part("office", edition.id, name), article, params={"edition": title}, subject=title)

    tasks: list[Task | None] = []
    match edition.state:
        case "draft":
            tasks.append(page("plan", "plan", "17(1)", "incomplete" if edition.plan_text else "not_started"))
            checked = work.experts - work.unchecked_experts
            tasks.append(
                counted(
                    "check_experts",
                    work.unchecked_experts,
                    links.part("office", edition.id, "team"),
                    done=checked,
                    article="17(1)",
                    subject=title,
                )
            )
            team = links.part("office", edition.id, "team")
            tasks.append(counted("invitations", work.not_accepted, team, article="10", subject=title))
        case "plan_review":
            tasks.append(step("await_plan", "17(1)", "in_progress"))
        case "plan_approved":
            tasks.append(step("publish_notice", "17(1)", due=edition.opens_at))
        case "open":
            handed_in = sum(count for state, count in work.applications.items() if state != "draft")
            params = {"drafts": work.applications.get("draft", 0), "handed_in": handed_in}
            tasks.append(Task("window", "in_progress", here, "17(2)", edition.closes_at, "window", params, title))
            tasks.append(
                counted("await_recommendations", work.applications.get("submitted", 0), here, article="17(3)",
                        due=edition.recommend_by, late="recommend", subject=title)
            )  # fmt: skip
            if edition.recommend_by is not None and now >= edition.recommend_by:
                tasks.append(step("close_window", "17(3)"))
        case "formal_review":
            reviewed = sum(work.applications.get(state, 0) for state in REVIEWED)
            left = work.applications.get("filed", 0)
            tasks.append(counted("formal_review", left, "/office/applications", done=reviewed, article="17(4)", subject=title))
            tasks.append(_report(work, "formal_review", here, "17(4)", title))
            if left == 0 and "formal_review" in work.reports:
                tasks.append(step("await_accepted_list", "17(4)", "in_progress"))
        case "document_review":
            tasks.append(_panel(edition, "/office/panel", now))
            tasks.append(
                counted("teams", work.without_leader, "/office/teams", done=work.with_leader, article="11", subject=title)
            )
            tasks.append(_sheets(work, "document", "/office/scores", "17(5)", title))
            tasks.append(_report(work, "document_review", here, "17(5)", title))
            tasks.append(page("lists/site", "site_list", "17(5)", "in_progress" if "site" in work.lists else "not_started"))
        case "defence":
            tasks.append(_sheets(work, "defence", "/office/scores", "17(6)", title))
            tasks.append(_report(work, "defence", here, "17(6)", title))
        case "site_review":
            tasks.append(_sheets(work, "site", "/office/scores", "17(6)", title))
            tasks.append(_report(work, "site_review", here, "17(6)", title))
        case "public_opinion":
            tasks.append(page("opinions", "public_opinion", "17(7)"))
        case "evaluation":
            tasks.append(_report(work, "evaluation", here, "17(7)", title))
            tasks.append(
                page("lists/proposed", "proposed_list", "17(7)", "in_progress" if "proposed" in work.lists else "not_started")
            )
        case "deliberation":
            tasks.append(step("await_initial_list", "17(8)", "in_progress"))
        case "initial_list":
            tasks.append(step("start_publicity", "17(8)"))
        case "publicity":
            over = edition.publicity_ends_at is not None and now >= edition.publicity_ends_at
            due = edition.publicity_ends_at
            tasks.append(step("end_publicity", "17(8)", "not_started" if over else "in_progress", due, "publicity"))
        case "settlement":
            tasks.append(_report(work, "verification", here, "17(9)", title))
            tasks.append(page("lists/final", "final_list", "17(9)", "in_progress" if "final" in work.lists else "not_started"))
        case "government":
            tasks.append(step("await_government", "17(9)", "in_progress"))
        case "approved":
            tasks.append(step("publish_results", "18"))
        case "conferred":
            paid = work.payments.get("paid", 0)
            tasks.append(
                counted("payments", work.payments.get("pending", 0), "/office/awards", done=paid, article="18", subject=title)
            )
            tasks.append(step("close_edition", "18"))
    open_objections = sum(work.objections.get(state, 0) for state in OPEN_OBJECTION)
    if edition.state in ("publicity", "settlement") and work.objections:
        decided = sum(work.objections.values()) - open_objections
        tasks.append(counted("objections", open_objections, "/office/objections", done=decided, article="21", subject=title))
    return tasks


def _panel(edition: Edition, link: str, now: dt.datetime) -> Task | None:
    """Show the applicants the candidate panel before teams are made (Art. 32)."""
    standing, title = panel_of(edition, now), edition.title
    if standing == "none":
        return None
    statuses: dict[str, Status] = {"before": "not_started", "running": "in_progress", "over": "done"}
    status = statuses[standing]
    return Task("open_panel", status, link, "32", edition.panel_closes_at, params={"edition": title}, subject=title)


async def agency(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task | None]:
    """Teams, sheets and reports of the editions that the agency was procured for (Art. 10, 11, 17(5) to (7))."""
    tasks: list[Task | None] = []
    mine = select(Edition).where(Edition.agency_id == actor.agency_id)
    for edition in await _editions(session, mine):
        work = await _work(session, actor, edition)
        title, here = edition.title, links.edition("agency", edition.id)
        match edition.state:
            case "draft":
                checked = work.experts - work.unchecked_experts
                status: Status = "in_progress" if checked or work.experts else "not_started"
                tasks.append(Task("invite_experts", status, f"{here}/team", "10", params={"edition": title}, subject=title))
                tasks.append(counted("invitations", work.not_accepted, f"{here}/team", article="10", subject=title))
            case "document_review":
                tasks.append(_panel(edition, "/agency/panel", now))
                tasks.append(
                    counted("teams", work.without_leader, "/agency/teams", done=work.with_leader, article="11", subject=title)
                )
                tasks.append(_sheets(work, "document", "/agency/scores", "17(5)", title))
                tasks.append(_report(work, "document_review", here, "17(5)", title))
            case "defence":
                tasks.append(_sheets(work, "defence", "/agency/scores", "17(6)", title))
                tasks.append(_report(work, "defence", here, "17(6)", title))
            case "site_review":
                tasks.append(_sheets(work, "site", "/agency/scores", "17(6)", title))
                tasks.append(_report(work, "site_review", here, "17(6)", title))
            case "evaluation":
                tasks.append(_report(work, "evaluation", here, "17(7)", title))
    return tasks + await duties.declarations(session, actor)


_CHAIRS: dict[str, tuple[str, str]] = {
    "plan_review": ("decide.plan", "17(1)"),
    "formal_review": ("decide.accepted_list", "17(4)"),
    "deliberation": ("decide.initial_list", "17(8)"),
    "settlement": ("decide.final_list", "17(9)"),
}


async def committee(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task | None]:
    """Vote; the chair and vice chairs also put the decisions into effect (Art. 8, 17, 24)."""
    voted = exists().where(Ballot.motion_id == Motion.id, Ballot.membership_id == actor.membership_id)
    rows = await session.execute(
        deliberation.visible_motions(actor)
        .where(Motion.state == "open")
        .with_only_columns(Motion.id, Motion.title, Motion.meeting_id, voted)
    )
    tasks: list[Task | None] = [
        Task(
            "vote",
            "done" if has else "not_started",
            f"/committee/meetings/{meeting}",
            "8",
            params={"motion": title},
            subject=title,
        )
        for _, title, meeting, has in rows
    ]
    if actor.seat in ("chair", "vice_chair"):
        editions = select(Edition).where(Edition.authority_id == actor.authority_id, Edition.state.in_(_CHAIRS))
        for edition in await _editions(session, editions):
            key, article = _CHAIRS[edition.state]
            link = links.edition("committee", edition.id)
            tasks.append(Task(key, "not_started", link, article, params={"edition": edition.title}, subject=edition.title))
        reported = await session.scalar(
            select(func.count())
            .select_from(Objection)
            .where(Objection.state == "reported", ~recused_from(actor, Objection.application_id))
        )
        tasks.append(counted("decide.objections", reported or 0, "/committee/objections", article="24"))
        tasks.append(await duties.break_glass(session, actor))
    return [*tasks, *await duties.declarations(session, actor), *await pool.draws(session, actor, now)]


async def government(session: AsyncSession, actor: Actor, _: dt.datetime) -> list[Task | None]:
    """Approve the final list, decide on revocations (Art. 17(9), 27, 36)."""
    waiting = select(Edition).where(Edition.authority_id == actor.authority_id, Edition.state == "government")
    tasks: list[Task | None] = [
        Task(
            "approve", "not_started", links.edition("government", edition.id), "17(9)",
            params={"edition": edition.title}, subject=edition.title,
        )
        for edition in await _editions(session, waiting)
    ]  # fmt: skip
    revocations = await session.scalar(
        select(func.count())
        .select_from(Award)
        .where(
            Award.authority_id == actor.authority_id,
            Award.state == "revocation_submitted",
            ~recused_from(actor, Award.application_id),
        )
    )
    tasks.append(counted("revoke", revocations or 0, "/government/revocations", article="36"))
    return tasks


async def auditor(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task | None]:
    """Verify the trail once a month; look into what runs (Art. 26)."""
    last = await session.scalar(
        select(func.max(AuditRecord.at)).where(AuditRecord.entity == "audit", AuditRecord.action == "verify")
    )
    due = last + dt.timedelta(days=30) if last else None
    fresh = due is not None and due > now
    verify = Task("verify", "done" if fresh else "not_started", "/auditor/audit", "26", due, params={"last": last})
    return [verify, *await duties.declarations(session, actor), *await pool.draws(session, actor, now)]


async def admin(session: AsyncSession, actor: Actor, now: dt.datetime) -> list[Task | None]:
    """Staff without a second factor, people without a role (GB/T 22239)."""
    in_force = exists().where(
        Membership.user_id == User.id,
        Membership.valid_from <= now,
        or_(Membership.valid_to.is_(None), Membership.valid_to > now),
    )
    row = (
        await session.execute(
            select(
                func.count().filter(in_force.where(Membership.role.in_(STAFF)), User.totp_confirmed_at.is_(None)),
                func.count().filter(~in_force),
            ).where(User.disabled_at.is_(None))
        )
    ).one()
    return [
        counted("second_factor", row[0], "/admin/people"),
        counted("without_role", row[1], "/admin/people"),
    ]
