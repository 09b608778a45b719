"""What the endpoints of proposals and their certificates take and give."""

import datetime as dt
import uuid
from collections import Counter
from typing import Any, Literal

from pydantic import BaseModel, Field

from quality_award.tables.proposals import Proposal
from quality_award.workflow.present import FindingOut

from ..queries.proposals import Shown
from .teams import TEAM_SIZE


class PairIn(BaseModel):
    """An expert who must be on a team."""

    application_id: uuid.UUID
    expert_id: uuid.UUID


class ProposeIn(BaseModel):
    """What a proposal is asked for.

    `keep`: "all" seats stay and open ones are filled; "few": as few seats move as can; "none": only locked seats stay, and those
    with a sheet handed in. `floor`: first the worst-served applicant as well as can be, then the sum. `locked`: pairs to have.
    """

    team_size: int = Field(TEAM_SIZE, ge=1, le=9)
    max_load: int | None = Field(None, ge=1, le=100)
    min_load: int = Field(0, ge=0, le=100)
    keep: Literal["all", "few", "none"] = "all"
    application_ids: list[uuid.UUID] | None = Field(None, max_length=5000)
    locked: list[PairIn] = Field(default=[], max_length=1000)
    alternatives: int = Field(0, ge=0, le=3)
    floor: bool = False


class ProposalOut(BaseModel):
    """A proposal in figures. `bound` is what no proposal can be better than, `gap` their distance as a share; `loss` what an
    alternative gives up against the best of its run. Seats, loads and what stays open count the applicants that the reader sees.
    `before` are seats as they were when it was computed; `failure` says why there is no answer."""

    id: uuid.UUID
    run_id: uuid.UUID
    rank: int
    stage: str
    team_size: int
    max_load: int | None
    min_load: int
    keep: str
    floor: bool
    created_at: dt.datetime
    made_by: str
    finished_at: dt.datetime | None
    failure: str | None
    input_sha256: str
    objective: float | None
    bound: float | None
    gap: float | None
    proved: bool | None
    seconds: float | None
    loss: float | None
    applications: int
    seats: int
    kept: int
    added: int
    removed: int
    open_seats: int
    without_leader: int
    without_industry: int
    below_least: int
    least_load: int
    greatest_load: int
    loads: dict[int, int]
    fits: dict[int, int]
    covered: float
    categories: int
    least_worth: float
    applied_at: dt.datetime | None
    applied_by: str | None


class ProposedMemberOut(BaseModel):
    """A proposed member; `new` is false for one who sits there already."""

    expert_id: uuid.UUID
    leader: bool
    fit: int
    new: bool


class ProposedTeamOut(BaseModel):
    """A proposed team, who would leave it, and what stays open."""

    application_id: uuid.UUID
    members: list[ProposedMemberOut]
    leaving: list[uuid.UUID]
    open_seats: int
    without_leader: bool
    without_industry: bool


class RemedyOut(BaseModel):
    """What would free something: so much of a kind, for whom, and how many it frees (found by solving again)."""

    kind: str
    amount: int
    freed: int
    expert_ids: list[uuid.UUID]
    application_ids: list[uuid.UUID]


class ClashOut(BaseModel):
    """Applicants that together need more than there is, and the cheapest ways out."""

    rule: str
    application_ids: list[uuid.UUID]
    expert_ids: list[uuid.UUID]
    needed: int
    available: int
    frees: list[RemedyOut]


class ProposalDetailOut(ProposalOut):
    """A proposal with its teams and what clashes."""

    teams: list[ProposedTeamOut]
    below: dict[uuid.UUID, int]
    clashes: list[ClashOut]


class OutcomeOut(BaseModel):
    """The outcome of one pair. `cost`: what choosing it would cost at least, in points."""

    expert_id: uuid.UUID
    name: str
    employer: str
    outcome: str
    cost: float | None
    fit: int
    findings: list[FindingOut]


class CertificateOut(BaseModel):
    """The outcomes of one applicant's pairs, and the digests by which the whole can be checked."""

    proposal_id: uuid.UUID
    application_id: uuid.UUID
    input_sha256: str
    certificate_sha256: str
    rows: list[OutcomeOut]


class MoveOut(BaseModel):
    """A seat that comes or goes because of a pair."""

    application_id: uuid.UUID
    organisation: str
    expert_id: uuid.UUID
    name: str


class WhyOut(BaseModel):
    """Why an expert is on a team or not: the recorded outcome in words, the exact cost of having the pair, who would move."""

    outcome: str
    message: str
    cost: float | None
    fit: int
    findings: list[FindingOut]
    breaks: list[str]
    added: list[MoveOut]
    removed: list[MoveOut]


