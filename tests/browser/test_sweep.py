"""Every page in every state, at a desk and on a phone, in both languages and both themes."""

from itertools import product

import pytest

from tests.browser.looks import NARROWEST, barriers, sideways, words_of_other_language
from tests.browser.pages import PAGES, Shown
from tests.browser.shots import shoot
from tests.browser.windows import HEIGHTS, View, faults_of

pytestmark = pytest.mark.browser

VIEWS = [View(*one) for one in product(HEIGHTS, ("zh-hans", "en"), ("light", "dark"))]
DESK, PHONE = View(1280), View(390)


FIRST = {shown.url: shown.name for shown in reversed(PAGES)}


def is_quick(shown: Shown, view: View) -> bool:
    """Each address once at a desk, the main states on a phone too; every state in every view in the full run."""
    return (view == DESK and FIRST[shown.url] == shown.name) or (view == PHONE and shown.main)


LOOKS = [
    pytest.param(
        shown, view, id=f"{shown.name}-{view}", marks=() if is_quick(shown, view) else pytest.mark.slow
    )
    for view in VIEWS
    for shown in PAGES
]


@pytest.mark.parametrize(("shown", "view"), LOOKS)
def test_page(shown: Shown, view: View, window, pytestconfig: pytest.Config) -> None:
    """No barrier, no fault in the console, nothing refused by the content policy, no sideways scrolling, one language."""
    page = window(shown.username, view)
    answers = []
    page.on(
        "response",
        lambda answer: (
            answers.append(answer) if answer.request.resource_type in ("document", "xhr") else None
        ),
    )
    page.goto(shown.address)
    if shown.act:
        shown.act(page)
    shoot(page, f"{shown.name}-{view}", pytestconfig.getoption("--shots"))

    wrong = [] if answers[-1].status == shown.status else [f"status {answers[-1].status}"]
    wrong += faults_of(page, expected_status=shown.status) + barriers(page) + sideways(page)
    wrong += words_of_other_language(page, view.language)
    if view.width < NARROWEST * 2:
        page.set_viewport_size({"width": NARROWEST, "height": HEIGHTS[view.width]})
        wrong += sideways(page)
    assert not wrong, "\n".join(wrong)
