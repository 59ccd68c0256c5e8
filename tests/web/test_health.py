"""Health: ready, or which part is not."""

import pytest
from django.db import connection
from django.urls import reverse

from tracker.web.health import known_migrations


@pytest.mark.django_db
def test_ready(client):
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client, monkeypatch):
    more = known_migrations() | {("tracker", "9999_tomorrow")}
    monkeypatch.setattr("tracker.web.health.known_migrations", lambda: more)
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()["migrations"]) == (503, "pending")


@pytest.mark.django_db(transaction=True)
def test_without_a_database_it_says_so(client):
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        answer = client.get(reverse("health"))
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": "unreachable", "migrations": "unknown"}
