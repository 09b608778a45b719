"""Draw up the lists within the quotas of Art. 3; submit the named reports (Art. 17(4) to (9))."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from quality_award.access.actor import SYSTEM, Actor
from quality_award.access.permissions import may, require
from quality_award.access.recusal import require_declared
from quality_award.audit.append import append
from quality_award.features.editions.facts import edition_facts
from quality_award.features.editions.pure.digest import digest
from quality_award.features.editions.standing import standing
from quality_award.platform.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, RuleRefusal
from quality_award.regulation.finding import Finding
from quality_award.regulation.parameters import Ruleset, ruleset
from quality_award.regulation.registry import run
from quality_award.tables.editions import Edition, ListEntry, Report
from quality_award.tables.reviews import OpinionResult
from quality_award.workflow import ANY_VERSION, lock

from . import queries
from .facts import Numbers, report_numbers, scores
from .pure.lists import CANDIDATES, LISTS, REPORTS
from .pure.ranking import Scored
from .pure.report_text import fill, unknown
from .schemas import ListEntryIn, SurveyIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def scored(
    session: "AsyncSession", actor: Actor, edition: Edition
) -> tuple[list[queries.Case], dict[uuid.UUID, Scored], dict[uuid.UUID, dict[str, queries.Sheets]]]:
    """Every case under review that the actor may know of, with its scores, ranks over all of those, and its sheets."""
    found = await queries.cases(session, actor, edition.id)
    sheets = {key: dict(value) for key, value in (await queries.sheets(session, actor, edition.id)).items()}
    ranked = scores(edition, [str(case.application.id) for case in found], {str(key): value for key, value in sheets.items()})
    return found, {uuid.UUID(key): value for key, value in ranked.items()}, sheets


def may_draw(actor: Actor, edition: Edition, kind: str) -> bool:
    """Whether the actor's role may draw this list in the edition's present state."""
    listed = LISTS.get(kind)
    return listed is not None and edition.state == listed.state and may(actor, listed.permission)


async def suggestion(session: "AsyncSession", actor: Actor, edition: Edition, kind: str) -> list[queries.Entry]:
    """What a list starts from: the one before it; for the final list without those who failed or whose objection was upheld."""
    source = LISTS[kind].source if kind in LISTS else None
    if source is None:
        return []
    before = await queries.entries(session, actor, edition.id, source)
    if kind != "final":
        return before
    fallen = await queries.upheld(session, edition.id)
    return [one for one in before if one.application.state != "failed" and one.application.id not in fallen]


async def draw_list(
    session: "AsyncSession",
    *,
    actor: Actor,
    edition_id: uuid.UUID,
    kind: str,
    entries: Sequence[ListEntryIn] | None,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Draw up a list anew, whole. Over quota, out of turn, or by someone recused from a case of the edition: refused."""
    listed = LISTS[kind]
    require(actor, listed.permission)
    if await queries.edition(session, actor, edition_id) is None:
        raise NotFound
    edition = await lock(session, Edition, edition_id, version)
    if edition.state != listed.state:
        raise Conflict("list-out-of-turn", state=edition.state, list=kind, due=listed.state, article=listed.article)
    if await queries.recused_in(session, actor, edition.id):
        # Whoever is recused from one candidate doesn't weigh its rivals either.
        raise Forbidden("recusal.in_force", article="32")
    if entries is None:
        entries = [
            ListEntryIn.model_validate({"application_id": one.application.id, "tier": one.entry.tier, "reason": one.entry.reason})
            for one in await suggestion(session, actor, edition, kind)
        ]
    law = ruleset(edition.ruleset_code)
    _check(law, entries, tiered=listed.tiered)
    cases, found, _ = await scored(session, actor, edition)
    allowed = {case.application.id: case for case in cases if case.application.state == CANDIDATES[kind]}
    gaps = [
        FieldError(f"entries.{i}.application_id", "list.not_a_candidate")
        for i, entry in enumerate(entries)
        if entry.application_id not in allowed
    ]
    if gaps:
        raise Invalid(gaps)
    # A list weighs every candidate against the others.
    await require_declared(session, actor, *allowed)
    await _within_law(session, actor, edition, kind, entries, now)
    await queries.clear_list(session, edition.id, kind)
    ordered = sorted(enumerate(entries), key=lambda pair: (law.tier_rank(pair[1].tier), pair[0]))
    for place, (_, entry) in enumerate(ordered, 1):
        score = found[entry.application_id]
        session.add(
            ListEntry(
                edition_id=edition.id,
                kind=kind,
                application_id=entry.application_id,
                tier=entry.tier,
                rank=place,
                score=score.stages.get("document") if kind == "site" else score.total,
                reason=entry.reason,
                created_at=now,
            )
        )
    edition.version += 1
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="edition",
        entity_id=edition.id,
        edition_id=edition.id,
        action=f"draw_{kind}",
        article=listed.article,
        detail={"entries": [[allowed[e.application_id].application.case_number, e.tier, e.reason] for _, e in ordered]},
    )


