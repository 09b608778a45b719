"""The candidate panel (Art. 32): a window in which applicants see who may review them, before anybody is assigned."""

import datetime as dt
from typing import Literal

Panel = Literal["none", "before", "running", "over"]


def panel(days: int, opens_at: dt.datetime | None, closes_at: dt.datetime | None, now: dt.datetime) -> Panel:
    """Where the window stands; "none" where the edition's local point has no days for it and nobody opened one."""
    if opens_at is None or closes_at is None:
        return "before" if days else "none"
    return "running" if now < closes_at else "over"
