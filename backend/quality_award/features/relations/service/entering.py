"""Enter a tie, withdraw it with a reason, name a party's other names, decide on two people of one name (Art. 32)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound
from quality_award.platform.ids import new_id
from quality_award.platform.names import organisation_key, person_key
from quality_award.platform.proofs import parse_identity, parse_phone, proof_hash
from quality_award.platform.uscc import parse_uscc
from quality_award.tables.relations import Party, SameParty, Tie

from .. import queries
from ..pure.checks import faults
from ..schemas import AliasesIn, PartyRefIn, SameIn, TieIn
from .following import changed
from .naming import Book, Ref, beside_the_same

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


def ref_of(given: PartyRefIn, where: str, key: bytes, gaps: list[FieldError]) -> Ref:
    """A party as it was named; what is wrong with it is added to `gaps`."""
    ref = Ref(given.kind, given.name.strip())
    if not ref.key:
        gaps.append(FieldError(f"{where}.name", "field.missing" if not ref.name else "party.name"))
    uscc = identity = phone = None
    if given.uscc and given.uscc.strip():
        code = parse_uscc(given.uscc)
        uscc = code.code if code else None
        if code is None or given.kind == "person":
            gaps.append(FieldError(f"{where}.uscc", "party.uscc"))
    if given.identity and given.identity.strip():
        identity = parse_identity(given.identity)
        if identity is None or given.kind == "organisation":
            gaps.append(FieldError(f"{where}.identity", "party.identity"))
    if given.phone and given.phone.strip():
        phone = parse_phone(given.phone)
        if phone is None or given.kind == "organisation":
            gaps.append(FieldError(f"{where}.phone", "party.phone"))
    return Ref(
        given.kind,
        ref.name,
        uscc,
        proof_hash("identity", identity, key) if identity else None,
        proof_hash("phone", phone, key) if phone else None,
    )


async def enter_tie(session: "AsyncSession", *, actor: Actor, body: TieIn, key: bytes, now: dt.datetime) -> Tie:
    """Enter a tie; it counts at once. Raises Invalid with every gap, Conflict when it is there already.

    `key` is the installation's master key, for the hashes of numbers.
    """
    require(actor, "relations.enter")
    assert actor.authority_id is not None
    gaps: list[FieldError] = []
    known = await queries.shown(session, actor, {one.id for one in (body.subject, body.target) if one.id})
    refs: dict[str, Ref] = {}
    kinds: dict[str, str] = {}
    for where, given in (("subject", body.subject), ("target", body.target)):
        if given.id is None:
            refs[where] = ref_of(given, where, key, gaps)
            kinds[where] = given.kind
        elif given.id in known:
            kinds[where] = known[given.id].party.kind
        else:
            raise NotFound
    if not body.source.strip():
        gaps.append(FieldError("source", "field.missing"))
    gaps += [
        FieldError(field, code)
        for field, code in faults(
            body.kind, subject_kind=kinds["subject"], target_kind=kinds["target"], share=body.share, since=body.valid_from,
            until=body.valid_to,
        )
    ]  # fmt: skip
    if gaps:
        raise Invalid(gaps, article="32")
    book = await Book.opened(
        session, actor.authority_id, refs.values(), now=now, scope=beside_the_same, source_kind="office",
        same_source=queries.of_anybody(),
    )  # fmt: skip
    ends: dict[str, Party] = {
        where: known[given.id].party for where, given in (("subject", body.subject), ("target", body.target)) if given.id
    }
    # The one that is known first: a person is looked for beside the organisation.
    for where, other in (("target", "subject"), ("subject", "target")):
        if where in refs:
            ends[where] = book.node(refs[where], ends.get(other))
    row = Tie(
        id=new_id(), authority_id=actor.authority_id, from_id=ends["subject"].id, to_id=ends["target"].id, kind=body.kind,
        role=body.role.strip(), share=round(body.share, 2) if body.share is not None else None, valid_from=body.valid_from,
        valid_to=body.valid_to, source_kind="office", source=body.source.strip(), document=body.document.strip(),
        entered_by=actor.user_id, created_at=now,
    )  # fmt: skip
    await add(session, row)
    await append(
        session, actor=actor, now=now, entity="tie", entity_id=row.id, action="enter", article="32",
        detail={"kind": row.kind, "parties": [str(row.from_id), str(row.to_id)], "source": row.source},
    )  # fmt: skip
    await changed(session, now, {row.from_id, row.to_id})
    return row


async def add(session: "AsyncSession", row: Tie) -> None:
    """Put a tie into the graph. Raises Invalid for one to itself, Conflict when it is there already."""
    if row.from_id == row.to_id:
        raise Invalid([FieldError("target", "tie.self")], article="32")
    await session.flush()
    there = await queries.live_between(session, {row.from_id}, source_kind=row.source_kind)
    if same_tie(row) in {same_tie(one) for one in there}:
        raise Conflict("tie-there", article="32")
    session.add(row)
    await session.flush()


def same_tie(row: Tie) -> tuple[object, ...]:
    """What two ties of one source must not have in common."""
    return row.from_id, row.to_id, row.kind, row.role or "", row.valid_from, row.application_id


async def withdraw_tie(session: "AsyncSession", *, actor: Actor, tie_id: uuid.UUID, reason: str, now: dt.datetime) -> Tie:
    """The tie no longer counts; it stays on file with who decided so and why. One's own declaration one withdraws oneself."""
    row = await queries.tie(session, actor, tie_id)
    if row is None:
        raise NotFound
    own = row.source_kind == "declaration" and row.entered_by == actor.user_id
    require(actor, "relations.declare" if own else "relations.withdraw")
    if not reason.strip():
        raise Invalid([FieldError("reason", "field.missing")], article="32")
    if row.withdrawn_at is not None:
        raise Conflict("tie-withdrawn", article="32")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = now, actor.user_id, reason.strip()
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="tie", entity_id=row.id, action="withdraw", article="32",
        application_id=row.application_id,
        detail={"kind": row.kind, "parties": [str(row.from_id), str(row.to_id)], "reason": row.withdrawn_because},
    )  # fmt: skip
    await changed(session, now, {row.from_id, row.to_id})
    return row


