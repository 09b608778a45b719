"""One small edition at a stage of Art. 17, everyone who takes part, and a comparison of the database around every request."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
from filing import complete, stored_evidence
from world import Person, World, anonymous

from quality_award.access.recusal import DECLARING
from quality_award.regulation.criteria import criteria
from quality_award.regulation.procedure import STATES, TRANSITIONS
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition, ListEntry
from quality_award.tables.parties import Organisation
from quality_award.tables.reviews import ScoreSheet
from rehearsal.invariants import INVARIANTS

STAGES = (
    "draft", "open", "formal_review", "document_review", "site_review", "evaluation", "deliberation", "publicity", "settlement",
    "government",
)  # fmt: skip
QUOTAS = {"gold": 1, "silver": 1, "nomination": 1, "total": 2}
ITEMS = criteria().item_codes
PATHS = {
    "edition": "editions", "application": "applications", "objection": "objections", "award": "awards", "payment": "payments",
    "score_sheet": "score-sheets", "motion": "motions", "recusal": "recusals",
    "break_glass": "break-glass",
}  # fmt: skip
TABLES = {name: path.replace("-", "_") for name, path in PATHS.items()} | {"payment": "prize_payments"}
SNAPSHOT = " union all ".join(f"select '{name}' as entity, id, state, version from {table}" for name, table in TABLES.items())
# A declared interest needs nobody's decision (Art. 32).
BORN = {entity: {states[0]} for entity, states in STATES.items()} | {"recusal": {"requested", "in_force"}}
# The rows a walk starts with were inserted, so that only what needs no history is asked.
HELD = {
    name: query for name, query in INVARIANTS.items() if not name.startswith(("17: a state", "17: a transition", "8: a motion"))
}
EVIDENCE_OF = """
    select from_state, to_state, action, role, seat, exists (
        select 1 from outbox_events v where v.entity_id = r.entity_id and v.payload ->> 'to' = r.to_state) as told
      from audit_records r where entity = $1 and entity_id = $2 and from_state = $3 and to_state = $4 order by id desc limit 1"""

State = tuple[str, int]


@dataclass
class Walk:
    """People by role; organisations with the one person who acts for each."""

    world: World
    database: asyncpg.Connection
    edition: Edition
    people: list[Person] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    states: dict[tuple[str, uuid.UUID], State] = field(default_factory=dict)

    def of(self, role: str, seat: str | None = None) -> list[Person]:
        """The people in a role."""
        found = (one for one in self.people if one.membership.role == role)
        return [one for one in found if seat is None or one.membership.seat == seat]

    async def look(self) -> dict[tuple[str, uuid.UUID], State]:
        """Every state and version there is."""
        rows = await self.database.fetch(SNAPSHOT)
        return {(row["entity"], row["id"]): (row["state"], row["version"]) for row in rows}

    async def send(
        self, person: Person | None, method: str, path: str, body: Any = None, version: int | None = None
    ) -> httpx.Response:
        """One request; asserts that what it changed is what the procedure allows this person, and leaves a trace."""
        headers = {"If-Match": f'"v{version}"'} if version is not None else {}
        options: dict[str, Any] = {"headers": headers} | ({"json": body} if body is not None else {})
        answer = await (person.request(method, path, **options) if person else anonymous(self.world, method, path, **options))
        what = f"{person.user.login if person else 'nobody'} {method} {path}: {answer.status_code} {answer.text[:300]}"
        assert answer.status_code < 500, what
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", what
            assert answer.json()["type"].startswith("/problems/"), what
        after = await self.look()
        changes = {key: (self.states.get(key), after[key]) for key in after if self.states.get(key) != after[key]}
        assert not self.states.keys() - after.keys(), what
        assert answer.status_code < 400 or not changes, f"a refused request changed {changes}: {what}"
        moved = [
            await self._justify(person, key, before[0], now[0]) if before else self._born(key, now[0])
            for key, (before, now) in changes.items()
            if before is None or before[0] != now[0]
        ]
        assert not moved or any(moved), f"consequences without a cause {changes}: {what}"
        self.states = after
        return answer

    @staticmethod
    def _born(key: tuple[str, uuid.UUID], state: str) -> bool:
        assert state in BORN[key[0]], f"{key[0]} begins as {state}"
        return True

    async def _justify(self, person: Person | None, key: tuple[str, uuid.UUID], source: str, target: str) -> bool:
        """Holds a change against the procedure and the trail; says whether the person's own right covers it."""
        entity, row_id = key
        trace = await self.database.fetchrow(EVIDENCE_OF, entity, row_id, source, target)
        assert trace is not None, f"{entity} went from {source} to {target} without a record"
        assert trace["told"], f"{entity} {trace['action']}: no event"
        row = next(
            (t for t in TRANSITIONS if (t.entity, t.source, t.action, t.target) == (entity, source, trace["action"], target)),
            None,
        )
        assert row is not None, f"the procedure knows no {trace['action']} of {entity} from {source} to {target}"
        assert person is not None
        assert (trace["role"], trace["seat"]) == (person.membership.role, person.membership.seat)
        if row.cascade:
            return False
        assert trace["role"] in row.roles, f"{trace['role']} did {row.action}"
        assert trace["role"] != "committee" or not row.seats or trace["seat"] in row.seats
        if (entity, target) == ("edition", "settlement"):
            starts = await self.database.fetchval("select publicity_starts_at from editions where id = $1", row_id)
            assert self.world.clock.now() - starts >= dt.timedelta(days=7)
        return True

    async def declare(self) -> None:
        """Staff sign the undertaking and declare on every case that they see and have not declared on (Art. 32, 33)."""
        path = f"/editions/{self.edition.id}"
        for person in self.people:
            if person.membership.role in DECLARING - {"expert"}:
                duties = (await person.get(f"/interests?edition_id={self.edition.id}&undeclared=true&limit=200")).json()["items"]
                if duties:
                    text = (await person.get(f"{path}/undertaking")).json()["text_sha256"]
                    await self.send(person, "POST", f"{path}/undertaking", {"text_sha256": text})
                    await self.send(
                        person, "PUT", f"{path}/interests", {"no_interest": [one["application_id"] for one in duties]}
                    )

    async def hold(self) -> None:
        """The invariants of the matrix, in the database."""
        for name, query in HELD.items():
            rows = await self.database.fetch(query)
            assert not rows, f"{name}: {rows}"

    async def complete(self, person: Person, organisation: Organisation, application_id: str, version: int) -> None:
        """Everything that a submission asks for."""
        async with self.world.session() as session:
            row = await session.get_one(Application, uuid.UUID(application_id))
        await stored_evidence(self.world, row, person, organisation.nature)
        await self.send(person, "PATCH", f"/applications/{application_id}", complete(organisation.nature), version)


