"""What the ruleset endpoints take and give."""

import datetime as dt
import uuid
from typing import Any, Literal

from pydantic import BaseModel, Field

from quality_award.workflow.present import FindingOut


class TierOut(BaseModel):
    """A prize, from the highest down."""

    key: str
    title: str
    article: str
    subject: Literal["organisation", "project"]
    quota: int
    prize: int
    waits: int


class RulesetStageOut(BaseModel):
    """A stage of an edition, in its order."""

    key: str
    article: str
    optional: bool


class ParameterOut(BaseModel):
    """A value of the regulation with its clause; `local` where the text leaves it to the city."""

    key: str
    title: str
    article: str
    value: Any
    unit: str
    local: bool


class PointOut(BaseModel):
    """A point that the text leaves open, its default and the ground for it."""

    key: str
    number: int | None
    title: str
    article: str
    default: str
    ground: str


class RulesetOut(BaseModel):
    """A ruleset: what is the regulation's, and what is local procedure and approved by whom."""

    code: str
    title: str
    city: str
    award: str
    in_force_from: dt.date
    in_force_until: dt.date | None
    in_use: bool
    replaces: str
    sha256: str
    citations: dict[str, str]
    """Row of the standard matrix → clause of this regulation, where it has a text of its own; "local" where it has none."""
    local_approved_by: str
    local_approved_on: dt.date | None
    tiers: list[TierOut]
    quota_total: int
    stages: list[RulesetStageOut]
    parameters: list[ParameterOut]
    points: list[PointOut]


class SimulationIn(BaseModel):
    """Values of a ruleset to change, by their keys."""

    changes: dict[str, Any] = Field(min_length=1, max_length=50)


class ChangedCaseOut(BaseModel):
    """An application on which the draft says something else than its edition's own law."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    state: str
    eligible_before: bool
    eligible_after: bool
    added: list[FindingOut]
    removed: list[FindingOut]


class OverOut(BaseModel):
    """Winners that the draft has no place for."""

    tier: str
    winners: int
    places: int


class SimulatedEditionOut(BaseModel):
    """What the draft would have meant for one edition; prize money in yuan."""

    edition_id: uuid.UUID
    number: int
    title: str
    applications: int
    changed: list[ChangedCaseOut]
    over: list[OverOut]
    prizes_before: int
    prizes_after: int


class SimulationOut(BaseModel):
    """A simulation; nothing of it is kept."""

    code: str
    changes: dict[str, Any]
    editions: list[SimulatedEditionOut]
