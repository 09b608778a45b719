"""The public pages' data; no login, nothing kept."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from quality_award.access.http import LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.features.editions.pure.course import step_of
from quality_award.features.public_notice import queries as notices
from quality_award.features.public_notice.routes import notice_out
from quality_award.features.public_notice.schemas import NoticeOut
from quality_award.platform.errors import NotFound
from quality_award.regulation.parameters import ruleset
from quality_award.regulation.reference import area, division
from quality_award.regulation.source import chapters, clause, clauses
from quality_award.workflow.deadlines import present_deadlines

from . import queries
from .schemas import (
    ArticlesOut,
    ChannelOut,
    ClauseOut,
    CurrentOut,
    GuideOut,
    NamedOut,
    PlaceOut,
    StepOut,
    VerifyOut,
    WinnerOut,
)

router = APIRouter(route_class=TransactionalRoute, tags=["public-site"])

CONDITIONS = ("13(1)", "13(2)", "13(3)", "13(4)", "13(5)", "14(1)", "14(2)", "14(3)", "14(4)", "15")


@router.get("/public/current")
async def read_public_current(session: SessionDep, now: NowDep, lang: LanguageDep) -> CurrentOut | None:
    """The edition that runs."""
    row = await queries.current(session)
    if row is None:
        return None
    return CurrentOut(
        number=row.number,
        year=row.year,
        title=row.title,
        state=row.state,
        step=step_of(row.state, row.closes_at, now),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        publicity_starts_at=row.publicity_starts_at,
        publicity_ends_at=row.publicity_ends_at,
        deadlines=present_deadlines(lang, ("application_window", row.closes_at), ("publicity", row.publicity_ends_at)),
    )


@router.get("/public/notices")
async def list_public_notices(
    session: SessionDep, lang: LanguageDep, kind: Annotated[str | None, Query(max_length=20)] = None
) -> list[NoticeOut]:
    """Notices to the public, newest first."""
    return [notice_out(row, lang) for row in await notices.notices(session, kind=kind)]


@router.get("/public/notices/{notice_id}")
async def read_public_notice(notice_id: uuid.UUID, session: SessionDep, lang: LanguageDep) -> NoticeOut:
    """One notice as it was frozen."""
    row = await notices.notice(session, notice_id)
    if row is None:
        raise NotFound
    return notice_out(row, lang)


@router.get("/public/winners")
async def list_winners(
    session: SessionDep, lang: LanguageDep, year: Annotated[int | None, Query(ge=2000, le=2200)] = None
) -> list[WinnerOut]:
    """The registry of winners by year."""
    return [
        WinnerOut(
            year=one.edition.year,
            edition=one.edition.number,
            organisation=one.organisation.name,
            area=area(one.organisation.area_code).name_en if lang == "en" else area(one.organisation.area_code).name_zh,
            industry=division(one.organisation.division).name_en if lang == "en" else division(one.organisation.division).name_zh,
            tier=one.award.tier,
            certificate_number=one.award.certificate_number,
            state=queries.public_state(one.award),
            verify_code=one.award.verify_code,
        )
        for one in await queries.winners(session, year)
    ]


@router.get("/public/verify/{code}")
async def verify_certificate(code: str, session: SessionDep) -> VerifyOut:
    """What stands behind a certificate's code."""
    one = await queries.by_code(session, code)
    if one is None:
        raise NotFound
    return VerifyOut(
        organisation=one.organisation.name,
        year=one.edition.year,
        edition=one.edition.number,
        tier=one.award.tier,
        certificate_number=one.award.certificate_number,
        granted_on=one.award.granted_on,
        state=queries.public_state(one.award),
        revoked_on=one.award.revoked_on,
        award_name=one.authority.award_name,
    )


@router.get("/public/guide")
async def read_guide(lang: LanguageDep) -> GuideOut:
    """办事指南, made from the ruleset."""
    law = ruleset()
    english = lang == "en"
    return GuideOut(
        title=law.title_en if english else law.title_zh,
        min_years=law.min_years,
        lookback_years=law.lookback_years,
        publicity_days=law.publicity_days,
        places=[PlaceOut(tier=tier, quota=quota, prize=law.prizes[tier]) for tier, quota in law.quotas.items()],
        total=law.quota_total,
        conditions=[_condition(number, english) for number in CONDITIONS],
        materials=[
            NamedOut(
                title=slot.title_en if english else slot.title_zh,
                help=slot.help_en if english else slot.help_zh,
                article=slot.article,
                required=slot.required,
            )
            for slot in law.evidence_slots
        ],
        channels=[ChannelOut(ownership=ownership, channel=channel) for ownership, channel in law.channels.items()],
        steps=[
            StepOut(
                number=number,
                article=f"17({number})",
                text=clause(f"17({number})").summary if english else clause(f"17({number})").text,
            )
            for number in range(1, 10)
        ],
    )


def _condition(number: str, english: bool) -> NamedOut:
    found = clause(number)
    return NamedOut(title=found.summary if english else found.text, help="", article=number, required=True)


@router.get("/public/regulation")
async def read_regulation() -> ArticlesOut:
    """The regulation's text, clause by clause, with its kind: rule, decision, displayed text."""
    return ArticlesOut(
        title="朝阳市市长质量奖管理办法",
        chapters=[chapter.title for chapter in chapters()],
        clauses=[
            ClauseOut(
                id=one.id,
                article=one.article,
                chapter=one.chapter,
                kind=one.kind,
                label=one.citation_zh,
                text=one.text,
                summary=one.summary,
            )
            for one in clauses()
        ],
    )
