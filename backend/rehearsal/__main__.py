"""`make rehearse`: one whole edition through the public HTTP API, with its refusals; prints a table, writes a report.

Exits 1 when the API answers otherwise than the regulation says, or an invariant is broken.
"""

import argparse
import asyncio
import datetime as dt
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import asyncpg

from demo_data import ORGANISATIONS, Organisation

from .course import DAY, Course
from .evidence import pdf
from .invariants import broken
from .people import Cast, Json, Unexpected, cast

YOUNG = frozenset({"yuanli", "runmin"})


def choose(count: int) -> tuple[Organisation, ...]:
    """Applicants over all three channels; organisations younger than five years take part in the refusals only."""
    old = [one for one in ORGANISATIONS if one.key not in YOUNG]
    special = [one for one in old if one.ownership != "other"]
    return tuple([*special, *(one for one in old if one.ownership == "other")][:count])


async def rehearse(people: Cast, count: int) -> Course:
    """The edition with everything that has to be refused on the way."""
    office = people.person("office.deputy", "office")

    async def advance(by: dt.timedelta) -> None:
        await office.post("/clock", {"advance_seconds": int(by.total_seconds())})

    async def now() -> dt.datetime:
        return dt.datetime.fromisoformat((await office.get("/meta"))["now"])

    year = (await now()).year
    course = Course(people, choose(count), advance, now, year)
    await course.register()
    if any(tier["subject"] == "project" for tier in (await course.ruleset())["tiers"]):
        course.projects = frozenset(one.key for one in course.organisations[1::3])
    await refused_registration(course)
    await course.plan()
    await course.office.refused(
        "方案未经审定即发布通知", "POST", f"/editions/{course.edition_id}/actions/publish_notice",
        version=(await course.edition())["version"], status=409, kind="out-of-turn",
    )  # fmt: skip
    await course.approve_plan()
    await course.announce()
    late, *others = course.organisations
    await course.apply(tuple(others))
    await course.fill(late)
    await refused_applications(course, others[0])
    excluded = others[5].key
    await course.recommend(refuse=frozenset({excluded}))
    await course.advance(30 * DAY)
    await refused_late(course, late)
    await course.close_window(16)
    await course.review_formally(fail=frozenset({others[7].key}))
    await course.accept()
    await course.assign()
    await refused_reviews(course)
    await course.score("document")
    await course.shortlist()
    await course.review()
    await refused_quota(course)
    proposed = await course.propose()
    await course.deliberate()
    await objections(course, proposed)
    await course.settle()
    await refused_government(course)
    await course.confer(f"朝政发〔{year}〕18号")
    await course.pay()
    return course


async def refused_registration(course: Course) -> None:
    """A wrong check digit, and a code that is registered already."""
    one = course.organisations[0]
    person = course.cast.person("nobody.new", "applicant")
    body: Json = {
        "login": "nobody.new", "name": "某人", "phone": "13600000000", "password": person.password,
        "organisation": {
            "uscc": one.uscc[:-1] + ("A" if one.uscc[-1] != "A" else "C"), "name": "某组织",
            "area_code": (await course.value("areas"))[0]["code"],
            "address": "某地", "registered_on": "2015-01-01", "division": "33", "ownership": "other", "nature": "for_profit",
            "legal_representative": "某人", "employees": 10,
        },
    }  # fmt: skip
    person.token = "none"
    await person.refused("统一社会信用代码校验位错误", "POST", "/auth/register", body, status=422)
    body["organisation"]["uscc"] = one.uscc
    await person.refused("重复注册同一组织", "POST", "/auth/register", body, status=422)


async def refused_applications(course: Course, one: Organisation) -> None:
    """A second channel, a stale version, an empty file, a file over the limit, another organisation's application."""
    person = course.applicant(one)
    application = course.applications[one.key]
    await person.refused("重复申报（第二渠道）", "POST", "/applications", {"edition_id": course.edition_id}, status=409)
    current = await person.get(f"/applications/{application}")
    await person.refused(
        "版本已过时", "POST", f"/applications/{application}/actions/take_back", version=current["version"] - 1, status=412
    )
    late = course.organisations[0]
    other = course.applicant(late)
    draft = course.applications[late.key]
    for what, size in (("0 字节文件", 0), ("超过上限的文件", 20 << 30)):
        body = {"slot": "licence", "filename": "x.pdf", "content_type": "application/pdf", "size": size, "sha256": "0" * 64}
        await other.refused(what, "POST", f"/applications/{draft}/evidence", body, status=422)
    await other.refused("查看其他组织的申报", "GET", f"/applications/{application}", None, status=404)
    await person.refused(
        "申报组织执行市评定办的操作", "POST", f"/editions/{course.edition_id}/actions/close_window",
        version=(await course.edition(person))["version"], status=403,
    )  # fmt: skip


