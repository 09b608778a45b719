"""Undertakings, declarations, recusals, the candidate panel and break-glass over HTTP (Art. 32, 33)."""

import uuid
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from quality_award.access.http import ActorDep, IfMatch, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import may, require
from quality_award.features.assignment.queries import teams as team_queries
from quality_award.features.editions.facts import panel_days, panel_of
from quality_award.features.evidence.service import written
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.editions import Edition
from quality_award.workflow import explain
from quality_award.workflow.present import present_actions

from . import queries, service
from .facts import break_glass_facts, recusal_facts
from .pure import undertaking as wording
from .schemas import (
    BreakGlassActionIn,
    BreakGlassIn,
    BreakGlassOut,
    CandidateShownOut,
    DutyOut,
    InterestIn,
    InterestOut,
    InterestsIn,
    InterestsOut,
    OwnPanelOut,
    PanelOut,
    ProofIn,
    ProofLinkOut,
    ProofOut,
    ProofTicketOut,
    RecusalActionIn,
    RecusalIn,
    RecusalOut,
    SignIn,
    UndertakingOut,
    break_glass_out,
    proof_out,
    recusal_out,
)

router = APIRouter(route_class=TransactionalRoute, tags=["recusals"])


async def _edition(session: SessionDep, actor: ActorDep, edition_id: uuid.UUID) -> Edition:
    found = await team_queries.edition(session, actor, edition_id)
    if found is None:
        raise NotFound
    return found


