"""Draws of experts over HTTP (Art. 10): for those inside with names, for anybody with codes."""

import uuid

from fastapi import APIRouter, Response

from quality_award.access.http import (
    ActorDep,
    IfMatch,
    LanguageDep,
    NowDep,
    PublicDep,
    SessionDep,
    SettingsDep,
    TransactionalRoute,
)
from quality_award.access.permissions import may, require
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.workflow import explain
from quality_award.workflow.present import present_actions

from . import facts, queries, service
from .schemas import DrawActionIn, DrawIn, DrawInviteIn, DrawOut, PoolIn, PublishedOut, StratumCountOut

router = APIRouter(route_class=TransactionalRoute, tags=["draws"])


async def _present(session: SessionDep, actor: ActorDep, shown: queries.Shown, now: NowDep, lang: str) -> DrawOut:
    row = shown.draw
    ids = [uuid.UUID(one["expert_id"]) for one in row.roster["people"]]
    people = facts.people(row, await queries.statuses(session, ids), await queries.invited(session, row.edition_id))
    return DrawOut(
        id=row.id,
        version=row.version,
        state=row.state,
        actions=present_actions(explain(row, actor=actor, facts=facts.draw_facts(row, actor, now)), lang),
        edition_id=row.edition_id,
        purpose=row.terms["purpose"],
        number_source=row.terms["number"]["source"],
        number_on=row.number_on,
        committed_at=row.created_at,
        committed_by=shown.committed_by,
        revealed_at=row.revealed_at,
        revealed_by=shown.revealed_by,
        withdrawn_because=row.withdrawn_because,
        published=facts.published(row),
        roster=row.roster,
        people=people,
        may_invite=row.state == "revealed" and may(actor, "editions.invite_experts"),
    )


@router.get("/editions/{edition_id}/draws")
async def list_draws(
    edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> list[DrawOut]:
    """The edition's draws, the newest first."""
    require(actor, "draws.read")
    return [
        await _present(session, actor, shown, now, lang) for shown in await queries.shown(session, actor, edition_id=edition_id)
    ]


@router.post("/editions/{edition_id}/draws/preview")
async def preview_draw(edition_id: uuid.UUID, body: PoolIn, session: SessionDep, actor: ActorDep) -> list[StratumCountOut]:
    """How many would stand in each stratum. Nobody stands in two: who fits several goes where the fewest fit."""
    strata, parts, _ = await service.preview(session, actor=actor, edition_id=edition_id, body=body)
    return [
        StratumCountOut(key=one.key, title=one.title, candidates=len(parts[one.key]), needed=one.wanted + one.replacements)
        for one in strata
    ]


@router.post("/editions/{edition_id}/draws", status_code=201)
async def commit_draw(
    edition_id: uuid.UUID,
    body: DrawIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    lang: LanguageDep,
    settings: SettingsDep,
    response: Response,
) -> DrawOut:
    """Commit to a draw: from this answer on its pool, numbers and seed are fixed, and published by their digest."""
    row = await service.commit(session, actor=actor, edition_id=edition_id, body=body, key=settings.master_key_bytes, now=now)
    return await _one(session, actor, row.id, now, lang, response)


async def _one(session: SessionDep, actor: ActorDep, draw_id: uuid.UUID, now: NowDep, lang: str, response: Response) -> DrawOut:
    rows = await queries.shown(session, actor, draw_id=draw_id)
    if not rows:
        raise NotFound
    set_etag(response, rows[0].draw.version)
    return await _present(session, actor, rows[0], now, lang)


@router.get("/draws/{draw_id}")
async def get_draw(
    draw_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> DrawOut:
    """A draw with the names behind its codes."""
    require(actor, "draws.read")
    return await _one(session, actor, draw_id, now, lang, response)


@router.post("/draws/{draw_id}/actions/{action}")
async def act_on_draw(
    draw_id: uuid.UUID,
    action: str,
    body: DrawActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    lang: LanguageDep,
    settings: SettingsDep,
    version: IfMatch,
    response: Response,
) -> DrawOut:
    """Reveal (auditor or committee, not whoever committed to it) with the public number, or withdraw with a reason."""
    require(actor, "draws.read")
    await service.act(
        session,
        actor=actor,
        draw_id=draw_id,
        action=action,
        body=body,
        version=version,
        key=settings.master_key_bytes,
        now=now,
    )
    return await _one(session, actor, draw_id, now, lang, response)


@router.post("/draws/{draw_id}/invite", status_code=204)
async def invite_drawn(draw_id: uuid.UUID, body: DrawInviteIn, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """Invite who was drawn into the edition's expert team."""
    await service.invite(session, actor=actor, draw_id=draw_id, body=body, now=now)


@router.get("/public/draws")
async def list_public_draws(session: SessionDep, _: PublicDep) -> list[PublishedOut]:
    """Every draw as it was published: codes and digests, no names."""
    return [facts.published(row) for row in await queries.published(session)]


@router.get("/public/draws/{draw_id}")
async def get_public_draw(draw_id: uuid.UUID, session: SessionDep, _: PublicDep) -> PublishedOut:
    """One draw as it was published; what `lots.py` checks offline."""
    rows = await queries.published(session, draw_id)
    if not rows:
        raise NotFound
    return facts.published(rows[0])
