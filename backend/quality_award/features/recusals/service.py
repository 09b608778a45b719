"""Undertakings, declarations, recusals, the candidate panel, break-glass: who may look, and who steps aside (Art. 32, 33)."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.features.assignment.facts import assignment_facts
from quality_award.features.assignment.queries import teams as team_queries
from quality_award.features.assignment.service import teams as team_service
from quality_award.features.assignment.service.seats import release, tell
from quality_award.features.editions.facts import panel_days, panel_of
from quality_award.features.evidence.pure.content import shown_name
from quality_award.features.evidence.service import written
from quality_award.jobs.outbox import emit
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound, RuleRefusal
from quality_award.platform.ids import new_id
from quality_award.platform.objectstore import ObjectStore
from quality_award.regulation.finding import Finding
from quality_award.regulation.parameters import ruleset
from quality_award.regulation.registry import run
from quality_award.tables.editions import Edition
from quality_award.tables.recusals import BreakGlass, RecusalFile
from quality_award.tables.reviews import InterestDeclaration, Recusal
from quality_award.workflow import ANY_VERSION, lock, perform

from . import queries
from .facts import break_glass_facts, recusal_facts
from .pure import undertaking as wording
from .schemas import BreakGlassIn, InterestIn, ProofIn, RecusalIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def sign_undertaking(
    session: "AsyncSession", *, actor: Actor, edition: Edition, text_sha256: str, now: dt.datetime
) -> None:
    """Sign the confidentiality undertaking of an edition (Art. 33). Signing again changes nothing."""
    if text_sha256 != wording.digest(edition.title):
        raise Conflict("undertaking-changed", article="33")
    assert actor.user_id is not None
    written = await queries.sign(session, user_id=actor.user_id, edition_id=edition.id, now=now, digest=text_sha256)
    if written:
        await append(
            session,
            actor=actor,
            now=now,
            entity="edition",
            entity_id=edition.id,
            edition_id=edition.id,
            action="sign_undertaking",
            article="33",
            detail={"text_sha256": text_sha256},
        )


async def declare_interest(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, body: InterestIn, now: dt.datetime
) -> bool:
    """Declare whether one has an interest in an applicant (Art. 32). With one, the recusal is in force at once.

    Returns whether the actor is now recused. No interest may later turn into one; the way back goes through the office.
    """
    require(actor, "interests.declare")
    case = await team_queries.case(session, actor, application_id)
    if case is None or actor.user_id is None:
        raise NotFound
    if body.has_interest and not body.detail:
        raise Invalid([FieldError("detail", "field.missing")])
    row = await queries.declaration(session, actor.user_id, application_id)
    if row is not None and row.has_interest and not body.has_interest:
        raise Conflict("interest-withdrawn", article="32")
    if row is None:
        row = InterestDeclaration(
            user_id=actor.user_id,
            application_id=application_id,
            has_interest=body.has_interest,
            detail=body.detail,
            created_at=now,
        )
        session.add(row)
    elif (row.has_interest, row.detail) == (body.has_interest, body.detail):
        return False
    else:
        row.has_interest, row.detail = body.has_interest, body.detail
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="application",
        entity_id=application_id,
        edition_id=case.edition.id,
        application_id=application_id,
        action="declare_interest" if body.has_interest else "declare_no_interest",
        article="32",
    )
    if body.has_interest:
        await _step_aside(session, actor=actor, case=case, reason=body.detail, now=now)
    return body.has_interest


async def declare_no_interest(
    session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, application_ids: Collection[uuid.UUID], now: dt.datetime
) -> int:
    """Declare to have no interest in these applicants of an edition, in one go (Art. 32); how many declarations were new.

    One that was made before stands: an interest is not taken back here. Raises NotFound for what the actor doesn't see.
    """
    require(actor, "interests.declare")
    if actor.user_id is None or set(application_ids) - await queries.handled(session, actor, edition_id):
        raise NotFound
    new = await queries.declare_none(session, actor.user_id, sorted(set(application_ids)), now)
    for application_id in sorted(new):
        await append(
            session,
            actor=actor,
            now=now,
            entity="application",
            entity_id=application_id,
            edition_id=edition_id,
            application_id=application_id,
            action="declare_no_interest",
            article="32",
        )
    return len(new)


async def _step_aside(session: "AsyncSession", *, actor: Actor, case: team_queries.Case, reason: str, now: dt.datetime) -> None:
    assert actor.user_id is not None
    recusal = await queries.live_recusal(session, actor.user_id, case.id)
    if recusal is None:
        recusal = Recusal(
            edition_id=case.edition.id,
            application_id=case.id,
            user_id=actor.user_id,
            ground="declared",
            reason=reason,
            state="requested",
            requested_by=actor.user_id,
            created_at=now,
        )
        session.add(recusal)
        await session.flush()
    if recusal.state == "requested":
        await put_in_force(session, actor=actor, recusal=recusal, reason=reason, now=now, own=True)


async def put_in_force(
    session: "AsyncSession", *, actor: Actor, recusal: Recusal, reason: str, now: dt.datetime, own: bool
) -> None:
    """Bring a recusal into force and take its person off the team. `own`: by declaration, which needs no decision."""
    recusal.decided_by, recusal.decided_at, recusal.decision_reason = actor.user_id, now, reason
    await perform(
        session,
        recusal,
        "grant",
        actor=actor,
        facts=recusal_facts(recusal),
        now=now,
        detail={"ground": recusal.ground, "own": own},
        cascade=own,
    )
    for seat in await team_queries.live_seats_of_user(session, recusal.user_id, recusal.application_id):
        await release(session, actor=actor, seat=seat, reason="recusal", now=now)


async def request_recusal(session: "AsyncSession", *, actor: Actor, body: RecusalIn, now: dt.datetime) -> uuid.UUID:
    """An applicant asks, with reasons and proof, that somebody be recused (Art. 32): of its team, of the panel, of the staff."""
    require(actor, "recusals.request")
    if (body.expert_id is None) == (not body.person):
        raise Invalid([FieldError("expert_id", "recusal.person_once")])
    case = await team_queries.case(session, actor, body.application_id)
    if case is None:
        raise NotFound
    user_id = await _reviewer(session, actor, case, body.expert_id, now) if body.expert_id else None
    if user_id is None:
        named = await queries.staff_named(session, case.edition, body.person, now) if body.person else set()
        if len(named) != 1:
            raise Conflict("recusal.person_unknown" if body.person else "recusal.not_on_team", article="32")
        (user_id,) = named
    if await queries.live_recusal(session, user_id, case.id):
        raise RuleRefusal(findings=[Finding("recusal.already", "32")])
    recusal = Recusal(
        edition_id=case.edition.id,
        application_id=case.id,
        user_id=user_id,
        ground="requested",
        reason=body.reason,
        evidence_note=body.evidence_note,
        state="requested",
        requested_by=actor.user_id,
        created_at=now,
    )
    await ask(session, actor=actor, recusal=recusal, now=now)
    return recusal.id


async def ask(session: "AsyncSession", *, actor: Actor, recusal: Recusal, now: dt.datetime) -> None:
    """Put a request before the office."""
    session.add(recusal)
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="recusal",
        entity_id=recusal.id,
        edition_id=recusal.edition_id,
        application_id=recusal.application_id,
        action="request",
        article="32",
        to_state="requested",
        detail={"ground": recusal.ground},
    )
    tell(session, now, "recusal.requested", "recusal", recusal)


async def _reviewer(
    session: "AsyncSession", actor: Actor, case: team_queries.Case, expert_id: uuid.UUID, now: dt.datetime
) -> uuid.UUID | None:
    """The login of an expert whom the applicant has been shown: on its team, or on the panel while that is open."""
    team = await team_queries.seats(session, actor, application_ids=[case.id])
    if seat := next((seat for seat in team if seat.expert.id == expert_id), None):
        return seat.user_id
    shown = await candidates(session, actor=actor, case=case, now=now)
    return next((one.user_id for one in shown if one.expert.id == expert_id), None)


async def decide_recusal(
    session: "AsyncSession",
    *,
    actor: Actor,
    recusal_id: uuid.UUID,
    action: str,
    decision_reason: str,
    version: int | None,
    now: dt.datetime,
) -> None:
    """The office decides with its reason; granted, the person is off the team at once (Art. 32)."""
    if not await queries.recusals(session, actor, recusal_id=recusal_id, limit=1):
        raise NotFound
    recusal = await lock(session, Recusal, recusal_id, version)
    if action == "grant":
        await put_in_force(session, actor=actor, recusal=recusal, reason=decision_reason, now=now, own=False)
        return
    recusal.decided_by, recusal.decided_at, recusal.decision_reason = actor.user_id, now, decision_reason
    await perform(session, recusal, action, actor=actor, facts=recusal_facts(recusal), now=now)


# --- proof of a request ------------------------------------------------------------------------------------------------


async def own_request(session: "AsyncSession", *, actor: Actor, recusal_id: uuid.UUID) -> Recusal:
    """The applicant's own request, while it waits. Raises NotFound, Forbidden, Conflict once it is decided."""
    require(actor, "recusals.request")
    found = await queries.recusals(session, actor, recusal_id=recusal_id, limit=1)
    if not found:
        raise NotFound
    if found[0].recusal.state != "requested":
        raise Conflict("recusal.files_over", article="32")
    return found[0].recusal


