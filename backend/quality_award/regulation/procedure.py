"""The procedure as data: every state of every entity and every way from one to another, with its article.

`workflow.perform` is the only reader that acts on it. The API's `actions`, the screens' buttons, the diagram in the documentation
and the stateful property test are drawn from the same rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from .stages import STAGES, STANDARD

Entity = Literal[
    "edition", "application", "objection", "award", "payment", "score_sheet", "motion", "recusal", "break_glass", "draw", "conflict"
]  # fmt: skip


@dataclass(frozen=True)
class Transition:
    """One row: from which state, by whom, under which rules, to which state, citing what.

    `seats` narrows the committee's role. `event` is the outgoing event. `irreversible` asks the screen for a confirmation.
    `cascade` marks rows that only another transition performs, in its own transaction, in the name of the same actor.
    """

    entity: Entity
    source: str
    action: str
    target: str
    roles: frozenset[str]
    article: str
    rules: tuple[str, ...] = ()
    event: str = ""
    seats: frozenset[str] = frozenset()
    irreversible: bool = False
    cascade: bool = False


def _row(
    entity: Entity, source: str, action: str, target: str, roles: str, article: str, *rules: str,
    event: str = "", seats: str = "", irreversible: bool = False, cascade: bool = False,
) -> Transition:  # fmt: skip
    return Transition(
        entity, source, action, target, frozenset(roles.split()), article, rules,
        event or f"{entity}.{target}", frozenset(seats.split()), irreversible, cascade,
    )  # fmt: skip


STATES: dict[str, tuple[str, ...]] = {
    "edition": tuple(state for stage in STAGES.values() for state in stage.states),
    "application": (
        "draft", "submitted", "filed", "not_recommended", "formal_passed", "formal_failed", "accepted", "not_accepted",
        "shortlisted", "not_shortlisted", "awarded", "not_awarded", "failed",
    ),
    "objection": ("received", "refused", "investigating", "reported", "transferred", "upheld", "dismissed"),
    "award": ("granted", "revocation_proposed", "revocation_submitted", "revoked"),
    "payment": ("pending", "paid", "stopped"),
    "score_sheet": ("open", "submitted"),
    "motion": ("open", "carried", "rejected", "withdrawn"),
    "recusal": ("requested", "in_force", "declined"),
    "break_glass": ("requested", "open", "ended", "declined"),
    "draw": ("committed", "revealed", "withdrawn"),
    "conflict": ("open", "confirmed", "dismissed", "cleared"),
}  # fmt: skip

NEXT = "next"
"""As a target: the first state of the stage that follows in the edition's ruleset."""

