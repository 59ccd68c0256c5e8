"""The limits of our pages: what Django itself takes for the same rows in a page of nothing else, behind the same middleware."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import include, path

from tracker.admin.lists import CappedPaginator
from tracker.models import Case, FollowUp

PAGE = "<!doctype html><html lang='zh-CN'><title>{{ title }}</title>"
LIST = Engine().from_string(
    PAGE + "<table>{% for case in cases %}"
    "<tr><td>{{ case.number }}<td>{{ case.title }}<td>{{ case.enterprise.name }}<td>{{ case.district.name }}"
    "<td>{{ case.lead_unit.name }}<td>{{ case.get_status_display }}<td>{{ case.due_on|date:'Y-m-d' }}"
    "<td>{{ case.last_follow_up_at|date:'Y-m-d H:i' }}</tr>{% endfor %}</table></html>"
)
DETAIL = Engine().from_string(
    PAGE
    + "<h1>{{ case.title }}</h1><p>{{ case.description }}<p>{{ case.enterprise.name }} {{ case.district.name }}"
    "{{ case.lead_unit.name }} {{ case.get_status_display }} {{ case.due_on|date:'Y-m-d' }}<ol>{% for one in trail %}"
    "<li>{{ one.get_verb_display }} {{ one.by.name }} {{ one.at|date:'Y-m-d H:i' }} {{ one.note }}{% endfor %}</ol></html>"
)
RELATED = ("enterprise", "district", "lead_unit")


def cases(_request: HttpRequest) -> HttpResponse:
    """The newest cases as objects: no filter, no permission beyond the sign-in, no layout."""
    newest = Case.objects.select_related(*RELATED).order_by("-id")[:50]
    return HttpResponse(LIST.render(Context({"title": "Cases", "cases": newest})))


def case(_request: HttpRequest, number: str) -> HttpResponse:
    """One case with its trail, as objects."""
    found = Case.objects.select_related(*RELATED).get(number=number)
    trail = FollowUp.objects.filter(case=found).select_related("by").order_by("-id")[:50]
    return HttpResponse(DETAIL.render(Context({"title": found.number, "case": found, "trail": trail})))


class StockCases(admin.ModelAdmin):  # type: ignore[type-arg]
    """Django's own list of the same rows, tuned: joined, counted to a thousand, the whole never counted."""

    list_display = ("number", "title", "enterprise", "district", "lead_unit", "status", "due_on")
    list_select_related = RELATED
    list_per_page = 50
    list_filter = ("status",)
    ordering = ("-id",)
    show_full_result_count = False
    paginator = CappedPaginator

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Everybody here."""
        return True


class Stock(admin.AdminSite):
    """Django's own, open to whoever is signed in."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Everybody here."""
        return True


stock = Stock("stock")
stock.register(Case, StockCases)
urlpatterns = [
    path("lean/", cases),
    path("lean/<str:number>/", case),
    path("stock/", stock.urls),
    path("", include("tracker.urls")),
]
