"""The retention plan, carried out on records: what is personal in them is marked, and kept, left out or sealed apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quality_award.regulation.parameters import RetentionRule


@dataclass(frozen=True)
class Personal:
    """A value of one class of data of the plan, as it stands in a record."""

    kind: str
    value: Any


@dataclass
class Honoured:
    """Records as the plan wants them. `sealed` holds what goes apart: {class: [value, …]}, in the order of the places."""

    plan: Mapping[str, RetentionRule]
    sealed: dict[str, list[Any]] = field(default_factory=dict)

    def record(self, value: Any) -> Any:
        """The record with every marked value kept, left out or replaced by its place among what is sealed.

        Raises KeyError for a class that the plan does not have: nothing is kept by oversight.
        """
        if isinstance(value, Personal):
            return self._personal(value)
        if isinstance(value, Mapping):
            return {key: self.record(one) for key, one in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, str | bytes):
            return [self.record(one) for one in value]
        return value

    def _personal(self, marked: Personal) -> Any:
        rule = self.plan[marked.kind]
        if rule.action == "kept":
            return self.record(marked.value)
        said = {"retention": rule.action, "class": rule.key}
        if rule.action == "sealed" and marked.value is not None:
            apart = self.sealed.setdefault(rule.key, [])
            apart.append(_plain(marked.value))
            said["entry"] = str(len(apart))
        return said


def _plain(value: Any) -> Any:
    """A value without its marks: whoever may open what is sealed reads all of it."""
    if isinstance(value, Personal):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(one) for one in value]
    return value
