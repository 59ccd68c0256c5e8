"""Twenty browsers at the same moment: one form sent by all makes one record, one record edited by all is saved once.

`EDITORS=200` sends in two hundred, half of them by the admin, to correct one case.
"""

import itertools
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.admin.typing_in import shown
from tests.people import BUREAU, NEAR_DISTRICT, NOW, Records, make_records, unit
from tracker.models import (
    AssistanceAction,
    Bulletin,
    Case,
    Draft,
    Enterprise,
    EnterpriseLink,
    FollowUp,
    LinkAttempt,
)
from tracker.operations.case_life import Facts, act_on
from tracker.web.fields import new_key

pytestmark = pytest.mark.django_db(transaction=True)
BROWSERS = 20
EDITORS = int(os.environ.get("EDITORS", "20"))
AT_ONCE = 40  # connections to the database


@pytest.fixture
def near(cast) -> Records:
    return make_records(cast.owner, BUREAU, NEAR_DISTRICT, "近处", cast.office_city)


def at_once(clients: list[Client], send: Callable[[Client, int], HttpResponse]) -> list[HttpResponse]:
    """The answers, when nobody begins before all are ready."""
    together = min(len(clients), AT_ONCE)
    ready = Barrier(together)

    def one(pair: tuple[int, Client]) -> HttpResponse:
        try:
            if pair[0] < together:
                ready.wait(60)
            return send(pair[1], pair[0])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(together) as pool:
        return list(pool.map(one, enumerate(clients)))


@pytest.fixture
def browsers(sign_in, cast) -> list[Client]:
    """Twenty of the city's office, each with a session of its own."""
    made = [sign_in(cast.office_city) for _number in range(BROWSERS)]
    for client in made:
        client.raise_request_exception = False
        client.get(reverse("home"))
    return made


