"""Tags: one list for the city; an office adds to it by typing a new word."""

from __future__ import annotations

import unicodedata

from tracker.models import Tag, User
from tracker.models.tags import LONGEST_TAG
from tracker.rules.errors import BadInput, NotAllowed


def tag_called(name: str, *, by: User) -> Tag:
    """The tag of this name, made when there is none; asked for again, a retired one is in use again.

    Raises NotAllowed for whoever may only choose, BadInput `bad_tag`
    """
    wanted = clean_name(name)
    found = Tag.objects.filter(name=wanted).first()
    if found is not None and found.is_active:
        return found
    if not by.scope.may("tag.make"):
        raise NotAllowed("not_permitted", verb="tag.make")
    return Tag.objects.update_or_create(name=wanted, defaults={"is_active": True})[0]


def clean_name(name: str) -> str:
    """As it is stored: full-width letters and runs of blanks made plain."""
    wanted = " ".join(unicodedata.normalize("NFKC", name).split())
    if not wanted or len(wanted) > LONGEST_TAG or not wanted.isprintable():
        raise BadInput("bad_tag", name=wanted[:40], limit=LONGEST_TAG, field="tags")
    return wanted
