"""The audit trail and the procedure as data, over HTTP (Art. 26)."""

import base64
import datetime as dt
import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import AwareDatetime

from quality_award.access.http import (
    ActorDep,
    LanguageDep,
    NowDep,
    PublicDep,
    SessionDep,
    SettingsDep,
    TransactionalRoute,
)
from quality_award.access.permissions import require
from quality_award.audit.note import Signer
from quality_award.platform.errors import NotFound
from quality_award.regulation import articles as _articles  # noqa: F401  (enters the rules in the catalogue)
from quality_award.regulation.messages import translate
from quality_award.regulation.procedure import STATES, TRANSITIONS
from quality_award.regulation.registry import RULES, Rule
from quality_award.regulation.source import cite_zh, clauses, regulation
from quality_award.regulation.trace import Row, rows
from quality_award.tables.constraints import CONSTRAINTS

from . import queries, service
from .schemas import (
    ArticleCasesOut,
    ArticleOut,
    ArticlesOut,
    AuditPageOut,
    AuditRecordOut,
    BreakOut,
    CaseOut,
    CheckpointOut,
    HonourOut,
    ProcedureOut,
    ProcedureStepOut,
    RuleOut,
    TestOut,
    TransitionOut,
    VerdictOut,
    VerifyIn,
)

router = APIRouter(route_class=TransactionalRoute, tags=["oversight"])
well_known = APIRouter(tags=["oversight"])


def _filter(
    entity: Annotated[str | None, Query(max_length=40)] = None,
    entity_id: Annotated[uuid.UUID | None, Query()] = None,
    edition_id: Annotated[uuid.UUID | None, Query()] = None,
    application_id: Annotated[uuid.UUID | None, Query()] = None,
    action: Annotated[str | None, Query(max_length=60)] = None,
    role: Annotated[str | None, Query(max_length=20)] = None,
    name: Annotated[str | None, Query(max_length=50)] = None,
    article: Annotated[str | None, Query(max_length=10)] = None,
    since: Annotated[AwareDatetime | None, Query()] = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
) -> queries.Filter:
    return queries.Filter(entity, entity_id, edition_id, application_id, action, role, name, article, since, until)


