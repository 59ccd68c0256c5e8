"""Notices and acts in words, in the reader's language: for the bell, for mails, and as text to paste into a chat group."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tracker.models.follow_ups import FollowUp, Verb
from tracker.models.notices import Notice, OtherNews, Reminder
from tracker.models.places import Campaign
from tracker.rules.masking import without_phones
from tracker.rules.notices import ASSIGN, ASSIST, REPLY, SIGN

LONGEST_NOTE: Final = 300
_STEPS: Final = {
    ASSIGN: _lazy("To be assigned"),
    REPLY: _lazy("Reply to the enterprise"),
    SIGN: _lazy("To be signed for"),
    ASSIST: _lazy("Assisting"),
}


def product_of(campaign: Campaign) -> str:
    """What the site is called."""
    english = (get_language() or "").startswith("en")
    return (english and campaign.product_name_en) or campaign.product_name


def heading(notice: Notice) -> str:
    """What happened, in a few words: Assigned; Assigned: 3 cases; Near due: 2 working days left; Signing · Due today."""
    if notice.kind not in Reminder.values:
        return _of_act(notice)
    told, step = _of_day(notice.kind, notice.params.get("days")), notice.params.get("step")
    return _("%(step)s · %(told)s") % {"step": _STEPS[step], "told": told} if step in _STEPS else told


def _of_day(kind: str, days: int | None) -> str:
    label = str(Reminder(kind).label)
    if days is None:
        return label
    if kind == Reminder.CAME_DUE:
        return _overdue(-days) if days else _("Due today")
    left = ngettext("%(days)d working day left", "%(days)d working days left", days) % {"days": days}
    return _("%(label)s: %(value)s") % {"label": label, "value": left if days >= 0 else _overdue(-days)}


def _of_act(notice: Notice) -> str:
    label = _label(notice)
    if notice.case is None or notice.case_count == 1:
        return label  # what it is about stands beside it
    return _("%(label)s: %(value)s") % {"label": label, "value": cases_of(notice)}


def cases_of(notice: Notice) -> str:
    """How many cases it tells of: 3 cases."""
    count = notice.case_count
    return ngettext("%(count)d case", "%(count)d cases", count) % {"count": count}


def _label(notice: Notice) -> str:
    kind = notice.kind
    return str(OtherNews(kind).label if kind in OtherNews.values else Verb(kind).label)


def work_of(*, firms: int, cases: int) -> str:
    """How much of somebody's work: 2 enterprises · 3 cases."""
    return " · ".join(
        [
            ngettext("%(count)d enterprise", "%(count)d enterprises", firms) % {"count": firms},
            ngettext("%(count)d case", "%(count)d cases", cases) % {"count": cases},
        ]
    )


def titled(notice: Notice) -> str:
    """Number and title of its case, of several the first one's and how many more there are; else how many or which.

    Of an action its title.
    """
    if notice.kind == OtherNews.HANDED_OVER:
        return work_of(**{name: len(notice.params[name]) for name in ("firms", "cases")})
    case, more = notice.case, notice.case_count - 1
    if notice.action:
        return notice.action.title
    if notice.params.get("cases"):
        return cases_of(notice)
    first = f"{case.number} {case.title}" if case else "".join(notice.params.get("numbers", [])[:1])
    if not more:
        return first
    return f"{first} " + ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}


def _overdue(days: int) -> str:
    return ngettext("%(days)d working day overdue", "%(days)d working days overdue", days) % {"days": days}


def sentence(notice: Notice) -> str:
    """Who did what when, or what the day brings."""
    if notice.follow_up is not None:
        merged = notice.params.get("merged")
        return happening(notice.follow_up, f"{_label(notice)} {merged}" if merged else "")
    if notice.kind == OtherNews.HANDED_OVER:
        day = short_day(notice.params["from_on"], notice.at)
        told_of = {"person": notice.params["person"], "by": notice.params["by"], "day": day}
        return _("%(by)s handed over to you what was %(person)s's, from %(day)s on") % told_of
    promise = notice.params.get("text", "")
    told, about = heading(notice), promise or _unit_of(notice)
    return _("%(label)s: %(value)s") % {"label": told, "value": about} if about else told


def _unit_of(notice: Notice) -> str:
    """The assisting unit that a reminder is about, as the reader calls it."""
    english = (get_language() or "").startswith("en")
    return str((english and notice.params.get("unit_en")) or notice.params.get("unit", ""))


def happening(act: FollowUp, what: str = "") -> str:
    """Who did what when: 市工信局 张三 11-23 10:00 签收; in other words than the act's where `what` gives some."""
    who = " ".join(filter(None, [str(act.by_unit or ""), str(act.by or _("The enterprise"))]))
    told = {"who": who, "at": f"{localtime(act.at):%m-%d %H:%M}", "act": what or Verb(act.verb).label}
    return _("%(who)s, %(at)s: %(act)s") % told


def short_day(iso: str | None, near: datetime) -> str:
    """A stored day: 11-27, or with its year where that is another than the one of `near`."""
    if not iso:
        return ""
    value = date.fromisoformat(iso)
    return f"{value:%m-%d}" if value.year == localtime(near).year else iso


def due_words(notice: Notice) -> str:
    """By when it has to be solved, or the first of several cases; nothing where that is not known."""
    params = {"day": short_day(notice.params.get("due_on"), notice.at)}
    if not params["day"]:
        return ""
    return (
        _("the first due %(day)s") % params if notice.params.get("due_differ") else _("due %(day)s") % params
    )


def as_text(facts: dict[str, Any]) -> str:
    """For a chat group, phone numbers masked.

    facts  product, case (its number and title), what, due (words or nothing), url
    """
    due = _(", %(due)s") % facts if facts["due"] else ""
    whole = _("[%(product)s] %(case)s: %(what)s%(due)s. %(url)s") % {**facts, "due": due}
    return without_phones(whole)


def text_of(notice: Notice, *, url: str, product: str) -> str:
    """A notice for a chat group.

    url      where its case is seen, or its cases are listed
    product  what the site is called for whoever is told nothing of a case
    """
    case = notice.case
    facts = {
        "product": product_of(case.campaign) if case else product,
        "case": titled(notice),
        "what": sentence(notice),
        "due": due_words(notice),
        "url": url,
    }
    return as_text(facts)
