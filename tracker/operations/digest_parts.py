"""The body of a digest: rendered once for everybody who reads the same, by role, territory and language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import Unit
from tracker.models.follow_ups import Part
from tracker.models.measure_words import MEASURE_LABELS, RATE_LABELS
from tracker.operations.digest_words import (
    decimal,
    due_words,
    heading,
    jump_words,
    jumps_rule,
    move_words,
    quiet_words,
    signed,
    since_words,
)
from tracker.reports.addresses import own_path, progress_pages, rows_of
from tracker.reports.digest import Board, Promise, Row
from tracker.reports.measures import RATES
from tracker.reports.own_work import OWN, Line, Own
from tracker.rules.access import OFFICE, TERRITORIAL, Grant, may
from tracker.rules.jumps import Jump

Parts: TypeAlias = dict[tuple[Any, ...], dict[str, str]]
ENDINGS: Final = ("html", "txt")
HEADS: Final = ("collected", "in_hand", "overdue", "closed")
OF_THE_CITY: Final = ("collected", "closed", "in_hand", "overdue")
OF_A_DISTRICT: Final = ("collected", "closed", "overdue")
STANDING: Final = frozenset({"in_hand", "near", "overdue"})  # as of now; the others are of the week
RED: Final = frozenset({"overdue"})  # where there are any
Number: TypeAlias = dict[str, Any]  # as it is printed, and where it opens, if it does


def part_of(grants: Sequence[Grant], language: str, board: Board, known: Parts) -> dict[str, str]:
    """The body for what somebody holds, as html and text, in the language that is switched on."""
    parts = _of_territory([grant for grant in grants if grant.role in TERRITORIAL], language, board, known)
    own = own_units([grant for grant in grants if grant.role not in TERRITORIAL])
    if not parts:
        own = own_units(grants)
    if own or not parts:
        # the list of what is to be answered reaches as far as all that somebody holds, and is empty for whoever may not
        opens = all(may(grant.role, "case.answer") for grant in grants)
        key = ("own", own, opens, language)
        parts.append(_kept(known, key, lambda: own_part(board, own, opens_asked=opens)))
    return parts[0] if len(parts) == 1 else _joined(parts)


def own_units(grants: Sequence[Grant]) -> frozenset[int]:
    """The units whose work somebody reads of as one who does it."""
    return frozenset().union(*(grant.unit_ids for grant in grants))


def _of_territory(above: Sequence[Grant], language: str, board: Board, known: Parts) -> list[dict[str, str]]:
    """The city, or each district that somebody looks after."""
    if any(grant.everything for grant in above):
        key: tuple[Any, ...] = ("city", any(grant.role == OFFICE for grant in above), language)
        return [_kept(known, key, lambda: city_part(board, for_office=key[1]))]
    unit_ids = own_units(above)
    rows = [row for row in board.rows if row.unit and row.unit.pk in unit_ids] if unit_ids else []
    return [_district(row, language, board, known) for row in rows]


def _district(row: Row, language: str, board: Board, known: Parts) -> dict[str, str]:
    return _kept(known, ("district", row.unit, language), lambda: district_part(board, row))


def _joined(parts: Sequence[dict[str, str]]) -> dict[str, str]:
    """One below the other, for whoever reads of several districts, or does work beside."""
    return {ending: "".join(part[ending] for part in parts) for ending in ENDINGS}


def _kept(known: Parts, key: tuple[Any, ...], context: Any) -> dict[str, str]:
    if key not in known:
        values = context()
        known[key] = {ending: render_to_string(f"email/digest_body.{ending}", values) for ending in ENDINGS}
    return known[key]


def city_part(board: Board, *, for_office: bool) -> dict[str, Any]:
    """The table of districts, jumps, difficult cases; to the office also who was silent."""
    return {
        "heading": heading(None, board.view.period),
        "url": _progress_url(board),
        "open": _("Open the page of progress"),
        "table_url": _table_url(board),
        "figures": _figures(OF_THE_CITY, board.city, board),
        "heads": [str(MEASURE_LABELS[code]) for code in HEADS] + [str(RATE_LABELS["punctual"])],
        "rows": [_row(row, board) for row in [*board.rows, board.city]],
        "jumps": [_jump(unit, one, board) for unit, one in board.jumps],
        "jumps_rule": jumps_rule(board.view.period),
        "cases_heading": _("Difficult cases"),
        "cases": _lines(board.difficult, board),
        "no_cases": _("None."),
        "all_cases": _all_of("difficult", board.city, len(board.difficult), board),
        "silent": [str(unit) for unit in board.silent] if for_office else [],
    }


def district_part(board: Board, row: Row) -> dict[str, Any]:
    """Three numbers, the worst cases, the promises of this week; a sentence where there is none of it."""
    assert row.unit is not None  # noqa: S101  # a district's
    worst, promises = board.worst(row.unit), board.promises(row.unit)
    is_quiet = row.is_quiet and not promises
    shown = OF_A_DISTRICT if not is_quiet else ("in_hand",) if row.now.counts["in_hand"] else ()
    return {
        "heading": heading(row.unit, board.view.period),
        "url": _progress_url(board, row.unit),
        "open": _("Open the page of progress"),
        "table_url": _table_url(board, row.unit),
        "figures": _figures(shown, row, board),
        "quiet": quiet_words() if is_quiet else "",
        "cases_heading": _("Late longest"),
        "cases": _lines(worst, board),
        "no_cases": "" if is_quiet else _("No case is overdue."),
        "all_cases": _all_of("overdue", row, len(worst), board),
        "promises": [_promise(one, board) for one in promises],
        "no_promises": "" if is_quiet else _("No promise is due this week."),
    }


def _promise(one: Promise, board: Board) -> dict[str, Any]:
    return {
        "number": one.number,
        "text": one.text,
        "due": f"{one.due_on:%m-%d}",
        "is_late": one.due_on < board.view.on,
        "url": _case_url(one.number),
    }


def own_part(board: Board, unit_ids: frozenset[int], *, opens_asked: bool = True) -> dict[str, Any]:
    """What the person's units lead and have to answer, most late first.

    opens_asked  whether the list of what is to be answered shows the reader exactly these; no number of it otherwise
    """
    own = board.own(unit_ids)
    leads, url = own.counts["in_hand"], _mine_url("in_hand", board)
    figures = [_own_figure(code, own, board) for code in OWN] if leads else []
    if own.asked and opens_asked:
        figures.append(_asked_figure(own.asked))
    return {
        "heading": _("In your hands"),
        "url": url if leads or not own.asked else _asked_url() if opens_asked else _cases_url(),
        "open": _("Open these cases"),
        "figures": figures,
        "cases_heading": _("What comes first"),
        "cases": _lines(own.lines, board),
        # one list opens what is led, another what is to be answered, none all of both
        "all_cases": None if own.asked else _all(leads, len(own.lines), url),
        "quiet": _("Nothing is waiting for your unit this week.") if own.is_idle else "",
    }


def _own_figure(code: str, own: Own, board: Board) -> dict[str, Any]:
    move = _since(own.counts[code], own.stood, code, board)
    return _figure(code, own.counts[code], move, _mine_url(code, board))


def _asked_figure(count: int) -> dict[str, Any]:
    """What the units have to answer without leading it; the week before kept no number of it."""
    label, url = _("To be answered as assisting unit"), _asked_url()
    return {"label": label, "text": f"{count:,}", "move": "", "url": url, "is_red": False}


def _figures(codes: Sequence[str], row: Row, board: Board) -> list[dict[str, Any]]:
    found = []
    for code in codes:
        now = row.now.counts[code]
        if code in STANDING:
            move = _since(now, row.stood.counts if row.stood else None, code, board)
        else:
            move = move_words(now, row.before.counts[code], board.view.period)
        url = _rows_url(code, row.unit, board)
        found.append(_figure(code, now, move, url))
    return found


def _figure(code: str, count: int, move: str, url: str) -> dict[str, Any]:
    """A number on top, with its move."""
    is_red = code in RED and count > 0
    return {"label": MEASURE_LABELS[code], "text": f"{count:,}", "move": move, "url": url, "is_red": is_red}


def _since(now: int, stood: Mapping[str, int] | None, code: str, board: Board) -> str:
    """The move of what is open, where the week before was closed."""
    if stood is None or board.closing is None:
        return ""
    return since_words(now, stood.get(code, 0), board.closing.on)


def _row(row: Row, board: Board) -> dict[str, Any]:
    share, (part, whole) = row.now.rate("punctual"), RATES["punctual"]
    return {
        "name": str(row.unit) if row.unit else _("Together"),
        "url": _progress_url(board, row.unit),
        "numbers": [_number(row, code, board) for code in HEADS],
        "rate": RATE_LABELS["punctual"],
        "percent": str(share),
        "share": [_number(row, code, board) for code in (part, whole)] if share.whole else [],
        "is_total": row.unit is None,
    }


def _number(row: Row, code: str, board: Board) -> Number:
    count = row.now.counts[code]
    url = _rows_url(code, row.unit, board) if count else ""
    return {"label": MEASURE_LABELS[code], "text": f"{count:,}", "url": url, "is_red": code in RED}


def _all_of(code: str, row: Row, shown: int, board: Board) -> Number | None:
    return _all(row.now.counts[code], shown, _rows_url(code, row.unit, board))


def _all(count: int, shown: int, url: str) -> Number | None:
    """The list of all of them, where there are more than the mail names."""
    return {"text": _("All %(count)d") % {"count": count}, "url": url} if count > shown else None


def _jump(unit: Unit, jump: Jump, board: Board) -> dict[str, str]:
    """金水区 18，前四周平均 6.5，+177%."""
    found = {
        "name": str(unit),
        "url": _progress_url(board, unit),
        "now": f"{jump.now:,}",
        "now_url": _rows_url("collected", unit, board) if jump.now else "",
        "before": jump_words(jump.percent, board.view.period),
    }
    if jump.percent is None:
        return found
    path = rows_of(board.weeks_before, "district", unit).path("collected")
    return found | {
        "mean": decimal(jump.mean),
        "mean_url": settings.SITE_URL + path,
        "percent": _(", %(percent)s") % {"percent": f"{signed(jump.percent)}%"},
    }


def _lines(lines: Sequence[Line], board: Board) -> list[Mapping[str, Any]]:
    return [
        {
            "number": line.number,
            "title": line.title,
            "whose": line.whose,
            "part": Part(line.part).label if line.part else "",
            "due": due_words(line.due_on, board.view.on, board.calendar),
            "is_late": line.due_on is not None and line.due_on < board.view.on,
            "url": _case_url(line.number),
        }
        for line in lines
    ]


def _progress_url(board: Board, unit: Unit | None = None) -> str:
    return settings.SITE_URL + progress_pages(board.view.period).path(unit)


def _table_url(board: Board, unit: Unit | None = None) -> str:
    return settings.SITE_URL + progress_pages(board.view.period, as_table=True).path(unit)


def _rows_url(code: str, unit: Unit | None, board: Board) -> str:
    return settings.SITE_URL + rows_of(board.view.period, "district", unit).path(code)


def _mine_url(code: str, board: Board) -> str:
    """Those that the reader's own units lead, whoever reads."""
    return settings.SITE_URL + own_path(code, board.view.period)


def _asked_url() -> str:
    """Those on which the reader's own units have to answer, whoever reads."""
    return f"{_cases_url()}?todo=to_answer"


def _cases_url() -> str:
    return settings.SITE_URL + reverse("cases")


def _case_url(number: str) -> str:
    return settings.SITE_URL + reverse("case", args=[number])