STEPS: tuple[Transition, ...] = (
    # 届, Art. 17(1) to (9)
    _row("edition", "draft", "submit_plan", "plan_review", "office", "17(1)",
         "edition.interval", "edition.criteria_of_ruleset", "edition.plan_complete", "edition.points_confirmed", "edition.weights", "edition.windows_in_order",
         "edition.expert_team", "edition.experts_fit", "edition.invitations_answered", "edition.agency_procured"),
    _row("edition", "plan_review", "return_plan", "draft", "office", "17(1)"),
    _row("edition", "plan_review", "approve_plan", "plan_approved", "committee", "17(1)",
         "edition.interval", "edition.plan_carried", "edition.experts_fit", "edition.invitations_answered",
         seats="chair vice_chair"),
    _row("edition", "plan_approved", "publish_notice", NEXT, "office", "17(1)", "edition.window_ahead",
         "edition.ruleset_in_force", irreversible=True),
    _row("edition", "open", "close_window", NEXT, "office system", "17(3)", "edition.window_over", irreversible=True),
    _row("edition", "formal_review", "settle_accepted_list", NEXT, "committee", "17(4)",
         "edition.formal_reviews_done", "edition.formal_report", "edition.accepted_list_carried", seats="chair vice_chair",
         irreversible=True),
    _row("edition", "document_review", "settle_site_list", NEXT, "office", "17(5)",
         "edition.teams_complete", "edition.document_sheets_done", "edition.document_report", "edition.site_list_present",
         irreversible=True),
    _row("edition", "defence", "finish_defence", NEXT, "office", "17(6)",
         "edition.defence_sheets_done", "edition.defence_report", irreversible=True),
    _row("edition", "site_review", "finish_site_review", NEXT, "office", "17(6)",
         "edition.site_sheets_done", "edition.site_report", irreversible=True),
    _row("edition", "public_opinion", "finish_public_opinion", NEXT, "office", "17(7)", "edition.opinions_complete",
         irreversible=True),
    _row("edition", "evaluation", "submit_proposed_list", NEXT, "office", "17(7)",
         "edition.evaluation_report", "edition.proposed_list_present", "edition.quota_proposed", "edition.subjects_proposed",
         "edition.still_eligible"),
    _row("edition", "deliberation", "fix_initial_list", "initial_list", "committee", "17(8)",
         "edition.initial_list_present", "edition.quota_initial", "edition.subjects_initial", "edition.initial_list_carried",
         "edition.still_eligible", seats="chair vice_chair", irreversible=True),
    _row("edition", "initial_list", "start_publicity", NEXT, "office", "17(8)",
         "edition.quota_initial", irreversible=True),
    _row("edition", "publicity", "end_publicity", NEXT, "office system", "17(8)", "edition.publicity_over",
         irreversible=True),
    _row("edition", "settlement", "settle_final_list", NEXT, "committee", "17(9)",
         "edition.objections_decided", "edition.verification_report", "edition.final_list_present", "edition.quota_final",
         "edition.subjects_final", "edition.final_within_initial", "edition.no_upheld_on_final", "edition.still_eligible",
         "edition.final_list_carried", seats="chair vice_chair", irreversible=True),
    _row("edition", "government", "approve", NEXT, "government", "17(9)",
         "edition.approval_document", "edition.quota_final", irreversible=True),
    _row("edition", "approved", "publish_results", "conferred", "office", "18", irreversible=True),
    _row("edition", "conferred", "close", "closed", "office", "18", "edition.prizes_paid", irreversible=True),
)  # fmt: skip
"""The steps of every stage that there is; `course` strings those of a ruleset together."""


@cache
def course(stages: tuple[str, ...] = STANDARD) -> tuple[Transition, ...]:
    """The rows of an edition whose ruleset has these stages, in their order (see `stages.problems` for what may stand)."""
    rows = []
    for place, key in enumerate(stages):
        follows = STAGES[stages[place + 1]].states[0] if place + 1 < len(stages) else ""
        for step in STEPS:
            if step.source in STAGES[key].states:
                onward = replace(step, target=follows, event=f"edition.{follows}")
                rows.append(onward if step.target == NEXT else step)
    return tuple(rows)


