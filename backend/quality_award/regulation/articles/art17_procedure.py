"""Art. 17: no step of the edition is skipped, taken too early, or taken on an unfinished one."""

from ..dates import local_day
from ..facts import EditionFacts
from ..registry import Gap, rule


@rule("17(1)", code="edition.plan_complete")
def plan_complete(facts: EditionFacts) -> list[Gap]:
    """The implementation plan has its text."""
    return [] if facts.plan_text.strip() else [{}]


@rule("17(1)", code="edition.points_confirmed", local=True)
def points_confirmed(facts: EditionFacts) -> list[Gap]:
    """Every point that the text leaves open is confirmed or changed by the office before the committee sees the plan."""
    return [{"point": point} for point in facts.unconfirmed_points]


@rule("17(5)", code="edition.weights", local=True)
def weights(facts: EditionFacts) -> list[Gap]:
    """Every score that goes into the total has a weight, and the weights sum to 100 (open point 8)."""
    given = [weight for weight in facts.weights.values() if weight is not None and weight >= 0]
    if len(given) < len(facts.weights) or abs(sum(given) - 100) > 1e-9:
        return [{"weights": " + ".join("—" if w is None else f"{w:g}" for w in facts.weights.values()) + " ≠ 100"}]
    return []


@rule("17(1)", code="edition.windows_in_order")
def windows_in_order(facts: EditionFacts) -> list[Gap]:
    """Opening, closing and recommendation deadline are set and follow each other."""
    times = (facts.opens_at, facts.closes_at, facts.recommend_by)
    if facts.opens_at is None or facts.closes_at is None or facts.recommend_by is None:
        return [{"missing": [n for n, t in zip(("opens_at", "closes_at", "recommend_by"), times, strict=True) if t is None]}]
    return [] if facts.opens_at < facts.closes_at <= facts.recommend_by else [{"missing": []}]


@rule("17(1)", code="edition.expert_team")
def expert_team(facts: EditionFacts) -> list[Gap]:
    """There is an expert team with a qualified leader, and the office has checked each member (open point 9)."""
    gaps: list[Gap] = []
    if facts.experts == 0:
        gaps.append({"what": "empty", "count": 0})
    elif facts.leaders == 0:
        gaps.append({"what": "no_leader", "count": facts.experts})
    if facts.unchecked_experts:
        gaps.append({"what": "unchecked", "count": facts.unchecked_experts})
    return gaps


@rule("29", code="edition.experts_fit")
def experts_fit(facts: EditionFacts) -> list[Gap]:
    """No dismissed or disqualified expert in the team."""
    return [{"expert": name} for name in facts.unfit_experts]


@rule("10", code="edition.invitations_answered", local=True)
def invitations_answered(facts: EditionFacts) -> list[Gap]:
    """Nobody is in the team who declined, or who was to answer and has not."""
    return [{"expert": name, "answer": why} for name, why in facts.unanswered_experts]


@rule("10", code="edition.agency_procured")
def agency_procured(facts: EditionFacts) -> list[Gap]:
    """An agency works only under a procurement record."""
    return [{}] if facts.agency and not facts.procurement_record else []


@rule("5", code="edition.criteria_of_ruleset")
def criteria_of_ruleset(facts: EditionFacts) -> list[Gap]:
    """The criteria are one of the standards that the ruleset names, in a version that is kept as data (points sum to 1000)."""
    return [] if facts.criteria_code in facts.law.criteria else [{"criteria": facts.criteria_code}]


@rule("38", code="edition.ruleset_in_force")
def ruleset_in_force(facts: EditionFacts) -> list[Gap]:
    """What is announced runs under the version that is in force on that day."""
    return [] if facts.law.in_force_on(local_day(facts.now)) else [{"code": facts.law.code}]


def _carried(facts: EditionFacts, kind: str) -> list[Gap]:
    return [] if kind in facts.carried else [{"motion": kind}]


@rule("17(1)", code="edition.plan_carried")
def plan_carried(facts: EditionFacts) -> list[Gap]:
    """The committee has approved this very plan and team by vote."""
    return _carried(facts, "plan")


@rule("17(1)", code="edition.window_ahead")
def window_ahead(facts: EditionFacts) -> list[Gap]:
    """The notice goes out before the applications close."""
    if facts.closes_at is None or facts.now >= facts.closes_at:
        return [{"closes_at": facts.closes_at.isoformat() if facts.closes_at else None}]
    return []


@rule("17(3)", code="edition.window_over")
def window_over(facts: EditionFacts) -> list[Gap]:
    """Applications have closed, and every recommendation is given or its deadline has passed."""
    if facts.closes_at is None or facts.now < facts.closes_at:
        return [{"until": facts.closes_at.isoformat() if facts.closes_at else None, "waiting": facts.waiting_recommendation}]
    if facts.waiting_recommendation and facts.recommend_by is not None and facts.now < facts.recommend_by:
        return [{"until": facts.recommend_by.isoformat(), "waiting": facts.waiting_recommendation}]
    return []


@rule("17(4)", code="edition.formal_reviews_done")
def formal_reviews_done(facts: EditionFacts) -> list[Gap]:
    """Every filed application has its formal review."""
    return [{"count": facts.waiting_formal_review}] if facts.waiting_formal_review else []


def _report(facts: EditionFacts, kind: str) -> list[Gap]:
    return [] if kind in facts.reports else [{"report": kind}]


@rule("17(4)", code="edition.formal_report")
def formal_report(facts: EditionFacts) -> list[Gap]:
    """《形式审查工作报告》."""
    return _report(facts, "formal_review")


