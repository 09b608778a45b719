"""Proposals of review teams over HTTP: computed, compared, explained, applied (Art. 11, 32)."""

import csv
import hashlib
import io
import uuid
from collections.abc import Iterator

from fastapi import APIRouter, Response

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.audit.look import Subject, look
from quality_award.platform.errors import NotFound
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.platform.sheet import safe_text
from quality_award.regulation.messages import translate
from quality_award.tables.parties import Expert
from quality_award.workflow.present import present_findings

from ..queries import proposals as proposal_queries
from ..queries import teams as team_queries
from ..queries.teams import Case
from ..schemas.proposals import (
    CertificateOut,
    MoveOut,
    OutcomeOut,
    ProposalDetailOut,
    ProposalOut,
    ProposeIn,
    WhyOut,
    detail_out,
    proposal_out,
)
from ..service import proposals as service
from ..service.premise import Options, findings
from ..service.proposals import Certificate

router = APIRouter(route_class=TransactionalRoute, tags=["assignment"])


@router.post("/editions/{edition_id}/proposals", status_code=201)
async def make_proposals(
    edition_id: uuid.UUID, body: ProposeIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[ProposalOut]:
    """Have the best teams computed, and alternatives; nothing is assigned. A large problem is answered unfinished, and computed
    by the worker."""
    require(actor, "assignment.write")
    edition = await team_queries.edition(session, actor, edition_id)
    if edition is None:
        raise NotFound
    run_id = await service.propose(
        session,
        actor=actor,
        edition=edition,
        options=Options(
            team_size=body.team_size,
            max_load=body.max_load,
            min_load=body.min_load,
            keep=body.keep,
            floor=body.floor,
            only=body.application_ids,
            locked=[(one.application_id, one.expert_id) for one in body.locked],
        ),
        count=body.alternatives,
        now=now,
    )
    visible = await proposal_queries.visible_ids(session, actor, edition_id)
    rows = await proposal_queries.shown(session, actor, run_id=run_id)
    return sorted((proposal_out(row, visible) for row in rows), key=lambda one: one.rank)


@router.get("/editions/{edition_id}/proposals")
async def list_proposals(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, page: SliceDep) -> Page[ProposalOut]:
    """The proposals of an edition, the latest first."""
    require(actor, "assignment.read")
    rows = await proposal_queries.shown(session, actor, edition_id=edition_id, cursor=page.cursor, limit=page.limit + 1)
    kept, following = cut(rows, page.limit)
    visible = await proposal_queries.visible_ids(session, actor, edition_id)
    return Page(items=[proposal_out(row, visible) for row in kept], next_cursor=following)


@router.get("/proposals/{proposal_id}")
async def read_proposal(proposal_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> ProposalDetailOut:
    """One proposal with its teams and what clashes."""
    require(actor, "assignment.read")
    rows = await proposal_queries.shown(session, actor, proposal_id=proposal_id, limit=1)
    if not rows:
        raise NotFound
    visible = await proposal_queries.visible_ids(session, actor, rows[0].proposal.edition_id)
    return detail_out(rows[0], visible)


@router.post("/proposals/{proposal_id}/apply")
async def apply_proposal(proposal_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> ProposalDetailOut:
    """Make the teams what the proposal says, all at once or not at all; applied again, nothing changes."""
    await service.apply(session, actor=actor, proposal_id=proposal_id, now=now)
    return await read_proposal(proposal_id, session, actor)


def _row(held: Certificate, case: Case, expert: Expert, row: int, column: int, lang: str) -> OutcomeOut:
    return OutcomeOut(
        expert_id=expert.id,
        name=expert.name,
        employer=expert.employer,
        outcome=held.outcome(row, column),
        cost=held.cost(row, column),
        fit=int(held.premise.fits[row, column]),
        findings=present_findings(findings(held.against(row, column)), lang),
    )


async def _experts(session: SessionDep, actor: ActorDep, held: Certificate) -> list[Expert]:
    ids = [uuid.UUID(one) for one in held.premise.experts]
    known = await team_queries.experts(session, actor, ids)
    return [known[one] for one in ids]


async def _case(session: SessionDep, actor: ActorDep, held: Certificate, application_id: uuid.UUID) -> tuple[Case, int]:
    row = next((number for number, one in held.visible.items() if one == application_id), None)
    case = await team_queries.case(session, actor, application_id)
    if row is None or case is None:
        raise NotFound
    return case, row


@router.get("/proposals/{proposal_id}/certificate")
async def read_certificate(
    proposal_id: uuid.UUID,
    application_id: uuid.UUID,
    session: SessionDep,
    actor: ActorDep,
    lang: LanguageDep,
    now: NowDep,
) -> CertificateOut:
    """The outcome of every pair of one applicant: assigned, conflict with its path, rule, no expertise, full, colleague on the
    team, or not chosen and what choosing it would cost at least."""
    held = await service.certificate(session, actor=actor, proposal_id=proposal_id)
    case, row = await _case(session, actor, held, application_id)
    experts = await _experts(session, actor, held)
    await look(
        session,
        Subject("application", application_id, "certificate", case.edition.id, application_id, "32"),
        actor=actor,
        now=now,
    )
    assert held.proposal.certificate is not None
    return CertificateOut(
        proposal_id=proposal_id,
        application_id=application_id,
        input_sha256=held.proposal.input_sha256,
        certificate_sha256=hashlib.sha256(held.proposal.certificate).hexdigest(),
        rows=[_row(held, case, expert, row, column, lang) for column, expert in enumerate(experts)],
    )


@router.get("/proposals/{proposal_id}/certificate/export")
async def export_certificate(
    proposal_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep, now: NowDep
) -> Response:
    """The certificate of all applicants that the reader may see, as a table (UTF-8, formulas disarmed); on record (Art. 33)."""
    held = await service.certificate(session, actor=actor, proposal_id=proposal_id)
    experts = await _experts(session, actor, held)
    cases = {case.id: case for case in await team_queries.cases(session, actor, held.proposal.edition_id)}
    await append(
        session,
        actor=actor,
        now=now,
        entity="proposal",
        entity_id=proposal_id,
        edition_id=held.proposal.edition_id,
        action="export",
        article="33",
        detail={"part": "certificate", "input_sha256": held.proposal.input_sha256},
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([translate(lang, f"certificate.{one}", {})[0] for one in HEADINGS])
    for row, application_id in held.visible.items():
        if case := cases.get(application_id):
            writer.writerows(_lines(held, case, experts, row, lang))
    return Response(
        ("\ufeff" + text.getvalue()).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="certificate-{proposal_id}.csv"'},
    )


HEADINGS = ("case", "organisation", "expert", "employer", "outcome", "cost", "fit", "reason")


def _lines(held: Certificate, case: Case, experts: list[Expert], row: int, lang: str) -> Iterator[list[str]]:
    for column, expert in enumerate(experts):
        said = _row(held, case, expert, row, column, lang)
        yield [
            safe_text(one)
            for one in (
                case.application.case_number,
                case.organisation.name,
                expert.name,
                expert.employer,
                translate(lang, f"outcome.{said.outcome}", {})[0],
                "" if said.cost is None else f"{said.cost:.2f}",
                str(said.fit),
                "; ".join(one.message for one in said.findings),
            )
        ]


@router.get("/proposals/{proposal_id}/pairs/{application_id}/{expert_id}")
async def explain_pair(
    proposal_id: uuid.UUID,
    application_id: uuid.UUID,
    expert_id: uuid.UUID,
    session: SessionDep,
    actor: ActorDep,
    lang: LanguageDep,
    now: NowDep,
) -> WhyOut:
    """Why her, why not him: the recorded outcome, what having the pair costs exactly, who would move because of it."""
    held = await service.certificate(session, actor=actor, proposal_id=proposal_id)
    case, row = await _case(session, actor, held, application_id)
    experts = await _experts(session, actor, held)
    column = next((number for number, one in enumerate(experts) if one.id == expert_id), None)
    if column is None:
        raise NotFound
    said = _row(held, case, experts[column], row, column, lang)
    made = None if said.outcome in ("conflict", "rule") else await service.why(held, row, column)
    await look(
        session,
        Subject("application", application_id, "pair", case.edition.id, application_id, "32"),
        actor=actor,
        now=now,
    )
    cases = {one.id: one for one in await team_queries.cases(session, actor, held.proposal.edition_id)}

    def moves(pairs: list[list[int]]) -> list[MoveOut]:
        return [
            MoveOut(
                application_id=of.id,
                organisation=of.organisation.name,
                expert_id=experts[who].id,
                name=experts[who].name,
            )
            for where, who in pairs
            if where in held.visible and (of := cases.get(held.visible[where]))
        ]

    cost = round(float(made.cost), 2) if made else None
    message, _ = translate(
        lang,
        f"why.{said.outcome}",
        {"expert": experts[column].name, "organisation": case.organisation.name, "points": f"{cost or 0:.1f}"},
    )
    return WhyOut(
        outcome=said.outcome,
        message=message,
        cost=cost,
        fit=said.fit,
        findings=said.findings,
        breaks=[one.name.lower() for one in made.breaks] if made else [],
        added=moves(made.added.tolist() if made else []),
        removed=moves(made.removed.tolist() if made else []),
    )
