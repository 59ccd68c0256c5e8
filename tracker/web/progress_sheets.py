"""The pages of progress as a workbook: the same numbers as on the page, all of them, and what each means."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.documents.workbook import Cell, Percent, Sheet, Tenth
from tracker.models import Unit
from tracker.models.measure_words import AGE_LABELS, MEASURE_LABELS, RATE_LABELS
from tracker.reports.measures import RATES
from tracker.reports.progress import Handling, Progress, total, units_of
from tracker.reports.trend import ages, trend
from tracker.web.periods import period_words, step_words
from tracker.web.progress_charts import TONES
from tracker.web.progress_page import STANDING, TABS, WHOSE, Progresses, chosen_words


def city_sheets(asked: Progresses, by: Any) -> list[Sheet]:
    """All units of a kind; every measure and rate of each."""
    found = asked.counted(by)
    sees_all = asked.user.scope.sees_everything("progress.view")
    rows = [
        [str(unit), *_numbers(found.get(unit.pk) or Progress())]
        for unit in units_of(by)
        if sees_all or found.get(unit.pk)
    ]
    rows += [
        [_("Others"), *_numbers(found.get(None) or Progress())],
        [_("Together"), *_numbers(total(found))],
    ]
    heads = [_("Unit"), *map(str, MEASURE_LABELS.values())]
    for code in RATES:
        heads += [str(RATE_LABELS[code]), _("Numerator / denominator")]
    heads += [_("Working days, median"), _("Working days, mean")]
    title = f"{dict(TABS)[by]} · {period_words(asked.view.period)}"
    table = Sheet(_("Progress"), title, heads, rows, frozenset({len(rows) - 1}))
    return [table, *_charts(asked, by), _meaning(asked, by)]


def unit_sheets(asked: Progresses, by: Any, unit: Unit) -> list[Sheet]:
    """One unit, with the period before."""
    earlier = asked.before()
    now = asked.counted(by).get(unit.pk) or Progress()
    then = (earlier.counted(by).get(unit.pk) or Progress()) if earlier else None
    before = period_words(earlier.view.period) if earlier else "—"
    counts: list[list[Cell]] = [
        [str(label), now.counts[code], None if then is None or code in STANDING else then.counts[code]]
        for code, label in MEASURE_LABELS.items()
    ]
    rates = [
        [str(RATE_LABELS[code]), *_share(now, code), _share(then, code)[0] if then else None]
        for code in RATES
    ]
    days = now.handling
    past = then.handling if then else Handling()
    rates.append([_("Working days, median"), Tenth(days.median), "", Tenth(past.median)])
    rates.append([_("Working days, mean"), Tenth(days.mean), "", Tenth(past.mean)])
    title, period = f"{unit} · {period_words(asked.view.period)}", period_words(asked.view.period)
    return [
        Sheet(_("All counts"), title, [_("Count"), period, before], counts),
        Sheet(_("Rates"), title, [_("Rate"), period, _("Numerator / denominator"), before], rates),
        *_charts(asked, by),
        _meaning(asked, by),
    ]


def _numbers(one: Progress) -> list[Cell]:
    cells: list[Cell] = [one.counts[code] for code in MEASURE_LABELS]
    for code in RATES:
        cells += _share(one, code)
    return [*cells, Tenth(one.handling.median), Tenth(one.handling.mean)]


def _share(one: Progress, code: str) -> list[Cell]:
    share = one.rate(code)
    value = None if share.percent is None else share.part / share.whole
    return [Percent(value), f"{share.part}/{share.whole}"]


def _charts(asked: Progresses, by: Any) -> list[Sheet]:
    steps = trend(asked.cases, by, asked.view, asked.kept)
    found = ages(asked.cases, by, asked.view, asked.kept)
    return [
        Sheet(
            _("Trend"),
            _("Trend"),
            [_("Period"), *(str(MEASURE_LABELS[code]) for code in TONES)],
            [[step_words(step.period), *(step.counts[code] for code in TONES)] for step in steps],
        ),
        Sheet(
            _("By due date"),
            _("Open cases by due date"),
            [_("Due"), _("Cases")],
            [[str(label), found[code]] for code, label in AGE_LABELS.items()],
        ),
    ]


def _meaning(asked: Progresses, by: str) -> Sheet:
    """What was asked, by whom and when, and how each rate is made."""
    now = date_format(timezone.localtime(), "Y-m-d H:i")
    chosen: list[list[Cell]] = [[str(name), words] for name, words in chosen_words(asked).items()]
    rows: list[list[Cell]] = [
        [_("Period"), period_words(asked.view.period)],
        [_("From"), str(asked.view.period.first)],
        [_("To"), str(asked.view.period.last)],
        *chosen,
        [_("Exported at"), now],
        [_("Exported by"), str(asked.user)],
        [_("Counted"), str(WHOSE[by])],
        [
            "",
            _(
                "What is still open, near due or overdue is as of now; everything else is of the period. Voided cases are not counted."
            ),
        ],
    ]
    if not asked.user.scope.sees_everything("progress.view"):
        rows.append(["", _("Only the cases that you see are counted.")])
    for code, (part, whole) in RATES.items():
        means = _("%(part)s / %(whole)s") % {"part": MEASURE_LABELS[part], "whole": MEASURE_LABELS[whole]}
        rows.append([str(RATE_LABELS[code]), means])
    return Sheet(_("Read me"), _("How to read this"), [], rows)
