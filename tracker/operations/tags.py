"""Tags: one list for the city; an office adds to it by typing a new word."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tracker.models import Tag, User
from tracker.models.tags import LONGEST_TAG
from tracker.rules.errors import BadInput, NotAllowed

COLOURED = "\ufe0f"  # only says how the character before it is drawn


def tag_called(name: str, *, by: User) -> Tag:
    """The tag of this name, made when there is none; asked for again, a retired one is in use again.

    Raises NotAllowed for whoever may only choose, BadInput `bad_tag`
    """
    wanted = clean_name(name)
    found = Tag.objects.filter(name__iexact=wanted).first()
    if found is not None and found.is_active:
        return found
    if not by.scope.may("tag.make"):
        raise NotAllowed("not_permitted", verb="tag.make")
    return Tag.objects.update_or_create(
        name__iexact=wanted, defaults={"is_active": True}, create_defaults={"name": wanted}
    )[0]


def tags_called(wanted: Sequence[Tag | str], *, by: User) -> list[Tag]:
    """Tags as chosen and typed, in that order; new ones are made by name, so that two who make the same cannot wait for each other."""
    made = {name: tag_called(name, by=by) for name in sorted(one for one in wanted if isinstance(one, str))}
    return [made[one] if isinstance(one, str) else one for one in wanted]


def are_ids_among(names: Sequence[str]) -> bool:
    """Whether one of these is no word but stands for a tag, which then is on the list no longer."""
    return bool(names) and Tag.objects.filter(public_id__in=names).exists()


def clean_name(name: str) -> str:
    """As it is stored: full-width letters and runs of blanks made plain."""
    wanted = " ".join(unicodedata.normalize("NFKC", name).replace(COLOURED, "").split())
    if not wanted:
        raise BadInput("required", field="tags")
    if len(wanted) > LONGEST_TAG or not wanted.isprintable():
        shown = "".join(letter for letter in wanted if letter.isprintable())
        raise BadInput("bad_tag", name=shown[:40], limit=LONGEST_TAG, field="tags")
    return wanted
