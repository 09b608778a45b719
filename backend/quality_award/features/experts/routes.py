"""The expert pool over HTTP (Art. 10, 29)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.errors import NotFound
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.regulation.messages import translate

from . import queries, service
from .schemas import CellErrorOut, ExpertImportIn, ExpertImportOut, ExpertOut, ExpertStatus, SanctionIn, SanctionOut

router = APIRouter(route_class=TransactionalRoute, tags=["experts"])

STATUSES: dict[str, ExpertStatus] = {
    "active": "active", "corrected": "corrected", "dismissed": "dismissed", "disqualified": "disqualified",
}  # fmt: skip


def _present(shown: queries.Shown) -> ExpertOut:
    expert = shown.expert
    return ExpertOut(
        id=expert.id,
        name=expert.name,
        pool_number=expert.pool_number,
        provenance=expert.provenance,
        off_pool_reason=expert.off_pool_reason,
        employer=expert.employer,
        employer_uscc=expert.employer_uscc,
        title=expert.title,
        categories=expert.categories,
        divisions=expert.divisions,
        leader_qualified=expert.leader_qualified,
        status=STATUSES[expert.status],
        status_reason=expert.status_reason,
        created_at=expert.created_at,
        live_assignments=shown.live_assignments,
        has_login=shown.has_login,
    )


@router.get("/experts")
async def list_experts(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    page: SliceDep,
    q: Annotated[str | None, Query(max_length=100)] = None,
    status: Annotated[ExpertStatus | None, Query()] = None,
    division: Annotated[str | None, Query(max_length=2)] = None,
    category: Annotated[str | None, Query(max_length=10)] = None,
    leader: Annotated[bool | None, Query()] = None,
) -> Page[ExpertOut]:
    """The pool; `q` searches name, employer and pool number."""
    require(actor, "experts.read")
    rows = await queries.shown(
        session,
        actor,
        now=now,
        text=q,
        status=status,
        division=division,
        category=category,
        leader=leader,
        cursor=page.cursor,
        limit=page.limit + 1,
    )
    kept, following = cut(rows, page.limit)
    return Page(items=[_present(row) for row in kept], next_cursor=following)


@router.post("/experts")
async def import_experts(
    body: ExpertImportIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> ExpertImportOut:
    """Import rows of the provincial pool; with `dry_run` nothing is saved and every wrong cell is named."""
    done = await service.import_experts(session, actor=actor, rows=list(body.rows), dry_run=body.dry_run, now=now)
    errors = []
    for cell in done.errors:
        message, following = translate(lang, cell.code, {})
        errors.append(CellErrorOut(row=cell.row, column=cell.column, code=cell.code, message=message, next=following))
    return ExpertImportOut(
        dry_run=body.dry_run, created=done.created, updated=done.updated, unchanged=done.unchanged, errors=errors
    )


@router.post("/experts/{expert_id}/sanction")
async def sanction_expert(
    expert_id: uuid.UUID, body: SanctionIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> SanctionOut:
    """A measure under Art. 29; dismissal and disqualification take effect with this answer."""
    released, ended = await service.sanction_expert(
        session, actor=actor, expert_id=expert_id, status=body.status, reason=body.reason, now=now
    )
    rows = await queries.shown(session, actor, now=now, expert_id=expert_id, limit=1)
    if not rows:
        raise NotFound
    return SanctionOut(expert=_present(rows[0]), released_assignments=released, ended_memberships=ended)
