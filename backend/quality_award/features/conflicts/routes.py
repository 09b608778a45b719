"""Conflicts of interest over HTTP (Art. 32)."""

import uuid
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, SettingsDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.audit.look import Subject, look
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.workflow import explain
from quality_award.workflow.present import present_actions

from . import queries, service
from .facts import conflict_facts
from .pure.words import masked, path_words
from .schemas import (
    CellOut,
    ConflictActionIn,
    ConflictMatrixOut,
    ConflictOut,
    CountOut,
    GradeName,
    MatrixApplicantOut,
    MatrixPersonOut,
    PathOut,
    StateName,
    WhatIfIn,
    WhatIfOut,
    path_out,
)

router = APIRouter(route_class=TransactionalRoute, tags=["conflicts"])
MOST_CELLS = 10_000


def _path(path: list[dict[str, Any]], actor: ActorDep) -> PathOut:
    """People on the way, who may be somebody's kin, have their full names for the office alone."""
    full = actor.role == "office"

    def name(party: dict[str, Any], first: bool) -> str:
        kept = str(party["name"])
        return kept if full or first or party["kind"] == "organisation" else masked(kept)

    return path_out(path, path_words(path, "zh-CN", names=full), path_words(path, "en", names=full), name)


@router.get("/editions/{edition_id}/conflicts")
async def list_conflicts(
    edition_id: uuid.UUID,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    grade: Annotated[list[GradeName] | None, Query()] = None,
    state: Annotated[list[StateName] | None, Query()] = None,
    cursor: Annotated[uuid.UUID | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_CELLS)] = MOST_CELLS,
) -> ConflictMatrixOut:
    """The matrix of applicants and people with the grade where a conflict stands."""
    require(actor, "conflicts.read")
    edition = await queries.one_edition(session, actor, edition_id)
    if edition is None:
        raise NotFound
    await look(session, Subject("edition", edition.id, "conflicts", edition.id, None, "32"), actor=actor, now=now)
    found = await queries.cells(
        session, actor, edition_id, grades=grade or (), states=state or (), cursor=cursor, limit=limit + 1
    )
    own = await queries.own_parties(session, actor)
    people = [] if cursor else [one for one in await queries.subjects(session, edition, now) if one.party_id not in own]
    applicants = [] if cursor else await queries.applicants(session, edition, actor)
    return ConflictMatrixOut(
        edition_id=edition.id,
        edition=edition.title,
        applicants=[
            MatrixApplicantOut(application_id=one.application_id, case_number=one.case_number, organisation=one.name)
            for one in applicants
        ],
        people=[MatrixPersonOut(party_id=one.party_id, name=one.name, role=one.role, expert_id=one.expert_id) for one in people],
        cells=[CellOut.model_validate(one, from_attributes=True) for one in found[:limit]],
        counts=[
            CountOut.model_validate({"grade": of, "state": at, "count": count})
            for (of, at), count in sorted((await queries.counted(session, actor, edition_id)).items())
        ],
        next_cursor=found[limit - 1].id if len(found) > limit else None,
    )


async def _shown(session: SessionDep, actor: ActorDep, conflict_id: uuid.UUID) -> queries.Shown:
    shown = await queries.shown(session, actor, conflict_id)
    if shown is None:
        raise NotFound
    return shown


def _present(shown: queries.Shown, actor: ActorDep, lang: str) -> ConflictOut:
    one = shown.conflict
    return ConflictOut.model_validate({
        "id": one.id,
        "edition_id": one.edition_id,
        "edition": shown.edition.title,
        "application_id": one.application_id,
        "case_number": shown.case_number,
        "organisation": shown.organisation,
        "party_id": one.party_id,
        "person": shown.party.name,
        "expert_id": shown.party.expert_id,
        "grade": one.grade,
        "state": one.state,
        "hops": one.hops,
        "path": _path(one.path, actor),
        "evidence": len(one.evidence),
        "decided_by": shown.decided_by,
        "decision_reason": one.decision_reason,
        "created_at": one.created_at,
        "version": one.version,
        "actions": present_actions(explain(one, actor=actor, facts=conflict_facts(one)), lang),
    })  # fmt: skip


@router.get("/conflicts/{conflict_id}")
async def read_conflict(
    conflict_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> ConflictOut:
    """One conflict with its path in words, the source of each step, and what was decided."""
    require(actor, "conflicts.read")
    shown = await _shown(session, actor, conflict_id)
    one = shown.conflict
    await look(session, Subject("conflict", one.id, "path", one.edition_id, one.application_id, "32"), actor=actor, now=now)
    set_etag(response, one.version)
    return _present(shown, actor, lang)


@router.post("/conflicts/{conflict_id}/actions/{action}")
async def act_on_conflict(
    conflict_id: uuid.UUID,
    action: Literal["confirm", "dismiss", "reopen"],
    body: ConflictActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    lang: LanguageDep,
    version: IfMatch,
    response: Response,
) -> ConflictOut:
    """Confirm that the conflict stands, dismiss it, or take the decision back; always with a reason."""
    await service.act(
        session, actor=actor, conflict_id=conflict_id, action=action, reason=body.decision_reason, version=version, now=now
    )
    shown = await _shown(session, actor, conflict_id)
    set_etag(response, shown.conflict.version)
    return _present(shown, actor, lang)


@router.post("/editions/{edition_id}/conflicts/what-if")
async def try_out_person(
    edition_id: uuid.UUID, body: WhatIfIn, session: SessionDep, actor: ActorDep, now: NowDep, settings: SettingsDep
) -> WhatIfOut:
    """Which conflicts somebody would have, before anyone is asked. Nobody is contacted, nothing kept but that it was asked."""
    candidate = service.Candidate(
        name=body.name,
        employers=tuple(service.Employer(one.name, one.uscc, one.since, one.until) for one in body.employers),
        identity=body.identity_number,
        phone=body.phone,
    )
    looked_at, tried = await service.what_if(
        session,
        actor=actor,
        edition_id=edition_id,
        expert_id=body.expert_id,
        candidate=None if body.expert_id else candidate,
        key=settings.master_key_bytes,
        now=now,
    )
    return WhatIfOut.model_validate({
        "applicants": looked_at,
        "conflicts": [
            {
                "application_id": one.applicant.application_id,
                "case_number": one.applicant.case_number,
                "organisation": one.applicant.name,
                "grade": one.told.grade,
                "hops": one.told.hops,
                "path": _path(one.told.path, actor),
            }
            for one in tried
        ],
    })  # fmt: skip
