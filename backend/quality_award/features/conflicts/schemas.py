"""What the endpoints of conflicts take and give."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from quality_award.features.applications.schemas import Text
from quality_award.workflow.present import ActionOut

GradeName = Literal["barred", "declare", "hint"]
StateName = Literal["open", "confirmed", "dismissed", "cleared"]


class MatrixApplicantOut(BaseModel):
    """A column of the matrix."""

    application_id: uuid.UUID
    case_number: str
    organisation: str


class MatrixPersonOut(BaseModel):
    """A row of the matrix. `role`: expert, committee, office or agency."""

    party_id: uuid.UUID
    name: str
    role: str
    expert_id: uuid.UUID | None


class CellOut(BaseModel):
    """A conflict where a row meets a column. `hops`: how many ties its path has."""

    id: uuid.UUID
    party_id: uuid.UUID
    application_id: uuid.UUID
    grade: GradeName
    state: StateName
    hops: int
    version: int


class CountOut(BaseModel):
    """How many conflicts there are of one grade in one state."""

    grade: GradeName
    state: StateName
    count: int


class ConflictMatrixOut(BaseModel):
    """The conflicts of an edition: applicants and people in order, and the cells that are not empty, a page at a time.

    `people` and `applicants` come with the first page alone. `counts` are of all cells, whatever the filter.
    """

    edition_id: uuid.UUID
    edition: str
    applicants: list[MatrixApplicantOut]
    people: list[MatrixPersonOut]
    cells: list[CellOut]
    counts: list[CountOut]
    next_cursor: uuid.UUID | None


class PathPartyOut(BaseModel):
    """A person or organisation on a path. `party_id` is null for somebody who is only tried out."""

    party_id: uuid.UUID | None
    name: str
    kind: Literal["person", "organisation"]


class PathStepOut(BaseModel):
    """One hop of a path. `kind`: a kind of tie, or "name" where two have one name; `back`: the tie reads from `to` to `from`."""

    source_party: PathPartyOut
    target_party: PathPartyOut
    kind: str
    back: bool
    role: str
    share: float | None
    since: dt.date | None
    until: dt.date | None
    source_kind: str
    source: str
    document: str


class PathOut(BaseModel):
    """A path in words of both languages, and hop by hop with the source of each."""

    words_zh: str
    words_en: str
    steps: list[PathStepOut]


class ConflictOut(BaseModel):
    """A conflict of interest: between whom, how grave, by which path, what was decided. `evidence`: how many facts there are."""

    id: uuid.UUID
    edition_id: uuid.UUID
    edition: str
    application_id: uuid.UUID
    case_number: str
    organisation: str
    party_id: uuid.UUID
    person: str
    expert_id: uuid.UUID | None
    grade: GradeName
    state: StateName
    hops: int
    path: PathOut
    evidence: int
    decided_by: str | None
    decision_reason: str | None
    created_at: dt.datetime
    version: int
    actions: list[ActionOut]


class ConflictActionIn(BaseModel):
    """The reason of a decision."""

    decision_reason: Text = Field("", max_length=2000)


class EmployerIn(BaseModel):
    """An employer of somebody who is tried out; open ends count."""

    name: Annotated[Text, Field(min_length=1, max_length=200)]
    uscc: Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")] | None = None
    since: dt.date | None = None
    until: dt.date | None = None


class WhatIfIn(BaseModel):
    """Who is tried out: an expert of the pool, or a candidate by name, with what is known of them. Numbers are not kept."""

    expert_id: uuid.UUID | None = None
    name: Annotated[Text, Field(max_length=100)] = ""
    employers: Annotated[list[EmployerIn], Field(max_length=20)] = []
    identity_number: Annotated[Text, Field(max_length=30)] = ""
    phone: Annotated[Text, Field(max_length=30)] = ""


class TriedOut(BaseModel):
    """What would stand between the candidate and one applicant."""

    application_id: uuid.UUID
    case_number: str
    organisation: str
    grade: GradeName
    hops: int
    path: PathOut


class WhatIfOut(BaseModel):
    """Every conflict that there would be, the gravest first; `applicants`: how many were looked at."""

    applicants: int
    conflicts: list[TriedOut]


def path_out(path: list[dict[str, Any]], zh: str, en: str, name: Any) -> PathOut:
    """A kept path; `name(party, place)` says how a party is called to this reader."""

    def party(kept: dict[str, Any], first: bool) -> PathPartyOut:
        return PathPartyOut(party_id=uuid.UUID(kept["id"]), name=name(kept, first), kind=kept["kind"])

    return PathOut(
        words_zh=zh,
        words_en=en,
        steps=[
            PathStepOut(
                source_party=party(hop["from"], place == 0),
                target_party=party(hop["to"], False),
                kind=hop["kind"],
                back=hop["back"],
                role=hop.get("role") or "",
                share=hop.get("share"),
                since=hop.get("since"),
                until=hop.get("until"),
                source_kind=hop.get("source_kind") or "",
                source=hop.get("source") or "",
                document=hop.get("document") or "",
            )
            for place, hop in enumerate(path)
        ],
    )
