"""Which event is told to whom. The words are in `regulation/messages/notifications.json` under `notice.<event>`."""

from typing import Literal

Audience = Literal[
    "applicant", "every_applicant", "edition_applicants", "recommender", "every_recommender", "office", "committee", "chair",
    "government", "auditor", "agency", "team", "edition_team", "member", "department", "admin",
]  # fmt: skip

NOTICES: dict[str, tuple[Audience, ...]] = {
    # Art. 17(1) to (9), 18
    "edition.draft": ("office",),
    "edition.plan_review": ("committee",),
    "edition.plan_approved": ("office",),
    "edition.open": ("every_applicant", "every_recommender", "agency", "committee"),
    "edition.formal_review": ("office", "every_recommender"),
    "edition.document_review": ("office", "agency", "edition_team"),
    "edition.defence": ("agency", "edition_team"),
    "edition.site_review": ("agency", "edition_team"),
    "edition.public_opinion": ("office",),
    "edition.evaluation": ("office", "agency"),
    "edition.deliberation": ("committee",),
    "edition.initial_list": ("office",),
    "edition.publicity": ("committee", "government", "auditor", "edition_applicants", "every_recommender"),
    "edition.settlement": ("office", "committee"),
    "edition.government": ("government",),
    "edition.approved": ("office",),
    "edition.conferred": ("office", "committee", "government", "agency", "edition_applicants", "every_recommender"),
    "edition.closed": ("committee", "auditor"),
    # Art. 17(2) to (6), 22
    "application.submitted": ("applicant", "recommender"),
    "application.filed": ("applicant", "office"),
    "application.draft": ("applicant", "recommender"),
    "application.not_recommended": ("applicant",),
    # Art. 17(4): the reasons reach whoever handed the materials in.
    "application.formal_failed": ("applicant", "recommender"),
    "application.accepted": ("applicant", "recommender"),
    "application.not_accepted": ("applicant", "recommender"),
    "application.shortlisted": ("applicant", "recommender", "team"),
    "application.not_shortlisted": ("applicant", "recommender"),
    "application.awarded": ("applicant", "recommender"),
    "application.not_awarded": ("applicant", "recommender"),
    "application.failed": ("applicant", "recommender"),
    # Art. 16
    "evidence.refused": ("applicant",),
    "evidence.quarantined": ("applicant", "office"),
    "evidence.added": ("applicant", "recommender", "office"),
    # Art. 26
    "store_check.locks_failed": ("admin", "auditor"),
    "store_check.files_failed": ("admin", "auditor"),
    # Art. 20 to 24; the objector follows the case by its number and code
    "objection.received": ("office",),
    "objection.investigating": ("applicant", "recommender"),
    "objection.extended": ("applicant", "recommender"),
    "objection.recounted": ("applicant", "recommender"),
    "objection.reminder": ("recommender",),
    "objection.recommender_silent_due": ("office",),
    "objection.applicant_silent_due": ("office",),
    "objection.objector_silent_due": ("office",),
    "objection.transferred": ("recommender",),
    "objection.reported": ("office", "chair"),
    "objection.upheld": ("applicant", "recommender", "office"),
    "objection.dismissed": ("applicant", "recommender", "office"),
    # Art. 18, 27, 36
    "award.granted": ("applicant", "office"),
    "award.revocation_proposed": ("applicant", "committee"),
    "award.revocation_submitted": ("government",),
    "award.revoked": ("applicant", "office", "committee"),
    "payment.paid": ("applicant",),
    "payment.stopped": ("applicant", "office"),
    # Art. 14, 36: what the office has to settle
    "record_match.application": ("office",),
    "record_match.award": ("office",),
    # Art. 28
    "department.suspend": ("department",),
    "department.cancel": ("department",),
    "department.lift": ("department",),
    # Art. 8, 11, 32
    "team_member.assigned": ("member",),
    "team_member.released": ("member",),
    "meeting.convened": ("committee", "office"),
    "motion.open": ("committee",),
    "motion.carried": ("office", "committee"),
    "motion.rejected": ("office", "committee"),
    "motion.withdrawn": ("office", "committee"),
    "recusal.requested": ("office",),
    "recusal.in_force": ("office", "agency"),
    "recusal.declined": ("applicant",),
}
