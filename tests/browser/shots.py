"""`--shots DIR` saves a picture of every page the sweep looks at."""

from pathlib import Path

import pytest
from playwright.sync_api import Page


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option."""
    parser.addoption("--shots", metavar="DIR", type=Path, help="save a picture of every page of the sweep")


def shoot(page: Page, name: str, directory: Path | None) -> None:
    """The whole page as DIR/name.png, when pictures are wanted."""
    if directory:
        directory.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=directory / f"{name}.png", full_page=True)