async def begin_proof(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, recusal_id: uuid.UUID, body: ProofIn, now: dt.datetime
) -> tuple[RecusalFile, str]:
    """Announce a file of proof; where to send it."""
    recusal = await own_request(session, actor=actor, recusal_id=recusal_id)
    held = len((await queries.files(session, [recusal.id]))[recusal.id])
    written.require_takeable(size=body.size, content_type=body.content_type, held=held)
    file_id = new_id()
    file = RecusalFile(
        id=file_id,
        recusal_id=recusal.id,
        filename=shown_name(body.filename),
        content_type=body.content_type,
        size=body.size,
        object_key=written.incoming(file_id),
        created_at=now,
    )
    session.add(file)
    await session.flush()
    return file, await store.presign_put(file.object_key, size=file.size, expires=written.UPLOAD_LIFETIME)


async def confirm_proof(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, recusal_id: uuid.UUID, file_id: uuid.UUID, now: dt.datetime
) -> RecusalFile:
    """Count a file once the store has it as announced. Confirming twice changes nothing."""
    recusal = await own_request(session, actor=actor, recusal_id=recusal_id)
    file = await queries.file(session, recusal.id, file_id)
    if file is None:
        raise NotFound
    if file.state == "stored":
        return file
    sent, kept = file.object_key, f"recusals/{recusal.id}/{file.id}"
    digest = await written.keep(
        store, sent=sent, kept=kept, size=file.size, content_type=file.content_type, filename=file.filename, article="32"
    )
    file.state, file.sha256, file.object_key = "stored", digest, kept
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="recusal",
        entity_id=recusal.id,
        edition_id=recusal.edition_id,
        application_id=recusal.application_id,
        action="store_file",
        article="32",
        detail={"sha256": digest},
    )
    await store.remove(sent)
    return file


