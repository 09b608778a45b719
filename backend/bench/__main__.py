"""Measure, and print the figures beside the goals. A goal missed is no error: the exit code is 0 unless something broke."""

import argparse
import json
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from unicodedata import east_asian_width

from . import assignment, conflicts, door, evidence, reads, services, trail
from .figures import Figure, Options

SERVED: dict[str, Callable[[Options, services.Services], list[Figure]]] = {
    "reads": reads.measure,
    "evidence": evidence.measure,
    "door": door.measure,
    "trail": trail.measure,
}
PARTS = ("assignment", "conflicts", *SERVED)
HEAD = ("what", "measured", "goal", "reached")


def main() -> int:
    """Run the parts, print the table."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be given again")
    parser.add_argument("--full", action="store_true", help="the large sizes too: many minutes, some GB")
    parser.add_argument("--rows", type=int, help="applications in the database (20 000; with --full 1 000 000)")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there as well")
    given = parser.parse_args()
    options = Options(full=given.full, rows=given.rows or (1_000_000 if given.full else 20_000))
    if options.rows < 1_000:
        parser.error("--rows: at least 1000")
    parts = given.only or PARTS
    began = time.monotonic()
    figures: list[Figure] = []
    failed: list[str] = []

    def run(name: str, measure: Callable[[], list[Figure]]) -> None:
        print(f"… {name}", file=sys.stderr, flush=True)
        try:
            figures.extend(measure())
        except Exception:  # the other parts' figures are wanted all the same
            traceback.print_exc()
            failed.append(name)

    if "assignment" in parts:
        run("assignment", lambda: assignment.measure(options))
    if "conflicts" in parts:
        run("conflicts", lambda: conflicts.measure(options))
    wanted = [name for name in SERVED if name in parts]
    if wanted:
        print(f"… services, {options.rows} applications", file=sys.stderr, flush=True)
        with services.running(options.rows) as stack:
            for name in wanted:
                run(name, lambda name=name: SERVED[name](options, stack))  # type: ignore[misc]
    _show(figures)
    missed = [figure.what for figure in figures if figure.reached is False]
    goals = sum(figure.reached is not None for figure in figures)
    print(f"\n{goals - len(missed)} of {goals} goals reached, {time.monotonic() - began:.0f} s.")
    if wanted:
        print(f"{options.rows} applications; no fsync in the database; client, servers and database share this machine's cores.")
    for what in missed:
        print(f"not reached: {what}")
    for name in failed:
        print(f"broke: {name}")
    if given.json:
        report = {"rows": options.rows, "full": options.full, "failed": failed, "figures": [asdict(one) for one in figures]}
        given.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    return 1 if failed else 0


def _show(figures: list[Figure]) -> None:
    lines = [HEAD, *((one.what, one.measured, one.goal, _word(one.reached)) for one in figures)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(HEAD))]
    for line in lines:
        print("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip())


def _word(reached: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[reached]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


if __name__ == "__main__":
    sys.exit(main())
