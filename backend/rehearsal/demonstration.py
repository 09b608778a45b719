"""The demonstration: the edition that ended two years ago from the files, the present one walked to its site review."""

import asyncio
import contextlib
import datetime as dt
import hashlib
import sys
import uuid
from collections.abc import AsyncIterator, Sequence

import httpx
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from demo_data import OFFICE, PRESENT_TITLE, PRESENT_YEAR, PREVIOUS_EDITION, RECORDS, organisation
from demo_data import PLAN_TEXT as PLAN
from demo_data import Organisation as DemoOrganisation
from quality_award.features.evidence import jobs as evidence
from quality_award.features.relations import jobs as relations
from quality_award.jobs.queue import Worker
from quality_award.main import create_app
from quality_award.platform.clock import SHANGHAI, Clock, end_of_day
from quality_award.platform.ids import new_id
from quality_award.platform.settings import Settings
from quality_award.regulation.dates import years_after
from quality_award.regulation.parameters import latest
from quality_award.tables.awards import Award, PrizePayment
from quality_award.tables.editions import Edition, PublicNotice
from quality_award.tables.parties import Authority, Organisation, RegulatoryRecord

from .__main__ import choose
from .course import DAY, Course
from .people import cast

APPLICANTS = 22
BACK = 92 * DAY


