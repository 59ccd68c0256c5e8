"""Acts and days are told to those around a case, once each, and to nobody who does not see it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.operations.conftest import unit
from tests.operations.life import HELPER, LEAD, OTHER, Life
from tracker.models import Case, Membership, Notice, OutgoingMail, Pairing, User
from tracker.models.notice_words import heading, sentence
from tracker.operations.case_life import Facts, act_on
from tracker.operations.case_life.said import rated_by_enterprise
from tracker.operations.cases import CaseData, add_note, register_case
from tracker.operations.notice_mails import plan_mails
from tracker.operations.notices import forget_read, mark_read, tell
from tracker.operations.reminders import remind
from tracker.rules.errors import NotAllowed
from tracker.rules.notices import DIGEST, TELLINGS
from tracker.web.notices import notice_rows


@pytest.fixture
def life(person, now):
    return Life(person, now)


def told(act_or_case, kind=None) -> list[str]:
    """The user names of those who were told, without the prefix of the cast."""
    found = Notice.objects.filter(case=act_or_case) if isinstance(act_or_case, Case) else None
    rows = found.filter(kind=kind) if found is not None else Notice.objects.filter(follow_up=act_or_case)
    return sorted(name.removeprefix("life_") for name in rows.values_list("recipient__username", flat=True))


def latest(case):
    return case.follow_ups.order_by("-id")[0]


HEADS = ["lead"]
OFFICE = ["colleague", "office"]  # whoever acts is left out
UNIT = ["lead", "staff"]  # the head and the one who handles it
CASES = [
    # verb, from where, who acts, who is told
    ("ask_details", "registered", "office", ["staff"]),
    ("supply", "incomplete", "staff", OFFICE),
    ("accept", "registered", "office", ["staff"]),
    ("decline", "registered", "office", ["staff"]),
    ("reconsider", "declined", "office", ["staff"]),
    ("settle", "accepted", "staff", OFFICE),
    ("assign", "accepted", "office", HEADS),
    ("sign", "assigned", "unit_lead", [*OFFICE, "staff"]),
    ("return", "assigned", "unit_lead", OFFICE),
    ("reassign", "handling", "office", HEADS),
    ("rule", "disputed", "office", HEADS),
    ("claim_done", "handling", "unit_lead", OFFICE),
    ("retract", "in_review", "unit_lead", OFFICE),
    ("reject", "in_review", "office", UNIT),
    ("approve", "in_review", "office", UNIT),
    ("call_back", "call_back", "office", UNIT),
    ("reopen", "closed", "office", UNIT),
    ("ask_extension", "handling", "unit_lead", OFFICE),
    ("extend", "handling", "office", UNIT),
    ("ask_park", "handling", "unit_lead", OFFICE),
    ("park", "handling", "office", UNIT),
    ("set_answer_day", "parked", "office", UNIT),
    ("resume", "parked", "office", UNIT),
    ("withdraw", "handling", "office", UNIT),
    ("overturn", "withdrawn", "office", []),
    ("merge", "handling", "office", UNIT),
    ("unmerge", "merged", "office", []),
    ("void", "handling", "office", UNIT),
    ("set_handler", "handling", "unit_lead", ["staff"]),
    ("promise", "handling", "staff", OFFICE),
    ("chase", "handling", "supervisor", UNIT),
    ("supervise", "handling", "supervisor", UNIT),
    ("escalate", "handling", "supervisor", [*UNIT, "manager"]),
    ("instruct", "handling", "manager", UNIT),
    ("chase", "in_review", "supervisor", [*OFFICE, *UNIT]),
    ("chase", "registered", "supervisor", OFFICE),
]


@pytest.mark.parametrize(("verb", "status", "by", "expected"), CASES)
def test_every_act_is_told_to_those_around_the_case(life, verb, status, by, expected):
    case = life.act(life.walk(status), verb, by=getattr(life.people, by))
    without_actor = [name for name in expected if f"life_{name}" != getattr(life.people, by).username]
    assert told(latest(case)) == sorted(without_actor)


def test_a_new_case_is_told_to_the_office_that_assigns_it(life, person):
    case = life.register()
    assert told(case, "register") == OFFICE
    notice = Notice.objects.filter(case=case)[0]
    assert heading(notice) == "新登记，待交办"
    assert sentence(notice) == "市工信局 life_staff 11-23 10:00 已登记"
    data = CaseData(
        title="门前修路", source="visit", raised_on=life.now.date(), place="东风路", district=unit("金水区")
    )
    local = register_case(by=life.people.office, now=life.now, data=data, key="k" * 24)
    assert register_case(by=life.people.office, now=life.now, data=data, key="k" * 24) == local
    assert told(local, "register") == ["district"]


def test_a_district_whose_office_is_empty_is_looked_after_by_the_city_s(life):
    Membership.objects.filter(user=life.people.district_office).delete()
    data = CaseData(
        title="门前修路", source="visit", raised_on=life.now.date(), place="东风路", district=unit("金水区")
    )
    assert told(register_case(by=life.people.staff, now=life.now, data=data), "register") == OFFICE


def test_acts_that_need_something_to_act_on(life):
    case = life.act(life.walk("handling"), "ask_extension")
    assert told(latest(life.act(case, "refuse_extension"))) == UNIT
    case = life.act(case, "ask_park")
    assert told(latest(life.act(case, "refuse_park"))) == UNIT
    case = life.act(case, "promise", by=life.people.staff)
    promise = case.commitments.get()
    assert told(latest(life.act(case, "keep_promise", by=life.people.staff, promise=promise))) == OFFICE


def test_assisting_units_hear_of_the_assignment_and_their_answers_of_the_lead(life):
    case = life.act(life.walk("accepted"), "assign", assisting=[unit(HELPER)], parallel=[unit(OTHER)])
    assert told(latest(case)) == ["helper", "lead", "other"]
    case = life.act(life.act(case, "sign"), "answer", by=life.people.helper_staff)
    assert told(latest(case)) == UNIT
    assert told(latest(life.act(case, "excuse", assistant=unit(OTHER)))) == sorted([*UNIT, "other"])


def test_whoever_had_it_before_hears_that_it_is_gone(life):
    case = life.act(life.walk("handling"), "reassign", unit=unit(OTHER))
    assert told(latest(case)) == ["lead", "other"]
    case = life.act(case, "return", by=life.people.other_unit_lead)
    case = life.act(case, "rule", ruling="upheld", unit=unit(HELPER))
    assert told(latest(case)) == ["helper", "other"]


def test_so_do_the_units_that_helped_unless_they_go_on_or_were_excused(life, person):
    person("life_third", "unit_lead", "市人力资源和社会保障局")
    third = unit("市人力资源和社会保障局")
    case = life.act(life.walk("accepted"), "assign", assisting=[unit(HELPER), unit(OTHER), third])
    case = life.act(case, "excuse", assistant=third)
    assert told(latest(case)) == ["lead", "third"]
    case = life.act(case, "reassign", unit=unit(OTHER))
    assert told(latest(case)) == ["helper", "lead", "other"]
    case = life.act(case, "reassign", unit=unit(LEAD))
    assert told(latest(case)) == ["lead", "other"]


def test_units_that_go_on_helping_after_a_ruling_hear_of_it_once(life):
    case = life.act(life.walk("accepted"), "assign", assisting=[unit(HELPER)])
    case = life.act(life.act(case, "return"), "rule", ruling="refused", unit=None)
    assert told(latest(case)) == ["helper", "lead"]


@pytest.mark.parametrize(
    ("status", "expected"), [("handling", ["colleague", *UNIT]), ("registered", ["colleague"])]
)
def test_those_around_the_case_that_goes_on_hear_of_a_merger(life, status, expected):
    target = life.walk(status, life.register("另一件"))
    case = life.act(life.walk("accepted"), "merge", target=target)
    act = target.follow_ups.latest("id")
    assert (told(act), told(latest(case))) == (expected, [])
    notice = Notice.objects.filter(follow_up=act)[0]
    assert (notice.kind, notice.case, heading(notice)) == ("takes_in", target, "另有诉求并入本件")
    assert sentence(notice) == f"市活动办 life_office 11-23 10:00 另有诉求并入本件 {case.number}"
    with override("en"):
        assert sentence(notice).endswith(f"11-23 10:00: Another case merged into this one {case.number}")


def test_those_around_the_case_that_goes_on_hear_that_a_merger_is_undone(life):
    target = life.walk("handling", life.register("另一件"))
    case = life.act(life.act(life.walk("accepted"), "merge", target=target), "unmerge")
    act = target.follow_ups.latest("id")
    assert (told(act), told(latest(case))) == (["colleague", *UNIT], [])
    notice = Notice.objects.filter(follow_up=act)[0]
    assert (notice.kind, notice.case) == ("gives_back", target)
    assert sentence(notice) == f"市活动办 life_office 11-23 10:00 撤销并入本件 {case.number}"


def test_the_office_of_what_was_merged_into_a_case_hears_that_it_ends_too(life):
    target = life.register("并入的")
    merged = [life.act(life.register(title), "merge", target=target) for title in ("甲", "乙")]
    district = unit("金水区活动办")
    Case.objects.filter(pk=merged[1].pk).update(
        owner_office=district, visible_unit_ids=[*merged[1].visible_unit_ids, district.pk]
    )
    act = latest(life.act(target, "withdraw"))
    rows = Notice.objects.filter(follow_up=act, kind="ends_too").order_by("recipient__username")
    found = [(row.recipient.username, row.case, row.params["merged"]) for row in rows]
    assert found == [
        ("life_colleague", merged[0], merged[0].number),
        ("life_district", merged[1], merged[1].number),
    ]
    assert sentence(rows[1]).endswith(f"随并入的诉求一并终止 {merged[1].number}")
    (shown,) = notice_rows(life.people.district_office, [rows[1].pk])
    assert (shown["case"], shown["note"]) == (f"{merged[1].number} 乙", "")


def test_of_a_merger_nobody_hears_who_does_not_see_the_case_that_goes_on(life):
    target = life.walk("handling", life.register("另一件"))
    Membership.objects.filter(user=life.people.staff).update(unit=unit(OTHER))
    life.act(life.walk("accepted"), "merge", target=target)
    assert told(target, "takes_in") == ["colleague", "lead"]


def test_the_office_that_gets_a_case_hears_of_it(life):
    case = life.act(life.walk("registered"), "hand_down")
    assert told(latest(case)) == ["district"]
    case = life.act(case, "send_up", by=life.people.district_office)
    assert told(latest(case)) == OFFICE


def test_the_enterprise_s_rating_is_told_like_a_call_back_and_where_nothing_moved_to_the_office(life):
    case = life.walk("call_back")
    act = rated_by_enterprise(case, "unsolved", now=life.now)
    assert told(act) == sorted([*OFFICE, *UNIT])
    closed = life.walk("closed", life.register("另一件"))
    assert told(rated_by_enterprise(closed, "satisfied", now=life.now)) == OFFICE


def test_what_is_urgent_says_so(life):
    case = life.act(life.walk("handling"), "instruct", by=life.people.manager)
    assert set(Notice.objects.filter(is_urgent=True).values_list("kind", flat=True)) == {"instruct"}
    assert Notice.objects.get(kind="instruct", recipient=life.people.staff).params == {
        "due_on": case.due_on.isoformat()
    }


def test_a_unit_without_a_head_is_told_through_the_one_above(life, person):
    below = type(unit(LEAD)).objects.create(kind="subunit", name="运行监测处", parent=unit(LEAD))
    case = life.act(life.walk("accepted"), "assign", unit=below)
    assert told(latest(case)) == ["lead"]
    head = User.objects.create_user("life_below", None, name="处长")
    Membership.objects.create(user=head, unit=below, role="unit_lead", from_on=date(2020, 1, 1))
    assert told(latest(life.act(case, "chase", by=life.people.supervisor))) == ["below"]


def test_a_district_without_leaders_is_escalated_to_the_city_s(life, person):
    case = life.act(life.walk("registered"), "hand_down")
    case = life.act(case, "escalate", by=life.people.supervisor)
    assert told(latest(case)) == ["district", "manager"]
    person("life_near", "manager", "金水区活动办")
    assert told(latest(life.act(case, "escalate", by=life.people.supervisor))) == ["district", "near"]


def test_nobody_is_told_of_a_case_they_no_longer_see(life):
    case = life.walk("handling")
    Membership.objects.filter(user=life.people.staff).update(unit=unit(OTHER))
    assert told(latest(life.act(case, "chase", by=life.people.supervisor))) == ["lead"]
    Membership.objects.filter(user=life.people.unit_lead).update(to_on=date(2021, 1, 1))
    assert told(latest(life.act(case, "chase", by=life.people.supervisor))) == []
    Pairing.objects.create(enterprise=case.enterprise, officer=life.people.staff, from_on=date(2026, 1, 1))
    assert told(latest(life.act(case, "chase", by=life.people.supervisor))) == ["staff"]
    User.objects.filter(pk=life.people.staff.pk).update(is_active=False)
    assert told(latest(life.act(case, "chase", by=life.people.supervisor))) == []


def test_whoever_is_told_sees_the_case(life, person):
    """The rule in Python and the queryset word agree, for everybody and every act of a case's life."""
    person("life_far", "unit_lead", "登封市")
    case = life.act(life.walk("accepted"), "assign", assisting=[unit(HELPER)])
    for verb in ("sign", "chase", "escalate", "withdraw", "overturn", "ask_extension"):
        case = life.act(case, verb)
    for notice in Notice.objects.select_related("recipient"):
        assert Case.objects.visible_to(notice.recipient).filter(pk=notice.case_id).exists()
    assert (
        Notice.objects.filter(recipient__username__in=("life_far", "life_system", "life_auditor")).count()
        == 0
    )


