"""The one clock. The law runs on Asia/Shanghai, the database on UTC; a rehearsal database may move its clock."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Gives the present instant, in UTC."""

    def now(self) -> dt.datetime:
        """The present instant, timezone-aware UTC."""
        ...


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock, moved by `offset` (zero outside rehearsals)."""

    offset: dt.timedelta = dt.timedelta()

    def now(self) -> dt.datetime:
        """The present instant plus the rehearsal's offset."""
        return dt.datetime.now(dt.UTC) + self.offset


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still: for tests and for replays."""

    at: dt.datetime

    def now(self) -> dt.datetime:
        """The fixed instant."""
        return self.at


def local_date(instant: dt.datetime) -> dt.date:
    """The day in Chaoyang of an instant."""
    return instant.astimezone(SHANGHAI).date()


def end_of_day(day: dt.date) -> dt.datetime:
    """24:00 of a day in Chaoyang, as UTC."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), SHANGHAI).astimezone(dt.UTC)
