"""What the endpoints of the relationship graph take and give."""

import datetime as dt
import uuid
from typing import Any, Literal

from pydantic import BaseModel, Field

from quality_award.features.applications.schemas import Text

PartyKind = Literal["person", "organisation"]
TieKind = Literal[
    "employment", "post", "shareholding", "consulting", "training", "certification", "joint_work", "kinship", "teaching",
    "supervision", "lawsuit",
]  # fmt: skip
TieSource = Literal["declaration", "application", "import", "api", "office"]
LinkKind = Literal["proven", "decided_same", "decided_different", "same_name"]


class PartyRefIn(BaseModel):
    """A party of the graph by its id, or as it is named; of numbers only keyed hashes are kept."""

    id: uuid.UUID | None = None
    kind: PartyKind = "organisation"
    name: Text = Field("", max_length=100)
    uscc: Text | None = Field(None, max_length=30)
    identity: Text | None = Field(None, max_length=30)
    phone: Text | None = Field(None, max_length=30)


class TieIn(BaseModel):
    """A tie as the office knows of it: read `subject` works for, holds, advised, taught … `target`."""

    subject: PartyRefIn
    target: PartyRefIn
    kind: TieKind
    role: Text = Field("", max_length=100)
    share: float | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: Text = Field(min_length=1, max_length=200)
    document: Text = Field("", max_length=200)


class DeclarationIn(BaseModel):
    """A tie of one's own. Of kin also where they work; `taught_me` turns a teacher's tie round."""

    kind: TieKind
    other_kind: PartyKind = "organisation"
    other: Text = Field(min_length=1, max_length=100)
    uscc: Text | None = Field(None, max_length=30)
    role: Text = Field("", max_length=100)
    taught_me: bool = False
    share: float | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    kin_employer: Text = Field("", max_length=100)
    kin_post: Text = Field("", max_length=100)


class ReasonIn(BaseModel):
    """Why a tie no longer counts."""

    reason: Text = Field(min_length=1, max_length=2000)


class AliasesIn(BaseModel):
    """Other names of a party, former ones among them; the whole list."""

    aliases: list[Text] = Field(max_length=20)
    reason: Text = Field(min_length=1, max_length=2000)


class SameIn(BaseModel):
    """Whether two people of one name are one."""

    one_id: uuid.UUID
    other_id: uuid.UUID
    same: bool
    reason: Text = Field(min_length=1, max_length=2000)


class TieImportIn(BaseModel):
    """Rows of a list of ties, one mapping of column → cell each; `source` says whose list it is. `dry_run` saves nothing."""

    source: Text = Field(min_length=1, max_length=200)
    rows: list[dict[str, Any]] = Field(min_length=1, max_length=5000)
    dry_run: bool = False


class TieCellErrorOut(BaseModel):
    """A wrong cell: its row, its column (`cell` as the sheet names it), what is wrong, what to do."""

    row: int
    column: str
    cell: str
    code: str
    message: str
    next: str


class TieImportOut(BaseModel):
    """What an import did, or would do."""

    dry_run: bool
    rows: int
    created: int
    there: int
    parties: int
    errors: list[TieCellErrorOut]


class PartyOut(BaseModel):
    """A person or an organisation. `masked`: the name is shortened for this reader. `proofs`: which numbers bear it out."""

    id: uuid.UUID
    kind: PartyKind
    name: str
    masked: bool
    aliases: list[str]
    uscc: str | None
    expert_id: uuid.UUID | None
    user: bool
    organisation_id: uuid.UUID | None
    proofs: list[Literal["identity", "phone", "uscc"]]
    ties: int
    created_at: dt.datetime


class TieOut(BaseModel):
    """A tie with its source; one that was withdrawn carries who did it and why."""

    id: uuid.UUID
    from_id: uuid.UUID
    to_id: uuid.UUID
    kind: TieKind
    role: str
    share: float | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    source_kind: TieSource
    source: str
    document: str
    entered_by: str | None
    created_at: dt.datetime
    withdrawn_at: dt.datetime | None
    withdrawn_by: str | None
    withdrawn_because: str | None
    may_withdraw: bool


class NodeOut(BaseModel):
    """A party in a graph: how many steps from its middle, and how many of its ties are not shown."""

    id: uuid.UUID
    kind: PartyKind
    name: str
    hop: int
    more: int
    role: Literal["expert", "user", "applicant"] | None


class LinkOut(BaseModel):
    """Two nodes that are, may be, or are not one person."""

    one_id: uuid.UUID
    other_id: uuid.UUID
    kind: LinkKind
    reason: str | None


class GraphOut(BaseModel):
    """The ties around one party; `cut` when there are more parties than are shown."""

    party: PartyOut
    nodes: list[NodeOut]
    ties: list[TieOut]
    links: list[LinkOut]
    withdrawn: list[TieOut]
    cut: bool


class OwnTieOut(BaseModel):
    """A tie that the reader declared, with the names at both ends."""

    tie: TieOut
    subject: str
    target: str


class OwnTiesOut(BaseModel):
    """What the reader declared."""

    party_id: uuid.UUID | None
    ties: list[OwnTieOut]


class PairPartyOut(BaseModel):
    """One of two people of one name, with what tells them apart."""

    party: PartyOut
    ties: list[TieOut]
    names: dict[str, str]


class PairOut(BaseModel):
    """Two people of one name, and what was decided on them."""

    one: PairPartyOut
    other: PairPartyOut
    same: bool | None
    reason: str | None
    decided_by: str | None
