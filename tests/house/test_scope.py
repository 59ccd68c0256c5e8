"""In doors, rows of a scoped noun are reached through `visible_to` alone."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
DOORS = [
    *sorted((ROOT / "tracker" / "web").rglob("*.py")),
    *sorted((ROOT / "tracker" / "admin").rglob("*.py")),
]
SCOPED = {
    model.__name__
    for model in apps.get_app_config("tracker").get_models()
    if hasattr(model._default_manager, "visible_to")
}
# A chain may also end at once in something that gives no rows away.
HARMLESS = {"visible_to", "none", "model"}


def unscoped(source: str) -> list[str]:
    """`Model.objects.…` of a scoped noun whose next word is not `visible_to`."""
    tree = ast.parse(source)
    followed = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return [
        f"line {node.lineno}: {node.value.id}.objects.{followed.get(id(node), '')}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("objects", "_default_manager")
        and isinstance(node.value, ast.Name)
        and node.value.id in SCOPED
        and followed.get(id(node)) not in HARMLESS
    ]


@pytest.mark.parametrize("path", DOORS, ids=lambda path: str(path.relative_to(ROOT)))
def test_doors_reach_scoped_nouns_through_visible_to(path):
    assert unscoped(path.read_text(encoding="utf-8")) == []


def test_the_check_sees_a_forgotten_scope():
    assert unscoped("rows = Case.objects.filter(pk=1)") == ["line 1: Case.objects.filter"]
    assert unscoped("rows = Case.objects.visible_to(user).filter(pk=1)") == []


def test_most_nouns_are_scoped():
    assert {"Case", "AssistanceAction", "Bulletin", "Draft", "Enterprise", "Contact", "User"} <= SCOPED


WEB = sorted((ROOT / "tracker" / "web").glob("*.py"))
RAW = re.compile(r"request\.(?:GET|POST)(?:\.get\(|\[)")


@pytest.mark.parametrize("path", WEB, ids=lambda path: path.name)
def test_words_that_no_form_reads_are_taken_without_nul(path):
    assert RAW.findall(path.read_text(encoding="utf-8")) == []


def test_the_check_sees_words_taken_raw():
    assert RAW.search('note = request.POST.get("note", "")')
    assert RAW.search('note = request.GET["note"]')
