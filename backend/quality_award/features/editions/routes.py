"""Editions over HTTP (Art. 3, 5, 8 to 10, 17)."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import may, require
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.platform.http.paging import Page, SliceDep
from quality_award.regulation.parameters import LocalPoint, Ruleset, ruleset
from quality_award.regulation.stages import STAGES, stage_of
from quality_award.tables.editions import Edition
from quality_award.workflow import explain
from quality_award.workflow.deadlines import present_deadlines
from quality_award.workflow.present import present_actions

from . import queries, service
from .pure.course import next_deadline, step_of
from .pure.invitation import against
from .schemas import (
    AnswerIn,
    CountsOut,
    EditionActionIn,
    EditionExpertOut,
    EditionIn,
    EditionOut,
    EditionPatchIn,
    EditionSummaryOut,
    InviteIn,
    PlaceOut,
    SettingIn,
    SettingOptionOut,
    SettingOut,
    StageOut,
)
from .standing import Standing, standing

router = APIRouter(route_class=TransactionalRoute, tags=["editions"])

_ANSWERS: dict[str, Literal["accepted", "declined"]] = {"accepted": "accepted", "declined": "declined"}
_AGAINST: dict[str, Literal["", "waiting", "overdue", "declined"]] = {
    "": "", "waiting": "waiting", "overdue": "overdue", "declined": "declined",
}  # fmt: skip
INSIDE = frozenset({"office", "agency", "committee", "government", "auditor"})
"""Roles that run, decide or supervise the edition: they see its plan and counts."""


def _setting(point: LocalPoint, confirmed: dict[str, object], lang: str) -> SettingOut:
    entry = confirmed.get(point.key)
    stored = entry if isinstance(entry, dict) else {}
    english = lang == "en"
    return SettingOut(
        key=point.key,
        number=point.number,
        article=point.article,
        type=point.type,
        title=point.title_en if english else point.title_zh,
        ground=point.ground_en if english else point.ground_zh,
        default=point.display_default,
        value=stored.get("value", point.default),
        options=[SettingOptionOut(value=str(o.value), label=o.en if english else o.zh) for o in point.options],
        min=point.min,
        max=point.max,
        confirmed=bool(stored),
        confirmed_by=stored.get("confirmed_by"),
        confirmed_at=dt.datetime.fromisoformat(stored["confirmed_at"]) if stored.get("confirmed_at") else None,
    )


def _counts(held: Standing) -> CountsOut:
    return CountsOut(
        applications=held.applications,
        experts=len(held.team),
        leaders=sum(qualified for _, _, qualified, _ in held.team),
        unchecked_experts=sum(not checked for *_, checked in held.team),
        without_team=len(held.without_team),
        sheets=held.sheets,
        lists=held.lists,
        reports=sorted(held.reports),
        carried=sorted(held.carried),
        open_objections=held.open_objections,
        unpaid=held.unpaid,
    )


def stages_out(law: Ruleset, state: str) -> list[StageOut]:
    """The stages of an edition in their order, with where it stands."""
    here = law.stages.index(stage_of(state).key)
    return [
        StageOut(
            key=key,
            article=law.cite(STAGES[key].article),
            standing="behind" if place < here or state == "closed" else "here" if place == here else "ahead",
        )
        for place, key in enumerate(law.stages)
    ]


async def _present(session: SessionDep, actor: ActorDep, edition: Edition, now: NowDep, lang: str) -> EditionOut:
    law = ruleset(edition.ruleset_code)
    inside = actor.role in INSIDE
    held = await standing(session, edition, actor) if inside else None
    actions = []
    if held:
        facts = await service.facts_for(session, actor, edition, held, now)
        actions = present_actions(explain(edition, actor=actor, facts=facts), lang)
    ends = next_deadline(
        edition.state,
        closes_at=edition.closes_at,
        recommend_by=edition.recommend_by,
        publicity_ends_at=edition.publicity_ends_at,
        now=now,
    )
    draft = edition.state == "draft"
    return EditionOut(
        id=edition.id,
        version=edition.version,
        state=edition.state,
        actions=actions,
        number=edition.number,
        year=edition.year,
        title=edition.title,
        step=step_of(edition.state, edition.closes_at, now),
        deadline_kind=ends[0] if ends else None,
        deadline_at=ends[1] if ends else None,
        deadlines=present_deadlines(
            lang,
            ("application_window", edition.closes_at),
            ("recommendation", edition.recommend_by),
            ("publicity", edition.publicity_ends_at),
        ),
        ruleset_code=edition.ruleset_code,
        ruleset_title=law.title_en if lang == "en" else law.title_zh,
        criteria_code=edition.criteria_code,
        pinned_at=edition.pinned_at,
        announced_at=edition.announced_at,
        opens_at=edition.opens_at,
        closes_at=edition.closes_at,
        recommend_by=edition.recommend_by,
        publicity_starts_at=edition.publicity_starts_at,
        publicity_ends_at=edition.publicity_ends_at,
        places=[
            PlaceOut(tier=tier.key, subject=tier.subject, quota=law.quotas[tier.key], prize=law.prizes[tier.key])
            for tier in law.tiers
        ],
        stages=stages_out(law, edition.state),
        quota_total=law.quota_total,
        plan_text=edition.plan_text if inside else None,
        interval_exception=edition.interval_exception if inside else None,
        agency_id=edition.agency_id if inside else None,
        agency=await queries.agency_name(session, edition.agency_id) if inside else None,
        procurement_record=edition.procurement_record if inside else None,
        approval_document=edition.approval_document,
        approved_on=edition.approved_on,
        budget_work=edition.budget_work if inside else None,
        budget_prizes=edition.budget_prizes if inside else None,
        settings=[_setting(point, edition.local_settings, lang) for point in law.points],
        counts=_counts(held) if held else None,
        may_edit_plan=draft and may(actor, "editions.edit_plan"),
        may_invite=draft and may(actor, "editions.invite_experts"),
        may_check=draft and may(actor, "editions.check_experts"),
    )


@router.get("/editions")
async def list_editions(
    session: SessionDep, actor: ActorDep, now: NowDep, page: SliceDep, state: Annotated[str | None, Query()] = None
) -> Page[EditionSummaryOut]:
    """Editions that the actor may see, newest first."""
    require(actor, "editions.read")
    rows = await queries.page(session, actor, state=state, cursor=page.cursor, limit=page.limit + 1)
    kept = rows[: page.limit]
    return Page(
        items=[
            EditionSummaryOut(
                id=edition.id,
                version=edition.version,
                state=edition.state,
                number=edition.number,
                year=edition.year,
                title=edition.title,
                step=step_of(edition.state, edition.closes_at, now),
                opens_at=edition.opens_at,
                closes_at=edition.closes_at,
                recommend_by=edition.recommend_by,
                publicity_starts_at=edition.publicity_starts_at,
                publicity_ends_at=edition.publicity_ends_at,
                agency=agency if actor.role in INSIDE else None,
            )
            for edition, agency in kept
        ],
        next_cursor=kept[-1][0].id if len(rows) > page.limit else None,
    )


@router.post("/editions", status_code=201)
async def create_edition(
    body: EditionIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> EditionOut:
    """Start the next edition (Art. 3)."""
    edition = await service.create_edition(session, actor=actor, body=body, now=now)
    set_etag(response, edition.version)
    return await _present(session, actor, edition, now, lang)


@router.get("/editions/current")
async def read_current_edition(
    session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> EditionOut | None:
    """The edition that runs now, as far as the actor may see it; null between two editions."""
    require(actor, "editions.read")
    edition = await queries.current(session, actor)
    if edition is None:
        return None
    set_etag(response, edition.version)
    return await _present(session, actor, edition, now, lang)


@router.get("/editions/{edition_id}")
async def read_edition(
    edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> EditionOut:
    """One edition with its plan, settings, counts and what may be done."""
    require(actor, "editions.read")
    edition = await queries.one(session, actor, edition_id)
    if edition is None:
        raise NotFound
    set_etag(response, edition.version)
    return await _present(session, actor, edition, now, lang)


@router.patch("/editions/{edition_id}")
async def edit_edition(
    edition_id: uuid.UUID,
    body: EditionPatchIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> EditionOut:
    """Autosave of the plan."""
    await service.edit_edition(session, actor=actor, edition_id=edition_id, body=body, version=version, now=now)
    return await read_edition(edition_id, session, actor, now, lang, response)


@router.put("/editions/{edition_id}/settings/{key}")
async def confirm_setting(
    edition_id: uuid.UUID,
    key: str,
    body: SettingIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> EditionOut:
    """Confirm or change one open point."""
    await service.confirm_setting(
        session, actor=actor, edition_id=edition_id, key=key, value=body.value, version=version, now=now
    )
    return await read_edition(edition_id, session, actor, now, lang, response)


@router.post("/editions/{edition_id}/actions/{action}")
async def act_on_edition(
    edition_id: uuid.UUID,
    action: str,
    body: EditionActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> EditionOut:
    """Take the edition one step of Art. 17."""
    await service.act_on_edition(session, actor=actor, edition_id=edition_id, action=action, body=body, version=version, now=now)
    return await read_edition(edition_id, session, actor, now, lang, response)


async def _team(session: SessionDep, actor: ActorDep, edition_id: uuid.UUID, now: NowDep) -> list[EditionExpertOut]:
    require(actor, "experts.read")
    if await queries.one(session, actor, edition_id) is None:
        raise NotFound
    return [
        EditionExpertOut(
            expert_id=one.expert.id,
            name=one.expert.name,
            pool_number=one.expert.pool_number,
            off_pool_reason=one.expert.off_pool_reason,
            provenance=one.expert.provenance,
            employer=one.expert.employer,
            title=one.expert.title,
            categories=one.expert.categories,
            divisions=one.expert.divisions,
            leader_qualified=one.expert.leader_qualified,
            status=one.expert.status,
            invited_by=one.invited_by,
            invited_at=one.invitation.invited_at,
            answer_by=one.invitation.answer_by,
            answer=_ANSWERS.get(one.invitation.answer or ""),
            answered_at=one.invitation.answered_at,
            answered_by=one.answered_by,
            answer_note=one.invitation.answer_note,
            against=_AGAINST[against(one.invitation.answer, one.invitation.answer_by, now)],
            checked_at=one.checked_at,
            assignments=one.assignments,
        )
        for one in await queries.team(session, edition_id, actor)
    ]


@router.get("/editions/{edition_id}/experts")
async def list_edition_experts(
    edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[EditionExpertOut]:
    """The expert team of the edition."""
    return await _team(session, actor, edition_id, now)


@router.post("/editions/{edition_id}/experts")
async def invite_edition_experts(
    edition_id: uuid.UUID, body: InviteIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[EditionExpertOut]:
    """Propose experts for the team (Art. 10). Who declined, or did not answer in time, is invited anew."""
    await service.invite_experts(
        session, actor=actor, edition_id=edition_id, expert_ids=body.expert_ids, answer_by=body.answer_by, now=now
    )
    return await _team(session, actor, edition_id, now)


@router.put("/editions/{edition_id}/experts/{expert_id}/answer", status_code=204)
async def answer_invitation(
    edition_id: uuid.UUID, expert_id: uuid.UUID, body: AnswerIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> None:
    """Accept or decline an invitation; the office or the agency records an answer that was given otherwise, with a note."""
    await service.answer_invitation(session, actor=actor, edition_id=edition_id, expert_id=expert_id, body=body, now=now)


@router.post("/editions/{edition_id}/experts/{expert_id}/check")
async def check_edition_expert(
    edition_id: uuid.UUID, expert_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[EditionExpertOut]:
    """The office has checked this expert."""
    await service.check_expert(session, actor=actor, edition_id=edition_id, expert_id=expert_id, now=now)
    return await _team(session, actor, edition_id, now)


@router.delete("/editions/{edition_id}/experts/{expert_id}")
async def remove_edition_expert(
    edition_id: uuid.UUID, expert_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[EditionExpertOut]:
    """Take an expert out of the proposed team."""
    await service.remove_expert(session, actor=actor, edition_id=edition_id, expert_id=expert_id, now=now)
    return await _team(session, actor, edition_id, now)
