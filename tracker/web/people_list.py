"""The people of an office's territory: where they work, and how much each has open; a search box over them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.models import CaseUnit, Membership, Pairing, Unit, User
from tracker.models.keys import Keys
from tracker.models.people import RoleName
from tracker.rules.access import READERS
from tracker.rules.status import OPEN
from tracker.web.dates import Clock
from tracker.web.fields import UNITS, Box, LookupBox
from tracker.web.list_filter import ListFilter, Pick
from tracker.web.lists import in_order, page_of, show_list
from tracker.web.lookups import LONGEST, MOST
from tracker.web.paging import Order
from tracker.web.pairings import officers
from tracker.web.people import person
from tracker.web.permit import need
from tracker.web.rows import unit_columns, unit_name
from tracker.web.typed import queried

BY_NAME = Order(key="name", descending=False)
READING = "readers"
ROLES: dict[str, str | Promise] = dict(RoleName.choices)


class PeopleFilter(ListFilter):
    """Filters of the people list."""

    unit = Pick(label=_("Unit"), method="in_unit", widget=LookupBox(UNITS))
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=RoleName.choices, method="with_role", empty_label=_("All"), widget=Box
    )

    def __init__(self, request: HttpRequest, queryset: QuerySet[Any], clock: Clock) -> None:
        super().__init__(request, queryset)
        self.clock = clock
        self.offer("unit", Unit.objects.visible_to(self.user))

    def search(self, qs: Any, _name: str, words: str) -> Any:
        """Names and user names."""
        return qs.filter(Q(name__has_text=words.strip()) | Q(username__has_text=words.strip()))

    def in_unit(self, qs: Any, _name: str, unit: Unit | None) -> Any:
        """Members of a unit or of those below it."""
        return (
            self._held(qs, unit__in=Unit.objects.visible_to(self.user).within(Keys([unit.pk])))
            if unit
            else qs
        )

    def with_role(self, qs: Any, _name: str, role: str) -> Any:
        """Those who hold a role today."""
        return self._held(qs, role=role)

    def _held(self, qs: Any, **facts: Any) -> Any:
        held = Membership.objects.visible_to(self.user).current(self.clock.today).filter(**facts)
        return qs.filter(id__in=held.values("user_id"))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list, by name; those who left too, since their work may still lie there."""
    user, clock = need(request, "pairing.edit"), Clock.of_request()
    filters = PeopleFilter(request, User.objects.visible_to(user), clock)
    page = page_of(request, filters, BY_NAME, lambda ids: people_rows(user, ids, clock))
    return show_list(request, "people", filters, {"page": page})


def people_rows(user: User, ids: list[int], clock: Clock) -> list[dict[str, Any]]:
    """Four queries; pairings and cases only as far as the person sees them."""
    found = User.objects.visible_to(user).filter(id__in=ids)
    units, roles = _memberships(user, ids, clock)
    pairings = Pairing.objects.visible_to(user).current(clock.today).filter(officer_id__in=ids)
    firms = dict(pairings.order_by().values_list("officer_id").annotate(Count("id")))
    parts = CaseUnit.objects.visible_to(user).filter(
        handler_id__in=ids, is_current=True, case__status__in=OPEN
    )
    cases = dict(parts.order_by().values_list("handler_id").annotate(Count("case_id", distinct=True)))
    rows = {
        key: {
            "url": reverse("hand_over", args=[public_id]),
            "name": name or username,
            "username": username,
            "is_active": is_active,
            "is_bouncing": bool(email) and email == bouncing,
            "units": "、".join(dict.fromkeys(units[key])),
            "roles": [str(ROLES[role]) for role in dict.fromkeys(roles[key])],
            "firms": firms.get(key, 0),
            "cases": cases.get(key, 0),
        }
        for key, public_id, name, username, is_active, email, bouncing in found.values_list(
            "id", "public_id", "name", "username", "is_active", "email", "bouncing"
        )
    }
    return in_order(ids, rows)


def readers(user: User) -> Any:
    """People of the office's territory who read cases, and so get a digest."""
    held = Membership.objects.visible_to(user).current(timezone.localdate()).filter(role__in=READERS)
    return User.objects.visible_to(user).active().filter(id__in=held.values("user_id"))


def _memberships(
    user: User, ids: list[int], clock: Clock
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    held = Membership.objects.visible_to(user).current(clock.today).filter(user_id__in=ids)
    units: dict[int, list[str]] = defaultdict(list)
    roles: dict[int, list[str]] = defaultdict(list)
    for row in held.order_by("-is_main", "id").values_list("user_id", "role", *unit_columns("unit")):
        roles[row[0]].append(row[1])
        units[row[0]].append(unit_name(*row[2:5]))
    return units, roles


@require_GET
def lookup(request: HttpRequest) -> JsonResponse:
    """Officers an office may pair, or with `who=readers` everybody who gets a digest; others find nobody."""
    user, words = person(request), queried(request, "q").strip()[:LONGEST]
    among = readers if queried(request, "who") == READING else officers
    found = among(user) if words and user.scope.may("pairing.edit") else User.objects.none()
    named = found.filter(Q(name__has_text=words) | Q(username__has_text=words)).order_by("name", "id")
    rows = named.values_list("id", "public_id", "name", "username")[:MOST]
    units, _roles = _memberships(user, [row[0] for row in rows], Clock.of_request())
    return JsonResponse(
        {
            "results": [
                {"value": public_id, "text": name or username, "hint": "、".join(dict.fromkeys(units[key]))}
                for key, public_id, name, username in rows
            ]
        }
    )
