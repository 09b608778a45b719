"""Art. 10, 17(1): experts drawn by lot. Nobody can know or steer the outcome: a number of the day, a second person."""

from ..dates import local_day
from ..facts import DrawFacts
from ..registry import Gap, rule


@rule("10", code="draw.number_due", local=True)
def number_due(facts: DrawFacts) -> list[Gap]:
    """The public number is not known before its day."""
    return [] if local_day(facts.now) >= facts.number_on else [{"on": facts.number_on.isoformat()}]


@rule("10", code="draw.witness", local=True)
def witness(facts: DrawFacts) -> list[Gap]:
    """Whoever committed to the draw does not reveal it."""
    return [{}] if facts.own else []


@rule("10", code="draw.public_number", local=True, asks="public_number")
def public_number(facts: DrawFacts) -> list[Gap]:
    """The number is written down as it was published."""
    return [] if facts.public_number.strip() else [{}]


@rule("10", code="draw.reason", local=True, asks="reason")
def reason(facts: DrawFacts) -> list[Gap]:
    """A draw is withdrawn with a reason, which is published."""
    return [] if facts.reason.strip() else [{}]
