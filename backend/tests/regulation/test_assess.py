"""Eligibility as a whole: every rule with its outcome and its facts, and the days on which an answer turns."""

import dataclasses
import datetime as dt

import pytest
from facts_for_tests import LAW, organisation
from hypothesis import example, given
from hypothesis import strategies as st

from quality_award.regulation.articles.art14_exclusions import KINDS
from quality_award.regulation.articles.art36_revocation import GROUNDS, PROPOSED, RULES_OF_WINNERS
from quality_award.regulation.assess import Assessment, assess, eligibility, full_years, sentence, verdict
from quality_award.regulation.dates import years_after
from quality_award.regulation.facts import OrganisationFacts, RecordFact, WinnerFacts
from quality_award.regulation.messages import LANGUAGES, catalogue
from quality_award.regulation.registry import RULES
from quality_award.regulation.source import clause

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))
CLOSING = dt.date(2026, 4, 30)


def record(kind: str, day: dt.date) -> RecordFact:
    return RecordFact(kind, day, "省市场监管局", "1号")


def of(facts: OrganisationFacts, article: str, rule: str = "") -> Assessment:
    """The one assessment under a clause."""
    (found,) = (a for a in assess(eligibility(facts.nature), facts) if a.article == article and rule in a.rule)
    return found


class TestTheWhole:
    @pytest.mark.parametrize(("nature", "own"), [("for_profit", "leading_results"), ("non_profit", "social_contribution")])
    def test_every_clause_once_and_the_fourth_by_nature(self, nature: str, own: str) -> None:
        made = assess(eligibility(nature), organisation(nature=nature))
        assert [a.article for a in made] == [
            "13(1)", "13(1)", "13(2)", "13(3)", "13(4)", "13(5)", "14(1)", "14(2)", "14(3)", "14(4)", "15", "27", "36",
        ]  # fmt: skip
        assert [a.rule for a in made if a.article == "13(4)"] == [f"condition.{own}"]
        assert {a.article: a.outcome for a in made if a.outcome != "passed"} == dict.fromkeys(
            ("13(2)", "13(3)", "13(4)", "13(5)"), "person"
        )
        assert verdict(made) == "person"

    def test_conditions_for_a_person_never_refuse_and_name_the_evidence(self) -> None:
        for nature in ("for_profit", "non_profit"):
            for one in assess(eligibility(nature), organisation(nature=nature)):
                if one.outcome == "person":
                    assert {f.severity for f in one.findings} == {"decide"}
                    (finding,) = one.findings
                    slots = {slot.key: slot for slot in LAW.evidence_slots}
                    assert finding.params["slots"]
                    assert all(slots[key].article == one.article for key in finding.params["slots"])
                    assert all(slots[key].applies_to(nature) for key in finding.params["slots"])

    def test_one_failure_fails_the_whole(self) -> None:
        assert verdict(assess(eligibility("for_profit"), organisation(area_code="210102"))) == "failed"

    def test_the_facts_are_those_that_the_rule_read(self) -> None:
        facts = organisation()
        assert of(facts, "13(1)", "years").facts == {
            "min_years": 5, "registered_on": facts.registered_on, "reference_day": facts.reference_day,
        }  # fmt: skip
        assert set(of(facts, "15").facts) == {"wait_editions", "wins"}
        assert of(facts, "27").facts == {"barred_for_life": False}
        own, other = record("failed_sample", dt.date(2025, 5, 4)), record("credit_loss", dt.date(2025, 5, 4))
        looked_at = of(organisation(records=(own, other)), "14(2)").facts
        assert looked_at == {"reference_day": CLOSING, "lookback_years": 3, "records": (own,)}

    def test_what_a_rule_read_decides_what_it_says(self) -> None:
        """Facts that were not noted can be anything: the outcome stays. Nothing that was read is left out."""
        facts, other = organisation(), organisation(
            name="别的", uscc_valid=False, area_code="110101", registered_on=dt.date(2025, 1, 1), reference_day=dt.date(2025, 6, 1),
            edition_number=9, wins=(("gold", 8),), revoked_editions=(8,), barred_for_life=True, nature="non_profit",
            records=(record("credit_loss", dt.date(2025, 1, 1)),),
        )  # fmt: skip
        for code in eligibility("for_profit"):
            noted = {name for one in assess((code,), facts) for name in one.facts}
            mixed = {
                field.name: getattr(facts if field.name in noted else other, field.name)
                for field in dataclasses.fields(OrganisationFacts)
            }
            assert RULES[code](OrganisationFacts(**mixed)) == RULES[code](facts), code

    def test_every_sentence_has_its_words(self) -> None:
        for facts in (
            organisation(), organisation(wins=(("gold", 1),)), organisation(barred_for_life=True),
            organisation(records=(record("safety_accident_fatal_general", dt.date(2025, 1, 1)),)),
        ):  # fmt: skip
            for one in assess(eligibility("for_profit"), facts):
                if one.outcome == "passed":
                    for language in LANGUAGES:
                        assert sentence(one) in catalogue(language), sentence(one)
                        for params in (one.proof,):
                            assert "—" not in catalogue(language)[sentence(one)]["what"].format_map(params)

    def test_every_fact_has_a_label(self) -> None:
        read = {
            name
            for nature in ("for_profit", "non_profit")
            for a in assess(eligibility(nature), organisation(revoked_editions=(4,)))
            for name in a.facts
        }
        for language in LANGUAGES:
            assert {f"fact.{name}" for name in read} <= set(catalogue(language))


