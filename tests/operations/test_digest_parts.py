"""What stands in a digest: moves against a closed week, spans of two weeks, quiet weeks, several districts."""

from datetime import date, timedelta

import pytest

from tests.operations.conftest import unit
from tests.operations.test_digests import MONDAY, life, mail_to
from tests.operations.test_notice_mails import at
from tracker.models import Campaign, Case, Membership, OutgoingMail
from tracker.operations.closings import close
from tracker.operations.digests import plan_digests
from tracker.rules.periods import period_of

__all__ = ["life"]


def line(text, begins):
    """The first line of a mail that begins so, without the address at its end."""
    found = next(row for row in text.splitlines() if row.startswith(begins))
    return found.split(" https://")[0]


@pytest.fixture
def led(life):
    """Three cases of a district that are in hand, two of them overdue since the week before."""
    cases = [life.walk("handling", life.register(title)) for title in ("甲", "乙", "丙")]
    Case.objects.update(district=unit("金水区"), registered_at=at("11-12T10:00"), due_on=date(2026, 12, 30))
    return cases


def test_what_is_open_moves_against_the_closed_week(life, led):
    first, second, third = led
    Case.objects.filter(pk__in=[first.pk, third.pk]).update(due_on=date(2026, 11, 20))
    close(period_of("week", date(2026, 11, 16)), Campaign.objects.get(is_current=True), now=at("11-23T06:00"))
    Case.objects.filter(pk=second.pk).update(due_on=date(2026, 11, 26))
    life.walk("handling", life.register("丁"))
    Case.objects.filter(title="丁").update(district=unit("金水区"), due_on=date(2026, 12, 30))
    plan_digests(now=MONDAY)
    people = life.people
    for reader in (people.office, people.manager, people.district_office, people.unit_lead):
        assert line(mail_to(reader).text, "逾期 ") == "逾期 3 (较 11-23 +1)"
    for reader in (people.office, people.unit_lead):
        assert line(mail_to(reader).text, "在办 ") == "在办 4 (较 11-23 +1)"
    assert line(mail_to(people.unit_lead).text, "临期 ") == "临期 0 (与 11-23 持平)"


def test_without_a_closed_week_before_what_is_open_has_no_move(life, led):
    close(period_of("week", date(2026, 11, 9)), Campaign.objects.get(is_current=True), now=at("11-16T06:00"))
    plan_digests(now=MONDAY)
    text = mail_to(life.people.office).text
    assert (line(text, "逾期 "), line(text, "在办 ")) == ("逾期 0", "在办 3")
    assert line(text, "收集 ") == "收集 0 (与上周持平)"


def test_two_weeks_are_told_as_two_and_against_the_two_before(life):
    """Spring Festival 2026: nobody works in W08, so W09 tells 02-09 … 02-22."""
    days = {"02-10": 2, "02-20": 1, "01-27": 4, "02-03": 3, "01-20": 5}
    for day, count in days.items():
        for _number in range(count):
            case = life.register("用电增容")
            Case.objects.filter(pk=case.pk).update(registered_at=at(f"{day}T10:00"), district=unit("金水区"))
    close(period_of("week", date(2026, 2, 2)), Campaign.objects.get(is_current=True), now=at("02-09T06:00"))
    plan_digests(now=at("02-24T08:00"))
    city, own = (mail_to(user).text for user in (life.people.office, life.people.district_office))
    assert "全市两周（02-09 – 02-22）" in city
    assert "金水区两周（02-09 – 02-22）" in own
    assert line(city, "收集 ") == line(own, "收集 ") == "收集 3 (较此前两周 −4)"
    assert line(city, "逾期 ") == "逾期 0 (与 02-09 持平)"
    assert "每期 14 天" in city
    assert "?period=2026-02-09..2026-02-22" in city


