"""The bulletin's own date, looked for above the first section and in the imprint."""

from __future__ import annotations

import datetime
import re

from .flow import fold
from .numerals import han_value, year_number

_DATE = re.compile(
    r"(?P<y>(?<!\d)(?:19|20)\d{2}|[二一][〇零○oO0九][一二三四五六七八九〇零○]{2}) ?年 ?(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2}) ?月 ?(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3}) ?日"
    r"|(?P<y2>(?<!\d)(?:19|20)\d{2})[.\-/](?P<m2>\d{1,2})[.\-/](?P<d2>\d{1,2})(?!\d)"
)


_ISSUE = re.compile(
    r"(?P<y>(?<!\d)20\d{2}|二[〇零○]{1}[一二三四五六七八九〇零○]{2}) ?年 ?(?:\(?总? ?第|\d{1,2}月(?:\d{1,2})?$|度?第)"
)


def bulletin_date(lines: list[str]) -> datetime.date | None:
    """The first full date among the masthead and imprint lines, which may be wrapped."""
    for line in [*lines, "".join(lines)]:
        for match in _DATE.finditer(fold(line[:2000])):
            date = _date(match)
            if date is not None:
                return date
    return None


def issue_year(lines: list[str]) -> int | None:
    """The year in an issue line without a day: 2023年第5期."""
    found = (_ISSUE.search(fold(line[:200])) for line in lines)
    return next((year_number(match["y"]) for match in found if match), None)


def _date(match: re.Match[str]) -> datetime.date | None:
    year = year_number(match["y"] or match["y2"])
    month, day = (_small(match["m"] or match["m2"]), _small(match["d"] or match["d2"]))
    try:
        return datetime.date(year or 0, month, day)
    except ValueError:
        return None


def _small(written: str) -> int:
    return int(written) if written.isdigit() else int(han_value(written) or 0)
