"""The review page: the source of a bulletin on the left, the form of one draft on the right."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.models import Bulletin, Draft
from tracker.models.bulletins import Decision
from tracker.models.error_words import sentence
from tracker.operations.answers import UnitNames, default_answers
from tracker.operations.stored_files import hash_in
from tracker.rules.errors import DomainError
from tracker.web.files import hand_out
from tracker.web.people import person
from tracker.web.review_forms import AttachForm, ItemForms
from tracker.web.review_item import LEGEND, facts, marks, rows

SPLIT_POINTS = 40


@require_GET
def show(request: HttpRequest, public_id: str, draft_id: str | None = None) -> HttpResponse:
    """One draft, or the first that waits; a bulletin one may only read is shown as text."""
    bulletin = bulletin_of(request, public_id)
    drafts = list(Draft.objects.visible_to(person(request)).filter(bulletin=bulletin).shown())
    if not drafts:
        return text(request, public_id)
    return page(request, bulletin, drafts, current_of(drafts, draft_id))


@require_GET
def text(request: HttpRequest, public_id: str) -> HttpResponse:
    """The text exactly as received."""
    bulletin = bulletin_of(request, public_id)
    return render(request, "bulletins/text.html", {"bulletin": bulletin, "crumbs": _crumbs()})


@require_GET
def file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file as received, always as a download."""
    bulletin = bulletin_of(request, public_id)
    if not bulletin.file:
        raise Http404
    return hand_out(request, bulletin.file, sha256=hash_in(bulletin.file.name or ""), name=bulletin.file_name)


def bulletin_of(request: HttpRequest, public_id: str) -> Bulletin:
    """The bulletin, when the person sees it."""
    seen = Bulletin.objects.visible_to(person(request))
    return get_object_or_404(seen.select_related("campaign", "office"), public_id=public_id)


def current_of(drafts: list[Draft], draft_id: str | None) -> Draft | None:
    """The draft asked for, else the first that waits, else none."""
    if draft_id is None:
        return next((draft for draft in drafts if draft.decision == Decision.PENDING), None)
    for draft in drafts:
        if draft.public_id == draft_id:
            return draft
    raise Http404


def page(
    request: HttpRequest,
    bulletin: Bulletin,
    drafts: list[Draft],
    current: Draft | None,
    sent: ItemForms | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    """The whole page; with `sent` forms what was typed stays, with `error` its sentence stands on top."""
    done = sum(draft.decision != Decision.PENDING for draft in drafts)
    context = {
        "bulletin": bulletin,
        "day_text": date_format(bulletin.dated_on, "DATE_FORMAT"),
        "crumbs": _crumbs(),
        "done": done,
        "total": len(drafts),
        "progress_text": _("Checked %(done)s of %(total)s") % {"done": done, "total": len(drafts)},
        "sections": _sections(bulletin, drafts, current),
        "legend": LEGEND,
        "item": _item(request, drafts, current, sent) if current else None,
        "finished_url": reverse("actions"),
        "error": sentence(error) if error else "",
    }
    status = 200 if error is None and sent is None else 400
    return render(request, "bulletins/review.html", context, status=status)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Bulletins"), reverse("bulletins"))]


def draft_url(draft: Draft, name: str = "draft") -> str:
    """An address of a draft."""
    return reverse(name, args=[draft.bulletin.public_id, draft.public_id])


def _sections(bulletin: Bulletin, drafts: list[Draft], current: Draft | None) -> list[dict[str, Any]]:
    for draft in drafts:
        draft.bulletin = bulletin
    numbered = list(enumerate(drafts, start=1))
    return [
        {
            "title": title,
            "items": [_entry(bulletin, number, draft, draft == current) for number, draft in group],
            "waiting": sum(d.section == title and d.decision == Decision.PENDING for d in drafts),
        }
        for title, group in groupby(numbered, key=lambda pair: pair[1].section)
    ]


def _entry(bulletin: Bulletin, number: int, draft: Draft, is_current: bool) -> dict[str, Any]:
    entry = {
        "index": number,
        "url": draft_url(draft),
        "headline": draft.headline,
        "is_current": is_current,
        "code": draft.decision,
        "label": "" if draft.decision == Decision.PENDING else draft.get_decision_display(),
    }
    if is_current:
        entry |= {
            "text": bulletin.text[draft.start : draft.end],
            "offset": draft.start,
            "spans": marks(draft),
        }
    return entry


def _item(request: HttpRequest, drafts: list[Draft], draft: Draft, sent: ItemForms | None) -> dict[str, Any]:
    at = drafts.index(draft)
    forms = sent or ItemForms.showing(person(request), default_answers(draft, UnitNames.of_city()))
    read = draft.proposal
    following = drafts[at + 1] if at + 1 < len(drafts) else None
    return {
        "draft": draft,
        "number_text": _("Item %(number)s") % {"number": at + 1},
        "forms": forms,
        "facts": facts(forms, read),
        "lists": {name: list(rows(forms, read, name)) for name in forms.rows},
        "is_candidate": read["case_candidate"]["value"],
        "decide_url": draft_url(draft, "draft_decide"),
        "save_url": draft_url(draft, "draft_save"),
        "is_decided": draft.decision != Decision.PENDING,
        "previous_url": draft_url(drafts[at - 1]) if at else "",
        "next_url": draft_url(following) if following else "",
        "can_join": following is not None and following.decision == Decision.PENDING,
        "split_points": list(_split_points(draft)),
        "attach_form": AttachForm(person(request)),
    }


def _split_points(draft: Draft) -> list[tuple[int, str]]:
    """Ends of sentences within the draft: (offset into the bulletin's text, the words that follow)."""
    source = draft.bulletin.text
    ends = [
        i + 1
        for i in range(draft.start, draft.end - 1)
        if source[i] in "。\n" and source[i + 1 : draft.end].strip()
    ]
    return [(end, source[end : end + 24].strip()) for end in ends[:SPLIT_POINTS]]
