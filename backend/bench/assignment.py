"""The solver of review teams, called as the service calls it, each size in a process of its own (peak memory is its own).

Run as a program it solves one size: `python -m bench.assignment APPLICATIONS EXPERTS`, JSON by the line.
"""

import asyncio
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from quality_award.features.assignment.facts import fit
from quality_award.features.assignment.pure import proposal
from quality_award.features.assignment.pure.employers import Employer, groups, same
from quality_award.features.assignment.pure.proposal import Need, Proposal, Reviewer, propose
from quality_award.features.assignment.schemas import TEAM_SIZE
from quality_award.regulation.reference import divisions
from quality_award.tables.parties import Expert, Organisation

from . import BACKEND
from .figures import Figure, Options, at_least, below

SEED = 17
SHARE = 99.9
# (applications, experts, seconds, MB, patience in the default run)
SIZES = ((60, 80, 1, 512, 30), (600, 400, 2, 512, 40))
LARGE = ((3_000, 2_000, 10, 512, 0), (10_000, 6_000, 90, 1_536, 0))
FULL_PATIENCE = 420
# A size that needs more would take the machine with it.
MOST_MEMORY = 6 << 30
OUT_OF_MEMORY = 75

Fits = dict[tuple[str, str], float]


def instance(applications: int, experts: int) -> tuple[list[Need], list[Reviewer], Fits, int]:
    """Needs, reviewers, the allowed pairs, and the cap on loads. The same sizes give the same instance.

    Three in ten experts may lead; employers have one to a few experts; an expert's own employer may apply, one pair in
    fifty is kept apart by a post or a recusal.
    """
    rng = random.Random(SEED)
    codes = [division.code for division in divisions()]
    trades = rng.sample(codes, min(30, len(codes)))
    applicants = [
        Organisation(name=f"组织{i}有限公司", uscc=f"A{i:017d}", division=rng.choice(trades)) for i in range(applications)
    ]
    works = [
        Employer(applicants[i].name, applicants[i].uscc) if i % 10 == 0 and i < applications else Employer(f"单位{i}")
        for i in range(math.ceil(experts / 2))
    ]
    people = [Expert(divisions=rng.sample(trades, rng.randint(1, 3))) for _ in range(experts)]
    employer = {f"r{i:06d}": rng.choice(works) for i in range(experts)}
    keys = groups(employer)
    reviewers = [Reviewer(who, keys[who], rng.random() < 0.3) for who in employer]
    needs = [Need(f"n{i:06d}", TEAM_SIZE, leader=True) for i in range(applications)]
    known: dict[tuple[str, int], int] = {}
    fits: Fits = {}
    for need, applicant in zip(needs, applicants, strict=True):
        own = Employer(applicant.name, applicant.uscc)
        for number, (reviewer, person) in enumerate(zip(reviewers, people, strict=True)):
            if rng.random() < 0.02 or same(employer[reviewer.id], own):
                continue
            key = (applicant.division, number)
            if key not in known:
                known[key] = fit(person, applicant)
            fits[need.id, reviewer.id] = known[key]
    return needs, reviewers, fits, math.ceil(applications * TEAM_SIZE / experts) + 2


def broken(
    made: Proposal, needs: Sequence[Need], reviewers: Sequence[Reviewer], fits: Mapping[tuple[str, str], float], cap: int
) -> Iterator[str]:
    """Every rule that the proposal breaks, counted apart from the solver's own rows."""
    by_id = {reviewer.id: reviewer for reviewer in reviewers}
    teams: dict[str, list[proposal.Seated]] = {need.id: [] for need in needs}
    for seated in made.members:
        teams[seated.need].append(seated)
        if (seated.need, seated.reviewer) not in fits:
            yield "a pair that is kept apart"
    for need in needs:
        team = teams[need.id]
        if len(team) + made.open_seats.get(need.id, 0) != need.seats:
            yield "a seat neither filled nor named as open"
        if len({seated.reviewer for seated in team}) < len(team):
            yield "an expert twice on a team"
        if len({by_id[seated.reviewer].employer for seated in team}) < len(team):
            yield "two from one employer"
        leaders = [by_id[seated.reviewer] for seated in team if seated.leader]
        if len(leaders) + (need.id in made.without_leader) != 1:
            yield "not one leader"
        if not all(leader.qualified for leader in leaders):
            yield "a leader who may not lead"
    yield from ("above the cap" for load in Counter(one.reviewer for one in made.members).values() if load > cap)


