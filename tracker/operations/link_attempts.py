"""Counting what comes to the public page from one source: wrong tokens and ratings, twenty of each an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from tracker.models import LinkAttempt
from tracker.rules.errors import TooMany

HOURLY: Final = 20
HOUR: Final = timedelta(hours=1)
KEPT: Final = timedelta(days=1)
ATTEMPT_LOCKS: Final = 7003  # apart from those of case numbers and of signing in


def check_attempts(kind: str, *, source: str, now: datetime) -> None:
    """Raises TooMany when this source has used up its hour."""
    if LinkAttempt.objects.filter(kind=kind, source=source, at__gt=now - HOUR).count() >= HOURLY:
        raise TooMany("too_many")


@transaction.atomic
def count_attempt(kind: str, *, source: str, now: datetime) -> None:
    """One more; those of a source wait for one another, so that none slips through beside the count."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ATTEMPT_LOCKS, f"{kind} {source}"])
    check_attempts(kind, source=source, now=now)
    LinkAttempt.objects.filter(at__lt=now - KEPT).delete()
    LinkAttempt.objects.create(kind=kind, source=source, at=now)
