"""What a reviewer or a member of staff declares of their own ties; it counts at once (Art. 32)."""

import datetime as dt
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.platform.errors import FieldError, Invalid
from quality_award.platform.ids import new_id
from quality_award.platform.names import person_key
from quality_award.platform.uscc import parse_uscc
from quality_award.tables.relations import Party, Tie

from .. import queries
from ..pure.checks import faults
from ..schemas import DeclarationIn
from .entering import add
from .following import changed
from .naming import Book, Ref, whole_source

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

SOURCE = "本人申报"


async def own_node(session: "AsyncSession", actor: Actor, now: dt.datetime) -> Party:
    """The actor's node: the expert's, else the user's; made when there is none."""
    assert actor.authority_id is not None
    await queries.hold(session, actor.authority_id)
    found = await queries.node_of(session, expert_id=actor.expert_id, user_id=actor.user_id)
    if found is None:
        name = (await queries.expert(session, actor.expert_id)).name if actor.expert_id else actor.name
        found = Party(
            id=new_id(), authority_id=actor.authority_id, kind="person", name=name, name_key=person_key(name), aliases=[],
            alias_keys=[], expert_id=actor.expert_id, user_id=None if actor.expert_id else actor.user_id, created_at=now,
        )  # fmt: skip
        session.add(found)
        await session.flush()
    return found


async def declare(session: "AsyncSession", *, actor: Actor, body: DeclarationIn, now: dt.datetime) -> list[Tie]:
    """Declare a tie of one's own; of kin also where they work. Raises Invalid with every gap, Conflict for one that is there."""
    require(actor, "relations.declare")
    assert actor.authority_id is not None
    code = parse_uscc(body.uscc) if body.uscc and body.uscc.strip() else None
    other = Ref(body.other_kind, body.other.strip(), code.code if code else None)
    gaps = [] if other.key else [FieldError("other", "party.name")]
    if body.uscc and body.uscc.strip() and (code is None or body.other_kind == "person"):
        gaps.append(FieldError("uscc", "party.uscc"))
    if body.kind == "kinship" and not body.role.strip():
        gaps.append(FieldError("role", "field.missing"))
    named = {"subject": "other", "target": "other"}
    gaps += [
        FieldError(named.get(field, field), wrong)
        for field, wrong in faults(
            body.kind, subject_kind="person", target_kind=body.other_kind, share=body.share, since=body.valid_from,
            until=body.valid_to,
        )
    ]  # fmt: skip
    work = Ref("organisation", body.kin_employer.strip()) if body.kin_employer.strip() else None
    if work is not None and (body.kind != "kinship" or not work.key):
        gaps.append(FieldError("kin_employer", "party.name" if body.kind == "kinship" else "tie.kin_alone"))
    if gaps:
        raise Invalid(gaps, article="32")
    me = await own_node(session, actor, now)
    book = await Book.opened(
        session, actor.authority_id, [ref for ref in (other, work) if ref], now=now, scope=whole_source,
        source_kind="declaration", same_source=queries.of_declarer(actor.user_id),
    )  # fmt: skip
    node = book.node(other)
    first, second = (node, me) if body.kind == "teaching" and body.taught_me else (me, node)
    rows = [_tie(actor, first, second, body.kind, body.role, now, share=body.share, since=body.valid_from, until=body.valid_to)]
    if work is not None:
        kind = "post" if body.kin_post.strip() else "employment"
        rows.append(_tie(actor, node, book.node(work), kind, body.kin_post, now))
    for row in rows:
        await add(session, row)
    await append(
        session, actor=actor, now=now, entity="tie", entity_id=rows[0].id, action="declare", article="32",
        detail={"kind": body.kind, "parties": [str(rows[0].from_id), str(rows[0].to_id)]},
    )  # fmt: skip
    await changed(session, now, {end for row in rows for end in (row.from_id, row.to_id)})
    return rows


def _tie(
    actor: Actor,
    first: Party,
    second: Party,
    kind: str,
    role: str,
    now: dt.datetime,
    *,
    share: float | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Tie:
    assert actor.authority_id is not None
    return Tie(
        id=new_id(), authority_id=actor.authority_id, from_id=first.id, to_id=second.id, kind=kind, role=role.strip(),
        share=round(share, 2) if share is not None else None, valid_from=since, valid_to=until, source_kind="declaration",
        source=SOURCE, document="", entered_by=actor.user_id, created_at=now,
    )  # fmt: skip
