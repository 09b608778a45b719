"""From ruleset data to a typed `Ruleset`. Everything wrong with the data is said at once, each with its place."""

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar, get_args

from .. import stages
from ..source import clauses
from .conflicts import read_conflicts
from .form import Column, Field, FieldType, FormDefinition, FormNature, Group, Option
from .lines import Lines
from .model import (
    Authority,
    CheckItem,
    EvidenceSlot,
    Limits,
    LocalPoint,
    OwnClause,
    Parameter,
    Place,
    PointType,
    PointValue,
    RetentionRule,
    Ruleset,
    Subject,
    Tier,
)

T = TypeVar("T")

LOCAL = "local"
"""In place of a clause: procedure that the text leaves open, or that only this city has."""
OWNERSHIPS = ("central", "provincial", "municipal", "other")
CHANNELS = ("direct", "industry", "county")

_INTEGERS = (
    "cycle_years", "quota_total", "min_years", "lookback_years", "fatal_accidents_in_a_year", "publicity_days",
    "supervision_years", "revocation_bar_editions",
)  # fmt: skip
_LEAST_PUBLICITY = 7
_POINTS = (
    "drop_extremes", "score_decimals", "quorum", "majority", "ties", "recommender_report_days", "recommender_reminders",
    "proof_days", "team_size", "non_acceptance_copy", "panel_days", "break_glass_hours",
)  # fmt: skip
"""Local points that the programme itself reads; a ruleset may have more."""
_RETENTION: dict[str, tuple[str, ...]] = {
    "applicant_contacts": ("kept", "removed", "sealed"),
    # Stands in the manifests, whose digests are in the audit log.
    "legal_representative": ("kept",),
    # An archive without them proves nothing.
    "trade_secrets": ("kept",),
    "staff_names": ("kept", "sealed"),
    "reviewer_names": ("kept", "removed", "sealed"),
    "expert_identity": ("kept", "removed", "sealed"),
    "interest_details": ("kept", "removed", "sealed"),
    "reviewer_ratings": ("kept", "removed", "sealed"),
    "ballots": ("kept", "removed", "sealed"),
    "objector_identity": ("elsewhere",),
    "accounts": ("removed",),
    "trail_names": ("kept",),
}
"""Each class of data that an archive meets, and what may be done with it."""
_PARTS = frozenset({
    "code", "like", "title", "authority", "regulation", "criteria", "in_force_from", "in_force_until", "replaces", "local_procedure",
    "tiers", "stages", "parameters", "points", "limits", "retention", "conflicts", "content_types", "evidence_slots", "checklist", "form",
})  # fmt: skip
_ROW_KEYS: dict[str, frozenset[str]] = {
    "tiers": frozenset({"key", "article", "title", "mark", "subject"}),
    "stages": frozenset({"key", "article"}),
    "parameters": frozenset({"key", "article", "value", "unit", "title"}),
    "points": frozenset({"number", "key", "article", "type", "default", "title", "ground", "options", "min", "max"}),
    "limits": frozenset({"key", "article", "value", "title"}),
    "retention": frozenset({"key", "article", "action", "years", "title", "ground", "fields"}),
    "evidence_slots": frozenset({"key", "article", "required", "nature", "title", "help", "also"}),
    "checklist": frozenset({"key", "article", "nature", "title"}),
    "groups": frozenset({"key", "title"}),
    "fields": frozenset({
        "key", "group", "article", "type", "required", "nature", "title", "unit", "per_year", "required_if", "min", "max", "options",
        "columns",
    }),
}  # fmt: skip


class RulesetError(ValueError):
    """The data isn't a ruleset. `problems` names every fault with its place, and its line where the text is known."""

    def __init__(self, code: str, problems: list[str]) -> None:
        super().__init__(f"ruleset {code}: " + "; ".join(problems))
        self.problems = tuple(problems)


