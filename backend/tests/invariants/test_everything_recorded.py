"""Every route says what it leaves on record (Art. 26, 33): the table is held against the API's own description, and called."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from filing import LAW
from sqlalchemy import select
from world import Person, World

from quality_award.platform.ids import new_id
from quality_award.tables.applications import Application, Evidence, EvidenceCitation, Manifest
from quality_award.tables.awards import Award
from quality_award.tables.decisions import Meeting, Motion
from quality_award.tables.editions import Edition, ListEntry, Report
from quality_award.tables.identity import Membership
from quality_award.tables.objections import Objection, ObjectionFile
from quality_award.tables.parties import Expert
from quality_award.tables.reviews import ReviewerRating, ScoreSheet
from quality_award.tables.trail import AuditRecord

pytestmark = [pytest.mark.anyio, pytest.mark.article("26", "33")]

KINDS = ("transition", "change", "look", "download", "export", "role")
PUBLIC, OWN, COURSE = "none: public", "none: the reader's own", "none: the course of the case, no content"
REFERENCE, REGISTER = "none: reference data", "none: the register of parties, no case"
ROUTES = {
    "GET /.well-known/audit-log-key": PUBLIC,
    "GET /.well-known/jwks.json": PUBLIC,
    "GET /agencies": REGISTER,
    "POST /agencies": "change",
    "GET /applications": COURSE,
    "POST /applications": "change",
    "GET /applications/{application_id}": "look",
    "PATCH /applications/{application_id}": "change",
    "POST /applications/{application_id}/actions/{action}": "transition",
    "GET /applications/{application_id}/citations": "look",
    "POST /applications/{application_id}/citations": "change",
    "GET /applications/{application_id}/eligibility": "look",
    "GET /applications/{application_id}/evidence": "none: names and state of files; opening one is a look of its own",
    "POST /applications/{application_id}/evidence": "none: announced only; what arrives is on record when it counts",
    "GET /applications/{application_id}/evidence/matrix": "none: which files there are for what, none of their content",
    "GET /applications/{application_id}/evidence/search": "look",
    "GET /applications/{application_id}/form": REFERENCE,
    "GET /applications/{application_id}/formal-review": "look",
    "PUT /applications/{application_id}/formal-review": "change",
    "GET /applications/{application_id}/history": COURSE,
    "PUT /applications/{application_id}/interest": "change",
    "GET /applications/{application_id}/panel": "none: who may review, as every accepted applicant is told",
    "GET /applications/{application_id}/rating": "look",
    "POST /applications/{application_id}/rating": "change",
    "GET /applications/{application_id}/receipts": "look",
    "GET /applications/{application_id}/team": "none: who reviews, as the applicant is told too",
    "DELETE /applications/{application_id}/visit": "change",
    "PUT /applications/{application_id}/visit": "change",
    "GET /applications/{application_id}/team/candidates": "none: experts and their load, no content of a case",
    "GET /archives/{archive_id}/content": "none: under the ticket of a download that is on record",
    "POST /archives/{archive_id}/downloads": "download",
    "GET /areas": REFERENCE,
    "GET /audit": "look",
    "GET /audit/export": "export",
    "GET /audit/kinds": "none: which words the filter has",
    "GET /audit/records/{record_id}/proof": "none: a record that the trail has just shown; the look at the trail is on record",
    "POST /audit/rows": "export",
    "GET /audit/time-stamps": "none: checkpoints are public",
    "POST /audit/verify": "change",
    "POST /auth/act-as": "role",
    "POST /auth/login": "change",
    "POST /auth/logout": "change",
    "POST /auth/password": "change",
    "POST /auth/refresh": "none: the login goes on; a token used twice is on record",
    "POST /auth/register": "role",
    "GET /auth/sessions": OWN,
    "DELETE /auth/sessions/{session_id}": "change",
    "POST /auth/totp/confirm": "change",
    "POST /auth/totp/enrol": "none: nothing counts before it is confirmed",
    "GET /awards": "none: what was conferred is public",
    "GET /awards/{award_id}": "none: what was conferred is public",
    "POST /awards/{award_id}/actions/{action}": "transition",
    "GET /break-glass": "none: who asked, why and until when, nothing of a case",
    "POST /break-glass": "change",
    "GET /break-glass/{glass_id}": "none: who asked, why and until when, nothing of a case",
    "POST /break-glass/{glass_id}/actions/{action}": "transition",
    "GET /calendar/years": REFERENCE,
    "GET /calendar/years/{year}": REFERENCE,
    "POST /calendar/years/{year}/confirm": "change",
    "PUT /calendar/years/{year}/days/{day}": "change",
    "DELETE /citations/{citation_id}": "change",
    "POST /clock": "change",
    "GET /criteria/{code}": REFERENCE,
    "GET /departments": REGISTER,
    "GET /departments/{department_id}": REGISTER,
    "PUT /departments/{department_id}/restriction": "change",
    "GET /documents/awards/{award_id}/certificate": "download",
    "GET /documents/editions/{edition_id}/reports/{kind}": "download",
    "GET /draws/{draw_id}": "none: experts under codes and who they are, no content of a case",
    "POST /draws/{draw_id}/actions/{action}": "transition",
    "POST /draws/{draw_id}/invite": "change",
    "GET /editions": COURSE,
    "POST /editions": "change",
    "GET /editions/current": COURSE,
    "GET /editions/{edition_id}": COURSE,
    "PATCH /editions/{edition_id}": "change",
    "POST /editions/{edition_id}/actions/{action}": "transition",
    "GET /editions/{edition_id}/archives": "none: which archives there are; taking one out is on record",
    "POST /editions/{edition_id}/archives": "change",
    "GET /editions/{edition_id}/budget": "none: sums",
    "GET /conflicts/{conflict_id}": "look",
    "POST /conflicts/{conflict_id}/actions/{action}": "transition",
    "GET /editions/{edition_id}/conflicts": "look",
    "POST /editions/{edition_id}/conflicts/what-if": "change",
    "GET /editions/{edition_id}/draws": "none: experts under codes and who they are, no content of a case",
    "POST /editions/{edition_id}/draws": "change",
    "POST /editions/{edition_id}/draws/preview": "none: counts of the pool, nothing is kept",
    "GET /editions/{edition_id}/experts": "none: who was invited, no content of a case",
    "POST /editions/{edition_id}/experts": "change",
    "DELETE /editions/{edition_id}/experts/{expert_id}": "change",
    "PUT /editions/{edition_id}/experts/{expert_id}/answer": "change",
    "POST /editions/{edition_id}/experts/{expert_id}/check": "change",
    "PUT /editions/{edition_id}/interests": "change",
    "GET /editions/{edition_id}/lists/{kind}": "look",
    "PUT /editions/{edition_id}/lists/{kind}": "change",
    "GET /editions/{edition_id}/meetings": "none: when the committee meets",
    "POST /editions/{edition_id}/meetings": "change",
    "GET /editions/{edition_id}/notices": PUBLIC,
    "GET /editions/{edition_id}/opinions": "look",
    "PUT /editions/{edition_id}/opinions": "change",
    "GET /editions/{edition_id}/panel": "none: when the window runs",
    "POST /editions/{edition_id}/panel": "change",
    "GET /editions/{edition_id}/ranking": "look",
    "POST /editions/{edition_id}/ranking/export": "export",
    "GET /editions/{edition_id}/ratings": "look",
    "GET /editions/{edition_id}/reports": "look",
    "POST /editions/{edition_id}/reports": "change",
    "GET /editions/{edition_id}/scores": "look",
    "PUT /editions/{edition_id}/settings/{key}": "change",
    "GET /editions/{edition_id}/fairness": "look",
    "GET /editions/{edition_id}/proposals": "none: figures of proposed teams, no content of a case",
    "POST /editions/{edition_id}/proposals": "change",
    "GET /editions/{edition_id}/visits": "none: when who visits, as the applicant is told too",
    "POST /editions/{edition_id}/visits": "change",
    "POST /editions/{edition_id}/visits/propose": "change",
    "GET /editions/{edition_id}/teams": "none: who reviews what, no content of a case",
    "POST /editions/{edition_id}/teams": "role",
    "GET /editions/{edition_id}/teams/openings": "none: experts and their load, no content of a case",
    "GET /editions/{edition_id}/undertaking": OWN,
    "POST /editions/{edition_id}/undertaking": "change",
    "DELETE /evidence/{evidence_id}": "change",
    "POST /evidence/{evidence_id}/confirm": "none: put together only; what arrives is on record when it counts",
    "GET /evidence/{evidence_id}/content": "none: under the ticket of a look that is on record",
    "GET /evidence/{evidence_id}/content/text": "none: under the ticket of a look that is on record",
    "POST /evidence/{evidence_id}/looks": "look",
    "POST /evidence/{evidence_id}/parts": "none: links to send one's own file to",
    "GET /evidence/{evidence_id}/thumbnail": OWN,
    "GET /experts": REGISTER,
    "POST /experts": "change",
    "GET /experts/export": "export",
    "GET /experts/imports": REGISTER,
    "POST /experts/sheet": "change",
    "GET /experts/template": REFERENCE,
    "GET /experts/{expert_id}": "look",
    "PATCH /experts/{expert_id}": "change",
    "POST /experts/{expert_id}/absences": "change",
    "DELETE /experts/{expert_id}/absences/{absence_id}": "change",
    "POST /experts/{expert_id}/sanction": "role",
    "GET /industries": REFERENCE,
    "GET /interests": OWN,
    "GET /me": OWN,
    "GET /meetings/{meeting_id}": "look",
    "PATCH /meetings/{meeting_id}": "change",
    "POST /meetings/{meeting_id}/motions": "change",
    "GET /meta": PUBLIC,
    "GET /motions/{motion_id}": "look",
    "POST /motions/{motion_id}/actions/{action}": "transition",
    "POST /motions/{motion_id}/ballots": "change",
    "GET /notifications": OWN,
    "POST /notifications/read-all": OWN,
    "GET /notifications/unread": OWN,
    "POST /notifications/{notification_id}/read": OWN,
    "GET /objections": "look",
    "GET /objections/{objection_id}": "look",
    "POST /objections/{objection_id}/actions/{action}": "transition",
    "PUT /objections/{objection_id}/deadlines": "change",
    "POST /objections/{objection_id}/files": "none: announced only; what arrives is on record",
    "POST /objections/{objection_id}/files/{file_id}/confirm": "change",
    "GET /objections/{objection_id}/files/{file_id}/link": "download",
    "POST /objections/{objection_id}/identity": "look",
    "PUT /objections/{objection_id}/opinion": "change",
    "GET /organisations": REGISTER,
    "GET /organisations/check-uscc": REGISTER,
    "GET /organisations/{organisation_id}": REGISTER,
    "PATCH /organisations/{organisation_id}": "change",
    "GET /parties": REGISTER,
    "GET /parties/{party_id}": "look",
    "PUT /parties/{party_id}/aliases": "change",
    "GET /payments": "none: what was conferred is public",
    "POST /payments/{payment_id}/actions/{action}": "transition",
    "GET /people": REGISTER,
    "POST /people": "change",
    "GET /people/{person_id}": REGISTER,
    "PATCH /people/{person_id}": "change",
    "POST /people/{person_id}/memberships": "role",
    "POST /people/{person_id}/memberships/{membership_id}/end": "role",
    "POST /people/{person_id}/password": "change",
    "POST /people/{person_id}/sessions-end": "change",
    "POST /people/{person_id}/totp-reset": "change",
    "GET /procedure": PUBLIC,
    "GET /public/audit-checkpoint": PUBLIC,
    "GET /public/current": PUBLIC,
    "POST /public/eligibility-check": "none: what a visitor asks about itself, nothing is kept",
    "GET /public/draws": PUBLIC,
    "GET /public/draws/{draw_id}": PUBLIC,
    "GET /public/eligibility-check/kinds": PUBLIC,
    "GET /public/guide": PUBLIC,
    "GET /public/notices": PUBLIC,
    "GET /public/notices/{notice_id}": PUBLIC,
    "POST /public/objections": "change",
    "GET /public/objections/{case_number}": "none: the objector's own; a record of it would be a trace to them (Art. 25)",
    "POST /public/objections/{case_number}/consent": "change",
    "POST /public/objections/{case_number}/files": "none: announced only; what arrives is on record",
    "POST /public/objections/{case_number}/files/{file_id}/confirm": "change",
    "GET /public/regulation": PUBLIC,
    "GET /public/verify/{code}": PUBLIC,
    "GET /public/winners": PUBLIC,
    "GET /recommendation/desk": "none: counts of the unit's own cases",
    "GET /record-matches": REGISTER,
    "GET /record-matches/{match_id}": REGISTER,
    "POST /record-matches/{match_id}/settle": "change",
    "GET /records": REGISTER,
    "POST /records": "change",
    "GET /records/kinds": REFERENCE,
    "POST /records/{record_id}/set-aside": "change",
    "GET /recusals": COURSE,
    "POST /recusals": "change",
    "GET /recusals/{recusal_id}": COURSE,
    "POST /recusals/{recusal_id}/actions/{action}": "transition",
    "POST /recusals/{recusal_id}/files": "none: announced only; what arrives is on record",
    "POST /recusals/{recusal_id}/files/{file_id}/confirm": "change",
    "GET /recusals/{recusal_id}/files/{file_id}/link": "download",
    "GET /regulation/articles": PUBLIC,
    "GET /regulation/articles/{row}/cases": COURSE,
    "GET /relations/own": OWN,
    "POST /relations/own": "change",
    "GET /rulesets": REFERENCE,
    "POST /rulesets/{code}/simulation": "look",
    "GET /same-names": "look",
    "POST /same-names": "change",
    "GET /scopes": REGISTER,
    "GET /score-sheets": "look",
    "GET /score-sheets/{sheet_id}": "look",
    "PATCH /score-sheets/{sheet_id}": "change",
    "POST /score-sheets/{sheet_id}/actions/{action}": "transition",
    "GET /sectors": REFERENCE,
    "GET /signing-keys": "none: public halves and their states",
    "POST /signing-keys/rotate": "change",
    "GET /store-checks": "none: how the store did",
    "POST /store-checks": "change",
    "GET /tasks": OWN,
    "GET /proposals/{proposal_id}": "none: who is proposed for which team, no content of a case",
    "POST /proposals/{proposal_id}/apply": "role",
    "GET /proposals/{proposal_id}/certificate": "look",
    "GET /proposals/{proposal_id}/certificate/export": "export",
    "GET /proposals/{proposal_id}/pairs/{application_id}/{expert_id}": "look",
    "POST /ties": "change",
    "POST /ties/import": "change",
    "POST /ties/import-sheet": "change",
    "GET /ties/template": REFERENCE,
    "POST /ties/{tie_id}/withdraw": "change",
    "DELETE /team-members/{member_id}": "role",
    "PATCH /team-members/{member_id}": "role",
    "PUT /team-members/{member_id}/lock": "change",
}


def described(app: FastAPI) -> set[str]:
    """Every operation of the API's own description."""
    paths = app.openapi()["paths"]
    return {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, methods in paths.items() for method in methods}


