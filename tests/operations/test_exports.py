"""Exports: few rows at once, many as a job; one job for one question, one file in the end, by the rights of the moment."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, transaction
from openpyxl import load_workbook

from tests.files import kept, media
from tests.people import CANARY, NEAR_DISTRICT, NOW, cast, far, near, unit
from tracker.models import Case, Export, Membership, User
from tracker.models.disclosures import contacts_of, may_know_contacts
from tracker.models.exports import ExportState
from tracker.operations.cases import CaseData, register_case
from tracker.operations.exports import (
    cancel_export,
    check_handing_out,
    export_list,
    forget_old_files,
)
from tracker.operations.making_exports import make_exports
from tracker.rules.errors import BadInput, Conflict, NotAllowed

__all__ = ["cast", "far", "media", "near"]


@pytest.fixture
def all_long(settings):
    """Every export is a job."""
    settings.EXPORT_AT_ONCE = 0


def ask(by, **changed):
    """An export of the cases as a person asks for it."""
    asked = {"query": "", "columns": "ledger", "format": "xlsx"} | changed
    return export_list("cases", by=by, now=NOW, **asked)


def sheet(content: bytes) -> list[list]:
    """The rows of a workbook, its head first."""
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).active.rows]


def text_rows(content: bytes) -> list[list[str]]:
    """The rows of a .csv."""
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def fresh(user):
    """The person as the next request knows them."""
    return User.objects.get(pk=user.pk)


def test_the_ledger_has_the_columns_of_offices(cast, near, far):
    export, content = ask(cast.office_city)
    head, *rows = sheet(content)
    assert head == [
        *(
            "序号",
            "编号",
            "企业名称",
            "统一社会信用代码",
            "所属区县",
            "行业",
            "联系人",
            "联系电话",
            "反映日期",
        ),
        *("来源渠道", "问题类别", "问题描述", "主办单位", "协办单位", "首席服务官", "交办日期", "办理时限"),
        *("当前进展", "办理结果", "是否办结", "办结日期", "是否延期", "满意度", "回访日期", "回访人"),
        *("是否销号", "备注"),
    ]
    assert [(row[0], row[1]) for row in rows] == [(1, far.case.number), (2, near.case.number)]
    line = dict(zip(head, rows[1], strict=True))
    assert line["问题描述"] == "近处用工缺口\n近处希望协调职业院校"
    assert (line["来源渠道"], line["首席服务官"], line["是否办结"]) == ("走访", "chief", "否")
    assert (export.state, export.rows, export.size) == ("done", 2, len(content))


def test_what_a_person_does_not_see_is_in_no_export(cast, near, far):
    for columns in ("ledger", "screen"):
        for format_ in ("xlsx", "csv"):
            _export, content = ask(cast.owner, columns=columns, format=format_)
            rows = sheet(content) if format_ == "xlsx" else text_rows(content)
            assert len(rows) == 2
            assert CANARY not in str(rows)


@pytest.mark.parametrize("name", ["actions", "enterprises", "visits"])
def test_the_other_lists_come_as_they_stand_on_the_page(name, cast, near, far):
    _export, content = export_list(name, by=cast.owner, now=NOW, query="", columns="screen", format="csv")
    rows = text_rows(content)
    assert len(rows) == {"enterprises": 3}.get(name, 2)
    assert CANARY not in str(rows)


def test_filters_of_the_address_are_those_of_the_export(cast, near, far):
    export, content = ask(cast.office_city, query=f"district={unit(NEAR_DISTRICT).public_id}")
    assert [row[1] for row in sheet(content)[1:]] == [near.case.number]
    assert export.words == "区县: 金水区"


def test_an_empty_list_is_a_head(cast, near):
    _export, content = ask(cast.office_city, query="status=voided")
    assert [row[0] for row in sheet(content)] == ["序号"]
    assert len(text_rows(ask(cast.office_city, query="status=voided", format="csv")[1])) == 1


@pytest.mark.parametrize("who", ["owner", "colleague", "chief", "office_district", "supervisor", "manager"])
def test_numbers_are_masked_for_everybody(who, cast, near):
    Case.objects.update(contact=near.contact, description="请打13800002210或0371-67181234")
    _export, content = ask(getattr(cast, who))
    head, *rows = sheet(content)
    line = dict(zip(head, rows[0], strict=True))
    knows = who in ("chief", "office_district")
    assert (line["联系人"], line["联系电话"]) == (("王经理", "138****2210") if knows else (None, None))
    assert "13800002210" not in str(rows)
    assert "67181234" not in str(rows)


@pytest.mark.usefixtures("all_long")
class TestJobs:
    """Long ones, made by the worker."""

    def test_the_same_twice_is_one_job_and_one_file(self, cast, near, media):
        first, second = ask(cast.owner)[0], ask(cast.owner)[0]
        assert first.pk == second.pk
        assert (make_exports(now=NOW), make_exports(now=NOW)) == (1, 0)
        first.refresh_from_db()
        assert (first.state, first.rows, first.total) == ("done", 1, 1)
        assert kept(media) == [first.file.name]
        assert (media / first.file.name).stat().st_mode & 0o777 == 0o640
        assert sheet((media / first.file.name).read_bytes())[1][1] == near.case.number
        assert ask(cast.owner)[0].pk != first.pk

    def test_only_so_many_at_a_time(self, cast, near, settings):
        assert settings.EXPORTS_OF_ONE == 3
        for words in ("近处", "用工", "缺口"):
            ask(cast.owner, query=f"q={words}")
        with pytest.raises(Conflict) as refused:
            ask(cast.owner, query="status=registered")
        assert refused.value.code == "too_many_exports"
        assert ask(cast.lead, query="status=registered")[0].state == "waiting"

    def test_the_rights_of_the_moment_it_is_made_count(self, cast, near, far, media):
        export, _content = ask(cast.office_city)
        Membership.objects.filter(user=cast.office_city).update(unit=unit("金水区活动办"))
        make_exports(now=NOW)
        export.refresh_from_db()
        assert [row[1] for row in sheet((media / export.file.name).read_bytes())[1:]] == [near.case.number]

    def test_somebody_who_left_gets_nothing(self, cast, near, media):
        export, _content = ask(cast.owner)
        User.objects.filter(pk=cast.owner.pk).update(is_active=False)
        assert make_exports(now=NOW) == 0
        export.refresh_from_db()
        assert (export.state, export.file.name, kept(media)) == ("failed", "", [])

    def test_somebody_whose_role_ended_gets_nothing(self, cast, near, media):
        export, _content = ask(cast.owner)
        Membership.objects.filter(user=cast.owner).update(to_on=NOW.date() - timedelta(days=900))
        make_exports(now=NOW)
        export.refresh_from_db()
        assert (export.state, export.refusal, kept(media)) == ("failed", "not_permitted", [])

    def test_a_file_is_not_handed_to_whoever_sees_less_by_now(self, cast, near, media):
        export, _content = ask(cast.owner)
        make_exports(now=NOW)
        export.refresh_from_db()
        check_handing_out(export, by=fresh(cast.owner), now=NOW)
        with pytest.raises(NotAllowed):
            check_handing_out(export, by=cast.office_city, now=NOW)
        Membership.objects.filter(user=cast.owner).update(unit=unit("登封市"))
        with pytest.raises(Conflict) as refused:
            check_handing_out(export, by=fresh(cast.owner), now=NOW)
        assert refused.value.code == "export_reach"

    def test_a_file_lasts_a_day(self, cast, near, media):
        export, _content = ask(cast.owner)
        make_exports(now=NOW)
        export.refresh_from_db()
        later = export.expires_at + timedelta(seconds=1)
        with pytest.raises(Conflict) as refused:
            check_handing_out(export, by=fresh(cast.owner), now=later)
        assert refused.value.code == "export_over"
        assert (forget_old_files(now=NOW), len(kept(media))) == (0, 1)
        later = max(later, NOW.now(ZoneInfo("Asia/Shanghai")) + timedelta(hours=25))
        assert (forget_old_files(now=later), kept(media)) == (1, [])
        export.refresh_from_db()
        assert (export.state, export.file.name, export.rows) == ("done", "", 1)

    def test_called_off_it_leaves_no_file(self, cast, near, media):
        export, _content = ask(cast.owner)
        with pytest.raises(NotAllowed):
            cancel_export(export, by=cast.lead, now=NOW)
        assert (cancel_export(export, by=cast.owner, now=NOW), make_exports(now=NOW)) == (True, 0)
        assert cancel_export(export, by=cast.owner, now=NOW) is False
        export.refresh_from_db()
        assert (export.state, kept(media)) == ("cancelled", [])

    def test_what_a_dead_worker_began_is_begun_again(self, cast, near, media):
        export, _content = ask(cast.owner)
        Export.objects.filter(pk=export.pk).update(state=ExportState.RUNNING, rows=7, attempts=1)
        assert make_exports(now=NOW) == 1
        export.refresh_from_db()
        assert (export.state, export.rows, export.attempts) == ("done", 1, 2)

    def test_what_three_workers_died_over_is_given_up(self, cast, near, media):
        export, _content = ask(cast.owner)
        Export.objects.filter(pk=export.pk).update(state=ExportState.RUNNING, attempts=3)
        assert make_exports(now=NOW) == 0
        export.refresh_from_db()
        assert (export.state, export.refusal) == ("failed", "export_failed")

    def test_more_rows_than_a_file_holds(self, cast, near, media, settings):
        settings.EXPORT_ROWS = 0
        export, _content = ask(cast.owner)
        make_exports(now=NOW)
        export.refresh_from_db()
        assert (export.state, export.refusal, export.refusal_params) == (
            "failed",
            "export_too_long",
            {"limit": "0"},
        )


def test_no_list_no_columns_no_format(cast, near):
    for changed in ({"columns": "all"}, {"format": "pdf"}):
        with pytest.raises(BadInput):
            ask(cast.owner, **changed)
    for name in ("mails", "enterprises"):
        with pytest.raises(BadInput):
            export_list(name, by=cast.owner, now=NOW, query="", columns="ledger", format="csv")
    with pytest.raises(NotAllowed):
        ask(cast.auditor)


def test_that_something_was_exported_cannot_be_taken_back(cast, near):
    export, _content = ask(cast.owner)
    for change in (lambda: Export.objects.update(query="q=1"), export.delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


HOSTILE = (
    "=1+1",
    "+864001234567",
    "-5",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "'单引号",
    "00123",
    "1e5",
    "914101000000000017",
    "4-25",
    "TRUE",
    '=HYPERLINK("http://a.example")',
    "http://a.example/",
    'a,b"c\nd',
    " 前后空格 ",
    "_x000D_",
    "x\x0b\x1f",
    "😀&<>",
)


def test_hostile_texts_come_back_cell_by_cell(cast, near):
    from openpyxl.utils.escape import unescape

    from tracker.rules.cells import unguarded

    for number, text in enumerate(HOSTILE):
        register_case(
            by=cast.owner,
            now=NOW,
            data=CaseData(title=f"x{number}", source="phone", raised_on=NOW.date(), place="某地"),
        )
        Case.objects.filter(title=f"x{number}").update(title=text, place=text, result=text)
    for format_ in ("xlsx", "csv"):
        _export, content = ask(cast.owner, format=format_)
        if format_ == "xlsx":
            book = load_workbook(BytesIO(content)).active
            assert {cell.data_type for row in book.rows for cell in row} <= {"s", "n", "d"}
            head, *rows = [
                [unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in row]
                for row in book.rows
            ]
        else:
            head, *rows = [[unguarded(cell) for cell in row] for row in text_rows(content)]
            raw = [row for row in text_rows(content)[1:] if row]
            assert [cell for row in raw for cell in row if cell[:1] and cell[0] in "=+-@＝\t\r"] == []
        lines = [dict(zip(head, row, strict=True)) for row in rows][::-1][1:]
        assert [line["问题描述"] for line in lines] == list(HOSTILE)
        assert [line["企业名称"] for line in lines] == list(HOSTILE)
        assert [line["办理结果"] for line in lines] == list(HOSTILE)


def test_a_list_knows_of_contacts_as_the_firm_s_page_does(cast, near, far):
    wrong = [
        (name, records.firm.name)
        for name, user in vars(cast).items()
        for records in (near, far)
        if may_know_contacts(user, firm_id=records.firm.pk, district_id=records.firm.district_id)
        != contacts_of(records.firm, user).exists()
    ]
    assert wrong == []


@pytest.mark.parametrize("sign", ["长", "😀"])
def test_a_text_too_long_for_a_cell_as_excel_counts_ends_in_an_ellipsis(sign, cast, near):
    Case.objects.update(title=sign, description=sign * 40_000)
    head, row = sheet(ask(cast.owner)[1])
    text = dict(zip(head, row, strict=True))["问题描述"]
    assert len(text.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert text[-2:] == f"{sign}…"