class SteppingClock:
    """A clock in this process that the walk moves."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        """Where the walk has got to."""
        return self.at


def _nine(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), SHANGHAI)


async def confirm_calendar(course: Course, now: dt.datetime) -> None:
    """The working days of the present year, confirmed by two people of the office (Art. 22, 23)."""
    # The director signs in by the login of the committee seat.
    for one in OFFICE[1:3]:
        officer = course.cast.person(one.login, "office")
        year = await officer.get(f"/calendar/years/{now.year}")
        if not year["published"]:  # the State Council's arrangement is not known yet: it stays provisional
            return
        await officer.post(f"/calendar/years/{now.year}/confirm", {}, year["version"])


async def record_on_a_winner(course: Course, winner: DemoOrganisation, now: dt.datetime) -> None:
    """A failed sample of a winner under supervision: the office has something to settle (Art. 36(2))."""
    body = {
        "uscc": winner.uscc, "kind": "failed_sample", "occurred_on": (now - 20 * DAY).date().isoformat(),
        "source": "市市场监督管理局", "document": f"朝市监抽〔{now.year}〕88号", "description": "产品质量监督抽查不合格，已责令整改。",
    }  # fmt: skip
    await course.office.post("/records", body)


async def ties(course: Course, applicants: Sequence[DemoOrganisation], now: dt.datetime) -> None:
    """What came out about people after the teams were formed: declared by some, found by the office of others (Art. 32)."""
    first, second, third, fourth = (one.name for one in (applicants[0], applicants[3], applicants[5], applicants[7]))
    cast = course.cast
    year = now.year
    await cast.person("expert05", "expert").post(
        "/relations/own",
        {
            "kind": "employment",
            "other": second,
            "role": "兼职顾问",
            "valid_from": f"{year - 4}-03-01",
            "valid_to": f"{year - 1}-08-31",
        },
    )
    kin = {
        "kind": "kinship",
        "other_kind": "person",
        "other": "白云舟",
        "role": "配偶",
        "kin_employer": first,
        "kin_post": "质量部部长",
    }
    await cast.person("expert14", "expert").post("/relations/own", kin)
    taught = {"kind": "teaching", "other_kind": "person", "other": "乌兰托娅", "taught_me": False, "role": "硕士研究生"}
    await cast.person("expert04", "expert").post("/relations/own", taught)
    office = cast.person("office.deputy", "office")
    for kind, subject, target, more in (
        ("shareholding", {"kind": "organisation", "name": "沈水装备研究院有限公司"}, third, {"share": 31.0, "valid_from": f"{year - 5}-06-01"}),
        ("post", {"kind": "person", "name": "丁喆"}, fourth, {"role": "副总工程师", "valid_from": f"{year - 2}-01-01"}),
        ("post", {"kind": "person", "name": "乌兰托娅"}, second, {"role": "办公室主任", "valid_from": f"{year - 1}-05-01"}),
        ("consulting", {"kind": "organisation", "name": "盛京管理学院"}, first, {"role": "卓越绩效导入", "valid_from": f"{year - 2}-02-01"}),
    ):  # fmt: skip
        body = {
            "subject": subject,
            "target": {"kind": "organisation", "name": target},
            "kind": kind,
            "source": "市场监管登记信息",
            **more,
        }
        await office.post("/ties", body)


async def past(session: AsyncSession) -> None:
    """The sixth edition with its winners, as the paper files have it: no applications, no scores."""
    past = PREVIOUS_EDITION
    authority = (await session.execute(select(Authority))).scalar_one()
    law = latest()
    edition = Edition(
        id=new_id(),
        authority_id=authority.id,
        number=past.number,
        year=past.year,
        title=past.title,
        ruleset_code=law.code,
        criteria_code=law.criteria[0],
        quotas={**law.quotas, "total": law.quota_total},
        pinned_at=_nine(past.announced_on),
        announced_at=_nine(past.announced_on),
        state="closed",
        plan_text=PLAN,
        opens_at=_nine(past.opens_on),
        closes_at=end_of_day(past.closes_on),
        recommend_by=end_of_day(past.recommend_by),
        publicity_starts_at=_nine(past.publicity_from),
        publicity_ends_at=end_of_day(past.publicity_until),
        approval_document=past.approval_document,
        approved_on=past.approved_on,
        budget_work=past.budget_work,
        budget_prizes=past.budget_prizes,
        created_at=_nine(past.announced_on),
    )
    session.add(edition)
    await session.flush()
    rows = await session.scalars(
        select(Organisation).where(Organisation.uscc.in_([organisation(one.organisation).uscc for one in past.awards]))
    )
    by_uscc = {row.uscc: row for row in rows}
    entries = []
    for one in past.awards:
        winner = by_uscc[organisation(one.organisation).uscc]
        award = Award(
            id=new_id(),
            authority_id=authority.id,
            edition_id=edition.id,
            organisation_id=winner.id,
            tier=one.tier,
            certificate_number=one.certificate,
            verify_code=hashlib.sha256(one.certificate.encode()).hexdigest()[:16],
            state="granted",
            granted_on=past.results_on,
            supervised_until=years_after(past.results_on, law.supervision_years),
            created_at=_nine(past.results_on),
        )
        session.add(award)
        await session.flush()
        session.add(
            PrizePayment(
                award_id=award.id,
                amount=one.prize,
                state="paid",
                paid_on=one.paid_on,
                voucher=one.voucher,
                created_at=_nine(past.results_on),
            )
        )
        entries.append({"organisation": winner.name, "tier": one.tier, "case_number": None})
    _notice(
        session,
        edition,
        "call",
        f"关于组织申报{past.title}的通知",
        "按照管理办法组织申报，凡符合条件的组织均可自愿申报。",
        [],
        past.announced_on,
    )
    _notice(
        session,
        edition,
        "publicity",
        f"{past.title}获奖初选名单公示",
        "现将获奖初选名单予以公示。",
        entries,
        past.publicity_from,
        past.publicity_until,
    )
    _notice(
        session, edition, "results", f"关于表彰{past.title}获奖组织的决定", f"经市政府批准（{past.approval_document}），决定对下列组织予以表彰。", entries,
        past.results_on,
    )  # fmt: skip
    await session.flush()


def _notice(
    session: AsyncSession,
    edition: Edition,
    kind: str,
    title: str,
    body: str,
    entries: Sequence[dict[str, str | None]],
    day: dt.date,
    until: dt.date | None = None,
) -> None:
    session.add(
        PublicNotice(
            authority_id=edition.authority_id,
            edition_id=edition.id,
            kind=kind,
            title=title,
            body=body,
            entries=list(entries),
            published_at=_nine(day),
            ends_at=end_of_day(until) if until else None,
            sha256=hashlib.sha256(f"{title}\n{body}\n{entries}".encode()).hexdigest(),
            created_at=_nine(day),
        )
    )


async def records(session: AsyncSession, *, now: dt.datetime, entered_by: uuid.UUID | None = None) -> None:
    """What regulators have recorded (Art. 14, 36)."""
    authority = (await session.execute(select(Authority))).scalar_one()
    for one in RECORDS:
        session.add(
            RegulatoryRecord(
                authority_id=authority.id,
                uscc=organisation(one.organisation).uscc,
                kind=one.kind,
                occurred_on=one.occurred_on,
                source=one.source,
                document=one.document,
                description=one.description,
                fatalities=one.fatalities,
                entered_by=entered_by,
                created_at=now,
            )
        )
    await session.flush()


@contextlib.asynccontextmanager
async def looked_at(app: FastAPI, settings: Settings, clock: Clock) -> AsyncIterator[None]:
    """What is uploaded is looked at meanwhile, by the demonstration's own clock; all else waits for the worker of today."""
    worker, stop = Worker(settings, app.state.sessions, clock), asyncio.Event()
    worker.job(evidence.CHECK, evidence.checker(app.state.store, settings.clamd_address))
    running = asyncio.create_task(worker.run(stop))
    try:
        yield
    finally:
        stop.set()
        await running