async def test_every_route_says_what_it_leaves_on_record(app: FastAPI) -> None:
    there = described(app)
    assert sorted(there - ROUTES.keys()) == [], "new routes: say in ROUTES what each leaves on record"
    assert sorted(ROUTES.keys() - there) == [], "routes that are gone"
    assert {kind for kind in ROUTES.values() if kind not in KINDS and not kind.startswith("none: ")} == set()


@dataclass
class Scene:
    """An edition in the overall evaluation with everything that can be looked at, and the people who may."""

    world: World
    edition: Edition
    application: Application
    sheet: ScoreSheet
    evidence: Evidence
    meeting: uuid.UUID
    motion: uuid.UUID
    objection: uuid.UUID
    file: uuid.UUID
    award: uuid.UUID
    seat: uuid.UUID
    experts: list[Expert]
    people: dict[str, Person] = field(default_factory=dict)
    conflict: uuid.UUID | None = None

    async def records(self) -> list[AuditRecord]:
        """The trail, in its order."""
        async with self.world.session() as session:
            return list(await session.scalars(select(AuditRecord).order_by(AuditRecord.id)))


@pytest.fixture
async def scene(world: World) -> Scene:
    """The world of these tests."""
    now = world.clock.now()
    house = await world.agency()
    weights = {"document_weight": {"value": 40}, "site_weight": {"value": 60}}
    edition = await world.edition("evaluation", agency_id=house.id, local_settings=weights)
    organisation = await world.organisation()
    application = await world.application(edition, organisation, "shortlisted")
    experts = [await world.expert(leader=True) for _ in range(3)]
    people = {
        role: await world.person(role)
        for role in ("office", "auditor", "committee", "government", "admin")
    } | {
        "agency": await world.person("agency", agency_id=house.id),
        "expert": await world.person("expert", expert_id=experts[0].id),
        "applicant": await world.person("applicant", organisation_id=organisation.id),
        "recommender": await world.person("recommender", department_id=world.departments[organisation.area_code].id),
    }  # fmt: skip
    office = people["office"]
    seats = [
        await world.team_member(application, expert, office, leader=number == 0) for number, expert in enumerate(experts[:2])
    ]
    await world.clear_to_read(people["expert"], application)
    for role in ("office", "auditor", "committee", "agency", "recommender"):
        await world.clear_to_read(people[role], application)
    sheets = [
        await world.sheet(application, expert, stage, state="submitted", total=600, submitted_at=now)
        for expert in experts[:2]
        for stage in ("document", "site")
    ]
    evidence = await world.evidence(application, people["applicant"])
    meeting, motion, objection, file, award = (new_id() for _ in range(5))
    await world.add(
        Report(
            edition_id=edition.id, kind="evaluation", text="综合评价。", numbers={}, submitted_by=office.user.id,
            submitted_at=now, sha256="0" * 64, created_at=now,
        ),
        ListEntry(edition_id=edition.id, kind="proposed", application_id=application.id, tier="gold", rank=1, created_at=now),
        ReviewerRating(
            application_id=application.id, quality=5, discipline=5, conduct=5, rated_by=people["applicant"].user.id,
            created_at=now,
        ),
        EvidenceCitation(
            application_id=application.id, item="4.1.1", evidence_id=evidence.id, page=1, statement="已通过认证",
            created_by=people["applicant"].user.id, created_at=now,
        ),
        Manifest(application_id=application.id, kind="submission", content={"files": []}, sha256="1" * 64, created_at=now),
        Meeting(id=meeting, edition_id=edition.id, title="会议", place="市政府", held_at=now, created_at=now),
        Motion(
            id=motion, edition_id=edition.id, meeting_id=meeting, kind="other", subject_id=edition.id, title="议题", text="",
            snapshot="0" * 64, state="open", created_at=now,
        ),
        Objection(
            id=objection, edition_id=edition.id, application_id=application.id, case_number="异5-001",
            follow_code_hash="0" * 64, subject="材料不实", grounds="证据如附", identified=True, state="received",
            received_at=now, created_at=now,
        ),
        ObjectionFile(
            id=file, objection_id=objection, side="applicant", filename="a.pdf", content_type="application/pdf", size=9,
            object_key="objections/a", sha256="2" * 64, state="stored", created_at=now,
        ),
        Award(
            id=award, authority_id=world.authority.id, edition_id=edition.id, application_id=application.id,
            organisation_id=organisation.id, tier="gold", certificate_number="CYZLJ-2026-J-01", verify_code="A1B2C3D4E5",
            granted_on=dt.date(2026, 2, 4), supervised_until=dt.date(2029, 2, 4), state="granted", created_at=now,
        ),
    )  # fmt: skip
    return Scene(
        world,
        edition,
        application,
        sheets[-1],
        evidence,
        meeting,
        motion,
        objection,
        file,
        award,
        seats[1].id,
        experts,
        people,
        (await world.conflict(application, experts[2])).id,
    )


