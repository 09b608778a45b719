"""Citations and the evidence matrix over HTTP (Art. 16, 17(2))."""

import uuid

from fastapi import APIRouter

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.tables.applications import Evidence, EvidenceCitation

from ..pure.matrix import Row
from ..schemas import CitationIn, CitationOut, MatrixFileOut, MatrixOut, MatrixRowOut
from ..service import citations as service

router = APIRouter(route_class=TransactionalRoute, tags=["evidence"])


def _out(citation: EvidenceCitation, row: Evidence) -> CitationOut:
    return CitationOut(
        id=citation.id,
        item=citation.item,
        statement=citation.statement,
        evidence_id=row.id,
        filename=row.filename,
        page=citation.page,
    )


@router.get("/applications/{application_id}/citations")
async def list_citations(application_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> list[CitationOut]:
    """Statements with the pages that bear them out."""
    return [_out(*one) for one in await service.listed(session, actor=actor, application_id=application_id, now=now)]


@router.post("/applications/{application_id}/citations", status_code=201)
async def add_citation(
    application_id: uuid.UUID, body: CitationIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> CitationOut:
    """Point a statement of a draft at one page of one file."""
    return _out(*await service.cite(session, actor=actor, application_id=application_id, body=body, now=now))


@router.delete("/citations/{citation_id}", status_code=204)
async def withdraw_citation(citation_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    """Take a citation off a draft."""
    await service.withdraw(session, actor=actor, citation_id=citation_id, now=now)


@router.get("/applications/{application_id}/evidence/matrix")
async def read_evidence_matrix(application_id: uuid.UUID, session: SessionDep, actor: ActorDep, lang: LanguageDep) -> MatrixOut:
    """Criteria items, form requirements and cited fields × evidence: what is missing, unscanned, unread."""
    rows, read = await service.read_matrix(session, actor=actor, application_id=application_id, english=lang == "en")
    files = {file.id: file for row in rows for file, _ in row.files}
    return MatrixOut(
        rows=[_row(row, read) for row in rows],
        missing=sum(row.standing == "missing" for row in rows),
        unscanned=sum(file.scan != "clean" for file in files.values()),
        unread=None if read is None else len(files.keys() - read),
    )


def _row(row: Row[Evidence], read: set[uuid.UUID] | None) -> MatrixRowOut:
    return MatrixRowOut(
        key=row.wanted.key,
        kind=row.wanted.kind,
        title=row.wanted.title,
        article=row.wanted.article,
        standing=row.standing,
        files=[
            MatrixFileOut(
                id=file.id,
                filename=file.filename,
                content_type=file.content_type,
                scan=file.scan,
                added=file.supplement_reason is not None,
                unread=None if read is None else file.id not in read,
                cited=list(pages),
            )
            for file, pages in row.files
        ],
    )
