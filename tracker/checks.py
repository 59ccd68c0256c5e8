"""System checks: a database in which Chinese search silently finds nothing is refused."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections


@register(Tags.database)
def check_locale(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """pg_trgm drops every Chinese character in a database whose character type is plain C."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT 'é中' ~ '^[[:alpha:]]+$', pg_encoding_to_char(encoding) FROM pg_database"
                " WHERE datname = current_database()"
            )
            knows_letters, encoding = cursor.fetchone()
        if not knows_letters or encoding != "UTF8":
            errors.append(
                Error(
                    "The database does not know Chinese letters, so searches would find nothing.",
                    hint="Create it with ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' "
                    "TEMPLATE template0.",
                    id="tracker.E001",
                )
            )
    return errors
