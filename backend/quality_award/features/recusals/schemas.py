"""What the undertaking, declaration and recusal endpoints take and give."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from quality_award.features.applications.schemas import Words
from quality_award.tables.recusals import RecusalFile
from quality_award.workflow.present import ActionOut, EntityOut

from .queries import ShownBreakGlass, ShownRecusal

Required = Annotated[Words, StringConstraints(min_length=1)]


class UndertakingOut(BaseModel):
    """The text of the undertaking and whether the actor has signed it."""

    edition_id: uuid.UUID
    edition: str
    text_zh: str
    text_en: str
    text_sha256: str
    signed_at: dt.datetime | None


class SignIn(BaseModel):
    """The digest of the text that was read."""

    text_sha256: str = Field(min_length=64, max_length=64)


class InterestIn(BaseModel):
    """A declaration on one applicant. With an interest, `detail` says which."""

    has_interest: bool
    detail: Words = ""


class InterestOut(BaseModel):
    """What stands after the declaration. `recused`: nothing of this applicant is shown any more."""

    application_id: uuid.UUID
    has_interest: bool
    recused: bool


class DutyOut(BaseModel):
    """An application that the actor handles, with the declaration that they owe or made."""

    application_id: uuid.UUID
    edition_id: uuid.UUID
    edition: str
    edition_state: str
    case_number: str
    organisation: str
    state: str
    has_interest: bool | None
    signed: bool
    leader: bool | None


class InterestsIn(BaseModel):
    """Applications of one edition on which the actor declares to have no interest, all at once."""

    no_interest: list[uuid.UUID] = Field(min_length=1, max_length=5000)


class InterestsOut(BaseModel):
    """How many declarations were new."""

    declared: int


class RecusalIn(BaseModel):
    """An applicant's written request with reasons and proof (Art. 32): an expert from the panel or the team, or staff by name."""

    application_id: uuid.UUID
    expert_id: uuid.UUID | None = None
    person: Annotated[Words, StringConstraints(max_length=100)] = ""
    reason: Required
    evidence_note: Required


class RecusalActionIn(BaseModel):
    """The office's decision says why."""

    decision_reason: Words = ""


class RecusalOut(EntityOut):
    """A recusal: who, from what, why, and how it was decided."""

    edition_id: uuid.UUID
    application_id: uuid.UUID
    case_number: str
    organisation: str
    person: str
    roles: list[str]
    expert_id: uuid.UUID | None
    ground: str
    reason: str
    evidence_note: str
    files: list["ProofOut"]
    may_add_files: bool
    requested_by: str | None
    requested_at: dt.datetime
    decided_by: str | None
    decided_at: dt.datetime | None
    decision_reason: str | None


class ProofIn(BaseModel):
    """Written proof about to be sent."""

    filename: str = Field(min_length=1, max_length=300)
    content_type: str = Field(max_length=120)
    size: int


class ProofTicketOut(BaseModel):
    """Where to PUT the bytes."""

    file_id: uuid.UUID
    url: str
    headers: dict[str, str]
    expires_at: dt.datetime


class ProofOut(BaseModel):
    """One piece of written proof."""

    id: uuid.UUID
    filename: str
    content_type: str
    size: int
    state: str
    sha256: str | None


class ProofLinkOut(BaseModel):
    """A link to one file, good for a few minutes."""

    url: str
    expires_at: dt.datetime


class PanelOut(BaseModel):
    """The window of an edition in which applicants see the candidate panel. `state`: none | before | running | over."""

    edition_id: uuid.UUID
    state: str
    days: int
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    may_open: bool


class CandidateShownOut(BaseModel):
    """A candidate as the applicant sees it: enough to know whether to ask for a recusal."""

    expert_id: uuid.UUID
    name: str
    employer: str
    title: str


class OwnPanelOut(BaseModel):
    """The candidate panel of one application; the names are there while the window runs."""

    application_id: uuid.UUID
    state: str
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    candidates: list[CandidateShownOut]


class BreakGlassIn(BaseModel):
    """Which case a recused officer has to read at once, why, and for how many hours."""

    case_number: Annotated[Words, StringConstraints(min_length=1, max_length=60)]
    reason: Required
    hours: int


class BreakGlassActionIn(BaseModel):
    """A refusal says why."""

    decision_reason: Words = ""


class BreakGlassOut(EntityOut):
    """An emergency reading: who, which case, why, who opened it, until when, how many looks were taken."""

    edition_id: uuid.UUID
    edition: str
    application_id: uuid.UUID
    case_number: str
    organisation: str
    person: str
    own: bool
    reason: str
    hours: int
    requested_at: dt.datetime
    decided_by: str | None
    decided_at: dt.datetime | None
    decision_reason: str | None
    ends_at: dt.datetime | None
    ended_at: dt.datetime | None
    looks: int


def proof_out(row: RecusalFile) -> ProofOut:
    """One file."""
    return ProofOut(
        id=row.id,
        filename=row.filename,
        content_type=row.content_type,
        size=row.size,
        state=row.state,
        sha256=row.sha256,
    )


def break_glass_out(row: ShownBreakGlass, actions: list[ActionOut], *, own: bool) -> BreakGlassOut:
    """An emergency reading with what may be done."""
    glass = row.glass
    return BreakGlassOut(
        id=glass.id,
        version=glass.version,
        state=glass.state,
        actions=actions,
        edition_id=glass.edition_id,
        edition=row.edition,
        application_id=glass.application_id,
        case_number=row.case_number,
        organisation=row.organisation,
        person=row.person,
        own=own,
        reason=glass.reason,
        hours=glass.hours,
        requested_at=glass.created_at,
        decided_by=row.decider,
        decided_at=glass.decided_at,
        decision_reason=glass.decision_reason,
        ends_at=glass.ends_at,
        ended_at=glass.ended_at,
        looks=row.looks,
    )


def recusal_out(row: ShownRecusal, actions: list[ActionOut], files: Sequence[RecusalFile], *, may_add_files: bool) -> RecusalOut:
    """A recusal with what may be done."""
    recusal = row.recusal
    return RecusalOut(
        id=recusal.id,
        version=recusal.version,
        state=recusal.state,
        actions=actions,
        edition_id=recusal.edition_id,
        application_id=recusal.application_id,
        case_number=row.case_number,
        organisation=row.organisation,
        person=row.person,
        roles=sorted(row.roles),
        expert_id=row.expert_id,
        ground=recusal.ground,
        reason=recusal.reason,
        evidence_note=recusal.evidence_note,
        files=[proof_out(file) for file in files],
        may_add_files=may_add_files,
        requested_by=row.requester,
        requested_at=recusal.created_at,
        decided_by=row.decider,
        decided_at=recusal.decided_at,
        decision_reason=recusal.decision_reason,
    )
