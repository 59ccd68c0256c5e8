"""Finds a Chromium for the browser tests; without one they are skipped, and the summary says so loudly."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def path() -> str | None:
    """The executable: `CHROMIUM` where it is set, else the first of the usual names."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is marked `browser` where there is nothing to drive."""
    if path() is None:
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="no Chromium"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """No silent gap: a run without a browser has not looked at a single page."""
    if path() is None and terminalreporter.stats.get("skipped"):
        terminalreporter.write_sep("!", "NO CHROMIUM FOUND: the browser tests were skipped", red=True)
        terminalreporter.write_line("Install one (Debian: apt install chromium) or name it in CHROMIUM=.")
