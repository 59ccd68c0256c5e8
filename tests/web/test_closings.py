"""The pages of closed periods: who reads what before and after publishing, and that every number opens its cases."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from tests.people import FAR_DISTRICT, NEAR_DISTRICT, NOW, unit
from tracker.models import Campaign, Case, Closing, Confirmation
from tracker.operations.closings import close_periods, confirm, publish, unconfirmed

CODE = "2026-W48"


@pytest.fixture
def closed(cast, near, far):
    Campaign.objects.update(started_on=NOW.date() - timedelta(days=300))
    Case.objects.update(registered_at=NOW)
    close_periods(now=NOW + timedelta(days=7))
    return Closing.objects.get(code=CODE)


def rows_of(page):
    return {row["name"]: row["numbers"] for row in page.context["rows"]}


def test_the_list_leads_to_each(cast, closed, sign_in):
    page = sign_in(cast.manager).get(reverse("closings"))
    assert next(row["url"] for row in page.context["rows"]) == reverse("closed", args=[CODE])
    assert page.context["rows"][0]["confirmed"] == "0/16"


@pytest.mark.parametrize("by", ["district", "bureau", "group"])
def test_every_number_opens_its_cases(cast, closed, sign_in, by):
    client = sign_in(cast.office_city)
    page = client.get(reverse("closed", args=[CODE]), {"by": by})
    numbers = [
        one for row in (*page.context["rows"], page.context["total"]) for one in row["numbers"] if one["url"]
    ]
    assert numbers
    for number in numbers:
        assert len(client.get(number["url"]).context["page"].rows) == int(number["text"])


def test_before_it_is_published_a_district_reads_its_own(cast, closed, sign_in):
    page = sign_in(cast.manager).get(reverse("closed", args=[CODE]))
    assert list(rows_of(page)) == [NEAR_DISTRICT]
    assert "发布之前" in page.content.decode()
    assert page.context["cards"] == []
    for district in unconfirmed(closed):
        confirm(closed, district, by=cast.office_city, now=NOW)
    publish(closed, by=cast.office_city, now=NOW)
    page = sign_in(cast.manager).get(reverse("closed", args=[CODE]))
    assert len(rows_of(page)) == 16
    far = next(one for one in rows_of(page)[FAR_DISTRICT] if one["url"])
    assert (far["text"], len(sign_in(cast.manager).get(far["url"]).context["page"].rows)) == ("1", 0)


def test_what_is_published_gives_away_no_number_of_today(cast, closed, far, sign_in):
    """A correction is news of another district that nobody has published."""
    Case.objects.filter(pk=far.case.pk).update(registered_at=localtime() - timedelta(days=400))
    for district in unconfirmed(closed):
        confirm(closed, district, by=cast.office_city, now=NOW)
    publish(closed, by=cast.office_city, now=NOW)
    address = reverse("closed", args=[CODE])
    told = {row["unit"] for row in sign_in(cast.office_city).get(address).context["corrections"]}
    assert FAR_DISTRICT in told
    assert FAR_DISTRICT not in {
        row["unit"] for row in sign_in(cast.manager).get(address).context["corrections"]
    }


def test_the_office_confirms_on_the_page(cast, closed, sign_in):
    client, address = sign_in(cast.office_district), reverse("closed_confirm", args=[CODE])
    sent = {"unit": unit(NEAR_DISTRICT).public_id, "note": "已核\x00对"}
    page = client.post(address, sent, follow=True)
    assert "金水区的数据已确认。" in page.content.decode()
    kept = Confirmation.objects.get()
    assert (kept.by, kept.note) == (cast.office_district, "已核对")
    assert client.post(address, {"unit": unit(FAR_DISTRICT).public_id}).status_code == 403
    assert client.post(address, {"unit": "\x00"}).status_code == 404


def test_publishing_says_who_is_missing(cast, closed, sign_in):
    client = sign_in(cast.office_city)
    page = client.post(reverse("closed_publish", args=[CODE]), follow=True)
    assert "以下区县尚未确认数据" in page.content.decode()
    assert sign_in(cast.office_district).post(reverse("closed_publish", args=[CODE])).status_code == 403


def test_a_correction_stands_below_and_opens_what_changed(cast, closed, near, sign_in):
    Case.objects.filter(pk=near.case.pk).update(registered_at=localtime() - timedelta(days=400))
    client = sign_in(cast.office_city)
    page = client.get(reverse("closed", args=[CODE]))
    [row] = [one for one in page.context["corrections"] if one["label"] == "收集"] or page.context[
        "corrections"
    ][:1]
    assert (row["unit"], row["then"], row["now"], row["difference"]) == (NEAR_DISTRICT, "1", "0", "-1")
    assert [one["number"] for one in client.get(row["gone_url"]).context["page"].rows] == [near.case.number]
    assert client.get(row["added_url"]).context["page"].rows == []


@pytest.mark.parametrize("path", ["2026-W01", "x", "2026-W48-1"])
def test_what_was_never_closed_is_missing(cast, closed, sign_in, path):
    assert sign_in(cast.office_city).get(reverse("closed", args=[path])).status_code == 404
    rows = sign_in(cast.office_city).get(
        reverse("cases"), {"closing": path, "measure": "collected", "by": "district"}
    )
    assert rows.context["page"].rows == []


def test_query_counts(cast, closed, sign_in, django_assert_num_queries):
    client = sign_in(cast.office_city)
    client.get(reverse("closed", args=[CODE]))
    with django_assert_num_queries(17):
        client.get(reverse("closed", args=[CODE]))
