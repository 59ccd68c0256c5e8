"""The calendar changes: whoever keeps a date that moved hears of it, once, with all of their cases and no other's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.operations.conftest import unit
from tests.operations.life import HELPER, OTHER, Life
from tests.rules.notices import NOTICE_2027
from tracker.models import Case, Membership, Notice, OutgoingMail, User
from tracker.models.notice_words import heading, text_of, titled
from tracker.operations.calendar import change_calendar
from tracker.operations.notice_mails import plan_mails
from tracker.operations.notices_of_calendar import tell_of_calendar
from tracker.operations.reminders import remind
from tracker.reports.calendar_preview import DayRow, preview_of
from tracker.rules.notice import read_notice

TODAY = date(2027, 1, 19)
DAYS = [DayRow(*row) for row in read_notice(NOTICE_2027)]


@pytest.fixture
def now():
    return datetime(2027, 1, 19, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def life(person, now):
    return Life(person, now)


@pytest.fixture
def change(life):
    """The days are announced: dates after the Spring Festival move."""

    def make():
        Notice.objects.all().delete()
        token = preview_of(DAYS, on=TODAY).token
        return change_calendar(DAYS, by=life.people.system_admin, now=life.now, seen=token)

    return make


def told() -> dict[str, int]:
    """Who heard, of how many cases."""
    rows = Notice.objects.filter(kind="redate").select_related("recipient")
    return {one.recipient.username.removeprefix("life_"): one.case_count for one in rows}


def test_each_hears_once_of_all_their_cases(life, change):
    for title in ("用电", "用水"):
        life.walk("handling", life.register(title))
    accepted = life.walk("accepted", life.register("办证"))
    ended = [
        life.walk(status, life.register(status), answer_on=date(2027, 3, 1))
        for status in ("parked", "withdrawn", "merged")
    ]
    done = change()
    assert {move.case_id for move in done.moves} > {accepted.pk, ended[0].pk}
    assert told() == {"lead": 2, "staff": 2, "office": 1, "colleague": 1}


def test_of_one_case_as_always(life, change):
    case = life.walk("handling")
    change()
    notice = Notice.objects.get(recipient=life.people.unit_lead)
    assert (notice.case, notice.params, titled(notice)) == (
        case,
        {"due_on": "2027-02-16"},
        f"{case.number} {case.title}",
    )
    assert heading(notice) == "日期随日历变动"


def test_an_assisting_unit_hears_of_its_own_date_alone(life, change):
    case = life.act(life.walk("accepted"), "assign", assisting=[unit(HELPER)], parallel=[unit(OTHER)])
    part = case.units.get(unit=unit(HELPER))
    part.assigned_on, part.due_on = date(2027, 2, 4), date(2027, 2, 15)
    part.save()
    done = change()
    assert sorted(move.what for move in done.moves) == ["assist", "solve"]
    assert told() == {"lead": 1, "helper": 1}


def test_whoever_changed_the_calendar_and_whoever_sees_no_case_does_not_hear(life, change):
    life.walk("handling")
    Membership.objects.filter(user=life.people.staff).update(unit=unit(OTHER))
    Membership.objects.create(
        user=life.people.system_admin, unit=unit("市工业和信息化局"), role="unit_lead", from_on=TODAY
    )
    life.people.system_admin = User.objects.get(pk=life.people.system_admin.pk)
    change()
    assert told() == {"lead": 1}


def test_it_is_mailed_in_the_digest_with_the_list_of_the_cases(life, change, settings):
    settings.SITE_URL = "https://zhuqi.example.cn"
    User.objects.update(email="somebody@example.cn")
    for title in ("用电", "用水"):
        life.walk("handling", life.register(title))
    change()
    assert plan_mails(now=life.now) == 0
    plan_mails(now=datetime(2027, 1, 20, 9, 0, tzinfo=life.now.tzinfo))
    notice = Notice.objects.get(recipient=life.people.unit_lead)
    mail = OutgoingMail.objects.get(recipient=life.people.unit_lead)
    address = f"https://zhuqi.example.cn/cases/?notice={notice.public_id}"
    assert mail.subject == "【助企服务台账】日期随日历变动"
    assert f"\n2 件诉求\n日期随日历变动 · 02-16 到期\n{address}\n" in mail.text
    assert (
        text_of(notice, url=address, product="台账")
        == f"【台账】2 件诉求：日期随日历变动，02-16 到期。{address}"
    )
    with override("en"):
        assert text_of(notice, url=address, product="Tracker") == (
            f"[Tracker] 2 cases: Dates moved with the calendar, due 02-16. {address}"
        )


def test_the_morning_s_reminders_come_all_the_same(life, change):
    case = life.walk("handling")
    life.walk("handling", life.register("用水"))
    change()
    Case.objects.filter(pk=case.pk).update(due_on=TODAY)
    assert remind(now=life.now) == 2
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["came_due"] * 2 + ["redate"] * 2


def test_queries_do_not_grow_with_cases(life):
    def cost(count):
        for number in range(count):
            life.walk("handling", life.register(f"{count}之{number}"))
        preview = preview_of(DAYS, on=TODAY)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            tell_of_calendar(preview.moves, by=life.people.system_admin, now=life.now)
        return len(seen)

    assert (cost(1), cost(4)) == (5, 5)