async def look_around(app: FastAPI, now: dt.datetime) -> None:
    """The graph as the worker would have it by now: from the pool and from the applications."""
    async with app.state.sessions() as session, session.begin():
        await relations.nightly(session, now)


async def build(settings: Settings) -> None:
    """Both editions, in an empty database that has its people. Takes about a minute."""
    print("载入演示数据（约一分钟）· loading the demonstration (about a minute)", file=sys.stderr)
    # People work in office hours; so do those of the demonstration.
    began = (dt.datetime.now(SHANGHAI) - BACK).replace(hour=9, minute=30, second=0, microsecond=0)
    clock = SteppingClock(began.astimezone(dt.UTC))
    app = create_app(settings.model_copy(update={"static_dir": None, "require_staff_totp": False}), clock)

    async def advance(by: dt.timedelta) -> None:
        clock.at += by

    async def now() -> dt.datetime:
        return clock.at

    barred = {one.organisation for one in RECORDS} | {one.organisation for one in PREVIOUS_EDITION.awards if one.tier == "gold"}
    everyone = choose(48)
    applicants = tuple(one for one in everyone if one.key not in barred)[:APPLICANTS]
    winners = tuple(organisation(one.organisation) for one in PREVIOUS_EDITION.awards)
    registered = tuple(
        {one.key: one for one in (*applicants, *winners, *(organisation(r.organisation) for r in RECORDS))}.values()
    )
    async with looked_at(app, settings, clock), cast("http://demonstration", httpx.ASGITransport(app=app)) as people:
        course = Course(people, registered, advance, now, PRESENT_YEAR, title=PRESENT_TITLE)
        await course.register()
        async with app.state.sessions() as session, session.begin():
            await past(session)
            await records(session, now=clock.at)
        await course.plan()
        await course.approve_plan()
        await course.announce()
        await course.apply(applicants)
        await course.recommend(refuse=frozenset({applicants[-1].key}))
        await course.close_window()
        await course.review_formally(fail=frozenset({applicants[-2].key}))
        await course.advance(3 * DAY)
        await course.accept()
        await course.advance(2 * DAY)
        await course.assign()
        await course.advance(10 * DAY)
        await course.score("document")
        await course.advance(3 * DAY)
        await course.shortlist(14)
        await course.advance(8 * DAY)
        await course.score("site", leave_open=12)
        await confirm_calendar(course, clock.at)
        await record_on_a_winner(course, winners[-1], clock.at)
        await look_around(app, clock.at)
        await ties(course, applicants, clock.at)
    await app.state.engine.dispose()
