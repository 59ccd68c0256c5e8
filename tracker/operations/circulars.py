"""Circulars: one click writes the text of a closed period, the city's office edits it, a colleague approves it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from unicodedata import category

from django.db import IntegrityError, transaction
from django.db.models import Max

from tracker.models import Campaign, Circular, Closing, Membership, Unit, User
from tracker.models.circulars import LONGEST_TITLE, CircularState
from tracker.models.places import UnitKind
from tracker.operations.closings import unconfirmed
from tracker.reports.ranking import facts_of, ranking_on
from tracker.rules.access import OFFICE
from tracker.rules.circular import text_of, title_of
from tracker.rules.circular_facts import to_json
from tracker.rules.errors import BadInput, Conflict, NotAllowed
from tracker.rules.ranking import check_weights

LONGEST_TEXT: Final = 20_000
LONGEST_REASON: Final = 200
UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Cn"})


def set_ranking(  # the switch with its formula, once
    campaign: Campaign, *, by: User, now: datetime, is_on: bool, weights: dict[str, int], minimum: int
) -> Campaign:
    """Switch rankings and circulars on or off and say how they count; circulars that are written stay as they are.

    Raises BadInput `bad_weights`, `bad_minimum`
    """
    if not by.scope.sees_everything("ranking.set"):
        raise NotAllowed("not_permitted", verb="ranking.set")
    check_weights(weights, minimum)
    with transaction.atomic():
        held = Campaign.objects.select_for_update().get(pk=campaign.pk)
        held.ranking_on, held.ranking_minimum = is_on, minimum
        for code, weight in weights.items():
            setattr(held, f"weight_{code}", weight)
        held.save(update_fields=["ranking_on", "ranking_minimum", *(f"weight_{code}" for code in weights)])
    return held


def write_circular(closing: Closing, *, by: User, now: datetime) -> Circular:
    """The circular of a period, written from its numbers; the one that stands when there is one.

    Raises Conflict `unconfirmed` with the districts that have not confirmed, `ranking_off`; BadInput `no_office`
    """
    _need(by)
    if standing := closing.circulars.standing().first():
        return standing
    campaign = ranking_on()
    if campaign is None:
        raise Conflict("ranking_off")
    if closing.published_at is None and (missing := unconfirmed(closing)):
        raise Conflict("unconfirmed", units="、".join(map(str, missing)))
    office = Unit.objects.filter(kind=UnitKind.OFFICE, parent__isnull=True).first()
    if office is None:
        raise BadInput("no_office")
    facts = facts_of(closing, campaign, on=now.date())
    try:
        with transaction.atomic():
            return Circular.objects.create(
                closing=closing,
                office=office,
                title=title_of(facts),
                text=text_of(facts),
                facts=to_json(facts),
                written_by=by,
                written_at=now,
            )
    except IntegrityError:  # a colleague, or the same click twice, was first
        return closing.circulars.standing().get()


@transaction.atomic
def edit_circular(  # the record, who, when, which version, two texts
    circular: Circular, *, by: User, now: datetime, version: int, title: str, text: str
) -> Circular:
    """Its words as the office wants them; the numbers of the tables are not typed.

    Raises Conflict `stale` when a colleague was faster, `circular_frozen` once it is approved or withdrawn
    """
    _need(by)
    title, text = " ".join(_printable(title).split()), _plain(text)
    for name, value, limit in (("title", title, LONGEST_TITLE), ("text", text, LONGEST_TEXT)):
        if not value:
            raise BadInput("required", field=name)
        if len(value) > limit:
            raise BadInput("too_long", field=name, limit=limit)
    held = _held(circular)
    if held.state != CircularState.DRAFT:
        raise Conflict("circular_frozen")
    if (held.title, held.text) == (title, text):
        return held
    if held.version != version:
        raise Conflict("stale")
    held.title, held.text, held.written_by, held.written_at = title, text, by, now
    held.version += 1
    held.save(update_fields=["title", "text", "written_by", "written_at", "version"])
    return held


@transaction.atomic
def approve_circular(circular: Circular, *, by: User, now: datetime, version: int) -> Circular:
    """It goes out as it stands and gets its number; by somebody else than who wrote it last, where there is anybody.

    Raises Conflict `not_published` before the numbers are, `stale` when the text is another one than was read;
    NotAllowed `needs_another_person`
    """
    _need(by)
    held = _held(circular)
    if held.state == CircularState.APPROVED:
        return held
    if held.state != CircularState.DRAFT:
        raise Conflict("circular_frozen")
    if held.version != version:
        raise Conflict("stale")
    if held.closing.published_at is None:
        raise Conflict("not_published")
    if held.written_by_id == by.pk and has_colleague(by, held.office, now=now):
        raise NotAllowed("needs_another_person")
    Unit.objects.select_for_update(no_key=True).get(pk=held.office_id)  # one number at a time
    last = Circular.objects.filter(year=now.year).aggregate(last=Max("issue"))["last"] or 0
    held.state, held.year, held.issue = CircularState.APPROVED, now.year, last + 1
    held.approved_by, held.approved_at = by, now
    held.save(update_fields=["state", "year", "issue", "approved_by", "approved_at"])
    return held


@transaction.atomic
def withdraw_circular(circular: Circular, *, by: User, now: datetime, reason: str) -> Circular:
    """Take it back, with a reason; who had read it still reads it, marked. A new one may be written after it."""
    _need(by)
    reason = _printable(" ".join(reason.split()))
    if not reason:
        raise BadInput("reason_required")
    if len(reason) > LONGEST_REASON:
        raise BadInput("too_long", field="reason", limit=LONGEST_REASON)
    held = _held(circular)
    if held.state != CircularState.WITHDRAWN:
        held.state, held.reason = CircularState.WITHDRAWN, reason
        held.withdrawn_by, held.withdrawn_at = by, now
        held.save(update_fields=["state", "reason", "withdrawn_by", "withdrawn_at"])
    return held


def has_colleague(by: User, office: Unit, *, now: datetime) -> bool:
    """Whether anybody else could approve what this person wrote."""
    others = Membership.objects.current(now.date()).filter(unit=office, role=OFFICE, user__is_active=True)
    return others.exclude(user=by).exists()


def _held(circular: Circular) -> Circular:
    return (
        Circular.objects.select_for_update(of=("self",))
        .select_related("closing", "office")
        .get(pk=circular.pk)
    )


def _need(by: User) -> None:
    if not by.scope.sees_everything("circular.write"):
        raise NotAllowed("not_permitted", verb="circular.write")


def _plain(text: str) -> str:
    """Lines without blanks around them, and no empty ones: a paragraph is a line."""
    lines = (_printable(line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _printable(text: str) -> str:
    """Without what no document may hold."""
    return "".join(letter for letter in text if category(letter) not in UNPRINTABLE)
