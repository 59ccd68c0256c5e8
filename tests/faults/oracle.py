"""What managers read, reckoned once more: plain Python over rows read by SQL, in the words of the field.

Nothing here knows how the product counts. Every definition stands as offices say it, and the comparison tells who is wrong.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

CITY = ZoneInfo("Asia/Shanghai")
ENDED = {"declined", "closed", "withdrawn", "merged", "voided"}
CALLED_OFF = ENDED - {"closed"}
HAPPY, UNHAPPY = {"satisfied", "basically"}, {"dissatisfied", "unsolved"}
COUNTS_FOR = {
    "district": ("district_id", {"district", "county", "development_zone"}),  # where the firm lies
    "bureau": ("lead_unit_id", {"bureau"}),  # who solves it
    "group": ("registrar_unit_id", {"working_group"}),  # who brought it in
}
RATES = {
    "signing": ("signed_in_time", "to_sign"),
    "punctual": ("solved_in_time", "due"),
    "solving": ("solved", "judged"),
    "content": ("content", "called_back"),
    "coverage": ("called_back", "drawn"),
    "redoing": ("redone", "closed"),
    "returning": ("returned", "accepted"),
    "extending": ("extended", "due"),
}


@dataclass
class Told:
    """What stands beside a unit."""

    counts: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)

    def rate(self, code: str) -> tuple[int, int]:
        """Numerator and denominator."""
        part, whole = RATES[code]
        return self.counts[part], self.counts[whole]

    @property
    def handling(self) -> tuple[float | None, float | None]:
        """Median and mean, in working days, to one place, a half upwards."""
        if not self.days:
            return None, None
        many = len(self.days)
        return float(median(self.days)), (20 * sum(self.days) + many) // (2 * many) / 10


def read(statement: str, *values: Any) -> list[dict[str, Any]]:
    """Rows by name of column."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class Oracle:
    """The whole city in memory; `today`, and how many working days before it is due a case is near, are given."""

    def __init__(self, today: date, near: int) -> None:
        self.today, self.near_days = today, near
        self.cases = read("SELECT * FROM tracker_case")
        columns = "id, name, kind, parent_id, lead_unit_id, is_active"
        self.units = {row["id"]: row for row in read(f"SELECT {columns} FROM tracker_unit")}
        self.acts, self.parts = defaultdict(list), defaultdict(list)
        for act in read("SELECT * FROM tracker_followup ORDER BY id"):
            self.acts[act["case_id"]].append(act)
        for part in read("SELECT * FROM tracker_caseunit ORDER BY id"):
            self.parts[part["case_id"]].append(part)
        self.tags = defaultdict(set)
        for tag in read("SELECT case_id, tag_id FROM tracker_casetag"):
            self.tags[tag["case_id"]].add(tag["tag_id"])
        self.days = {row["day"]: row["kind"] == "work" for row in read("SELECT * FROM tracker_calendarday")}
        ahead = (today + timedelta(days=n) for n in range(1, 60))
        self.near = list(islice((day for day in ahead if self.is_worked(day)), near + 1))[-1] - timedelta(
            days=1
        )

    def told(self, by: str, first: date, last: date, cases: Iterable[Mapping[str, Any]]) -> dict[Any, Told]:
        """Unit, or None for the cases of no unit of the kind → what is told of it."""
        column, kinds = COUNTS_FOR[by]
        found: defaultdict[Any, Told] = defaultdict(Told)
        for case in cases:
            one = found[self.counts_for(case[column], kinds)]
            one.counts.update(self.of_case(case, first, last))
            days = self.working_days(case)
            if within(case["resolved_on"], first, last) and case["status"] != "voided" and days is not None:
                one.days.append(days)
        return {unit: one for unit, one in found.items() if one.counts or one.days}

    def counts_for(self, unit_id: int | None, kinds: set[str]) -> int | None:
        """Up from the unit to the first that is compared: a sub-district's case is its district's."""
        while unit_id is not None and self.units[unit_id]["kind"] not in kinds:
            unit_id = self.units[unit_id]["parent_id"]
        return unit_id

    def seen_from(self, unit_id: int | None) -> list[dict[str, Any]]:
        """Cases that a unit, or one below it, owns, took down, has in its territory or has or had to do with."""
        if unit_id is None:
            return self.cases
        reach = {one for one in self.units if unit_id in self.chain(one)}
        return [case for case in self.cases if reach & self._concerned(case)]

    def chain(self, unit_id: int | None) -> Iterator[int]:
        """The unit and those above it."""
        while unit_id is not None:
            yield unit_id
            unit_id = self.units[unit_id]["parent_id"]

    def _concerned(self, case: Mapping[str, Any]) -> set[int]:
        own = {case["owner_office_id"], case["district_id"], case["registrar_unit_id"]}
        return own | {part["unit_id"] for part in self.parts[case["id"]]}

    def working_days(self, case: Mapping[str, Any]) -> int | None:
        """From the day after acceptance to the claim that was approved, that day too."""
        begun, done = case["accepted_on"], case["resolved_on"]
        if begun is None or done is None:
            return None
        days = (begun + timedelta(days=n) for n in range(1, (done - begun).days + 1))
        return sum(map(self.is_worked, days))

    def is_worked(self, day: date) -> bool:
        """As announced, else Monday to Friday."""
        return self.days.get(day, day.weekday() < 5)

    def of_case(self, case: Mapping[str, Any], first: date, last: date) -> Iterator[str]:
        """Everything a case counts in; a wrong entry, voided, in nothing."""
        if case["status"] == "voided":
            return
        if within(case["registered_at"].astimezone(CITY).date(), first, last):
            yield "collected"
            if case["origin"] == "handed_down":
                yield "handed_down"
        if within(case["accepted_on"], first, last):
            yield "accepted"
            if case["return_count"] >= 1:
                yield "returned"
        yield from self._now(case)
        yield from self._missed(case, first, min(last, self.today))
        yield from self._ended(case, first, last)
        yield from self._called(case, first, last)

    def _now(self, case: Mapping[str, Any]) -> Iterator[str]:
        """As of today, whatever the period; the clock of a parked case stands still."""
        if case["status"] in ENDED:
            return
        yield "in_hand"
        if case["is_difficult"]:
            yield "difficult"
        if case["status"] == "parked" or case["due_on"] is None:
            return
        if case["due_on"] < self.today:
            yield "overdue"
        elif case["due_on"] <= self.near:
            yield "near"

    def ages(self, cases: Iterable[Mapping[str, Any]]) -> list[int]:
        """Open cases: late for more than 30 days, for 8 to 30, for up to 7, near, later, without a date, parked."""
        found = [0] * 7
        for case in cases:
            if case["status"] in ENDED:
                continue
            left = (case["due_on"] - self.today).days if case["due_on"] else None
            if case["status"] == "parked":
                found[6] += 1
            elif left is None:
                found[5] += 1
            elif left >= 0:
                found[3 if case["due_on"] <= self.near else 4] += 1
            else:
                found[0 if left < -30 else 1 if left < -7 else 2] += 1
        return found

    def days_of_lines(self, cases: Iterable[Mapping[str, Any]]) -> tuple[list[date], list[date]]:
        """When each case came in, and when each that is closed was."""
        stand = [case for case in cases if case["status"] != "voided"]
        closed = [case["closed_on"] for case in stand if case["status"] == "closed"]
        return [case["registered_at"].astimezone(CITY).date() for case in stand], closed

    def _missed(self, case: Mapping[str, Any], first: date, last: date) -> Iterator[str]:
        """What fell due up to today; what is not due yet is not missed, what was called off never is."""
        if case["status"] in CALLED_OFF:
            return
        if within(case["sign_due_on"], first, last):
            yield "to_sign"
            leads = [part for part in self.parts[case["id"]] if part["part"] == "lead" and part["is_current"]]
            if leads and leads[-1]["signed_on"] and leads[-1]["signed_on"] <= case["sign_due_on"]:
                yield "signed_in_time"
        if within(case["due_on"], first, last):
            yield "due"
            if case["resolved_on"] and case["resolved_on"] <= case["due_on"]:
                yield "solved_in_time"
            if case["extension_count"]:
                yield "extended"

    def _ended(self, case: Mapping[str, Any], first: date, last: date) -> Iterator[str]:
        """An explanation closes a case and neither solves nor spoils it."""
        if within(case["resolved_on"], first, last):
            yield "resolved"
        if case["status"] != "closed" or not within(case["closed_on"], first, last):
            return
        yield "closed"
        if case["result_kind"] != "explained":
            yield "judged"
        if case["result_kind"] == "solved":
            yield "solved"
        if case["redo_count"]:
            yield "redone"

    def _called(self, case: Mapping[str, Any], first: date, last: date) -> Iterator[str]:
        """By the trail: the enterprise's first answer counts, and the last draw before it."""
        drawn = said = None
        for act in self.acts[case["id"]]:
            if act["verb"] == "approve" and act["to_status"] == "call_back":
                drawn = act["at"].astimezone(CITY).date()
            rating = json.loads(act["details"]).get("facts", {}).get("rating")
            if act["verb"] in {"call_back", "rate"} and rating in HAPPY | UNHAPPY:
                said = rating
                break
        if within(drawn, first, last):
            yield "drawn"
            if said:
                yield "called_back"
            if said in HAPPY:
                yield "content"


def within(day: date | None, first: date, last: date) -> bool:
    """Whether there is a day, and it lies in a period."""
    return day is not None and first <= day <= last


def percent_words(part: int, whole: int) -> str:
    """To one place, a half upwards, reckoned in whole numbers: 1 of 16 is 6.3%."""
    return f"{(2000 * part + whole) // (2 * whole) / 10:.1f}%" if whole else "—"
