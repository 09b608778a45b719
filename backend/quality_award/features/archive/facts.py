"""Rows → the records of an archive. Only what is named here goes in; what is personal is marked with its class of the plan."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quality_award.features.applications.facts import cited
from quality_award.features.applications.queries import Case
from quality_award.features.assignment.service.fairness import Report as Fairness
from quality_award.features.assignment.service.proposals import Certificate
from quality_award.features.awards.queries import Shown as ShownAward
from quality_award.features.conflicts.pure.words import path_words
from quality_award.features.editions.queries import Invited
from quality_award.features.evaluation.queries import Entry
from quality_award.features.objections.queries import Case as ObjectionCase
from quality_award.regulation.criteria import criteria
from quality_award.regulation.parameters import RetentionRule, Ruleset
from quality_award.tables.applications import Evidence, EvidenceCitation, FormalReview, Manifest, Recommendation
from quality_award.tables.conflicts import Conflict
from quality_award.tables.decisions import Ballot, Meeting, Motion
from quality_award.tables.draws import Draw
from quality_award.tables.editions import Edition, PublicNotice, Report
from quality_award.tables.identity import Membership
from quality_award.tables.matches import RecordMatch
from quality_award.tables.objections import ObjectionFile
from quality_award.tables.parties import Authority, Expert, Organisation, RegulatoryRecord
from quality_award.tables.proposals import SiteVisit
from quality_award.tables.recusals import BreakGlass, RecusalFile
from quality_award.tables.relations import Party
from quality_award.tables.reviews import (
    InterestDeclaration,
    ItemScore,
    OpinionResult,
    Recusal,
    ReviewerRating,
    ScoreSheet,
    TeamMember,
    Undertaking,
)

from .pure.plan import Personal
from .queries import Named

Record = dict[str, Any]
FORMAT = 1


def _said(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def _columns(row: object, *names: str) -> Record:
    return {name: _said(getattr(row, name)) for name in names}


class Reviewers:
    """The edition's experts by number: R01, R02, … in an order that says nothing about them."""

    def __init__(self, archive_id: uuid.UUID) -> None:
        self._archive = archive_id
        self._names: dict[uuid.UUID, str] = {}

    def number(self, expert_ids: Iterable[uuid.UUID]) -> None:
        """Give every expert a number, once and for all."""
        mixed = sorted(set(expert_ids), key=lambda one: hashlib.sha256(self._archive.bytes + one.bytes).digest())
        self._names = {one: f"R{place:02d}" for place, one in enumerate(mixed, 1)}

    def of(self, expert: Expert) -> Record:
        """An expert as records name them: by number, with what the plan says of the name beside it."""
        return {"reviewer": self.by_id(expert.id), "identity": Personal("reviewer_names", _identity(expert))}

    def by_id(self, expert_id: uuid.UUID) -> str:
        """The number alone."""
        return self._names[expert_id]


def _identity(expert: Expert) -> Record:
    return _columns(expert, "name", "employer", "title")


def _draw(row: Draw) -> Record:
    """A draw as it was published, which `lots.py` checks; who stood behind the codes is of the experts' class of data."""
    return {
        "state": row.state,
        "terms": row.terms,
        "commitment": row.commitment,
        "revealed": {"seed": row.seed, "public_number": row.public_number, "at": _said(row.revealed_at)} if row.seed else None,
        "result": row.result,
        "roster": Personal("expert_identity", row.roster),
        **_columns(row, "withdrawn_at", "withdrawn_because"),
    }


def person(named: Named | None) -> Any:
    """Someone who acted: an expert's name is of another class than a name in office."""
    if named is None:
        return None
    return Personal("reviewer_names" if named.expert else "staff_names", named.name)


