"""Art. 13(2) to (5): conditions that a person judges on the evidence. The rules never refuse; they say who has to look at what."""

from ..registry import Gap, rule
from . import _organisation

EVERYONE = ("condition.policy", "condition.quality_system")
BY_NATURE = {"for_profit": "condition.leading_results", "non_profit": "condition.social_contribution"}


def conditions(nature: str) -> tuple[str, ...]:
    """The codes for an organisation of this nature: 13(4) has its own version for each."""
    return (*EVERYONE, BY_NATURE[nature], "condition.credit")


def _waiting(article: str, facts: _organisation.Carrier) -> list[Gap]:
    """One line for the reviewer: the slots of the form whose evidence speaks to this clause."""
    organisation = _organisation.of(facts)
    return [{"slots": [slot.key for slot in organisation.law.slots_for(organisation.nature) if slot.article == article]}]


@rule("13(2)", code="condition.policy", severity="decide")
def policy(facts: _organisation.Carrier) -> list[Gap]:
    """In line with law and policy on industry, environment, energy, safety and quality."""
    return _waiting("13(2)", facts)


@rule("13(3)", code="condition.quality_system", severity="decide")
def quality_system(facts: _organisation.Carrier) -> list[Gap]:
    """A sound quality system, performance excellence in practice."""
    return _waiting("13(3)", facts)


@rule("13(4)", code="condition.leading_results", severity="decide")
def leading_results(facts: _organisation.Carrier) -> list[Gap]:
    """For profit: leading indicators in the city."""
    return _waiting("13(4)", facts)


@rule("13(4)", code="condition.social_contribution", severity="decide")
def social_contribution(facts: _organisation.Carrier) -> list[Gap]:
    """Not for profit: among the first in social contribution."""
    return _waiting("13(4)", facts)


@rule("13(5)", code="condition.credit", severity="decide")
def credit(facts: _organisation.Carrier) -> list[Gap]:
    """Social responsibility, lawful and honest conduct."""
    return _waiting("13(5)", facts)