@dataclass(frozen=True)
class Case:
    """One request and the record that it must leave: (entity, its id, action, article), of the application or of none."""

    route: str
    role: str
    path: Callable[[Scene], str]
    leaves: Callable[[Scene], tuple[str, uuid.UUID | None, str, str]]
    body: Callable[[Scene], Any] | None = None
    of_case: bool = False


def seen(part_of: str, article: str = "33") -> Callable[[Scene], tuple[str, uuid.UUID | None, str, str]]:
    """A look at an entity of the scene."""
    return lambda s: (part_of, {
        "application": s.application.id, "edition": s.edition.id, "objection": s.objection, "meeting": s.meeting,
        "motion": s.motion, "evidence": s.evidence.id,
    }.get(part_of), "look", article)  # fmt: skip


def of_application(route: str, path: str, role: str = "office", article: str = "33") -> Case:
    """A look at a part of the application."""
    return Case(
        f"GET /applications/{{application_id}}{path}", role, lambda s: f"/applications/{s.application.id}{path}",
        seen("application", article), of_case=True,
    )  # fmt: skip


def of_edition(path: str, actual: str = "", article: str = "33", role: str = "office") -> Case:
    """A look at a part of the edition."""
    return Case(
        f"GET /editions/{{edition_id}}{path}", role, lambda s: f"/editions/{s.edition.id}{actual or path}",
        seen("edition", article),
    )  # fmt: skip


