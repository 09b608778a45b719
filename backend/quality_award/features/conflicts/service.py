"""Find conflicts of interest again, decide on them, try a person out before anyone is asked (Art. 32)."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quality_award.access.actor import SYSTEM, Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.features.relations.pure.graph import ALWAYS, NEVER_ENDS, TIE_KINDS, Graph, Node, Ties
from quality_award.features.relations.service import following
from quality_award.jobs.outbox import emit
from quality_award.platform.clock import local_date
from quality_award.platform.errors import Conflict as Refused
from quality_award.platform.errors import FieldError, Invalid, NotFound
from quality_award.platform.ids import new_id
from quality_award.platform.names import organisation_key, person_key
from quality_award.platform.proofs import parse_identity, parse_phone, proof_hash
from quality_award.regulation.parameters import GRADES, ConflictRules, ruleset
from quality_award.tables.conflicts import Conflict
from quality_award.tables.editions import Edition
from quality_award.workflow import lock, perform

from . import queries
from .facts import Teller, Told, conflict_facts, graver
from .pure.search import Found, Search

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

FEW = 24
"""So many people are searched for around themselves; for more, the whole graph is read once."""
AROUND_A_CHANGE = 20_000


@dataclass(frozen=True)
class Refreshed:
    """How many conflicts are new, changed in what they rest on or how grave they are, and without a path any more."""

    found: int = 0
    changed: int = 0
    cleared: int = 0


# --- finding ---------------------------------------------------------------------------------------------------------


async def refresh(
    session: "AsyncSession",
    *,
    now: dt.datetime,
    persons: Collection[uuid.UUID] | None = None,
    applications: Collection[uuid.UUID] | None = None,
) -> Refreshed:
    """Search the open editions again, and write what is new, changed or gone, in the caller's transaction.

    `persons` are ids of parties, experts or users, `applications` of applications; None takes all. What is found again as it
    was is left as it is, so it may be called as often as one likes.
    """
    await session.flush()
    total = Refreshed()
    for edition in await queries.open_editions(session, applications):
        await queries.hold(session, edition.id)
        await queries.make_parties(session, edition, now)
        people = await queries.subjects(session, edition, now)
        if persons is not None:
            wanted = set(persons)
            people = [one for one in people if wanted & {one.party_id, one.expert_id, one.user_id}]
        cases = await queries.applicants(session, edition, None, applications)
        if people and cases:
            told = await _search(session, edition, people, cases, now)
            one = await _write(session, edition, people, cases, told, now)
            total = Refreshed(total.found + one.found, total.changed + one.changed, total.cleared + one.cleared)
    return total


async def around_change(session: "AsyncSession", now: dt.datetime, parties: Collection[uuid.UUID]) -> None:
    """Search again for everyone within reach of parties whose ties or identity have changed."""
    for edition in await queries.open_editions(session, None):
        await queries.hold(session, edition.id)
        await queries.make_parties(session, edition, now)
        everyone = {one.party_id for one in await queries.subjects(session, edition, now)}
        law = ruleset(edition.ruleset_code).conflicts
        reached = await queries.reaching(session, edition.authority_id, parties, everyone, law, most=AROUND_A_CHANGE)
        # Whoever a change cuts off is no longer in reach: their paths still name the parties.
        cut_off = await queries.on_paths(session, edition.id, parties)
        concerned = everyone if reached is None else reached | cut_off
        if concerned:
            cases = {one.application_id for one in await queries.applicants(session, edition)}
            await refresh(session, now=now, persons=concerned, applications=cases)


following.follow(around_change)


async def _search(
    session: "AsyncSession",
    edition: Edition,
    people: Sequence[queries.Subject],
    cases: Sequence[queries.Applicant],
    now: dt.datetime,
) -> dict[queries.Pair, Told]:
    """(party, application) → what was found."""
    law, day = ruleset(edition.ruleset_code).conflicts, local_date(now)
    starts = [one.party_id for one in people]
    if len(starts) <= FEW:
        loaded = await queries.around(session, edition.authority_id, starts, _goals(cases), law, day)
    else:
        loaded = await queries.whole(session, edition.authority_id)
    known, goals = _met(cases, loaded)
    places = [loaded.place[one] for one in starts]
    # Not on the event loop: a large graph takes seconds.
    found = await asyncio.to_thread(lambda: Search(loaded.graph, law, day, places, goals).run())
    teller = await _teller(session, loaded.graph, found)
    return {
        (starts[one.person], known[one.applicant].application_id): teller.told(one, known[one.applicant].application_id)
        for one in found
    }


def _goals(cases: Sequence[queries.Applicant]) -> list[uuid.UUID]:
    return [one.party_id for one in cases if one.party_id is not None]


def _met(cases: Sequence[queries.Applicant], loaded: queries.Loaded) -> tuple[list[queries.Applicant], list[int]]:
    """The applicants that the graph has, and where they stand in it."""
    known = [one for one in cases if one.party_id in loaded.place]
    return known, [loaded.place[one.party_id] for one in known if one.party_id]


async def _teller(session: "AsyncSession", graph: Graph, found: Sequence[Found], imagined: "_Imagined | None" = None) -> Teller:
    """The names and facts that the found paths need."""
    hops = [hop for one in found for hop in one.path]
    ties = await queries.tie_facts(session, {graph.ties.id(hop.tie) for hop in hops if hop.tie is not None})
    parties = {graph.nodes[place].id: graph.nodes[place] for hop in hops for place in (hop.source, hop.target)}
    names = await queries.party_names(session, parties)
    if imagined is not None:
        ties |= imagined.ties
        for party_id in parties.keys() & imagined.names.keys():
            names[party_id] = (imagined.names[party_id], "person" if parties[party_id].person else "organisation", None)
    cases = await queries.cases_of(session, {organisation for _, _, organisation in names.values() if organisation})
    return Teller(graph, ties=ties, names=names, cases=cases)


async def _write(
    session: "AsyncSession",
    edition: Edition,
    people: Sequence[queries.Subject],
    cases: Sequence[queries.Applicant],
    told: Mapping[queries.Pair, Told],
    now: dt.datetime,
) -> Refreshed:
    rows = await queries.recorded(session, edition.id, [p.party_id for p in people], [c.application_id for c in cases])
    found = changed = cleared = 0
    for pair, one in told.items():
        if pair not in rows:
            await _enter(session, edition, pair, one, now)
            found += 1
        elif await _renew(session, rows[pair], one, now):
            changed += 1
    for pair, row in rows.items():
        if pair not in told and row.state != "cleared":
            await perform(session, row, "clear", actor=SYSTEM, facts=conflict_facts(row), now=now)
            cleared += 1
    await session.flush()
    return Refreshed(found, changed, cleared)


async def _enter(session: "AsyncSession", edition: Edition, pair: queries.Pair, told: Told, now: dt.datetime) -> None:
    row = Conflict(
        id=new_id(), authority_id=edition.authority_id, edition_id=edition.id, party_id=pair[0], application_id=pair[1],
        grade=told.grade, hops=told.hops, path=told.path, evidence=told.evidence, through=told.through, state="open",
        version=1, dismissed_evidence=[], created_at=now,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    await _on_record(session, row, "find", now)
    emit(
        session,
        name="conflict.found",
        now=now,
        entity="conflict",
        entity_id=row.id,
        edition_id=row.edition_id,
        application_id=row.application_id,
        payload={"grade": row.grade, "action": "find"},
    )


async def _renew(session: "AsyncSession", row: Conflict, told: Told, now: dt.datetime) -> bool:
    """Bring a row to what was found now. A dismissal stands until a fact comes that it has not seen, or a graver grade."""
    before = (row.grade, row.hops, row.path, row.evidence, row.through)
    news = graver(told.grade, row.dismissed_grade) or bool(set(told.evidence) - set(row.dismissed_evidence))
    same = before == (told.grade, told.hops, told.path, told.evidence, told.through)
    action = {"cleared": "find_again" if news else "stay_dismissed", "dismissed": "find_more" if news else ""}.get(row.state, "")
    if same and not action:
        return False
    was = row.grade
    row.grade, row.hops, row.path, row.evidence, row.through = told.grade, told.hops, told.path, told.evidence, told.through
    if action:
        await perform(session, row, action, actor=SYSTEM, facts=conflict_facts(row), now=now, detail={"grade": row.grade})
    else:
        row.version += 1
        await session.flush()
        if was != row.grade or before[3] != row.evidence:
            await _on_record(session, row, "change", now, before=was)
        if row.state == "open" and graver(row.grade, was):
            emit(
                session,
                name="conflict.found",
                now=now,
                entity="conflict",
                entity_id=row.id,
                edition_id=row.edition_id,
                application_id=row.application_id,
                payload={"grade": row.grade, "action": "change"},
            )
    return True


async def _on_record(session: "AsyncSession", row: Conflict, action: str, now: dt.datetime, before: str | None = None) -> None:
    await append(
        session,
        actor=SYSTEM,
        now=now,
        entity="conflict",
        entity_id=row.id,
        action=action,
        article="32",
        edition_id=row.edition_id,
        application_id=row.application_id,
        to_state=row.state,
        detail={"grade": row.grade, "hops": row.hops} | ({"grade_before": before} if before else {}),
    )


# --- deciding --------------------------------------------------------------------------------------------------------


async def act(
    session: "AsyncSession",
    *,
    actor: Actor,
    conflict_id: uuid.UUID,
    action: str,
    reason: str,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Confirm or dismiss a conflict, or take the decision back, with the reason."""
    require(actor, "conflicts.decide")
    if await queries.shown(session, actor, conflict_id) is None:
        raise NotFound
    row = await lock(session, Conflict, conflict_id, version)
    facts = conflict_facts(row, decision_reason=reason)
    detail = {"reason": reason.strip(), "grade": row.grade}
    await perform(session, row, action, actor=actor, facts=facts, now=now, detail=detail)
    reopened = action == "reopen"
    row.decided_by, row.decision_reason = (None, None) if reopened else (actor.user_id, reason.strip())
    if action == "dismiss":
        row.dismissed_grade, row.dismissed_evidence = row.grade, list(row.evidence)
    elif reopened:
        row.dismissed_grade, row.dismissed_evidence = None, []
    await session.flush()


