"""Awards of other cities' kinds run to the end: the same programme, another file (docs/rulesets.md)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("name", "stages"), [("luan_type", set()), ("shenzhen_type", {"集中答辩 defence", "社会评价 public opinion"})]
)
def test_a_whole_edition_under_another_citys_ruleset(name: str, stages: set[str], tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = subprocess.run(
        [sys.executable, "infra/local/stack.py", "rehearse", "--applicants", "24", "--report", str(report)],
        cwd=ROOT,
        env=os.environ | {"RULESETS": str(ROOT / "backend/tests/rulesets" / f"{name}.json")},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    found = json.loads(report.read_text())
    assert found["broken_invariants"] == []
    assert stages <= {row["stage"] for row in found["stages"]}
    assert len(found["refusals"]) >= 20
