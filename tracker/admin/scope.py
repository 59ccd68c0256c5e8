"""What a person sees of each noun, in one place for lists, forms, filters and lookups of the admin."""

from collections.abc import Callable
from typing import Any, Final, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from tracker.models import (
    CalendarDay,
    Campaign,
    Category,
    Commitment,
    DeadlinePreset,
    EnterpriseLabel,
    EnterpriseName,
    Figure,
    Participant,
    PolicyDocument,
    Site,
    User,
)
from tracker.models.places import UnitKind

Rows = QuerySet[Any]

REFERENCE: Final[frozenset[type[Model]]] = frozenset(
    {CalendarDay, Campaign, Category, DeadlinePreset, PolicyDocument}
)
PARTS: Final[dict[type[Model], str]] = {
    Commitment: "action",
    EnterpriseLabel: "enterprise",
    EnterpriseName: "enterprise",
    Figure: "action",
    Participant: "action",
    Site: "enterprise",
}
KINDS: Final[dict[str, Callable[[Any], Any]]] = {
    "district": lambda units: units.districts(),
    "districts": lambda units: units.districts(),
    "office": lambda units: units.of_kind(UnitKind.OFFICE),
    "owner_office": lambda units: units.of_kind(UnitKind.OFFICE),
    "group": lambda units: units.of_kind(UnitKind.GROUP),
}


def viewer(request: HttpRequest) -> User:
    """The person at the screen; the site lets nobody else in."""
    return cast(User, request.user)


def visible(model: type[Model], user: User) -> Rows:
    """The rows of a noun within a person's scope; a noun nobody thought of raises instead of showing itself."""
    manager: Any = model._default_manager
    if hasattr(manager, "visible_to"):
        return cast(Rows, manager.visible_to(user))
    if model in PARTS:
        whole: Any = model._meta.get_field(PARTS[model])
        return cast(Rows, manager.filter(**{f"{whole.name}__in": visible(whole.related_model, user)}))
    if model not in REFERENCE:
        raise LookupError(f"{model.__name__} says nothing about who sees it")
    return cast(Rows, manager.all() if user.scope.may("reference.view") else manager.none())


def choices(field: Any, user: User) -> Rows:
    """What a person may choose for a relation: what they see, of the kind that the field is about."""
    rows = visible(field.related_model, user)
    narrow = KINDS.get(field.name)
    return cast(Rows, narrow(rows)) if narrow else rows
