"""Where an application stands on the nine steps of Art. 17."""

_OF_STATE: dict[str, int] = {
    "draft": 2, "submitted": 3, "not_recommended": 3, "filed": 4, "formal_passed": 4, "formal_failed": 4, "not_accepted": 4,
    "accepted": 5, "not_shortlisted": 5, "shortlisted": 6, "failed": 8, "not_awarded": 9, "awarded": 10,
}  # fmt: skip


def step_of_application(state: str, edition_step: int) -> int:
    """Its own step: ahead of the edition's once it is handed in, with the edition's after the site review."""
    return max(6, edition_step) if state == "shortlisted" else _OF_STATE[state]
