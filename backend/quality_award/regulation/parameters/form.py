"""The uniform application form (Art. 16) as versioned data: its fields, what is missing, what is wrong."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

FieldType = Literal[
    "text", "textarea", "integer", "decimal", "percent", "date", "year", "choice", "choices", "boolean", "phone", "email",
    "table",
]  # fmt: skip
FormNature = Literal["for_profit", "non_profit", "both"]
Values = Mapping[str, Any]

YEARS = 3
"""Main indicators cover three consecutive years; the last is the one before the edition's (Art. 13(4): 上年)."""

_PHONE = re.compile(r"^\+?[0-9][0-9 -]{5,18}[0-9]$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass(frozen=True)
class Option:
    """A value to choose, with its names."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True)
class Column:
    """A column of a table field."""

    key: str
    type: FieldType
    required: bool
    title_zh: str
    title_en: str
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True)
class Field:
    """A field of the form. `per_year`: the value is {"2023": …, "2024": …, "2025": …}.

    `required_if`: required only when that yes-or-no field is yes.

    `max` is the greatest number, the longest text, or the most rows of a table.
    """

    key: str
    group: str
    type: FieldType
    required: bool
    nature: FormNature
    article: str
    title_zh: str
    title_en: str
    unit_zh: str = ""
    unit_en: str = ""
    per_year: bool = False
    required_if: str | None = None
    min: float | None = None
    max: float | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()

    def applies_to(self, nature: str) -> bool:
        """Whether organisations of this nature fill it in."""
        return self.nature in ("both", nature)


@dataclass(frozen=True)
class Group:
    """A section of the form."""

    key: str
    title_zh: str
    title_en: str


@dataclass(frozen=True)
class Problem:
    """A value that can't stand: the field ("revenue.2024", "honours.0.year") and why (a stable code)."""

    field: str
    reason: Literal["type", "too_small", "too_large", "too_long", "too_many", "not_an_option", "unknown"]
    limit: float | None = None


@dataclass(frozen=True)
class FormDefinition:
    """A version of the form. Applications stay on the version of their edition's ruleset."""

    version: int
    title_zh: str
    title_en: str
    declaration_zh: str
    declaration_en: str
    groups: tuple[Group, ...]
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field:
        """A field by its key. Raises `KeyError` for one that the form doesn't have."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def fields_for(self, nature: str) -> tuple[Field, ...]:
        """The fields that an organisation of this nature fills in."""
        return tuple(field for field in self.fields if field.applies_to(nature))


def indicator_years(edition_year: int) -> tuple[int, ...]:
    """The three years of the indicators: 2026 → (2023, 2024, 2025)."""
    return tuple(range(edition_year - YEARS, edition_year))


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, list) and not value)


def missing_fields(form: FormDefinition, values: Values, nature: str, edition_year: int) -> tuple[str, ...]:
    """Every required field without a value (Art. 16), in order; "revenue.2024" for a year, "honours.0.name" for a row."""
    missing: list[str] = []
    for field in form.fields_for(nature):
        value = values.get(field.key)
        if field.required_if is not None and values.get(field.required_if) is not True:
            continue
        if field.per_year:
            if field.required:
                years = value if isinstance(value, Mapping) else {}
                missing += [f"{field.key}.{y}" for y in indicator_years(edition_year) if _empty(years.get(str(y)))]
        elif field.type == "table" and isinstance(value, list) and value:
            missing += [
                f"{field.key}.{number}.{column.key}"
                for number, row in enumerate(value)
                for column in field.columns
                if column.required and (not isinstance(row, Mapping) or _empty(row.get(column.key)))
            ]
        elif field.required and _empty(value):
            missing.append(field.key)
    return tuple(missing)


def invalid_fields(form: FormDefinition, values: Values, nature: str, edition_year: int) -> tuple[Problem, ...]:
    """Every value that is there and can't stand, unknown keys among them. A draft may have gaps: empty is no problem."""
    fields = {field.key: field for field in form.fields_for(nature)}
    years = {str(year) for year in indicator_years(edition_year)}
    problems: list[Problem] = []
    for key, value in values.items():
        field = fields.get(key)
        if field is None:
            problems.append(Problem(key, "unknown"))
        elif value is None:
            continue
        elif field.per_year:
            problems += _check_years(field, value, years)
        elif field.type == "table":
            problems += _check_table(field, value)
        else:
            problems += _check_value(key, field, value)
    return tuple(problems)


def _check_years(field: Field, value: Any, years: set[str]) -> list[Problem]:
    if not isinstance(value, Mapping):
        return [Problem(field.key, "type")]
    problems = [Problem(f"{field.key}.{year}", "unknown") for year in value if year not in years]
    for year in sorted(years & set(value)):
        problems += _check_value(f"{field.key}.{year}", field, value[year])
    return problems


def _check_table(field: Field, value: Any) -> list[Problem]:
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        return [Problem(field.key, "type")]
    problems = [Problem(field.key, "too_many", field.max)] if field.max is not None and len(value) > field.max else []
    columns = {column.key: column for column in field.columns}
    for number, row in enumerate(value):
        for key, cell in row.items():
            where = f"{field.key}.{number}.{key}"
            problems += _check_value(where, columns[key], cell) if key in columns else [Problem(where, "unknown")]
    return problems


def _check_value(where: str, field: Field | Column, value: Any) -> list[Problem]:
    """One plain value against its type and limits."""
    if _empty(value):
        return []
    match field.type:
        case "integer" | "year" | "decimal" | "percent":
            return _check_number(where, field, value)
        case "boolean":
            fits = isinstance(value, bool)
        case "date":
            fits = isinstance(value, str) and _is_date(value)
        case "phone":
            fits = isinstance(value, str) and _PHONE.match(value) is not None
        case "email":
            fits = isinstance(value, str) and _EMAIL.match(value) is not None
        case "choice" | "choices":
            return _check_options(where, field, value)
        case _:
            if not isinstance(value, str):
                return [Problem(where, "type")]
            too_long = field.max is not None and len(value) > field.max
            return [Problem(where, "too_long", field.max)] if too_long else []
    return [] if fits else [Problem(where, "type")]


def _check_number(where: str, field: Field | Column, value: Any) -> list[Problem]:
    whole = field.type in ("integer", "year")
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float) or not math.isfinite(value):
        return [Problem(where, "type")]
    if field.min is not None and value < field.min:
        return [Problem(where, "too_small", field.min)]
    if field.max is not None and value > field.max:
        return [Problem(where, "too_large", field.max)]
    return []


def _check_options(where: str, field: Field | Column, value: Any) -> list[Problem]:
    allowed = {option.value for option in field.options} if isinstance(field, Field) else set()
    chosen = value if field.type == "choices" else [value]
    if not isinstance(chosen, list) or not all(isinstance(one, str) for one in chosen):
        return [Problem(where, "type")]
    return [] if set(chosen) <= allowed else [Problem(where, "not_an_option")]


def _is_date(value: str) -> bool:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True
