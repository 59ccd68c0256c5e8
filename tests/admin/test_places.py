"""Units of a kind: what the database would refuse is said on the form."""

import pytest
from django.urls import reverse

from tests.admin.conftest import signed_in, unit
from tests.admin.typing_in import save
from tracker.models import Unit
from tracker.models.places import UnitKind


@pytest.fixture
def client(people):
    return signed_in(people["system_admin"])


@pytest.mark.parametrize(
    ("noun", "typed"),
    [
        ("workinggroup", {"name": "第九十九工作组"}),
        ("workinggroup", {"name": "又一个第一工作组", "number": "1", "campaign": "current"}),
        ("workinggroup", {"name": "有号没活动", "number": "98"}),
        ("office", {"name": "又一个市活动办"}),
        ("office", {"name": "又一个金水区活动办", "parent": "金水区"}),
        ("bureau", {"name": "市财政局"}),
        ("district", {"name": "金水区", "kind": "district"}),
    ],
)
def test_what_cannot_stand_is_refused_on_the_form(noun, typed, client):
    if "parent" in typed:
        typed = typed | {"parent": str(unit(typed["parent"]).pk)}
    if "campaign" in typed:
        group = Unit.objects.of_kind(UnitKind.GROUP)[0]
        typed = typed | {"campaign": str(group.campaign_id), "number": str(group.number)}
    before = Unit.objects.count()
    answer = save(client, reverse(f"admin:tracker_{noun}_add"), **typed)
    assert answer.status_code == 200
    assert sum(map(len, answer.context["adminform"].form.errors.values())) >= 1
    assert Unit.objects.count() == before


def test_a_group_cannot_lose_its_campaign(client):
    group = Unit.objects.of_kind(UnitKind.GROUP)[0]
    answer = save(client, reverse("admin:tracker_workinggroup_change", args=[group.pk]), campaign="")
    assert answer.status_code == 200
    assert Unit.objects.get(pk=group.pk).campaign_id == group.campaign_id


@pytest.mark.parametrize(
    ("noun", "kind", "typed"),
    [
        ("bureau", "bureau", {"name": "市大数据局"}),
        ("district", "county", {"name": "新设县", "kind": "county"}),
        ("office", "office", {"name": "市财政局活动办", "parent": "市财政局"}),
    ],
)
def test_a_new_unit_is_of_its_list_s_kind(noun, kind, typed, client):
    if "parent" in typed:
        typed = typed | {"parent": str(unit(typed["parent"]).pk)}
    answer = save(client, reverse(f"admin:tracker_{noun}_add"), **typed)
    assert (answer.status_code, Unit.objects.get(name=typed["name"]).kind) == (302, kind)
