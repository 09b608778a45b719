"""Score sheets, progress, ratings and criteria over HTTP (Art. 5, 17(5)(6), 31)."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.audit.look import Subject, look
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.regulation.criteria import Criteria, criteria, criteria_of_sheet, item_score
from quality_award.regulation.parameters import ruleset
from quality_award.regulation.procedure import ACTS
from quality_award.regulation.registry import run
from quality_award.regulation.stages import STAGES
from quality_award.tables.reviews import ItemScore
from quality_award.workflow import explain
from quality_award.workflow.present import present_actions

from . import queries, service
from .facts import rating_facts, sheet_facts
from .pure.spread import category_percents, spread
from .schemas import (
    ApplicationScoresOut,
    BandOut,
    CategoryOut,
    CriteriaItemOut,
    CriteriaOut,
    EditionScoresOut,
    FactorOut,
    ItemScoreOut,
    RatingIn,
    RatingOut,
    SheetActionIn,
    SheetDetailOut,
    SheetOut,
    SheetPatch,
    StageProgressOut,
    StageScoresOut,
    StandingOut,
)

router = APIRouter(route_class=TransactionalRoute, tags=["scoring"])
Stage = Literal["document", "defence", "site"]


@router.get("/criteria/{code}")
async def read_criteria(code: str, actor: ActorDep) -> CriteriaOut:
    """A version of the criteria with items, points and bands (Art. 5)."""
    require(actor, "account.use")
    try:
        found = criteria(code)
    except KeyError as absent:
        raise NotFound from absent
    return CriteriaOut(
        code=found.code,
        standard=found.standard,
        guide=found.guide,
        name_zh=found.name_zh,
        name_en=found.name_en,
        total_points=found.total_points,
        categories=[
            CategoryOut(
                code=category.code,
                name_zh=category.name_zh,
                name_en=category.name_en,
                points=category.points,
                items=[CriteriaItemOut(**asdict(item)) for item in category.items],
            )
            for category in found.categories
        ],
        bands=[
            BandOut(
                low=band.low,
                high=band.high,
                kind=band.kind,
                factors=[FactorOut(**asdict(factor)) for factor in band.factors],
            )
            for band in found.bands
        ],
    )


def _sheet(shown: queries.Shown, scored: Collection[str], actor: ActorDep, lang: str) -> SheetOut:
    sheet, edition = shown.sheet, shown.edition
    standard = criteria_of_sheet(sheet.stage, edition.criteria_code)
    mine = actor.role == "expert" and sheet.expert_id == actor.expert_id
    allowed = explain(sheet, actor=actor, facts=sheet_facts(shown, scored)) if mine else []
    return SheetOut(
        id=sheet.id,
        version=sheet.version,
        state=sheet.state,
        actions=present_actions(allowed, lang),
        edition_id=edition.id,
        edition=edition.title,
        edition_state=edition.state,
        criteria_code=standard.code,
        application_id=shown.application.id,
        case_number=shown.application.case_number,
        organisation=shown.organisation,
        expert_id=sheet.expert_id,
        expert=shown.expert,
        mine=mine,
        stage=sheet.stage,
        scored=len(scored),
        items=len(standard.items),
        total=sheet.total,
        submitted_at=sheet.submitted_at,
        signed=shown.signed,
        declared=shown.declared,
    )


@router.get("/score-sheets")
async def list_score_sheets(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    lang: LanguageDep,
    page: SliceDep,
    edition_id: Annotated[uuid.UUID | None, Query()] = None,
    application_id: Annotated[uuid.UUID | None, Query()] = None,
    stage: Annotated[Stage | None, Query()] = None,
    state: Annotated[Literal["open", "submitted"] | None, Query()] = None,
    mine: Annotated[bool, Query()] = False,
) -> Page[SheetOut]:
    """Sheets that the actor may see; `mine`: the expert's own."""
    require(actor, "scoring.read")
    rows = await queries.sheets(
        session,
        actor,
        edition_id=edition_id,
        application_id=application_id,
        stage=stage,
        state=state,
        mine=mine,
        cursor=page.cursor,
        limit=page.limit + 1,
    )
    kept, following = cut(rows, page.limit)
    scored = await queries.scored(session, [row.id for row in kept])
    await look(session, *_foreign(kept, actor), actor=actor, now=now)
    return Page(items=[_sheet(row, scored[row.id], actor, lang) for row in kept], next_cursor=following)


