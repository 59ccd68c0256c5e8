"""What the pages of progress show: numbers as links to their cases, rates with numerator and denominator, bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Unit, User
from tracker.models.cases import CaseQuerySet
from tracker.models.measure_words import MEASURE_LABELS, RATE_LABELS
from tracker.reports.addresses import ProgressPages, RowsOf, progress_pages, rows_of
from tracker.reports.measures import RATES, View
from tracker.reports.progress import By, Progress, of_unit, progress, total, units_of
from tracker.reports.ranking import ranking_on
from tracker.reports.tallies import Kept
from tracker.web.periods import period_words

TABS: Final = (
    ("district", gettext_lazy("Districts and zones")),
    ("bureau", gettext_lazy("Bureaus")),
    ("group", gettext_lazy("Working groups")),
)
WHOSE: Final = {
    "district": gettext_lazy("Counted where the enterprise lies."),
    "bureau": gettext_lazy("Counted for the unit in the lead."),
    "group": gettext_lazy("Counted for the group that brought the case in."),
}
COLUMNS: Final = ("collected", "in_hand", "near", "overdue", "resolved", "closed")
ROW_RATES: Final = ("punctual", "solving", "content", "coverage")
CARDS: Final = (
    ("collected", "blue"),
    ("in_hand", "plain"),
    ("near", "amber"),
    ("overdue", "red"),
    ("closed", "green"),
)
BAR: Final = 1000  # units of a bar's width
BAR_PARTS: Final = (("closed", "green"), ("in_hand", "amber"), ("overdue", "red"))
RED_WHEN: Final = frozenset({"overdue", "difficult"})


@dataclass(frozen=True)
class Progresses:
    """Who asks, for which cases and period.

    narrowed  what of the address narrows the cases
    sums      the sums that count the city's cases narrowed like that, where the database keeps them
    kept      the same, where the person sees every case that they count
    """

    user: User
    cases: CaseQuerySet
    view: View
    narrowed: Mapping[str, Any]
    filter: Any
    sums: Kept | None = None
    kept: Kept | None = None

    @cached_property
    def pages(self) -> ProgressPages:
        """The pages of its units."""
        return progress_pages(self.view.period, self.narrowed)

    @cached_property
    def all_rows(self) -> RowsOf:
        """The lists behind the numbers of all units."""
        return rows_of(self.view.period, narrowed=self.narrowed)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Measures in the reader's language, translated once a page."""
        return {code: str(label) for code, label in MEASURE_LABELS.items()}

    def counted(self, by: By, *, with_days: bool = True) -> dict[int | None, Progress]:
        """Every unit's numbers in the period."""
        return progress(self.cases, by, self.view, self.kept, with_days=with_days)

    def of(self, by: By, unit: Unit) -> Progresses:
        """The same for one unit; its own people see all of its cases."""
        cases = of_unit(self.cases, by, unit)
        is_own = unit.pk in self.user.scope.units("case.view")
        kept = self.sums if self.kept or is_own else None
        return replace(self, cases=cases, kept=replace(kept, units=(unit.pk,)) if kept else None)

    def before(self) -> Progresses | None:
        """The same in the period before."""
        period = self.view.period.before()
        kept = replace(self.kept, standing=False) if self.kept else None
        return replace(self, view=replace(self.view, period=period), kept=kept) if period else None

    def url(self, code: str, by: str = "", unit: Unit | None = None) -> str:
        """The list of the cases behind a number."""
        return (self.all_rows.of(by, unit) if unit else self.all_rows).path(code)

    def address(self, **other: str) -> str:
        """The period and the filters as an address carries them on."""
        return urlencode({"period": self.view.period.code, **self.narrowed, **other}, doseq=True)


def city_context(asked: Progresses, by: Any) -> dict[str, Any]:
    """The page of all units of a kind."""
    found, earlier = asked.counted(by, with_days=False), asked.before()
    whole, then = total(found), total(earlier.counted(by, with_days=False)) if earlier else None
    sees_all = asked.user.scope.sees_everything("progress.view")
    units = [unit for unit in units_of(by) if sees_all or found.get(unit.pk)]
    longest = longest_of(found)
    rows = [row_of(asked, by, unit, found.get(unit.pk) or Progress(), longest) for unit in units]
    return _frame(asked, whole, then) | {
        "tabs": [
            {"url": f"?{asked.address(by=code)}", "label": label, "is_current": code == by}
            for code, label in TABS
        ],
        "by": by,
        "whose": WHOSE[by],
        "columns": [MEASURE_LABELS[code] for code in COLUMNS],
        "rates_heads": [RATE_LABELS[code] for code in ROW_RATES],
        "rows": rows,
        "others": row_of(asked, by, None, found.get(None) or Progress(), longest),
        "total": row_of(asked, "", None, whole, 0),
        "cards": cards(asked, "", None, whole, then),
        "is_ranked": ranking_on() is not None,
    }


def unit_context(own: Progresses, by: Any, unit: Unit) -> dict[str, Any]:
    """The page of one unit, of whose cases is asked."""
    earlier = own.before()
    now = own.counted(by).get(unit.pk) or Progress()
    then = (earlier.counted(by).get(unit.pk) or Progress()) if earlier else None
    return _frame(own, now, then) | {
        "handling": now.handling,
        "handling_before": then.handling if then else None,
        "unit": unit,
        "by": by,
        "whose": WHOSE[by],
        "cards": cards(own, by, unit, now, then),
        "measures": [_measure(own, by, unit, code, now, then) for code in MEASURE_LABELS],
        "rates": [_rate(own, by, unit, code, now, then) for code in RATES],
        "crumbs": [(_("Progress"), f"{reverse('progress')}?{own.address(by=by)}"), (str(unit), "")],
    }


