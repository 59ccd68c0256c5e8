"""Migrations: one line, named, complete, and the way back works."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

FOLDER = Path(__file__).resolve().parents[2] / "tracker" / "migrations"
NAMES = sorted(path.stem for path in FOLDER.glob("0*.py"))


def test_migrations_are_one_line_with_names():
    assert [int(name[:4]) for name in NAMES] == list(range(1, len(NAMES) + 1))
    assert [name for name in NAMES if not re.fullmatch(r"\d{4}_[a-z_]+", name) or "auto" in name] == []


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "tracker", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_migration_has_a_way_back():
    loader = MigrationLoader(connection)
    for name in NAMES:
        migration = loader.get_migration("tracker", name)
        assert [op for op in migration.operations if not op.reversible] == [], name