@rule("17(4)", code="edition.accepted_list_carried")
def accepted_list_carried(facts: EditionFacts) -> list[Gap]:
    """The committee has voted on this very list of accepted applications."""
    return _carried(facts, "accepted_list")


@rule("17(5)", code="edition.teams_complete")
def teams_complete(facts: EditionFacts) -> list[Gap]:
    """Every accepted application has a review team with a leader."""
    return [{"case": case} for case in facts.without_team]


def _sheets_done(facts: EditionFacts, kind: str) -> list[Gap]:
    count = facts.open_sheets.get(kind, 0)
    return [{"count": count}] if count else []


@rule("17(5)", code="edition.document_sheets_done")
def document_sheets_done(facts: EditionFacts) -> list[Gap]:
    """Every document score sheet is handed in."""
    return _sheets_done(facts, "document")


@rule("17(5)", code="edition.document_report")
def document_report(facts: EditionFacts) -> list[Gap]:
    """《专家资料评审工作报告》."""
    return _report(facts, "document_review")


@rule("17(5)", code="edition.site_list_present")
def site_list_present(facts: EditionFacts) -> list[Gap]:
    """The proposed list for the site review is not empty."""
    return [] if sum(facts.lists.get("site", {}).values()) else [{"list": "site"}]


@rule("17(6)", code="edition.defence_sheets_done", local=True)
def defence_sheets_done(facts: EditionFacts) -> list[Gap]:
    """Every score sheet of the defence presentation (集中答辩) is handed in."""
    return _sheets_done(facts, "defence")


@rule("17(6)", code="edition.defence_report", local=True)
def defence_report(facts: EditionFacts) -> list[Gap]:
    """《集中答辩工作报告》."""
    return _report(facts, "defence")


@rule("17(7)", code="edition.opinions_complete", local=True)
def opinions_complete(facts: EditionFacts) -> list[Gap]:
    """The result of the public-opinion round (社会评价) is on record for everyone who is still in the course."""
    return [{"case": case} for case in facts.without_opinion]


@rule("17(6)", code="edition.site_sheets_done")
def site_sheets_done(facts: EditionFacts) -> list[Gap]:
    """Every site score sheet is handed in."""
    return _sheets_done(facts, "site")


@rule("17(6)", code="edition.site_report")
def site_report(facts: EditionFacts) -> list[Gap]:
    """《专家现场评审工作报告》."""
    return _report(facts, "site_review")


@rule("17(7)", code="edition.evaluation_report")
def evaluation_report(facts: EditionFacts) -> list[Gap]:
    """《评审工作报告》."""
    return _report(facts, "evaluation")


@rule("17(7)", code="edition.proposed_list_present")
def proposed_list_present(facts: EditionFacts) -> list[Gap]:
    """A list that was drawn up; places may stay empty (Art. 3), the list as a whole is a decision on record."""
    return [] if "proposed" in facts.lists else [{"list": "proposed"}]


@rule("14", code="edition.still_eligible")
def still_eligible(facts: EditionFacts) -> list[Gap]:
    """Eligibility is computed again at this gate: nobody on the list may have become ineligible."""
    return [{"case": case} for case in facts.newly_ineligible]


@rule("17(8)", code="edition.initial_list_present")
def initial_list_present(facts: EditionFacts) -> list[Gap]:
    """The committee has a list before it."""
    return [] if "initial" in facts.lists else [{"list": "initial"}]


@rule("17(8)", code="edition.initial_list_carried")
def initial_list_carried(facts: EditionFacts) -> list[Gap]:
    """The committee has voted on this very initial list."""
    return _carried(facts, "initial_list")


@rule("17(8)", code="edition.publicity_over")
def publicity_over(facts: EditionFacts) -> list[Gap]:
    """Seven full days have passed."""
    if facts.publicity_ends_at is None or facts.now < facts.publicity_ends_at:
        return [{"until": facts.publicity_ends_at.isoformat() if facts.publicity_ends_at else None}]
    return []


@rule("24", code="edition.objections_decided")
def objections_decided(facts: EditionFacts) -> list[Gap]:
    """Every objection is refused or decided by the committee."""
    return [{"count": facts.open_objections}] if facts.open_objections else []


@rule("17(8)", code="edition.verification_report")
def verification_report(facts: EditionFacts) -> list[Gap]:
    """The office's written report on the complaints of the publicity."""
    return _report(facts, "verification")


@rule("17(9)", code="edition.final_list_present")
def final_list_present(facts: EditionFacts) -> list[Gap]:
    """The committee has a final list before it."""
    return [] if "final" in facts.lists else [{"list": "final"}]


@rule("17(9)", code="edition.final_within_initial")
def final_within_initial(facts: EditionFacts) -> list[Gap]:
    """Nobody reaches the final list, or a higher tier, without having been shown to the public."""
    return [{"case": case} for case in facts.final_outside_initial]


@rule("24", code="edition.no_upheld_on_final")
def no_upheld_on_final(facts: EditionFacts) -> list[Gap]:
    """Nobody against whom an objection was upheld is on the final list."""
    return [{"case": case} for case in facts.upheld_on_final]


@rule("17(9)", code="edition.final_list_carried")
def final_list_carried(facts: EditionFacts) -> list[Gap]:
    """The committee has voted on this very final list."""
    return _carried(facts, "final_list")


@rule("17(9)", code="edition.approval_document", asks="approval_document")
def approval_document(facts: EditionFacts) -> list[Gap]:
    """The government's approval has its document number (发文字号)."""
    return [] if facts.approval_document.strip() else [{}]
