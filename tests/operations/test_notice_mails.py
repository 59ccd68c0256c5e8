"""Notices become mails as everybody chose: once, within working hours, in their language, of what they see now."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from structlog.testing import capture_logs

from tests.operations.conftest import unit
from tests.operations.life import OTHER, Life
from tracker.models import Case, Membership, Notice, OutgoingMail, Pairing, User
from tracker.operations.notice_mails import plan_mails
from tracker.operations.notices import mark_read
from tracker.operations.profile import choose_notices
from tracker.operations.reminders import remind
from tracker.rules.errors import BadInput

CANARY = "远方金丝雀"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def life(person, now):
    made = Life(person, now)
    for name, user in vars(made.people).items():
        User.objects.filter(pk=user.pk).update(email=f"{name}@example.cn", name=f"王{name}")
    return made


@pytest.fixture
def lead(life):
    return life.people.unit_lead


def mails(user) -> list[tuple[str, str]]:
    """Kind and subject of a person's mails, the oldest first."""
    rows = OutgoingMail.objects.filter(recipient=user).order_by("id")
    return list(rows.values_list("kind", "subject"))


def going(user) -> list[str]:
    """When a person's mails go out, as 11-23T10:00."""
    rows = OutgoingMail.objects.filter(recipient=user).order_by("id")
    return [f"{row.next_try_at.astimezone(ZoneInfo('Asia/Shanghai')):%m-%dT%H:%M}" for row in rows]


def rows():
    """Everything a planner writes."""
    noted = sorted(Notice.objects.values_list("public_id", "settled_at", "kind"))
    return noted, sorted(OutgoingMail.objects.values_list("dedupe_key", "text", "next_try_at"))


def test_work_is_mailed_at_once_and_what_became_of_it_the_next_morning(life, lead):
    case = life.walk("in_review")
    Notice.objects.update(settled_at=life.now)
    life.act(case, "reject")
    life.act(case, "extend")
    assert plan_mails(now=at("11-23T10:05")) == 2
    assert mails(lead) == [("notice", f"【助企服务台账】{case.number} 驳回")]
    assert going(lead) == ["11-23T10:05"]
    assert plan_mails(now=at("11-24T08:29")) == 0
    assert plan_mails(now=at("11-24T08:45")) == 2
    assert mails(lead)[1:] == [("notices_daily", f"【助企服务台账】{case.number} 延期")]


def test_a_mail_knows_within_which_units_lies_what_it_tells(life, lead):
    case = life.walk("handling")
    Notice.objects.exclude(recipient=lead).delete()
    plan_mails(now=at("11-23T10:05"))
    assert {tuple(mail.reach) for mail in OutgoingMail.objects.all()} == {
        tuple(sorted(lead.scope.units("case.view")))
    }
    firm_of_another = life.walk("handling", life.register("配对企业"))
    Pairing.objects.create(enterprise=firm_of_another.enterprise, officer=lead, from_on=date(2026, 1, 1))
    Case.objects.filter(pk__in=[case.pk, firm_of_another.pk]).update(visible_unit_ids=[unit(OTHER).pk])
    Notice.objects.create(recipient=lead, kind="assign", case=firm_of_another, told_for="x", at=life.now)
    Notice.objects.exclude(kind="assign", told_for="x").delete()
    assert plan_mails(now=at("11-23T10:06")) == 1
    assert OutgoingMail.objects.latest("id").reach is None


def test_nothing_leaves_outside_working_hours_unless_it_is_urgent(life, lead):
    case = life.walk("handling")
    Notice.objects.update(settled_at=life.now)
    night = Life.__new__(Life)
    night.__dict__ |= vars(life) | {"now": at("11-27T21:00")}
    night.act(case, "chase", by=life.people.supervisor)
    night.act(case, "instruct", by=life.people.manager)
    plan_mails(now=at("11-27T21:10"))
    assert mails(lead) == [
        ("notice", f"【助企服务台账】{case.number} 催办"),
        ("notice", f"【助企服务台账】{case.number} 批示"),
    ]
    assert going(lead) == ["11-30T08:30", "11-27T21:10"]


