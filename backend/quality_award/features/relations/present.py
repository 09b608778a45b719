"""Parties and ties as one reader may see them: names of kin in full to the office alone (PIPL Art. 28)."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Literal, cast

from quality_award.access.actor import Actor
from quality_award.access.permissions import may
from quality_award.platform.names import masked
from quality_award.tables.relations import Party, SameParty, Tie

from . import queries
from .queries import Shown
from .schemas import (
    GraphOut,
    LinkKind,
    LinkOut,
    NodeOut,
    OwnTieOut,
    OwnTiesOut,
    PairOut,
    PairPartyOut,
    PartyKind,
    PartyOut,
    TieKind,
    TieOut,
    TieSource,
)

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

Proof = Literal["identity", "phone", "uscc"]


def _hidden(shown: Shown, actor: Actor) -> bool:
    return shown.kin and actor.role != "office"


def name_of(shown: Shown, actor: Actor) -> str:
    """The party's name as this reader sees it."""
    return masked(shown.party.name) if _hidden(shown, actor) else shown.party.name


def party_out(shown: Shown, actor: Actor) -> PartyOut:
    """A party; of its numbers only that there are any."""
    party, hidden = shown.party, _hidden(shown, actor)
    bears: tuple[tuple[Proof, str | None], ...] = (
        ("identity", party.identity_hash), ("phone", party.phone_hash), ("uscc", party.uscc),
    )  # fmt: skip
    return PartyOut(
        id=party.id,
        kind=cast(PartyKind, party.kind),
        name=name_of(shown, actor),
        masked=hidden,
        aliases=[] if hidden else party.aliases,
        uscc=party.uscc,
        expert_id=party.expert_id,
        user=party.user_id is not None,
        organisation_id=party.organisation_id,
        proofs=[name for name, value in bears if value],
        ties=shown.ties,
        created_at=party.created_at,
    )


def tie_out(tie: Tie, actor: Actor, users: Mapping[uuid.UUID, str]) -> TieOut:
    """A tie with its source."""
    own = tie.source_kind == "declaration" and tie.entered_by == actor.user_id
    return TieOut(
        id=tie.id,
        from_id=tie.from_id,
        to_id=tie.to_id,
        kind=cast(TieKind, tie.kind),
        role=tie.role,
        share=tie.share,
        valid_from=tie.valid_from,
        valid_to=tie.valid_to,
        source_kind=cast(TieSource, tie.source_kind),
        source=tie.source,
        document=tie.document,
        entered_by=users.get(tie.entered_by) if tie.entered_by else None,
        created_at=tie.created_at,
        withdrawn_at=tie.withdrawn_at,
        withdrawn_by=users.get(tie.withdrawn_by) if tie.withdrawn_by else None,
        withdrawn_because=tie.withdrawn_because,
        may_withdraw=tie.withdrawn_at is None and (own or may(actor, "relations.withdraw")),
    )


async def ties_out(session: "AsyncSession", actor: Actor, ties: Collection[Tie]) -> list[TieOut]:
    """Ties with the names of who entered and withdrew them."""
    users = await queries.names_of_users(session, [one for tie in ties for one in (tie.entered_by, tie.withdrawn_by)])
    return [tie_out(tie, actor, users) for tie in ties]


def _links(people: Iterable[Party], decisions: Mapping[tuple[uuid.UUID, uuid.UUID], SameParty]) -> list[LinkOut]:
    """Pairs of nodes that are, may be, or are not one person."""
    found = []
    for one, other in combinations(sorted(people, key=lambda party: party.id), 2):
        decision = decisions.get((one.id, other.id))
        proven = (one.identity_hash is not None and one.identity_hash == other.identity_hash) or (
            one.phone_hash is not None and one.phone_hash == other.phone_hash and one.name_key == other.name_key
        )
        kind: LinkKind
        if decision is not None:
            kind = "decided_same" if decision.same else "decided_different"
        elif proven:
            kind = "proven"
        elif one.name_key == other.name_key and not (one.identity_hash and other.identity_hash):
            kind = "same_name"
        else:
            continue
        found.append(LinkOut(one_id=one.id, other_id=other.id, kind=kind, reason=decision.reason if decision else None))
    return found


