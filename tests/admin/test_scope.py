"""Every noun × every role: own records open, foreign ones are like missing, and nothing of them shows anywhere."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.admin.conftest import CANARY, ROLES, signed_in

READERS = ("staff", "chief", "lead", "office", "supervisor", "manager")
KEEPERS = ("system_admin", "security_admin", "auditor")
NOUNS = ("case", "followup", "assistanceaction", "bulletin", "draft", "attachment", "visit")
REVIEWED = ("bulletin", "draft")
EVERY = sorted(model._meta.model_name for model in admin.site._registry)


def page(noun, name, *args):
    """The address of a page of a noun."""
    label = next(m._meta.app_label for m in admin.site._registry if m._meta.model_name == noun)
    return reverse(f"admin:{label}_{noun}_{name}", args=args)


@pytest.mark.parametrize("role", [*READERS, *KEEPERS])
def test_foreign_is_like_missing(role, people, own, foreign):
    client = signed_in(people[role])
    for noun in NOUNS:
        for key in (foreign[noun].pk, 987654321):
            assert client.get(page(noun, "change", key)).status_code == 404, noun
            assert client.post(page(noun, "change", key), {"title": "x"}).status_code == 404, noun
            assert client.get(page(noun, "history", key)).status_code == 404, noun


@pytest.mark.parametrize("role", READERS)
def test_own_opens(role, people, own):
    client = signed_in(people[role])
    for noun in NOUNS:
        expected = 404 if noun in REVIEWED and role != "office" else 200
        assert client.get(page(noun, "change", own[noun].pk)).status_code == expected, noun
        assert client.get(page(noun, "history", own[noun].pk)).status_code == expected, noun


@pytest.mark.parametrize("role", ROLES)
def test_lists_show_nothing_foreign(role, people, own, foreign):
    client = signed_in(people[role])
    for noun in EVERY:
        answer = client.get(page(noun, "changelist"))
        assert answer.status_code in (200, 403), noun
        text = answer.content.decode().replace(f"{CANARY}实业有限公司", "")
        assert CANARY not in text, noun


@pytest.mark.parametrize("role", READERS)
def test_a_search_finds_nothing_foreign(role, people, own, foreign):
    client = signed_in(people[role])
    for noun in NOUNS:
        answer = client.get(page(noun, "changelist"), {"q": CANARY})
        if answer.status_code == 200:
            assert answer.context["cl"].result_count == 0, noun


@pytest.mark.parametrize("role", READERS)
def test_of_a_foreign_firm_name_code_and_district_show(role, people, foreign):
    answer = signed_in(people[role]).get(page("enterprise", "change", foreign["enterprise"].pk))
    assert answer.status_code == 200
    assert answer.content.decode().replace(f"{CANARY}实业有限公司", "").count(CANARY) == 0


@pytest.mark.parametrize(
    ("role", "sees_contact"),
    [
        ("staff", False),
        ("lead", False),
        ("supervisor", False),
        ("manager", False),
        ("chief", True),
        ("office", True),
    ],
)
def test_contacts_are_for_those_who_look_after_the_firm(role, sees_contact, people, own, city):
    from tracker.operations.enterprises import pair

    pair(own["enterprise"], by=city, officer=people["chief"], from_on=city.memberships.get().from_on)
    text = signed_in(people[role]).get(page("enterprise", "change", own["enterprise"].pk)).content.decode()
    assert ("本区联系人" in text) is sees_contact
    assert "13800138000" not in text


@pytest.mark.parametrize("role", ROLES)
def test_a_noun_nobody_gave_the_role_is_forbidden(role, people):
    client = signed_in(people[role])
    index = client.get(reverse("admin:index")).content.decode()
    for noun in EVERY:
        listed = client.get(page(noun, "changelist")).status_code
        assert (listed == 200) is (f'href="{page(noun, "changelist")}"' in index), noun


def test_the_filters_of_a_list_offer_nothing_foreign(people, own, foreign):
    client = signed_in(people["office"])
    answer = client.get(page("followup", "changelist"), {"case__id__exact": foreign["case"].pk})
    assert answer.context["cl"].result_count == 0
    assert CANARY not in answer.content.decode()


@pytest.mark.parametrize(
    "lookup",
    [
        "contact__phone__startswith",
        "enterprise__contacts__phone__startswith",
        "description__startswith",
        "password__startswith",
    ],
)
def test_hidden_columns_answer_no_questions(lookup, people, own):
    client = signed_in(people["office"])
    noun = "user" if lookup.startswith("password") else "case"
    assert client.get(page(noun, "changelist"), {lookup: "1"}).status_code == 400


@pytest.mark.parametrize(
    ("model", "field", "finds"),
    [("draft", "case", 0), ("followup", "case", 0), ("figure", "action", 0), ("case", "enterprise", 1)],
)
def test_lookups_find_what_the_person_sees(model, field, finds, people, own, foreign):
    client = signed_in(people["staff"])
    asked = {"app_label": "tracker", "model_name": model, "field_name": field, "term": CANARY}
    assert len(client.get(reverse("admin:autocomplete"), asked).json()["results"]) == finds


@pytest.mark.parametrize("role", KEEPERS)
def test_lookups_ask_for_the_role(role, people, own):
    asked = {"app_label": "tracker", "model_name": "draft", "field_name": "case", "term": "本区"}
    assert signed_in(people[role]).get(reverse("admin:autocomplete"), asked).status_code == 403


def test_a_lookup_survives_a_nul(people):
    asked = {"app_label": "tracker", "model_name": "case", "field_name": "enterprise", "term": "a\x00b"}
    assert signed_in(people["staff"]).get(reverse("admin:autocomplete"), asked).status_code == 200


def test_where_a_record_points_outside_only_the_visible_end_shows(people, own, foreign):
    own["assistanceaction"].cases.add(foreign["case"], own["case"])
    text = (
        signed_in(people["office"])
        .get(page("assistanceaction", "change", own["assistanceaction"].pk))
        .content.decode()
    )
    assert "本区的诉求" in text
    assert CANARY not in text


def test_nobody_without_a_role_enters(reference):
    from tracker.models import User

    nobody = User.objects.create_user("nobody", None, name="nobody")
    client = signed_in(nobody)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


@pytest.mark.parametrize("field", ["", "case", "nonsense"])
def test_a_strange_key_field_in_the_address_breaks_nothing(people, field):
    """Django looks it up: an empty one and the name of a relation back end in an error there."""
    for role in ("office", "system_admin", "security_admin", "auditor"):
        client = signed_in(people[role])
        for noun in EVERY:
            for address in (page(noun, "change", "None"), page(noun, "changelist")):
                answer = client.get(address, {"_to_field": field})
                assert answer.status_code in (200, 302, 400, 403, 404), noun