async def walk(world: World, database: asyncpg.Connection, stage: str) -> Walk:
    """The edition at the beginning of a stage."""
    house = await world.agency()
    reached = STAGES.index(stage)
    edition = await world.edition(stage, agency_id=house.id, procurement_record="朝采〔2026〕12号", quotas=QUOTAS)
    if stage == "draft":
        async with world.session() as session:
            row = await session.get_one(Edition, edition.id)
            row.opens_at, row.closes_at = row.opens_at + dt.timedelta(days=3), row.closes_at + dt.timedelta(days=3)
            await session.commit()
    made = Walk(world, database, edition)
    office = await world.person("office")
    made.people = [
        office,
        await world.person("agency", agency_id=house.id),
        await world.person("government"),
        await world.person("auditor"),
        *[await world.person("committee", seat=seat) for seat in ("chair", "vice_chair", "member")],
        await world.person("recommender", department_id=world.departments["211302"].id),
        await world.person("recommender", department_id=world.departments["industry"].id),
    ]
    for ownership in ("other", "other", "municipal", "central"):
        organisation = await world.organisation(ownership=ownership)
        made.organisations.append(organisation)
        made.people.append(await world.person("applicant", organisation_id=organisation.id))
    experts = [await world.expert(leader=number == 0) for number in range(3)]
    reviewers = [await world.person("expert", expert_id=expert.id) for expert in experts]
    made.people += reviewers
    for expert in experts:
        await world.invite(edition, expert, office)
    state = {"draft": "", "open": "", "formal_review": "filed", "document_review": "accepted"}.get(stage, "shortlisted")
    for number, organisation in enumerate(made.organisations if state else []):
        application = await world.application(edition, organisation, state)
        if reached < STAGES.index("document_review"):
            await stored_evidence(world, application, made.of("applicant")[number], organisation.nature)
            continue
        for expert, reviewer in zip(experts, reviewers, strict=True):
            await world.team_member(application, expert, office, leader=expert is experts[0])
            await world.clear_to_read(reviewer, application)
            await _sheets(world, application, expert.id, reached, 500 + 10 * number)
        kinds = {"deliberation": ["proposed"], "publicity": ["initial"], "settlement": ["initial"], "government": ["final"]}
        tier = ("gold", "silver")[number] if number < 2 else None
        for kind in kinds.get(stage, []) if tier else []:
            await world.add(
                ListEntry(
                    edition_id=edition.id, kind=kind, application_id=application.id, tier=tier, created_at=world.clock.now()
                )
            )
    made.states = await made.look()
    return made


async def _sheets(world: World, application: Application, expert_id: uuid.UUID, reached: int, total: int) -> None:
    """Handed in for the stages that are over, open for the one that runs."""
    now = world.clock.now()
    for stage in ("document", "site"):
        runs = STAGES.index(f"{stage}_review")
        if reached < runs:
            continue
        over = {"state": "submitted", "total": total, "submitted_at": now} if reached > runs else {"state": "open"}
        await world.add(
            ScoreSheet(
                edition_id=application.edition_id, application_id=application.id, expert_id=expert_id, stage=stage,
                created_at=now, **over,
            )
        )  # fmt: skip
