"""What one person is told on one day: by the page, the workbook, the mail and the closed period; read off as it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime
from lxml import html

from tests.faults.comparing import PAGE
from tests.faults.numbers import City, cells_of, sheets_of
from tests.faults.oracle import Told
from tests.people import unit
from tracker.models import Campaign, OutgoingMail
from tracker.models.measure_words import MEASURE_LABELS, RATE_LABELS
from tracker.operations.digests import digest_week, digests, prepare
from tracker.rules.periods import Period, free, period_of

RATES = {f"{code}%": label for code, label in RATE_LABELS.items()}
CODES = {str(label): code for code, label in [*MEASURE_LABELS.items(), *RATES.items()]}
IN_TABLE = {"collected", "in_hand", "overdue", "closed", "punctual%"}  # at least, in the city's digest
ON_TOP = {"district": {"collected", "closed", "overdue"}, "staff": {"overdue", "near", "in_hand"}}
ALL_COUNTS = "//section[@aria-labelledby='measures-title']//table"
SHARE = re.compile(r"([\d,]+)/([\d,]+)")
Rows = dict[str, dict[str, Any]]


def mails_of_today(city: City) -> tuple[Period, dict[str, OutgoingMail]]:
    """The days that this week's digest has to tell of, and everybody's."""
    now = localtime()
    week = prepare(digest_week(now), now, Campaign.objects.get(is_current=True))
    mails = {mail.recipient_id: mail for mail in digests([user.pk for user in city.users.values()], week)}
    return days_before(city, week.key), {who: mails[user.pk] for who, user in city.users.items()}


def days_before(city: City, key: str) -> Period:
    """The week before the one of sending, and those before it as long as nobody worked in the last."""
    monday = datetime.strptime(f"{key}-1", "%G-W%V-%u").date()  # noqa: DTZ007 - a day
    first = monday - timedelta(days=7)
    while not any(city.oracle.is_worked(first + timedelta(days=n)) for n in range(7)):
        first -= timedelta(days=7)
    last = monday - timedelta(days=1)
    return period_of("week", first) if (last - first).days == 6 else free(first, last)


def reckoned(one: Told, codes: Iterable[str]) -> dict[str, Any]:
    """A rate as numerator and denominator, all else as a number."""
    return {code: one.rate(code.rstrip("%")) if code in RATES else one.counts[code] for code in codes}


def read_off(heads: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    """The same from a row of a page or a mail."""
    found: dict[str, Any] = {}
    for head, cell in zip(heads, cells, strict=True):
        code = CODES.get(head)
        if code in RATES:
            share = SHARE.search(cell)
            found[code] = tuple(_number(part) for part in share.groups()) if share else (0, 0)
        elif code:
            found[code] = _number(cell)
    return found


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def told_in_mail(mail: OutgoingMail) -> Rows:
    """Unit → its numbers in the table; of the mail as a whole, under no name, those on top."""
    body = html.fromstring(mail.html)
    found: Rows = {"": {}}
    for big in body.xpath("//td/*[contains(@style,'font-size:20px')]"):
        label = big.getparent().text.strip()
        found[""] |= read_off([label], [big.text_content()])
    for table in body.xpath("//table[tr/th or */tr/th]"):
        head, *rows = ([" ".join(cell.text_content().split()) for cell in row] for row in table.iter("tr"))
        found |= {name: read_off(head[1:], cells) for name, *cells in rows}
    return found


def silent_in(mail: OutgoingMail) -> list[str]:
    """Who reported nothing, as the mail says."""
    found = re.search(r"^本期未报送\n(.+)$", mail.text, re.M)
    return found[1].strip().split("、") if found else []


def of_leader(city: City, period: Period, mail: OutgoingMail) -> dict[str, Rows]:
    """The table of all districts."""
    asked = {"period": period.code}
    mailed = {name: row for name, row in told_in_mail(mail).items() if name}
    head, *rows = sheets_of(city.get("leader", "progress_export", **asked))["进度"]
    whole = {
        "page": _of_page(city.get("leader", "progress", **asked)),
        "workbook": {name: _of_workbook(head[1:], cells) for name, *cells in rows},
        "mail": mailed,
        "closed period": _of_page(city.get("leader", "closed", period.code)),
    }
    return {where: {name: _only(found[name], IN_TABLE) for name in mailed} for where, found in whole.items()}


def of_district(city: City, period: Period, mail: OutgoingMail) -> dict[str, Rows]:
    """Their district."""
    return _of_unit(city, period, mail, ("district", "district", "金水区"))


def of_staff(city: City, period: Period, mail: OutgoingMail) -> dict[str, Rows]:
    """What their bureau has in hand."""
    return _of_unit(city, period, mail, ("staff", "bureau", "市工业和信息化局"))


SAME_DAY = {"leader": of_leader, "district": of_district, "staff": of_staff}


def _of_unit(city: City, period: Period, mail: OutgoingMail, whose: tuple[str, str, str]) -> dict[str, Rows]:
    who, by, name = whose
    address, asked = unit(name).public_id, {"period": period.code}
    page = cells_of(city.get(who, "progress_unit", address, **asked).content, ALL_COUNTS)[1:]
    workbook = sheets_of(city.get(who, "progress_unit_export", address, **asked))["全部数量"][1:]
    whole = {
        "page": read_off([row[0] for row in page], [row[1] for row in page]),
        "workbook": {CODES[row[0]]: row[1] for row in workbook},
        "mail": told_in_mail(mail)[""],
        "closed period": _of_page(city.get(who, "closed", period.code, by=by))[str(unit(name))],
    }
    return {where: {name: _only(found, ON_TOP[who])} for where, found in whole.items()}


def _of_page(answer: Any) -> Rows:
    head, *rows = cells_of(answer.content, PAGE)
    return {name: read_off(head[1:], cells) for name, *cells in rows}


def _of_workbook(heads: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """A rate's numerator and denominator stand in the column after it."""
    found: dict[str, Any] = {}
    for at, code in enumerate(map(CODES.get, heads)):
        if code in RATES:
            found |= read_off([heads[at]], [cells[at + 1]])
        elif code:
            found[code] = cells[at]
    return found


def _only(row: dict[str, Any], codes: set[str]) -> dict[str, Any]:
    return {code: row[code] for code in codes}
