"""All SQL on checks of the store and on the files that are checked. `wall` is the machine's clock, as the database has it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, false, func, join, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.actor import Actor
from quality_award.access.recusal import recused_from
from quality_award.features.applications import queries as applications
from quality_award.platform.ids import new_id
from quality_award.tables.applications import Application, Evidence, Manifest
from quality_award.tables.editions import Edition
from quality_award.tables.identity import User
from quality_award.tables.trail import AuditRecord, StoreCheck


async def wall(session: AsyncSession) -> dt.datetime:
    """The present instant of the machine, which no rehearsal moves."""
    now: dt.datetime = (await session.execute(select(func.clock_timestamp()))).scalar_one()
    return now


# ── Checks ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def visible(actor: Actor) -> Select[StoreCheck]:
    """Checks are the administrator's and the auditor's to see."""
    return select(StoreCheck).where(true() if actor.role in ("admin", "auditor") else false())


async def begin(
    session: AsyncSession,
    *,
    kind: str,
    edition_id: uuid.UUID | None,
    asked_by: uuid.UUID | None,
    files_all: int,
    now: dt.datetime,
) -> uuid.UUID | None:
    """A new check, or None while one of the same kind and edition runs."""
    made: uuid.UUID | None = await session.scalar(
        insert(StoreCheck)
        .values(
            id=new_id(), kind=kind, edition_id=edition_id, asked_by=asked_by, files_all=files_all, created_at=now, findings=[]
        )
        .on_conflict_do_nothing()
        .returning(StoreCheck.id)
    )
    return made


async def running(session: AsyncSession, kind: str, edition_id: uuid.UUID | None) -> StoreCheck | None:
    """The check of that kind and edition that has not ended."""
    found: StoreCheck | None = await session.scalar(
        select(StoreCheck).where(
            StoreCheck.kind == kind, StoreCheck.edition_id.is_not_distinct_from(edition_id), StoreCheck.finished_at.is_(None)
        )
    )
    return found


async def check(session: AsyncSession, check_id: uuid.UUID, *, hold: bool = False) -> StoreCheck | None:
    """One check; `hold` reads it anew and locks it."""
    query = select(StoreCheck).where(StoreCheck.id == check_id)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def latest(session: AsyncSession, kind: str) -> StoreCheck | None:
    """The newest check of a kind that has ended."""
    found: StoreCheck | None = await session.scalar(
        select(StoreCheck)
        .where(StoreCheck.kind == kind, StoreCheck.finished_at.is_not(None))
        .order_by(StoreCheck.finished_at.desc(), StoreCheck.id.desc())
        .limit(1)
    )
    return found


@dataclass(frozen=True)
class Shown:
    """A check with the names that go with it."""

    check: StoreCheck
    edition: str | None
    asked_by: str | None


async def history(session: AsyncSession, actor: Actor, kind: str, *, limit: int) -> list[Shown]:
    """Checks of a kind, the newest first, one that runs among them."""
    rows = await session.execute(
        visible(actor)
        .add_columns(Edition.title, User.name)
        .outerjoin(Edition, Edition.id == StoreCheck.edition_id)
        .outerjoin(User, User.id == StoreCheck.asked_by)
        .where(StoreCheck.kind == kind)
        .order_by(StoreCheck.id.desc())
        .limit(limit)
    )
    return [Shown(*row) for row in rows]


async def shown(session: AsyncSession, row: StoreCheck) -> Shown:
    """One check with its names."""
    title = await session.scalar(select(Edition.title).where(Edition.id == row.edition_id))
    return Shown(row, title, await session.scalar(select(User.name).where(User.id == row.asked_by)))


async def may_name(session: AsyncSession, actor: Actor, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the applications that the actor may see, recusal included (Art. 32)."""
    if not ids:
        return set()
    rows = await session.scalars(applications.visible(actor).with_only_columns(Application.id).where(Application.id.in_(ids)))
    return set(rows.all())


async def recused_among(session: AsyncSession, actor: Actor, ids: Collection[uuid.UUID]) -> set[str]:
    """Those of the applications that the actor is recused from, as findings write them."""
    if not ids:
        return set()
    rows = await session.scalars(select(Application.id).where(Application.id.in_(ids), recused_from(actor, Application.id)))
    return {str(one) for one in rows}


async def edition(session: AsyncSession, *, edition_id: uuid.UUID | None = None, number: int | None = None) -> Edition | None:
    """An edition by its id or its number."""
    which = Edition.id == edition_id if edition_id else Edition.number == number
    found: Edition | None = await session.scalar(select(Edition).where(which).limit(1))
    return found


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class File:
    """A stored file with its case."""

    row: Evidence
    case_number: str
    application_state: str
    edition: Edition


def _files(edition_id: uuid.UUID | None) -> Select[Evidence, str, str, Edition]:
    query = (
        select(Evidence, Application.case_number, Application.state, Edition)
        .join(Application, Application.id == Evidence.application_id)
        .join(Edition, Edition.id == Application.edition_id)
        .where(Evidence.state == "stored", Evidence.removed_at.is_(None))
    )
    return query.where(Application.edition_id == edition_id) if edition_id else query


