"""Parts of pages that are written once."""

from __future__ import annotations

from django.template import Context, Template
from django.utils.translation import override

PAGE = "{% load i18n steady %}{% steady %}{% translate 'Search' %}{{ name }}{% endsteady %} {{ name }}"


def test_a_steady_part_is_written_once_a_language_and_knows_nobody():
    page = Template(PAGE)
    told = []
    for language in ("zh-hans", "en", "zh-hans"):
        with override(language):
            told.append(page.render(Context({"name": "王"})))
    assert told == ["查询 王", "Search 王", "查询 王"]


def test_it_is_not_written_again():
    steady, fresh = (
        Template(text)
        for text in (
            "{% load steady %}{% steady %}{% lorem 40 w random %}{% endsteady %}",
            "{% lorem 40 w random %}",
        )
    )
    assert len({steady.render(Context()) for _time in range(3)}) == 1
    assert len({fresh.render(Context()) for _time in range(3)}) == 3
