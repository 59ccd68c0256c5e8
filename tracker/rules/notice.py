"""The State Council's yearly notice, as pasted by an administrator → the days off and the make-up working days.

Everything the notice says twice is checked: "共9天" against the days, "周四" against the date.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from tracker.rules.errors import BadInput
from tracker.rules.workdays import DayKind

Row = tuple[date, str, str]

_YEAR: Final = re.compile(r"(20\d\d)\s*年\s*部分节假日")
_HOLIDAY: Final = re.compile(r"[一二三四五六七八九十]+、\s*([^：:\s]{2,12})[：:]([^\n]*)")
_DAY: Final = re.compile(
    r"(至)?\s*(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日(?:（([^（）]*)）|\(([^()]*)\))?"
)
_WEEKDAY: Final = re.compile("(?:周|星期)([一二三四五六日])")
_COUNT: Final = re.compile(r"共\s*(\d{1,2})\s*天")
_WEEKDAYS: Final = "一二三四五六日"


def read_notice(text: str) -> tuple[Row, ...]:
    """The days of a notice with kind and occasion, earliest first, as `calendar_of` takes them.

    Raises BadInput `bad_notice` with the words that do not fit.
    """
    titled = _YEAR.search(text)
    if titled is None:
        raise BadInput("bad_notice", text="××××年部分节假日")
    rows = [row for found in _HOLIDAY.finditer(text) for row in _holiday(found[1], found[2], int(titled[1]))]
    days = {day: (day, kind, name) for day, kind, name in rows}
    if not rows or len(days) < len(rows):
        raise BadInput("bad_notice", text=titled[0])
    return tuple(days[day] for day in sorted(days))


def title_of(text: str) -> str:
    """What a notice is called: the line that names its year, at most 80 characters of it."""
    titled = next((line.strip() for line in text.splitlines() if _YEAR.search(line)), "")
    return titled[:80]


def _holiday(name: str, words: str, year: int) -> Iterator[Row]:
    """The rows of one line: "春节：2月15日（周日）至23日（周一）放假调休，共9天。2月14日（周六）上班。"."""
    for part in re.split("[。；;]", words):
        days = list(_days(part, year))
        if "上班" in part:
            yield from ((day, DayKind.WORK.value, f"{name}调休上班") for day in days)
        elif "放假" in part:
            counted = _COUNT.search(part)
            if not days or (counted and int(counted[1]) != len(days)):
                raise BadInput("bad_notice", text=part.strip())
            yield from ((day, DayKind.OFF.value, name) for day in days)


def _days(part: str, year: int) -> Iterator[date]:
    """Every day a sentence names; "2月15日至23日" names all between, a month is said once."""
    last: date | None = None
    for found in _DAY.finditer(part):
        day = _day(found, last, year)
        if found[1] and last is not None:
            yield from (last + timedelta(days=count) for count in range(1, (day - last).days))
        yield day
        last = day


def _day(found: re.Match[str], last: date | None, year: int) -> date:
    month = int(found[3]) if found[3] else last.month if last else 0
    try:
        day = date(int(found[2] or year), month, int(found[4]))
    except ValueError as error:
        raise BadInput("bad_notice", text=found[0]) from error
    said = _WEEKDAY.search(found[5] or found[6] or "")
    if said and said[1] != _WEEKDAYS[day.weekday()]:
        raise BadInput("bad_notice", text=found[0])
    return day
