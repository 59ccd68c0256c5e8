"""Logging, correcting and voiding actions."""

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from tests.operations.conftest import unit
from tracker.models import AssistanceAction
from tracker.operations.actions import (
    ActionData,
    CommitmentData,
    FigureData,
    ParticipantData,
    PolicyData,
    edit_action,
    link_case,
    log_action,
    void_action,
)
from tracker.operations.cases import CaseData, register_case
from tracker.operations.enterprises import add_enterprise
from tracker.rules.errors import BadInput, Conflict, NotAllowed


@pytest.fixture
def data(staff, now):
    firm = add_enterprise(by=staff, now=now, name="郑州测试机械有限公司")
    return ActionData(
        kind="培训",
        title="知识产权线上培训",
        reporter=unit("市工业和信息化局"),
        day=date(2026, 11, 20),
        districts=[unit("金水区")],
        participants=[
            ParticipantData("assisted", enterprise=firm),
            ParticipantData("assisted", enterprise=firm, name="测试机械"),
            ParticipantData("other", name="某研究所"),
        ],
        figures=[FigureData(Decimal("34600"), "人", measure="参训", approx=True, text="3.46万余人")],
        policies=[PolicyData("关于支持的意见", "郑政〔2026〕1号")],
        commitments=[CommitmentData("继续开展系列培训")],
    )


@pytest.fixture
def action(staff, now, data):
    return log_action(by=staff, now=now, data=data, key="a1")


def test_an_action_keeps_all_its_parts(action):
    assert [(p.role, str(p)) for p in action.participants.all()] == [
        ("assisted", "郑州测试机械有限公司"),
        ("other", "某研究所"),
    ]
    assert [(f.value, f.unit, f.approx, f.text) for f in action.figures.all()] == [
        (Decimal("34600.00"), "人", True, "3.46万余人")
    ]
    assert [str(p) for p in action.policies.all()] == ["《关于支持的意见》郑政〔2026〕1号"]
    assert [c.text for c in action.commitments.all()] == ["继续开展系列培训"]
    assert action.visible_unit_ids == sorted([unit("市工业和信息化局").pk, unit("金水区").pk])
    assert action.listed_on == date(2026, 11, 20)


def test_the_same_key_logs_once(staff, now, data, action):
    assert log_action(by=staff, now=now, data=data, key="a1").pk == action.pk
    assert AssistanceAction.objects.count() == 1


def test_who_sees_it(staff, office, stranger, person, action):
    def sees(user):
        return AssistanceAction.objects.visible_to(user).filter(pk=action.pk).exists()

    assert [sees(staff), sees(office), sees(person("j", "office", "金水区活动办")), sees(stranger)] == [
        True,
        True,
        True,
        False,
    ]


def test_nobody_logs_for_another_unit(stranger, now, data):
    with pytest.raises(NotAllowed):
        log_action(by=stranger, now=now, data=data)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "required"),
        ({"kind": "聚餐"}, "required"),
        ({"day": None}, "required"),
        ({"day": date(2026, 12, 1)}, "day_in_future"),
        ({"reporter": None}, "required"),
    ],
)
def test_an_action_that_makes_no_sense_is_refused(staff, now, data, changes, code):
    with pytest.raises(BadInput) as caught:
        log_action(by=staff, now=now, data=dataclasses.replace(data, **changes))
    assert caught.value.code == code


def test_a_correction_replaces_the_parts(staff, now, data, action):
    changed = dataclasses.replace(data, title="培训", figures=[], policies=[], participants=[])
    edit_action(action, by=staff, now=now, version=1, data=changed)
    action.refresh_from_db()
    assert (action.title, action.version, action.figures.count(), action.policies.count()) == (
        "培训",
        2,
        0,
        0,
    )


def test_a_kept_promise_stays_kept(staff, now, data, action):
    action.commitments.update(kept_on=date(2026, 11, 22))
    edit_action(action, by=staff, now=now, version=1, data=dataclasses.replace(data, title="培训"))
    assert [c.kept_on for c in action.commitments.all()] == [date(2026, 11, 22)]


def test_a_colleagues_edit_is_not_overwritten(staff, now, data, action):
    edit_action(action, by=staff, now=now, version=1, data=dataclasses.replace(data, title="先到"))
    with pytest.raises(Conflict):
        edit_action(action, by=staff, now=now, version=1, data=dataclasses.replace(data, title="后到"))
    action.refresh_from_db()
    assert action.title == "先到"


def test_voiding_needs_the_office_and_a_reason(staff, office, now, action):
    with pytest.raises(NotAllowed):
        void_action(action, by=staff, now=now, reason="重复")
    with pytest.raises(BadInput):
        void_action(action, by=office, now=now, reason=" ")
    assert void_action(action, by=office, now=now, reason="重复").status == "voided"
    assert list(AssistanceAction.objects.standing()) == []


def test_a_case_learns_of_its_action_once(office, now, action):
    case = register_case(
        by=office,
        now=now,
        data=CaseData(title="t", source="visit", raised_on=date(2026, 11, 1), place="某园区"),
    )
    link_case(action, case, by=office, now=now)
    link_case(action, case, by=office, now=now)
    assert [f.verb for f in case.follow_ups.order_by("id")] == ["register", "link_action"]
