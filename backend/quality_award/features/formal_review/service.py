"""形式审查: legality, truth, completeness, item by item (Art. 17(4))."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.access.recusal import require_declared
from quality_award.audit.append import append
from quality_award.features.applications import service as applications
from quality_award.features.applications.schemas import ApplicationActionIn
from quality_award.platform.errors import FieldError, Invalid, OutOfTurn, RuleRefusal, StaleVersion, VersionRequired
from quality_award.regulation.parameters import ruleset
from quality_award.regulation.registry import run
from quality_award.tables.applications import Evidence, FormalReview
from quality_award.workflow import ANY_VERSION, perform

from . import queries
from .schemas import FormalReviewIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

ACTIONS = ("pass_formal_review", "fail_formal_review", "reopen_formal_review")


async def record_checks(
    session: "AsyncSession",
    *,
    actor: Actor,
    application_id: uuid.UUID,
    body: FormalReviewIn,
    version: int | None,
    now: dt.datetime,
) -> FormalReview:
    """Record findings while the application lies with the office; `version` is that of the review, 0 before the first."""
    require(actor, "formal_review.write")
    if version is None:
        raise VersionRequired
    case = await applications.hold(session, actor=actor, application_id=application_id, version=ANY_VERSION)
    await require_declared(session, actor, case.id)
    application = case.application
    if application.state != "filed":
        open_actions = ["reopen_formal_review"] if application.state.startswith("formal_") else []
        raise OutOfTurn(entity="application", state=application.state, action="check", actions=open_actions, article="17(4)")
    dossier = await applications.load(session, actor=actor, case=case, now=now)
    if findings := run(("application.formal_stage",), dossier.facts):
        raise RuleRefusal(findings=findings, article="17(4)")
    items = [item.key for item in ruleset(case.edition.ruleset_code).checklist_for(case.organisation.nature)]
    if unknown := [entry.code for entry in body.checklist if entry.code not in items]:
        raise Invalid([FieldError(f"checklist.{code}", "form.unknown") for code in unknown])
    lines = _lines(body, dossier.evidence)
    review = await queries.held(session, actor, application_id)
    if version != (review.version if review else 0):
        raise StaleVersion(current=review.version if review else 0)
    assert actor.user_id is not None
    if review is None:
        review = FormalReview(
            application_id=application_id,
            checklist=[],
            reasons="",
            reviewed_by=actor.user_id,
            version=0,
            created_at=now,
        )
        session.add(review)
    found = {entry["code"]: entry for entry in review.checklist}
    changed = [line for line in lines if not same_finding(found.get(line["code"]), line)]
    signed = {"reviewer": actor.name, "reviewer_id": str(actor.user_id), "checked_at": now.isoformat()}
    found |= {line["code"]: line | (signed if line["result"] else {}) for line in changed}
    review.checklist = [found[code] for code in items if code in found]
    review.reviewed_by = actor.user_id
    review.version += 1
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="formal_review",
        entity_id=review.id,
        action="check",
        article="17(4)",
        edition_id=application.edition_id,
        application_id=application.id,
        detail={
            "items": {line["code"]: line["result"] for line in changed},
            "evidence": {line["code"]: [one["sha256"] for one in line["evidence"]] for line in changed if line["evidence"]},
        },
    )
    return review


def same_finding(before: dict[str, Any] | None, line: dict[str, Any]) -> bool:
    """Whether a line says what stands there already: then it stays its reviewer's, with the time of their look."""
    if before is None:
        return False
    return all((before.get(name) or None) == (line[name] or None) for name in ("result", "note", "evidence"))


def _lines(body: FormalReviewIn, evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    """The findings with the evidence as it is now. Raises Invalid for what is not this application's stored evidence."""
    stored = {entry.id: entry for entry in evidence if entry.state == "stored"}
    if unknown := [entry.code for entry in body.checklist if set(entry.evidence) - set(stored)]:
        raise Invalid([FieldError(f"checklist.{code}", "check.evidence") for code in unknown])
    return [
        {
            "code": entry.code,
            "result": entry.result,
            "note": entry.note,
            "evidence": [
                {"id": str(key), "slot": stored[key].slot, "filename": stored[key].filename, "sha256": stored[key].sha256}
                for key in dict.fromkeys(entry.evidence)
            ],
        }
        for entry in body.checklist
    ]


async def conclude_formal_review(
    session: "AsyncSession",
    *,
    actor: Actor,
    application_id: uuid.UUID,
    action: str,
    body: ApplicationActionIn,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Pass, fail with reasons for the receiving unit, or take the conclusion back while the list is not settled."""
    case = await applications.hold(session, actor=actor, application_id=application_id, version=version)
    dossier = await applications.load(session, actor=actor, case=case, now=now, reasons=body.reasons)
    review = await queries.held(session, actor, application_id)
    failed = action == "fail_formal_review"
    await perform(
        session,
        case.application,
        action,
        actor=actor,
        facts=dossier.facts,
        now=now,
        detail={"reasons": body.reasons, "failed": list(dossier.facts.failed_checks)},
    )
    assert review is not None
    assert actor.user_id is not None
    reopened = action == "reopen_formal_review"
    review.complete = None if reopened else not failed
    review.reasons = "" if reopened else body.reasons or ""
    review.reviewed_by = actor.user_id
    review.version += 1
    case.application.closed_reason = body.reasons if failed else None
    await session.flush()
