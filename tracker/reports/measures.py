"""What a number about cases means, once: every page, list, export and mail that shows it counts these rows.

A measure is a condition on a case for a period. The ones of a base share its day, which an index finds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from tracker.models import CaseUnit, FollowUp
from tracker.models.cases import UNHAPPY, Origin, Rating, ResultKind, Status
from tracker.models.follow_ups import Part
from tracker.models.links import SAID
from tracker.rules.periods import Period
from tracker.rules.status import OPEN

CALLED_OFF: Final = (Status.VOIDED, Status.MERGED, Status.WITHDRAWN, Status.DECLINED)
CONTENT: Final = (Rating.SATISFIED, Rating.BASICALLY)


@dataclass(frozen=True)
class View:
    """When somebody looks, and at which period.

    on          today: what is open or late is so now     near_until  the last due date that counts as near
    """

    period: Period
    on: date
    near_until: date

    @property
    def due_until(self) -> date:
        """What falls due later than today is not missed yet."""
        return min(self.period.last, self.on)


@dataclass(frozen=True)
class Measure:
    """A condition on cases; `base` is the one it narrows, which has the day that an index finds."""

    base: str
    only: Callable[[View], Q] = lambda _view: Q()

    def rows(self, view: View) -> Q:
        """The cases that are counted."""
        return BASES[self.base](view) & self.only(view)


def _between(name: str) -> Callable[[View], Q]:
    return lambda view: Q(**{f"{name}__gte": view.period.first, f"{name}__lte": view.period.last})


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _registered(view: View) -> Q:
    end = _moment(view.period.last + timedelta(days=1))
    return Q(registered_at__gte=_moment(view.period.first), registered_at__lt=end) & ~Q(status=Status.VOIDED)


def _due(name: str) -> Callable[[View], Q]:
    def due(view: View) -> Q:
        days = Q(**{f"{name}__gte": view.period.first, f"{name}__lte": view.due_until})
        return days & ~Q(status__in=CALLED_OFF)

    return due


def _drawn(view: View) -> Q:
    """Chosen by the system for a call-back in the period, and not taken back since."""
    draws = FollowUp.objects.filter(
        verb="approve",
        to_status=Status.CALL_BACK,
        at__gte=_moment(view.period.first),
        at__lt=_moment(view.period.last + timedelta(days=1)),
    )
    return Q(pk__in=draws.values("case_id")) & ~Q(status=Status.IN_REVIEW)


def _said(view: View, *ratings: str) -> Exists:
    """The enterprise itself said one of these when it was called back, since the period began."""
    answers = FollowUp.objects.filter(
        case_id=OuterRef("pk"),
        from_status=Status.CALL_BACK,
        at__gte=_moment(view.period.first),
        details__facts__rating__in=[str(one) for one in ratings],
    )
    return Exists(answers)


def _signed(_view: View) -> Q:
    lead = CaseUnit.objects.filter(case_id=OuterRef("pk"), part=Part.LEAD, is_current=True)
    return Q(Exists(lead.filter(signed_on__lte=OuterRef("sign_due_on"))))


BASES: Final[Mapping[str, Callable[[View], Q]]] = {
    "registered": _registered,
    "accepted": lambda view: _between("accepted_on")(view) & ~Q(status=Status.VOIDED),
    "to_sign": _due("sign_due_on"),
    "due": _due("due_on"),
    "resolved": _between("resolved_on"),
    "closed": lambda view: _between("closed_on")(view) & Q(status=Status.CLOSED),
    "drawn": _drawn,
    "open": lambda _view: Q(status__in=OPEN),
}
MEASURES: Final[Mapping[str, Measure]] = {
    "collected": Measure("registered"),
    "handed_down": Measure("registered", lambda _view: Q(origin=Origin.HANDED_DOWN)),
    "accepted": Measure("accepted"),
    "returned": Measure("accepted", lambda _view: Q(return_count__gt=0)),
    "in_hand": Measure("open"),
    "near": Measure(
        "open",
        lambda view: Q(due_on__gte=view.on, due_on__lte=view.near_until) & ~Q(status=Status.PARKED),
    ),
    "overdue": Measure("open", lambda view: Q(due_on__lt=view.on) & ~Q(status=Status.PARKED)),
    "difficult": Measure("open", lambda _view: Q(is_difficult=True)),
    "to_sign": Measure("to_sign"),
    "signed_in_time": Measure("to_sign", _signed),
    "due": Measure("due"),
    "solved_in_time": Measure("due", lambda _view: Q(resolved_on__lte=F("due_on"))),
    "extended": Measure("due", lambda _view: Q(extension_count__gt=0)),
    "resolved": Measure("resolved"),
    "closed": Measure("closed"),
    "judged": Measure("closed", lambda _view: ~Q(result_kind=ResultKind.EXPLAINED)),
    "solved": Measure("closed", lambda _view: Q(result_kind=ResultKind.SOLVED)),
    "redone": Measure("closed", lambda _view: Q(redo_count__gt=0)),
    "drawn": Measure("drawn"),
    "called_back": Measure("drawn", lambda view: Q(_said(view, *SAID))),
    "content": Measure("drawn", lambda view: Q(_said(view, *CONTENT)) & ~Q(_said(view, *UNHAPPY))),
}
# Rate → numerator, denominator; printed with both.
RATES: Final[Mapping[str, tuple[str, str]]] = {
    "signing": ("signed_in_time", "to_sign"),
    "punctual": ("solved_in_time", "due"),
    "solving": ("solved", "judged"),
    "content": ("content", "called_back"),
    "coverage": ("called_back", "drawn"),
    "redoing": ("redone", "closed"),
    "returning": ("returned", "accepted"),
    "extending": ("extended", "due"),
}
