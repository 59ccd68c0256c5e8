"""Accounts and roles. Three administrators share this work; none of them can do all of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tracker.models import Membership, Unit, User
from tracker.models.people import RoleName
from tracker.rules.errors import BadInput, NotAllowed

GIVEN_BY_OFFICES = frozenset({RoleName.STAFF, RoleName.CHIEF, RoleName.UNIT_LEAD})


def add_user(*, by: User, username: str, name: str, password: str, email: str = "", title: str = "") -> User:
    """A new account; it can do nothing until somebody gives it a role."""
    _need(by, "person.edit")
    user = User(username=username.strip(), name=name.strip(), email=email, title=title)
    _set_checked_password(user, password)
    user.full_clean(exclude=["password"])
    user.save()
    return user


def set_password(user: User, *, by: User, password: str) -> None:
    """A new password; every session of the account ends."""
    if by.pk != user.pk:
        _need(by, "person.edit")
    _set_checked_password(user, password)
    user.save(update_fields=["password"])


def deactivate(user: User, *, by: User) -> None:
    """The account stays with all it did, but nobody signs in with it."""
    _need(by, "person.edit")
    if user.pk == by.pk:
        raise NotAllowed("not_oneself")
    user.is_active = False
    user.save(update_fields=["is_active"])


def give_role(
    user: User, *, by: User, unit: Unit, role: str, from_on: date, is_main: bool = False
) -> Membership:
    """A role in a unit from a day on; an office gives working roles in its own territory only."""
    if not may_give(by, unit=unit, role=role):
        raise NotAllowed("not_permitted", verb="membership.edit")
    if user.pk == by.pk:
        raise NotAllowed("not_oneself")
    membership, _created = Membership.objects.get_or_create(
        user=user, unit=unit, role=role, from_on=from_on, defaults={"is_main": is_main}
    )
    return membership


def end_role(membership: Membership, *, by: User, now: datetime) -> None:
    """The role ends yesterday; what was done with it stays."""
    if not may_give(by, unit=membership.unit, role=membership.role):
        raise NotAllowed("not_permitted", verb="membership.edit")
    if membership.user_id == by.pk:
        raise NotAllowed("not_oneself")
    membership.to_on = max(membership.from_on, now.date() - timedelta(days=1))
    membership.save(update_fields=["to_on"])


def may_give(by: User, *, unit: Unit, role: str) -> bool:
    """Security administrators give any role, an office those of its officers."""
    if role not in RoleName.values:
        raise BadInput("required", field="role")
    if RoleName.SECURITY_ADMIN in by.scope.roles:
        return True
    return role in GIVEN_BY_OFFICES and by.scope.may("membership.edit", [unit.pk])


def _set_checked_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput("weak_password", why=" ".join(error.messages)) from error
    user.set_password(password)


def _need(by: User, verb: str) -> None:
    if not by.scope.may(verb):
        raise NotAllowed("not_permitted", verb=verb)