def edition(
    row: Edition,
    *,
    authority: Authority,
    law: Ruleset,
    fingerprint: str,
    agency: str | None,
    states: Mapping[str, int],
    seats: Sequence[tuple[Membership, str]],
    team: Sequence[Invited],
    undertakings: Sequence[tuple[Undertaking, str, bool]],
    draws: Sequence[Draw],
    reviewers: Reviewers,
) -> Record:
    """The edition with its plan, its law, who sat where and when, and its experts."""
    standard = criteria(row.criteria_code)
    return {
        "format": FORMAT,
        "authority": _columns(authority, "code", "name", "award_name"),
        **_columns(
            row, "number", "year", "title", "state", "plan_text", "opens_at", "closes_at", "recommend_by", "announced_at",
            "pinned_at", "publicity_starts_at", "publicity_ends_at", "approval_document", "approved_on", "budget_work",
            "budget_prizes", "interval_exception", "quotas", "created_at",
        ),
        "local_settings": {
            key: {**one, "confirmed_by": Personal("staff_names", one.get("confirmed_by"))} if isinstance(one, Mapping) else one
            for key, one in row.local_settings.items()
        },
        "ruleset": {
            "code": law.code, "title": law.title_zh, "file": "ruleset.json", "sha256": fingerprint,
            "pinned_sha256": row.ruleset_sha256,
        },
        "criteria": {
            "code": standard.code,
            "items": [{"code": one.code, "name": one.name_zh, "points": one.points} for one in standard.items],
        },
        "agency": {"name": agency, "procurement_record": row.procurement_record} if agency else None,
        "applications": {"by_state": dict(states), "drafts_left_out": states.get("draft", 0)},
        "seats": [
            {"name": Personal("staff_names", name), **_columns(one, "role", "seat", "title", "valid_from", "valid_to")}
            for one, name in seats
        ],
        "experts": [
            {
                **reviewers.of(one.expert),
                "pool": Personal("expert_identity", _columns(one.expert, "pool_number", "employer_uscc", "provenance")),
                "leader_qualified": one.expert.leader_qualified,
                "invited_by": Personal("staff_names", one.invited_by),
                "checked_at": _said(one.checked_at),
                **_columns(one.invitation, "invited_at", "answer_by", "answer", "answered_at"),
            }
            for one in team
        ],
        "draws": [_draw(one) for one in draws],
        "undertakings": [
            {"name": person(Named(name, expert)), **_columns(one, "signed_at", "text_sha256")}
            for one, name, expert in undertakings
        ],
    }  # fmt: skip


def organisation(row: Organisation) -> Record:
    """The applicant as it is registered."""
    return {
        **_columns(
            row, "uscc", "name", "area_code", "address", "registered_on", "division", "ownership", "nature", "employees",
            "sectors", "barred_for_life",
        ),
        "legal_representative": Personal("legal_representative", row.legal_representative),
    }  # fmt: skip


def application(case: Case, rule: RetentionRule) -> Record:
    """The application as it was handed in; fields of the form that name contacts are marked."""
    row = case.application
    return {
        **_columns(
            row, "case_number", "subject", "project_name", "channel", "state", "declared_at", "submitted_at", "closed_reason",
        ),
        "organisation": organisation(case.organisation),
        "department": case.department.name if case.department else None,
        "declared_by": Personal("legal_representative", row.declared_by),
        "form": {key: Personal(rule.key, value) if key in rule.fields else value for key, value in row.form.items()},
        "profile": row.profile,
        "self_evaluation": row.self_evaluation,
    }  # fmt: skip


def evidence(row: Evidence, path: str) -> Record:
    """One file: where it lies in the archive, what it is called, what was found of it."""
    return {
        "path": path,
        "field": row.slot,
        **_columns(
            row, "filename", "content_type", "size", "sha256", "scan", "scan_note", "scanned_at", "pages", "supplement_reason",
            "stored_at", "frozen_at", "retain_until",
        ),
        "version": row.version_id,
    }  # fmt: skip


def citations(rows: Sequence[tuple[EvidenceCitation, Evidence]]) -> list[Record]:
    """Statements and the pages that bear them out, as the manifest has them."""
    return cited(rows)


