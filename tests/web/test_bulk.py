"""Choosing in the list, asked once, each case for itself, one result to read, share and take back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import BUREAU, unit
from tracker.models import AuditEntry, BulkAct, Case, CaseTag, FollowUp, Tag
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import CaseData, add_note, register_case
from tracker.operations.tags import tag_called
from tracker.web.fields import new_key

TITLES = ("停电频繁", "用工缺口大", "道路积水")
BULK = "/cases/bulk/"


@pytest.fixture
def office(cast, sign_in):
    """A client of the district's office."""
    return sign_in(cast.office_district)


@pytest.fixture
def cases(cast, near):
    """Three accepted cases of the district's office."""
    return [accepted(cast, near, title) for title in TITLES]


def accepted(cast, near, title):
    now = timezone.localtime() - timedelta(hours=1)
    data = CaseData(title=title, source="visit", raised_on=now.date(), enterprise=near.firm)
    case = register_case(by=cast.owner, now=now, data=data)
    act_on(case, "accept", by=cast.office_district, now=now, facts=Facts(case_class="B"))
    return Case.objects.get(pk=case.pk)


def preview(client, act, cases, **more):
    return client.get(BULK, {"act": act, "selected": [case.number for case in cases], **more})


def rows(cases):
    return [
        f"{case.number}:{case.version}"
        for case in Case.objects.filter(pk__in=[c.pk for c in cases]).order_by("pk")
    ]


def send(client, act, cases, **facts):
    return client.post(BULK, {"act": act, "row": rows(cases), "key": new_key(), **facts})


def assign(client, cases, **more):
    return send(client, "assign", cases, unit=unit(BUREAU).public_id, **more)


class TestList:
    def test_the_form_needs_no_script(self, office, cases):
        page = office.get(reverse("cases"), {"status": "accepted"}).content.decode()
        form = re.search(r'<form method="get" action="/cases/bulk/">.*?</form>', page, re.DOTALL)[0]
        assert re.findall(r'name="act" value="(\w+)"', form) == [
            "assign",
            "chase",
            "extend",
            "tag",
            "approve",
        ]
        assert set(re.findall(r'name="selected" value="([\d-]+)"', form)) == {case.number for case in cases}
        assert form.count('aria-label="选择 ') == 3
        assert 'name="next" value="/cases/?status=accepted"' in form

    @pytest.mark.parametrize(
        ("who", "acts"),
        [("owner", ["tag"]), ("supervisor", ["chase", "tag"]), ("manager", [])],
    )
    def test_only_what_the_role_may_do(self, who, acts, cast, cases, sign_in):
        answer = sign_in(getattr(cast, who)).get(reverse("cases"))
        assert [act["value"] for act in answer.context["bulk"]] == acts
        assert ("data-select-row" in answer.content.decode()) is bool(acts)

    def test_tags_stand_in_the_row_and_filter_the_list(self, office, cases, cast, django_assert_num_queries):
        tag = tag_called("重点企业", by=cast.office_district)
        CaseTag.objects.create(case=cases[1], tag=tag)
        answer = office.get(reverse("cases"), {"tag": tag.public_id})
        assert [(row["title"], row["tags"]) for row in answer.context["page"].rows] == [
            (TITLES[1], ["重点企业"])
        ]
        assert '<span class="tag">重点企业</span>' in answer.content.decode()


