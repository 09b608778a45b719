"""Rows → the facts of Art. 32."""

from quality_award.access.actor import Actor
from quality_award.regulation.facts import BreakGlassFacts, RecusalFacts
from quality_award.tables.recusals import BreakGlass
from quality_award.tables.reviews import Recusal


def recusal_facts(recusal: Recusal) -> RecusalFacts:
    """A request for recusal, with the decision's reason where one is being taken."""
    return RecusalFacts(reason=recusal.reason, evidence_note=recusal.evidence_note, decision_reason=recusal.decision_reason or "")


def break_glass_facts(row: BreakGlass, actor: Actor) -> BreakGlassFacts:
    """A request to read in an emergency, as the one who looks at it stands to it."""
    return BreakGlassFacts(own=row.user_id == actor.user_id, decision_reason=row.decision_reason or "")
