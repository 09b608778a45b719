"""Art. 31: the organisation that had a site review rates its reviewers, once."""

from ..facts import RatingFacts
from ..registry import Gap, rule

VISITED = frozenset({"shortlisted", "awarded", "not_awarded", "failed"})


@rule("31", code="rating.visited")
def visited(facts: RatingFacts) -> list[Gap]:
    """Only an organisation that is in the site review or has been through it."""
    if facts.application_state in VISITED and facts.site_review_begun:
        return []
    return [{"application_state": facts.application_state}]


@rule("31", code="rating.once")
def once(facts: RatingFacts) -> list[Gap]:
    """A rating given stands."""
    return [{}] if facts.rated else []
