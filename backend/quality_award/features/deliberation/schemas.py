"""What meetings, motions and ballots take and give."""

import datetime as dt
import uuid

from pydantic import AwareDatetime, BaseModel, Field

from quality_award.workflow.present import EntityOut


class MeetingIn(BaseModel):
    """A session of the committee to convene."""

    title: str = Field(min_length=2, max_length=100)
    place: str = Field(max_length=100)
    held_at: AwareDatetime


class MeetingPatchIn(BaseModel):
    """Minutes (autosaved) and who is present."""

    minutes: str | None = Field(None, max_length=50_000)
    present: list[uuid.UUID] | None = Field(None, max_length=100)


class MotionIn(BaseModel):
    """What is put to the vote. `subject_id` names the objection or award; lists and the plan belong to the edition."""

    kind: str = Field(pattern="^(plan|accepted_list|initial_list|final_list|objection|revocation|interval_exception|other)$")
    subject_id: uuid.UUID | None = None
    title: str = Field(min_length=2, max_length=200)
    text: str = Field("", max_length=10_000)


class BallotIn(BaseModel):
    """One vote."""

    choice: str = Field(pattern="^(for|against|abstain)$")
    note: str = Field("", max_length=1000)


class BallotOut(BaseModel):
    """A cast vote; the ballot is open (open point 12)."""

    name: str
    seat: str
    choice: str
    note: str
    at: dt.datetime


class EntryOut(BaseModel):
    """A line of the list that is voted on."""

    case_number: str
    organisation: str
    project: str
    tier: str | None
    score: float | None
    state: str


class MotionOut(EntityOut):
    """A motion with what lies before the members, the votes so far and one's own."""

    edition_id: uuid.UUID
    meeting_id: uuid.UUID
    kind: str
    subject_id: uuid.UUID
    title: str
    text: str
    current: bool
    closed_at: dt.datetime | None
    seats: int
    recused: int
    needed: int
    votes_for: int
    votes_against: int
    abstain: int
    ballots: list[BallotOut]
    own_choice: str | None
    may_vote: bool
    entries: list[EntryOut]
    quotas: dict[str, int]


class SeatOut(BaseModel):
    """A member of the committee in office."""

    membership_id: uuid.UUID
    name: str
    seat: str
    title: str | None
    present: bool


class MeetingOut(BaseModel):
    """A meeting with attendance, minutes and its motions."""

    id: uuid.UUID
    version: int
    edition_id: uuid.UUID
    title: str
    place: str
    held_at: dt.datetime
    minutes: str
    seats: list[SeatOut]
    motions: list[MotionOut]
    may_manage: bool


class MeetingSummaryOut(BaseModel):
    """A meeting in a list."""

    id: uuid.UUID
    title: str
    place: str
    held_at: dt.datetime
    open_motions: int
    motions: int
