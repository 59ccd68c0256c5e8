"""The lists that can be kept as views and taken out as files: how each is filtered, sorted and shown in columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.models import AssistanceAction, Case, Enterprise, FollowUp, User, Visit
from tracker.web.case_rows import case_rows
from tracker.web.dates import Clock
from tracker.web.filters import ActionFilter, CaseFilter, EnterpriseFilter
from tracker.web.follow_up_filter import FollowUpFilter
from tracker.web.follow_ups import follow_up_rows
from tracker.web.list_filter import ListFilter
from tracker.web.rows import action_rows, enterprise_rows, visit_rows
from tracker.web.visit_filter import VisitFilter

Filters = Callable[[HttpRequest, User, Clock], ListFilter]
MakeRows = Callable[[User, list[int], Clock], list[dict[str, Any]]]
KEPT_BESIDE_FILTERS: Final = ("sort",)


@dataclass(frozen=True)
class ListNoun:
    """A list by the name of its address.

    columns  what the page shows of a row, by its key there, with the head of the column
    """

    label: Promise
    verb: str
    filters: Filters
    rows: MakeRows
    columns: tuple[tuple[str, Promise], ...]
    has_ledger: bool = False


def _cases(request: HttpRequest, user: User, clock: Clock) -> ListFilter:
    return CaseFilter(request, Case.objects.visible_to(user), clock)


def _actions(request: HttpRequest, user: User, _clock: Clock) -> ListFilter:
    return ActionFilter(request, AssistanceAction.objects.visible_to(user))


def _enterprises(request: HttpRequest, user: User, _clock: Clock) -> ListFilter:
    return EnterpriseFilter(request, Enterprise.objects.visible_to(user).live())


def _follow_ups(request: HttpRequest, user: User, _clock: Clock) -> ListFilter:
    return FollowUpFilter(request, FollowUp.objects.visible_to(user))


def _visits(request: HttpRequest, user: User, _clock: Clock) -> ListFilter:
    return VisitFilter(request, Visit.objects.visible_to(user))


TABLE: Final[Mapping[str, ListNoun]] = {
    "cases": ListNoun(
        _("Cases"),
        "case.view",
        _cases,
        case_rows,
        (
            ("number", _("Number")),
            ("title", _("Case")),
            ("enterprise", _("Enterprise")),
            ("tags", _("Tags")),
            ("district", _("District")),
            ("lead", _("Lead unit")),
            ("label", _("Status")),
            ("due_text", _("Due")),
            ("last_text", _("Last follow-up")),
        ),
        has_ledger=True,
    ),
    "actions": ListNoun(
        _("Assistance actions"),
        "action.view",
        _actions,
        action_rows,
        (
            ("day_text", _("Day")),
            ("title", _("Action")),
            ("under", _("Took part")),
            ("kind", _("Kind")),
            ("reporter", _("Reporter")),
            ("district", _("District")),
            ("figures", _("Figures")),
        ),
    ),
    "enterprises": ListNoun(
        _("Enterprises"),
        "enterprise.view",
        _enterprises,
        enterprise_rows,
        (
            ("name", _("Enterprise")),
            ("code", _("Credit code")),
            ("district", _("District")),
            ("industry", _("Industry")),
            ("labels", _("Labels")),
            ("open_cases", _("Open cases")),
            ("actions", _("Actions")),
            ("visited_text", _("Last visit")),
        ),
    ),
    "visits": ListNoun(
        _("Visits"),
        "enterprise.view",
        _visits,
        visit_rows,
        (
            ("day_text", _("Day")),
            ("firm", _("Enterprise")),
            ("district", _("District")),
            ("unit", _("Unit")),
            ("officer", _("Officer")),
            ("people", _("People")),
            ("finding", _("Finding")),
        ),
    ),
    "follow_ups": ListNoun(
        _("Follow-ups"),
        "case.view",
        _follow_ups,
        follow_up_rows,
        (
            ("at_text", _("At")),
            ("number", _("Number")),
            ("title", _("Case")),
            ("act", _("Act")),
            ("note", _("Note")),
            ("label", _("Moved to")),
            ("officer", _("Done by")),
            ("unit", _("Unit")),
            ("audience", _("For whom")),
        ),
    ),
}


def filters_of(name: str, query: str, user: User, clock: Clock) -> ListFilter:
    """The filters that an address of the list says, for a person who may be another than the one that looked at it."""
    request = HttpRequest()
    request.method, request.user = "GET", user
    request.GET = QueryDict(query)
    return TABLE[name].filters(request, user, clock)


def kept_query(filters: ListFilter) -> str:
    """What of an address narrows or sorts its list: without the place in it, empty values and words nobody reads."""
    kept = QueryDict(mutable=True)
    for name in (*filters.filters, *KEPT_BESIDE_FILTERS):
        values = [value for value in filters.data.getlist(name) if value and "\x00" not in value]
        if values:
            kept.setlist(name, values)
    return kept.urlencode()
