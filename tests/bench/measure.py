"""One city measured, as its own process: `python -m tests.bench.measure` prints a line of JSON, name → milliseconds or a rate,
for each line that it reads, so that two cities can take turns.

Times are the median of so many calls at one client, the whole request: routing, permission, layout, template.
"""

# ruff: noqa: E402  # models can be imported only when Django is set up
from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

import django

django.setup()

import psycopg
from django.conf import settings
from django.db import connection, connections, transaction
from django.template import Context, Engine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.bench.choosing import any_lists
from tests.bench.exporting import exports
from tests.bench.finding import list_addresses, search_addresses
from tests.bench.mails import digests
from tests.bench.mix import mixed
from tests.bench.writing import writes
from tracker import embedded
from tracker.models import Case, CaseTag, Category, Tag, Unit, User
from tracker.models.tallies import TallyUpdate
from tracker.operations.cases import add_note
from tracker.operations.tallies import count_anew

NARROWED: Final = (", in hand", ", overdue")
WARM, CALLS, WRITERS, WRITES = 4, 25, 20, 15
LEAN: Final = (
    "{% for row in rows %}<tr><td>{{ row.number }}<td>{{ row.title }}<td>{{ row.status }}"
    "<td>{{ row.due_on }}<td>{{ row.enterprise__name }}<td>{{ row.district__name }}</tr>{% endfor %}"
)
COLUMNS: Final = ("number", "title", "status", "due_on", "enterprise__name", "district__name")


def milliseconds(call: Callable[[], object]) -> float:
    """The median time of a call, warm."""
    for _time in range(WARM):
        call()
    times = []
    for _time in range(CALLS):
        begun = time.perf_counter()
        call()
        times.append(time.perf_counter() - begun)
    return round(1000 * statistics.median(times), 2)


def client_of(username: str) -> Client:
    """A demo account, signed in."""
    client = Client(HTTP_HOST="127.0.0.1")
    user = User.objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, address: str, **headers: str) -> Callable[[], None]:
    """A GET that must be answered with the page."""

    def get() -> None:
        answer = client.get(address, **headers)
        assert answer.status_code == 200, (address, answer.status_code)

    return get


def lean_list() -> None:
    """The limit of a list: the ORM's values of 50 rows in a bare template."""
    rows = list(Case.objects.order_by("-id").values(*COLUMNS)[:50])
    Engine().from_string(LEAN).render(Context({"rows": rows}))


def progress_pages(office: Client, manager: Client) -> dict[str, Callable[[], None]]:
    """The pages of progress, by what they are narrowed."""
    at, label = reverse("progress"), _label()
    category, source = Category.objects.earliest("id").code, "visit"
    district = Unit.objects.districts().get(name="金水区")
    own = reverse("progress_unit", args=[district.public_id])
    addresses = {
        "city progress, week": f"{at}?by=district",
        "city progress, bureaus": f"{at}?by=bureau",
        "city progress, groups": f"{at}?by=group",
        "city progress, quarter": f"{at}?period={_quarter()}",
        "city progress, campaign": f"{at}?period=campaign",
        "city progress, by category": f"{at}?category={category}&period={_quarter()}",
        "city progress, by source": f"{at}?source={source}&period={_quarter()}",
        "city progress, by label": f"{at}?tag={label}&period={_quarter()}",
    }
    pages = {name: page(office, address) for name, address in addresses.items()}
    return pages | {"district progress, its manager": page(manager, f"{own}?period={_quarter()}")}


def _quarter() -> str:
    today = timezone.localdate()
    return f"{today.year}-Q{(today.month + 2) // 3}"


def _label() -> str:
    """A label that every hundredth case bears."""
    tag, is_new = Tag.objects.get_or_create(name="重点")
    if is_new:
        ids = Case.objects.filter(number__endswith="00").values_list("id", flat=True)
        CaseTag.objects.bulk_create([CaseTag(case_id=pk, tag=tag) for pk in ids], batch_size=5000)
    return str(tag.public_id)


