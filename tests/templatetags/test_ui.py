"""The template words: escape-safe, and cut where spans meet."""

import hashlib
import re
from pathlib import Path

import pytest
from django import forms
from pytest_django import Settings

from tracker.templatetags.ui import Span, control, control_kind, icon, span_text, status_badge


class Sample(forms.Form):
    title = forms.CharField(help_text="One sentence")
    district = forms.ChoiceField(choices=[("1", "金水区")], required=False)
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    counts = forms.BooleanField(required=False)
    photo = forms.FileField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


def test_badge_escapes_its_words() -> None:
    assert status_badge("handling", "<办理中>") == '<span class="state state-handling">&lt;办理中&gt;</span>'


def test_icon_is_decorative_unless_labelled(settings: Settings) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    assert (
        icon("home") == '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#home"></use></svg>'
    )
    assert icon("home", label="首页") == (
        '<svg class="icon" role="img" aria-label="首页"><use href="/static/icons.svg#home"></use></svg>'
    )


def test_text_without_spans_is_escaped() -> None:
    assert span_text("<b>近日", []) == "&lt;b&gt;近日"


def test_span_becomes_a_mark_with_its_reference() -> None:
    spans = [Span(2, 4, "count", "count-0")]
    assert span_text("约有30家", spans) == '约有<mark class="span span-count" data-ref="count-0">30</mark>家'


def test_span_without_a_field_has_no_reference() -> None:
    assert (
        span_text("j9家", [{"start": 0, "end": 2, "field": "noise"}])
        == '<mark class="span span-noise">j9</mark>家'
    )


def test_overlap_is_cut_and_carries_both_references() -> None:
    spans = [Span(0, 4, "promise", "promise-0"), Span(1, 2, "enterprise", "enterprise-0")]
    assert span_text("甲乙丙丁", spans) == (
        '<mark class="span span-promise" data-ref="promise-0">甲</mark>'
        '<mark class="span span-enterprise" data-ref="promise-0 enterprise-0">乙</mark>'
        '<mark class="span span-promise" data-ref="promise-0">丙丁</mark>'
    )


def test_offset_moves_spans_into_the_text_and_drops_those_outside() -> None:
    spans = [Span(99, 101, "date", "date-0"), Span(200, 210, "date", "date-1")]
    assert span_text("近日甲", spans, 100) == '<mark class="span span-date" data-ref="date-0">近</mark>日甲'


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("title", "plain"),
        ("district", "plain"),
        ("kind", "choices"),
        ("counts", "check"),
        ("photo", "file"),
        ("version", "hidden"),
    ],
)
def test_each_widget_has_its_layout(name: str, kind: str) -> None:
    assert control_kind(Sample()[name]) == kind


def test_control_gets_the_class_and_keeps_the_description() -> None:
    assert control(Sample()["title"], data_search="") == (
        '<input type="text" name="title" data-search="" class="form-control" required'
        ' aria-describedby="id_title_helptext" id="id_title">'
    )
    assert 'class="form-select"' in control(Sample()["district"])
    assert 'class="form-check-input"' in control(Sample()["counts"])
    assert "class=" not in control(Sample()["kind"])


def test_every_icon_that_templates_name_is_in_the_sprite() -> None:
    root = Path(__file__).parents[2]
    known = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (root / "static/icons.svg").read_text()))
    named = {
        name
        for page in (root / "templates").rglob("*.html")
        for name in re.findall(r'\{% icon "([a-z0-9-]+)"|icon_name="([a-z0-9-]+)"', page.read_text())
        for name in name
        if name
    }
    assert named - known == set()


def test_vendored_files_are_the_ones_in_the_manifest() -> None:
    vendor = Path(__file__).parents[2] / "static/vendor"
    rows = [
        line.split(" | ")
        for line in (vendor / "MANIFEST").read_text().splitlines()
        if not line.startswith("#")
    ]
    assert {row[0]: row[-1] for row in rows} == {
        row[0]: hashlib.sha256((vendor / row[0]).read_bytes()).hexdigest() for row in rows
    }
    assert {row[0] for row in rows} >= {
        path.name for path in vendor.iterdir() if path.suffix in {".js", ".css"}
    }


def test_vendored_files_name_no_source_maps() -> None:
    static = Path(__file__).parents[2] / "static"
    assert [p.name for p in static.rglob("*.*s") if "sourceMappingURL" in p.read_text()] == []
