"""What of a record is hashed, and in which bytes."""

import datetime as dt
import json
from typing import Any

from quality_award.platform.crypto import canonical_json
from quality_award.tables.trail import AuditRecord


def canonical(record: AuditRecord) -> dict[str, Any]:
    """A record as plain JSON values: what receipts and exports carry."""
    values = {
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
    plain: dict[str, Any] = json.loads(canonical_json(values))
    return plain


def encoded(record: AuditRecord) -> bytes:
    """The bytes that are hashed."""
    return canonical_json(canonical(record))
