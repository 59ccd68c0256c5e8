"""Everything without a mouse: single keys, the skip link, and where focus is after a part was swapped."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import city
from tests.browser.windows import faults_of

pytestmark = pytest.mark.browser


@pytest.fixture
def cases(window) -> Page:
    """The case list, nothing pressed yet."""
    page = window()
    page.goto("/cases/")
    return page


def row_of_focus(page: Page) -> int:
    """The row that has focus, counted from nought; -1 when none has."""
    return page.evaluate(
        "[...document.querySelectorAll('[data-row]')].findIndex((row) => row.contains(document.activeElement))"
    )


def test_slash_goes_to_the_search_box(cases):
    cases.keyboard.press("/")
    expect(cases.locator("[data-search]")).to_be_focused()
    expect(cases.locator("[data-search]")).to_have_value("")


def test_slash_and_control_k_open_the_box_over_everything_and_arrows_its_hits(window):
    page = window()
    page.goto("/notices/")
    page.keyboard.press("/")
    expect(page.locator("#search-anything")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type(city.CASE[:6])
    first = page.locator("#search-quick [data-hit]").first
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search-anything")).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert faults_of(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/2*/")


def test_n_opens_the_form_of_a_new_record(cases):
    cases.keyboard.press("n")
    cases.wait_for_url("**/cases/new/")


def test_j_and_k_move_between_rows_and_enter_opens_one(cases):
    seen = [row_of_focus(cases)]
    for key in "jjkk":
        cases.keyboard.press(key)
        seen.append(row_of_focus(cases))
    assert seen == [-1, 0, 1, 0, 0]
    address = cases.locator("[data-row-link]").first.get_attribute("href")
    cases.keyboard.press("Enter")
    cases.wait_for_url(f"**{address}")


def test_question_mark_opens_the_help_and_escape_closes_it(cases):
    cases.keyboard.press("?")
    expect(cases.locator("#keys-dialog")).to_be_visible()
    cases.keyboard.press("n")
    assert cases.url.endswith("/cases/")
    cases.keyboard.press("Escape")
    expect(cases.locator("#keys-dialog")).to_be_hidden()


def test_keys_are_letters_while_somebody_types(cases):
    cases.keyboard.press("/")
    cases.keyboard.type("nj?")
    expect(cases.locator("[data-search]")).to_have_value("nj?")
    assert cases.url.endswith("/cases/")


def test_single_keys_can_be_switched_off(cases):
    cases.keyboard.press("?")
    cases.locator("#keys-off").check()
    cases.keyboard.press("Escape")
    cases.reload()
    cases.keyboard.press("j")
    assert row_of_focus(cases) == -1
    cases.evaluate("localStorage.clear()")


def test_the_first_tab_skips_to_the_content(cases):
    cases.keyboard.press("Tab")
    expect(cases.locator(".skip-link")).to_be_focused()
    expect(cases.locator(".skip-link")).to_be_in_viewport()
    cases.keyboard.press("Enter")
    expect(cases.locator("#main")).to_be_focused()


def test_escape_closes_a_menu_and_returns_to_its_button(cases):
    summary = cases.locator(".bar details[data-menu] > summary")
    summary.focus()
    cases.keyboard.press("Enter")
    expect(cases.locator(".bar .menu-panel")).to_be_visible()
    cases.keyboard.press("Escape")
    expect(cases.locator(".bar .menu-panel")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_search_keeps_focus_announces_its_count_and_changes_the_address(cases):
    box = cases.locator("[data-search]")
    box.fill(city.CASE[:6])
    box.press("Enter")
    expect(cases.locator("[data-row]")).to_have_count(1)
    expect(box).to_be_focused()
    count = cases.locator(".pager span").inner_text()
    expect(cases.locator("#announcer")).to_have_text(count)
    assert "q=" in cases.url
    assert faults_of(cases) == []


def test_a_period_that_is_chosen_takes_the_place_of_days(window):
    page = window()
    page.goto("/progress/?since=2026-11-01&until=2026-11-05")
    page.locator("select[name=period]").first.select_option("campaign")
    page.wait_for_url("**period=campaign**")
    expect(page.locator("input[name=since]").first).to_have_value("")
    assert faults_of(page) == []


def test_the_next_page_takes_focus_to_its_rows(window):
    page = window()
    page.goto("/cases/")
    older = page.locator(".pager [rel=next]")
    older.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pager [rel=prev]")).to_be_visible()
    expect(page.locator("#announcer")).not_to_be_empty()
    assert row_of_focus(page) == 0


def test_errors_take_focus(window):
    page = window()
    page.goto("/enterprises/new/")
    page.locator(".btn-primary[type=submit]").press("Enter")
    expect(page.locator(".form-errors")).to_be_focused()
    page.locator(".form-errors a").first.press("Enter")
    expect(page.locator("#id_name")).to_be_focused()


def test_ctrl_enter_records_a_follow_up(window):
    page = window()
    page.goto(f"/cases/{city.case_number(city.PLACE_CASE)}/")
    before = page.locator(".trail > li").count()
    page.locator("[name=note]").fill("排水单位已到场。")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".trail > li")).to_have_count(before + 1)
    expect(page.locator("#messages .message-success")).to_be_visible()
    expect(page.locator(".trail > li").first).to_contain_text("排水单位已到场。")