# --- trying out ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Employer:
    """An employer that a candidate is tried out with; open ends count."""

    name: str
    uscc: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Candidate:
    """Somebody typed in: nothing of it is kept."""

    name: str
    employers: tuple[Employer, ...] = ()
    identity: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Tried:
    """What stands between a person and one applicant."""

    applicant: queries.Applicant
    told: Told


async def what_if(
    session: "AsyncSession",
    *,
    actor: Actor,
    edition_id: uuid.UUID,
    expert_id: uuid.UUID | None,
    candidate: Candidate | None,
    key: bytes,
    now: dt.datetime,
) -> tuple[int, list[Tried]]:
    """How many applicants were looked at, and what somebody would have in common with them, before anyone is asked.

    An expert of the pool, or a candidate typed in; nothing is kept but that it was asked. Leaves out cases that the actor is
    recused from. Raises NotFound, Conflict("conflict-own") for the actor themselves, Invalid for a number that is none.
    """
    require(actor, "conflicts.try")
    edition = await queries.one_edition(session, actor, edition_id)
    if edition is None:
        raise NotFound
    law, day = ruleset(edition.ruleset_code).conflicts, local_date(now)
    everyone = await queries.applicants(session, edition, actor)
    if expert_id is not None:
        known = await queries.pool_expert(session, actor, expert_id)
        if known is None:
            raise NotFound
        expert, party_id = known
        if party_id is None:
            node = Node(new_id(), True, (person_key(expert.name),), None, expert.identity_hash, expert.phone_hash)
            who = await _imagined(session, edition, node, expert.name, (), _goals(everyone), law, day)
        else:
            loaded = await queries.around(session, edition.authority_id, [party_id], _goals(everyone), law, day)
            who = _Imagined(loaded, loaded.graph, loaded.place[party_id], {}, {})
        subject = {"expert_id": str(expert_id)}
    elif candidate is not None and person_key(candidate.name):
        node = _node(candidate, key)
        who = await _imagined(session, edition, node, candidate.name.strip(), candidate.employers, _goals(everyone), law, day)
        subject = {"name": candidate.name.strip()}
    else:
        raise Refused("conflict-unnamed", article=law.article)
    cases, goals = _met(everyone, who.loaded)
    search = Search(who.graph, law, day, [who.person], goals)
    own = await queries.own_parties(session, actor)
    if any(node.id in own for node in search.one_with(who.person)):
        raise Refused("conflict-own", article=law.article)
    found = search.run()
    teller = await _teller(session, who.graph, found, who)
    hidden = {str(one) for one in await queries.recused_cases(session, actor)}
    tried = [Tried(cases[one.applicant], teller.told(one, cases[one.applicant].application_id)) for one in found]
    tried = [one for one in tried if not hidden & set(one.told.through)]
    await append(
        session,
        actor=actor,
        now=now,
        entity="conflict",
        entity_id=None,
        action="what_if",
        article="32",
        edition_id=edition.id,
        detail=subject,
    )
    tried.sort(key=lambda one: (-GRADES.index(one.told.grade), one.told.hops, one.applicant.case_number))
    return len(everyone), tried


