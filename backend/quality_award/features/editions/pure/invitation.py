"""Invitations into the expert team: what stands against one, and whether an answer is still taken (Art. 10, 17(1))."""

import datetime as dt


def against(answer: str | None, answer_by: dt.datetime | None, now: dt.datetime) -> str:
    """ "declined", "overdue" or "waiting"; empty for an expert who is in the team.

    An invitation without a day to answer by waits for nobody: whoever was invited so is in the team until they decline.
    """
    if answer == "declined":
        return "declined"
    if answer == "accepted" or answer_by is None:
        return ""
    return "overdue" if now >= answer_by else "waiting"


def overdue(answer: str | None, answer_by: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether nobody answered in time."""
    return against(answer, answer_by, now) == "overdue"


def still_open(state: str, answer_by: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the expert may answer, or think again: while the team is being formed, until the day to answer by."""
    return state == "draft" and (answer_by is None or now < answer_by)
