"""Commands on editions: create, plan, open points, expert team, and every step of Art. 17."""

import datetime as dt
import uuid
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.platform.clock import local_date
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound, RuleRefusal
from quality_award.regulation.criteria import LATEST
from quality_award.regulation.facts import EditionFacts
from quality_award.regulation.finding import Finding
from quality_award.regulation.parameters import LocalPoint, in_force, ruleset
from quality_award.regulation.registry import run
from quality_award.tables.editions import Edition, EditionExpert
from quality_award.workflow import ANY_VERSION, lock, perform

from . import queries
from .effects import EFFECTS, open_sheets
from .facts import UNFIT, edition_facts, masked
from .pure.invitation import against, still_open
from .pure.wording import named
from .schemas import AnswerIn, EditionActionIn, EditionIn, EditionPatchIn
from .standing import Standing, standing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

BUDGET = frozenset({"budget_work", "budget_prizes"})
NEVER_NULL = frozenset({"title", "plan_text", "budget_work", "budget_prizes"})


async def create_edition(session: "AsyncSession", *, actor: Actor, body: EditionIn, now: dt.datetime) -> Edition:
    """A new edition under the ruleset in force today; two years after the last, or with the exception's text (Art. 3, 38)."""
    require(actor, "editions.create")
    law = in_force(local_date(now))
    last = await queries.last_edition(session, actor.authority_id)
    number = body.number or (last.number + 1 if last else 1)
    if last is not None and number <= last.number:
        raise Conflict("rule-refused", findings=[Finding("edition.number_taken", "3", {"number": number})], article="3")
    assert actor.authority_id is not None
    authority = await queries.authority(session, actor.authority_id)
    edition = Edition(
        authority_id=authority.id,
        number=number,
        year=body.year,
        title=body.title or named(number, authority.award_name),
        ruleset_code=law.code,
        criteria_code=LATEST,
        quotas={**law.quotas, "total": law.quota_total},
        interval_exception=body.interval_exception,
        local_settings={},
        plan_text="",
        state="draft",
        budget_work=0,
        budget_prizes=sum(law.prizes[tier] * places for tier, places in law.quotas.items()),
        created_at=now,
    )
    session.add(edition)
    await session.flush()
    facts = edition_facts(edition, await standing(session, edition), now=now)
    if findings := run(("edition.interval",), facts):
        raise RuleRefusal(findings=findings, entity="edition", action="create", article="3")
    await _record(session, actor, edition, now, "create", "3", {"number": number, "year": body.year})
    return edition


async def _editable(session: "AsyncSession", actor: Actor, edition_id: uuid.UUID, version: int | None) -> Edition:
    """The edition, visible and locked."""
    if await queries.one(session, actor, edition_id) is None:
        raise NotFound
    return await lock(session, Edition, edition_id, version)


def _in_draft(edition: Edition) -> None:
    if edition.state != "draft":
        raise Conflict("edition-plan-locked", state=edition.state, article="17(1)")


