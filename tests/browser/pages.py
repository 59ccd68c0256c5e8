"""Every page of the site and the states worth looking at; a test compares the names with the resolver."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.urls import reverse
from playwright.sync_api import Page

from tests.browser import city
from tracker.models.bulletins import Decision

Act = Callable[[Page], None]
Arguments = Callable[[], list[Any]]


@dataclass(frozen=True)
class Shown:
    """A page in one state.

    name       of the test and of its picture
    url        the address by name; `arguments` are asked for when the data is there
    act        what is pressed first, such as sending an empty form
    main       looked at on a phone in the quick run too
    """

    name: str
    url: str
    arguments: Arguments = list
    query: str | Callable[[], str] = ""
    username: str | None = "office"
    act: Act | None = None
    status: int = 200
    main: bool = False

    @property
    def address(self) -> str:
        """Where it is."""
        query = self.query if isinstance(self.query, str) else self.query()
        return reverse(self.url, args=self.arguments()) + query


def press_send(page: Page) -> None:
    """Send the page's form as it is, and wait for the answer."""
    with page.expect_navigation():
        page.locator("main form[method=post] .btn-primary[type=submit]").first.click()


def open_first(page: Page) -> None:
    """The first menu or fold of the page itself."""
    page.locator("main details > summary").first.click()


def open_view_menu(page: Page) -> None:
    """Where a view gets its name."""
    page.locator(".list-bar details:has(#view-name) > summary").click()


def fill_wrongly(page: Page) -> None:
    """A sign-in that fails; under a new name each time, since a name is locked after a few."""
    page.fill("#id_username", f"nobody-{uuid4().hex[:8]}")
    page.fill("#id_password", "not-the-password")
    press_send(page)


def empty_and_send(page: Page) -> None:
    """Every box of the form emptied, then sent."""
    for box in page.locator(
        "main form .card-body input[type=text], main form input[type=date], main form textarea"
    ).all():
        if box.is_visible():
            box.fill("")
    press_send(page)


def take_a_day_off(page: Page) -> None:
    """This day next week made a holiday, as far as the preview."""
    page.fill("[name=day]", str(date.today() + timedelta(days=7)))  # noqa: DTZ011  # any day soon
    page.fill("[name=name]", "临时放假")
    press_send(page)


def accept_emptied(page: Page) -> None:
    """A draft without a title, accepted: refused, with everything still there."""
    page.locator("#item-form [name=title]").fill("")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#item-form button[value=accept]").click()
    page.locator("#review .message-error").wait_for()


def send_half_a_figure(page: Page) -> None:
    """A follow-up with a value of nothing in particular."""
    page.fill("#id_note", "已放款")
    page.click(".follow-up summary")
    page.fill("#id_figure1_value", "500")
    with page.expect_navigation():
        page.locator(".follow-up .btn-primary").click()


def send_empty_note(page: Page) -> None:
    """A follow-up with blanks only."""
    page.locator("[name=note]").fill("  ")
    with page.expect_navigation():
        page.locator(".follow-up .btn-primary").click()


def choose_problem(page: Page) -> None:
    """A problem was raised: its fields unfold."""
    page.locator(".tiles label").nth(1).click()
    page.locator("#id_title").wait_for()


def send_nameless_problem(page: Page) -> None:
    """A problem without a name, on no day."""
    choose_problem(page)
    page.locator("#id_visited_on").fill("")
    press_send(page)


def pair_nobody(page: Page) -> None:
    """A pairing without an officer."""
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()


def look_at_hand_over(page: Page) -> None:
    """The first colleague chosen as successor."""
    box = page.locator("#id_to-ts-control")
    box.click()
    page.locator(".ts-dropdown .option[data-value]:not([data-value=''])").first.click()
    with page.expect_navigation():
        page.locator("main form[method=get] .btn-primary").click()


def open_dialog(name: str) -> Act:
    """Open a dialog of the page."""

    def act(page: Page) -> None:
        page.evaluate("name => document.getElementById(name).showModal()", name)

    return act


def open_why(page: Page) -> None:
    """How the due date was counted."""
    page.locator("details.why > summary").click()


