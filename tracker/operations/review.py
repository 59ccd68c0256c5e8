"""Reviewing drafts: accept, attach to a case, discard, take up again, split, join."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tracker.models import AssistanceAction, Bulletin, Case, Draft, User
from tracker.models.bulletins import Decision
from tracker.operations.actions import link_case, log_action
from tracker.operations.answers import Answers, UnitNames, default_answers
from tracker.operations.bulletins import draft_of, lexicon_from_db
from tracker.operations.cases import CaseData, office_for, register_case
from tracker.operations.holding import held
from tracker.operations.records import action_data
from tracker.reading import read_item
from tracker.rules.errors import BadInput, Conflict, DomainError, NotAllowed

SETTLED = (Decision.ACCEPTED, Decision.ATTACHED)


@dataclass(frozen=True)
class Left:
    """A draft that a bulk acceptance left alone, and why."""

    draft: Draft
    error: DomainError


def save_edits(draft: Draft, *, by: User, version: int, answers: Answers) -> Draft:
    """Keep what was typed so far; nothing is recorded yet."""
    with transaction.atomic():
        current = _locked(draft, by)
        _expect(current, version)
        if current.decision == Decision.PENDING and current.edits != answers:
            current.edits = answers
            current.save(update_fields=["edits"])
    return current


def accept(
    draft: Draft,
    *,
    by: User,
    now: datetime,
    version: int,
    answers: Answers,
    open_case: bool = False,
    attach_to: Case | None = None,
) -> Draft:
    """The draft becomes an action, and a case where asked for; accepting again returns the same records."""
    with transaction.atomic():
        current = _locked(draft, by)
        if current.decision in SETTLED:
            return current
        _expect(current, version)
        _undecided(current)
        answers = default_answers(current, UnitNames.of_city()) | answers
        data = action_data(current, answers, by=by, now=now)
        current.action = log_action(by=by, now=now, data=data, key=f"draft-{current.public_id}")
        current.reporter = current.action.reporter
        if open_case:
            attach_to = _open_case(current, current.action, answers, by=by, now=now)
        if attach_to is not None:
            link_case(current.action, attach_to, by=by, now=now)
            current.case = attach_to
        current.edits = answers
        return _decide(
            current, Decision.ATTACHED if attach_to and not open_case else Decision.ACCEPTED, by, now
        )


def accept_section(
    bulletin: Bulletin, section: str, *, by: User, now: datetime
) -> tuple[list[Draft], list[Left]]:
    """Accept every open draft of a section that needs no answer from a person; tell which were left and why."""
    names, done, left = UnitNames.of_city(), [], []
    for draft in bulletin.drafts.pending().filter(section=section).order_by("start"):
        answers = default_answers(draft, names)
        try:
            with transaction.atomic():
                done.append(accept(draft, by=by, now=now, version=draft.version, answers=answers))
        except DomainError as error:
            left.append(Left(draft, error))
    return done, left


def discard(draft: Draft, *, by: User, now: datetime, version: int, reason: str) -> Draft:
    """Not for the records; the draft stays in the bulletin with the reason."""
    if not reason.strip():
        raise BadInput("reason_required")
    with transaction.atomic():
        current = _locked(draft, by)
        if current.decision == Decision.DISCARDED:
            return current
        _expect(current, version)
        _undecided(current)
        current.reason = reason.strip()[:200]
        return _decide(current, Decision.DISCARDED, by, now)


def take_up_again(draft: Draft, *, by: User, now: datetime) -> Draft:
    """A discarded draft waits for review once more."""
    with transaction.atomic():
        current = _locked(draft, by)
        if current.decision != Decision.DISCARDED:
            return current
        current.reason = ""
        return _decide(current, Decision.PENDING, by, now)


def split(draft: Draft, *, by: User, now: datetime, version: int, at: int) -> list[Draft]:
    """Two drafts instead of one; `at` is an offset into the bulletin's text, within the draft."""
    with transaction.atomic():
        current = _locked(draft, by)
        _expect(current, version)
        _undecided(current)
        text = current.bulletin.text
        halves = [(current.start, at), (at, current.end)]
        if not current.start < at < current.end or not all(text[a:b].strip() for a, b in halves):
            raise BadInput("split_outside")
        return _replace([current], halves, by=by, now=now)