CASES: tuple[Transition, ...] = (
    # 申报, Art. 16, 17(2) to (6)
    _row("application", "draft", "submit", "submitted", "applicant", "17(2)",
         "application.window", "application.channel_not_direct", "application.recommender_open", "organisation.registered_here",
         "organisation.years", "organisation.clean_record", "organisation.gold_interval", "organisation.not_barred",
         "application.form_complete", "application.project_named", "application.self_evaluation_complete", "application.lengths",
         "application.evidence_complete", "application.evidence_stored", "application.declared"),
    _row("application", "draft", "submit_direct", "filed", "applicant", "17(3)",
         "application.window", "application.channel_direct", "organisation.registered_here",
         "organisation.years", "organisation.clean_record", "organisation.gold_interval", "organisation.not_barred",
         "application.form_complete", "application.project_named", "application.self_evaluation_complete", "application.lengths",
         "application.evidence_complete", "application.evidence_stored", "application.declared"),
    _row("application", "submitted", "take_back", "draft", "applicant", "17(2)", "application.window"),
    _row("application", "filed", "take_back", "draft", "applicant", "17(2)", "application.window", "application.channel_direct"),
    _row("application", "submitted", "recommend", "filed", "recommender", "17(3)",
         "application.recommendation_window", "application.recommender_open", "application.opinion", "application.opinion_positive"),
    _row("application", "submitted", "refuse_recommendation", "not_recommended", "recommender", "17(3)",
         "application.recommendation_window", "application.opinion", irreversible=True),
    _row("application", "submitted", "lapse", "not_recommended", "office system", "17(3)", cascade=True),
    _row("application", "filed", "pass_formal_review", "formal_passed", "office", "17(4)",
         "application.formal_stage", "application.checklist_done", "application.checklist_passed", "organisation.registered_here",
         "organisation.years", "organisation.clean_record", "organisation.gold_interval", "organisation.not_barred"),
    _row("application", "filed", "fail_formal_review", "formal_failed", "office", "17(4)",
         "application.formal_stage", "application.checklist_done", "application.reasons"),
    _row("application", "formal_passed", "reopen_formal_review", "filed", "office", "17(4)", "application.formal_stage"),
    _row("application", "formal_failed", "reopen_formal_review", "filed", "office", "17(4)", "application.formal_stage"),
    _row("application", "formal_passed", "accept", "accepted", "committee", "17(4)", cascade=True),
    _row("application", "formal_failed", "decline", "not_accepted", "committee", "17(4)", cascade=True),
    _row("application", "accepted", "shortlist", "shortlisted", "office", "17(5)", cascade=True),
    _row("application", "accepted", "pass_over", "not_shortlisted", "office", "17(5)", cascade=True),
    _row("application", "shortlisted", "award", "awarded", "office", "18", cascade=True),
    _row("application", "shortlisted", "leave_unawarded", "not_awarded", "office", "18", cascade=True),
    _row("application", "shortlisted", "fail_by_objection", "failed", "committee office", "22", cascade=True,
         irreversible=True),
    # 异议, Art. 20 to 24
    _row("objection", "received", "accept", "investigating", "office", "21",
         "objection.identified", "objection.in_time", "objection.evidence", "objection.proof_supplied_objector"),
    _row("objection", "received", "refuse", "refused", "office", "20", "objection.refusal_grounds"),
    _row("objection", "investigating", "transfer", "transferred", "office", "22", "objection.reason"),
    _row("objection", "transferred", "record_result", "reported", "office", "22", "objection.report_text"),
    _row("objection", "investigating", "report", "reported", "recommender office", "22", "objection.report_text"),
    _row("objection", "investigating", "deem_recommender_silent", "reported", "office", "22", "objection.report_overdue",
         "objection.reason", irreversible=True),
    _row("objection", "investigating", "deem_applicant_admits", "reported", "office", "23", "objection.proof_overdue_applicant",
         "objection.reason", irreversible=True),
    _row("objection", "investigating", "deem_objector_withdraws", "reported", "office", "23", "objection.proof_overdue_objector",
         "objection.reason", irreversible=True),
    _row("objection", "reported", "uphold", "upheld", "committee", "24", "objection.office_opinion", "objection.motion_carried",
         seats="chair vice_chair", irreversible=True),
    _row("objection", "reported", "dismiss", "dismissed", "committee", "24", "objection.office_opinion",
         "objection.motion_rejected", seats="chair vice_chair", irreversible=True),
    # 奖项与奖金, Art. 18, 27, 36
    _row("award", "granted", "propose_revocation", "revocation_proposed", "office", "36", "award.revocation_ground",
         "award.supervised"),
    _row("award", "revocation_proposed", "drop_revocation", "granted", "committee", "36", "award.reason",
         seats="chair vice_chair"),
    _row("award", "revocation_proposed", "submit_revocation", "revocation_submitted", "committee", "36", "award.revocation_carried",
         seats="chair vice_chair"),
    _row("award", "revocation_submitted", "revoke", "revoked", "government", "36", "award.document", irreversible=True),
    _row("payment", "pending", "pay", "paid", "office", "18", "payment.voucher", "payment.award_stands"),
    _row("payment", "pending", "stop", "stopped", "office", "36", cascade=True),
    # 评分, 表决, 回避
    _row("score_sheet", "open", "submit", "submitted", "expert", "17(5)", "sheet.stage", "sheet.assigned", "sheet.undertaking",
         "sheet.no_interest", "sheet.no_conflict", "sheet.all_items", "sheet.summary", irreversible=True),
    _row("motion", "open", "carry", "carried", "committee", "8", "motion.seats", "motion.quorum", "motion.majority", seats="chair vice_chair",
         irreversible=True),
    _row("motion", "open", "reject", "rejected", "committee", "8", "motion.seats", "motion.quorum", "motion.no_majority",
         seats="chair vice_chair", irreversible=True),
    _row("motion", "open", "withdraw", "withdrawn", "office committee", "8", "motion.outdated", seats="chair vice_chair"),
    _row("recusal", "requested", "grant", "in_force", "office", "32", "recusal.decision_reason", irreversible=True),
    _row("recusal", "requested", "decline", "declined", "office", "32", "recusal.decision_reason"),
    _row("break_glass", "requested", "open", "open", "office committee", "32", "break_glass.second_person",
         seats="chair vice_chair", irreversible=True),
    _row("break_glass", "requested", "decline", "declined", "office committee", "32", "break_glass.second_person",
         "break_glass.decision_reason", seats="chair vice_chair"),
    _row("break_glass", "open", "end", "ended", "office committee system", "32", seats="chair vice_chair"),
    # 利害关系线索, Art. 32
    _row("conflict", "open", "confirm", "confirmed", "office", "32", "conflict.decision_reason"),
    _row("conflict", "open", "dismiss", "dismissed", "office", "32", "conflict.decision_reason", "conflict.dismissible"),
    _row("conflict", "dismissed", "reopen", "open", "office", "32", "conflict.decision_reason", event="conflict.reopened"),
    _row("conflict", "confirmed", "reopen", "open", "office", "32", "conflict.decision_reason", event="conflict.reopened"),
    _row("conflict", "dismissed", "find_more", "open", "system", "32", event="conflict.found"),
    _row("conflict", "cleared", "find_again", "open", "system", "32", event="conflict.found"),
    _row("conflict", "cleared", "stay_dismissed", "dismissed", "system", "32", event="conflict.unchanged"),
    _row("conflict", "open", "clear", "cleared", "system", "32"),
    _row("conflict", "confirmed", "clear", "cleared", "system", "32"),
    _row("conflict", "dismissed", "clear", "cleared", "system", "32", event="conflict.unchanged"),
    # 抽签, Art. 10
    _row("draw", "committed", "reveal", "revealed", "auditor committee", "10", "draw.number_due", "draw.witness",
         "draw.public_number", irreversible=True),
    _row("draw", "committed", "withdraw", "withdrawn", "office", "10", "draw.reason", irreversible=True),
)  # fmt: skip

