"""Which test is about which article, and which rules it called: written down where `TRACE_DIR` says so (`make trace`)."""

import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from quality_award.regulation.registry import Rule

_calling: set[str] | None = None
_plain = Rule.__call__


def _noted(rule: Rule, facts: Any) -> Any:
    if _calling is not None:
        _calling.add(rule.code)
    return _plain(rule, facts)


class Tracer:
    """Keeps {test: outcome, articles, rules} and writes it at the end, one file for each process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tests: dict[str, dict[str, Any]] = {}
        Rule.__call__ = _noted  # type: ignore[method-assign]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """While a test runs, every rule that is called counts as its own."""
        global _calling
        _calling = set()
        answer = yield
        entry = self._tests.setdefault(_name(item), {"outcome": "passed", "articles": [], "rules": []})
        marked = {article for mark in item.iter_markers("article") for article in mark.args}
        entry["articles"] = sorted({*entry["articles"], *marked})
        entry["rules"] = sorted({*entry["rules"], *_calling})
        _calling = None
        return answer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test fails when any of its cases or parts does."""
        name = report.nodeid.partition("[")[0]
        if report.failed:
            self._tests.setdefault(name, {"articles": [], "rules": []})["outcome"] = "failed"

    def pytest_sessionfinish(self) -> None:
        """One file for each process that ran tests."""
        if self._tests:
            worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
            self._folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps(self._tests, ensure_ascii=False, indent=1, sort_keys=True)
            (self._folder / f"{worker}-{os.getpid()}.json").write_text(text)


def _name(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def register(config: pytest.Config) -> None:
    """Trace this run if it is asked for. The controller of several processes runs no test itself."""
    folder = os.environ.get("TRACE_DIR")
    if folder:
        config.pluginmanager.register(Tracer(Path(folder)))
