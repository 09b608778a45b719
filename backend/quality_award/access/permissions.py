"""What each role may do apart from state changes (those carry their roles in `regulation/procedure.py`)."""

from quality_award.platform.errors import Forbidden

from .actor import Actor

STAFF = frozenset({"office", "agency", "expert", "committee", "government", "auditor", "admin", "recommender"})

PERMISSIONS: dict[str, frozenset[str]] = {
    name: frozenset(roles.split())
    for name, roles in {
        "account.use": "applicant recommender office agency expert committee government auditor admin",
        "people.manage": "admin",
        "clock.move": "office",
        "departments.restrict": "office",
        "calendar.read": "office committee auditor",
        "calendar.edit": "office",
        "organisations.read": "applicant recommender office agency expert committee government auditor",
        "organisations.edit": "applicant office",
        "editions.read": "applicant recommender office agency expert committee government auditor admin",
        "editions.create": "office",
        "editions.edit_plan": "office",
        "editions.invite_experts": "agency office",
        "editions.check_experts": "office",
        "invitations.answer": "expert agency office",
        "records.read": "office committee auditor",
        "records.enter": "office",
        "records.set_aside": "office",
        "record_matches.read": "office committee auditor",
        "record_matches.settle": "office",
        "applications.read": "applicant recommender office agency expert committee government auditor",
        "applications.edit": "applicant",
        "evidence.upload": "applicant",
        "evidence.read": "applicant recommender office agency expert committee auditor",
        "evidence.download": "applicant office auditor",
        "undertaking.sign": "recommender office agency expert committee auditor",
        "receipts.read": "applicant office auditor",
        "recommendations.write": "recommender",
        "formal_review.read": "office committee auditor",
        "formal_review.write": "office",
        "experts.read": "office agency committee auditor",
        "experts.import": "agency office",
        "experts.sanction": "office",
        "experts.read_one": "office agency committee auditor expert",
        "experts.edit_profile": "office agency expert",
        "experts.export": "office agency auditor",
        "draws.read": "office agency committee auditor",
        "draws.commit": "office",
        "conflicts.read": "office agency committee auditor",
        "conflicts.decide": "office",
        "conflicts.try": "office agency",
        "assignment.read": "office agency committee auditor",
        "assignment.write": "agency office",
        "teams.read": "applicant office agency expert committee auditor",
        "interests.declare": "expert office agency committee recommender auditor",
        "recusals.request": "applicant",
        "recusals.read": "office applicant auditor committee",
        "panel.open": "office agency",
        "break_glass.ask": "office",
        "break_glass.read": "office committee auditor",
        "relations.read": "office agency committee auditor",
        "relations.enter": "office agency",
        "relations.withdraw": "office",
        "relations.decide_same": "office",
        "relations.declare": "expert office agency committee",
        "scoring.write": "expert",
        "scoring.read": "expert office agency committee auditor",
        "scoring.read_all": "office agency committee auditor",
        "reviewers.rate": "applicant",
        "reviewers.read_own_rating": "applicant office auditor",
        "reviewers.read_ratings": "office auditor",
        "lists.read": "office agency committee government auditor",
        "lists.write_site": "office agency",
        "lists.write_proposed": "office",
        "lists.write_initial": "office",
        "lists.write_final": "office",
        "reports.read": "office agency committee government auditor",
        "reports.write_agency": "agency office",
        "reports.write_office": "office",
        "meetings.read": "office committee auditor",
        "meetings.manage": "office committee",
        "ballots.cast": "committee",
        "objections.read": "office committee auditor recommender applicant",
        "objections.handle": "office",
        "objections.open_identity": "office",
        "objections.supply_proof": "applicant",
        "awards.read": "office committee government auditor applicant recommender",
        "awards.pay": "office",
        "budget.read": "office committee government auditor",
        "rulesets.simulate": "office committee auditor",
        "audit.read": "auditor committee",
        "archive.read": "office committee auditor",
        "archive.make": "office auditor",
        "archive.download": "office auditor",
        "store.read": "admin auditor",
        "store.check_locks": "admin",
        "store.check_files": "admin auditor",
        "notifications.read": "applicant recommender office agency expert committee government auditor admin",
    }.items()
}


def may(actor: Actor, permission: str) -> bool:
    """Whether the actor's role has the permission. Unknown names raise KeyError: a typo never grants."""
    return actor.role in PERMISSIONS[permission]


def require(actor: Actor, permission: str) -> None:
    """Raise Forbidden unless the actor's role has the permission."""
    if not may(actor, permission):
        raise Forbidden("wrong-role", role=actor.role, roles=sorted(PERMISSIONS[permission]))
