"""Art. 13(1): registered in Chaoyang and lawfully operating for five years or more on the closing day (open point 2)."""

from ..dates import years_after
from ..facts import OrganisationFacts
from ..registry import Gap, rule
from . import _organisation


@rule("13(1)", code="organisation.registered_here")
def registered_here(facts: "_organisation.Carrier") -> list[Gap]:
    """A valid unified social credit code, and an area of the city."""
    organisation = _organisation.of(facts)
    gaps: list[Gap] = []
    if not organisation.uscc_valid:
        gaps.append({"what": "uscc", "area": organisation.area_code})
    if organisation.area_code not in organisation.law.area_codes:
        gaps.append({"what": "area", "area": organisation.area_code})
    return gaps


@rule("13(1)", code="organisation.years")
def years(facts: "_organisation.Carrier") -> list[Gap]:
    """Five years to the day."""
    organisation: OrganisationFacts = _organisation.of(facts)
    needed = organisation.law.min_years
    fulfilled_on = years_after(organisation.registered_on, needed)
    if fulfilled_on <= organisation.reference_day:
        return []
    return [{
        "registered_on": organisation.registered_on.isoformat(),
        "needed": needed,
        "reference_day": organisation.reference_day.isoformat(),
        "fulfilled_on": fulfilled_on.isoformat(),
    }]  # fmt: skip
