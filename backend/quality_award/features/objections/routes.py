"""Objections over HTTP: the public's door, and the desk of those who handle them (Art. 20 to 25)."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

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
from quality_award.access.recusal import owed
from quality_award.audit.look import Subject, look
from quality_award.features.evidence.service import written
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.platform.objectstore import ObjectStore
from quality_award.regulation.messages import translate
from quality_award.tables.objections import Objection, ObjectionFile
from quality_award.workflow import explain
from quality_award.workflow.deadlines import DeadlineOut, present_deadline
from quality_award.workflow.present import present_actions

from . import queries, service
from .facts import in_time, objection_facts
from .schemas import (
    ConsentIn,
    ExtendIn,
    FileIn,
    FileOut,
    FileTicketOut,
    FollowOut,
    IdentityOut,
    LinkOut,
    LookIn,
    ObjectionActionIn,
    ObjectionIn,
    ObjectionOut,
    OpinionIn,
    ReceiptOut,
)

router = APIRouter(route_class=TransactionalRoute, tags=["objections"])


def _store(request: Request) -> ObjectStore:
    store: ObjectStore = request.app.state.store
    return store


def _file(row: ObjectionFile) -> FileOut:
    return FileOut(
        id=row.id,
        side=row.side,
        filename=row.filename,
        content_type=row.content_type,
        size=row.size,
        state=row.state,
        sha256=row.sha256,
    )


ALL_SIDES = ("recommender", "applicant", "objector")
NAMED_SIDES = ALL_SIDES[:2]
"""Whose deadlines unit and applicant are shown: each other's, for both hit the applicant. The objector's are not."""


def _deadlines(row: Objection, sides: tuple[str, ...], lang: str) -> list[DeadlineOut]:
    """Until when each side has to answer, while it is awaited."""
    if row.state != "investigating":
        return []
    report, proof = (row.report_due_at, row.report_due_provisional), (row.proof_due_at, row.proof_due_provisional)
    found = {
        "recommender": present_deadline("objection_report", report[0], lang, provisional=report[1]),
        "applicant": present_deadline("objection_proof", proof[0], lang, provisional=proof[1]),
        "objector": present_deadline("objector_proof", proof[0], lang, provisional=proof[1]),
    }
    return [one for side in sides if (one := found[side])]


def _refusal(entries: list[dict[str, Any]] | None, lang: str) -> str | None:
    if not entries:
        return None
    said = [
        translate(lang, entry["code"], entry.get("params", {}))[0] if entry.get("code") else entry["reason"] for entry in entries
    ]
    return ("；" if lang != "en" else "; ").join(said)


@router.post("/public/objections", status_code=201)
async def lodge_objection(body: ObjectionIn, session: SessionDep, settings: SettingsDep, _: PublicDep, now: NowDep) -> ReceiptOut:
    """Object to a publicised application, with real identity and written evidence (Art. 20)."""
    row, code, timely = await service.receive(session, settings=settings, body=body, now=now)
    return ReceiptOut(case_number=row.case_number, follow_code=code, received_at=row.received_at, in_time=timely)


@router.get("/public/objections/{case_number}")
async def follow_objection(
    case_number: str, code: Annotated[str, Query(max_length=60)], session: SessionDep, _: PublicDep, lang: LanguageDep
) -> FollowOut:
    """Follow one's own objection."""
    case = await service.followed(session, case_number=case_number, code=code)
    row = case.objection
    files = (await queries.files(session, [row.id]))[row.id]
    return FollowOut(
        case_number=row.case_number,
        state=row.state,
        subject=row.subject,
        application=f"{case.application.case_number} {case.organisation.name}",
        received_at=row.received_at,
        refusal=_refusal(row.refusal, lang),
        decision=row.decision if row.state in ("upheld", "dismissed") else None,
        decided_at=row.decided_at,
        proof_due_at=row.proof_due_at,
        deadlines=_deadlines(row, ("objector",), lang),
        consented_at=await service.consent_of(session, row),
        files=[_file(file) for file in files if file.side == "objector"],
    )


