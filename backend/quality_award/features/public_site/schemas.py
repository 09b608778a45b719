"""What the public pages show."""

import datetime as dt

from pydantic import BaseModel

from quality_award.workflow.deadlines import DeadlineOut


class CurrentOut(BaseModel):
    """The edition that runs, as the public may know it."""

    number: int
    year: int
    title: str
    state: str
    step: int
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
    area: str
    industry: str
    tier: str
    certificate_number: str
    state: str
    verify_code: str


class VerifyOut(BaseModel):
    """What stands behind a certificate: year and present status (Art. 35)."""

    organisation: str
    year: int
    edition: int
    tier: str
    certificate_number: str
    granted_on: dt.date
    state: str
    revoked_on: dt.date | None
    award_name: str


class StepOut(BaseModel):
    """One of the nine steps."""

    number: int
    article: str
    text: str


class PlaceOut(BaseModel):
    """Places and prize of a tier."""

    tier: str
    quota: int
    prize: int


class NamedOut(BaseModel):
    """A condition or material."""

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
