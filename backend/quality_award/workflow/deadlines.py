"""How a deadline is shown: when it ends, whether that is final, what happens when it is missed, under which article."""

import datetime as dt

from pydantic import BaseModel

from quality_award.regulation.deadlines import CONSEQUENCES, Kind
from quality_award.regulation.messages import translate

from .present import Clause


class DeadlineOut(BaseModel):
    """A deadline with what happens when it is missed. `provisional` (暂定): it reaches into a year not confirmed yet."""

    kind: str
    at: dt.datetime
    provisional: bool
    automatic: bool
    consequence: str
    effect: str
    article: Clause


def present_deadline(kind: Kind, at: dt.datetime | None, language: str, *, provisional: bool = False) -> DeadlineOut | None:
    """A deadline in the reader's language; None where there is none."""
    if at is None:
        return None
    found = CONSEQUENCES[kind]
    consequence, effect = translate(language, found.code, {})
    return DeadlineOut(
        kind=kind,
        at=at,
        provisional=provisional,
        automatic=found.automatic,
        consequence=consequence,
        effect=effect,
        article=found.article,
    )


def present_deadlines(language: str, *deadlines: tuple[Kind, dt.datetime | None]) -> list[DeadlineOut]:
    """Those of them that there are."""
    shown = (present_deadline(kind, at, language) for kind, at in deadlines)
    return [one for one in shown if one]