def rate(page: Page) -> None:
    """What an enterprise says of a result."""
    page.get_by_role("radio").nth(1).check()
    page.locator("[name=remark]").fill("希望下次更快一些")
    press_send(page)


def choose_all(page: Page) -> None:
    """Every row of the list marked."""
    for box in page.locator("[data-select-row]").all():
        box.check()


def open_user_menu(page: Page) -> None:
    """The menu of the signed-in person."""
    page.locator(".bar details[data-menu] > summary").click()


def open_withdrawals(page: Page) -> None:
    """What a file is withdrawn with."""
    page.locator("#file-list summary").first.click()


def _bulletin() -> list[Any]:
    return [city.sample().public_id]


def _firm() -> list[Any]:
    return [city.firm_id()]


def _finished() -> list[Any]:
    return [city.finished().public_id]


def _draft(find: Callable[[], Any]) -> Arguments:
    def found() -> list[Any]:
        draft = find()
        return [draft.bulletin.public_id, draft.public_id]

    return found


def _case(title: str) -> Arguments:
    return lambda: [city.case_number(title)]


def _action(title: str) -> Arguments:
    return lambda: [city.action_id(title)]


def _link(number: Callable[[], str]) -> Arguments:
    return lambda: [city.link_to(number())]


CASE, FULL = _case(city.CASE), _action(city.FULL_ACTION)


def _act(title: str, verb: str) -> Arguments:
    return lambda: [city.case_number(title), verb]


RICHEST = _draft(city.richest_draft)

