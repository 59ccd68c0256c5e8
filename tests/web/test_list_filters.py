"""Filters of lists: each narrows, none leaks, none can be made to fail; what is set stands as a chip."""

import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import CANARY, NOW, unit
from tracker.models import Case, CaseTag, CaseUnit, EnterpriseLabel, Tag

LISTS = ("cases", "actions", "enterprises", "visits", "follow_ups", "bulletins", "people", "mails")
VALUES = (
    "",
    "\x00",
    "\ud800",
    "0",
    "-1",
    "true",
    "due_on__lt",
    "enterprise__contacts__phone",
    "2026-11-23",
    "0001-01-01",
    "9999-12-31",
    "2026-13-45",
    "10" * 200,
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    "9" * 400,
    "'; DROP TABLE tracker_case; --",
    "%_\\",
    "x" * 100_000,
    "<script>alert(1)</script>",
)
TRAVERSALS = ("district__name", "enterprise__contacts__phone", "visible_unit_ids__overlap", "pk", "password")


def as_sent(text: str) -> str:
    """A surrogate as a client would send it, in bytes that are no text."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1") if "\ud800" in text else text


@pytest.fixture
def city(cast, sign_in):
    """A client that sees everything."""
    return sign_in(cast.office_city)


def titles(client, name: str, **params) -> list[str]:
    """The titles or names that a filtered list shows."""
    rows = client.get(reverse(name), params).context["page"].rows
    return [row.get("title") or row.get("name") or row["firm"] for row in rows]


@pytest.mark.parametrize("name", LISTS)
def test_no_value_of_any_parameter_fails_or_leaks(name, cast, near, far, sign_in):
    client, dice = sign_in(cast.owner), random.Random(name)
    known = (
        [*client.get(reverse(name)).context["filter"].filters] if name not in ("people", "mails") else ["q"]
    )
    words = [*known, "sort", "after", "before", *TRAVERSALS]
    foreign = (far.case.number, far.firm.public_id, far.firm.district.public_id, far.action.public_id)
    for _turn in range(90):
        sent = {
            word: [as_sent(dice.choice((*VALUES, *foreign))) for _time in range(dice.choice((1, 1, 3)))]
            for word in dice.sample(words, min(len(words), dice.choice((1, 2, 5))))
        }
        answer = client.get(reverse(name), sent)
        assert answer.status_code in (200, 403), sent
        assert CANARY not in answer.content.decode(), sent


@pytest.mark.parametrize("name", ["cases", "actions", "visits"])
def test_a_place_in_the_list_that_is_foreign_is_the_first_page(name, cast, near, far, sign_in):
    place = {"cases": far.case.number, "actions": far.action.public_id, "visits": far.visit.public_id}[name]
    client = sign_in(cast.owner)
    plain = client.get(reverse(name)).context["page"].rows
    for way in ("after", "before"):
        for sort in ("", "due", "oldest", "active"):
            rows = client.get(reverse(name), {way: place, "sort": sort}).context["page"].rows
            assert rows == plain


def test_cases_by_their_units_and_people(cast, near, far, city, sign_in):
    title, bureau = near.case.title, unit("市商务局")
    Case.objects.filter(pk=near.case.pk).update(lead_unit=unit("市工业和信息化局"))
    CaseUnit.objects.create(
        case=near.case, unit=bureau, part="assist", handler=cast.chief, assigned_on=NOW.date()
    )
    assert titles(city, "cases", assist=bureau.public_id) == [title]
    assert titles(city, "cases", lead=[unit("市工业和信息化局").public_id, bureau.public_id]) == [title]
    assert titles(city, "cases", owner=near.case.owner_office.public_id) == [title]
    assert titles(city, "cases", officer=cast.chief.name) == [title]
    assert titles(city, "cases", officer="没有这个人") == []
    assert titles(sign_in(cast.chief), "cases", own="handled") == [title]
    assert titles(sign_in(cast.owner), "cases", own="registered") == [title]
    assert titles(city, "cases", own="handled") == []


def test_cases_by_what_they_are(cast, near, far, city):
    EnterpriseLabel.objects.create(enterprise=near.firm, label="专精特新")
    tag = Tag.objects.create(name="重点")
    CaseTag.objects.create(case=near.case, tag=tag)
    near_title = near.case.title
    assert titles(city, "cases", label="专精特新") == [near_title]
    assert titles(city, "cases", tag=tag.public_id) == [near_title]
    assert titles(city, "cases", enterprise=near.firm.public_id) == [near_title]
    assert set(titles(city, "cases", files="yes")) == {near_title, far.case.title}
    assert titles(city, "cases", source=["visit", "phone"], district=unit("金水区").public_id) == [near_title]
    assert titles(city, "cases", stage="parked") == titles(city, "cases", stage="difficult") == []


def test_cases_by_their_days(cast, near, far, city):
    Case.objects.filter(pk=near.case.pk).update(due_on=date(2026, 12, 1), closed_on=date(2026, 12, 3))
    title = near.case.title
    assert titles(city, "cases", due_from="2026-12-01", due_to="2026-12-01") == [title]
    assert titles(city, "cases", due_to="2026-11-30") == []
    assert titles(city, "cases", closed_from="2026-12-03") == [title]
    assert len(titles(city, "cases", registered_from="2026-11-23", registered_to="2026-11-23")) == 2
    assert titles(city, "cases", registered_to="2026-11-22") == []
    assert titles(city, "cases", registered_from="9999-12-31") == []


def test_actions_by_amount_label_and_who_logged_them(cast, near, far, city, sign_in):
    title = near.action.title
    near.action.figures.create(measure="贷款", value="3.5", unit="亿元")
    far.action.figures.create(measure="贷款", value="800", unit="万元")
    EnterpriseLabel.objects.create(enterprise=near.firm, label="专精特新")
    assert titles(city, "actions", yuan_from="100000000") == [title]
    assert titles(city, "actions", yuan_to="10000000") == [far.action.title]
    assert titles(city, "actions", yuan_from="1000000", yuan_to="10000000") == [far.action.title]
    assert titles(city, "actions", yuan_from="1000000000") == []
    assert titles(city, "actions", label="专精特新") == [title]
    assert titles(city, "actions", officer=cast.far_staff.name) == [far.action.title]
    assert titles(sign_in(cast.owner), "actions", own="logged") == [title]
    assert titles(city, "actions", state="voided") == []


def test_enterprises_and_visits_by_people(cast, near, far, city, sign_in):
    assert titles(city, "enterprises", officer=cast.chief.name) == [near.firm.name]
    assert titles(sign_in(cast.chief), "enterprises", own="mine") == [near.firm.name]
    assert len(titles(city, "enterprises", added_from="2026-11-23", added_to="2026-11-23")) == 2
    assert titles(city, "visits", officer=cast.owner.name) == [near.firm.name]
    assert titles(city, "visits", enterprise=far.firm.public_id) == [far.firm.name]
    assert titles(sign_in(cast.owner), "visits", own="made") == [near.firm.name]
    assert titles(city, "visits", finding=["problem"]) == []


def test_several_values_are_one_in_over_ids(city, near):
    both = [unit("金水区").public_id, unit("巩义市").public_id]
    city.get(reverse("cases"))
    with CaptureQueriesContext(connection) as asked:
        city.get(reverse("cases"), {"district": both, "status": ["registered", "closed"]})
    found = next(one["sql"] for one in asked if '"number" FROM "tracker_case" WHERE' in one["sql"])
    assert ('"district_id" IN (' in found, "JOIN" in found, "DISTINCT" in found) == (True, False, False)


def test_chips_say_what_is_set_and_take_it_away(cast, near, city):
    first, second = unit("金水区"), unit("巩义市")
    asked = f"?district={first.public_id}&district={second.public_id}&due_from=2026-11-01&sort=due"
    chips = city.get(reverse("cases") + asked).context["chips"]
    assert [(chip["label"], chip["value"]) for chip in chips] == [
        ("区县", "金水区"),
        ("区县", "巩义市"),
        ("办理时限从", "2026-11-01"),
    ]
    assert chips[0]["url"] == f"/cases/?district={second.public_id}&due_from=2026-11-01&sort=due"
    assert chips[2]["url"].count("district") == 2
    assert city.get(reverse("cases"), {"district": "x" * 12, "due_from": "x"}).context["chips"] == []


def test_rare_filters_open_by_themselves(city, near):
    closed = '<details class="filter-rare more">'
    assert closed in city.get(reverse("cases"), {"source": "visit"}).content.decode()
    assert closed not in city.get(reverse("cases"), {"files": "yes"}).content.decode()
