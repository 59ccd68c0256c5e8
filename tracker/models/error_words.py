"""What the domain refuses, in the reader's language: the sentence, with acts, fields and states as people call them."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.models.act_words import BUTTONS, LABELS
from tracker.models.cases import Status
from tracker.rules.errors import DomainError

VERBS: dict[str, Promise] = {
    "case.view": _("see cases"),
    "case.register": _("register cases"),
    "case.note": _("record follow-ups"),
    "case.edit": _("correct cases"),
    "closing.confirm": _("confirm numbers"),
    "closing.publish": _("publish numbers"),
    "circular.write": _("write circulars"),
    "ranking.set": _("switch rankings on and off"),
    "link.make": _("make a link for the enterprise"),
    "action.view": _("see assistance actions"),
    "action.log": _("log assistance actions"),
    "action.edit": _("correct assistance actions"),
    "action.void": _("void assistance actions"),
    "action.keep_promise": _("mark promises of actions as kept"),
    "enterprise.view": _("see enterprises"),
    "enterprise.add": _("add enterprises"),
    "enterprise.edit": _("correct enterprises"),
    "contact.view": _("see contacts"),
    "contact.edit": _("edit contacts"),
    "pairing.edit": _("pair officers with enterprises"),
    "bulletin.view": _("read bulletins"),
    "bulletin.take_in": _("take in bulletins"),
    "bulletin.review": _("review bulletins"),
    "visit.log": _("log visits"),
    "file.withdraw": _("withdraw files"),
    "person.edit": _("edit accounts"),
    "reference.view": _("read reference data"),
    "calendar.edit": _("change the working calendar"),
    "tag.make": _("make new tags"),
    "membership.edit": _("give roles"),
    "view.save": _("keep and take out lists"),
    "mail.resend": _("put back mails that failed"),
}
FIELDS: dict[str, Promise] = {
    "title": _("title"),
    "kind": _("kind"),
    "day": _("day"),
    "reporter": _("reporter"),
    "source": _("source"),
    "note": _("note"),
    "verb": _("kind"),
    "name": _("name"),
    "role": _("role"),
    "text": _("text"),
    "reason": _("reason"),
    "finding": _("finding"),
    "people": _("people"),
    "promise": _("promise"),
    "officer": _("officer"),
    "remark": _("remark"),
}
_WORDS: dict[str, dict[str, Any]] = {
    "verb": {**BUTTONS, **{f"case.{verb}": words for verb, words in BUTTONS.items()}, **VERBS},
    "field": {**LABELS, **FIELDS},
    "status": dict(Status.choices),
}


def sentence(error: DomainError, **params: object) -> str:
    """What happened and what to do, in the language of the request.

    params  words that the place of the sentence knows better, such as the label of its field
    """
    told = {name: _in_words(name, value) for name, value in error.params.items()}
    return gettext(error.msgid) % (told | params)


def _in_words(name: str, value: object) -> object:
    return _WORDS.get(name, {}).get(str(value), value)
