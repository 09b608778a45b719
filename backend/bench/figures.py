"""What a measurement gives: a figure beside its goal, reached or not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """How much to measure: `rows` applications in the database, the large sizes with `full`."""

    full: bool
    rows: int


@dataclass(frozen=True)
class Figure:
    """One line of the table. `reached` is None where no goal is set."""

    what: str
    measured: str
    goal: str = "—"
    reached: bool | None = None


def below(what: str, value: float, limit: float, unit: str, digits: int = 2) -> Figure:
    """A figure that must not exceed its limit."""
    return Figure(what, f"{value:.{digits}f} {unit}".strip(), f"≤ {limit:g} {unit}".strip(), value <= limit)


def at_least(what: str, value: float, limit: float, unit: str, digits: int = 2) -> Figure:
    """A figure that must reach its limit."""
    return Figure(what, f"{value:.{digits}f} {unit}".strip(), f"≥ {limit:g} {unit}".strip(), value >= limit)
