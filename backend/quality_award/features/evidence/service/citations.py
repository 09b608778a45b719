"""Statements with the pages that bear them out, and the matrix of what is there (Art. 16, 17(2))."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.look import Subject, look
from quality_award.features.applications import queries as applications
from quality_award.features.applications import service as application_service
from quality_award.platform.errors import FieldError, Invalid, NotFound
from quality_award.regulation.criteria import criteria
from quality_award.regulation.parameters import ruleset
from quality_award.tables.applications import Evidence, EvidenceCitation
from quality_award.workflow import ANY_VERSION

from ..pure.matrix import Row, Wanted, matrix
from ..queries import citations as queries
from ..queries import files
from ..queries import reading as reading_queries
from ..schemas import CitationIn
from .reading import record, require_content

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

MOST = 500
"""Citations of one application."""


async def listed(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, now: dt.datetime
) -> Sequence[tuple[EvidenceCitation, Evidence]]:
    """An application's citations, to whoever may read its content; their statements are of it, so that reading them is a look."""
    require(actor, "evidence.read")
    case = await application_service.find(session, actor=actor, application_id=application_id)
    await require_content(session, actor=actor, case=case)
    found = await applications.citations(session, application_id)
    if found and actor.role != "applicant":
        subject = Subject("application", case.id, "citations", case.edition.id, case.id)
        await look(session, subject, actor=actor, now=now)
    return found


async def cite(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, body: CitationIn, now: dt.datetime
) -> tuple[EvidenceCitation, Evidence]:
    """Point a statement of a draft at one page of one file. The same once more is the same. Refuses every fault at once."""
    require(actor, "evidence.upload")
    case = await application_service.hold(session, actor=actor, application_id=application_id, version=ANY_VERSION)
    application_service.require_draft(actor, case, now)
    row = await files.one(session, actor, body.evidence_id)
    gaps = []
    if body.item not in _places(case):
        gaps.append(FieldError("item", "citation.item"))
    if row is None or row.application_id != application_id or row.state != "stored":
        gaps.append(FieldError("evidence_id", "citation.file"))
    elif body.page > (row.pages or 1):
        gaps.append(FieldError("page", "citation.page", {"pages": row.pages or 1}))
    if len(await applications.citations(session, application_id)) >= MOST:
        gaps.append(FieldError("item", "citation.too_many", {"limit": MOST}))
    if gaps or row is None:
        raise Invalid(gaps)
    if found := await queries.same(session, application_id, body.item, row.id, body.page, body.statement):
        return found, row
    assert actor.user_id is not None
    made = await queries.add(
        session, row=row, item=body.item, page=body.page, statement=body.statement, by=actor.user_id, now=now
    )
    await record(session, actor, row, case, now, "cite", {"item": body.item, "page": body.page})
    return made, row


async def withdraw(session: "AsyncSession", *, actor: Actor, citation_id: uuid.UUID, now: dt.datetime) -> None:
    """Take a citation off a draft."""
    require(actor, "evidence.upload")
    found = await queries.one(session, citation_id)
    row = await files.one(session, actor, found.evidence_id) if found else None
    if found is None or row is None:
        raise NotFound
    case = await application_service.hold(session, actor=actor, application_id=found.application_id, version=ANY_VERSION)
    application_service.require_draft(actor, case, now)
    await queries.remove(session, found)
    await record(session, actor, row, case, now, "uncite", {"item": found.item, "page": found.page})


def _places(case: applications.Case) -> set[str]:
    """Where a statement can stand: criteria items, and fields of the form that this organisation fills in."""
    fields = ruleset(case.edition.ruleset_code).form_definition.fields_for(case.organisation.nature)
    return {field.key for field in fields} | set(criteria(case.edition.criteria_code).item_codes)


async def read_matrix(
    session: "AsyncSession", *, actor: Actor, application_id: uuid.UUID, english: bool
) -> tuple[list[Row[Evidence]], set[uuid.UUID] | None]:
    """(rows, the files that the reader has opened; None for the applicant's own people)."""
    require(actor, "evidence.read")
    case = await application_service.find(session, actor=actor, application_id=application_id)
    await require_content(session, actor=actor, case=case)
    stored = [row for row in await applications.evidence(session, application_id) if row.state == "stored"]
    cited = [(one.item, row, one.page) for one, row in await applications.citations(session, application_id)]
    rows = matrix(_wanted(case, english=english), [(row.slot, row) for row in stored], cited)
    own = actor.role == "applicant"
    return rows, None if own else await reading_queries.read_by(session, actor, [row.id for row in stored])


def _wanted(case: applications.Case, *, english: bool) -> list[Wanted]:
    law, standard = ruleset(case.edition.ruleset_code), criteria(case.edition.criteria_code)
    nature, texts = case.organisation.nature, case.application.self_evaluation
    slots = [
        Wanted(slot.key, "slot", slot.title_en if english else slot.title_zh, slot.article, slot.required)
        for slot in law.slots_for(nature)
    ]
    items = [
        Wanted(item.code, "item", f"{item.code} {item.name_en if english else item.name_zh}", "17(2)",
               bool(str(texts.get(item.code) or "").strip()))
        for item in standard.items
    ]  # fmt: skip
    fields = [
        Wanted(field.key, "field", field.title_en if english else field.title_zh, field.article, needs=False)
        for field in law.form_definition.fields_for(nature)
    ]
    return [*slots, *items, *fields]
