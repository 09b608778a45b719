"""Random people take random actions at random times; what the regulation forbids is never reached (Art. 3, 14 to 17, 32).

Half of the steps are anyone trying anything, with versions and words right or wrong; the others do what a screen offers, so that
walks go on to the award. `walk.py` compares the database around every request.
"""

import asyncio
import datetime as dt
import uuid
from collections.abc import Coroutine
from typing import Any, TypeVar

import asyncpg
import pytest
from conftest import cloned, settings_on
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from walk import ITEMS, PATHS, STAGES, Walk, walk
from world import MovableClock, Person, World

from quality_award.main import create_app
from quality_award.regulation.parameters import latest
from quality_award.regulation.procedure import TRANSITIONS, leaving

T = TypeVar("T")
ACTIONS = sorted({(t.entity, t.action) for t in TRANSITIONS})
TIERS = ("gold", "silver", "nomination")
WORDS: dict[str, Any] = {
    "reason": "经核实，理由充分。", "reasons": "材料不完整。", "report": "经调查核实，情况属实。", "opinion": "同意推荐。", "eligible": True,
    "truthful": True, "approval_document": "朝政发〔2026〕18号", "document": "朝政发〔2027〕3号", "article": "36",
    "paid_on": "2026-12-30", "voucher": "朝财拨〔2026〕401号", "decision_reason": "依第三十二条。",
}  # fmt: skip
MOMENTS = (
    dt.timedelta(seconds=1), dt.timedelta(hours=5), dt.timedelta(days=1), dt.timedelta(days=6, hours=23, minutes=59, seconds=59),
    dt.timedelta(days=8), dt.timedelta(days=31),
)  # fmt: skip
MOTIONS = {
    "plan_review": "plan", "formal_review": "accepted_list", "deliberation": "initial_list", "settlement": "final_list",
}  # fmt: skip
REPORTS = {
    "formal_review": "formal_review", "document_review": "document_review", "site_review": "site_review",
    "evaluation": "evaluation", "settlement": "verification",
}  # fmt: skip
LISTS = {"document_review": "site", "evaluation": "proposed", "deliberation": "initial", "settlement": "final"}

BACK = frozenset({"return_plan", "take_back", "reopen_formal_review", "refuse_recommendation", "fail_formal_review", "withdraw"})

people = st.integers(0, 15)
chances = st.integers(0, 99)


