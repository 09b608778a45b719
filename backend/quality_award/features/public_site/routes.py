"""The public pages' data; no login, nothing kept."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from quality_award.access.http import LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.features.editions.pure.course import step_of
from quality_award.features.editions.routes import stages_out
from quality_award.features.public_notice import queries as notices
from quality_award.features.public_notice.routes import notice_out
from quality_award.features.public_notice.schemas import NoticeOut
from quality_award.platform.errors import NotFound
from quality_award.regulation.articles.art14_exclusions import KINDS
from quality_award.regulation.assess import verdict
from quality_award.regulation.messages import translate
from quality_award.regulation.parameters import LOCAL, Ruleset, latest, ruleset
from quality_award.regulation.reference import area, division
from quality_award.regulation.source import chapters, cite_zh, clause, clauses
from quality_award.regulation.stages import STAGES
from quality_award.workflow.assessments import SELF_CHECK, present_assessments
from quality_award.workflow.deadlines import present_deadlines

from . import queries, service
from .schemas import (
    ArticlesOut,
    ChannelOut,
    ClauseOut,
    CurrentOut,
    EventKindOut,
    GuideOut,
    KnownAwardOut,
    NamedOut,
    PlaceOut,
    SelfCheckIn,
    SelfCheckOut,
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
        stages=stages_out(ruleset(row.ruleset_code), row.state),
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
            project=one.award.project_name,
            area=_area(one.organisation.area_code, lang),
            industry=division(one.organisation.division).name_en if lang == "en" else division(one.organisation.division).name_zh,
            tier=one.award.tier,
            certificate_number=one.award.certificate_number,
            state=queries.public_state(one.award),
            verify_code=one.award.verify_code,
        )
        for one in await queries.winners(session, year)
    ]


def _area(code: str, lang: str) -> str:
    try:
        found = area(code)
    except KeyError:  # it has moved away since, or the areas were drawn anew
        return code
    return found.name_en if lang == "en" else found.name_zh


@router.get("/public/verify/{code}")
async def verify_certificate(code: str, session: SessionDep) -> VerifyOut:
    """What stands behind a certificate's code."""
    one = await queries.by_code(session, code)
    if one is None:
        raise NotFound
    return VerifyOut(
        organisation=one.organisation.name,
        project=one.award.project_name,
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
    law = latest()
    english = lang == "en"
    return GuideOut(
        title=law.title_en if english else law.title_zh,
        min_years=law.min_years,
        lookback_years=law.lookback_years,
        publicity_days=law.publicity_days,
        places=[
            PlaceOut(tier=tier.key, subject=tier.subject, quota=law.quotas[tier.key], prize=law.prizes[tier.key])
            for tier in law.tiers
        ],
        total=law.quota_total,
        conditions=[_condition(law, number, english) for number in CONDITIONS if law.cite(number) != LOCAL],
        materials=[
            NamedOut(
                row="",
                title=slot.title_en if english else slot.title_zh,
                help=slot.help_en if english else slot.help_zh,
                article=slot.article,
                required=slot.required,
            )
            for slot in law.evidence_slots
        ],
        channels=[ChannelOut(ownership=ownership, channel=channel) for ownership, channel in law.channels.items()],
        steps=[_step(law, number, key, english) for number, key in enumerate(_steps(law), 1)],
    )


def _words(law: Ruleset, row: str, english: bool) -> str:
    """The text of a row: the city's own clause, else the standard's."""
    own = next((one.text for one in law.clauses if one.row == row), None)
    return own or (clause(row).summary if english else clause(row).text)


def _condition(law: Ruleset, row: str, english: bool) -> NamedOut:
    return NamedOut(row=row, title=_words(law, row, english), help="", article=law.cite(row), required=True)


def _steps(law: Ruleset) -> tuple[str, ...]:
    """The nine steps of Art. 17; of another city, its own stages up to the approval."""
    return law.stages[:-1] if law.clauses else tuple(f"17({number})" for number in range(1, 10))


def _step(law: Ruleset, number: int, key: str, english: bool) -> StepOut:
    row = STAGES[key].article if key in STAGES else key
    return StepOut(number=number, stage=key if key in STAGES else "", article=law.cite(row), text=_words(law, row, english))


def _own_regulation(law: Ruleset) -> ArticlesOut:
    return ArticlesOut(
        title=law.title_zh,
        chapters=[law.title_zh],
        clauses=[
            ClauseOut(
                id=one.id,
                row=one.row,
                article=int(one.id.partition("(")[0]),
                chapter=1,
                kind=clause(one.row).kind,
                label=cite_zh(one.id),
                text=one.text,
                summary=clause(one.row).summary,
            )
            for one in law.clauses
        ],
    )


@router.get("/public/eligibility-check/kinds")
async def list_event_kinds(lang: LanguageDep) -> list[EventKindOut]:
    """The events of Art. 14 and 36 that an organisation may name of itself."""
    return [
        EventKindOut(kind=kind, article=article, title=translate(lang, f"kind.{kind}", {})[0])
        for kind, article in KINDS.items()
        if article != "27"
    ]


@router.post("/public/eligibility-check")
async def check_eligibility(body: SelfCheckIn, session: SessionDep, now: NowDep, lang: LanguageDep) -> SelfCheckOut:
    """Art. 13, 14, 15, 27, 36 on facts that anyone enters, without a login. Nothing is kept: no record, no audit, no key."""
    found = await service.self_check(session, body=body, now=now)
    return SelfCheckOut(
        outcome=verdict(found.assessments),
        reference_day=found.facts.reference_day,
        basis="closing_day" if found.edition else "today",
        edition=found.facts.edition_number,
        edition_title=found.edition.title if found.edition else None,
        channel=found.channel,
        recipient=found.recipient,
        awards=[
            KnownAwardOut(
                edition=one.edition.number,
                year=one.edition.year,
                tier=one.award.tier,
                state=queries.public_state(one.award),
            )
            for one in found.awards
        ],
        assessments=present_assessments(found.assessments, found.facts, SELF_CHECK, lang),
    )


@router.get("/public/regulation")
async def read_regulation() -> ArticlesOut:
    """The regulation's text, clause by clause, with its kind: rule, decision, displayed text."""
    law = latest()
    if law.clauses:
        return _own_regulation(law)
    return ArticlesOut(
        title="朝阳市市长质量奖管理办法",
        chapters=[chapter.title for chapter in chapters()],
        clauses=[
            ClauseOut(
                id=one.id,
                row=one.id if one.id == one.row else "",
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
