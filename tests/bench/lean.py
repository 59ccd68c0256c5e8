"""The limit of a list page: what Django itself takes for fifty cases in a page of nothing else, behind the same middleware."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import include, path

from tracker.models import Case

TEMPLATE = Engine().from_string(
    "<!doctype html><html lang='zh-CN'><title>{{ title }}</title><table>{% for case in cases %}"
    "<tr><td>{{ case.number }}<td>{{ case.title }}<td>{{ case.enterprise.name }}<td>{{ case.district.name }}"
    "<td>{{ case.lead_unit.name }}<td>{{ case.get_status_display }}<td>{{ case.due_on|date:'Y-m-d' }}"
    "<td>{{ case.last_follow_up_at|date:'Y-m-d H:i' }}</tr>{% endfor %}</table></html>"
)
RELATED = ("enterprise", "district", "lead_unit")


def cases(_request: HttpRequest) -> HttpResponse:
    """The newest cases as objects: no filter, no permission beyond the sign-in, no layout."""
    newest = Case.objects.select_related(*RELATED).order_by("-id")[:50]
    return HttpResponse(TEMPLATE.render(Context({"title": "Cases", "cases": newest})))


urlpatterns = [path("lean/", cases), path("", include("tracker.urls"))]
