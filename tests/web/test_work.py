"""Visits, actions and results: every number of the page opens as many rows, and the workbook says the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from tests.people import BUREAU, NEAR_DISTRICT, unit
from tests.web.test_progress import KINDS
from tests.web.test_progress_sheets import sheets_of
from tracker.models import Campaign, Figure, FollowUp, Pairing, Visit

TODAY = localdate()
MONTH = f"{TODAY:%Y-%m}"


@pytest.fixture
def done(cast, near, far):
    """Both actions and visits of this month, with figures, one of them noted on a case."""
    for records in (near, far):
        records.action.__class__.objects.filter(pk=records.action.pk).update(listed_on=TODAY)
        Pairing.objects.get_or_create(
            enterprise=records.firm, officer=cast.chief, from_on=TODAY.replace(day=1)
        )
        Visit.objects.create(
            campaign=Campaign.objects.get(), enterprise=records.firm, visited_on=TODAY, unit=unit(BUREAU),
            by=cast.owner, finding="nothing", created_at=localtime(),
        )  # fmt: skip
        Figure.objects.create(action=records.action, measure="融资", value=500, unit="万元")
    note = FollowUp.objects.create(
        case=near.case,
        verb="note",
        audience="internal",
        note="到账",
        happened_on=TODAY,
        by=cast.owner,
        at=localtime(),
    )
    Figure.objects.create(follow_up=note, measure="融资", value=2, unit="亿元", approx=True)


def parts_of(row):
    """Every number of a row, those of its rates too."""
    return [*row["numbers"], *(part for rate in row["rates"] for part in rate["parts"])]


def numbers_of(context):
    """(text, url) of every number that opens something."""
    rows = [*context["rows"], context["total"]]
    found = [(n["text"], n["url"]) for row in rows for n in parts_of(row) if n["url"]]
    for one in context["results"]:
        found += [(str(one["in_actions"]), one["actions_url"])] if one["in_actions"] else []
        found += [(str(one["in_cases"]), one["cases_url"])] if one["in_cases"] else []
    return found


@pytest.mark.parametrize("by", KINDS)
@pytest.mark.parametrize("who", ["office_city", "office_district", "lead", "manager", "chief"])
def test_every_number_is_the_length_of_its_list(who, by, cast, done, sign_in):
    client = sign_in(getattr(cast, who))
    page = client.get(reverse("work"), {"period": MONTH, "by": by})
    numbers = numbers_of(page.context)
    assert len(numbers) > 1
    for text, url in numbers:
        assert len(client.get(url).context["page"].rows) == int(text), url


def test_results_of_one_unit_and_of_all(cast, done, sign_in):
    client = sign_in(cast.office_city)
    (whole,) = client.get(reverse("work"), {"period": MONTH}).context["results"]
    assert (whole["measure"], whole["amount"], whole["in_actions"], whole["in_cases"]) == (
        "融资",
        "约 2.1 亿元",
        2,
        1,
    )
    asked = {"period": MONTH, "unit": unit(NEAR_DISTRICT).public_id}
    page = client.get(reverse("work"), asked)
    (one,) = page.context["results"]
    assert (one["amount"], one["in_actions"], one["in_cases"]) == ("约 2.05 亿元", 1, 1)
    assert f"成效 · {NEAR_DISTRICT}" in page.content.decode()
    for text, url in numbers_of(page.context)[-2:]:
        answer = client.get(url)
        assert len(answer.context["page"].rows) == int(text)
        (line,) = answer.context["narrowed"]
        assert line.startswith(f"{NEAR_DISTRICT} · 融资 (元) · ")


def test_the_workbook_says_the_same(cast, done, sign_in):
    client = sign_in(cast.office_city)
    page = client.get(reverse("work"), {"period": MONTH}).context
    sheets = sheets_of(client.get(reverse("work_export"), {"period": MONTH}))
    _head, *rows = sheets["工作与成效"]
    for row, told in zip(rows, [*page["rows"], page["total"]], strict=True):
        assert [f"{value:,}" for value in row[1:5]] == [number["text"] for number in told["numbers"]]
        shares = ["/".join(part["text"] for part in rate["parts"]) for rate in told["rates"]]
        assert [row[6], row[8]] == shares
    assert sheets["成效"][1] == ["融资", 210_000_000, "元", "约", 2, 1]


def test_the_items_of_bulletins_count_for_their_reporter(cast, near, far, sign_in):
    client = sign_in(cast.office_city)
    draft = near.bulletin.drafts.shown().first()
    near.bulletin.drafts.filter(pk=draft.pk).update(reporter=unit(NEAR_DISTRICT))
    asked = {"period": f"{near.bulletin.dated_on}..{near.bulletin.dated_on}"}
    page = client.get(reverse("work"), asked)
    sent = near.bulletin.drafts.shown().count() + far.bulletin.drafts.shown().count()
    assert [part["text"] for part in page.context["total"]["rates"][1]["parts"]] == ["0", str(sent)]
    (row,) = [row for row in page.context["rows"] if row["name"] == NEAR_DISTRICT]
    adopted, of = row["rates"][1]["parts"]
    assert (adopted["text"], of["text"]) == ("0", "1")
    (item,) = client.get(of["url"]).context["page"].rows
    assert (item["title"], item["reporter"], client.get(item["url"]).status_code) == (
        draft.headline,
        NEAR_DISTRICT,
        200,
    )
    for who in (cast.manager, cast.lead):
        assert len(sign_in(who).get(reverse("work"), asked).context["total"]["rates"]) == 1


def test_garbage_in_the_address_opens_nothing(cast, done, sign_in):
    client = sign_in(cast.office_city)
    for name in ("actions", "visits", "enterprises"):
        for asked in ({"work": "visits", "period": "x"}, {"work": "reached"}, {"work": "\x00"}):
            assert client.get(reverse(name), asked).status_code == 200
    assert client.get(reverse("actions"), {"amount": "元", "figure": "融资"}).context["page"].rows == []
    assert client.get(reverse("work"), {"period": "x", "by": "x", "unit": "x"}).status_code == 200


def test_the_list_of_visits_is_as_wide_as_what_one_sees(cast, done, near, far, sign_in):
    rows = sign_in(cast.office_district).get(reverse("visits")).context["page"].rows
    assert {row["firm"] for row in rows} == {near.firm.name}
    client = sign_in(cast.office_city)
    found = client.get(reverse("visits"), {"district": far.firm.district.public_id}).context["page"].rows
    assert {row["firm"] for row in found} == {far.firm.name}
    assert client.get(reverse("visits"), {"q": near.firm.name}).context["page"].rows[0]["url"]


def test_pages_cost_the_same_with_more(cast, done, near, sign_in):
    client = sign_in(cast.office_city)

    def costs():
        found = []
        for name in ("work", "visits"):
            client.get(reverse(name), {"period": MONTH})
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(reverse(name), {"period": MONTH})
            found.append(len(queries))
        return found

    first = costs()
    assert first == [26, 10]
    Visit.objects.create(
        campaign=Campaign.objects.get(), enterprise=near.firm, visited_on=TODAY, unit=unit(NEAR_DISTRICT),
        by=cast.owner, finding="nothing", created_at=localtime(),
    )  # fmt: skip
    assert costs() == first
