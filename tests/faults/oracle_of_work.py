"""What managers read of visits, actions, bulletins and figures, reckoned once more over plain rows, as offices say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.faults.oracle import COUNTS_FOR, Oracle, read, within

NO_HELP = "会议部署"
NEVER_ADDED = {
    "%",
    "％",
    "‰",
    "个百分点",
    "倍",
    "成",
    "天",
    "日",
    "个工作日",
    "工作日",
    "周",
    "个月",
    "月",
    "年",
}
NEVER_ADDED |= {"小时", "个小时", "分钟"}
TIMES = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 1000}
SUMS = """
    SELECT g.*, a.status, a.kind, a.listed_on, f.case_id, f.happened_on FROM tracker_figure g
    LEFT JOIN tracker_assistanceaction a ON a.id = g.action_id LEFT JOIN tracker_followup f ON f.id = g.follow_up_id
"""
ITEMS = """
    SELECT d.id, d.reporter_id, d.decision, b.dated_on, b.direction FROM tracker_draft d
    JOIN tracker_bulletin b ON b.id = d.bulletin_id
"""
STAFFED = """
    SELECT DISTINCT m.unit_id FROM tracker_membership m JOIN tracker_user u ON u.id = m.user_id
    WHERE u.is_active AND m.from_on <= %s AND (m.to_on IS NULL OR m.to_on >= %s)
