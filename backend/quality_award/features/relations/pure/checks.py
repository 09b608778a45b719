"""What a tie must be to stand in the graph (Art. 32)."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

PERSON, ORGANISATION, ANY = frozenset({"person"}), frozenset({"organisation"}), frozenset({"person", "organisation"})

ENDS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "employment": (PERSON, ORGANISATION),
    "post": (PERSON, ORGANISATION),
    "shareholding": (ANY, ORGANISATION),
    "consulting": (ANY, ORGANISATION),
    "training": (ANY, ORGANISATION),
    "certification": (ANY, ORGANISATION),
    "joint_work": (ANY, ANY),
    "kinship": (PERSON, PERSON),
    "teaching": (PERSON, PERSON),
    "supervision": (ANY, ORGANISATION),
    "lawsuit": (ANY, ANY),
}
"""What may stand at the two ends of a tie."""


def faults(
    kind: str,
    *,
    subject_kind: str,
    target_kind: str,
    share: float | None,
    since: dt.date | None,
    until: dt.date | None,
) -> Iterator[tuple[str, str]]:
    """(field, code) of everything that is wrong; a cycle of shareholdings is nothing wrong."""
    first, second = ENDS[kind]
    if subject_kind not in first:
        yield "subject", "tie.ends"
    if target_kind not in second:
        yield "target", "tie.ends"
    if kind == "shareholding" and share is None:
        yield "share", "tie.share_missing"
    if kind != "shareholding" and share is not None:
        yield "share", "tie.share_foreign"
    if share is not None and not 0.005 <= share <= 100:
        yield "share", "tie.share_range"
    if since and until and until < since:
        yield "valid_to", "tie.dates"
