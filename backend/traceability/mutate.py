"""Each rule switched off in turn: the pure tests that call it must go red."""

import contextlib
import io
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quality_award.regulation.registry import RULES

PURE = "tests/regulation/"


def _run(code: str, tests: list[str]) -> int:
    """In a process of its own, forked with everything imported: the exit code of the tests without the rule."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        os.environ.pop("TRACE_DIR", None)
        RULES[code] = replace(RULES[code], check=lambda _: [])
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        result = int(pytest.main(["-x", "-q", "--no-header", "--tb=no", "-p", "no:xdist", *tests]))
    except BaseException:
        result = 99
    os._exit(result)


def survivors(trace: Mapping[str, Mapping[str, Any]], codes: Iterable[str]) -> list[str]:
    """The rules whose absence no pure test notices."""
    calling: dict[str, list[str]] = {code: [] for code in codes}
    for test, entry in trace.items():
        if test.startswith(PURE) and entry.get("outcome") == "passed":
            for code in entry["rules"]:
                if code in calling:
                    calling[code].append(test)
    # What the children need is imported once, here.
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(["--collect-only", "-q", "-p", "no:xdist", PURE])
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        outcomes = list(pool.map(lambda code: _run(code, calling[code]) if calling[code] else 0, calling))
    # 1: tests failed. Anything else is no proof.
    return [code for code, outcome in zip(calling, outcomes, strict=True) if outcome != int(pytest.ExitCode.TESTS_FAILED)]


def here() -> Path:
    """The backend's folder, in which tests are named."""
    return Path(__file__).resolve().parents[1]
