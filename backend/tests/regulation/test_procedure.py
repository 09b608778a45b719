"""The procedure table is sound: what the one door, the screens and the documentation are drawn from."""

import itertools

import pytest

from quality_award.regulation import articles, procedure  # noqa: F401
from quality_award.regulation.articles.art36_revocation import RULES_OF_WINNERS
from quality_award.regulation.assess import eligibility
from quality_award.regulation.messages import LANGUAGES, catalogue
from quality_award.regulation.registry import RULES
from quality_award.regulation.source import clause
from quality_award.regulation.stages import STAGES, STANDARD

PEOPLE = {"applicant", "recommender", "office", "agency", "expert", "committee", "government", "auditor", "admin"}


def test_states_are_known_and_reachable() -> None:
    assert procedure.check() == []


def test_every_row_names_known_rules_and_a_clause_of_the_regulation() -> None:
    for row in procedure.EVERY:
        assert set(row.rules) <= set(RULES), row
        assert clause(row.article), row


def test_every_rule_is_used_and_cites_a_clause() -> None:
    used = {code for row in procedure.EVERY for code in row.rules}
    used |= {code for codes in procedure.ACTS.values() for code in codes}
    # Those that a person decides refuse no transition: they are assessed.
    used |= {code for nature in ("for_profit", "non_profit") for code in eligibility(nature)} | set(RULES_OF_WINNERS)
    assert set(RULES) == used
    for rule in RULES.values():
        assert clause(rule.article), rule.code


def test_every_rule_has_words_in_both_languages() -> None:
    for language in LANGUAGES:
        assert set(RULES) - set(catalogue(language)) == set()


def test_every_row_has_someone_who_may_take_it() -> None:
    for row in procedure.EVERY:
        assert row.roles
        assert row.roles <= PEOPLE | {"system"}
        assert not row.seats or "committee" in row.roles


def test_only_the_committee_settles_and_only_the_government_approves() -> None:
    by_action = {(row.entity, row.action): row for row in procedure.EVERY}
    for action in ("approve_plan", "settle_accepted_list", "fix_initial_list", "settle_final_list"):
        assert by_action["edition", action].roles == {"committee"}
        assert by_action["edition", action].seats == {"chair", "vice_chair"}
    assert by_action["edition", "approve"].roles == {"government"}
    assert by_action["award", "revoke"].roles == {"government"}


@pytest.mark.parametrize("stages", [STANDARD, tuple(STAGES)])
def test_the_edition_cannot_skip_a_step(stages: tuple[str, ...]) -> None:
    """Apart from the plan's return, each state of an edition has exactly one way on, to the next."""
    order = [state for key in stages for state in STAGES[key].states]
    onward = [row for row in procedure.course(stages) if row.action != "return_plan"]
    assert [(row.source, row.target) for row in onward] == list(itertools.pairwise(order))
