"""Written proof that comes with a request or an objection: small, of few kinds, checked where no link reaches it any more."""

import datetime as dt
import uuid

from quality_award.platform.errors import Conflict, FieldError, Invalid
from quality_award.platform.objectstore import ObjectStore

from ..pure.content import fits

UPLOAD_LIFETIME = dt.timedelta(minutes=30)
LINK_LIFETIME = dt.timedelta(minutes=5)
MEGABYTE = 1 << 20
MOST_BYTES = 50 * MEGABYTE
MOST_FILES = 20
TYPES = ("application/pdf", "image/jpeg", "image/png")


def require_takeable(*, size: int, content_type: str, held: int) -> None:
    """Raise Invalid with every reason why an announced file is not taken; `held` are there already."""
    gaps = []
    if size <= 0:
        gaps.append(FieldError("size", "evidence.empty"))
    if size > MOST_BYTES:
        gaps.append(FieldError("size", "evidence.too_large", {"limit": MOST_BYTES // MEGABYTE}))
    if content_type not in TYPES:
        gaps.append(FieldError("content_type", "evidence.type"))
    if held >= MOST_FILES:
        gaps.append(FieldError("filename", "evidence.too_many", {"limit": MOST_FILES}))
    if gaps:
        raise Invalid(gaps)


def incoming(file_id: uuid.UUID) -> str:
    """The place that the link leads to, away from what counts."""
    return f"incoming/{file_id}"


async def keep(store: ObjectStore, *, sent: str, kept: str, size: int, content_type: str, filename: str, article: str) -> str:
    """Take what was sent out of the reach of its link and check it there; its SHA-256. The caller removes `sent` afterwards.

    What was checked is what stays. Raises Conflict when nothing came, or something else than was announced.
    """
    if not await store.copy(sent, kept):
        raise Conflict("evidence-not-uploaded", article=article)
    found = await store.stat(kept)
    digest, head = await store.digest(kept)
    if found is None or found.size != size or not fits(content_type, head):
        await store.remove(kept)
        there = found.size if found else 0
        why = "evidence-size" if there != size else "evidence-content"
        raise Conflict(why, article=article, announced=size, found=there, filename=filename)
    return digest
