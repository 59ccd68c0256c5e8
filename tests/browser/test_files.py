"""Files by choosing, dropping and pasting; what is too large is said at once; without scripts it is a plain form."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import city
from tests.browser.windows import View, faults_of, session_of
from tests.documents.samples import GOOD, HTML, JPG, PNG
from tracker.models import Attachment

pytestmark = pytest.mark.browser

DROP = """({selector, event, names}) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File([new Uint8Array([0x89,80,78,71,13,10,26,10,name.length])], name, {type: "image/png"}));
  const target = document.querySelector(selector);
  const made = event === "paste" ? new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
                                 : new DragEvent(event, {dataTransfer: data, bubbles: true, cancelable: true});
  target.dispatchEvent(made);
}"""


def address() -> str:
    return f"/actions/{city.action_id(city.BARE_ACTION)}/"


@pytest.fixture
def page(window: Callable[..., Page]) -> Page:
    opened = window("office")
    opened.goto(address())
    return opened


def listed(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("#file-list .line > :first-child").all_inner_texts()]


def send(page: Page, count: int) -> None:
    page.locator("[data-files-send] [type=submit]").click()
    expect(page.locator("#file-list .line")).to_have_count(count)


def test_chosen_dropped_and_pasted(page):
    page.locator("[data-files]").set_input_files(
        [{"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": JPG}]
    )
    page.locator("[data-files]").set_input_files(
        [{"name": "函.pdf", "mimeType": "application/pdf", "buffer": GOOD["函.pdf"][0]}]
    )
    page.evaluate(
        DROP, {"selector": "[data-file-box] .drop", "event": "drop", "names": ["拖入.png", "又一张.png"]}
    )
    page.evaluate(DROP, {"selector": "body", "event": "paste", "names": ["image.png"]})
    expect(page.locator("[data-chosen-files] li")).to_have_count(5)
    page.locator("[data-chosen-files] li", has_text="又一张").locator("button").click()
    before = Attachment.objects.count()
    send(page, 4)
    assert sorted(name[:5] for name in listed(page)) == sorted(["照片.jp", "函.pdf", "拖入.pn", "粘贴的图片"])
    expect(page.locator("[data-file-status]")).to_have_text("已上传。")
    expect(page.locator("[data-chosen-files]")).to_be_hidden()
    assert (Attachment.objects.count() - before, faults_of(page)) == (4, [])


def test_a_refused_file_stays_with_its_sentence(page):
    files = [("一.html", HTML), ("二.png", PNG)]
    page.locator("[data-files]").set_input_files(
        [{"name": name, "mimeType": "image/png", "buffer": data} for name, data in files]
    )
    before = len(listed(page))
    page.locator("[data-files-send] [type=submit]").click()
    expect(page.locator("[data-file-status]")).to_contain_text("“一.html”是网页、程序或脚本")
    expect(page.locator("[data-chosen-files] li")).to_have_count(1)
    expect(page.locator("#file-list .line")).to_have_count(before + 1)


def test_what_is_too_large_is_not_sent(page):
    page.evaluate(
        """() => {
          const held = new DataTransfer();
          held.items.add(new File([new Uint8Array(21 * 1024 * 1024)], "大.png"));
          const input = document.querySelector("[data-files]");
          input.files = held.files;
          input.dispatchEvent(new Event("change", {bubbles: true}));
        }"""
    )
    expect(page.locator("[data-file-status]")).to_have_text("大.png: 超过 20 MB")
    expect(page.locator("[data-chosen-files] li")).to_have_count(0)
    page.locator("[data-files-send] [type=submit]").click()
    expect(page.locator("[data-file-status]")).to_have_text("没有选择文件。")


def test_withdrawing(page):
    page.locator("[data-files]").set_input_files(
        [{"name": "错.png", "mimeType": "image/png", "buffer": PNG + b"x"}]
    )
    page.locator("[data-files-send] [type=submit]").click()
    row = page.locator("#file-list li", has_text="错.png")
    row.locator("summary").click()
    row.locator("[name=reason]").fill("传错企业")
    with page.expect_navigation():
        row.locator("[type=submit]").click()
    expect(page.locator("#file-list li", has_text="错.png")).to_contain_text("已撤回 传错企业")


def test_a_camera_where_there_is_one(window):
    phone = window("office", View(390))
    phone.goto(address())
    expect(phone.locator(".camera")).to_be_visible()
    assert phone.locator("[data-camera]").get_attribute("capture") == "environment"
    phone.locator("[data-camera]").set_input_files(
        [{"name": "1.jpg", "mimeType": "image/jpeg", "buffer": JPG + b"a"}]
    )
    phone.locator("[data-camera]").set_input_files(
        [{"name": "2.jpg", "mimeType": "image/jpeg", "buffer": JPG + b"b"}]
    )
    expect(phone.locator("[data-chosen-files] li")).to_have_count(2)


def test_without_scripts(browser: Browser, site: str):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    try:
        context.add_cookies([{"name": "tracker_session", "value": session_of("office"), "url": site}])
        page = context.new_page()
        page.goto(address())
        page.locator("[data-files]").set_input_files(
            [{"name": "素.png", "mimeType": "image/png", "buffer": PNG + b"y"}]
        )
        page.locator("[data-files-send] [type=submit]").click()
        expect(page.locator("#file-list li", has_text="素.png")).to_have_count(1)
        expect(page.locator("#messages")).to_contain_text("已上传 1 个文件。")
    finally:
        context.close()
