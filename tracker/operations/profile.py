"""What people set for themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from tracker.models import NoticeChoice, User
from tracker.rules.errors import BadInput
from tracker.rules.notices import DEFAULTS, DIGEST, DIGEST_HOWS, HOWS


def choose_language(user: User, *, language: str) -> None:
    """The language the person signs in with from now on."""
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def choose_columns(user: User, *, list_name: str, columns: Collection[str] | None) -> None:
    """The columns of a list that the person sees from now on; None for those that everybody sees at first."""
    mine = User.objects.select_for_update().get(pk=user.pk)
    kept = {name: codes for name, codes in mine.list_columns.items() if name != list_name}
    mine.list_columns = kept if columns is None else {**kept, list_name: sorted(columns)}
    mine.save(update_fields=["list_columns"])


@transaction.atomic
def choose_notices(user: User, *, chosen: Mapping[str, str]) -> None:
    """How each kind of news comes by mail from now on; what waits for its mail already goes the new way too."""
    for group, how in chosen.items():
        if group not in DEFAULTS or how not in (DIGEST_HOWS if group == DIGEST else HOWS):
            raise BadInput("required", field="kind")
        NoticeChoice.objects.update_or_create(user=user, group=group, defaults={"how": how})


def trust_address(user: User) -> None:
    """Mails go to the person's address again: one got through, or the person says that it is right."""
    User.objects.filter(pk=user.pk).exclude(bouncing="").update(bouncing="")


def distrust_address(user: User, *, address: str) -> None:
    """A mail server refused the address for good; where the person has another one meanwhile, that says nothing."""
    User.objects.filter(pk=user.pk, email=address).update(bouncing=address)
