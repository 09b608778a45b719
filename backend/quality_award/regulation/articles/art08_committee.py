"""Art. 7, 8: the committee decides by vote. Quorum and majority are local procedure (open point 12)."""

import math

from ..facts import MotionFacts
from ..registry import Gap, rule


def passes(facts: MotionFacts) -> bool:
    """More than the majority of those present and not recused are for it; on a tie the chair's vote decides."""
    if facts.present == 0:
        return False
    share = facts.votes_for / facts.present
    if share > facts.majority:
        return True
    return math.isclose(share, facts.majority) and facts.chair_choice == "for"


@rule("7", code="motion.seats")
def seats(facts: MotionFacts) -> list[Gap]:
    """One chair and two vice chairs: no vote is declared while more people hold one of these seats than there are."""
    return [{"seat": seat} for seat in facts.crowded]


@rule("8", code="motion.quorum", local=True)
def quorum(facts: MotionFacts) -> list[Gap]:
    """Enough of the seats have voted; recused members count on neither side."""
    needed = math.ceil(facts.quorum * (facts.seats - facts.recused) - 1e-9)
    return [{"present": facts.present, "needed": needed}] if facts.present < max(needed, 1) else []


@rule("8", code="motion.majority", local=True)
def majority(facts: MotionFacts) -> list[Gap]:
    """The motion has its majority."""
    return [] if passes(facts) else [{"votes_for": facts.votes_for, "present": facts.present}]


@rule("8", code="motion.no_majority", local=True)
def no_majority(facts: MotionFacts) -> list[Gap]:
    """A motion that has its majority can't be recorded as rejected."""
    return [{"votes_for": facts.votes_for, "present": facts.present}] if passes(facts) else []


@rule("8", code="motion.outdated", local=True)
def outdated(facts: MotionFacts) -> list[Gap]:
    """Only a motion on something that has been changed since may be withdrawn: a vote that goes badly is not."""
    return [{}] if facts.current else []
