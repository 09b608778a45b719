"""Art. 16, 17(2) to (4): a complete, true application, in time, through its one channel; formal review."""

from ..facts import ApplicationFacts
from ..registry import Gap, rule


@rule("17(2)", code="application.window")
def window(facts: ApplicationFacts) -> list[Gap]:
    """Inside the window, to the second, by the server's clock."""
    if facts.opens_at is None or facts.closes_at is None or facts.edition_state != "open" or facts.now < facts.opens_at:
        return [{"when": "before", "closes_at": _iso(facts)}]
    if facts.now >= facts.closes_at:
        return [{"when": "after", "closes_at": _iso(facts)}]
    return []


def _iso(facts: ApplicationFacts) -> str | None:
    return facts.closes_at.isoformat() if facts.closes_at else None


@rule("17(3)", code="application.channel_direct")
def channel_direct(facts: ApplicationFacts) -> list[Gap]:
    """Only central and provincial enterprises file straight with the office."""
    return [] if facts.derived_channel == "direct" else [{"channel": facts.derived_channel}]


@rule("17(3)", code="application.channel_not_direct")
def channel_not_direct(facts: ApplicationFacts) -> list[Gap]:
    """All others go through their recommending unit, and only through the one that the registered facts give."""
    if facts.derived_channel == "direct" or facts.channel != facts.derived_channel:
        return [{"channel": facts.derived_channel}]
    return []


@rule("28", code="application.recommender_open")
def recommender_open(facts: ApplicationFacts) -> list[Gap]:
    """The channel refuses while its unit's right to recommend is suspended or cancelled."""
    return [{}] if facts.recommender_barred else []


@rule("16", code="application.form_complete")
def form_complete(facts: ApplicationFacts) -> list[Gap]:
    """Every required field of the uniform form."""
    return [{"field": field} for field in facts.missing_fields]


@rule("16", code="application.project_named")
def project_named(facts: ApplicationFacts) -> list[Gap]:
    """An application for a project's prize says which project."""
    return [{}] if facts.subject == "project" and not facts.project_name.strip() else []


@rule("17(2)", code="application.self_evaluation_complete")
def self_evaluation_complete(facts: ApplicationFacts) -> list[Gap]:
    """A self-evaluation for every item of the criteria."""
    return [{"item": item} for item in facts.missing_items]


@rule("16", code="application.lengths", local=True)
def lengths(facts: ApplicationFacts) -> list[Gap]:
    """Profile and self-evaluation within the lengths of the form."""
    return [{"field": field, "over": over} for field, over in facts.too_long.items()]


@rule("16", code="application.evidence_complete")
def evidence_complete(facts: ApplicationFacts) -> list[Gap]:
    """Every required piece of evidence."""
    return [{"slot": slot} for slot in facts.missing_evidence]


@rule("16", code="application.evidence_stored")
def evidence_stored(facts: ApplicationFacts) -> list[Gap]:
    """No upload still under way: what is submitted is what is stored."""
    return [{"filename": name} for name in facts.pending_evidence]


@rule("16", code="application.declared")
def declared(facts: ApplicationFacts) -> list[Gap]:
    """The declaration of truth is signed."""
    return [] if facts.declared else [{}]


@rule("17(3)", code="application.recommendation_window")
def recommendation_window(facts: ApplicationFacts) -> list[Gap]:
    """Recommending units answer within their window."""
    if facts.recommend_by is None or facts.edition_state != "open" or facts.now >= facts.recommend_by:
        return [{"recommend_by": facts.recommend_by.isoformat() if facts.recommend_by else None}]
    return []


@rule("17(3)", code="application.opinion", asks="eligible truthful opinion")
def opinion(facts: ApplicationFacts) -> list[Gap]:
    """An opinion in words, on eligibility and on truth."""
    gaps: list[Gap] = []
    if facts.eligible is None or facts.truthful is None:
        gaps.append({"what": "findings"})
    if not facts.opinion.strip():
        gaps.append({"what": "text"})
    return gaps


@rule("17(3)", code="application.opinion_positive", asks="opinion")
def opinion_positive(facts: ApplicationFacts) -> list[Gap]:
    """A recommendation needs both findings to be positive."""
    return [] if facts.eligible and facts.truthful else [{}]


@rule("17(4)", code="application.formal_stage")
def formal_stage(facts: ApplicationFacts) -> list[Gap]:
    """Formal review begins with the filing and ends when the committee settles the accepted list."""
    return [] if facts.edition_state in ("open", "formal_review") else [{"state": facts.edition_state}]


@rule("17(4)", code="application.checklist_done")
def checklist_done(facts: ApplicationFacts) -> list[Gap]:
    """A finding on every item of the checklist."""
    return [{"item": item} for item in facts.unchecked]


@rule("17(4)", code="application.checklist_passed")
def checklist_passed(facts: ApplicationFacts) -> list[Gap]:
    """No item failed."""
    return [{"item": item} for item in facts.failed_checks]


@rule("17(4)", code="application.reasons", asks="reasons")
def reasons(facts: ApplicationFacts) -> list[Gap]:
    """Reasons in words, since they go to the unit that received the application."""
    return [] if facts.reasons.strip() else [{}]
