"""Rules on an organisation also serve an application: they take either and look at the organisation."""

from ..facts import ApplicationFacts, OrganisationFacts

Carrier = ApplicationFacts | OrganisationFacts


def of(facts: Carrier) -> OrganisationFacts:
    """The organisation's facts."""
    return facts.organisation if isinstance(facts, ApplicationFacts) else facts
