"""What the page of visits, actions and results shows, and its workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.documents.workbook import Cell, Percent, Sheet
from tracker.models import Unit, User
from tracker.models.cases import CaseQuerySet
from tracker.reports.measures import Share, View
from tracker.reports.progress import of_unit, units_of
from tracker.reports.results import Result, results
from tracker.reports.work import Seen, Work, actions_in, actions_of, work
from tracker.rules.amounts import said
from tracker.web.periods import period_words
from tracker.web.progress_page import TABS
from tracker.web.work_rows import LABELS

LISTS: Final = {
    "visits": "visits",
    "actions": "actions",
    "sent": "items",
    "adopted": "items",
}  # the others are firms
SHOWN: Final = ("visits", "visited", "actions", "reached")
RATES: Final = {"coverage": ("paired_visited", "paired"), "adoption": ("adopted", "sent")}
RATE_LABELS: Final = {
    "coverage": gettext_lazy("Visit coverage"),
    "adoption": gettext_lazy("Bulletin items adopted, rate"),
}


@dataclass(frozen=True)
class Works:
    """Who asks, what they see, for which period; `unit` is whose results are added up, None for all."""

    user: User
    seen: Seen
    cases: CaseQuerySet
    view: View
    by: Any
    unit: Unit | None
    filter: Any

    def url(self, code: str, unit: Unit | None) -> str:
        """The list of what was counted."""
        return f"{reverse(LISTS.get(code, 'enterprises'))}?{urlencode({'work': code, **self._asked(unit)})}"

    def figure_url(self, name: str, result: Result) -> str:
        """The list of the actions or the cases whose figures went into a sum."""
        asked = {"figure": result.measure, "amount": result.unit, **self._asked(self.unit)}
        return f"{reverse(name)}?{urlencode(asked)}"

    def address(self, **other: str) -> str:
        """The period, and more, as an address carries it on."""
        return urlencode({"period": self.view.period.code, "by": self.by, **other})

    def _asked(self, unit: Unit | None) -> dict[str, str]:
        asked = {"period": self.view.period.code, "by": str(self.by)}
        return asked | ({"unit": unit.public_id} if unit else {})

    def counted(self) -> tuple[dict[int | None, Work], Work]:
        """Every unit's numbers, and all together."""
        return work(self.seen, self.by, self.view)

    def results(self) -> list[Result]:
        """The sums of the figures, of the unit where one is chosen."""
        actions, cases = actions_in(self.seen.actions, self.view), self.cases
        if self.unit is not None:
            actions = actions_of(actions, self.by, self.unit)
            cases = of_unit(cases, self.by, self.unit)
        return results(actions, cases, self.view)

    def units(self, found: dict[int | None, Work]) -> list[Unit]:
        """Those to show: all for whoever sees the city, else those with numbers."""
        sees_all = self.user.scope.sees_everything("progress.view")
        return [unit for unit in units_of(self.by) if sees_all or unit.pk in found]


def work_context(asked: Works) -> dict[str, Any]:
    """The page."""
    found, whole = asked.counted()
    rows = [_row(asked, unit, found.get(unit.pk) or Work()) for unit in asked.units(found)]
    return {
        "filter": asked.filter,
        "crumbs": [(_("Progress"), f"{reverse('progress')}?{asked.address()}"), (_("Work and results"), "")],
        "period": period_words(asked.view.period),
        "tabs": [
            {"url": f"?{asked.address(by=code)}", "label": label, "is_current": code == asked.by}
            for code, label in TABS
        ],
        "by": asked.by,
        "heads": [
            *(LABELS[code] for code in SHOWN),
            *(RATE_LABELS[code] for code in shares_of(asked, whole)),
        ],
        "rows": rows,
        "total": _row(asked, None, whole),
        "results": [_result(asked, one) for one in asked.results()],
        "unit": asked.unit,
        "all_url": f"?{asked.address()}",
        "export_url": f"{reverse('work_export')}?{asked.address(**_chosen(asked))}",
        "sees_all": asked.user.scope.sees_everything("progress.view"),
    }


def _chosen(asked: Works) -> dict[str, str]:
    return {"unit": asked.unit.public_id} if asked.unit else {}


def _row(asked: Works, unit: Unit | None, one: Work) -> dict[str, Any]:
    return {
        "name": str(unit) if unit else "",
        "url": f"?{asked.address(unit=unit.public_id)}#results-title" if unit else "",
        "numbers": [_number(asked, unit, one, code) for code in SHOWN],
        "rates": [
            {
                "label": RATE_LABELS[code],
                "text": str(share),
                "percent": share.percent,
                "parts": [_number(asked, unit, one, part) for part in RATES[code]],
            }
            for code, share in shares_of(asked, one).items()
        ],
    }


def shares_of(asked: Works, one: Work) -> dict[str, Share]:
    """The rates to show: of bulletins only to those who review them."""
    found = {"coverage": one.coverage}
    return found | ({"adoption": one.adoption} if asked.user.scope.may("bulletin.review") else {})


def _number(asked: Works, unit: Unit | None, one: Work, code: str) -> dict[str, Any]:
    count = one.counts[code]
    return {
        "label": LABELS[code],
        "text": f"{count:,}",
        "url": asked.url(code, unit) if count else "",
    }


def _result(asked: Works, one: Result) -> dict[str, Any]:
    about = _("about %(amount)s") % {"amount": said(one.value, one.unit)}
    return {
        "measure": one.measure or _("Not named"),
        "amount": about if one.is_about else said(one.value, one.unit),
        "in_actions": one.in_actions,
        "actions_url": asked.figure_url("actions", one),
        "in_cases": one.in_cases,
        "cases_url": asked.figure_url("cases", one),
    }


def work_sheets(asked: Works) -> list[Sheet]:
    """The same as a workbook."""
    found, whole = asked.counted()
    units = asked.units(found)
    rows = [[str(unit), *_cells(asked, found.get(unit.pk) or Work())] for unit in units]
    rows.append([_("Together"), *_cells(asked, whole)])
    heads = [_("Unit"), *(str(LABELS[code]) for code in SHOWN)]
    for code in shares_of(asked, whole):
        heads += [str(RATE_LABELS[code]), _("Numerator / denominator")]
    title = f"{dict(TABS)[asked.by]} · {period_words(asked.view.period)}"
    sums: list[list[Cell]] = [
        [
            one.measure,
            float(one.value),
            one.unit,
            _("about") if one.is_about else "",
            one.in_actions,
            one.in_cases,
        ]
        for one in asked.results()
    ]
    of = str(asked.unit) if asked.unit else _("Together")
    return [
        Sheet(_("Work and results"), title, heads, rows, frozenset({len(units)})),
        Sheet(
            _("Results"),
            f"{of} · {period_words(asked.view.period)}",
            [_("Measure"), _("Sum"), _("Unit of amount"), "", _("Actions"), _("Cases")],
            sums,
        ),
    ]


def _cells(asked: Works, one: Work) -> list[Cell]:
    cells: list[Cell] = [one.counts[code] for code in SHOWN]
    for share in shares_of(asked, one).values():
        value = None if share.percent is None else share.part / share.whole
        cells += [Percent(value), f"{share.part}/{share.whole}"]
    return cells