async def link(
    session: "AsyncSession", *, actor: Actor, store: ObjectStore, recusal_id: uuid.UUID, file_id: uuid.UUID, now: dt.datetime
) -> tuple[str, dt.datetime]:
    """A link to one file: for the office, the auditor and the applicant, never for the person concerned or the team."""
    require(actor, "recusals.read")
    found = await queries.recusals(session, actor, recusal_id=recusal_id, limit=1)
    file = await queries.file(session, recusal_id, file_id) if found else None
    if not found or file is None or file.state != "stored":
        raise NotFound
    recusal = found[0].recusal
    await append(
        session,
        actor=actor,
        now=now,
        entity="recusal",
        entity_id=recusal.id,
        edition_id=recusal.edition_id,
        application_id=recusal.application_id,
        action="download",
        article="33",
        detail={"sha256": file.sha256},
    )
    url = await store.presign_get(
        file.object_key, filename=file.filename, content_type=file.content_type, expires=written.LINK_LIFETIME
    )
    return url, now + written.LINK_LIFETIME


# --- the candidate panel -----------------------------------------------------------------------------------------------

ON_THE_PANEL = (
    "assignment.invited", "assignment.fit", "assignment.account", "assignment.not_recused", "assignment.no_conflict",
    "assignment.answered", "assignment.barred",
)  # fmt: skip
"""What an expert has to meet to be a candidate for an applicant's team at all."""


