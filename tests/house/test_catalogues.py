"""English complete by being the source, Chinese complete by this test."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "tracker" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACE = re.compile(r"%\(\w+\)s|%s")


@pytest.fixture(scope="module")
def entries():
    return [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
def test_every_word_of_the_site_is_in_the_catalogue(entries, tmp_path):
    """What the sources say in English, collected as a translator would; nothing of it is missing in Chinese."""
    unneeded = shutil.ignore_patterns("__pycache__", "locale")
    for folder in ("tracker", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=unneeded)
    (tmp_path / "locale").mkdir()
    admin = Path(sys.executable).with_name("django-admin")
    command = [admin, "makemessages", "--locale=zh_Hans", "--no-location", "--no-wrap", "--verbosity=0"]
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=tmp_path, env=plain, check=True, capture_output=True)
    said = polib.pofile(str(tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid for entry in entries}
    assert [entry.msgid for entry in said if entry.msgid not in known] == []
    assert len(said) > 500


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
