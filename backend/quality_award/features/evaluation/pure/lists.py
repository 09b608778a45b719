"""Which list is drawn up when and by whom, and which report is written when (Art. 17(4) to (9))."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ListKind:
    """A list: in which state of the edition it is drawn, whose permission, from which applications, citing what."""

    state: str
    permission: str
    article: str
    tiered: bool
    source: str | None
    quota_rule: str | None


LISTS: dict[str, ListKind] = {
    "site": ListKind("document_review", "lists.write_site", "17(5)", False, None, None),
    "proposed": ListKind("evaluation", "lists.write_proposed", "17(7)", True, None, "edition.quota_proposed"),
    "initial": ListKind("deliberation", "lists.write_initial", "17(8)", True, "proposed", "edition.quota_initial"),
    "final": ListKind("settlement", "lists.write_final", "17(9)", True, "initial", "edition.quota_final"),
}
"""The accepted list is not here: settling it (Art. 17(4)) makes it."""

CANDIDATES = {"site": "accepted", "proposed": "shortlisted", "initial": "shortlisted", "final": "shortlisted"}
"""List → the state of an application that may stand on it."""


@dataclass(frozen=True)
class ReportKind:
    """A report: in which state of the edition it is written, whose permission, citing what."""

    state: str
    permission: str
    article: str


REPORTS: dict[str, ReportKind] = {
    "formal_review": ReportKind("formal_review", "reports.write_office", "17(4)"),
    "document_review": ReportKind("document_review", "reports.write_agency", "17(5)"),
    "defence": ReportKind("defence", "reports.write_agency", "17(6)"),
    "site_review": ReportKind("site_review", "reports.write_agency", "17(6)"),
    "evaluation": ReportKind("evaluation", "reports.write_office", "17(7)"),
    "verification": ReportKind("settlement", "reports.write_office", "17(8)"),
}