async def refused_late(course: Course, late: Organisation) -> None:
    """Complete, but after the closing second; what was saved stays."""
    person = course.applicant(late)
    current = await person.get(f"/applications/{course.applications[late.key]}")
    action = "submit_direct" if current["channel"] == "direct" else "submit"
    await person.refused(
        "逾期提交", "POST", f"/applications/{current['id']}/actions/{action}", version=current["version"], status=409,
        kind="rule-refused",
    )  # fmt: skip
    after = await person.get(f"/applications/{current['id']}")
    if after["profile"] != current["profile"] or after["state"] != "draft":
        raise Unexpected("a refused submission changed the draft")


async def refused_reviews(course: Course) -> None:
    """An expert hands in an unfinished sheet, and looks at an applicant that is not theirs."""
    person = next(iter(course.experts.values()))
    for candidate in course.experts.values():
        sheets = await candidate.pages(f"/score-sheets?edition_id={course.edition_id}&stage=document&state=open")
        if sheets:
            person = candidate
            break
    mine = {sheet["application_id"] for sheet in sheets}
    await person.refused(
        "未评完即提交评分", "POST", f"/score-sheets/{sheets[0]['id']}/actions/submit", version=sheets[0]["version"], status=409
    )
    foreign = next(one for one in course.applications.values() if one not in mine)
    await person.refused("查看未分派的申报材料", "GET", f"/applications/{foreign}", None, status=404)


async def refused_quota(course: Course) -> None:
    """One more of the highest prize than there are places."""
    highest = (await course.ruleset())["tiers"][0]
    best = [row for row in await course.ranking() if row["subject"] == highest["subject"]][: highest["quota"] + 1]
    current = await course.office.get(f"/editions/{course.edition_id}/lists/proposed")
    await course.office.refused(
        "最高奖项名单超额", "PUT", f"/editions/{course.edition_id}/lists/proposed",
        {"entries": [{"application_id": row["application_id"], "tier": highest["key"]} for row in best]},
        version=current["version"], status=409,
    )  # fmt: skip


async def refused_government(course: Course) -> None:
    """The office can't approve in the government's place; the government can't without a document."""
    version = (await course.edition())["version"]
    path = f"/editions/{course.edition_id}/actions/approve"
    await course.office.refused("市评定办代替市政府批准", "POST", path, {"approval_document": "x"}, version=version, status=403)
    await course.government.refused("批准没有文号", "POST", path, version=version, status=409)


async def objections(course: Course, proposed: list[Json]) -> None:
    """In the publicity: one upheld, one dismissed, one anonymous; one after its end; and no early end."""
    course.stage("异议 objections")
    public = course.cast.person("public", "public")
    cases = {row["id"]: row for row in await course.office.pages(f"/applications?edition_id={course.edition_id}")}

    async def lodge(row: Json, objector: Json, *, paper: bool) -> Json:
        body = {
            "case_number": cases[row["application_id"]]["case_number"], "subject": "申报材料真实性",
            "grounds": "申报表所列主要经济指标与公开年报不一致，附年报复印件。", "objector": objector,
        }  # fmt: skip
        receipt = await public._answer("POST", "/public/objections", body, None, signed=False)
        if paper:
            content = pdf("异议证据", "公开年报复印件")
            ticket = await public._answer(
                "POST", f"/public/objections/{receipt['case_number']}/files",
                {"filename": "年报.pdf", "content_type": "application/pdf", "size": len(content), "code": receipt["follow_code"]},
                None, signed=False,
            )  # fmt: skip
            (await course.cast.store.put(ticket["url"], content=content, headers=ticket["headers"])).raise_for_status()
            await public._answer(
                "POST", f"/public/objections/{receipt['case_number']}/files/{ticket['file_id']}/confirm?code={receipt['follow_code']}",
                {}, None, signed=False,
            )  # fmt: skip
        return receipt

    real = {"name": "冯玥", "contact": "13700000001", "identity_number": ""}
    upheld = await lodge(proposed[-1], real, paper=True)
    dismissed = await lodge(proposed[-2], real, paper=True)
    anonymous = await lodge(proposed[-3], {"name": "", "contact": "", "identity_number": ""}, paper=True)
    rows = {row["case_number"]: row for row in await course.office.pages(f"/objections?edition_id={course.edition_id}")}
    await course.office.refused(
        "公示未满 7 天即结束", "POST", f"/editions/{course.edition_id}/actions/end_publicity",
        version=(await course.edition())["version"], status=409,
    )  # fmt: skip
    nobody = rows[anonymous["case_number"]]
    await course.office.refused(
        "受理匿名异议",
        "POST",
        f"/objections/{nobody['id']}/actions/accept",
        {"reason": "有证据"},
        version=nobody["version"],
        status=409,
    )
    await course.office.post(
        f"/objections/{nobody['id']}/actions/refuse", {"reason": "匿名提出的异议不予受理。"}, nobody["version"]
    )
    for receipt in (upheld, dismissed):
        row = rows[receipt["case_number"]]
        await course.office.post(f"/objections/{row['id']}/identity", {"reason": "核实异议者真实身份"})
        row = await course.office.post(
            f"/objections/{row['id']}/actions/accept", {"reason": "证据充分，予以受理。"}, row["version"]
        )
        await course.office.refused(
            "期限未到即认定推荐单位逾期", "POST", f"/objections/{row['id']}/actions/deem_recommender_silent", {"reason": "x"},
            version=row["version"], status=409,
        )  # fmt: skip
        row = await course.office.post(
            f"/objections/{row['id']}/actions/report", {"report": "经核查：" + ("指标虚报属实。" if receipt is upheld else "数据口径不同，指标属实。")},
            row["version"],
        )  # fmt: skip
        row = await course.office.put(f"/objections/{row['id']}/opinion", {"office_opinion": "提请评委会决定。"}, row["version"])
        against = 1 if receipt is upheld else 8
        state = await course.vote("objection", f"审议异议 {receipt['case_number']}", subject_id=row["id"], against=against)
        row = await course.chair.get(f"/objections/{row['id']}")
        action = "uphold" if state == "carried" else "dismiss"
        await course.chair.post(f"/objections/{row['id']}/actions/{action}", {}, row["version"])
        course.stage("异议 objections")
    follow = await public._answer(
        "GET", f"/public/objections/{upheld['case_number']}?code={upheld['follow_code']}", None, None, signed=False
    )
    if follow["state"] != "upheld":
        raise Unexpected("the objector does not learn of the decision")
    await course.advance(8 * DAY)
    late = await lodge(proposed[0], real, paper=True)
    if late["in_time"]:
        raise Unexpected("an objection after the publicity counts as in time")
    row = next(
        r
        for r in await course.office.pages(f"/objections?edition_id={course.edition_id}")
        if r["case_number"] == late["case_number"]
    )
    await course.office.refused(
        "受理逾公示期的异议",
        "POST",
        f"/objections/{row['id']}/actions/accept",
        {"reason": "x"},
        version=row["version"],
        status=409,
    )
    await course.office.post(f"/objections/{row['id']}/actions/refuse", {"reason": "逾公示期提出，不予受理。"}, row["version"])
    await course.time_is_up("end_publicity", "publicity")


