"""What the formal review takes and gives (Art. 17(4))."""

import uuid

from pydantic import BaseModel, Field


class CheckIn(BaseModel):
    """The finding on one item of the checklist."""

    code: str = Field(max_length=60)
    result: str = Field(pattern="^(pass|fail)$")
    note: str = Field("", max_length=1000)


class FormalReviewIn(BaseModel):
    """Findings; what is sent replaces the findings on those items."""

    checklist: list[CheckIn] = Field(max_length=100)


class CheckOut(BaseModel):
    """An item of the checklist with its finding, if there is one."""

    code: str
    article: str
    title: str
    result: str | None
    note: str


class FormalReviewOut(BaseModel):
    """The formal review of one application."""

    application_id: uuid.UUID
    version: int
    checklist: list[CheckOut]
    complete: bool | None
    reasons: str
