"""Votes → the facts of Art. 8 and open point 12."""

from collections.abc import Mapping, Sequence
from typing import Any

from quality_award.regulation.facts import MotionFacts
from quality_award.regulation.parameters import Ruleset
from quality_award.tables.decisions import Ballot


def motion_facts(
    *,
    seats: Sequence[str],
    recused: int,
    ballots: Sequence[tuple[Ballot, str, str]],
    law: Ruleset,
    settings: Mapping[str, Any],
    current: bool,
) -> MotionFacts:
    """Who voted is who counts as present."""
    choices = [ballot.choice for ballot, _, _ in ballots]
    return MotionFacts(
        seats=len(seats),
        present=len(choices),
        recused=recused,
        votes_for=choices.count("for"),
        votes_against=choices.count("against"),
        abstain=choices.count("abstain"),
        chair_choice=next((ballot.choice for ballot, _, seat in ballots if seat == "chair"), None),
        quorum=float(law.setting("quorum", settings)),
        majority=float(law.setting("majority", settings)),
        current=current,
        crowded=tuple(seat for seat, places in law.seats.items() if sum(one == seat for one in seats) > places),
    )
