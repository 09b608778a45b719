"""Years, waiting editions, bars and quotas, to the day and to the place, under every ruleset that there is."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from regulation.facts_for_tests import application, edition, organisation

from quality_award.regulation import articles  # noqa: F401
from quality_award.regulation.dates import SHANGHAI, end_of_day, years_after
from quality_award.regulation.facts import OrganisationFacts, RecordFact
from quality_award.regulation.parameters import Ruleset, read, ruleset
from quality_award.regulation.registry import run

FILES = Path(__file__).resolve().parents[1] / "rulesets"
LAWS = [ruleset("chaoyang-2022"), *(read(file.read_text(encoding="utf-8")) for file in sorted(FILES.glob("*.json")))]
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))
laws = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.code)
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)


def refused(code: str, facts: object) -> bool:
    return run((code,), facts) != []


def under(law: Ruleset, **changes: object) -> OrganisationFacts:
    return organisation(law=law, area_code=law.areas[0].code, **changes)


@laws
@given(day=DAYS)
@example(day=dt.date(2020, 2, 29))
def test_the_minimum_is_reached_on_the_anniversary_and_not_a_day_before(law: Ruleset, day: dt.date) -> None:
    due = years_after(day, law.min_years)
    assert not refused("organisation.years", under(law, registered_on=day, reference_day=due))
    assert refused("organisation.years", under(law, registered_on=day, reference_day=due - DAY))


@laws
@given(closing=DAYS, back=st.integers(0, 2000))
@example(closing=dt.date(2024, 2, 29), back=1096)
def test_a_record_counts_from_the_first_day_of_the_look_back_to_the_closing_day(
    law: Ruleset, closing: dt.date, back: int
) -> None:
    day = closing - back * DAY
    record = RecordFact("failed_sample", day, "市市场监督管理局", "1号")
    inside = years_after(closing, -law.lookback_years) <= day
    facts = under(law, reference_day=closing, registered_on=dt.date(1980, 1, 1), records=(record,))
    assert refused("organisation.clean_record", facts) == inside
    later = RecordFact("failed_sample", closing + DAY, "市市场监督管理局", "2号")
    assert not refused("organisation.clean_record", under(law, reference_day=closing, records=(later,)))


@laws
@given(won=st.integers(1, 30), now=st.integers(1, 40), data=st.data())
def test_a_winner_waits_as_many_editions_as_its_prize_says(law: Ruleset, won: int, now: int, data: st.DataObject) -> None:
    tier = data.draw(st.sampled_from([tier.key for tier in law.tiers]))
    wait = law.wait_editions.get(tier, 0)
    assert refused("organisation.gold_interval", under(law, wins=((tier, won),), edition_number=now)) == (won < now <= won + wait)


@laws
@given(revoked=st.integers(1, 30), now=st.integers(1, 40), for_life=st.booleans())
def test_a_bar_lasts_as_long_as_the_law_says(law: Ruleset, revoked: int, now: int, for_life: bool) -> None:
    facts = under(law, revoked_editions=(revoked,), edition_number=now, barred_for_life=for_life)
    barred = for_life or revoked < now <= revoked + law.revocation_bar_editions
    assert refused("organisation.not_barred", facts) == barred


@laws
@given(data=st.data())
def test_a_list_fits_exactly_when_each_prize_and_all_together_fit(law: Ruleset, data: st.DataObject) -> None:
    counts = {tier.key: data.draw(st.integers(0, law.quotas[tier.key] + 2)) for tier in law.tiers}
    fits = all(counts[key] <= law.quotas[key] for key in counts) and sum(counts.values()) <= law.quota_total
    assert refused("edition.quota_final", edition(law=law, lists={"final": counts})) != fits


@laws
@given(data=st.data())
def test_weights_are_complete_and_a_hundred(law: Ruleset, data: st.DataObject) -> None:
    weights = {name: data.draw(st.none() | st.integers(0, 100)) for name in law.scored}
    right = None not in weights.values() and sum(weights.values()) == 100  # type: ignore[arg-type]
    assert refused("edition.weights", edition(law=law, weights=weights)) != right


@given(DAYS, st.sampled_from([0, 1, 8, 12, 23]))
def test_the_last_second_of_the_closing_day_is_in_time_wherever_it_is_written(day: dt.date, offset: int) -> None:
    """The window is an instant: the same second is in time or late whatever time zone it is written in."""
    closes, zone = end_of_day(day), dt.timezone(dt.timedelta(hours=offset))
    around = {"opens_at": closes - 30 * DAY, "closes_at": closes, "recommend_by": closes + 15 * DAY}
    assert not refused("application.window", application(now=(closes - SECOND).astimezone(zone), **around))
    assert refused("application.window", application(now=closes.astimezone(zone), **around))
    assert (closes - SECOND).astimezone(SHANGHAI).date() == day
