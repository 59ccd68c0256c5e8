"""The same act sent twice: the second time finds the first one's record."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction

from tracker.models import AssistanceAction, Case, FollowUp, User

Record = TypeVar("Record", AssistanceAction, Case, FollowUp)


def own_key(by: User, key: str | None) -> str | None:
    """A key as stored: whoever sends another person's key does not meet that person's record."""
    return hashlib.sha256(f"{by.pk}-{key}".encode()).hexdigest()[:40] if key else None


def once(key: str | None, model: type[Record], make: Callable[[], Record]) -> Record:
    """Run `make` in a transaction; when another request with the same key was first, return its record."""
    earlier = model._default_manager.filter(idempotency_key=key).first() if key else None
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            return make()
    except IntegrityError:
        earlier = model._default_manager.filter(idempotency_key=key).first() if key else None
        if earlier is None:
            raise
        return earlier
