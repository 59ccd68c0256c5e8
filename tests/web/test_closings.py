"""The pages of closed periods: who reads what before and after publishing, and that every number opens its cases."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import override
from openpyxl import load_workbook

from tests.people import BUREAU, FAR_DISTRICT, NEAR_DISTRICT, NOW, unit
from tracker.models import AuditEntry, Campaign, Case, ClosedCount, Closing, Confirmation, Unit
from tracker.models.measure_words import MEASURE_LABELS
from tracker.operations.closings import close_periods, confirm, publish, unconfirmed
from tracker.web.closed_page import named

CODE = "2026-W48"


@pytest.fixture
def closed(cast, near, far):
    Campaign.objects.update(started_on=NOW.date() - timedelta(days=300))
    Case.objects.update(registered_at=NOW)
    close_periods(now=NOW + timedelta(days=7))
    return Closing.objects.get(code=CODE)


@pytest.fixture
def led(cast, near, far):
    """The same week, with a case that a bureau led."""
    Campaign.objects.update(started_on=NOW.date() - timedelta(days=300))
    Case.objects.update(registered_at=NOW)
    Case.objects.filter(pk=near.case.pk).update(lead_unit=unit(BUREAU))
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
        confirm(closed, district, by=cast.office_city, now=NOW, note="电话核对")
    publish(closed, by=cast.office_city, now=NOW)
    page = sign_in(cast.manager).get(reverse("closed", args=[CODE]))
    assert len(rows_of(page)) == 16
    far = next(one for one in rows_of(page)[FAR_DISTRICT] if one["url"])
    assert (far["text"], len(sign_in(cast.manager).get(far["url"]).context["page"].rows)) == ("1", 0)


def test_what_is_published_gives_away_no_number_of_today(cast, closed, far, sign_in):
    """A correction is news of another district that nobody has published."""
    Case.objects.filter(pk=far.case.pk).update(registered_at=localtime() - timedelta(days=400))
    for district in unconfirmed(closed):
        confirm(closed, district, by=cast.office_city, now=NOW, note="电话核对")
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


def test_what_is_corrected_of_no_unit_stands_in_a_line_of_its_own(cast, closed, near, sign_in):
    """Who reads the whole city reads it; whoever reads their own does not."""
    Case.objects.filter(pk=near.case.pk).update(district=None)
    address = reverse("closed", args=[CODE])
    rows = sign_in(cast.office_city).get(address).context["corrections"]
    told = [
        (row["unit"], row["then"], row["now"], row["difference"], row["added_url"])
        for row in rows
        if row["label"] == MEASURE_LABELS["collected"] and row["unit"] == "其他"
    ]
    assert told == [("其他", "0", "1", "+1", "")]
    assert {row["unit"] for row in rows} == {NEAR_DISTRICT, "其他"}
    assert {row["unit"] for row in sign_in(cast.manager).get(address).context["corrections"]} == {
        NEAR_DISTRICT
    }


@pytest.mark.parametrize(("by", "name"), [("bureau", BUREAU), ("district", FAR_DISTRICT)])
def test_a_unit_that_was_dissolved_since_keeps_its_row(cast, led, sign_in, by, name):
    client, asked, shown = sign_in(cast.office_city), {"by": by}, str(unit(name))
    before = rows_of(client.get(reverse("closed", args=[CODE]), asked))
    Unit.objects.filter(pk__in=(unit(name).pk, unit("市商务局").pk)).update(is_active=False)
    after = client.get(reverse("closed", args=[CODE]), asked)
    rows = rows_of(after)
    with override("zh-hans"):
        marked = named(unit(name))
    assert [one for one in rows if one not in before] == [marked] != [shown]
    assert rows[marked] == before[shown]
    assert {*before} - {*rows} == {shown} | (
        {"市商务局"} if by == "bureau" else set()
    )  # that one had no cases
    for at, whole in enumerate(after.context["total"]["numbers"]):
        counted = [row["numbers"][at] for row in (*after.context["rows"], after.context["others"])]
        assert sum(int(one["text"]) for one in counted) == int(whole["text"])


def test_a_correction_of_a_unit_that_was_dissolved_since_is_told(cast, led, near, sign_in):
    """Even where the period counted nothing of it."""
    trade = unit("市商务局")
    Case.objects.filter(pk=near.case.pk).update(lead_unit=trade)
    Unit.objects.filter(pk=trade.pk).update(is_active=False)
    page = sign_in(cast.office_city).get(reverse("closed", args=[CODE]), {"by": "bureau"})
    with override("zh-hans"):
        marked = named(Unit.objects.get(pk=trade.pk))
    told = {
        (row["unit"], row["difference"])
        for row in page.context["corrections"]
        if row["label"] == MEASURE_LABELS["collected"]
    }
    assert told == {(marked, "+1"), (str(unit(BUREAU)), "-1")}


KINDS = {"district": "区县（市）、开发区", "bureau": "局委", "group": "工作组"}


def sheets_of(answer):
    """Name of the sheet → its rows as lists of values, from the head on."""
    assert answer.status_code == 200
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows(min_row=3)] for page in book}


@pytest.mark.parametrize("by", KINDS)
@pytest.mark.parametrize("is_published", [False, True])
@pytest.mark.parametrize("who", ["office_city", "office_district", "lead", "manager"])
def test_the_workbook_tells_what_the_page_and_the_snapshot_tell(cast, led, sign_in, who, is_published, by):
    """Of the units that the page shows: all that was kept, not only the page's columns."""
    if is_published:
        for district in unconfirmed(led):
            confirm(led, district, by=cast.office_city, now=NOW, note="电话核对")
        publish(led, by=cast.office_city, now=NOW)
    Unit.objects.filter(pk=unit(BUREAU).pk).update(is_active=False)
    Case.objects.update(registered_at=NOW - timedelta(days=400))  # no number of today is told
    client = sign_in(getattr(cast, who))
    page = client.get(reverse("closed", args=[CODE]), {"by": by}).context
    sheet = sheets_of(client.get(reverse("closed_export", args=[CODE])))[KINDS[by][:31]]
    head, *rows = sheet
    shown = [*page["rows"], *([page["others"], page["total"]] if page["reads_all"] else [])]
    names = [row["name"] for row in page["rows"]] + (["其他", "合计"] if page["reads_all"] else [])
    assert [row[0] for row in rows] == names
    assert head[1 : len(MEASURE_LABELS) + 1] == [str(label) for label in MEASURE_LABELS.values()]
    for row, told in zip(rows, shown, strict=True):
        found = dict(zip(head, row, strict=False))
        assert [str(found[str(one["label"])]) for one in told["numbers"]] == [
            one["text"] for one in told["numbers"]
        ]
        assert [row[head.index(str(rate["label"])) + 1] for rate in told["rates"]] == [
            rate["of"] for rate in told["rates"]
        ]
    kept = dict.fromkeys(MEASURE_LABELS, 0)
    for row in ClosedCount.objects.filter(closing=led, by=by):
        kept[row.code] += row.count
    if page["reads_all"]:
        assert rows[-1][1 : len(kept) + 1] == list(kept.values())
        assert kept["collected"] == 2


