"""Rulesets over HTTP: public to read, for the office to try out (Art. 8(1), 38)."""

import datetime as dt

from fastapi import APIRouter

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.audit.look import Subject, look
from quality_award.platform.clock import local_date
from quality_award.regulation.parameters import Ruleset, fingerprint, rulesets
from quality_award.regulation.source import clauses
from quality_award.regulation.stages import STAGES
from quality_award.workflow.present import present_findings

from . import service
from .schemas import (
    ChangedCaseOut,
    OverOut,
    ParameterOut,
    PointOut,
    RulesetOut,
    RulesetStageOut,
    SimulatedEditionOut,
    SimulationIn,
    SimulationOut,
    TierOut,
)

router = APIRouter(route_class=TransactionalRoute, tags=["rulesets"])


def _ruleset(law: Ruleset, lang: str, today: dt.date) -> RulesetOut:
    english = lang == "en"
    return RulesetOut(
        code=law.code,
        title=law.title_en if english else law.title_zh,
        city=law.authority.name_en if english else law.authority.name_zh,
        award=law.authority.award_en if english else law.authority.award_zh,
        in_force_from=law.in_force_from,
        in_force_until=law.in_force_until,
        in_use=law.in_force_on(today),
        replaces=law.replaces,
        sha256=fingerprint(law.code),
        citations={one.id: law.cite(one.id) for one in clauses()} if law.citations else {},
        local_approved_by=law.local_approved_en if english else law.local_approved_zh,
        local_approved_on=law.local_approved_on,
        tiers=[
            TierOut(
                key=tier.key,
                title=tier.title(lang),
                article=tier.article,
                subject=tier.subject,
                quota=law.quotas[tier.key],
                prize=law.prizes[tier.key],
                waits=law.wait_editions.get(tier.key, 0),
            )
            for tier in law.tiers
        ],
        quota_total=law.quota_total,
        stages=[
            RulesetStageOut(key=key, article=law.cite(STAGES[key].article), optional=not STAGES[key].required)
            for key in law.stages
        ],
        parameters=[
            ParameterOut(
                key=one.key,
                title=one.title_en if english else one.title_zh,
                article=one.article,
                value=[{"code": area.code, "name": area.name_en if english else area.name_zh} for area in law.areas]
                if one.key == "areas"
                else one.value,
                unit=one.unit_en if english else one.unit_zh,
                local=one.local,
            )
            for one in law.parameters
        ],
        points=[
            PointOut(
                key=point.key,
                number=point.number,
                title=point.title_en if english else point.title_zh,
                article=point.article,
                default=next(
                    ((o.en if english else o.zh) for o in point.options if o.value == point.default), point.display_default
                ),
                ground=point.ground_en if english else point.ground_zh,
            )
            for point in law.points
        ],
    )


@router.get("/rulesets")
async def list_rulesets(lang: LanguageDep, now: NowDep) -> list[RulesetOut]:
    """Every ruleset of this city's award, the latest first; public, as the regulation is."""
    every = sorted(rulesets(), key=lambda law: law.in_force_from, reverse=True)
    return [_ruleset(law, lang, local_date(now)) for law in every]


@router.post("/rulesets/{code}/simulation")
async def simulate_ruleset(
    code: str, body: SimulationIn, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> SimulationOut:
    """What changed values would have meant for past editions; nothing is kept (before the committee approves a version)."""
    found = await service.simulate(session, actor=actor, code=code, changes=body.changes, now=now)
    seen = [Subject("edition", one.edition.id, "eligibility", one.edition.id) for one in found if one.changed]
    await look(session, *seen, actor=actor, now=now)
    return SimulationOut(
        code=code,
        changes=body.changes,
        editions=[
            SimulatedEditionOut(
                edition_id=one.edition.id,
                number=one.edition.number,
                title=one.edition.title,
                applications=one.applications,
                changed=[
                    ChangedCaseOut(
                        application_id=past.application.id,
                        case_number=past.application.case_number,
                        organisation=past.candidate.organisation.name,
                        state=past.application.state,
                        eligible_before=change.eligible_before,
                        eligible_after=change.eligible_after,
                        added=present_findings(change.added, lang),
                        removed=present_findings(change.removed, lang),
                    )
                    for past, change in one.changed
                ],
                over=[OverOut(tier=tier, winners=won, places=places) for tier, (won, places) in one.over.items()],
                prizes_before=one.prizes[0],
                prizes_after=one.prizes[1],
            )
            for one in found
        ],
    )
