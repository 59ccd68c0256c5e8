"""The workbook of a page of progress says what the page says, and every export stands on record."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.people import BUREAU, NEAR_DISTRICT, unit
from tests.web.test_progress import KINDS, filled, this_week
from tracker.models import AuditEntry
from tracker.models.measure_words import MEASURE_LABELS, RATE_LABELS
from tracker.rules.shares import percent_of

__all__ = ["filled"]


def sheets_of(answer):
    """Name of the sheet → its rows as lists of values, from the head on."""
    assert answer.status_code == 200
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows(min_row=3)] for page in book}


def as_shown(row, head):
    """What the page shows of a row of the workbook."""
    cells = dict(zip(head, row, strict=True))
    return [f"{cells[label]:,}" for label in head if label in set(map(str, MEASURE_LABELS.values()))]


@pytest.mark.parametrize("by", KINDS)
@pytest.mark.parametrize("who", ["office_city", "office_district", "lead", "manager"])
def test_the_table_of_all_units(who, by, cast, filled, sign_in):
    client, asked = sign_in(getattr(cast, who)), {"period": this_week(), "by": by}
    page = client.get(reverse("progress"), asked).context
    sheets = sheets_of(client.get(reverse("progress_export"), asked))
    head, *rows = sheets["进度"]
    shown = [*page["rows"], page["others"], page["total"]]
    labels = [str(number["label"]) for number in page["total"]["numbers"]]
    assert [row[0] for row in rows] == [row["name"] for row in page["rows"]] + ["其他", "合计"]
    for row, told in zip(rows, shown, strict=True):
        assert [f"{row[head.index(label)]:,}" for label in labels] == [n["text"] for n in told["numbers"]]
        for rate in told["rates"]:
            at = head.index(str(rate["label"]))
            part, whole = map(int, row[at + 1].split("/"))
            assert row[at] == (part / whole if whole else None)
            percent = "—" if row[at] is None else f"{float(percent_of(part, whole)):g}%"
            assert (percent, row[at + 1]) == (rate["text"], rate["of"])
    drawn = [[int(number["text"]) for number in row["numbers"]] for row in page["trend"]]
    assert [row[1:] for row in sheets["趋势"][1:]] == list(map(list, zip(*drawn, strict=True)))
    assert sheets["时限分布"][1:] == [[str(age["label"]), int(age["text"])] for age in page["ages"]]


@pytest.mark.parametrize("name", [NEAR_DISTRICT, BUREAU])
def test_the_table_of_a_unit(name, cast, filled, sign_in):
    client, asked = sign_in(cast.office_city), {"period": this_week()}
    page = client.get(reverse("progress_unit", args=[unit(name).public_id]), asked).context
    sheets = sheets_of(client.get(reverse("progress_unit_export", args=[unit(name).public_id]), asked))
    counts = [[str(one["label"]), int(one["text"])] for one in page["measures"]]
    assert [row[:2] for row in sheets["全部数量"][1:]] == counts
    shares = [[str(rate["label"]), f"{rate['part']}/{rate['whole']}"] for rate in page["rates"]]
    assert [[row[0], row[2]] for row in sheets["比率"][1 : len(RATE_LABELS) + 1]] == shares


def test_what_was_chosen_and_who_took_it_are_told(cast, filled, sign_in):
    client = sign_in(cast.office_district)
    asked = {"period": this_week(), "source": "visit"}
    answer = client.get(reverse("progress_export"), asked)
    assert (
        unquote(answer["Content-Disposition"].partition("''")[2])
        == f"进度-区县（市）、开发区-{this_week()}.xlsx"
    )
    rows = [row[:2] for row in sheets_of(answer)["说明"]]
    assert ["来源", "走访"] in rows
    assert ["导出人", str(cast.office_district)] in rows
    assert ["", "只统计您能看到的诉求。"] in [[row[0] or "", row[1]] for row in rows]
    entry = AuditEntry.objects.latest("id")
    assert (entry.user_id, entry.method, entry.view) == (cast.office_district.pk, "GET", "progress_export")
    assert entry.on == f"district period={this_week()}&source=visit"


def test_every_age_and_step_opens_its_cases(cast, filled, sign_in):
    client = sign_in(cast.office_city)
    for page in (
        client.get(reverse("progress"), {"period": this_week()}),
        client.get(reverse("progress_unit", args=[unit(NEAR_DISTRICT).public_id]), {"period": this_week()}),
    ):
        numbers = [number for row in page.context["trend"] for number in row["numbers"]]
        assert {n["text"] for n in numbers} > {"0"}
        assert {age["text"] for age in page.context["ages"]} > {"0"}
        latest = [number for row in page.context["trend"] for number in row["numbers"][-2:]]
        for number in [*latest, *page.context["ages"]]:
            assert len(client.get(number["url"]).context["page"].rows) == int(number["text"])