def follow_ups() -> dict[str, Any]:
    """What the sums cost a writer: a note, which changes no count, and a change of a due date, which does."""
    office = User.objects.get(username="office")
    cases = list(Case.objects.filter(status="handling").order_by("-id")[: WRITERS * WRITES])
    found: dict[str, Any] = {"plain SQL of a follow-up": milliseconds(partial(_plain, cases[0], office))}
    found["a follow-up"] = milliseconds(partial(_rolled_back, partial(_note, office, cases[0])))
    ways = {"a follow-up": partial(_note, office), "a new due date": _redate}
    for name, write in ways.items():
        for kept in (True, False, True, False):
            key = f"{WRITERS} writers, {name}, {'with' if kept else 'without'} sums, per second"
            _keep_sums(kept)
            found[key] = max(found.get(key, 0), _at_once(write, cases))
    _keep_sums(True)
    count_anew()
    return found


def _keep_sums(kept: bool) -> None:
    """Switch the trigger that keeps them, as the owner of the table, so that nothing else differs."""
    places = embedded.places(Path(settings.BASE_DIR), os.environ)
    known = embedded.database_settings(places, role="owner")
    name = TallyUpdate().get_pgid(Case)
    how = "ENABLE" if kept else "DISABLE"
    with psycopg.connect(
        dbname=known["NAME"], user=known["USER"], host=known["HOST"], port=known["PORT"], autocommit=True
    ) as owner:
        owner.execute(f"ALTER TABLE tracker_case {how} TRIGGER {name}")


def _plain(case: Case, office: User) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracker_followup (case_id, verb, audience, note, happened_on, by_id, at, from_status, to_status, details)"
            " VALUES (%s, 'note', 'internal', '已联系企业', current_date, %s, now(), '', '', '{}')",
            [case.pk, office.pk],
        )
        cursor.execute(
            "UPDATE tracker_case SET follow_up_count = follow_up_count + 1, last_follow_up_at = now() WHERE id = %s",
            [case.pk],
        )
        transaction.set_rollback(True)


def _rolled_back(call: Callable[[], None]) -> None:
    with transaction.atomic():
        call()
        transaction.set_rollback(True)


def _note(office: User, case: Case) -> None:
    add_note(case, by=office, now=timezone.localtime(), note="已联系企业，等待回复")


def _redate(case: Case) -> None:
    with transaction.atomic():
        row = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        row.due_on = timezone.localdate() if row.due_on != timezone.localdate() else row.accepted_on
        row.save(update_fields=["due_on"])


def _at_once(write: Callable[[Case], None], cases: list[Case]) -> float:
    """Writes a second, of so many writers with cases of their own."""

    def work(mine: list[Case]) -> None:
        try:
            for case in mine:
                write(case)
        finally:
            connections.close_all()

    shares = [cases[number::WRITERS] for number in range(WRITERS)]
    begun = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, shares))
    return round(len(cases) / (time.perf_counter() - begun), 1)


def finding(office: Client, staff: Client) -> dict[str, Callable[[], None]]:
    """Lists, searches, one case and the administrators' list, each beside its limit."""
    asked = list_addresses() | search_addresses()
    case = Case.objects.filter(follow_up_count=10).order_by("-id").values_list("number", flat=True)[0]
    found = {"lean list page": page(office, "/lean/")} | {
        name: page(office, at) for name, at in asked.items()
    }
    return found | {
        "list of cases, its rows alone": page(office, reverse("cases"), HTTP_HX_REQUEST="true"),
        **{
            f"{name}, of a unit": page(staff, at) for name, at in asked.items() if not name.endswith(NARROWED)
        },
        "lean case": page(office, f"/lean/{case}/"),
        "case with ten follow-ups": page(office, reverse("case", args=[case])),
        "stock list of administrators": page(office, "/stock/tracker/case/"),
        "list of administrators": page(office, reverse("admin:tracker_case_changelist")),
    }


def measured() -> Iterator[dict[str, Any]]:
    """Everything of this city, piece by piece."""
    office, manager, staff = map(client_of, ("office", "manager-jinshui", "staff-jinshui"))
    pages = finding(office, staff) | progress_pages(office, manager) | writes(office)
    for name, call in ({"lean list": lean_list} | pages).items():
        yield {name: milliseconds(call)}
    readers = {"manager-jinshui": manager, "staff-jinshui": staff, "staff": client_of("staff")}
    yield any_lists({"office": office} | readers)
    for part in (partial(mixed, office), exports, follow_ups, digests):
        yield part()


def main() -> None:
    """A piece for each line that is read."""
    for _line, found in zip(sys.stdin, measured(), strict=False):
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
