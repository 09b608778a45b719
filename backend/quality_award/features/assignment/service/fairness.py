"""The fairness report: how evenly and how well the teams are made up, and what kept people away (Art. 11, 26, 32)."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import may, require
from quality_award.features.conflicts import queries as conflict_queries
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Expert
from quality_award.tables.proposals import Proposal

from ..facts import employer_of, fit
from ..pure.employers import groups
from ..queries import fairness as fairness_queries
from ..queries import proposals as proposal_queries
from ..queries import teams as team_queries
from ..queries.fairness import Recused
from ..queries.teams import Candidate, Case, Seat

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Repeat:
    """An expert who reviews an organisation that they reviewed in earlier editions."""

    expert: Expert
    case: Case
    years: list[int]


@dataclass(frozen=True)
class Report:
    """What the report says, as rows; figures are drawn from it where it is shown."""

    edition: Edition
    cases: list[Case]
    teams: dict[uuid.UUID, list[Seat]]
    candidates: list[Candidate]
    loads: dict[uuid.UUID, int]
    leads: dict[uuid.UUID, int]
    categories: dict[str, int]
    fits: dict[int, int]
    employers: list[tuple[str, int, int]]
    same_employer: int
    repeats: list[Repeat]
    recusals: list[Recused]
    grades: list[tuple[str, str, int]]
    proposals: Sequence[Proposal]

    @property
    def spread(self) -> dict[int, int]:
        """{seats: experts}."""
        return dict(sorted(Counter(self.loads.values()).items()))

    @property
    def mean(self) -> float:
        """Seats per expert."""
        return sum(self.loads.values()) / len(self.loads) if self.loads else 0.0

    @property
    def gini(self) -> float:
        """How unevenly the seats lie: 0 when everybody has as many, near 1 when one has all."""
        loads = sorted(self.loads.values())
        total, count = sum(loads), len(loads)
        if not total:
            return 0.0
        return sum((2 * place - count - 1) * load for place, load in enumerate(loads, 1)) / (count * total)


async def report(session: "AsyncSession", *, actor: Actor, edition: Edition) -> Report:
    """The report of an edition as it stands, over what the actor may see. Recusals only for who may read those."""
    require(actor, "assignment.read")
    cases = await fairness_queries.cases(session, actor, edition.id)
    teams: dict[uuid.UUID, list[Seat]] = {case.id: [] for case in cases}
    for seat in await team_queries.seats(session, actor, edition_id=edition.id):
        teams[seat.member.application_id].append(seat)
    candidates = await team_queries.candidates(session, edition.id)
    experts = {one.expert.id: one.expert for one in candidates}
    experts |= {seat.expert.id: seat.expert for team in teams.values() for seat in team}
    seats = [seat for team in teams.values() for seat in team]
    held = Counter(seat.expert.id for seat in seats)
    known = {category for expert in experts.values() for category in map(str, expert.categories)}
    manned = {case.id: team for case in cases if (team := teams[case.id])}
    keys = groups({str(one.id): employer_of(one) for one in experts.values()})
    by_employer: dict[str, list[uuid.UUID]] = defaultdict(list)
    for seat in seats:
        by_employer[keys[str(seat.expert.id)]].append(seat.expert.id)
    past: dict[tuple[uuid.UUID, uuid.UUID], list[int]] = defaultdict(list)
    for expert_id, organisation_id, year in await team_queries.past_pairings(session, edition):
        past[expert_id, organisation_id].append(year)
    by_id = {case.id: case for case in cases}
    counted = await conflict_queries.counted(session, actor, edition.id)
    return Report(
        edition,
        cases,
        teams,
        candidates,
        {expert_id: held[expert_id] for expert_id in experts},
        Counter(seat.expert.id for seat in seats if seat.member.leader),
        {
            category: sum(any(category in map(str, seat.expert.categories) for seat in team) for team in manned.values())
            for category in sorted(known)
        },
        dict(Counter(max(fit(seat.expert, by_id[case_id].organisation) for seat in team) for case_id, team in manned.items())),
        sorted(
            ((experts[who[0]].employer, len(set(who)), len(who)) for who in by_employer.values()),
            key=lambda one: (-one[2], one[0]),
        ),
        sum(len({keys[str(seat.expert.id)] for seat in team}) < len(team) for team in manned.values()),
        [
            Repeat(seat.expert, by_id[seat.member.application_id], sorted(past[pair]))
            for seat in seats
            if (pair := (seat.expert.id, by_id[seat.member.application_id].organisation.id)) in past
        ],
        await fairness_queries.recusals(session, actor, edition.id) if may(actor, "recusals.read") else [],
        [(grade, state, count) for (grade, state), count in sorted(counted.items())],
        await proposal_queries.applied(session, edition.id),
    )
