"""A task: what to do next, until when, and what happens if not. Its words are under `task.<key>` of the messages."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["not_started", "in_progress", "incomplete", "done"]

_ORDER: dict[Status, int] = {"incomplete": 0, "not_started": 1, "in_progress": 2, "done": 3}


@dataclass(frozen=True)
class Task:
    """One line of a dashboard. `late` names the words that say what happens when `due` is missed."""

    key: str
    status: Status
    link: str
    article: str = ""
    due: dt.datetime | None = None
    late: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""


def counted(key: str, left: int, link: str, *, done: int = 0, **rest: Any) -> Task | None:
    """A task on many things alike: none at all is no task, all done is done, some done is in progress."""
    if left == 0 and done == 0:
        return None
    status: Status = "done" if left == 0 else "in_progress" if done else "not_started"
    return Task(key, status, link, params={"left": left, "done": done, "all": left + done}, **rest)


def in_order(tasks: Iterable[Task | None]) -> list[Task]:
    """What needs a hand first: open before done, the nearest deadline before later ones."""
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(
        (task for task in tasks if task), key=lambda task: (task.status == "done", task.due or never, _ORDER[task.status])
    )
