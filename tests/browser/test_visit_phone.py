"""An officer scans the code at a firm's door, signs in, and logs a visit with a problem, on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import city
from tests.browser.looks import NARROWEST, sideways
from tests.browser.windows import View, faults_of
from tracker.models import Visit

pytestmark = pytest.mark.browser

PROBLEM, PROMISE = "门口道路积水，货车进不来", "周五前约城管到现场"
SMALLEST_TARGET = 44


def test_a_visit_with_a_problem_is_one_form(window):
    page = window("group", View(390))
    page.goto(reverse("enterprise", args=[city.firm_id()]))
    page.locator(".page-actions a", has_text="登记走访").tap()

    unfolded = page.locator(".visit-problem")
    expect(unfolded).to_be_hidden()
    page.locator(".tiles label", has_text="无问题").tap()
    expect(unfolded).to_be_hidden()
    page.locator(".tiles label", has_text="有诉求").tap()
    expect(unfolded).to_be_visible()

    page.locator("#id_title").fill(PROBLEM)
    page.locator("#id_note").fill("门卫说雨后都这样。")
    page.locator("#id_people").fill("李工、王经理")
    page.locator("#id_promise").fill(PROMISE)
    page.locator("main form .btn-primary").tap()

    page.wait_for_url("**/visits/*/")
    expect(page.locator("#messages .message-success")).to_be_visible()
    visit = Visit.objects.latest("id")
    assert (visit.case.title, visit.action, visit.unit.name) == (PROBLEM, None, "第十四工作组")
    assert [promise.text for promise in visit.case.commitments.all()] == [PROMISE]
    expect(page.locator(f"main a[href='{reverse('case', args=[visit.case.number])}']")).to_be_visible()
    assert (faults_of(page), sideways(page)) == ([], [])


def test_every_target_of_the_form_is_big_enough(window):
    page = window("group", View(390))
    page.goto(reverse("visit_new", args=[city.firm_id()]))
    page.locator(".tiles label").nth(1).tap()
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    targets = page.locator("main form :is(.tiles label, .form-control, .form-select, .choice, .btn)")
    heights = {
        box.inner_text() or box.get_attribute("id"): box.bounding_box()["height"] for box in targets.all()
    }
    assert len(heights) >= 12
    assert {name: height for name, height in heights.items() if height < SMALLEST_TARGET} == {}
    assert sideways(page) == []


def test_without_scripts_the_fields_unfold_too(browser, site, windows):
    context = windows._context("group", View(390))
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(reverse("visit_new", args=[city.firm_id()]))
    expect(page.locator(".visit-problem")).to_be_hidden()
    page.locator(".tiles label").nth(1).click()
    expect(page.locator(".visit-problem")).to_be_visible()
    context.close()
