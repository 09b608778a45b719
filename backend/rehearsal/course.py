"""The course of one edition (Art. 17), step by step. Each step is what people do on their screens, in the same order."""

import asyncio
import datetime as dt
import hashlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from demo_data import (
    AGENCY,
    COMMITTEE,
    DEPARTMENTS,
    EXPERTS,
    OFFICE,
    PLAN_TEXT,
    Organisation,
    application_form,
    department_for,
    placed,
    profile,
    self_evaluation,
)
from quality_award.platform.clock import SHANGHAI

from .evidence import pdf
from .people import Cast, Json, Person, Unexpected, together

WEIGHTS = {"document": 60, "site": 40}
"""Where a ruleset scores more than these two, the new ones take ten percent each from the first."""
STAGE_WORDS = {"document": "资料评审 document review", "defence": "集中答辩 defence", "site": "现场评审 site review"}
DAY = dt.timedelta(days=1)

PROVES = {
    "credit_certificate": "4.1.4", "qms_certificate": "4.5.3", "indicator_proof": "4.7.4", "safety_certificate": "4.4.6",
}  # fmt: skip
"""Kind of evidence → the criteria item whose first statement it bears out."""


@dataclass
class Course:
    """One edition on its way. `advance` moves the clock that the API runs on; `seed` makes every choice repeatable."""

    cast: Cast
    organisations: tuple[Organisation, ...]
    advance: Callable[[dt.timedelta], Awaitable[None]]
    now: Callable[[], Awaitable[dt.datetime]]
    year: int
    seed: int = 20260101
    title: str | None = None
    edition_id: str = ""
    applications: dict[str, str] = field(default_factory=dict)
    conflicts: int = 0
    law: Json = None

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.projects: frozenset[str] = frozenset()
        self.office = self.cast.person(OFFICE[1].login, "office")
        self.agency = self.cast.person(AGENCY.people[0].login, "agency")
        self.chair = self.cast.person(next(one.login for one in COMMITTEE if one.seat == "chair"), "committee")
        self.government = self.cast.person("government", "government")
        self.members = [self.cast.person(one.login, "committee") for one in COMMITTEE]
        self.experts = {one.pool_number: self.cast.person(one.login, "expert") for one in EXPERTS}

    def stage(self, name: str) -> None:
        """What follows counts under this name."""
        self.cast.ledger.stage = name

    def applicant(self, organisation: Organisation) -> Person:
        """The person who acts for an organisation."""
        return self.cast.person(organisation.login, "applicant")

    async def ruleset(self) -> Json:
        """The ruleset that the installation runs by: prizes, stages, areas, weights."""
        if self.law is None:
            self.law = (await self.cast.person("public", "public")._answer("GET", "/rulesets", None, None, signed=False))[0]
        return self.law

    async def value(self, key: str) -> Any:
        """One value of the ruleset."""
        return next(one["value"] for one in (await self.ruleset())["parameters"] if one["key"] == key)

    async def stages(self) -> list[str]:
        """The stages in their order."""
        return [one["key"] for one in (await self.ruleset())["stages"]]

    async def edition(self, person: Person | None = None) -> Json:
        """The edition as someone sees it."""
        return await (person or self.office).get(f"/editions/{self.edition_id}")

    async def act(self, person: Person, action: str, body: Json = None) -> Json:
        """An action on the edition at its present version."""
        version = (await self.edition(person))["version"]
        return await person.post(f"/editions/{self.edition_id}/actions/{action}", body or {}, version)

    async def time_is_up(self, action: str, state: str) -> None:
        """The office's step at the end of a time, unless the system was first."""
        try:
            await self.act(self.office, action)
        except Unexpected:
            if (await self.edition())["state"] == state:
                raise

    # (1) notice

    async def register(self) -> None:
        """Organisations register themselves."""
        self.stage("注册 register")
        departments = {one["code"]: one["id"] for one in await self.office.get("/departments")}
        areas = [one["code"] for one in await self.value("areas")]
        channels = await self.value("channels")

        async def one(organisation: Organisation) -> None:
            unit = department_for(organisation)
            body = {
                "login": organisation.login,
                "name": organisation.contact_name,
                "phone": organisation.contact_phone,
                "password": self.applicant(organisation).password,
                "organisation": {
                    "uscc": organisation.uscc,
                    "name": organisation.name,
                    "area_code": placed(organisation.area_code, areas),
                    "address": organisation.address,
                    "registered_on": organisation.registered_on.isoformat(),
                    "division": organisation.division,
                    "ownership": organisation.ownership,
                    "nature": organisation.nature,
                    "legal_representative": organisation.legal_representative,
                    "employees": organisation.employees,
                    "sectors": list(organisation.sectors),
                    "industry_department_id": departments[unit.code]
                    if unit is not None and channels[organisation.ownership] == "industry"
                    else None,
                },
            }
            person = self.applicant(organisation)
            answer = await person._answer("POST", "/auth/register", body, None, signed=False)
            person.token = answer["access_token"]

        await together([one(organisation) for organisation in self.organisations], 4)

    async def plan(self, *, days_open: int = 30) -> None:
        """Plan and expert team, put to the committee (Art. 10, 17(1))."""
        self.stage("方案 plan")
        created = await self.office.post("/editions", {"year": self.year, **({"title": self.title} if self.title else {})})
        self.edition_id = created["id"]
        agencies = await self.office.get("/agencies")
        # Whole days of the city: from midnight to the last second.
        opens = (await self.now() + DAY).astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        last = dt.timedelta(seconds=1)
        body = {
            "plan_text": PLAN_TEXT,
            "opens_at": opens.isoformat(),
            "closes_at": (opens + days_open * DAY - last).isoformat(),
            "recommend_by": (opens + (days_open + 15) * DAY - last).isoformat(),
            "agency_id": agencies[0]["id"],
            "procurement_record": AGENCY.procurement_record,
            "budget_work": 600_000,
            "budget_prizes": 2_000_000,
        }
        edition = await self.office.patch(f"/editions/{self.edition_id}", body, created["version"])
        scored = [key.removesuffix("_weight") for key in (one["key"] for one in edition["settings"]) if key.endswith("_weight")]
        more = [stage for stage in scored if stage not in WEIGHTS]
        weights = {**WEIGHTS, "document": WEIGHTS["document"] - 10 * len(more), **dict.fromkeys(more, 10)}
        for setting in edition["settings"]:
            value = weights.get(setting["key"].removesuffix("_weight"), setting["value"])
            edition = await self.office.put(
                f"/editions/{self.edition_id}/settings/{setting['key']}", {"value": value}, edition["version"]
            )
        pool = await self.agency.pages("/experts")
        await self.agency.post(f"/editions/{self.edition_id}/experts", {"expert_ids": [one["id"] for one in pool[:30]]})
        for expert in await self.office.get(f"/editions/{self.edition_id}/experts"):
            await self.office.post(f"/editions/{self.edition_id}/experts/{expert['expert_id']}/check", {})

    async def put(self, kind: str, title: str, *, subject_id: str | None = None) -> tuple[str, str]:
        """A meeting with one motion; gives their ids."""
        meeting = await self.office.post(
            f"/editions/{self.edition_id}/meetings",
            {"title": title, "place": "市政府第一会议室", "held_at": (await self.now()).isoformat()},
        )
        motion = await self.office.post(
            f"/meetings/{meeting['id']}/motions", {"kind": kind, "title": title, "subject_id": subject_id}
        )
        return meeting["id"], motion["id"]

    async def vote(self, kind: str, title: str, *, subject_id: str | None = None, against: int = 1, absent: int = 2) -> str:
        """A meeting, a motion, votes of the members, and the chair's word on the result; gives the motion's state."""
        meeting_id, motion_id = await self.put(kind, title, subject_id=subject_id)
        present = self.members[: len(self.members) - absent]
        for number, member in enumerate(present):
            choice = "against" if number >= len(present) - against else "for"
            await member.post(f"/motions/{motion_id}/ballots", {"choice": choice})
        current = await self.chair.get(f"/motions/{motion_id}")
        carry = next(action["allowed"] for action in current["actions"] if action["name"] == "carry")
        done = await self.chair.post(f"/motions/{motion_id}/actions/{'carry' if carry else 'reject'}", {}, current["version"])
        meeting = await self.office.get(f"/meetings/{meeting_id}")
        seats = sorted(seat["membership_id"] for seat in meeting["seats"])
        await self.office.patch(
            f"/meetings/{meeting_id}",
            {"minutes": f"会议审议了“{title}”，表决{'通过' if carry else '未通过'}。", "present": seats[: len(present)]},
            meeting["version"],
        )
        state: str = done["state"]
        return state

    async def approve_plan(self) -> None:
        """The committee approves plan and team."""
        self.stage("方案审定 approval of the plan")
        await self.act(self.office, "submit_plan")
        await self.vote("plan", "审定评定实施方案和评审专家组组成")
        await self.act(self.chair, "approve_plan")

    async def announce(self) -> None:
        """The notice goes out; a day later the window opens."""
        self.stage("发布通知 notice")
        await self.act(self.office, "publish_notice")
        await self.advance(DAY + dt.timedelta(minutes=1))

    # (2) application

    async def fill(self, organisation: Organisation) -> Json:
        """One application with form, self-evaluation, evidence and declaration, ready to submit."""
        person = self.applicant(organisation)
        subject = "project" if organisation.key in self.projects else "organisation"
        about = {"subject": subject, "project_name": f"{organisation.name}质量改进项目" if subject == "project" else ""}
        draft = await person.post("/applications", {"edition_id": self.edition_id, **about})
        self.applications[organisation.key] = draft["id"]
        path = f"/applications/{draft['id']}"
        saved = await person.patch(path, {"form": application_form(organisation, self.year)}, draft["version"])
        saved = await person.patch(path, {"profile": profile(organisation)}, saved["version"])
        texts = self_evaluation(organisation)
        saved = await person.patch(path, {"self_evaluation": texts}, saved["version"])
        form = await person.get(f"{path}/form")
        document = pdf(organisation.name, f"{organisation.uscc} {organisation.address}")
        for slot in form["slots"]:
            if slot["required"]:
                file = await self.upload(person, draft["id"], slot["key"], f"{slot['title']}.pdf", document)
                if (item := PROVES.get(slot["key"])) in texts:
                    statement = f"{texts[item].partition('。')[0]}。"[:500]
                    cited = {"item": item, "evidence_id": file, "page": 1, "statement": statement}
                    await person.post(f"{path}/citations", cited)
        return await person.patch(path, {"declared_by": organisation.legal_representative}, saved["version"])

    async def upload(self, person: Person, application_id: str, slot: str, filename: str, content: bytes) -> str:
        """One file straight to the object store, confirmed, looked at by the worker."""
        ticket = await person.post(
            f"/applications/{application_id}/evidence",
            {
                "slot": slot, "filename": filename, "content_type": "application/pdf", "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            },
        )  # fmt: skip
        evidence_id: str = ticket["evidence_id"]
        if ticket["state"] != "pending":  # the same paper under another heading is not sent twice
            return evidence_id
        sent = await self.cast.store.put(ticket["url"], content=content, headers=ticket["headers"])
        sent.raise_for_status()
        await person.post(f"/evidence/{evidence_id}/confirm", {})
        for _ in range(600):
            files = {one["id"]: one for one in await person.get(f"/applications/{application_id}/evidence")}
            if files[evidence_id]["state"] != "received":
                break
            await asyncio.sleep(0.2)
        if files[evidence_id]["state"] != "stored":
            raise Unexpected(f"{filename}: {files[evidence_id]}")
        return evidence_id

    async def submit(self, organisation: Organisation) -> Json:
        """Hand in, through the one channel."""
        person = self.applicant(organisation)
        current = await person.get(f"/applications/{self.applications[organisation.key]}")
        action = "submit_direct" if current["channel"] == "direct" else "submit"
        return await person.post(f"/applications/{current['id']}/actions/{action}", {}, current["version"])

    async def apply(self, organisations: tuple[Organisation, ...]) -> None:
        """These organisations fill in and hand in."""
        self.stage("组织申报 applications")

        async def one(organisation: Organisation) -> None:
            await self.fill(organisation)
            await self.submit(organisation)

        await together([one(organisation) for organisation in organisations], 4)

    # (3) recommendation

    async def recommend(self, *, refuse: frozenset[str] = frozenset(), leave: frozenset[str] = frozenset()) -> None:
        """Each unit answers on its own cases; keys in `refuse` get no recommendation, in `leave` no answer."""
        self.stage("部门推荐 recommendations")
        by_id = {application: key for key, application in self.applications.items()}
        for unit in DEPARTMENTS:
            person = self.cast.person(unit.head.login, "recommender")
            await self.clear(person)
            for row in await person.pages(f"/applications?edition_id={self.edition_id}&state=submitted"):
                key = by_id.get(row["id"], "")
                if key in leave:
                    continue
                bad = key in refuse
                body = {
                    "eligible": True,
                    "truthful": not bad,
                    "opinion": "主要经济指标与统计数据不符，不予推荐。"
                    if bad
                    else "经会同有关部门核实，符合申报条件，内容属实，同意推荐。",
                }
                action = "refuse_recommendation" if bad else "recommend"
                await person.post(f"/applications/{row['id']}/actions/{action}", body, row["version"])

    async def close_window(self, days: int = 46) -> None:
        """The windows pass; the office closes."""
        self.stage("截止 closing")
        await self.advance(days * DAY)
        await self.time_is_up("close_window", "open")

    # (4) formal review

    async def review_formally(self, *, fail: frozenset[str] = frozenset(), leave: frozenset[str] = frozenset()) -> None:
        """Item by item; then report, vote, and the committee's accepted list."""
        self.stage("形式审查 formal review")
        await self.clear(self.office)
        by_id = {application: key for key, application in self.applications.items()}
        for row in await self.office.pages(f"/applications?edition_id={self.edition_id}&state=filed"):
            bad = by_id.get(row["id"], "") in fail
            if by_id.get(row["id"], "") in leave:
                continue
            review = await self.office.get(f"/applications/{row['id']}/formal-review")
            checks = [
                {"code": item["code"], "result": "fail" if bad and number == 0 else "pass", "note": ""}
                for number, item in enumerate(review["checklist"])
            ]
            await self.office.put(f"/applications/{row['id']}/formal-review", {"checklist": checks}, review["version"])
            current = await self.office.get(f"/applications/{row['id']}")
            if bad:
                body = {"reasons": "环境信用材料缺少主管部门盖章，材料不完整。"}
                await self.office.post(f"/applications/{row['id']}/actions/fail_formal_review", body, current["version"])
            else:
                await self.office.post(f"/applications/{row['id']}/actions/pass_formal_review", {}, current["version"])

    async def clear(self, *people: Person) -> None:
        """Staff sign the undertaking and declare, in one go, on every case that they see and have not declared on (Art. 32, 33)."""
        for person in people:
            owed = await person.pages(f"/interests?edition_id={self.edition_id}&undeclared=true")
            if owed and not owed[0]["signed"]:
                text = await person.get(f"/editions/{self.edition_id}/undertaking")
                await person.post(f"/editions/{self.edition_id}/undertaking", {"text_sha256": text["text_sha256"]})
            if owed:
                names = [one["application_id"] for one in owed]
                await person.put(f"/editions/{self.edition_id}/interests", {"no_interest": names})

    async def open_panel(self) -> None:
        """The accepted applicants see who may review them, for the days that the ruleset leaves to the plan (Art. 32)."""
        self.stage("候选名单 candidate panel")
        shown = await self.agency.get(f"/editions/{self.edition_id}/panel")
        if shown["may_open"]:
            await self.agency.post(f"/editions/{self.edition_id}/panel", {})
            await self.advance(shown["days"] * DAY)

    async def report(self, kind: str, person: Person, text: str) -> None:
        """One of the five named reports."""
        await person.post(f"/editions/{self.edition_id}/reports", {"kind": kind, "text": text})

    async def accept(self) -> None:
        """形式审查工作报告, the vote, the accepted list."""
        self.stage("受理名单 accepted list")
        await self.clear(*self.members)
        await self.report("formal_review", self.office, "本届形式审查按管理办法第十七条第（四）项开展，审查结果见受理名单。")
        await self.vote("accepted_list", "审议形式审查结果，确定受理名单")
        await self.act(self.chair, "settle_accepted_list")

    # (5), (6) document and site review

    async def assign(self) -> None:
        """Undertakings, teams by proposal, declarations; a declared interest takes effect and the seat is filled anew."""
        await self.open_panel()
        self.stage("评审组 review teams")
        await self.clear(self.agency)
        undertaking = await self.agency.get(f"/editions/{self.edition_id}/undertaking")
        signature = {"text_sha256": undertaking["text_sha256"]}
        await self.fill_teams()
        invited = await self.office.get(f"/editions/{self.edition_id}/experts")
        people = [self.experts[one["pool_number"]] for one in invited]
        for person in people:
            duties = await person.get(f"/interests?edition_id={self.edition_id}&limit=200")
            if duties["items"]:
                await person.post(f"/editions/{self.edition_id}/undertaking", signature)
        for _ in range(4):
            for person in people:
                await self.declare(person)
            if not await self.fill_teams():
                break

    async def declare(self, person: Person) -> None:
        """Declare on every application at hand; one in forty comes with an interest (Art. 32)."""
        duties = await person.get(f"/interests?edition_id={self.edition_id}&limit=200")
        for duty in duties["items"]:
            if duty["has_interest"] is not None:
                continue
            if not duty["signed"]:
                text = await person.get(f"/editions/{self.edition_id}/undertaking")
                await person.post(f"/editions/{self.edition_id}/undertaking", {"text_sha256": text["text_sha256"]})
            conflict = self.random.random() < 0.025
            self.conflicts += conflict
            body = {"has_interest": conflict, "detail": "三年内曾为该组织提供咨询服务" if conflict else ""}
            await person.put(f"/applications/{duty['application_id']}/interest", body)

    async def fill_teams(self) -> int:
        """Have open seats proposed, and apply the proposal; says how many seats were filled."""
        made = await self.agency.post(f"/editions/{self.edition_id}/proposals", {"team_size": 3, "keep": "all"})
        if made[0]["added"]:
            await self.agency.post(f"/proposals/{made[0]['id']}/apply", {})
        return int(made[0]["added"])

    def _percents(self, application_id: str, items: list[str], shift: float) -> list[Json]:
        quality = random.Random(f"{self.seed}{application_id}").uniform(38, 82)
        rows = []
        for item in items:
            percent = max(0, min(100, round((quality + shift + self.random.gauss(0, 7)) / 5) * 5))
            rows.append(
                {
                    "item": item,
                    "percent": percent,
                    "strengths": "方法系统，展开到主要部门，有连续三年的数据支持。",
                    "improvements": "与标杆的对比数据可以更充分。",
                }
            )
        return rows

    async def score(self, stage: str, *, leave_open: int = 0) -> list[tuple[Person, Json]]:
        """Every expert fills in and hands in their sheets of a stage; the last `leave_open` stay open and are given back.

        Of those that stay open every second one is begun.
        """
        self.stage(STAGE_WORDS[stage])
        waiting: list[tuple[Person, Json]] = []
        for person in self.experts.values():
            for sheet in await person.pages(f"/score-sheets?edition_id={self.edition_id}&stage={stage}&state=open"):
                waiting.append((person, sheet))
        waiting.sort(key=lambda entry: (entry[1]["case_number"], entry[0].login))
        done = waiting[: len(waiting) - leave_open] if leave_open else waiting

        async def one(person: Person, sheet: Json, *, hand_in: bool) -> None:
            detail = await person.get(f"/score-sheets/{sheet['id']}")
            items = [row["item"] for row in detail["rows"]]
            shift = self.random.uniform(-6, 6)
            scored = self._percents(sheet["application_id"], items if hand_in else items[:9], shift)
            body = {
                "items": scored,
                "summary": "管理基础扎实，改进与创新成效明显；建议加强与行业标杆的系统对比。" if hand_in else "",
            }
            saved = await person.patch(f"/score-sheets/{sheet['id']}", body, detail["version"])
            if hand_in:
                await person.post(f"/score-sheets/{sheet['id']}/actions/submit", {}, saved["version"])

        await together([one(person, sheet, hand_in=True) for person, sheet in done], 4)
        left = waiting[len(done) :]
        await together([one(person, sheet, hand_in=False) for person, sheet in left[1::2]], 2)
        return left

    async def draw(self, person: Person, kind: str, entries: list[Json] | None) -> Json:
        """Draw up a list."""
        current = await person.get(f"/editions/{self.edition_id}/lists/{kind}")
        return await person.put(f"/editions/{self.edition_id}/lists/{kind}", {"entries": entries}, current["version"])

    async def ranking(self) -> list[Json]:
        """The ranking, best first."""
        ranking = await self.office.get(f"/editions/{self.edition_id}/ranking")
        rows = [row for row in ranking["rows"] if row["rank"] is not None]
        return sorted(rows, key=lambda row: row["rank"])

    async def shortlist(self, count: int = 26) -> None:
        """专家资料评审工作报告 with the list for the site review."""
        self.stage("现场评审名单 site list")
        best = (await self.ranking())[:count]
        await self.draw(self.agency, "site", [{"application_id": row["application_id"]} for row in best])
        await self.report("document_review", self.agency, "评审专家组完成资料评审，按得分提出进入现场评审的建议名单。")
        await self.act(self.office, "settle_site_list")

    async def finish_site(self) -> None:
        """专家现场评审工作报告; the visited rate their reviewers (Art. 31)."""
        self.stage("现场评审 site review")
        for organisation in self.organisations:
            application = self.applications.get(organisation.key)
            if application is None:
                continue
            person = self.applicant(organisation)
            rating = await person.get(f"/applications/{application}/rating")
            if rating["open"]:
                await person.post(
                    f"/applications/{application}/rating",
                    {"quality": 5, "discipline": 5, "conduct": self.random.choice([4, 5]), "comment": "专家认真负责。"},
                )
        await self.report("site_review", self.agency, "评审专家组完成现场评审，核实了资料评审中待澄清的事项。")
        await self.act(self.office, "finish_site_review")

    async def finish_defence(self) -> None:
        """集中答辩工作报告."""
        self.stage(STAGE_WORDS["defence"])
        await self.report("defence", self.agency, "评审专家组听取了集中答辩，逐一评分。")
        await self.act(self.office, "finish_defence")

    async def ask_public(self) -> None:
        """社会评价: the office enters what a survey found about each applicant."""
        self.stage("社会评价 public opinion")
        for row in (await self.office.get(f"/editions/{self.edition_id}/opinions"))["rows"]:
            result = {
                "application_id": row["application_id"], "respondents": self.random.randint(200, 900),
                "score": round(self.random.uniform(600, 950), 1), "source": "市统计局满意度调查",
            }  # fmt: skip
            await self.office.put(f"/editions/{self.edition_id}/opinions", result)
        await self.act(self.office, "finish_public_opinion")

    async def review(self) -> None:
        """Every stage between the choice on the documents and the evaluation, in the ruleset's order."""
        for stage in await self.stages():
            if stage == "defence":
                await self.score("defence")
                await self.finish_defence()
            elif stage == "site_review":
                await self.score("site")
                await self.finish_site()
            elif stage == "public_opinion":
                await self.ask_public()

    # (7) to (9)

    async def propose(self) -> list[Json]:
        """评审工作报告 and the proposed list; one place of the highest prize stays vacant (Art. 3)."""
        self.stage("综合评价 evaluation")
        best, entries = await self.ranking(), []
        for number, tier in enumerate((await self.ruleset())["tiers"]):
            fit = [row for row in best if row["subject"] == tier["subject"]][: tier["quota"] - (number == 0)]
            best = [row for row in best if row not in fit]
            entries += [{"application_id": row["application_id"], "tier": tier["key"], "reason": ""} for row in fit]
        await self.draw(self.office, "proposed", entries)
        await self.report("evaluation", self.office, "市评定办综合各环节评审情况，提出建议获奖名单；最高奖项名额空缺一个。")
        await self.act(self.office, "submit_proposed_list")
        return entries

    async def deliberate(self) -> None:
        """The committee fixes the initial list; the publicity begins."""
        self.stage("审议公示 deliberation")
        await self.draw(self.office, "initial", None)
        await self.vote("initial_list", "审议评审工作报告，确定获奖初选名单")
        await self.act(self.chair, "fix_initial_list")
        await self.act(self.office, "start_publicity")

    async def settle(self) -> None:
        """After the publicity: verification report, final list, vote."""
        self.stage("审定 settlement")
        await self.draw(self.office, "final", None)
        await self.report("verification", self.office, "公示期内收到的异议均已核查，处理意见已报评委会决定。")
        await self.vote("final_list", "根据公示情况确定拟获奖名单")
        await self.act(self.chair, "settle_final_list")

    async def confer(self, document: str) -> None:
        """The government approves; the decision is published; prizes are paid; the edition closes."""
        self.stage("报批授奖 approval and award")
        await self.act(self.government, "approve", {"approval_document": document})
        await self.act(self.office, "publish_results")

    async def pay(self) -> None:
        """Every prize is paid with its voucher."""
        self.stage("奖金 prizes")
        today = (await self.now()).date().isoformat()
        for number, payment in enumerate(await self.office.get(f"/payments?edition_id={self.edition_id}"), start=1):
            await self.office.post(
                f"/payments/{payment['id']}/actions/pay",
                {"paid_on": today, "voucher": f"朝财拨〔{self.year}〕{400 + number}号"},
                payment["version"],
            )
        await self.act(self.office, "close")
