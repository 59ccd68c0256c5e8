"""The cast, for faults that need people; and at the end, which guards the tests notice the loss of."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from tests.people import cast, plain_static, reference, sign_in

pytest.register_assert_rewrite("tests.faults.comparing")  # what differs is shown

__all__ = ["cast", "plain_static", "reference", "sign_in"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A table of the guards that were switched off; with `OUT=file` as JSON too."""
    rows = [
        {"test": guard[0], "guard": guard[1], "noticed": report.passed}
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, guard in getattr(report, "user_properties", [])
        if name == "guard" and report.when == "call"
    ]
    if not rows:
        return
    terminalreporter.write_sep("=", "guards switched off")
    tried, noticed = (
        Counter(row["test"] for row in some) for some in (rows, [r for r in rows if r["noticed"]])
    )
    for test in sorted(tried, key=lambda number: int(number[1:])):
        terminalreporter.write_line(f"{test:>4}  {noticed[test]} of {tried[test]} noticed")
    terminalreporter.write_line(f" all  {noticed.total()} of {tried.total()} noticed")
    if "OUT" in os.environ:
        Path(os.environ["OUT"]).write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
