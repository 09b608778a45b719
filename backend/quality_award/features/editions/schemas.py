"""What the edition endpoints take and give."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from quality_award.workflow.deadlines import DeadlineOut
from quality_award.workflow.present import EntityOut


class EditionIn(BaseModel):
    """A new edition; number and title follow from the last one when they are left out."""

    year: int = Field(ge=2000, le=2200)
    number: int | None = Field(None, ge=1, le=1000)
    title: str | None = Field(None, min_length=1, max_length=100)
    interval_exception: str | None = Field(None, max_length=2000)


class EditionPatchIn(BaseModel):
    """Autosave of the plan: only what is sent changes."""

    title: str | None = Field(None, min_length=1, max_length=100)
    plan_text: str | None = Field(None, max_length=50_000)
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    recommend_by: AwareDatetime | None = None
    agency_id: uuid.UUID | None = None
    procurement_record: str | None = Field(None, max_length=500)
    interval_exception: str | None = Field(None, max_length=2000)
    budget_work: int | None = Field(None, ge=0, le=1_000_000_000)
    budget_prizes: int | None = Field(None, ge=0, le=1_000_000_000)


class EditionActionIn(BaseModel):
    """What an action on an edition may carry."""

    approval_document: str | None = Field(None, max_length=100)
    reason: str | None = Field(None, max_length=4000)


class SettingIn(BaseModel):
    """The value that the office confirms for an open point; a fraction may be written 2/3."""

    value: str | bool | int | float


class InviteIn(BaseModel):
    """Experts proposed for the edition's team (Art. 10, 17(1)), until when each is to answer (if at all)."""

    expert_ids: list[uuid.UUID] = Field(min_length=1, max_length=500)
    answer_by: AwareDatetime | None = None


class AnswerIn(BaseModel):
    """The answer to an invitation; recorded for the expert by somebody else, `note` says how it was given."""

    answer: Literal["accepted", "declined"]
    note: str = Field("", max_length=500)


class SettingOptionOut(BaseModel):
    """One value that an open point may take, in words."""

    value: str
    label: str


class SettingOut(BaseModel):
    """An open point: its default and ground, what was confirmed, by whom and when."""

    key: str
    number: int | None
    article: str
    type: str
    title: str
    ground: str
    default: str
    value: str | bool | int | float | None
    options: list[SettingOptionOut]
    min: float | None
    max: float | None
    confirmed: bool
    confirmed_by: str | None
    confirmed_at: dt.datetime | None


class PlaceOut(BaseModel):
    """Places of a prize (Art. 3), what it is given for, and its amount in yuan (Art. 18)."""

    tier: str
    subject: str
    quota: int
    prize: int


class StageOut(BaseModel):
    """One of the edition's stages, in their order; `standing` is where the edition is."""

    key: str
    article: str
    standing: Literal["behind", "here", "ahead"]


class CountsOut(BaseModel):
    """What the edition holds now."""

    applications: dict[str, int]
    experts: int
    leaders: int
    unchecked_experts: int
    without_team: int
    sheets: dict[str, dict[str, int]]
    lists: dict[str, dict[str, int]]
    reports: list[str]
    carried: list[str]
    open_objections: int
    unpaid: int


class EditionSummaryOut(BaseModel):
    """An edition in a list."""

    id: uuid.UUID
    version: int
    state: str
    number: int
    year: int
    title: str
    step: int
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    recommend_by: dt.datetime | None
    publicity_starts_at: dt.datetime | None
    publicity_ends_at: dt.datetime | None
    agency: str | None


class EditionOut(EntityOut):
    """An edition with everything its screens show. `counts` and the plan's inner parts are for those who run or supervise it."""

    number: int
    year: int
    title: str
    step: int
    deadline_kind: str | None
    deadline_at: dt.datetime | None
    deadlines: list[DeadlineOut]
    ruleset_code: str
    ruleset_title: str
    criteria_code: str
    pinned_at: dt.datetime | None
    announced_at: dt.datetime | None
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    recommend_by: dt.datetime | None
    publicity_starts_at: dt.datetime | None
    publicity_ends_at: dt.datetime | None
    places: list[PlaceOut]
    stages: list[StageOut]
    quota_total: int
    plan_text: str | None
    interval_exception: str | None
    agency_id: uuid.UUID | None
    agency: str | None
    procurement_record: str | None
    approval_document: str | None
    approved_on: dt.date | None
    budget_work: int | None
    budget_prizes: int | None
    settings: list[SettingOut]
    counts: CountsOut | None
    may_edit_plan: bool
    may_invite: bool
    may_check: bool


class EditionExpertOut(BaseModel):
    """A member of the edition's expert team."""

    expert_id: uuid.UUID
    name: str
    pool_number: str | None
    off_pool_reason: str | None
    provenance: str
    employer: str
    title: str
    categories: list[str]
    divisions: list[str]
    leader_qualified: bool
    status: str
    invited_by: str
    invited_at: dt.datetime | None
    answer_by: dt.datetime | None
    answer: Literal["accepted", "declined"] | None
    answered_at: dt.datetime | None
    answered_by: str | None
    answer_note: str
    against: Literal["", "waiting", "overdue", "declined"]
    checked_at: dt.datetime | None
    assignments: int