CASES = [
    *[of_application("", "", role) for role in ("office", "auditor", "committee", "agency", "expert", "recommender")],
    of_application("", "/eligibility"),
    of_application("", "/formal-review"),
    of_application("", "/rating", article="31"),
    *[of_application("", "/receipts", role, "16") for role in ("office", "applicant")],
    of_application("", "/citations"),
    Case(
        "GET /applications/{application_id}/evidence/search", "office",
        lambda s: f"/applications/{s.application.id}/evidence/search?q=营业执照",
        lambda s: ("application", s.application.id, "search", "33"), of_case=True,
    ),
    *[of_edition(path) for path in ("/opinions", "/ranking", "/reports", "/scores")],
    of_edition("/lists/{kind}", "/lists/proposed"),
    of_edition("/ratings", article="31"),
    of_edition("/conflicts", article="32"),
    of_edition("/fairness", article="32"),
    Case(
        "GET /conflicts/{conflict_id}", "office", lambda s: f"/conflicts/{s.conflict}",
        lambda s: ("conflict", s.conflict, "look", "32"), of_case=True,
    ),
    Case(
        "POST /editions/{edition_id}/ranking/export", "office", lambda s: f"/editions/{s.edition.id}/ranking/export",
        lambda s: ("edition", s.edition.id, "export", "33"), lambda s: {},
    ),
    Case("GET /score-sheets", "office", lambda s: "/score-sheets", seen("application"), of_case=True),
    Case(
        "GET /score-sheets/{sheet_id}", "expert", lambda s: f"/score-sheets/{s.sheet.id}", seen("application"), of_case=True
    ),
    Case("GET /meetings/{meeting_id}", "auditor", lambda s: f"/meetings/{s.meeting}", seen("meeting")),
    Case("GET /motions/{motion_id}", "committee", lambda s: f"/motions/{s.motion}", seen("motion")),
    Case("GET /objections", "committee", lambda s: "/objections", seen("objection"), of_case=True),
    Case("GET /objections/{objection_id}", "office", lambda s: f"/objections/{s.objection}", seen("objection"), of_case=True),
    Case(
        "GET /objections/{objection_id}/files/{file_id}/link", "office", lambda s: f"/objections/{s.objection}/files/{s.file}/link",
        lambda s: ("objection", s.objection, "download", "33"), of_case=True,
    ),
    Case(
        "POST /rulesets/{code}/simulation", "office", lambda s: f"/rulesets/{LAW.code}/simulation", seen("edition"),
        lambda s: {"changes": {"min_years": 100}},
    ),
    *[
        Case(
            "POST /evidence/{evidence_id}/looks", "office", lambda s: f"/evidence/{s.evidence.id}/looks",
            lambda s, action=action: ("evidence", s.evidence.id, action, "33"), lambda s, purpose=purpose: {"purpose": purpose},
            of_case=True,
        )
        for purpose, action in (("read", "look"), ("download", "download"))
    ],
    Case(
        "GET /documents/awards/{award_id}/certificate", "office", lambda s: f"/documents/awards/{s.award}/certificate",
        lambda s: ("award", s.award, "print_certificate", "18"), of_case=True,
    ),
    Case(
        "GET /documents/editions/{edition_id}/reports/{kind}", "office",
        lambda s: f"/documents/editions/{s.edition.id}/reports/evaluation", lambda s: ("report", None, "print_report", "33"),
    ),
    Case("GET /experts/export", "office", lambda s: "/experts/export", lambda s: ("expert", None, "export", "10")),
    Case(
        "GET /experts/{expert_id}", "office", lambda s: f"/experts/{s.experts[0].id}",
        lambda s: ("expert", s.experts[0].id, "look", "10"),
    ),
    Case("GET /audit", "auditor", lambda s: "/audit", lambda s: ("audit", s.world.authority.id, "look", "26")),
    Case("GET /audit/export", "auditor", lambda s: "/audit/export", lambda s: ("audit", None, "export", "26")),
    Case(
        "POST /audit/rows", "auditor", lambda s: "/audit/rows?role=office", lambda s: ("audit", None, "export_rows", "26"),
        lambda s: {},
    ),
]  # fmt: skip


