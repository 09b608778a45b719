"""One step of a small edition at a time, for the browser tests: the bulk between two clicks, by the people whose work it is.

    python -m rehearsal.steps prepare | approve_plan | fill | recommend | formal | vote KIND | assign | score STAGE | …

What later steps need stands in a file of its own (`--memory`). Each step prints one JSON object for the test.
"""

import argparse
import asyncio
import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

from demo_data import ORGANISATIONS, Organisation, department_for

from .course import DAY, Course
from .people import Cast, cast

GOLD_2024 = frozenset({"ruike", "longqi"})


def applicants() -> tuple[Organisation, ...]:
    """Two of one county, one central and one municipal enterprise: all three channels."""

    def first(ownership: str, count: int) -> list[Organisation]:
        found = [one for one in ORGANISATIONS if one.ownership == ownership and one.key not in GOLD_2024]
        if ownership == "other":
            found = [one for one in found if one.area_code == "211302" and one.registered_on < dt.date(2019, 1, 1)]
        return found[:count]

    return (*first("other", 2), *first("central", 1), *first("municipal", 1))


async def step(people: Cast, name: str, argument: str, memory: dict[str, Any]) -> dict[str, Any]:
    """Take one step; gives what the test has to know."""
    office = people.person("office.deputy", "office")

    async def advance(by: dt.timedelta) -> None:
        await office.post("/clock", {"advance_seconds": int(by.total_seconds())})

    async def now() -> dt.datetime:
        return dt.datetime.fromisoformat((await office.get("/meta"))["now"])

    organisations = applicants()
    year = (await now()).year
    course = Course(people, organisations, advance, now, memory.get("year", year))
    course.edition_id = memory.get("edition_id", "")
    course.applications = memory.get("applications", {})
    own, *others = organisations
    match name:
        case "prepare":
            await course.register()
            await course.plan()
            memory |= {"edition_id": course.edition_id, "year": year}
        case "advance":
            await advance(float(argument) * DAY)
        case "until_review":
            await course.approve_plan()
            await course.announce()
            await course.apply(organisations)
            await course.recommend()
            await course.close_window()
            await course.review_formally()
            await course.accept()
            await course.open_panel()
            memory["applications"] = course.applications
        case "fill":
            await course.apply(tuple(others))
            # The test itself declares and hands this one in.
            draft = await course.fill(own)
            person = course.applicant(own)
            await person.patch(f"/applications/{draft['id']}", {"declared_by": None}, draft["version"])
            memory["applications"] = course.applications
        case "recommend":
            await course.recommend(leave=frozenset({own.key}))
        case "formal":
            await course.review_formally(leave=frozenset({own.key}))
        case "put":
            kind, _, subject = argument.partition(":")
            await course.clear(*course.members)
            meeting_id, motion_id = await course.put(kind, f"审议{kind}", subject_id=subject or None)
            for member in course.members[1:-2]:
                await member.post(f"/motions/{motion_id}/ballots", {"choice": "for"})
            return {"meeting": meeting_id, "motion": motion_id}
        case "report":
            kind, who = argument.split(":")
            await course.report(kind, course.agency if who == "agency" else course.office, "依照管理办法完成，详见附表。")
        case "assign":
            await course.assign()
        case "score":
            left = await course.score(argument, leave_open=1)
            return {"login": left[0][0].login, "sheet": left[0][1]["id"]} if left else {}
        case "site_list":
            rows = await course.ranking()
            await course.draw(course.agency, "site", [{"application_id": row["application_id"]} for row in rows])
        case "proposed":
            rows = await course.ranking()
            tiers = ["gold", "silver", "nomination", "nomination"]
            entries = [
                {"application_id": row["application_id"], "tier": tier, "reason": ""}
                for row, tier in zip(rows, tiers, strict=False)
            ]
            await course.draw(course.office, "proposed", entries)
        case "initial" | "final":
            await course.draw(course.office, name, None)
        case _:
            raise SystemExit(f"no such step: {name}")
    department = department_for(own)
    return {
        "edition": course.edition_id,
        "application": course.applications.get(own.key),
        "applicant": own.login,
        "organisation": own.name,
        "representative": own.legal_representative,
        "recommender": department.head.login if department else None,
    }


async def main() -> None:
    """Run one step."""
    parser = argparse.ArgumentParser(prog="rehearsal.steps", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("argument", nargs="?", default="")
    parser.add_argument("--memory", type=Path, required=True)
    given = parser.parse_args()
    memory: dict[str, Any] = json.loads(given.memory.read_text()) if given.memory.exists() else {}
    async with cast(os.environ["BASE_URL"]) as people:
        found = await step(people, given.name, given.argument, memory)
    given.memory.write_text(json.dumps(memory))
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    asyncio.run(main())
