"""Where an edition stands on the nine steps of Art. 17, and what it waits for."""

import datetime as dt

STEP: dict[str, int] = {
    "draft": 1, "plan_review": 1, "plan_approved": 1, "open": 2, "formal_review": 4, "document_review": 5, "defence": 6,
    "site_review": 6, "public_opinion": 7, "evaluation": 7, "deliberation": 8, "initial_list": 8, "publicity": 8,
    "settlement": 9, "government": 9, "approved": 9, "conferred": 10, "closed": 10,
}  # fmt: skip
"""State → clause of Art. 17; 10 once all nine are behind it."""

UNANNOUNCED = ("draft", "plan_review", "plan_approved")
"""States before the notice: the public, applicants and recommending units know nothing of the edition."""


def step_of(state: str, closes_at: dt.datetime | None, now: dt.datetime) -> int:
    """The step of Art. 17. While the edition is open it is the application (2) until the closing, then the recommendation (3)."""
    if state == "open" and closes_at is not None and now >= closes_at:
        return 3
    return STEP[state]


def next_deadline(
    state: str,
    *,
    closes_at: dt.datetime | None,
    recommend_by: dt.datetime | None,
    publicity_ends_at: dt.datetime | None,
    now: dt.datetime,
) -> tuple[str, dt.datetime] | None:
    """(what ends, when) that the present state waits for."""
    if state == "open" and closes_at is not None and now < closes_at:
        return "closes_at", closes_at
    if state == "open" and recommend_by is not None:
        return "recommend_by", recommend_by
    if state == "publicity" and publicity_ends_at is not None:
        return "publicity_ends_at", publicity_ends_at
    return None