async def edit_edition(
    session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, body: EditionPatchIn, version: int | None, now: dt.datetime
) -> None:
    """Autosave of the plan while it is a draft; the budget (Art. 19) until the edition is closed."""
    require(actor, "editions.edit_plan")
    edition = await _editable(session, actor, edition_id, version)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    if set(changes) - BUDGET:
        _in_draft(edition)
    if edition.state == "closed":
        raise Conflict("edition-plan-locked", state=edition.state, article="19")
    await _check_changes(session, actor, edition, changes)
    changed = {name: value for name, value in changes.items() if getattr(edition, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(edition, name, value)
    edition.version += 1
    await session.flush()
    await _record(
        session, actor, edition, now, "edit_plan", "19" if set(changed) <= BUDGET else "17(1)", {"fields": sorted(changed)}
    )


async def _check_changes(session: "AsyncSession", actor: Actor, edition: Edition, changes: dict[str, Any]) -> None:
    """Every gap at once: what may not be empty, the windows' order, an agency that is there."""
    gaps = [FieldError(name, "field.missing") for name, value in changes.items() if value is None and name in NEVER_NULL]
    after = {name: changes.get(name, getattr(edition, name)) for name in ("opens_at", "closes_at", "recommend_by")}
    opens, closes, recommend = after["opens_at"], after["closes_at"], after["recommend_by"]
    if opens and closes and closes <= opens:
        gaps.append(FieldError("closes_at", "edition.closes_before_opening"))
    if closes and recommend and recommend < closes:
        gaps.append(FieldError("recommend_by", "edition.recommend_before_closing"))
    agency = changes.get("agency_id")
    if agency and not await queries.agency_exists(session, actor, agency):
        gaps.append(FieldError("agency_id", "field.value"))
    if gaps:
        raise Invalid(gaps)


async def confirm_setting(
    session: "AsyncSession",
    *,
    actor: Actor,
    edition_id: uuid.UUID,
    key: str,
    value: str | bool | int | float,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Confirm or change one point that the text leaves open, with name and time, before the committee sees the plan."""
    require(actor, "editions.edit_plan")
    edition = await _editable(session, actor, edition_id, version)
    _in_draft(edition)
    try:
        point = ruleset(edition.ruleset_code).point(key)
    except KeyError:
        raise NotFound from None
    taken = _value(point, value)
    if problem := point.problem(taken):
        raise Invalid([FieldError("value", f"setting.{problem}", {"min": point.min, "max": point.max, "point": key})])
    edition.local_settings = {
        **edition.local_settings,
        key: {"value": taken, "confirmed_by": actor.name, "confirmed_at": now.isoformat()},
    }
    if key == "criteria_latest":
        edition.criteria_code = str(taken)
    edition.version += 1
    await session.flush()
    await _record(session, actor, edition, now, "confirm_setting", "17(1)", {"point": key, "value": taken})


def _value(point: LocalPoint, value: str | bool | int | float) -> str | bool | int | float:
    """Fractions may come as 2/3; a whole number that JSON wrote as 3.0 is one."""
    if point.type == "fraction" and isinstance(value, str):
        try:
            return float(Fraction(value))
        except (ValueError, ZeroDivisionError):
            return value
    if point.type == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


# --- the expert team (Art. 10, 17(1), open point 9) ------------------------------------------------------------------


async def _team_of_draft(session: "AsyncSession", actor: Actor, edition_id: uuid.UUID) -> Edition:
    edition = await _editable(session, actor, edition_id, ANY_VERSION)
    if edition.state != "draft":
        raise Conflict("edition-team-locked", state=edition.state, article="17(1)")
    return edition


async def invite_experts(
    session: "AsyncSession",
    *,
    actor: Actor,
    edition_id: uuid.UUID,
    expert_ids: list[uuid.UUID],
    now: dt.datetime,
    answer_by: dt.datetime | None = None,
) -> None:
    """Propose experts for the team. Whoever is there already stays as they are, unless they declined or let the day pass.

    With `answer_by` only those who accept by then are in the team. Every proposal waits for the office's check.
    """
    require(actor, "editions.invite_experts")
    edition = await _team_of_draft(session, actor, edition_id)
    wanted = list(dict.fromkeys(expert_ids))
    found = await queries.experts_by_id(session, actor, wanted)
    gaps = [FieldError(f"expert_ids.{i}", "field.value") for i, one in enumerate(expert_ids) if one not in found]
    if answer_by is not None and answer_by <= now:
        gaps.append(FieldError("answer_by", "invitation.answer_by_past"))
    if gaps:
        raise Invalid(gaps)
    if unfit := [Finding("edition.experts_fit", "29", {"expert": e.name}) for e in found.values() if e.status in UNFIT]:
        raise RuleRefusal(findings=unfit, entity="edition", action="invite", article="29")
    there = {invited.expert.id: invited.invitation for invited in await queries.team(session, edition.id)}
    assert actor.user_id is not None
    new = []
    for expert_id in wanted:
        invitation = there.get(expert_id)
        if invitation is None:
            invitation = EditionExpert(edition_id=edition.id, expert_id=expert_id)
            session.add(invitation)
        elif against(invitation.answer, invitation.answer_by, now) not in ("declined", "overdue"):
            continue
        invitation.invited_by, invitation.invited_at, invitation.answer_by = actor.user_id, now, answer_by
        invitation.answer = invitation.answered_at = invitation.answered_by = invitation.checked_at = None
        invitation.answer_note = ""
        new.append(expert_id)
        if answer_by is not None:
            _tell(session, edition, expert_id, "sent", now, answer_by)
    await session.flush()
    if new:
        names = [found[expert_id].name for expert_id in new]
        detail: dict[str, Any] = {"experts": names}
        if answer_by is not None:
            detail["answer_by"] = answer_by.isoformat()
        await _record(session, actor, edition, now, "invite_experts", "10", detail)


def _tell(
    session: "AsyncSession", edition: Edition, expert_id: uuid.UUID, what: str, now: dt.datetime, answer_by: dt.datetime | None
) -> None:
    payload = {"answer_by": answer_by.isoformat()} if answer_by else {}
    emit(
        session, name=f"invitation.{what}", now=now, entity="invitation", entity_id=expert_id, edition_id=edition.id,
        payload=payload,
    )  # fmt: skip


async def answer_invitation(
    session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, expert_id: uuid.UUID, body: AnswerIn, now: dt.datetime
) -> None:
    """The expert accepts or declines, in time; the office or the agency records what they heard, late too, with a note.

    While the team is being formed an answer may be changed. The same answer again changes nothing.
    """
    require(actor, "invitations.answer")
    own = actor.role == "expert"
    if own and actor.expert_id != expert_id:
        raise NotFound
    edition = await queries.invited_edition(session, actor, edition_id, expert_id)
    invitation = await queries.member(session, edition_id, expert_id) if edition else None
    if edition is None or invitation is None:
        raise NotFound
    if edition.state != "draft":
        raise Conflict("edition-team-locked", state=edition.state, article="17(1)")
    if own and not still_open(edition.state, invitation.answer_by, now):
        raise Conflict("invitation-over", article="10")
    note = body.note.strip()
    if not own and not note:
        raise Invalid([FieldError("note", "field.missing")], article="10")
    if invitation.answer == body.answer:
        return
    expert = (await queries.experts_by_id(session, actor, [expert_id]))[expert_id]
    if body.answer == "accepted" and expert.status in UNFIT:
        finding = Finding("edition.experts_fit", "29", {"expert": expert.name})
        raise RuleRefusal(findings=[finding], entity="edition", action="answer_invitation", article="29")
    invitation.answer, invitation.answered_at, invitation.answered_by = body.answer, now, actor.user_id
    invitation.answer_note = note
    if body.answer == "declined":
        invitation.checked_at = None
    await session.flush()
    detail = {"expert": expert.name, "answer": body.answer, "note": note}
    await _record(session, actor, edition, now, "answer_invitation", "10", detail)
    _tell(session, edition, expert_id, body.answer, now, None)


async def check_expert(
    session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, expert_id: uuid.UUID, now: dt.datetime
) -> None:
    """The office has checked a proposed expert: provenance, qualification, fitness."""
    require(actor, "editions.check_experts")
    edition = await _team_of_draft(session, actor, edition_id)
    member = await queries.member(session, edition.id, expert_id)
    if member is None:
        raise NotFound
    expert = (await queries.experts_by_id(session, actor, [expert_id]))[expert_id]
    if expert.status in UNFIT:
        finding = Finding("edition.experts_fit", "29", {"expert": expert.name})
        raise RuleRefusal(findings=[finding], entity="edition", action="check", article="29")
    if why := against(member.answer, member.answer_by, now):
        finding = Finding("edition.invitations_answered", "10", {"expert": expert.name, "answer": why})
        raise RuleRefusal(findings=[finding], entity="edition", action="check", article="10")
    if member.checked_at is None:
        member.checked_at = now
        await session.flush()
        await _record(session, actor, edition, now, "check_expert", "17(1)", {"expert": expert.name})


async def remove_expert(
    session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, expert_id: uuid.UUID, now: dt.datetime
) -> None:
    """Take an expert out of the proposed team."""
    require(actor, "editions.invite_experts")
    edition = await _team_of_draft(session, actor, edition_id)
    member = await queries.member(session, edition.id, expert_id)
    if member is None:
        raise NotFound
    expert = (await queries.experts_by_id(session, actor, [expert_id]))[expert_id]
    await session.delete(member)
    await session.flush()
    await _record(session, actor, edition, now, "remove_expert", "10", {"expert": expert.name})


# --- the steps of Art. 17 --------------------------------------------------------------------------------------------


async def facts_for(session: "AsyncSession", actor: Actor, edition: Edition, held: Standing, now: dt.datetime) -> EditionFacts:
    """The edition's facts as this reader may be told them."""
    return masked(edition_facts(edition, held, now=now), await queries.recused_cases(session, actor, edition.id))


async def act_on_edition(
    session: "AsyncSession",
    *,
    actor: Actor,
    edition_id: uuid.UUID,
    action: str,
    body: EditionActionIn,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Take an edition one step, with everything that follows from it, in one transaction."""
    edition = await _editable(session, actor, edition_id, version)
    if action == "approve":
        edition.approval_document = body.approval_document
        edition.approved_on = local_date(now)
    facts = await facts_for(session, actor, edition, await standing(session, edition), now)
    detail = {name: value for name, value in body.model_dump().items() if value}
    await perform(session, edition, action, actor=actor, facts=facts, now=now, detail=detail)
    if effect := EFFECTS.get(action):
        await effect(session, actor, edition, now)
    await open_sheets(session, edition, now)
    await session.flush()


async def _record(
    session: "AsyncSession", actor: Actor, edition: Edition, now: dt.datetime, action: str, article: str, detail: dict[str, Any]
) -> None:
    await append(
        session,
        actor=actor,
        now=now,
        entity="edition",
        entity_id=edition.id,
        edition_id=edition.id,
        action=action,
        article=article,
        detail=detail,
    )