async def candidates(
    session: "AsyncSession", *, actor: Actor, case: team_queries.Case, now: dt.datetime
) -> list[team_queries.Candidate]:
    """The experts who could be assigned to one applicant, while the window runs; nobody at other times."""
    if panel_of(case.edition, now) != "running":
        return []
    board = await team_service.read_board(session, actor, case.edition, now)
    return [
        one for one in board.candidates.values() if not run(ON_THE_PANEL, assignment_facts(board, case, one.expert, leader=False))
    ]


async def open_panel(session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, now: dt.datetime) -> Edition:
    """Show the accepted applicants the candidate panel for the edition's days, once, before anybody is assigned (Art. 32)."""
    require(actor, "panel.open")
    if await team_queries.edition(session, actor, edition_id) is None:
        raise NotFound
    edition = await lock(session, Edition, edition_id, ANY_VERSION)
    if edition.state != "document_review":
        raise Conflict("panel-out-of-turn", article="32", state=edition.state)
    days = panel_days(edition)
    if not days:
        raise Conflict("panel-not-needed", article="32")
    if edition.panel_opens_at is not None:
        raise Conflict("panel-opened", article="32")
    edition.panel_opens_at, edition.panel_closes_at = now, now + dt.timedelta(days=days)
    edition.version += 1
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="edition",
        entity_id=edition.id,
        edition_id=edition.id,
        action="open_panel",
        article="32",
        detail={"closes_at": edition.panel_closes_at.isoformat()},
    )
    emit(session, name="edition.panel_open", now=now, entity="edition", entity_id=edition.id, edition_id=edition.id)
    return edition


# --- break-glass -------------------------------------------------------------------------------------------------------


async def ask_to_read(session: "AsyncSession", *, actor: Actor, body: BreakGlassIn, now: dt.datetime) -> uuid.UUID:
    """A recused officer asks to read one case in an emergency, for some hours (Art. 32)."""
    require(actor, "break_glass.ask")
    assert actor.user_id is not None
    found = await queries.recused_case(session, actor, body.case_number)
    if found is None:
        raise Conflict("break-glass-not-recused", article="32")
    application, edition = found
    limit = int(ruleset(edition.ruleset_code).setting("break_glass_hours", edition.local_settings))
    if not 1 <= body.hours <= limit:
        raise Invalid([FieldError("hours", "break-glass.hours", {"limit": limit})])
    if await queries.live_break_glass(session, actor.user_id, application.id):
        raise RuleRefusal(findings=[Finding("break_glass.already", "32")])
    row = BreakGlass(
        edition_id=edition.id,
        application_id=application.id,
        user_id=actor.user_id,
        reason=body.reason,
        hours=body.hours,
        state="requested",
        created_at=now,
    )
    session.add(row)
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="break_glass",
        entity_id=row.id,
        edition_id=edition.id,
        application_id=application.id,
        action="request",
        article="32",
        to_state="requested",
        detail={"hours": body.hours},
    )
    emit(
        session,
        name="break_glass.requested",
        now=now,
        entity="break_glass",
        entity_id=row.id,
        edition_id=edition.id,
        application_id=application.id,
    )
    return row.id


async def act_on_break_glass(
    session: "AsyncSession",
    *,
    actor: Actor,
    glass_id: uuid.UUID,
    action: str,
    decision_reason: str,
    version: int | None,
    now: dt.datetime,
) -> None:
    """A second person opens or declines; whoever reads, and whoever may decide, ends it early."""
    if not await queries.break_glass(session, actor, glass_id=glass_id, limit=1):
        raise NotFound
    row = await lock(session, BreakGlass, glass_id, version)
    own = row.user_id == actor.user_id
    if action in ("open", "decline"):
        row.decision_reason = decision_reason
    facts = break_glass_facts(row, actor)
    with session.no_autoflush:
        if action == "open" and row.state == "requested" and not own:
            row.decided_by, row.decided_at, row.ends_at = actor.user_id, now, now + dt.timedelta(hours=row.hours)
        elif action == "decline" and not own:
            row.decided_by, row.decided_at = actor.user_id, now
        elif action == "end" and row.state == "open":
            row.ended_at = now
        # Who asked is recused from the case, and may give up the reading all the same.
        await perform(session, row, action, actor=actor, facts=facts, now=now, cascade=own and action == "end")
