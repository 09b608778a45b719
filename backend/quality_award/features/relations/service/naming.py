"""From what a source calls a person or an organisation to its node: found by what proves it, else made."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quality_award.platform.ids import new_id
from quality_award.platform.names import organisation_key, person_key
from quality_award.tables.relations import Party

from .. import queries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

Scope = Callable[[str, uuid.UUID | None], tuple[str, uuid.UUID | None]]
"""(name key, party at the other end) → what makes two mentions by one source one person."""


@dataclass(frozen=True)
class Ref:
    """A party as a source names it; hashes only of people, `uscc` only of organisations."""

    kind: str
    name: str
    uscc: str | None = None
    identity_hash: str | None = None
    phone_hash: str | None = None

    @property
    def key(self) -> str:
        """The name in its normal form."""
        return person_key(self.name) if self.kind == "person" else organisation_key(self.name)


def whole_source(key: str, _other: uuid.UUID | None) -> tuple[str, uuid.UUID | None]:
    """Within one application, or one person's declarations, a name is one person."""
    return key, None


def beside_the_same(key: str, other: uuid.UUID | None) -> tuple[str, uuid.UUID | None]:
    """Within a list a name is one person only beside the same other party: a list may hold many a Wang Wei."""
    return key, other


class Book:
    """The nodes that a source's names may mean. Made by `opened`, which holds the graph for this transaction."""

    def __init__(self, session: "AsyncSession", authority_id: uuid.UUID, now: dt.datetime, scope: Scope) -> None:
        self._session, self._authority_id, self._now, self._scope = session, authority_id, now, scope
        self._by_code: dict[str, Party] = {}
        self._by_key: dict[str, list[Party]] = {}
        self._by_identity: dict[str, Party] = {}
        self._by_phone: dict[tuple[str, str], Party] = {}
        self._said: dict[tuple[str, uuid.UUID | None], Party] = {}
        self.made: list[Party] = []

    @classmethod
    async def opened(
        cls,
        session: "AsyncSession",
        authority_id: uuid.UUID,
        refs: Collection[Ref],
        *,
        now: dt.datetime,
        scope: Scope,
        source_kind: str,
        same_source: Any,
    ) -> "Book":
        """A book that knows every node these names may mean."""
        await queries.hold(session, authority_id)
        book = cls(session, authority_id, now, scope)
        people = [ref for ref in refs if ref.kind == "person"]
        for party in await queries.named(
            session,
            authority_id,
            codes={ref.uscc for ref in refs if ref.uscc},
            organisation_keys={ref.key for ref in refs if ref.kind == "organisation"},
            identities={ref.identity_hash for ref in people if ref.identity_hash},
            phones={ref.phone_hash for ref in people if ref.phone_hash},
        ):
            book.learn(party)
        before = await queries.said_before(
            session, authority_id, {ref.key for ref in people}, source_kind=source_kind, same_source=same_source
        )
        for party, other in sorted(before, key=lambda one: one[0].id, reverse=True):
            book._said[scope(party.name_key, other)] = party
        return book

    def learn(self, party: Party) -> None:
        """Let a node be found by what it bears."""
        if party.kind == "organisation":
            if party.uscc:
                self._by_code[party.uscc] = party
            for key in (party.name_key, *party.alias_keys):
                self._by_key.setdefault(key, []).append(party)
        if party.identity_hash:
            self._by_identity.setdefault(party.identity_hash, party)
        if party.phone_hash:
            self._by_phone.setdefault((party.name_key, party.phone_hash), party)

    def node(self, ref: Ref, other: Party | None = None) -> Party:
        """The node that a name means beside `other`; made when there is none. A code or hash that it lacked is added to it."""
        found = self._organisation(ref) if ref.kind == "organisation" else self._person(ref, other)
        if found is None:
            found = Party(
                id=new_id(), authority_id=self._authority_id, kind=ref.kind, name=ref.name.strip(), name_key=ref.key, aliases=[],
                alias_keys=[], uscc=ref.uscc, identity_hash=ref.identity_hash, phone_hash=ref.phone_hash, created_at=self._now,
            )  # fmt: skip
            self._session.add(found)
            self.made.append(found)
        else:
            found.uscc = found.uscc or ref.uscc
            found.identity_hash = found.identity_hash or ref.identity_hash
            found.phone_hash = found.phone_hash or ref.phone_hash
        self.learn(found)
        if ref.kind == "person":
            self._said.setdefault(self._scope(ref.key, other.id if other else None), found)
        return found

    def _organisation(self, ref: Ref) -> Party | None:
        if ref.uscc and ref.uscc in self._by_code:
            return self._by_code[ref.uscc]
        # Two codes are two organisations, however alike their names are.
        namesakes = [one for one in self._by_key.get(ref.key, []) if not (ref.uscc and one.uscc)]
        return min(namesakes, key=lambda one: (one.organisation_id is None, one.uscc is None, one.id), default=None)

    def _person(self, ref: Ref, other: Party | None) -> Party | None:
        if ref.identity_hash and ref.identity_hash in self._by_identity:
            return self._by_identity[ref.identity_hash]
        if ref.phone_hash and (ref.key, ref.phone_hash) in self._by_phone:
            proven = self._by_phone[ref.key, ref.phone_hash]
            if not (ref.identity_hash and proven.identity_hash):
                return proven
        said = self._said.get(self._scope(ref.key, other.id if other else None))
        # Another identity number is another person.
        return None if said and ref.identity_hash and said.identity_hash else said


def refs_of(pairs: Iterable[tuple[Ref, Ref]]) -> set[Ref]:
    """Every party that is named."""
    return {ref for pair in pairs for ref in pair}