@router.get("/editions/{edition_id}/undertaking")
async def read_undertaking(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> UndertakingOut:
    """The confidentiality undertaking of an edition and whether the actor has signed it (Art. 33)."""
    require(actor, "undertaking.sign")
    edition = await _edition(session, actor, edition_id)
    if actor.user_id is None:
        raise NotFound
    signed = await queries.undertaking(session, actor.user_id, edition_id)
    chinese, english = wording.text(edition.title)
    return UndertakingOut(
        edition_id=edition.id,
        edition=edition.title,
        text_zh=chinese,
        text_en=english,
        text_sha256=wording.digest(edition.title),
        signed_at=signed.signed_at if signed else None,
    )


@router.post("/editions/{edition_id}/undertaking")
async def sign_undertaking(
    edition_id: uuid.UUID, body: SignIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> UndertakingOut:
    """Sign the undertaking; signing again changes nothing."""
    require(actor, "undertaking.sign")
    edition = await _edition(session, actor, edition_id)
    await service.sign_undertaking(session, actor=actor, edition=edition, text_sha256=body.text_sha256, now=now)
    return await read_undertaking(edition_id, session, actor)


@router.get("/interests")
async def list_interests(
    session: SessionDep,
    actor: ActorDep,
    page: SliceDep,
    edition_id: Annotated[uuid.UUID | None, Query()] = None,
    undeclared: Annotated[bool, Query()] = False,
) -> Page[DutyOut]:
    """What the actor handles, and the declarations that they made or still owe (Art. 32)."""
    require(actor, "interests.declare")
    rows = await queries.duties(
        session, actor, edition_id=edition_id, undeclared=undeclared, cursor=page.cursor, limit=page.limit + 1
    )
    kept, following = cut(rows, page.limit)
    return Page(
        items=[
            DutyOut(
                application_id=row.id,
                edition_id=row.edition.id,
                edition=row.edition.title,
                edition_state=row.edition.state,
                case_number=row.application.case_number,
                organisation=row.organisation.name,
                state=row.application.state,
                has_interest=row.has_interest,
                signed=row.signed,
                leader=row.leader,
            )
            for row in kept
        ],
        next_cursor=following,
    )


@router.put("/editions/{edition_id}/interests")
async def declare_no_interest(
    edition_id: uuid.UUID, body: InterestsIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> InterestsOut:
    """Declare to have no interest in each of the named applicants, in one go (Art. 32)."""
    declared = await service.declare_no_interest(
        session, actor=actor, edition_id=edition_id, application_ids=body.no_interest, now=now
    )
    return InterestsOut(declared=declared)


@router.put("/applications/{application_id}/interest")
async def declare_interest(
    application_id: uuid.UUID, body: InterestIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> InterestOut:
    """Declare whether one has an interest in an applicant; with one, the recusal is in force at once (Art. 32)."""
    recused = await service.declare_interest(session, actor=actor, application_id=application_id, body=body, now=now)
    return InterestOut(application_id=application_id, has_interest=body.has_interest, recused=recused)


async def _present(session: SessionDep, actor: ActorDep, rows: Sequence[queries.ShownRecusal], lang: str) -> list[RecusalOut]:
    files = await queries.files(session, [row.id for row in rows])
    return [
        recusal_out(
            row,
            present_actions(explain(row.recusal, actor=actor, facts=recusal_facts(row.recusal)), lang),
            # The applicant sees what it has begun to send; everybody else what has come.
            [file for file in files[row.id] if file.state == "stored" or actor.role == "applicant"],
            may_add_files=actor.role == "applicant" and row.recusal.state == "requested",
        )
        for row in rows
    ]


@router.get("/recusals")
async def list_recusals(
    session: SessionDep,
    actor: ActorDep,
    lang: LanguageDep,
    page: SliceDep,
    edition_id: Annotated[uuid.UUID | None, Query()] = None,
    application_id: Annotated[uuid.UUID | None, Query()] = None,
    state: Annotated[Literal["requested", "in_force", "declined"] | None, Query()] = None,
) -> Page[RecusalOut]:
    """Recusals that the actor may see."""
    require(actor, "recusals.read")
    rows = await queries.recusals(
        session,
        actor,
        edition_id=edition_id,
        application_id=application_id,
        state=state,
        cursor=page.cursor,
        limit=page.limit + 1,
    )
    kept, following = cut(rows, page.limit)
    return Page(items=await _present(session, actor, kept, lang), next_cursor=following)


@router.get("/recusals/{recusal_id}")
async def read_recusal(
    recusal_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep, response: Response
) -> RecusalOut:
    """One recusal with what may be done."""
    require(actor, "recusals.read")
    rows = await queries.recusals(session, actor, recusal_id=recusal_id, limit=1)
    if not rows:
        raise NotFound
    set_etag(response, rows[0].recusal.version)
    return (await _present(session, actor, rows, lang))[0]


@router.post("/recusals", status_code=201)
async def request_recusal(
    body: RecusalIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> RecusalOut:
    """An applicant asks, with reasons and proof, that a reviewer or an officer be recused (Art. 32)."""
    recusal_id = await service.request_recusal(session, actor=actor, body=body, now=now)
    return await read_recusal(recusal_id, session, actor, lang, response)


@router.post("/recusals/{recusal_id}/actions/{action}")
async def act_on_recusal(
    recusal_id: uuid.UUID,
    action: str,
    body: RecusalActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> RecusalOut:
    """Grant or decline a request, with the reason."""
    require(actor, "recusals.read")
    await service.decide_recusal(
        session, actor=actor, recusal_id=recusal_id, action=action, decision_reason=body.decision_reason, version=version, now=now
    )
    return await read_recusal(recusal_id, session, actor, lang, response)


def _store(request: Request) -> ObjectStore:
    store: ObjectStore = request.app.state.store
    return store


@router.post("/recusals/{recusal_id}/files", status_code=201)
async def begin_recusal_file(
    recusal_id: uuid.UUID, body: ProofIn, request: Request, session: SessionDep, actor: ActorDep, now: NowDep
) -> ProofTicketOut:
    """Announce written proof of one's own request; get the link to send it to."""
    file, url = await service.begin_proof(session, actor=actor, store=_store(request), recusal_id=recusal_id, body=body, now=now)
    return ProofTicketOut(
        file_id=file.id, url=url, headers={"Content-Type": file.content_type}, expires_at=now + written.UPLOAD_LIFETIME
    )


@router.post("/recusals/{recusal_id}/files/{file_id}/confirm")
async def confirm_recusal_file(
    recusal_id: uuid.UUID, file_id: uuid.UUID, request: Request, session: SessionDep, actor: ActorDep, now: NowDep
) -> ProofOut:
    """The proof was sent."""
    return proof_out(
        await service.confirm_proof(session, actor=actor, store=_store(request), recusal_id=recusal_id, file_id=file_id, now=now)
    )


@router.get("/recusals/{recusal_id}/files/{file_id}/link")
async def link_recusal_file(
    recusal_id: uuid.UUID, file_id: uuid.UUID, request: Request, session: SessionDep, actor: ActorDep, now: NowDep
) -> ProofLinkOut:
    """A short-lived link to one file."""
    url, expires_at = await service.link(
        session, actor=actor, store=_store(request), recusal_id=recusal_id, file_id=file_id, now=now
    )
    return ProofLinkOut(url=url, expires_at=expires_at)


# --- the candidate panel -----------------------------------------------------------------------------------------------


@router.get("/editions/{edition_id}/panel")
async def read_panel(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> PanelOut:
    """The window in which applicants see the candidate panel: whether it was opened, until when (Art. 32)."""
    require(actor, "assignment.read")
    edition = await _edition(session, actor, edition_id)
    state = panel_of(edition, now)
    return PanelOut(
        edition_id=edition.id,
        state=state,
        days=panel_days(edition),
        opens_at=edition.panel_opens_at,
        closes_at=edition.panel_closes_at,
        may_open=may(actor, "panel.open") and state == "before" and edition.state == "document_review",
    )


@router.post("/editions/{edition_id}/panel")
async def open_panel(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> PanelOut:
    """Show the accepted applicants the candidate panel; once, before teams are made."""
    await service.open_panel(session, actor=actor, edition_id=edition_id, now=now)
    return await read_panel(edition_id, session, actor, now)


@router.get("/applications/{application_id}/panel")
async def read_own_panel(application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> OwnPanelOut:
    """The candidate panel of one's own application: name, employer and title of each, while the window runs (Art. 32)."""
    require(actor, "recusals.request")
    case = await team_queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    shown = await service.candidates(session, actor=actor, case=case, now=now)
    return OwnPanelOut(
        application_id=case.id,
        state=panel_of(case.edition, now),
        opens_at=case.edition.panel_opens_at,
        closes_at=case.edition.panel_closes_at,
        candidates=[
            CandidateShownOut(expert_id=one.expert.id, name=one.expert.name, employer=one.expert.employer, title=one.expert.title)
            for one in shown
        ],
    )


# --- break-glass -------------------------------------------------------------------------------------------------------


def _glass(row: queries.ShownBreakGlass, actor: ActorDep, lang: str) -> BreakGlassOut:
    own = row.glass.user_id == actor.user_id
    allowed = explain(row.glass, actor=actor, facts=break_glass_facts(row.glass, actor))
    return break_glass_out(row, present_actions(allowed, lang), own=own)


@router.get("/break-glass")
async def list_break_glass(session: SessionDep, actor: ActorDep, lang: LanguageDep, page: SliceDep) -> Page[BreakGlassOut]:
    """Every emergency reading of a case by somebody recused from it: asked for, open, ended, declined (Art. 26, 32)."""
    require(actor, "break_glass.read")
    rows = await queries.break_glass(session, actor, cursor=page.cursor, limit=page.limit + 1)
    kept, following = cut(rows, page.limit)
    return Page(items=[_glass(row, actor, lang) for row in kept], next_cursor=following)


@router.get("/break-glass/{glass_id}")
async def read_break_glass(
    glass_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep, response: Response
) -> BreakGlassOut:
    """One emergency reading with what may be done."""
    require(actor, "break_glass.read")
    rows = await queries.break_glass(session, actor, glass_id=glass_id, limit=1)
    if not rows:
        raise NotFound
    set_etag(response, rows[0].glass.version)
    return _glass(rows[0], actor, lang)


@router.post("/break-glass", status_code=201)
async def ask_to_read(
    body: BreakGlassIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep, response: Response
) -> BreakGlassOut:
    """A recused officer asks to read one case in an emergency; a second person decides (Art. 32)."""
    glass_id = await service.ask_to_read(session, actor=actor, body=body, now=now)
    return await read_break_glass(glass_id, session, actor, lang, response)


@router.post("/break-glass/{glass_id}/actions/{action}")
async def act_on_break_glass(
    glass_id: uuid.UUID,
    action: str,
    body: BreakGlassActionIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    lang: LanguageDep,
    response: Response,
) -> BreakGlassOut:
    """Open, decline, or end an emergency reading."""
    require(actor, "break_glass.read")
    await service.act_on_break_glass(
        session, actor=actor, glass_id=glass_id, action=action, decision_reason=body.decision_reason, version=version, now=now
    )
    return await read_break_glass(glass_id, session, actor, lang, response)