@router.get("/audit")
async def list_audit_records(
    session: SessionDep,
    actor: ActorDep,
    wanted: Annotated[queries.Filter, Depends(_filter)],
    cursor: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditPageOut:
    """Who did what, when, under which article; the newest first."""
    require(actor, "audit.read")
    entries = await queries.trail(session, actor, wanted, cursor=cursor, limit=limit + 1)
    more = len(entries) > limit
    kept = entries[:limit]
    return AuditPageOut(items=[_record(entry) for entry in kept], next_cursor=kept[-1].record.id if more else None)


def _record(entry: queries.Entry) -> AuditRecordOut:
    row = entry.record
    return AuditRecordOut(
        id=row.id,
        at=row.at,
        user_id=row.user_id,
        role=row.role,
        seat=row.seat,
        name=row.name,
        entity=row.entity,
        entity_id=row.entity_id,
        edition_id=row.edition_id,
        application_id=row.application_id,
        case_number=entry.case_number,
        action=row.action,
        article=row.article,
        from_state=row.from_state,
        to_state=row.to_state,
        detail=row.detail,
        seal=entry.seal.hex() if entry.seal else None,
    )


@router.post("/audit/verify")
async def verify_audit_trail(
    body: VerifyIn, session: SessionDep, actor: ActorDep, settings: SettingsDep, now: NowDep
) -> VerdictOut:
    """Verify the whole trail, also against checkpoints kept outside; the first bad place is named."""
    require(actor, "audit.read")
    signer = Signer.of(settings)
    found = await service.verify_trail(session, actor=actor, signer=signer, outside=body.outside, now=now)
    bad = found.first_bad
    return VerdictOut(
        intact=found.intact,
        sealed=found.sealed,
        unsealed=found.unsealed,
        head=found.head,
        checkpoint=found.checkpoint,
        first_bad=BreakOut(seq=bad.seq, record_id=bad.record_id, reason=bad.reason) if bad else None,
        verified_at=now.astimezone(dt.UTC),
    )


@router.get("/audit/export")
async def export_audit_trail(request: Request, session: SessionDep, actor: ActorDep, now: NowDep) -> StreamingResponse:
    """The whole trail as JSON lines, in the order of the log, its signed checkpoint last; checked offline by `audit.offline`.

    Of a case that the reader is recused from there is the hash of the entry alone: the log can still be verified.
    """
    require(actor, "audit.read")
    size = await service.begin_export(session, actor=actor, now=now)
    lines = service.exported(request.app.state.sessions, actor=actor, size=size)
    name = f"audit-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}.jsonl"
    return StreamingResponse(
        lines, media_type="application/jsonl", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.get("/public/audit-checkpoint")
async def read_checkpoint(
    session: SessionDep, settings: SettingsDep, _: PublicDep, since: Annotated[int | None, Query(ge=1)] = None
) -> CheckpointOut:
    """What the audit log was signed as last; whoever keeps it can show a later change. `since` proves an earlier one."""
    found = await service.checkpoint(session, since=since)
    return CheckpointOut(
        note=found.head.note,
        key=str(Signer.of(settings).verifier),
        size=found.head.size,
        signed_at=found.head.signed_at,
        consistency=[step.hex() for step in found.consistency] if found.consistency is not None else None,
        time_stamp=base64.b64encode(found.time_stamp).decode() if found.time_stamp else None,
    )


@well_known.get("/.well-known/audit-log-key", response_class=PlainTextResponse)
async def read_audit_log_key(settings: SettingsDep) -> str:
    """The public key of the audit log's checkpoints, as a C2SP verifier key."""
    return f"{Signer.of(settings).verifier}\n"


def _rule(rule: Rule, lang: str) -> RuleOut:
    # Without the facts of a case, what stands for them is left open.
    message, following = (text.replace("—", "…") for text in translate(lang, rule.code, {}))
    return RuleOut(
        code=rule.code, article=rule.article, severity=rule.severity, local=rule.local, message=message, next=following
    )


@router.get("/procedure")
async def read_procedure(lang: LanguageDep) -> ProcedureOut:
    """Every state of every entity, every way from one to another, and the rules on the way: public, as the regulation is."""
    return ProcedureOut(
        states={entity: list(states) for entity, states in STATES.items()},
        transitions=[
            TransitionOut(
                entity=row.entity,
                source=row.source,
                action=row.action,
                target=row.target,
                roles=sorted(row.roles),
                seats=sorted(row.seats),
                article=row.article,
                rules=list(row.rules),
                event=row.event,
                irreversible=row.irreversible,
                cascade=row.cascade,
            )
            for row in TRANSITIONS
        ],
        rules=[_rule(rule, lang) for rule in RULES.values()],
    )


@router.get("/regulation/articles")
async def list_articles(session: SessionDep, lang: LanguageDep, settings: SettingsDep) -> ArticlesOut:
    """法条对照: 39 articles, what honours each, the tests that say so with their last result, how often it was applied."""
    english = lang == "en"
    text = regulation()
    edition = await queries.running_edition(session)
    counts = await queries.applied(session, edition.id) if edition else {}
    built = service.last_build(settings.trace_file)
    return ArticlesOut(
        title=text.title_en if english else text.title,
        note=text.note_en if english else text.note_zh,
        chapters=[chapter.title_en if english else chapter.title for chapter in text.chapters],
        built_at=built.at,
        edition=edition.title if edition else None,
        articles=[_article(row, counts, built, lang) for row in rows().values()],
    )


def _article(row: Row, counts: dict[str, int], built: service.Build, lang: str) -> ArticleOut:
    clause, english = row.clause, lang == "en"
    name = clause.row
    return ArticleOut(
        row=name,
        article=clause.article,
        chapter=clause.chapter,
        kind=clause.kind,
        citation=f"Art. {name}" if english else cite_zh(name),
        text="\n".join([clause.text, *(one.text for one in clauses() if one.row == name and one is not clause)]),
        summary=clause.summary,
        rules=[_rule(rule, lang) for rule in row.rules],
        noticed=built.noticed(row),
        steps=[ProcedureStepOut(entity=one.entity, action=one.action, roles=sorted(one.roles)) for one in row.transitions],
        constraints=[one for one, (_, article) in CONSTRAINTS.items() if article == name],
        honours=[HonourOut(reference=one.reference, text=one.en if english else one.zh) for one in row.honours],
        tests=[TestOut(name=test, outcome=outcome) for test, outcome in built.tests_of(row)],
        applied=sum(count for article, count in counts.items() if article == name or article.startswith(f"{name}(")),
    )


@router.get("/regulation/articles/{row}/cases")
async def list_article_cases(row: str, session: SessionDep, actor: ActorDep) -> ArticleCasesOut:
    """The cases of the running edition in which an article was applied, of those that the reader may see."""
    require(actor, "applications.read")
    if row not in rows():
        raise NotFound
    edition = await queries.running_edition(session)
    found = await queries.cases(session, actor, edition.id, row, limit=50) if edition else []
    return ArticleCasesOut(
        row=row, cases=[CaseOut(application_id=one, case_number=case, times=times) for one, case, times in found]
    )
