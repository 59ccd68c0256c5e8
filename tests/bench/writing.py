"""Writing through the page, beside the same rows written by plain SQL in one transaction; both are committed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tracker.models import AuditEntry, Case, FollowUp


def writes(office: Client) -> dict[str, Callable[[], None]]:
    """A case registered and a follow-up recorded, each both ways."""
    case = Case.objects.filter(status="registered", enterprise__isnull=False).latest("id")
    in_hand = Case.objects.filter(status="handling").latest("id")
    return {
        "plain SQL of a new case": lambda: _plain_case(case),
        "a case registered on the page": lambda: _register(office, case),
        "plain SQL of a follow-up, committed": lambda: _plain_note(in_hand),
        "a follow-up recorded on the page": lambda: _note(office, in_hand),
    }


def _register(client: Client, like: Case) -> None:
    assert like.enterprise is not None  # as asked for
    sent = {
        "title": like.title,
        "description": like.description,
        "enterprise": like.enterprise.public_id,
        "category": like.category.code if like.category else "",
        "source": like.source,
        "raised_on": f"{timezone.localdate():%Y-%m-%d}",
        "key": uuid4().hex,
    }
    _sent(client, reverse("case_new"), sent)


def a_note() -> dict[str, str]:
    """A follow-up as its form sends it, each with a key of its own."""
    return {
        "note": "已联系企业，等待回复",
        "verb": "note",
        "audience": "internal",
        "happened_on": f"{timezone.localdate():%Y-%m-%d}",
        "key": uuid4().hex,
    }


def _note(client: Client, case: Case) -> None:
    _sent(client, reverse("case_note", args=[case.number]), a_note())


def _sent(client: Client, address: str, sent: dict[str, str]) -> None:
    answer = client.post(address, sent)
    assert answer.status_code == 302, (answer.status_code, answer.content.decode()[:2000])


@transaction.atomic
def _plain_case(like: Case) -> None:
    """The case, its first follow-up and the row on record; triggers write history, sums and search texts either way."""
    number = Case.objects.order_by("-id").values_list("number", flat=True)[0]
    taken = f"{number[:5]}9{uuid4().int % 10**7:07}"
    new_id = _copied(Case, like.pk, number=taken, idempotency_key=uuid4().hex)
    first = FollowUp.objects.filter(case=like).earliest("id")
    _copied(FollowUp, first.pk, case_id=new_id, idempotency_key=uuid4().hex)
    _on_record()


@transaction.atomic
def _plain_note(case: Case) -> None:
    last = FollowUp.objects.filter(case=case).latest("id")
    _copied(FollowUp, last.pk, idempotency_key=uuid4().hex)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tracker_case SET follow_up_count = follow_up_count + 1, last_follow_up_at = now() WHERE id = %s",
            [case.pk],
        )
    _on_record()


def _copied(model: Any, pk: int, **changed: Any) -> int:
    """One INSERT of a row like another one, but for what must differ."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    known = {name: value for name, value in changed.items() if name in columns}
    values = ", ".join("%s" if column in known else column for column in columns)
    table, params = model._meta.db_table, [known[column] for column in columns if column in known]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE id = %s RETURNING id",  # names of our own columns
            [*params, pk],
        )
        return int(cursor.fetchone()[0])


def _on_record() -> None:
    AuditEntry.objects.create(at=timezone.now(), method="POST", view="bench", outcome=302)
