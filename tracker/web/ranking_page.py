"""What the pages of rankings and circulars share: their tables on the page and in a workbook, the formula in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.documents.workbook import Cell, Percent, Sheet, Tenth
from tracker.models import Campaign, Closing, User
from tracker.models.measure_words import MEASURE_LABELS, RATE_LABELS
from tracker.models.places import UnitKind
from tracker.reports.closings import view_of_closing
from tracker.reports.measures import RATES
from tracker.reports.ranking import SAMPLE, formula_of, ranking_on, rankings, silent_units, table_of
from tracker.rules.circular import percent_words
from tracker.rules.circular_facts import Line, Rate, Table
from tracker.rules.ranking import INDICATORS, Formula
from tracker.web.periods import period_words

COLUMNS: Final = (*INDICATORS, "coverage")


def switched_on() -> Campaign:
    """The campaign; where its city has not switched rankings and circulars on, there are no such pages."""
    campaign = ranking_on()
    if campaign is None:
        raise Http404
    return campaign


def tables_of_closing(closing: Closing, formula: Formula) -> list[Table]:
    """The rankings of a period, units called as the reader calls them."""
    return [table_of(group, str) for group in rankings(closing, formula)]


def ranking_context(user: User, closing: Closing, campaign: Campaign) -> dict[str, Any]:
    """The page of a period's rankings."""
    period, is_office = view_of_closing(closing).period, user.scope.sees_everything("circular.write")
    formula = formula_of(closing, campaign)
    return {
        "closing": closing,
        "period": period_words(period),
        "crumbs": [
            (_("Progress"), reverse("progress")),
            (_("Closed periods"), reverse("closings")),
            (period_words(period), reverse("closed", args=[closing.code])),
            (_("Ranking"), ""),
        ],
        "notes": notes(formula),
        "tables": shown(tables_of_closing(closing, formula)),
        "heads": heads(),
        "settings_url": reverse("ranking_settings") if user.scope.sees_everything("ranking.set") else "",
        "is_office": is_office,
        "silent": [str(unit) for unit in silent_units(period)] if is_office else [],
    }


def heads() -> list[str]:
    """The heads of a table, after place and unit."""
    return [str(MEASURE_LABELS[SAMPLE]), *(str(RATE_LABELS[code]) for code in COLUMNS)]


def notes(formula: Formula) -> list[str]:
    """How places are counted, a sentence each."""
    return [
        *_formula_words(formula),
        _(
            "Units are ranked among their like. With fewer than %(minimum)d cases due in the period a unit has too few to be ranked; equal scores share a place."
        )
        % {"minimum": formula.minimum},
        _(
            "Where a unit has nothing to divide by, marked ※, the median of its group counts instead; where the whole group has nothing, the other weights are raised in proportion."
        ),
        _("Weights and the least number are those of the day on which the period was closed.")
        if formula.is_kept
        else _(
            "Nothing was settled on rankings when the period was closed: weights and the least number are today's, and places move with them."
        ),
    ]


def _formula_words(formula: Formula) -> list[str]:
    """What the score is the sum of, and what each indicator divides by what."""
    parts = [
        _("%(weight)d %% × %(rate)s")
        % {"weight": formula.weights[code], "rate": str(RATE_LABELS[code]).lower()}
        for code in INDICATORS
    ]
    rates = [
        _("%(rate)s = %(part)s / %(whole)s")
        % {
            "rate": RATE_LABELS[code],
            "part": MEASURE_LABELS[RATES[code][0]],
            "whole": MEASURE_LABELS[RATES[code][1]],
        }
        for code in COLUMNS
    ]
    return [
        _("Score = %(parts)s.") % {"parts": " + ".join(parts)},
        _("%(rates)s.") % {"rates": _("; ").join(rates)},
    ]


def shown(tables: Sequence[Table]) -> list[dict[str, Any]]:
    """The tables as a page shows them."""
    return [
        {
            "kind": UnitKind(table.kind).label,
            "id": f"kind-{table.kind}",
            "rows": [_row(line) for line in table.rows],
            "too_few": [(line.unit, line.sample) for line in table.others],
            "medians": [
                {"label": RATE_LABELS[code], "text": table.medians[code] or "—"} for code in INDICATORS
            ],
            "left_out": [RATE_LABELS[code] for code in table.left_out],
        }
        for table in tables
    ]


def _row(line: Line) -> dict[str, Any]:
    rates = [line.rates[code] for code in INDICATORS]
    return {
        "rank": line.rank,
        "unit": line.unit,
        "sample": line.sample,
        "score": line.score,
        "rates": [
            _shown_rate(rate, code, code in line.stood_in)
            for code, rate in zip(COLUMNS, [*rates, line.coverage], strict=True)
        ],
    }


def _shown_rate(rate: Rate, code: str, stood_in: bool) -> dict[str, Any]:
    return {
        "label": RATE_LABELS[code],
        "text": percent_words(rate),
        "of": f"{rate[0]}/{rate[1]}",
        "stood_in": stood_in,
    }


def sheets_of(tables: Sequence[Table], words: Sequence[str], title: str) -> list[Sheet]:
    """The same tables as a workbook: a sheet a group, and how they are counted."""
    head = [_("Rank"), _("Unit"), str(MEASURE_LABELS[SAMPLE])]
    for code in COLUMNS:
        head += [str(RATE_LABELS[code]), _("Numerator / denominator")]
    head.append(_("Score"))
    sheets = [_sheet(table, head, title) for table in tables]
    return [*sheets, Sheet(_("Read me"), _("How to read this"), [], [[text] for text in words])]


def _sheet(table: Table, head: Sequence[str], title: str) -> Sheet:
    kind = str(UnitKind(table.kind).label)
    rows: list[list[Cell]] = [_cells(line) for line in table.lines]
    medians: list[Cell] = [None, _("Median of the group"), None]
    for code in INDICATORS:
        medians += [_as_number(table.medians[code]), None]
    rows.append([*medians, None, None, None])
    return Sheet(kind, f"{title} · {kind}", head, rows, frozenset({len(rows) - 1}))


def _cells(line: Line) -> list[Cell]:
    cells: list[Cell] = [
        _("Too few to be ranked") if line.rank is None else line.rank,
        line.unit,
        line.sample,
    ]
    for code, (part, whole) in zip(
        COLUMNS, [*(line.rates[code] for code in INDICATORS), line.coverage], strict=True
    ):
        mark = "※" if code in line.stood_in else ""
        cells += [Percent(part / whole if whole else None), f"{part}/{whole}{mark}"]
    return [*cells, Tenth(None if line.score is None else float(line.score))]


def _as_number(words: str | None) -> Percent:
    """90.0% as it was kept."""
    return Percent(None if words is None else float(Decimal(words.rstrip("%")) / 100))
