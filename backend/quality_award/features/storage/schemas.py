"""Checks of the store, in and out."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel, Field

from quality_award.platform.http.problem import ProblemFinding


class StoreCheckIn(BaseModel):
    """What to check: the store's locks, or the files of one edition (of all without one)."""

    kind: Literal["locks", "files"]
    edition_id: uuid.UUID | None = None


class StoreAttemptOut(BaseModel):
    """One attempt to break a lock, in words; `held` when the store refused and nothing had changed; its own answer."""

    name: str
    label: str
    held: bool
    answer: str


class StoreFaultOut(BaseModel):
    """What is wrong with a file or a manifest, the slot by its name. What the actor may not see is left out."""

    what: str
    label: str
    application_id: uuid.UUID | None
    case_number: str | None
    slot: str | None
    filename: str | None
    version: str | None
    expected: str
    found: str


class StoreCheckOut(BaseModel):
    """A check: who asked (nobody: the system), how far it is, what came out. `passed` is null while it runs."""

    id: uuid.UUID
    kind: Literal["locks", "files"]
    edition_id: uuid.UUID | None
    edition: str | None
    asked_by: str | None
    created_at: dt.datetime
    finished_at: dt.datetime | None
    passed: bool | None
    files: int
    files_all: int
    bytes: int
    attempts: list[StoreAttemptOut] = Field(description="of the locks")
    faults: list[StoreFaultOut] = Field(description="of the files, the first bad entry first")


class StoreStateOut(BaseModel):
    """Whether archives may be made now, why not, and the checks of either kind, the newest first."""

    fit: bool
    reasons: list[ProblemFinding]
    locks: list[StoreCheckOut]
    files: list[StoreCheckOut]
