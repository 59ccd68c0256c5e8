"""The browser, the site it looks at, and windows of every size, language and theme."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.browser.site import running
from tests.browser.windows import View, Windows

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """The address of a site with a copy of the data for this file's tests, which may ask its database too."""
    with django_db_blocker.unblock(), running() as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.path(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def windows(browser: Browser, site: str) -> Iterator[Windows]:
    """Opens windows, and closes all of them at the end."""
    opened = Windows(browser, site)
    yield opened
    opened.close()


@pytest.fixture
def window(windows: Windows) -> Iterator[Callable[..., Page]]:
    """`window("staff", View(390))`: a fresh page, signed in; without a name nobody is."""
    pages: list[Page] = []

    def fresh(username: str | None = "office", view: View = View()) -> Page:  # noqa: B008  # a frozen value
        pages.append(windows.page(username, view))
        return pages[-1]

    yield fresh
    for page in pages:
        page.close()
