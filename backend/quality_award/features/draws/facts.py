"""Rows → the facts of a draw, and what is shown of it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from quality_award.access.actor import Actor
from quality_award.regulation.facts import DrawFacts
from quality_award.tables.draws import Draw

from .schemas import LotOut, PublishedOut


def draw_facts(row: Draw, actor: Actor, now: dt.datetime, *, public_number: str = "", reason: str = "") -> DrawFacts:
    """The facts of a draw for whoever acts on it."""
    return DrawFacts(
        now=now, number_on=row.number_on, own=actor.user_id == row.committed_by, public_number=public_number, reason=reason
    )


def published(row: Draw) -> PublishedOut:
    """What anybody may read of a draw."""
    revealed = withdrawn = None
    if row.seed is not None and row.public_number is not None and row.revealed_at is not None:
        revealed = {"seed": row.seed, "public_number": row.public_number, "at": _instant(row.revealed_at)}
    if row.withdrawn_at is not None:
        withdrawn = {"at": _instant(row.withdrawn_at), "because": row.withdrawn_because or ""}
    return PublishedOut(
        id=row.id,
        state=row.state,
        terms=row.terms,
        commitment=row.commitment,
        revealed=revealed,
        result=row.result,
        withdrawn=withdrawn,
    )


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat()


def places(result: list[dict[str, Any]] | None) -> dict[str, tuple[str, int]]:
    """Code → ("drawn" or "replacement", place in its part from 1)."""
    found: dict[str, tuple[str, int]] = {}
    for stratum in result or ():
        for part, name in (("drawn", "drawn"), ("replacements", "replacement")):
            found |= {code: (name, number) for number, code in enumerate(stratum[part], 1)}
    return found


def people(row: Draw, statuses: Mapping[uuid.UUID, str], invited: set[uuid.UUID]) -> list[LotOut]:
    """Who stands behind the codes: the drawn first, then replacements, in their order."""
    where = {code: stratum["key"] for stratum in row.terms["strata"] for code in stratum["codes"]}
    lots = places(row.result)
    found = []
    for one in row.roster["people"]:
        part, place = lots.get(one["code"], (None, None))
        expert_id = uuid.UUID(one["expert_id"])
        found.append(
            LotOut.model_validate(
                {
                    **one,
                    "stratum": where[one["code"]],
                    "status": statuses.get(expert_id, ""),
                    "place": place,
                    "part": part,
                    "invited": expert_id in invited,
                }
            )
        )
    order = {"drawn": 0, "replacement": 1, None: 2}
    return sorted(found, key=lambda one: (order[one.part], one.stratum, one.place or 0, one.code))
