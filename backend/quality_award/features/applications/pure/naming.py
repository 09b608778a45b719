"""What people call the parts of an application: fields, items, slots and checks by name instead of by key."""

from collections.abc import Mapping
from typing import Any

from quality_award.regulation.criteria import Criteria
from quality_award.regulation.finding import Finding
from quality_award.regulation.parameters import Ruleset

PROFILE = {"zh": "组织概述", "en": "Organisational profile"}
SELF_EVALUATION = {"zh": "自我评价报告", "en": "Self-evaluation report"}
ELIGIBILITY, EVIDENCE, DECLARATION = "eligibility", "evidence", "declaration"


def field_name(law: Ruleset, key: str, english: bool) -> str:
    """ "revenue.2024" → 营业收入 2024; "honours.0.year" → 市级及以上荣誉 1 年份."""
    language = "en" if english else "zh"
    if key in ("profile", "self_evaluation"):
        return {"profile": PROFILE, "self_evaluation": SELF_EVALUATION}[key][language]
    root, *rest = key.split(".")
    try:
        field = law.form_definition.field(root)
    except KeyError:
        return key
    parts = [field.title_en if english else field.title_zh]
    columns = {column.key: column.title_en if english else column.title_zh for column in field.columns}
    for part in rest:
        parts.append(str(int(part) + 1) if field.type == "table" and part.isdigit() else columns.get(part, part))
    return " ".join(parts)


def slot_name(law: Ruleset, standard: Criteria, key: str, english: bool) -> str:
    """The name of an evidence slot, or of the criteria item that the evidence belongs to."""
    for slot in law.evidence_slots:
        if slot.key == key:
            return slot.title_en if english else slot.title_zh
    return item_name(law, standard, key, english)


def item_name(law: Ruleset, standard: Criteria, key: str, english: bool) -> str:
    """The name of a criteria item ("4.1.2 …") or of a line of the formal review's checklist."""
    for check in law.checklist:
        if check.key == key:
            return check.title_en if english else check.title_zh
    try:
        item = standard.item(key)
    except KeyError:
        return key
    return f"{key} {item.name_en if english else item.name_zh}"


def named(finding: Finding, law: Ruleset, standard: Criteria, english: bool) -> Finding:
    """The finding with names in place of keys; the key stays beside it for links (`field_key`, …)."""
    params: dict[str, Any] = dict(finding.params)
    for name, value in finding.params.items():
        if not isinstance(value, str):
            continue
        if name == "field":
            params |= {"field": field_name(law, value, english), "field_key": value}
        elif name == "slot":
            params |= {"slot": slot_name(law, standard, value, english), "slot_key": value}
        elif name == "item":
            params |= {"item": item_name(law, standard, value, english), "item_key": value}
    return Finding(finding.rule, finding.article, params, finding.severity)


def section_of(finding: Finding, law: Ruleset) -> str:
    """The part of the application in which a finding's gap is closed."""
    rule, params = finding.rule, finding.params
    if rule == "application.form_complete":
        key = str(params["field"])
        return "profile" if key == "profile" else law.form_definition.field(key.split(".")[0]).group
    if rule == "application.lengths":
        return str(params["field"])
    return {
        "application.self_evaluation_complete": "self_evaluation",
        "application.evidence_complete": EVIDENCE,
        "application.evidence_stored": EVIDENCE,
        "application.declared": DECLARATION,
        "application.project_named": DECLARATION,
    }.get(rule, ELIGIBILITY)


def place_of(finding: Finding) -> str:
    """The field, item or slot that a finding is about; empty for the application as a whole."""
    params: Mapping[str, Any] = finding.params
    return str(next((params[name] for name in ("field", "item", "slot") if params.get(name)), ""))