@dataclass(frozen=True)
class _Imagined:
    """A graph with somebody in it who is only in memory: where they stand, what the database cannot tell of them."""

    loaded: queries.Loaded
    graph: Graph
    person: int
    names: dict[uuid.UUID, str]
    ties: dict[uuid.UUID, queries.TieFact]


def _node(candidate: Candidate, key: bytes) -> Node:
    """A candidate as a party; the numbers as hashes alone. Raises Invalid for a number that is none."""
    number = {"identity_number": parse_identity(candidate.identity), "phone": parse_phone(candidate.phone)}
    given = {"identity_number": candidate.identity, "phone": candidate.phone}
    if gaps := [FieldError(name, "field.value") for name in number if given[name].strip() and not number[name]]:
        raise Invalid(gaps)
    identity, phone = number["identity_number"], number["phone"]
    return Node(
        new_id(),
        True,
        (person_key(candidate.name),),
        None,
        proof_hash("identity", identity, key) if identity else None,
        proof_hash("phone", phone, key) if phone else None,
    )


async def _imagined(
    session: "AsyncSession",
    edition: Edition,
    me: Node,
    name: str,
    employers: Sequence[Employer],
    goals: Sequence[uuid.UUID],
    law: ConflictRules,
    day: dt.date,
) -> _Imagined:
    """The graph around somebody whom it does not have, with them and their employers added in memory."""
    firms = [Node(new_id(), False, (organisation_key(one.name),), one.uscc) for one in employers]
    starts = await queries.people_like(session, edition.authority_id, me.keys[0], me.identity, me.phone)
    starts += await queries.organisations_named(
        session, edition.authority_id, [node.keys[0] for node in firms], [node.uscc for node in firms if node.uscc]
    )
    loaded = await queries.around(session, edition.authority_id, starts, goals, law, day)
    person = len(loaded.graph.nodes)
    facts = {new_id(): queries.TieFact("employment", "", None, one.since, one.until, "office", "", "", None) for one in employers}
    return _Imagined(
        loaded,
        replace(loaded.graph, nodes=[*loaded.graph.nodes, me, *firms], ties=_with_employers(loaded.graph.ties, person, facts)),
        person,
        {me.id: name} | {node.id: one.name.strip() for node, one in zip(firms, employers, strict=True)},
        facts,
    )


def _with_employers(ties: Ties, person: int, facts: Mapping[uuid.UUID, queries.TieFact]) -> Ties:
    """The ties, and one of the person to each of the nodes that follow theirs."""
    count = len(facts)
    ids = np.frombuffer(b"".join(one.bytes for one in facts), np.uint8).reshape(-1, 16)
    since = [one.since.toordinal() if one.since else ALWAYS for one in facts.values()]
    until = [one.until.toordinal() if one.until else NEVER_ENDS for one in facts.values()]
    return Ties(
        ids=np.concatenate([ties.ids, ids]),
        source=np.append(ties.source, np.full(count, person, np.int32)),
        target=np.append(ties.target, np.arange(person + 1, person + 1 + count, dtype=np.int32)),
        kind=np.append(ties.kind, np.full(count, TIE_KINDS.index("employment"), np.int8)),
        share=np.append(ties.share, np.zeros(count, np.float32)),
        since=np.append(ties.since, np.array(since, np.int32)),
        until=np.append(ties.until, np.array(until, np.int32)),
    )
