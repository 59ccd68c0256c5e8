"""The bell in a browser: copying as text with and without a clipboard, and opening a case marks its notice read."""

import pytest

from tests.browser import city
from tracker.models import Notice, User

pytestmark = pytest.mark.browser
READ = "navigator.clipboard.readText()"
WITHOUT_CLIPBOARD = """
  Object.defineProperty(navigator, "clipboard", { value: undefined });
  document.addEventListener("copy", () => { window.copied = document.getSelection().toString() || document.activeElement.value; });
"""


def bell(page) -> str:
    return page.locator(".bell").get_attribute("aria-label")


def test_an_act_is_copied(window):
    page = window("office")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/cases/{city.case_number(city.CASE)}/")
    button = page.locator(".trail [data-copy-text]").first
    button.click()
    page.locator(".trail .is-done").wait_for()
    text = page.evaluate(READ)
    assert text == button.get_attribute("data-copy-text")
    assert text.startswith(f"【助企服务台账】{city.case_number(city.CASE)} {city.CASE}：")
    assert page.locator("#announcer").text_content() == "已复制"


def test_without_a_clipboard_it_is_copied_the_old_way(window):
    page = window("lead")
    page.add_init_script(WITHOUT_CLIPBOARD)
    page.goto("/notices/")
    button = page.locator(".notices [data-copy-text]").first
    button.click()
    page.get_by_text("已复制").first.wait_for()
    assert page.evaluate("window.copied") == button.get_attribute("data-copy-text")
    page.get_by_text("复制文字").first.wait_for()


def test_opening_the_case_of_a_notice_marks_it_read(window):
    page = window("lead")
    page.goto("/notices/")
    before = Notice.objects.unread().filter(recipient__username="lead").count()
    assert bell(page) == f"通知，{before} 条未读"
    link = page.locator(".notices a[data-row-link]").first
    address = link.get_attribute("href")  # of one case, or of the list of a batch
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    assert Notice.objects.unread().filter(recipient=User.objects.get(username="lead")).count() == before - 1
    assert bell(page) == (f"通知，{before - 1} 条未读" if before > 1 else "通知")
