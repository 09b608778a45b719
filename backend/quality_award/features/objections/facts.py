"""Rows → the facts of Art. 20 to 24."""

import datetime as dt
from collections.abc import Sequence

from quality_award.regulation.facts import ObjectionFacts
from quality_award.regulation.parameters import ruleset
from quality_award.tables.editions import Edition
from quality_award.tables.objections import Objection, ObjectionFile

from .queries import Case


def in_time(row: Objection, edition: Edition) -> bool:
    """Whether it came within the publicity."""
    starts, ends = edition.publicity_starts_at, edition.publicity_ends_at
    return starts is not None and ends is not None and starts <= row.received_at < ends


def objection_facts(
    case: Case,
    *,
    files: Sequence[ObjectionFile],
    motion: str | None,
    accepted_at: dt.datetime | None,
    now: dt.datetime,
    reason: str | None = None,
    report: str | None = None,
) -> ObjectionFacts:
    """The facts of an objection at this moment, with the inputs of the action at hand.

    Proof that a side handed in between the acceptance and the deadline keeps that side from counting as silent (Art. 23).
    """
    row = case.objection
    stored = [file for file in files if file.state == "stored"]
    due = row.proof_due_at
    asked = {
        file.side
        for file in stored
        if due and file.created_at < due and (file.side != "objector" or (accepted_at and file.created_at > accepted_at))
    }
    return ObjectionFacts(
        law=ruleset(case.edition.ruleset_code),
        now=now,
        identified=row.identified,
        files=sum(file.side == "objector" for file in stored),
        received_at=row.received_at,
        publicity_starts_at=case.edition.publicity_starts_at,
        publicity_ends_at=case.edition.publicity_ends_at,
        reason=reason or "",
        report=report or "",
        report_due_at=row.report_due_at,
        proof_due_at=row.proof_due_at,
        proof_from=frozenset(asked),
        office_opinion=row.office_opinion or "",
        motion_carried=motion == "carried",
        motion_rejected=motion == "rejected",
    )
