"""Proposals: computed, kept with their certificate, explained, applied (Art. 11, 32)."""

import asyncio
import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import structlog

from quality_award.access.actor import SYSTEM, Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.jobs.queue import enqueue, job_key
from quality_award.platform.errors import Conflict, NotFound, RuleRefusal
from quality_award.platform.ids import new_id
from quality_award.regulation.finding import Finding
from quality_award.regulation.stages import sheet_of
from quality_award.tables.editions import Edition
from quality_award.tables.proposals import Proposal

from ..facts import Board
from ..pure.alternatives import alternatives
from ..pure.certificate import Against, Found, Premise, pack_found, pack_premise, unpack_found, unpack_premise
from ..pure.outcomes import outcomes, what_if
from ..pure.problem import Clash, Code, Solution, WhatIf
from ..pure.remedies import diagnose
from ..pure.solve import solve
from ..queries import proposals as proposal_queries
from ..queries import teams as team_queries
from .premise import Options, findings, premise_of
from .teams import Place, leave, read_board, seat_all, step_back

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

log = structlog.get_logger(__name__)

COMPUTE = "assignment.compute"
# Pairs up to which the answer comes within about two seconds; more is a job of the worker.
AT_ONCE = 60_000
Seats = dict[tuple[str, str], bool]


async def propose(
    session: "AsyncSession", *, actor: Actor, edition: Edition, options: Options, count: int, now: dt.datetime
) -> uuid.UUID:
    """Compute the best teams and so many alternatives; assigns nothing. Returns the run's id.

    A large problem is left to the worker: its first proposal is there at once, unfinished. Raises RuleRefusal when it is not the
    stage for teams or a pair to keep breaks a rule, Conflict when there is nobody to assign.
    """
    require(actor, "assignment.write")
    board = await read_board(session, actor, edition, now)
    asked = {*(options.only or ()), *(application for application, _ in options.locked)}
    if asked - board.cases.keys() or {expert for _, expert in options.locked} - board.candidates.keys():
        raise NotFound
    premise = premise_of(board, options)
    if not premise.applications or not premise.experts:
        raise Conflict("proposal.nothing", article="11")
    if len(premise.cases) == len(premise.applications):
        raise RuleRefusal(findings=findings(premise.cases[0]))
    _require_allowed(premise, board, options.locked)
    packed = await asyncio.to_thread(pack_premise, premise)
    row = _row(
        edition,
        actor=actor,
        run_id=new_id(),
        rank=0,
        options={
            **asdict(options),
            "only": [str(one) for one in options.only] if options.only is not None else None,
            "locked": [[str(one), str(other)] for one, other in options.locked],
            "alternatives": count,
            "applications": list(premise.applications),
            "experts": len(premise.experts),
        },
        before=[[*pair, leader] for pair, leader in sorted(_seats(board, premise).items())],
        packed=packed,
        now=now,
    )
    session.add(row)
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="edition",
        entity_id=edition.id,
        edition_id=edition.id,
        action="propose_teams",
        article="11",
        detail={"run": str(row.run_id), "input_sha256": row.input_sha256, "keep": options.keep},
    )
    if len(premise.applications) * len(premise.experts) > AT_ONCE:
        await enqueue(session, COMPUTE, {"run_id": str(row.run_id)}, key=job_key(COMPUTE, row.run_id))
    else:
        await _fill(session, row, premise, now=now)
    return row.run_id