def _check(law: Ruleset, entries: Sequence[ListEntryIn], *, tiered: bool) -> None:
    """Each case once; one of the ruleset's prizes on lists of winners, none on the others."""
    gaps, seen = [], set()
    for i, entry in enumerate(entries):
        if entry.application_id in seen:
            gaps.append(FieldError(f"entries.{i}.application_id", "list.twice"))
        seen.add(entry.application_id)
        if (entry.tier is None) == tiered:
            gaps.append(FieldError(f"entries.{i}.tier", "field.missing" if tiered else "field.value"))
        elif entry.tier is not None and law.tier_rank(entry.tier) == len(law.tiers):
            gaps.append(FieldError(f"entries.{i}.tier", "list.tier"))
    if gaps:
        raise Invalid(gaps)


async def _within_law(
    session: "AsyncSession", actor: Actor, edition: Edition, kind: str, entries: Sequence[ListEntryIn], now: dt.datetime
) -> None:
    """Art. 3 on the list as it would stand; Art. 17(9): nobody final who was not shown to the public in that tier."""
    findings: list[Finding] = []
    law = ruleset(edition.ruleset_code)
    if rule := LISTS[kind].quota_rule:
        facts = edition_facts(edition, await standing(session, edition), now=now)
        counts: Counter[str] = Counter(entry.tier or "" for entry in entries)
        about = {one.application.id: one.application for one in await queries.cases(session, actor, edition.id)}
        subjects = tuple(
            (about[one.application_id].case_number, one.tier or "", about[one.application_id].subject) for one in entries
        )
        drawn = replace(facts, lists={**facts.lists, kind: counts}, subjects={**facts.subjects, kind: subjects})
        findings += run((rule, f"edition.subjects_{kind}"), drawn)
    if kind == "final":
        initial = {one.application.id: one for one in await queries.entries(session, actor, edition.id, "initial")}
        cases = {case.application.id: case.application for case in await queries.cases(session, actor, edition.id)}
        fallen = await queries.upheld(session, edition.id)
        for entry in entries:
            case = cases[entry.application_id].case_number
            before = initial.get(entry.application_id)
            higher = before is not None and law.tier_rank(entry.tier) < law.tier_rank(before.entry.tier)
            if before is None or higher:
                findings.append(Finding("edition.final_within_initial", "17(9)", {"case": case}))
            if entry.application_id in fallen:
                findings.append(Finding("edition.no_upheld_on_final", "24", {"case": case}))
    if findings:
        raise RuleRefusal(findings=findings, entity="edition", action=f"draw_{kind}", article=findings[0].article)


# --- public opinion --------------------------------------------------------------------------------------------------


def may_enter_opinions(actor: Actor, edition: Edition) -> bool:
    """Whether the actor's role may enter results now."""
    return edition.state == "public_opinion" and may(actor, "lists.write_proposed")


