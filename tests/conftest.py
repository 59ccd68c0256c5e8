"""What every test may ask for, and what every run obeys."""

from tests.browser.shots import pytest_addoption
from tests.chromium import pytest_collection_modifyitems, pytest_terminal_summary
from tests.database import django_db_setup

__all__ = ["django_db_setup", "pytest_addoption", "pytest_collection_modifyitems", "pytest_terminal_summary"]