def test_everybody_has_a_choice(life, lead):
    choose_notices(lead, chosen={"work": "off", "answers": "weekly", "pressing": "daily"})
    case = life.walk("in_review")
    Notice.objects.update(settled_at=life.now)
    for verb, by in (("reject", "office"), ("extend", "office"), ("chase", "supervisor")):
        case = life.act(case, verb, by=getattr(life.people, by))
    plan_mails(now=at("11-23T12:00"))
    assert mails(lead) == []
    plan_mails(now=at("11-24T09:00"))
    assert [kind for kind, _subject in mails(lead)] == ["notices_daily"]
    plan_mails(now=at("11-29T09:00"))
    plan_mails(now=at("11-30T08:45"))
    assert [kind for kind, _subject in mails(lead)] == ["notices_daily", "notices_weekly"]
    assert Notice.objects.unsettled().filter(recipient=lead).count() == 0


def test_a_choice_there_is_not_is_refused(lead):
    for chosen in ({"work": "hourly"}, {"gossip": "daily"}):
        with pytest.raises(BadInput):
            choose_notices(lead, chosen=chosen)


def test_a_digest_tells_all_of_its_day_and_there_is_one(life, lead):
    case = life.walk("handling")
    Notice.objects.all().delete()
    told = {"recipient": lead, "kind": "near_due", "case": case, "params": {"days": 2}}
    for number in range(60):
        Notice.objects.create(told_for=str(number), at=at("11-23T09:00"), **told)
    plan_mails(now=at("11-24T09:00"))
    mail = OutgoingMail.objects.get(recipient=lead)
    assert (mail.subject, mail.kind) == ("【助企服务台账】60 条通知", "notices_daily")
    assert mail.text.count("还剩 2 个工作日") == 50
    assert "另有 10 条" in mail.text
    Notice.objects.create(told_for="late", at=at("11-23T10:00"), **told)
    assert plan_mails(now=at("11-24T17:00")) == 0
    assert plan_mails(now=at("11-25T08:45")) == 1


def test_the_morning_s_reminders_are_in_the_morning_s_digest(life, lead):
    case = life.walk("handling")
    Notice.objects.update(settled_at=life.now)
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 11, 27), reply_due_on=None)
    now = at("11-25T09:40")
    remind(now=now)
    plan_mails(now=now)
    assert mails(lead) == [("notices_daily", f"【助企服务台账】{case.number} 临期：还剩 2 个工作日")]


def test_a_morning_s_digest_waits_for_its_reminders_but_not_for_long(life, lead):
    case = life.walk("handling")
    Notice.objects.update(settled_at=life.now)
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 11, 27))
    life.act(case, "extend", until=date(2026, 12, 1))
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 11, 27))
    early = at("11-25T08:30")
    assert (plan_mails(now=early), remind(now=early), plan_mails(now=early)) == (0, 2, 2)
    assert mails(lead) == [("notices_daily", "【助企服务台账】2 条通知")]
    life.act(case, "extend", until=date(2026, 12, 2))
    assert [plan_mails(now=at(f"11-26T08:{minute}")) for minute in (30, 44, 45)] == [0, 0, 2]


def test_news_for_now_does_not_wait_for_the_reminders(life, lead):
    life.act(life.walk("handling"), "chase", by=life.people.supervisor)
    plan_mails(now=at("11-25T08:30"))
    assert {kind for kind, _subject in mails(lead)} == {"notice"}


def test_a_broken_notice_holds_up_nobody_else_s_mail(life, lead):
    case = life.walk("handling")
    Notice.objects.all().delete()
    life.act(case, "chase", by=life.people.supervisor)
    first = User.objects.order_by("pk")[0]  # planned before everybody else
    assert first == life.people.staff
    Notice.objects.filter(recipient=first).update(params={"due_on": "9999-99-99"})
    for _time in range(2):
        with capture_logs() as logs, pytest.raises(ExceptionGroup) as failed:
            plan_mails(now=life.now)
        assert [type(error) for error in failed.value.exceptions] == [ValueError]
        assert [(line["event"], line["user_id"]) for line in logs] == [("mails_not_planned", first.pk)]
        assert list(OutgoingMail.objects.values_list("recipient", "kind")) == [(lead.pk, "notice")]
    Notice.objects.filter(recipient=first).update(params={})
    assert plan_mails(now=life.now) == 1


