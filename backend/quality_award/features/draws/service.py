"""Draws of experts: committed to before the public number is known, revealed by a second person, invited from (Art. 10)."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.features.editions import queries as edition_queries
from quality_award.features.editions import service as editions
from quality_award.jobs.outbox import emit
from quality_award.platform.clock import local_date
from quality_award.platform.crypto import seal, unseal
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound, RuleRefusal
from quality_award.platform.hashing import sha256_hex
from quality_award.platform.ids import new_id
from quality_award.regulation.criteria import criteria
from quality_award.regulation.finding import Finding
from quality_award.regulation.reference import divisions
from quality_award.tables.draws import Draw
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Expert
from quality_award.workflow import lock, perform

from . import queries
from .facts import draw_facts, places
from .pure import lots
from .pure.pool import Candidate, Stratum, coded, parted
from .schemas import DrawActionIn, DrawIn, DrawInviteIn, PoolIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

SEED_BYTES = 32


def strata_of(pool: PoolIn) -> list[Stratum]:
    """The strata under their keys S-01, S-02, … Raises Invalid for codes that the standard does not have."""
    known = {
        "category": {one.code for one in criteria().categories},
        "division": {one.code for one in divisions()},
        "any": set[str](),
    }
    gaps = [
        FieldError(f"strata.{place}.codes", "field.missing" if one.by != "any" and not one.codes else f"draw.{one.by}")
        for place, one in enumerate(pool.strata)
        if not set(one.codes) <= known[one.by] or (one.by != "any" and not one.codes)
    ]
    if gaps:
        raise Invalid(gaps, article="10")
    return [
        Stratum(f"S-{place:02d}", one.title.strip(), one.by, frozenset(one.codes), one.leader, one.wanted, one.replacements)
        for place, one in enumerate(pool.strata, 1)
    ]


async def preview(
    session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, body: PoolIn
) -> tuple[list[Stratum], dict[str, list[uuid.UUID]], dict[uuid.UUID, Expert]]:
    """Who would stand in which stratum now."""
    require(actor, "draws.commit")
    await _edition(session, actor, edition_id)
    strata = strata_of(body)
    experts = await queries.candidates(session, actor, edition_id, area=body.area, without_invited=body.without_invited)
    pool = [Candidate(one.id, frozenset(one.categories), frozenset(one.divisions), one.leader_qualified) for one in experts]
    return strata, parted(strata, pool), {one.id: one for one in experts}


async def _edition(session: "AsyncSession", actor: Actor, edition_id: uuid.UUID) -> Edition:
    edition = await edition_queries.one(session, actor, edition_id)
    if edition is None:
        raise NotFound
    if edition.state == "closed":
        raise Conflict("edition-team-locked", state=edition.state, article="10")
    return edition


async def commit(
    session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, body: DrawIn, key: bytes, now: dt.datetime
) -> Draw:
    """Freeze the pool under codes, make the seed and seal it, publish what both are known by.

    Raises Invalid for a public number of today or before (it may be known), RuleRefusal `draw.too_few` for each stratum with
    fewer people than are to be drawn.
    """
    require(actor, "draws.commit")
    edition = await _edition(session, actor, edition_id)
    strata, parts, experts = await preview(session, actor=actor, edition_id=edition_id, body=body)
    if body.number_on <= local_date(now):
        raise Invalid([FieldError("number_on", "draw.number_ahead")], article="10")
    short = [
        Finding(
            "draw.too_few",
            "10",
            {"stratum": one.title, "candidates": len(parts[one.key]), "needed": one.wanted + one.replacements},
        )
        for one in strata
        if len(parts[one.key]) < one.wanted + one.replacements
    ]
    if short:
        raise RuleRefusal(findings=short, entity="draw", action="commit", article="10")
    seed, salt = secrets.token_bytes(SEED_BYTES), secrets.token_hex(16)
    codes = coded(parts, salt)
    roster = _roster(codes, experts, salt)
    terms = {
        "format": lots.FORMAT,
        "award": await queries.award_name(session, edition.authority_id),
        "edition": edition.title,
        "purpose": body.purpose.strip(),
        "number": {"source": body.number_source.strip(), "on": body.number_on.isoformat()},
        "strata": [
            {
                "key": one.key,
                "title": one.title,
                "wanted": one.wanted,
                "replacements": one.replacements,
                "codes": list(codes[one.key]),
            }
            for one in strata
        ],
        "roster_sha256": lots.digest(roster),
        "seed_sha256": sha256_hex(seed),
        "committed_at": now.astimezone(dt.UTC).isoformat(),
    }
    assert actor.user_id is not None
    row = Draw(
        id=new_id(),
        authority_id=edition.authority_id,
        edition_id=edition.id,
        terms=terms,
        commitment=lots.digest(terms),
        roster=roster,
        number_on=body.number_on,
        committed_by=actor.user_id,
        state="committed",
        created_at=now,
    )
    row.seed_sealed = seal(key, seed, _place(row.id))
    session.add(row)
    await session.flush()
    detail = {"purpose": terms["purpose"], "commitment": row.commitment, "candidates": len(roster["people"])}
    await append(
        session, actor=actor, now=now, entity="draw", entity_id=row.id, edition_id=edition.id, action="commit", article="10",
        to_state="committed", detail=detail,
    )  # fmt: skip
    emit(session, name="draw.committed", now=now, entity="draw", entity_id=row.id, edition_id=edition.id)
    return row


def _place(draw_id: uuid.UUID) -> bytes:
    return f"draw/{draw_id}".encode()


def _roster(codes: dict[str, dict[str, uuid.UUID]], experts: dict[uuid.UUID, Expert], salt: str) -> dict[str, Any]:
    """Who stands behind each code, under a salt: without it nobody can try names against the published digest."""
    pairs = sorted((code, experts[one]) for members in codes.values() for code, one in members.items())
    return {
        "salt": salt,
        "people": [
            {"code": code, "expert_id": str(one.id), "name": one.name, "employer": one.employer, "pool_number": one.pool_number}
            for code, one in pairs
        ],
    }


async def act(
    session: "AsyncSession",
    *,
    actor: Actor,
    draw_id: uuid.UUID,
    action: str,
    body: DrawActionIn,
    version: int | None,
    key: bytes,
    now: dt.datetime,
) -> None:
    """Reveal with the public number, as a second person, or withdraw with a reason. Both add to the draw and change nothing."""
    if await queries.one(session, actor, draw_id) is None:
        raise NotFound
    row = await lock(session, Draw, draw_id, version)
    number, reason = (body.public_number or "").strip(), (body.reason or "").strip()
    detail: dict[str, Any] = {}
    if row.state == "committed" and action == "reveal":
        seed = unseal(key, row.seed_sealed, _place(row.id)).hex()
        row.seed, row.public_number = seed, number
        row.result = lots.draw(row.terms["strata"], seed, number)
        row.revealed_at, row.revealed_by = now, actor.user_id
        detail = {"public_number": number, "commitment": row.commitment}
    elif row.state == "committed" and action == "withdraw":
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = now, actor.user_id, reason
        detail = {"reason": reason, "commitment": row.commitment}
    facts = draw_facts(row, actor, now, public_number=number, reason=reason)
    await perform(session, row, action, actor=actor, facts=facts, now=now, detail=detail)


async def invite(session: "AsyncSession", *, actor: Actor, draw_id: uuid.UUID, body: DrawInviteIn, now: dt.datetime) -> None:
    """Invite who was drawn into the edition's team, or some of the drawn and the replacements by their codes."""
    row = await queries.one(session, actor, draw_id)
    if row is None:
        raise NotFound
    if row.state != "revealed":
        raise Conflict("draw-not-revealed", state=row.state, article="10")
    lot = places(row.result)
    wanted: Sequence[str] = body.codes or [code for code, (part, _) in lot.items() if part == "drawn"]
    if gaps := [FieldError(f"codes.{place}", "draw.not_drawn") for place, code in enumerate(wanted) if code not in lot]:
        raise Invalid(gaps, article="10")
    experts = {one["code"]: uuid.UUID(one["expert_id"]) for one in row.roster["people"]}
    statuses = await queries.statuses(session, [experts[code] for code in wanted])
    ids = [experts[code] for code in wanted if body.codes or statuses.get(experts[code]) in ("active", "corrected")]
    await editions.invite_experts(
        session, actor=actor, edition_id=row.edition_id, expert_ids=ids, answer_by=body.answer_by, now=now
    )