class Course(RuleBasedStateMachine):
    """One edition under everyone's hands."""

    services: dict[str, str]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.made: Walk | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """On the walk's own loop, where its connections live."""
        return self.runner.run(work)

    @property
    def walk(self) -> Walk:
        """The walk, once begun."""
        assert self.made is not None
        return self.made

    def person(self, number: int) -> Person:
        """Anyone."""
        return self.walk.people[number % len(self.walk.people)]

    @initialize(stage=st.sampled_from(STAGES))
    def begin(self, stage: str) -> None:
        """A database of its own, the edition at a stage."""
        self.run(self._begin(stage))

    async def _begin(self, stage: str) -> None:
        self.clone = cloned(self.services)
        url = await self.clone.__aenter__()
        clock = MovableClock()
        self.app = create_app(settings_on(self.services, url), clock)
        self.database = await asyncpg.connect(url)
        self.made = await walk(await World.create(self.app, clock), self.database, stage)

    def teardown(self) -> None:
        """Nothing of the walk is left."""
        if self.made is not None:
            self.run(self._end())
        self.runner.close()

    async def _end(self) -> None:
        await self.database.close()
        await self.app.state.engine.dispose()
        await self.clone.__aexit__(None, None, None)

    def some(self, entity: str, chance: int) -> tuple[uuid.UUID, int] | None:
        """One row of an entity, and its version."""
        rows = sorted((row_id, version) for (name, row_id), (_, version) in self.walk.states.items() if name == entity)
        return rows[chance % len(rows)] if rows else None

    def state(self) -> str:
        """The edition's."""
        return self.walk.states["edition", self.walk.edition.id][0]

    @rule(number=people, act=st.sampled_from(ACTIONS), chance=chances, stale=st.booleans(), silent=st.booleans())
    def try_anything(self, number: int, act: tuple[str, str], chance: int, stale: bool, silent: bool) -> None:
        """Any action on any row by anyone."""
        entity, action = act
        if found := self.some(entity, chance):
            row_id, version = found
            path = f"/{PATHS[entity]}/{row_id}/actions/{action}"
            self.run(self.walk.send(self.person(number), "POST", path, {} if silent else self._words(entity), version - stale))

    @staticmethod
    def _words(entity: str) -> dict[str, Any]:
        known = {
            "edition": ("reason", "approval_document"), "application": ("eligible", "truthful", "opinion", "reasons"),
            "objection": ("reason", "report"), "award": ("reason", "document", "article"), "payment": ("paid_on", "voucher"),
            "recusal": ("decision_reason",), "break_glass": ("decision_reason",),
        }.get(entity, ())  # fmt: skip
        return {name: WORDS[name] for name in known}

    @rule(entity=st.sampled_from(sorted(PATHS)), number=people, chance=chances)
    def do_what_is_offered(self, entity: str, number: int, chance: int) -> None:
        """The first person to whom the API offers an action on a row takes one."""
        if found := self.some(entity, chance):
            self.run(self._offered(entity, found[0], number, chance))

    async def _offered(
        self, entity: str, row_id: uuid.UUID, number: int, chance: int, without: frozenset[str] = frozenset()
    ) -> None:
        state = self.walk.states[entity, row_id][0]
        roles = {role for row in leaving(entity, state) for role in row.roles}
        people = [person for person in self.walk.people if person.membership.role in roles]
        path = f"/{PATHS[entity]}/{row_id}"
        for person in (people[(number + step) % len(people)] for step in range(len(people))):
            if entity == "payment":  # payments are read as a list
                shown = await person.get(f"/payments?edition_id={self.walk.edition.id}")
                body = next((row for row in shown.json() if row["id"] == str(row_id)), None) if shown.status_code == 200 else None
            else:
                shown = await person.get(path)
                body = shown.json() if shown.status_code == 200 else None
            names = [one["name"] for one in body["actions"] if one["allowed"] and one["name"] not in without] if body else []
            if body and names:
                action = names[chance % len(names)]
                await self.walk.send(person, "POST", f"{path}/actions/{action}", self._words(entity), body["version"])
                return

    @rule(entity=st.sampled_from(("application", "score_sheet", "objection", "payment", "recusal")), number=people)
    def everyone_does_what_is_offered(self, entity: str, number: int) -> None:
        """Every row of an entity goes one step on."""
        self.run(self._all_offered(entity, number))

    async def _all_offered(self, entity: str, number: int) -> None:
        for name, row_id in list(self.walk.states):
            if name == entity:
                await self._offered(entity, row_id, number, 0, BACK)

    @rule(number=people, chance=chances)
    def go_on(self, number: int, chance: int) -> None:
        """The stage's work is done as it should be, then the edition goes on if it may."""
        self.run(self._work(number))
        self.run(self._offered("edition", self.walk.edition.id, number, chance, BACK))

    async def _work(self, number: int) -> None:
        state, walk = self.state(), self.walk
        office, agency = walk.of("office")[0], walk.of("agency")[0]
        if state == "draft":
            await self._confirm()
        if state == "open":
            walk.world.clock.at += dt.timedelta(days=3)  # the window opens
            for one in range(len(walk.organisations)):
                await self._apply(one, twice=False)
        await walk.declare()
        if state == "document_review":
            await walk.send(agency, "POST", f"/editions/{walk.edition.id}/panel")
            walk.world.clock.at += dt.timedelta(days=3)
        for (entity, row_id), (own, version) in list(walk.states.items()):
            if (entity, own) == ("application", "filed"):
                await self._check(office, row_id, "pass")
            if (entity, own) == ("score_sheet", "open"):
                await self._score(row_id, version, None, 5 * (row_id.int % 20))
        if state == "document_review" and not any(entity == "score_sheet" for entity, _ in walk.states):
            await self._assign(agency)
        for entity in ("application", "application", "score_sheet", "payment"):
            await self._all_offered(entity, number)
            await walk.declare()
        if state in ("open", "publicity"):
            walk.world.clock.at += dt.timedelta(days=46 if state == "open" else 8)
        if state in REPORTS:
            author = agency if REPORTS[state] in ("document_review", "site_review") else office
            path = f"/editions/{walk.edition.id}/reports"
            await walk.send(author, "POST", path, {"kind": REPORTS[state], "text": "工作报告。"})
        if state in LISTS:
            await self._draw(agency if state == "document_review" else office, LISTS[state], ["gold", "silver"])
        if state in MOTIONS:
            await self._deliberate(["for"] * 3, number)

    async def _assign(self, agency: Person) -> None:
        """Teams as proposed; everyone signs and declares no interest."""
        path = f"/editions/{self.walk.edition.id}"
        made = await self.walk.send(agency, "POST", f"{path}/proposals", {"team_size": 3})
        if made.status_code == 201:
            await self.walk.send(agency, "POST", f"/proposals/{made.json()[0]['id']}/apply", {})
        text = (await agency.get(f"{path}/undertaking")).json()["text_sha256"]
        for expert in self.walk.of("expert"):
            await self.walk.send(expert, "POST", f"{path}/undertaking", {"text_sha256": text})
            for case in [row_id for entity, row_id in self.walk.states if entity == "application"]:
                await self.walk.send(expert, "PUT", f"/applications/{case}/interest", {"has_interest": False, "detail": ""})

    @rule(step=st.sampled_from(MOMENTS))
    def let_time_pass(self, step: dt.timedelta) -> None:
        """The clock moves on."""
        self.walk.world.clock.at += step

    @rule(number=st.integers(0, 3), twice=st.booleans())
    def apply(self, number: int, twice: bool) -> None:
        """An organisation begins its application, sometimes a second one, and fills it in."""
        self.run(self._apply(number, twice))

    async def _apply(self, number: int, twice: bool) -> None:
        person, organisation = self.walk.of("applicant")[number], self.walk.organisations[number]
        wanted = {"edition_id": str(self.walk.edition.id)}
        answer = await self.walk.send(person, "POST", "/applications", wanted)
        if answer.status_code == 201:
            await self.walk.complete(person, organisation, answer.json()["id"], answer.json()["version"])
        if twice:
            assert (await self.walk.send(person, "POST", "/applications", wanted)).status_code >= 400

    @rule(
        number=people,
        kind=st.sampled_from(("site", "proposed", "initial", "final", "now")),
        tiers=st.lists(st.sampled_from(TIERS), max_size=4),
    )
    def draw_a_list(self, number: int, kind: str, tiers: list[str]) -> None:
        """Anyone draws any list, over the quota too."""
        person = self.person(number)
        if kind == "now":
            kind, person = (
                LISTS.get(self.state(), "proposed"),
                self.walk.of("agency" if self.state() == "document_review" else "office")[0],
            )
        self.run(self._draw(person, kind, tiers))

    async def _draw(self, person: Person, kind: str, tiers: list[str]) -> None:
        path = f"/editions/{self.walk.edition.id}/lists/{kind}"
        shown = await person.get(path)
        version = shown.json()["version"] if shown.status_code == 200 else 1
        cases = sorted(row_id for entity, row_id in self.walk.states if entity == "application")
        entries = [
            {"application_id": str(case), "tier": None if kind == "site" else tier, "reason": ""}
            for case, tier in zip(cases, tiers, strict=False)
        ]
        await self.walk.send(person, "PUT", path, {"entries": entries}, version)

    @rule(votes=st.lists(st.sampled_from(("for", "for", "against", "abstain")), min_size=3, max_size=3), chance=chances)
    def deliberate(self, votes: list[str], chance: int) -> None:
        """The office puts what the stage waits for; members vote; a chair says what came of it."""
        self.run(self._deliberate(votes, chance))

    async def _deliberate(self, votes: list[str], chance: int) -> None:
        office, edition = self.walk.of("office")[0], self.walk.edition.id
        reported = sorted(
            row_id for (name, row_id), (state, _) in self.walk.states.items() if (name, state) == ("objection", "reported")
        )
        kind = "objection" if reported else MOTIONS.get(self.state(), "other")
        convened = await self.walk.send(
            office, "POST", f"/editions/{edition}/meetings",
            {"title": "评委会会议", "place": "市政府", "held_at": self.walk.world.clock.now().isoformat()},
        )  # fmt: skip
        if convened.status_code != 201:
            return
        subject = str(reported[chance % len(reported)]) if reported else None
        put = await self.walk.send(
            office,
            "POST",
            f"/meetings/{convened.json()['id']}/motions",
            {"kind": kind, "title": "审议事项", "subject_id": subject},
        )
        if put.status_code != 201:
            return
        path = f"/motions/{put.json()['id']}"
        for member, choice in zip(self.walk.of("committee"), votes, strict=True):
            await self.walk.send(member, "POST", f"{path}/ballots", {"choice": choice})
        chair = self.walk.of("committee", "chair")[0]
        for action in ("carry", "reject"):
            if (await self.walk.send(chair, "POST", f"{path}/actions/{action}", {}, put.json()["version"])).status_code == 200:
                return

    @rule(number=people, proper=st.booleans())
    def report(self, number: int, proper: bool) -> None:
        """A report, by whom it belongs to or by anyone."""
        kind = REPORTS.get(self.state(), "evaluation")
        role = "agency" if kind in ("document_review", "site_review") else "office"
        person = self.walk.of(role)[0] if proper else self.person(number)
        self.run(
            self.walk.send(person, "POST", f"/editions/{self.walk.edition.id}/reports", {"kind": kind, "text": "工作报告。"})
        )

    @rule()
    def confirm_the_plan(self) -> None:
        """What the plan asks of the office: experts checked, points confirmed."""
        if self.state() == "draft":
            self.run(self._confirm())

    async def _confirm(self) -> None:
        office, path = self.walk.of("office")[0], f"/editions/{self.walk.edition.id}"
        for point in latest().points:
            version = self.walk.states["edition", self.walk.edition.id][1]
            value = {"document_weight": 40, "site_weight": 60}.get(point.key, point.default)
            await self.walk.send(office, "PUT", f"{path}/settings/{point.key}", {"value": value}, version)

    @rule(number=people, chance=chances, result=st.sampled_from(("pass", "pass", "fail")), proper=st.booleans())
    def check_formally(self, number: int, chance: int, result: str, proper: bool) -> None:
        """The checklist of one application."""
        if found := self.some("application", chance):
            self.run(self._check(self.walk.of("office")[0] if proper else self.person(number), found[0], result))

    async def _check(self, person: Person, row_id: uuid.UUID, result: str) -> None:
        path = f"/applications/{row_id}/formal-review"
        shown = await person.get(path)
        if shown.status_code == 200:
            checks = [{"code": item["code"], "result": result, "note": "核对"} for item in shown.json()["checklist"]]
            await self.walk.send(person, "PUT", path, {"checklist": checks}, shown.json()["version"])

    @rule(number=people, chance=chances, percent=st.integers(0, 20), proper=st.booleans())
    def score(self, number: int, chance: int, percent: int, proper: bool) -> None:
        """A sheet is filled in, by its expert or by anyone."""
        if found := self.some("score_sheet", chance):
            self.run(self._score(found[0], found[1], None if proper else self.person(number), percent * 5))

    async def _score(self, row_id: uuid.UUID, version: int, person: Person | None, percent: int) -> None:
        body = {"summary": "总体评价", "items": [{"item": code, "percent": percent, "strengths": "好"} for code in ITEMS]}
        for one in [person] if person else self.walk.of("expert"):
            if (await self.walk.send(one, "PATCH", f"/score-sheets/{row_id}", body, version)).status_code == 200:
                return

    @rule(number=st.integers(0, 2), chance=chances)
    def declare_an_interest(self, number: int, chance: int) -> None:
        """An expert declares; from then on the file is closed to them."""
        if found := self.some("application", chance):
            self.run(self._declare(self.walk.of("expert")[number], found[0]))

    async def _declare(self, person: Person, row_id: uuid.UUID) -> None:
        answer = await self.walk.send(
            person, "PUT", f"/applications/{row_id}/interest", {"has_interest": True, "detail": "曾任顾问"}
        )
        if answer.status_code < 300:
            assert (await person.get(f"/applications/{row_id}")).status_code == 404

    @rule(chance=chances, named=st.booleans())
    def object(self, chance: int, named: bool) -> None:
        """Anyone of the public objects, with or without a name."""
        if found := self.some("application", chance):
            self.run(self._object(found[0], named))

    async def _object(self, row_id: uuid.UUID, named: bool) -> None:
        case = await self.walk.database.fetchval("select case_number from applications where id = $1", row_id)
        name = {"name": "冯玥", "contact": "13700000001", "identity_number": "11010519491231002X"} if named else {}
        objector = {"name": "", "contact": "", "identity_number": ""} | name
        body = {
            "case_number": case,
            "subject": "材料真实性",
            "grounds": "所列指标与公开年报不一致，附年报。",
            "objector": objector,
        }
        answer = await self.walk.send(None, "POST", "/public/objections", body)
        if answer.status_code == 201:
            await self.walk.database.execute(
                "insert into objection_files (id, objection_id, side, filename, content_type, size, object_key, sha256, state, created_at) "
                "select $1, id, 'objector', '年报.pdf', 'application/pdf', 10, $2, $3, 'stored', created_at "
                "from objections where case_number = $4",
                uuid.uuid4(), uuid.uuid4().hex, "0" * 64, answer.json()["case_number"],
            )  # fmt: skip

    @rule(chance=chances)
    def opine(self, chance: int) -> None:
        """The office's opinion on an objection."""
        if found := self.some("objection", chance):
            path = f"/objections/{found[0]}/opinion"
            self.run(self.walk.send(self.walk.of("office")[0], "PUT", path, {"office_opinion": "提请决定。"}, found[1]))

    @invariant()
    def the_matrix_holds(self) -> None:
        """Quotas, one application each, seven days, nothing awarded past the lists, no recused hand."""
        if self.made is not None:
            self.run(self.made.hold())


