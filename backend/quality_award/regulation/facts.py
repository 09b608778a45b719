"""The plain facts that rules take. Built by the features from rows; no rule sees a row, a clock or a request."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .parameters import Ruleset


@dataclass(frozen=True)
class RecordFact:
    """One regulatory record that stands (not set aside): its kind (`records.KINDS`) and the day it happened."""

    kind: str
    occurred_on: dt.date
    source: str
    document: str
    fatalities: int = 0


@dataclass(frozen=True)
class OrganisationFacts:
    """What eligibility (Art. 13(1), 14, 15, 27, 36) is computed from, on one reference day."""

    law: Ruleset
    name: str
    uscc_valid: bool
    area_code: str
    registered_on: dt.date
    reference_day: dt.date
    edition_number: int
    wins: tuple[tuple[str, int], ...] = ()
    """(prize, number of the edition) of every award that stands."""
    revoked_editions: tuple[int, ...] = ()
    barred_for_life: bool = False
    records: tuple[RecordFact, ...] = ()
    nature: str = "for_profit"


@dataclass(frozen=True)
class ApplicationFacts:
    """An application on its way from draft to the lists (Art. 16, 17(2) to (6))."""

    law: Ruleset
    now: dt.datetime
    organisation: OrganisationFacts
    edition_state: str
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    recommend_by: dt.datetime | None
    channel: str
    derived_channel: str
    recommender_barred: bool = False
    missing_fields: tuple[str, ...] = ()
    missing_items: tuple[str, ...] = ()
    missing_evidence: tuple[str, ...] = ()
    pending_evidence: tuple[str, ...] = ()
    too_long: Mapping[str, int] = field(default_factory=dict)
    declared: bool = False
    opinion: str = ""
    recommended: bool | None = None
    eligible: bool | None = None
    truthful: bool | None = None
    unchecked: tuple[str, ...] = ()
    failed_checks: tuple[str, ...] = ()
    formally_complete: bool | None = None
    reasons: str = ""
    subject: str = "organisation"
    project_name: str = ""


@dataclass(frozen=True)
class EditionFacts:
    """An edition on its way through Art. 17. Counts are of this edition; lists map kind → tier → number."""

    law: Ruleset
    now: dt.datetime
    number: int
    year: int
    previous_year: int | None
    interval_exception: bool
    plan_text: str
    unconfirmed_points: tuple[str, ...]
    weights: Mapping[str, float | None]
    """What goes into the total → its percentage ("document", "site", …)."""
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    recommend_by: dt.datetime | None
    agency: bool
    procurement_record: bool
    experts: int
    leaders: int
    unchecked_experts: int
    unfit_experts: tuple[str, ...]
    carried: frozenset[str]
    reports: frozenset[str]
    waiting_recommendation: int
    waiting_formal_review: int
    accepted: int
    without_team: tuple[str, ...]
    open_sheets: Mapping[str, int]
    """Kind of score sheet → how many are not handed in."""
    lists: Mapping[str, Mapping[str, int]]
    newly_ineligible: tuple[str, ...]
    final_outside_initial: tuple[str, ...]
    upheld_on_final: tuple[str, ...]
    publicity_ends_at: dt.datetime | None
    open_objections: int
    approval_document: str
    unpaid: int
    without_opinion: tuple[str, ...] = ()
    criteria_code: str = "gbt19580-2012"
    subjects: Mapping[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    """List → (case, prize, what the application is for) of each entry."""
    unanswered_experts: tuple[tuple[str, str], ...] = ()
    """(name, "waiting" | "overdue" | "declined") of each invited expert who has not accepted and was to answer."""


@dataclass(frozen=True)
class ObjectionFacts:
    """An objection (Art. 20 to 24)."""

    law: Ruleset
    now: dt.datetime
    identified: bool
    files: int
    received_at: dt.datetime
    publicity_starts_at: dt.datetime | None
    publicity_ends_at: dt.datetime | None
    reason: str = ""
    report: str = ""
    report_due_at: dt.datetime | None = None
    proof_due_at: dt.datetime | None = None
    proof_from: frozenset[str] = frozenset()
    office_opinion: str = ""
    motion_carried: bool = False
    motion_rejected: bool = False


@dataclass(frozen=True)
class SheetFacts:
    """A score sheet (Art. 17(5), (6), 32, 33). `unscored` are item codes; `conflict`: a conflict stands that nobody dismissed."""

    edition_state: str
    stage: str
    unscored: tuple[str, ...]
    summary: str
    undertaking: bool
    declared_no_interest: bool
    assigned: bool
    conflict: bool = False


@dataclass(frozen=True)
class AssignmentFacts:
    """One expert about to join the review team of one applicant (Art. 11, 17(1), 29, 32, 33).

    `conflicts` are the kinds of interest found by the system ("employer", "post"); `colleague` and `leader` name
    members that are there already. `answer`: what stands against the invitation ("waiting", "overdue", "declined").
    `barred`, `undecided`, `hints`: conflicts along ties, each with its path in words. `load` counts the seats held in this
    edition; `absent_on` and `elsewhere_on` are the day of the site visit on which the expert can't be there. `panel`: whether
    the applicants have seen the candidate panel.
    """

    edition_state: str
    application_state: str
    expert: str
    invited: bool
    checked: bool
    status: str
    account: bool
    recused: bool
    conflicts: tuple[str, ...]
    on_team: bool
    colleague: str
    as_leader: bool
    leader_qualified: bool
    leader: str
    answer: str = ""
    barred: tuple[Mapping[str, str], ...] = ()
    undecided: tuple[Mapping[str, str], ...] = ()
    hints: tuple[Mapping[str, str], ...] = ()
    load: int = 0
    max_load: int | None = None
    absent_on: dt.date | None = None
    elsewhere_on: dt.date | None = None
    panel: Literal["none", "before", "running", "over"] = "none"
    panel_until: dt.datetime | None = None


@dataclass(frozen=True)
class VisitFacts:
    """One applicant's site visit about to be set on a day (Art. 17(6)). `absent` and `busy` name members of its team."""

    edition_state: str
    application_state: str
    day: dt.date
    today: dt.date
    working_day: bool
    members: int
    absent: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()