async def call(scene: Scene, case: Case) -> list[AuditRecord]:
    """Send the request; the records that it left."""
    before = len(await scene.records())
    person, path = scene.people[case.role], case.path(scene)
    answer = await (person.get(path) if case.body is None else person.post(path, case.body(scene)))
    assert answer.status_code < 300, f"{case.route} as {case.role}: {answer.status_code} {answer.text[:300]}"
    return (await scene.records())[before:]


async def test_looks_downloads_and_exports_are_on_record_as_they_happen(scene: Scene) -> None:
    for case in CASES:
        left = await call(scene, case)
        entity, entity_id, action, article = case.leaves(scene)
        what = f"{case.route} as {case.role}"
        assert len(left) == 1, f"{what}: {[(one.entity, one.action) for one in left]}"
        row, person = left[0], scene.people[case.role]
        assert (row.user_id, row.role, row.name) == (person.user.id, case.role, person.user.name), what
        assert (row.entity, row.action, row.article) == (entity, action, article), what
        assert entity_id is None or row.entity_id == entity_id, what
        assert row.application_id == (scene.application.id if case.of_case else None), what
        assert row.edition_id == (scene.edition.id if entity not in ("audit", "expert") else None), what
        # What else the next case looks at must not count as seen already.
        scene.world.clock.advance(minutes=16)


