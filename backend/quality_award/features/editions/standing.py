"""What an edition holds at this moment: everything that the rules of Art. 17 look at, and what was voted on (SQL)."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import SYSTEM, Actor
from quality_award.access.recusal import recused_from
from quality_award.platform.clock import local_date
from quality_award.regulation.parameters import ruleset
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award, PrizePayment
from quality_award.tables.decisions import Motion
from quality_award.tables.editions import Edition, EditionExpert, ListEntry, Report
from quality_award.tables.objections import Objection
from quality_award.tables.parties import Expert, Organisation, RegulatoryRecord
from quality_award.tables.reviews import OpinionResult, ScoreSheet, TeamMember
from quality_award.tables.trail import AuditRecord

from .pure.digest import digest

DECIDED = ("refused", "upheld", "dismissed")


@dataclass(frozen=True)
class Candidate:
    """An organisation on a list, with what its eligibility is computed from (Art. 13 to 15, 27, 36)."""

    case_number: str
    organisation: Organisation
    wins: tuple[tuple[str, int], ...]
    """(prize, number of the edition) of each award that stands."""
    revoked_editions: tuple[int, ...]
    records: tuple[RegulatoryRecord, ...]


@dataclass(frozen=True)
class Standing:
    """What an edition holds at this moment; `lists` has a kind as soon as that list was drawn up, empty ones too."""

    previous_year: int | None
    team: tuple[tuple[str, str, bool, bool], ...]
    """(name, status, qualified to lead, checked) of each invited expert."""
    answers: tuple[tuple[str, str | None, dt.datetime | None], ...]
    """(name, answer, answer by) of each invited expert who has to answer, or who has."""
    applications: dict[str, int]
    sheets: dict[str, dict[str, int]]
    lists: dict[str, dict[str, int]]
    reports: frozenset[str]
    carried: frozenset[str]
    without_team: tuple[str, ...]
    open_objections: int
    unpaid: int
    candidates: tuple[Candidate, ...]
    final_outside_initial: tuple[str, ...]
    upheld_on_final: tuple[str, ...]
    without_opinion: tuple[str, ...]
    subjects: dict[str, tuple[tuple[str, str, str], ...]]


GATED_LIST = {"evaluation": "proposed", "deliberation": "initial", "settlement": "final"}
"""State → the list whose members are examined once more before it is passed on."""


async def _applications(session: AsyncSession, edition_id: uuid.UUID, reader: Actor) -> dict[str, int]:
    rows = await session.execute(
        select(Application.state, func.count())
        .where(Application.edition_id == edition_id, ~recused_from(reader, Application.id))
        .group_by(Application.state)
    )
    return dict(rows.tuples().all())


async def list_counts(session: AsyncSession, edition_id: uuid.UUID, reader: Actor = SYSTEM) -> dict[str, dict[str, int]]:
    """Kind → tier → number of every list that was drawn up. A list may be empty (Art. 3): the trail says that it was drawn."""
    drawn: dict[str, dict[str, int]] = {
        action.removeprefix("draw_"): {}
        for action in await session.scalars(
            select(AuditRecord.action)
            .where(AuditRecord.entity == "edition", AuditRecord.entity_id == edition_id, AuditRecord.action.startswith("draw_"))
            .distinct()
        )
    }
    rows = await session.execute(
        select(ListEntry.kind, func.coalesce(ListEntry.tier, "untiered"), func.count())
        .where(ListEntry.edition_id == edition_id, ~recused_from(reader, ListEntry.application_id))
        .group_by(ListEntry.kind, ListEntry.tier)
    )
    for kind, tier, count in rows.tuples():
        drawn.setdefault(kind, {})[tier] = count
    return drawn


async def _sheets(session: AsyncSession, edition_id: uuid.UUID, reader: Actor) -> dict[str, dict[str, int]]:
    """Stage → state → number of score sheets of live team members: a released member's sheet holds nothing up."""
    rows = await session.execute(
        select(ScoreSheet.stage, ScoreSheet.state, func.count())
        .join(
            TeamMember,
            and_(
                TeamMember.application_id == ScoreSheet.application_id,
                TeamMember.expert_id == ScoreSheet.expert_id,
                TeamMember.released_at.is_(None),
            ),
        )
        .where(ScoreSheet.edition_id == edition_id, ~recused_from(reader, ScoreSheet.application_id))
        .group_by(ScoreSheet.stage, ScoreSheet.state)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for stage, state, count in rows.tuples():
        found[stage][state] = count
    return dict(found)


async def _without_team(session: AsyncSession, edition_id: uuid.UUID, reader: Actor) -> tuple[str, ...]:
    led = exists().where(TeamMember.application_id == Application.id, TeamMember.leader, TeamMember.released_at.is_(None))
    rows = await session.scalars(
        select(Application.case_number)
        .where(
            Application.edition_id == edition_id,
            Application.state.in_(("accepted", "shortlisted")),
            ~led,
            ~recused_from(reader, Application.id),
        )
        .order_by(Application.case_number)
    )
    return tuple(rows)


async def _without_opinion(session: AsyncSession, edition_id: uuid.UUID, reader: Actor) -> tuple[str, ...]:
    known = exists().where(OpinionResult.application_id == Application.id)
    rows = await session.scalars(
        select(Application.case_number)
        .where(
            Application.edition_id == edition_id,
            Application.state == "shortlisted",
            ~known,
            ~recused_from(reader, Application.id),
        )
        .order_by(Application.case_number)
    )
    return tuple(rows)


async def _subjects(session: AsyncSession, edition_id: uuid.UUID, reader: Actor) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """List of winners → (case, prize, what was applied for) of each entry."""
    rows = await session.execute(
        select(ListEntry.kind, Application.case_number, ListEntry.tier, Application.subject)
        .join(Application, Application.id == ListEntry.application_id)
        .where(ListEntry.edition_id == edition_id, ListEntry.tier.is_not(None), ~recused_from(reader, ListEntry.application_id))
        .order_by(Application.case_number)
    )
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for kind, case, tier, subject in rows.tuples():
        found[kind].append((case, tier or "", subject))
    return {kind: tuple(entries) for kind, entries in found.items()}


async def _carried(session: AsyncSession, edition: Edition) -> frozenset[str]:
    """Kinds of motion whose last vote on exactly what stands now was carried."""
    rows = await session.execute(
        select(Motion.kind, Motion.snapshot, Motion.state)
        .where(
            Motion.edition_id == edition.id,
            Motion.kind.in_(("plan", "accepted_list", "initial_list", "final_list")),
            Motion.state.in_(("carried", "rejected")),
        )
        .order_by(Motion.closed_at)
    )
    votes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, snapshot, state in rows.tuples():
        votes[kind].append((snapshot, state))
    carried = set()
    for kind, outcomes in votes.items():
        now = await current_snapshot(session, edition, kind)
        on_this = [state for snapshot, state in outcomes if snapshot == now]
        if on_this and on_this[-1] == "carried":
            carried.add(kind)
    return frozenset(carried)


async def current_snapshot(session: AsyncSession, edition: Edition, kind: str) -> str:
    """The digest of what the committee votes on: `plan`, `accepted_list`, `initial_list` or `final_list` (Art. 8, 17).

    Raises ValueError for another kind.
    """
    if kind == "plan":
        experts = await session.scalars(
            select(EditionExpert.expert_id).where(EditionExpert.edition_id == edition.id).order_by(EditionExpert.expert_id)
        )
        law = ruleset(edition.ruleset_code)
        return digest(
            {
                "title": edition.title,
                "year": edition.year,
                "plan": edition.plan_text,
                "windows": [_instant(at) for at in (edition.opens_at, edition.closes_at, edition.recommend_by)],
                "settings": {point.key: law.setting(point.key, edition.local_settings) for point in law.points},
                "ruleset": edition.ruleset_code,
                "criteria": edition.criteria_code,
                "agency": edition.agency_id,
                "procurement": edition.procurement_record,
                "interval_exception": edition.interval_exception,
                "experts": [str(expert) for expert in experts],
            }
        )
    if kind == "accepted_list":
        rows = await session.execute(
            select(Application.id, Application.state)
            .where(
                Application.edition_id == edition.id,
                Application.state.in_(("filed", "formal_passed", "formal_failed")),
            )
            .order_by(Application.id)
        )
        return digest([(str(application), state) for application, state in rows.tuples()])
    if kind in ("initial_list", "final_list"):
        entries = await session.execute(
            select(ListEntry.application_id, ListEntry.tier)
            .where(ListEntry.edition_id == edition.id, ListEntry.kind == kind.removesuffix("_list"))
            .order_by(ListEntry.application_id)
        )
        return digest([(str(application), tier) for application, tier in entries.tuples()])
    raise ValueError(f"no snapshot for motions of kind {kind}")


def _instant(at: dt.datetime | None) -> str | None:
    return at.astimezone(dt.UTC).isoformat() if at else None


async def _final_problems(session: AsyncSession, edition: Edition, reader: Actor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cases on the final list that the public was not shown in that tier (Art. 17(8)), and those that failed (Art. 24)."""
    law = ruleset(edition.ruleset_code)
    shown = select(ListEntry.application_id, ListEntry.tier).where(
        ListEntry.edition_id == edition.id, ListEntry.kind == "initial"
    )
    initial = dict((await session.execute(shown)).tuples().all())
    upheld = exists().where(Objection.application_id == Application.id, Objection.state == "upheld")
    rows = await session.execute(
        select(Application.id, Application.case_number, ListEntry.tier, or_(Application.state == "failed", upheld))
        .join(ListEntry, ListEntry.application_id == Application.id)
        .where(ListEntry.edition_id == edition.id, ListEntry.kind == "final", ~recused_from(reader, Application.id))
        .order_by(Application.case_number)
    )
    outside, failed = [], []
    for application, case, tier, fallen in rows.tuples():
        before = initial.get(application)
        if tier is None or before is None or law.tier_rank(tier) < law.tier_rank(before):
            outside.append(case)
        if fallen:
            failed.append(case)
    return tuple(outside), tuple(failed)


async def candidates(session: AsyncSession, edition: Edition, kind: str, reader: Actor = SYSTEM) -> tuple[Candidate, ...]:
    """Everyone on a list with awards, revocations and standing records, for the examination at the gate."""
    rows = (
        await session.execute(
            select(Application.case_number, Organisation)
            .join(ListEntry, ListEntry.application_id == Application.id)
            .join(Organisation, Organisation.id == Application.organisation_id)
            .where(ListEntry.edition_id == edition.id, ListEntry.kind == kind, ~recused_from(reader, Application.id))
            .order_by(Application.case_number)
        )
    ).tuples()
    return await with_history(session, edition.authority_id, [(case, organisation) for case, organisation in rows])


async def with_history(
    session: AsyncSession, authority_id: uuid.UUID, found: list[tuple[str, Organisation]]
) -> tuple[Candidate, ...]:
    """Organisations, each under its case number, with awards, revocations and standing records."""
    ids = [organisation.id for _, organisation in found]
    records: dict[str, list[RegulatoryRecord]] = defaultdict(list)
    for record in await session.scalars(
        select(RegulatoryRecord).where(
            RegulatoryRecord.uscc.in_([organisation.uscc for _, organisation in found]),
            RegulatoryRecord.set_aside_at.is_(None),
        )
    ):
        records[record.uscc].append(record)
    wins: dict[uuid.UUID, list[tuple[str, int]]] = defaultdict(list)
    revoked: dict[uuid.UUID, list[int]] = defaultdict(list)
    editions = (await session.execute(_when_each_began(authority_id))).tuples().all()
    for award, number in (
        await session.execute(
            select(Award, Edition.number).join(Edition, Edition.id == Award.edition_id).where(Award.organisation_id.in_(ids))
        )
    ).tuples():
        if award.state != "revoked":
            wins[award.organisation_id].append((award.tier, number))
        if award.state == "revoked" and award.revoked_on is not None:
            begun = [n for n, year, at in editions if (local_date(at) if at else dt.date(year, 1, 1)) <= award.revoked_on]
            revoked[award.organisation_id].append(max(begun, default=number))
    return tuple(
        Candidate(
            case, organisation, tuple(wins[organisation.id]), tuple(revoked[organisation.id]), tuple(records[organisation.uscc])
        )
        for case, organisation in found
    )


def _when_each_began(authority_id: uuid.UUID) -> Select[int, int, dt.datetime | None]:
    return select(Edition.number, Edition.year, Edition.announced_at).where(Edition.authority_id == authority_id)


async def standing(session: AsyncSession, edition: Edition, reader: Actor = SYSTEM) -> Standing:
    """Everything that the rules of Art. 17 look at, read in one go; to a reader without the cases that they are recused from."""
    previous_year = await session.scalar(
        select(func.max(Edition.year)).where(Edition.authority_id == edition.authority_id, Edition.number < edition.number)
    )
    invited = await session.execute(
        select(Expert.name, Expert.status, Expert.leader_qualified, EditionExpert.checked_at.is_not(None))
        .join(EditionExpert, EditionExpert.expert_id == Expert.id)
        .where(EditionExpert.edition_id == edition.id)
        .order_by(Expert.name)
    )
    answers = await session.execute(
        select(Expert.name, EditionExpert.answer, EditionExpert.answer_by)
        .join(EditionExpert, EditionExpert.expert_id == Expert.id)
        .where(
            EditionExpert.edition_id == edition.id,
            or_(EditionExpert.answer_by.is_not(None), EditionExpert.answer.is_not(None)),
        )
        .order_by(Expert.name)
    )
    open_objections = await session.scalar(
        select(func.count()).where(
            Objection.edition_id == edition.id,
            Objection.state.not_in(DECIDED),
            ~recused_from(reader, Objection.application_id),
        )
    )
    unpaid = await session.scalar(
        select(func.count())
        .select_from(PrizePayment)
        .join(Award, Award.id == PrizePayment.award_id)
        .where(
            Award.edition_id == edition.id,
            PrizePayment.state == "pending",
            ~recused_from(reader, Award.application_id),
        )
    )
    outside, upheld = await _final_problems(session, edition, reader) if edition.state == "settlement" else ((), ())
    gated = GATED_LIST.get(edition.state)
    return Standing(
        previous_year=previous_year,
        team=tuple(invited.tuples()),
        answers=tuple(answers.tuples()),
        applications=await _applications(session, edition.id, reader),
        sheets=await _sheets(session, edition.id, reader),
        lists=await list_counts(session, edition.id, reader),
        reports=frozenset(await session.scalars(select(Report.kind).where(Report.edition_id == edition.id))),
        carried=await _carried(session, edition),
        without_team=await _without_team(session, edition.id, reader),
        open_objections=open_objections or 0,
        unpaid=unpaid or 0,
        candidates=await candidates(session, edition, gated, reader) if gated else (),
        final_outside_initial=outside,
        upheld_on_final=upheld,
        without_opinion=await _without_opinion(session, edition.id, reader) if edition.state == "public_opinion" else (),
        subjects=await _subjects(session, edition.id, reader),
    )