class _Reader:
    """Reads values out of the data and collects faults instead of stopping at the first."""

    def __init__(self, lines: Lines | None = None) -> None:
        self.problems: list[str] = []
        self._lines = lines

    def fault(self, place: str, what: str) -> None:
        line = self._lines.line(place) if self._lines else None
        self.problems.append(f"line {line}: {place}: {what}" if line else f"{place}: {what}")

    def known(self, row: Mapping[str, Any], place: str, keys: frozenset[str]) -> None:
        """Nothing but these keys."""
        for key in row:
            if key not in keys:
                self.fault(f"{place}.{key}".lstrip("."), "unknown key")

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
        for number, row in enumerate(rows):
            self.known(row, f"{place}[{row.get('key', number)}]", _ROW_KEYS[place])
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


def _parameters(reader: _Reader, data: Mapping[str, Any], known: set[str], tiers: tuple[str, ...]) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for place, row in reader.rows(data, "parameters"):
        zh, en = reader.names(row, place, "title")
        unit_zh, unit_en = reader.names(row, place, "unit")
        key = reader.get(row, place, "key", str, "")
        article = reader.article(row, place, known)
        found[key] = Parameter(key, article, row.get("value"), zh, en, unit_zh, unit_en, local=article == LOCAL)
    maps = {"quotas": tiers, "prizes": tiers, "seats": ("chair", "vice_chair")}
    wanted = (*_INTEGERS, *maps, "wait_editions", "areas", "channels")
    for key in wanted:
        if key not in found:
            reader.fault(f"parameters[{key}]", "missing")
    for key in found:
        if key not in wanted:
            reader.fault(f"parameters[{key}]", "unknown")
    for key in _INTEGERS:
        if key in found and (not isinstance(found[key].value, int) or isinstance(found[key].value, bool) or found[key].value < 1):
            reader.fault(f"parameters[{key}].value", f"not a whole number of at least 1: {found[key].value!r}")
    for key, names in maps.items():
        if key in found:
            _check_map(reader, found[key], names, every=True)
    if "wait_editions" in found:
        _check_map(reader, found["wait_editions"], tiers, every=False)
    days = found["publicity_days"].value if "publicity_days" in found else _LEAST_PUBLICITY
    if isinstance(days, int) and 1 <= days < _LEAST_PUBLICITY:
        reader.fault("parameters[publicity_days].value", f"less than the {_LEAST_PUBLICITY} days that the database guarantees")
    _check_channels(reader, found)
    return found


def _check_map(reader: _Reader, parameter: Parameter, names: tuple[str, ...], *, every: bool) -> None:
    """{name: whole number}: for each of the names, or for some of them."""
    value, place = parameter.value, f"parameters[{parameter.key}].value"
    if not isinstance(value, dict) or (set(value) != set(names) if every else not set(value) <= set(names)):
        reader.fault(place, f"needs {'exactly' if every else 'only'} {', '.join(names)}")
    elif not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in value.values()):
        reader.fault(place, f"not whole numbers of at least 0: {value!r}")


def _check_channels(reader: _Reader, found: dict[str, Parameter]) -> None:
    value = found["channels"].value if "channels" in found else dict.fromkeys(OWNERSHIPS, "county")
    if not isinstance(value, dict) or set(value) != set(OWNERSHIPS) or not set(value.values()) <= set(CHANNELS):
        reader.fault(
            "parameters[channels].value",
            f"needs a channel of {', '.join(CHANNELS)} for each of {', '.join(OWNERSHIPS)}",
        )


