"""What the inbox and task endpoints give."""

import datetime as dt
import uuid

from pydantic import BaseModel

from quality_award.workflow.present import Clause


class NotificationOut(BaseModel):
    """One message, in the reader's language."""

    id: uuid.UUID
    key: str
    title: str
    body: str
    link: str
    application_id: uuid.UUID | None
    created_at: dt.datetime
    read_at: dt.datetime | None


class UnreadOut(BaseModel):
    """How many messages are unread."""

    unread: int


class TaskOut(BaseModel):
    """What to do next, until when, and what happens if not."""

    key: str
    title: str
    hint: str
    status: str
    link: str
    article: Clause
    due: dt.datetime | None
    consequence: str
    subject: str
