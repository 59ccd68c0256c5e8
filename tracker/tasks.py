"""A door: what the worker does. Thin: each task calls one operation; losing a task loses nothing."""

import structlog
from celery import shared_task
from django.core.management import call_command

log = structlog.get_logger(__name__)


@shared_task(name="tracker.tick")
def tick() -> None:
    """Every ten minutes: sign-ins that ran out are swept away."""
    call_command("clearsessions")
    log.info("tick")