def _areas(reader: _Reader, found: dict[str, Parameter]) -> tuple[Place, ...]:
    """The city's areas. Two that overlap are a fault: an organisation would have two recommending bureaus."""
    place = "parameters[areas].value"
    value = found["areas"].value if "areas" in found else []
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    areas = [Place(str(row.get("code")), str(row.get("zh", "")), str(row.get("en", ""))) for row in rows]
    if "areas" in found and (not areas or len(rows) != len(value)):
        reader.fault(place, "needs rows of code, zh and en")
    for number, one in enumerate(areas):
        where = f"{place}[{number}]"
        if not (len(one.code) == 6 and one.code.isdigit() and one.name_zh and one.name_en):
            reader.fault(where, f"needs a code of six digits and names in both languages: {rows[number]!r}")
        for other in areas[:number]:
            # A code that ends in 00 is the whole city, one that ends in 0000 the whole province.
            if one.code == other.code or _covers(one.code, other.code) or _covers(other.code, one.code):
                reader.fault(where, f"{one.code} overlaps {other.code}")
    return tuple(areas)


def _covers(wide: str, narrow: str) -> bool:
    trimmed = wide.removesuffix("00").removesuffix("00")
    return len(trimmed) < len(wide) and narrow.startswith(trimmed)


def _tiers(reader: _Reader, data: Mapping[str, Any], known: set[str]) -> tuple[Tier, ...]:
    tiers = []
    for place, row in reader.rows(data, "tiers"):
        zh, en = reader.names(row, place, "title")
        tiers.append(Tier(
            reader.get(row, place, "key", str, ""), reader.article(row, place, known), zh, en,
            reader.get(row, place, "mark", str, ""), reader.one_of(row, place, "subject", get_args(Subject)),
        ))  # fmt: skip
    if not tiers:
        reader.fault("tiers", "needs at least one prize")
    if any(tier.key == "total" for tier in tiers):
        reader.fault("tiers[total]", "the name is taken by the sum of all prizes")
    marks = [tier.mark for tier in tiers]
    for mark in sorted({mark for mark in marks if marks.count(mark) > 1}):
        reader.fault("tiers", f"two prizes have the mark {mark!r}: their certificates would have the same numbers")
    return tuple(tiers)


def _stages(reader: _Reader, data: Mapping[str, Any], known: set[str]) -> tuple[str, ...]:
    rows = reader.rows(data, "stages")
    keys = []
    for place, row in rows:
        keys.append(reader.get(row, place, "key", str, ""))
        reader.article(row, place, known)
    for number, what in stages.problems(keys):
        reader.fault("stages" if number is None else f"stages[{keys[number]}]", what)
    return tuple(keys)


def _authority(reader: _Reader, data: Mapping[str, Any]) -> Authority:
    row: dict[str, Any] = reader.get(data, "", "authority", dict, {})
    reader.known(row, "authority", frozenset({"code", "name", "award", "mark"}))
    name, award = reader.names(row, "authority", "name"), reader.names(row, "authority", "award")
    return Authority(reader.get(row, "authority", "code", str, ""), *name, *award, reader.get(row, "authority", "mark", str, ""))


def _default(reader: _Reader, row: Mapping[str, Any], place: str, kind: str) -> PointValue:
    value: PointValue = row.get("default")
    if kind == "fraction" and isinstance(value, str):
        try:
            return float(Fraction(value))
        except (ValueError, ZeroDivisionError):
            reader.fault(f"{place}.default", f"not a fraction: {value!r}")
    return value


def _points(reader: _Reader, data: Mapping[str, Any], known: set[str], picked: tuple[str, ...]) -> tuple[LocalPoint, ...]:
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
    scored = [stages.STAGES[key].scored for key in picked if key in stages.STAGES]
    for key in (*_POINTS, *(f"{name}_weight" for name in scored if name)):
        if key not in {point.key for point in points}:
            reader.fault(f"points[{key}]", "missing")
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
    wanted = (
        "max_file_bytes",
        "max_application_bytes",
        "retention_years",
        "max_files_per_slot",
        "profile_chars",
        "self_evaluation_chars",
    )
    for key in wanted:
        if key not in values:
            reader.fault(f"limits[{key}]", "missing")
    return Limits(*(values.get(key, 1) for key in wanted)), tuple(shown)


