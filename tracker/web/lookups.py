"""What search boxes ask while somebody types: at most twenty rows, only what the person may find."""

from __future__ import annotations

from typing import Any

from django.db.models import Case as Choose
from django.db.models import IntegerField, Q, Value, When
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from tracker.models import Case, Enterprise, Unit
from tracker.models.cases import Status
from tracker.models.places import UnitKind
from tracker.reports.search import search_cases, search_enterprises
from tracker.reports.search_pages import first_rows
from tracker.web.people import person
from tracker.web.typed import queried

MOST = 20
LONGEST = 50


@require_GET
def enterprises(request: HttpRequest) -> JsonResponse:
    """Firms by any name, pinyin or code."""
    words = _words(request)
    firms = Enterprise.objects.visible_to(person(request)).live()
    found = _nearest(search_enterprises(firms, words), "name", words) if words else firms.none()
    rows = found.select_related("district").only(
        "public_id", "name", "credit_code", "district__name", "district__short_name", "district__name_en"
    )
    return _answer(
        {"value": firm.public_id, "text": firm.name, "hint": _hint(firm.district, firm.credit_code)}
        for firm in rows
    )


@require_GET
def cases(request: HttpRequest) -> JsonResponse:
    """Cases by number, words or firm, the newest first."""
    words = _words(request)
    seen = Case.objects.visible_to(person(request))
    found = first_rows(search_cases(seen, words).order_by("-id"), MOST) if words else seen.none()
    rows = found.values_list("number", "title", "status")
    return _answer(
        {"value": number, "text": f"{number} {title}", "hint": str(Status(status).label)}
        for number, title, status in rows
    )


@require_GET
def units(request: HttpRequest) -> JsonResponse:
    """Units by name; `for=report` leaves those the person may report for."""
    words, user = _words(request), person(request)
    seen = Unit.objects.visible_to(user).active()
    if queried(request, "for") == "report" and not user.scope.sees_everything("action.log"):
        seen = seen.filter(id__in=user.scope.units("action.log"))
    named = Q(name__has_text=words) | Q(short_name__has_text=words) | Q(name_en__has_text=words)
    found = (
        _nearest(seen.filter(named | Q(aliases__contains=[words])), "name", words) if words else seen.none()
    )
    return _answer(
        {"value": unit.public_id, "text": str(unit), "hint": str(UnitKind(unit.kind).label)} for unit in found
    )


def _words(request: HttpRequest) -> str:
    """What was typed, less what no name holds."""
    return queried(request, "q").strip()[:LONGEST]


def _nearest(rows: Any, column: str, words: str) -> Any:
    """Exact first, then names that begin so, then the rest, shorter names before longer."""
    rank = Choose(
        When(**{column: words}, then=Value(0)),
        When(**{f"{column}__startswith": words}, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank).order_by("rank", column, "id")[:MOST]


def _hint(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def _answer(rows: Any) -> JsonResponse:
    return JsonResponse({"results": list(rows)})
