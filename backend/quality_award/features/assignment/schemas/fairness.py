"""The fairness report (Art. 11, 26, 32)."""

import datetime as dt
import uuid

from pydantic import BaseModel


class PersonLoadOut(BaseModel):
    """An expert's part in the edition."""

    expert_id: uuid.UUID
    name: str
    employer: str
    load: int
    leads: int
    load_wish: int | None
    max_load: int | None


class CoverageOut(BaseModel):
    """A criteria category and on how many teams somebody knows it."""

    category: str
    teams: int


class EmployerOut(BaseModel):
    """An employer, how many of its experts sit on teams, and on how many seats."""

    employer: str
    experts: int
    seats: int


class RepeatOut(BaseModel):
    """An expert who reviews an organisation that they reviewed before."""

    expert: str
    organisation: str
    case_number: str
    years: list[int]


class RecusedOut(BaseModel):
    """A recusal: who, from whom, by what ground, how it stands and why."""

    person: str
    role: str
    organisation: str
    case_number: str
    ground: str
    state: str
    reason: str
    created_at: dt.datetime
    decided_at: dt.datetime | None


class GradeOut(BaseModel):
    """How many conflicts of a grade stand how."""

    grade: str
    state: str
    count: int


class AppliedOut(BaseModel):
    """A proposal that was applied."""

    id: uuid.UUID
    applied_at: dt.datetime
    objective: float
    bound: float
    gap: float
    proved: bool
    input_sha256: str


class FairnessOut(BaseModel):
    """How evenly and how well the teams of an edition are made up, and what kept people away. Counted over the applicants that
    the reader sees. `loads`: {seats: experts}; `gini` of the loads, 0 even, 1 all on one; `fits`: teams by their best fit (10
    division, 4 section, 0 neither)."""

    edition_id: uuid.UUID
    title: str
    teams: int
    seats: int
    experts: int
    loads: dict[int, int]
    mean: float
    gini: float
    people: list[PersonLoadOut]
    categories: list[CoverageOut]
    fits: dict[int, int]
    employers: list[EmployerOut]
    same_employer: int
    repeats: list[RepeatOut]
    recusals: list[RecusedOut]
    conflicts: list[GradeOut]
    proposals: list[AppliedOut]