def _require_allowed(premise: Premise, board: Board, pairs: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> None:
    against: list[Finding] = []
    for application_id, expert_id in pairs:
        case = board.cases[application_id]
        if any(seat.expert.id == expert_id for seat in board.teams[application_id]):
            continue
        if str(application_id) in premise.applications:
            found = premise.against(premise.applications.index(str(application_id)), premise.experts.index(str(expert_id)))
            against += [replace(one, params={**one.params, "case": case.application.case_number}) for one in findings(found)]
    if against:
        raise RuleRefusal(findings=against)


def _row(
    edition: Edition,
    *,
    actor: Actor,
    run_id: uuid.UUID,
    rank: int,
    options: dict[str, Any],
    before: list[Any],
    packed: bytes,
    now: dt.datetime,
) -> Proposal:
    assert actor.user_id is not None
    return Proposal(
        id=new_id(),
        edition_id=edition.id,
        run_id=run_id,
        rank=rank,
        stage=sheet_of(edition.state),
        options=options,
        made_by=actor.user_id,
        input_sha256=hashlib.sha256(packed).hexdigest(),
        before=before,
        members=[],
        figures={},
        clashes=[],
        premise=packed,
        created_at=now,
    )


async def compute(session: "AsyncSession", *, run_id: uuid.UUID, now: dt.datetime) -> None:
    """What the worker does with a large problem. A run that is computed already is left as it is."""
    row = await proposal_queries.waiting(session, run_id)
    if row is not None:
        await _fill(session, row, await asyncio.to_thread(unpack_premise, row.premise), now=now)


async def _fill(session: "AsyncSession", row: Proposal, premise: Premise, *, now: dt.datetime) -> None:
    """Solve, and write the answer and its alternatives."""
    try:
        answers, clashes = await asyncio.to_thread(
            _solved, premise, row.options["alternatives"], floor=bool(row.options["floor"])
        )
    except TimeoutError:
        row.finished_at, row.failure = now, "proposal.failed"
        await session.flush()
        return
    kept = {(application, expert): leader for application, expert, leader in row.before}
    for rank, (found, packed) in enumerate(answers):
        target = row
        if rank:
            target = Proposal(
                id=new_id(),
                run_id=row.run_id,
                rank=rank,
                created_at=row.created_at,
                **{
                    name: getattr(row, name)
                    for name in (
                        "edition_id", "stage", "options", "made_by", "input_sha256", "before", "premise"
                    )
                },
            )  # fmt: skip
            session.add(target)
        solution = found.solution
        target.members = _members(premise, solution, kept)
        target.figures = _figures(premise, solution)
        target.clashes = [_said(premise, clash) for clash in clashes]
        target.objective, target.bound, target.gap = float(solution.objective), float(solution.bound), float(solution.gap)
        target.proved, target.seconds = bool(solution.proved), solution.seconds
        target.certificate = packed
        target.finished_at = now
        await session.flush()
        await append(
            session,
            actor=SYSTEM,
            now=now,
            entity="proposal",
            entity_id=target.id,
            edition_id=row.edition_id,
            action="compute",
            article="11",
            detail={
                "input_sha256": row.input_sha256,
                "certificate_sha256": hashlib.sha256(packed).hexdigest(),
                "rank": rank,
                "objective": target.objective,
                "bound": target.bound,
                "proved": target.proved,
            },
        )


def _solved(premise: Premise, count: int, *, floor: bool) -> tuple[list[tuple[Found, bytes]], list[Clash]]:
    """The best answer first, then its alternatives, each with its certificate; and what clashes."""
    problem = premise.problem
    best = solve(problem, floor=floor)
    answers = [best, *(alternatives(problem, best, count) if count else [])]
    found = [Found(one, *outcomes(problem, one)) for one in answers]
    short = best.open_seats.any() or best.without_leader.any() or best.without_industry.any() or best.below_least.any()
    return [(one, pack_found(one)) for one in found], diagnose(problem, best) if short else []


def _members(premise: Premise, solution: Solution, before: Seats) -> list[Any]:
    """[application, expert, leader, fit]. A leader who stays on the team goes on leading it."""
    rows = {application: row for row, application in enumerate(premise.applications)}
    columns = {expert: column for column, expert in enumerate(premise.experts)}
    pairs = [(row, column) for row, column in solution.members.tolist()]
    led = dict(enumerate(solution.leader.tolist()))
    for (application, expert), leader in before.items():
        pair = rows[application], columns[expert]
        if leader and premise.problem.leads[pair[1]] and pair in set(pairs):
            led[pair[0]] = pair[1]
    return [
        [premise.applications[row], premise.experts[column], led[row] == column, int(premise.fits[row, column])]
        for row, column in pairs
    ]


def _figures(premise: Premise, solution: Solution) -> dict[str, Any]:
    problem = premise.problem
    on = np.zeros(problem.size, np.bool_)
    on[solution.members[:, 0], solution.members[:, 1]] = True
    covered = (on.astype(np.int32) @ problem.covers.astype(np.int32) > 0).sum(axis=1)
    worth = (problem.worth * on).sum(axis=1)
    return {
        "applications": {
            application: {
                "open_seats": int(solution.open_seats[row]),
                "without_leader": bool(solution.without_leader[row]),
                "without_industry": bool(solution.without_industry[row]),
                "covered": int(covered[row]),
                "worth": round(float(worth[row]), 3),
            }
            for row, application in enumerate(premise.applications)
        },
        "below_least": {
            premise.experts[column]: int(lacking) for column, lacking in enumerate(solution.below_least.tolist()) if lacking
        },
        "categories": int(problem.covers.shape[1]),
    }


def _said(premise: Premise, clash: Clash) -> dict[str, Any]:
    return {
        "rule": clash.rule.name.lower(),
        "applications": [premise.applications[row] for row in clash.applications],
        "experts": [premise.experts[column] for column in clash.experts],
        "needed": clash.needed,
        "available": clash.available,
        "frees": [
            {
                "kind": remedy.kind.name.lower(),
                "amount": remedy.amount,
                "freed": remedy.seats_freed,
                "experts": [premise.experts[column] for column in remedy.experts],
                "applications": [premise.applications[row] for row in remedy.applications],
            }
            for remedy in clash.frees
        ],
    }


def _seats(board: Board, premise: Premise) -> Seats:
    """{(application, expert): leader} as it is now, of the applications of a problem."""
    return {
        (str(case_id), str(seat.expert.id)): seat.member.leader
        for case_id in map(uuid.UUID, premise.applications)
        for seat in board.teams[case_id]
    }


# --- applying ------------------------------------------------------------------------------------------------------------


async def apply(session: "AsyncSession", *, actor: Actor, proposal_id: uuid.UUID, now: dt.datetime) -> Proposal:
    """Make the teams what a proposal says: every release and every seat in this transaction, or nothing.

    Each seat passes the same rules as by hand. Applied again, nothing changes. Raises RuleRefusal naming what changed since the
    proposal was computed or what a rule forbids now, Conflict when it can't be applied at all.
    """
    require(actor, "assignment.write")
    row = await proposal_queries.locked(session, actor, proposal_id)
    if row is None:
        raise NotFound
    if row.applied_at is not None:
        return row
    if row.finished_at is None or row.failure:
        raise Conflict("proposal.not_made", article="11")
    if await proposal_queries.other_applied(session, row):
        raise Conflict("proposal.other_applied", article="11")
    edition = await team_queries.edition(session, actor, row.edition_id)
    if edition is None:
        raise NotFound
    applications = [uuid.UUID(one) for one in row.options["applications"]]
    if await proposal_queries.recused_among(session, actor, applications):
        raise Conflict("proposal.recused", article="32")
    if sheet_of(edition.state) != row.stage:
        raise RuleRefusal(findings=[_changed("stage", "", "")])
    wanted = {(application, expert): leader for application, expert, leader, _ in row.members}
    await team_queries.lock_applications(session, applications)
    await team_queries.lock_experts(session, edition.id, [uuid.UUID(expert) for _, expert in wanted])
    board = await read_board(session, actor, edition, now)
    _require_unchanged(board, row, wanted)
    await _rearrange(session, board, actor=actor, wanted=wanted, scope=set(applications), now=now)
    row.applied_at, row.applied_by = now, actor.user_id
    await session.flush()
    await append(
        session,
        actor=actor,
        now=now,
        entity="proposal",
        entity_id=row.id,
        edition_id=edition.id,
        action="apply",
        article="11",
        detail={"input_sha256": row.input_sha256, "seats": len(wanted), "rank": row.rank},
    )
    return row


def _changed(change: str, case: str, expert: str) -> Finding:
    return Finding("proposal.changed", "11", {"change": change, "case": case, "expert": expert})


def _require_unchanged(board: Board, row: Proposal, wanted: Seats) -> None:
    """Raise when the seats are not those that the proposal started from, naming each that differs."""
    before = {(application, expert): leader for application, expert, leader in row.before}
    now = {
        (application, str(seat.expert.id)): seat
        for application in row.options["applications"]
        for seat in board.teams.get(uuid.UUID(application), ())
    }
    numbers = {str(case.id): case.application.case_number for case in board.cases.values()}
    names = {str(one.expert.id): one.expert.name for one in board.candidates.values()}
    names |= {expert: seat.expert.name for (_, expert), seat in now.items()}
    found = [_changed("gone", "", "") for one in row.options["applications"] if one not in numbers][:1]
    for application, expert in sorted(before.keys() | now.keys()):
        pair, seat = (application, expert), now.get((application, expert))
        change = (
            "left" if seat is None
            else "joined" if pair not in before
            else "leader" if seat.member.leader is not before[pair]
            else "locked" if seat.member.locked and pair not in wanted
            else ""
        )  # fmt: skip
        if change:
            found.append(_changed(change, numbers.get(application, ""), names.get(expert, "")))
    if found:
        raise RuleRefusal(findings=found)


async def _rearrange(
    session: "AsyncSession", board: Board, *, actor: Actor, wanted: Seats, scope: set[uuid.UUID], now: dt.datetime
) -> None:
    """From the seats of a board to the wanted ones."""
    places: list[Place] = []
    for case_id in sorted(scope):
        for seat in list(board.teams[case_id]):
            leads = wanted.get((str(case_id), str(seat.expert.id)))
            if leads is None:
                await leave(session, board, actor=actor, seat=seat, reason="proposal", now=now)
            elif seat.member.leader and not leads:
                await step_back(session, actor=actor, seat=seat.member, now=now)
            elif leads and not seat.member.leader:
                places.append(Place(case_id, seat.expert.id, leader=True))
    for (application, expert), leader in sorted(wanted.items()):
        case_id, expert_id = uuid.UUID(application), uuid.UUID(expert)
        if all(seat.expert.id != expert_id for seat in board.teams[case_id]):
            places.append(Place(case_id, expert_id, leader))
    await seat_all(session, board, actor=actor, places=places, now=now)


# --- explaining ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Certificate:
    """A proposal with its problem and its outcome; the applications that the reader may see, by their rows, and the conflicts."""

    proposal: Proposal
    premise: Premise
    found: Found
    visible: dict[int, uuid.UUID]
    conflicts: set[uuid.UUID]

    def against(self, row: int, column: int) -> Against:
        """What forbids a pair; a path that the reader may not see stays untold."""
        return [
            (code, {**params, "path_zh": "", "path_en": ""} if self._hidden(params) else params)
            for code, params in self.premise.against(row, column)
        ]

    def outcome(self, row: int, column: int) -> str:
        """The outcome of a pair in one word. What is forbidden is a conflict by Art. 32, else another rule forbids it."""
        code = Code(int(self.found.codes[row, column]))
        if code is Code.CONFLICT and all(one.article != "32" for one in findings(self.premise.against(row, column))):
            return "rule"
        return code.name.lower()

    def cost(self, row: int, column: int) -> float | None:
        """What choosing the pair costs at least, in points; None where only an exception could give it."""
        cost = float(self.found.cost[row, column])
        return round(cost, 2) if np.isfinite(cost) else None

    def _hidden(self, params: dict[str, Any]) -> bool:
        conflict = params.get("conflict_id")
        return conflict is not None and uuid.UUID(conflict) not in self.conflicts


async def certificate(session: "AsyncSession", *, actor: Actor, proposal_id: uuid.UUID) -> Certificate:
    """A proposal's certificate. Raises NotFound; Conflict while it is not computed."""
    require(actor, "assignment.read")
    row = await proposal_queries.whole(session, actor, proposal_id)
    if row is None:
        raise NotFound
    if row.certificate is None:
        raise Conflict("proposal.not_made", article="11")
    premise, found = await asyncio.to_thread(_unpacked, row.premise, row.certificate)
    seen = await proposal_queries.visible_ids(session, actor, row.edition_id)
    visible = {number: one for number, text in enumerate(premise.applications) if (one := uuid.UUID(text)) in seen}
    return Certificate(row, premise, found, visible, await team_queries.visible_conflicts(session, actor, row.edition_id))


async def applied_certificates(session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID) -> list[Certificate]:
    """The certificates of the proposals that were applied, in that order."""
    rows = await proposal_queries.applied(session, edition_id)
    return [await certificate(session, actor=actor, proposal_id=row.id) for row in rows]


def _unpacked(premise: bytes, found: bytes) -> tuple[Premise, Found]:
    return unpack_premise(premise), unpack_found(found)


async def why(held: Certificate, row: int, column: int) -> WhatIf:
    """The best teams with this pair in them: what it costs exactly, and who would have to move."""
    return await asyncio.to_thread(what_if, held.premise.problem, held.found.solution, row, column)


@dataclass(frozen=True)
class Costs:
    """What the last proposal of a stage says each pair costs at least."""

    rows: dict[str, int]
    columns: dict[str, int]
    cost: Any

    def of(self, application_id: uuid.UUID, expert_id: uuid.UUID) -> float | None:
        """Points, or None for a pair that the proposal doesn't know or forbids."""
        row, column = self.rows.get(str(application_id)), self.columns.get(str(expert_id))
        if row is None or column is None or not np.isfinite(self.cost[row, column]):
            return None
        return round(float(self.cost[row, column]), 2)


async def costs(session: "AsyncSession", *, actor: Actor, edition: Edition) -> Costs:
    """What there is to know of costs without solving again."""
    last = await proposal_queries.latest(session, actor, edition.id, sheet_of(edition.state))
    if last is None or last.certificate is None:
        return Costs({}, {}, np.zeros((0, 0)))
    premise, found = await asyncio.to_thread(_unpacked, last.premise, last.certificate)
    return Costs(
        {application: row for row, application in enumerate(premise.applications)},
        {expert: column for column, expert in enumerate(premise.experts)},
        found.cost,
    )