@router.post("/public/objections/{case_number}/files", status_code=201)
async def begin_objection_file(
    case_number: str, body: FileIn, request: Request, session: SessionDep, _: PublicDep, now: NowDep
) -> FileTicketOut:
    """Announce written evidence with the follow code; get the link to send it to."""
    case = await service.followed(session, case_number=case_number, code=body.code)
    file, url = await service.begin_file(session, store=_store(request), row=case.objection, side="objector", body=body, now=now)
    return FileTicketOut(
        file_id=file.id, url=url, headers={"Content-Type": file.content_type}, expires_at=now + written.UPLOAD_LIFETIME
    )


@router.post("/public/objections/{case_number}/files/{file_id}/confirm")
async def confirm_objection_file(
    case_number: str,
    file_id: uuid.UUID,
    code: Annotated[str, Query(max_length=60)],
    request: Request,
    session: SessionDep,
    actor: PublicDep,
    now: NowDep,
) -> FileOut:
    """The file was sent."""
    case = await service.followed(session, case_number=case_number, code=code)
    file = await service.confirm_file(
        session, actor=actor, store=_store(request), row=case.objection, side="objector", file_id=file_id, now=now
    )
    return _file(file)


@router.post("/public/objections/{case_number}/consent", status_code=204)
async def consent_to_disclosure(case_number: str, body: ConsentIn, session: SessionDep, _: PublicDep, now: NowDep) -> None:
    """The objector agrees to being named where that is really needed (Art. 25)."""
    await service.consent(session, case_number=case_number, code=body.code, now=now)


async def _present(session: SessionDep, actor: ActorDep, cases: list[queries.Case], now: NowDep, lang: str) -> list[ObjectionOut]:
    ids = [case.id for case in cases]
    files = await queries.files(session, ids)
    motions = await queries.last_motions(session, ids)
    accepted = await queries.accepted(session, ids)
    owing = await owed(session, actor, [case.application.id for case in cases])
    shown = []
    for case in cases:
        row = case.objection
        facts = objection_facts(case, files=files[row.id], motion=motions.get(row.id), accepted_at=accepted.get(row.id), now=now)
        # The objector's papers may name them: a unit or applicant learns that they exist, not what they are called.
        own = [file for file in files[row.id] if file.side != "objector" or actor.role in ("office", "committee")]
        shown.append(
            ObjectionOut(
                id=row.id,
                version=row.version,
                state=row.state,
                actions=present_actions(explain(row, actor=actor, facts=facts, owed=owing.get(row.application_id)), lang),
                case_number=row.case_number,
                edition_id=row.edition_id,
                application_id=row.application_id,
                application=case.application.case_number,
                organisation=case.organisation.name,
                department=case.department.name if case.department else None,
                subject=row.subject,
                grounds=row.grounds,
                identified=row.identified,
                received_at=row.received_at,
                in_time=in_time(row, case.edition),
                report_due_at=row.report_due_at,
                proof_due_at=row.proof_due_at,
                report_due_provisional=row.report_due_provisional,
                proof_due_provisional=row.proof_due_provisional,
                deadlines=_deadlines(row, NAMED_SIDES if actor.role in NAMED_SIDES else ALL_SIDES, lang),
                report=row.report,
                reported_at=row.reported_at,
                deemed=row.deemed,
                office_opinion=row.office_opinion,
                decision=row.decision,
                decided_at=row.decided_at,
                refusal=_refusal(row.refusal, lang),
                files=[_file(file) for file in own],
                may_open_identity=may(actor, "objections.open_identity"),
                may_supply_proof=actor.role in ("applicant", "recommender") and row.state == "investigating",
                may_extend=may(actor, "objections.handle") and row.state == "investigating",
            )
        )
    return shown


def _subject(case: queries.Case) -> Subject:
    row = case.objection
    return Subject("objection", row.id, "content", row.edition_id, row.application_id)


@router.get("/objections")
async def list_objections(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    lang: LanguageDep,
    page: SliceDep,
    edition_id: Annotated[uuid.UUID | None, Query()] = None,
    state: Annotated[str | None, Query(max_length=40)] = None,
) -> Page[ObjectionOut]:
    """Objections that the actor may see, newest first."""
    require(actor, "objections.read")
    rows = await queries.page(session, actor, edition_id=edition_id, state=state, cursor=page.cursor, limit=page.limit + 1)
    kept, following = cut(rows, page.limit)
    await look(session, *map(_subject, kept), actor=actor, now=now)
    return Page(items=await _present(session, actor, list(kept), now, lang), next_cursor=following)