def manifest(row: Manifest) -> Record:
    """What was handed in, file by file."""
    return {**_columns(row, "kind", "sha256", "created_at"), "manifest": row.content}


def recommendation(found: tuple[Recommendation, str], names: Mapping[uuid.UUID, Named]) -> Record:
    """The recommending unit's opinion."""
    row, department = found
    return {
        "department": department,
        **_columns(row, "given", "eligible", "truthful", "opinion", "created_at"),
        "decided_by": person(names.get(row.decided_by)),
    }


def formal_review(row: FormalReview, names: Mapping[uuid.UUID, Named]) -> Record:
    """The finding on each line of the checklist, and the conclusion."""
    return {
        **_columns(row, "complete", "reasons", "created_at"),
        "reviewed_by": person(names.get(row.reviewed_by)),
        "checklist": [
            {
                **{key: value for key, value in one.items() if key not in ("reviewer", "reviewer_id")},
                "reviewer": Personal("staff_names", one.get("reviewer")),
            }
            for one in row.checklist
        ],
    }


def team(rows: Sequence[tuple[TeamMember, Expert]], reviewers: Reviewers) -> list[Record]:
    """Who sat on the review team, and until when."""
    return [
        {**reviewers.of(expert), **_columns(one, "leader", "created_at", "released_at", "released_because")}
        for one, expert in rows
    ]


def visit(row: SiteVisit) -> Record:
    """The day of the site visit."""
    return _columns(row, "day", "created_at")


def proposal(
    held: Certificate, numbers: Mapping[uuid.UUID, str], names: Mapping[uuid.UUID, Named], reviewers: Reviewers
) -> Record:
    """A proposal that was applied, with the outcome and the least cost of every pair, and the rules that forbade it."""
    row = held.proposal

    def seats(triples: Sequence[Sequence[Any]]) -> list[Record]:
        return [
            {"case_number": numbers[uuid.UUID(one[0])], "reviewer": reviewers.by_id(uuid.UUID(one[1])), "leader": one[2]}
            for one in triples
        ]

    experts = [reviewers.by_id(uuid.UUID(one)) for one in held.premise.experts]
    return {
        **_columns(
            row, "rank", "stage", "created_at", "finished_at", "applied_at", "input_sha256", "objective", "bound", "gap",
            "proved", "seconds",
        ),
        "options": {key: row.options[key] for key in ("team_size", "max_load", "min_load", "keep", "floor", "alternatives")},
        "made_by": person(names.get(row.made_by)),
        "applied_by": person(names.get(row.applied_by)) if row.applied_by else None,
        "before": seats(row.before),
        "members": seats(row.members),
        "pairs": {
            numbers[case_id]: {
                reviewer: {
                    "outcome": held.outcome(place, column),
                    "cost": held.cost(place, column),
                    **({"rules": [code for code, _ in against]} if (against := held.premise.against(place, column)) else {}),
                }
                for column, reviewer in enumerate(experts)
            }
            for place, case_id in held.visible.items()
        },
    }  # fmt: skip


def fairness(made: Fairness, reviewers: Reviewers) -> Record:
    """The fairness report as it stood at the end: what it says of recusals and conflicts stands with each application."""
    return {
        "teams": sum(bool(team) for team in made.teams.values()),
        "loads": [
            {"reviewer": reviewers.by_id(expert_id), "seats": load, "leads": made.leads.get(expert_id, 0)}
            for expert_id, load in sorted(made.loads.items(), key=lambda one: reviewers.by_id(one[0]))
        ],
        "spread": made.spread,
        "mean": round(made.mean, 3),
        "gini": round(made.gini, 4),
        "categories": made.categories,
        "best_fit_of_teams": made.fits,
        "employers": [
            {"employer": Personal("reviewer_names", name), "experts": experts, "seats": seats}
            for name, experts, seats in made.employers
        ],
        "teams_with_colleagues": made.same_employer,
        "repeats": [
            {
                "reviewer": reviewers.by_id(one.expert.id),
                "case_number": one.case.application.case_number,
                "years": one.years,
            }
            for one in made.repeats
        ],
        "recusals": [
            {"case_number": one.case_number, "ground": one.recusal.ground, "state": one.recusal.state} for one in made.recusals
        ],
        "conflicts": [{"grade": grade, "state": state, "count": count} for grade, state, count in made.grades],
    }