def statuses(answers: list[HttpResponse]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def send_all(browsers: list[Client], address: str, sent: dict[str, object]) -> Counter[int]:
    return statuses(at_once(browsers, lambda client, _number: client.post(address, sent)))


def test_one_case(browsers, near):
    before = Case.objects.count()
    sent = {
        "title": "停电",
        "place": "文化路",
        "source": "phone",
        "raised_on": "2026-11-01",
        "key": new_key(),
    }
    assert send_all(browsers, reverse("case_new"), sent) == {302: BROWSERS}
    assert Case.objects.count() == before + 1
    assert FollowUp.objects.filter(case__title="停电").count() == 1


def test_one_action_with_its_new_firms(browsers, near):
    before = AssistanceAction.objects.count()
    sent = {
        "title": "送政策上门",
        "kind": "培训",
        "day": "2026-11-20",
        "reporter": unit("市财政局").public_id,
        "new_firms": "郑州甲乙机电有限公司，郑州丙丁食品有限公司",
        "figure1_measure": "企业",
        "figure1_value": "2",
        "figure1_unit": "家",
        "policy_title": "助企十条",
        "case": near.case.number,
        "key": new_key(),
    }
    assert send_all(browsers, reverse("action_new"), sent) == {302: BROWSERS}
    assert AssistanceAction.objects.count() == before + 1
    action = AssistanceAction.objects.get(title="送政策上门")
    assert (action.participants.count(), action.figures.count(), action.policies.count()) == (2, 1, 1)
    assert Enterprise.objects.filter(name__in=["郑州甲乙机电有限公司", "郑州丙丁食品有限公司"]).count() == 2
    assert FollowUp.objects.filter(action=action).count() == 1


def test_one_enterprise_by_name(browsers, near):
    sent = {"name": "郑州甲乙机电有限公司"}
    assert send_all(browsers, reverse("enterprise_new"), sent) == {302: BROWSERS}
    assert Enterprise.objects.filter(name="郑州甲乙机电有限公司").count() == 1


def test_one_enterprise_by_code_whatever_it_is_called(browsers, near):
    code = "91350100M000100Y43"
    answers = at_once(
        browsers,
        lambda client, number: client.post(
            reverse("enterprise_new"), {"name": f"郑州第{number}机电有限公司", "credit_code": code}
        ),
    )
    assert statuses(answers) == {302: BROWSERS}
    assert Enterprise.objects.filter(credit_code=code).count() == 1
    assert Enterprise.objects.filter(name__startswith="郑州第").count() == 1


def test_one_follow_up(browsers, near):
    sent = {
        "note": "电话联系",
        "verb": "call",
        "audience": "internal",
        "happened_on": "2026-11-20",
        "key": new_key(),
    }
    assert send_all(browsers, reverse("case_note", args=[near.case.number]), sent) == {302: BROWSERS}
    case = Case.objects.get(pk=near.case.pk)
    assert case.follow_ups.filter(note="电话联系").count() == 1
    assert case.follow_up_count == near.case.follow_ups.count()


@pytest.mark.parametrize("act", ["accept", "accept_case"])
def test_one_adoption(act, browsers, near):
    actions, cases = AssistanceAction.objects.count(), Case.objects.count()
    address = reverse("draft_decide", args=[near.bulletin.public_id, near.draft.public_id])
    page = browsers[0].get(reverse("draft", args=[near.bulletin.public_id, near.draft.public_id]))
    sent = {"act": act, "version": near.draft.version, **answers_of(page), "reporter": unit(BUREAU).pk}
    assert send_all(browsers, address, sent) == {302: BROWSERS}
    assert AssistanceAction.objects.count() == actions + 1
    assert Case.objects.count() == cases + (act == "accept_case")
    assert Draft.objects.get(pk=near.draft.pk).version == near.draft.version + 1


def answers_of(page: HttpResponse) -> dict[str, object]:
    """What a browser would send back of a draft's form untouched."""
    forms = page.context["item"]["forms"]
    sent: dict[str, object] = {f"{name}-count": len(rows) for name, rows in forms.rows.items()}
    for field in itertools.chain.from_iterable(forms.all()):
        value = field.value()
        if value not in (None, False, ""):
            sent[field.html_name] = "on" if value is True else value
    return sent


def test_one_bulletin(browsers, near):
    before = Bulletin.objects.count()
    text = "★工作组动态\n帮助企业招工\n11月21日，市财政局组织招聘会，30人达成意向。\n"
    assert send_all(browsers, reverse("bulletin_new"), {"text": text, "dated_on": "2026-11-22"}) == {
        302: BROWSERS
    }
    assert Bulletin.objects.count() == before + 1
    assert Draft.objects.filter(bulletin__text__contains="招聘会，30人").count() == 1


def test_one_of_twenty_corrections_is_saved_and_the_others_see_both_texts(browsers, near):
    address = reverse("action_edit", args=[near.action.public_id])
    forms = [client.get(address).context["form"] for client in browsers]
    sent = [{field.name: field.value() or "" for field in form if field.value()} for form in forms]
    answers = at_once(
        browsers, lambda client, number: client.post(address, sent[number] | {"title": f"第{number}稿"})
    )
    assert statuses(answers) == {302: 1, 409: BROWSERS - 1}
    saved = AssistanceAction.objects.get(pk=near.action.pk)
    winner = next(number for number, answer in enumerate(answers) if answer.status_code == 302)
    assert (saved.title, saved.version) == (f"第{winner}稿", near.action.version + 1)
    for number, answer in enumerate(answers):
        if number != winner:
            page = answer.content.decode()
            assert (f"第{number}稿" in page, saved.title in page) == (True, True)


@pytest.mark.parametrize("noun", ["case", "action"])
def test_one_of_twenty_corrections_in_the_admin_is_saved(noun, browsers, near):
    record = getattr(near, noun)
    address = reverse(f"admin:tracker_{record._meta.model_name}_change", args=[record.pk])
    sent = [shown(client.get(address)) for client in browsers]
    answers = at_once(
        browsers, lambda client, number: client.post(address, sent[number] | {"title": f"第{number}稿"})
    )
    record.refresh_from_db()
    found = statuses(answers)
    assert (found[302], found[200] + found[409]) == (1, BROWSERS - 1)
    assert record.version == 2
    winner = next(number for number, answer in enumerate(answers) if answer.status_code == 302)
    assert record.title == f"第{winner}稿"


def test_many_editors_save_one_case_by_form_and_by_admin(sign_in, cast, near):
    """One is saved, all the others see the conflict with both texts."""
    addresses = (
        reverse("case_edit", args=[near.case.number]),
        reverse("admin:tracker_case_change", args=[near.case.pk]),
    )
    clients = [sign_in(cast.office_city) for _number in range(EDITORS)]
    pages = [client.get(addresses[number % 2]) for number, client in enumerate(clients)]
    sent = [as_typed(page) if number % 2 == 0 else shown(page) for number, page in enumerate(pages)]
    answers = at_once(
        clients,
        lambda client, number: client.post(
            addresses[number % 2], sent[number] | {"title": f"第{number}稿。"}
        ),
    )
    winner = next(number for number, answer in enumerate(answers) if answer.status_code == 302)
    case = Case.objects.get(pk=near.case.pk)
    assert (case.title, case.version) == (f"第{winner}稿。", 2)
    for number, answer in enumerate(answers):
        page = answer.content.decode() if number != winner else f"第{winner}稿。"
        assert answer.status_code in ((302,) if number == winner else (200, 409))
        assert (f"第{number}稿。" in page, case.title in page) == (True, True)


def as_typed(page: HttpResponse) -> dict[str, object]:
    """What a browser would send back of a case's form untouched."""
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}


