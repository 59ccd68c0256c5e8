"""Promises made with an action: kept by those who have a part in it, reminded of until then, in sight of nobody else."""

import dataclasses
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.operations.conftest import unit
from tests.operations.test_notice_mails import at
from tracker.models import Notice, OutgoingMail, User
from tracker.models.notice_words import heading, sentence, titled
from tracker.operations.actions import ActionData, CommitmentData, edit_action, log_action, void_action
from tracker.operations.notice_mails import path_of, plan_mails
from tracker.operations.promises import keep_promise
from tracker.operations.reminders import remind
from tracker.rules.errors import BadInput, Conflict, NotAllowed

BUREAU, HELPER = "市工业和信息化局", "市商务局"
DUE = date(2026, 11, 25)


@pytest.fixture
def lead(person):
    return person("lead", "unit_lead", BUREAU)


@pytest.fixture
def data(reference):
    promise = CommitmentData("月底前放款", unit(BUREAU), DUE)
    return ActionData(
        kind="培训", title="银企对接", reporter=unit(BUREAU), day=date(2026, 11, 20), commitments=[promise]
    )


@pytest.fixture
def action(staff, now, data):
    return log_action(by=staff, now=now, data=data)


def refused(code, kind, *args, **kwargs):
    with pytest.raises(kind) as caught:
        keep_promise(*args, **kwargs)
    assert caught.value.code == code


def test_a_promise_of_an_action_is_kept_once_on_the_day_told(action, lead, staff, now):
    key = action.commitments.get().pk
    keep_promise(action, key, by=lead, now=now, kept_on=date(2026, 11, 21))
    keep_promise(action, key, by=staff, now=now)
    assert action.commitments.get().kept_on == date(2026, 11, 21)


def test_it_is_kept_by_those_who_have_a_part_in_it(action, stranger, person, now):
    key = action.commitments.get().pk
    refused("gone", NotAllowed, action, key, by=stranger, now=now)
    supervisor = person("supervisor", "supervisor", "市活动办")
    refused("not_permitted", NotAllowed, action, key, by=supervisor, now=now)


def test_it_is_not_kept_in_the_future_nor_when_it_no_longer_stands(action, staff, office, now, data):
    key = action.commitments.get().pk
    tomorrow = now.date() + timedelta(days=1)
    refused("day_in_future", BadInput, action, key, by=staff, now=now, kept_on=tomorrow)
    edit_action(action, by=staff, now=now, version=1, data=dataclasses.replace(data, title="更正"))
    refused("promise_gone", Conflict, action, key, by=staff, now=now)
    void_action(action, by=office, now=now, reason="重复录入")
    refused("promise_gone", Conflict, action, action.commitments.get().pk, by=staff, now=now)


def reminded(**about) -> list[str]:
    return sorted(Notice.objects.filter(**about).values_list("recipient__username", flat=True))


def test_it_is_reminded_to_the_heads_of_whoever_made_it_and_to_who_wrote_it_down(action, lead, staff):
    assert remind(now=at("11-25T09:00")) == 2
    assert reminded(action=action) == sorted([lead.username, staff.username])
    notice = Notice.objects.filter(recipient=lead).get()
    assert (heading(notice), titled(notice)) == ("承诺到期", "银企对接")
    assert sentence(notice) == "承诺到期：月底前放款"
    assert path_of(notice) == f"/actions/{action.public_id}/"


def test_a_correction_does_not_remind_anew(action, lead, staff, now, data):
    remind(now=at("11-25T09:00"))
    edit_action(action, by=staff, now=now, version=1, data=dataclasses.replace(data, title="更正"))
    assert (remind(now=at("11-26T09:00")), Notice.objects.count()) == (0, 2)
    told = Notice.objects.filter(recipient=lead).values().get() | {"id": None, "public_id": "x"}
    with pytest.raises(IntegrityError, match="notice_once_an_action"), transaction.atomic():
        Notice.objects.create(**told)


@pytest.mark.parametrize("change", ["kept", "voided"])
def test_what_is_kept_or_was_entered_by_mistake_is_not_reminded_of(action, lead, office, now, change):
    if change == "kept":
        action.commitments.update(kept_on=DUE)
    else:
        void_action(action, by=office, now=now, reason="重复录入")
    assert remind(now=at("11-25T09:00")) == 0


def test_nobody_hears_of_an_action_out_of_sight(person, staff, now, data):
    helper = person("helper", "unit_lead", HELPER)
    promise = CommitmentData("月底前放款", unit(HELPER), DUE)
    action = log_action(by=staff, now=now, data=dataclasses.replace(data, commitments=[promise]))
    remind(now=at("11-25T09:00"))
    assert reminded(action=action) == [staff.username]
    Notice.objects.create(recipient=helper, kind="promise_due", action=action, at=now)
    assert not Notice.objects.visible_to(helper).exists()
    assert Notice.objects.visible_to(staff).count() == 1


def test_the_mail_names_the_action_and_leads_to_it(action, lead, staff):
    User.objects.update(email="somebody@example.cn")
    remind(now=at("11-25T09:00"))
    plan_mails(now=at("11-25T09:00"))
    mail = OutgoingMail.objects.get(recipient=lead)
    assert "银企对接" not in mail.subject
    assert ("银企对接" in mail.text, f"/actions/{action.public_id}/" in mail.text) == (True, True)