def join(draft: Draft, *, by: User, now: datetime, version: int) -> Draft:
    """One draft instead of this and the next one of the bulletin."""
    with transaction.atomic():
        current = _locked(draft, by)
        _expect(current, version)
        _undecided(current)
        following = next_of(current)
        following = following and _locked(following, by)  # a colleague may just be deciding about it
        if following is None or following.decision != Decision.PENDING:
            raise Conflict("nothing_to_join")
        return _replace([current, following], [(current.start, following.end)], by=by, now=now)[0]


def next_of(draft: Draft) -> Draft | None:
    """The draft after this one in the bulletin's text."""
    shown = Draft.objects.filter(bulletin_id=draft.bulletin_id).shown()
    return shown.filter(start__gte=draft.end).first()


def _replace(old: list[Draft], spans: list[tuple[int, int]], *, by: User, now: datetime) -> list[Draft]:
    bulletin, lexicon, names = old[0].bulletin, lexicon_from_db(), UnitNames.of_city()
    fresh = []
    for start, end in spans:
        item = read_item(bulletin.text, (start, end), lexicon, date=bulletin.dated_on)
        draft = draft_of(item, bulletin, names)
        draft.section, draft.start, draft.end = old[0].section, start, end
        draft.save()
        fresh.append(draft)
    for draft in old:
        draft.replaced_by = [new.pk for new in fresh]
        _decide(draft, Decision.REPLACED, by, now)
    return fresh


def _open_case(draft: Draft, action: AssistanceAction, answers: Answers, *, by: User, now: datetime) -> Case:
    """As the house settles it: registered, source bulletin, the reporter's office as owner, a suggested lead unit."""
    reporter = action.reporter
    assisted = (
        action.participants.filter(role="assisted", enterprise__isnull=False)
        .select_related("enterprise")
        .first()
    )
    enterprise = assisted.enterprise if assisted else None
    data = CaseData(
        title=str(answers.get("case_title") or draft.headline)[:120],
        description=draft.proposal["body"]["text"],
        source="bulletin",
        raised_on=min(action.day or draft.bulletin.dated_on, now.date()),
        enterprise=enterprise,
        place="" if enterprise else str(answers.get("case_place") or ""),
        district=action.districts.order_by("order").first() or (enterprise.district if enterprise else None),
        owner_office=office_for(reporter),
        suggested_unit=reporter.lead_unit or (reporter if reporter.kind == "bureau" else None),
    )
    return register_case(by=by, now=now, data=data, key=f"draft-{draft.public_id}")


def _decide(draft: Draft, decision: str, by: User, now: datetime) -> Draft:
    draft.decision = decision
    draft.decided_by, draft.decided_at = (None, None) if decision == Decision.PENDING else (by, now)
    draft.version += 1
    draft.save()
    return draft


def _locked(draft: Draft, by: User) -> Draft:
    current = held(draft, by)
    if not by.scope.may("bulletin.review", [current.bulletin.office_id]):
        raise NotAllowed("not_permitted", verb="bulletin.review")
    return current


def _expect(draft: Draft, version: int) -> None:
    if draft.version != version:
        raise Conflict("stale")


def _undecided(draft: Draft) -> None:
    if draft.decision != Decision.PENDING:
        raise Conflict("already_decided")


def progress_of(bulletin: Bulletin) -> tuple[int, int]:
    """How many drafts are decided, of how many."""
    decisions: list[Any] = list(bulletin.drafts.shown().values_list("decision", flat=True))
    return sum(decision != Decision.PENDING for decision in decisions), len(decisions)
