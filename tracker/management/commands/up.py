"""`manage.py up`: the embedded servers, the site, its worker and its clock, in one terminal."""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.embedded import Places, application, servers
from tracker.embedded.application import Address, address_of, manage
from tracker.embedded.places import is_open
from tracker.embedded.processes import StartError, die_with_parent, held
from tracker.embedded.supervisor import Stopped, Supervisor, say, stop_signals

Result = TypeVar("Result")
CASES = 2000  # enough that no page is empty, little enough that a first start stays short


class Command(BaseCommand):
    help = "Start everything the site needs and keep it running until Ctrl-C."
    requires_system_checks = []  # they ask the database, which is not running yet

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        environ = os.environ
        parser.add_argument("--host", default=environ.get("HOST", ""), help="address to listen on, 127.0.0.1")
        parser.add_argument("--port", default=environ.get("PORT", ""), help="port to listen on, 8000")
        parser.add_argument(
            "--cases",
            default=CASES,
            type=int,
            help=f"of the made-up city, on a first start; {CASES}, 0 for no city",
        )
        parser.add_argument("--servers-only", action="store_true", help="PostgreSQL and Valkey, nothing else")
        parser.add_argument("--with-parent", action="store_true", help="end when the starting process dies")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("this is a production environment; `up` runs the embedded servers only")
        if options["with_parent"]:
            die_with_parent()
        try:
            with stop_signals():
                address = address_of(options["host"], options["port"])
                os.environ["PORT"] = str(address.port)  # for the SITE_URL of the children
                site = None if options["servers_only"] else address
                run(settings.BASE_DIR, settings.PLACES, site, cases=options["cases"])
        except Stopped:
            say("Stopped.")
        except StartError as error:
            raise CommandError(str(error)) from None


def run(base_dir: Path, places: Places, address: Address | None, *, cases: int) -> None:
    """Start all in order and keep it running; without an address the servers alone."""
    servers.make_directories(places)
    with held(places.lock):
        if address:
            application.refuse_taken(address)
        if places.home != places.var:
            closed = f"The checkout is closed to the user {places.system_user}"
            reason = "The checkout's path is too long for a socket" if is_open(places.var.parent) else closed
            say(f"{reason}: the database lives in {places.home}")
        with Supervisor() as supervisor:
            _step("servers", lambda: servers.start(supervisor, places))
            if address:
                _start_site(supervisor, base_dir, places, address, cases)
            else:
                say(f"Servers ready in {places.socket_dir}")
            supervisor.watch()


def _start_site(supervisor: Supervisor, base_dir: Path, places: Places, address: Address, cases: int) -> None:
    _step("migrations", lambda: manage(base_dir, "migrate", "--no-input", role="owner"))
    _step("static files", lambda: manage(base_dir, "collectstatic", "--no-input"))
    _step("reference data", lambda: manage(base_dir, "load_reference"))
    if cases:
        city = ("make_city", "--cases", str(cases), "--once")
        _step("made-up city", lambda: manage(base_dir, *city, role="owner"))
    accounts = _step("sample bulletin", lambda: manage(base_dir, "load_demo"))
    supervisor.start(application.worker(base_dir))
    supervisor.start(application.beat(base_dir, places))
    _step("web", lambda: supervisor.start(application.web(base_dir, address), seconds=120))
    say(accounts.rstrip())
    say(f"Ready {address.url}")


def _step(name: str, work: Callable[[], Result]) -> Result:
    began = time.monotonic()
    result = work()
    say(f"  {name:<15} {time.monotonic() - began:5.1f} s")
    return result
