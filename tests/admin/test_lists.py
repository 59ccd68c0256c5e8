"""Lists: as many queries for three rows as for one, no count of everything, no way to delete."""

import re

import pytest
from django.contrib import admin
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.admin.conftest import action_of, case_of, firm_of, mail_to, signed_in, view_of
from tracker.admin.lists import CappedPaginator
from tracker.models import Case

QUERIES = {
    "case": ("office", 9),
    "followup": ("office", 7),
    "assistanceaction": ("office", 8),
    "enterprise": ("office", 8),
    "pairing": ("office", 8),
    "savedview": ("office", 7),
    "outgoingmail": ("system_admin", 7),
    "user": ("system_admin", 7),
    "membership": ("system_admin", 7),
    "unit": ("system_admin", 7),
}


def listing(noun):
    return reverse(f"admin:tracker_{noun}_changelist")


def add_row(city, number):
    """One more of every noun above."""
    firm = firm_of(city, "金水区", f"第{number}")
    case_of(city, firm, f"第{number}")
    action_of(city, "金水区", firm, f"第{number}")
    mail_to(city, number)


def count(client, noun):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(listing(noun)).status_code == 200
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.parametrize("noun", QUERIES)
def test_the_queries_of_a_list(noun, city, people):
    role, expected = QUERIES[noun]
    client = signed_in(people[role])
    add_row(city, 1)
    view_of(people[role], 1)
    client.get(listing(noun))
    first = count(client, noun)
    for number in (2, 3):
        add_row(city, number)
        view_of(people[role], number)
    third = count(client, noun)
    assert (len(first), len(third)) == (expected, expected)


@pytest.mark.parametrize("noun", QUERIES)
def test_no_list_counts_a_whole_table(noun, city, people):
    add_row(city, 1)
    counts = [sql for sql in count(signed_in(people[QUERIES[noun][0]]), noun) if "COUNT(" in sql]
    assert [bool(re.search(r"LIMIT 1001\)", sql)) for sql in counts] == [True]


def test_a_thousand_is_where_counting_ends(db):
    class Many:
        def order_by(self):
            return self

        def __getitem__(self, rows):
            self.asked = rows.stop
            return self

        def count(self):
            return self.asked

    paginator = CappedPaginator(Many(), 50)
    assert (paginator.count, str(paginator.count), paginator.num_pages) == (1000, "1,000+", 20)
    assert (
        CappedPaginator(Case.objects.order_by("id"), 50).count
        == Paginator(Case.objects.order_by("id"), 50).count
        == 0
    )


def test_a_list_is_sorted_by_indexed_columns_only(city, people):
    add_row(city, 1)
    client = signed_in(people["office"])
    plain, asked = (
        client.get(listing("case"), query).context["cl"].queryset.query for query in ({}, {"o": "2.3"})
    )
    assert {*asked.order_by} == {*plain.order_by} == {"-id"}


def test_every_noun_refuses_to_delete(people, own, rf):
    request = rf.get("/")
    for role in people:
        request.user = people[role]
        for model, model_admin in admin.site._registry.items():
            assert not model_admin.has_delete_permission(request), model
            assert "delete_selected" not in model_admin.get_actions(request), model


def test_there_is_no_page_to_delete_on(people, own):
    client = signed_in(people["office"])
    for method in (client.get, client.post):
        assert method(f"/admin/tracker/case/{own['case'].pk}/delete/").status_code == 404
    assert Case.objects.filter(pk=own["case"].pk).exists()


def test_the_index_is_grouped_by_subject(people):
    groups = signed_in(people["office"]).get(reverse("admin:index")).context["app_list"]
    with translation.override("en"):
        names = [str(group["name"]) for group in groups]
    assert names == [
        "Cases",
        "Bulletins and actions",
        "Enterprises",
        "Units and people",
        "Reference",
        "System",
    ]


def test_every_noun_stands_on_the_index(people):
    names = set()
    for person in people.values():
        groups = signed_in(person).get(reverse("admin:index")).context["app_list"]
        names |= {model["object_name"] for group in groups for model in group["models"]}
    assert names == {model.__name__ for model in admin.site._registry}


@pytest.mark.parametrize("noun", ["case", "assistanceaction", "enterprise", "bulletin", "draft"])
def test_a_record_leads_to_its_page_on_the_workbench(noun, people, own):
    client = signed_in(people["office"])
    answer = client.get(reverse(f"admin:tracker_{noun}_change", args=[own[noun].pk]))
    address = answer.context["absolute_url"]
    assert f'href="{address}"' in answer.content.decode()
    assert client.get(address).status_code == 200


def test_words_find_what_they_find_on_the_workbench(city, people, monkeypatch):
    for number in range(1, 5):
        add_row(city, number)
    client, cases = signed_in(people["office"]), list(Case.objects.order_by("-id"))
    monkeypatch.setattr(admin.site.get_model_admin(Case), "list_per_page", 2)
    words = {"q": "　诉求 第"}  # two words, a blank of full width before them
    pages = [client.get(listing("case"), {**words, "p": page}).context["cl"] for page in (1, 2)]
    assert [[case.pk for case in page.result_list] for page in pages] == [
        [case.pk for case in cases[:2]],
        [case.pk for case in cases[2:4]],
    ]
    assert {page.result_count for page in pages} == {4}
    tail = client.get(listing("case"), {"q": cases[1].number[-3:]}).context["cl"]
    assert cases[1].pk in [case.pk for case in tail.result_list]
