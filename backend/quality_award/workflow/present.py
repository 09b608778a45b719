"""How entities show what may be done with them: `actions: [{name, allowed, findings}]`, in the reader's language."""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, PlainSerializer

from quality_award.regulation.finding import Finding
from quality_award.regulation.messages import translate
from quality_award.regulation.parameters import cite

from .perform import Allowed

Clause = Annotated[str, PlainSerializer(cite, return_type=str, when_used="json")]
"""A row of the standard matrix, written as the clause of the regulation of the city whose award it is."""


class FindingOut(BaseModel):
    """One answer of one rule, in words."""

    code: str
    article: Clause
    severity: str
    message: str
    next: str
    params: dict[str, Any]


class ActionOut(BaseModel):
    """An action out of the present state that the actor's role has."""

    name: str
    allowed: bool
    article: Clause
    irreversible: bool
    asks: list[str]
    findings: list[FindingOut]


class EntityOut(BaseModel):
    """Every entity under the procedure: id, ETag version, state and what may be done."""

    id: uuid.UUID
    version: int
    state: str
    actions: list[ActionOut]


def present_findings(findings: Iterable[Finding], language: str) -> list[FindingOut]:
    """Findings with their words."""
    return [_finding(finding, language) for finding in findings]


def _finding(finding: Finding, language: str) -> FindingOut:
    message, following = translate(language, finding.rule, finding.params)
    return FindingOut(
        code=finding.rule,
        article=finding.article,
        severity=finding.severity,
        message=message,
        next=following,
        params=_plain(finding.params),
    )


def present_actions(allowed: Iterable[Allowed], language: str) -> list[ActionOut]:
    """Actions with the words of what stands against them."""
    return [
        ActionOut(
            name=action.name,
            allowed=action.allowed,
            article=action.article,
            irreversible=action.irreversible,
            asks=list(action.asks),
            findings=present_findings(action.findings, language),
        )
        for action in allowed
    ]


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(params), default=str))
    return plain
