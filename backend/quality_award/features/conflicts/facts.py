"""Rows → the facts of Art. 32, and what the search found → what is kept of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quality_award.features.relations.pure.graph import Graph
from quality_award.regulation.facts import ConflictFacts
from quality_award.regulation.parameters import GRADES
from quality_award.tables.conflicts import Conflict

from .pure.search import Found, Hop
from .queries import TieFact


def conflict_facts(conflict: Conflict, *, decision_reason: str = "") -> ConflictFacts:
    """The facts of a conflict about to be decided on."""
    return ConflictFacts(grade=conflict.grade, hops=conflict.hops, decision_reason=decision_reason)


def graver(one: str, other: str | None) -> bool:
    """Whether a grade is graver than another, or than none."""
    return other is None or GRADES.index(one) > GRADES.index(other)


@dataclass(frozen=True)
class Told:
    """A finding as it is kept: `evidence` keys of facts, `through` ids of other applications that the path passes."""

    grade: str
    hops: int
    path: list[dict[str, Any]]
    evidence: list[str]
    through: list[str]


class Teller:
    """Puts findings into what is kept of them, with the names and facts of one search."""

    def __init__(
        self,
        graph: Graph,
        *,
        ties: Mapping[uuid.UUID, TieFact],
        names: Mapping[uuid.UUID, tuple[str, str, uuid.UUID | None]],
        cases: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    ) -> None:
        self._graph, self._ties, self._names, self._cases = graph, ties, names, cases

    def told(self, found: Found, application_id: uuid.UUID) -> Told:
        """One finding on an application."""
        nodes = self._graph.nodes
        through = {case for hop in found.path for case in self._passed(hop)} - {application_id}
        evidence = [str(self._graph.ties.id(tie)) for tie in found.ties]
        evidence += ["name:" + ":".join(sorted((str(nodes[one].id), str(nodes[other].id)))) for one, other in found.names]
        return Told(
            grade=GRADES[found.grade],
            hops=found.hops,
            path=[self._hop(hop) for hop in found.path],
            evidence=sorted(evidence),
            through=sorted(str(one) for one in through),
        )

    def _passed(self, hop: Hop) -> set[uuid.UUID]:
        made: set[uuid.UUID] = set()
        for place in (hop.source, hop.target):
            organisation = self._names[self._graph.nodes[place].id][2]
            if organisation is not None:
                made.update(self._cases.get(organisation, ()))
        if hop.tie is not None and (stated := self._ties[self._graph.ties.id(hop.tie)].application_id):
            made.add(stated)
        return made

    def _hop(self, hop: Hop) -> dict[str, Any]:
        ends = {"from": self._party(hop.source), "to": self._party(hop.target)}
        if hop.tie is None:
            return {**ends, "tie": None, "kind": "name", "back": False}
        tie_id = self._graph.ties.id(hop.tie)
        tie = self._ties[tie_id]
        return {
            **ends,
            "tie": str(tie_id),
            "kind": tie.kind,
            "back": hop.back,
            "role": tie.role,
            "share": tie.share,
            "since": tie.since.isoformat() if tie.since else None,
            "until": tie.until.isoformat() if tie.until else None,
            "source_kind": tie.source_kind,
            "source": tie.source,
            "document": tie.document,
        }

    def _party(self, place: int) -> dict[str, str]:
        party_id = self._graph.nodes[place].id
        name, kind, _ = self._names[party_id]
        return {"id": str(party_id), "name": name, "kind": kind}
