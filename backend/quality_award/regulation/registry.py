"""The catalogue of rules. The coverage test, the procedure table and the 法条对照 page read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .finding import Finding, Severity

F = TypeVar("F")
Gap = Mapping[str, Any]
"""What a rule found wrong: the facts that go into its message. A rule of several clauses says under `clause` which one it is."""


@dataclass(frozen=True)
class Rule:
    """A named rule: its article, its weight, and the function from facts to gaps (none: it passes).

    `asks` names the inputs of the action itself that the rule looks at ("reason", "document"): before the actor has
    typed them the rule says nothing about whether the action is open.
    """

    code: str
    article: str
    severity: Severity
    local: bool
    check: Callable[[Any], list[Gap]]
    asks: tuple[str, ...] = ()

    def __call__(self, facts: Any) -> list[Finding]:
        """The findings of this rule on these facts."""
        return [Finding(self.code, gap.get("clause", self.article), gap, self.severity) for gap in self.check(facts)]


RULES: dict[str, Rule] = {}


def rule(
    article: str, *, code: str, severity: Severity = "block", local: bool = False, asks: str = ""
) -> Callable[[Callable[[F], list[Gap]]], Callable[[F], list[Gap]]]:
    """Enter a function in the catalogue under `code`. `local` marks procedure that the text leaves open."""

    def enter(check: Callable[[F], list[Gap]]) -> Callable[[F], list[Gap]]:
        if code in RULES:
            raise ValueError(f"rule {code} is entered twice")
        RULES[code] = Rule(code, article, severity, local, check, tuple(asks.split()))
        return check

    return enter


def inputs(codes: tuple[str, ...]) -> tuple[str, ...]:
    """What an action under these rules asks the actor for, each once."""
    return tuple(dict.fromkeys(name for code in codes for name in RULES[code].asks))


def run(codes: tuple[str, ...], facts: Any) -> list[Finding]:
    """Every finding of the named rules on the facts: all gaps at once."""
    return [finding for code in codes for finding in RULES[code](facts)]
