"""SQL on reading: the words of pages, and what a reader has looked at."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.tables.applications import Evidence, EvidencePage
from quality_award.tables.trail import AuditRecord

AROUND = 40


@dataclass(frozen=True)
class Found:
    """A page that has the words, with those around them."""

    evidence_id: uuid.UUID
    filename: str
    slot: str
    page: int
    excerpt: str


def pattern(words: str) -> str:
    """A regular expression for the words, whatever space or line break a page has between their characters."""
    return r"\s*".join(re.escape(char) for char in words if not char.isspace())


async def search(session: AsyncSession, application_id: uuid.UUID, words: str, limit: int) -> list[Found]:
    """Pages of the application's stored files that have the words, in the order of the files."""
    wanted = pattern(words)
    rows = await session.execute(
        select(Evidence.id, Evidence.filename, Evidence.slot, EvidencePage.page, EvidencePage.text)
        .join(EvidencePage, EvidencePage.evidence_id == Evidence.id)
        .where(
            Evidence.application_id == application_id,
            Evidence.state == "stored",
            Evidence.removed_at.is_(None),
            EvidencePage.text.op("~*")(wanted),
        )
        .order_by(Evidence.id, EvidencePage.page)
        .limit(limit)
    )
    return [Found(one, name, slot, page, _excerpt(text, wanted)) for one, name, slot, page, text in rows.tuples()]


def _excerpt(text: str, wanted: str) -> str:
    found = re.search(wanted, text, re.IGNORECASE)
    start, end = found.span() if found else (0, 0)
    return " ".join(text[max(0, start - AROUND) : end + AROUND].split())


async def texts(session: AsyncSession, evidence_id: uuid.UUID) -> Sequence[tuple[int, str]]:
    """(page, its words) of one file."""
    rows = await session.execute(
        select(EvidencePage.page, EvidencePage.text).where(EvidencePage.evidence_id == evidence_id).order_by(EvidencePage.page)
    )
    return rows.tuples().all()


async def read_by(session: AsyncSession, actor: Actor, files: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Which of the files the reader has opened before, by the trail."""
    rows = await session.scalars(
        select(AuditRecord.entity_id)
        .where(
            AuditRecord.entity == "evidence",
            AuditRecord.entity_id.in_(files),
            AuditRecord.user_id == actor.user_id,
            AuditRecord.action.in_(("look", "download")),
        )
        .distinct()
    )
    return {one for one in rows if one is not None}
