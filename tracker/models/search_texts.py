"""What is searched of each noun, in one writing, beside its rows; kept by the database itself, whoever writes and however.

A firm's names, pinyin and code stand with everything that is about it, so that one index answers every question.
"""

from __future__ import annotations

from typing import Final

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func

from tracker.models.actions import AssistanceAction, Participant
from tracker.models.bulletins import Bulletin
from tracker.models.cases import Case
from tracker.models.enterprises import Enterprise, EnterpriseName
from tracker.models.follow_ups import FollowUp
from tracker.models.visits import Visit

KEYS: Final = "tracker_search_keys"


def search_keys() -> Func:
    """Its characters, its pairs of characters, and how its pinyin begins, as numbers: what the index holds of a row."""
    return Func("text", "pinyin", "code", function=KEYS, output_field=ArrayField(models.IntegerField()))


class SearchText(models.Model):
    """What is searched of one row, under the row's own key.

    text    a line each of what it says and how the firm is called, as `rules.writing.readings` writes it
    pinyin  a line for each way to type the firm in Latin letters, found by its beginning
    code    the firm's credit code in small letters, found by a part of three or more
    """

    id = models.BigIntegerField(primary_key=True)
    text = models.TextField()
    pinyin = models.TextField(default="", blank=True)
    code = models.TextField(default="", blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:40]


class CaseText(SearchText):
    """Number, title, description, place, firm."""

    class Meta:
        indexes = [GinIndex(search_keys(), name="case_text_keys", fastupdate=False)]


class FirmText(SearchText):
    """Every name."""

    class Meta:
        indexes = [GinIndex(search_keys(), name="firm_text_keys", fastupdate=False)]


class ActionText(SearchText):
    """Title, what was done, who took part."""

    class Meta:
        indexes = [GinIndex(search_keys(), name="action_text_keys", fastupdate=False)]


class VisitText(SearchText):
    """Note, people, firm."""

    class Meta:
        indexes = [GinIndex(search_keys(), name="visit_text_keys", fastupdate=False)]


class BulletinText(SearchText):
    """Title, issue, text."""

    class Meta:
        indexes = [GinIndex(search_keys(), name="bulletin_text_keys", fastupdate=False)]


class FollowUpText(SearchText):
    """The note."""

    class Meta:
        indexes = [GinIndex(search_keys(), name="follow_up_text_keys", fastupdate=False)]


TEXTS: Final[dict[type[models.Model], type[SearchText]]] = {
    Case: CaseText,
    Enterprise: FirmText,
    AssistanceAction: ActionText,
    Visit: VisitText,
    Bulletin: BulletinText,
    FollowUp: FollowUpText,
}
# What its rows are made of: a statement that touches nothing of it costs a comparison.
READ: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Case: ("number", "title", "description", "place", "enterprise"),
    Enterprise: ("name", "name_key", "pinyin_keys", "credit_code"),
    EnterpriseName: ("enterprise", "name", "name_key"),
    AssistanceAction: ("title", "summary"),
    Participant: ("action", "name", "enterprise"),
    Visit: ("note", "people", "enterprise"),
    Bulletin: ("title", "issue_number", "text"),
}
# By a noun's name, as a migration knows it: the function that makes texts anew, and the column whose rows it makes.
REFRESH: Final = {
    "case": ("tracker_refresh_case_texts", "id"),
    "enterprise": ("tracker_refresh_firm_texts", "id"),
    "enterprisename": ("tracker_refresh_firm_texts", "enterprise_id"),
    "assistanceaction": ("tracker_refresh_action_texts", "id"),
    "participant": ("tracker_refresh_action_texts", "action_id"),
    "visit": ("tracker_refresh_visit_texts", "id"),
    "bulletin": ("tracker_refresh_bulletin_texts", "id"),
    "followup": ("tracker_refresh_follow_up_texts", "id"),
}


class _Keep(pgtrigger.Trigger):
    """Makes the search text of a row anew."""

    when = pgtrigger.After
    which: tuple[str, ...] = ("NEW",)

    def get_func(self, model: models.Model) -> str:
        """One call of the noun's function."""
        function, key = REFRESH[str(model._meta.model_name)]
        calls = " ".join(f"PERFORM {function}(ARRAY[{row}.{key}]);" for row in self.which)
        return self.format_sql(f"{calls} RETURN NULL;")


class SearchInsert(_Keep):
    """Of a new row."""

    name = "search_insert"
    operation = pgtrigger.Insert


class SearchUpdate(_Keep):
    """Of a row that reads otherwise now."""

    name = "search_update"
    operation = pgtrigger.Update


class SearchMove(SearchUpdate):
    """Of both whom it belonged to and whom it belongs to."""

    which = ("OLD", "NEW")


class SearchDelete(_Keep):
    """Of whom it belonged to."""

    name = "search_delete"
    operation = pgtrigger.Delete
    which = ("OLD",)


for _noun, _columns in READ.items():
    _changed = pgtrigger.AnyChange(*_columns)
    if _noun in (EnterpriseName, Participant):
        pgtrigger.register(SearchInsert(), SearchMove(condition=_changed), SearchDelete())(_noun)
    else:
        pgtrigger.register(SearchInsert(), SearchUpdate(condition=_changed))(_noun)
pgtrigger.register(SearchInsert())(FollowUp)  # which is never altered