@router.get("/objections/{objection_id}")
async def read_objection(
    objection_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> ObjectionOut:
    """One objection with what may be done."""
    require(actor, "objections.read")
    case = await queries.case(session, actor, objection_id)
    if case is None:
        raise NotFound
    set_etag(response, case.objection.version)
    await look(session, _subject(case), actor=actor, now=now)
    return (await _present(session, actor, [case], now, lang))[0]


@router.post("/objections/{objection_id}/actions/{action}")
async def act_on_objection(
    objection_id: uuid.UUID,
    action: str,
    body: ObjectionActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> ObjectionOut:
    """Accept, refuse, transfer, report, deem, uphold, dismiss."""
    await service.act(session, actor=actor, objection_id=objection_id, action=action, body=body, version=version, now=now)
    return await read_objection(objection_id, session, actor, now, lang, response)


@router.put("/objections/{objection_id}/opinion")
async def give_opinion(
    objection_id: uuid.UUID,
    body: OpinionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> ObjectionOut:
    """The office's opinion for the committee (Art. 24)."""
    await service.give_opinion(
        session, actor=actor, objection_id=objection_id, text=body.office_opinion, version=version, now=now
    )
    return await read_objection(objection_id, session, actor, now, lang, response)


@router.post("/objections/{objection_id}/identity")
async def open_identity(
    objection_id: uuid.UUID, body: LookIn, session: SessionDep, actor: ActorDep, settings: SettingsDep, now: NowDep
) -> IdentityOut:
    """Open the objector's identity; the look is recorded with its reason (Art. 25)."""
    opened, consented_at = await service.open_identity(
        session, actor=actor, settings=settings, objection_id=objection_id, reason=body.reason, now=now
    )
    return IdentityOut(**opened, consented_at=consented_at)


@router.put("/objections/{objection_id}/deadlines")
async def extend_deadlines(
    objection_id: uuid.UUID,
    body: ExtendIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> ObjectionOut:
    """More time for the unit's report or for proof, with the reason (Art. 22, 23)."""
    await service.extend(session, actor=actor, objection_id=objection_id, body=body, version=version, now=now)
    return await read_objection(objection_id, session, actor, now, lang, response)


@router.post("/objections/{objection_id}/files", status_code=201)
async def begin_proof(
    objection_id: uuid.UUID, body: FileIn, request: Request, session: SessionDep, actor: ActorDep, now: NowDep
) -> FileTicketOut:
    """Announce proof of the applicant, or a file of the unit's report (Art. 22, 23)."""
    case = await service.own_side(session, actor=actor, objection_id=objection_id)
    file, url = await service.begin_file(session, store=_store(request), row=case.objection, side=actor.role, body=body, now=now)
    return FileTicketOut(
        file_id=file.id, url=url, headers={"Content-Type": file.content_type}, expires_at=now + written.UPLOAD_LIFETIME
    )


@router.post("/objections/{objection_id}/files/{file_id}/confirm")
async def confirm_proof(
    objection_id: uuid.UUID, file_id: uuid.UUID, request: Request, session: SessionDep, actor: ActorDep, now: NowDep
) -> FileOut:
    """The proof was sent."""
    case = await service.own_side(session, actor=actor, objection_id=objection_id)
    file = await service.confirm_file(
        session, actor=actor, store=_store(request), row=case.objection, side=actor.role, file_id=file_id, now=now
    )
    return _file(file)


@router.get("/objections/{objection_id}/files/{file_id}/link")
async def link_objection_file(
    objection_id: uuid.UUID, file_id: uuid.UUID, request: Request, session: SessionDep, actor: ActorDep, now: NowDep
) -> LinkOut:
    """A short-lived link to one file."""
    url, expires_at = await service.link(
        session, actor=actor, store=_store(request), objection_id=objection_id, file_id=file_id, now=now
    )
    return LinkOut(url=url, expires_at=expires_at)
