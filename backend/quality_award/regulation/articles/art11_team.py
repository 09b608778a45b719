"""Art. 11, 29, 32: who may sit on a review team. Size and composition are local procedure; interests and sanctions are not."""

from ..facts import AssignmentFacts
from ..registry import Gap, rule
from ..stages import sheet_of

UNFIT = frozenset({"dismissed", "disqualified"})


@rule("17(5)", code="assignment.stage")
def stage(facts: AssignmentFacts) -> list[Gap]:
    """Teams are made for accepted applicants in the document review, changed for shortlisted ones in the site review."""
    # Whoever is past the document review was chosen there.
    wanted = {"document": "accepted", "defence": "shortlisted", "site": "shortlisted"}.get(sheet_of(facts.edition_state))
    if wanted is not None and facts.application_state == wanted:
        return []
    return [{"edition_state": facts.edition_state, "application_state": facts.application_state}]


@rule("17(1)", code="assignment.invited")
def invited(facts: AssignmentFacts) -> list[Gap]:
    """Only experts of the team that the office checked and the committee approved with the plan."""
    return [] if facts.invited and facts.checked else [{"expert": facts.expert}]


@rule("29", code="assignment.fit")
def fit(facts: AssignmentFacts) -> list[Gap]:
    """A dismissed or disqualified expert reviews nothing."""
    return [{"expert": facts.expert, "status": facts.status}] if facts.status in UNFIT else []


@rule("33", code="assignment.account")
def account(facts: AssignmentFacts) -> list[Gap]:
    """Without an account nobody can sign the undertaking that comes before the first look."""
    return [] if facts.account else [{"expert": facts.expert}]


@rule("32", code="assignment.not_recused")
def not_recused(facts: AssignmentFacts) -> list[Gap]:
    """Nobody who is recused from this applicant."""
    return [{"expert": facts.expert}] if facts.recused else []


@rule("32", code="assignment.no_conflict")
def no_conflict(facts: AssignmentFacts) -> list[Gap]:
    """Nobody who works for the applicant, or who has held a post there."""
    return [{"expert": facts.expert, "conflict": conflict} for conflict in facts.conflicts]


@rule("11", code="assignment.once")
def once(facts: AssignmentFacts) -> list[Gap]:
    """Nobody twice."""
    return [{"expert": facts.expert}] if facts.on_team else []


@rule("11", code="assignment.employers", local=True)
def employers(facts: AssignmentFacts) -> list[Gap]:
    """No two members of one team come from one employer."""
    return [{"expert": facts.expert, "colleague": facts.colleague}] if facts.colleague else []


@rule("11", code="assignment.leader", local=True)
def leader(facts: AssignmentFacts) -> list[Gap]:
    """A team leader is qualified to lead."""
    return [{"expert": facts.expert}] if facts.as_leader and not facts.leader_qualified else []


@rule("11", code="assignment.single_leader")
def single_leader(facts: AssignmentFacts) -> list[Gap]:
    """A team has one leader."""
    return [{"leader": facts.leader}] if facts.as_leader and facts.leader else []
