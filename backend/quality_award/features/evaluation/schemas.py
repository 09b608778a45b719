"""What the evaluation endpoints take and give."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, Field

from quality_award.workflow.present import Clause

WritableList = Literal["site", "proposed", "initial", "final"]
ListKindName = Literal["accepted", "site", "proposed", "initial", "final"]
ReportKindName = Literal["formal_review", "document_review", "defence", "site_review", "evaluation", "verification"]


class StageScoreOut(BaseModel):
    """One application in one scored stage: the mean of what was handed in, and how far it lies apart."""

    stage: str
    mean: float | None
    sheets: int
    submitted: int
    spread: float | None


class RankedOut(BaseModel):
    """One application in the ranking. Scores are means of the submitted sheets of its review team."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    division: str
    nature: str
    area_code: str
    sectors: list[str]
    state: str
    subject: str
    project: str
    stages: list[StageScoreOut]
    total: float | None
    rank: int | None


class RankingOut(BaseModel):
    """The ranking with the method of the plan. `basis` is what ranks are by."""

    edition_id: uuid.UUID
    basis: Literal["document", "total"]
    weights: dict[str, float | None]
    drop_extremes: bool
    decimals: int
    rows: list[RankedOut]


class ListEntryIn(BaseModel):
    """One line of a list; the tier only on lists of winners."""

    application_id: uuid.UUID
    tier: str | None = Field(None, max_length=50)
    reason: str = Field("", max_length=2000)


class ListIn(BaseModel):
    """The whole list, in its order.

    `entries` null draws the default: for `initial` the proposed list, for `final` the initial one without those who failed.
    """

    entries: list[ListEntryIn] | None = Field(max_length=1000)


class ListEntryOut(BaseModel):
    """One line of a list."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    subject: str
    project: str
    state: str
    tier: str | None
    rank: int | None
    score: float | None
    reason: str


class PlacesOut(BaseModel):
    """Places of a prize (Art. 3): taken, and still vacant; `subject` is what it is given for."""

    tier: str
    subject: str
    quota: int
    taken: int
    vacant: int


class ListOut(BaseModel):
    """A list, drawn or not yet. `version` is the edition's: send it as If-Match. A draft starts from `suggestion`."""

    kind: ListKindName
    article: Clause
    edition_id: uuid.UUID
    version: int
    state: str
    drawn: bool
    editable: bool
    entries: list[ListEntryOut]
    suggestion: list[ListEntryOut]
    places: list[PlacesOut]


class ReportIn(BaseModel):
    """A report; numbers are written as placeholders, e.g. {accepted}."""

    kind: ReportKindName
    text: str = Field(min_length=1, max_length=100_000)


class ReportOut(BaseModel):
    """One of the named reports. `numbers` are those it was submitted with, `live` those of now; `stale` when they differ."""

    kind: ReportKindName
    title: str
    article: Clause
    editable: bool
    template: str
    live: dict[str, float | int | None]
    text: str | None
    numbers: dict[str, float | int | None] | None
    stale: bool
    submitted_by: str | None
    submitted_at: dt.datetime | None
    sha256: str | None


class SurveyIn(BaseModel):
    """The result of the public-opinion round on one applicant (社会评价): out of 1000, as the review scores are."""

    application_id: uuid.UUID
    respondents: int = Field(ge=1, le=100_000_000)
    score: float = Field(ge=0, le=1000, allow_inf_nan=False)
    source: str = Field(min_length=1, max_length=200)
    note: str = Field("", max_length=2000)


class SurveyOut(BaseModel):
    """One applicant in the public-opinion round."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    respondents: int | None
    score: float | None
    source: str | None
    note: str | None
    entered_by: str | None


class SurveysOut(BaseModel):
    """Everyone in the round; `editable` while the edition is in that stage."""

    edition_id: uuid.UUID
    editable: bool
    rows: list[SurveyOut]
