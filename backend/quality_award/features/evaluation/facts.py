"""Rows → rankings and the numbers of the reports (Art. 17(4) to (8))."""

from collections.abc import Mapping, Sequence

from quality_award.regulation.parameters import ruleset
from quality_award.regulation.stages import stage_of
from quality_award.tables.editions import Edition

from .pure.ranking import Method, Scored, rank
from .queries import Sheets, Tallies

Numbers = dict[str, float | int | None]

TO_DOCUMENTS = ("plan", "application", "formal_review", "document_review")
"""Stages up to the choice on the documents: ranks go by the document score alone."""
AFTER_FILING = (
    "filed", "formal_passed", "formal_failed", "accepted", "not_accepted", "shortlisted", "not_shortlisted", "awarded",
    "not_awarded", "failed",
)  # fmt: skip
ACCEPTED = ("accepted", "shortlisted", "not_shortlisted", "awarded", "not_awarded", "failed")
VISITED = ("shortlisted", "awarded", "not_awarded", "failed")


def method(edition: Edition) -> Method:
    """How the edition's plan puts scores together."""
    law, settings = ruleset(edition.ruleset_code), edition.local_settings
    return Method(
        weights=law.weights(settings),
        drop_extremes=law.setting("drop_extremes", settings),
        decimals=law.setting("score_decimals", settings),
    )


def by_total(edition: Edition) -> bool:
    """Whether ranks go by the weighted total already."""
    return stage_of(edition.state).key not in TO_DOCUMENTS


def scores(edition: Edition, applications: Sequence[str], sheets: Mapping[str, Mapping[str, Sheets]]) -> dict[str, Scored]:
    """Scores and ranks of these applications."""
    totals = {key: {stage: found.totals for stage, found in sheets.get(key, {}).items()} for key in applications}
    return rank(totals, method(edition), by_total=by_total(edition))


def _spread(values: Sequence[float | None]) -> Numbers:
    there = [value for value in values if value is not None]
    return {
        "highest": max(there, default=None),
        "lowest": min(there, default=None),
        "average": round(sum(there) / len(there), 2) if there else None,
    }


def report_numbers(
    edition: Edition, kind: str, tallies: Tallies, scored: Sequence[Scored], submitted: Mapping[str, int]
) -> Numbers:
    """The numbers that a report speaks of. `submitted` counts handed-in sheets per stage."""

    def among(names: Sequence[str]) -> int:
        return sum(tallies.states.get(name, 0) for name in names)

    if kind == "formal_review":
        return {
            "filed": among(AFTER_FILING),
            "passed": among(("formal_passed", *ACCEPTED)),
            "failed": among(("formal_failed", "not_accepted")),
            "waiting": among(("filed",)),
            "not_recommended": among(("not_recommended",)),
            **{f"channel_{name}": tallies.channels.get(name, 0) for name in ("direct", "industry", "county")},
        }
    if kind == "document_review":
        return {
            "accepted": among(ACCEPTED),
            "experts": tallies.experts.get("document", 0),
            "sheets": submitted.get("document", 0),
            "site_list": sum(tallies.lists.get("site", {}).values()),
            **_spread([one.stages.get("document") for one in scored]),
        }
    if kind in ("defence", "site_review"):
        stage = {"defence": "defence", "site_review": "site"}[kind]
        return {
            "visited": among(VISITED),
            "experts": tallies.experts.get(stage, 0),
            "sheets": submitted.get(stage, 0),
            **_spread([one.stages.get(stage) for one in scored]),
        }
    if kind == "evaluation":
        how, law = method(edition), ruleset(edition.ruleset_code)
        proposed = tallies.lists.get("proposed", {})
        winners = sum(proposed.values())
        return {
            "filed": among(AFTER_FILING),
            "accepted": among(ACCEPTED),
            "visited": among(VISITED),
            **{f"{stage}_weight": weight for stage, weight in how.weights.items()},
            **{tier: proposed.get(tier, 0) for tier in law.quotas},
            "winners": winners,
            "vacant": law.quota_total - winners,
            "encouraged": tallies.encouraged,
            **_spread([one.total for one in scored]),
        }
    found = tallies.objections
    received = sum(found.values())
    undecided = ("received", "investigating", "reported", "transferred")
    return {
        "received": received,
        "refused": found.get("refused", 0),
        "accepted": received - found.get("refused", 0) - found.get("received", 0),
        "transferred": tallies.transferred,
        "upheld": found.get("upheld", 0),
        "dismissed": found.get("dismissed", 0),
        "open": sum(found.get(state, 0) for state in undecided),
    }
