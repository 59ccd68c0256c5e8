"""What the pages of closed periods show: the numbers as they stood, who has confirmed them, what was corrected since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.documents.workbook import Cell, Percent, Sheet, Tenth
from tracker.models import Case, Circular, Closing, Unit, User
from tracker.models.measure_words import MEASURE_LABELS, RATE_LABELS
from tracker.operations.closings import unconfirmed
from tracker.reports.closings import (
    Correction,
    closed_progress,
    confirmed_by,
    corrections,
    units_then,
    view_of_closing,
)
from tracker.reports.measures import RATES
from tracker.reports.progress import By, Progress, total, units_of
from tracker.reports.ranking import ranking_on
from tracker.web.dates import Clock, exact_moment
from tracker.web.periods import period_words
from tracker.web.progress_page import (
    COLUMNS,
    ROW_RATES,
    TABS,
    WHOSE,
    Progresses,
    cards,
    longest_of,
    row_of,
)

MOST: Final = 104  # two years of weeks; older ones are reached by their address


@dataclass(frozen=True)
class ClosedProgresses(Progresses):
    """The numbers of a closed period; each opens the cases that it counted."""

    closing: Closing | None = None

    def counted(self, by: By, *, with_days: bool = True) -> dict[int | None, Progress]:
        """As they stood."""
        assert self.closing is not None  # noqa: S101  # made with one
        return closed_progress(self.closing, by)

    def url(self, code: str, by: str = "", unit: Unit | None = None, change: str = "") -> str:
        """The cases behind a number as it stood, or what changed of it since."""
        assert self.closing is not None  # noqa: S101  # made with one
        asked = {"closing": self.closing.code, "measure": code, "by": by or "district"}
        asked |= {"unit": unit.public_id} if unit is not None else {}
        asked |= {"change": change} if change else {}
        return f"{reverse('cases')}?{urlencode(asked)}"


def closings_context(user: User, clock: Clock) -> dict[str, Any]:
    """The list of closed periods."""
    districts = len(units_of("district"))
    seen = Closing.objects.visible_to(user)[:MOST]
    held = confirmed_by(list(seen))
    return {
        "crumbs": [(_("Progress"), reverse("progress")), (_("Closed periods"), "")],
        "is_ranked": ranking_on() is not None,
        "may_set": user.scope.sees_everything("ranking.set"),
        "rows": [
            {
                "name": period_words(view_of_closing(row).period),
                "url": reverse("closed", args=[row.code]),
                "closed_at": exact_moment(row.closed_at, clock.today),
                "confirmed": f"{held.get(row.pk, 0)}/{districts}",
                "published_at": exact_moment(row.published_at, clock.today) if row.published_at else "",
            }
            for row in seen
        ],
    }


@dataclass(frozen=True)
class _Read:
    """What somebody reads of a closed period: before it is published their own, the city's office all of it.

    changed   what was corrected since; that of others is news that nobody has published, whoever reads their numbers
    """

    asked: ClosedProgresses
    reads_all: bool
    units: list[Unit]
    found: dict[int | None, Progress]
    changed: list[Correction]

    @classmethod
    def of(cls, user: User, closing: Closing, by: Any, *, with_changes: bool = True) -> _Read:
        """Of one kind of units, those that were dissolved since among them."""
        asked = ClosedProgresses(
            user, Case.objects.none(), view_of_closing(closing), {}, None, closing=closing
        )
        sees_all, own = user.scope.sees_everything("progress.view"), user.scope.units("progress.view")
        reads_all = sees_all or closing.published_at is not None
        counted = asked.counted(by)
        changed = corrections(closing, by) if with_changes else []
        changed = [one for one in changed if sees_all or one.unit_id in own]
        units = units_then(by, {*counted, *(one.unit_id for one in changed)})
        return cls(
            asked,
            reads_all,
            [unit for unit in units if reads_all or unit.pk in own],
            {pk: one for pk, one in counted.items() if reads_all or pk in own},
            changed,
        )


def closed_context(user: User, closing: Closing, by: Any, clock: Clock) -> dict[str, Any]:
    """One closed period."""
    read = _Read.of(user, closing, by)
    period = period_words(read.asked.view.period)
    return {
        "closing": closing,
        "period": period,
        "closed_at": exact_moment(closing.closed_at, clock.today),
        "crumbs": [
            (_("Progress"), reverse("progress")),
            (_("Closed periods"), reverse("closings")),
            (period, ""),
        ],
        "tabs": [{"url": f"?by={code}", "label": label, "is_current": code == by} for code, label in TABS],
        "reads_all": read.reads_all,
        **_table(read, by),
        "cards": cards(read.asked, "", None, total(read.found), None) if read.reads_all else [],
        "corrections": list(_correction_rows(read.asked, by, read.units, read.changed)),
        **_confirmed(user, closing, clock),
        **_leads_to(user, closing, read.reads_all),
    }


def closed_sheets(user: User, closing: Closing) -> list[Sheet]:
    """The same as a workbook: every measure and rate that was kept, a sheet for each kind of units, and what they mean."""
    heads = [_("Unit"), *map(str, MEASURE_LABELS.values())]
    for code in RATES:
        heads += [str(RATE_LABELS[code]), _("Numerator / denominator")]
    heads += [_("Working days, median"), _("Working days, mean")]
    sheets = []
    for by, label in TABS:
        read = _Read.of(user, closing, by, with_changes=False)
        rows = [[named(unit), *_cells(read.found.get(unit.pk) or Progress())] for unit in read.units]
        if read.reads_all:
            rows.append([_("Others"), *_cells(read.found.get(None) or Progress())])
            rows.append([_("Together"), *_cells(total(read.found))])
        title = f"{label} · {period_words(read.asked.view.period)}"
        bold = frozenset({len(rows) - 1}) if read.reads_all else frozenset[int]()
        sheets.append(Sheet(str(label), title, heads, rows, bold))
    return [*sheets, _meaning(user, closing, read.reads_all)]


def _cells(one: Progress) -> list[Cell]:
    cells: list[Cell] = [one.counts[code] for code in MEASURE_LABELS]
    for share in map(one.rate, RATES):
        cells += [Percent(share.part / share.whole if share.whole else None), f"{share.part}/{share.whole}"]
    return [*cells, Tenth(one.handling.median), Tenth(one.handling.mean)]


def _meaning(user: User, closing: Closing, reads_all: bool) -> Sheet:
    """Which period, as of when, taken by whom, and how each rate is made."""
    whose: list[list[Cell]] = [[str(label), str(WHOSE[by])] for by, label in TABS]
    rows: list[list[Cell]] = [
        [_("Period"), period_words(view_of_closing(closing).period)],
        [_("From"), str(closing.first)],
        [_("To"), str(closing.last)],
        [_("Closed at"), _exactly(closing.closed_at)],
        [_("Published"), _exactly(closing.published_at) if closing.published_at else _("Not published yet.")],
        [_("Exported at"), _exactly(timezone.now())],
        [_("Exported by"), str(user)],
        *whose,
        ["", _("The numbers as they stood when the period was closed. Voided cases are not counted.")],
    ]
    if not reads_all:
        rows.append(["", _("Until it is published you read what is your own.")])
    for code, (part, whole) in RATES.items():
        means = _("%(part)s / %(whole)s") % {"part": MEASURE_LABELS[part], "whole": MEASURE_LABELS[whole]}
        rows.append([str(RATE_LABELS[code]), means])
    return Sheet(_("Read me"), _("How to read this"), [], rows)


def _exactly(moment: datetime) -> str:
    """With its year, whenever the file is opened."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def named(unit: Unit) -> str:
    """A unit as a closed period calls it: what counted then may be there no more."""
    return str(unit) if unit.is_active else _("%(unit)s (dissolved)") % {"unit": unit}