class TestFiveYears:
    @given(DAYS, DAYS)
    @example(dt.date(2020, 2, 29), dt.date(2025, 2, 27))
    @example(dt.date(2020, 2, 29), dt.date(2025, 2, 28))
    @example(dt.date(2021, 4, 30), dt.date(2026, 4, 30))
    @example(dt.date(2021, 5, 1), dt.date(2026, 4, 30))
    def test_passed_from_the_fifth_anniversary_on(self, since: dt.date, day: dt.date) -> None:
        one = of(organisation(registered_on=since, reference_day=day), "13(1)", "years")
        assert (one.outcome == "passed") == (years_after(since, 5) <= day)
        if one.outcome == "passed":
            assert one.proof["full_years"] >= 5
            assert one.proof["full_years"] == full_years(since, day)

    @given(DAYS, st.integers(0, 60))
    def test_full_years_turn_on_the_anniversary(self, since: dt.date, years: int) -> None:
        day = years_after(since, years)
        assert full_years(since, day) == years
        assert full_years(since, day - dt.timedelta(days=1)) == years - 1

    def test_the_leap_day_is_fulfilled_on_the_last_of_february(self) -> None:
        facts = organisation(registered_on=dt.date(2020, 2, 29))
        assert of(dataclasses.replace(facts, reference_day=dt.date(2025, 2, 28)), "13(1)", "years").outcome == "passed"
        early = of(dataclasses.replace(facts, reference_day=dt.date(2025, 2, 27)), "13(1)", "years")
        assert early.findings[0].params["fulfilled_on"] == "2025-02-28"


class TestLookBack:
    @pytest.mark.parametrize(
        ("day", "outcome"),
        [("2023-04-29", "passed"), ("2023-04-30", "failed"), ("2026-04-30", "failed"), ("2026-05-01", "passed")],
    )
    def test_its_first_and_last_day_count(self, day: str, outcome: str) -> None:
        facts = organisation(records=(record("failed_sample", dt.date.fromisoformat(day)),))
        assert of(facts, "14(2)").outcome == outcome

    def test_each_clause_answers_for_its_own_kinds(self) -> None:
        for kind, article in KINDS.items():
            made = assess(eligibility("for_profit"), organisation(records=(record(kind, dt.date(2025, 5, 4)),)))
            failed = [a.article for a in made if a.outcome == "failed"]
            single = article.startswith("14") and kind != "safety_accident_fatal_general"
            assert failed == ([article] if single else []), kind
            for one in made:
                assert all(
                    finding.article == one.article
                    for finding in one.findings
                    if finding.severity == "block" and one.article != "13(1)"
                )

    @given(DAYS, st.sampled_from([k for k, a in KINDS.items() if a.startswith("14") and k != "safety_accident_fatal_general"]))
    @example(dt.date(2024, 2, 29), "credit_loss")
    @example(dt.date(2025, 2, 28), "credit_loss")
    def test_free_on_is_the_first_free_closing_day(self, day: dt.date, kind: str) -> None:
        facts = organisation(registered_on=dt.date(1990, 1, 1), records=(record(kind, day),), reference_day=day)
        failed = of(facts, KINDS[kind])
        free = dt.date.fromisoformat(failed.findings[0].params["free_on"])
        assert of(dataclasses.replace(facts, reference_day=free), KINDS[kind]).outcome == "passed"
        before = dataclasses.replace(facts, reference_day=free - dt.timedelta(days=1))
        assert of(before, KINDS[kind]).outcome == "failed"

    def test_fewer_fatal_accidents_than_exclude_are_told_and_pass(self) -> None:
        kind = "safety_accident_fatal_general"
        two = organisation(records=(record(kind, dt.date(2025, 1, 1)), record(kind, dt.date(2025, 2, 1))))
        one = of(two, "14(1)")
        assert (one.outcome, one.proof["general"], sentence(one)) == (
            "passed", 2, "met.organisation.clean_record.14(1).general",
        )  # fmt: skip


