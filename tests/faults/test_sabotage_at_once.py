"""T9, T24, T28 without their guards: versions, keys of forms, locks, what makes a second run find nothing to do."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from django.db.models import QuerySet

from tests.faults import test_double_files, test_double_submit, test_every_task, test_one_visit
from tests.faults.sabotage import (
    UNCLAIMED,
    Off,
    Twin,
    any_version,
    instead,
    nothing,
    turns_red,
    twins,
    without,
)
from tests.faults.test_double_submit import browsers, near
from tests.faults.test_every_task import moment
from tests.files import media
from tests.operations.conftest import now, person
from tests.operations.test_notice_mails import life
from tracker.celery import app
from tracker.operations import cases, notice_mails, outbox
from tracker.operations.actions import edit_action
from tracker.operations.case_life.said import rated_by_enterprise
from tracker.operations.cases import edit_case
from tracker.operations.recipients import parts_of
from tracker.operations.stored_files import place_of

__all__ = ["browsers", "life", "media", "moment", "near", "now", "person"]
pytestmark = pytest.mark.django_db(transaction=True)

PLANS, REMINDS = {"name": "tracker.plan_mails"}, {"name": "tracker.remind"}
SENDS = {"name": "tracker.send_mails"}


@pytest.fixture(autouse=True)
def few(monkeypatch) -> None:
    """Two hundred editors tell no more here than twenty."""
    monkeypatch.setattr(test_double_submit, "EDITORS", 20)


UNLOCKED = {"django.db.models.query.QuerySet.select_for_update": lambda rows, **_how: rows.all()}


def slow(name: str, operation: Callable[..., Any]) -> dict[str, Any]:
    """The operation under this name, taking so long that others come in between what was read and what is written."""

    def slowed(*args: Any, **kwargs: Any) -> Any:
        found = operation(*args, **kwargs)
        time.sleep(0.3)
        return found

    return {name: slowed}


def unlocked(name: str, operation: Callable[..., Any]) -> Off:
    """No row is held for anybody, and somebody is always faster."""
    return instead(UNLOCKED | slow(name, operation))


def no_keys(room: str) -> Any:
    """The key of a form is thrown away."""
    return without(f"tracker.operations.{room}.own_key")


@contextmanager
def a_new_task() -> Iterator[None]:
    """A task that nobody wrote a world for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.tasks, "tracker.unheard_of", app.tasks["tracker.tidy"])
        yield


def mail_anew(*args: Any) -> Any:
    """A mail whose key is another each time."""
    mail = MAIL(*args)
    mail.dedupe_key, mail.message_id = uuid.uuid4().hex, uuid.uuid4().hex
    return mail


def no_conflict_is_ignored(rows: Any, made: Any, **how: Any) -> Any:
    """Two who write the same fall over each other."""
    return BULK_CREATE(rows, made, **(how | {"ignore_conflicts": False}))


def all_at_the_same_place() -> Any:
    """Nobody waits for a turn; all who store a content go on in the same moment."""
    ready = Barrier(test_double_submit.BROWSERS)
    gate = {"tracker.operations.attachments.hold": lambda _hashes: ready.wait(60)}
    return instead(gate | slow("tracker.operations.attachments.place_of", place_of))()


MAIL, BULK_CREATE = notice_mails._mail, QuerySet.bulk_create
FORGETFUL = {
    "tracker.operations.notice_mails._mail": mail_anew,
    "tracker.models.notices.NoticeQuerySet.unsettled": QuerySet.all,
}
FORM = any_version(edit_case, "tracker.web.case_edit.edit_case")
ADMIN = any_version(edit_case, "tracker.admin.cases.edit_case")
COMPARED = {"tracker.admin.refusals.VersionedForm._compare": nothing}