"""


@dataclass
class Done:
    """What stands beside a unit: the records behind each count, each once; and the sums of its figures."""

    rows: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def count(self, code: str) -> int:
        """How many."""
        return len(self.rows[code])


@dataclass
class Sum:
    """Figures of one measure, in one unit, that were added up."""

    value: Decimal = Decimal(0)
    is_about: bool = False
    actions: set[int] = field(default_factory=set)
    cases: set[int] = field(default_factory=set)


class WorkOracle:
    """Everything that was done beside cases, in memory."""

    def __init__(self, city: Oracle) -> None:
        self.city = city
        self.firms = {row["id"]: row for row in read("SELECT * FROM tracker_enterprise")}
        self.visits = read("SELECT * FROM tracker_visit")
        self.pairings = read("SELECT * FROM tracker_pairing")
        self.actions = {row["id"]: row for row in read("SELECT * FROM tracker_assistanceaction")}
        self.items, self.figures = read(ITEMS), read(SUMS)
        self.named, self.took_part = defaultdict(set), defaultdict(list)
        for row in read("SELECT * FROM tracker_assistanceaction_districts"):
            self.named[row["assistanceaction_id"]].add(row["unit_id"])
        for row in read("SELECT * FROM tracker_participant"):
            self.took_part[row["action_id"]].append(row)

    def done(self, by: str, first: date, last: date, home: int | None) -> tuple[dict[int | None, Done], Done]:
        """Unit, or None for what is of none of the kind → what is told of it; and all together, each record once.

        home  the unit whose people read, with what lies in it or below; None for who reads everything
        """
        units: defaultdict[int | None, Done] = defaultdict(Done)
        whole, kinds = Done(), COUNTS_FOR[by][1]
        for code, row, of in self._everything(by, first, last, self._reach(home)):
            units[self.city.counts_for(of, kinds)].rows[code].add(row)
            whole.rows[code].add(row)
        return dict(units), whole

    def sums(  # whose, which days and whose cases
        self, by: str, first: date, last: date, home: int | None, unit: int | None = None
    ) -> dict[tuple[str, str], Sum]:
        """Measure and unit → what a period achieved; of one unit where it is named."""
        reach, kinds = self._reach(home), COUNTS_FOR[by][1]
        cases = {case["id"]: case for case in self.city.seen_from(home)}
        found: defaultdict[tuple[str, str], Sum] = defaultdict(Sum)
        for row in self.figures:
            of = self._whose(row, by, first, last, (reach, cases))
            tops = {self.city.counts_for(one, kinds) for one in of or ()}
            if of is None or row["nature"] != "current" or row["unit"] in NEVER_ADDED:
                continue
            if unit is not None and unit not in tops:
                continue
            times, base = in_full(row["unit"])
            one = found[row["measure"], base]
            one.value += row["value"] * times
            one.is_about |= row["approx"]
            (one.actions if row["action_id"] else one.cases).add(row["action_id"] or row["case_id"])
        return dict(found)

    def silent(self, first: date, last: date) -> set[int]:
        """Districts, groups and staffed bureaus of which nobody, there, below or in a group led, took down or reported anything."""
        cases = [
            case["registrar_unit_id"]
            for case in self.city.cases
            if "collected" in set(self.city.of_case(case, first, last))
        ]
        actions = [
            one["reporter_id"]
            for one in self.actions.values()
            if one["status"] == "standing" and within(one["listed_on"], first, last)
        ]
        visits = [one["unit_id"] for one in self.visits if within(one["visited_on"], first, last)]
        spoke = [unit for unit in (*cases, *actions, *visits) if unit]
        heard = {above for unit in spoke for above in self.city.chain(unit)}
        heard |= {self.city.units[unit]["lead_unit_id"] for unit in spoke}
        staffed = {above for unit in read(STAFFED, last, last) for above in self.city.chain(unit["unit_id"])}
        kinds = COUNTS_FOR["district"][1] | COUNTS_FOR["group"][1]
        asked = {
            pk
            for pk, row in self.city.units.items()
            if row["is_active"]
            and (row["kind"] in kinds or (row["kind"] in COUNTS_FOR["bureau"][1] and pk in staffed))
        }
        return asked - heard

    def _reach(self, home: int | None) -> Callable[[Iterable[int | None]], bool]:
        """Whether somebody of that unit has to do with what these units have to do with."""
        if home is None:
            return lambda _units: True
        below = {pk for pk in self.city.units if home in self.city.chain(pk)}
        return lambda units: not below.isdisjoint(units)

    def _everything(
        self, by: str, first: date, last: date, reach: Any
    ) -> Iterator[tuple[str, int, int | None]]:
        """(count, record, the unit it is of), as often as it is of several."""
        yield from self._visits(by, first, last, reach)
        yield from self._helped(by, first, last, reach)
        if by != "bureau":
            yield from self._looked_after(by, first, last, reach)
        for item in self.items:
            if (
                item["direction"] == "in"
                and item["decision"] != "replaced"
                and within(item["dated_on"], first, last)
            ):
                yield "sent", item["id"], item["reporter_id"]
                if item["decision"] in {"accepted", "attached"}:
                    yield "adopted", item["id"], item["reporter_id"]

    def _visits(self, by: str, first: date, last: date, reach: Any) -> Iterator[tuple[str, int, int | None]]:
        for visit in self.visits:
            firm = self.firms[visit["enterprise_id"]]
            if within(visit["visited_on"], first, last) and reach([visit["unit_id"], firm["district_id"]]):
                of = firm["district_id"] if by == "district" else visit["unit_id"]
                yield "visits", visit["id"], of
                if firm["merged_into_id"] is None:
                    yield "visited", firm["id"], of

    def _helped(self, by: str, first: date, last: date, reach: Any) -> Iterator[tuple[str, int, int | None]]:
        """A meeting among officials helps nobody; a voided action was none."""
        for action in self.actions.values():
            if not self._counts(action, first, last) or not reach(self._concerned(action)):
                continue
            named = self.named[action["id"]] if by == "district" else set()
            for of in named or {action["reporter_id"]}:
                yield "actions", action["id"], of
            for one in self.took_part[action["id"]]:
                firm = self.firms.get(one["enterprise_id"])
                if one["role"] == "assisted" and firm and firm["merged_into_id"] is None:
                    yield (
                        "reached",
                        firm["id"],
                        firm["district_id"] if by == "district" else action["reporter_id"],
                    )

    def _counts(self, action: Mapping[str, Any], first: date, last: date) -> bool:
        is_help = action["status"] == "standing" and action["kind"] != NO_HELP
        return is_help and within(action["listed_on"], first, last)

    def _concerned(self, action: Mapping[str, Any]) -> set[int | None]:
        took_part = {one["unit_id"] for one in self.took_part[action["id"]]}
        return {action["reporter_id"], *self.named[action["id"]], *took_part}

    def _looked_after(
        self, by: str, first: date, last: date, reach: Any
    ) -> Iterator[tuple[str, int, int | None]]:
        """On the last day of the period, or today: whoever was there in the period, it counts."""
        day = min(last, self.city.today)
        visited = {
            visit["enterprise_id"] for visit in self.visits if within(visit["visited_on"], first, last)
        }
        for pairing in self.pairings:
            firm = self.firms[pairing["enterprise_id"]]
            is_on = pairing["from_on"] <= day and (pairing["to_on"] is None or pairing["to_on"] >= day)
            if not is_on or firm["merged_into_id"] is not None or not reach([firm["district_id"]]):
                continue
            if by == "group" and pairing["group_id"] is None:
                continue
            of = firm["district_id"] if by == "district" else pairing["group_id"]
            yield "paired", firm["id"], of
            if firm["id"] in visited:
                yield "paired_visited", firm["id"], of

    def _whose(  # a figure, for whom, of which days, to whom it is shown
        self, row: Mapping[str, Any], by: str, first: date, last: date, seen: tuple[Any, Mapping[int, Any]]
    ) -> set[int | None] | None:
        """The units that a figure counts for; None where it counts for nobody."""
        reach, cases = seen
        if row["action_id"] is None:
            case = cases.get(row["case_id"])
            counts = case is not None and within(row["happened_on"], first, last)
            return {case[COUNTS_FOR[by][0]]} if counts and case else None
        action = self.actions[row["action_id"]]
        if not self._counts(action, first, last) or not reach(self._concerned(action)):
            return None
        return (self.named[action["id"]] if by == "district" else set()) or {action["reporter_id"]}


def in_full(unit: str) -> tuple[int, str]:
    """万元 is ten thousand 元; 万 alone is a unit of its own."""
    for word, times in TIMES.items():
        if unit.startswith(word) and unit != word:
            return times, unit.removeprefix(word)
    return 1, unit