def _retention(
    reader: _Reader, data: Mapping[str, Any], known: set[str], form: FormDefinition, locked: int
) -> tuple[RetentionRule, ...]:
    """The retention plan. An archive is locked for `locked` years: what is in it cannot be kept for less."""
    rules = []
    rows = reader.rows(data, "retention")
    for place, row in rows:
        key = reader.get(row, place, "key", str, "")
        if key not in _RETENTION:
            reader.fault(place, "unknown class of data")
            continue
        action = reader.one_of(row, place, "action", _RETENTION[key])
        years = None if row.get("years") is None else reader.get(row, place, "years", int, 1)
        fields = _strings(reader, row, "fields", place) if "fields" in row or key == "applicant_contacts" else ()
        for name in fields:
            if name not in {field.key for field in form.fields}:
                reader.fault(f"{place}.fields", f"the form has no field {name!r}")
        if fields and key != "applicant_contacts":
            reader.fault(f"{place}.fields", "only contacts stand in the form")
        if years is not None and years < 1:
            reader.fault(f"{place}.years", "less than 1")
        if action in ("kept", "sealed") and (years is None or years < locked):
            reader.fault(f"{place}.years", f"stands in the archive, which is locked for {locked} years")
        if key == "applicant_contacts" and years is None:
            reader.fault(f"{place}.years", "missing")
        zh, en = reader.names(row, place, "title")
        rules.append(RetentionRule(
            key, reader.article(row, place, known), action, years, zh, en, *reader.names(row, place, "ground"), fields
        ))  # fmt: skip
    for key in _RETENTION:
        if key not in {row.get("key") for _, row in rows}:
            reader.fault(f"retention[{key}]", "missing")
    return tuple(rules)


