"""What of a record is hashed, and in which bytes."""

import datetime as dt
import json
from typing import Any

from sqlalchemy import Row

from quality_award.platform.hashing import canonical_json
from quality_award.tables.trail import AuditRecord

Recorded = AuditRecord | Row[*tuple[Any, ...]]
"""A record, or its columns by name."""


def _values(record: Recorded) -> dict[str, Any]:
    return {
        "id": record.id,
        "at": record.at.astimezone(dt.UTC).isoformat(),
        "user_id": record.user_id,
        "role": record.role,
        "seat": record.seat,
        "name": record.name,
        "entity": record.entity,
        "entity_id": record.entity_id,
        "edition_id": record.edition_id,
        "application_id": record.application_id,
        "action": record.action,
        "article": record.article,
        "from_state": record.from_state,
        "to_state": record.to_state,
        "detail": record.detail,
        "txid": record.txid,
    }


def canonical(record: Recorded) -> dict[str, Any]:
    """A record as plain JSON values: what receipts and exports carry."""
    plain: dict[str, Any] = json.loads(encoded(record))
    return plain


def encoded(record: Recorded) -> bytes:
    """The bytes that are hashed; the same from the plain values."""
    return canonical_json(_values(record))
