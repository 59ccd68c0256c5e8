"""The same act sent twice: the second time finds the first one's record."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction

from tracker.models import AssistanceAction, BulkAct, Case, FollowUp, User, Visit
from tracker.rules.errors import DomainError

Record = TypeVar("Record", AssistanceAction, BulkAct, Case, FollowUp, Visit)


def own_key(by: User, key: str | None) -> str | None:
    """A key as stored: whoever sends another person's key does not meet that person's record."""
    return hashlib.sha256(f"{by.pk}-{key}".encode()).hexdigest()[:40] if key else None


def once(key: str | None, model: type[Record], make: Callable[[], Record]) -> Record:
    """Run `make` in a transaction; when another request with the same key was first, return its record.

    The twin may finish while this one waits for the row that both want: what is then refused has been done.
    """
    earlier = _earlier(key, model)
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            return make()
    except (IntegrityError, DomainError):
        earlier = _earlier(key, model)
        if earlier is None:
            raise
        return earlier


def _earlier(key: str | None, model: type[Record]) -> Record | None:
    return model._default_manager.filter(idempotency_key=key).first() if key else None
