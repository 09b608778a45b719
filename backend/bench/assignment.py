"""The solver of review teams beside two simpler ones, each in a process of its own for each size (peak memory is its own).

Run as a program it solves one size: `python -m bench.assignment solver|floor|greedy|flow APPLICATIONS EXPERTS`, JSON on a line.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from quality_award.features.assignment.pure.pricing import look
from quality_award.features.assignment.pure.rest import rest_of
from quality_award.features.assignment.pure.solve import solve

from . import BACKEND, teams
from .figures import Figure, Options, at_least, below

SHARE = 99.9
# (applications, experts, seconds, MB)
SIZES = ((60, 80, 1, 512), (600, 400, 2, 512), (3_000, 2_000, 10, 512))
LARGE = ((10_000, 6_000, 90, 1_536),)
FLOOR = (600, 400)
PATIENCE = 600
# A size that needs more would take the machine with it.
MOST_MEMORY = 6 << 30


def measured(way: str, applications: int, experts: int) -> dict[str, float]:
    """Solve one size in one way: seconds by the clock and of the processor, MB at the peak, points, rules broken."""
    problem = teams.instance(applications, experts)
    began, work = time.perf_counter(), time.process_time()
    got: dict[str, float] = {}
    if way in ("solver", "floor"):
        solution = solve(problem, time_limit=PATIENCE / 2, floor=way == "floor")
        members = solution.members
        got = {"objective": solution.objective, "bound": solution.bound, "proved": solution.proved}
        if solution.floor:
            got |= {"floor": solution.floor[0], "floor_bound": float(solution.floor[1])}
    else:
        members = {"greedy": teams.greedy, "flow": teams.flow}[way](problem)
    got |= {"seconds": time.perf_counter() - began, "work": time.process_time() - work, "peak": _peak()}
    if way == "solver":
        # The bound of the linear program, from its prices; the solution's own may have been lowered since by branching.
        got["bound"] = look(rest_of(problem), solution.prices, most=1)[0]
    broken = teams.broken(problem, members)
    points, worth = teams.value(problem, members)
    return got | {"points": points, "worth": worth, "broken": sum(broken.values())} | broken


def _peak() -> float:
    """Of this program alone: what getrusage says starts from what the process held that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure(options: Options) -> list[Figure]:
    """Every size beside its goals, then the same instance by greedy and by flow."""
    figures: list[Figure] = []
    for applications, experts, limit, memory in SIZES + (LARGE if options.full else ()):
        name = f"teams {applications:,} × {experts:,}".replace(",", " ")
        got, end = _in_a_process("solver", applications, experts)
        if not got:
            figures.append(Figure(f"{name}: seconds", end, f"≤ {limit} s", False))
            continue
        figures.append(below(f"{name}: seconds", got["seconds"], limit, "s"))
        figures.append(Figure(f"{name}: … of the processor", f"{got['work']:.2f} s"))
        # What is lost against the bound, as a share of the worth of all members: stricter than a share of the objective,
        # which a large constant could embellish.
        share = 100 * (1 - (got["bound"] - got["objective"]) / got["worth"])
        figures.append(at_least(f"{name}: share of the LP bound", share, SHARE, "%", 4))
        figures.append(below(f"{name}: peak memory", got["peak"], memory, "MB", 0))
        figures.append(Figure(f"{name}: rules broken", f"{got['broken']:.0f}", "0", got["broken"] == 0))
        for way in ("greedy", "flow"):
            other, end = _in_a_process(way, applications, experts)
            if not other:
                figures.append(Figure(f"{name}: {way}", end))
                continue
            share = 100 * (1 - (got["bound"] - other["points"]) / got["worth"])
            figures.append(
                Figure(
                    f"{name}: {way}",
                    f"{share:.2f} %, {other['seconds']:.1f} s, {other['peak']:.0f} MB, {other['broken']:.0f} rules broken",
                )
            )
    got, end = _in_a_process("floor", *FLOOR)
    name = "teams {} × {} with a floor".format(*FLOOR)
    if not got:
        return [*figures, Figure(f"{name}: share of the bound", end, f"≥ {SHARE} %", False)]
    share = 100 * (1 - (got["bound"] - got["objective"]) / got["worth"])
    figures.append(at_least(f"{name}: share of the bound", share, SHARE, "%", 3))
    figures.append(
        Figure(f"{name}: least team", f"{got['floor']:.2f} (at most {got['floor_bound']:.2f}), {got['seconds']:.1f} s")
    )
    return figures


def _in_a_process(way: str, applications: int, experts: int) -> tuple[dict[str, float], str]:
    """What came out, or in words why nothing did."""
    command = [sys.executable, "-m", "bench.assignment", way, str(applications), str(experts)]
    try:
        done = subprocess.run(command, cwd=BACKEND, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return {}, f"no answer after {PATIENCE} s"
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        return {}, f"stopped at the limit of {MOST_MEMORY >> 30} GiB"
    if done.returncode:
        raise RuntimeError(f"{way} {applications} × {experts}: {done.stderr.decode()[-2000:]}")
    got: dict[str, float] = json.loads(done.stdout)
    return got, ""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