def test_a_jump_of_two_weeks_is_one_against_spans_as_long(life):
    for weeks, count in {1: 3, 2: 3, 3: 1, 10: 1}.items():
        for _number in range(count):
            case = life.register("用电增容")
            day = at("02-22T10:00") - timedelta(weeks=weeks - 1)
            Case.objects.filter(pk=case.pk).update(registered_at=day, district=unit("金水区"))
    plan_digests(now=at("02-24T08:00"))
    assert "\n金水区 6，前四期平均 0.5，+1,100%\n" in mail_to(life.people.office).text


QUIET = "平静的一周：没有新收集和销号的诉求，没有逾期，本周也没有到期的承诺。"


def test_a_quiet_week_of_a_district_is_a_sentence_and_what_is_in_hand(life, led):
    plan_digests(now=MONDAY)
    text = mail_to(life.people.district_office).text
    assert QUIET in text
    assert line(text, "在办 ") == "在办 3"
    assert [word for word in ("收集 ", "逾期 ", "逾期最久", "承诺\n") if word in text] == []


@pytest.mark.parametrize(
    "change",
    [
        {"due_on": date(2026, 11, 27)},
        {"registered_at": at("11-25T10:00")},
        {"registered_at": at("11-18T10:00")},
    ],
)
def test_a_week_in_which_something_moved_is_not_quiet(life, led, change):
    Case.objects.filter(pk=led[0].pk).update(**change)
    plan_digests(now=MONDAY)
    text = mail_to(life.people.district_office).text
    assert QUIET not in text
    assert line(text, "收集 ").startswith("收集 ")
    assert "本周没有到期的承诺。" in text
    assert ("没有逾期的诉求。" in text) == ("due_on" not in change)


def test_a_promise_is_not_quiet(life, led):
    life.act(led[0], "promise", note="下周送电", until=date(2026, 12, 3))
    plan_digests(now=MONDAY)
    text = mail_to(life.people.district_office).text
    assert QUIET not in text
    assert "12-03 下周送电" in text


def test_who_has_nothing_in_hand_reads_a_sentence_and_no_table(life):
    plan_digests(now=MONDAY)
    mail = mail_to(life.people.unit_lead)
    assert "本周没有等待贵单位办理的诉求。" in mail.text
    assert [word for word in ("逾期", "临期", "在办") if word in mail.text + mail.html] == []


def test_whoever_looks_after_two_districts_reads_of_both_in_the_city_s_order(life, led):
    reader = life.people.district_office
    far = {"user": reader, "unit": unit("巩义市活动办"), "role": "supervisor", "from_on": date(2020, 1, 1)}
    Membership.objects.create(**far)
    Membership.objects.create(**far | {"unit": unit("中原区活动办")})
    plan_digests(now=MONDAY)
    mail = mail_to(reader)
    names = ("中原区一周", "金水区一周", "巩义市一周")
    assert sorted(names, key=mail.text.index) == sorted(names, key=mail.html.index) == list(names)
    assert {unit(name[:3]).pk for name in names} <= set(mail.reach)
    Membership.objects.create(**far | {"unit": unit("市活动办"), "role": "manager"})
    OutgoingMail.objects.all().delete()
    plan_digests(now=MONDAY)
    assert "全市一周" in mail_to(reader).text
    assert "金水区一周" not in mail_to(reader).text


def test_whoever_looks_after_a_district_and_works_elsewhere_reads_of_both(life, led):
    reader = life.people.district_office
    held = {"user": reader, "unit": unit("市工业和信息化局"), "role": "staff", "from_on": date(2020, 1, 1)}
    Membership.objects.create(**held)
    plan_digests(now=MONDAY)
    mail = mail_to(reader)
    assert mail.text.index("金水区一周") < mail.text.index("待您推进")
    assert "待您推进" not in mail_to(life.people.manager).text


def test_a_mail_has_no_two_empty_lines_together(life, led):
    plan_digests(now=MONDAY)
    assert [mail.kind for mail in OutgoingMail.objects.all() if "\n\n\n" in mail.text] == []
