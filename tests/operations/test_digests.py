"""The weekly digest: one a person and week, by role, of what they see, in their language; quiet weeks too."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils.timezone import localtime

from tests.operations.conftest import unit
from tests.operations.life import Life
from tests.operations.test_notice_mails import at
from tracker.models import Campaign, Case, Membership, NoticeChoice, OutgoingMail, User
from tracker.operations.digests import KIND, digest_week, plan_digests
from tracker.operations.outbox import send_waiting
from tracker.operations.profile import choose_notices

MONDAY = at("11-30T08:00")
CANARY = "远方金丝雀"


@pytest.fixture
def life(person, now, settings):
    settings.SITE_URL = "https://zhuqi.example.cn"
    made = Life(person, now)
    for name, user in vars(made.people).items():
        User.objects.filter(pk=user.pk).update(email=f"{name}@example.cn", name=f"王{name}")
    return made


def mail_to(user) -> OutgoingMail:
    return OutgoingMail.objects.get(kind=KIND, recipient=user)


def test_monday_at_eight_everybody_gets_one(life):
    assert digest_week(at("11-30T07:59")) == "2026-W48"
    assert digest_week(MONDAY) == "2026-W49"
    count = plan_digests(now=MONDAY)
    readers = [user for name, user in vars(life.people).items() if user.scope.may("case.view")]
    assert count == len(readers) == OutgoingMail.objects.filter(kind=KIND).count()
    assert [plan_digests(now=MONDAY + timedelta(hours=hours)) for hours in (0, 1, 100)] == [0, 0, 0]
    assert set(OutgoingMail.objects.values_list("next_try_at", flat=True)) == {MONDAY}
    assert plan_digests(now=at("12-07T08:10")) == count


def test_what_is_late_keeps_to_working_hours(life):
    plan_digests(now=at("12-02T22:00"))
    mail = mail_to(life.people.staff)
    assert mail.dedupe_key.endswith(":2026-W49")
    assert mail.next_try_at == at("12-03T08:30")


def test_the_office_reads_the_city_and_who_was_silent(life):
    case = life.walk("handling", life.register("用电增容"))
    Case.objects.filter(pk=case.pk).update(district=unit("金水区"))
    plan_digests(now=MONDAY)
    mail = mail_to(life.people.office)
    assert mail.subject == "【助企服务台账】每周简讯 2026-W49"
    assert "全市一周（11-23 – 11-29）" in mail.text
    assert "\n金水区：收集 1、在办 1、逾期 0、已销号 0、按时办结率 —\n" in mail.text
    assert "\n本期未报送\n" in mail.text
    assert "https://zhuqi.example.cn/progress/?period=2026-W48" in mail.text
    assert "本期未报送" not in mail_to(life.people.manager).text
    assert len(mail.html.encode()) < 100 * 1024
    assert re.findall(r"<(script|link|img|style)", mail.html) == []


def test_unusual_jumps_are_told_with_their_numbers_and_the_rule(life):
    registered = [life.register(f"{number}") for number in range(9)]
    for case, weeks in zip(registered, [0, 0, 0, 0, 0, 0, 1, 2, 2], strict=True):
        day = at("11-25T10:00") - timedelta(weeks=weeks)
        Case.objects.filter(pk=case.pk).update(district=unit("金水区"), registered_at=day)
    plan_digests(now=MONDAY)
    mail = mail_to(life.people.office)
    assert "\n金水区 6，前四周平均 0.75，+700%\n" in mail.text
    assert "收集数与前四周平均相差不少于 50% 且不少于 5 件的单位列入。" in mail.text
    assert f"/progress/{unit('金水区').public_id}/?period=2026-W48" in mail.html
    assert mail.text.count("前四周平均") == 2


def test_without_a_jump_the_mail_says_so(life):
    plan_digests(now=MONDAY)
    assert "\n异常波动\n没有。\n" in mail_to(life.people.manager).text


def test_a_district_reads_its_week_and_its_worst_cases(life):
    case = life.walk("handling", life.register("用电增容"))
    other = life.walk("handling", life.register(CANARY))
    Case.objects.filter(pk=case.pk).update(district=unit("金水区"))
    Case.objects.filter(pk=other.pk).update(district=unit("巩义市"))
    Case.objects.filter(pk__in=[case.pk, other.pk]).update(due_on=at("11-24T00:00").date())
    life.act(case, "promise", note="下周送电", until=at("12-03T00:00").date())
    plan_digests(now=MONDAY)
    mail = mail_to(life.people.district_office)
    assert "金水区一周（11-23 – 11-29）" in mail.text
    assert f"逾期 4 个工作日 用电增容 {case.number}" in mail.text
    assert "12-03 下周送电" in mail.text
    assert CANARY not in mail.text + mail.html


def test_staff_read_what_their_unit_has_in_hand_most_late_first(life):
    first = life.walk("handling", life.register("先到期"))
    second = life.walk("handling", life.register("后到期"))
    far = life.walk("handling", life.register(CANARY))
    Case.objects.filter(pk=first.pk).update(due_on=at("11-24T00:00").date())
    Case.objects.filter(pk=second.pk).update(due_on=at("12-01T00:00").date())
    Case.objects.filter(pk=far.pk).update(lead_unit=unit("市商务局"))
    plan_digests(now=MONDAY)
    mail = mail_to(life.people.unit_lead)
    assert mail.text.index("先到期") < mail.text.index("后到期")
    assert f"还剩 1 个工作日 后到期 {second.number}" in mail.text
    assert CANARY not in mail.text + mail.html


def test_a_digest_knows_how_far_it_reaches(life):
    plan_digests(now=MONDAY)
    assert mail_to(life.people.office).reach is None
    people = life.people
    assert set(mail_to(people.unit_lead).reach) <= set(people.unit_lead.scope.units("case.view"))
    assert unit("金水区").pk in mail_to(people.district_office).reach


def test_a_quiet_week_is_sent_too(life):
    plan_digests(now=MONDAY)
    assert "本周没有等待贵单位办理的诉求。" in mail_to(life.people.unit_lead).text


def test_in_the_reader_s_language(life):
    User.objects.filter(pk=life.people.office.pk).update(language="en")
    plan_digests(now=MONDAY)
    mail = mail_to(life.people.office)
    assert mail.subject == "[Enterprise Assistance Tracker] Weekly digest 2026-W49"
    assert "The city's week, 11-23 – 11-29" in mail.text
    assert "Jinshui" in mail.text
    assert "全市" not in mail.html


def test_whoever_switched_it_off_has_no_address_or_left_gets_none(life):
    NoticeChoice.objects.create(user=life.people.staff, group="digest", how="off")
    User.objects.filter(pk=life.people.office.pk).update(email="")
    User.objects.filter(pk=life.people.manager.pk).update(is_active=False)
    plan_digests(now=MONDAY)
    got = set(OutgoingMail.objects.values_list("recipient_id", flat=True))
    assert not got & {life.people.staff.pk, life.people.office.pk, life.people.manager.pk}
    assert life.people.unit_lead.pk in got


def test_a_week_without_work_leaves_its_numbers_to_the_next(life):
    """Spring Festival 2026: 02-15 … 02-23 off, nobody works in W08; W09 begins on Tuesday."""
    assert digest_week(at("02-23T12:00")) == "2026-W07"
    tuesday = at("02-24T08:00")
    assert digest_week(tuesday) == "2026-W09"
    plan_digests(now=tuesday)
    assert "02-09 – 02-22" in mail_to(life.people.office).text


def test_the_last_week_of_the_year(life):
    plan_digests(now=at("12-28T08:00"))
    assert mail_to(life.people.office).subject.endswith("2026-W53")


def test_it_goes_out_over_the_outbox(life, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    count = plan_digests(now=MONDAY)
    assert send_waiting(now=MONDAY).sent == count


def test_one_that_waits_stays_when_its_reader_switches_digests_off(life, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    count, reader = plan_digests(now=MONDAY), life.people.staff
    choose_notices(reader, chosen={"digest": "off"})
    assert send_waiting(now=MONDAY).sent == count - 1
    assert (mail_to(reader).state, mail_to(reader).void_reason) == ("void", "choice")


@pytest.mark.parametrize(
    ("who", "change"),
    [
        ("office", {"unit": "金水区活动办"}),
        ("manager", {"role": "staff"}),
        ("district_office", {"unit": "巩义市活动办"}),
        ("unit_lead", {"unit": "市财政局"}),
        ("staff", {"role": "system_admin"}),
        ("helper_staff", {"to_on": MONDAY.date() - timedelta(days=1)}),
    ],
)
def test_one_that_waits_stays_when_its_reader_holds_another_post(life, settings, who, change):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    count, reader = plan_digests(now=MONDAY), getattr(life.people, who)
    values = {name: unit(value) if name == "unit" else value for name, value in change.items()}
    Membership.objects.filter(user=reader).update(**values)
    assert send_waiting(now=MONDAY).sent == count - 1
    assert (mail_to(reader).state, mail_to(reader).void_reason) == ("void", "scope")


def test_one_that_waits_goes_when_its_reader_sees_more(life, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    count = plan_digests(now=MONDAY)
    Membership.objects.filter(user=life.people.district_office).update(unit=unit("市活动办"))
    assert send_waiting(now=MONDAY).sent == count


def test_the_command_shows_plans_and_checks(life, capsys):
    week = digest_week(localtime())
    call_command("digest", dry_run=True)
    assert OutgoingMail.objects.count() == 0
    assert f"{week}: " in capsys.readouterr().out
    with pytest.raises(SystemExit) as late:
        call_command("digest", check=True)
    assert late.value.code == 1
    call_command("digest")
    with pytest.raises(SystemExit) as fine:
        call_command("digest", check=True)
    assert fine.value.code == 0


def test_no_campaign_no_digest(life):
    Campaign.objects.update(is_current=False)
    assert plan_digests(now=MONDAY) == 0