def test_no_route_that_shows_or_gives_out_goes_uncalled() -> None:
    # These need a sealed identity, a finished archive, a sent proof, a proposal: the tests of those slices call them and see the record.
    called = {case.route for case in CASES} | {
        "POST /objections/{objection_id}/identity",
        "POST /archives/{archive_id}/downloads",
        "GET /recusals/{recusal_id}/files/{file_id}/link",
        "GET /proposals/{proposal_id}/certificate",
        "GET /proposals/{proposal_id}/certificate/export",
        "GET /proposals/{proposal_id}/pairs/{application_id}/{expert_id}",
        "GET /parties/{party_id}",
        "GET /same-names",
    }
    assert {route for route, kind in ROUTES.items() if kind in ("look", "download", "export")} - called == set()


async def test_a_page_that_asks_again_is_one_look_in_a_quarter_of_an_hour(scene: Scene) -> None:
    case = CASES[0]
    assert len(await call(scene, case)) == 1
    scene.world.clock.advance(minutes=14)
    assert await call(scene, case) == []
    # Another reader, another part, and the same reader later are looks of their own.
    assert len(await call(scene, CASES[1])) == 1
    assert len(await call(scene, of_application("", "/eligibility"))) == 1
    scene.world.clock.advance(minutes=2)
    assert len(await call(scene, case)) == 1


