"""What can go wrong, without HTTP: the edge (`platform/http/problem.py`) gives each its status and document."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldError:
    """One gap in what was handed in: where (dotted path) and what. `code` is a key of the message catalogue."""

    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class Problem(Exception):
    """Base of every refusal. `code` is the stable last part of the problem document's `type`."""

    code = "error"

    def __init__(self, code: str | None = None, **params: Any) -> None:
        self.code = code or self.code
        self.params = params
        super().__init__(self.code)


class NotFound(Problem):
    """Absent, or not visible to the actor: the two are told apart to nobody."""

    code = "not-found"


class Unauthenticated(Problem):
    """No valid token, or one that has ended."""

    code = "unauthenticated"


class Forbidden(Problem):
    """Visible, but not this actor's to do."""

    code = "forbidden"


class StaleVersion(Problem):
    """Someone else changed the entity since it was read."""

    code = "stale-version"


class VersionRequired(Problem):
    """A change without If-Match."""

    code = "version-required"


class Throttled(Problem):
    """Too many tries; `seconds` says when to come back."""

    code = "throttled"


class Unavailable(Problem):
    """A service behind this one does not answer; nothing was changed, and trying again may help."""

    code = "store-away"


class Conflict(Problem):
    """The present state does not allow it. Carries findings (each with article, params) where rules said no."""

    code = "conflict"

    def __init__(self, code: str | None = None, findings: Sequence[Any] = (), **params: Any) -> None:
        self.findings = tuple(findings)
        super().__init__(code, **params)


class OutOfTurn(Conflict):
    """The action is not open in this state; `actions` in params names those that are."""

    code = "out-of-turn"


class RuleRefusal(Conflict):
    """Rules of the regulation refuse; `findings` holds every one of them."""

    code = "rule-refused"


class Invalid(Problem):
    """Malformed or incomplete input; every gap at once."""

    code = "invalid"

    def __init__(self, errors: Sequence[FieldError], code: str | None = None, **params: Any) -> None:
        self.errors = tuple(errors)
        super().__init__(code, **params)
