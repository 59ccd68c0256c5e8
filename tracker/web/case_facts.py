"""The filters of the case list that people set: what a case is, whose it is, and its days."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.models import Enterprise, Tag, Unit
from tracker.models.cases import Source, Status
from tracker.reports.batches import tagged
from tracker.reports.narrowing import (
    assisted_by,
    from_day,
    handled_by,
    of_groups,
    of_labelled_firms,
    people_named,
    till_day,
    with_files,
)
from tracker.reports.today import near_due, overdue
from tracker.web.dates import Clock
from tracker.web.fields import ENTERPRISES, UNITS, Box, LookupBox, LookupBoxes, categories
from tracker.web.list_filter import Day, Firm, Line, ListFilter, Parts, Picks, Values, several

NEAR, OVERDUE, PARKED, ESCALATED, DIFFICULT = "near", "overdue", "parked", "escalated", "difficult"
STAGES = [
    (NEAR, _("Near due")),
    (OVERDUE, _("Overdue")),
    (PARKED, _("Parked")),
    (ESCALATED, _("Escalated")),
    (DIFFICULT, _("Difficult")),
]
OWN = [("handled", _("In my hands")), ("registered", _("Registered by me"))]
WITH_FILES = [("yes", _("With files"))]


class CaseFacts(ListFilter):
    """Filters of the case list, as far as they stand on the page."""

    rare: ClassVar[frozenset[str]] = frozenset(
        [
            "owner",
            "assist",
            "group",
            "officer",
            "enterprise",
            "label",
            "tag",
            "own",
            "files",
            "registered_from",
            "registered_to",
            "due_from",
            "due_to",
            "closed_from",
            "closed_to",
        ]
    )

    district = Parts(**several(_("District")))
    status = Values(**several(_("Status")), choices=Status.choices)
    stage = django_filters.ChoiceFilter(
        label=_("Deadline"), choices=STAGES, method="at_stage", empty_label=_("Any"), widget=Box
    )
    lead = Parts(field_name="lead_unit", label=_("Lead unit"), widget=LookupBoxes(UNITS))
    category = Picks(**several(_("Category")), to_field_name="code")
    source = Values(**several(_("Source")), choices=Source.choices)
    assist = Picks(label=_("Assisting unit"), widget=LookupBoxes(UNITS), method="helped_by")
    owner = Parts(field_name="owner_office", label=_("Owner office"), widget=LookupBoxes(UNITS))
    group = Picks(label=_("Working group"), widget=LookupBoxes(UNITS), method="in_groups")
    officer = Line(label=_("Handler"), method="in_hands")
    own = django_filters.ChoiceFilter(
        label=_("My own"), choices=OWN, method="of_mine", empty_label=_("Any"), widget=Box
    )
    enterprise = Firm(label=_("Enterprise"), widget=LookupBox(ENTERPRISES))
    label = Line(label=_("Label of the enterprise"), method="labelled")
    tag = Picks(**several(_("Tags")), method="with_tag")
    files = django_filters.ChoiceFilter(
        label=_("Files"), choices=WITH_FILES, method="filed", empty_label=_("Any"), widget=Box
    )
    registered_from = Day(label=_("Registered from"), method="registered_since")
    registered_to = Day(label=_("Registered to"), method="registered_until")
    due_from = Day(field_name="due_on", lookup_expr="gte", label=_("Due from"))
    due_to = Day(field_name="due_on", lookup_expr="lte", label=_("Due to"))
    closed_from = Day(field_name="closed_on", lookup_expr="gte", label=_("Closed from"))
    closed_to = Day(field_name="closed_on", lookup_expr="lte", label=_("Closed to"))

    def __init__(self, request: HttpRequest, queryset: QuerySet[Any], clock: Clock) -> None:
        super().__init__(request, queryset)
        self.clock = clock
        self.offer("category", categories())
        self.offer("tag", Tag.objects.visible_to(self.user).active())
        self.offer("enterprise", Enterprise.objects.visible_to(self.user))
        for name in ("assist", "owner", "group"):
            self.offer(name, Unit.objects.visible_to(self.user))

    def at_stage(self, qs: Any, _name: str, stage: str) -> Any:
        """Where its clock stands today."""
        today = self.clock.today
        if stage == OVERDUE:
            return overdue(qs, today)
        if stage == NEAR:
            return near_due(qs, today, self.clock.near_until)
        if stage == PARKED:
            return qs.filter(status=Status.PARKED)
        return qs.open().filter(escalated_on__isnull=False) if stage == ESCALATED else qs.open().difficult()

    def helped_by(self, qs: Any, _name: str, units: list[Unit]) -> Any:
        """Those on which a unit assists."""
        return assisted_by(qs, units) if units else qs

    def in_groups(self, qs: Any, _name: str, groups: list[Unit]) -> Any:
        """Those that count for a working group."""
        return of_groups(qs, groups) if groups else qs

    def in_hands(self, qs: Any, _name: str, officer: str) -> Any:
        """Those that somebody of this name handles."""
        return handled_by(qs, people_named(officer))

    def of_mine(self, qs: Any, _name: str, how: str) -> Any:
        """Those that I handle, or that I registered."""
        return handled_by(qs, [self.user.pk]) if how == "handled" else qs.filter(registrar=self.user)

    def labelled(self, qs: Any, _name: str, label: str) -> Any:
        """Those of firms with a label."""
        return of_labelled_firms(qs, label)

    def with_tag(self, qs: Any, _name: str, tags: list[Tag]) -> Any:
        """Those that bear one of the tags."""
        return tagged(qs, tags) if tags else qs

    def filed(self, qs: Any, _name: str, wanted: str) -> Any:
        """Those with a file."""
        return with_files(qs, "case") if wanted else qs

    def registered_since(self, qs: Any, _name: str, day: Any) -> Any:
        """Registered on the day or later."""
        return qs.filter(registered_at__gte=from_day(day))

    def registered_until(self, qs: Any, _name: str, day: Any) -> Any:
        """Registered on the day or earlier."""
        return qs.filter(registered_at__lt=till_day(day))
