"""The site a browser is shown: a filled database, the static files as shipped, a server in a thread.

The data is made once a run. Each file of tests begins with a fresh copy, which its tests share without emptying it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.testcases import LiveServerThread

from tests import database
from tests.browser import city
from tests.servers import PLACES

FILLED = "test_filled"
LOCK = "browser.lock"


@contextmanager
def running() -> Iterator[str]:
    """The address of a server on a database of its own."""
    with (PLACES.var / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _collect_static()
    with _filled_database(), override_settings(STORAGES={**settings.STORAGES, "staticfiles": _manifest()}):
        server = LiveServerThread("localhost", static_handler=lambda application: application)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        yield f"http://{server.host}:{server.port}"
        server.terminate()


def _manifest() -> dict[str, str]:
    """Hashed names as shipped; compressing them would only cost time here."""
    return {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}


def _collect_static() -> None:
    if not (PLACES.static / "staticfiles.json").exists():
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": _manifest()}):
            call_command("collectstatic", verbosity=0, interactive=False)


@contextmanager
def _filled_database() -> Iterator[None]:
    """Django's connections lead to a copy of the data while this lasts."""
    home, user = connection.settings_dict["NAME"], connection.settings_dict["USER"]
    own = f"{home}_browser"
    database.use(home, user="tracker_owner")
    with (PLACES.var / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists(FILLED):
            _fill(home)
        database.create(own, template=FILLED)
    database.use(own, user="tracker_app")
    yield
    database.use(home, user="tracker_owner")
    database.drop(own)
    database.use(home, user=user)


def _fill(home: str) -> None:
    """Complete or not at all: the name is given last."""
    unfinished = f"{FILLED}_unfinished"
    database.create(unfinished, template=database.TEMPLATE)
    database.use(unfinished)
    city.build()
    database.use(home)
    database.rename(unfinished, FILLED)
