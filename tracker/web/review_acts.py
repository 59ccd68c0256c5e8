"""What the buttons of the review page do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tracker.models import Case, Draft
from tracker.models.bulletins import Decision
from tracker.models.error_words import sentence
from tracker.operations import review as verbs
from tracker.operations.answers import Answers, UnitNames, default_answers
from tracker.rules.errors import BadInput, DomainError
from tracker.web.people import person
from tracker.web.review import bulletin_of, draft_url, page
from tracker.web.review_forms import AttachForm, ItemForms
from tracker.web.typed import posted


@require_POST
def save(request: HttpRequest, public_id: str, draft_id: str) -> HttpResponse:
    """Keep what was typed so far; the answer is one short sentence."""
    draft = _draft(request, public_id, draft_id)
    answers = ItemForms.sent(person(request), request.POST).answers()
    verbs.save_edits(draft, by=person(request), version=_version(request), answers=answers)
    at = timezone.localtime()
    return HttpResponse(_("Draft saved at %(time)s") % {"time": f"{at:%H:%M}"}, content_type="text/plain")


@require_POST
def decide(request: HttpRequest, public_id: str, draft_id: str) -> HttpResponse:
    """One decision; then the next draft that waits."""
    draft = _draft(request, public_id, draft_id)
    act = posted(request, "act")
    if act in ("accept", "accept_case", "attach"):
        return _accept(request, draft, act)
    try:
        done = _other_act(request, draft, act)
    except DomainError as error:
        if error.code == "gone":
            raise
        return _again(request, draft, None, error)
    return redirect(draft_url(done) if done.decision == Decision.PENDING else _next_url(draft))


@require_POST
def accept_section(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept all of a section that needs no answer; name those that were left."""
    bulletin = bulletin_of(request, public_id)
    section = _words(request, "section")
    done, left = verbs.accept_section(bulletin, section, by=person(request), now=timezone.localtime())
    count = len(done)
    messages.success(
        request, ngettext("%(count)s item adopted.", "%(count)s items adopted.", count) % {"count": count}
    )
    for one in left:
        messages.warning(request, f"{one.draft.headline}：{sentence(one.error)}")
    return redirect("bulletin", bulletin.public_id)


def _accept(request: HttpRequest, draft: Draft, act: str) -> HttpResponse:
    user = person(request)
    # the dialog of "attach" sends the case alone; what was typed is on the draft
    sent = ItemForms.sent(user, request.POST) if "title" in request.POST else None
    if sent is not None and not sent.is_valid():
        return _again(request, draft, sent, BadInput("check_marked"))
    try:
        verbs.accept(
            draft,
            by=user,
            now=timezone.localtime(),
            version=_version(request),
            answers=sent.answers() if sent else _kept_answers(draft),
            open_case=act == "accept_case",
            attach_to=_chosen_case(request) if act == "attach" else None,
        )
    except DomainError as error:
        if error.code == "gone":
            raise
        return _again(request, draft, sent, error)
    return redirect(_next_url(draft))


def _kept_answers(draft: Draft) -> Answers:
    return default_answers(draft, UnitNames.of_city())


def _chosen_case(request: HttpRequest) -> Case:
    form = AttachForm(person(request), request.POST)
    if not form.is_valid():
        raise BadInput("required", field=_("Case"))
    case: Case = form.cleaned_data["case"]
    return case


def _other_act(request: HttpRequest, draft: Draft, act: str) -> Draft:
    user, now, version = person(request), timezone.localtime(), _version(request)
    if act == "discard":
        return verbs.discard(draft, by=user, now=now, version=version, reason=_words(request, "reason"))
    if act == "restore":
        return verbs.take_up_again(draft, by=user, now=now)
    if act == "join":
        return verbs.join(draft, by=user, now=now, version=version)
    if act == "split":
        return verbs.split(draft, by=user, now=now, version=version, at=_number(posted(request, "at")))[0]
    raise BadInput("unreadable_request")


def _again(request: HttpRequest, draft: Draft, sent: ItemForms | None, error: DomainError) -> HttpResponse:
    """The same draft once more, with what was typed and the sentence."""
    drafts = list(draft.bulletin.drafts.shown())
    current = next((one for one in drafts if one.pk == draft.pk), None)
    return page(request, draft.bulletin, drafts, current, sent, error)


def _draft(request: HttpRequest, public_id: str, draft_id: str) -> Draft:
    seen = Draft.objects.visible_to(person(request)).select_related("bulletin")
    return get_object_or_404(seen, public_id=draft_id, bulletin__public_id=public_id)


def _next_url(draft: Draft) -> str:
    """The next draft that waits, from here on and then from the top; when none does, the bulletin."""
    waiting = draft.bulletin.drafts.pending().order_by("start")
    following = waiting.filter(start__gte=draft.end).first() or waiting.first()
    return draft_url(following) if following else reverse("bulletin", args=[draft.bulletin.public_id])


def _version(request: HttpRequest) -> int:
    return _number(posted(request, "version"))


def _words(request: HttpRequest, name: str) -> str:
    """A text that the database can hold."""
    return posted(request, name)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
