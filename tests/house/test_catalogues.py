"""English complete by being the source, Chinese complete by this test."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "tracker" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACE = re.compile(r"%\(\w+\)s|%s")


@pytest.fixture(scope="module")
def entries():
    return [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]


def words(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_everything_is_translated(entries):
    assert [entry.msgid for entry in entries if entry.fuzzy or not all(words(entry))] == []


def test_places_to_fill_in_survive_translation(entries):
    wrong = [
        entry.msgid
        for entry in entries
        for text in words(entry)
        if set(PLACE.findall(text)) != set(PLACE.findall(entry.msgid_plural or entry.msgid))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_up_to_date(entries):
    compiled = {entry.msgid: words(entry) for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled == {entry.msgid: words(entry) for entry in entries}
