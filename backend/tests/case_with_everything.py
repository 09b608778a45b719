"""An edition in which everything that can hang on a case hangs on one, and on its neighbours too; people recused from the one."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from filing import LAW
from sqlalchemy import select
from world import CRITERIA, Person, World

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.platform.ids import new_id
from quality_award.regulation.procedure import CASES
from quality_award.tables.applications import Application, EvidenceCitation, EvidencePage, FormalReview, Manifest, Recommendation
from quality_award.tables.archives import Archive
from quality_award.tables.awards import Award, PrizePayment
from quality_award.tables.calendar import DueConsequence
from quality_award.tables.conflicts import Conflict
from quality_award.tables.decisions import Ballot, Meeting, Motion
from quality_award.tables.editions import Edition, ListEntry, PublicNotice, Report
from quality_award.tables.matches import RecordMatch
from quality_award.tables.objections import Objection, ObjectionFile
from quality_award.tables.parties import Expert, Organisation, RegulatoryRecord
from quality_award.tables.proposals import SiteVisit
from quality_award.tables.recusals import RecusalFile
from quality_award.tables.relations import Party, Tie
from quality_award.tables.reviews import ItemScore, OpinionResult, Recusal, ReviewerRating
from quality_award.tables.trail import AuditRecord, Notification, OutboxEvent, StoreCheck

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SCALARS: dict[str, tuple[str, ...]] = {
    "year": ("2026",), "day": ("2026-10-01",), "key": ("quorum",), "row": ("32",), "action": ("close",), "session_id": (),
}  # fmt: skip


@dataclass
class Everything:
    """The case that people are recused from, another case, and the ids of what hangs on each by the names of parameters."""

    world: World
    edition: Edition
    organisation: Organisation
    case: Application
    other: Application
    ids: dict[str, dict[str, list[Any]]] = field(default_factory=lambda: {"case": {}, "other": {}, "third": {}, "plain": {}})
    people: dict[str, Person] = field(default_factory=dict)
    recused: list[Person] = field(default_factory=list)
    could_hang: set[str] = field(default_factory=set)

    def put(self, whose: str, **ids: Any) -> None:
        """Remember ids of the case, of the other one, or of neither."""
        for name, value in ids.items():
            self.ids[whose].setdefault(name, []).append(value)

    def values(self, template: str, name: str, *, of_case: bool | None) -> list[Any] | None:
        """What a path parameter may be; None for a name that nobody has thought of."""
        if name == "action":
            return self._actions(template)
        if name == "kind":
            return (
                ["site", "proposed", "initial", "final", "accepted"] if "lists" in template else ["evaluation", "document_review"]
            )
        if name == "code":
            return [CRITERIA] if "criteria" in template else [LAW.code]
        if name == "file_id":
            name = "recusal_file_id" if "recusals" in template else "objection_file_id"
        if name == "record_id":
            name = "audit_record_id" if "audit" in template else "regulatory_record_id"
        if name in SCALARS and name not in self.ids["plain"]:
            return list(SCALARS[name])
        found = [self.ids[whose].get(name, []) for whose in ("case", "other", "plain")]
        if not any(found):
            return None
        if of_case is None:
            return [*found[0], *found[1], *found[2]]
        return (found[0] if of_case else found[1]) or found[2] or found[1]

    def _actions(self, template: str) -> list[str]:
        entity = template.split("/")[1].rstrip("s").replace("-", "_")
        known = {"break_glas": "break_glass", "edition": "edition"}.get(entity, entity)
        named = sorted({row.action for row in CASES if row.entity == known and not row.cascade})
        return named or ["reveal", "withdraw", "confirm", "dismiss", "reopen"]

    def query_values(self, route: str, name: str, schema: Mapping[str, Any]) -> list[str] | None:
        """What a query parameter may be, the case's own words among them; None for a name that nobody has thought of."""
        kinds = [schema, *schema.get("anyOf", [])]
        choices = [str(one) for kind in kinds for one in (*kind.get("enum", ()), *kind.get("items", {}).get("enum", ()))]
        if choices:
            return choices
        if any(kind.get("type") == "boolean" for kind in kinds):
            return ["true", "false"]
        words = {
            "q": [self.organisation.name[:8], self.case.case_number],
            "search": [self.organisation.name, self.case.case_number, self.organisation.uscc],
            "case_number": [self.case.case_number, self.other.case_number],
            "name": [self.people["office"].user.name],
            "uscc": [self.organisation.uscc],
            "area_code": [self.organisation.area_code],
            "division": [self.organisation.division],
            "channel": [self.case.channel],
            "limit": ["2"],
            "cursor": [str(uuid.UUID(int=(1 << 128) - 1))],
            "role": ["office", "expert"],
            "kind": ["county", "credit_loss"],
            "state": ["shortlisted", "received", "granted", "evaluation", "requested"],
            "category": ["4.1"],
            "hops": ["1", "3"],
            "entity": ["application", "objection", "recusal", "motion", "award", "evidence", "edition"],
            "entity_id": [str(self.case.id)],
            "action": ["look", "put", "request"],
            "article": ["17", "32"],
            "since": ["2026-03-01T00:00:00Z"],
            "until": ["2026-03-03T00:00:00Z"],
            "year": ["2026"],
        }  # fmt: skip
        if name == "cursor" and any(kind.get("type") == "integer" for kind in kinds):
            return ["5", "1000000"]
        if name in words:
            return words[name]
        if any(kind.get("format") == "uuid" for kind in kinds):
            known = self.values(route.split()[1], {"imported": "party_id", "leaving": "expert_id"}.get(name, name), of_case=None)
            return [str(one) for one in known] if known else None
        return None

    def names_a_case(self, route: str) -> bool:
        """Whether the route's path asks for an id of something that hangs on a case."""
        return any(name in self.ids["case"] for name in re.findall(r"\{(\w+)\}", route))

    def of_case(self, text: str) -> bool:
        """Whether a request names something of the case."""
        return bool(self._all_ids() & set(ID.findall(text)))

    def _all_ids(self) -> set[str]:
        return {str(one) for values in self.ids["case"].values() for one in values}

    def of_nothing(self, path: str, body: Any) -> tuple[str, Any]:
        """The same request with ids that there are none of."""
        mine = self._all_ids()
        text = json.dumps([path, body])
        for one in set(ID.findall(text)) & mine:
            text = text.replace(one, str(new_id()))
        for one in self.ids["case"].get("audit_record_id", []):
            text = text.replace(f"/records/{one}/", "/records/999999999/")
        made = json.loads(text)
        return made[0], made[1]

    @staticmethod
    def blank(told: Any) -> Any:
        """An answer without the ids in it."""
        return ID.sub("<id>", json.dumps(told, default=str, ensure_ascii=False))

    def betrayed(self, path: str, answer: httpx.Response) -> str | None:
        """What of the case an answer names, apart from what the request itself said. What was published is no secret."""
        text = answer.text
        asked = str(answer.request.url)
        for word in (self.case.case_number, *sorted(one for one in self._all_ids() if ID.fullmatch(one))):
            if word in text and word not in asked and "notices" not in path:
                return word
        return None

    unanswered: Mapping[str, str] = field(default_factory=dict)
    never_hangs: tuple[str, ...] = ()