def _frame(asked: Progresses, now: Progress, then: Progress | None) -> dict[str, Any]:
    period = asked.view.period
    around = {"newer": period.after(), "older": period.before()}
    steps = {
        name: f"?{urlencode({**asked.narrowed, 'period': other.code, 'by': asked.filter.by_chosen}, doseq=True)}"
        for name, other in around.items()
        if other is not None and other.first <= asked.view.on
    }
    before = period.before()
    return {
        "filter": asked.filter,
        "export_url": f"table/?{asked.address(by=asked.filter.by_chosen)}",
        "period": period_words(period),
        "period_before": period_words(before) if before else "",
        "steps": steps,
        "sees_all": asked.user.scope.sees_everything("progress.view"),
        "chosen": chosen_words(asked).items(),
    }


def longest_of(found: Mapping[int | None, Progress]) -> int:
    """What the widest bar stands for."""
    return max([_length(one) for one in found.values()], default=0)


def _length(one: Progress) -> int:
    return one.counts["closed"] + one.counts["in_hand"]


def row_of(asked: Progresses, by: str, unit: Unit | None, one: Progress, longest: int) -> dict[str, Any]:
    """A row of the table: a unit, the cases of no unit, or all together."""
    return {
        "name": str(unit) if unit else "",
        "url": asked.pages.path(unit) if unit else "",
        "numbers": [_number(asked, by, unit, code, one) for code in COLUMNS],
        "rates": [_opening(asked, by, unit, code, one) for code in ROW_RATES],
        "bar": list(_bar(one, longest)),
        "is_empty": not one.counts,
    }


def _number(asked: Progresses, by: str, unit: Unit | None, code: str, one: Progress) -> dict[str, Any]:
    count = one.counts[code]
    is_linked = count and (unit is not None or not by)
    return {
        "label": asked.labels[code],
        "text": f"{count:,}",
        "url": asked.url(code, by, unit) if is_linked else "",
        "is_red": code in RED_WHEN and count > 0,
    }


def _opening(asked: Progresses, by: str, unit: Unit | None, code: str, one: Progress) -> dict[str, Any]:
    """A rate of a row, whose numerator and denominator open their cases."""
    return _share(one, code) | {"parts": [_number(asked, by, unit, part, one) for part in RATES[code]]}


def _share(one: Progress, code: str) -> dict[str, Any]:
    share = one.rate(code)
    return {
        "label": RATE_LABELS[code],
        "text": str(share),
        "of": f"{share.part:,}/{share.whole:,}",
        "percent": share.percent,
    }


def _bar(one: Progress, longest: int) -> Iterable[dict[str, Any]]:
    """Closed, in hand and in time, overdue: side by side, on one scale for all units."""
    counts = {
        "closed": one.counts["closed"],
        "in_hand": one.counts["in_hand"] - one.counts["overdue"],
        "overdue": one.counts["overdue"],
    }
    at = 0.0
    for code, tone in BAR_PARTS:
        width = round(BAR * counts[code] / longest, 1) if longest else 0.0
        if width:
            yield {"x": f"{at:g}", "width": f"{width:g}", "tone": tone}
        at += width


def cards(  # whose, now and before
    asked: Progresses, by: str, unit: Unit | None, now: Progress, then: Progress | None
) -> list[dict[str, Any]]:
    """The numbers on top; those of the period with what they were before."""
    return [_measure(asked, by, unit, code, now, then) | {"tone": tone} for code, tone in CARDS]


def _measure(  # whose, which, now and before
    asked: Progresses, by: str, unit: Unit | None, code: str, now: Progress, then: Progress | None
) -> dict[str, Any]:
    count = now.counts[code]
    before = "" if then is None or code in STANDING else f"{then.counts[code]:,}"
    return {
        "label": MEASURE_LABELS[code],
        "text": f"{count:,}",
        "url": asked.url(code, by, unit),
        "before": before,
        "is_red": code in RED_WHEN and count > 0,
    }


STANDING: Final = frozenset({"in_hand", "near", "overdue", "difficult"})  # as of now, whatever the period


def _rate(  # whose, which, now and before
    asked: Progresses, by: str, unit: Unit | None, code: str, now: Progress, then: Progress | None
) -> dict[str, Any]:
    part, whole = RATES[code]
    return _share(now, code) | {
        "part_url": asked.url(part, by, unit),
        "whole_url": asked.url(whole, by, unit),
        "part": f"{now.counts[part]:,}",
        "whole": f"{now.counts[whole]:,}",
        "before": _share(then, code)["text"] if then else "",
        "means": _("%(part)s / %(whole)s") % {"part": MEASURE_LABELS[part], "whole": MEASURE_LABELS[whole]},
    }


def chosen_words(asked: Progresses) -> Mapping[Any, str]:
    """The filters that are set, by label."""
    form, found = asked.filter.form, {}
    for name in asked.narrowed:
        value = form.cleaned_data.get(name)
        if value:
            several = value if isinstance(value, (list, tuple)) or hasattr(value, "all") else [value]
            labels = dict(getattr(form.fields[name], "choices", ())) if isinstance(value, str) else {}
            found[form.fields[name].label] = "、".join(str(labels.get(one, one)) for one in several)
    return found