def sheet(row: ScoreSheet, items: Mapping[str, ItemScore], reviewers: Reviewers) -> Record:
    """A score sheet as it was handed in."""
    return {
        "reviewer": reviewers.by_id(row.expert_id),
        **_columns(row, "stage", "total", "summary", "submitted_at"),
        "items": [{"item": code, **_columns(one, "percent", "strengths", "improvements")} for code, one in sorted(items.items())],
    }


def opinion(row: OpinionResult) -> Record:
    """What the survey of the public found."""
    return _columns(row, "respondents", "score", "source", "note", "created_at")


def rating(row: ReviewerRating) -> Any:
    """The organisation's rating of its reviewers."""
    return Personal("reviewer_ratings", _columns(row, "quality", "discipline", "conduct", "comment", "created_at"))


def interests(
    declared: Sequence[InterestDeclaration],
    recused: Sequence[Recusal],
    proofs: Mapping[uuid.UUID, Sequence[RecusalFile]],
    readings: Sequence[BreakGlass],
    names: Mapping[uuid.UUID, Named],
) -> Record:
    """Declarations, recusals, emergency readings: the outcome open, what they say of private life marked.

    Proof is named by its digest alone: the papers speak of the person's private life, and the request says what they are.
    """
    return {
        "declarations": [
            {
                "by": person(names.get(one.user_id)),
                **_columns(one, "has_interest", "created_at"),
                "detail": Personal("interest_details", one.detail) if one.detail else None,
            }
            for one in declared
        ],
        "recusals": [
            {
                "person": person(names.get(one.user_id)),
                **_columns(one, "ground", "state", "created_at", "decided_at"),
                "requested_by": person(names.get(one.requested_by)) if one.requested_by else None,
                "decided_by": person(names.get(one.decided_by)) if one.decided_by else None,
                # Of a declared interest the decision repeats the declaration.
                "reason": Personal(
                    "interest_details",
                    {"reason": one.reason, "evidence": one.evidence_note, "decision": one.decision_reason},
                ),
                "proof": [file.sha256 for file in proofs[one.id] if file.state == "stored"],
            }
            for one in recused
        ],
        "emergency_readings": [
            {
                "person": person(names.get(one.user_id)),
                **_columns(one, "state", "hours", "reason", "created_at", "decided_at", "decision_reason", "ends_at", "ended_at"),
                "decided_by": person(names.get(one.decided_by)) if one.decided_by else None,
            }
            for one in readings
        ],
    }


def conflicts(found: Sequence[tuple[Conflict, Party]], names: Mapping[uuid.UUID, Named]) -> list[Record]:
    """Conflicts of interest: how grave, what was decided; who, along which ties and why is private life."""
    return [
        {
            **_columns(one, "grade", "hops", "state", "created_at"),
            "decided_by": person(names.get(one.decided_by)) if one.decided_by else None,
            "found": Personal(
                "interest_details", {"person": who.name, "path": path_words(one.path, "zh-CN"), "decision": one.decision_reason}
            ),
        }
        for one, who in found
    ]


def decision(case: Case, lists: Mapping[str, Sequence[Entry]]) -> Record:
    """Where the application stood on each list, and how it ended."""
    row = case.application
    return {
        **_columns(row, "case_number", "state", "closed_reason"),
        "lists": {
            kind: _columns(one.entry, "tier", "rank", "score", "reason")
            for kind, entries in lists.items()
            for one in entries
            if one.application.id == row.id
        },
    }


