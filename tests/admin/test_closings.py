"""Closed periods and circulars in the admin: read by those who read them, changed by nobody."""

from datetime import timedelta

from django.urls import reverse

from tests.admin.conftest import NOW, signed_in
from tracker.models import Circular, Closing, Unit
from tracker.models.places import UnitKind

SECRET = "未核定的通报"


def closed_period(city):
    """A week that is closed, with a draft of its circular."""
    first = NOW.date() - timedelta(days=NOW.weekday() + 7)
    days = {"first": first, "last": first + timedelta(days=6), "on": NOW.date(), "near_until": NOW.date()}
    closing = Closing.objects.create(code="2026-W47", kind="week", closed_at=NOW, **days)
    office = Unit.objects.get(kind=UnitKind.OFFICE, parent__isnull=True)
    words = {"title": SECRET, "text": "一、基本情况", "facts": {}}
    circular = Circular.objects.create(
        closing=closing, office=office, written_by=city, written_at=NOW, **words
    )
    return closing, circular


def test_the_city_reads_both_with_their_history(city):
    client = signed_in(city)
    for record in closed_period(city):
        name = record._meta.model_name
        assert client.get(reverse(f"admin:tracker_{name}_changelist")).status_code == 200
        for page in ("change", "history"):
            assert client.get(reverse(f"admin:tracker_{name}_{page}", args=[record.pk])).status_code == 200
        address = reverse(f"admin:tracker_{name}_change", args=[record.pk])
        assert client.post(address, {"title": "x", "code": "x"}).status_code == 403
        assert client.get(reverse(f"admin:tracker_{name}_add")).status_code == 403
    assert SECRET in client.get(reverse("admin:tracker_circular_changelist")).content.decode()


def test_a_draft_is_the_city_offices_alone(city, people):
    _closing, circular = closed_period(city)
    for role in ("office", "manager", "staff"):
        client = signed_in(people[role])
        assert SECRET not in client.get(reverse("admin:tracker_circular_changelist")).content.decode()
        address = reverse("admin:tracker_circular_change", args=[circular.pk])
        assert client.get(address).status_code == 404
