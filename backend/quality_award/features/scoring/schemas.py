"""What the scoring, rating and criteria endpoints take and give."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import BaseModel, Field

from quality_award.features.applications.schemas import Text, Words
from quality_award.workflow.present import EntityOut

Comment = Annotated[Text, Field(max_length=4000)]


class FactorOut(BaseModel):
    """A factor of a band: approach, deployment, learning, integration; level, trend, comparison, integration."""

    code: str
    name_zh: str
    name_en: str
    statement_zh: str
    statement_en: str


class BandOut(BaseModel):
    """A range of percents and what an organisation in it looks like."""

    low: int
    high: int
    kind: str
    factors: list[FactorOut]


class CriteriaItemOut(BaseModel):
    """An item of the criteria."""

    code: str
    name_zh: str
    name_en: str
    points: int
    kind: str
    asks_zh: str
    asks_en: str


class CategoryOut(BaseModel):
    """A category with its items."""

    code: str
    name_zh: str
    name_en: str
    points: int
    items: list[CriteriaItemOut]


class CriteriaOut(BaseModel):
    """A version of the criteria (Art. 5)."""

    code: str
    standard: str
    guide: str
    name_zh: str
    name_en: str
    total_points: int
    categories: list[CategoryOut]
    bands: list[BandOut]


class SheetOut(EntityOut):
    """A score sheet in a list."""

    edition_id: uuid.UUID
    edition: str
    edition_state: str
    criteria_code: str
    application_id: uuid.UUID
    case_number: str
    organisation: str
    expert_id: uuid.UUID
    expert: str
    mine: bool
    stage: str
    scored: int
    items: int
    total: float | None
    submitted_at: dt.datetime | None
    signed: bool
    declared: bool


class ItemScoreOut(BaseModel):
    """One item of a sheet. On a site sheet `document_*` is the same expert's document score, `team_percent` the team's mean."""

    item: str
    percent: int | None
    score: float | None
    strengths: str
    improvements: str
    document_percent: int | None
    document_strengths: str
    document_improvements: str
    team_percent: float | None


class SheetDetailOut(SheetOut):
    """A score sheet with its items in the order of the criteria."""

    summary: str
    provisional: float
    rows: list[ItemScoreOut]


class ItemScoreIn(BaseModel):
    """Percent (0, 5 … 100), strengths and improvements of one item; what is left out stays as it is."""

    item: Annotated[Text, Field(max_length=20)]
    percent: int | None = None
    strengths: Comment | None = None
    improvements: Comment | None = None


class SheetPatch(BaseModel):
    """What changed since the last save."""

    summary: Comment | None = None
    items: list[ItemScoreIn] = Field(default_factory=list, max_length=200)


class SheetActionIn(BaseModel):
    """Handing in takes nothing but what is saved."""


class StandingOut(BaseModel):
    """An expert's sheet: open, or handed in with its total."""

    sheet_id: uuid.UUID | None
    expert_id: uuid.UUID
    expert: str
    submitted: bool
    total: float | None


class StageScoresOut(BaseModel):
    """One applicant in one stage: how many are in, how far they lie apart, percent by category."""

    stage: str
    submitted: int
    expected: int
    mean: float | None
    least: float | None
    greatest: float | None
    range: float | None
    deviation: float | None
    categories: dict[str, float]
    sheets: list[StandingOut]


class ApplicationScoresOut(BaseModel):
    """One applicant's scores."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    state: str
    stages: list[StageScoresOut]


class StageProgressOut(BaseModel):
    """How many sheets of a stage are in."""

    stage: str
    submitted: int
    expected: int


class EditionScoresOut(BaseModel):
    """Progress and spread of an edition's scores."""

    edition_id: uuid.UUID
    edition_state: str
    criteria_code: str
    stages: list[StageProgressOut]
    applications: list[ApplicationScoresOut]


Stars = Annotated[int, Field(ge=1, le=5)]


class RatingIn(BaseModel):
    """An organisation's rating of its reviewers, one to five (Art. 31)."""

    quality: Stars
    discipline: Stars
    conduct: Stars
    comment: Annotated[Words, Field(max_length=2000)] = ""


class RatingOut(BaseModel):
    """A rating, or whether it may be given now."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    open: bool
    quality: int | None
    discipline: int | None
    conduct: int | None
    comment: str | None
    rated_at: dt.datetime | None
