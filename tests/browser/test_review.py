"""The main job, by keyboard alone: seventeen drafts are checked, and what stands after it equals the reading by hand."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import faults_of
from tests.servers import ROOT
from tracker.models import AssistanceAction, Bulletin, Draft

pytestmark = pytest.mark.browser

GOLD = json.loads((ROOT / "tests/golden/bulletins/seed.json").read_text(encoding="utf-8"))
GROUP, DISTRICT, BUREAU = "working_group", "district", "bureau"


def sample() -> Bulletin:
    return Bulletin.objects.get(title__endswith="2022-05-01")


def wait_for_progress(page: Page, done: int) -> None:
    expect(page.locator("#review-progress")).to_have_js_property("value", done)


def decide(page: Page) -> None:
    """Answer what is asked, then accept; not a single click."""
    if page.locator(".value-noise.is-open").count():
        page.keyboard.press("x")
    while page.locator(".row-enterprises.is-open select:has(option[value='']:checked)").count():
        page.keyboard.press("e")
        page.keyboard.press("End")  # keep the name only
        page.keyboard.press("ArrowUp")  # a new enterprise
        page.keyboard.press("Escape")
        break
    page.keyboard.press("a")


def test_seventeen_items_by_keyboard(window):
    bulletin = sample()
    page = window("office")
    page.goto(f"/bulletins/{bulletin.public_id}/")
    for done in range(len(GOLD)):
        wait_for_progress(page, done)
        decide(page)
    wait_for_progress(page, len(GOLD))
    expect(page.locator(".review-form .empty")).to_be_visible()
    assert faults_of(page) == []
    check_records(bulletin)


def check_records(bulletin: Bulletin) -> None:
    """Field by field against the reading by hand."""
    drafts = list(bulletin.drafts.shown().select_related("action", "action__reporter"))
    assert [draft.headline for draft in drafts] == [item["headline"] for item in GOLD]
    assert [draft.decision for draft in drafts] == ["accepted"] * len(GOLD)
    wrong = [(d.headline, *fault) for d, item in zip(drafts, GOLD, strict=True) for fault in faults(d, item)]
    assert wrong == []


def faults(draft: Draft, item: dict) -> list[tuple[str, object, object]]:
    """(field, as recorded, as read by hand) wherever they differ."""
    return [(name, mine, gold) for name, mine, gold in pairs(draft.action, item) if mine != gold]


def pairs(action: AssistanceAction, item: dict) -> list[tuple[str, object, object]]:
    summary = item["body"]
    for noise in item.get("noise", []):
        summary = summary.replace(noise, "")
    days = [row["iso"] for row in item["dates"] if row["granularity"] == "day"]
    reporter = item["reporter"]
    return [
        ("summary", action.summary, summary),
        ("reporter", reporter_name(action, reporter["kind"]), reporter["name"]),
        ("number", action.reporter.number, reporter["number"]),
        ("sub-unit", action.reporter_sub_unit, reporter.get("sub_unit") or ""),
        ("day", action.day.isoformat() if action.day else None, days[0] if days else None),
        ("districts", [unit.name for unit in action.districts.order_by("order")], item["districts"]),
        ("enterprises", firms(action), [row["name"] for row in item["enterprises"]]),
        ("roles", roles(action), {row["name"]: row["role"] for row in item["enterprises"]}),
        ("amounts", values(action, money=True), sorted(row["value_cny"] for row in item["amounts"])),
        ("counts", values(action, money=False), sorted(row["value"] for row in item["counts"])),
        (
            "policies",
            [(policy.title, policy.number) for policy in action.policies.order_by("id")],
            [(row["title"], row["number"] or "") for row in item["policy_refs"]],
        ),
    ]


def reporter_name(action: AssistanceAction, kind: str) -> str:
    """Bureaus are kept under their full name and written by their short one."""
    return action.reporter.short_name if kind == BUREAU else action.reporter.name


def firms(action: AssistanceAction) -> list[str]:
    return [p.enterprise.name for p in action.participants.filter(enterprise__isnull=False).order_by("id")]


def roles(action: AssistanceAction) -> dict[str, str]:
    return {p.enterprise.name: p.role for p in action.participants.filter(enterprise__isnull=False)}


def values(action: AssistanceAction, *, money: bool) -> list[float]:
    return sorted(float(f.value) for f in action.figures.all() if (f.unit == "元") is money)
