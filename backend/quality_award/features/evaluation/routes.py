"""Rankings, lists and reports over HTTP (Art. 3, 17(4) to (9))."""

import uuid
from typing import get_args

from fastapi import APIRouter, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.audit.look import Subject, look
from quality_award.features.editions.standing import list_counts
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.regulation.messages import translate
from quality_award.regulation.parameters import ruleset
from quality_award.regulation.stages import STAGES
from quality_award.tables.editions import Edition

from . import queries, service
from .facts import by_total, method
from .pure.lists import LISTS, REPORTS
from .pure.report_text import template
from .schemas import (
    ListEntryOut,
    ListIn,
    ListKindName,
    ListOut,
    PlacesOut,
    RankedOut,
    RankingOut,
    ReportIn,
    ReportKindName,
    ReportOut,
    StageScoreOut,
    SurveyIn,
    SurveyOut,
    SurveysOut,
    WritableList,
)

router = APIRouter(route_class=TransactionalRoute, tags=["evaluation"])

REPORT_KINDS: tuple[ReportKindName, ...] = get_args(ReportKindName)
NONE = queries.Sheets(0, ())


async def _edition(session: SessionDep, actor: ActorDep, edition_id: uuid.UUID, permission: str) -> Edition:
    require(actor, permission)
    edition = await queries.edition(session, actor, edition_id)
    if edition is None:
        raise NotFound
    return edition


async def _look(session: SessionDep, actor: ActorDep, now: NowDep, edition: Edition, part: str) -> None:
    await look(session, Subject("edition", edition.id, part, edition.id), actor=actor, now=now)


def _spread(sheets: queries.Sheets) -> float | None:
    return max(sheets.totals) - min(sheets.totals) if len(sheets.totals) > 1 else None


