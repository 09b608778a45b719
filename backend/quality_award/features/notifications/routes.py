"""The inbox and the tasks of the role acted in, over HTTP."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from quality_award.access.http import ActorDep, LanguageDep, NowDep, SessionDep, TransactionalRoute
from quality_award.access.permissions import require
from quality_award.platform.http.paging import Page, SliceDep, cut
from quality_award.regulation.messages import translate
from quality_award.tables.trail import Notification

from . import service
from .pure.task import Task
from .queries import inbox
from .schemas import NotificationOut, TaskOut, UnreadOut

router = APIRouter(route_class=TransactionalRoute, tags=["notifications"])


def _present(row: Notification, lang: str) -> NotificationOut:
    title, body = translate(lang, row.key, row.params)
    return NotificationOut(
        id=row.id,
        key=row.key,
        title=title,
        body=body,
        link=row.link,
        application_id=row.application_id,
        created_at=row.created_at,
        read_at=row.read_at,
    )


def _task(task: Task, lang: str) -> TaskOut:
    title, hint = translate(lang, f"task.{task.key}", task.params)
    late = translate(lang, f"task.late.{task.late}", task.params)[0] if task.late else ""
    return TaskOut(
        key=task.key,
        title=title,
        hint=hint,
        status=task.status,
        link=task.link,
        article=task.article,
        due=task.due,
        consequence=late,
        subject=task.subject,
    )


@router.get("/notifications")
async def list_notifications(
    session: SessionDep,
    actor: ActorDep,
    lang: LanguageDep,
    page: SliceDep,
    unread: Annotated[bool, Query()] = False,
) -> Page[NotificationOut]:
    """One's messages, the newest first."""
    require(actor, "notifications.read")
    rows = await inbox.inbox(session, actor, unread=unread, cursor=page.cursor, limit=page.limit + 1)
    kept, following = cut(rows, page.limit)
    return Page(items=[_present(row, lang) for row in kept], next_cursor=following)


@router.get("/notifications/unread")
async def count_unread(session: SessionDep, actor: ActorDep) -> UnreadOut:
    """How many messages are unread."""
    require(actor, "notifications.read")
    return UnreadOut(unread=await inbox.unread(session, actor))


@router.post("/notifications/{notification_id}/read")
async def read_notification(
    notification_id: uuid.UUID, session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep
) -> NotificationOut:
    """Mark a message as read."""
    require(actor, "notifications.read")
    return _present(await service.read(session, actor=actor, notification_id=notification_id, now=now), lang)


@router.post("/notifications/read-all")
async def read_all_notifications(session: SessionDep, actor: ActorDep, now: NowDep) -> UnreadOut:
    """Mark every message as read."""
    require(actor, "notifications.read")
    await inbox.read_all(session, actor, now)
    return UnreadOut(unread=0)


@router.get("/tasks")
async def list_tasks(session: SessionDep, actor: ActorDep, now: NowDep, lang: LanguageDep) -> list[TaskOut]:
    """What the role acted in has to do next, and until when."""
    require(actor, "notifications.read")
    return [_task(task, lang) for task in await service.tasks(session, actor=actor, now=now)]
