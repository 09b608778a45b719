"""All rules of eligibility on one organisation on one day: what each found, which facts it looked at, what a person has to judge."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .articles.art13_conditions import conditions
from .articles.art14_exclusions import FATAL_GENERAL, KINDS, in_window, window_start
from .dates import years_after
from .facts import OrganisationFacts, WinnerFacts
from .finding import Finding
from .parameters import Ruleset
from .registry import RULES

Outcome = Literal["passed", "failed", "person"]

SEVERAL: dict[str, tuple[str, ...]] = {
    "organisation.clean_record": ("14(1)", "14(2)", "14(3)", "14(4)"),
    "organisation.not_barred": ("27", "36"),
}
"""Rules that stand for several clauses answer for each by itself."""


@dataclass(frozen=True)
class Assessment:
    """One rule (or one clause of it) on the facts. `proof` are the facts in the sentence that says why it is passed."""

    rule: str
    article: str
    outcome: Outcome
    facts: Mapping[str, Any]
    findings: tuple[Finding, ...]
    proof: Mapping[str, Any]


class _Watched:
    """The facts, noting every attribute that a rule reads; what it reads of the ruleset is noted by the parameter's name."""

    def __init__(self, facts: object, seen: dict[str, Any]) -> None:
        self._facts, self._seen = facts, seen

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._facts, name)
        if isinstance(value, Ruleset):
            return _Watched(value, self._seen)
        if not callable(value):
            self._seen[name] = value
        return value


def eligibility(nature: str) -> tuple[str, ...]:
    """Every rule of Art. 13, 14, 15, 27 and 36 that an organisation of this nature is assessed by, in the order of the text."""
    return (
        "organisation.registered_here", "organisation.years", *conditions(nature), "organisation.clean_record",
        "organisation.gold_interval", "organisation.not_barred",
    )  # fmt: skip


def assess(codes: tuple[str, ...], facts: OrganisationFacts | WinnerFacts) -> tuple[Assessment, ...]:
    """What each rule says of the facts: passed, failed, or left to a person."""
    made: list[Assessment] = []
    for code in codes:
        seen: dict[str, Any] = {}
        findings = RULES[code](_Watched(facts, seen))
        proof = PROOFS[code](facts) if code in PROOFS and isinstance(facts, OrganisationFacts) else {}
        for clause in SEVERAL.get(code, (RULES[code].article,)):
            own = tuple(f for f in findings if code not in SEVERAL or f.article == clause)
            looked_at = _of_clause(seen, clause) if code in SEVERAL else seen
            made.append(Assessment(code, clause, _outcome(own), looked_at, own, proof))
    return tuple(made)


_NOT_FOR: dict[str, tuple[str, ...]] = {
    "14(2)": ("fatal_accidents_in_a_year",), "14(3)": ("fatal_accidents_in_a_year",), "14(4)": ("fatal_accidents_in_a_year",),
    "27": ("revoked_editions", "edition_number", "revocation_bar_editions"),
}  # fmt: skip


def _of_clause(seen: Mapping[str, Any], clause: str) -> dict[str, Any]:
    """Of what the rule read, that which belongs to one of its clauses."""
    kept = {name: value for name, value in seen.items() if name not in _NOT_FOR.get(clause, ())}
    if "records" in kept:
        kept["records"] = tuple(record for record in kept["records"] if KINDS.get(record.kind) == clause)
    return kept


def verdict(assessments: tuple[Assessment, ...]) -> Outcome:
    """The whole: failed by one that failed, else a person's as long as one is."""
    outcomes = {one.outcome for one in assessments}
    return "failed" if "failed" in outcomes else "person" if "person" in outcomes else "passed"


def _outcome(findings: tuple[Finding, ...]) -> Outcome:
    severities = {finding.severity for finding in findings}
    return "failed" if "block" in severities else "person" if "decide" in severities else "passed"


def full_years(since: dt.date, day: dt.date) -> int:
    """How many whole years have passed on the day."""
    years = day.year - since.year
    return years if years_after(since, years) <= day else years - 1


def _registered(facts: OrganisationFacts) -> Mapping[str, Any]:
    return {"area": facts.area_code}


def _years(facts: OrganisationFacts) -> Mapping[str, Any]:
    return {
        "registered_on": facts.registered_on.isoformat(),
        "reference_day": facts.reference_day.isoformat(),
        "full_years": full_years(facts.registered_on, facts.reference_day),
        "needed": facts.law.min_years,
    }


def _clean(facts: OrganisationFacts) -> Mapping[str, Any]:
    return {
        "first_day": window_start(facts).isoformat(),
        "reference_day": facts.reference_day.isoformat(),
        "general": sum(record.kind == FATAL_GENERAL for record in in_window(facts)),
        "most": facts.law.fatal_accidents_in_a_year,
    }


def _interval(facts: OrganisationFacts) -> Mapping[str, Any]:
    waits = facts.law.wait_editions
    before = [(won, tier) for tier, won in facts.wins if won < facts.edition_number and waits.get(tier, 0)]
    # None of a prize with a wait before: the sentence for that is another one.
    won, tier = max(before, default=(None, ""))
    return {
        "tier": tier,
        "won": won,
        "edition": facts.edition_number,
        "between": None if won is None else facts.edition_number - won - 1,
        "needed": waits.get(tier, 0),
    }


PROOFS: dict[str, Callable[[OrganisationFacts], Mapping[str, Any]]] = {
    "organisation.registered_here": _registered,
    "organisation.years": _years,
    "organisation.clean_record": _clean,
    "organisation.gold_interval": _interval,
    "organisation.not_barred": lambda facts: {"edition": facts.edition_number, "life": facts.barred_for_life},
}


def sentence(one: Assessment) -> str:
    """The code of the sentence that says why it is passed."""
    if one.rule == "organisation.gold_interval" and one.proof["won"] is None:
        return "met.organisation.gold_interval.none"
    if one.article == "14(1)" and one.proof["general"]:
        return "met.organisation.clean_record.14(1).general"
    if one.article == "36" and one.proof["life"]:
        return "met.organisation.not_barred.36.life"
    return f"met.{one.rule}.{one.article}" if one.rule in SEVERAL else f"met.{one.rule}"