@router.get("/editions/{edition_id}/ranking")
async def read_ranking(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> RankingOut:
    """Scores per stage and the weighted total, ranked. Ranks are over the cases that the reader may know of."""
    edition = await _edition(session, actor, edition_id, "lists.read")
    await _look(session, actor, now, edition, "ranking")
    return await _ranking(session, actor, edition)


@router.post("/editions/{edition_id}/ranking/export")
async def export_ranking(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> RankingOut:
    """The ranking to take along as a table; that it is taken is on record (Art. 33)."""
    edition = await _edition(session, actor, edition_id, "lists.read")
    await service.note_export(session, actor=actor, edition=edition, part="ranking", now=now)
    return await _ranking(session, actor, edition)


async def _ranking(session: SessionDep, actor: ActorDep, edition: Edition) -> RankingOut:
    cases, found, sheets = await service.scored(session, actor, edition)
    how = method(edition)
    rows = []
    for case in cases:
        application, organisation = case.application, case.organisation
        score, mine = found[application.id], sheets.get(application.id, {})
        rows.append(
            RankedOut(
                application_id=application.id,
                case_number=application.case_number,
                organisation=organisation.name,
                division=organisation.division,
                nature=organisation.nature,
                area_code=organisation.area_code,
                sectors=organisation.sectors,
                state=application.state,
                subject=application.subject,
                project=application.project_name,
                stages=[
                    StageScoreOut(
                        stage=stage,
                        mean=mean,
                        sheets=mine.get(stage, NONE).count,
                        submitted=len(mine.get(stage, NONE).totals),
                        spread=_spread(mine.get(stage, NONE)),
                    )
                    for stage, mean in score.stages.items()
                ],
                total=score.total,
                rank=score.rank,
            )
        )
    rows.sort(key=lambda row: (row.rank is None, row.rank or 0, row.case_number))
    return RankingOut(
        edition_id=edition.id,
        basis="total" if by_total(edition) else "document",
        weights=dict(how.weights),
        drop_extremes=how.drop_extremes,
        decimals=how.decimals,
        rows=rows,
    )


def _entry(one: queries.Entry) -> ListEntryOut:
    return ListEntryOut(
        application_id=one.application.id,
        case_number=one.application.case_number,
        organisation=one.organisation,
        subject=one.application.subject,
        project=one.application.project_name,
        state=one.application.state,
        tier=one.entry.tier,
        rank=one.entry.rank,
        score=one.entry.score,
        reason=one.entry.reason,
    )


@router.get("/editions/{edition_id}/lists/{kind}")
async def read_list(
    edition_id: uuid.UUID, kind: ListKindName, session: SessionDep, actor: ActorDep, now: NowDep, response: Response
) -> ListOut:
    """One list with its places, taken and vacant (Art. 3)."""
    edition = await _edition(session, actor, edition_id, "lists.read")
    set_etag(response, edition.version)
    await _look(session, actor, now, edition, f"list_{kind}")
    entries = await queries.entries(session, actor, edition.id, kind)
    law = ruleset(edition.ruleset_code)
    taken = {tier: sum(one.entry.tier == tier for one in entries) for tier in law.quotas}
    places = [
        PlacesOut(
            tier=tier.key,
            subject=tier.subject,
            quota=law.quotas[tier.key],
            taken=taken[tier.key],
            vacant=law.quotas[tier.key] - taken[tier.key],
        )
        for tier in law.tiers
    ]
    total = sum(taken.values())
    places.append(PlacesOut(tier="total", subject="", quota=law.quota_total, taken=total, vacant=law.quota_total - total))
    editable = service.may_draw(actor, edition, kind) and not await queries.recused_in(session, actor, edition.id)
    drawn = kind in await list_counts(session, edition.id)
    proposals = await service.suggestion(session, actor, edition, kind) if editable else []
    tiered = kind in LISTS and LISTS[kind].tiered
    return ListOut(
        kind=kind,
        article=LISTS[kind].article if kind in LISTS else "17(4)",
        edition_id=edition.id,
        version=edition.version,
        state=edition.state,
        drawn=drawn,
        editable=editable,
        entries=[_entry(one) for one in entries],
        suggestion=[_entry(one) for one in proposals],
        places=places if tiered else [],
    )


@router.put("/editions/{edition_id}/lists/{kind}")
async def draw_list(
    edition_id: uuid.UUID,
    kind: WritableList,
    body: ListIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    response: Response,
) -> ListOut:
    """Draw up the list anew, whole."""
    await service.draw_list(
        session, actor=actor, edition_id=edition_id, kind=kind, entries=body.entries, version=version, now=now
    )
    return await read_list(edition_id, kind, session, actor, now, response)


@router.get("/editions/{edition_id}/reports")
async def list_reports(
    edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> list[ReportOut]:
    """The named reports of the edition's stages: submitted or to be written, with the numbers that they speak of."""
    edition = await _edition(session, actor, edition_id, "reports.read")
    held = await queries.reports(session, edition.id)
    if held:
        await _look(session, actor, now, edition, "reports")
    live = await service.live_numbers(session, actor, edition)
    shown = []
    law = ruleset(edition.ruleset_code)
    for kind in REPORT_KINDS:
        if REPORTS[kind].state not in {state for key in law.stages for state in STAGES[key].states}:
            continue
        report, author = held.get(kind, (None, None))
        editable = service.may_report(actor, edition, kind)
        shown.append(
            ReportOut(
                kind=kind,
                title=translate(lang, f"report.{kind}", {})[0],
                article=REPORTS[kind].article,
                editable=editable,
                template=template(kind, law),
                live=live[kind],
                text=report.text if report else None,
                numbers=report.numbers if report else None,
                stale=report is not None and editable and report.numbers != live[kind],
                submitted_by=author,
                submitted_at=report.submitted_at if report else None,
                sha256=report.sha256 if report else None,
            )
        )
    return shown


@router.post("/editions/{edition_id}/reports", status_code=201)
async def submit_report(
    edition_id: uuid.UUID, body: ReportIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> list[ReportOut]:
    """Submit a report; its numbers are read now and kept with it."""
    await service.submit_report(session, actor=actor, edition_id=edition_id, kind=body.kind, text=body.text, now=now)
    return await list_reports(edition_id, session, actor, now, lang)


@router.get("/editions/{edition_id}/opinions")
async def list_opinions(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> SurveysOut:
    """社会评价: what the public was found to think of everyone who is still in the course."""
    edition = await _edition(session, actor, edition_id, "lists.read")
    await _look(session, actor, now, edition, "opinions")
    return SurveysOut(
        edition_id=edition.id,
        editable=service.may_enter_opinions(actor, edition),
        rows=[
            SurveyOut(
                application_id=one.application.id,
                case_number=one.application.case_number,
                organisation=one.organisation,
                respondents=one.result.respondents if one.result else None,
                score=one.result.score if one.result else None,
                source=one.result.source if one.result else None,
                note=one.result.note if one.result else None,
                entered_by=one.entered_by,
            )
            for one in await queries.opinions(session, actor, edition.id)
        ],
    )


@router.put("/editions/{edition_id}/opinions")
async def enter_opinion(edition_id: uuid.UUID, body: SurveyIn, session: SessionDep, actor: ActorDep, now: NowDep) -> SurveysOut:
    """Enter the result on one applicant, or correct it while the stage lasts."""
    await service.enter_opinion(session, actor=actor, edition_id=edition_id, body=body, now=now)
    return await list_opinions(edition_id, session, actor, now)
