"""What the archive endpoints give."""

import datetime as dt
import uuid

from pydantic import BaseModel

from quality_award.regulation.parameters import RetentionAction
from quality_award.workflow.present import Clause, FindingOut


class RetentionRuleOut(BaseModel):
    """What is done with one class of data; `years` null where the plan sets no term."""

    key: str
    title: str
    ground: str
    article: str
    action: RetentionAction
    years: int | None
    local: bool


class ObstacleOut(BaseModel):
    """Why something cannot be done now, and what to do about it."""

    code: str
    article: Clause
    message: str
    next: str
    findings: list[FindingOut]


class ArchiveOut(BaseModel):
    """One archive: how far it is, and what it is when it is done. `size` in bytes; digests in hexadecimal."""

    id: uuid.UUID
    state: str
    phase: str
    asked_by: str
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    files_done: int
    files_all: int
    bytes_done: int
    bytes_all: int
    size: int | None
    sha256: str | None
    bag_sha256: str | None
    files: int | None
    log_size: int | None
    retain_until: dt.datetime | None
    failure: ObstacleOut | None


class ShelfOut(BaseModel):
    """An edition's archives, the newest first; the plan they are made by; what the next one would take out of the store."""

    edition_id: uuid.UUID
    number: int
    title: str
    files: int
    bytes: int
    lock_years: int
    plan: list[RetentionRuleOut]
    obstacle: ObstacleOut | None
    no_download: ObstacleOut | None
    archives: list[ArchiveOut]


class ArchiveDownloadOut(BaseModel):
    """Where the browser fetches the archive until it expires; the ticket is a cookie of this browser."""

    url: str
    filename: str
    size: int
    expires_at: dt.datetime
