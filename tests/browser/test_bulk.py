"""Three cases chosen in the list, assigned at once, the result read and taken back: at a desk and on a phone."""

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import expect

from tests.browser.looks import barriers, sideways
from tests.browser.shots import shoot
from tests.browser.test_case_life import choose
from tests.browser.windows import View, faults_of
from tracker.models import Case, Enterprise, User
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import CaseData, register_case

pytestmark = pytest.mark.browser
LEAD = "市工信局"


def accepted(word: str) -> list[Case]:
    """Three cases that the office may assign."""
    office, firm = User.objects.get(username="office"), Enterprise.objects.order_by("id")[0]
    found = []
    for number in range(3):
        data = CaseData(f"{word}第{number + 1}件", "phone", localtime().date(), enterprise=firm)
        case = register_case(by=office, now=localtime(), data=data)
        act_on(case, "accept", by=office, now=localtime(), facts=Facts(case_class="B"))
        found.append(case)
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_choose_assign_read_take_back(window, width, pytestconfig):
    shots = pytestconfig.getoption("--shots")
    cases = accepted(f"宽{width}")
    page = window("office", View(width))
    page.goto(f"/cases/?q=宽{width}")
    bar = page.locator("[data-select-bar]")
    expect(bar).to_be_hidden()
    for case in cases:
        page.get_by_label(f"选择 {case.number}").check()
    expect(bar).to_be_visible()
    expect(bar.locator("[data-selected]")).to_have_text("3")
    shoot(page, f"bulk-chosen-{width}", shots)
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    for case in cases:
        page.get_by_label(f"选择 {case.number}").check()
    bar.get_by_role("button", name="交办").click()

    page.wait_for_url("**/cases/bulk/?**")
    choose(page, "unit", "工信", LEAD)
    shoot(page, f"bulk-preview-{width}", shots)
    assert barriers(page) + sideways(page) == []
    page.get_by_role("button", name="交办 3 件").click()

    page.wait_for_url("**/cases/bulk/*/?next=**")
    expect(page.locator("tbody .state-closed")).to_have_count(3)
    assert {Case.objects.get(pk=case.pk).status for case in cases} == {"assigned"}
    page.get_by_role("button", name="撤回批量操作").click()
    page.locator("dialog[open] .btn-primary, dialog[open] .btn-danger").first.click()
    expect(page.locator("tbody .state-withdrawn")).to_have_count(3)
    shoot(page, f"bulk-undone-{width}", shots)
    assert {Case.objects.get(pk=case.pk).status for case in cases} == {"accepted"}
    assert barriers(page) + sideways(page) + faults_of(page) == []
    page.get_by_role("link", name="返回列表").click()
    page.wait_for_url("**/cases/?q=**")


def test_the_box_in_the_head_chooses_the_page_and_an_office_types_a_new_tag(window):
    accepted("抬头")
    page = window("office")
    page.goto("/cases/?q=抬头")
    page.get_by_label("全选").check()
    expect(page.locator("[data-selected]")).to_have_text("3")
    page.locator("[data-select-bar]").get_by_role("button", name="加标签").click()
    box = page.locator("#id_tags-ts-control")
    box.click()
    box.press_sequentially("新标签甲")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="加标签 3 件").click()
    page.get_by_role("link", name="返回列表").click()
    expect(page.locator("tbody .tag")).to_have_text(["新标签甲"] * 3)
    assert faults_of(page) == []