def _table(read: _Read, by: Any) -> dict[str, Any]:
    """The numbers of these units, of the others, and of all together."""
    asked, found = read.asked, read.found
    whole, longest = total(found), longest_of(found)
    rows = [
        row_of(asked, by, unit, found.get(unit.pk) or Progress(), longest) | {"name": named(unit), "url": ""}
        for unit in read.units
    ]
    return {
        "whose": WHOSE[by],
        "columns": [MEASURE_LABELS[code] for code in COLUMNS],
        "rates_heads": [RATE_LABELS[code] for code in ROW_RATES],
        "rows": rows,
        "others": row_of(asked, by, None, found.get(None) or Progress(), longest),
        "total": row_of(asked, "", None, whole, 0),
        "handling": whole.handling,
    }


def _leads_to(user: User, closing: Closing, reads_all: bool) -> dict[str, Any]:
    """Where the ranking and the circular of the period are; nothing where they are switched off."""
    if ranking_on() is None:
        return {}
    circular = Circular.objects.visible_to(user).standing().filter(closing=closing).first()
    writes = user.scope.sees_everything("circular.write") and not circular
    return {
        "ranking_url": reverse("ranking", args=[closing.code]) if reads_all else "",
        "circular_url": reverse("circular", args=[circular.public_id]) if circular else "",
        "make_url": reverse("circular_make", args=[closing.code]) if writes else "",
    }


def corrected_rows(asked: ClosedProgresses, by: By, units: list[Unit]) -> Iterator[dict[str, Any]]:
    """The numbers of these units that are others now."""
    assert asked.closing is not None  # noqa: S101  # made with one
    changed = [one for one in corrections(asked.closing, by) if one.unit_id is not None]
    yield from _correction_rows(asked, by, units, changed)


def _correction_rows(
    asked: ClosedProgresses, by: By, units: list[Unit], changed: list[Correction]
) -> Iterator[dict[str, Any]]:
    """Unit by unit, at the end those of no unit, whose cases no list can be asked for."""
    for unit in (*units, None):
        for one in changed:
            if one.unit_id == (unit.pk if unit else None):
                yield {
                    "unit": named(unit) if unit else _("Others"),
                    "label": MEASURE_LABELS[one.code],
                    "then": f"{one.then:,}",
                    "now": f"{one.now:,}",
                    "difference": f"{one.now - one.then:+,}",
                    "added_url": asked.url(one.code, by, unit, "added") if unit else "",
                    "gone_url": asked.url(one.code, by, unit, "gone") if unit else "",
                }


def _confirmed(user: User, closing: Closing, clock: Clock) -> dict[str, Any]:
    """Who stands by the numbers, and what the person may do about it."""
    done = closing.confirmations.select_related("unit", "by")
    missing = unconfirmed(closing)
    sees_all = user.scope.sees_everything("closing.publish")
    return {
        "confirmations": [
            {
                "unit": str(one.unit),
                "by": str(one.by),
                "at": exact_moment(one.at, clock.today),
                "note": one.note,
            }
            for one in done
        ],
        "missing": [str(unit) for unit in missing],
        "to_confirm": [unit for unit in missing if user.scope.may("closing.confirm", [unit.pk])],
        "may_publish": sees_all and closing.published_at is None and not missing,
        "published_at": exact_moment(closing.published_at, clock.today) if closing.published_at else "",
    }
