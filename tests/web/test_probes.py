"""Addresses that scanners try: there is nothing behind them."""

import pytest
from django.contrib import admin
from django.test import Client

from tracker.models import AssistanceAction, Case

PATHS = [
    "/.git/config",
    "/.env",
    "/.env.production",
    "/.svn/entries",
    "/.htaccess",
    "/.DS_Store",
    "/.vscode/settings.json",
    "/wp-login.php",
    "/wp-admin/",
    "/xmlrpc.php",
    "/phpmyadmin/",
    "/phpinfo.php",
    "/index.php",
    "/server-status",
    "/actuator/env",
    "/actuator/health",
    "/debug/",
    "/__debug__/",
    "/console",
    "/api/",
    "/api/v1/users",
    "/graphql",
    "/swagger.json",
    "/openapi.json",
    "/metrics",
    "/robots.txt.bak",
    "/backup.zip",
    "/dump.sql",
    "/db.sqlite3",
    "/settings.py",
    "/tracker/settings.py",
    "/manage.py",
    "/var/secret_key",
    "/media/",
    "/media/bulletins/",
    "/static/",
    "/static/../tracker/settings.py",
    "/static/%2e%2e/tracker/settings.py",
    "/static/..%2f..%2fvar/secret_key",
    "/admin/doc/",
    "/admin/jsi18n/../../.env",
    "/cgi-bin/test",
    "/login",
    "/etc/passwd",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_there(path, db, plain_static):
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code in (404, 302), answer.status_code
    if answer.status_code == 302:
        assert path.startswith("/admin/")
        assert answer["Location"].startswith("/admin/login/?next=/admin/")


def test_what_one_person_may_choose_is_not_what_another_may(cast, near, far, rf):
    screens, offered = admin.site._registry[AssistanceAction], []
    requests = [rf.get("/"), rf.get("/")]
    for request, person in zip(requests, (cast.office_city, cast.owner), strict=True):
        request.user = person
    forms = [screens.get_form(request, near.action, change=True) for request in requests]
    offered = [set(form.base_fields["link"].queryset) for form in forms]
    assert offered == [{near.case, far.case}, set(Case.objects.filter(pk=near.case.pk))]
