"""The weekly digest: one a person and week, by role, of what they see, in their language; quiet weeks too."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from tests.operations.conftest import unit
from tests.operations.life import HELPER, OTHER, Life
from tests.operations.test_notice_mails import at
from tests.people import plain_static
from tracker.models import Campaign, Case, CaseUnit, Membership, NoticeChoice, OutgoingMail, User
from tracker.operations.digests import KIND, digest_week, plan_digests
from tracker.operations.outbox import send_waiting
from tracker.operations.profile import choose_notices

__all__ = ["plain_static"]

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


@pytest.fixture
def assisted(life):
    """A case on which one unit assists and another works in parallel, each past its own day; the case is not late."""
    parts = {"assisting": [unit(HELPER)], "parallel": [unit(OTHER)]}
    case = life.walk("handling", life.register("协办事项"), **parts)
    Case.objects.filter(pk=case.pk).update(due_on=at("12-30T00:00").date())
    CaseUnit.objects.exclude(part="lead").update(due_on=at("11-24T00:00").date())
    return case


IDLE = "本周没有等待贵单位办理的诉求。"


def test_who_only_assists_reads_what_is_waited_for_by_its_own_day(life, assisted):
    plan_digests(now=MONDAY)
    for who, part in (("helper_staff", "协办"), ("helper_unit_lead", "协办"), ("other_unit_lead", "并办")):
        mail = mail_to(getattr(life.people, who))
        named = f"{assisted.number} · {assisted.enterprise} · {part}"
        assert f"\n逾期 4 个工作日 协办事项 {named}\n" in mail.text
        assert named in mail.html
        assert "\n待协办反馈 1 https://" in mail.text
        assert [word for word in (IDLE, "在办", "临期") if word in mail.text + mail.html] == []
        assert assisted.lead_unit_id not in mail.reach
    lead = mail_to(life.people.unit_lead)
    assert "个工作日 协办事项" in lead.text
    assert [word for word in ("协办反馈", "· 协办", "· 并办") if word in lead.text] == []


def test_what_is_led_and_what_is_to_be_answered_stand_together_the_latest_first(life, assisted):
    for title, day in (("更早到期", "11-20"), ("更晚到期", "12-02")):
        led = life.walk("handling", life.register(title))
        Case.objects.filter(pk=led.pk).update(lead_unit=unit(OTHER), due_on=at(f"{day}T00:00").date())
    plan_digests(now=MONDAY)
    text = mail_to(life.people.other_unit_lead).text
    titles = ("更早到期", "协办事项", "更晚到期")
    assert sorted(titles, key=text.index) == list(titles)
    assert [text.count(f"{title} 20") for title in titles] == [1, 1, 1]
    assert [line.split(" https")[0] for line in text.splitlines() if " https" in line][1:5] == [
        "逾期 1",
        "临期 1",
        "在办 2",
        "待协办反馈 1",
    ]


@pytest.mark.parametrize("verb", ["answer", "excuse"])
def test_an_answer_or_an_excuse_ends_the_wait(life, assisted, verb):
    life.act(assisted, verb, by=life.people.helper_staff if verb == "answer" else life.people.office)
    plan_digests(now=MONDAY)
    text = mail_to(life.people.helper_staff).text
    assert IDLE in text
    assert "协办事项" not in text
    assert "协办事项" in mail_to(life.people.other_unit_lead).text


@pytest.mark.usefixtures("plain_static")
def test_a_number_of_what_is_to_be_answered_opens_as_many_rows(life, assisted, client):
    life.walk("handling", life.register("另一件"), assisting=[unit(HELPER)])
    plan_digests(now=MONDAY)
    reader = life.people.helper_staff
    text = mail_to(reader).text
    [(number, url)] = re.findall(r"^待协办反馈 (\d+) https://zhuqi.example.cn(\S+)$", text, re.M)
    assert re.findall(r"^打开这些诉求 https://zhuqi.example.cn(\S+)$", text, re.M) == [url]
    client.force_login(reader)
    assert len(client.get(url).context["page"].rows) == int(number) == 2


@pytest.mark.parametrize(("role", "unit_name"), [("supervisor", "巩义市活动办"), ("office", "金水区活动办")])
def test_where_the_list_would_open_others_no_number_is_told(life, assisted, role, unit_name):
    """Whoever also looks after a district opens what waits there, too; of the work beside it the cases are named alone."""
    reader = life.people.helper_staff
    held = {"user": reader, "unit": unit(unit_name), "role": role, "from_on": at("01-01T00:00").date()}
    Membership.objects.create(**held)
    plan_digests(now=MONDAY)
    text = mail_to(reader).text
    assert f"协办事项 {assisted.number}" in text
    assert [word for word in (IDLE, "待协办反馈", "todo=") if word in text] == []
    assert "\n打开这些诉求 https://zhuqi.example.cn/cases/\n" in text


def test_planning_asks_as_often_for_many_people_as_for_few(life, assisted, person):
    def asked():
        OutgoingMail.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            plan_digests(now=MONDAY)
        return len(queries)

    few = asked()
    for number in range(12):
        role = ("staff", "chief_officer", "unit_lead")[number % 3]
        user = person(f"more_{number}", role, (HELPER, OTHER)[number % 2])
        User.objects.filter(pk=user.pk).update(email=f"{number}@example.cn")
    assert asked() == few


def test_a_digest_knows_how_far_it_reaches(life):
    plan_digests(now=MONDAY)
    assert mail_to(life.people.office).reach is None
    people = life.people
    assert set(mail_to(people.unit_lead).reach) <= set(people.unit_lead.scope.units("case.view"))
    assert unit("金水区").pk in mail_to(people.district_office).reach


def test_a_quiet_week_is_sent_too(life):
    plan_digests(now=MONDAY)
    assert IDLE in mail_to(life.people.unit_lead).text


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
