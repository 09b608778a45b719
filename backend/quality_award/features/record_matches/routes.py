"""What regulatory records touch, over HTTP (Art. 14, 27, 36)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import may, require
from quality_award.features.records.routes import record_out
from quality_award.platform.errors import NotFound
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.regulation.finding import Finding
from quality_award.regulation.messages import translate
from quality_award.workflow.present import present_findings

from . import queries, service
from .schemas import MatchOut, SettleIn

router = APIRouter(route_class=TransactionalRoute, tags=["record-matches"])


def _present(shown: queries.Shown, actor: ActorDep, lang: str) -> MatchOut:
    match, record, application, award = shown.match, shown.record, shown.application, shown.award
    told = {
        "kind": record.kind,
        "occurred_on": record.occurred_on.isoformat(),
        "source": record.source,
        "document": record.document,
        "description": record.description,
    }
    findings = [Finding(one["rule"], one["article"], one["params"], "decide") for one in match.findings]
    return MatchOut(
        id=match.id,
        created_at=match.created_at,
        record=record_out(record, shown.organisation.name, lang),
        organisation=shown.organisation.name,
        uscc=shown.organisation.uscc,
        edition=shown.edition.title,
        application_id=match.application_id,
        case_number=application.case_number if application else None,
        application_state=application.state if application else None,
        award_id=match.award_id,
        certificate_number=award.certificate_number if award else None,
        tier=award.tier if award else None,
        award_state=award.state if award else None,
        supervised_until=award.supervised_until if award else None,
        article=match.article,
        findings=present_findings(findings, lang),
        facts=translate(lang, "match.facts", told)[0],
        may=service.outcomes_of(match, award.state if award else None) if may(actor, "record_matches.settle") else [],
        outcome=match.outcome,
        reason=match.reason,
        settled_at=match.settled_at,
        settled_by=shown.settled_by,
    )


@router.get("/record-matches")
async def list_record_matches(
    session: SessionDep,
    actor: ActorDep,
    lang: LanguageDep,
    page: SliceDep,
    settled: Annotated[bool | None, Query()] = None,
) -> Page[MatchOut]:
    """What records touch, newest first; `settled` tells what waits from what is done."""
    require(actor, "record_matches.read")
    rows = await queries.shown(session, actor, settled=settled, cursor=page.cursor, limit=page.limit + 1)
    kept, following = cut(rows, page.limit)
    return Page(items=[_present(row, actor, lang) for row in kept], next_cursor=following)


@router.get("/record-matches/{match_id}")
async def read_record_match(match_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep) -> MatchOut:
    """One match."""
    require(actor, "record_matches.read")
    rows = await queries.shown(session, actor, match_id=match_id, limit=1)
    if not rows:
        raise NotFound
    return _present(rows[0], actor, lang)


@router.post("/record-matches/{match_id}/settle")
async def settle_record_match(
    match_id: uuid.UUID, body: SettleIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> MatchOut:
    """Propose the revocation, or say why the record has no consequence; an application's is noted."""
    await service.settle(session, actor=actor, match_id=match_id, body=body, now=now)
    return await read_record_match(match_id, session, actor, lang)
