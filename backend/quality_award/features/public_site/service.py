"""The public self-check: what an organisation says of itself and what the registry of winners says of it, on one day.

It reads nothing that only the office holds: whoever asks with somebody else's code learns what the registry says anyway.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quality_award.features.editions.facts import reference_day
from quality_award.platform.clock import local_date
from quality_award.platform.errors import FieldError, Invalid
from quality_award.platform.uscc import parse_uscc
from quality_award.regulation.articles.art14_exclusions import KINDS
from quality_award.regulation.articles.art36_revocation import RULES_OF_WINNERS
from quality_award.regulation.assess import Assessment, assess, eligibility
from quality_award.regulation.facts import OrganisationFacts, RecordFact, WinnerFacts
from quality_award.regulation.parameters import latest, ruleset
from quality_award.tables.editions import Edition

from . import queries
from .schemas import EventIn, SelfCheckIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

MOST_FATALITIES = 10_000
EARLIEST = dt.date(1900, 1, 1)


@dataclass(frozen=True)
class SelfCheck:
    """The answer before it is put into words."""

    facts: OrganisationFacts
    assessments: tuple[Assessment, ...]
    edition: Edition | None
    """The edition that can be applied for now; None: counted on today, for the next one."""
    channel: str
    recipient: str | None
    awards: tuple[queries.Winner, ...]


async def self_check(session: "AsyncSession", *, body: SelfCheckIn, now: dt.datetime) -> SelfCheck:
    """Assess without keeping anything. Raises Invalid with every fault."""
    today = local_date(now)
    code, registered_on, events = _read(body, today)
    editions = await queries.public_editions(session)
    edition = next((one for one in reversed(editions) if _can_be_applied_for(one, now)), None)
    law = ruleset(edition.ruleset_code) if edition else latest()
    awards = tuple(await queries.awards_of(session, code))
    revoked = [one for one in awards if one.award.state == "revoked"]
    facts = OrganisationFacts(
        law=law,
        name="",
        uscc_valid=True,
        area_code=body.area_code.strip(),
        registered_on=registered_on,
        reference_day=reference_day(edition, now) if edition else today,
        edition_number=edition.number if edition else max((one.number for one in editions), default=0) + 1,
        wins=tuple(
            (one.award.tier, one.edition.number)
            for one in awards
            if law.wait_editions.get(one.award.tier) and queries.public_state(one.award) == "granted"
        ),
        revoked_editions=tuple(_running_on(editions, one) for one in revoked),
        barred_for_life=any(one.award.revocation_article == "27" for one in revoked),
        records=events,
        nature=body.nature,
    )
    channel = law.channels[body.ownership]
    return SelfCheck(
        facts=facts,
        assessments=assess(eligibility(body.nature), facts) + _as_winner(awards, facts, today),
        edition=edition,
        channel=channel,
        recipient=await queries.bureau(session, facts.area_code) if channel == "county" else None,
        awards=awards,
    )


def _can_be_applied_for(edition: Edition, now: dt.datetime) -> bool:
    return edition.state == "open" and edition.closes_at is not None and now < edition.closes_at


def _running_on(editions: list[Edition], winner: queries.Winner) -> int:
    """The edition that ran when an award was revoked: the one after it is barred (Art. 36)."""
    day = winner.award.revoked_on
    begun = [
        one.number
        for one in editions
        if day is not None and (local_date(one.announced_at) if one.announced_at else dt.date(one.year, 1, 1)) <= day
    ]
    return max(begun, default=winner.edition.number)


def _as_winner(awards: tuple[queries.Winner, ...], facts: OrganisationFacts, today: dt.date) -> tuple[Assessment, ...]:
    """What the events given mean for an award that still stands under supervision; nothing when there is none."""
    made: list[Assessment] = []
    for one in awards:
        if queries.public_state(one.award) == "granted":
            winner = WinnerFacts(one.award.granted_on, one.award.supervised_until, today, facts.records)
            made += [found for found in assess(RULES_OF_WINNERS, winner) if found.findings]
    return tuple(made)


def _read(body: SelfCheckIn, today: dt.date) -> tuple[str, dt.date, tuple[RecordFact, ...]]:
    """The facts in their types. Raises Invalid with every fault."""
    gaps: list[FieldError] = []
    code = parse_uscc(body.uscc)
    if code is None:
        gaps.append(FieldError("uscc", "uscc.check"))
    if not (len(area := body.area_code.strip()) == 6 and area.isascii() and area.isdigit()):
        gaps.append(FieldError("area_code", "area.code"))
    registered_on = _day(body.registered_on)
    if registered_on is None:
        gaps.append(FieldError("registered_on", "registered_on.format"))
    elif registered_on > today:
        gaps.append(FieldError("registered_on", "registered_on.future"))
    if body.ownership not in latest().channels:
        gaps.append(FieldError("ownership", "field.value"))
    if body.nature not in ("for_profit", "non_profit"):
        gaps.append(FieldError("nature", "field.value"))
    events = [_event(number, event, today, gaps) for number, event in enumerate(body.events)]
    if gaps or code is None or registered_on is None:
        raise Invalid(gaps)
    return code.code, registered_on, tuple(event for event in events if event)


def _event(number: int, event: EventIn, today: dt.date, gaps: list[FieldError]) -> RecordFact | None:
    day = _day(event.occurred_on)
    before = len(gaps)
    if event.kind not in KINDS:
        gaps.append(FieldError(f"events.{number}.kind", "event.kind"))
    if day is None or day > today:
        gaps.append(FieldError(f"events.{number}.occurred_on", "event.date"))
    if not 0 <= event.fatalities <= MOST_FATALITIES:
        gaps.append(FieldError(f"events.{number}.fatalities", "event.fatalities"))
    if day is None or len(gaps) > before:
        return None
    return RecordFact(event.kind, day, "given", "given", event.fatalities)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day >= EARLIEST else None
