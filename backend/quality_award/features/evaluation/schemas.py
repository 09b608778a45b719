"""What the evaluation endpoints take and give."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, Field

WritableList = Literal["site", "proposed", "initial", "final"]
ListKindName = Literal["accepted", "site", "proposed", "initial", "final"]
ReportKindName = Literal["formal_review", "document_review", "site_review", "evaluation", "verification"]
TierName = Literal["gold", "silver", "nomination"]


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
    document: float | None
    document_sheets: int
    document_submitted: int
    document_spread: float | None
    site: float | None
    site_sheets: int
    site_submitted: int
    site_spread: float | None
    total: float | None
    rank: int | None


class RankingOut(BaseModel):
    """The ranking with the method of the plan. `basis` is what ranks are by; `withheld` counts cases one is recused from."""

    edition_id: uuid.UUID
    basis: Literal["document", "total"]
    document_weight: float | None
    site_weight: float | None
    drop_extremes: bool
    decimals: int
    rows: list[RankedOut]
    withheld: int


class ListEntryIn(BaseModel):
    """One line of a list; the tier only on lists of winners."""

    application_id: uuid.UUID
    tier: TierName | None = None
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
    state: str
    tier: TierName | None
    rank: int | None
    score: float | None
    reason: str


class PlacesOut(BaseModel):
    """Places of a tier (Art. 3): taken, and still vacant."""

    tier: str
    quota: int
    taken: int
    vacant: int


class ListOut(BaseModel):
    """A list, drawn or not yet. `version` is the edition's: send it as If-Match. A draft starts from `suggestion`."""

    kind: ListKindName
    article: str
    edition_id: uuid.UUID
    version: int
    state: str
    drawn: bool
    editable: bool
    entries: list[ListEntryOut]
    suggestion: list[ListEntryOut]
    places: list[PlacesOut]
    withheld: int


class ReportIn(BaseModel):
    """A report; numbers are written as placeholders, e.g. {accepted}."""

    kind: ReportKindName
    text: str = Field(min_length=1, max_length=100_000)


class ReportOut(BaseModel):
    """One of the five reports. `numbers` are those it was submitted with, `live` those of now; `stale` when they differ."""

    kind: ReportKindName
    title: str
    article: str
    editable: bool
    template: str
    live: dict[str, float | int | None]
    text: str | None
    numbers: dict[str, float | int | None] | None
    stale: bool
    submitted_by: str | None
    submitted_at: dt.datetime | None
    sha256: str | None