async def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="rehearsal", description=__doc__)
    parser.add_argument("--base-url", default=os.environ.get("BASE_URL", "http://127.0.0.1:8000"))
    parser.add_argument("--applicants", type=int, default=40)
    parser.add_argument("--report", type=Path, default=Path(__file__).parents[2] / "build" / "rehearsal-report.json")
    given = parser.parse_args()
    started = time.monotonic()
    error = ""
    async with cast(given.base_url) as people:
        ledger = people.ledger
        try:
            course = await rehearse(people, given.applicants)
            conflicts = course.conflicts
        except (Unexpected, AssertionError) as failure:
            error, conflicts = str(failure), 0
    problems: list[str] = []
    if url := os.environ.get("DATABASE_URL"):
        connection = await asyncpg.connect(url)
        problems = await broken(connection)
        await connection.close()
    stages: list[dict[str, Any]] = [
        {
            "stage": stage,
            "requests": len(values),
            "refusals": sum(refusal.stage == stage for refusal in ledger.refusals),
            "articles": sorted({a for refusal in ledger.refusals if refusal.stage == stage for a in refusal.articles}),
            "p50_ms": round(ledger.percentile(stage, 0.5), 1),
            "p99_ms": round(ledger.percentile(stage, 0.99), 1),
        }
        for stage, values in ledger.seconds.items()
    ]
    print(f"{'阶段 stage':<40}{'请求':>6}{'拒绝':>6}{'p50 ms':>9}{'p99 ms':>9}  条款")
    for row in stages:
        print(
            f"{row['stage']:<40}{row['requests']:>6}{row['refusals']:>6}{row['p50_ms']:>9}{row['p99_ms']:>9}"
            f"  {' '.join(row['articles'])}"
        )
    for refusal in ledger.refusals:
        print(f"  拒绝 {refusal.status} {refusal.what}  {'、'.join(f'第{a}条' for a in refusal.articles)}")
    seconds = round(time.monotonic() - started, 1)
    total = sum(len(values) for values in ledger.seconds.values())
    print(f"共 {total} 个请求，{len(ledger.refusals)} 次应有的拒绝，{conflicts} 起利害关系回避，{seconds} 秒")
    given.report.parent.mkdir(parents=True, exist_ok=True)
    given.report.write_text(
        json.dumps(
            {
                "seconds": seconds,
                "requests": total,
                "conflicts": conflicts,
                "stages": stages,
                "refusals": [asdict(refusal) for refusal in ledger.refusals],
                "broken_invariants": problems,
                "error": error,
            },
            ensure_ascii=False,
            indent=1,
        )
    )
    for problem in problems:
        print(f"不变式被破坏 · broken invariant: {problem}")
    if error:
        print(f"失败 · failed: {error}")
    return 1 if error or problems else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
