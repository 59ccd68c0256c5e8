"""Rankings and circulars on pages: off until switched on, one set of numbers on page, .docx and .xlsx, frozen once approved."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from tests.people import NEAR_DISTRICT, NOW, PUBLISHED_WEEK, add_person, unit
from tracker.models import Campaign, Circular, ClosedCount, Closing
from tracker.operations.circulars import withdraw_circular, write_circular

# due, solved in time, judged, solved, drawn, called back, content
COUNTS = {
    NEAR_DISTRICT: (10, 9, 10, 8, 5, 4, 3),
    "中原区": (8, 8, 8, 8, 4, 0, 0),
    "上街区": (2, 2, 2, 2, 2, 2, 2),
}
CODES = ("due", "solved_in_time", "judged", "solved", "drawn", "called_back", "content")


@pytest.fixture
def closing(cast, near):
    """The published week with numbers in it, and no circular that stands."""
    closing = Closing.objects.get(code=PUBLISHED_WEEK)
    for name, counts in COUNTS.items():
        for code, count in zip(CODES, counts, strict=True):
            if count:
                ClosedCount.objects.create(
                    closing=closing, by="district", unit=unit(name).pk, code=code, count=count, case_ids=[]
                )
    withdraw_circular(Circular.objects.get(), by=cast.office_city, now=NOW, reason="数据有误")
    return closing


@pytest.fixture
def circular(cast, closing):
    return write_circular(closing, by=cast.office_city, now=NOW)


def page_rows(page):
    """Unit → rank, score and the rates as printed."""
    [districts] = [table for table in page.context["tables"] if table["id"] == "kind-district"]
    return {
        row["unit"]: (row["rank"], row["score"], [(rate["text"], rate["of"]) for rate in row["rates"]])
        for row in districts["rows"]
        if row["sample"]
    }


WANTED = {
    "中原区": (1, "92.5", [("100.0%", "8/8"), ("100.0%", "8/8"), ("—", "0/0"), ("0.0%", "0/4")]),
    "金水区": (2, "82.5", [("90.0%", "9/10"), ("80.0%", "8/10"), ("75.0%", "3/4"), ("80.0%", "4/5")]),
    "上街区": (None, None, [("100.0%", "2/2"), ("100.0%", "2/2"), ("100.0%", "2/2"), ("100.0%", "2/2")]),
}


def test_page_ranking_word_and_excel_tell_the_same(cast, closing, circular, sign_in):
    client = sign_in(cast.office_city)
    assert page_rows(client.get(reverse("circular", args=[circular.public_id]))) == WANTED
    assert page_rows(client.get(reverse("ranking", args=[closing.code]))) == WANTED
    answer = client.get(reverse("circular_document_export", args=[circular.public_id]))
    document = Document(BytesIO(b"".join(answer.streaming_content)))
    cells = {row.cells[1].text: [cell.text for cell in row.cells] for row in document.tables[0].rows}
    assert cells["中原区"] == [
        "1",
        "中原区",
        "8",
        "100.0%\n（8/8）",
        "100.0%\n（8/8）",
        "—\n（0/0）※",
        "0.0%\n（0/4）",
        "92.5",
    ]
    assert circular.text.splitlines() == [
        line.text for line in document.paragraphs if line.text in circular.text.splitlines()
    ]
    for name, args in (("circular_export", circular.public_id), ("ranking_export", closing.code)):
        answer = client.get(reverse(name, args=[args]))
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
        rows = {row[1]: row for row in sheet.iter_rows(values_only=True)}
        assert rows["金水区"] == (2, "金水区", 10, 0.9, "9/10", 0.8, "8/10", 0.75, "3/4", 0.8, "4/5", 82.5)
        assert (rows["上街区"][0], rows["上街区"][-1]) == ("样本不足，不排名", None)
        assert rows["中原区"][7:9] == (None, "0/0※")
        medians = sheet[sheet.max_row]
        assert [cell.value for cell in medians] == [None, "同类中位数", None, 0.95, None, 0.9, None, 0.75] + [
            None
        ] * 4
        assert {medians[at].number_format for at in (3, 5, 7)} == {"0.0%"}
        assert sheet[4][-1].number_format == "0.0"


def test_the_ranking_page_says_of_which_day_its_weights_are(cast, closing, sign_in):
    client, address = sign_in(cast.office_city), reverse("ranking", args=[closing.code])
    assert "关账时尚未确定排名办法" in client.get(address).content.decode()
    settled = {"is_on": True, "weights": {"punctual": 100, "solving": 0, "content": 0}, "minimum": 2}
    days = {name: getattr(closing, name) for name in ("first", "last", "on", "near_until")}
    later = Closing.objects.create(code="2026-W29", kind="week", closed_at=NOW, ranking=settled, **days)
    said = client.get(reverse("ranking", args=[later.code])).content.decode()
    assert "得分=100%×按时办结率" in said
    assert "关账时尚未确定排名办法" not in said
    answer = client.get(reverse("ranking_export", args=[later.code]))
    told = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[-1]
    assert "权重和最少件数以关账当日的设置为准。" in [row[0] for row in told.iter_rows(values_only=True)]


def test_a_group_of_which_none_is_ranked_is_one_sentence(cast, closing, circular, sign_in):
    client = sign_in(cast.office_city)
    for name, args in (("circular", circular.public_id), ("ranking", closing.code)):
        page = client.get(reverse(name, args=[args]))
        [bureaus] = [table for table in page.context["tables"] if table["id"] == "kind-bureau"]
        assert (bureaus["rows"], ("市财政局", 0) in bureaus["too_few"]) == ([], True)
        assert "样本不足，不排名：" in page.content.decode()
    answer = client.get(reverse("circular_document_export", args=[circular.public_id]))
    document = Document(BytesIO(b"".join(answer.streaming_content)))
    assert len(document.tables) == 1
    told = [line.text for line in document.paragraphs if line.text.startswith("样本不足，不排名：")]
    assert (len(told), any("市财政局" in line for line in told)) == (
        5,
        True,
    )  # of the districts those without numbers


def test_switched_off_there_are_no_such_pages(cast, closing, circular, sign_in):
    Campaign.objects.update(ranking_on=False)
    client = sign_in(cast.office_city)
    gone = [
        ("ranking", closing.code),
        ("ranking_export", closing.code),
        *((name, circular.public_id) for name in ("circular", "circular_edit", "circular_export")),
    ]
    for name, arg in gone:
        assert client.get(reverse(name, args=[arg])).status_code == 404, name
    assert client.get(reverse("circulars")).status_code == 404
    assert client.post(reverse("circular_make", args=[closing.code])).status_code == 404
    for page in (reverse("progress"), reverse("closings"), reverse("closed", args=[closing.code])):
        said = client.get(page).content.decode()
        assert reverse("circulars") not in said
        assert "/ranking/" not in said.replace(reverse("ranking_settings"), "")
    sent = {"is_on": "on", "punctual": 50, "solving": 30, "content": 30, "minimum": 5}
    page = client.post(reverse("ranking_settings"), sent)
    assert (page.status_code, "三项权重合计必须是百分之百。" in page.content.decode()) == (400, True)
    assert client.post(reverse("ranking_settings"), sent | {"content": 20}).status_code == 302
    assert (Campaign.objects.get().ranking_on, Campaign.objects.get().weight_punctual) == (True, 50)
    assert client.get(reverse("circulars")).status_code == 200


def test_a_draft_is_the_citys_offices_alone(cast, circular, sign_in):
    for who in (cast.office_district, cast.manager, cast.owner):
        client = sign_in(who)
        for name in ("circular", "circular_document_export", "circular_export"):
            assert client.get(reverse(name, args=[circular.public_id])).status_code == 404, name
        assert circular.public_id not in client.get(reverse("circulars")).content.decode()
        for name in ("circular_approve", "circular_withdraw"):
            assert client.post(reverse(name, args=[circular.public_id])).status_code == 404


def test_before_numbers_are_published_a_ranking_is_for_who_reads_all(cast, closing, sign_in):
    address = reverse("ranking", args=["2026-W47"])
    assert sign_in(cast.manager).get(address).status_code == 404
    page = sign_in(cast.office_city).get(address)
    assert (page.status_code, "本期未报送单位" in page.content.decode()) == (200, True)
    shown = sign_in(cast.manager).get(reverse("ranking", args=[closing.code])).content.decode()
    assert "本期未报送单位" not in shown
    assert "得分=40%×按时办结率 + 30%×解决率 + 30%×满意率。" in shown


def test_from_one_click_to_approval(cast, closing, sign_in):
    client, colleague = sign_in(cast.office_city), add_person("second", "office", "市活动办")
    first = client.post(reverse("circular_make", args=[closing.code]))
    assert client.post(reverse("circular_make", args=[closing.code])).url == first.url
    page = client.get(first.url)
    assert "须由市活动办的同事审核" in page.content.decode()
    circular = Circular.objects.get(state="draft")
    assert (
        client.post(reverse("circular_approve", args=[circular.public_id]), {"version": 0}).status_code == 403
    )
    edit = reverse("circular_edit", args=[circular.public_id])
    sent = {"title": "通报", "text": "一、情况\n甲", "version": 0}
    assert client.post(edit, sent).status_code == 302
    conflict = client.post(edit, sent | {"text": "一、情况\n乙"})
    assert conflict.status_code == 409
    assert {"一、情况\n甲", "一、情况\n乙"} <= {
        value for row in conflict.context["differences"] for value in row.values()
    }
    other = sign_in(colleague)
    approve = reverse("circular_approve", args=[circular.public_id])
    for version in ("0", "", "²", "9" * 30):
        other.post(approve, {"version": version})
        assert Circular.objects.get(pk=circular.pk).state == "draft"
    other.post(approve, {"version": "1"})
    assert Circular.objects.get(pk=circular.pk).state == "approved"
    late = client.post(edit, sent | {"version": 1, "text": "改"})
    assert (late.status_code, "内容不再改动" in late.content.decode()) == (409, True)
    assert ("改" in late.content.decode(), "<textarea" in late.content.decode()) == (True, False)
    opened = client.get(edit, follow=True)
    assert opened.redirect_chain == [(first.url, 302)]
    assert "内容不再改动" in opened.content.decode()
    assert sign_in(cast.manager).get(first.url).status_code == 200
    withdraw = reverse("circular_withdraw", args=[circular.public_id])
    assert client.post(withdraw, {"reason": " "}).status_code == 400
    assert client.post(withdraw, {"reason": "口径调整"}).status_code == 302
    told = sign_in(cast.manager).get(first.url).content.decode()
    assert ("口径调整" in told, f"由{cast.office_city}" in told) == (True, True)
    assert client.get(edit).status_code == 302
    answer = client.get(reverse("circular_document_export", args=[circular.public_id]))
    document = Document(BytesIO(b"".join(answer.streaming_content)))
    assert document.paragraphs[1].text.endswith("撤回：口径调整）")


def test_numbers_that_changed_stand_beside(cast, circular, sign_in):
    page = sign_in(cast.office_city).get(reverse("circular", args=[circular.public_id]))
    told = {(row["unit"], row["then"], row["now"]) for row in page.context["corrections"]}
    assert (NEAR_DISTRICT, "10", "0") in told  # counted then, by no case of today
    assert page.content.decode().count("9/10") == 1


def test_the_list_costs_the_same_with_more(cast, closing, circular, sign_in, django_assert_num_queries):
    client = sign_in(cast.office_city)
    client.get(reverse("circulars"))
    for _time in range(2):
        with django_assert_num_queries(8):
            client.get(reverse("circulars"))
        withdraw_circular(circular, by=cast.office_city, now=NOW, reason="重写")
        write_circular(closing, by=cast.office_city, now=NOW)