class TestPreview:
    def test_every_chosen_case_says_whether_it_is_possible(self, office, cast, near, cases):
        answer = preview(office, "assign", [*cases, near.case])
        shown = [(row["title"], row["why_not"]) for row in answer.context["preview"].rows]
        assert shown == [
            (TITLES[2], ""),
            (TITLES[1], ""),
            (TITLES[0], ""),
            ("近处用工缺口", "当前状态为“已登记”，不能“交办”。"),
        ]
        assert answer.context["submit_label"] == "交办 3 件"
        assert re.findall(r'name="row" value="([\d:-]+)"', answer.content.decode()) == rows(cases)[::-1]

    def test_it_changes_nothing(self, office, cases):
        before = FollowUp.objects.count()
        for act in ("assign", "chase", "extend", "tag", "approve"):
            assert preview(office, act, cases).status_code == 200
        assert (FollowUp.objects.count(), BulkAct.objects.count()) == (before, 1)

    def test_foreign_is_like_missing(self, office, far, cases):
        answers = [
            office.get(BULK, {"act": "chase", "selected": [cases[0].number, other]})
            for other in (far.case.number, "2026-999999")
        ]
        assert [answer.context["preview"].missing for answer in answers] == [1, 1]
        assert "1 件未找到" in answers[0].content.decode()
        pages = [re.sub('value="/cases/bulk/[^"]*"', "", answer.content.decode()) for answer in answers]
        assert [far.case.number in page for page in pages] == [False, False]

    def test_numbers_may_come_in_one_word(self, office, cases):
        numbers = ",".join(case.number for case in cases)
        assert len(office.get(BULK, {"act": "chase", "numbers": numbers}).context["preview"].possible) == 3

    def test_what_the_unit_suggested_is_offered(self, office, cases):
        Case.objects.filter(pk=cases[0].pk).update(suggested_unit=unit("市商务局"))
        assert unit("市商务局").public_id in preview(office, "assign", cases).content.decode()

    @pytest.mark.parametrize(
        ("asked", "said"),
        [({}, "未选择诉求"), ({"selected": [f"2026-{n:06d}" for n in range(201)]}, "一次最多处理 200 件")],
    )
    def test_none_and_too_many_lead_back_to_the_list(self, office, cases, asked, said):
        answer = office.get(BULK, {"act": "chase", "next": "/cases/?q=x", **asked}, follow=True)
        assert answer.redirect_chain == [("/cases/?q=x", 302)]
        assert said in str(next(iter(answer.context["messages"])))

    @pytest.mark.parametrize(
        "next_one", ["2026-000001", "__proto__", "cases", "//evil.example", "http:x", "."]
    )
    def test_a_way_back_that_is_no_address_of_the_site_leads_to_the_workbench(self, office, next_one):
        answer = office.get(BULK, {"act": "chase", "next": next_one})
        assert (answer.status_code, answer["Location"]) == (302, "/")

    @pytest.mark.parametrize(
        "asked", [{}, {"act": "void"}, {"act": "unassign"}, {"act": "\x00"}, {"act": "no"}]
    )
    def test_what_is_no_act_in_bulk_is_not_found(self, office, cases, asked):
        for method in (office.get, office.post):
            assert method(BULK, {"selected": cases[0].number, **asked}).status_code == 404

    def test_garbage_is_a_case_that_is_not_there(self, office, cases):
        for text in ("\x00", "２０２６-000001", "x" * 5000, "' OR 1=1", "2026-000001:1"):
            answer = preview(office, "chase", cases[:1], numbers=text)
            assert answer.status_code == 200
            assert len(answer.context["preview"].possible) == 1

    def test_the_way_back_stays_here(self, office, cases):
        page = preview(office, "chase", cases, next="https://evil.example/").content.decode()
        assert 'name="next" value="/"' in page
        assert 'href="https://evil' not in page

    def test_an_extension_shows_the_day_that_is_and_the_one_asked_for(self, office, cast, cases):
        now, day = timezone.localtime(), timezone.localdate() + timedelta(days=60)
        act_on(cases[0], "assign", by=cast.office_district, now=now, facts=Facts(unit=unit(BUREAU)))
        act_on(cases[0], "sign", by=cast.lead, now=now, facts=Facts(handler=cast.owner))
        asked = Facts(until=day, note="设备未到货")
        act_on(cases[0], "ask_extension", by=cast.lead, now=now, facts=asked)
        shown = {row["title"]: row for row in preview(office, "extend", cases).context["preview"].rows}
        assert [shown[title]["asked_for"][-5:] for title in TITLES] == [f"{day:%m-%d}", "", ""]
        assert all(row["due_on"] for row in shown.values())

    def test_queries_do_not_grow(self, office, cast, near, cases, django_assert_num_queries):
        preview(office, "assign", cases)
        for some in (cases[:1], cases):
            with django_assert_num_queries(11):
                preview(office, "assign", some)


