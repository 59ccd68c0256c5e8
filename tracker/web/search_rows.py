"""What a search shows of each row it found: where it leads, its name with the hits marked, and where else it hit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.models import EnterpriseName, Participant
from tracker.models.actions import ActionKind
from tracker.models.cases import Status
from tracker.web.dates import Clock, day
from tracker.web.lists import in_order
from tracker.web.rows import unit_columns, unit_name
from tracker.web.search_marks import Marker

Row = dict[str, Any]


def case_hits(rows: QuerySet[Any], ids: list[int], mark: Marker, clock: Clock) -> list[Row]:
    """Cases: two queries."""
    columns = ("id", "number", "title", "status", "description", "place", "enterprise_id", "enterprise__name")
    found = list(rows.filter(pk__in=ids).values_list(*columns, "enterprise__credit_code"))
    names = _other_names([row[6] for row in found if row[6]])
    return in_order(
        ids,
        {
            row[0]: {
                "url": reverse("case", args=[row[1]]),
                "title": mark.marked(row[2]),
                "under": _under(
                    mark.marked(row[1]),
                    _firm(mark, row[7] or row[5], names[row[6]], row[8] or "", beside=row[1:5]),
                    mark.around(row[4]),
                ),
                "code": row[3],
                "label": Status(row[3]).label,
            }
            for row in found
        },
    )


def firm_hits(rows: QuerySet[Any], ids: list[int], mark: Marker, clock: Clock) -> list[Row]:
    """Enterprises: two queries."""
    columns = ("id", "public_id", "name", "credit_code", *unit_columns("district"))
    found, names = rows.filter(pk__in=ids).values_list(*columns), _other_names(ids)
    return in_order(
        ids,
        {
            row[0]: {
                "url": reverse("enterprise", args=[row[1]]),
                "title": mark.named(row[2]),
                "under": _under(
                    mark.marked(row[3] or ""), unit_name(*row[4:7]), _also(mark, row[2], names[row[0]])
                ),
            }
            for row in found
        },
    )


def action_hits(rows: QuerySet[Any], ids: list[int], mark: Marker, clock: Clock) -> list[Row]:
    """Actions: two queries."""
    columns = ("id", "public_id", "title", "kind", "listed_on", "summary", *unit_columns("reporter"))
    took_part: dict[int, list[str]] = defaultdict(list)
    parts = Participant.objects.filter(action_id__in=ids).order_by("id")
    for action_id, firm, name in parts.values_list("action_id", "enterprise__name", "name"):
        took_part[action_id].append(firm or name)
    found = rows.filter(pk__in=ids).values_list(*columns)
    return in_order(
        ids,
        {
            row[0]: {
                "url": reverse("action", args=[row[1]]),
                "title": mark.marked(row[2]),
                "under": _under(
                    ActionKind(row[3]).label,
                    day(row[4], clock.today),
                    unit_name(*row[6:9]),
                    _among(mark, took_part[row[0]]),
                    mark.around(row[5]),
                ),
            }
            for row in found
        },
    )


def visit_hits(rows: QuerySet[Any], ids: list[int], mark: Marker, clock: Clock) -> list[Row]:
    """Visits: two queries."""
    columns = ("id", "public_id", "visited_on", "people", "note", "enterprise_id", "enterprise__name")
    found = list(rows.filter(pk__in=ids).values_list(*columns, *unit_columns("unit")))
    names = _other_names([row[5] for row in found])
    return in_order(
        ids,
        {
            row[0]: {
                "url": reverse("visit", args=[row[1]]),
                "title": mark.named(row[6], row[3], row[4]),
                "under": _under(
                    day(row[2], clock.today),
                    unit_name(*row[7:10]),
                    mark.marked(row[3]),
                    mark.around(row[4]),
                    _also(mark, row[6], names[row[5]]),
                ),
            }
            for row in found
        },
    )


def bulletin_hits(rows: QuerySet[Any], ids: list[int], mark: Marker, clock: Clock) -> list[Row]:
    """Bulletins: one query."""
    found = rows.filter(pk__in=ids).values_list(
        "id", "public_id", "title", "issue_number", "dated_on", "text"
    )
    return in_order(
        ids,
        {
            row[0]: {
                "url": reverse("bulletin", args=[row[1]]),
                "title": mark.marked(row[2]),
                "under": _under(mark.marked(row[3]), day(row[4], clock.today), mark.around(row[5])),
            }
            for row in found
        },
    )


def _other_names(firms: Iterable[int]) -> dict[int | None, list[str]]:
    """Every other name of each firm."""
    names: dict[int | None, list[str]] = defaultdict(list)
    found = EnterpriseName.objects.filter(enterprise_id__in=list(firms)).order_by("id")
    for firm_id, name in found.values_list("enterprise_id", "name"):
        names[firm_id].append(name)
    return names


def _firm(mark: Marker, name: str, others: list[str], code: str, *, beside: Iterable[str]) -> SafeString:
    """The firm; with the other name or the code that was typed."""
    also, hit = _also(mark, name, others), mark.marked(code) if mark.hits_in(code) else ""
    return format_html_join(" ", "{}", ((part,) for part in (mark.named(name, *beside), also, hit) if part))


def _among(mark: Marker, names: Iterable[str]) -> SafeString:
    """Of those who took part the part where some were hit, or else the one whose name the letters spell."""
    known = list(filter(None, names))
    spelt = (mark.named(name) for name in known if mark.spells(name))
    return mark.around("、".join(known)) or next(spelt, SafeString())


def _also(mark: Marker, name: str, others: list[str]) -> SafeString | str:
    """Another name of a firm, when that is what was typed."""
    hit = next((other for other in others if mark.hits_in(other)), "")
    return format_html(_("(also: {})"), mark.marked(hit)) if hit and not mark.hits_in(name) else ""


def _under(*parts: object) -> SafeString:
    return format_html_join(" · ", "{}", ((part,) for part in parts if part))
