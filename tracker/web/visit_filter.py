"""The filters of the list of visits."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.models import Enterprise, Unit
from tracker.models.visits import VisitFinding
from tracker.reports.narrowing import with_files
from tracker.reports.search import search_visits
from tracker.web import orders
from tracker.web.case_facts import WITH_FILES
from tracker.web.counted_filter import CountedFilter
from tracker.web.fields import ENTERPRISES, UNITS, Box, LookupBox, LookupBoxes
from tracker.web.list_filter import Day, Firm, Person, Picks, Values, several
from tracker.web.work_rows import visits_behind

OWN = [("made", _("Made by me"))]


class VisitFilter(CountedFilter):
    """Filters of the list of visits."""

    list_name = "visits"
    orders = orders.VISITS

    rare: ClassVar[frozenset[str]] = frozenset(("officer", "enterprise", "files", "own"))

    district = Picks(**several(_("District")), field_name="enterprise__district")
    finding = Values(**several(_("Finding")), choices=VisitFinding.choices)
    reporter = Picks(field_name="unit", label=_("Unit"), widget=LookupBoxes(UNITS))
    since = Day(field_name="visited_on", lookup_expr="gte", label=_("From"))
    until = Day(field_name="visited_on", lookup_expr="lte", label=_("To"))
    officer = Person(field_name="by", label=_("Officer"))
    own = django_filters.ChoiceFilter(
        label=_("My own"), choices=OWN, method="of_mine", empty_label=_("Any"), widget=Box
    )
    enterprise = Firm(label=_("Enterprise"), widget=LookupBox(ENTERPRISES))
    files = django_filters.ChoiceFilter(
        label=_("Files"), choices=WITH_FILES, method="filed", empty_label=_("Any"), widget=Box
    )

    def __init__(self, request: HttpRequest, queryset: Any) -> None:
        super().__init__(request, queryset)
        self.offer("enterprise", Enterprise.objects.visible_to(self.user))
        self.offer("reporter", Unit.objects.visible_to(self.user))

    def search(self, qs: Any, _name: str, words: str) -> Any:
        """Words in the note, the people, the names of the firm."""
        return search_visits(qs, words)

    def counted(self, qs: Any, _name: str, code: str) -> Any:
        """Visits of a period."""
        return visits_behind(qs, self.asked) if code == "visits" else qs.none()

    def of_mine(self, qs: Any, _name: str, _how: str) -> Any:
        """Those I made."""
        return qs.filter(by=self.user)

    def filed(self, qs: Any, _name: str, _wanted: str) -> Any:
        """Those with a file."""
        return with_files(qs, "visit")
