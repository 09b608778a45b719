"""What the public pages show."""

import datetime as dt

from pydantic import BaseModel

from quality_award.features.editions.schemas import StageOut


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