async def everything(world: World) -> Everything:
    """The world of the recusal test."""
    now = world.clock.now()
    house = await world.agency()
    weights = {"document_weight": {"value": 40}, "site_weight": {"value": 60}}
    edition = await world.edition("site_review", agency_id=house.id, local_settings=weights)
    organisations = [await world.organisation() for _ in range(3)]
    case, other, third = [await world.application(edition, one, "shortlisted") for one in organisations]
    scene = Everything(world, edition, organisations[0], case, other)
    bureau = world.departments[organisations[0].area_code].id
    experts = [await world.expert(leader=True) for _ in range(4)]
    scene.people = {
        role: await world.person(role, seat="chair" if role == "committee" else None)
        for role in ("office", "auditor", "committee", "government", "admin")
    } | {
        "agency": await world.person("agency", agency_id=house.id),
        "expert": await world.person("expert", expert_id=experts[0].id),
        "recommender": await world.person("recommender", department_id=bureau),
        "case": await world.person("applicant", organisation_id=organisations[0].id),
        "other": await world.person("applicant", organisation_id=organisations[1].id),
        "third": await world.person("applicant", organisation_id=organisations[2].id),
    }  # fmt: skip
    office = scene.people["office"]
    # Those who are recused from the case, one of each role; the expert sat on its team before.
    scene.recused = [
        await world.person("office"), await world.person("auditor"), await world.person("committee"),
        await world.person("government"), await world.person("admin"), await world.person("agency", agency_id=house.id),
        await world.person("expert", expert_id=experts[3].id), await world.person("recommender", department_id=bureau),
        await world.person("applicant", organisation_id=organisations[1].id),
    ]  # fmt: skip
    for expert in experts:
        await world.invite(edition, expert, office)
    meeting = Meeting(id=new_id(), edition_id=edition.id, title="会议", place="市政府", held_at=now, created_at=now)
    await world.add(
        meeting,
        *(
            Report(
                edition_id=edition.id, kind=kind, text="工作报告。", numbers={}, submitted_by=office.user.id, submitted_at=now,
                sha256="0" * 64, created_at=now,
            )
            for kind in ("document_review", "evaluation")
        ),
        PublicNotice(
            authority_id=world.authority.id, edition_id=edition.id, kind="publicity", title="公示", body="名单如下",
            entries=[{"case_number": case.case_number, "organisation": organisations[0].name}], published_at=now,
            ends_at=now + dt.timedelta(days=8), sha256="0" * 64, created_at=now,
        ),
        Archive(
            authority_id=world.authority.id, edition_id=edition.id, asked_by=office.user.id, state="done", phase="checking",
            started_at=now, finished_at=now, object_key="archives/a", version_id="1", size=10, sha256="0" * 64,
            bag_sha256="0" * 64, files=1, log_size=1, retain_until=now + dt.timedelta(days=3650), created_at=now,
        ),
        StoreCheck(
            kind="files", edition_id=edition.id, asked_by=scene.people["admin"].user.id, finished_at=now, passed=False,
            findings=[
                {"what": "missing", "application_id": str(one.id), "case_number": one.case_number, "ruleset": LAW.code, "criteria": CRITERIA}
                for one in (case, other)
            ],
            files=2, files_all=2, bytes=2048, created_at=now,
        ),
    )  # fmt: skip
    scene.put(
        "plain",
        edition_id=edition.id,
        meeting_id=meeting.id,
        department_id=bureau,
        person_id=office.user.id,
        membership_id=office.membership.id,
        session_id=office.login.id,
    )
    for expert in experts:
        scene.put("plain", expert_id=expert.id)
    scene.put("case", organisation_id=organisations[0].id)
    scene.put("other", organisation_id=organisations[1].id)
    for rank, (application, whose) in enumerate(((case, "case"), (other, "other"), (third, "third")), 1):
        await _hang(scene, application, whose, meeting, experts, rank)
    await _told(scene, case, other)
    made = await scene.people["agency"].post(f"/editions/{edition.id}/proposals", {"keep": "none", "alternatives": 1})
    assert made.status_code == 201, made.text
    for _ in range(3):
        await world.expert(leader=True)
    lots = {
        "purpose": "资料评审专家", "number_source": "排列五当日开奖号码", "number_on": (now + dt.timedelta(days=2)).date().isoformat(),
        "strata": [{"title": "组长", "leader": True, "wanted": 1, "replacements": 1}],
    }  # fmt: skip
    drawn = await office.post(f"/editions/{edition.id}/draws", lots)
    assert drawn.status_code == 201, drawn.text
    scene.put("plain", proposal_id=made.json()[0]["id"], absence_id=new_id(), draw_id=drawn.json()["id"], notice_id=new_id())
    async with world.session() as session:
        for archive_id in await session.scalars(select(Archive.id)):
            # It was made of the whole edition, the case among it.
            scene.put("case", archive_id=archive_id)
        for record in await session.scalars(select(AuditRecord).order_by(AuditRecord.id)):
            name = "case" if record.application_id == case.id else "other"
            if len(scene.ids[name].get("audit_record_id", [])) < 3:
                scene.put(name, audit_record_id=record.id)
    for person in scene.recused:
        await world.recuse(person, case)
        if person.membership.role == "expert":
            await world.clear_to_read(person, other)
    scene.could_hang = {
        table.name
        for table in Application.metadata.tables.values()
        if any(key.column.table.name == "applications" for key in table.foreign_keys)
    }
    scene.unanswered = UNANSWERED
    return scene


