"""Who gets what at which address: one row an address, with the answer for every role on a near and a far record.

A near record is the unit's own or in the district; a far one is nobody's here. `test_permissions.py` asks every row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from tests.people import CLOSED_WEEK, PUBLISHED_WEEK, Records
from tracker.models import Circular, User
from tracker.operations.mail_choices import choice_token
from tracker.rules.access import (
    AUDITOR,
    CHIEF,
    MANAGER,
    OFFICE,
    ROLES,
    SECURITY_ADMIN,
    STAFF,
    SUPERVISOR,
    SYSTEM_ADMIN,
)
from tracker.rules.access import UNIT_LEAD as LEAD

READERS = frozenset({STAFF, CHIEF, LEAD, OFFICE, SUPERVISOR, MANAGER})
WORKERS = frozenset({STAFF, CHIEF, LEAD, OFFICE})
TAGGERS = WORKERS | {SUPERVISOR}
ADMINS = frozenset({SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR})
ANYBODY = frozenset(ROLES)

PERSON_OF_ROLE = {  # who of the cast stands for a role
    STAFF: "owner",
    CHIEF: "chief",
    LEAD: "lead",
    OFFICE: "office_district",
    SUPERVISOR: "supervisor",
    MANAGER: "manager",
    SYSTEM_ADMIN: "system_admin",
    SECURITY_ADMIN: "security_admin",
    AUDITOR: "auditor",
}

Args = Callable[[Records], list[str]]
Statuses = Mapping[str, int]


@dataclass(frozen=True)
class Rule:
    """An address: how it is asked, and the status for each role."""

    own: Statuses
    foreign: Statuses | None = None  # None where the address names no record
    method: str = "get"
    args: Args | None = None
    data: dict[str, str] = field(default_factory=dict)
    public: bool = False


def by_role(*groups: tuple[frozenset[str], int], otherwise: int) -> Statuses:
    """The status of each role; the first group that holds it decides."""
    return {
        role: next((status for roles, status in groups if role in roles), otherwise) for role in sorted(ROLES)
    }


def case(records: Records) -> list[str]:
    """A case's address."""
    return [records.case.number]


def action(records: Records) -> list[str]:
    """An action's address."""
    return [records.action.public_id]


def firm(records: Records) -> list[str]:
    """An enterprise's address."""
    return [records.firm.public_id]


def merge(records: Records) -> list[str]:
    """The address of a merge into the firm."""
    return [records.merge.public_id]


def attachment(records: Records) -> list[str]:
    """A file's address."""
    return [records.attachment.public_id]


def visit(records: Records) -> list[str]:
    """A visit's address."""
    return [records.visit.public_id]


def somebody(records: Records) -> list[str]:
    """Somebody who works there, in the district of the office that is asked or in a far one."""
    there = User.objects.filter(memberships__role=MANAGER, memberships__unit__parent=records.firm.district)
    return [(there.first() or records.visit.by).public_id]


def bulletin(records: Records) -> list[str]:
    """A bulletin's address."""
    return [records.bulletin.public_id]


def batch(records: Records) -> list[str]:
    """The address of an act on many cases."""
    return [records.batch.public_id]


def view(records: Records) -> list[str]:
    """The address of a saved view."""
    return [records.view.public_id]


def export(records: Records) -> list[str]:
    """The address of an export."""
    return [records.export.public_id]


def closed_week(_records: Records) -> list[str]:
    """A closed period's address: nobody's record."""
    return [CLOSED_WEEK]


def published_week(_records: Records) -> list[str]:
    """The address of one whose numbers are published."""
    return [PUBLISHED_WEEK]


def circular(_records: Records) -> list[str]:
    """The address of an approved circular: nobody's record."""
    return [Circular.objects.get().public_id]


def list_of_cases(_records: Records) -> list[str]:
    """The list of cases: nobody's record."""
    return ["cases"]


def mail(records: Records) -> list[str]:
    """The address of a mail."""
    return [records.mail.public_id]


def draft(records: Records) -> list[str]:
    """A draft's address."""
    return [records.bulletin.public_id, records.draft.public_id]


