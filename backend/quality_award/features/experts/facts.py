"""Rows → what the expert endpoints show."""

import datetime as dt

from quality_award.features.editions.pure.invitation import overdue, still_open
from quality_award.tables.parties import ExpertImport

from . import queries
from .queries.record import Invitation
from .schemas import ExpertOut, ExpertStatus, ImportOut, InvitationOut

STATUSES: dict[str, ExpertStatus] = {
    "active": "active", "corrected": "corrected", "dismissed": "dismissed", "disqualified": "disqualified",
}  # fmt: skip


def expert(shown: queries.Shown) -> ExpertOut:
    """An expert; of identity and phone number only that they are known."""
    row = shown.expert
    return ExpertOut(
        id=row.id,
        version=row.version,
        name=row.name,
        pool_number=row.pool_number,
        provenance=row.provenance,
        off_pool_reason=row.off_pool_reason,
        employer=row.employer,
        employer_uscc=row.employer_uscc,
        title=row.title,
        categories=row.categories,
        divisions=row.divisions,
        leader_qualified=row.leader_qualified,
        qualifications=row.qualifications,
        area=row.area,
        load_wish=row.load_wish,
        max_load=row.max_load,
        has_identity=row.identity_hash is not None,
        has_phone=row.phone_hash is not None,
        status=STATUSES[row.status],
        status_reason=row.status_reason,
        created_at=row.created_at,
        live_assignments=shown.live_assignments,
        has_login=shown.has_login,
    )


def origin(row: ExpertImport, by: str) -> ImportOut:
    """An import."""
    return ImportOut(
        id=row.id,
        file_name=row.file_name,
        sha256=row.sha256,
        source=row.source,
        rows=row.rows,
        created=row.created,
        updated=row.updated,
        unchanged=row.unchanged,
        imported_by=by,
        created_at=row.created_at,
    )


def invitation(one: Invitation, now: dt.datetime) -> InvitationOut:
    """An invitation and whether an answer is still taken."""
    answer = {"accepted": "accepted", "declined": "declined"}.get(one.answer or "")
    return InvitationOut.model_validate(
        {
            "edition_id": one.edition_id,
            "number": one.number,
            "title": one.title,
            "state": one.state,
            "invited_at": one.invited_at,
            "answer_by": one.answer_by,
            "answer": answer,
            "answered_at": one.answered_at,
            "answer_note": one.answer_note,
            "checked": one.checked,
            "open": still_open(one.state, one.answer_by, now),
            "overdue": overdue(one.answer, one.answer_by, now),
        }
    )
