"""A ruleset: the numbers of one version of the regulation, each with its article, and the city's own procedure."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from ..stages import STAGES
from .conflicts import ConflictRules
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


Subject = Literal["organisation", "project"]


@dataclass(frozen=True)
class Tier:
    """A kind of prize, from the highest down. `mark` stands in the certificate's number; `subject`: who or what it goes to."""

    key: str
    article: str
    title_zh: str
    title_en: str
    mark: str
    subject: Subject

    def title(self, language: str) -> str:
        """Its name."""
        return self.title_en if language == "en" else self.title_zh


@dataclass(frozen=True)
class Place:
    """An area of the award's city, with its GB/T 2260 code and its names."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class OwnClause:
    """A clause of the city's own regulation, and the row of the standard matrix that it stands for."""

    id: str
    row: str
    text: str


@dataclass(frozen=True)
class Authority:
    """Whose award it is, and what it is called."""

    code: str
    name_zh: str
    name_en: str
    award_zh: str
    award_en: str
    mark: str
    """What certificate numbers begin with: 朝质奖."""


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
    # Content types that are taken here beside those taken everywhere.
    also: tuple[str, ...] = ()

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
    max_application_bytes: int
    retention_years: int
    max_files_per_slot: int
    profile_chars: int
    self_evaluation_chars: int


RetentionAction = Literal["kept", "removed", "sealed", "elsewhere"]


@dataclass(frozen=True)
class RetentionRule:
    """What an archive does with one class of data, and for how many years the class is kept; local procedure where Art. 26 is silent.

    kept: stands open in the archive. removed: is not in it. sealed: encrypted apart in it, for a key that is not in it.
    elsewhere: sealed by a procedure of its own, in no archive (Art. 25). `years` None: this plan sets no term. `fields`: those
    of the application form that belong to the class; they are emptied in the database when the years are over.
    """

    key: str
    article: str
    action: RetentionAction
    years: int | None
    title_zh: str
    title_en: str
    ground_zh: str
    ground_en: str
    fields: tuple[str, ...] = ()
    local: bool = True


@dataclass(frozen=True)
class Ruleset:
    """The numbers under which an edition runs; it keeps the one in force when it was announced (Art. 38)."""

    code: str
    title_zh: str
    title_en: str
    authority: Authority
    regulation: str
    citations: Mapping[str, str]
    """Row of the standard matrix → clause of this regulation; empty where the two are the same."""
    clauses: tuple[OwnClause, ...]
    """The city's own regulation where the ruleset brings it; empty for one that is shipped."""
    tiers: tuple[Tier, ...]
    stages: tuple[str, ...]
    local_approved_zh: str
    local_approved_en: str
    local_approved_on: dt.date | None
    criteria: tuple[str, ...]
    in_force_from: dt.date
    in_force_until: dt.date | None
    replaces: str
    cycle_years: int
    quotas: Mapping[str, int]
    quota_total: int
    seats: Mapping[str, int]
    areas: tuple[Place, ...]
    min_years: int
    lookback_years: int
    fatal_accidents_in_a_year: int
    wait_editions: Mapping[str, int]
    channels: Mapping[str, str]
    publicity_days: int
    prizes: Mapping[str, int]
    supervision_years: int
    revocation_bar_editions: int
    parameters: tuple[Parameter, ...]
    points: tuple[LocalPoint, ...]
    limits: Limits
    retention: tuple[RetentionRule, ...]
    conflicts: ConflictRules
    content_types: tuple[str, ...]
    evidence_slots: tuple[EvidenceSlot, ...]
    checklist: tuple[CheckItem, ...]
    form_definition: FormDefinition

    @cached_property
    def _points(self) -> Mapping[str, LocalPoint]:
        return {point.key: point for point in self.points}

    @cached_property
    def _tiers(self) -> Mapping[str, Tier]:
        return {tier.key: tier for tier in self.tiers}

    @cached_property
    def area_codes(self) -> frozenset[str]:
        """The codes of the city's areas."""
        return frozenset(place.code for place in self.areas)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """What may be applied for: the organisation's own prizes, a project's."""
        return tuple(dict.fromkeys(tier.subject for tier in self.tiers))

    @cached_property
    def scored(self) -> tuple[str, ...]:
        """What goes into the total, in the order of the stages; each has its `<name>_weight` among the points."""
        return tuple(STAGES[key].scored for key in self.stages if STAGES[key].scored)

    def weights(self, confirmed: Mapping[str, Any] | None = None) -> dict[str, float | None]:
        """What counts how much in the total, in percent; None where it isn't set yet."""
        return {name: self.setting(f"{name}_weight", confirmed) for name in self.scored}

    def tier(self, key: str) -> Tier:
        """A prize by its key. Raises `KeyError` for one that the ruleset doesn't have."""
        return self._tiers[key]

    def tier_rank(self, key: str | None) -> int:
        """0 for the highest prize; behind all others for None and for one that the ruleset doesn't have."""
        return next((place for place, tier in enumerate(self.tiers) if tier.key == key), len(self.tiers))

    def cite(self, row: str) -> str:
        """The clause of this regulation that a row of the standard matrix stands for; "local" where it has none."""
        return self.citations.get(row, "local") if self.citations and row else row

    def parameter(self, key: str) -> Parameter:
        """A number with its article. Raises `KeyError` for one that the ruleset doesn't have."""
        for parameter in self.parameters:
            if parameter.key == key:
                return parameter
        raise KeyError(key)

    def point(self, key: str) -> LocalPoint:
        """A local point by its key. Raises `KeyError` for one that the ruleset doesn't have."""
        return self._points[key]

    @cached_property
    def retention_plan(self) -> Mapping[str, RetentionRule]:
        """What is done with each class of data, by its key."""
        return {rule.key: rule for rule in self.retention}

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

    def content_types_of(self, slot: str) -> tuple[str, ...]:
        """What kind of files is taken under a slot or a criteria item (Art. 16)."""
        return (*self.content_types, *(extra for one in self.evidence_slots if one.key == slot for extra in one.also))

    def checklist_for(self, nature: str) -> tuple[CheckItem, ...]:
        """The formal review's checklist for an organisation of this nature (Art. 17(4))."""
        return tuple(item for item in self.checklist if item.applies_to(nature))

    def in_force_on(self, day: dt.date) -> bool:
        """Whether the ruleset is in force on a day (Art. 38)."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)
