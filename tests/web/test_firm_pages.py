"""One page a firm, its timeline, its names and states, and those that may be the same."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.people import BUREAU, NOW, unit
from tracker.models import Case, Enterprise, EnterpriseAct, EnterpriseName
from tracker.operations.actions import ActionData, FigureData, ParticipantData, PolicyData, log_action
from tracker.operations.cases import CaseData, add_note, register_case
from tracker.operations.enterprises import add_enterprise, edit_enterprise
from tracker.operations.visits import VisitData, log_visit

PAGE, TIMELINE = 27, 15


@pytest.fixture
def office(cast, sign_in):
    """A client of the district's office."""
    return sign_in(cast.office_district)


def firm_named(name, by, **known):
    """A firm of the district."""
    return add_enterprise(by=by, now=NOW, name=name, district=unit("金水区"), **known)


def furnish(firm, by, count):
    """So many cases and visits of a firm, a day apart."""
    for number in range(count):
        day = NOW.date() - timedelta(days=number)
        register_case(
            by=by,
            now=NOW - timedelta(days=number),
            data=CaseData(f"第{number}件", "visit", day, enterprise=firm),
        )
        log_visit(firm, by=by, now=NOW, data=VisitData("nothing", day))


def test_the_pages_cost_the_same_with_one_row_and_three(office, cast, near, django_assert_num_queries):
    office.get(reverse("enterprise", args=[near.firm.public_id]))  # what a session asks only once
    for count in (1, 2):
        furnish(near.firm, cast.owner, count)
        with django_assert_num_queries(PAGE):
            office.get(reverse("enterprise", args=[near.firm.public_id]))
        with django_assert_num_queries(TIMELINE):
            office.get(reverse("enterprise_timeline", args=[near.firm.public_id]))


def test_the_timeline_tells_everything_once_over_its_pages(office, cast, near):
    furnish(near.firm, cast.owner, 40)
    rows, address = [], reverse("enterprise_timeline", args=[near.firm.public_id])
    while address:
        context = office.get(address).context
        rows += [(row["label"], row["day_text"], row["url"]) for row in context["rows"]]
        address = context["more_url"]
    urls = [url for _label, _day, url in rows if url]
    assert len(urls) == len(set(urls)) == 40 * 2 + 3
    assert {label for label, _day, _url in rows} == {
        "登记诉求",
        "走访",
        "帮扶动态",
        "包联开始",
        "并入另一家企业",
    }


def test_the_timeline_shows_only_what_the_person_sees(cast, near, far, sign_in):
    rows = sign_in(cast.owner).get(reverse("enterprise_timeline", args=[far.firm.public_id])).context["rows"]
    assert [row["label"] for row in rows] == ["并入另一家企业"]


def test_sums_are_of_what_was_for_the_firm_alone(office, cast, near):
    other = firm_named("金水第二机械有限公司", cast.owner)
    figure = FigureData(value=Decimal("0.5"), unit="亿元", measure="贷款", nature="current", text="0.5亿元")
    for firms in ([near.firm], [near.firm, other]):
        data = ActionData(
            kind="银企对接/融资",
            title="放款",
            reporter=unit(BUREAU),
            day=NOW.date(),
            districts=[unit("金水区")],
            participants=[ParticipantData("assisted", enterprise=firm) for firm in firms],
            figures=[figure],
            policies=[PolicyData("助企若干措施", "郑政〔2026〕1号")],
        )
        log_action(by=cast.owner, now=NOW, data=data)
    noted = FigureData(value=Decimal(300), unit="万元", measure="贷款", nature="current", text="300万元")
    add_note(near.case, by=cast.owner, now=NOW, note="到账", figures=[noted])
    context = office.get(reverse("enterprise", args=[near.firm.public_id])).context
    assert [(row["label"], row["value"]) for row in context["figures"]] == [("贷款", "5,300 万元")]
    assert context["policies"] == ["《助企若干措施》郑政〔2026〕1号"]


