"""Organisations, departments, agencies, areas, industries as the API shows them."""

import datetime as dt
import uuid

from pydantic import BaseModel, Field


class NamedOut(BaseModel):
    """A code with its names."""

    code: str
    name_zh: str
    name_en: str


class UsccOut(BaseModel):
    """Whether a unified social credit code is valid (GB 32100) and free."""

    uscc: str
    valid: bool
    taken: bool


class DepartmentOut(BaseModel):
    """A recommending unit with any restriction under Art. 28."""

    id: uuid.UUID
    code: str
    name: str
    kind: str
    area_code: str | None
    divisions: list[str]
    suspended_until: dt.date | None
    cancelled: bool
    restriction_reason: str | None


class RestrictionIn(BaseModel):
    """Suspend until a day, cancel for good, or (neither) lift; always with the reason (Art. 28)."""

    suspended_until: dt.date | None = None
    cancelled: bool = False
    reason: str = Field(min_length=2, max_length=1000)


class AgencyOut(BaseModel):
    """A third-party agency."""

    id: uuid.UUID
    name: str
    uscc: str


class OrganisationOut(BaseModel):
    """An organisation's registered facts."""

    id: uuid.UUID
    uscc: str
    name: str
    area_code: str
    address: str
    registered_on: dt.date
    division: str
    ownership: str
    nature: str
    legal_representative: str
    employees: int
    sectors: list[str]
    barred_for_life: bool
