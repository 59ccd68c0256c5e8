"""Firms in words: why two may be one, what a merge moves and chooses between."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Final[dict[str, Promise]] = {
    "same_code": _("The same unified social credit code"),
    "same_name": _("The same name, written another way"),
    "same_core": _("The same name but for the place and the legal form"),
    "one_character": _("The names differ by one character"),
    "same_sound": _("The names sound the same"),
    "within": _("One name contains the other"),
    "short_form": _("One name is short for the other"),
    "branch": _("One may be a branch of the other"),
}
NOUNS: Final[dict[str, Promise]] = {
    "case": _("cases"),
    "participant": _("assistance actions"),
    "visit": _("visits"),
    "pairing": _("pairings"),
    "contact": _("contacts"),
    "enterprisename": _("other names"),
    "site": _("sites"),
    "enterpriselabel": _("labels"),
}
FIELDS: Final[dict[str, Promise]] = {
    "name": _("Name"),
    "credit_code": _("Unified social credit code"),
    "district": _("District"),
    "district_id": _("District"),
    "industry": _("Industry"),
    "address": _("Address"),
    "state": _("State"),
    "is_verified": _("checked against the register"),
}