async def graph_out(session: "AsyncSession", actor: Actor, start: Shown, *, hops: int) -> GraphOut:
    """The ties around a party with the people who bear its name; what the reader may not see is not there."""
    around = await queries.around(session, actor, start.party.id, hops=hops)
    twins = await queries.alike(session, actor, start.party)
    near = await queries.shown(session, actor, {*around.hops, *(one.id for one in twins)})
    near[start.party.id] = start
    hop = {one: around.hops.get(one, 1) for one in near}
    withdrawn = await queries.history(session, actor, start.party.id)
    ends = {end for tie in withdrawn for end in (tie.from_id, tie.to_id)} - set(near)
    ties = [tie for tie in around.ties.values() if tie.from_id in near and tie.to_id in near]
    people = [one.party for one in near.values() if one.party.kind == "person"]
    links = _links(people, await queries.decided(session, list(near)))
    # Ends of withdrawn ties are named too, a step away.
    for one, shown in (await queries.shown(session, actor, ends)).items():
        near[one], hop[one] = shown, 1
    return GraphOut(
        party=party_out(start, actor),
        nodes=[
            NodeOut(
                id=one,
                kind=cast(PartyKind, shown.party.kind),
                name=name_of(shown, actor),
                hop=hop[one],
                more=around.more.get(one, 0),
                role=_role(shown.party),
            )
            for one, shown in sorted(near.items(), key=lambda entry: (hop[entry[0]], entry[0]))
        ],
        ties=await ties_out(session, actor, ties),
        links=links,
        withdrawn=await ties_out(session, actor, [tie for tie in withdrawn if tie.from_id in near and tie.to_id in near]),
        cut=around.cut,
    )


def _role(party: Party) -> Literal["expert", "user", "applicant"] | None:
    return "expert" if party.expert_id else "user" if party.user_id else "applicant" if party.organisation_id else None


async def own_out(session: "AsyncSession", actor: Actor) -> OwnTiesOut:
    """What the actor declared, with the names as they wrote them."""
    ties = await queries.own_ties(session, actor)
    node = await queries.node_of(session, expert_id=actor.expert_id, user_id=actor.user_id)
    names = await queries.parties(session, [end for tie in ties for end in (tie.from_id, tie.to_id)])
    told = await ties_out(session, actor, ties)
    return OwnTiesOut(
        party_id=node.id if node else None,
        ties=[OwnTieOut(tie=tie, subject=names[tie.from_id].name, target=names[tie.to_id].name) for tie in told],
    )


async def pairs_out(session: "AsyncSession", actor: Actor, pairs: list[queries.Pair]) -> list[PairOut]:
    """Pairs of one name, each with its ties: what tells the two apart."""
    people = {party.id for pair in pairs for party in (pair.one, pair.other)}
    shown = await queries.shown(session, actor, people)
    near = await queries.next_to(session, actor, sorted(people))
    ties = {tie.id: tie for some in near.values() for tie in some}
    ends = await queries.shown(session, actor, {end for tie in ties.values() for end in (tie.from_id, tie.to_id)})
    told = {one.id: one for one in await ties_out(session, actor, list(ties.values()))}

    def side(party: Party) -> PairPartyOut:
        own = [tie for tie in near[party.id] if tie.from_id in ends and tie.to_id in ends]
        names = {end for tie in own for end in (tie.from_id, tie.to_id)}
        return PairPartyOut(
            party=party_out(shown[party.id], actor),
            ties=[told[tie.id] for tie in own],
            names={str(one): name_of(ends[one], actor) for one in names},
        )

    return [
        PairOut(
            one=side(pair.one),
            other=side(pair.other),
            same=pair.decision.same if pair.decision else None,
            reason=pair.decision.reason if pair.decision else None,
            decided_by=pair.decided_by,
        )
        for pair in pairs
        if pair.one.id in shown and pair.other.id in shown
    ]
