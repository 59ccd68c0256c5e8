"""Sending what stands in the outbox: a mail is claimed, marked, sent and committed, one a transaction.

Killed at any moment nobody is left out; what was sent and not yet committed is sent once more, under the same Message-ID.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Final

import structlog
from django.core.mail import get_connection
from django.db import connection, transaction

from tracker.models import OutgoingMail
from tracker.models.mail import MailKind, MailState
from tracker.operations.digests import MORNING
from tracker.operations.mail_bytes import message_of
from tracker.operations.mail_checks import IN_HAND, Ahead, look_again
from tracker.operations.notices import hours_of_city
from tracker.operations.profile import distrust_address, trust_address
from tracker.reports.calendar import calendar_of_city
from tracker.rules.bounces import is_address_refused
from tracker.rules.notices import Hours
from tracker.rules.workdays import Calendar

log = structlog.get_logger(__name__)

ROUND_SECONDS: Final = 60  # half the time a task may take
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=1)
GIVE_UP: Final = timedelta(days=2)  # after it was written, or put back
REFUSED_FOR_GOOD: Final = 500
BROKEN: Final = (0, 421)  # no answer, or its last one: the connection is of no use to the next mail
LONGEST_ANSWER: Final = 500
MARKS: Final = (
    "state",
    "void_reason",
    "to_address",
    "sent_at",
    "attempts",
    "next_try_at",
    "last_error",
)
COLUMNS: Final = tuple(column.attname for column in OutgoingMail._meta.concrete_fields)
# The first mail that is due and that nobody else has in hand, marked as sent by the statement that claims it: once the
# server took it, nothing is left to do but to commit. `said` is what the server said at the try before. Materialized: a
# plan may ask a subquery anew for every row that it joins, and each time it would find, and claim, the next mail.
CLAIM: Final = f"""
    WITH due AS MATERIALIZED (
      SELECT id, last_error AS said FROM tracker_outgoingmail
       WHERE state = 'new' AND next_try_at <= %(now)s
       ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE tracker_outgoingmail AS mail
       SET state = 'sent', attempts = mail.attempts + 1, sent_at = %(now)s, last_error = ''
      FROM due WHERE mail.id = due.id
    RETURNING {", ".join(f"mail.{column}" for column in COLUMNS)}, due.said
"""  # noqa: S608  # only names of the model's own columns


class NoServerError(Exception):
    """No mail can be sent now, whatever it is."""


@dataclass
class Round:
    """A round of sending: its connection, the city's working hours, what is known of the next mails, what became of them."""

    line: Any
    hours: Hours
    calendar: Calendar
    ahead: Ahead = field(default_factory=Ahead)
    sent: int = 0
    postponed: int = 0
    failed: int = 0

    def disturbs(self, mail: OutgoingMail, now: datetime) -> bool:
        """Whether a mail that was meant for working hours would arrive outside of them, because it was late.

        A digest goes before they begin on its own morning; once that is over, it is meant for them too.
        """
        if self.hours.are_on(now, self.calendar):
            return False
        if mail.kind == MailKind.DIGEST and now >= mail.created_at + MORNING:
            return True
        return self.hours.are_on(mail.next_try_at.astimezone(now.tzinfo), self.calendar)


def send_waiting(*, now: datetime, seconds: float = ROUND_SECONDS) -> Round:
    """Send the mails that are due, in their order, those that another sender has in hand left out.

    now      on the city's clock     seconds  after which no further mail is begun
    A server that cannot be reached ends the round, and its mails wait for the next; a mail it refuses holds up no other.
    """
    begun = time.monotonic()
    with _line() as line:
        turn = Round(line, hours_of_city(), calendar_of_city(now.date()))
        while (passed := time.monotonic() - begun) < seconds:
            try:
                if not _send_next(turn, now + timedelta(seconds=passed)):
                    break
            except NoServerError as error:
                log.warning("mail_server_down", error=str(error))
                break
    return turn


@contextmanager
def _line() -> Iterator[Any]:
    """One connection for the round; it says goodbye when every mail is marked, and whatever comes of that is no loss."""
    line = get_connection()
    try:
        yield line
    finally:
        with suppress(SMTPException, OSError):
            line.close()


@transaction.atomic
def _send_next(turn: Round, now: datetime) -> bool:
    """The first mail that is due and that nobody else sends; whether there was one."""
    mail = _claim(turn, now)
    if mail is None:
        return False
    written_to = mail.to_address
    if turn.disturbs(mail, now):
        _put_back(mail, until=turn.hours.next_on(now, turn.calendar))
    elif reason := look_again(mail, turn.ahead):
        _put_back(mail, until=now + FIRST_WAIT if reason == IN_HAND else mail.next_try_at)
        if reason != IN_HAND:
            mail.state, mail.void_reason = MailState.VOID, reason
    else:
        if mail.to_address != written_to:
            _mark(mail)
        _send(turn, mail, now)
    if mail.state != MailState.SENT:
        _mark(mail)
    return True


def _mark(mail: OutgoingMail) -> None:
    mail.save(update_fields=MARKS)


def _claim(turn: Round, now: datetime) -> OutgoingMail | None:
    """The mail of `CLAIM`, its reader looked up beside those of the next ones."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now})
        found = cursor.fetchall()
    if not found:
        return None
    ((*columns, said),) = found  # more would be marked and not sent: better none
    mail = OutgoingMail.from_db(connection.alias, COLUMNS, columns)
    vars(mail)["said"] = said  # what no column keeps
    mail.recipient = turn.ahead.reader_of(mail, now)
    return mail


def _put_back(mail: OutgoingMail, *, until: datetime) -> None:
    """As if it had not been claimed."""
    mail.state, mail.sent_at, mail.next_try_at = MailState.NEW, None, until
    mail.attempts, mail.last_error = mail.attempts - 1, vars(mail)["said"]


def _send(turn: Round, mail: OutgoingMail, now: datetime) -> None:
    """Hand it to the server and note what that said; raises NoServerError, leaving the mail as it is."""
    try:
        turn.line.open()
    except (SMTPException, OSError) as error:
        raise NoServerError(_words(error)) from error
    try:
        turn.line.send_messages([message_of(mail)])
        turn.sent += 1
    except Exception as error:  # whatever is wrong with one mail holds up no other
        mail.sent_at = None
        _refused(turn, mail, error, now)
    else:
        if mail.recipient.is_bouncing:
            trust_address(mail.recipient)


def _refused(turn: Round, mail: OutgoingMail, error: Exception, now: datetime) -> None:
    """Refused for good, or to be tried again: soon, then ever more rarely, for two days."""
    mail.last_error, code = _words(error), _answer(error)[0]
    if code in BROKEN:
        _hang_up(turn.line)
    is_unsendable = not isinstance(error, SMTPException | OSError)
    if is_unsendable or code >= REFUSED_FOR_GOOD or now - (mail.resent_at or mail.created_at) > GIVE_UP:
        log.warning("mail_failed", mail=mail.pk, error=mail.last_error)
        mail.state = MailState.FAILED
        turn.failed += 1
        if is_address_refused(code, _said(error), at_recipient=isinstance(error, SMTPRecipientsRefused)):
            distrust_address(mail.recipient, address=mail.to_address)
    else:
        mail.state = MailState.NEW
        mail.next_try_at = now + min(FIRST_WAIT * 2 ** min(mail.attempts - 1, 10), LONGEST_WAIT)
        turn.postponed += 1


def _hang_up(line: Any) -> None:
    """Without a goodbye: whoever hangs would let us wait for the answer to that too."""
    if connection := getattr(line, "connection", None):
        connection.close()
        line.connection = None


def _answer(error: Exception) -> tuple[int, bytes | str]:
    """Code and words of the server; 0 where it gave none."""
    if isinstance(error, SMTPRecipientsRefused):
        answers: list[tuple[int, bytes]] = list(error.recipients.values())
        return answers[0] if answers else (0, "")
    if isinstance(error, SMTPResponseException):
        return error.smtp_code, error.smtp_error
    return 0, str(error)


def _words(error: Exception) -> str:
    """As the server said it: 550 no such user."""
    code = _answer(error)[0]
    return f"{code or type(error).__name__} {_said(error)}".replace("\x00", "").strip()[:LONGEST_ANSWER]


def _said(error: Exception) -> str:
    said = _answer(error)[1]
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
