"""Whether this process can serve: the database answers and has every migration."""

from __future__ import annotations

from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


@login_not_required
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when ready, 503 with the failing part's name otherwise; nothing that helps an intruder."""
    parts = {"database": "ok", "migrations": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            missing = known_migrations() - set(cursor.fetchall())
    except Error:
        parts = {"database": "unreachable", "migrations": "unknown"}
    else:
        if missing:
            parts["migrations"] = "pending"
    is_ready = set(parts.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if is_ready else "unavailable", **parts}, status=200 if is_ready else 503
    )


@lru_cache(maxsize=1)
def known_migrations() -> frozenset[tuple[str, str]]:
    """Every migration of the installed code."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