TRANSITIONS: tuple[Transition, ...] = (*course(), *CASES)
"""Every row of the standard course; other rulesets' editions run by `course(their stages)`."""

EVERY: tuple[Transition, ...] = (*course(tuple(STAGES)), *CASES)
"""Every row that any ruleset can have."""

# Acts that change no state, with the rules they stand under.
ACTS: dict[str, tuple[str, ...]] = {
    "team.assign": (
        "assignment.stage", "assignment.panel_seen", "assignment.panel_over", "assignment.invited", "assignment.fit", "assignment.account", "assignment.not_recused",
        "assignment.no_conflict", "assignment.once", "assignment.employers", "assignment.leader", "assignment.single_leader",
        "assignment.answered", "assignment.barred", "assignment.undecided", "assignment.hint", "assignment.load",
        "assignment.absent", "assignment.elsewhere",
    ),
    "visit.set": ("visit.stage", "visit.team", "visit.day", "visit.absent", "visit.elsewhere"),
    "reviewers.rate": ("rating.visited", "rating.once"),
}  # fmt: skip


def _rows(entity: str, stages: Sequence[str]) -> Iterable[Transition]:
    return course(tuple(stages)) if entity == "edition" else (row for row in CASES if row.entity == entity)


def find(entity: str, source: str, action: str, stages: Sequence[str] = STANDARD) -> Transition | None:
    """The row for an action out of a state, if the procedure has one."""
    return next((t for t in _rows(entity, stages) if (t.source, t.action) == (source, action)), None)


def leaving(entity: str, source: str, stages: Sequence[str] = STANDARD) -> tuple[Transition, ...]:
    """Every way out of a state that a person may take by itself."""
    return tuple(t for t in _rows(entity, stages) if t.source == source and not t.cascade)


def check(stages: tuple[str, ...] = tuple(STAGES)) -> list[str]:
    """What is wrong with the table itself: unknown states, two rows for one action, states without a way in."""
    rows = (*course(stages), *CASES)
    problems = []
    seen = set()
    for t in rows:
        for state in (t.source, t.target):
            if state not in STATES[t.entity]:
                problems.append(f"{t.entity}: unknown state {state}")
        if (t.entity, t.source, t.action) in seen:
            problems.append(f"{t.entity}: two rows for {t.action} out of {t.source}")
        seen.add((t.entity, t.source, t.action))
    for entity, states in STATES.items():
        reached = {t.target for t in rows if t.entity == entity} | {states[0]}
        expected = [s for s in states if entity != "edition" or any(s in STAGES[key].states for key in stages)]
        problems += [f"{entity}: no way to {state}" for state in expected if state not in reached]
    return problems