def entries(rows: Sequence[Entry]) -> list[Record]:
    """The lines of a list in their order."""
    return [
        {
            "case_number": one.application.case_number,
            "organisation": one.organisation,
            "project": one.application.project_name,
            **_columns(one.entry, "tier", "rank", "score", "reason"),
        }
        for one in rows
    ]


@dataclass(frozen=True)
class Vote:
    """A motion with its votes."""

    motion: Motion
    ballots: Sequence[tuple[Ballot, str, str]]


def meeting(row: Meeting, present: Sequence[tuple[str, str]], votes: Sequence[Vote]) -> Record:
    """A meeting with its minutes, who was there, and each motion with its votes, which are by name (Art. 8)."""
    return {
        **_columns(row, "title", "place", "held_at", "minutes"),
        "present": [{"name": Personal("staff_names", name), "seat": seat} for name, seat in present],
        "motions": [
            {
                **_columns(one.motion, "kind", "title", "text", "state", "snapshot", "tally", "created_at", "closed_at"),
                "ballots": Personal("ballots", [
                    {"name": Personal("staff_names", name), "seat": seat, **_columns(ballot, "choice", "note", "created_at")}
                    for ballot, name, seat in one.ballots
                ]),
            }
            for one in votes
        ],
    }  # fmt: skip


def report(row: Report, by: str) -> Record:
    """A report as it was submitted."""
    return {
        **_columns(row, "kind", "text", "numbers", "submitted_at", "sha256"),
        "submitted_by": Personal("staff_names", by),
    }


def notice(row: PublicNotice) -> Record:
    """What the public was shown."""
    return _columns(row, "kind", "title", "body", "entries", "published_at", "ends_at", "sha256")


def objection(case: ObjectionCase, files: Sequence[ObjectionFile], paths: Mapping[uuid.UUID, str]) -> Record:
    """An objection without anything that names the objector (Art. 25): also what they handed in is only counted."""
    return {
        "case_number": case.objection.case_number,
        "application": case.application.case_number,
        **_columns(
            case.objection, "subject", "grounds", "state", "identified", "received_at", "report_due_at", "proof_due_at", "report",
            "reported_at", "deemed", "office_opinion", "decision", "decided_at", "refusal",
        ),
        "objector": Personal("objector_identity", None),
        "files_of_the_objector": sum(one.side == "objector" and one.state == "stored" for one in files),
        "files": [
            {"path": paths[one.id], **_columns(one, "side", "filename", "content_type", "size", "sha256", "created_at")}
            for one in files
            if one.id in paths
        ],
    }  # fmt: skip


def award(shown: ShownAward, case_number: str | None) -> Record:
    """A prize with its certificate, its payment and whatever came after (Art. 18, 27, 36)."""
    return {
        "case_number": case_number,
        "organisation": shown.organisation,
        "uscc": shown.uscc,
        **_columns(
            shown.award, "tier", "project_name", "state", "certificate_number", "verify_code", "granted_on", "supervised_until",
            "revocation_article", "revocation_reason", "revocation_document", "revoked_on",
        ),
        "payment": _columns(shown.payment, "state", "amount", "paid_on", "voucher") if shown.payment else None,
    }  # fmt: skip


def match(row: RecordMatch, record: RegulatoryRecord, case_number: str | None) -> Record:
    """A regulatory record and what was done about it."""
    return {
        "case_number": case_number,
        "record": _columns(
            record, "uscc", "kind", "occurred_on", "source", "document", "description", "fatalities", "set_aside_at",
            "set_aside_reason",
        ),
        **_columns(row, "article", "findings", "outcome", "reason", "settled_at", "created_at"),
    }  # fmt: skip


def plan(law: Ruleset) -> list[Record]:
    """The retention plan as the archive was made by it."""
    return [asdict(rule) for rule in law.retention]
