"""The filters of the action list that people set."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.models import AssistanceAction, Enterprise, Participant, Unit
from tracker.models.actions import ActionKind, ActionStatus
from tracker.reports.narrowing import of_firms_labelled, with_amount, with_files
from tracker.web.case_facts import WITH_FILES
from tracker.web.counted_filter import CountedFilter
from tracker.web.fields import ENTERPRISES, UNITS, Box, LookupBox, LookupBoxes
from tracker.web.list_filter import Day, Firm, Line, Person, Picks, Values, Yuan, several

OWN = [("logged", _("Logged by me"))]


class ActionFacts(CountedFilter):
    """Filters of the action list, as far as they stand on the page."""

    rare: ClassVar[frozenset[str]] = frozenset(
        ("officer", "enterprise", "label", "own", "files", "state", "yuan_from", "yuan_to")
    )

    kind = Values(**several(_("Kind")), choices=ActionKind.choices)
    reporter = Picks(label=_("Reporter"), widget=LookupBoxes(UNITS))
    district = Picks(**several(_("District")), method="in_districts")
    since = Day(field_name="listed_on", lookup_expr="gte", label=_("From"))
    until = Day(field_name="listed_on", lookup_expr="lte", label=_("To"))
    yuan_from = Yuan(label=_("Amount from (yuan)"), method="of_amount")
    yuan_to = Yuan(label=_("Amount to (yuan)"), method="of_amount")
    officer = Person(field_name="logged_by", label=_("Logged by"))
    own = django_filters.ChoiceFilter(
        label=_("My own"), choices=OWN, method="of_mine", empty_label=_("Any"), widget=Box
    )
    enterprise = Firm(label=_("Enterprise"), widget=LookupBox(ENTERPRISES), method="of_enterprise")
    label = Line(label=_("Label of the enterprise"), method="labelled")
    files = django_filters.ChoiceFilter(
        label=_("Files"), choices=WITH_FILES, method="filed", empty_label=_("Any"), widget=Box
    )
    state = Values(**several(_("Status")), field_name="status", choices=ActionStatus.choices)

    def __init__(self, request: HttpRequest, queryset: Any) -> None:
        super().__init__(request, queryset)
        self.offer("enterprise", Enterprise.objects.visible_to(self.user))
        self.offer("reporter", Unit.objects.visible_to(self.user))

    def in_districts(self, qs: Any, _name: str, districts: list[Unit]) -> Any:
        """Those that name one of the districts."""
        through = AssistanceAction.districts.through.objects
        return qs.filter(Exists(through.filter(assistanceaction_id=OuterRef("pk"), unit__in=districts)))

    def of_amount(self, qs: Any, name: str, _value: Any) -> Any:
        """Those with a figure of so much money; both limits are about one figure, so they are asked together."""
        chosen = self.form.cleaned_data
        least, most = chosen.get("yuan_from"), chosen.get("yuan_to")
        return qs if name == "yuan_to" and least is not None else with_amount(qs, least, most)

    def of_mine(self, qs: Any, _name: str, _how: str) -> Any:
        """Those that I logged."""
        return qs.filter(logged_by=self.user)

    def of_enterprise(self, qs: Any, _name: str, firm: Enterprise) -> Any:
        """Those a firm took part in."""
        return qs.filter(Exists(Participant.objects.filter(action_id=OuterRef("pk"), enterprise=firm)))

    def labelled(self, qs: Any, _name: str, label: str) -> Any:
        """Those in which a firm with a label took part."""
        return of_firms_labelled(qs, label)

    def filed(self, qs: Any, _name: str, _wanted: str) -> Any:
        """Those with a file."""
        return with_files(qs, "action")