def test_telling_twice_tells_once(life):
    case = life.act(life.walk("handling"), "chase", by=life.people.supervisor)
    before = Notice.objects.count()
    for _time in range(3):
        tell(latest(case))
    assert Notice.objects.count() == before


def test_the_same_form_sent_twice_tells_once(life):
    case = life.walk("handling")
    for _time in range(2):
        act_on(case, "chase", by=life.people.supervisor, now=life.now, facts=Facts(), key="k" * 24)
    assert told(case, "chase") == UNIT


def test_what_is_taken_back_tells_nobody(life):
    case = life.walk("handling")
    before = Notice.objects.count()
    with pytest.raises(NotAllowed):
        act_on(case, "chase", by=life.people.staff, now=life.now)
    assert Notice.objects.count() == before


@pytest.mark.parametrize(("verb", "expected"), [("assign", 4), ("claim_done", 2), ("note", 0)])
def test_telling_costs_four_queries(life, verb, expected):
    case = life.walk("assigned")
    act = latest(case)
    act.verb = verb
    Notice.objects.all().delete()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        tell(act)
    assert len(queries) == expected


# Reminders


def morning(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def due(life):
    """A case in hand that is due on a day."""

    def make(day: str, status="handling", title="用电增容"):
        case = life.walk(status, life.register(title))
        Case.objects.filter(pk=case.pk).update(due_on=date.fromisoformat(f"2026-{day}"), reply_due_on=None)
        Notice.objects.all().delete()
        return case

    return make


def test_a_case_climbs_the_ladder_morning_by_morning(life, due):
    case, seen = due("11-27"), []
    for count in range(16):
        now = morning("11-23T08:40") + timedelta(days=count)
        before = set(Notice.objects.values_list("id", flat=True))
        remind(now=now)
        new = Notice.objects.filter(case=case).exclude(id__in=before)
        names = sorted(
            name.removeprefix("life_") for name in new.values_list("recipient__username", flat=True)
        )
        seen += [(f"{now:%m-%d}", new[0].kind, names, new[0].params["days"])] if names else []
    assert seen == [
        ("11-25", "near_due", UNIT, 2),
        ("11-27", "came_due", UNIT, 0),
        ("12-01", "late_supervise", [*UNIT, "supervisor"], -2),
        ("12-04", "late_escalate", ["lead", "manager", "staff", "supervisor"], -5),
    ]


def test_what_waits_for_the_office_is_reminded_at_the_office(life, due):
    case = due("11-27", "in_review")
    remind(now=morning("11-25T08:30"))
    assert told(case, "near_due") == OFFICE


def test_reminders_come_once_a_working_day_and_not_before_work_begins(life, due):
    due("11-27")
    times = ("11-25T08:29", "11-25T08:30", "11-25T08:40", "11-25T17:50", "11-28T09:00", "11-29T09:00")
    assert [remind(now=morning(text)) for text in times] == [0, 2, 0, 0, 0, 0]


def test_what_a_standing_server_missed_is_made_up_for(life, due):
    due("09-01", title="早已逾期的")
    case = due("11-27")
    remind(now=morning("12-02T09:00"))
    assert told(case, "late_supervise") == [*UNIT, "supervisor"]
    assert Notice.objects.count() == 3
    assert [remind(now=morning(text)) for text in ("12-03T09:00", "12-04T09:00")] == [0, 4]


def test_parked_and_ended_cases_are_left_alone_but_for_the_day_of_the_answer(life, due):
    parked, closed = due("11-27", "parked"), due("11-27", "closed", "已结的")
    Case.objects.filter(pk=closed.pk).update(next_answer_on=date(2026, 11, 25))
    Case.objects.filter(pk=parked.pk).update(next_answer_on=date(2026, 11, 25))
    remind(now=morning("11-25T09:00"))
    assert told(parked, "answer_day") == sorted([*OFFICE, *UNIT])
    assert Notice.objects.exclude(case=parked).count() == 0


def climbs(days: int) -> list[tuple[str, str, str, list[str]]]:
    """What is new on each morning from 11-23 on: the day, the step, the kind and who hears of it."""
    seen = []
    for count in range(days):
        now = morning("11-23T08:40") + timedelta(days=count)
        before = set(Notice.objects.values_list("id", flat=True))
        remind(now=now)
        new = Notice.objects.exclude(id__in=before)
        for step, kind in sorted(new.values_list("params__step", "kind").distinct()):
            names = new.filter(kind=kind, params__step=step).values_list("recipient__username", flat=True)
            seen.append((f"{now:%m-%d}", step, kind, sorted(name.removeprefix("life_") for name in names)))
    return seen


def test_a_date_to_sign_by_climbs_the_ladder_too_until_it_is_signed(life, due):
    case = due("12-31", "assigned")
    Case.objects.filter(pk=case.pk).update(sign_due_on=date(2026, 11, 25))
    assert climbs(12) == [
        ("11-23", "sign", "near_due", ["lead"]),
        ("11-25", "sign", "came_due", ["lead"]),
        ("11-27", "sign", "late_supervise", ["lead", "supervisor"]),
        ("12-02", "sign", "late_escalate", ["lead", "manager", "supervisor"]),
    ]
    words = [heading(one) for one in Notice.objects.filter(recipient=life.people.unit_lead).order_by("id")]
    assert words[:2] == ["待签收 · 临期：还剩 2 个工作日", "待签收 · 今日到期"]
    assert life.act(case, "sign").sign_due_on == date(2026, 11, 25)
    Notice.objects.all().delete()
    assert climbs(12) == []


def test_so_does_that_of_an_assisting_unit_until_it_answers_or_is_excused(life):
    case = life.act(life.walk("accepted"), "assign", assisting=[unit(HELPER)], parallel=[unit(OTHER)])
    case = life.act(life.act(case, "sign"), "answer", by=life.people.other_unit_lead)
    Case.objects.filter(pk=case.pk).update(due_on=date(2027, 3, 1), reply_due_on=None)
    case.units.exclude(part="lead").update(due_on=date(2026, 11, 25))
    Notice.objects.all().delete()
    assert climbs(8) == [
        ("11-23", "assist", "near_due", ["helper"]),
        ("11-25", "assist", "came_due", ["helper"]),
        ("11-27", "assist", "late_supervise", ["helper", "supervisor"]),
    ]
    notice = Notice.objects.filter(recipient=life.people.supervisor)[0]
    assert sentence(notice) == "协办 · 逾期，应督办：逾期 2 个工作日：市商务局"
    with override("en"):
        assert sentence(notice).startswith("Assisting · Overdue, time to supervise: 2 working days overdue: ")
        assert "市商务局" not in sentence(notice)
    life.act(case, "excuse")
    Notice.objects.all().delete()
    assert climbs(12) == []


def test_the_first_word_to_the_enterprise_is_reminded_of_until_it_is_written_for_its_eyes(life, due):
    case = due("12-31")
    Case.objects.filter(pk=case.pk).update(reply_due_on=date(2026, 11, 26))
    assert climbs(12) == [
        ("11-24", "reply", "near_due", UNIT),
        ("11-26", "reply", "came_due", UNIT),
        ("11-30", "reply", "late_supervise", [*UNIT, "supervisor"]),
        ("12-03", "reply", "late_escalate", ["lead", "manager", "staff", "supervisor"]),
    ]
    words = [heading(one) for one in Notice.objects.filter(recipient=life.people.unit_lead).order_by("id")]
    assert words[:2] == ["向企业反馈 · 临期：还剩 2 个工作日", "向企业反馈 · 今日到期"]
    Notice.objects.all().delete()
    add_note(case, by=life.people.staff, now=life.now, note="内部记录")
    assert len(climbs(2)) == 1
    Notice.objects.all().delete()
    add_note(case, by=life.people.staff, now=life.now, verb="call", note="已排期", audience="enterprise")
    assert climbs(12) == []


def test_a_case_that_was_accepted_is_to_be_assigned_in_time(life, due):
    case = due("12-31", "accepted")
    assert climbs(9) == [
        ("11-23", "assign", "near_due", OFFICE),
        ("11-24", "assign", "came_due", OFFICE),
        ("11-26", "assign", "late_supervise", [*OFFICE, "supervisor"]),
        ("12-01", "assign", "late_escalate", ["colleague", "manager", "office", "supervisor"]),
    ]
    assert heading(Notice.objects.filter(kind="came_due")[0]) == "待交办 · 今日到期"
    Notice.objects.all().delete()
    life.act(case, "assign")
    Notice.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(sign_due_on=None, reply_due_on=None)
    assert climbs(9) == []


def test_a_promise_is_reminded_to_whoever_made_it(life, due):
    case = due("12-31")
    case.commitments.create(text="月底前送电", owner=unit(HELPER), due_on=date(2026, 11, 25))
    case.commitments.create(text="另一项", due_on=date(2026, 11, 24))
    case.commitments.create(text="做到了的", due_on=date(2026, 11, 24), kept_on=date(2026, 11, 24))
    Case.objects.filter(pk=case.pk).update(visible_unit_ids=[*case.visible_unit_ids, unit(HELPER).pk])
    remind(now=morning("11-25T09:00"))
    assert told(case, "promise_due") == sorted([*UNIT, *UNIT, "helper"])
    assert {row.params["text"] for row in Notice.objects.filter(kind="promise_due")} == {
        "月底前送电",
        "另一项",
    }
    assert remind(now=morning("11-26T09:00")) == 0
    assert Notice.objects.count() == 5


@pytest.mark.parametrize(
    ("status", "count"), [("closed", 2), ("withdrawn", 1), ("declined", 1), ("voided", 0)]
)
def test_a_promise_is_reminded_of_however_the_case_ended(life, status, count):
    case = life.walk(status)
    case.commitments.create(text="月底前送电", owner=unit(LEAD), due_on=date(2026, 11, 25))
    Notice.objects.all().delete()
    remind(now=morning("11-25T09:00"))
    assert Notice.objects.filter(case=case, kind="promise_due").count() == count


def test_a_promise_is_not_reminded_to_those_who_do_not_see_the_case(life, due):
    case = due("12-31")
    case.commitments.create(text="月底前送电", owner=unit(OTHER), due_on=date(2026, 11, 25))
    remind(now=morning("11-25T09:00"))
    assert told(case, "promise_due") == UNIT


def test_queries_of_the_morning_do_not_grow_with_cases(life, due, django_assert_num_queries):
    due("11-27")
    with django_assert_num_queries(18):
        remind(now=morning("11-25T09:00"))
    for number in range(4):
        due("11-27", title=f"第{number}件")
    with django_assert_num_queries(18):
        assert remind(now=morning("11-25T09:00")) == 10


def test_reading(life):
    life.act(life.walk("handling"), "chase", by=life.people.supervisor)
    mine = Notice.objects.filter(recipient=life.people.unit_lead).order_by("id")
    first, last = mine[0], mine.last()
    assert mark_read(life.people.staff, now=life.now, public_id=first.public_id) == 0
    assert mark_read(life.people.unit_lead, now=life.now, public_id=first.public_id) == 1
    assert mark_read(life.people.unit_lead, now=life.now, until="nonsense") == 0
    assert mark_read(life.people.unit_lead, now=life.now, until=last.public_id) == mine.count() - 1
    assert mine.unread().count() == 0


def test_what_was_read_long_ago_is_forgotten_and_nothing_else(life, settings, monkeypatch):
    settings.NOTICE_DAYS = 30
    monkeypatch.setattr("tracker.operations.notices.FORGOTTEN_AT_ONCE", 2)  # several batches
    User.objects.update(email="somebody@example.cn")
    case = life.walk("handling")
    plan_mails(now=life.now)
    ages = {"read_at": (29, 30, 31, 90, 400), "withdrawn_at": (29, 31)}
    for column, days in ages.items():
        for age in days:
            then = life.now - timedelta(days=age)
            told = {"recipient": life.people.staff, "kind": "near_due", "case": case, "at": then}
            Notice.objects.create(told_for=f"{column} {age}", **told, **{column: then})
    Notice.objects.create(**told, told_for="never read")
    others = Notice.objects.filter(told_for="").count()
    kept = (case.follow_ups.count(), OutgoingMail.objects.count())
    assert forget_read(now=life.now) == 4
    left = Notice.objects.exclude(told_for="").order_by("id").values_list("told_for", flat=True)
    assert list(left) == ["read_at 29", "read_at 30", "withdrawn_at 29", "never read"]
    assert Notice.objects.filter(told_for="").count() == others > 0
    assert (case.follow_ups.count(), OutgoingMail.objects.count()) == kept
    assert kept[1] > 0
    assert forget_read(now=life.now) == 0


def test_every_reminder_is_in_the_table():
    from tracker.models.notices import Group, Reminder

    assert set(Reminder.values) <= set(TELLINGS)
    assert {TELLINGS[kind].group for kind in TELLINGS} == set(Group.values) - {DIGEST}
