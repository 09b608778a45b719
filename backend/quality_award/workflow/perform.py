"""The one door: nothing else sets `state`. Role, recusal, rules, version, audit record and event in the caller's transaction."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import article_of, is_recused, require_declared
from quality_award.audit.append import append
from quality_award.jobs.outbox import emit
from quality_award.platform.errors import Forbidden, NotFound, OutOfTurn, RuleRefusal, StaleVersion, VersionRequired
from quality_award.regulation import articles as _articles  # noqa: F401  (enters the rules in the catalogue)
from quality_award.regulation.finding import Finding
from quality_award.regulation.procedure import Transition, find, leaving
from quality_award.regulation.registry import RULES, inputs, run

from .entities import NAMES, Row, application_of, edition_of, stages_of

R = TypeVar("R", bound=Row)


async def lock(session: AsyncSession, kind: type[R], row_id: uuid.UUID, expected_version: int | None) -> R:
    """Lock the row for the rest of the transaction and compare its version, so that facts built next are its facts.

    `expected_version` None raises VersionRequired; pass `ANY_VERSION` in jobs and cascades. Raises NotFound, StaleVersion.
    """
    row = await session.scalar(select(kind).where(kind.id == row_id).with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    if expected_version is None:
        raise VersionRequired
    if expected_version not in (ANY_VERSION, row.version):
        raise StaleVersion(current=row.version)
    return row


ANY_VERSION = -1
BEFORE_THE_LOOK = frozenset({"recusal", "break_glass", "conflict", "score_sheet"})
"""Entities of a case that are handled without having declared on it: what recusal itself consists of. A score sheet's own rules
ask for the declaration."""


@dataclass(frozen=True)
class Allowed:
    """One action out of the present state: may this actor take it now, and if not, why not."""

    name: str
    allowed: bool
    findings: tuple[Finding, ...]
    article: str
    irreversible: bool
    asks: tuple[str, ...]


def _seated(actor: Actor, row: Transition) -> bool:
    return actor.role in row.roles and (actor.role != "committee" or not row.seats or actor.seat in row.seats)


async def perform(
    session: AsyncSession,
    row: Row,
    action: str,
    *,
    actor: Actor,
    facts: Any,
    now: dt.datetime,
    detail: Mapping[str, Any] | None = None,
    cascade: bool = False,
) -> Transition:
    """Take a locked row (see `lock`) through one transition; the caller's transaction holds every effect.

    In order: the procedure's row → OutOfTurn; role, seat → Forbidden; recusal → NotFound; undertaking and declaration of
    interest → Forbidden; rules → RuleRefusal with every finding; then state, version + 1, audit record, event. `cascade` is
    set by the transition that performs this one as its consequence: the actor's right was checked there.
    """
    entity = NAMES[type(row)]
    stages = stages_of(row)
    transition = find(entity, row.state, action, stages)
    if transition is None or (transition.cascade and not cascade):
        onward = leaving(entity, row.state, stages)
        open_actions = [t.action for t in onward]
        article = next((t.article for t in onward), "17")
        raise OutOfTurn(entity=entity, state=row.state, action=action, actions=open_actions, article=article)
    if not cascade and not _seated(actor, transition):
        raise Forbidden("wrong-role", role=actor.role, roles=sorted(transition.roles), article=transition.article)
    application_id = application_of(row)
    if not cascade and application_id is not None:
        if await is_recused(session, actor, application_id):
            raise NotFound
        if entity not in BEFORE_THE_LOOK:
            await require_declared(session, actor, application_id)
    findings = [finding for finding in run(transition.rules, facts) if finding.severity == "block"]
    if findings:
        raise RuleRefusal(findings=findings, entity=entity, action=action)
    source = row.state
    row.state = transition.target
    row.version += 1
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity=entity,
        entity_id=row.id,
        action=action,
        article=transition.article,
        edition_id=edition_of(row),
        application_id=application_id,
        from_state=source,
        to_state=transition.target,
        detail=detail,
    )
    emit(
        session,
        name=transition.event,
        now=now,
        entity=entity,
        entity_id=row.id,
        edition_id=edition_of(row),
        application_id=application_id,
        payload={"action": action, "from": source, "to": transition.target},
    )
    return transition


def explain(row: Row, *, actor: Actor, facts: Any, owed: str | None = None) -> list[Allowed]:
    """Every action out of the present state that the actor's role has, with the findings that stand against it.

    Rules on inputs that the actor has yet to type are left to `perform`; `asks` names those inputs. The caller has read the
    row through `visible(actor)`, where recusal was decided; `owed` is what `access.recusal.owed` found for its application.
    """
    first = [Finding(owed, article_of(owed))] if owed else []
    return [
        Allowed(
            name=transition.action,
            allowed=not any(f.severity == "block" for f in findings),
            findings=tuple(findings),
            article=transition.article,
            irreversible=transition.irreversible,
            asks=inputs(transition.rules),
        )
        for transition in leaving(NAMES[type(row)], row.state, stages_of(row))
        if _seated(actor, transition)
        for findings in [first + run(tuple(code for code in transition.rules if not RULES[code].asks), facts)]
    ]
