"""RFC 9457 problem documents: a closed registry of types, every gap at once, in the language asked for."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import urllib3
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from minio.error import ServerError
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.exceptions import HTTPException

from quality_award.platform.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    StaleVersion,
    Throttled,
    Unauthenticated,
    Unavailable,
    VersionRequired,
)

STATUS: tuple[tuple[type[Problem], int], ...] = (
    (NotFound, 404), (Unauthenticated, 401), (Forbidden, 403), (StaleVersion, 412), (VersionRequired, 428),
    (Throttled, 429), (Conflict, 409), (Invalid, 422), (Unavailable, 503), (Problem, 400),
)  # fmt: skip

Translate = Callable[[str, str, Mapping[str, Any]], tuple[str, str]]
"""(language, code, params) → (what, next)."""

ConstraintMap = Callable[[str], tuple[str, str] | None]
"""Name of a database constraint → (rule code, article)."""
Cite = Callable[[str], str]
"""Article → the clause by which this city's regulation has it."""


class ProblemFinding(BaseModel):
    """One rule that stands against the request, with its article and what to do next."""

    code: str
    article: str
    severity: str
    message: str
    next: str
    params: dict[str, Any]


class ProblemField(BaseModel):
    """One gap in what was handed in; `field` is its dotted path."""

    field: str
    code: str
    message: str
    next: str


class ProblemDocument(BaseModel):
    """Every refusal (RFC 9457). `findings` with 409, `errors` with 422, `current` with 412, `seconds` with 429."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    article: str | None = None
    findings: list[ProblemFinding] | None = None
    errors: list[ProblemField] | None = None
    actions: list[str] | None = None
    roles: list[str] | None = None
    state: str | None = None
    current: int | None = None
    seconds: int | None = None


REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "Refused: every gap at once, with its article, in the language asked for",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
}
"""What each operation's description says of refusals; `document_refusals` adds the schemas it points to."""


def document_refusals(description: dict[str, Any]) -> None:
    """Add the problem document's schemas to an OpenAPI description."""
    schemas = description["components"]["schemas"]
    made = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= made.pop("$defs") | {"ProblemDocument": made}


def language(request: Request) -> str:
    """`en` when the client prefers English, else zh-CN."""
    preferred = request.headers.get("accept-language", "").split(",")[0].strip().lower()
    return "en" if preferred.startswith("en") else "zh-CN"


def status_of(problem: Problem) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS if isinstance(problem, kind))


@dataclass(frozen=True)
class ConstraintFinding:
    """What a database constraint stands for, in the shape of a rule's finding."""

    rule: str
    article: str
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: str = "block"


class ProblemWriter:
    """Turns refusals into documents; the messages, the constraint map and the clauses' numbers are handed in by `main`."""

    def __init__(self, translate: Translate, constraints: ConstraintMap, cite: Cite) -> None:
        self._translate = translate
        self._cite = cite
        self._constraints = constraints

    def write(self, request: Request, problem: Problem) -> JSONResponse:
        """The document of one refusal."""
        lang = language(request)
        title, following = self._translate(lang, problem.code, problem.params)
        body: dict[str, Any] = {
            "type": f"/problems/{problem.code}",
            "title": title,
            "status": status_of(problem),
            "detail": following,
            "instance": request.url.path,
        }
        if article := problem.params.get("article"):
            body["article"] = self._cite(article)
        body.update({k: v for k, v in problem.params.items() if k in ("actions", "state", "current", "seconds", "roles")})
        if isinstance(problem, Conflict):
            body["findings"] = [self.finding(lang, finding) for finding in problem.findings]
            if problem.findings:
                body.setdefault("article", self._cite(problem.findings[0].article))
        if isinstance(problem, Invalid):
            body["errors"] = [self._error(lang, error) for error in problem.errors]
        headers = {"Content-Language": lang}
        if isinstance(problem, Throttled):
            headers["Retry-After"] = str(problem.params.get("seconds", 60))
        if isinstance(problem, Unauthenticated):
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse(json.loads(json.dumps(body, default=str)), body["status"], headers, "application/problem+json")

    def finding(self, lang: str, finding: Any) -> dict[str, Any]:
        """One finding with its words."""
        what, following = self._translate(lang, finding.rule, finding.params)
        return {
            "code": finding.rule,
            "article": self._cite(finding.article),
            "severity": finding.severity,
            "message": what,
            "next": following,
            "params": json.loads(json.dumps(dict(finding.params), default=str)),
        }

    def _error(self, lang: str, error: FieldError) -> dict[str, Any]:
        what, following = self._translate(lang, error.code, error.params)
        return {"field": error.field, "code": error.code, "message": what, "next": following}

    def from_database(self, error: DBAPIError) -> Problem:
        """A refused constraint reads like the rule it stands for; anything else is a fault."""
        name = _constraint_name(error)
        known = self._constraints(name) if name else None
        if known is None:
            if isinstance(error, IntegrityError):
                return Conflict("constraint", constraint=name or "")
            raise error
        code, article = known

        return Conflict("rule-refused", findings=[ConstraintFinding(code, article)], article=article)


def _constraint_name(error: DBAPIError) -> str | None:
    cause: BaseException | None = error.orig
    while cause is not None:
        name = getattr(cause, "constraint_name", None)
        if name:
            return str(name)
        cause = cause.__cause__
    return None


def install(app: FastAPI, writer: ProblemWriter) -> None:
    """Answer every error of the application as a problem document."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return writer.write(request, error)

    async def database(request: Request, error: Exception) -> Response:
        assert isinstance(error, DBAPIError)
        return writer.write(request, writer.from_database(error))

    async def malformed(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        gaps = [
            FieldError(
                ".".join(str(part) for part in item["loc"][1:] if item["type"] != "json_invalid") or "body",
                f"field.{_kind(item['type'])}",
                {"detail": item["msg"]},
            )
            for item in error.errors()
        ]
        return writer.write(request, Invalid(gaps, "malformed"))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        codes = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 415: "unsupported-media-type"}
        problem = Problem(codes.get(error.status_code, "http"))
        response = writer.write(request, problem)
        body = json.loads(bytes(response.body)) | {"status": error.status_code}
        headers = {"Content-Language": response.headers["Content-Language"], **(error.headers or {})}
        return JSONResponse(body, error.status_code, headers, "application/problem+json")

    async def store_away(request: Request, error: Exception) -> Response:
        return writer.write(request, Unavailable())

    app.add_exception_handler(Problem, refused)
    app.add_exception_handler(urllib3.exceptions.HTTPError, store_away)
    app.add_exception_handler(ServerError, store_away)
    app.add_exception_handler(DBAPIError, database)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, http)


def _kind(pydantic_type: str) -> str:
    if pydantic_type == "missing":
        return "missing"
    if "too_short" in pydantic_type or "too_long" in pydantic_type:
        return "length"
    return "value"