def test_one_act_on_a_case(browsers, near):
    sent = {"case_class": "B", "seen_version": "1", "key": new_key()}
    address = reverse("case_act", args=[near.case.number, "accept"])
    assert send_all(browsers, address, sent) == {302: BROWSERS}
    assert Case.objects.get(pk=near.case.pk).follow_ups.filter(verb="accept").count() == 1


def test_one_of_twenty_offices_accepts_and_the_others_are_told(browsers, near):
    """Each with a form of its own: the case moves once."""
    address = reverse("case_act", args=[near.case.number, "accept"])
    answers = at_once(
        browsers,
        lambda client, number: client.post(
            address, {"case_class": "B", "note": f"第{number}份", "seen_version": "1", "key": new_key()}
        ),
    )
    assert statuses(answers) == {302: 1, 409: BROWSERS - 1}
    assert all(f"第{n}份" in a.content.decode() for n, a in enumerate(answers) if a.status_code == 409)
    assert Case.objects.get(pk=near.case.pk).follow_ups.filter(verb="accept").count() == 1


def test_one_link(browsers, near):
    address, before = reverse("case_link", args=[near.case.number]), EnterpriseLink.objects.count()
    assert send_all(browsers, address, {"key": new_key()}) == {200: 1, 409: BROWSERS - 1}
    assert EnterpriseLink.objects.count() == before + 1
    assert EnterpriseLink.objects.current().count() == 1


def test_one_rating(near, cast, plain_static):
    case, facts = near.case, Facts(result="已招到人", result_kind="solved")
    case.campaign.call_back_percent = 100
    case.campaign.save()
    act_on(case, "settle", by=cast.office_city, now=NOW, facts=facts)
    act_on(case, "approve", by=cast.office_district, now=NOW, facts=facts)
    enterprises = [Client(raise_request_exception=False) for _number in range(BROWSERS)]
    address = reverse("public_case", args=[near.token])
    assert send_all(enterprises, address, {"rating": "unsolved"}) == {302: 1, 409: BROWSERS - 1}
    case.refresh_from_db()
    assert (case.status, case.redo_count) == ("handling", 1)
    assert FollowUp.objects.filter(case=case, verb="rate").count() == 1


def test_wrong_tokens_at_once_are_counted_one_by_one(near, plain_static):
    guessers = [Client(raise_request_exception=False) for _number in range(30)]
    answers = at_once(
        guessers, lambda client, number: client.get(reverse("public_case", args=[f"guess-{number}"]))
    )
    assert statuses(answers) == {404: 20, 429: 10}
    assert LinkAttempt.objects.count() == 20
