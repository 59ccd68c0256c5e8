"""A door: what the worker does. Thin: losing a task loses nothing, taking it twice changes nothing, and none holds up another."""

import structlog
from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from tracker.operations.notice_mails import plan_mails
from tracker.operations.notices import remind
from tracker.operations.stored_files import folders_at, sweep_orphans

log = structlog.get_logger(__name__)


@shared_task(name="tracker.tick")
def tick() -> None:
    """Every ten minutes: the morning's reminders are written, and the mails that are due."""
    now = timezone.localtime()
    log.info("tick", reminders=remind(now=now), mails=plan_mails(now=now))


@shared_task(name="tracker.tidy")
def tidy() -> None:
    """Every ten minutes: sign-ins that ran out are swept away, and files that nobody owns, some folders at a time."""
    now = timezone.localtime()
    call_command("clearsessions")
    log.info("tidy", files=sweep_orphans(now, folders_at(now)))