PAGES = (
    Shown("home", "home", main=True),
    Shown("home-staff", "home", username="staff"),
    Shown("home-empty", "home", username=city.NEWCOMER),
    Shown("home-sysadmin", "home", username="sysadmin"),
    Shown("home-menu", "home", act=open_user_menu),
    Shown("home-keys", "home", act=open_dialog("keys-dialog")),
    Shown("cases", "cases", main=True),
    Shown("cases-chosen", "cases", query="?stage=overdue", act=choose_all, main=True),
    Shown("bulk-assign", "bulk", query=lambda: city.chosen("assign", "accepted", "handling"), main=True),
    Shown("bulk-extend", "bulk", query=lambda: city.chosen("extend", "handling", "closed")),
    Shown("bulk-tag", "bulk", query=lambda: city.chosen("tag", "handling"), username="staff"),
    Shown("bulk-nothing", "bulk", query=lambda: city.chosen("approve", "closed")),
    Shown("bulk-errors", "bulk", query=lambda: city.chosen("assign", "accepted"), act=press_send, status=400),
    Shown("bulk-result", "bulk_result", lambda: [city.batch_id()], main=True),
    Shown("cases-overdue", "cases", query="?stage=overdue"),
    Shown("search", "search", query="?q=用工", main=True),
    Shown("search-nothing", "search", query="?q=没有这样的事"),
    Shown("search-empty", "search"),
    Shown("cases-filtered-empty", "cases", query="?q=没有这样的事"),
    Shown("cases-empty", "cases", username=city.NEWCOMER),
    Shown("case", "case", CASE, main=True),
    Shown("case-handling", "case", lambda: [city.case_in("handling")], username="supervisor"),
    Shown("case-closed", "case", lambda: [city.case_in("closed")]),
    Shown("case-place", "case", _case(city.PLACE_CASE)),
    Shown("case-edit", "case_edit", CASE),
    Shown("case-edit-errors", "case_edit", CASE, act=empty_and_send, status=400),
    Shown("act-tag", "case_act", lambda: [city.case_number(city.IN_HAND), "tag"], main=True),
    Shown("case-to-sign", "case", _case(city.TO_SIGN), username="lead"),
    Shown("case-in-hand", "case", _case(city.IN_HAND), main=True),
    Shown("case-why", "case", _case(city.IN_HAND), act=open_why),
    Shown("case-steps", "case", _case(city.IN_HAND), act=open_dialog("steps-dialog")),
    Shown("act-accept", "case_act", _act(city.CASE, "accept"), main=True),
    Shown("act-accept-errors", "case_act", _act(city.CASE, "accept"), act=press_send, status=400),
    Shown("act-assign", "case_act", lambda: [city.case_in("accepted"), "assign"]),
    Shown("act-sign", "case_act", _act(city.TO_SIGN, "sign"), username="lead", main=True),
    Shown("act-extend", "case_act", _act(city.IN_HAND, "extend")),
    Shown("act-keep-promise", "case_act", _act(city.IN_HAND, "keep_promise"), username="lead"),
    Shown("act-call-back", "case_act", lambda: [city.case_in("call_back"), "call_back"]),
    Shown("act-not-possible", "case_act", _act(city.CASE, "assign"), status=409),
    Shown("case-note-errors", "case", CASE, act=send_empty_note, status=400),
    Shown("case-figure-errors", "case", CASE, act=send_half_a_figure, status=400, main=True),
    Shown("case-new", "case_new", main=True),
    Shown("case-new-errors", "case_new", act=empty_and_send, status=400),
    Shown("progress", "progress", query="?period=campaign", main=True),
    Shown("progress-bureaus", "progress", query="?by=bureau&period=campaign", username="manager-jinshui"),
    Shown("progress-empty", "progress", username=city.NEWCOMER),
    Shown("progress-unit", "progress_unit", lambda: [city.district_id()], "?period=campaign", main=True),
    Shown("work", "work", query="?period=campaign", main=True),
    Shown("work-of-a-bureau", "work", query="?by=bureau&period=campaign", username="manager-jinshui"),
    Shown("work-empty", "work", username=city.NEWCOMER),
    Shown("cases-by-more", "cases", query="?files=yes&due_from=2026-01-01&source=visit&sort=due"),
    Shown("follow-ups", "follow_ups", main=True),
    Shown("follow-ups-filtered-empty", "follow_ups", query="?officer=没有这个人"),
    Shown("visits", "visits", main=True),
    Shown("views", "views", main=True, act=open_first),
    Shown("views-empty", "views", username=city.NEWCOMER),
    Shown("cases-with-a-gone-filter", "cases", query=f"?district={'x' * 12}"),
    Shown("cases-view-being-kept", "cases", act=open_view_menu, main=True),
    Shown("exports", "exports", main=True),
    Shown("exports-empty", "exports", username=city.NEWCOMER),
    Shown("export-kept", "export_job", lambda: [city.export_id("done")], main=True),
    Shown("export-failed", "export_job", lambda: [city.export_id("failed")]),
    Shown("export-being-made", "export_job", lambda: [city.export_id("running")]),
    Shown("items", "items", main=True),
    Shown("items-filtered-empty", "items", query="?q=没有这样的事"),
    Shown("visits-filtered-empty", "visits", query="?q=没有这样的事"),
    Shown("closings", "closings", main=True),
    Shown("closed", "closed", lambda: [city.closed_week()], main=True),
    Shown("closed-before-published", "closed", lambda: [city.closed_week()], username="office-jinshui"),
    Shown("ranking", "ranking", lambda: [city.ranked_month()], main=True),
    Shown("ranking-settings", "ranking_settings", main=True),
    Shown("circulars", "circulars", main=True),
    Shown("circulars-read", "circulars", username="manager-jinshui"),
    Shown("circular", "circular", lambda: [city.circular_id("draft")], main=True),
    Shown(
        "circular-approved", "circular", lambda: [city.circular_id("approved")], username="manager-jinshui"
    ),
    Shown(
        "circular-withdraw",
        "circular",
        lambda: [city.circular_id("draft")],
        act=open_dialog("withdraw-dialog"),
    ),
    Shown("circular-edit", "circular_edit", lambda: [city.circular_id("draft")], main=True),
    Shown(
        "circular-edit-errors",
        "circular_edit",
        lambda: [city.circular_id("draft")],
        act=empty_and_send,
        status=400,
    ),
    Shown(
        "cases-measured",
        "cases",
        query=lambda: f"?measure=in_hand&period=campaign&by=district&unit={city.district_id()}",
    ),
    Shown("actions", "actions", main=True),
    Shown("actions-filtered-empty", "actions", query="?q=没有这样的事"),
    Shown("actions-empty", "actions", username=city.NEWCOMER),
    Shown("action", "action", FULL, main=True),
    Shown("action-withdraw-file", "action", FULL, act=open_withdrawals),
    Shown("action-bare", "action", _action(city.BARE_ACTION)),
    Shown("action-voided", "action", _action(city.VOIDED_ACTION)),
    Shown("action-void-dialog", "action", FULL, act=open_dialog("void-dialog")),
    Shown("action-new", "action_new", username="staff", main=True),
    Shown("action-new-errors", "action_new", username="staff", act=empty_and_send, status=400),
    Shown("action-edit", "action_edit", FULL),
    Shown("action-edit-errors", "action_edit", FULL, act=empty_and_send, status=400),
    Shown("enterprises", "enterprises", main=True),
    Shown("enterprises-filtered-empty", "enterprises", query="?q=没有这样的企业"),
    Shown("enterprise", "enterprise", lambda: [city.firm_id()], main=True),
    Shown("enterprise-new", "enterprise_new"),
    Shown("enterprise-new-errors", "enterprise_new", act=empty_and_send, status=400),
    Shown("enterprise-edit", "enterprise_edit", lambda: [city.firm_id()]),
    Shown("enterprise-timeline", "enterprise_timeline", _firm, main=True),
    Shown("enterprise-state", "enterprise_state", _firm),
    Shown("enterprise-state-errors", "enterprise_state", _firm, act=empty_and_send, status=400),
    Shown("enterprise-names", "enterprise_names", _firm, main=True),
    Shown("duplicates", "duplicates", main=True),
    Shown("merge-with", "enterprise_merge", _firm, main=True),
    Shown("merge-both", "enterprise_merge", _firm, query=lambda: f"?other={city.spelling_id()}", main=True),
    Shown("merge", "merge", lambda: [city.merge_id()], main=True),
    Shown("merge-undo-errors", "merge", lambda: [city.merge_id()], act=press_send, status=400),
    Shown("enterprises-unvisited", "enterprises", query="?unvisited=all"),
    Shown("enterprise-code", "enterprise_code", _firm),
    Shown("pairings", "pairings", _firm, main=True),
    Shown("pairings-errors", "pairings", _firm, act=pair_nobody, status=400),
    Shown("visit-new", "visit_new", _firm, username="staff", main=True),
    Shown("visit-new-problem", "visit_new", _firm, username="staff", act=choose_problem, main=True),
    Shown("visit-new-errors", "visit_new", _firm, username="staff", act=send_nameless_problem, status=400),
    Shown("visit", "visit", lambda: [city.visit_id()], main=True),
    Shown("people", "people", main=True),
    Shown("people-filtered-empty", "people", query="?q=没有这样的人"),
    Shown("hand-over", "hand_over", lambda: [city.person_id("chief")], main=True),
    Shown("hand-over-looked-at", "hand_over", lambda: [city.person_id("staff")], act=look_at_hand_over),
    Shown("hand-over-errors", "hand_over", lambda: [city.person_id("staff")], query="?to=", status=400),
    Shown("bulletins", "bulletins", main=True),
    Shown("bulletins-filtered-empty", "bulletins", query="?q=没有这样的简报"),
    Shown("bulletin-new", "bulletin_new"),
    Shown("bulletin-new-errors", "bulletin_new", act=press_send, status=400),
    Shown("review", "bulletin", _bulletin, main=True),
    Shown("review-rich", "draft", RICHEST),
    Shown("review-errors", "draft", RICHEST, act=accept_emptied, status=400),
    Shown("review-noise", "draft", _draft(city.noisy_draft)),
    Shown("review-discard", "draft", RICHEST, act=open_dialog("discard-dialog")),
    Shown("review-split", "draft", RICHEST, act=open_dialog("split-dialog")),
    Shown("review-attach", "draft", RICHEST, act=open_dialog("attach-dialog")),
    Shown("review-accepted", "draft", _draft(lambda: city.decided_draft(Decision.ACCEPTED))),
    Shown("review-discarded", "draft", _draft(lambda: city.decided_draft(Decision.DISCARDED))),
    Shown("review-finished", "bulletin", _finished),
    Shown("bulletin-text", "bulletin_text", _bulletin),
    Shown("calendar", "calendar", query="?year=2026", main=True),
    Shown("calendar-not-announced", "calendar", query="?year=2027", username="sysadmin"),
    Shown("calendar-day", "calendar_day", query="?day=2026-10-10", username="sysadmin"),
    Shown("calendar-day-errors", "calendar_day", username="sysadmin", act=press_send, status=400),
    Shown("calendar-day-preview", "calendar_day", username="sysadmin", act=take_a_day_off, main=True),
    Shown("calendar-notice", "calendar_notice", username="sysadmin"),
    Shown("calendar-notice-errors", "calendar_notice", username="sysadmin", act=press_send, status=400),
    Shown("link", "case_link", _case(city.PLACE_CASE), main=True),
    Shown("link-made", "case_link", CASE, act=press_send, main=True),
    Shown("link-again", "case_link", CASE),
    Shown("public", "public_case", _link(lambda: city.case_in("call_back")), username=None, main=True),
    Shown(
        "public-errors",
        "public_case",
        _link(lambda: city.case_in("call_back")),
        username=None,
        act=press_send,
        status=400,
    ),
    Shown("public-thanks", "public_case", _link(lambda: city.case_in("closed")), username=None, act=rate),
    Shown("public-handling", "public_case", _link(lambda: city.case_number(city.IN_HAND)), username=None),
    Shown("public-officer", "public_case", _link(lambda: city.case_in("closed"))),
    Shown("public-gone", "public_case", lambda: ["x" * 32], username=None, status=404, main=True),
    Shown("notices", "notices", username="lead", main=True),
    Shown("notices-all", "notices", query="?show=all", username="office-jinshui"),
    Shown("notices-none", "notices", username=city.NEWCOMER),
    Shown("mails", "mails", main=True),
    Shown("mail-choice", "mail_choice", lambda: [city.choice_link()], username=None, main=True),
    Shown("mail-choice-gone", "mail_choice", lambda: ["x" * 32], username=None, status=404),
    Shown("mail-preview", "mail_preview", main=True),
    Shown("mail-preview-none", "mail_preview", query=lambda: f"?to={city.person_id('sysadmin')}"),
    Shown("mails-mine", "mails", username="lead"),
    Shown("mails-filtered-empty", "mails", query="?q=没有这样的人"),
    Shown("mails-none", "mails", username=city.NEWCOMER),
    Shown("mail", "mail", lambda: [city.mail_id("digest")], main=True),
    Shown("mail-envelope", "mail", lambda: [city.mail_id("notice")], username="sysadmin", main=True),
    Shown("sign-in", "sign_in", username=None, main=True),
    Shown("sign-in-error", "sign_in", username=None, act=fill_wrongly),
    Shown("profile", "profile"),
    Shown("profile-bouncing", "profile", username="office-jinshui", main=True),
    Shown("mail-failed", "mail", lambda: [city.failed_mail()], main=True),
    Shown("profile-errors", "profile", act=press_send, status=400),
    Shown("not-found", "case", lambda: ["1999-000001"], status=404),
    Shown("forbidden", "bulletin_new", username="staff", status=403),
    Shown("admin", "admin:index", username="sysadmin", main=True),
    Shown("admin-list", "admin:tracker_unit_changelist", username="sysadmin"),
    Shown("admin-form", "admin:tracker_category_add", username="sysadmin"),
    Shown("admin-preset", "admin:tracker_deadlinepreset_add", username="sysadmin"),
    Shown("admin-days", "admin:tracker_calendarday_changelist", username="sysadmin"),
    Shown("admin-cases", "admin:tracker_case_changelist"),
    Shown("admin-firm", "admin:tracker_enterprise_change", lambda: [city.firm_key()]),
    Shown("admin-case", "admin:tracker_case_change", lambda: [city.case_key()]),
    Shown("admin-case-files", "admin:tracker_case_files", lambda: [city.case_key()]),
    Shown("admin-case-link", "admin:tracker_case_link", lambda: [city.case_key()]),
    Shown("admin-act", "admin:tracker_case_act", lambda: [city.case_key(), "accept"]),
)