class TestAct:
    def test_done_and_told_case_by_case(self, office, cases):
        answer = assign(office, cases, next="/cases/?status=accepted")
        batch = BulkAct.objects.get(verb="assign")
        assert answer["Location"] == f"/cases/bulk/{batch.public_id}/?next=%2Fcases%2F%3Fstatus%3Daccepted"
        page = office.get(answer["Location"])
        assert [(row["title"], row["is_done"], row["label"]) for row in page.context["rows"]] == [
            (title, True, "待签收") for title in TITLES[::-1]
        ]
        assert [(one["label"], one["value"]) for one in page.context["counts"]] == [
            ("已完成", 3),
            ("未办", 0),
        ]
        assert page.context["back_url"] == "/cases/?status=accepted"
        assert page.context["facts"] == [f"主办单位：{BUREAU}"]
        assert page.context["copy"].splitlines()[0] == "交办 3 件"

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, office, cases):
        answer = send(office, "assign", cases, note="请尽快")
        page = answer.content.decode()
        assert answer.status_code == 400
        assert list(answer.context["form"].errors) == ["unit"]
        assert "请尽快" in page
        assert sorted(re.findall(r'name="row" value="([\d:-]+)"', page)) == sorted(rows(cases))

    def test_a_colleague_was_faster(self, office, cast, cases):
        sent = {"act": "assign", "row": rows(cases), "key": new_key(), "unit": unit(BUREAU).public_id}
        act_on(
            cases[0], "withdraw", by=cast.office_city, now=timezone.localtime(), facts=Facts(note="不需要")
        )
        page = office.get(office.post(BULK, sent)["Location"])
        assert [(row["title"], row["is_done"], row["what"]) for row in page.context["rows"]][-1] == (
            TITLES[0],
            False,
            "当前状态为“已撤回”，不能“交办”。",
        )
        assert [one["value"] for one in page.context["counts"]] == [2, 1]

    def test_twice_sent_is_one_batch(self, office, cases):
        sent = {"act": "chase", "row": rows(cases), "key": new_key()}
        assert len({office.post(BULK, sent)["Location"] for _ in range(2)}) == 1
        assert FollowUp.objects.filter(verb="chase").count() == 3

    def test_of_foreign_cases_it_tells_nothing(self, office, far, cases):
        answer = office.post(
            BULK, {"act": "chase", "row": [f"{far.case.number}:1", *rows(cases)], "key": new_key()}
        )
        page = office.get(answer["Location"])
        assert (len(page.context["rows"]), page.context["missing"]) == (3, 1)
        assert far.case.number not in page.content.decode()
        assert not FollowUp.objects.filter(case=far.case, verb="chase").exists()

    @pytest.mark.parametrize(
        "row", ["", "x", "2026-000001", "2026-000001:x", "\x00:1", "2026-000001:" + "9" * 30]
    )
    def test_without_a_readable_row_nothing_happens(self, office, cases, row):
        answer = office.post(BULK, {"act": "chase", "row": row, "key": new_key()})
        assert answer.status_code == 400
        assert "未选择诉求" in answer.content.decode()

    def test_unreadable_rows_beside_others_are_told(self, office, cases):
        sent = {"act": "chase", "row": [*rows(cases), "2026-000001", "x"], "key": new_key()}
        answer = office.get(office.post(BULK, sent)["Location"])
        assert (len(answer.context["rows"]), answer.context["missing"]) == (3, 2)

    def test_a_form_with_an_error_shows_what_it_showed(self, office, cast, cases):
        """Neither are versions renewed unsaid, nor does what was left out come in."""
        sent = rows(cases[:2])
        act_on(cases[0], "send_up", by=cast.office_district, now=timezone.localtime(), facts=Facts(note="x"))
        answer = office.post(
            BULK, {"act": "assign", "row": sent, "left_out": [cases[2].number], "key": new_key()}
        )
        page = answer.content.decode()
        shown = {row["title"]: row["why_not"] for row in answer.context["preview"].rows}
        assert answer.status_code == 400
        assert re.findall(r'name="row" value="([\d:-]+)"', page) == [sent[1]]
        assert shown[TITLES[1]] == ""
        assert "重新勾选" in shown[TITLES[2]]
        assert shown[TITLES[0]]

    def test_a_tag_taken_off_the_list_meanwhile_is_no_new_one(self, office, cast, cases):
        tag = tag_called("重点企业", by=cast.office_district)
        Tag.objects.filter(pk=tag.pk).update(is_active=False)
        answer = send(office, "tag", cases, tags=[tag.public_id, "停电"])
        assert (answer.status_code, list(Tag.objects.values_list("name", flat=True))) == (400, ["重点企业"])
        assert "刚被停用" in answer.content.decode()

    def test_a_refused_one_is_on_record_with_act_and_number(self, office, cases):
        assert office.post(BULK, {"act": "assign", "row": rows(cases)}).status_code == 400
        assert AuditEntry.objects.latest("id").on == "assign 3"

    def test_too_many_are_refused(self, office, cases):
        many = [f"2026-{number:06d}:1" for number in range(201)]
        assert office.post(BULK, {"act": "chase", "row": many}).status_code == 400

    def test_who_may_not(self, cast, cases, sign_in):
        assert assign(sign_in(cast.owner), cases).status_code == 403
        assert send(sign_in(cast.manager), "tag", cases).status_code == 403

    def test_the_request_on_record_names_the_batch(self, office, cases):
        send(office, "chase", cases)
        batch = BulkAct.objects.get(verb="chase", chosen=3)
        assert AuditEntry.objects.latest("id").on == f"chase 3 {batch.public_id}"

    def test_queries_of_the_result_do_not_grow(self, office, cases, django_assert_num_queries):
        pages = [send(office, "chase", some)["Location"] for some in (cases[:1], cases)]
        office.get(pages[0])
        for page in pages:
            with django_assert_num_queries(9):
                office.get(page)