@twins(
    Twin(
        "T9",
        "the version of a case in its form",
        instead(FORM),
        test_double_submit.test_many_editors_save_one_case_by_form_and_by_admin,
    ),
    Twin(
        "T9",
        "the version of a case in the admin",
        instead(ADMIN | COMPARED),
        test_double_submit.test_many_editors_save_one_case_by_form_and_by_admin,
    ),
    Twin(
        "T9",
        "the lock of the row that is corrected",
        unlocked("tracker.operations.cases._locked", cases._locked),
        test_double_submit.test_many_editors_save_one_case_by_form_and_by_admin,
    ),
    Twin(
        "T9",
        "the version of an action in its form",
        instead(any_version(edit_action, "tracker.operations.quick_log.edit_action")),
        test_double_submit.test_one_of_twenty_corrections_is_saved_and_the_others_see_both_texts,
    ),
    Twin("T24", "the key of a new case", no_keys("cases"), test_double_submit.test_one_case),
    Twin("T24", "the key of a follow-up", no_keys("cases"), test_double_submit.test_one_follow_up),
    Twin(
        "T24",
        "the key of a new action",
        no_keys("actions"),
        test_double_submit.test_one_action_with_its_new_firms,
    ),
    Twin(
        "T24",
        "the key of a visit",
        no_keys("visits"),
        test_one_visit.test_one_visit_with_its_case_promise_and_action,
    ),
    Twin("T24", "the key of an act", no_keys("case_life.act"), test_double_submit.test_one_act_on_a_case),
    Twin("T24", "the key of a link", no_keys("links"), test_double_submit.test_one_link),
    Twin(
        "T24",
        "the name of a firm",
        without("tracker.operations.enterprises.find_by_name"),
        test_double_submit.test_one_enterprise_by_name,
    ),
    Twin(
        "T24",
        "the code of a firm",
        without("tracker.operations.enterprises.find_by_code"),
        test_double_submit.test_one_enterprise_by_code_whatever_it_is_called,
    ),
    Twin(
        "T24",
        "the text of a bulletin",
        without("tracker.operations.bulletins._earlier"),
        test_double_submit.test_one_bulletin,
    ),
    Twin(
        "T24",
        "that a draft is settled",
        instead({"tracker.operations.review.SETTLED": ()}),
        test_double_submit.test_one_adoption,
        {"act": "accept_case"},
    ),
    Twin(
        "T24",
        "the turn of who stores a content",
        all_at_the_same_place,
        test_double_files.test_one_file,
        {"noun": "case"},
    ),
    Twin(
        "T24",
        "the lock of who rates",
        unlocked("tracker.operations.links.rated_by_enterprise", rated_by_enterprise),
        test_double_submit.test_one_rating,
    ),
    Twin(
        "T25",
        "that guesses are counted one by one",
        without("tracker.operations.link_attempts.check_attempts"),
        test_double_submit.test_wrong_tokens_at_once_are_counted_one_by_one,
    ),
    Twin(
        "T28",
        "that a new task is asked for a world",
        a_new_task,
        test_every_task.test_every_task_has_a_world,
        is_quick=True,
    ),
    Twin(
        "T28",
        "the turn of who plans for a person",
        unlocked("tracker.operations.notice_mails._mail", MAIL),
        test_every_task.test_at_once_is_once,
        PLANS,
    ),
    Twin(
        "T28",
        "the claim of a mail",
        instead(UNCLAIMED | slow("tracker.operations.outbox.message_of", outbox.message_of)),
        test_every_task.test_at_once_is_once,
        SENDS,
    ),
    Twin(
        "T28",
        "the turn of who reminds",
        instead(
            {"django.db.models.query.QuerySet.bulk_create": no_conflict_is_ignored}
            | slow("tracker.operations.reminders.parts_of", parts_of)
        ),
        test_every_task.test_at_once_is_once,
        REMINDS,
    ),
    Twin(
        "T28",
        "what a mail remembers of its notices",
        instead(FORGETFUL),
        test_every_task.test_three_times_is_once,
        PLANS,
    ),
)
def test_the_test_turns_red_without(twin, request):
    turns_red(twin, request)
