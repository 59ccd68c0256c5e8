"""Why a date is this day: what was counted from when, what was skipped and for what reason, and that it adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.models import Case, CaseUnit
from tracker.models.follow_ups import Part
from tracker.reports.deadlines import preset_for
from tracker.rules import clock
from tracker.rules.clock import Leg
from tracker.rules.deadlines import Span, span_between
from tracker.rules.errors import BadInput
from tracker.rules.status import ASSIGNED, OPEN, PARKED
from tracker.rules.workdays import Calendar, DueDate, Skipped, runs, working_days_between
from tracker.web.dates import day

STARTS = {
    "accepted": gettext_lazy("Accepted on %(day)s: %(span)s from then"),
    "redone": gettext_lazy("Done over since %(day)s, counted anew: %(span)s from then"),
    "reopened": gettext_lazy("Reopened on %(day)s, counted anew: %(span)s from then"),
    "rejected": gettext_lazy("Rejected on %(day)s, counted from there: %(span)s"),
}
STEPS = {
    "sign": gettext_lazy("To be signed for by %(due)s: %(span)s after the assignment on %(day)s"),
    "reply": gettext_lazy("To be answered by %(due)s: %(span)s after acceptance on %(day)s"),
    "assist": gettext_lazy("%(unit)s answers by %(due)s: %(span)s after the assignment on %(day)s"),
}


def why(case: Case, calendar: Calendar, today: date, parts: Iterable[CaseUnit] = ()) -> dict[str, Any]:
    """The dates of a case explained in the reader's language, for `includes/why.html`; empty before the clock starts.

    parts    the current units of the case, for the dates of signing and assisting
    Returns  due_text, blocks (one a leg of the clock), sum, notes, steps (blocks of the other dates), calendar_url;
             a block is title, counted, skipped (lines), sum
    Asks     the campaign and its preset, where the case came without them
    """
    legs = _legs(case.clock, calendar)
    if not legs:
        return {}
    teller = Teller(calendar, today)
    return {
        "due_text": teller.day(legs[-1].due.day),
        "blocks": [teller.block(_title(leg, teller), leg.begun_on, leg.due, _unit(leg)) for leg in legs],
        "sum": _chain(legs, teller),
        "notes": [*_notes(case, legs, teller)],
        "steps": [*_steps(case, parts, teller)] if case.status in OPEN else [],
        "calendar_url": reverse("calendar"),
    }


def why_line(entries: Iterable[clock.Entry], calendar: Calendar, today: date) -> str:
    """The clock of a case in one line, for the title of a date in a list; empty before it starts."""
    teller = Teller(calendar, today)
    try:
        return _("; ").join(_entry_title(entry, teller) for entry in clock.standing(entries))
    except (KeyError, ValueError):
        return ""


@dataclass(frozen=True)
class Teller:
    """Days, runs of days and reasons in words, as they are told on one page."""

    calendar: Calendar
    today: date

    def day(self, value: date) -> str:
        """A day, with its year when it is another."""
        return day(value, self.today)

    def run(self, first: date, last: date) -> str:
        """From a day to a day."""
        if first == last:
            return self.day(first)
        return _("%(first)s to %(last)s") % {"first": self.day(first), "last": self.day(last)}

    def runs(self, days: Iterable[date]) -> str:
        """Days, those in a row taken together."""
        return _(", ").join(self.run(first, last) for first, last in runs(days))

    def block(self, title: str, begun_on: date, due: DueDate, unit: str) -> dict[str, Any]:
        """One piece of counting; the days counted and the days skipped are all days after its beginning."""
        skipped = [one for one in due.skipped if one.day > begun_on]
        return {
            "title": title,
            "counted": self._counted(due, unit) if due.counted else "",
            "skipped": [*self._skipped(skipped)],
            "sum": self._sum(begun_on, due, len(due.counted), len(skipped)),
        }

    def _counted(self, due: DueDate, unit: str) -> str:
        text = _("Counted (%(count)s): %(days)s") % {
            "count": span_words(Span(len(due.counted), "wd" if unit == "wd" else "d")),
            "days": self.runs(due.counted),
        }
        made_up = [one for one in due.made_up if unit == "wd" and self.calendar.is_workday(one)]
        if not made_up:
            return text
        return _("%(counted)s; among them make-up working days: %(days)s") % {
            "counted": text,
            "days": self.runs(made_up),
        }

    def _skipped(self, skipped: Iterable[Skipped]) -> Iterator[str]:
        by_reason: dict[str, list[date]] = defaultdict(list)
        for one in skipped:
            by_reason[_reason(one)].append(one.day)
        for reason, days in by_reason.items():
            yield _("%(reason)s (%(count)s): %(days)s") % {
                "reason": reason,
                "count": day_count(len(days)),
                "days": self.runs(days),
            }

    def _sum(self, begun_on: date, due: DueDate, counted: int, skipped: int) -> str:
        return _("After %(start)s: %(counted)d counted + %(skipped)d not counted = %(total)s → %(end)s") % {
            "start": self.day(begun_on),
            "counted": counted,
            "skipped": skipped,
            "total": day_count((due.day - begun_on).days),
            "end": self.day(due.day),
        }


def span_words(span: Span) -> str:
    """A length of time in words."""
    words = {
        "wd": ngettext("%(count)d working day", "%(count)d working days", span.count),
        "d": ngettext("%(count)d calendar day", "%(count)d calendar days", span.count),
        "m": ngettext("%(count)d month", "%(count)d months", span.count),
    }
    return words[span.unit] % {"count": span.count}


def day_count(count: int) -> str:
    """So many days, of whatever kind."""
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _legs(entries: Iterable[clock.Entry], calendar: Calendar) -> tuple[Leg, ...]:
    """None for a clock that makes no sense: the page is worth more than its explanation."""
    try:
        return clock.reckon(entries, calendar)
    except BadInput:
        return ()


def _title(leg: Leg, teller: Teller) -> str:
    if leg.held:
        return _hold_title(*leg.held, teller)
    if leg.kind == "extension":
        return _extension_title(leg.due.day, teller)
    return _start_title(leg.begun_on, leg.span, leg.why, teller)


def _entry_title(entry: clock.Entry, teller: Teller) -> str:
    """The title of a leg without counting its days: a list asks for fifty of them."""
    if entry["kind"] == "hold":
        return _hold_title(date.fromisoformat(entry["on"]), date.fromisoformat(entry["until"]), teller)
    if entry["kind"] == "extension":
        return _extension_title(date.fromisoformat(entry["until"]), teller)
    return _start_title(date.fromisoformat(entry["on"]), entry["span"], entry.get("why", ""), teller)


def _hold_title(since: date, until: date, teller: Teller) -> str:
    days = max(working_days_between(since, until, teller.calendar), 0)
    return _("Parked %(days)s: %(count)s do not count") % {
        "days": teller.run(since, until),
        "count": span_words(Span(days, "wd")),
    }


def _extension_title(until: date, teller: Teller) -> str:
    return _("Extended to the agreed day, %(day)s") % {"day": teller.day(until)}


def _start_title(on: date, span: str, why: str, teller: Teller) -> str:
    words = STARTS.get(why, STARTS["accepted"])
    return words % {"day": teller.day(on), "span": span_words(Span.parse(span))}


def _unit(leg: Leg) -> str:
    """What the days of a leg are: calendar days only where its span says so."""
    return "d" if leg.span and not leg.span.endswith("wd") else "wd"


def _reason(skipped: Skipped) -> str:
    if skipped.why == "holiday":
        return skipped.name or _("Day off")
    return _("Weekend") if skipped.why == "weekend" else _("Public holiday by law, not announced")


def _chain(legs: Sequence[Leg], teller: Teller) -> str:
    """The legs one after the other, from the first beginning to the due date."""
    steps = [teller.day(legs[0].begun_on)]
    for leg in legs:
        shown = _("agreed") if leg.kind == "extension" else _length(leg, teller)
        steps.append(f"→ ({shown}) {teller.day(leg.due.day)}")
    return " ".join(steps)


def _length(leg: Leg, teller: Teller) -> str:
    span = Span.parse(leg.span) if leg.span else Span(len(leg.due.counted), "wd")
    return "+ " + span_words(span)


def _notes(case: Case, legs: Sequence[Leg], teller: Teller) -> Iterator[str]:
    """What else there is to know: a clock that stands still, a year not announced, a date stored before."""
    due, calendar = legs[-1].due.day, teller.calendar
    if case.status == PARKED and case.parked_on:
        held = clock.hold(case.parked_on, teller.today)
        days = max(working_days_between(case.parked_on, teller.today, calendar), 0)
        yield _(
            "Parked since %(day)s: the clock stands still. So far %(count)s do not count; "
            "resumed today, the case would be due on %(due)s."
        ) % {
            "day": teller.day(case.parked_on),
            "count": span_words(Span(days, "wd")),
            "due": teller.day(clock.reckon([*case.clock, held], calendar)[-1].due.day),
        }
    years = {year for leg in legs if leg.due.provisional for year in _unannounced(leg, calendar)}
    if years:
        yield _("%(years)s is not announced yet: the date may move when the notice is out.") % {
            "years": _(", ").join(map(str, sorted(years)))
        }
    if case.due_on and case.due_on != due:
        yield _("The case says %(day)s: it was counted before the calendar changed.") % {
            "day": teller.day(case.due_on)
        }


def _unannounced(leg: Leg, calendar: Calendar) -> set[int]:
    first = leg.begun_on + timedelta(days=1)
    return set(range(first.year, leg.due.day.year + 1)) - calendar.announced_years


def _steps(case: Case, parts: Iterable[CaseUnit], teller: Teller) -> Iterator[dict[str, Any]]:
    """The dates that run beside the clock: signing, the first answer, what assisting units owe."""
    rows: list[tuple[str, date | None, date | None, str]] = []
    if case.reply_due_on:
        rows.append(("reply", case.accepted_on, case.reply_due_on, ""))
    for part in parts:
        if part.part == Part.LEAD:
            rows.append(("sign", part.assigned_on, case.sign_due_on if case.status == ASSIGNED else None, ""))
        elif part.answered_on is None and part.excused_on is None:
            rows.append(("assist", part.assigned_on, part.due_on, part.unit.name))
    preset = preset_for(case.campaign) if rows else None
    for step, start, due, unit in rows:
        likely = preset.steps.get(step) if preset else None
        span = span_between(start, due, teller.calendar, likely=likely) if start and due and likely else None
        if span is None or start is None or due is None:
            continue
        words = {"unit": unit, "due": teller.day(due), "day": teller.day(start), "span": span_words(span)}
        yield teller.block(STEPS[step] % words, start, span.after(start, teller.calendar), span.unit)
