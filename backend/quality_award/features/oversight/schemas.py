"""What the audit and procedure endpoints give."""

import datetime as dt
import uuid
from typing import Any

from pydantic import BaseModel

from quality_award.workflow.present import Clause


class AuditRecordOut(BaseModel):
    """Who did what to what, when, under which article; sealed or still waiting for its second."""

    id: int
    at: dt.datetime
    user_id: uuid.UUID | None
    role: str
    seat: str | None
    name: str
    entity: str
    entity_id: uuid.UUID | None
    edition_id: uuid.UUID | None
    application_id: uuid.UUID | None
    case_number: str | None
    action: str
    article: Clause
    from_state: str | None
    to_state: str | None
    detail: dict[str, Any]
    seal: str | None


class AuditPageOut(BaseModel):
    """One page, the newest first; `next_cursor` is null on the last."""

    items: list[AuditRecordOut]
    next_cursor: int | None


class BreakOut(BaseModel):
    """The first place where the chain does not hold."""

    seq: int
    record_id: int | None
    reason: str


class VerdictOut(BaseModel):
    """What verifying the whole chain found."""

    intact: bool
    sealed: int
    unsealed: int
    head: str
    first_bad: BreakOut | None
    verified_at: dt.datetime


class TransitionOut(BaseModel):
    """One row of the procedure: from which state, by whom, under which rules, to which state."""

    entity: str
    source: str
    action: str
    target: str
    roles: list[str]
    seats: list[str]
    article: Clause
    rules: list[str]
    event: str
    irreversible: bool
    cascade: bool


class RuleOut(BaseModel):
    """A rule with its article and its words."""

    code: str
    article: Clause
    severity: str
    local: bool
    message: str
    next: str


class ProcedureOut(BaseModel):
    """States and transitions as they run, and the rules that they name."""

    states: dict[str, list[str]]
    transitions: list[TransitionOut]
    rules: list[RuleOut]