def _slots(reader: _Reader, data: Mapping[str, Any], known: set[str]) -> tuple[EvidenceSlot, ...]:
    slots = []
    for place, row in reader.rows(data, "evidence_slots"):
        slots.append(EvidenceSlot(
            reader.get(row, place, "key", str, ""), reader.article(row, place, known), reader.get(row, place, "required", bool, False),
            reader.one_of(row, place, "nature", get_args(FormNature)),
            *reader.names(row, place, "title"), *reader.names(row, place, "help"),
            _strings(reader, row, "also", place) if "also" in row else (),
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


def _strings(reader: _Reader, data: Mapping[str, Any], key: str, place: str = "") -> tuple[str, ...]:
    values: list[Any] = reader.get(data, place, key, list, [])
    if not values or not all(isinstance(value, str) for value in values):
        reader.fault(f"{place}.{key}" if place else key, "needs at least one text")
    return tuple(str(value) for value in values)


def _clauses(reader: _Reader, data: Mapping[str, Any]) -> tuple[str, tuple[OwnClause, ...], set[str]]:
    """The regulation's code, its own clauses, and every clause that may be cited.

    A city's own regulation is given in the ruleset as {code, clauses: [{id, row, text}]}; one that is shipped, by its code.
    """
    given = data.get("regulation")
    if isinstance(given, Mapping):
        reader.known(given, "regulation", frozenset({"code", "clauses"}))
        rows: list[Any] = reader.get(given, "regulation", "clauses", list, [])
        own: list[OwnClause] = []
        standard = {clause.id for clause in clauses()}
        for number, row in enumerate(rows):
            place = f"regulation.clauses[{number}]"
            if not isinstance(row, Mapping) or not all(isinstance(row.get(key), str) for key in ("id", "row", "text")):
                reader.fault(place, "needs id, row and text")
            elif row["row"] not in standard:
                reader.fault(f"{place}.row", f"no row {row['row']!r} in the standard matrix")
            elif row["row"] in {one.row for one in own}:
                reader.fault(f"{place}.row", f"row {row['row']!r} is there twice")
            else:
                own.append(OwnClause(row["id"], row["row"], row["text"]))
        return reader.get(given, "regulation", "code", str, ""), tuple(own), {*(one.id for one in own), LOCAL}
    code = reader.get(data, "", "regulation", str, "")
    try:
        return code, (), {clause.id for clause in clauses(code)} | {LOCAL}
    except KeyError as missing:
        reader.fault("regulation", str(missing.args[0]))
        return code, (), {LOCAL}


def expand(data: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """A ruleset that says `like` another: what it leaves out is taken from there, rows of lists one by one by their keys.

    What is taken cites the standard matrix: it is cited by this regulation's own clauses, or as local procedure.
    """
    given = data.get("regulation")
    own = {str(row.get("row")): str(row.get("id")) for row in given.get("clauses", [])} if isinstance(given, Mapping) else None

    def cited(value: Any) -> Any:
        if isinstance(value, list):
            return [cited(one) for one in value]
        if isinstance(value, Mapping):
            return {
                key: own.get(one, LOCAL) if key == "article" and own is not None and isinstance(one, str) else cited(one)
                for key, one in value.items()
            }
        return value

    made = dict(data)
    for key, value in base.items():
        if key not in made:
            made[key] = cited(value)
        elif key in ("parameters", "points", "limits", "retention"):
            mine = {row.get("key"): row for row in made[key] if isinstance(row, Mapping)}
            theirs = {row["key"]: row for row in cited(value)}
            made[key] = [
                *({**row, **mine.get(name, {})} for name, row in theirs.items()),
                *(row for name, row in mine.items() if name not in theirs),
            ]
    made.setdefault("in_force_until", None)
    return made


def load(data: Mapping[str, Any], known_criteria: Callable[[], set[str]], lines: Lines | None = None) -> Ruleset:
    """Build a ruleset from its data. Raises `RulesetError` with every fault in it, with lines where the text is given."""
    reader = _Reader(lines)
    reader.known(data, "", _PARTS)
    code = reader.get(data, "", "code", str, "?")
    regulation, own, known = _clauses(reader, data)
    title_zh, title_en = reader.names(data, "", "title")
    authority = _authority(reader, data)
    tiers = _tiers(reader, data, known)
    picked = _stages(reader, data, known)
    found = _parameters(reader, data, known, tuple(tier.key for tier in tiers))
    areas = _areas(reader, found)
    limits, shown_limits = _limits(reader, data, known)
    points = _points(reader, data, known, picked)
    slots = _slots(reader, data, known)
    checklist = _checklist(reader, data, known)
    form = _form(reader, data, known)
    retention = _retention(reader, data, known, form, limits.retention_years)
    conflicts, faults = read_conflicts(data.get("conflicts"), known)
    for place, what in faults:
        reader.fault(place, what)
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
    approval: dict[str, Any] = reader.get(data, "", "local_procedure", dict, {})
    reader.known(approval, "local_procedure", frozenset({"approved_by", "approved_on"}))
    approved_zh, approved_en = reader.names(approval, "local_procedure", "approved_by")
    if not reader.problems and sum(found["quotas"].value.values()) < found["quota_total"].value:
        reader.fault("parameters[quota_total].value", "is more than all tiers together")
    if reader.problems or since is None or conflicts is None:
        raise RulesetError(code, reader.problems)
    values: dict[str, Any] = {key: parameter.value for key, parameter in found.items()}
    values["areas"] = areas
    return Ruleset(
        code=code,
        title_zh=title_zh,
        title_en=title_en,
        authority=authority,
        regulation=regulation,
        citations={one.row: one.id for one in own},
        clauses=own,
        tiers=tiers,
        stages=picked,
        local_approved_zh=approved_zh,
        local_approved_en=approved_en,
        local_approved_on=reader.day(approval, "approved_on"),
        criteria=criteria,
        in_force_from=since,
        in_force_until=until,
        replaces=str(data.get("replaces", "")),
        parameters=(*found.values(), *shown_limits),
        points=points,
        limits=limits,
        retention=retention,
        conflicts=conflicts,
        content_types=content_types,
        evidence_slots=slots,
        checklist=checklist,
        form_definition=form,
        **values,
    )
