"""The calendar changes: every stored date of a case moves with it, is told on the trail, and nothing moves unseen."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.operations.conftest import unit
from tests.operations.life import HELPER, Life
from tests.rules.notices import NOTICE_2027
from tracker.models import CalendarDay, Campaign, Case, CaseUnit, DeadlinePreset, FollowUp
from tracker.operations.calendar import change_calendar
from tracker.reports.calendar import calendar_of_city
from tracker.reports.calendar_preview import DayRow, preview_of
from tracker.rules.clock import hold, reckon
from tracker.rules.errors import BadInput, Conflict, NotAllowed
from tracker.rules.notice import read_notice

TODAY = date(2027, 1, 19)
NOTICE = [DayRow(*row) for row in read_notice(NOTICE_2027)]


@pytest.fixture
def now():
    return datetime(2027, 1, 19, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def life(person, now):
    return Life(person, now)


@pytest.fixture
def change(life):
    """Preview and confirm at once."""

    def make(wanted, *, by=None, seen=None, note="通知"):
        token = preview_of(wanted, on=TODAY).token if seen is None else seen
        return change_calendar(wanted, by=by or life.people.system_admin, now=life.now, seen=token, note=note)

    return make


def moved(preview):
    return [(move.number, move.what, str(move.before)[5:], str(move.after)[5:]) for move in preview.moves]


def test_a_pasted_notice_moves_what_depends_on_its_days(life, change):
    case = life.walk("accepted")
    before = case.due_on
    done = change(NOTICE)
    case = Case.objects.get(pk=case.pk)
    assert (before, case.due_on) == (date(2027, 2, 15), date(2027, 2, 16))
    assert moved(done) == [(case.number, "solve", "02-15", "02-16")]
    assert done.announced == (2027,)
    assert reckon(case.clock, calendar_of_city(TODAY))[-1].due.provisional is False
    act = case.follow_ups.order_by("-id")[0]
    assert (act.verb, act.note, act.by, act.details) == (
        "redate",
        "通知",
        life.people.system_admin,
        {"before": {"due_on": "2027-02-15"}, "after": {"due_on": "2027-02-16"}},
    )


def test_the_marks_of_a_year_go_when_it_is_announced(life, change):
    case = life.walk("accepted")
    assert reckon(case.clock, calendar_of_city(TODAY))[-1].due.provisional is True
    change(NOTICE)
    assert reckon(case.clock, calendar_of_city(TODAY))[-1].due.provisional is False


def test_every_kind_of_date_moves_by_its_own_span(life, change):
    case = life.walk("assigned", assisting=[unit(HELPER)])
    other = life.walk("registered")
    done = change([DayRow(date(2027, 1, 21), "off", "临时放假"), DayRow(date(2027, 1, 24), "work", "调休")])
    case = Case.objects.get(pk=case.pk)
    assert moved(done) == [
        (case.number, "assist", "01-22", "01-24"),
        (case.number, "reply", "01-22", "01-24"),
        (case.number, "sign", "01-21", "01-22"),
    ]
    assert (case.reply_due_on, case.sign_due_on) == (date(2027, 1, 24), date(2027, 1, 22))
    assert case.units.get(unit__name=HELPER).due_on == date(2027, 1, 24)
    details = case.follow_ups.order_by("-id")[0].details
    assert details["after"] == {"reply_due_on": "2027-01-24", "sign_due_on": "2027-01-22"}
    assert details["facts"] == {"assist_due_on": [f"{HELPER} 2027-01-22 → 2027-01-24"]}
    assert other.follow_ups.count() == 1


def test_the_lead_unit_is_due_with_its_case(life, change):
    case = life.walk("handling")
    change(NOTICE)
    assert list(case.units.values_list("part", "due_on")) == [("lead", date(2027, 2, 16))]


def test_a_case_counts_one_act_and_one_version_whatever_moves_of_it(life, change):
    case = life.walk("assigned", assisting=[unit(HELPER)])
    change([DayRow(date(2027, 1, 21), "off", "临时放假")])
    after = Case.objects.get(pk=case.pk)
    assert (after.version, after.follow_up_count) == (case.version + 1, case.follow_up_count + 1)
    assert after.last_follow_up_at == life.now


def test_holds_are_counted_again_and_extensions_stand(life, change):
    held, extended = life.walk("handling"), life.walk("handling")
    entry = hold(date(2027, 1, 25), date(2027, 2, 14))
    Case.objects.filter(pk=held.pk).update(clock=[*held.clock, entry], due_on=date(2027, 3, 1))
    extended = life.act(extended, "extend", until=date(2027, 3, 3))
    change(NOTICE)
    assert Case.objects.get(pk=held.pk).due_on == date(2027, 2, 26)
    assert Case.objects.get(pk=extended.pk).due_on == date(2027, 3, 3)


@pytest.mark.parametrize("status", ["closed", "declined", "voided"])
def test_ended_cases_keep_their_dates(status, life, change):
    case = life.walk(status)
    change(NOTICE)
    assert Case.objects.get(pk=case.pk).due_on == case.due_on


def test_a_withdrawn_case_would_come_back_with_the_right_date(life, change):
    case = life.walk("withdrawn")
    change(NOTICE)
    assert Case.objects.get(pk=case.pk).due_on == date(2027, 2, 16)


@pytest.mark.parametrize("verb", ["withdraw", "merge"])
def test_what_would_come_back_to_be_signed_for_does_so_on_the_right_day(life, change, verb):
    back = {"withdraw": "overturn", "merge": "unmerge"}[verb]
    case = life.act(life.walk("assigned"), verb)
    change([DayRow(date(2027, 1, 21), "off", "临时放假")])
    assert Case.objects.get(pk=case.pk).sign_due_on == date(2027, 1, 22)
    assert life.act(case, back).status == "assigned"


def test_a_step_keeps_the_length_it_was_given_when_the_preset_changed_since(life, change):
    case = life.walk("assigned", assisting=[unit(HELPER)])
    preset = Campaign.objects.get().deadline_preset
    DeadlinePreset.objects.filter(pk=preset.pk).update(steps=preset.steps | {"assist": "9wd", "sign": "9wd"})
    change([DayRow(date(2027, 1, 21), "off", "临时放假")])
    assert case.units.get(unit__name=HELPER).due_on == date(2027, 1, 25)
    assert Case.objects.get(pk=case.pk).sign_due_on == date(2027, 1, 22)


def test_a_date_set_otherwise_is_left_alone_by_a_change_that_does_not_concern_it(life):
    case = life.walk("accepted")
    Case.objects.filter(pk=case.pk).update(due_on=date(2027, 1, 30))
    assert moved(preview_of([DayRow(date(2027, 12, 1), "off", "x")], on=TODAY)) == []


def test_a_day_is_taken_out_again_and_the_dates_come_back(life, change):
    case = life.walk("accepted")
    change([DayRow(date(2027, 1, 21), "off", "临时放假")])
    assert Case.objects.get(pk=case.pk).due_on == date(2027, 2, 16)
    done = change([DayRow(date(2027, 1, 21), "")])
    assert Case.objects.get(pk=case.pk).due_on == date(2027, 2, 15)
    assert not CalendarDay.objects.filter(day=date(2027, 1, 21)).exists()
    assert [(change_.before.name, change_.after) for change_ in done.changes] == [("临时放假", None)]
    events = CalendarDay.pgh_event_model.objects.filter(day=date(2027, 1, 21)).order_by("pgh_id")
    assert [event.pgh_label for event in events] == ["insert", "delete"]


def test_what_a_preview_tells(life, change):
    change([DayRow(date(2027, 1, 1), "off", "元旦"), DayRow(date(2027, 3, 8), "off", "临时放假")])
    preview = preview_of([*NOTICE[1:], DayRow(date(2027, 1, 1), "work", "元旦")], on=TODAY)
    assert [str(one.day) for one in preview.changes if one.before] == ["2027-01-01"]
    assert [str(row.day) for row in preview.kept] == ["2027-03-08"]
    again = preview_of([DayRow(date(2026, 10, 1), "off", "国庆节")], on=TODAY)
    assert (again.changes, [row.name_en for row in again.unchanged]) == ((), ["National Day"])


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda life, case: CalendarDay.objects.create(day=date(2027, 1, 2), kind="off", name="元旦"),
        lambda life, case: life.walk("accepted"),
        lambda life, case: life.act(case, "void"),
    ],
    ids=["a day", "a new case", "a case that ended"],
)
def test_what_changed_since_the_preview_is_looked_at_again(meanwhile, life, change):
    case = life.walk("accepted")
    token = preview_of(NOTICE, on=TODAY).token
    meanwhile(life, case)
    before = (FollowUp.objects.count(), CalendarDay.objects.count())
    with pytest.raises(Conflict) as caught:
        change(NOTICE, seen=token)
    assert caught.value.code == "calendar_moved_on"
    assert (FollowUp.objects.count(), CalendarDay.objects.count()) == before
    assert CalendarDay.objects.filter(day__year=2027).count() <= 1


def test_the_same_notice_twice_changes_nothing(life, change):
    change(NOTICE)
    with pytest.raises(BadInput) as caught:
        change(NOTICE)
    assert caught.value.code == "nothing_changes"


@pytest.mark.parametrize("role", ["office", "staff", "manager", "security_admin", "auditor"])
def test_only_the_system_administrator_may(role, life, change):
    with pytest.raises(NotAllowed):
        change(NOTICE, by=getattr(life.people, role))
    assert not CalendarDay.objects.filter(day__year=2027).exists()


@pytest.mark.parametrize("cases", [1, 4])
def test_queries_do_not_grow_with_cases(cases, life, django_assert_num_queries):
    for _number in range(cases):
        life.walk("assigned", assisting=[unit(HELPER)])
    wanted = [DayRow(date(2027, 1, 21), "off", "临时放假")]
    with django_assert_num_queries(5):
        preview = preview_of(wanted, on=TODAY)
    assert (preview.moved_cases, len(preview.moves)) == (cases, 4 * cases)
    by = life.people.system_admin
    with django_assert_num_queries(31):
        change_calendar(wanted, by=by, now=life.now, seen=preview.token)
    assert CaseUnit.objects.filter(due_on=TODAY + timedelta(days=6), part="assist").count() == cases