def test_a_state_has_its_day_and_reason(office, cast, near):
    address = reverse("enterprise_state", args=[near.firm.public_id])
    assert office.post(address, {"state": "lost", "on": "2026-11-20", "reason": ""}).status_code == 400
    assert (
        office.post(address, {"state": "lost", "on": "2026-11-20", "reason": "三次无人接听"}).status_code
        == 302
    )
    act = EnterpriseAct.objects.get(enterprise=near.firm, verb="state")
    assert (act.details, act.reason, str(act.happened_on)) == (
        {"from": "normal", "to": "lost"},
        "三次无人接听",
        "2026-11-20",
    )
    assert "失联" in office.get(reverse("enterprises")).content.decode()
    rows = office.get(reverse("enterprise_timeline", args=[near.firm.public_id])).context["rows"]
    assert "正常 → 失联" in [row["text"] for row in rows]


def test_a_case_of_a_deregistered_firm_is_registered_with_a_warning(office, cast, near):
    Enterprise.objects.filter(pk=near.firm.pk).update(state="deregistered")
    sent = {"title": "欠薪", "source": "phone", "raised_on": "2026-11-20", "enterprise": near.firm.public_id}
    answer = office.post(reverse("case_new"), sent, follow=True)
    assert "注销" in [str(message) for message in answer.context["messages"]][1]
    assert Case.objects.filter(title="欠薪").exists()


def test_names_come_and_go(office, near):
    address = reverse("enterprise_names", args=[near.firm.public_id])
    assert office.post(address, {"name": "金机", "kind": "short"}).status_code == 302
    assert EnterpriseName.objects.filter(enterprise=near.firm, name="金机").exists()
    end = reverse("enterprise_name_end", args=[near.firm.public_id])
    assert office.post(end, {"name": "金机"}).status_code == 302
    assert not EnterpriseName.objects.filter(name="金机").exists()


def test_a_rename_stands_on_the_timeline(office, cast, near):
    edit_enterprise(near.firm, by=cast.office_district, now=NOW, changes={"name": "金水启明机械有限公司"})
    rows = office.get(reverse("enterprise_timeline", args=[near.firm.public_id])).context["rows"]
    assert f"{near.firm.name} → 金水启明机械有限公司" in [row["text"] for row in rows]


def test_what_resembles_a_new_firm_is_shown_first(office, cast, near):
    firm_named("金水启航物流有限公司", cast.owner)
    sent = {"name": "金水起航物流有限公司", "district": unit("金水区").public_id}
    page = office.post(reverse("enterprise_new"), sent)
    assert [row["reason"] for row in page.context["twins"]] == ["名称只差一个字"]
    assert office.post(reverse("enterprise_new"), sent | {"is_another": "on"}).status_code == 302
    assert Enterprise.objects.filter(name="金水起航物流有限公司").exists()


def test_likely_duplicates_are_worked_off(office, cast, near):
    one, other = (firm_named(name, cast.owner) for name in ("金水启航物流有限公司", "金水起航物流有限公司"))
    rows = office.get(reverse("duplicates")).context["rows"]
    assert [{firm["name"] for firm in row["firms"]} for row in rows] == [{one.name, other.name}]
    sent = {"one": one.public_id, "other": other.public_id}
    assert office.post(reverse("duplicate_apart"), sent).status_code == 302
    assert office.get(reverse("duplicates")).context["rows"] == []
    assert office.get(reverse("enterprise_merge", args=[one.public_id])).context["twins"] == []


def test_pages_of_duplicates_follow_one_another(cast, near, sign_in, monkeypatch):
    monkeypatch.setattr("tracker.web.duplicates.PAGE_SIZE", 2)
    for letters in ("启航", "起航", "启杭", "起杭"):
        firm_named(f"金水{letters}物流有限公司", cast.owner)
    client, seen, address = sign_in(cast.office_city), [], reverse("duplicates")
    while address:
        context = client.get(address).context
        seen += [row["place"] for row in context["rows"]]
        address = context["more_url"]
    assert (len(seen), len(set(seen))) == (6, 6)


def test_duplicates_of_others_are_not_shown(office, cast, near, sign_in):
    for name in ("巩义启航物流有限公司", "巩义起航物流有限公司"):
        add_enterprise(by=cast.far_staff, now=NOW, name=name, district=unit("巩义市"))
    assert office.get(reverse("duplicates")).context["rows"] == []
    assert len(sign_in(cast.office_city).get(reverse("duplicates")).context["rows"]) == 1
