"""What the draws' endpoints take and give."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from quality_award.workflow.present import EntityOut

# A terms' text is hashed as it stands: no control characters, which a copy by hand would lose.
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f|]+$")]


class StratumIn(BaseModel):
    """A part of the pool, and how many of it are wanted. `codes` are criteria categories or divisions of GB/T 4754."""

    title: Line
    by: Literal["category", "division", "any"] = "any"
    codes: list[Annotated[str, Field(max_length=10)]] = Field(default_factory=list, max_length=100)
    leader: bool = False
    wanted: int = Field(ge=1, le=500)
    replacements: int = Field(0, ge=0, le=500)


class PoolIn(BaseModel):
    """Who may be drawn: experts who are fit, by district (first digits of its code), without those who are invited already."""

    strata: list[StratumIn] = Field(min_length=1, max_length=30)
    area: str | None = Field(None, pattern=r"^[0-9]{2,6}$")
    without_invited: bool = True


class DrawIn(PoolIn):
    """A draw to commit to: what for, and which public number of which day decides it."""

    purpose: Line
    number_source: Line
    number_on: dt.date


class StratumCountOut(BaseModel):
    """How many stand in a stratum, and whether they are enough."""

    key: str
    title: str
    candidates: int
    needed: int


class DrawActionIn(BaseModel):
    """What an action on a draw carries."""

    public_number: str | None = Field(None, max_length=200, pattern=r"^[^\x00-\x1f|]*$")
    reason: str | None = Field(None, max_length=1000)


class DrawInviteIn(BaseModel):
    """Whom of the drawn to invite into the edition's team: all who were drawn, or these codes; until when they are to answer."""

    codes: list[str] | None = Field(None, min_length=1, max_length=500)
    answer_by: AwareDatetime | None = None


class PublishedOut(BaseModel):
    """What anybody may read and check with the script: codes, digests and, once revealed, seed, number and result. No names."""

    id: uuid.UUID
    state: str
    terms: dict[str, Any]
    commitment: str
    revealed: dict[str, str] | None
    result: list[dict[str, Any]] | None
    withdrawn: dict[str, str] | None


class LotOut(BaseModel):
    """Who stands behind a code."""

    code: str
    stratum: str
    expert_id: uuid.UUID
    name: str
    employer: str
    pool_number: str | None
    status: str
    place: int | None
    part: Literal["drawn", "replacement"] | None
    invited: bool


class DrawOut(EntityOut):
    """A draw for those inside: what is published, and the names."""

    edition_id: uuid.UUID
    purpose: str
    number_source: str
    number_on: dt.date
    committed_at: dt.datetime
    committed_by: str
    revealed_at: dt.datetime | None
    revealed_by: str | None
    withdrawn_because: str | None
    published: PublishedOut
    roster: dict[str, Any]
    people: list[LotOut]
    may_invite: bool