def _foreign(rows: Sequence[queries.Shown], actor: ActorDep) -> list[Subject]:
    """The applications whose scores by others the rows show; one's own sheet is no look."""
    cases = {row.application.id: row.edition.id for row in rows if row.sheet.expert_id != actor.expert_id}
    return [Subject("application", case, "scores", edition, case) for case, edition in cases.items()]


def _row(code: str, standard: Criteria, own: ItemScore | None, document: ItemScore | None, team: float | None) -> ItemScoreOut:
    return ItemScoreOut(
        item=code,
        percent=own.percent if own else None,
        score=item_score(standard.item(code).points, own.percent) if own else None,
        strengths=own.strengths if own else "",
        improvements=own.improvements if own else "",
        document_percent=document.percent if document else None,
        document_strengths=document.strengths if document else "",
        document_improvements=document.improvements if document else "",
        team_percent=round(team, 1) if team is not None else None,
    )


@router.get("/score-sheets/{sheet_id}")
async def read_score_sheet(
    sheet_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> SheetDetailOut:
    """One sheet with its items; a site sheet beside the document scores that it starts from."""
    require(actor, "scoring.read")
    found = await queries.sheets(session, actor, sheet_id=sheet_id, limit=1)
    if not found:
        raise NotFound
    shown = found[0]
    standard = criteria_of_sheet(shown.sheet.stage, shown.edition.criteria_code)
    own = await queries.items(session, sheet_id)
    before = await queries.document_sheet(session, shown.sheet) if shown.sheet.stage == "site" else None
    document = await queries.items(session, before.id) if before else {}
    team: dict[str, float] = {}
    if shown.sheet.stage == "site":
        means = await queries.item_means(session, [shown.application.id])
        team = means.get((shown.application.id, "document"), {})
    await look(session, *_foreign([shown], actor), actor=actor, now=now)
    set_etag(response, shown.sheet.version)
    rows = [_row(code, standard, own.get(code), document.get(code), team.get(code)) for code in standard.item_codes]
    return SheetDetailOut(
        **_sheet(shown, own, actor, lang).model_dump(),
        summary=shown.sheet.summary,
        provisional=round(sum(row.score or 0 for row in rows), 2),
        rows=rows,
    )


@router.patch("/score-sheets/{sheet_id}")
async def save_score_sheet(
    sheet_id: uuid.UUID,
    body: SheetPatch,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> SheetDetailOut:
    """Save what was typed on one's own open sheet."""
    await service.save_sheet(session, actor=actor, sheet_id=sheet_id, body=body, version=version, now=now)
    return await read_score_sheet(sheet_id, session, actor, now, lang, response)


@router.post("/score-sheets/{sheet_id}/actions/{action}")
async def act_on_score_sheet(
    sheet_id: uuid.UUID,
    action: str,
    body: SheetActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> SheetDetailOut:
    """Hand in one's own sheet; it can't be changed after."""
    await service.act_on_sheet(session, actor=actor, sheet_id=sheet_id, action=action, version=version, now=now)
    return await read_score_sheet(sheet_id, session, actor, now, lang, response)


def _stage(name: str, standings: list[queries.Standing], percents: dict[str, float], standard: Criteria) -> StageScoresOut:
    totals = [one.total for one in standings if one.counts and one.total is not None]
    return StageScoresOut(
        stage=name,
        submitted=sum(one.counts for one in standings),
        expected=len(standings),
        **asdict(spread(totals)),
        categories=category_percents(
            percents, [(one.code, [(item.code, item.points) for item in one.items]) for one in standard.categories]
        ),
        sheets=[
            StandingOut(
                sheet_id=one.sheet_id if one.counts else None,
                expert_id=one.expert_id,
                expert=one.expert,
                submitted=one.counts,
                total=one.total if one.counts else None,
            )
            for one in standings
        ],
    )


@router.get("/editions/{edition_id}/scores")
async def read_scores(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> EditionScoresOut:
    """How many sheets are in, and how far the experts lie apart. Of an open sheet only its expert's name is shown."""
    require(actor, "scoring.read_all")
    found = await queries.progress(session, actor, edition_id)
    if found is None:
        raise NotFound
    await look(session, Subject("edition", edition_id, "scores", edition_id), actor=actor, now=now)
    kinds = [STAGES[key].sheet for key in ruleset(found.edition.ruleset_code).stages if STAGES[key].sheet]
    means = await queries.item_means(session, [application.id for application, _ in found.applications])
    by_stage: dict[tuple[uuid.UUID, str], list[queries.Standing]] = {}
    for one in found.standings:
        by_stage.setdefault((one.application_id, one.stage), []).append(one)

    def stage(application_id: uuid.UUID, name: str) -> StageScoresOut:
        key = (application_id, name)
        standard = criteria_of_sheet(name, found.edition.criteria_code)
        return _stage(name, by_stage.get(key, []), means.get(key, {}), standard)

    return EditionScoresOut(
        edition_id=edition_id,
        edition_state=found.edition.state,
        criteria_code=found.edition.criteria_code,
        stages=[
            StageProgressOut(
                stage=name,
                submitted=sum(one.stage == name and one.counts for one in found.standings),
                expected=sum(one.stage == name for one in found.standings),
            )
            for name in kinds
        ],
        applications=[
            ApplicationScoresOut(
                application_id=application.id,
                case_number=application.case_number,
                organisation=organisation,
                state=application.state,
                stages=[stage(application.id, name) for name in kinds],
            )
            for application, organisation in found.applications
        ],
    )


def _rating(found: queries.Rated) -> RatingOut:
    rating = found.rating
    return RatingOut(
        application_id=found.application.id,
        case_number=found.application.case_number,
        organisation=found.organisation,
        open=not run(ACTS["reviewers.rate"], rating_facts(found)),
        quality=rating.quality if rating else None,
        discipline=rating.discipline if rating else None,
        conduct=rating.conduct if rating else None,
        comment=rating.comment if rating else None,
        rated_at=rating.created_at if rating else None,
    )


@router.get("/applications/{application_id}/rating")
async def read_rating(application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> RatingOut:
    """The rating that an organisation gave, or whether it may give one now (Art. 31)."""
    require(actor, "reviewers.read_own_rating")
    found = await queries.rated(session, actor, application_id=application_id)
    if not found:
        raise NotFound
    if actor.role != "applicant" and found[0].rating:
        edition_id = found[0].application.edition_id
        subject = Subject("application", application_id, "rating", edition_id, application_id, "31")
        await look(session, subject, actor=actor, now=now)
    return _rating(found[0])


@router.post("/applications/{application_id}/rating", status_code=201)
async def rate_reviewers(
    application_id: uuid.UUID, body: RatingIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> RatingOut:
    """Rate the reviewers, once; it goes to the office (Art. 31)."""
    await service.rate_reviewers(session, actor=actor, application_id=application_id, body=body, now=now)
    return await read_rating(application_id, session, actor, now)


@router.get("/editions/{edition_id}/ratings")
async def list_ratings(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> list[RatingOut]:
    """Every rating of an edition, for the office (Art. 31)."""
    require(actor, "reviewers.read_ratings")
    given = await queries.rated(session, actor, edition_id=edition_id, only_given=True)
    if given:
        await look(session, Subject("edition", edition_id, "rating", edition_id, article="31"), actor=actor, now=now)
    return [_rating(row) for row in given]