@pytest.mark.parametrize("seed", range(2))
def test_no_course_breaks_the_regulation(services: dict[str, str], seed: int) -> None:
    machine = type(f"Course{seed}", (Course,), {"services": services})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12, stateful_step_count=30, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip


def test_everyone_doing_their_work_takes_the_edition_to_its_end(services: dict[str, str]) -> None:
    course = type("Course", (Course,), {"services": services})()
    course.begin("draft")
    try:
        for _ in range(40):
            if course.state() == "closed":
                break
            course.go_on(0, 0)
            course.the_matrix_holds()
        assert course.state() == "closed"
    finally:
        course.teardown()


@pytest.mark.anyio
async def test_the_comparison_sees_a_state_set_past_the_door(world: World, database_url: str) -> None:
    database = await asyncpg.connect(database_url)
    try:
        made = await walk(world, database, "evaluation")
        await database.execute("update applications set state = 'awarded'")
        with pytest.raises(AssertionError, match="without a record"):
            await made.send(made.of("office")[0], "GET", "/me")
    finally:
        await database.close()


@pytest.mark.anyio
async def test_the_invariants_see_a_list_over_its_quota(world: World, database_url: str) -> None:
    database = await asyncpg.connect(database_url)
    try:
        made = await walk(world, database, "settlement")
        await made.hold()
        over = "update list_entries set tier = 'gold'"
        with pytest.raises(asyncpg.CheckViolationError):
            await database.execute(over)
        await database.execute("alter table list_entries disable trigger list_entries_quota")
        await database.execute(over)
        with pytest.raises(AssertionError, match="over its quota"):
            await made.hold()
    finally:
        await database.close()
