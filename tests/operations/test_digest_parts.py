"""What stands in a digest: moves against a closed week, spans of two weeks."""

from datetime import date, timedelta

import pytest

from tests.operations.conftest import unit
from tests.operations.test_digests import MONDAY, life, mail_to
from tests.operations.test_notice_mails import at
from tracker.models import Campaign, Case
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
    assert line(mail_to(people.helper_unit_lead).text, "逾期 ") == "逾期 0 (与 11-23 持平)"


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
