"""What narrows a list beside its filters: where it was opened from, said above it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import BulkAct, Notice, User
from tracker.models.measure_words import AGE_LABELS, MEASURE_LABELS
from tracker.models.notice_words import heading
from tracker.reports.measures import AGES, MEASURES, OPEN
from tracker.web.dates import Clock, moment
from tracker.web.desk import LOOK
from tracker.web.list_filter import ListFilter
from tracker.web.periods import period_words, view_of
from tracker.web.work_rows import work_words

HIDDEN: Final = ("todo", "holder", "enterprise", "batch", "notice", "mine")


_CHANGES: Final = {
    "": gettext_lazy("as it was closed"),
    "added": gettext_lazy("counted since it was closed"),
    "gone": gettext_lazy("counted no more since it was closed"),
}


def narrowed(filters: ListFilter) -> list[str]:
    """A line for each hidden filter that is set; a query for a batch or a notice, never of another's."""
    filters.form.is_valid()
    chosen = filters.form.cleaned_data
    set_ones = (name for name in HIDDEN if chosen.get(name))
    lines = [line for name in set_ones for line in _said(name, chosen[name], filters.user)]
    return [*_measured(filters), *_counted(filters), *lines]


def _measured(filters: ListFilter) -> Iterator[str]:
    """金水区 · Solved · Week 48; of what is open the moment, for a link of Monday's mail may be opened on Thursday."""
    chosen = filters.form.cleaned_data
    if code := chosen.get("measure"):
        clock: Clock = filters.clock
        closed = chosen.get("closing") or ""
        view, unit = view_of(closed or chosen.get("period") or "", clock), chosen.get("unit")
        is_of_now = not closed and {**MEASURES, **AGES}[code].base == OPEN
        as_it_stood = _CHANGES[chosen.get("change") or ""] if closed else _("as of now") if is_of_now else ""
        when = period_words(view.period) if view and not is_of_now else ""
        parts = [unit, {**MEASURE_LABELS, **AGE_LABELS}[code], when, as_it_stood]
        yield " · ".join(str(part) for part in parts if part)


def _counted(filters: ListFilter) -> Iterator[str]:
    """金水区 · Visits · Week 48."""
    chosen = filters.form.cleaned_data
    if chosen.get("work") or chosen.get("amount"):
        yield work_words(chosen, filters.clock)


def _said(name: str, value: object, user: User) -> Iterator[str]:
    if name == "todo":
        yield _("To do today: %(todo)s") % {"todo": LOOK[str(value)][0]}
    elif name == "holder":
        yield _("To be moved by %(unit)s") % {"unit": value}
    elif name == "enterprise":
        yield _("Of %(name)s") % {"name": value}
    elif name == "mine":
        yield _("Led by my units")
    elif news := _news(name, str(value), user):
        yield _("From a notice: %(news)s") % {"news": news}


def _news(name: str, public_id: str, user: User) -> str:
    """What happened to these cases together, and when, as far as it is this person's news."""
    today = localdate()
    mine = Notice.objects.visible_to(user).select_related("case", "bulk")
    about = mine.filter(bulk__public_id=public_id) if name == "batch" else mine.filter(public_id=public_id)
    for notice in about.order_by("-id")[:1]:
        return f"{heading(notice)} {moment(notice.at, today)}"
    for batch in BulkAct.objects.visible_to(user).filter(public_id=public_id):
        return f"{batch.get_verb_display()} {moment(batch.at, today)}"
    return ""
