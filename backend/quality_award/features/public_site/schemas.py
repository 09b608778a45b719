"""What the public pages show."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from quality_award.features.editions.schemas import StageOut
from quality_award.workflow.assessments import AssessmentOut
from quality_award.workflow.deadlines import DeadlineOut

Day = Annotated[str, Field(max_length=40), WithJsonSchema({"type": "string", "format": "date"})]
"""A day as it was typed: a wrong one is named together with every other fault, not before them."""


class CurrentOut(BaseModel):
    """The edition that runs, as the public may know it."""

    number: int
    year: int
    title: str
    state: str
    step: int
    stages: list[StageOut]
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    publicity_starts_at: dt.datetime | None
    publicity_ends_at: dt.datetime | None
    deadlines: list[DeadlineOut]


class WinnerOut(BaseModel):
    """A winner in the registry."""

    year: int
    edition: int
    organisation: str
    project: str
    area: str
    industry: str
    tier: str
    certificate_number: str
    state: str
    verify_code: str


class VerifyOut(BaseModel):
    """What stands behind a certificate: year and present status (Art. 35)."""

    organisation: str
    project: str
    year: int
    edition: int
    tier: str
    certificate_number: str
    granted_on: dt.date
    state: str
    revoked_on: dt.date | None
    award_name: str


class StepOut(BaseModel):
    """One of the steps; `stage` names it where the ruleset has stages of its own."""

    number: int
    stage: str
    article: str
    text: str


class PlaceOut(BaseModel):
    """Places and prize of a tier."""

    tier: str
    subject: str
    quota: int
    prize: int


class NamedOut(BaseModel):
    """A condition or material; `row` of the standard matrix says which condition."""

    row: str
    title: str
    help: str
    article: str
    required: bool


class ChannelOut(BaseModel):
    """Who files with whom."""

    ownership: str
    channel: str


class GuideOut(BaseModel):
    """办事指南: conditions, materials, channels, places, steps; made from the ruleset."""

    title: str
    min_years: int
    lookback_years: int
    publicity_days: int
    places: list[PlaceOut]
    total: int
    conditions: list[NamedOut]
    materials: list[NamedOut]
    channels: list[ChannelOut]
    steps: list[StepOut]


class ClauseOut(BaseModel):
    """A clause of the regulation with what the software does for it."""

    id: str
    row: str
    """The row of the matrix that begins here; empty for an item that belongs to its article's row."""
    article: int
    chapter: int
    kind: str
    label: str
    text: str
    summary: str


class ArticlesOut(BaseModel):
    """The regulation."""

    title: str
    chapters: list[str]
    clauses: list[ClauseOut]


class EventIn(BaseModel):
    """What an organisation knows of itself: an event of Art. 14 or 36."""

    kind: str = Field(max_length=50)
    occurred_on: Day
    fatalities: int = 0


class SelfCheckIn(BaseModel):
    """The facts of an organisation that asks whether it may apply. Nothing of it is kept."""

    uscc: str = Field(max_length=40)
    area_code: str = Field(max_length=20)
    registered_on: Day
    ownership: str = Field(max_length=20)
    nature: str = Field(max_length=20)
    events: list[EventIn] = Field(default_factory=list, max_length=50)


class KnownAwardOut(BaseModel):
    """An entry of the public registry of winners that was taken into account."""

    edition: int
    year: int
    tier: str
    state: str


class SelfCheckOut(BaseModel):
    """Every rule on the facts given, on one day; what the office has on record is not part of it."""

    outcome: Literal["passed", "failed", "person"]
    reference_day: dt.date
    basis: Literal["closing_day", "today"]
    edition: int
    edition_title: str | None
    channel: str
    recipient: str | None
    awards: list[KnownAwardOut]
    assessments: list[AssessmentOut]


class EventKindOut(BaseModel):
    """A kind of event that an organisation may name, with its clause."""

    kind: str
    article: str
    title: str
