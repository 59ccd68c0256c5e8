"""Keeping the filters of a list under a name: for oneself, or for the people of a unit one works in.

Everybody whose role reads lists keeps views (`view.save`). A view is its owner's: only they rename, share, pin and
delete it. It is shared with a unit the owner holds a reading role in; whoever that unit's reach covers then sees it,
with their own eyes: a view is a question, never an answer.
"""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from tracker.models import Membership, SavedView, Unit, User
from tracker.rules.access import MAY
from tracker.rules.errors import BadInput, Conflict, NotAllowed

MOST: Final = 100
MOST_PINNED: Final = 6
LONGEST_NAME: Final = 50
LONGEST_QUERY: Final = 2000


def save_view(list_name: str, *, by: User, name: str, query: str, is_pinned: bool = False) -> SavedView:
    """Keep a list's filters; the same name with the same filters again is the same view.

    Raises  Conflict `view_name_taken` when the name stands for other filters, `too_many_views`, `too_many_pinned`
    """
    if not by.scope.may("view.save"):
        raise NotAllowed("not_permitted", verb="view.save")
    name = _name(name)
    if len(query) > LONGEST_QUERY:
        raise BadInput("too_long", field="query", limit=LONGEST_QUERY)
    with transaction.atomic():
        _hold(by)
        earlier = SavedView.objects.own(by).filter(list_name=list_name, name=name).first()
        if earlier is not None:
            return _same(earlier, query)
        if SavedView.objects.own(by).count() >= MOST:
            raise Conflict("too_many_views", limit=MOST)
        if is_pinned:
            _check_pinned(by)
        return SavedView.objects.create(
            owner=by, list_name=list_name, name=name, query=query, is_pinned=is_pinned
        )


def change_view(
    view: SavedView, *, by: User, name: str, shared_with: Unit | None, is_pinned: bool
) -> SavedView:
    """Rename, share and pin one's own view.

    shared_with  a unit one works in; None keeps it to oneself
    """
    check_own(view, by)
    name = _name(name)
    if (
        shared_with is not None
        and shared_with.pk != view.shared_with_id
        and shared_with not in units_to_share(by)
    ):
        raise NotAllowed("not_own_unit", unit=str(shared_with))
    try:
        with transaction.atomic():
            _hold(by)
            if is_pinned and not view.is_pinned:
                _check_pinned(by)
            view.name, view.shared_with, view.is_pinned = name, shared_with, is_pinned
            view.save(update_fields=["name", "shared_with", "is_pinned"])
    except IntegrityError as error:
        raise Conflict("view_name_taken", name=name) from error
    return view


def delete_view(view: SavedView, *, by: User) -> None:
    """Forget one's own view; what it showed stays."""
    check_own(view, by)
    SavedView.objects.own(by).filter(pk=view.pk).delete()


def check_own(view: SavedView, by: User) -> None:
    """Raises NotAllowed `not_own_view` for anybody but the owner."""
    if view.owner_id != by.pk:
        raise NotAllowed("not_own_view")


def units_to_share(user: User) -> QuerySet[Unit]:
    """The units in which a person holds a role that keeps views."""
    held = Membership.objects.current(localdate()).filter(user=user, role__in=MAY["view.save"])
    return Unit.objects.filter(pk__in=held.values("unit_id"))


def _same(earlier: SavedView, query: str) -> SavedView:
    if earlier.query != query:
        raise Conflict("view_name_taken", name=earlier.name)
    return earlier


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadInput("required", field="name")
    if len(name) > LONGEST_NAME:
        raise BadInput("too_long", field="name", limit=LONGEST_NAME)
    return name


def _check_pinned(by: User) -> None:
    if SavedView.objects.own(by).pinned().count() >= MOST_PINNED:
        raise Conflict("too_many_pinned", limit=MOST_PINNED)


def _hold(by: User) -> None:
    """One request of a person after another, so that their views are counted right."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
