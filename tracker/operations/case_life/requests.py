"""More time, parking, promises: what units ask for, what the office answers, and what that does to the dates."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.models.requests import Answer, RequestKind
from tracker.operations.case_life.clocks import extend_clock, hold_clock
from tracker.operations.case_life.facts import Act
from tracker.rules.deadlines import extension_until
from tracker.rules.errors import BadInput, Conflict

LONGEST_PROMISE = 300
MOST_DAYS = 3 * 366  # as far as anything is put off


def ask_extension(act: Act) -> None:
    """In time, for a later day than the one that stands."""
    due_on, until = act.case.due_on, act.facts.until
    if due_on is None:
        raise Conflict("not_now", verb=act.move.verb)
    last = extension_until(due_on, act.preset, act.calendar)
    if act.today > last:
        raise Conflict("too_late", day=last.isoformat())
    _ask(act, RequestKind.EXTENSION, _later(act, until, due_on))


def extend(act: Act) -> None:
    """The date moves to the agreed day."""
    due_on = act.case.due_on
    if due_on is None:
        raise Conflict("not_now", verb=act.move.verb)
    until = _later(act, act.facts.until, due_on)
    extend_clock(act, until)
    act.case.extension_count += 1
    act.told |= {"until": until.isoformat(), "due_before": due_on.isoformat()}
    _answer(act, RequestKind.EXTENSION, Answer.GRANTED)


def refuse_extension(act: Act) -> None:
    """The date stands."""
    _answer(act, RequestKind.EXTENSION, Answer.REFUSED)


def ask_park(act: Act) -> None:
    """Nothing can be done for a while; there will be an answer on a day."""
    _ask(act, RequestKind.PARK, _later(act, act.facts.answer_on, act.today))


def park(act: Act) -> None:
    """The clock stands still until the case is resumed."""
    until = _later(act, act.facts.answer_on, act.today)
    act.case.parked_on, act.case.next_answer_on = act.today, until
    act.told["answer_on"] = until.isoformat()
    _answer(act, RequestKind.PARK, Answer.GRANTED)


def refuse_park(act: Act) -> None:
    """It goes on."""
    _answer(act, RequestKind.PARK, Answer.REFUSED)


def set_answer_day(act: Act) -> None:
    """It stays parked, with another day to answer."""
    act.case.next_answer_on = _later(act, act.facts.answer_on, act.today)
    act.told["answer_on"] = act.case.next_answer_on.isoformat()


def resume(act: Act) -> None:
    """The days since the case was parked do not count."""
    before = act.case.due_on
    hold_clock(act)
    if act.case.due_on != before:
        act.told |= {"until": str(act.case.due_on), "due_before": str(before)}


def promise(act: Act) -> None:
    """Somebody says in public what will be done, and by when."""
    text, main = act.facts.note.strip(), act.by.main_membership
    owner = act.facts.unit or (main.unit if main else None)
    if len(text) > LONGEST_PROMISE:
        raise BadInput("too_long", field="note", limit=LONGEST_PROMISE)
    act.case.commitments.create(text=text, owner=owner, due_on=act.facts.until)
    if act.facts.until:
        _near(act, act.facts.until)
        act.told["promised_for"] = act.facts.until.isoformat()


def keep_promise(act: Act) -> None:
    """It is done."""
    chosen = act.facts.promise
    kept = act.case.commitments.filter(pk=chosen.pk, kept_on__isnull=True).first() if chosen else None
    if kept is None:
        raise BadInput("required", field="promise")
    kept.kept_on = act.day
    kept.save()
    act.told["promise"] = kept.text


def _later(act: Act, until: date | None, than: date) -> date:
    if until is None or until <= than:
        raise BadInput("day_not_later", day=than.isoformat())
    return _near(act, until)


def _near(act: Act, until: date) -> date:
    """A day that somebody can mean: a slip of the keyboard is refused before years of days are counted."""
    furthest = act.today + timedelta(days=MOST_DAYS)
    if until > furthest:
        raise BadInput("day_too_far", day=until.isoformat(), last=furthest.isoformat())
    return until


def _ask(act: Act, kind: str, until: date) -> None:
    reason = act.facts.note.strip()
    act.case.requests.create(kind=kind, until=until, reason=reason, asked_by=act.by, asked_on=act.today)
    act.told["until"] = until.isoformat()


def _answer(act: Act, kind: str, answer: str) -> None:
    waiting = act.case.requests.waiting().filter(kind=kind)
    waiting.update(answer=answer, answered_by=act.by, answered_on=act.today)
