"""What the audit and procedure endpoints give."""

import datetime as dt
import uuid
from typing import Any, Literal

from pydantic import BaseModel, Field

from quality_award.features.applications.schemas import ProofOut
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


class KindOut(BaseModel):
    """What the trail has records of."""

    entity: str
    action: str


class RecordProofOut(BaseModel):
    """That one record is in the signed log of `size` entries (RFC 6962); null until it is sealed."""

    size: int | None
    leaf: str | None
    proof: ProofOut | None


class StampedOut(BaseModel):
    """A checkpoint that a time-stamp authority has stamped (RFC 3161): the note, the authority's answer in base64, its time."""

    size: int
    note: str
    time_stamp: str
    stamped_at: dt.datetime


class BreakOut(BaseModel):
    """An entry of the log, and what is wrong with it."""

    seq: int
    record_id: int | None
    reason: str


class VerifyIn(BaseModel):
    """Checkpoints that somebody kept outside of the system: signed notes, as they were."""

    outside: list[str] = Field(default=[], max_length=20)


class CheckpointOut(BaseModel):
    """The newest signed checkpoint; the key that signed it; the way up from an earlier one (RFC 9162, 2.1.4); its time stamp."""

    note: str
    key: str
    size: int
    signed_at: dt.datetime
    consistency: list[str] | None
    time_stamp: str | None


class VerdictOut(BaseModel):
    """What verifying the whole trail found."""

    intact: bool
    sealed: int
    unsealed: int
    head: str
    checkpoint: str | None
    first_bad: BreakOut | None
    late: BreakOut | None
    """The first entry that came into the log more than an hour after the time it gives: no break, but worth a question."""
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


class HonourOut(BaseModel):
    """Something that honours an article: a feature or a text that is shown."""

    reference: str
    text: str


class ProcedureStepOut(BaseModel):
    """A step of the procedure that cites an article."""

    entity: str
    action: str
    roles: list[str]


class TestOut(BaseModel):
    """A test about an article, and how it ended in the last build; None: that build did not run it."""

    name: str
    outcome: Literal["passed", "failed"] | None


class ArticleOut(BaseModel):
    """A row of the matrix with what honours it. `applied`: records of the running edition that cite it."""

    row: str
    article: int
    chapter: int
    kind: str
    citation: str
    text: str
    summary: str
    rules: list[RuleOut]
    noticed: bool | None
    """Whether a test of the last build went red when each of its rules was switched off; None: no rule, or not tried."""
    steps: list[ProcedureStepOut]
    constraints: list[str]
    honours: list[HonourOut]
    tests: list[TestOut]
    applied: int


class ArticlesOut(BaseModel):
    """法条对照: every row of the matrix. `built_at` is when the tests last ran; None where no build result is here."""

    title: str
    note: str
    chapters: list[str]
    built_at: dt.datetime | None
    edition: str | None
    articles: list[ArticleOut]


class CaseOut(BaseModel):
    """A case in which an article was applied."""

    application_id: uuid.UUID
    case_number: str
    times: int


class ArticleCasesOut(BaseModel):
    """The cases of the running edition in which an article was applied, of those that the reader may see."""

    row: str
    cases: list[CaseOut]
