#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

# These change the schema or load in bulk and need the owner of the tables. Everything else runs as
# `tracker_app`, as the site does, so that a command cannot do what the site may not.
OWNER_COMMANDS = {"migrate", "pgtrigger", "createcachetable", "flush", "make_city"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    if sys.argv[1:2] and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("TRACKER_DB_ROLE", "owner")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "The packages are not installed for this Python: run `make setup`, then use .venv/bin/python."
        )
    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if not _is_without_server(error):
            raise
        sys.exit("There is no database to be reached. Start it with `make run`, and keep that running.")


def _is_without_server(error: Exception) -> bool:
    """Whether this is the embedded run's database that nobody started."""
    from django.conf import settings
    from django.db import OperationalError

    return isinstance(error, OperationalError) and settings.EMBEDDED and "connection" in str(error)


if __name__ == "__main__":
    main()