class _Relaxed(proposal._Program):
    """The solver's own program without the demand for whole numbers: its best value is the linear program's bound."""

    def column(self, cost: float, upper: float = 1.0, *, whole: bool = True) -> int:
        """A column that may take parts."""
        return super().column(cost, upper, whole=False)


def solve(applications: int, experts: int) -> Iterator[dict[str, object]]:
    """Solve one size; then, untimed, the linear program to compare with."""
    needs, reviewers, fits, cap = instance(applications, experts)
    began = time.perf_counter()
    try:
        made = asyncio.run(_as_the_service_does(needs, reviewers, fits, cap))
    except TimeoutError:
        yield {"gave_up": time.perf_counter() - began, "peak": _peak()}
        return
    yield {
        "seconds": time.perf_counter() - began,
        "peak": _peak(),
        "open": sum(made.open_seats.values()),
        "leaderless": len(made.without_leader),
        "broken": len(list(broken(made, needs, reviewers, fits, cap))),
    }
    proposal._Program = _Relaxed  # type: ignore[misc]
    bound = propose(needs, reviewers, fits, max_load=cap, time_limit=FULL_PATIENCE).objective
    worth = sum(fits[seated.need, seated.reviewer] for seated in made.members)
    # What is lost against the bound, as a share of the fit of all members: stricter than a share of the objective, which a
    # large constant could embellish.
    yield {"share": 100 * (1 - (made.objective - bound) / max(1.0, worth))}


async def _as_the_service_does(needs: list[Need], reviewers: list[Reviewer], fits: Fits, cap: int) -> Proposal:
    return await asyncio.to_thread(propose, needs, reviewers, fits, max_load=cap)


def _peak() -> float:
    """Of this program alone: what getrusage says starts from what the process held that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure(options: Options) -> list[Figure]:
    """Every size beside its goals."""
    figures: list[Figure] = []
    for applications, experts, limit, memory, patience in SIZES + (LARGE if options.full else ()):
        name = f"assignment {applications:,} × {experts:,}".replace(",", " ")
        got, end = _solved(applications, experts, FULL_PATIENCE if options.full else patience)
        if "seconds" in got:
            figures.append(below(f"{name}: seconds", got["seconds"], limit, "s"))
        else:
            figures.append(Figure(f"{name}: seconds", end, f"≤ {limit} s", False))
        if "share" in got:
            figures.append(at_least(f"{name}: share of the LP bound", got["share"], SHARE, "%", 3))
        else:
            figures.append(Figure(f"{name}: share of the LP bound", "unknown", f"≥ {SHARE} %", False))
        figures.append(below(f"{name}: peak memory", got["peak"], memory, "MB", 0))
        if "broken" in got:
            figures.append(Figure(f"{name}: rules broken", f"{got['broken']:.0f}", "0", got["broken"] == 0))
            figures.append(Figure(f"{name}: open seats / without leader", f"{got['open']:.0f} / {got['leaderless']:.0f}"))
    return figures


def _solved(applications: int, experts: int, patience: int) -> tuple[dict[str, float], str]:
    """What came out in time, and in words how it ended."""
    command = [sys.executable, "-m", "bench.assignment", str(applications), str(experts)]
    end = ""
    try:
        done = subprocess.run(command, cwd=BACKEND, capture_output=True, timeout=patience, check=False)
        output = done.stdout
        if done.returncode == OUT_OF_MEMORY or done.returncode < 0:
            end = f"stopped at the limit of {MOST_MEMORY >> 30} GiB"
        elif done.returncode:
            raise RuntimeError(f"{applications} × {experts}: {done.stderr.decode()[-2000:]}")
    except subprocess.TimeoutExpired as late:
        output, end = late.stdout or b"", f"no answer after {patience} s"
    got: dict[str, float] = {}
    for line in output.splitlines():
        got |= json.loads(line)
    if "gave_up" in got:
        end = f"gave up after {got['gave_up']:.1f} s"
    # The sizes rise, so the largest child so far is this one.
    got.setdefault("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    return got, end


def _main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        for part in solve(int(sys.argv[1]), int(sys.argv[2])):
            print(json.dumps(part), flush=True)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(_main())
