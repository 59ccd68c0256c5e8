"""Who is counted when a sign-in fails: the account and the place, neither of them as the sender would like."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest

SIGN_IN_LOCKS = 7002  # apart from those of case numbers


class Guard(AxesDatabaseHandler):  # type: ignore[misc]  # no stubs are published
    """Axes, which would forgive every failure of a place as soon as anybody there signs in rightly."""

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """A right password forgives the wrong ones of its own account only."""
        name = (credentials or {}).get("username")
        return int(self.reset_attempts(username=name)) if name else 0


@contextmanager
def one_at_a_time(username: str) -> Iterator[None]:
    """Attempts on an account one after another: each is counted before the next is weighed."""
    name = unicodedata.normalize("NFKC", username).replace("\x00", "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SIGN_IN_LOCKS, name])
        yield


def source_of(request: HttpRequest) -> str | None:
    """The address a request came from, as the nearest proxy that is ours saw it; what the sender adds counts nothing."""
    direct = request.META.get("REMOTE_ADDR") or None
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    count = settings.PROXY_COUNT
    if not count or len(told) < count:
        return direct
    try:
        return str(ip_address(told[-count].strip()))
    except ValueError:
        return direct
