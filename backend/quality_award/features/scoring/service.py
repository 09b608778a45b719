"""Scores are saved as typed and handed in once; the visited organisation rates its reviewers (Art. 17(5)(6), 31 to 33)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.platform.errors import FieldError, Forbidden, Invalid, NotFound, OutOfTurn, RuleRefusal
from quality_award.regulation.criteria import Criteria, check_percent, criteria_of_sheet
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import run
from quality_award.tables.reviews import ItemScore, ReviewerRating, ScoreSheet
from quality_award.workflow import lock, perform

from . import queries
from .facts import rating_facts, sheet_facts
from .schemas import RatingIn, SheetPatch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession


async def _own(session: "AsyncSession", actor: Actor, sheet_id: uuid.UUID) -> queries.Shown:
    require(actor, "scoring.write")
    found = await queries.sheets(session, actor, sheet_id=sheet_id, mine=True, limit=1)
    if not found:
        raise NotFound
    return found[0]


async def save_sheet(
    session: "AsyncSession",
    *,
    actor: Actor,
    sheet_id: uuid.UUID,
    body: SheetPatch,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Save what was typed. Only one's own open sheet, in its stage, with undertaking and declaration (Art. 32, 33).

    The record names the items, never the scores: they are sealed until the sheet is handed in.
    """
    shown = await _own(session, actor, sheet_id)
    sheet = await lock(session, ScoreSheet, sheet_id, version)
    if sheet.state != "open":
        raise OutOfTurn(entity="score_sheet", state=sheet.state, action="save", actions=[], article="17(5)")
    if not shown.signed:
        raise Forbidden("undertaking-missing", article="33")
    if not shown.declared:
        raise Forbidden("interest-undeclared", article="32")
    if findings := run(("sheet.stage", "sheet.assigned"), sheet_facts(shown, ())):
        raise RuleRefusal(findings=findings)
    standard = criteria_of_sheet(sheet.stage, shown.edition.criteria_code)
    before = await queries.items(session, sheet_id)
    if rows := _rows(body, standard, before, sheet_id):
        await queries.upsert_items(session, rows)
    if body.summary is not None:
        sheet.summary = body.summary
    sheet.version += 1
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="score_sheet",
        entity_id=sheet.id,
        edition_id=sheet.edition_id,
        application_id=sheet.application_id,
        action="save",
        article="17(5)" if sheet.stage == "document" else "17(6)",
        detail={"items": [row["item"] for row in rows], "summary": body.summary is not None},
    )


def _rows(body: SheetPatch, standard: Criteria, before: "Mapping[str, ItemScore]", sheet_id: uuid.UUID) -> list[dict[str, Any]]:
    """The changed items as rows. Raises Invalid with every fault at once."""
    faults: list[FieldError] = []
    rows: dict[str, dict[str, Any]] = {}
    for place, item in enumerate(body.items):
        known = before.get(item.item)
        percent = item.percent if item.percent is not None else (known.percent if known else None)
        if item.item not in standard.item_codes:
            faults.append(FieldError(f"items.{place}.item", "score.item", {"item": item.item}))
        elif percent is None:
            faults.append(FieldError(f"items.{place}.percent", "score.percent_first", {"item": item.item}))
        elif item.item in rows:
            faults.append(FieldError(f"items.{place}.item", "score.twice", {"item": item.item}))
        else:
            try:
                check_percent(percent)
            except ValueError:
                faults.append(FieldError(f"items.{place}.percent", "score.percent", {"item": item.item}))
            rows[item.item] = {
                "sheet_id": sheet_id,
                "item": item.item,
                "percent": percent,
                "strengths": item.strengths if item.strengths is not None else (known.strengths if known else ""),
                "improvements": (item.improvements if item.improvements is not None else (known.improvements if known else "")),
            }
    if faults:
        raise Invalid(faults)
    return list(rows.values())


async def act_on_sheet(
    session: "AsyncSession", *, actor: Actor, sheet_id: uuid.UUID, action: str, version: int | None, now: dt.datetime
) -> None:
    """Hand in a sheet: complete, in its stage, by its own expert; the total is fixed with it (Art. 17(5), (6))."""
    shown = await _own(session, actor, sheet_id)
    sheet = await lock(session, ScoreSheet, sheet_id, version)
    percents = {code: row.percent for code, row in (await queries.items(session, sheet_id)).items()}
    facts = sheet_facts(shown, percents)
    if not facts.unscored and sheet.state == "open":
        sheet.total = criteria_of_sheet(sheet.stage, shown.edition.criteria_code).total_score(percents)
        sheet.submitted_at = now
    await perform(session, sheet, action, actor=actor, facts=facts, now=now, detail={"stage": sheet.stage})


async def rate_reviewers(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, body: RatingIn, now: dt.datetime
) -> None:
    """The visited organisation rates its reviewers' quality, discipline and conduct, once, for the office (Art. 31)."""
    require(actor, "reviewers.rate")
    found = await queries.rated(session, actor, application_id=application_id)
    if not found or actor.user_id is None:
        raise NotFound
    if findings := run(ACTS["reviewers.rate"], rating_facts(found[0])):
        raise RuleRefusal(findings=findings)
    row = ReviewerRating(
        application_id=application_id,
        quality=body.quality,
        discipline=body.discipline,
        conduct=body.conduct,
        comment=body.comment,
        rated_by=actor.user_id,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    edition_id = found[0].edition.id
    await append(
        session,
        actor=actor,
        now=now,
        entity="reviewer_rating",
        entity_id=row.id,
        edition_id=edition_id,
        application_id=application_id,
        action="rate",
        article="31",
    )
    emit(
        session,
        name="reviewers.rated",
        now=now,
        entity="reviewer_rating",
        entity_id=row.id,
        edition_id=edition_id,
        application_id=application_id,
    )
