"""The fairness report over HTTP (Art. 11, 26, 32)."""

import uuid

from fastapi import APIRouter

from quality_award.access.http import ActorDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.audit.look import Subject, look
from quality_award.platform.errors import NotFound

from ..queries import teams as team_queries
from ..schemas.fairness import (
    AppliedOut,
    CoverageOut,
    EmployerOut,
    FairnessOut,
    GradeOut,
    PersonLoadOut,
    RecusedOut,
    RepeatOut,
)
from ..service import fairness as service

router = APIRouter(route_class=TransactionalRoute, tags=["assignment"])


@router.get("/editions/{edition_id}/fairness")
async def read_fairness(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> FairnessOut:
    """How load, expertise and employers are spread over the teams; repeat pairings; who was recused and why; conflicts."""
    require(actor, "assignment.read")
    edition = await team_queries.edition(session, actor, edition_id)
    if edition is None:
        raise NotFound
    made = await service.report(session, actor=actor, edition=edition)
    await look(session, Subject("edition", edition_id, "fairness", edition_id, None, "32"), actor=actor, now=now)
    experts = {one.expert.id: one.expert for one in made.candidates}
    experts |= {seat.expert.id: seat.expert for team in made.teams.values() for seat in team}
    return FairnessOut(
        edition_id=edition.id,
        title=edition.title,
        teams=sum(bool(team) for team in made.teams.values()),
        seats=sum(len(team) for team in made.teams.values()),
        experts=len(experts),
        loads=made.spread,
        mean=round(made.mean, 3),
        gini=round(made.gini, 4),
        people=[
            PersonLoadOut(
                expert_id=expert.id,
                name=expert.name,
                employer=expert.employer,
                load=made.loads[expert.id],
                leads=made.leads.get(expert.id, 0),
                load_wish=expert.load_wish,
                max_load=expert.max_load,
            )
            for expert in sorted(experts.values(), key=lambda one: (-made.loads[one.id], one.name))
        ],
        categories=[CoverageOut(category=category, teams=teams) for category, teams in made.categories.items()],
        fits=made.fits,
        employers=[EmployerOut(employer=name, experts=people, seats=seats) for name, people, seats in made.employers],
        same_employer=made.same_employer,
        repeats=[
            RepeatOut(
                expert=one.expert.name,
                organisation=one.case.organisation.name,
                case_number=one.case.application.case_number,
                years=one.years,
            )
            for one in made.repeats
        ],
        recusals=[
            RecusedOut(
                person=one.person,
                role="expert" if one.expert else "staff",
                organisation=one.organisation,
                case_number=one.case_number,
                ground=one.recusal.ground,
                state=one.recusal.state,
                reason=one.recusal.decision_reason or one.recusal.reason,
                created_at=one.recusal.created_at,
                decided_at=one.recusal.decided_at,
            )
            for one in made.recusals
        ],
        conflicts=[GradeOut(grade=grade, state=state, count=count) for grade, state, count in made.grades],
        proposals=[
            AppliedOut(
                id=one.id,
                applied_at=one.applied_at,
                objective=one.objective,
                bound=one.bound,
                gap=one.gap,
                proved=one.proved,
                input_sha256=one.input_sha256,
            )
            for one in made.proposals
            if one.applied_at and one.objective is not None and one.bound is not None
            and one.gap is not None and one.proved is not None
        ],
    )  # fmt: skip