class TestTags:
    def test_an_office_types_a_new_one_for_all_of_them(self, office, cases):
        send(office, "tag", cases, tags=["稳链强链"])
        assert Tag.objects.get().name == "稳链强链"
        assert CaseTag.objects.count() == 3

    def test_others_choose(self, cast, cases, sign_in):
        client, tag = sign_in(cast.owner), tag_called("重点", by=cast.office_city)
        refused = send(client, "tag", cases, tags=["随便"])
        assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["tags"])
        assert send(client, "tag", cases, tags=[tag.public_id]).status_code == 302
        assert CaseTag.objects.filter(tag=tag).count() == 3

    @pytest.mark.parametrize("tags", [[], ["长" * 21], ["\x00"], [f"第{n}个" for n in range(21)]])
    def test_bad_ones_are_refused_at_the_field(self, office, cases, tags):
        answer = send(office, "tag", cases, tags=tags)
        assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["tags"])

    def test_on_the_case_s_page(self, office, cast, near, cases, sign_in):
        number, tag = cases[0].number, tag_called("重点", by=cast.office_city)
        act = reverse("case_act", args=[number, "tag"])
        assert office.post(act, {"tags": [tag.public_id, "新词"], "key": new_key()}).status_code == 302
        page = office.get(reverse("case", args=[number]))
        assert [one["name"] for one in page.context["tags"]["rows"]] == ["重点", "新词"]
        assert page.context["trail"][0]["note"] == "标签：＋重点 ＋新词"
        assert office.post(act, {"untags": tag.public_id, "key": new_key()}).status_code == 302
        page = sign_in(cast.manager).get(reverse("case", args=[number]))
        assert [one["name"] for one in page.context["tags"]["rows"]] == ["新词"]
        assert page.context["tags"]["step"] is None
        assert 'name="untags"' not in page.content.decode()


class TestUndo:
    def undo(self, client, page):
        return client.post(page.split("?")[0] + "undo/", {"next": "/cases/?q=电"}, follow=True)

    def test_taken_back_row_by_row(self, office, cast, cases):
        page = assign(office, cases)["Location"]
        add_note(cases[1], by=cast.office_city, now=timezone.localtime(), note="已电话通知")
        assert office.get(page).context["undo_url"]
        answer = self.undo(office, page)
        due = Case.objects.get(pk=cases[1].pk).sign_due_on
        stands = f"待签收 · 签收期限：{due} · 此诉求之后又有新的记录，保持现状。"
        assert [
            (row["title"], row["is_undone"], row["what"], row["label"]) for row in answer.context["rows"]
        ] == [
            (TITLES[2], True, "交办已撤回", "已受理"),
            (TITLES[1], False, stands, "待签收"),
            (TITLES[0], True, "交办已撤回", "已受理"),
        ]
        assert [(one["label"], one["value"]) for one in answer.context["counts"]] == [
            ("已完成", 1),
            ("已撤回", 2),
            ("未办", 0),
        ]
        assert (answer.context["undo_url"], answer.context["back_url"]) == ("", "/cases/?q=电")

    def test_a_colleague_sees_it_and_may_not(self, office, cast, cases, sign_in):
        page = send(sign_in(cast.office_city), "chase", cases)["Location"]
        assert office.get(page).status_code == 404
        own = send(office, "chase", cases)["Location"]
        cast.office_city.memberships.create(
            unit=unit("金水区活动办"), role="office", from_on=timezone.localdate()
        )
        colleague = sign_in(cast.office_city)
        assert colleague.get(own).context["undo_url"] == ""
        assert self.undo(colleague, own).status_code == 403

    def test_when_the_time_is_over(self, office, cases, settings):
        page = send(office, "chase", cases)["Location"]
        BulkAct.objects.update(at=timezone.now() - timedelta(minutes=31))
        assert office.get(page).context["undo_url"] == ""
        answer = self.undo(office, page)
        assert answer.status_code == 409
        assert "可在 30 分钟内撤回" in answer.content.decode()

    def test_a_notice_of_many_leads_to_their_list(self, office, cast, cases, sign_in):
        assign(office, cases)
        lead = sign_in(cast.lead)
        row = lead.get(reverse("notices")).context["page"].rows[0]
        assert row["heading"] == "交办：3 件诉求"
        assert row["case"] == f"{cases[0].number} {TITLES[0]} 及另外 2 件"
        assert len(lead.get(row["url"]).context["page"].rows) == 3
        self.undo(office, reverse("bulk_result", args=[BulkAct.objects.get(verb="assign").public_id]))
        assert lead.get(row["url"]).context["page"].rows == []
        assert lead.get(reverse("notices")).context["page"].rows == []
        withdrawn = lead.get(reverse("notices"), {"show": "all"})
        assert withdrawn.context["page"].rows[0]["is_withdrawn"] is True
        assert "已撤回" in withdrawn.content.decode()