class TestGoldAndBars:
    @given(st.lists(st.integers(1, 30), max_size=4), st.integers(1, 34))
    def test_gold_in_n_again_from_n_plus_three(self, won: list[int], current: int) -> None:
        one = of(organisation(wins=tuple(("gold", one) for one in won), edition_number=current), "15")
        assert (one.outcome == "failed") == any(n < current < n + 3 for n in won)
        if one.outcome == "passed" and one.proof["won"] is not None:
            assert one.proof["between"] >= 2

    @given(st.lists(st.integers(1, 12), max_size=3), st.integers(1, 14), st.booleans())
    def test_for_life_and_for_one_edition_are_two_bars(self, revoked: list[int], current: int, life: bool) -> None:
        facts = organisation(revoked_editions=tuple(revoked), edition_number=current, barred_for_life=life)
        assert (of(facts, "27").outcome == "failed") == life
        assert (of(facts, "36").outcome == "failed") == (not life and current - 1 in revoked)
        assert [f.article for f in of(facts, "27").findings] == (["27"] if life else [])

    def test_the_words_tell_the_two_apart(self) -> None:
        for language in LANGUAGES:
            words = catalogue(language)
            assert words["clause.27"]["what"] != words["clause.36"]["what"]
            assert words["then.life"]["what"] != words["then.one_edition"]["what"]


class TestWinners:
    GRANTED, UNTIL = dt.date(2024, 12, 1), dt.date(2027, 12, 1)

    def found(self, kind: str, day: dt.date, today: dt.date = dt.date(2026, 6, 1)) -> list[str]:
        (one,) = assess(RULES_OF_WINNERS, WinnerFacts(self.GRANTED, self.UNTIL, today, (record(kind, day),)))
        assert one.outcome == ("person" if one.findings else "passed")
        return [finding.article for finding in one.findings]

    @given(DAYS)
    @example(GRANTED)
    @example(UNTIL)
    def test_within_the_three_years_and_not_outside(self, day: dt.date) -> None:
        assert (self.found("consumer_fraud", day, min(day, self.UNTIL)) == ["36(4)"]) == (self.GRANTED <= day <= self.UNTIL)

    def test_article_27_knows_no_end(self) -> None:
        late = dt.date(2040, 1, 1)
        assert self.found("award_fraud", dt.date(2024, 3, 1), late) == ["27"]
        assert self.found("consumer_fraud", dt.date(2027, 12, 1), late) == []

    def test_a_kind_without_an_item_leaves_the_choice_to_a_person(self) -> None:
        assert self.found("credit_loss", dt.date(2026, 1, 1)) == ["36"]

    def test_what_is_proposed_is_a_ground(self) -> None:
        assert set(PROPOSED) <= set(KINDS)
        assert set(PROPOSED.values()) <= set(GROUNDS)
        assert all(clause(article) for article in PROPOSED.values())
        # What Art. 36 alone lists has the item that it is listed under.
        assert all(PROPOSED[kind] == article for kind, article in KINDS.items() if not article.startswith("14"))
