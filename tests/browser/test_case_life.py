"""Cases followed to their close in the browser, by everybody who has a hand in them."""

import re

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from tests.browser import city
from tests.browser.windows import View, faults_of
from tracker.models import Campaign, Case
from tracker.operations.case_life import Facts, act_on

pytestmark = pytest.mark.browser

DESK, PHONE = View(), View(390)
TITLE, SIMPLE, HARD = "食堂燃气压力不足", "营业执照变更资料如何准备", "排污管网接入受阻"


def sample(percent: int) -> None:
    Campaign.objects.update(call_back_percent=percent)


def choose(page: Page, field: str, words: str, option: str) -> None:
    """Pick from a search box."""
    box = page.locator(f"#id_{field}-ts-control")
    box.click()
    box.press_sequentially(words)
    page.locator(
        f"#id_{field}-ts-dropdown .option", has_text=re.compile(f"^{re.escape(option)}")
    ).first.click()
    page.keyboard.press("Escape")


def register(page: Page, title: str) -> Case:
    """From the list of cases to the page of a new one."""
    page.goto("/cases/new/")
    page.fill("#id_title", title)
    choose(page, "enterprise", "星河", city.FIRM)
    page.select_option("#id_source", "visit")
    page.locator("main form .btn-primary").click()
    page.wait_for_url(re.compile(r"/cases/2\d{3}-\d+/$"))
    return Case.objects.get(title=title)


class Story:
    """One case in the windows of many people."""

    def __init__(self, window, case: Case) -> None:
        self.window, self.case = window, case

    def step(self, who: str, label: str, status: str, *, note: str = "", view: View = DESK, **picks) -> None:
        """Open the case, press the blue button or one of the further steps, fill the form, send it."""
        page = self.window(who, view)
        page.goto(f"/cases/{self.case.number}/")
        blue = page.locator(".page-head .btn-primary")
        if not (blue.count() and blue.inner_text().strip() == label):
            page.locator("[data-dialog=steps-dialog]").click()
            blue = page.locator("#steps-dialog a", has_text=re.compile(f"^{label}$"))
        blue.click()
        page.wait_for_url("**/acts/*/")
        self.fill(page, note, picks)
        page.locator("main form .btn-primary").click()
        page.wait_for_url(f"**/cases/{self.case.number}/")
        expect(page.locator("#messages .message-success")).to_be_visible()
        expect(page.locator("#case-state")).to_contain_text(status)
        assert faults_of(page) == []

    @staticmethod
    def fill(page: Page, note: str, picks: dict[str, str]) -> None:
        if note:
            page.fill("#id_note" if page.locator("#id_note").count() else "#id_result", note)
        for name, value in picks.items():
            if page.locator(f"#id_{name}-ts-control").count():
                choose(page, name, value.removeprefix("市"), value)
            elif page.locator(f"input[type=radio][name={name}]").count():
                page.check(f"input[name={name}][value={value}]")
            elif page.locator(f"select#id_{name}").count():
                page.select_option(f"#id_{name}", label=value)
            else:
                page.fill(f"#id_{name}", value)


def test_seven_people_lead_a_case_to_its_close(window):
    sample(100)
    case = register(window("staff"), TITLE)
    story = Story(window, case)
    story.step("office-jinshui", "受理", "已受理", case_class="B")
    story.step("office-jinshui", "交办", "待签收", unit="市工信局", assisting="市商务局", note="请三日内对接")
    story.step("supervisor", "催办", "待签收", note="企业等候供气")
    story.step("lead", "签收", "办理中", view=PHONE)
    story.step("manager", "批示", "办理中", note="抓紧办理")
    follow_up(window("staff"), case)
    story.step("chief", "协办反馈", "办理中", note="已协调燃气公司")
    story.step("lead", "申请办结", "待审核", note="调压站已投用")
    story.step("office", "审核通过", "待回访", result_kind="solved")
    story.step("office-jinshui", "登记回访", "已销号", rating="satisfied", note="企业表示满意")
    case.refresh_from_db()
    verbs = list(case.follow_ups.order_by("id").values_list("verb", flat=True))
    assert verbs == [
        *("register", "accept", "assign", "chase", "sign", "instruct", "call"),
        *("answer", "claim_done", "approve", "call_back"),
    ]
    assert case.follow_ups.values("by").distinct().count() == 7
    assert (case.status, case.rating, case.result) == ("closed", "satisfied", "调压站已投用")


def follow_up(page: Page, case: Case) -> None:
    """Three interactions besides the typing at most: the box, the kind, Ctrl+Enter."""
    page.goto(f"/cases/{case.number}/")
    page.locator("#id_note").click()
    page.keyboard.type("电话询问进度，调压站月底投用")
    page.select_option("#id_verb", "call")
    page.locator("#id_note").press("Control+Enter")
    expect(page.locator("#trail .note").first).to_contain_text("调压站月底投用")


def test_a_case_goes_every_other_way_too(window):
    sample(100)
    case = register(window("staff"), HARD)
    story = Story(window, case)
    story.step("office-jinshui", "受理", "已受理", case_class="A")
    story.step("office-jinshui", "上报", "已受理", note="涉及市级管网")
    story.step("office", "交办", "待签收", unit="市工信局")
    story.step("lead", "退件", "待裁定", note="属城管职责")
    story.step("office", "裁定", "待签收", ruling="refused", note="由工信局牵头")
    story.step("lead", "签收", "办理中")
    story.step("lead", "申请延期", "办理中", until="2027-03-01", note="管材到货推迟")
    story.step("office", "同意延期", "办理中")
    story.step("lead", "申请办结", "待审核", note="已接入")
    story.step("office", "审核通过", "待回访", result_kind="solved")
    story.step("office", "登记回访", "办理中", rating="unsolved", note="仍有积水")
    story.step("lead", "申请办结", "待审核", note="已清淤")
    story.step("office", "审核通过", "待回访", result_kind="solved")
    story.step("office", "登记回访", "已销号", rating="basically")
    story.step("office", "重启", "办理中", note="又堵了")
    story.step("office", "并入其他诉求", "已合并", target=city.case_number(city.CASE))
    story.step("office", "撤销合并", "办理中", note="不是一件事")
    case.refresh_from_db()
    counts = (case.return_count, case.extension_count, case.redo_count, case.reopen_count)
    assert (counts, case.status, case.owner_office.name) == ((1, 1, 1, 1), "handling", "市活动办")


def test_a_simple_case_takes_two_people(window):
    sample(0)
    case = register(window("staff"), SIMPLE)
    story = Story(window, case)
    story.step("staff", "当场办结", "待审核", note="已告知清单并代办")
    story.step("office", "审核通过", "已销号", result_kind="explained")
    case.refresh_from_db()
    assert case.follow_ups.values("by").distinct().count() == 2
    assert (case.closed_on is not None, case.result_kind) == (True, "explained")


def test_a_colleague_was_faster(window):
    number = city.case_number(city.CASE)
    page = window("office")
    page.goto(f"/cases/{number}/acts/decline/")
    page.fill("#id_note", "不属受理范围")
    case = Case.objects.get(number=number)
    office = case.registrar
    act_on(case, "ask_details", by=office, now=localtime(), facts=Facts(note="请补充用电负荷"))
    act_on(case, "supply", by=office, now=localtime(), facts=Facts(note="负荷 800 kVA"))
    page.locator("main form .btn-primary").click()
    expect(page.locator(".form-errors")).to_contain_text("负荷 800 kVA")
    expect(page.locator("#id_note")).to_have_value("不属受理范围")
