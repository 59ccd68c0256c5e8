"""T11, T23 without their guards: who sees what, and what stands on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
import psycopg
from django.db import connection

from tests.faults.sabotage import Twin, instead, shows_all, together, turns_red, twins, without
from tests.operations import test_notice_mails
from tests.operations.conftest import now, person
from tests.operations.test_notice_mails import lead, life
from tests.people import far, near
from tests.servers import PLACES
from tests.web import test_audit, test_bulk, test_lookups, test_notices, test_permissions
from tests.web import test_side_doors as side_doors
from tests.web.test_bulk import cases, office
from tests.web.test_notices import assigned, moved
from tracker.embedded.places import PORT
from tracker.models import (
    AssistanceAction,
    Attachment,
    BulkAct,
    BulkRow,
    Bulletin,
    Case,
    FollowUp,
    Notice,
    Visit,
)
from tracker.models.keys import Keys
from tracker.operations.audit import record_request
from tracker.reports import case_rows

__all__ = ["assigned", "cases", "far", "lead", "life", "moved", "near", "now", "office", "person"]

STAFF = {"role": "staff"}


def only_what_was_done(**entry: Any) -> None:
    """A log without refusals."""
    if entry["outcome"] < 400:
        record_request(**entry)


@contextmanager
def a_record_that_can_be_bent() -> Iterator[None]:
    """The application's role may alter the log, and no trigger stands behind."""
    ours = {"host": str(PLACES.socket_dir), "port": PORT, "dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**ours, user="postgres", autocommit=True) as owner:
        owner.execute("GRANT UPDATE, DELETE ON tracker_auditentry TO tracker_app")
        try:
            with pgtrigger.ignore("tracker.AuditEntry:append_only"):
                yield
        finally:
            owner.execute("REVOKE UPDATE, DELETE ON tracker_auditentry FROM tracker_app")


def all_rows(_user: Any, ids: list[int]) -> list[tuple[Any, ...]]:
    """The rows of these keys, whoever looks."""
    return case_rows._ALL.rows(ids=Keys(ids))


def forgotten(
    name: str,
    noun: type,
    *where: str,
    check: Callable[..., None],
    held_too: Callable[..., Any] | None = None,
    **known: Any,
) -> Twin:
    """T11: `visible_to` of a noun forgotten; with two places, where the second would still have held it back.

    held_too  in place of what reads the rows of cases, which would have held them back too
    """
    off = shows_all(noun, *where)
    if held_too:
        off = together(off, instead({"tracker.web.case_rows.cases_of": held_too}))
    return Twin("T11", name, off, check, known)


def may_all(_scope: Any, _verb: str, *_on: Any) -> bool:
    """Everybody everything."""
    return True


TABLE = test_permissions.test_near_records_answer_as_the_table_says
FOREIGN = test_permissions.test_far_records_look_as_if_they_were_missing
PAGES = side_doors.test_no_page_shows_a_far_record_or_a_whole_number


LIST = "tracker.web.cases:index"
STARTED = side_doors.test_a_far_case_s_date_cannot_be_found_by_starting_a_list_there
CHOICE = side_doors.test_a_far_or_missing_choice_is_refused_alike


@twins(
    forgotten("the count of cases", Case, LIST, check=side_doors.test_lists_count_what_is_seen),
    forgotten("the list of cases", Case, LIST, held_too=all_rows, check=TABLE, **STAFF),
    forgotten("where a list begins", Case, LIST, check=STARTED, place="after"),
    forgotten(
        "the count of actions",
        AssistanceAction,
        "tracker.web.actions:index",
        check=side_doors.test_lists_count_what_is_seen,
    ),
    forgotten("the page of a case", Case, "tracker.web.cases:case_of", check=FOREIGN, **STAFF),
    forgotten("an action's page", AssistanceAction, "tracker.web.actions:action_of", check=FOREIGN, **STAFF),
    forgotten("a bulletin's page", Bulletin, "tracker.web.review:bulletin_of", check=FOREIGN, **STAFF),
    forgotten("a visit's page", Visit, "tracker.web.visits:visit_of", check=FOREIGN, **STAFF),
    forgotten("the search box of cases", Case, "tracker.web.lookups:cases", check=TABLE, **STAFF),
    forgotten("a file's address", Attachment, "tracker.web.attaching:attachment_of", check=FOREIGN, **STAFF),
    forgotten("the admin's cases", Case, "tracker.admin.scope:visible", check=PAGES, **STAFF),
    forgotten("the admin's trail", FollowUp, "tracker.admin.scope:visible", check=PAGES, **STAFF),
    forgotten(
        "the mail of notices",
        Notice,
        "tracker.operations.notice_mails:_plan_for",
        check=test_notice_mails.test_a_case_that_went_out_of_sight_is_not_mailed,
    ),
    forgotten(
        "the cases of a shared firm",
        Case,
        "tracker.web.enterprise_page:latest_cases",
        held_too=all_rows,
        check=side_doors.test_a_shared_firm_s_page_shows_only_one_s_own_records,
    ),
    forgotten(
        "the counts of the start page",
        Case,
        "tracker.web.desk:desk_of",
        check=side_doors.test_what_waits_far_away_is_not_counted,
        **STAFF,
    ),
    forgotten(
        "the cases of an action",
        Case,
        "tracker.web.action_page:cases",
        check=side_doors.test_a_far_case_of_one_s_own_action_is_not_shown,
    ),
    forgotten(
        "a case named in what is sent",
        Case,
        "tracker.web.action_forms:_choices",
        "tracker.operations.actions:link_case",
        check=CHOICE,
        field="case",
    ),
    forgotten(
        "a text taken in before",
        Bulletin,
        "tracker.operations.bulletins:_seen",
        check=side_doors.test_a_text_that_another_office_took_in_stays_theirs,
        way="page",
    ),
    forgotten(
        "the cases of a preview",
        Case,
        "tracker.web.bulk_page:preview_of",
        check=test_bulk.TestPreview().test_foreign_is_like_missing,
    ),
    Twin(
        "T11",
        "the cases of a batch and its page",
        together(
            shows_all(Case, "tracker.operations.bulk:_run"),
            shows_all(BulkRow, "tracker.web.bulk_page:result_context"),
        ),
        test_bulk.TestAct().test_of_foreign_cases_it_tells_nothing,
    ),
    forgotten("a batch's page", BulkAct, "tracker.web.bulk:_batch", check=FOREIGN, **STAFF),
    forgotten(
        "whose a notice is",
        Notice,
        "tracker.web.filters:of_notice",
        check=test_notices.test_another_s_notice_lists_nothing,
    ),
    Twin("T11", "the table of roles", instead({"tracker.rules.access.Scope.may": may_all}), TABLE, STAFF),
    Twin(
        "T11",
        "whose a search box is",
        instead({"tracker.web.lookups.search_cases": lambda rows, _words: rows.model.objects.all()}),
        test_lookups.test_cases_are_those_the_person_sees,
    ),
)
def test_of_who_sees_what_turns_red_without(twin, request):
    turns_red(twin, request)


@twins(
    Twin(
        "T23",
        "the record",
        without("tracker.web.middleware.record_request"),
        test_audit.test_whatever_refuses_it_it_is_on_record,
        is_quick=True,
    ),
    Twin(
        "T23",
        "the record of what was refused",
        instead({"tracker.web.middleware.record_request": only_what_was_done}),
        test_audit.test_each_leaves_one_row_with_its_outcome,
        STAFF,
    ),
    Twin(
        "T23",
        "that the record cannot be altered",
        a_record_that_can_be_bent,
        test_audit.test_the_application_cannot_bend_the_record,
        {"statement": "UPDATE tracker_auditentry SET outcome = 200"},
    ),
    Twin(
        "T23",
        "that the record cannot be thrown away",
        a_record_that_can_be_bent,
        test_audit.test_the_application_cannot_bend_the_record,
        {"statement": "DELETE FROM tracker_auditentry"},
    ),
    Twin(
        "T23",
        "who reads the record",
        instead({"tracker.rules.access.Scope.may": may_all}),
        test_audit.test_the_auditor_alone_reads_it,
        {"who": "office_city", "status": 403},
    ),
)
def test_of_the_record_turns_red_without(twin, request):
    turns_red(twin, request)
