"""Assessments in the reader's language: outcome, sentence, and every fact looked at with where it comes from."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel

from quality_award.regulation.articles.art14_exclusions import in_window
from quality_award.regulation.assess import Assessment, sentence
from quality_award.regulation.facts import OrganisationFacts, RecordFact
from quality_award.regulation.finding import Finding
from quality_award.regulation.messages import translate
from quality_award.regulation.parameters import Ruleset
from quality_award.regulation.reference import area

from .present import Clause, FindingOut, present_findings

Source = Literal["given", "register", "winners", "records", "regulation", "edition"]

REGISTERED: Mapping[str, Source] = {
    "uscc_valid": "register", "area_code": "register", "registered_on": "register", "nature": "register",
    "wins": "winners", "revoked_editions": "winners", "barred_for_life": "winners", "records": "records",
}  # fmt: skip
"""Where the facts of a registered organisation come from."""

SELF_CHECK: Mapping[str, Source] = {
    **REGISTERED, "uscc_valid": "given", "area_code": "given", "registered_on": "given", "nature": "given", "records": "given",
    "granted_on": "winners", "supervised_until": "winners",
}  # fmt: skip
"""The same before an application: what the organisation says of itself, and the public registry of winners."""

_OF_THE_EDITION = ("reference_day", "edition_number", "today")


class FactOut(BaseModel):
    """A fact that a rule looked at, and where it comes from."""

    name: str
    label: str
    value: str
    source: Source


class AssessmentOut(BaseModel):
    """What one rule, or one clause of it, says of the organisation."""

    code: str
    article: Clause
    outcome: Literal["passed", "failed", "person"]
    message: str
    next: str
    facts: list[FactOut]
    findings: list[FindingOut]


def present_assessments(
    assessments: Iterable[Assessment], facts: OrganisationFacts, sources: Mapping[str, Source], language: str
) -> list[AssessmentOut]:
    """Assessments with their words; `sources` says where this caller took each fact from."""
    return [_assessment(one, facts, sources, language) for one in assessments]


def _assessment(one: Assessment, facts: OrganisationFacts, sources: Mapping[str, Source], language: str) -> AssessmentOut:
    english = language == "en"
    spoken = present_findings([_with_names(finding, facts.law, english) for finding in one.findings], language)
    if spoken:
        message, following = ("; " if english else "；").join(found.message for found in spoken), spoken[0].next
    else:
        proof = dict(one.proof)
        if "area" in proof:
            proof["area"] = _area(proof["area"], english)
        message, following = translate(language, sentence(one), proof)
    return AssessmentOut(
        code=one.rule,
        article=one.article,
        outcome=one.outcome,
        message=message,
        next=following,
        facts=[_fact(name, value, facts, sources, language) for name, value in one.facts.items()],
        findings=spoken,
    )


def _with_names(finding: Finding, law: Ruleset, english: bool) -> Finding:
    params = dict(finding.params)
    if "slots" in params:
        titles = {slot.key: slot.title_en if english else slot.title_zh for slot in law.evidence_slots}
        params["slots"] = (", " if english else "、").join(titles[key] for key in params["slots"])
    if "area" in params:
        params["area"] = _area(params["area"], english)
    return replace(finding, params=params)


def _fact(name: str, value: Any, facts: OrganisationFacts, sources: Mapping[str, Source], language: str) -> FactOut:
    source: Source = sources.get(name, "edition" if name in _OF_THE_EDITION else "regulation")
    label = translate(language, f"fact.{name}", {})[0]
    return FactOut(name=name, label=label, value=_value(name, value, facts, language), source=source)


def _value(name: str, value: Any, facts: OrganisationFacts, language: str) -> str:
    english = language == "en"
    if name == "records":
        # Only what lies within the look-back: what is older is told to nobody here.
        value = [_record(record, language) for record in value if record in in_window(facts)]
    if name == "area_codes":
        value = [_area(code, english) for code in sorted(value)]
    if name in ("wins", "wait_editions"):
        pairs = sorted(value.items() if isinstance(value, Mapping) else value)
        value = [f"{_prize(facts, tier, language)} {number}" for tier, number in pairs]
    if name == "area_code":
        return _area(value, english)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if value in ("yes", "no", "for_profit", "non_profit"):
        return translate(language, f"fact.{value}", {})[0]
    if isinstance(value, tuple | list):
        return (", " if english else "、").join(map(str, value)) or translate(language, "fact.none", {})[0]
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _prize(facts: OrganisationFacts, tier: str, language: str) -> str:
    return facts.law.tier(tier).title(language) if facts.law.tier_rank(tier) < len(facts.law.tiers) else tier


def _record(record: RecordFact, language: str) -> str:
    return f"{translate(language, f'kind.{record.kind}', {})[0]} {record.occurred_on.isoformat()}"


def _area(code: str, english: bool) -> str:
    try:
        found = area(code)
    except KeyError:
        return code
    return found.name_en if english else found.name_zh
