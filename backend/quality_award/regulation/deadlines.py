"""What happens when a deadline is missed: kind of deadline → article, and whether it comes about by itself.

The words are in `messages/calendar.json` under `deadline.<kind>`: `what` happens, and `next` how it comes about.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["application_window", "recommendation", "publicity", "objection_report", "objection_proof", "objector_proof"]


@dataclass(frozen=True)
class Consequence:
    """`automatic`: the system does it at once; else it is proposed and a named person confirms it."""

    kind: Kind
    article: str
    automatic: bool

    @property
    def code(self) -> str:
        """The code of its words."""
        return f"deadline.{self.kind}"


CONSEQUENCES: dict[Kind, Consequence] = {
    one.kind: one
    for one in (
        Consequence("application_window", "17(2)", True),
        Consequence("recommendation", "17(3)", True),
        Consequence("publicity", "20", True),
        Consequence("objection_report", "22", False),
        Consequence("objection_proof", "23", False),
        Consequence("objector_proof", "23", False),
    )
}
