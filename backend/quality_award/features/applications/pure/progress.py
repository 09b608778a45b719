"""How far each part of an application is: 未开始, 进行中, 有缺项, 已完成."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quality_award.regulation.finding import Finding
from quality_award.regulation.parameters import FormDefinition, Ruleset
from quality_award.regulation.parameters.form import Field, indicator_years

from .naming import DECLARATION, EVIDENCE, section_of

FAULTS = frozenset({"application.lengths", "application.evidence_stored"})


@dataclass(frozen=True)
class Section:
    """A part with the number of answers given and asked for."""

    key: str
    status: str
    filled: int
    needed: int


def _answers(field: Field, value: Any, years: Sequence[int]) -> int:
    if field.per_year:
        given = value if isinstance(value, Mapping) else {}
        return sum(given.get(str(year)) not in (None, "") for year in years)
    return 0 if value is None or value == "" or value == [] else 1


def _asked(field: Field, form: Mapping[str, Any], years: Sequence[int]) -> int:
    if not field.required or (field.required_if is not None and form.get(field.required_if) is not True):
        return 0
    return len(years) if field.per_year else 1


def _section(key: str, *, filled: int, needed: int, missing: int, fault: bool) -> Section:
    if fault:
        status = "incomplete"
    elif missing == 0 and (filled or needed):
        status = "done"
    else:
        status = "in_progress" if filled else "not_started"
    return Section(key, status, filled, needed)


def sections(
    *,
    law: Ruleset,
    nature: str,
    year: int,
    form: Mapping[str, Any],
    profile: str,
    texts: Mapping[str, str],
    items: Sequence[str],
    stored: Sequence[str],
    declared: bool,
    findings: Sequence[Finding],
) -> tuple[Section, ...]:
    """Every part in the order in which it is filled in. A fault is something entered that can't stay as it is."""
    definition: FormDefinition = law.form_definition
    years = indicator_years(year)
    gaps: dict[str, list[Finding]] = {}
    for finding in findings:
        gaps.setdefault(section_of(finding, law), []).append(finding)

    def made(key: str, filled: int, needed: int, *, entered: bool = False) -> Section:
        mine = gaps.get(key, [])
        fault = entered or any(finding.rule in FAULTS for finding in mine)
        return _section(key, filled=filled, needed=needed, missing=len(mine), fault=fault)

    made_of: list[Section] = []
    for group in definition.groups:
        fields = [field for field in definition.fields_for(nature) if field.group == group.key]
        rows = {field.key for field in fields if field.type == "table" or field.required_if is not None}
        # A row begun and not finished, a "yes" without its detail: what was entered asks for more.
        entered = any(str(f.params.get("field", "")).split(".")[0] in rows for f in gaps.get(group.key, []))
        made_of.append(
            made(
                group.key,
                sum(_answers(field, form.get(field.key), years) for field in fields),
                sum(_asked(field, form, years) for field in fields),
                entered=entered,
            )
        )
    required = {slot.key for slot in law.required_slots(nature)}
    made_of.append(made("profile", int(bool(profile.strip())), 1))
    made_of.append(made("self_evaluation", sum(bool(str(texts.get(code) or "").strip()) for code in items), len(items)))
    made_of.append(made(EVIDENCE, len(required & set(stored)) or min(len(stored), 1), len(required)))
    made_of.append(made(DECLARATION, int(declared), 1))
    return tuple(made_of)
