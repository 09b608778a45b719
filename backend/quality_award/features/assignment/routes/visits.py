"""Dates of site visits over HTTP (Art. 17(6))."""

import uuid
from collections.abc import Sequence

from fastapi import APIRouter, Response

from quality_award.access.http import ActorDep, IfMatch, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.errors import NotFound
from quality_award.platform.http.etag import set_etag
from quality_award.tables.editions import Edition

from ..queries import teams as team_queries
from ..queries import visits as visit_queries
from ..queries.teams import Seat
from ..queries.visits import Shown
from ..schemas.visits import (
    DatedOut,
    ProposedVisitsOut,
    ProposeVisitsIn,
    VisitDayIn,
    VisitorOut,
    VisitOut,
    VisitsIn,
    VisitsOut,
)
from ..service import visits as service

router = APIRouter(route_class=TransactionalRoute, tags=["assignment"])


async def _edition(session: SessionDep, actor: ActorDep, edition_id: uuid.UUID) -> Edition:
    found = await team_queries.edition(session, actor, edition_id)
    if found is None:
        raise NotFound
    return found


def _out(row: Shown, seats: Sequence[Seat]) -> VisitOut:
    return VisitOut(
        application_id=row.application.id,
        case_number=row.application.case_number,
        organisation=row.organisation.name,
        area_code=row.organisation.area_code,
        address=row.organisation.address,
        day=row.visit.day if row.visit else None,
        version=row.visit.version if row.visit else None,
        members=[
            VisitorOut(expert_id=seat.expert.id, name=seat.expert.name, leader=seat.member.leader)
            for seat in seats
            if seat.member.application_id == row.application.id
        ],
    )


@router.get("/editions/{edition_id}/visits")
async def list_visits(edition_id: uuid.UUID, session: SessionDep, actor: ActorDep) -> VisitsOut:
    """The site visits of an edition with their days: all of them to those who arrange, their own to teams and applicants."""
    require(actor, "teams.read")
    edition = await _edition(session, actor, edition_id)
    rows = await visit_queries.shown(session, actor, edition_id=edition_id)
    seats = await team_queries.seats(session, actor, application_ids=[row.application.id for row in rows])
    return VisitsOut(edition_id=edition.id, open=edition.state == "site_review", items=[_out(row, seats) for row in rows])


@router.post("/editions/{edition_id}/visits/propose")
async def propose_visits(
    edition_id: uuid.UUID, body: ProposeVisitsIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> ProposedVisitsOut:
    """Days for all visits without one: nobody in two places or absent, working days, as few trips as can be. Sets nothing."""
    require(actor, "assignment.write")
    edition = await _edition(session, actor, edition_id)
    made = await service.propose(
        session, actor=actor, edition=edition, since=body.since, until=body.until, per_day=body.per_day, now=now
    )
    return ProposedVisitsOut(
        days=[DatedOut(application_id=uuid.UUID(one), day=day) for one, day in sorted(made.days.items())],
        undated=[uuid.UUID(one) for one in made.undated],
        trips=made.trips,
        proved=made.proved,
    )


@router.post("/editions/{edition_id}/visits")
async def set_visits(edition_id: uuid.UUID, body: VisitsIn, session: SessionDep, actor: ActorDep, now: NowDep) -> VisitsOut:
    """Date visits: all that are named, or none, with every reason."""
    require(actor, "assignment.write")
    edition = await _edition(session, actor, edition_id)
    await service.set_days(
        session, actor=actor, edition=edition, days=[(one.application_id, one.day) for one in body.visits], now=now
    )
    return await list_visits(edition_id, session, actor)


@router.put("/applications/{application_id}/visit")
async def set_visit(
    application_id: uuid.UUID,
    body: VisitDayIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    version: IfMatch,
    response: Response,
) -> VisitOut:
    """Date one visit by hand, or move it (with its version)."""
    await service.set_day(session, actor=actor, application_id=application_id, day=body.day, version=version, now=now)
    row = (await visit_queries.shown(session, actor, application_id=application_id))[0]
    if row.visit:
        set_etag(response, row.visit.version)
    return _out(row, await team_queries.seats(session, actor, application_ids=[application_id]))


@router.delete("/applications/{application_id}/visit", status_code=204)
async def cancel_visit(
    application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, version: IfMatch
) -> Response:
    """Take the date of a visit back."""
    await service.cancel(session, actor=actor, application_id=application_id, version=version, now=now)
    return Response(status_code=204)
