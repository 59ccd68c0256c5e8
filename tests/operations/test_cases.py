"""Registering, noting and correcting cases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.operations.conftest import unit
from tracker.models import Case, Figure, FollowUp
from tracker.models.act_words import told
from tracker.operations.actions import ActionData, log_action
from tracker.operations.cases import CaseData, add_note, edit_case, office_for, register_case
from tracker.operations.enterprises import add_enterprise
from tracker.operations.figures import FigureData
from tracker.rules import status as st
from tracker.rules.errors import BadInput, Conflict, NotAllowed


@pytest.fixture
def data():
    return CaseData(
        title="道路积水影响货车进出", source="visit", raised_on=date(2026, 11, 20), place="科学大道与西三环"
    )


@pytest.fixture
def case(office, now, data):
    return register_case(by=office, now=now, data=data)


def refused(code, call, *args, **kwargs):
    with pytest.raises((BadInput, Conflict, NotAllowed)) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code


def test_a_new_case_has_number_office_and_first_act(case):
    assert case.number == "2026-000001"
    assert case.status == "registered"
    assert case.owner_office.name == "市活动办"
    assert case.due_on is None
    assert [(f.verb, f.from_status, f.to_status) for f in case.follow_ups.all()] == [
        ("register", "", "registered")
    ]


def test_numbers_run_on(office, now, data, case):
    assert register_case(by=office, now=now, data=data).number == "2026-000002"


def test_a_firms_district_decides_the_office(office, now):
    firm = add_enterprise(by=office, now=now, name="郑州测试机械有限公司", district=unit("金水区"))
    case = register_case(
        by=office,
        now=now,
        data=CaseData(title="用电增容", source="phone", raised_on=date(2026, 11, 1), enterprise=firm),
    )
    assert (case.district.name, case.owner_office.name) == ("金水区", "金水区活动办")
    assert unit("金水区").pk in case.visible_unit_ids


def test_office_of_a_bureau_is_the_citys(reference):
    assert office_for(unit("市财政局")).name == "市活动办"
    assert office_for(unit("登封市")).name == "登封市活动办"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "  "}, "required"),
        ({"place": ""}, "enterprise_or_place"),
        ({"source": "rumour"}, "required"),
        ({"raised_on": date(2026, 11, 24)}, "day_in_future"),
    ],
)
def test_a_case_that_makes_no_sense_is_refused(office, now, data, changes, code):
    facts = {**data.__dict__, **changes}
    refused(code, register_case, by=office, now=now, data=CaseData(**facts))
    assert Case.objects.count() == 0


def test_managers_do_not_register(person, now, data):
    refused("not_permitted", register_case, by=person("m", "manager", "市活动办"), now=now, data=data)


def test_the_same_key_registers_once(office, now, data):
    first = register_case(by=office, now=now, data=data, key="k1")
    assert register_case(by=office, now=now, data=data, key="k1").pk == first.pk
    assert Case.objects.count() == 1
    assert FollowUp.objects.count() == 1


def test_a_note_stands_on_the_trail_and_counts(office, now, case):
    add_note(
        case, by=office, now=now, note=" 已联系城管局 ", verb="call", happened_on=date(2026, 11, 22), key="n1"
    )
    add_note(case, by=office, now=now, note="又一次", key="n1")
    case.refresh_from_db()
    last = case.follow_ups.latest("id")
    assert (last.verb, last.note, last.happened_on) == ("call", "已联系城管局", date(2026, 11, 22))
    assert (case.follow_up_count, case.last_follow_up_at) == (2, now)


def test_empty_and_future_notes_are_refused(office, now, case):
    refused("required", add_note, case, by=office, now=now, note=" \n")
    refused("day_in_future", add_note, case, by=office, now=now, note="x", happened_on=date(2027, 1, 1))
    refused("required", add_note, case, by=office, now=now, note="x", verb="close")


def test_a_title_is_one_line(office, now, data):
    """In a list that is copied as text it must not pass for several cases."""
    forged = replace(data, title=" 道路积水\n2026-999999 另一件：已销号\t")
    case = register_case(by=office, now=now, data=forged)
    assert case.title == "道路积水 2026-999999 另一件：已销号"
    changed = edit_case(case, by=office, now=now, version=1, changes={"title": "道路\u2028积水\r\n"})
    assert changed.title == "道路 积水"


def test_a_stranger_cannot_note(stranger, now, case):
    refused("gone", add_note, case, by=stranger, now=now, note="x")
    assert case.follow_ups.count() == 1


def test_a_correction_names_before_and_after(office, now, case):
    edit_case(case, by=office, now=now, version=1, changes={"title": "道路积水", "district": unit("高新区")})
    case.refresh_from_db()
    assert (case.title, case.version, case.district.name) == ("道路积水", 2, "高新区")
    assert case.follow_ups.latest("id").details == {
        "before": {"title": "道路积水影响货车进出", "district": ""},
        "after": {"title": "道路积水", "district": "高新区"},
    }


def test_a_colleagues_edit_is_not_overwritten(office, now, case):
    edit_case(case, by=office, now=now, version=1, changes={"title": "先到"})
    refused("stale", edit_case, case, by=office, now=now, version=1, changes={"title": "后到"})
    case.refresh_from_db()
    assert case.title == "先到"


def test_status_is_not_a_fact_to_correct(office, now, case):
    refused("not_editable", edit_case, case, by=office, now=now, version=1, changes={"status": "closed"})


@pytest.mark.parametrize("target", [s for s in st.STATUSES if s != "registered"])
def test_the_database_knows_the_moves(case, target):
    allowed = ("registered", target) in st.transitions()
    day = date(2026, 11, 1) if target == "closed" else None
    other = case.pk if target == "merged" else None
    if allowed:
        Case.objects.filter(pk=case.pk).update(status=target, closed_on=day, merged_into=other)
        return
    with pytest.raises(ProgrammingError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=target, closed_on=day, merged_into=other)


def test_the_database_refuses_a_case_born_closed(office, now, case):
    case.pk, case.number, case.status, case.closed_on = None, "2026-999999", "closed", now.date()
    with pytest.raises(ProgrammingError), transaction.atomic():
        case.save(force_insert=True)


def test_nobody_alters_the_trail(case):
    for statement in (
        "UPDATE tracker_followup SET note = 'x'",
        "DELETE FROM tracker_followup",
        "UPDATE tracker_caseevent SET title = 'x'",
        "DELETE FROM tracker_caseevent",
        "DELETE FROM tracker_case",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_history_keeps_each_version(office, now, case):
    edit_case(case, by=office, now=now, version=1, changes={"title": "道路积水"})
    events = Case.pgh_event_model.objects.filter(pgh_obj=case).order_by("pgh_id")  # type: ignore[attr-defined]
    assert events.first().title == "道路积水影响货车进出"
    assert events.last().title == "道路积水"


def test_a_note_brings_its_figures_once_and_the_trail_tells_them(office, now, case):
    figures = [
        FigureData(Decimal("500"), "万元", "融资", approx=True),
        FigureData(Decimal("12.50"), "个", "岗位"),
    ]
    for _ in range(2):
        act = add_note(case, by=office, now=now, note="已放款", figures=figures, key="n2")
    kept = act.figures.values_list("measure", "value", "unit", "approx", "nature", "action")
    assert list(kept) == [
        ("融资", Decimal("500"), "万元", True, "current", None),
        ("岗位", Decimal("12.5"), "个", False, "current", None),
    ]
    assert list(told(act.details["facts"])) == ["成效数据：融资 约 500 万元、岗位 12.5 个"]
    plain = add_note(case, by=office, now=now, note="又一次")
    assert (plain.details, plain.figures.count()) == ({}, 0)


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        (FigureData(Decimal(1), " "), "required"),
        (FigureData(Decimal("NaN"), "个"), "required"),
        (FigureData(Decimal(10) ** 18, "个"), "required"),
        (FigureData(Decimal(1), "个" * 21), "too_long"),
        (FigureData(Decimal(1), "个", nature="wish"), "required"),
    ],
)
def test_a_figure_is_a_number_of_something(office, now, case, figure, code):
    refused(code, add_note, case, by=office, now=now, note="x", figures=[figure])
    assert not Figure.objects.exists()


def test_a_figure_is_of_one_act(office, now, case):
    for owners in ({}, {"follow_up": case.follow_ups.get(), "action": _action(office, now)}):
        with pytest.raises(IntegrityError, match="figure_of_one"), transaction.atomic():
            Figure.objects.create(value=1, unit="个", **owners)


def _action(by, now):
    data = ActionData(kind="其他", title="放款", reporter=unit("市活动办"), day=now.date())
    return log_action(by=by, now=now, data=data)