async def test_ones_own_is_no_look_and_a_refused_one_leaves_nothing(scene: Scene) -> None:
    before = len(await scene.records())
    applicant, expert = scene.people["applicant"], scene.people["expert"]
    assert (await applicant.get(f"/applications/{scene.application.id}")).status_code == 200
    assert (await applicant.get(f"/applications/{scene.application.id}/rating")).status_code == 200
    mine = (await expert.get("/score-sheets", params={"mine": True})).json()["items"]
    assert (await expert.get(f"/score-sheets/{mine[0]['id']}")).status_code == 200
    # Locked until the undertaking is signed: the page shows no content, so there was no look at it.
    other = await scene.world.person("expert", expert_id=scene.experts[1].id)
    assert (await other.get(f"/applications/{scene.application.id}")).json()["form"] is None
    assert (await scene.people["admin"].get(f"/applications/{scene.application.id}")).status_code == 403
    stranger = await scene.world.person("agency", agency_id=(await scene.world.agency()).id)
    assert (await stranger.get(f"/applications/{scene.application.id}")).status_code == 404
    assert (await stranger.get(f"/editions/{scene.edition.id}/ranking")).status_code == 404
    assert len(await scene.records()) == before


async def test_roles_and_seats_that_change_are_on_record(scene: Scene) -> None:
    admin, office, world = scene.people["admin"], scene.people["office"], scene.world
    person = await world.person("office")
    where = f"/people/{person.user.id}/memberships"
    before = len(await scene.records())
    granted = await admin.post(where, {"role": "government"})
    assert granted.status_code == 201, granted.text
    async with world.session() as session:
        second = await session.scalar(
            select(Membership.id).where(Membership.user_id == person.user.id, Membership.role == "government")
        )
    assert (await person.post("/auth/act-as", {"membership_id": str(second)})).status_code == 200
    assert (await admin.post(f"{where}/{person.membership.id}/end", {})).status_code == 200
    leader = await office.patch(f"/team-members/{scene.seat}", {"leader": True})
    assert leader.status_code == 200, leader.text
    released = await office.request("DELETE", f"/team-members/{scene.seat}", json={"reason": "身体原因"})
    assert released.status_code == 204, released.text
    sanction = {"status": "dismissed", "reason": "违反评审纪律"}
    assert (await office.post(f"/experts/{scene.experts[2].id}/sanction", sanction)).status_code == 200
    left = (await scene.records())[before:]
    assert [(one.entity, one.action) for one in left] == [
        ("user", "grant_role"), ("session", "act_as"), ("user", "end_role"),
        ("team_member", "lead"), ("team_member", "release"), ("expert", "sanction"),
    ]  # fmt: skip
    assert [one.user_id for one in left] == [one.user.id for one in (admin, person, admin, office, office, office)]
    assert left[1].detail == {"role": "government", "seat": None, "membership_id": str(second)}


async def test_looks_at_the_same_moment_wait_for_nobody_and_none_is_lost(scene: Scene) -> None:
    office, path = scene.people["office"], f"/applications/{scene.application.id}"
    before = len(await scene.records())
    answers = await asyncio.gather(*(office.get(path) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert 1 <= len(await scene.records()) - before <= 4
