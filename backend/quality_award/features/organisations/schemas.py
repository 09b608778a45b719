"""What the organisation, department and reference endpoints take and give."""

import datetime as dt
import uuid

from pydantic import BaseModel, Field


class OrganisationOut(BaseModel):
    """An organisation's registered particulars (Art. 13(1), 17(3))."""

    id: uuid.UUID
    version: int
    uscc: str
    name: str
    area_code: str
    area_name: str
    address: str
    registered_on: dt.date
    division: str
    division_name: str
    ownership: str
    nature: str
    legal_representative: str
    employees: int
    industry_department_id: uuid.UUID | None
    sectors: list[str]
    barred_for_life: bool


class OrganisationPatch(BaseModel):
    """Changes to the particulars; only the fields sent are changed. The code never changes: it is who the organisation is."""

    name: str | None = Field(None, max_length=100)
    area_code: str | None = Field(None, max_length=6)
    address: str | None = Field(None, max_length=200)
    registered_on: dt.date | None = None
    division: str | None = Field(None, max_length=2)
    ownership: str | None = Field(None, max_length=20)
    nature: str | None = Field(None, max_length=20)
    legal_representative: str | None = Field(None, max_length=50)
    employees: int | None = Field(None, ge=1, le=10_000_000)
    industry_department_id: uuid.UUID | None = None
    sectors: list[str] | None = Field(None, max_length=10)
    reason: str | None = Field(None, max_length=500)


class UsccCheckOut(BaseModel):
    """Whether a code is right (GB 32100), registered already, and which area's authority gave it out."""

    valid: bool
    taken: bool
    uscc: str | None
    area_code: str | None
    area_name_zh: str | None
    area_name_en: str | None


class DepartmentOut(BaseModel):
    """A recommending unit (Art. 12, 17(3)) and whether its right is restricted (Art. 28)."""

    id: uuid.UUID
    code: str
    name: str
    kind: str
    area_code: str | None
    divisions: list[str]
    suspended_until: dt.date | None
    cancelled: bool
    restricted: bool
    restriction_reason: str | None


class RestrictionIn(BaseModel):
    """Art. 28: suspend until a day, cancel for good, or (neither) lift; always with the reason."""

    suspended_until: dt.date | None = None
    cancelled: bool = False
    reason: str = Field(max_length=1000)


class AgencyOut(BaseModel):
    """A third-party agency (Art. 10)."""

    id: uuid.UUID
    name: str
    uscc: str


class AgencyIn(BaseModel):
    """A new third-party agency."""

    name: str = Field(max_length=100)
    uscc: str = Field(max_length=30)


class CodedOut(BaseModel):
    """A code of a standard with its name in both languages."""

    code: str
    name_zh: str
    name_en: str


class IndustryOut(CodedOut):
    """A division of GB/T 4754 with its section."""

    section: str
    section_name_zh: str
    section_name_en: str
