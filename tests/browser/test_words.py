"""Each language is complete: no word of the site in the other one, on any page."""

import re
from itertools import groupby

import pytest

from tests.browser.looks import own_words
from tests.browser.pages import PAGES
from tests.browser.windows import View

pytestmark = pytest.mark.browser

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
ENGLISH = re.compile(r"[A-Za-z]{3,}")
SAME_IN_BOTH = {"docx", "txt", "pdf", "PDF", "Office", "Excel", "Ctrl", "Enter"}
UNITS_OF_NUMBERS = {"万元", "家"}  # named as examples; they are typed as they stand


@pytest.mark.parametrize(
    ("language", "other", "allowed"),
    [
        pytest.param("zh-hans", ENGLISH, SAME_IN_BOTH, id="Chinese"),
        pytest.param("en", CHINESE, UNITS_OF_NUMBERS, id="English", marks=pytest.mark.slow),
    ],
)
def test_words(language: str, other: re.Pattern[str], allowed: set[str], window) -> None:
    """Buttons, navigation, labels, heads and hints; what people typed may be in any language."""
    wrong = {}
    for username, shown_pages in groupby(PAGES, key=lambda shown: shown.username):
        page = window(username, View(language=language))
        for shown in shown_pages:
            page.goto(shown.address)
            if shown.act:
                shown.act(page)
            left = [word for word in own_words(page) if set(other.findall(word)) - allowed]
            if left:
                wrong[shown.name] = left
    assert not wrong, "\n".join(f"{name}: {words}" for name, words in wrong.items())