def proposal_out(shown: Shown, visible: set[uuid.UUID]) -> ProposalOut:
    """A proposal in figures, counted over the applications that the reader may see."""
    return ProposalOut(**_figures(shown, visible))


def detail_out(shown: Shown, visible: set[uuid.UUID]) -> ProposalDetailOut:
    """A proposal with its teams; a clash that an invisible applicant has part in is left out."""
    row = shown.proposal
    before = {(application, expert) for application, expert, _ in row.before}
    wanted = {(application, expert) for application, expert, _, _ in row.members}
    teams = []
    for application in row.options["applications"]:
        application_id = uuid.UUID(application)
        if application_id not in visible:
            continue
        said = row.figures.get("applications", {}).get(application, {})
        teams.append(
            ProposedTeamOut(
                application_id=application_id,
                members=[
                    ProposedMemberOut(
                        expert_id=uuid.UUID(expert), leader=leader, fit=fit, new=(application, expert) not in before
                    )
                    for of, expert, leader, fit in row.members
                    if of == application
                ],
                leaving=[uuid.UUID(expert) for of, expert in sorted(before - wanted) if of == application],
                open_seats=said.get("open_seats", 0),
                without_leader=said.get("without_leader", False),
                without_industry=said.get("without_industry", False),
            )
        )
    shown_clashes = [clash for clash in row.clashes if _seen(clash["applications"], visible)]
    return ProposalDetailOut(
        **_figures(shown, visible),
        teams=teams,
        below={uuid.UUID(expert): lacking for expert, lacking in row.figures.get("below_least", {}).items()},
        clashes=[
            ClashOut(
                rule=clash["rule"],
                application_ids=clash["applications"],
                expert_ids=clash["experts"],
                needed=clash["needed"],
                available=clash["available"],
                frees=[
                    RemedyOut(
                        kind=one["kind"],
                        amount=one["amount"],
                        freed=one["freed"],
                        expert_ids=one["experts"],
                        application_ids=one["applications"],
                    )
                    for one in clash["frees"]
                    if _seen(one["applications"], visible)
                ],
            )
            for clash in shown_clashes
        ],
    )


def _seen(applications: list[str], visible: set[uuid.UUID]) -> bool:
    return all(uuid.UUID(one) in visible for one in applications)


def _figures(shown: Shown, visible: set[uuid.UUID]) -> dict[str, Any]:
    row: Proposal = shown.proposal
    texts = {str(one) for one in visible}
    members = [one for one in row.members if one[0] in texts]
    wanted = {(application, expert) for application, expert, _, _ in members}
    before = {(application, expert) for application, expert, _ in row.before if application in texts}
    said = [one for application, one in row.figures.get("applications", {}).items() if application in texts]
    loads = Counter(expert for _, expert, _, _ in members)
    spread = Counter(loads.values())
    if idle := row.options["experts"] - len(loads):
        spread[0] = idle
    finished = row.finished_at is not None and row.failure is None
    return {
        "id": row.id,
        "run_id": row.run_id,
        "rank": row.rank,
        "stage": row.stage,
        "team_size": row.options["team_size"],
        "max_load": row.options["max_load"],
        "min_load": row.options["min_load"],
        "keep": row.options["keep"],
        "floor": row.options["floor"],
        "created_at": row.created_at,
        "made_by": shown.maker,
        "finished_at": row.finished_at,
        "failure": row.failure,
        "input_sha256": row.input_sha256,
        "objective": row.objective,
        "bound": row.bound,
        "gap": row.gap,
        "proved": row.proved,
        "seconds": row.seconds,
        "loss": shown.best - row.objective if shown.best is not None and row.objective is not None else None,
        "applications": sum(one in texts for one in row.options["applications"]),
        "seats": len(wanted),
        "kept": len(wanted & before),
        "added": len(wanted - before),
        "removed": len(before - wanted) if finished else 0,
        "open_seats": sum(one["open_seats"] for one in said),
        "without_leader": sum(one["without_leader"] for one in said),
        "without_industry": sum(one["without_industry"] for one in said),
        "below_least": sum(row.figures.get("below_least", {}).values()),
        "least_load": min(spread) if finished else 0,
        "greatest_load": max(spread) if finished else 0,
        "loads": dict(sorted(spread.items())) if finished else {},
        "fits": dict(Counter(fit for _, _, _, fit in members)),
        "covered": sum(one["covered"] for one in said) / len(said) if said else 0.0,
        "categories": row.figures.get("categories", 0),
        "least_worth": min((one["worth"] for one in said), default=0.0),
        "applied_at": row.applied_at,
        "applied_by": shown.applier,
    }