ALL_SEE = by_role(otherwise=200)
ALL_GO_ON = by_role(otherwise=302)
READERS_SEE = by_role((READERS, 200), otherwise=403)
WORKERS_SEE = by_role((WORKERS, 200), otherwise=403)
SYSTEM_SEES = by_role((frozenset({SYSTEM_ADMIN}), 200), otherwise=403)
NOBODY = by_role(otherwise=404)
OFFICE_ONLY = frozenset({OFFICE})
SHARES_VIEW = frozenset({STAFF, LEAD})  # of the unit that the view is shared with
SEES_ACCOUNTS = frozenset({SYSTEM_ADMIN, SECURITY_ADMIN})
NEAR_RECORD = by_role((READERS, 200), otherwise=404)
REVIEW = by_role((OFFICE_ONLY, 200), otherwise=404)
FIRM_FORM = Rule(
    by_role((frozenset({CHIEF, OFFICE}), 200), (READERS, 403), otherwise=404),
    by_role((READERS, 403), otherwise=404),
    args=firm,
)

RULES: dict[str, Rule] = {
    "home": Rule(ALL_SEE),
    "health": Rule(ALL_SEE, public=True),
    "sign_in": Rule(ALL_GO_ON, public=True),
    "sign_out": Rule(ALL_GO_ON, method="post"),
    "set_language": Rule(ALL_GO_ON, method="post", data={"language": "en"}, public=True),
    "theme": Rule(ALL_GO_ON, method="post", data={"theme": "dark"}, public=True),
    "list_columns": Rule(ALL_GO_ON, method="post", args=list_of_cases, data={"column": "due"}),
    "profile": Rule(ALL_SEE),
    "cases": Rule(READERS_SEE),
    "bulk": Rule(by_role((TAGGERS, 302), otherwise=403), data={"act": "tag"}),
    "bulk_result": Rule(REVIEW, NOBODY, args=batch),
    "bulk_undo": Rule(by_role((OFFICE_ONLY, 409), otherwise=404), NOBODY, method="post", args=batch),
    "case_new": Rule(WORKERS_SEE),
    "case": Rule(NEAR_RECORD, NOBODY, args=case),
    "case_note": Rule(
        by_role((READERS, 302), otherwise=404),
        NOBODY,
        method="post",
        args=case,
        data={"note": "电话联系", "verb": "call", "audience": "internal", "happened_on": "2026-11-20"},
    ),
    "case_edit": Rule(by_role((OFFICE_ONLY, 200), (READERS, 403), otherwise=404), NOBODY, args=case),
    "case_draft": Rule(
        by_role((READERS, 200), otherwise=404), NOBODY, method="post", args=case, data={"note": "写到一半"}
    ),
    "case_act": Rule(
        by_role((OFFICE_ONLY, 200), (READERS, 403), otherwise=404),
        NOBODY,
        args=lambda records: [records.case.number, "ask_details"],
    ),
    "public_case": Rule(ALL_SEE, args=lambda records: [records.token], public=True),
    "case_link": Rule(by_role((OFFICE_ONLY, 200), (READERS, 403), otherwise=404), NOBODY, args=case),
    "case_link_revoke": Rule(
        by_role((OFFICE_ONLY, 302), (READERS, 403), otherwise=404), NOBODY, method="post", args=case
    ),
    "case_files": Rule(by_role((READERS, 302), otherwise=404), NOBODY, method="post", args=case),
    "file": Rule(NEAR_RECORD, NOBODY, args=attachment),
    "file_withdraw": Rule(
        by_role((frozenset({STAFF, OFFICE}), 302), (READERS, 403), otherwise=404),
        NOBODY,
        method="post",
        args=attachment,
        data={"reason": "传错了"},
    ),
    "exports": Rule(READERS_SEE),
    "export_new": Rule(READERS_SEE, method="post", data={"list": "cases", "query": "", "as": "ledger xlsx"}),
    "export_job": Rule(REVIEW, NOBODY, args=export),
    "export_cancel": Rule(by_role((OFFICE_ONLY, 302), otherwise=404), NOBODY, method="post", args=export),
    "export_file": Rule(by_role((OFFICE_ONLY, 409), otherwise=404), NOBODY, args=export),
    "views": Rule(READERS_SEE),
    "view_new": Rule(
        by_role((READERS, 302), otherwise=403),
        method="post",
        data={"list": "cases", "query": "stage=overdue", "name": "逾期"},
    ),
    "view_tabs": Rule(READERS_SEE, args=lambda _records: ["cases"]),
    "view": Rule(by_role((SHARES_VIEW, 302), otherwise=404), NOBODY, args=view),
    "view_change": Rule(
        by_role((frozenset({STAFF}), 302), (SHARES_VIEW, 403), otherwise=404),
        NOBODY,
        method="post",
        args=view,
        data={"name": "改名"},
    ),
    "view_delete": Rule(
        by_role((frozenset({STAFF}), 302), (SHARES_VIEW, 403), otherwise=404),
        NOBODY,
        method="post",
        args=view,
    ),
    "progress": Rule(READERS_SEE),
    "progress_unit": Rule(READERS_SEE, args=lambda records: [records.firm.district.public_id]),
    "progress_export": Rule(READERS_SEE),
    "progress_unit_export": Rule(READERS_SEE, args=lambda records: [records.firm.district.public_id]),
    "work": Rule(READERS_SEE),
    "work_export": Rule(READERS_SEE),
    "visits": Rule(READERS_SEE),
    "follow_ups": Rule(READERS_SEE),
    "search": Rule(READERS_SEE, data={"q": "用工"}),
    "closings": Rule(READERS_SEE),
    "closed": Rule(READERS_SEE, args=closed_week),
    "closed_export": Rule(READERS_SEE, args=closed_week),
    "closed_confirm": Rule(  # without a district there is nothing to confirm
        by_role((frozenset({OFFICE}), 404), otherwise=403), method="post", args=closed_week
    ),
    "closed_publish": Rule(by_role(otherwise=403), method="post", args=closed_week),  # the city's office does
    "ranking": Rule(READERS_SEE, args=published_week),
    "ranking_export": Rule(READERS_SEE, args=published_week),
    "ranking_settings": Rule(by_role(otherwise=403)),  # the city's office does
    "circular_make": Rule(by_role(otherwise=403), method="post", args=closed_week),
    "circulars": Rule(READERS_SEE),
    "circular": Rule(READERS_SEE, args=circular),
    "circular_edit": Rule(by_role(otherwise=403), args=circular),  # the city's office does
    "circular_approve": Rule(by_role(otherwise=403), method="post", args=circular),
    "circular_withdraw": Rule(by_role(otherwise=403), method="post", args=circular, data={"reason": "有误"}),
    "circular_document_export": Rule(READERS_SEE, args=circular),
    "circular_export": Rule(READERS_SEE, args=circular),
    "actions": Rule(READERS_SEE),
    "action_new": Rule(WORKERS_SEE),
    "action": Rule(NEAR_RECORD, NOBODY, args=action),
    "action_edit": Rule(
        by_role((frozenset({STAFF, LEAD}), 200), (READERS, 403), otherwise=404), NOBODY, args=action
    ),
    "action_void": Rule(
        by_role((OFFICE_ONLY, 302), (READERS, 403), otherwise=404),
        NOBODY,
        method="post",
        args=action,
        data={"reason": "重复录入"},
    ),
    "action_keep": Rule(  # a key that no promise has: told on the page that the address leads back to
        by_role((WORKERS, 302), (READERS, 403), otherwise=404),
        NOBODY,
        method="post",
        args=action,
        data={"promise": "1"},
    ),
    "action_files": Rule(
        by_role((frozenset({STAFF, LEAD, OFFICE}), 302), (READERS, 403), otherwise=404),
        NOBODY,
        method="post",
        args=action,
    ),
    "enterprises": Rule(READERS_SEE),
    "enterprise_new": Rule(WORKERS_SEE),
    "enterprise": Rule(NEAR_RECORD, NEAR_RECORD, args=firm),
    "enterprise_edit": FIRM_FORM,
    "contact_reveal": Rule(
        by_role((frozenset({CHIEF, OFFICE}), 200), (READERS, 403), otherwise=404),
        by_role((READERS, 403), otherwise=404),
        method="post",
        args=firm,
    ),
    "duplicates": Rule(by_role((OFFICE_ONLY, 200), otherwise=403)),
    "duplicate_apart": Rule(  # firms that nobody knows
        by_role((OFFICE_ONLY, 404), otherwise=403), method="post", data={"one": "a", "other": "b"}
    ),
    "enterprise_state": FIRM_FORM,
    "enterprise_names": FIRM_FORM,
    "enterprise_name_end": Rule(
        by_role((frozenset({CHIEF, OFFICE}), 302), (READERS, 403), otherwise=404),
        by_role((READERS, 403), otherwise=404),
        method="post",
        args=firm,
        data={"name": "无此名"},
    ),
    "enterprise_timeline": Rule(NEAR_RECORD, NEAR_RECORD, args=firm),
    "enterprise_merge": Rule(
        by_role((OFFICE_ONLY, 200), (READERS, 403), otherwise=404),
        by_role((READERS, 403), otherwise=404),
        args=firm,
    ),
    "merge": Rule(REVIEW, NOBODY, args=merge),
    "merge_undo": Rule(
        by_role((OFFICE_ONLY, 302), otherwise=404),
        NOBODY,
        method="post",
        args=merge,
        data={"reason": "不是同一家"},
    ),
    "pairings": Rule(
        by_role((OFFICE_ONLY, 200), (READERS, 403), otherwise=404),
        by_role((READERS, 403), otherwise=404),
        args=firm,
    ),
    "pairing_end": Rule(
        by_role((OFFICE_ONLY, 302), (READERS, 403), otherwise=404),
        by_role((READERS, 403), otherwise=404),
        method="post",
        args=firm,
        data={"officer": "nobody", "from_on": "2026-01-01"},
    ),
    "visit_new": Rule(
        by_role((WORKERS, 200), (READERS, 403), otherwise=404),
        by_role((WORKERS, 200), (READERS, 403), otherwise=404),
        args=firm,
    ),
    "enterprise_code": Rule(NEAR_RECORD, NEAR_RECORD, args=firm),
    "visit": Rule(NEAR_RECORD, NOBODY, args=visit),
    "visit_files": Rule(
        by_role((frozenset({STAFF, CHIEF, LEAD}), 302), (READERS, 403), otherwise=404),
        NOBODY,
        method="post",
        args=visit,
    ),
    "people": Rule(by_role((OFFICE_ONLY, 200), otherwise=403)),
    "hand_over": Rule(
        by_role((OFFICE_ONLY, 200), (SEES_ACCOUNTS | {MANAGER}, 403), otherwise=404),
        by_role((SEES_ACCOUNTS, 403), otherwise=404),
        args=somebody,
    ),
    "lookup_people": Rule(ALL_SEE, data={"q": "a"}),
    "lookup_enterprises": Rule(ALL_SEE, data={"q": "机械"}),
    "lookup_cases": Rule(ALL_SEE, data={"q": "用工"}),
    "lookup_units": Rule(ALL_SEE, data={"q": "市"}),
    "calendar": Rule(ALL_SEE),
    "calendar_day": Rule(SYSTEM_SEES),
    "calendar_notice": Rule(SYSTEM_SEES),
    "address_again": Rule(ALL_GO_ON, method="post"),
    "notices": Rule(ALL_SEE),
    "notices_read": Rule(ALL_GO_ON, method="post"),
    "notice_read": Rule(NOBODY, NOBODY, method="post", args=lambda records: ["a" * 12]),
    "notice_choices": Rule(
        ALL_GO_ON,
        method="post",
        data={
            "work": "daily",
            "pressing": "at_once",
            "dates": "off",
            "answers": "weekly",
            "digest": "weekly",
        },
    ),
    "mails": Rule(ALL_SEE),
    "mail": Rule(
        by_role((frozenset({OFFICE, MANAGER, SYSTEM_ADMIN}), 200), otherwise=404),
        by_role((frozenset({SYSTEM_ADMIN}), 200), otherwise=404),  # the envelope
        args=mail,
    ),
    "mail_html": Rule(by_role((frozenset({OFFICE, MANAGER}), 200), otherwise=404), NOBODY, args=mail),
    "mail_resend": Rule(
        by_role((frozenset({OFFICE, SYSTEM_ADMIN}), 302), (frozenset({MANAGER}), 403), otherwise=404),
        by_role((frozenset({SYSTEM_ADMIN}), 302), otherwise=404),
        method="post",
        args=mail,
    ),
    "mail_preview": Rule(READERS_SEE),
    "mail_preview_html": Rule(READERS_SEE),
    "mail_test": Rule(by_role((READERS, 302), otherwise=403), method="post"),
    "mail_choice": Rule(
        ALL_SEE,
        args=lambda records: [choice_token(records.visit.by, ["digest"], now=timezone.localtime())],
        public=True,
    ),
    "bulletins": Rule(READERS_SEE),
    "items": Rule(by_role((OFFICE_ONLY, 200), otherwise=403)),
    "bulletin_new": Rule(by_role((OFFICE_ONLY, 200), otherwise=403)),
    "bulletin": Rule(REVIEW, NOBODY, args=bulletin),
    "bulletin_text": Rule(REVIEW, NOBODY, args=bulletin),
    "bulletin_file": Rule(NOBODY, NOBODY, args=bulletin),
    "bulletin_accept_section": Rule(
        by_role((OFFICE_ONLY, 302), otherwise=404),
        NOBODY,
        method="post",
        args=bulletin,
        data={"section": "无"},
    ),
    "draft": Rule(REVIEW, NOBODY, args=draft),
    "draft_save": Rule(
        by_role((OFFICE_ONLY, 409), otherwise=404), NOBODY, method="post", args=draft, data={"version": "0"}
    ),
    "draft_decide": Rule(
        by_role((OFFICE_ONLY, 400), otherwise=404),
        NOBODY,
        method="post",
        args=draft,
        data={"act": "nonsense"},
    ),
}
