"""Trace the tests, switch each rule off in turn, write the table; 1 when a row lacks something or a rule is not missed.

    python -m traceability [--recorded FOLDER]

`--recorded` takes what a whole run of the tests has written down; without it the pure tests are run now.
"""

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from quality_award.regulation.registry import RULES
from quality_award.regulation.trace import rows
from quality_award.tables.constraints import CONSTRAINTS

from .mutate import here, survivors
from .report import document, proofs

ROOT = here().parent
BUILD = ROOT / "build"


def _pure(folder: Path) -> None:
    """Run the pure tests, noting what they call."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "tests/regulation"]
    done = subprocess.run(command, cwd=here(), env=os.environ | {"TRACE_DIR": str(folder)}, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def _read(folder: Path) -> dict[str, dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.json")):
        for test, entry in json.loads(file.read_text(encoding="utf-8")).items():
            known = merged.setdefault(test, {"outcome": "passed", "articles": [], "rules": []})
            known["articles"] = sorted({*known["articles"], *entry["articles"]})
            known["rules"] = sorted({*known["rules"], *entry["rules"]})
            if entry.get("outcome") == "failed":
                known["outcome"] = "failed"
    return merged


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="traceability", description=__doc__)
    parser.add_argument("--recorded", type=Path)
    given = parser.parse_args()
    os.chdir(here())
    if given.recorded and any(given.recorded.glob("*.json")):
        trace = _read(given.recorded)
    else:
        with tempfile.TemporaryDirectory() as made:
            _pure(Path(made))
            trace = _read(Path(made))
    whole = any(test.startswith("tests/features/") for test in trace)
    lacking = []
    for name, row in rows().items():
        constraints = [one for one, (_, article) in CONSTRAINTS.items() if article == name]
        if not row.clause.text:
            lacking.append(f"{name}: no text")
        if not row.enforced and not constraints:
            lacking.append(f"{name}: nothing honours it")
        if not proofs(row, trace if whole else None):
            lacking.append(f"{name}: no test")
    unmissed = survivors(trace, RULES)
    failed = [test for test, entry in trace.items() if entry["outcome"] != "passed"]
    BUILD.mkdir(exist_ok=True)
    (ROOT / "docs" / "traceability.md").write_text(document(), encoding="utf-8")
    made_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    report = {
        "at": made_at, "whole": whole, "tests": trace, "rules": {code: code not in unmissed for code in RULES},
        "lacking": lacking,
    }  # fmt: skip
    (BUILD / "trace.json").write_text(json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    articles = {row.clause.article for row in rows().values()}
    short = {int(one.partition("(")[0].partition(":")[0]) for one in lacking}
    print(f"条款 · articles: {len(articles - short)}/{len(articles)}")
    print(f"规则逐一停用 · rules switched off, noticed: {len(RULES) - len(unmissed)}/{len(RULES)}")
    print(*(f"  缺 · lacking {one}" for one in lacking), *(f"  未被察觉 · not noticed {code}" for code in unmissed), sep="\n")
    print(*(f"  失败 · failed {test}" for test in failed), sep="\n")
    return 1 if lacking or unmissed or failed else 0


if __name__ == "__main__":
    sys.exit(main())
