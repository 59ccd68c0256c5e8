"""A liaison officer logs an action on a phone, from the home page to the saved record."""

import pytest
from playwright.sync_api import expect

from tests.browser import city
from tests.browser.looks import sideways
from tests.browser.windows import View, faults_of
from tracker.models import AssistanceAction

pytestmark = pytest.mark.browser

TITLE, NEW_FIRM = "走访星河装备，了解用电需求", "郑州初见精工有限公司"


def test_an_action_is_logged_on_a_phone(window):
    page = window("staff", View(390))
    page.goto("/")
    page.locator(".tabs-bottom a[href='/actions/']").tap()
    page.locator(".page-actions .btn-primary").tap()

    page.locator("#id_title").fill(TITLE)
    page.locator("#id_kind").select_option("调研走访")
    firms = page.locator("#id_enterprises-ts-control")
    firms.tap()
    firms.press_sequentially("星河装备")
    page.locator(".ts-dropdown .option", has_text=city.FIRM).tap()
    page.keyboard.press("Escape")
    page.locator("#id_new_firms").fill(NEW_FIRM)
    page.locator("main form .btn-primary").tap()

    page.wait_for_url("**/actions/*/")
    expect(page.locator("#messages .message-success")).to_be_visible()
    expect(page.locator("h1")).to_have_text(TITLE)
    assert faults_of(page) == []
    assert sideways(page) == []
    action = AssistanceAction.objects.get(title=TITLE)
    assert (action.reporter.name, action.logged_by.username) == ("市工业和信息化局", "staff")
    assert {part.enterprise.name for part in action.participants.all()} == {city.FIRM, NEW_FIRM}


def test_the_tabs_reach_every_place(window):
    page = window("office", View(390))
    page.goto("/")
    page.locator(".tabs-bottom details > summary").tap()
    panel = page.locator(".tabs-bottom .menu-panel")
    expect(panel).to_be_visible()
    panel.locator("a[href='/bulletins/']").tap()
    page.wait_for_url("**/bulletins/")