UNANSWERED: dict[str, str] = {
    "GET /evidence/{evidence_id}/thumbnail": "an applicant's own picture of its own file; nobody is recused from their own organisation",
}
"""Readings that answer nobody in this world, each for a reason of its own."""


async def _hang(
    scene: Everything, application: Application, whose: str, meeting: Meeting, experts: list[Expert], rank: int
) -> None:
    """Everything that may hang on an application."""
    world, now, edition = scene.world, scene.world.clock.now(), scene.edition
    office, owner = scene.people["office"], scene.people[whose]
    seats = [
        await world.team_member(application, expert, office, leader=number == 0) for number, expert in enumerate(experts[:3])
    ]
    if whose != "case":
        seats.append(await world.team_member(application, experts[3], office))
    sheets = [
        await world.sheet(application, expert, stage, state="submitted", total=700 - rank, submitted_at=now)
        for expert in experts[: 3 if whose == "case" else 4]
        for stage in ("document", "site")
    ]
    evidence = await world.evidence(application, owner, sha256=f"{rank}" * 64)
    tier = ("gold", "silver", "silver")[rank - 1]
    objection = Objection(
        id=new_id(), edition_id=edition.id, application_id=application.id, case_number=f"异5-00{rank}", follow_code_hash="0" * 64,
        subject="材料不实", grounds="证据如附", identified=True, state="reported", received_at=now, report="属实", office_opinion="提请决定",
        report_due_at=now, proof_due_at=now, created_at=now,
    )  # fmt: skip
    award = Award(
        id=new_id(), authority_id=world.authority.id, edition_id=edition.id, organisation_id=application.organisation_id,
        application_id=application.id, tier=tier, certificate_number=f"朝质奖〔2026〕{rank}号", verify_code=f"CODE{rank}",
        granted_on=now.date(), supervised_until=now.date() + dt.timedelta(days=1095), state="revocation_proposed",
        revocation_article="36(1)", revocation_reason="事故", created_at=now,
    )  # fmt: skip
    payment = PrizePayment(id=new_id(), award_id=award.id, amount=100_000, state="pending", created_at=now)
    async with world.session() as session:
        uscc = (await session.get_one(Organisation, application.organisation_id)).uscc
    record = RegulatoryRecord(
        id=new_id(), authority_id=world.authority.id, uscc=uscc, kind="credit_loss", occurred_on=now.date(), source="信用中国",
        document=f"文{rank}号", description="失信", created_at=now,
    )  # fmt: skip
    match = RecordMatch(
        id=new_id(), authority_id=world.authority.id, record_id=record.id, edition_id=edition.id,
        organisation_id=application.organisation_id, application_id=application.id, findings=[], created_at=now,
    )  # fmt: skip
    party = Party(
        id=new_id(), authority_id=world.authority.id, kind="person", name=f"王某{rank}", name_key=f"王某{rank}",
        expert_id=experts[rank].id, created_at=now,
    )  # fmt: skip
    firm = Party(
        id=new_id(), authority_id=world.authority.id, kind="organisation", name=f"甲公司{rank}", name_key=f"甲公司{rank}", created_at=now
    )  # fmt: skip
    tie = Tie(
        id=new_id(), authority_id=world.authority.id, from_id=party.id, to_id=firm.id, kind="consulting", source_kind="application",
        source="申报表", application_id=application.id, created_at=now,
    )  # fmt: skip
    conflict = Conflict(
        id=new_id(), authority_id=world.authority.id, edition_id=edition.id, application_id=application.id, party_id=party.id,
        grade="hint", hops=1, path=[], evidence=["t"], state="open", created_at=now,
    )  # fmt: skip
    asker = await world.person("office")
    asked = Recusal(
        id=new_id(), edition_id=edition.id, application_id=application.id, user_id=(await world.person("agency", agency_id=edition.agency_id)).user.id,
        ground="requested", reason="曾任其顾问", evidence_note="合同", state="requested", requested_by=owner.user.id, created_at=now,
    )  # fmt: skip
    proof = RecusalFile(
        id=new_id(), recusal_id=asked.id, filename="合同.pdf", content_type="application/pdf", size=9, object_key=f"recusals/{asked.id}/a",
        sha256="0" * 64, state="stored", created_at=now,
    )  # fmt: skip
    paper = ObjectionFile(
        id=new_id(), objection_id=objection.id, side="applicant", filename="a.pdf", content_type="application/pdf", size=9,
        object_key=f"objections/{objection.id}/a", sha256="2" * 64, state="stored", created_at=now,
    )  # fmt: skip
    citation = EvidenceCitation(
        id=new_id(), application_id=application.id, item="4.1.1", evidence_id=evidence.id, page=1, statement="已通过认证",
        created_by=owner.user.id, created_at=now,
    )  # fmt: skip
    motions = [
        Motion(
            id=new_id(), edition_id=edition.id, meeting_id=meeting.id, kind=kind, subject_id=subject, title=f"关于{application.case_number}",
            text="请审议", snapshot="0" * 64, state="open", created_at=now,
        )
        for kind, subject in (("objection", objection.id), ("revocation", award.id))
    ]  # fmt: skip
    await world.add(
        *(
            ListEntry(
                edition_id=edition.id, kind=kind, application_id=application.id,
                tier=None if kind in ("accepted", "site") else tier, rank=rank, score=700 - rank, created_at=now,
            )
            for kind in ("accepted", "site", "proposed", "initial", "final")
        ),
        *(ItemScore(sheet_id=sheet.id, item="4.1.1", percent=60, strengths="好", improvements="") for sheet in sheets),
        EvidencePage(evidence_id=evidence.id, page=1, text=f"{scene.organisation.name[:8]} 第 {rank} 份"),
        citation,
        Manifest(application_id=application.id, kind="submission", content={"kind": "submission", "files": []}, sha256=f"{rank}" * 64, created_at=now),
        Recommendation(
            application_id=application.id, department_id=application.department_id, given=True, eligible=True, truthful=True,
            opinion="同意推荐", decided_by=scene.people["recommender"].user.id, created_at=now,
        ),
        FormalReview(
            application_id=application.id, checklist=[], complete=True, reviewed_by=office.user.id, created_at=now
        ),
        ReviewerRating(application_id=application.id, quality=5, discipline=4, conduct=5, rated_by=owner.user.id, created_at=now),
        OpinionResult(
            edition_id=edition.id, application_id=application.id, respondents=100, score=800, source="调查", entered_by=office.user.id,
            created_at=now,
        ),
        SiteVisit(edition_id=edition.id, application_id=application.id, day=now.date() + dt.timedelta(days=rank), set_by=office.user.id, created_at=now),
        objection, paper, award, payment, record, match, party, firm, tie, conflict, asked, proof, *motions,
        DueConsequence(entity="objection", entity_id=objection.id, kind="recommender_silent", due_at=now, created_at=now),
        Ballot(motion_id=motions[0].id, membership_id=scene.people["committee"].membership.id, choice="for", created_at=now),
    )  # fmt: skip
    await world.recuse(asker, application)
    glass = await world.break_glass(asker, application)
    scene.put(
        whose,
        application_id=application.id,
        evidence_id=evidence.id,
        citation_id=citation.id,
        objection_id=objection.id,
        objection_file_id=paper.id,
        award_id=award.id,
        payment_id=payment.id,
        match_id=match.id,
        conflict_id=conflict.id,
        tie_id=tie.id,
        recusal_id=asked.id,
        recusal_file_id=proof.id,
        glass_id=glass.id,
        member_id=seats[-1].id,
    )
    for sheet in (sheets[0], sheets[-1]):
        scene.put(whose, sheet_id=sheet.id)
    for motion in motions:
        scene.put(whose, motion_id=motion.id)
    scene.put("plain", party_id=party.id)
    scene.put(whose, regulatory_record_id=record.id)
    async with world.session() as session:
        for entity, entity_id, action in (
            ("application", application.id, "look"), ("objection", objection.id, "receive"), ("evidence", evidence.id, "download"),
            ("recusal", asked.id, "request"), ("motion", motions[0].id, "put"), ("award", award.id, "grant"),
        ):  # fmt: skip
            await append(
                session, actor=_actor(office), now=now, entity=entity, entity_id=entity_id, action=action, article="17",
                edition_id=edition.id, application_id=None if entity == "motion" else application.id,
                detail={"case_number": application.case_number},
            )  # fmt: skip
        await session.commit()


def _actor(person: Person) -> Any:
    return Actor(role=person.membership.role, name=person.user.name, user_id=person.user.id)


async def _told(scene: Everything, case: Application, other: Application) -> None:
    """Messages about both cases in everybody's inbox."""
    world, now = scene.world, scene.world.clock.now()
    for application, whose in ((case, "case"), (other, "other")):
        event = OutboxEvent(
            id=new_id(), name="application.shortlisted", entity="application", entity_id=application.id, edition_id=scene.edition.id,
            application_id=application.id, payload={}, handled_at=now, created_at=now,
        )  # fmt: skip
        await world.add(event)
        for person in scene.recused:
            note = Notification(
                id=new_id(), membership_id=person.membership.id, event_id=event.id, key="notice.application.shortlisted",
                params={"case": application.case_number}, link=f"/office/applications/{application.id}",
                application_id=application.id, created_at=now,
            )  # fmt: skip
            await world.add(note)
            scene.put(whose, notification_id=note.id)