async def enter_opinion(
    session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, body: SurveyIn, now: dt.datetime
) -> None:
    """Record what the public was found to think of one applicant, with the source; a correction keeps the old value on record."""
    require(actor, "lists.write_proposed")
    if await queries.edition(session, actor, edition_id) is None:
        raise NotFound
    edition = await lock(session, Edition, edition_id, ANY_VERSION)
    if not may_enter_opinions(actor, edition):
        raise Conflict("opinion-out-of-turn", state=edition.state, article="17(7)")
    known = {one.application.id: one for one in await queries.opinions(session, actor, edition.id)}
    case = known.get(body.application_id)
    if case is None or case.application.state != "shortlisted":
        raise NotFound
    await require_declared(session, actor, case.application.id)
    if not body.source.strip():
        raise Invalid([FieldError("source", "field.missing")])
    assert actor.user_id is not None
    before = case.result.score if case.result else None
    values = {"respondents": body.respondents, "score": body.score, "source": body.source.strip(), "note": body.note}
    if case.result:
        for name, value in values.items():
            setattr(case.result, name, value)
        case.result.entered_by = actor.user_id
    else:
        session.add(
            OpinionResult(
                edition_id=edition.id,
                application_id=body.application_id,
                entered_by=actor.user_id,
                created_at=now,
                **values,
            )
        )
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="application", entity_id=body.application_id, edition_id=edition.id,
        application_id=body.application_id, action="enter_opinion", article="17(7)", detail={**values, "before": before},
    )  # fmt: skip


# --- reports ---------------------------------------------------------------------------------------------------------


def may_report(actor: Actor, edition: Edition, kind: str) -> bool:
    """Whether the actor's role may write this report in the edition's present state."""
    report = REPORTS[kind]
    return edition.state == report.state and may(actor, report.permission)


async def live_numbers(session: "AsyncSession", actor: Actor, edition: Edition) -> dict[str, Numbers]:
    """The numbers of every report as they stand now, over the cases that the actor may know of."""
    cases, found, sheets = await scored(session, actor, edition)
    submitted: Counter[str] = Counter()
    for stages in sheets.values():
        for stage, one in stages.items():
            submitted[stage] += len(one.totals)
    tallies = await queries.tallies(session, actor, edition.id)
    every = [found[case.application.id] for case in cases]
    return {kind: report_numbers(edition, kind, tallies, every, submitted) for kind in REPORTS}


async def note_export(session: "AsyncSession", *, actor: Actor, edition: Edition, part: str, now: dt.datetime) -> None:
    """That a list of the edition leaves the system (Art. 33)."""
    await append(
        session, actor=actor, now=now, entity="edition", entity_id=edition.id, action="export", article="33",
        edition_id=edition.id, detail={"part": part},
    )  # fmt: skip


async def submit_report(
    session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, kind: str, text: str, now: dt.datetime
) -> None:
    """Submit a report, or put a corrected one in its place while its stage lasts; its numbers are read now and kept."""
    named = REPORTS[kind]
    require(actor, named.permission)
    if await queries.edition(session, actor, edition_id) is None:
        raise NotFound
    edition = await lock(session, Edition, edition_id, ANY_VERSION)
    if edition.state != named.state:
        raise Conflict("report-out-of-turn", state=edition.state, report=kind, due=named.state, article=named.article)
    if not text.strip():
        raise Invalid([FieldError("text", "field.missing")])
    # A report speaks of the whole edition, whoever submits it.
    numbers = (await live_numbers(session, SYSTEM, edition))[kind]
    if strange := unknown(text, numbers):
        raise Invalid([FieldError("text", "report.placeholder", {"name": name}) for name in strange])
    filled = fill(text, numbers)
    assert actor.user_id is not None
    held = await queries.reports(session, edition.id)
    replaced = held[kind][0].sha256 if kind in held else None
    values = {
        "text": filled,
        "numbers": numbers,
        "submitted_by": actor.user_id,
        "submitted_at": now,
        "sha256": digest({"kind": kind, "text": filled, "numbers": numbers}),
    }
    if kind in held:
        for name, value in values.items():
            setattr(held[kind][0], name, value)
    else:
        session.add(Report(edition_id=edition.id, kind=kind, created_at=now, **values))
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="edition",
        entity_id=edition.id,
        edition_id=edition.id,
        action=f"report_{kind}",
        article=named.article,
        detail={"sha256": values["sha256"], "replaces": replaced},
    )