def test_a_row_of_the_workbook_is_that_of_the_snapshot(cast, led, sign_in):
    _head, *rows = sheets_of(sign_in(cast.manager).get(reverse("closed_export", args=[CODE])))[
        KINDS["district"]
    ]
    own = ClosedCount.objects.filter(closing=led, by="district", unit=unit(NEAR_DISTRICT).pk)
    kept = dict(own.values_list("code", "count"))
    assert [row[0] for row in rows] == [NEAR_DISTRICT]
    assert rows[0][1 : len(MEASURE_LABELS) + 1] == [kept.get(code, 0) for code in MEASURE_LABELS]
    assert sum(kept.values()) > 1


def test_who_took_the_workbook_stands_on_record(cast, closed, sign_in):
    client = sign_in(cast.office_district)
    page = client.get(reverse("closed", args=[CODE])).content.decode()
    address = reverse("closed_export", args=[CODE])
    assert f'href="{address}"' in page
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    said = [row[:2] for row in sheets_of(answer)["说明"]]
    assert ["导出人", str(cast.office_district)] in said
    assert ["发布", "尚未发布。"] in said
    entry = AuditEntry.objects.latest("id")
    assert (entry.user_id, entry.view, entry.on) == (cast.office_district.pk, "closed_export", CODE)
    assert client.get(reverse("closed_export", args=["2026-W01"])).status_code == 404


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
