"""The campaign in the admin: the system administrator keeps it, the city's office says how units are ranked."""

import pytest
from django.urls import reverse

from tests.admin.conftest import signed_in
from tests.admin.typing_in import save
from tracker.models import Campaign

SETTLED = {"ranking_on": "on", "weight_punctual": "50", "weight_solving": "30", "weight_content": "20"}


@pytest.fixture
def address(reference):
    return reverse("admin:tracker_campaign_change", args=[Campaign.objects.get().pk])


def test_the_citys_office_sets_the_ranking_and_nothing_else(city, address):
    name = Campaign.objects.get().name
    answer = save(signed_in(city), address, **SETTLED, ranking_minimum="3", name="Another")
    assert answer.status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.ranking == {
        "is_on": True,
        "weights": {"punctual": 50, "solving": 30, "content": 20},
        "minimum": 3,
    }
    assert campaign.name == name


def test_the_administrator_keeps_the_rest(people, address):
    answer = save(signed_in(people["system_admin"]), address, **SETTLED, call_back_percent="40")
    assert answer.status_code == 302
    campaign = Campaign.objects.get()
    assert (campaign.call_back_percent, campaign.ranking_on, campaign.weight_punctual) == (40, False, 40)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"weight_content": "30"}, "weight_punctual"),
        ({"ranking_minimum": "0"}, "ranking_minimum"),
        ({"ranking_minimum": "1001"}, "ranking_minimum"),
    ],
)
def test_what_is_no_formula_is_said_at_its_field(typed, field, city, address):
    answer = save(signed_in(city), address, **SETTLED | {"ranking_minimum": "5"} | typed)
    assert answer.status_code == 200
    assert set(answer.context["adminform"].form.errors) == {field}
    assert Campaign.objects.get().ranking_on is False


@pytest.mark.parametrize("role", ["office", "manager", "staff"])
def test_others_read_it(role, people, address):
    client = signed_in(people[role])
    assert client.get(address).status_code == 200
    assert client.post(address, SETTLED).status_code == 403
