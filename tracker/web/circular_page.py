"""What the pages of circulars show: their list, and one with its text, tables, state and what was corrected since."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.documents.circular_docx import Letter
from tracker.models import Case, Circular, User
from tracker.models.circulars import CircularState
from tracker.operations.circulars import has_colleague
from tracker.reports.closings import view_of_closing
from tracker.reports.progress import units_of
from tracker.reports.ranking import in_chinese
from tracker.rules.circular import day_words, is_first_level, is_second_level, note_of
from tracker.rules.circular_facts import from_json
from tracker.web.closed_page import ClosedProgresses, corrected_rows
from tracker.web.dates import Clock, exact_moment
from tracker.web.periods import period_words
from tracker.web.ranking_page import heads, shown

MOST: Final = 104  # two years of weeks
BADGE: Final = {"draft": "pending", "approved": "published", "withdrawn": "withdrawn"}


def circulars_context(user: User, clock: Clock) -> dict[str, Any]:
    """The list, the newest on top; one query."""
    rows = Circular.objects.visible_to(user).defer("text", "facts").select_related("closing", "approved_by")
    return {
        "crumbs": [(_("Progress"), reverse("progress")), (_("Circulars"), "")],
        "writes": user.scope.sees_everything("circular.write"),
        "rows": [
            {
                "title": one.title,
                "url": reverse("circular", args=[one.public_id]),
                "period": period_words(view_of_closing(one.closing).period),
                "number": number_words(one),
                "code": BADGE[one.state],
                "label": one.get_state_display(),
                "reason": one.reason,
                "approved_at": exact_moment(one.approved_at, clock.today) if one.approved_at else "",
                "approved_by": str(one.approved_by or ""),
            }
            for one in rows[:MOST]
        ],
    }


def circular_context(user: User, circular: Circular, clock: Clock) -> dict[str, Any]:
    """One circular."""
    facts = from_json(circular.facts)
    return {
        "circular": circular,
        "number": number_words(circular),
        "badge": BADGE[circular.state],
        "lines": [{"text": line, "level": _level(line)} for line in circular.text.splitlines()],
        "note": note_of(facts),
        "tables": shown(facts.tables),
        "heads": heads(),
        "corrections": _corrections(user, circular),
        "crumbs": [
            (_("Progress"), reverse("progress")),
            (_("Circulars"), reverse("circulars")),
            (circular.title, ""),
        ],
        "facts": _about(circular, clock),
        "withdrawn": _withdrawn(circular, clock),
        **_acts(user, circular),
    }


def number_words(circular: Circular) -> str:
    """2026, no. 3; nothing before it is approved."""
    if circular.issue is None:
        return ""
    return _("%(year)d, no. %(issue)d") % {"year": circular.year, "issue": circular.issue}


def letter_of(circular: Circular) -> Letter:
    """As its .docx has it; the day is the one on which it was approved."""
    facts, approved_at = from_json(circular.facts), circular.approved_at
    return Letter(
        circular.title,
        _under_title(circular),
        circular.text.splitlines(),
        facts.tables,
        note_of(facts),
        in_chinese(circular.office),
        timezone.localtime(approved_at).date() if approved_at else None,
    )


def _under_title(circular: Circular) -> str:
    """（2026年第3期）; （草稿）; （2026年第3期，2026年12月1日撤回：数据有误）."""
    number = f"{circular.year}年第{circular.issue}期" if circular.issue else "草稿"
    if circular.withdrawn_at is None:
        return f"（{number}）"
    day = day_words(timezone.localtime(circular.withdrawn_at).date())
    return f"（{number}，{day}撤回：{circular.reason}）"


def _level(line: str) -> int:
    return 1 if is_first_level(line) else 2 if is_second_level(line) else 0


def _corrections(user: User, circular: Circular) -> list[dict[str, Any]]:
    """As on the closed period's page: a district reads those of its own numbers."""
    view, own = view_of_closing(circular.closing), user.scope.units("progress.view")
    asked = ClosedProgresses(user, Case.objects.none(), view, {}, None, closing=circular.closing)
    sees_all = user.scope.sees_everything("progress.view")
    units = [unit for unit in units_of("district") if sees_all or unit.pk in own]
    return list(corrected_rows(asked, "district", units)) if units else []


def _about(circular: Circular, clock: Clock) -> list[dict[str, str]]:
    closing = circular.closing
    period = period_words(view_of_closing(closing).period)
    found = [
        (_("Closed period"), period, reverse("closed", args=[closing.code])),
        (_("Numbers as of"), exact_moment(closing.closed_at, clock.today), ""),
        (_("Written by"), f"{circular.written_by} {exact_moment(circular.written_at, clock.today)}", ""),
    ]
    for label, who, at in (
        (_("Approved by"), circular.approved_by, circular.approved_at),
        (_("Withdrawn by"), circular.withdrawn_by, circular.withdrawn_at),
    ):
        if at is not None:
            found.append((label, f"{who} {exact_moment(at, clock.today)}", ""))
    return [{"label": label, "value": value, "url": url} for label, value, url in found]


def _withdrawn(circular: Circular, clock: Clock) -> str:
    if circular.withdrawn_at is None:
        return ""
    told = {"who": circular.withdrawn_by, "when": exact_moment(circular.withdrawn_at, clock.today)}
    return _("Withdrawn by %(who)s, %(when)s:") % told


def _acts(user: User, circular: Circular) -> dict[str, Any]:
    """What the person may do now, and why not where somebody else must."""
    writes = user.scope.sees_everything("circular.write")
    is_draft = writes and circular.state == CircularState.DRAFT
    is_own = circular.written_by_id == user.pk
    needs_other = is_draft and is_own and has_colleague(user, circular.office, now=timezone.localtime())
    is_published = circular.closing.published_at is not None
    return {
        "may_edit": is_draft,
        "may_approve": is_draft and is_published and not needs_other,
        "needs_other": needs_other,
        "needs_publishing": is_draft and not is_published,
        "may_withdraw": writes and circular.state != CircularState.WITHDRAWN,
    }
