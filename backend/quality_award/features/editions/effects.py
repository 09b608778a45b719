"""What each step of Art. 17 brings with it: notices, the applications' own steps, score sheets, awards. One transaction."""

import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.platform.clock import local_date
from quality_award.regulation.dates import publicity_end, years_after
from quality_award.regulation.parameters import Ruleset, fingerprint, ruleset
from quality_award.regulation.stages import sheet_of
from quality_award.tables.awards import Award, PrizePayment
from quality_award.tables.editions import Edition, ListEntry, PublicNotice
from quality_award.tables.reviews import ScoreSheet
from quality_award.workflow import perform

from . import queries
from .pure import wording
from .pure.digest import digest

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

Effect = Callable[["AsyncSession", Actor, Edition, dt.datetime], Awaitable[None]]


async def _publish_notice(session: "AsyncSession", actor: Actor, edition: Edition, now: dt.datetime) -> None:
    """Art. 5, 17(1), 38: ruleset and criteria are pinned, the call goes out."""
    edition.pinned_at = edition.announced_at = now
    edition.ruleset_sha256 = fingerprint(edition.ruleset_code)
    assert edition.opens_at is not None
    assert edition.closes_at is not None
    assert edition.recommend_by is not None
    authority = await queries.authority(session, edition.authority_id)
    title, body = wording.call(
        award=authority.award_name,
        city=authority.name,
        number=edition.number,
        opens_at=edition.opens_at,
        closes_at=edition.closes_at,
        recommend_by=edition.recommend_by,
        min_years=ruleset(edition.ruleset_code).min_years,
    )
    _publish(session, edition, "call", title, body, [], now)


async def _close_window(session: "AsyncSession", actor: Actor, edition: Edition, now: dt.datetime) -> None:
    """Art. 17(3): what was not recommended in time lapses."""
    for application in await queries.applications(session, edition.id, "submitted"):
        await perform(session, application, "lapse", actor=actor, facts=None, now=now, cascade=True)


async def _settle_accepted_list(session: "AsyncSession", actor: Actor, edition: Edition, now: dt.datetime) -> None:
    """Art. 17(4): 受理名单."""
    for application in await queries.applications(session, edition.id, "formal_passed"):
        await perform(session, application, "accept", actor=actor, facts=None, now=now, cascade=True)
        session.add(ListEntry(edition_id=edition.id, kind="accepted", application_id=application.id, created_at=now))
    for application in await queries.applications(session, edition.id, "formal_failed"):
        await perform(session, application, "decline", actor=actor, facts=None, now=now, cascade=True)
    await session.flush()


async def _settle_site_list(session: "AsyncSession", actor: Actor, edition: Edition, now: dt.datetime) -> None:
    """Art. 17(5), (6): who goes on to the site review, who does not."""
    chosen = {listed.application.id for listed in await queries.list_entries(session, edition.id, "site")}
    for application in await queries.applications(session, edition.id, "accepted"):
        step = "shortlist" if application.id in chosen else "pass_over"
        await perform(session, application, step, actor=actor, facts=None, now=now, cascade=True)


async def open_sheets(session: "AsyncSession", edition: Edition, now: dt.datetime) -> None:
    """On entering a stage that is scored: a sheet for each live member of the team of each application in it."""
    stage = sheet_of(edition.state)
    if not stage:
        return
    state = "accepted" if stage == "document" else "shortlisted"
    reviewed = {application.id for application in await queries.applications(session, edition.id, state)}
    there = await queries.sheet_keys(session, edition.id, stage)
    for member in await queries.live_members(session, edition.id):
        if member.application_id in reviewed and (member.application_id, member.expert_id) not in there:
            session.add(
                ScoreSheet(
                    edition_id=edition.id,
                    application_id=member.application_id,
                    expert_id=member.expert_id,
                    stage=stage,
                    state="open",
                    summary="",
                    created_at=now,
                )
            )
    await session.flush()


async def _submit_proposed_list(session: "AsyncSession", actor: Actor, edition: Edition, now: dt.datetime) -> None:
    """Art. 17(7), (8): the committee deliberates on what was proposed; changes to it are drawn into the initial list."""
    for listed in await queries.list_entries(session, edition.id, "proposed"):
        entry = listed.entry
        session.add(
            ListEntry(
                edition_id=edition.id,
                kind="initial",
                application_id=entry.application_id,
                tier=entry.tier,
                rank=entry.rank,
                score=entry.score,
                reason=entry.reason,
                created_at=now,
            )
        )
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="edition", entity_id=edition.id, edition_id=edition.id,
        action="draw_initial", article="17(8)", detail={"from": "proposed"},
    )  # fmt: skip


