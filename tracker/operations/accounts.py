"""Correcting an account: what it is called and whether it may sign in, never what it may do."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from tracker.models import User
from tracker.operations.holding import held
from tracker.rules.errors import BadInput, NotAllowed

EDITABLE = ("username", "name", "title", "email", "phone", "language", "is_active")


def edit_user(user: User, *, by: User, changes: dict[str, Any]) -> User:
    """Correct facts of an account; nobody locks themselves out."""
    if not by.scope.may("person.edit"):
        raise NotAllowed("not_permitted", verb="person.edit")
    with transaction.atomic():
        current = held(user, by)
        for name, value in changes.items():
            if name not in EDITABLE:
                raise BadInput("not_editable", field=name)
            if name == "is_active" and not value and user.pk == by.pk:
                raise NotAllowed("not_oneself")
            setattr(current, name, value)
        _check(current)
        current.save(update_fields=[*changes] or None)
    return current


def people_named(ids: Collection[int | None]) -> QuerySet[User]:
    """These accounts, for showing their names: who did what is read by everybody who sees the record."""
    known: QuerySet[User] = User.objects.filter(pk__in=[key for key in ids if key]).only(
        "id", "name", "username"
    )
    return known


def _check(user: User) -> None:
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        raise BadInput("not_editable", field=next(iter(error.message_dict))) from error
