"""From ruleset data to a typed `Ruleset`. Everything wrong with the data is said at once, each with its place."""

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar, get_args

from ..source import clauses
from .form import Column, Field, FieldType, FormDefinition, FormNature, Group, Option
from .model import CheckItem, EvidenceSlot, Limits, LocalPoint, Parameter, PointType, PointValue, Ruleset

T = TypeVar("T")

TIERS = ("gold", "silver", "nomination")
OWNERSHIPS = ("central", "provincial", "municipal", "other")
CHANNELS = ("direct", "industry", "county")

_INTEGERS = (
    "cycle_years", "quota_total", "min_years", "lookback_years", "fatal_accidents_in_a_year", "gold_wait_editions",
    "publicity_days", "supervision_years", "revocation_bar_editions",
)  # fmt: skip
_MAPS = {"quotas": TIERS, "prizes": TIERS, "seats": ("chair", "vice_chair")}


class RulesetError(ValueError):
    """The data isn't a ruleset. `problems` names every fault with its place."""

    def __init__(self, code: str, problems: list[str]) -> None:
        super().__init__(f"ruleset {code}: " + "; ".join(problems))
        self.problems = tuple(problems)


class _Reader:
    """Reads values out of the data and collects faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def fault(self, place: str, what: str) -> None:
        self.problems.append(f"{place}: {what}")

    def get(self, row: Mapping[str, Any], place: str, key: str, kind: type[T], fallback: T) -> T:
        """A value that must be there and of its kind."""
        value = row.get(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            where = f"{place}.{key}".lstrip(".")
            self.fault(where, "missing" if value is None else f"not {kind.__name__}: {value!r}")
            return fallback
        return value

    def names(self, row: Mapping[str, Any], place: str, key: str) -> tuple[str, str]:
        """A text in both languages."""
        texts: dict[str, Any] = self.get(row, place, key, dict, {})
        for language in ("zh", "en"):
            if not isinstance(texts.get(language), str):
                self.fault(f"{place}.{key}.{language}".lstrip("."), "missing")
        return str(texts.get("zh", "")), str(texts.get("en", ""))

    def rows(self, data: Mapping[str, Any], place: str) -> list[tuple[str, Mapping[str, Any]]]:
        """A list of rows, each with its place; keys must differ."""
        given: list[Any] = self.get(data, "", place, list, [])
        rows = [row for row in given if isinstance(row, Mapping)]
        if len(rows) != len(given):
            self.fault(place, "not every row is an object")
        keys = [row.get("key") for row in rows]
        for key in sorted({str(k) for k in keys if keys.count(k) > 1}):
            self.fault(f"{place}[{key}]", "is there twice")
        return [(f"{place}[{row.get('key', number)}]", row) for number, row in enumerate(rows)]

    def article(self, row: Mapping[str, Any], place: str, known: set[str], fallback: str | None = None) -> str:
        """A clause that the regulation has."""
        article = row.get("article", fallback)
        if article not in known:
            self.fault(f"{place}.article", f"no clause {article!r} in the regulation")
        return str(article)

    def one_of(self, row: Mapping[str, Any], place: str, key: str, allowed: tuple[str, ...]) -> Any:
        """One of the known words."""
        value = row.get(key)
        if value not in allowed:
            self.fault(f"{place}.{key}", f"{value!r} is none of {', '.join(allowed)}")
        return value

    def day(self, data: Mapping[str, Any], key: str) -> dt.date | None:
        """A day, or nothing."""
        value = data.get(key)
        if value is None:
            return None
        try:
            return dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(key, f"not a day: {value!r}")
            return None


def _options(reader: _Reader, row: Mapping[str, Any], place: str) -> tuple[Option, ...]:
    options = []
    for number, option in enumerate(row.get("options", [])):
        if not all(isinstance(option.get(key), str) for key in ("value", "zh", "en")):
            reader.fault(f"{place}.options[{number}]", "needs value, zh and en")
            continue
        options.append(Option(option["value"], option["zh"], option["en"]))
    return tuple(options)


def _number(value: Any) -> float | None:
    return None if value is None else float(Fraction(value))


def _parameters(reader: _Reader, data: Mapping[str, Any], known: set[str]) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for place, row in reader.rows(data, "parameters"):
        zh, en = reader.names(row, place, "title")
        unit_zh, unit_en = reader.names(row, place, "unit")
        key = reader.get(row, place, "key", str, "")
        found[key] = Parameter(key, reader.article(row, place, known), row.get("value"), zh, en, unit_zh, unit_en)
    wanted = (*_INTEGERS, *_MAPS, "areas", "channels")
    for key in wanted:
        if key not in found:
            reader.fault(f"parameters[{key}]", "missing")
    for key in found:
        if key not in wanted:
            reader.fault(f"parameters[{key}]", "unknown")
    for key in _INTEGERS:
        if key in found and (not isinstance(found[key].value, int) or isinstance(found[key].value, bool) or found[key].value < 1):
            reader.fault(f"parameters[{key}].value", f"not a whole number of at least 1: {found[key].value!r}")
    for key, names in _MAPS.items():
        value = found[key].value if key in found else dict.fromkeys(names, 1)
        if not isinstance(value, dict) or set(value) != set(names):
            reader.fault(f"parameters[{key}].value", f"needs exactly {', '.join(names)}")
        elif not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in value.values()):
            reader.fault(f"parameters[{key}].value", "not whole numbers of at least 0")
    _check_channels(reader, found)
    _check_areas(reader, found)
    return found


def _check_channels(reader: _Reader, found: dict[str, Parameter]) -> None:
    value = found["channels"].value if "channels" in found else dict.fromkeys(OWNERSHIPS, "county")
    if not isinstance(value, dict) or set(value) != set(OWNERSHIPS) or not set(value.values()) <= set(CHANNELS):
        reader.fault(
            "parameters[channels].value",
            f"needs a channel of {', '.join(CHANNELS)} for each of {', '.join(OWNERSHIPS)}",
        )


def _check_areas(reader: _Reader, found: dict[str, Parameter]) -> None:
    value = found["areas"].value if "areas" in found else ["000000"]
    codes = value if isinstance(value, list) else []
    if not codes or not all(isinstance(code, str) and len(code) == 6 and code.isdigit() for code in codes):
        reader.fault("parameters[areas].value", "needs area codes of six digits")


def _default(reader: _Reader, row: Mapping[str, Any], place: str, kind: str) -> PointValue:
    value: PointValue = row.get("default")
    if kind == "fraction" and isinstance(value, str):
        try:
            return float(Fraction(value))
        except (ValueError, ZeroDivisionError):
            reader.fault(f"{place}.default", f"not a fraction: {value!r}")
    return value


def _points(reader: _Reader, data: Mapping[str, Any], known: set[str]) -> tuple[LocalPoint, ...]:
    points = []
    for place, row in reader.rows(data, "points"):
        zh, en = reader.names(row, place, "title")
        ground_zh, ground_en = reader.names(row, place, "ground")
        kind = reader.one_of(row, place, "type", get_args(PointType))
        point = LocalPoint(
            row.get("number"), reader.get(row, place, "key", str, ""), reader.article(row, place, known), kind,
            _default(reader, row, place, str(kind)), zh, en, ground_zh, ground_en, _options(reader, row, place),
            _number(row.get("min")), _number(row.get("max")),
        )  # fmt: skip
        if point.type == "choice" and not point.options:
            reader.fault(f"{place}.options", "a choice needs options")
        if point.default is not None and (problem := point.problem(point.default)) is not None:
            reader.fault(f"{place}.default", f"{point.default!r}: {problem}")
        points.append(point)
    return tuple(points)


def _limits(reader: _Reader, data: Mapping[str, Any], known: set[str]) -> tuple[Limits, tuple[Parameter, ...]]:
    values: dict[str, int] = {}
    shown = []
    for place, row in reader.rows(data, "limits"):
        zh, en = reader.names(row, place, "title")
        key = reader.get(row, place, "key", str, "")
        values[key] = reader.get(row, place, "value", int, 1)
        if values[key] < 1:
            reader.fault(f"{place}.value", "less than 1")
        shown.append(Parameter(key, reader.article(row, place, known), values[key], zh, en, "", "", local=True))
    wanted = ("max_file_bytes", "max_files_per_slot", "profile_chars", "self_evaluation_chars")
    for key in wanted:
        if key not in values:
            reader.fault(f"limits[{key}]", "missing")
    return Limits(*(values.get(key, 1) for key in wanted)), tuple(shown)


def _slots(reader: _Reader, data: Mapping[str, Any], known: set[str]) -> tuple[EvidenceSlot, ...]:
    slots = []
    for place, row in reader.rows(data, "evidence_slots"):
        slots.append(EvidenceSlot(
            reader.get(row, place, "key", str, ""), reader.article(row, place, known), reader.get(row, place, "required", bool, False),
            reader.one_of(row, place, "nature", get_args(FormNature)),
            *reader.names(row, place, "title"), *reader.names(row, place, "help"),
        ))  # fmt: skip
    return tuple(slots)


def _checklist(reader: _Reader, data: Mapping[str, Any], known: set[str]) -> tuple[CheckItem, ...]:
    items = []
    for place, row in reader.rows(data, "checklist"):
        items.append(CheckItem(
            reader.get(row, place, "key", str, ""), reader.article(row, place, known),
            reader.one_of(row, place, "nature", get_args(FormNature)), *reader.names(row, place, "title"),
        ))  # fmt: skip
    return tuple(items)


def _column(reader: _Reader, row: Mapping[str, Any], place: str) -> Column:
    kind = reader.one_of(row, place, "type", get_args(FieldType))
    if kind in ("table", "choice", "choices"):
        reader.fault(f"{place}.type", f"a column can't be a {kind}")
    return Column(
        reader.get(row, place, "key", str, ""), kind, reader.get(row, place, "required", bool, False),
        *reader.names(row, place, "title"), _number(row.get("min")), _number(row.get("max")),
    )  # fmt: skip


def _field(reader: _Reader, row: Mapping[str, Any], place: str, known: set[str]) -> Field:
    kind = reader.one_of(row, place, "type", get_args(FieldType))
    title_zh, title_en = reader.names(row, place, "title")
    unit_zh, unit_en = reader.names(row, place, "unit") if "unit" in row else ("", "")
    field = Field(
        key=reader.get(row, place, "key", str, ""),
        group=reader.get(row, place, "group", str, ""),
        type=kind,
        required=reader.get(row, place, "required", bool, False),
        nature=reader.one_of(row, place, "nature", get_args(FormNature)),
        article=reader.article(row, place, known, fallback="16"),
        title_zh=title_zh,
        title_en=title_en,
        unit_zh=unit_zh,
        unit_en=unit_en,
        per_year=bool(row.get("per_year", False)),
        required_if=row.get("required_if"),
        min=_number(row.get("min")),
        max=_number(row.get("max")),
        options=_options(reader, row, place),
        columns=tuple(_column(reader, column, f"{place}.columns[{column.get('key')}]") for column in row.get("columns", [])),
    )
    if kind in ("choice", "choices") and not field.options:
        reader.fault(f"{place}.options", "a choice needs options")
    if (kind == "table") != bool(field.columns):
        reader.fault(f"{place}.columns", "a table, and only a table, has columns")
    if field.per_year and kind not in ("integer", "decimal", "percent"):
        reader.fault(f"{place}.per_year", "only numbers are given per year")
    return field


def _form(reader: _Reader, data: Mapping[str, Any], known: set[str]) -> FormDefinition:
    form: dict[str, Any] = reader.get(data, "", "form", dict, {})
    groups = tuple(
        Group(reader.get(row, place, "key", str, ""), *reader.names(row, place, "title"))
        for place, row in reader.rows(form, "groups")
    )
    fields = tuple(_field(reader, row, f"form.{place}", known) for place, row in reader.rows(form, "fields"))
    group_keys = {group.key for group in groups}
    booleans = {field.key for field in fields if field.type == "boolean"}
    for field in fields:
        if field.group not in group_keys:
            reader.fault(f"form.fields[{field.key}].group", f"no group {field.group!r}")
        if field.required_if is not None and field.required_if not in booleans:
            reader.fault(f"form.fields[{field.key}].required_if", f"no yes-or-no field {field.required_if!r}")
    title_zh, title_en = reader.names(form, "form", "title")
    declaration_zh, declaration_en = reader.names(form, "form", "declaration")
    version = reader.get(form, "form", "version", int, 1)
    return FormDefinition(version, title_zh, title_en, declaration_zh, declaration_en, groups, fields)


def _strings(reader: _Reader, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values: list[Any] = reader.get(data, "", key, list, [])
    if not values or not all(isinstance(value, str) for value in values):
        reader.fault(key, "needs at least one text")
    return tuple(str(value) for value in values)


def load(data: Mapping[str, Any], known_criteria: Callable[[], set[str]]) -> Ruleset:
    """Build a ruleset from its data. Raises `RulesetError` with every fault in it."""
    reader = _Reader()
    code = reader.get(data, "", "code", str, "?")
    regulation = reader.get(data, "", "regulation", str, "")
    try:
        known = {clause.id for clause in clauses(regulation)}
    except KeyError as missing:
        raise RulesetError(code, [f"regulation: {missing.args[0]}"]) from None
    title_zh, title_en = reader.names(data, "", "title")
    found = _parameters(reader, data, known)
    limits, shown_limits = _limits(reader, data, known)
    points = _points(reader, data, known)
    slots = _slots(reader, data, known)
    checklist = _checklist(reader, data, known)
    form = _form(reader, data, known)
    criteria = _strings(reader, data, "criteria")
    for name in criteria:
        if name not in known_criteria():
            reader.fault("criteria", f"no criteria {name!r}")
    content_types = _strings(reader, data, "content_types")
    since, until = reader.day(data, "in_force_from"), reader.day(data, "in_force_until")
    if since is None:
        reader.fault("in_force_from", "missing")
    elif until is not None and until < since:
        reader.fault("in_force_until", "lies before in_force_from")
    if not reader.problems and sum(found["quotas"].value.values()) < found["quota_total"].value:
        reader.fault("parameters[quota_total].value", "is more than all tiers together")
    if reader.problems or since is None:
        raise RulesetError(code, reader.problems)
    values: dict[str, Any] = {key: parameter.value for key, parameter in found.items()}
    values["areas"] = tuple(values["areas"])
    return Ruleset(
        code=code,
        title_zh=title_zh,
        title_en=title_en,
        authority=reader.get(data, "", "authority", str, ""),
        regulation=regulation,
        criteria=criteria,
        in_force_from=since,
        in_force_until=until,
        replaces=str(data.get("replaces", "")),
        parameters=(*found.values(), *shown_limits),
        points=points,
        limits=limits,
        content_types=content_types,
        evidence_slots=slots,
        checklist=checklist,
        form_definition=form,
        **values,
    )