def test_a_mail_is_written_in_its_reader_s_language(life, lead):
    User.objects.filter(pk=lead.pk).update(language="en")
    case = life.walk("assigned")
    plan_mails(now=life.now)
    english, chinese = (
        OutgoingMail.objects.filter(recipient=user).last() for user in (lead, life.people.staff)
    )
    assert english.subject == f"[Enterprise Assistance Tracker] {case.number} Assigned"
    assert "Hello 王unit_lead," in english.text
    assert ", 11-23 10:00: Assigned · due 12-14" in english.text
    assert chinese is None
    plan_mails(now=at("11-24T09:00"))
    assert "王staff，您好：" in OutgoingMail.objects.get(recipient=life.people.staff).text


def test_a_mail_shows_case_and_link_and_neither_note_nor_phone(life, lead, settings):
    settings.SITE_URL = "https://zhuqi.example.cn"
    case = life.walk("accepted", life.register("请联系13800138000"))
    life.act(case, "assign", note="内部意见")
    plan_mails(now=life.now)
    mail = OutgoingMail.objects.get(recipient=lead)
    address = f"https://zhuqi.example.cn/cases/{case.number}/"
    assert address in mail.text
    assert f'href="{address}"' in mail.html
    assert "138****8000" in mail.text
    assert [word for word in ("13800138000", "内部意见") if word in mail.text + mail.html] == []
    assert mail.message_id.endswith("@zhuqi.example.cn>")
    assert (mail.to_address, mail.state) == ("unit_lead@example.cn", "new")


def test_words_of_a_case_are_no_markup(life, lead):
    life.act(life.walk("accepted", life.register("<script>alert(1)</script>&")), "assign")
    plan_mails(now=life.now)
    mail = OutgoingMail.objects.get(recipient=lead)
    assert "<script>" not in mail.html
    assert "<script>alert(1)</script>&" in mail.text


def test_a_case_that_went_out_of_sight_is_not_mailed(life, lead):
    case = life.walk("accepted", life.register(CANARY))
    life.act(case, "assign")
    Membership.objects.filter(user=lead).update(unit=unit(OTHER))
    plan_mails(now=life.now)
    assert not OutgoingMail.objects.filter(recipient=lead, text__contains=CANARY).exists()
    assert Notice.objects.unsettled().filter(recipient=lead).count() == 0


def test_what_was_read_under_the_bell_is_not_mailed(life, lead):
    life.walk("assigned")
    last = Notice.objects.filter(recipient=lead).last()
    mark_read(lead, now=life.now, until=last.public_id)
    plan_mails(now=life.now)
    assert mails(lead) == []


def test_nobody_without_an_address_or_account_gets_mail(life, lead):
    life.walk("assigned")
    User.objects.filter(pk=lead.pk).update(email="")
    plan_mails(now=life.now)
    assert mails(lead) == []
    assert Notice.objects.unsettled().filter(recipient=lead).count() == 0


def busy_day(life):
    """Something of every kind and rhythm."""
    case = life.walk("handling")
    for verb, by in (("chase", "supervisor"), ("supervise", "supervisor"), ("ask_extension", "unit_lead")):
        case = life.act(case, verb, by=getattr(life.people, by))
    life.act(case, "extend", by=life.people.office)
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 11, 27))


@pytest.mark.parametrize("text", ["11-23T10:05", "11-25T08:31", "11-28T12:00", "11-30T09:00"])
def test_three_times_is_once(life, text):
    busy_day(life)
    now = at(text)
    remind(now=now)
    plan_mails(now=now)
    before = rows()
    for _time in range(2):
        assert (remind(now=now), plan_mails(now=now)) == (0, 0)
        assert rows() == before


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(life):
    busy_day(life)
    now, ready = at("11-25T09:00"), Barrier(4)

    def run(_number):
        try:
            ready.wait(30)
            remind(now=now)
            return plan_mails(now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(run, range(4)))
    assert OutgoingMail.objects.count() == sum(written) > 5
    noted = Notice.objects.filter(follow_up__isnull=True).values_list("recipient", "case", "kind", "told_for")
    assert len(noted) == len(set(noted)) == 2
    plan_mails(now=now)
    before = rows()
    assert (remind(now=now), plan_mails(now=now)) == (0, 0)
    assert rows() == before


def test_planning_costs_nothing_while_nothing_is_due(life, django_assert_num_queries):
    busy_day(life)
    plan_mails(now=life.now)
    assert Notice.objects.unsettled().exists()
    with django_assert_num_queries(4):
        plan_mails(now=life.now + timedelta(minutes=10))
