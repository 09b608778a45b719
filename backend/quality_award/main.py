"""The web application: composition only."""

import asyncio
import functools
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from alembic.config import Config
from alembic.script import ScriptDirectory
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException

from quality_award import __version__
from quality_award.access.http import TransactionalRoute
from quality_award.features.applications.routes import router as applications
from quality_award.features.archive.routes import router as archive
from quality_award.features.assignment.routes import router as assignment
from quality_award.features.awards.routes import router as awards
from quality_award.features.calendar.routes import router as calendar
from quality_award.features.conflicts.routes import router as conflicts
from quality_award.features.deliberation.routes import router as deliberation
from quality_award.features.documents.routes import router as documents
from quality_award.features.draws.routes import router as draws
from quality_award.features.editions.routes import router as editions
from quality_award.features.evaluation.routes import router as evaluation
from quality_award.features.evidence.routes import router as evidence
from quality_award.features.experts.routes import router as experts
from quality_award.features.formal_review.routes import router as formal_review
from quality_award.features.identity.routes import router as identity
from quality_award.features.identity.routes import well_known
from quality_award.features.notifications.routes import router as notifications
from quality_award.features.objections.routes import router as objections
from quality_award.features.organisations.routes import router as organisations
from quality_award.features.oversight.routes import router as oversight
from quality_award.features.oversight.routes import well_known as audit_log_key
from quality_award.features.public_notice.routes import router as public_notice
from quality_award.features.public_site.routes import router as public_site
from quality_award.features.recommendation.routes import router as recommendation
from quality_award.features.record_matches.routes import router as record_matches
from quality_award.features.records.routes import router as records
from quality_award.features.recusals.routes import router as recusals
from quality_award.features.relations.routes import router as relations
from quality_award.features.rulesets.routes import router as rulesets
from quality_award.features.scoring.routes import router as scoring
from quality_award.features.storage.routes import router as storage
from quality_award.platform.clock import Clock, SystemClock
from quality_award.platform.db import make_engine, make_sessions
from quality_award.platform.http.headers import DefaultHeaders
from quality_award.platform.http.problem import REFUSALS, ProblemWriter, document_refusals, install
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings
from quality_award.regulation import parameters
from quality_award.regulation.messages import translate
from quality_award.tables.constraints import rule_of_constraint
from quality_award.tables.editions import Edition
from quality_award.tables.trail import SystemState

log = structlog.get_logger(__name__)
BACKEND = Path(__file__).resolve().parents[1]
FEATURES = (
    identity, organisations, calendar, editions, records, applications, evidence, recommendation, formal_review, experts, draws,
    relations, conflicts, assignment, recusals, scoring, evaluation, deliberation, public_notice, objections, awards,
    record_matches, documents, notifications, oversight, public_site, rulesets, archive, storage,
)  # fmt: skip

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; connect-src 'self' {store};"
    " style-src 'self' 'unsafe-inline'; frame-src 'none'; object-src 'none'; base-uri 'self';"
    " frame-ancestors 'none'; form-action 'self'"
)


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> FastAPI:
    """The application over the settings' database and object store. Tests hand in a clock."""
    settings = settings or Settings()
    parameters.install(settings.ruleset_texts)
    engine = make_engine(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with app.state.sessions() as session:
            app.state.rehearsal = bool(await session.scalar(select(SystemState.rehearsal)))
            if await session.scalar(text("select pg_has_role(relowner, 'member') from pg_class where relname = 'editions'")):
                # It works, but then the database's guarantees are only as good as this programme.
                log.warning("the application is the owner of its tables: give it a login of its own (MIGRATION_DATABASE_URL)")
        # What was loaded stays: the collector need not walk through it again and again while people wait.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        yield
        await engine.dispose()

    app = FastAPI(
        title="朝阳市市长质量奖 · Chaoyang Mayor's Quality Award",
        version=__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings = settings
    app.state.engine = engine
    app.state.sessions = make_sessions(engine)
    app.state.clock = clock or SystemClock()
    app.state.rehearsal = settings.rehearsal
    app.state.store = ObjectStore(settings)
    app.state.writer = ProblemWriter(translate, rule_of_constraint, parameters.cite)
    install(app, app.state.writer)

    api = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, responses=REFUSALS)
    for router in FEATURES:
        api.include_router(router)
    app.include_router(api)
    app.include_router(well_known)
    app.include_router(audit_log_key)
    _description(app)
    _health(app)
    app.add_middleware(
        DefaultHeaders,
        headers={
            "Content-Security-Policy": CONTENT_POLICY.format(store=settings.s3_public_endpoint or settings.s3_endpoint),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        },
    )
    if settings.static_dir:
        _single_page(app, settings.static_dir)
    return app


def _description(app: FastAPI) -> None:
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            document_refusals(plain())
        return plain()

    app.openapi = described  # type: ignore[method-assign]


@functools.cache
def _head() -> str | None:
    """The last migration of this code."""
    return ScriptDirectory.from_config(Config(BACKEND / "alembic.ini")).get_current_head()


async def _rulesets_as_pinned(session: AsyncSession) -> bool:
    """Whether the ruleset of every announced edition is here, as it was when the edition was announced (Art. 38)."""
    pinned = await session.execute(
        select(Edition.ruleset_code, Edition.ruleset_sha256).where(Edition.ruleset_sha256.is_not(None)).distinct()
    )
    known = {law.code for law in parameters.rulesets()}
    return all(code in known and parameters.fingerprint(code) == digest for code, digest in pinned.tuples())


def _health(app: FastAPI) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok", "version": __version__})

    @app.get("/readyz", include_in_schema=False)
    async def readyz(request: Request) -> JSONResponse:
        """Database reachable, migrated to this code's head, its editions' rulesets unchanged, object store answering."""
        checks: dict[str, bool] = {}
        try:
            async with asyncio.timeout(5), request.app.state.sessions() as session:
                checks["database"] = await session.scalar(text("select 1")) == 1
                checks["migrations"] = await session.scalar(text("select version_num from alembic_version")) == _head()
                checks["rulesets"] = await _rulesets_as_pinned(session)
        except (OSError, TimeoutError, Exception):  # every fault of the database means: not ready
            checks.setdefault("database", False)
            checks.setdefault("migrations", False)
            checks.setdefault("rulesets", False)
        checks["store"] = await request.app.state.store.reachable()
        ready = all(checks.values())
        return JSONResponse({"ready": ready, "checks": checks}, 200 if ready else 503)


def _single_page(app: FastAPI, root: Path) -> None:
    """Serve the built SPA: files by name, everything else that is not the API is the application's own route."""

    root = root.resolve()

    # Not async: the files are looked up in a worker thread.
    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str) -> Response:
        if path.startswith(("api/", ".well-known/")):
            raise HTTPException(404)
        file = (root / path).resolve()
        if path and file.is_file() and file.is_relative_to(root):
            immutable = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
            return FileResponse(file, headers={"Cache-Control": immutable})
        return FileResponse(root / "index.html", headers={"Cache-Control": "no-cache"})
