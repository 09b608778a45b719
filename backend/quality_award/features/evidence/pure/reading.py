"""Who may look into a file, and how it can be shown (Art. 32, 33)."""

from typing import Literal

from quality_award.regulation.stages import REVIEWING

Shown = Literal["pages", "picture", "film", "text", "nothing"]
_REVIEWERS = frozenset({"expert", "agency"})
_UNDER_REVIEW = frozenset({"accepted", "shortlisted"})
_BROWSERS_SHOW = frozenset({"jpeg", "png", "webp"})


def closed(*, role: str, signed: bool, edition_state: str, application_state: str) -> str | None:
    """None when the file may be looked into; else why not: no undertaking, or the review is over."""
    if role == "applicant":
        return None
    if not signed:
        return "undertaking-missing"
    if role in _REVIEWERS and (edition_state not in REVIEWING or application_state not in _UNDER_REVIEW):
        return "review-over"
    return None


def shown_as(*, family: str, key: str, pages: int | None, rendition: bool) -> Shown:
    """How a browser shows a kind of file; `rendition` when there is a copy made for showing, which has the first page alone."""
    if family == "pdf":
        return "pages"
    if family == "video":
        return "film"
    if family == "image" and (pages or 1) == 1 and (rendition or key in _BROWSERS_SHOW):
        return "picture"
    return "text" if family == "ooxml" else "nothing"