@dataclass(frozen=True)
class RatingFacts:
    """An organisation about to rate its reviewers (Art. 31)."""

    application_state: str
    site_review_begun: bool
    rated: bool


@dataclass(frozen=True)
class MotionFacts:
    """A vote of the committee (Art. 8; local procedure, open point 12). Recused members count neither as present nor as votes.

    `current` is False when what was put to the vote has been changed since.
    """

    seats: int
    present: int
    recused: int
    votes_for: int
    votes_against: int
    abstain: int
    chair_choice: str | None
    quorum: float
    majority: float
    current: bool = True
    crowded: tuple[str, ...] = ()
    """Seats that more people hold than the law has: "chair", "vice_chair"."""


@dataclass(frozen=True)
class RecusalFacts:
    """A request that a person be recused (Art. 32)."""

    reason: str
    evidence_note: str
    decision_reason: str


@dataclass(frozen=True)
class ConflictFacts:
    """A conflict of interest about to be decided on (Art. 32). `hops`: how many ties its path has."""

    grade: str
    hops: int
    decision_reason: str = ""


@dataclass(frozen=True)
class BreakGlassFacts:
    """A recused officer's request to read a case in an emergency (Art. 32). `own`: whoever decides asked for it themselves."""

    own: bool
    decision_reason: str = ""


@dataclass(frozen=True)
class DrawFacts:
    """A draw of experts that was committed to (Art. 10). `own`: whoever reveals it committed to it themselves."""

    now: dt.datetime
    number_on: dt.date
    own: bool
    public_number: str = ""
    reason: str = ""


@dataclass(frozen=True)
class AwardFacts:
    """An award under supervision (Art. 27, 36)."""

    today: dt.date
    granted_on: dt.date
    supervised_until: dt.date
    article: str
    reason: str
    motion_carried: bool
    document: str


@dataclass(frozen=True)
class WinnerFacts:
    """A standing award and what was recorded about its holder (Art. 27, 36)."""

    granted_on: dt.date
    supervised_until: dt.date
    today: dt.date
    records: tuple[RecordFact, ...]


@dataclass(frozen=True)
class PaymentFacts:
    """A prize payment (Art. 18)."""

    voucher: str
    paid_on: dt.date | None
    award_state: str
    open_objections: int = 0