async def _start_publicity(session: "AsyncSession", actor: Actor, edition: Edition, now: dt.datetime) -> None:
    """Art. 17(8): seven days, the day of publication not counted (open point 1)."""
    law = ruleset(edition.ruleset_code)
    edition.publicity_starts_at = now
    edition.publicity_ends_at = publicity_end(now, law.publicity_days).astimezone(dt.UTC)
    authority = await queries.authority(session, edition.authority_id)
    title, body = wording.publicity(
        award=authority.award_name, number=edition.number, ends_at=edition.publicity_ends_at, days=law.publicity_days
    )
    entries = [_entry(law, one) for one in _in_order(law, await queries.list_entries(session, edition.id, "initial"))]
    _publish(session, edition, "publicity", title, body, entries, now, edition.publicity_ends_at)


def _in_order(law: Ruleset, listed: list[queries.Listed]) -> list[queries.Listed]:
    """The order in which winners are named: the highest prize first, then by rank, then by case number."""
    return sorted(listed, key=lambda one: (law.tier_rank(one.entry.tier), one.entry.rank or 10_000, one.application.case_number))


def _entry(law: Ruleset, one: queries.Listed, **more: Any) -> dict[str, Any]:
    tier = one.entry.tier
    return wording.entry(
        one.organisation,
        one.application.case_number,
        tier,
        tier_title=law.tier(tier).title_zh if tier else "",
        project=one.application.project_name,
        **more,
    )


async def _publish_results(session: "AsyncSession", actor: Actor, edition: Edition, now: dt.datetime) -> None:
    """Art. 18: awards, certificates and prizes for the final list; everyone else who was visited goes without."""
    law = ruleset(edition.ruleset_code)
    today = local_date(now)
    winners = _in_order(law, await queries.list_entries(session, edition.id, "final"))
    serial: Counter[str] = Counter()
    entries: list[dict[str, Any]] = []
    for one in winners:
        tier = one.entry.tier or ""
        serial[tier] += 1
        award = Award(
            authority_id=edition.authority_id,
            edition_id=edition.id,
            organisation_id=one.application.organisation_id,
            application_id=one.application.id,
            tier=tier,
            project_name=one.application.project_name,
            certificate_number=wording.certificate_number(law.authority.mark, edition.year, law.tier(tier).mark, serial[tier]),
            verify_code=wording.verify_code(),
            granted_on=today,
            supervised_until=years_after(today, law.supervision_years),
            state="granted",
            created_at=now,
        )
        session.add(award)
        await session.flush()
        if law.prizes[tier]:
            session.add(PrizePayment(award_id=award.id, amount=law.prizes[tier], state="pending", created_at=now))
        entries.append(_entry(law, one, certificate_number=award.certificate_number))
    won = {one.application.id for one in winners}
    for application in await queries.applications(session, edition.id, "shortlisted"):
        step = "award" if application.id in won else "leave_unawarded"
        await perform(session, application, step, actor=actor, facts=None, now=now, cascade=True)
    authority = await queries.authority(session, edition.authority_id)
    title, body = wording.results(
        award=authority.award_name,
        number=edition.number,
        document=edition.approval_document or "",
        counts=[(tier.title_zh, serial[tier.key]) for tier in law.tiers],
    )
    _publish(session, edition, "results", title, body, entries, now)


def _publish(
    session: "AsyncSession",
    edition: Edition,
    kind: str,
    title: str,
    body: str,
    entries: list[dict[str, Any]],
    now: dt.datetime,
    ends_at: dt.datetime | None = None,
) -> None:
    """A public notice, frozen with the digest of what was shown."""
    session.add(
        PublicNotice(
            authority_id=edition.authority_id,
            edition_id=edition.id,
            kind=kind,
            title=title,
            body=body,
            entries=entries,
            published_at=now,
            ends_at=ends_at,
            sha256=digest({"title": title, "body": body, "entries": entries}),
            created_at=now,
        )
    )


EFFECTS: dict[str, Effect] = {
    "publish_notice": _publish_notice,
    "close_window": _close_window,
    "settle_accepted_list": _settle_accepted_list,
    "settle_site_list": _settle_site_list,
    "submit_proposed_list": _submit_proposed_list,
    "start_publicity": _start_publicity,
    "publish_results": _publish_results,
}
