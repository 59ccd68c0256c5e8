"""Every number of the progress pages against one counted case by case, over a made-up city, for three people."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from statistics import mean, median
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils.timezone import localdate

from tracker.models import Case, CaseUnit, FollowUp, Unit, User
from tracker.operations.city import make_city
from tracker.operations.reference import load_reference
from tracker.reports.calendar import calendar_of_city
from tracker.reports.measures import MEASURES, RATES, View
from tracker.reports.progress import COLUMN, KINDS, of_unit, progress, rows_of, total
from tracker.reports.tallies import Kept
from tracker.rules.periods import parse_period

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY, NEAR = NOW.date(), NOW.date() + timedelta(days=2)
CASES = 3000
PERIODS = ("2026-W47", "2026-10", "campaign", "2026-03-17..2026-11-23")
OPEN = [
    "registered",
    "incomplete",
    "accepted",
    "assigned",
    "disputed",
    "handling",
    "parked",
    "in_review",
    "call_back",
]
CALLED_OFF = ["voided", "merged", "withdrawn", "declined"]
HAPPY, UNHAPPY = ("satisfied", "basically"), ("dissatisfied", "unsolved")


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """One city for the module, with what else its people might have done: extended, rated by link, handed down."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            load_reference()
            make_city(cases=CASES, seed=11, now=NOW)
            yield
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture(scope="module")
def everything(city):
    """Cases with the parts of them that are counted, read row by row."""
    acts, signed = defaultdict(list), {}
    for act in FollowUp.objects.order_by("id"):
        acts[act.case_id].append(act)
    for part in CaseUnit.objects.filter(part="lead", is_current=True):
        signed[part.case_id] = part.signed_on
    return list(Case.objects.all()), acts, signed


def look(code):
    return View(parse_period(code, today=TODAY, started_on=TODAY - timedelta(days=200)), TODAY, NEAR)


def top_of(unit_id, kinds):
    """The unit of one of these kinds that a unit is or belongs to, by walking up."""
    unit = Unit.objects.filter(pk=unit_id).first()
    while unit is not None and unit.kind not in kinds:
        unit = unit.parent
    return unit.pk if unit else None


def counted(case, view, acts, signed):
    """The measures that a case counts in, said in plain words."""
    first, last = view.period.first, view.period.last

    def inside(day):
        return day is not None and first <= day <= last

    def missed(day):
        return day is not None and first <= day <= min(last, TODAY) and case.status not in CALLED_OFF

    if inside(localdate(case.registered_at)) and case.status != "voided":
        yield "collected"
        if case.origin == "handed_down":
            yield "handed_down"
    if inside(case.accepted_on) and case.status != "voided":
        yield "accepted"
        if case.return_count:
            yield "returned"
    yield from standing(case)
    if missed(case.sign_due_on):
        yield "to_sign"
        if signed.get(case.pk) and signed[case.pk] <= case.sign_due_on:
            yield "signed_in_time"
    if missed(case.due_on):
        yield "due"
        if case.resolved_on and case.resolved_on <= case.due_on:
            yield "solved_in_time"
        if case.extension_count:
            yield "extended"
    yield from ended(case, inside)
    yield from called_back(case, view, acts[case.pk])


def standing(case):
    if case.status in OPEN:
        yield "in_hand"
        if case.is_difficult:
            yield "difficult"
        if case.status != "parked" and case.due_on:
            if case.due_on < TODAY:
                yield "overdue"
            elif case.due_on <= NEAR:
                yield "near"


def ended(case, inside):
    if inside(case.resolved_on):
        yield "resolved"
    if case.status == "closed" and inside(case.closed_on):
        yield "closed"
        if case.result_kind != "explained":
            yield "judged"
        if case.result_kind == "solved":
            yield "solved"
        if case.redo_count:
            yield "redone"


def called_back(case, view, acts):
    """By its trail: the draw that the enterprise answered first, else the last one."""
    drawn, said = None, None
    for act in acts:
        if act.verb == "approve" and act.to_status == "call_back":
            drawn = localdate(act.at)
        if act.from_status == "call_back" and said is None:
            rating = act.details.get("facts", {}).get("rating")
            if rating in {*HAPPY, *UNHAPPY}:
                said = rating
                break
    if drawn and view.period.first <= drawn <= view.period.last and case.status != "voided":
        yield "drawn"
        if said:
            yield "called_back"
        if said in HAPPY:
            yield "content"


@pytest.mark.parametrize("kept", [None, Kept()], ids=["counted", "kept"])
@pytest.mark.parametrize("code", PERIODS)
@pytest.mark.parametrize("by", COLUMN)
def test_every_number_of_every_unit(everything, by, code, kept):
    cases, acts, signed = everything
    view, tops = look(code), {}
    wanted = defaultdict(Counter)
    for case in cases:
        unit_id = getattr(case, COLUMN[by])
        top = tops.setdefault(unit_id, top_of(unit_id, KINDS[by]))
        wanted[top].update(counted(case, view, acts, signed))
    found = progress(Case.objects.all(), by, view, kept)
    assert {pk: dict(one.counts) for pk, one in found.items() if one.counts} == {
        pk: dict(counts) for pk, counts in wanted.items() if counts
    }
    assert total(found).counts == sum(wanted.values(), Counter())


def test_nothing_is_left_uncounted(everything):
    """The city has cases for every measure, so that no comparison compares nothing with nothing."""
    whole = total(progress(Case.objects.all(), "district", look("campaign")))
    rare = {"handed_down", "extended", "difficult"}
    assert {code for code in MEASURES if not whole.counts[code]} <= rare
    assert all(whole.rate(code).percent is not None for code in RATES)


def test_how_long_solving_took(everything):
    view, calendar = look("2026-10"), calendar_of_city(TODAY)
    spans = [
        sum(calendar.is_workday(case.accepted_on + timedelta(days=n + 1)) for n in range(days))
        for case in everything[0]
        if case.resolved_on
        and case.accepted_on
        and view.period.first <= case.resolved_on <= view.period.last
        and (days := (case.resolved_on - case.accepted_on).days) >= 0
    ]
    for kept in (None, Kept()):
        handling = total(progress(Case.objects.all(), "district", view, kept)).handling
        assert (handling.median, handling.mean) == (float(median(spans)), round(mean(spans), 1))
        assert handling.cases == len(spans)


@pytest.mark.parametrize("code", PERIODS)
@pytest.mark.parametrize("role", ["manager", "staff", "office"])
def test_every_number_opens_its_rows_for_whoever_sees_them(city, role, code):
    unit = Unit.objects.get(name="金水区活动办" if role != "staff" else "市工业和信息化局")
    user = User.objects.create(username=f"{role}{code}")
    user.memberships.create(unit=unit, role=role, from_on=TODAY - timedelta(days=300))
    seen, view = Case.objects.visible_to(user), look(code)
    assert 0 < seen.count() < CASES
    found = progress(seen, "district", view)
    for unit_id, one in found.items():
        if unit_id is None:
            continue
        cases = of_unit(seen, "district", Unit.objects.get(pk=unit_id))
        rows = {measure: rows_of(cases, measure, view).count() for measure in MEASURES}
        assert rows == {measure: one.counts[measure] for measure in MEASURES}