async def count_files(session: AsyncSession, edition_id: uuid.UUID | None) -> int:
    """How many files are stored, of one edition or of all."""
    return int(await session.scalar(_files(edition_id).with_only_columns(func.count())) or 0)


async def next_files(
    session: AsyncSession, row: StoreCheck, *, first: Collection[uuid.UUID], skip: Collection[uuid.UUID], limit: int
) -> list[File]:
    """Files that this check has not looked at: those that are to be `first`, then the longest unverified."""
    query = _files(row.edition_id).where(
        or_(Evidence.verified_at.is_(None), Evidence.verified_at < row.created_at), Evidence.id.not_in(skip)
    )
    order = [Evidence.id.in_(first).desc()] if first else []
    rows = await session.execute(query.order_by(*order, Evidence.verified_at.asc().nulls_first(), Evidence.id).limit(limit))
    return [File(*one) for one in rows]


async def mark(session: AsyncSession, *, whole: Collection[uuid.UUID], bad: Collection[uuid.UUID], now: dt.datetime) -> None:
    """Keep when files were found whole; what is not whole counts as never verified, so that it is looked at again first."""
    for ids, at in ((whole, now), (bad, None)):
        if ids:
            await session.execute(update(Evidence).where(Evidence.id.in_(ids)).values(verified_at=at))


async def manifests_of(session: AsyncSession, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """{application: contents of its manifests, the oldest first}."""
    rows = await session.execute(
        select(Manifest.application_id, Manifest.content).where(Manifest.application_id.in_(set(ids))).order_by(Manifest.id)
    )
    found: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for application_id, content in rows:
        found[application_id].append(content)
    return found


@dataclass(frozen=True)
class HandedIn:
    """What an application handed in, by its manifests and by its rows.

    Manifests in their order, each with whether the trail holds its hash; hashes on the trail that no manifest has any more; the
    files that rows name (field, file name, version).
    """

    application: Application
    edition: Edition
    manifests: Sequence[tuple[Manifest, bool]]
    gone: Sequence[str]
    places: frozenset[tuple[str, str, str | None]]


async def handed_in(session: AsyncSession, edition_id: uuid.UUID | None) -> list[HandedIn]:
    """Every application that has a manifest, or of which the trail says that it had one."""
    sha256 = AuditRecord.detail["manifest_sha256"].astext
    recorded = select(AuditRecord.application_id, sha256.label("sha256")).where(sha256.is_not(None)).distinct().subquery()
    same = (Manifest.application_id == recorded.c.application_id) & (Manifest.sha256 == recorded.c.sha256)
    application_id = func.coalesce(Manifest.application_id, recorded.c.application_id)
    # In one statement: both are written in one transaction, and must not be seen apart.
    rows = await session.execute(
        select(Application, Edition, Manifest, recorded.c.sha256)
        .select_from(join(Manifest, recorded, same, isouter=True, full=True))
        .join(Application, Application.id == application_id)
        .join(Edition, Edition.id == Application.edition_id)
        .where(Application.edition_id == edition_id if edition_id else true())
        .order_by(Manifest.id)
    )
    cases: dict[uuid.UUID, tuple[Application, Edition]] = {}
    kept: dict[uuid.UUID, list[tuple[Manifest, bool]]] = defaultdict(list)
    gone: dict[uuid.UUID, list[str]] = defaultdict(list)
    for application, of, manifest, digest in rows:
        cases[application.id] = (application, of)
        if manifest is None:
            gone[application.id].append(digest)
        else:
            kept[application.id].append((manifest, digest is not None))
    places: dict[uuid.UUID, set[tuple[str, str, str | None]]] = defaultdict(set)
    files = await session.execute(
        select(Evidence.application_id, Evidence.slot, Evidence.filename, Evidence.version_id).where(
            Evidence.application_id.in_(cases), Evidence.state == "stored", Evidence.removed_at.is_(None)
        )
    )
    for owner, slot, filename, version in files:
        places[owner].add((slot, filename, version))
    return [HandedIn(application, of, kept[one], gone[one], frozenset(places[one])) for one, (application, of) in cases.items()]


# ── What lies in the store and is named by nobody ────────────────────────────────────────────────────────────────────────────


async def named(session: AsyncSession, keys: Collection[str], versions: Collection[str]) -> tuple[set[str], set[str]]:
    """(keys that a row names, versions that a manifest names), of those given."""
    if not keys:
        return set(), set()
    rows = await session.execute(
        select(Evidence.object_key, Evidence.thumbnail_key, Evidence.rendition_key).where(
            or_(Evidence.object_key.in_(keys), Evidence.thumbnail_key.in_(keys), Evidence.rendition_key.in_(keys))
        )
    )
    by_rows = {key for row in rows for key in row if key}
    listed = await session.scalars(
        text(
            "select distinct one ->> 'version' from manifests, jsonb_array_elements(content -> 'files') one"
            " where one ->> 'version' = any(:versions)"
        ),
        {"versions": list(versions)},
    )
    return by_rows, set(listed.all())


async def named_uploads(session: AsyncSession, uploads: Collection[str]) -> set[str]:
    """Those of the uploads that a row names."""
    if not uploads:
        return set()
    rows = await session.scalars(select(Evidence.upload_id).where(Evidence.upload_id.in_(uploads)))
    return {one for one in rows.all() if one}
