"""Which columns of a list a person sees: a menu above the list, whose choice is kept with the account."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tracker.operations.profile import choose_columns
from tracker.web import tables
from tracker.web.accounts import safe_next
from tracker.web.columns import Column
from tracker.web.people import person
from tracker.web.typed import posted

LISTS: Final[dict[str, tuple[Column, ...]]] = {
    "cases": tables.CASES,
    "actions": tables.ACTIONS,
    "enterprises": tables.ENTERPRISES,
    "visits": tables.VISITS,
    "follow_ups": tables.FOLLOW_UPS,
}


@require_POST
def columns(request: HttpRequest, list_name: str) -> HttpResponse:
    """Keep the boxes that are ticked, or forget the choice; back to where the list was."""
    if list_name not in LISTS:
        raise Http404
    sent = set(request.POST.getlist("column"))
    known = [column.code for column in LISTS[list_name] if column.code in sent]
    choose_columns(person(request), list_name=list_name, columns=None if posted(request, "usual") else known)
    return redirect(safe_next(request))
