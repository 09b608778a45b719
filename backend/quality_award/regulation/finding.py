"""What a rule says: a finding, with its article, the facts it rests on, and how heavy it weighs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["block", "warn", "decide"]


@dataclass(frozen=True)
class Finding:
    """One answer of one rule.

    `rule` is the rule's code, the key of its messages; `article` the clause as in `source` ("13(1)"); `params` the facts
    used, filled into the message. `block` refuses, `warn` informs, `decide` waits for a person.
    """

    rule: str
    article: str
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "block"


def blocking(findings: "list[Finding]") -> "list[Finding]":
    """Those that refuse."""
    return [finding for finding in findings if finding.severity == "block"]
