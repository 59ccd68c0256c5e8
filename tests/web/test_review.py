"""The review page: what it shows, what its buttons do, and what it refuses."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import NOW
from tests.servers import ROOT
from tracker.models import AssistanceAction, Case
from tracker.operations.bulletins import take_in

SAMPLE = (ROOT / "tracker/data/bulletins/seed.txt").read_text(encoding="utf-8")


@pytest.fixture
def bulletin(cast):
    return take_in(by=cast.office_city, now=NOW, text=SAMPLE, dated_on=date(2022, 5, 1))[0]


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.office_city)


def draft(bulletin, words):
    return bulletin.drafts.shown().get(headline__contains=words)


def url(one, name="draft"):
    return reverse(name, args=[one.bulletin.public_id, one.public_id])


def fields(client, one):
    """What a browser would send back untouched."""
    page = client.get(url(one))
    forms = page.context["item"]["forms"]
    sent = {"version": one.version}
    for name, rows in forms.rows.items():
        sent[f"{name}-count"] = len(rows)
    for form in forms.all():
        for field in form:
            value = field.value()
            if value is True:
                sent[field.html_name] = "on"
            elif value not in (None, False, ""):
                sent[field.html_name] = value
    return sent


def decide(client, one, act, **changes):
    return client.post(url(one, "draft_decide"), {**fields(client, one), "act": act, **changes})


def test_the_page_opens_the_first_draft_that_waits(client, bulletin):
    page = client.get(reverse("bulletin", args=[bulletin.public_id]))
    assert page.context["item"]["draft"] == bulletin.drafts.shown().first()
    assert (page.context["done"], page.context["total"]) == (0, 17)
    assert '<mark class="span span-amount" data-ref="amounts-0">7.2亿元</mark>' in page.content.decode()


def test_every_value_says_where_it_comes_from(client, bulletin):
    page = client.get(url(draft(bulletin, "第十四工作组")))
    shown = {value.fields[0].name: value.basis for value in page.context["item"]["facts"]}
    assert shown == {
        "title": "source",
        "kind": "inferred",
        "reporter": "source",
        "day": "empty",
        "districts": "source",
        "outcome": "inferred",
        "unnamed": "empty",
    }


def test_untouched_and_accepted_it_is_an_action(client, bulletin):
    one = draft(bulletin, "专精特新")
    answer = decide(client, one, "accept")
    action = AssistanceAction.objects.get()
    assert answer.status_code == 302
    assert (action.title, action.day, str(action.reporter)) == (one.headline, date(2022, 4, 26), "市工信局")
    assert sorted(figure.text for figure in action.figures.all()) == ["3.46万余人", "三个", "三位"]


def test_twice_sent_it_is_one_action(client, bulletin):
    one = draft(bulletin, "专精特新")
    sent = {**fields(client, one), "act": "accept"}
    for _again in range(2):
        assert client.post(url(one, "draft_decide"), sent).status_code == 302
    assert AssistanceAction.objects.count() == 1


def test_what_was_changed_is_recorded(client, bulletin):
    one = draft(bulletin, "专精特新")
    decide(client, one, "accept", title="改过", day="2022-04-27", **{"figures-0-value": "35000"})
    action = AssistanceAction.objects.get()
    assert (action.title, action.day) == ("改过", date(2022, 4, 27))
    assert float(action.figures.get(text="3.46万余人").value) == 35000


def test_a_case_opens_with_it(client, bulletin):
    answer = decide(client, draft(bulletin, "信号盲区"), "accept_case", **{"noise-0-decision": "remove"})
    assert (answer.status_code, answer.context and answer.context["error"]) == (302, None)
    case = Case.objects.get()
    assert (case.source, case.status, case.district.name) == ("bulletin", "registered", "金水区")


def test_a_refused_form_keeps_what_was_typed(client, bulletin):
    one = draft(bulletin, "信号盲区")
    answer = decide(client, one, "accept", title="打了一半的标题")
    assert answer.status_code == 400
    assert "打了一半的标题" in answer.content.decode()
    assert "j9九游平台" in answer.context["error"]
    assert AssistanceAction.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"kind": "聚餐"},
        {"reporter": "999999"},
        {"reporter": "1 OR 1=1"},
        {"day": "2022-02-30"},
        {"districts": ["x", "\x00"]},
        {"figures-0-value": "1e400"},
        {"figures-0-value": "NaN"},
        {"figures-0-nature": "x"},
        {"enterprises-0-role": "x"},
        {"unnamed": "-1"},
        {"title": "x" * 201},
        {"title": "a\x00b"},
        {"version": "99999999999999999999"},
        {"figures-count": "99999999999"},
        {"figures-count": "-1"},
    ],
)
def test_bad_input_is_refused_with_a_sentence(client, bulletin, changes):
    answer = decide(client, draft(bulletin, "二七区"), "accept", **changes)
    assert answer.status_code in (302, 400)
    assert AssistanceAction.objects.count() == (1 if answer.status_code == 302 else 0)


def test_typing_is_saved_and_comes_back(client, bulletin):
    one = draft(bulletin, "二七区")
    sent = {**fields(client, one), "title": "写到一半", "figures-0-value": "不是数"}
    assert client.post(url(one, "draft_save"), sent).status_code == 200
    page = client.get(url(one)).content.decode()
    assert "写到一半" in page
    assert "不是数" in page
    answer = client.post(
        reverse("bulletin_accept_section", args=[bulletin.public_id]), {"section": one.section}
    )
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.decision == "pending"


def test_discard_restore_split_join(client, bulletin):
    one = draft(bulletin, "荥阳市")
    decide(client, one, "discard", reason="重复")
    one.refresh_from_db()
    assert (one.decision, one.reason) == ("discarded", "重复")
    client.post(url(one, "draft_decide"), {"act": "restore", "version": one.version})
    one.refresh_from_db()
    at = bulletin.text.index("会后,针对企业提出")
    decide(client, one, "split", at=at)
    assert bulletin.drafts.shown().count() == 18
    first = bulletin.drafts.shown().get(start=one.start)
    decide(client, first, "join")
    assert bulletin.drafts.shown().count() == 17


def test_attach_to_a_case(client, bulletin):
    decide(client, draft(bulletin, "龙湖办事处"), "accept_case")
    case = Case.objects.get()
    one = draft(bulletin, "专精特新")
    client.post(url(one, "draft_decide"), {"act": "attach", "version": one.version, "case": case.number})
    one.refresh_from_db()
    assert (one.decision, one.case) == ("attached", case)


@pytest.mark.parametrize("act", ["", "\x00", "drop table", "attach"])
def test_unknown_acts_are_refused(client, bulletin, act):
    one = draft(bulletin, "专精特新")
    answer = client.post(url(one, "draft_decide"), {"act": act, "version": one.version})
    assert answer.status_code == 400
    one.refresh_from_db()
    assert one.decision == "pending"


def test_strangers_find_nothing(cast, sign_in, bulletin):
    one = draft(bulletin, "专精特新")
    for who in (cast.owner, cast.office_district, cast.manager, cast.auditor):
        other = sign_in(who)
        assert other.get(url(one)).status_code == 404
        assert other.get(reverse("bulletin", args=[bulletin.public_id])).status_code == 404
        assert other.post(url(one, "draft_decide"), {"act": "accept", "version": 1}).status_code == 404
        assert other.post(url(one, "draft_save"), {}).status_code == 404


def test_queries_do_not_grow_with_the_bulletin(client, bulletin, django_assert_num_queries):
    address = url(draft(bulletin, "新郑市"))
    client.get(address)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(address)


PAGE_QUERIES = 10
