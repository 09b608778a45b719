"""Checks of the store over HTTP: the administrator's and the auditor's (Art. 26)."""

import uuid
from collections.abc import Collection

from fastapi import APIRouter, Request

from quality_award.access.actor import Actor
from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import may, require
from quality_award.features.applications.pure.naming import slot_name
from quality_award.platform.http.problem import ProblemFinding
from quality_award.regulation.criteria import criteria
from quality_award.regulation.messages import translate
from quality_award.regulation.parameters import ruleset

from . import queries, service
from .schemas import StoreAttemptOut, StoreCheckIn, StoreCheckOut, StoreFaultOut, StoreStateOut

router = APIRouter(route_class=TransactionalRoute, tags=["storage"])
SHOWN = 20


@router.get("/store-checks")
async def list_store_checks(request: Request, session: SessionDep, actor: ActorDep, lang: LanguageDep) -> StoreStateOut:
    """Whether the store may be relied on, and the last twenty checks of its locks and of the files in it."""
    require(actor, "store.read")
    reasons = await service.why_unfit(session)
    locks = await queries.history(session, actor, "locks", limit=SHOWN)
    files = await queries.history(session, actor, "files", limit=SHOWN)
    named = await queries.may_name(session, actor, _cases(files))
    hidden = await queries.recused_among(session, actor, _cases(files))
    return StoreStateOut(
        fit=not reasons,
        reasons=[ProblemFinding(**request.app.state.writer.finding(lang, one)) for one in reasons],
        locks=[_check(one, actor, named, hidden, lang) for one in locks],
        files=[_check(one, actor, named, hidden, lang) for one in files],
    )


@router.post("/store-checks", status_code=202)
async def ask_store_check(
    body: StoreCheckIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> StoreCheckOut:
    """Have the worker check; one that runs already is given back, so that pressing twice asks once."""
    row = await service.ask(session, actor=actor, kind=body.kind, edition_id=body.edition_id, now=now)
    shown = await queries.shown(session, row)
    named = await queries.may_name(session, actor, _cases([shown]))
    return _check(shown, actor, named, await queries.recused_among(session, actor, _cases([shown])), lang)


def _cases(checks: list[queries.Shown]) -> set[uuid.UUID]:
    return {uuid.UUID(one["application_id"]) for shown in checks for one in shown.check.findings if one.get("application_id")}


def _check(shown: queries.Shown, actor: Actor, named: Collection[uuid.UUID], hidden: Collection[str], lang: str) -> StoreCheckOut:
    row, locks = shown.check, shown.check.kind == "locks"
    return StoreCheckOut(
        id=row.id,
        kind="locks" if locks else "files",
        edition_id=row.edition_id,
        edition=shown.edition,
        asked_by=shown.asked_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
        passed=row.passed,
        files=row.files,
        files_all=row.files_all,
        bytes=row.bytes,
        attempts=[_attempt(one, lang) for one in row.findings] if locks else [],
        faults=[]
        if locks
        else [_fault(one, actor, named, lang) for one in row.findings if one.get("application_id") not in hidden],
    )


def _attempt(one: dict[str, str | bool], lang: str) -> StoreAttemptOut:
    name = str(one["attempt"])
    label, _ = translate(lang, f"attempt.{name}", {})
    return StoreAttemptOut(name=name, label=label, held=bool(one["held"]), answer=str(one["answer"]))


def _slot(one: dict[str, str | None], lang: str) -> str | None:
    slot = one.get("slot")
    if slot is None:
        return None
    return slot_name(ruleset(str(one["ruleset"])), criteria(str(one["criteria"])), slot, lang == "en")


def _fault(one: dict[str, str | None], actor: Actor, named: Collection[uuid.UUID], lang: str) -> StoreFaultOut:
    """In words, with the names that the actor may see (Art. 32, 33).

    The administrator puts versions back and need not know what files are called. Whoever is recused from the case is told
    nothing.
    """
    case = one.get("application_id")
    application_id = uuid.UUID(case) if case else None
    names_files = application_id in named and may(actor, "evidence.read")
    names_case = names_files or actor.role == "admin"
    return StoreFaultOut(
        what=str(one["what"]),
        label=translate(lang, f"wrong.{one['what']}", {})[0],
        application_id=application_id if names_files else None,
        case_number=one.get("case_number") if names_case else None,
        slot=_slot(one, lang) if names_case else None,
        filename=one.get("filename") if names_files else None,
        version=one.get("version") if names_case else None,
        expected=one.get("expected") or "",
        found=one.get("found") or "",
    )