async def name_aliases(session: "AsyncSession", *, actor: Actor, party_id: uuid.UUID, body: AliasesIn, now: dt.datetime) -> None:
    """Other names of a party, by which it is found from now on."""
    require(actor, "relations.enter")
    assert actor.authority_id is not None
    await queries.hold(session, actor.authority_id)
    found = await queries.shown(session, actor, {party_id})
    if party_id not in found:
        raise NotFound
    party = found[party_id].party
    make = person_key if party.kind == "person" else organisation_key
    names = list(dict.fromkeys(name.strip() for name in body.aliases if name.strip()))
    gaps = [FieldError(f"aliases.{place}", "party.name") for place, name in enumerate(names) if not make(name) or len(name) > 100]
    if not body.reason.strip():
        gaps.append(FieldError("reason", "field.missing"))
    if gaps:
        raise Invalid(gaps, article="32")
    party.aliases, party.alias_keys = names, sorted({make(name) for name in names} - {party.name_key})
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="party", entity_id=party.id, action="name", article="32",
        detail={"names": names, "reason": body.reason.strip()},
    )  # fmt: skip
    await changed(session, now, {party.id})


async def decide_same(session: "AsyncSession", *, actor: Actor, body: SameIn, now: dt.datetime) -> SameParty:
    """One person or two: decided by the office with a reason, and decided anew when something new is known. Nothing is merged."""
    require(actor, "relations.decide_same")
    assert actor.authority_id is not None
    await queries.hold(session, actor.authority_id)
    found = await queries.shown(session, actor, {body.one_id, body.other_id})
    if len(found) < 2:
        raise NotFound
    one_id, other_id = sorted((body.one_id, body.other_id))
    gaps = [] if body.reason.strip() else [FieldError("reason", "field.missing")]
    if any(one.party.kind != "person" for one in found.values()):
        gaps.append(FieldError("other_id", "pair.people"))
    if gaps:
        raise Invalid(gaps, article="32")
    row = await queries.decision(session, one_id, other_id)
    before = None if row is None else row.same
    if row is None:
        row = SameParty(id=new_id(), authority_id=actor.authority_id, one_id=one_id, other_id=other_id)
        session.add(row)
    assert actor.user_id is not None
    row.same, row.reason, row.decided_by, row.created_at = body.same, body.reason.strip(), actor.user_id, now
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="party", entity_id=one_id, action="decide_same", article="32",
        detail={"parties": [str(one_id), str(other_id)], "same": body.same, "before": before, "reason": row.reason},
    )  # fmt: skip
    await changed(session, now, {one_id, other_id})
    return row
