"""The audit trail and the procedure as data, over HTTP (Art. 26)."""

import base64
import datetime as dt
import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import AwareDatetime

from quality_award.access.actor import NOBODY
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
from quality_award.audit.keep import stamped_at
from quality_award.audit.look import Subject, look
from quality_award.audit.merkle import leaf_hash
from quality_award.audit.note import Signer
from quality_award.audit.verify import Break
from quality_award.features.applications.schemas import ProofOut
from quality_award.platform.errors import NotFound
from quality_award.platform.hashing import canonical_json
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
    KindOut,
    ProcedureOut,
    ProcedureStepOut,
    RecordProofOut,
    RuleOut,
    StampedOut,
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
    case_number: Annotated[str | None, Query(max_length=40, pattern=r"^[^\x00]*$")] = None,
    action: Annotated[str | None, Query(max_length=60)] = None,
    role: Annotated[str | None, Query(max_length=20)] = None,
    name: Annotated[str | None, Query(max_length=50)] = None,
    article: Annotated[str | None, Query(max_length=10)] = None,
    since: Annotated[AwareDatetime | None, Query()] = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
) -> queries.Filter:
    return queries.Filter(entity, entity_id, edition_id, application_id, case_number, action, role, name, article, since, until)


@router.get("/audit")
async def list_audit_records(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    wanted: Annotated[queries.Filter, Depends(_filter)],
    cursor: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditPageOut:
    """Who did what, when, under which article; the newest first."""
    require(actor, "audit.read")
    entries = await queries.trail(session, actor, wanted, cursor=cursor, limit=limit + 1)
    more = len(entries) > limit
    kept = entries[:limit]
    await look(session, Subject("audit", actor.authority_id or NOBODY, "trail", article="26"), actor=actor, now=now)
    return AuditPageOut(items=[_record(entry) for entry in kept], next_cursor=kept[-1].record.id if more else None)


@router.get("/audit/kinds")
async def list_audit_kinds(session: SessionDep, actor: ActorDep) -> list[KindOut]:
    """What the trail has records of: what a filter can ask for."""
    require(actor, "audit.read")
    return [KindOut(entity=entity, action=action) for entity, action in await queries.kinds(session, actor)]


@router.post("/audit/rows")
async def take_audit_rows(
    session: SessionDep, actor: ActorDep, now: NowDep, wanted: Annotated[queries.Filter, Depends(_filter)]
) -> list[AuditRecordOut]:
    """The newest 10 000 records of a filter to take along as a table; that they are taken is on record."""
    require(actor, "audit.read")
    return [_record(entry) for entry in await service.take_rows(session, actor=actor, wanted=wanted, now=now)]


@router.get("/audit/records/{record_id}/proof")
async def read_record_proof(
    record_id: Annotated[int, Path(ge=1, le=2**63 - 1)], session: SessionDep, actor: ActorDep
) -> RecordProofOut:
    """That one record is in the signed log, as a receipt says it of a submission."""
    require(actor, "audit.read")
    found = await service.prove_record(session, actor=actor, record_id=record_id)
    if found is None:
        return RecordProofOut(size=None, leaf=None, proof=None)
    return RecordProofOut(
        size=found.size,
        leaf=leaf_hash(canonical_json(found.record)).hex(),
        proof=ProofOut(
            record=found.record, index=found.index, path=[step.hex() for step in found.path], checkpoint=found.checkpoint
        ),
    )


@router.get("/audit/time-stamps")
async def list_time_stamps(session: SessionDep, actor: ActorDep) -> list[StampedOut]:
    """The last checkpoints that a time-stamp authority has stamped."""
    require(actor, "audit.read")
    return [
        StampedOut(size=row.size, note=row.note, time_stamp=base64.b64encode(token).decode(), stamped_at=stamped_at(token))
        for row, token in await queries.stamped(session, limit=12)
    ]


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
    return VerdictOut(
        intact=found.intact,
        sealed=found.sealed,
        unsealed=found.unsealed,
        head=found.head,
        checkpoint=found.checkpoint,
        first_bad=_break(found.first_bad),
        late=_break(found.late),
        verified_at=now.astimezone(dt.UTC),
    )


def _break(found: Break | None) -> BreakOut | None:
    return BreakOut(**vars(found)) if found else None


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
