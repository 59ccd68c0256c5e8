"""What the pages of closed periods show: the numbers as they stood, who has confirmed them, what was corrected since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import Case, Circular, Closing, Unit, User
from tracker.models.measure_words import MEASURE_LABELS, RATE_LABELS
from tracker.operations.closings import unconfirmed
from tracker.reports.closings import closed_progress, confirmed_by, corrections, view_of_closing
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


def closed_context(user: User, closing: Closing, by: Any, clock: Clock) -> dict[str, Any]:
    """One closed period; before it is published everybody reads what is their own, the city's office all of it."""
    view, sees_all = view_of_closing(closing), user.scope.sees_everything("progress.view")
    asked = ClosedProgresses(user, Case.objects.none(), view, {}, None, closing=closing)
    reads_all = sees_all or closing.published_at is not None
    own = user.scope.units("progress.view")
    found = {pk: one for pk, one in asked.counted(by).items() if reads_all or pk in own}
    units = [unit for unit in units_of(by) if reads_all or unit.pk in own]
    return {
        "closing": closing,
        "period": period_words(view.period),
        "closed_at": exact_moment(closing.closed_at, clock.today),
        "crumbs": [
            (_("Progress"), reverse("progress")),
            (_("Closed periods"), reverse("closings")),
            (period_words(view.period), ""),
        ],
        "tabs": [{"url": f"?by={code}", "label": label, "is_current": code == by} for code, label in TABS],
        "reads_all": reads_all,
        **_table(asked, by, units, found),
        "cards": cards(asked, "", None, total(found), None) if reads_all else [],
        "corrections": list(
            corrected_rows(asked, by, [unit for unit in units if sees_all or unit.pk in own])
        ),
        **_confirmed(user, closing, clock),
        **_leads_to(user, closing, reads_all),
    }


def _table(
    asked: ClosedProgresses, by: Any, units: list[Unit], found: dict[int | None, Progress]
) -> dict[str, Any]:
    """The numbers of these units, of the others, and of all together."""
    whole, longest = total(found), longest_of(found)
    rows = [row_of(asked, by, unit, found.get(unit.pk) or Progress(), longest) for unit in units]
    return {
        "whose": WHOSE[by],
        "columns": [MEASURE_LABELS[code] for code in COLUMNS],
        "rates_heads": [RATE_LABELS[code] for code in ROW_RATES],
        "rows": [row | {"url": ""} for row in rows],
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
    changed = corrections(asked.closing, by)
    for unit in units:
        for one in changed:
            if one.unit_id == unit.pk:
                yield {
                    "unit": str(unit),
                    "label": MEASURE_LABELS[one.code],
                    "then": f"{one.then:,}",
                    "now": f"{one.now:,}",
                    "difference": f"{one.now - one.then:+,}",
                    "added_url": asked.url(one.code, by, unit, "added"),
                    "gone_url": asked.url(one.code, by, unit, "gone"),
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
