"""Art. 11, 29, 32: who may sit on a review team. Size and composition are local procedure; interests and sanctions are not."""

from ..facts import AssignmentFacts, VisitFacts
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


@rule("17(1)", code="assignment.answered")
def answered(facts: AssignmentFacts) -> list[Gap]:
    """An invitation with a deadline has been accepted."""
    return [{"expert": facts.expert, "answer": facts.answer}] if facts.answer else []


@rule("32", code="assignment.barred")
def barred(facts: AssignmentFacts) -> list[Gap]:
    """Nobody with an interest in the applicant that bars or was confirmed, along whatever ties."""
    return [{"expert": facts.expert, **path} for path in facts.barred]


@rule("32", code="assignment.undecided")
def undecided(facts: AssignmentFacts) -> list[Gap]:
    """A conflict that must be declared is decided on before the expert joins the team."""
    return [{"expert": facts.expert, **path} for path in facts.undecided]


@rule("32", code="assignment.hint", severity="warn")
def hint(facts: AssignmentFacts) -> list[Gap]:
    """A hint that nobody has decided on yet is shown; it forbids nothing."""
    return [{"expert": facts.expert, **path} for path in facts.hints]


@rule("11", code="assignment.load", local=True)
def load(facts: AssignmentFacts) -> list[Gap]:
    """Nobody reviews more applicants than they said they could."""
    if facts.max_load is None or facts.load < facts.max_load:
        return []
    return [{"expert": facts.expert, "load": facts.load, "max_load": facts.max_load}]


@rule("17(6)", code="assignment.absent", local=True)
def absent(facts: AssignmentFacts) -> list[Gap]:
    """Whoever joins the team can be there on the day of the visit."""
    return [{"expert": facts.expert, "day": facts.absent_on.isoformat()}] if facts.absent_on else []


@rule("17(6)", code="assignment.elsewhere", local=True)
def elsewhere(facts: AssignmentFacts) -> list[Gap]:
    """Nobody visits two applicants on one day."""
    return [{"expert": facts.expert, "day": facts.elsewhere_on.isoformat()}] if facts.elsewhere_on else []


@rule("17(6)", code="visit.stage")
def visit_stage(facts: VisitFacts) -> list[Gap]:
    """Visits are made in the site review, to those chosen on their documents."""
    if facts.edition_state == "site_review" and facts.application_state == "shortlisted":
        return []
    return [{"edition_state": facts.edition_state, "application_state": facts.application_state}]


@rule("17(6)", code="visit.team")
def visit_team(facts: VisitFacts) -> list[Gap]:
    """There is a team to visit."""
    return [] if facts.members else [{}]


@rule("17(6)", code="visit.day", local=True)
def visit_day(facts: VisitFacts) -> list[Gap]:
    """A working day that is not over."""
    return [] if facts.working_day and facts.day >= facts.today else [{"day": facts.day.isoformat()}]


@rule("17(6)", code="visit.absent", local=True)
def visit_absent(facts: VisitFacts) -> list[Gap]:
    """Every member can be there."""
    return [{"expert": name, "day": facts.day.isoformat()} for name in facts.absent]


@rule("17(6)", code="visit.elsewhere", local=True)
def visit_elsewhere(facts: VisitFacts) -> list[Gap]:
    """No member visits another applicant on that day."""
    return [{"expert": name, "day": facts.day.isoformat()} for name in facts.busy]
