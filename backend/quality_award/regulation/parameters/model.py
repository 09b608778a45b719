"""A ruleset: the numbers of one version of the regulation, each with its article, and the city's own procedure."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from .form import FormDefinition, FormNature, Option

PointType = Literal["choice", "boolean", "integer", "number", "fraction"]
PointValue = str | bool | int | float | None


@dataclass(frozen=True)
class Parameter:
    """A number of the regulation, with the clause that sets it."""

    key: str
    article: str
    value: Any
    title_zh: str
    title_en: str
    unit_zh: str
    unit_en: str
    local: bool = False


@dataclass(frozen=True)
class LocalPoint:
    """A point that the text leaves open: local procedure, confirmed or changed by the office (Art. 17(1)).

    `number` is its line in the list of open points. `default` None: it must be set. A choice with one option can only
    be confirmed.
    """

    number: int | None
    key: str
    article: str
    type: PointType
    default: PointValue
    title_zh: str
    title_en: str
    ground_zh: str
    ground_en: str
    options: tuple[Option, ...] = ()
    min: float | None = None
    max: float | None = None
    local: bool = True

    @property
    def must_be_set(self) -> bool:
        """Whether there is no default to fall back on."""
        return self.default is None

    @property
    def display_default(self) -> str:
        """The default as people write it: 2/3, not 0.666."""
        if self.default is None:
            return ""
        if self.type == "fraction":
            return str(Fraction(self.default).limit_denominator(100))
        return str(self.default)

    def problem(self, value: Any) -> str | None:
        """Why a value can't be taken: "type", "not_an_option", "too_small", "too_large"; None when it can."""
        if self.type == "choice":
            return None if value in {option.value for option in self.options} else "not_an_option"
        if self.type == "boolean":
            return None if isinstance(value, bool) else "type"
        accepted = int if self.type == "integer" else int | float
        if isinstance(value, bool) or not isinstance(value, accepted) or not math.isfinite(value):
            return "type"
        # A fraction comes back from JSON as a float; its bounds are meant up to rounding.
        if self.min is not None and value < self.min - 1e-9:
            return "too_small"
        if self.max is not None and value > self.max + 1e-9:
            return "too_large"
        return None


@dataclass(frozen=True)
class EvidenceSlot:
    """A kind of evidence: which organisations, whether it is required, the clause it proves (Art. 13, 14, 16)."""

    key: str
    article: str
    required: bool
    nature: FormNature
    title_zh: str
    title_en: str
    help_zh: str
    help_en: str

    def applies_to(self, nature: str) -> bool:
        """Whether organisations of this nature are asked for it."""
        return self.nature in ("both", nature)


@dataclass(frozen=True)
class CheckItem:
    """A line of the formal review's checklist (Art. 17(4))."""

    key: str
    article: str
    nature: FormNature
    title_zh: str
    title_en: str

    def applies_to(self, nature: str) -> bool:
        """Whether it is checked for organisations of this nature."""
        return self.nature in ("both", nature)


@dataclass(frozen=True)
class Limits:
    """Sizes and lengths: local procedure under Art. 16."""

    max_file_bytes: int
    max_files_per_slot: int
    profile_chars: int
    self_evaluation_chars: int


@dataclass(frozen=True)
class Ruleset:
    """The numbers under which an edition runs; it keeps the one in force when it was announced (Art. 38)."""

    code: str
    title_zh: str
    title_en: str
    authority: str
    regulation: str
    criteria: tuple[str, ...]
    in_force_from: dt.date
    in_force_until: dt.date | None
    replaces: str
    cycle_years: int
    quotas: Mapping[str, int]
    quota_total: int
    seats: Mapping[str, int]
    areas: tuple[str, ...]
    min_years: int
    lookback_years: int
    fatal_accidents_in_a_year: int
    gold_wait_editions: int
    channels: Mapping[str, str]
    publicity_days: int
    prizes: Mapping[str, int]
    supervision_years: int
    revocation_bar_editions: int
    parameters: tuple[Parameter, ...]
    points: tuple[LocalPoint, ...]
    limits: Limits
    content_types: tuple[str, ...]
    evidence_slots: tuple[EvidenceSlot, ...]
    checklist: tuple[CheckItem, ...]
    form_definition: FormDefinition

    @cached_property
    def _points(self) -> Mapping[str, LocalPoint]:
        return {point.key: point for point in self.points}

    def parameter(self, key: str) -> Parameter:
        """A number with its article. Raises `KeyError` for one that the ruleset doesn't have."""
        for parameter in self.parameters:
            if parameter.key == key:
                return parameter
        raise KeyError(key)

    def point(self, key: str) -> LocalPoint:
        """A local point by its key. Raises `KeyError` for one that the ruleset doesn't have."""
        return self._points[key]

    def setting(self, key: str, confirmed: Mapping[str, Any] | None = None) -> Any:
        """The value of a local point: the confirmed one ({key: {"value": …}} or {key: value}), else the default."""
        point = self.point(key)
        if confirmed and key in confirmed:
            entry = confirmed[key]
            return entry.get("value", point.default) if isinstance(entry, Mapping) else entry
        return point.default

    def unconfirmed(self, confirmed: Mapping[str, Any]) -> tuple[str, ...]:
        """The points that the office hasn't confirmed yet, or has left without a value that can stand."""
        return tuple(
            point.key
            for point in self.points
            if point.key not in confirmed or point.problem(self.setting(point.key, confirmed)) is not None
        )

    def required_slots(self, nature: str) -> tuple[EvidenceSlot, ...]:
        """The evidence without which an organisation of this nature can't submit (Art. 16)."""
        return tuple(slot for slot in self.evidence_slots if slot.required and slot.applies_to(nature))

    def slots_for(self, nature: str) -> tuple[EvidenceSlot, ...]:
        """All evidence that an organisation of this nature is asked for."""
        return tuple(slot for slot in self.evidence_slots if slot.applies_to(nature))

    def checklist_for(self, nature: str) -> tuple[CheckItem, ...]:
        """The formal review's checklist for an organisation of this nature (Art. 17(4))."""
        return tuple(item for item in self.checklist if item.applies_to(nature))

    def in_force_on(self, day: dt.date) -> bool:
        """Whether the ruleset is in force on a day (Art. 38)."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)
