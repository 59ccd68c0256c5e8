"""A door: what the worker does. Thin: losing a task loses nothing, taking it twice changes nothing, and none holds up another."""

from contextlib import suppress

import structlog
from celery import shared_task
from django.core.management import call_command
from django.utils import timezone
from kombu.exceptions import OperationalError

from tracker.operations.closings import close_periods
from tracker.operations.digests import plan_digests
from tracker.operations.exports import forget_old_files
from tracker.operations.making_exports import make_exports
from tracker.operations.notice_mails import plan_mails
from tracker.operations.notices import forget_read
from tracker.operations.outbox import send_waiting
from tracker.operations.reminders import remind
from tracker.operations.stored_files import folders_at, sweep_orphans
from tracker.operations.tallies import count_anew, differences, fold

MANY, SENDERS = (
    200,
    4,
)  # mails from which on several processes send at once, and how many: as a worker of the embedded run has processes
log = structlog.get_logger(__name__)


@shared_task(name="tracker.remind")
def write_reminders() -> None:
    """Every ten minutes: the morning's reminders are written, once a working day."""
    log.info("remind", reminders=remind(now=timezone.localtime()))


@shared_task(name="tracker.plan_mails")
def write_mails() -> None:
    """Every ten minutes: the mails that are due are written, whatever became of the reminders."""
    log.info("plan_mails", mails=plan_mails(now=timezone.localtime()))


@shared_task(name="tracker.plan_digests")
def write_digests() -> None:
    """Every ten minutes: from Monday morning on, the week's digest is written for everybody who has none yet."""
    written = plan_digests(now=timezone.localtime())
    log.info("plan_digests", mails=written)
    if written >= MANY:
        # A sender holds one connection: killed it costs one extra copy at most. So several go, instead of one with more.
        for _sender in range(SENDERS):
            with suppress(OperationalError):  # without them the next half minute's goes alone
                send_mails.apply_async(expires=30, retry=False)


@shared_task(name="tracker.send_mails")
def send_mails() -> None:
    """Every half minute: what stands in the outbox and is due goes out."""
    done = send_waiting(now=timezone.localtime())
    if done.sent or done.postponed or done.failed:
        log.info("send_mails", sent=done.sent, postponed=done.postponed, failed=done.failed)


@shared_task(name="tracker.tidy")
def tidy() -> None:
    """Every ten minutes: sign-ins that ran out are swept away, exports of yesterday, and files that nobody owns, some folders at a time."""
    now = timezone.localtime()
    call_command("clearsessions")
    log.info("tidy", exports=forget_old_files(now=now), files=sweep_orphans(now, folders_at(now)))


@shared_task(name="tracker.close_periods")
def close_ended_periods() -> None:
    """Every ten minutes: the week or month that ended is counted for good, once, from the set hour on."""
    log.info("close_periods", closed=close_periods(now=timezone.localtime()))


@shared_task(name="tracker.fold_tallies")
def fold_tallies() -> None:
    """Every minute: what changed in the counts of cases is folded into their sums, which are right without it too."""
    log.info("fold_tallies", changes=fold())


@shared_task(name="tracker.check_tallies")
def check_tallies() -> None:
    """Every night: the sums are compared with the cases; where they differ, as after a unit got another parent, counted anew."""
    if wrong := differences():
        log.warning("check_tallies", wrong=wrong, sums=count_anew())


@shared_task(name="tracker.forget_notices")
def forget_notices() -> None:
    """Every night: notices that were read long ago are deleted."""
    log.info("forget_notices", notices=forget_read(now=timezone.localtime()))


@shared_task(name="tracker.make_exports", time_limit=1800)
def make_long_exports() -> None:
    """Woken when somebody asks, and every minute: lists that are taken out are written, one at a time."""
    if made := make_exports(now=timezone.localtime()):
        log.info("make_exports", files=made)
